//! C10: one measure for each group of pupils.

use super::titles::{Naming, verdict_title};
use super::words::{alt_text, axis_unit, listed, reason};
use super::{PictureInput, Sheet, ids};
use crate::catalogue::{Level, Measure};
use crate::charts::{Chart, CohortLadder, PictureSource, Rung, Words};
use crate::engine::printed_figure;
use crate::findings::{Finding, Year};

/// C10 for each measure that the catalogue chooses.
pub(super) fn ladders(input: &PictureInput<'_>) -> Vec<Sheet> {
    let measures = input.catalogue.charts.ladder.measures.iter();
    measures.filter_map(|m| input.catalogue.measure(m)).map(|m| ladder(input, m)).collect()
}

pub(super) fn findings<'a>(
    input: &PictureInput<'a>,
    measure: &str,
    cohorts: &[String],
) -> Vec<&'a Finding> {
    cohorts.iter().filter_map(|c| input.finding(measure, c)).collect()
}

/// Where the figures of a picture of one measure are from, those it has or those it could have.
pub(super) fn source(
    input: &PictureInput<'_>,
    measure: &Measure,
    findings: &[&Finding],
) -> PictureSource {
    if findings.is_empty() {
        return input.sources.of_data_set(&measure.data_set);
    }
    input.sources.of(findings)
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

fn ladder(input: &PictureInput<'_>, measure: &Measure) -> Sheet {
    let cohorts = &input.catalogue.charts.ladder.cohorts;
    let shown = findings(input, &measure.id, cohorts);
    let decimals = shown.first().map_or(1, |f| f.decimals);
    let rungs: Vec<Rung> = cohorts
        .iter()
        .map(|cohort| {
            let label = input.short_cohort(cohort);
            let Some(f) = input.finding(&measure.id, cohort) else {
                let words = reason(input.catalogue, &measure.id);
                return Rung { label, words, ..Rung::default() };
            };
            let year = latest(input, f);
            Rung {
                label,
                value: f.value,
                symbol: f.symbol.clone().unwrap_or_default(),
                comparator: f.comparator_value,
                gap: f.difference.filter(|_| f.level != Level::NotAvailable),
                words: f.level_words(),
                hollow: f.small_cohort || year.is_some_and(Year::is_provisional),
                limits: year.and_then(|y| y.lower.zip(y.upper)),
            }
        })
        .collect();
    let area = &input.area.name;
    let period = shown.first().map_or(String::new(), |f| f.period.clone());
    let mut notes = vec!["Each group is compared with the same group in England.".to_string()];
    if rungs.iter().any(|r| r.limits.is_some() && r.value.is_some()) {
        notes.push("Bars are 95% intervals of the area's figure.".to_string());
    }
    let words = Words {
        title: verdict_title(input, (&measure.title, ""), &shown, Naming::Group),
        subtitle: format!(
            "{}.",
            listed(
                &[&measure.title, &axis_unit(measure), &format!("{area} and England"), &period,]
            )
        ),
        notes,
        source: source(input, measure, &shown),
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

pub(super) fn series<'a>(
    input: &PictureInput<'a>,
    measure: &str,
    cohort: &str,
) -> (&'a [Year], &'a [Year]) {
    input.results.years(measure, cohort)
}

fn latest<'a>(input: &PictureInput<'a>, f: &Finding) -> Option<&'a Year> {
    series(input, &f.measure_id, &f.cohort).0.iter().find(|y| y.period == f.period)
}
