//! Titles, alternative text and sources: from verdict rows and releases alone.

use crate::catalogue::Catalogue;
use crate::charts::MADE_UP;
use crate::findings::{Basis, Finding};
use crate::markup::capitalised;
use std::collections::BTreeMap;

/// Most characters of an alternative text.
pub const ALT: usize = 250;

/// One release that figures were taken from.
#[derive(Debug, Clone, Default)]
pub struct SourceNote {
    /// Title of the release.
    pub title: String,
    /// Who publishes it.
    pub publisher: String,
    /// Version of the data set.
    pub version: String,
    /// Release it belongs to, where known.
    pub release: String,
    /// Day or month of publication in words, where known.
    pub published_on: String,
    /// Whether nobody published it: the area's own figures.
    pub local: bool,
    /// Whether the figures are made up for a trial.
    pub made_up: bool,
}

/// The releases of a run by data set, and the id of the run.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// By data set.
    pub notes: BTreeMap<String, SourceNote>,
    /// Id of the run: the same inputs and options have the same.
    pub run_id: String,
    /// Whether any figure of the run is made up.
    pub synthetic: bool,
}

impl Sources {
    /// The source line under a picture that shows `findings`.
    #[must_use]
    pub fn line(&self, findings: &[&Finding]) -> String {
        let mut used: BTreeMap<&str, (bool, Vec<&str>)> = BTreeMap::new();
        for f in findings {
            let (provisional, periods) = used.entry(&f.data_set).or_default();
            *provisional |= f.flags.iter().any(|flag| flag == "provisional");
            periods.push(&f.period);
        }
        self.line_of(&used, &coverage(findings))
    }

    /// One line of source for a slide; the full one is in the text of its file.
    #[must_use]
    pub fn short_line(&self, data_set: &str) -> String {
        let Some(note) = self.notes.get(data_set) else { return String::new() };
        let licence =
            if note.local { "Local, unpublished" } else { "Open Government Licence v3.0" };
        format!("Source: {}: {}. {licence}.", note.publisher, note.title)
    }

    /// The source line of a picture without findings, of one data set.
    #[must_use]
    pub fn line_of_data_set(&self, data_set: &str) -> String {
        self.line_of(&BTreeMap::from([(data_set, (false, Vec::new()))]), "")
    }

    fn line_of(&self, used: &BTreeMap<&str, (bool, Vec<&str>)>, coverage: &str) -> String {
        let mut publishers: Vec<&str> = Vec::new();
        let mut releases = Vec::new();
        for (data_set, (provisional, periods)) in used {
            let Some(note) = self.notes.get(*data_set) else { continue };
            if !publishers.contains(&note.publisher.as_str()) {
                publishers.push(&note.publisher);
            }
            let mut inside: Vec<String> = Vec::new();
            inside.extend(periods.iter().max().map(ToString::to_string));
            if !note.release.is_empty() {
                inside.push(note.release.clone());
            }
            inside.push(format!("version {}", short_version(&note.version)));
            if *provisional {
                inside.push("provisional".to_string());
            }
            if !note.published_on.is_empty() {
                inside.push(format!("published {}", note.published_on));
            }
            if note.made_up {
                inside.push("made-up figures".to_string());
            }
            releases.push(format!("{} ({})", note.title, inside.join(", ")));
        }
        let local = used.keys().all(|data_set| self.is_local(data_set));
        let made_up = if self.synthetic { format!("{MADE_UP} ") } else { String::new() };
        if releases.is_empty() {
            return format!("{made_up}Source: no figures are held. Run {}.", self.run_id);
        }
        let licence = if local { "Local, unpublished" } else { "Open Government Licence v3.0" };
        format!(
            "{made_up}Source: {}: {}. {licence}. Run {}.{coverage}",
            publishers.join(", "),
            releases.join("; "),
            self.run_id
        )
    }

    fn is_local(&self, data_set: &str) -> bool {
        self.notes.get(data_set).is_some_and(|note| note.local)
    }
}

/// `sha256:4fd4bc201f8b…` is told by its first seven digits; a publisher's own number stays.
fn short_version(version: &str) -> &str {
    version.strip_prefix("sha256:").map_or(version, |digits| digits.get(..7).unwrap_or(digits))
}

fn coverage(findings: &[&Finding]) -> String {
    let available = findings.iter().filter(|f| f.level != "not_available");
    let of = |grades: &[&str]| {
        available.clone().filter(|f| grades.contains(&f.evidence_grade.as_str())).count()
    };
    let (tested, indicative) = (of(&["A", "B"]), of(&["I"]));
    format!(
        " {tested} of {} comparisons tested, {indicative} indicative, {} not tested.",
        available.clone().count(),
        of(&["C"])
    )
}

/// A title that counts verdicts: it can say no more than they do.
pub fn counted_title(lead: &str, findings: &[&Finding]) -> String {
    let sided = |good: bool| findings.iter().filter(move |f| f.favourable() == Some(good));
    let (better, worse) = (sided(true).count(), sided(false).count());
    let compared = findings.iter().filter(|f| f.polarity != 0 && f.level != "not_available");
    let unclear = compared.clone().filter(|f| f.level == "no_clear_difference").count();
    let compared = compared.count();
    let other = other_side(findings);
    let close = match unclear {
        0 => String::new(),
        n => format!(", {n} too close to tell"),
    };
    let (b, w) = (known_how(better, sided(true)), known_how(worse, sided(false)));
    match (better, worse) {
        _ if compared == 0 => lead.to_string(),
        (0, 0) if compared == 1 => format!("{lead}: neither better nor worse than {other}"),
        (0, 0) => format!("{lead}: none of {compared} better or worse than {other}{close}"),
        (_, 0) => format!("{lead}: better than {other} on {b} of {compared}, worse on none{close}"),
        (0, _) => format!("{lead}: worse than {other} on {w} of {compared}, better on none{close}"),
        _ => format!("{lead}: better than {other} on {b} of {compared}, worse on {w}{close}"),
    }
}

