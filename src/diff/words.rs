//! A diff as lines for a terminal, a log or a mail.

use super::kind::COUNTED;
use super::{Change, ChangeKind, Count, Diff};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Single figures that are printed; the page and the table have more.
const MAX_PRINTED: usize = 30;
/// Statements that a summary names.
const MAX_NAMED: usize = 6;

/// One line: how much differs.
#[must_use]
pub fn summary(diff: &Diff) -> String {
    if diff.is_empty() {
        return "no figure and no verdict differs".to_string();
    }
    let parts: Vec<String> = COUNTED
        .into_iter()
        .map(|kind| (diff.count(kind), kind))
        .filter(|(count, _)| *count > 0)
        .map(|(count, kind)| format!("{}{}", kind.counted(count), named(diff, kind)))
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
    figures(diff, &mut line);
    for kind in [ChangeKind::Verdict, ChangeKind::VerdictNew, ChangeKind::VerdictGone] {
        if diff.verdicts.iter().any(|c| c.kind == kind) {
            line(format!("\n{} {}", diff.count(kind), kind.words()));
            singly(&diff.verdicts, kind, diff.count(kind), &mut line);
        }
    }
    if !diff.statements.is_empty() {
        line("\nStatements whose result differs".to_string());
        for change in &diff.statements {
            line(format!("  {}", change.words()));
        }
        let counted: Vec<String> = COUNTED
            .into_iter()
            .filter(|kind| kind.is_of_statements() && diff.count(*kind) > 0)
            .map(|kind| format!("{}{}", kind.counted(diff.count(kind)), named(diff, kind)))
            .collect();
        line(format!("\n{}", counted.join(", ")));
    }
    out
}

/// The figures that differ: by measure, and those that are revised or gone one by one.
fn figures(diff: &Diff, line: &mut impl FnMut(String)) {
    for kind in [
        ChangeKind::NewMeasure,
        ChangeKind::NewPeriod,
        ChangeKind::NewFigure,
        ChangeKind::Status,
        ChangeKind::Revised,
        ChangeKind::Vanished,
    ] {
        let of_kind: Vec<&Count> = diff.counts.iter().filter(|c| c.kind == kind).collect();
        if of_kind.is_empty() {
            continue;
        }
        line(format!("\n{} {}", diff.count(kind), kind.words()));
        for (measure, periods) in by_measure(&of_kind) {
            line(format!("  {measure}: {periods}"));
        }
        if matches!(kind, ChangeKind::Revised | ChangeKind::Vanished) {
            singly(&diff.figures, kind, diff.count(kind), line);
        }
    }
}

/// ` (S1, S2)` behind the number of statements of a kind; nothing for figures and verdicts.
fn named(diff: &Diff, kind: ChangeKind) -> String {
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

/// The first changes of a kind, a line each, and how many of `count` there are beyond them.
fn singly(changes: &[Change], kind: ChangeKind, count: i32, line: &mut impl FnMut(String)) {
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
