//! C10: one measure for each group of pupils.

use super::titles::{Naming, said_title};
use super::words::{alt_text, axis_unit, listed, reason};
use super::{Sheet, Told, ids};
use crate::catalogue::Measure;
use crate::charts::{Chart, CohortLadder, Rung, Words};
use crate::engine::printed_figure;
use crate::findings::{Finding, Level, Year};

/// C10 for each measure that the catalogue chooses.
pub(super) fn ladders(told: &Told<'_>) -> Vec<Sheet> {
    let measures = told.catalogue.charts.ladder.measures.iter();
    measures.filter_map(|m| told.catalogue.measure(m)).map(|m| ladder(told, m)).collect()
}

pub(super) fn findings<'a>(told: &Told<'a>, measure: &str, cohorts: &[String]) -> Vec<&'a Finding> {
    cohorts.iter().filter_map(|c| told.finding(measure, c)).collect()
}

pub(super) fn source(told: &Told<'_>, measure: &Measure, findings: &[&Finding]) -> String {
    if findings.is_empty() {
        return told.sources.line_of_data_set(&measure.data_set);
    }
    told.sources.line(findings)
}

pub(super) fn source_line(told: &Told<'_>, measure: &Measure, findings: &[&Finding]) -> String {
    if findings.is_empty() {
        return told.sources.brief_of_data_set(&measure.data_set);
    }
    told.sources.brief(findings)
}

/// The figures of each group, or what replaces them.
fn ladder_alt(what: &str, rungs: &[Rung], decimals: usize, measure: &Measure) -> String {
    let print = |v: f64| printed_figure(v, &measure.unit, decimals);
    let said = rungs.iter().map(|rung| match (rung.value, rung.comparator) {
        (Some(own), Some(england)) => {
            format!("{} {}, England {}", rung.label, print(own), print(england))
        }
        (Some(own), None) => format!("{} {}", rung.label, print(own)),
        (None, _) if rung.symbol.is_empty() => format!("{}: no figure", rung.label),
        (None, _) => format!("{}: no figure (symbol {})", rung.label, rung.symbol),
    });
    let said: Vec<String> = said.collect();
    alt_text(&[&format!("Dumbbell chart by group of pupils: {what}"), &said.join("; ")])
}

fn ladder(told: &Told<'_>, measure: &Measure) -> Sheet {
    let cohorts = &told.catalogue.charts.ladder.cohorts;
    let shown = findings(told, &measure.id, cohorts);
    let decimals = shown.first().map_or(1, |f| f.decimals);
    let rungs: Vec<Rung> = cohorts
        .iter()
        .map(|cohort| {
            let label = told.short_cohort(cohort);
            let Some(f) = told.finding(&measure.id, cohort) else {
                let words = reason(told.catalogue, &measure.id);
                return Rung { label, words, ..Rung::default() };
            };
            let year = latest(told, f);
            Rung {
                label,
                value: f.value,
                symbol: f.symbol.clone().unwrap_or_default(),
                comparator: f.comparator_value,
                gap: f.difference.filter(|_| f.level != Level::NotAvailable),
                words: f.level_words(),
                hollow: f.small_cohort || year.is_some_and(|y| y.provisional),
                limits: year.and_then(|y| y.lower.zip(y.upper)),
            }
        })
        .collect();
    let area = &told.area.name;
    let period = shown.first().map_or(String::new(), |f| f.period.clone());
    let mut notes = vec!["Each group is compared with the same group in England.".to_string()];
    if rungs.iter().any(|r| r.limits.is_some() && r.value.is_some()) {
        notes.push("Bars are 95% intervals of the area's figure.".to_string());
    }
    let words = Words {
        title: said_title(told, (&measure.title, ""), &shown, Naming::Group),
        subtitle: format!(
            "{}.",
            listed(
                &[&measure.title, &axis_unit(measure), &format!("{area} and England"), &period,]
            )
        ),
        notes,
        source: source(told, measure, &shown),
        source_line: source_line(told, measure, &shown),
        alt: ladder_alt(&listed(&[&measure.title, area, &period]), &rungs, decimals, measure),
    };
    let chart = CohortLadder {
        words,
        area_name: area.clone(),
        unit: axis_unit(measure),
        percent: measure.unit == "%",
        decimals,
        rungs,
    };
    Sheet {
        name: format!("ladder-{}", measure.id),
        chart: Chart::CohortLadder(chart),
        finding_ids: ids(&shown),
    }
}

pub(super) fn series<'a>(told: &Told<'a>, measure: &str, cohort: &str) -> (&'a [Year], &'a [Year]) {
    told.said.years(measure, cohort)
}

fn latest<'a>(told: &Told<'a>, f: &Finding) -> Option<&'a Year> {
    series(told, &f.measure_id, &f.cohort).0.iter().find(|y| y.period == f.period)
}
