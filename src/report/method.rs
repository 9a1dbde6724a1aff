//! The method in plain words, with the thresholds, judgements, symbols and breaks
//! of the catalogue that made the verdicts.

use crate::catalogue::{
    Catalogue, Cohort, Comparator, Direction, Favour, Judgement, Materiality, Verdicts,
};
use crate::markup::capitalised;
use crate::words::Word;
use serde::Serialize;
use std::collections::BTreeMap;

/// The page on method.
#[derive(Debug, Clone, Default, Serialize)]
pub struct MethodPage {
    cohorts: Vec<Titled>,
    comparators: Vec<Titled>,
    floors: Vec<Floor>,
    t: BTreeMap<&'static str, String>,
    directions: Vec<String>,
    judgements: Vec<JudgementLine>,
    symbols: Vec<SymbolLine>,
    breaks: Vec<BreakLine>,
}

#[derive(Debug, Clone, Serialize)]
struct Titled {
    title: String,
    like_for_like: bool,
}

#[derive(Debug, Clone, Serialize)]
struct Floor {
    kind: String,
    floor: String,
}

#[derive(Debug, Clone, Serialize)]
struct JudgementLine {
    level: String,
    words: Vec<String>,
}

#[derive(Debug, Clone, Serialize)]
struct SymbolLine {
    kept_as: String,
    meaning: String,
}

#[derive(Debug, Clone, Serialize)]
struct BreakLine {
    title: String,
    before: String,
    note: String,
    measures: Vec<String>,
}

/// The first of each, in the order of the file.
fn distinct<T: PartialEq>(words: impl Iterator<Item = T>) -> Vec<T> {
    let mut seen = Vec::new();
    for word in words {
        if !seen.contains(&word) {
            seen.push(word);
        }
    }
    seen
}

fn kind_words(kind: &str) -> String {
    match kind {
        "session_rate" => "percentage points for rates of absence".to_string(),
        "percentage" => "for other percentages".to_string(),
        kind => format!("for {}s", kind.replace('_', " ")),
    }
}

/// The table of judgements, a line a level.
fn lines(judgements: &[Judgement], directions: &[Direction]) -> Vec<JudgementLine> {
    let word = |level: Favour, direction: Direction| {
        let found = judgements.iter().find(|j| j.level == level && j.direction == direction);
        found.map(|j| j.judgement.clone()).unwrap_or_default()
    };
    let line = |level: Favour| JudgementLine {
        level: level.as_str().replace('_', " "),
        words: directions.iter().map(|direction| word(level, *direction)).collect(),
    };
    distinct(judgements.iter().map(|j| j.level)).into_iter().map(line).collect()
}

impl MethodPage {
    /// The page for `catalogue`.
    #[must_use]
    pub fn of(catalogue: &Catalogue) -> Self {
        let judgements = &catalogue.verdicts.judgements;
        let directions = distinct(judgements.iter().map(|j| j.direction));
        let cohort = |c: &Cohort| Titled { title: c.title.clone(), like_for_like: true };
        let comparator =
            |c: &Comparator| Titled { title: c.title.clone(), like_for_like: c.like_for_like };
        let direction = |d: &Direction| capitalised(&d.as_str().replace('_', " "));
        Self {
            cohorts: catalogue.cohorts.iter().map(cohort).collect(),
            comparators: catalogue.comparators.iter().map(comparator).collect(),
            floors: floors(&catalogue.verdicts.materiality),
            t: thresholds(&catalogue.verdicts),
            judgements: lines(judgements, &directions),
            directions: directions.iter().map(direction).collect(),
            symbols: symbols(catalogue),
            breaks: breaks(catalogue),
        }
    }
}

/// The least gap that matters of each kind of measure.
fn floors(materiality: &Materiality) -> Vec<Floor> {
    let set = materiality.floor.iter().filter(|(_, floor)| **floor > 0.0);
    set.map(|(kind, floor)| Floor { kind: kind_words(kind), floor: floor.to_string() }).collect()
}

/// Thresholds by the names that the page has for them.
fn thresholds(verdicts: &Verdicts) -> BTreeMap<&'static str, String> {
    let Verdicts { materiality, evidence, .. } = verdicts;
    BTreeMap::from([
        ("unit_multiple", materiality.unit_multiple.to_string()),
        ("between_share", materiality.between_area_sd_share.to_string()),
        ("change_share", materiality.change_sd_share.to_string()),
        ("false_discovery", evidence.false_discovery.to_string()),
        ("minimum_cohort", evidence.minimum_cohort.to_string()),
        ("small_cohort", evidence.small_cohort.to_string()),
        ("minimum_neighbours", evidence.minimum_neighbours.to_string()),
        ("minimum_ranked", evidence.minimum_ranked.to_string()),
    ])
}

/// Symbols by what they are kept as. The first meaning of one is its present one; the rest are older
/// spellings.
fn symbols(catalogue: &Catalogue) -> Vec<SymbolLine> {
    let meaning = |kept_as: &str| {
        let first = catalogue.symbols.iter().find(|s| s.kept_as == kept_as);
        first.map(|s| s.meaning.clone()).unwrap_or_default()
    };
    distinct(catalogue.symbols.iter().map(|s| s.kept_as.clone()))
        .into_iter()
        .map(|kept_as| SymbolLine { meaning: meaning(&kept_as), kept_as })
        .collect()
}

/// Breaks with the measures that they are of.
fn breaks(catalogue: &Catalogue) -> Vec<BreakLine> {
    let title =
        |id: &String| catalogue.measure(id).map_or_else(|| id.clone(), |m| m.short_title.clone());
    catalogue
        .breaks
        .iter()
        .map(|b| BreakLine {
            title: capitalised(&b.title),
            before: b.before.clone(),
            note: b.note.clone(),
            measures: b.measures.iter().map(title).collect(),
        })
        .collect()
}
