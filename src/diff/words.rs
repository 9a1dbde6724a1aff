//! A diff as lines for a terminal, a log or a mail.

use super::{Change, Count, Diff};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Single figures that are printed; the page and the table have more.
const MAX_PRINTED: usize = 30;
/// Statements that a summary names.
const MAX_NAMED: usize = 6;

/// What a kind is called in front of a number.
#[must_use]
pub fn kind_words(kind: &str) -> &'static str {
    match kind {
        "new_measure" => "figures of new measures",
        "new_period" => "figures of new periods",
        "new_figure" => "new figures in periods that were there",
        "revised" => "revised figures",
        "status" => "figures no longer, or newly, provisional",
        "vanished" => "figures that are gone",
        "verdict" => "verdicts that moved",
        "verdict_new" => "new verdicts",
        "verdict_gone" => "verdicts that are gone",
        "statement" => "statements whose result differs",
        "statement_new" => "statements that were not judged before",
        "statement_gone" => "statements that are no longer judged",
        _ => "differences",
    }
}

/// Kinds in reading order.
pub const KINDS: [&str; 12] = [
    "new_measure",
    "new_period",
    "new_figure",
    "revised",
    "status",
    "vanished",
    "verdict",
    "verdict_new",
    "verdict_gone",
    "statement",
    "statement_new",
    "statement_gone",
];

/// One line: how much differs.
#[must_use]
pub fn summary(diff: &Diff) -> String {
    if diff.is_empty() {
        return "no figure and no verdict differs".to_string();
    }
    let parts: Vec<String> = KINDS
        .iter()
        .map(|kind| (diff.count(kind), *kind))
        .filter(|(count, _)| *count > 0)
        .map(|(count, kind)| format!("{}{}", counted(count, kind), named(diff, kind)))
        .collect();
    if parts.is_empty() { "no figure and no verdict differs".to_string() } else { parts.join(", ") }
}

/// In full.
#[must_use]
pub fn text(diff: &Diff) -> String {
    let mut out = format!("{} against {}: {}\n", diff.new, diff.old, summary(diff));
    let mut line = |text: String| {
        // Writing to a text cannot fail.
        let _ = writeln!(out, "{text}");
    };
    for note in &diff.notes {
        line(format!("\n{}", note.title));
        for item in &note.items {
            line(format!("  {item}"));
        }
    }
    if !diff.data_sets.is_empty() {
        line("\nData sets".to_string());
        for change in &diff.data_sets {
            line(format!("  {}: {}", change.data_set, versions(change)));
            for event in &change.events {
                line(format!("      {event}"));
            }
        }
    }
    for kind in ["new_measure", "new_period", "new_figure", "status", "revised", "vanished"] {
        let of_kind: Vec<&Count> = diff.counts.iter().filter(|c| c.kind == kind).collect();
        if of_kind.is_empty() {
            continue;
        }
        line(format!("\n{} {}", diff.count(kind), kind_words(kind)));
        for (measure, periods) in by_measure(&of_kind) {
            line(format!("  {measure}: {periods}"));
        }
        if matches!(kind, "revised" | "vanished") {
            singly(&diff.figures, kind, diff.count(kind), &mut line);
        }
    }
    for kind in ["verdict", "verdict_new", "verdict_gone"] {
        if diff.verdicts.iter().any(|c| c.kind == kind) {
            line(format!("\n{} {}", diff.count(kind), kind_words(kind)));
            singly(&diff.verdicts, kind, diff.count(kind), &mut line);
        }
    }
    if !diff.statements.is_empty() {
        line("\nStatements whose result differs".to_string());
        for change in &diff.statements {
            line(format!("  {}", change.words()));
        }
        let counted: Vec<String> = KINDS
            .iter()
            .filter(|kind| kind.starts_with("statement") && diff.count(kind) > 0)
            .map(|kind| format!("{}{}", counted(diff.count(kind), kind), named(diff, kind)))
            .collect();
        line(format!("\n{}", counted.join(", ")));
    }
    out
}

/// ` (S1, S2)` behind the number of statements of a kind; nothing for figures and verdicts.
fn named(diff: &Diff, kind: &str) -> String {
    let ids: Vec<&str> = diff
        .statements
        .iter()
        .filter(|s| s.kind == kind)
        .map(|s| s.statement_id.as_str())
        .collect();
    match ids.len() {
        0 => String::new(),
        n if n <= MAX_NAMED => format!(" ({})", ids.join(", ")),
        n => format!(" ({} and {} more)", ids[..MAX_NAMED].join(", "), n - MAX_NAMED),
    }
}

/// `1 statement whose result differs`.
fn counted(count: i32, kind: &str) -> String {
    let words = kind_words(kind);
    let words = match (count, kind) {
        (1, "statement") => "statement whose result differs",
        (1, "statement_new") => "statement that was not judged before",
        (1, "statement_gone") => "statement that is no longer judged",
        _ => words,
    };
    format!("{count} {words}")
}

/// The first changes of a kind, a line each, and how many of `count` there are beyond them.
fn singly(changes: &[Change], kind: &str, count: i32, line: &mut impl FnMut(String)) {
    let of_kind = changes.iter().filter(|change| change.kind == kind);
    let mut rest = count;
    for change in of_kind.take(MAX_PRINTED) {
        line(format!("    {}", change_words(change)));
        rest -= 1;
    }
    if rest > 0 {
        line(format!("    and {rest} more: see diff.parquet"));
    }
}

/// `2.1 → 2.2`, or what there is of it.
#[must_use]
pub fn versions(change: &super::DataSetChange) -> String {
    match (&change.old, &change.new) {
        (Some(old), Some(new)) if old == new => format!("version {old}"),
        (Some(old), Some(new)) => format!("{old} → {new}"),
        (None, Some(new)) => format!("now {new}"),
        (Some(old), None) => format!("was {old}"),
        (None, None) => "no version".to_string(),
    }
}

fn by_measure<'a>(counts: &[&'a Count]) -> BTreeMap<&'a str, String> {
    let mut found: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for count in counts {
        found.entry(&count.measure).or_default().push(format!(
            "{} ({} in {} area{})",
            count.period,
            count.rows,
            count.areas,
            if count.areas == 1 { "" } else { "s" }
        ));
    }
    found.into_iter().map(|(measure, periods)| (measure, periods.join(", "))).collect()
}

fn change_words(change: &Change) -> String {
    let nothing =
        |text: &str| if text.is_empty() { "nothing".to_string() } else { text.to_string() };
    let against = if change.comparator.is_empty() {
        String::new()
    } else {
        format!(" against {}", change.comparator)
    };
    let other = if change.changed.is_empty() || change.changed == "value" {
        String::new()
    } else {
        format!(" ({})", change.changed)
    };
    format!(
        "{}, {}, {} {}{against}: {} → {}{other}",
        change.measure,
        change.cohort,
        change.area,
        change.period,
        nothing(&change.old),
        nothing(&change.new)
    )
}
