//! Titles, alternative text and notes: from verdict rows alone.

use crate::catalogue::{Catalogue, Level};
use crate::charts::Chart;
use crate::findings::Finding;
use std::collections::BTreeMap;

/// Most characters of an alternative text.
pub const ALT: usize = 250;

/// What findings are compared with: England, where it has no figure the middle authority, and for
/// local measures their targets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OtherSide {
    /// England.
    England,
    /// The middle authority.
    Middle,
    /// Some with England, some with the middle authority.
    EnglandOrMiddle,
    /// The target of one finding.
    Target,
    /// Those of several.
    Targets,
    /// Some with England, some with their targets.
    EnglandOrTarget,
    /// Some with each.
    Any,
}

impl OtherSide {
    /// In a sentence.
    pub fn words(self) -> &'static str {
        match self {
            Self::England => "England",
            Self::Middle => "the middle authority",
            Self::EnglandOrMiddle => "England or the middle authority",
            Self::Target => "the target",
            Self::Targets => "the targets",
            Self::EnglandOrTarget => "England or the target",
            Self::Any => "England, the middle authority or the target",
        }
    }

    /// In the key of a picture.
    pub fn key(self) -> &'static str {
        match self {
            Self::England => "England, same group",
            Self::Middle => "Middle authority, same group",
            Self::EnglandOrMiddle => "England or middle authority",
            Self::Target | Self::Targets => "Target",
            Self::EnglandOrTarget => "England or target",
            Self::Any => "England, middle authority or target",
        }
    }
}

impl std::fmt::Display for OtherSide {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.words())
    }
}

/// What those of some findings that could be compared are compared with.
pub fn other_side(findings: &[&Finding]) -> OtherSide {
    let compared: Vec<&Finding> = findings
        .iter()
        .copied()
        .filter(|f| f.level != Level::NotAvailable || against_target(f))
        .collect();
    sides(&compared)
}

/// The same, of all findings whether they could be compared or not: whose line is drawn.
pub fn sides(compared: &[&Finding]) -> OtherSide {
    let targets = compared.iter().filter(|f| against_target(f)).count();
    let middle = compared.iter().filter(|f| against_middle(f)).count();
    match (compared.len() - targets - middle, middle, targets) {
        (_, 0, 0) => OtherSide::England,
        (0, _, 0) => OtherSide::Middle,
        (_, _, 0) => OtherSide::EnglandOrMiddle,
        (0, 0, 1) => OtherSide::Target,
        (0, 0, _) => OtherSide::Targets,
        (_, 0, _) => OtherSide::EnglandOrTarget,
        _ => OtherSide::Any,
    }
}

/// Whether a finding is compared with the middle authority, England having no figure.
pub fn against_middle(f: &Finding) -> bool {
    f.comparator == "authorities-same-cohort"
}

/// Which numbers are arithmetic on published ones, or nothing.
pub fn arithmetic(findings: &[&Finding], catalogue: &Catalogue) -> String {
    let of = |flag: &str| {
        let mut titles: Vec<&str> = Vec::new();
        for f in findings.iter().filter(|f| f.flags.iter().any(|known| known == flag)) {
            let title = catalogue.measure(&f.measure_id).map_or("", |m| m.short_title.as_str());
            if !titles.contains(&title) {
                titles.push(title);
            }
        }
        titles.join(", ")
    };
    let (solved, summed) = (of("counts_reconstructed"), of("comparator_is_sum_of_authorities"));
    let lines = [
        (solved, "Counts reconstructed from published rates: "),
        (summed, "England as the sum of its authorities: "),
    ];
    let lines: Vec<String> = lines
        .iter()
        .filter(|(titles, _)| !titles.is_empty())
        .map(|(titles, lead)| format!("{lead}{titles}."))
        .collect();
    lines.join(" ")
}

/// What is held of each measure, to which year, those behind a newer release marked old.
pub fn held(findings: &[&Finding], catalogue: &Catalogue) -> String {
    let mut years: BTreeMap<(String, String), Vec<&str>> = BTreeMap::new();
    for f in findings.iter().filter(|f| f.value.is_some() || f.symbol.is_some()) {
        let Some(measure) = catalogue.measure(&f.measure_id) else { continue };
        let titles = years.entry((f.period.clone(), f.newest_published.clone())).or_default();
        if !titles.contains(&measure.short_title.as_str()) {
            titles.push(&measure.short_title);
        }
    }
    let lines = years.iter().rev().map(|((held, newest), titles)| {
        let old = if newest.is_empty() {
            String::new()
        } else {
            format!(" (old: {newest} is published)")
        };
        let titles: Vec<String> = titles.iter().map(|t| t.replace(',', "")).collect();
        format!("to {held}{old}: {}", titles.join(", "))
    });
    let lines: Vec<String> = lines.collect();
    if lines.is_empty() { String::new() } else { format!("Figures held, {}.", lines.join("; ")) }
}

/// Whether a finding is about a local measure and its target.
pub fn against_target(f: &Finding) -> bool {
    f.comparator == "target"
}

/// A note, and behind it which numbers are arithmetic on published ones.
pub fn notes_on(findings: &[&Finding], catalogue: &Catalogue, note: String) -> Vec<String> {
    let arithmetic = arithmetic(findings, catalogue);
    std::iter::once(note).chain(Some(arithmetic).filter(|text| !text.is_empty())).collect()
}

/// Sentences of an alternative text, as many as fit in 250 characters; the first is
/// cut at a word if it alone is too long.
pub fn alt_text(sentences: &[&str]) -> String {
    fitted(sentences).text
}

/// An alternative text, and which sentences are whole in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AltText {
    /// The text.
    pub text: String,
    /// Places of the sentences that it has, 0 first.
    pub whole: Vec<usize>,
}

