//! The method in plain words, with the thresholds, judgements, symbols and breaks
//! of the catalogue that made the verdicts.

use crate::catalogue::{Catalogue, Direction, Favour, Judgement};
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
        let verdicts = &catalogue.verdicts;
        let (materiality, evidence) = (&verdicts.materiality, &verdicts.evidence);
        let judgements = &verdicts.judgements;
        let directions = distinct(judgements.iter().map(|j| j.direction));
        // The first meaning of a symbol is its present one; the rest are older spellings.
        let kept = distinct(catalogue.symbols.iter().map(|s| s.kept_as.clone()));
        let meaning = |kept_as: &str| {
            let first = catalogue.symbols.iter().find(|s| s.kept_as == kept_as);
            first.map(|s| s.meaning.clone()).unwrap_or_default()
        };
        let title = |id: &String| {
            catalogue.measure(id).map_or_else(|| id.clone(), |m| m.short_title.clone())
        };
        Self {
            cohorts: catalogue
                .cohorts
                .iter()
                .map(|c| Titled { title: c.title.clone(), like_for_like: true })
                .collect(),
            comparators: catalogue
                .comparators
                .iter()
                .map(|c| Titled { title: c.title.clone(), like_for_like: c.like_for_like })
                .collect(),
            floors: materiality
                .floor
                .iter()
                .filter(|(_, floor)| **floor > 0.0)
                .map(|(kind, floor)| Floor { kind: kind_words(kind), floor: floor.to_string() })
                .collect(),
            t: BTreeMap::from([
                ("unit_multiple", materiality.unit_multiple.to_string()),
                ("between_share", materiality.between_area_sd_share.to_string()),
                ("change_share", materiality.change_sd_share.to_string()),
                ("false_discovery", evidence.false_discovery.to_string()),
                ("minimum_cohort", evidence.minimum_cohort.to_string()),
                ("small_cohort", evidence.small_cohort.to_string()),
                ("minimum_neighbours", evidence.minimum_neighbours.to_string()),
                ("minimum_ranked", evidence.minimum_ranked.to_string()),
            ]),
            judgements: lines(judgements, &directions),
            directions: directions
                .iter()
                .map(|d| capitalised(&d.as_str().replace('_', " ")))
                .collect(),
            symbols: kept
                .iter()
                .map(|k| SymbolLine { kept_as: k.clone(), meaning: meaning(k) })
                .collect(),
            breaks: catalogue
                .breaks
                .iter()
                .map(|b| BreakLine {
                    title: capitalised(&b.title),
                    before: b.before.clone(),
                    note: b.note.clone(),
                    measures: b.measures.iter().map(title).collect(),
                })
                .collect(),
        }
    }
}