/// A number of verdicts and how many of them were tested, are indicative or neither.
fn known_how<'a>(count: usize, findings: impl Iterator<Item = &'a &'a Finding>) -> String {
    let (mut tested, mut indicative, mut bare) = (0, 0, 0);
    for f in findings {
        match Basis::of(f.level_rule) {
            Basis::Indicative => indicative += 1,
            Basis::NotTested => bare += 1,
            _ => tested += 1,
        }
    }
    let mut parts = vec![(tested, "tested"), (indicative, "indicative"), (bare, "not tested")];
    parts.retain(|(n, _)| *n > 0);
    match parts.as_slice() {
        [(_, how)] => format!("{count} ({how})"),
        several => {
            let told: Vec<String> = several.iter().map(|(n, how)| format!("{n} {how}")).collect();
            format!("{count} ({})", told.join(", "))
        }
    }
}

/// Whom findings are set against: England, where it has no figure the middle authority, and for
/// local measures their targets.
pub fn other_side(findings: &[&Finding]) -> &'static str {
    let compared: Vec<&Finding> = findings
        .iter()
        .copied()
        .filter(|f| f.level != "not_available" || against_target(f))
        .collect();
    sides(&compared)
}

/// The same, of all findings whether they could be compared or not: whose line is drawn.
pub fn sides(compared: &[&Finding]) -> &'static str {
    let targets = compared.iter().filter(|f| against_target(f)).count();
    let middle = compared.iter().filter(|f| against_middle(f)).count();
    match (compared.len() - targets - middle, middle, targets) {
        (_, 0, 0) => "England",
        (0, _, 0) => "the middle authority",
        (_, _, 0) => "England or the middle authority",
        (0, 0, 1) => "the target",
        (0, 0, _) => "the targets",
        (_, 0, _) => "England or the target",
        _ => "England, the middle authority or the target",
    }
}

/// Whether a finding is set against the middle authority, England having no figure.
pub fn against_middle(f: &Finding) -> bool {
    f.comparator == "authorities-same-cohort"
}

/// What to call the comparator of `findings` in the key of a picture.
pub fn key_of_other_side(other: &str) -> String {
    match other {
        "England" => "England, same group".to_string(),
        "the middle authority" => "Middle authority, same group".to_string(),
        "the target" | "the targets" => "Target".to_string(),
        other => capitalised(&other.replace("the ", "")),
    }
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
    let told = [
        (solved, "Counts reconstructed from published rates: "),
        (summed, "England as the sum of its authorities: "),
    ];
    let told: Vec<String> = told
        .iter()
        .filter(|(titles, _)| !titles.is_empty())
        .map(|(titles, lead)| format!("{lead}{titles}."))
        .collect();
    told.join(" ")
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
    let told = years.iter().rev().map(|((held, newest), titles)| {
        let old = if newest.is_empty() {
            String::new()
        } else {
            format!(" (old: {newest} is published)")
        };
        let titles: Vec<String> = titles.iter().map(|t| t.replace(',', "")).collect();
        format!("to {held}{old}: {}", titles.join(", "))
    });
    let told: Vec<String> = told.collect();
    if told.is_empty() { String::new() } else { format!("Figures held, {}.", told.join("; ")) }
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
    let mut text = String::new();
    for sentence in sentences.iter().map(|s| s.trim()).filter(|s| !s.is_empty()) {
        let end = if sentence.ends_with(['.', '…']) { "" } else { "." };
        let space = if text.is_empty() { "" } else { " " };
        let longer = format!("{text}{space}{sentence}{end}");
        if longer.chars().count() <= ALT {
            text = longer;
        } else if text.is_empty() {
            let cut: String = sentence.chars().take(ALT - 1).collect();
            let at = cut.rfind(' ').unwrap_or(cut.len());
            text = format!("{}…", cut[..at].trim_end_matches([' ', ',', ';', ':']));
        }
    }
    text
}

/// The level before the middle authority, whose name is long, in the room of a panel.
pub fn short_level(f: &Finding) -> String {
    match f.level.as_str() {
        "broadly_in_line" => "in line with".to_string(),
        "no_clear_difference" => "unclear against".to_string(),
        level => level.replace('_', " "),
    }
}

/// The level before the word England.
pub fn level_before_england(f: &Finding) -> String {
    match f.level.as_str() {
        "broadly_in_line" => "broadly in line with".to_string(),
        "no_clear_difference" => "no clear difference from".to_string(),
        level => level.replace('_', " "),
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
        return format!("No figures are held: they are published in “{title}”.");
    }
    "No figure was published for this group.".to_string()
}

/// Parts of a subtitle with commas between them, those that are empty left out.
pub fn listed(parts: &[&str]) -> String {
    let parts: Vec<&str> = parts.iter().copied().filter(|p| !p.is_empty()).collect();
    parts.join(", ")
}