/// The same as [`alt_text`], with the sentences that it has.
pub fn fitted(sentences: &[&str]) -> AltText {
    let mut fitted = AltText::default();
    let sentences = sentences.iter().map(|s| s.trim()).enumerate();
    for (place, sentence) in sentences.filter(|(_, s)| !s.is_empty()) {
        let text = &mut fitted.text;
        let end = if sentence.ends_with(['.', '…']) { "" } else { "." };
        let space = if text.is_empty() { "" } else { " " };
        let longer = format!("{text}{space}{sentence}{end}");
        if longer.chars().count() <= ALT {
            *text = longer;
            fitted.whole.push(place);
        } else if text.is_empty() {
            let cut: String = sentence.chars().take(ALT - 1).collect();
            let at = cut.rfind(' ').unwrap_or(cut.len());
            *text = format!("{}…", cut[..at].trim_end_matches([' ', ',', ';', ':']));
        }
    }
    fitted
}

/// The level before the middle authority, whose name is long, in the room of a panel.
pub fn short_level(f: &Finding) -> String {
    match f.level {
        Level::BroadlyInLine => "in line with".to_string(),
        Level::NoClearDifference => "unclear against".to_string(),
        level => level.words().to_string(),
    }
}

/// The level before the word England.
pub fn level_before_england(f: &Finding) -> String {
    match f.level {
        Level::BroadlyInLine => "broadly in line with".to_string(),
        Level::NoClearDifference => "no clear difference from".to_string(),
        level => level.words().to_string(),
    }
}

/// What "approximate" next to the movement of a gap means, after a space; empty if none is shown.
pub fn across_a_break(findings: &[&Finding]) -> &'static str {
    if findings.iter().any(|f| f.gap_across_a_break().is_some()) {
        " Gap and lead, approximate: how the area moved against England across a change of grading."
    } else {
        ""
    }
}

/// `2015/16 to 2023/24`, or one period.
pub fn from_to(periods: impl Iterator<Item = String>) -> String {
    let mut all: Vec<String> = periods.collect();
    all.sort();
    match (all.first(), all.last()) {
        (Some(a), Some(b)) if a == b => a.clone(),
        (Some(a), Some(b)) => format!("{a} to {b}"),
        _ => String::new(),
    }
}

/// The unit of an axis, with "low is good" where it is.
pub fn axis_unit(measure: &crate::catalogue::Measure) -> String {
    let low = if measure.polarity < 0 { " (low is good)" } else { "" };
    format!("{}{low}", measure.axis_unit)
}

/// Why a measure has no figures for a cohort.
pub fn reason(catalogue: &Catalogue, measure: &str) -> String {
    let Some(m) = catalogue.measure(measure) else { return "No figure was published.".into() };
    if m.cohorts.is_empty() {
        let title = catalogue.data_sets.get(&m.data_set).map_or("", |d| &d.title);
        return format!("No figures here: they are published in “{title}”.");
    }
    "No figure was published for this group.".to_string()
}

/// Parts of a subtitle with commas between them, those that are empty left out.
pub fn listed(parts: &[&str]) -> String {
    let parts: Vec<&str> = parts.iter().copied().filter(|p| !p.is_empty()).collect();
    parts.join(", ")
}

/// What the abbreviations of a picture mean, those that it uses: on its own it has no glossary.
pub fn abbreviations(catalogue: &Catalogue, chart: &Chart) -> String {
    let words = chart.words();
    // The plotted values name everything that is drawn.
    let text = [&words.title, &words.subtitle, &chart.csv()].map(String::as_str).join(" ");
    let used: std::collections::BTreeSet<&str> =
        text.split(|c: char| !c.is_alphanumeric()).collect();
    let known = catalogue.charts.abbreviations.iter().filter(|a| used.contains(a.short.as_str()));
    let known: Vec<String> = known.map(|a| format!("{}: {}", a.short, a.full)).collect();
    if known.is_empty() { String::new() } else { format!("{}.", known.join("; ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alternative_text_knows_which_sentences_it_has() {
        let (long, longest) = ("a ".repeat(100), "b ".repeat(130));
        let whole = |sentences: &[&str]| fitted(sentences).whole;
        assert_eq!(whole(&["A chart", "", "absence: 5%", &long]), [0, 2, 3]);
        // One that does not fit is left out, and a shorter one behind it is not.
        assert_eq!(whole(&[&long, &long, "absence: 5%"]), [0, 2]);
        // The first alone is cut, and is not whole then.
        let cut = fitted(&[&longest, "absence: 5%"]);
        assert!(cut.whole.is_empty() && cut.text.ends_with('…'), "{cut:?}");
        assert!(cut.text.chars().count() <= ALT && !cut.text.contains("absence"));
    }

    #[test]
    fn what_is_compared_with_is_named_by_what_the_findings_have() {
        let of = |comparators: &[&str]| {
            let finding = |comparator: &&str| Finding {
                comparator: (*comparator).to_string(),
                ..Finding::default()
            };
            let findings: Vec<Finding> = comparators.iter().map(finding).collect();
            sides(&findings.iter().collect::<Vec<_>>())
        };
        let (england, middle) = ("england-same-cohort", "authorities-same-cohort");
        assert_eq!(of(&[]), OtherSide::England);
        assert_eq!(of(&[middle, middle]), OtherSide::Middle);
        assert_eq!(of(&[england, middle]), OtherSide::EnglandOrMiddle);
        assert_eq!(of(&["target"]), OtherSide::Target);
        assert_eq!(of(&["target", "target"]), OtherSide::Targets);
        assert_eq!(of(&["target", england]), OtherSide::EnglandOrTarget);
        assert_eq!(of(&["target", england, middle]), OtherSide::Any);
    }
}
