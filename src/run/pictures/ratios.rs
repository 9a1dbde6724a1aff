//! C9: how many times the figure of pupils with no SEN a group of pupils has.

use super::words::{from_to, listed};
use super::{PictureInput, Sheet, ids, words::ALT};
use crate::charts::{Chart, Disproportionality, Ratio, RatioRow, Words};
use crate::engine::printed_number;
use crate::findings::{Finding, RatioFigure};

const ENGLAND: &str = "E92000001";
/// Decimals of a ratio: the rates that it is of have two or three digits.
const DECIMALS: usize = 1;

/// What the sheet has a row of, and what it has not.
#[derive(Default)]
struct Shown<'a> {
    rows: Vec<RatioRow>,
    findings: Vec<&'a Finding>,
    periods: Vec<String>,
    /// Measures of which there is no figure of these groups.
    lacking: Vec<&'a str>,
}

/// A row for each measure and group that the catalogue chooses.
fn shown<'a>(input: &PictureInput<'a>) -> Shown<'a> {
    let choice = &input.catalogue.charts.disproportionality;
    let of = |code: &str| input.figures.ratios.get(code).map(Vec::as_slice).unwrap_or_default();
    let (here, england) = (of(&input.area.code), of(ENGLAND));
    let find = |figures: &'a [RatioFigure], measure: &str, cohort: &str| {
        figures.iter().find(|r| r.measure_id == measure && r.cohort == cohort)
    };
    let mut shown = Shown::default();
    for measure in choice.measures.iter().filter_map(|m| input.catalogue.measure(m)) {
        if measure.cohorts.is_empty() && find(england, &measure.id, "ehc-plan").is_none() {
            shown.lacking.push(&measure.short_title);
            continue;
        }
        for cohort in &choice.cohorts {
            let (a, e) = (find(here, &measure.id, cohort), find(england, &measure.id, cohort));
            let Some(either) = a.or(e) else { continue };
            shown.findings.extend(input.finding(&measure.id, cohort));
            shown.periods.extend(a.into_iter().chain(e).map(|r| r.period.clone()));
            let group = input.short_cohort(cohort);
            let label = format!("{}, {group} ({})", measure.short_title, either.period);
            shown.rows.push(row(label, a, e));
        }
    }
    shown
}

fn row(label: String, area: Option<&RatioFigure>, england: Option<&RatioFigure>) -> RatioRow {
    let ratio = |r: &RatioFigure| r.ratio.map(|ratio| Ratio { ratio, limits: r.limits() });
    RatioRow {
        label,
        area: area.and_then(ratio),
        // Without a symbol either figure is 0, and there is no ratio to it.
        symbol: area.map_or_else(
            || "no figure".to_string(),
            |r| r.symbol.clone().unwrap_or_else(|| "no ratio".to_string()),
        ),
        england: england.and_then(ratio),
    }
}

/// C9: one sheet for every measure and group that the catalogue chooses.
pub(super) fn sheet(input: &PictureInput<'_>) -> Sheet {
    let Shown { rows, findings: shown, periods, lacking } = shown(input);
    let area = &input.area.name;
    let mut notes = vec!["Ratios of published figures; intervals only where counts are published, so differences between ratios are not tested.".to_string()];
    if !lacking.is_empty() {
        notes.push(format!("Not held, so not drawn: {}.", lacking.join(", ").to_lowercase()));
    }
    let between = from_to(periods.iter().cloned());
    let who = format!("{area} and England");
    let words = Words {
        title: title(&rows, &periods),
        subtitle: format!(
            "{}. Low is good.",
            listed(&["Times the figure of pupils with no SEN", &who, &between])
        ),
        notes,
        source: input.sources.of(&shown),
        alt: alt(area, &rows),
    };
    let chart = Disproportionality {
        words,
        area_name: area.clone(),
        rows,
        reason: Some(
            "No figures of suspensions, exclusions or absence were published for these groups."
                .to_string(),
        ),
    };
    Sheet {
        name: "disproportionality".to_string(),
        chart: Chart::Disproportionality(chart),
        finding_ids: ids(&shown),
    }
}

/// The largest ratio of the newest year, next to that of England.
fn title(rows: &[RatioRow], periods: &[String]) -> String {
    let newest = periods.iter().max().map(|period| format!("({period})"));
    let of_newest = rows.iter().filter(|r| newest.as_ref().is_some_and(|n| r.label.ends_with(n)));
    let largest =
        of_newest.filter_map(|r| Some((r, r.area?.ratio))).max_by(|(_, a), (_, b)| a.total_cmp(b));
    let Some((row, ratio)) = largest else {
        return "Absence and exclusions next to pupils with no SEN".to_string();
    };
    let name = row.label.split(" (").next().unwrap_or_default();
    let england = row.england.map(|e| format!("; in England {} times", print(e.ratio)));
    let england = england.unwrap_or_default();
    format!("{name}: {} times the figure of pupils with no SEN{england}", print(ratio))
}

fn print(ratio: f64) -> String {
    printed_number(ratio, DECIMALS)
}

/// Ratios of the area and of England, the largest first, as many as fit.
fn alt(area: &str, rows: &[RatioRow]) -> String {
    let mut known: Vec<(f64, String)> = rows
        .iter()
        .filter_map(|r| {
            let own = r.area?.ratio;
            let england = r.england.map(|e| format!(", England {}", print(e.ratio)));
            Some((own, format!("{} {}{}", r.label, print(own), england.unwrap_or_default())))
        })
        .collect();
    known.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut text = format!("Dot plot: times the figure of pupils with no SEN, {area}");
    if known.is_empty() {
        return format!("{text}. No figures of these groups were published.");
    }
    for (place, (_, row)) in known.iter().enumerate() {
        let longer = format!("{text}{} {row}", if place == 0 { ":" } else { ";" });
        if longer.chars().count() < ALT {
            text = longer;
        }
    }
    format!("{text}.")
}
