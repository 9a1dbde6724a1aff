//! The verdicts of all areas of a run side by side, a measure and group at a time: what the tile
//! grid, the list next to it and the pages of regions show.

use super::scorecard::{Look, own};
use crate::catalogue::{Area, Catalogue, theme_title};
use crate::engine::printed_figure;
use crate::findings::{AreaFindings, Finding, Pair};
use std::collections::BTreeMap;

/// Groups of pupils that are shown.
const COHORTS: [&str; 2] = ["ehc-plan", "sen-support"];

/// One measure and group of pupils.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PairTitle {
    /// Title of the measure.
    pub measure: String,
    /// Group for labels.
    pub cohort: String,
    /// Theme in words.
    pub theme: String,
    /// Latest period.
    pub period: String,
    /// The newest period known to be published, if the figures are old compared with it.
    pub newest: String,
    /// Unit.
    pub unit: String,
    /// Decimals of its figure.
    pub comparator_decimals: usize,
    /// Whether more is better; else less is.
    pub more_is_better: bool,
    /// Whom areas are compared with, in words: `England`.
    pub comparator: String,
    /// Its figure (unit).
    pub comparator_value: Option<f64>,
}

impl PairTitle {
    /// A figure of the comparator as printed, with its sign.
    pub(super) fn figure(&self, value: f64) -> String {
        printed_figure(value, &self.unit, self.comparator_decimals)
    }

    /// `Good level of development at age 5: SEN support, 2024/25`.
    pub(super) fn in_words(&self) -> String {
        format!("{}: {}, {}", self.measure, self.cohort, self.period)
    }
}

/// The verdict on one area in one measure and group.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Verdict {
    /// Fill class: `better2`, `better1`, `line`, `unclear`, `worse1`, `worse2`, `none`.
    pub fill: &'static str,
    /// Sign that repeats the fill: `++ + = ? − −−`, or a middle dot without a verdict.
    pub mark: &'static str,
    /// In words: `worse than England (indicative)`.
    pub words: String,
    /// The figure (unit).
    pub value: Option<f64>,
    /// The figure as printed, or its symbol in brackets.
    pub figure: String,
    /// Rank among authorities, 1 is best; 0 without one.
    pub rank: i32,
}

/// One area of the run.
#[derive(Debug, Clone, PartialEq)]
pub struct AreaVerdicts {
    /// ONS code.
    pub code: String,
    /// Name.
    pub name: String,
    /// For addresses.
    pub slug: String,
    /// Code of its region.
    pub region_code: String,
    /// That it ended, or empty.
    pub ended: String,
    /// Verdict of each measure and group.
    pub verdicts: BTreeMap<Pair, Verdict>,
}

/// All areas of a run.
#[derive(Debug, Clone, Default)]
pub struct England {
    pairs: BTreeMap<Pair, PairTitle>,
    /// The areas, in order of their names.
    pub areas: Vec<AreaVerdicts>,
}

impl England {
    /// Adds the verdicts on `area`; `ended` says that it ended.
    pub fn add(&mut self, area: &Area, results: &AreaFindings, ended: &str, catalogue: &Catalogue) {
        let judged = results.findings.iter().filter(|f| {
            let local = catalogue.measure(&f.measure_id).is_none_or(|m| m.local);
            f.polarity != 0 && !local && COHORTS.contains(&f.cohort.as_str())
        });
        let mut verdicts = BTreeMap::new();
        for finding in judged {
            let key = (finding.measure_id.clone(), finding.cohort.clone());
            let title = self.pairs.entry(key.clone()).or_insert_with(|| title(finding, catalogue));
            // An area without a verdict may lack the comparator's figure, which is the same for all.
            title.comparator_value = title.comparator_value.or(finding.comparator_value);
            verdicts.insert(key, verdict(finding, title));
        }
        let region = catalogue.areas.get(&area.region_code);
        let line = AreaVerdicts {
            code: area.code.clone(),
            name: area.name.clone(),
            slug: area.slug.clone(),
            region_code: region.map(|r| r.code.clone()).unwrap_or_default(),
            ended: ended.to_string(),
            verdicts,
        };
        let place = self.areas.partition_point(|other| other.name < line.name);
        self.areas.insert(place, line);
    }

    /// The measures and groups in which at least half of the areas have a verdict, in the order
    /// of the catalogue.
    #[must_use]
    pub fn pairs(&self, catalogue: &Catalogue) -> Vec<(Pair, &PairTitle)> {
        let known = |pair: &Pair| {
            let of = self.areas.iter().filter_map(|area| area.verdicts.get(pair));
            of.filter(|verdict| verdict.fill != "none").count() * 2 >= self.areas.len()
        };
        let all = catalogue.measures.iter().flat_map(|measure| {
            COHORTS.iter().map(move |cohort| (measure.id.clone(), (*cohort).to_string()))
        });
        all.filter_map(|pair| self.pairs.get(&pair).map(|title| (pair, title)))
            .filter(|(pair, _)| known(pair))
            .collect()
    }
}

fn title(f: &Finding, catalogue: &Catalogue) -> PairTitle {
    let against = catalogue.comparators.iter().find(|known| known.id == f.comparator);
    PairTitle {
        measure: f.measure_title.clone(),
        cohort: f.cohort_short.clone(),
        theme: theme_title(&f.theme).to_string(),
        period: f.period.clone(),
        newest: f.newest_published.clone(),
        unit: f.unit.clone(),
        comparator_decimals: f.comparator_decimals,
        more_is_better: f.polarity > 0,
        comparator: against.map_or(f.comparator.clone(), |known| known.phrase.clone()),
        comparator_value: f.comparator_value,
    }
}

fn verdict(f: &Finding, title: &PairTitle) -> Verdict {
    let whom = &title.comparator;
    let look = Look::of(f.favourable(), f.level);
    let by_far = if f.level.is_significant() { "significantly " } else { "" };
    let no_verdict = |why: &str| ("none", "\u{b7}", format!("no verdict: {why}"));
    let (fill, mark, words) = match look.verdict {
        side @ ("better" | "worse") => {
            (look.fill, look.mark, format!("{by_far}{side} than {whom}"))
        }
        "broadly in line" => (look.fill, look.mark, format!("broadly in line with {whom}")),
        "no clear difference" => (look.fill, look.mark, format!("no clear difference from {whom}")),
        "not available" => no_verdict(f.flags.first().map_or("not available", String::as_str)),
        _ => no_verdict("many are not known"),
    };
    Verdict {
        fill,
        mark,
        words: format!("{words}{}", f.basis_mark),
        value: f.value,
        figure: own(f.value, f.symbol.as_deref(), &f.unit, f.decimals),
        rank: f.best_rank().unwrap_or(0),
    }
}
