//! Groups of pupils beside each other: C10 cohort ladder, C3 slope, C9 ratios.

use super::words::{alt_text, axis_unit, counted_title, listed, reason};
use super::{Sheet, Told, ids};
use crate::catalogue::Measure;
use crate::charts::{
    Chart, CohortLadder, Disproportionality, Ratio, RatioRow, Rung, Slope, SlopeLine, Words,
};
use crate::engine::printed_number;
use crate::findings::{Finding, RatioFigure, Year};
use crate::period::Period;

const ENGLAND: &str = "E92000001";

/// C10 for each measure that the catalogue chooses.
pub(super) fn ladders(told: &Told<'_>) -> Vec<Sheet> {
    let measures = told.catalogue.charts.ladder.measures.iter();
    measures.filter_map(|m| told.catalogue.measure(m)).map(|m| ladder(told, m)).collect()
}

fn findings<'a>(told: &Told<'a>, measure: &str, cohorts: &[String]) -> Vec<&'a Finding> {
    cohorts.iter().filter_map(|c| told.finding(measure, c)).collect()
}

fn source(told: &Told<'_>, measure: &Measure, findings: &[&Finding]) -> String {
    if findings.is_empty() {
        return told.sources.line_of_data_set(&measure.data_set);
    }
    told.sources.line(findings)
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
                gap: f.difference.filter(|_| f.level != "not_available"),
                words: f.level_words(),
                hollow: f.small_cohort || year.is_some_and(|y| y.provisional),
                limits: year.and_then(|y| y.lower.zip(y.upper)),
            }
        })
        .collect();
    let area = &told.area.name;
    let title = counted_title(&format!("{}, by group", measure.short_title), &shown);
    let period = shown.first().map_or(String::new(), |f| f.period.clone());
    let what = format!("{}, {period}, by group of pupils, {area} and England", measure.title);
    let alt = alt_text(&["Dumbbell chart", &what, &title]);
    let mut notes = vec!["Each group is set against the same group in England.".to_string()];
    if rungs.iter().any(|r| r.limits.is_some() && r.value.is_some()) {
        notes.push("Bars are 95% intervals of the area's figure.".to_string());
    }
    let words = Words {
        title,
        subtitle: format!(
            "{}.",
            listed(
                &[&measure.title, &axis_unit(measure), &format!("{area} and England"), &period,]
            )
        ),
        notes,
        source: source(told, measure, &shown),
        alt,
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

fn series<'a>(told: &Told<'a>, measure: &str, cohort: &str) -> (&'a [Year], &'a [Year]) {
    told.said.years(measure, cohort)
}

fn latest<'a>(told: &Told<'a>, f: &Finding) -> Option<&'a Year> {
    series(told, &f.measure_id, &f.cohort).0.iter().find(|y| y.period == f.period)
}

/// C3 for each measure that the catalogue chooses.
pub(super) fn slopes(told: &Told<'_>) -> Vec<Sheet> {
    let measures = told.catalogue.charts.slope.measures.iter();
    measures.filter_map(|m| told.catalogue.measure(m)).map(|m| slope(told, m)).collect()
}

/// First and last year of England's latest segment for any of the groups.
fn unbroken(told: &Told<'_>, measure: &str, cohorts: &[String]) -> Option<(String, String)> {
    let years: Vec<&Year> = cohorts
        .iter()
        .flat_map(|c| series(told, measure, c).1)
        .filter(|y| y.value.is_some())
        .collect();
    let last = years.iter().max_by_key(|y| y.start)?;
    let first = years.iter().filter(|y| y.segment == last.segment).min_by_key(|y| y.start)?;
    (first.start < last.start).then(|| (first.period.clone(), last.period.clone()))
}

/// How each group moved against England, in the words of its verdict.
fn moved(f: &Finding) -> Option<&'static str> {
    match f.gap_direction.as_str() {
        "gaining" => Some("gaining on England"),
        "losing" => Some("losing ground to England"),
        "in_step" => Some("in step with England"),
        "unclear" => Some("change against England unclear"),
        _ => None,
    }
}

fn slope(told: &Told<'_>, measure: &Measure) -> Sheet {
    let cohorts = &told.catalogue.charts.slope.cohorts;
    let shown = findings(told, &measure.id, cohorts);
    let span = unbroken(told, &measure.id, cohorts);
    let periods = span.clone().map_or([String::new(), String::new()], |(a, b)| [a, b]);
    let at = |years: &[Year], period: &str| years.iter().find(|y| y.period == period).cloned();
    let lines: Vec<SlopeLine> = cohorts
        .iter()
        .map(|cohort| {
            let (area, england) = series(told, &measure.id, cohort);
            let pair = |years: &[Year]| [at(years, &periods[0]), at(years, &periods[1])];
            let here = pair(area);
            SlopeLine {
                group: told.short_cohort(cohort),
                area: here.each_ref().map(|y| y.as_ref().and_then(|y| y.value)),
                england: pair(england).map(|y| y.and_then(|y| y.value)),
                symbols: here.map(|y| y.and_then(|y| y.symbol).unwrap_or_default()),
            }
        })
        .collect();
    let area = &told.area.name;
    // Groups that moved in the same way share their words.
    let mut moves: Vec<(&str, Vec<String>)> = Vec::new();
    for f in shown.iter().filter(|f| f.cohort != "no-sen" && f.period_from == periods[0]) {
        let Some(words) = moved(f) else { continue };
        let group = told.short_cohort(&f.cohort);
        match moves.iter_mut().find(|(other, _)| *other == words) {
            Some((_, groups)) => groups.push(group),
            None => moves.push((words, vec![group])),
        }
    }
    let told_moves: Vec<String> =
        moves.iter().map(|(words, groups)| format!("{} {words}", groups.join(" and "))).collect();
    let lead = &measure.short_title;
    let title = if told_moves.is_empty() {
        format!("{lead}, {} and {}", periods[0], periods[1])
    } else {
        format!("{lead}: {}", told_moves.join(", "))
    };
    let reason = match &span {
        Some(_) => None,
        None => Some(
            "The latest unbroken years of this measure are fewer than two, so no change is drawn."
                .to_string(),
        ),
    };
    let own = lines.iter().flat_map(|l| &l.area).any(Option::is_some);
    let title = match &span {
        None => format!("{lead}: no two comparable years"),
        Some(_) if !own => format!("{lead}: no figures for {area} in these years"),
        Some(_) => title,
    };
    let what = format!("{}, by group of pupils, {area} and England", measure.title);
    let alt = alt_text(&["Slope chart", &what, &title]);
    let words = Words {
        title,
        subtitle: format!(
            "{}.",
            listed(&[
                &measure.title,
                &format!("{area} and England"),
                &super::words::from_to(periods.iter().filter(|p| !p.is_empty()).cloned()),
            ])
        ),
        notes: vec!["Both years lie in one unbroken series. Whether the gap moved is judged by the change of the gap, with its interval where numbers of pupils are published, and by the published figures elsewhere (not tested).".to_string()],
        source: source(told, measure, &shown),
        alt,
    };
    let end = |text: &str| Period::parse_any(text).map_or(0, |p| p.end());
    let chart = Slope {
        words,
        area_name: area.clone(),
        unit: axis_unit(measure),
        percent: measure.unit == "%",
        decimals: shown.first().map_or(1, |f| f.decimals),
        years: periods.each_ref().map(|p| end(p)),
        periods,
        lines,
        reason,
    };
    Sheet {
        name: format!("slope-{}", measure.id),
        chart: Chart::Slope(chart),
        finding_ids: ids(&shown),
    }
}

/// C9: one sheet for every measure and group that the catalogue chooses.
pub(super) fn unequal(told: &Told<'_>) -> Sheet {
    let choice = &told.catalogue.charts.disproportionality;
    let of = |code: &str| told.figures.ratios.get(code).map(Vec::as_slice).unwrap_or_default();
    let (here, england) = (of(&told.area.code), of(ENGLAND));
    let find = |figures: &[RatioFigure], measure: &str, cohort: &str| {
        figures.iter().find(|r| r.measure_id == measure && r.cohort == cohort).cloned()
    };
    let ratio = |r: &RatioFigure| r.ratio.map(|ratio| Ratio { ratio, limits: r.limits });
    let mut rows = Vec::new();
    let mut shown: Vec<&Finding> = Vec::new();
    let mut lacking: Vec<&str> = Vec::new();
    let mut periods: Vec<String> = Vec::new();
    for measure in choice.measures.iter().filter_map(|m| told.catalogue.measure(m)) {
        if measure.cohorts.is_empty() && find(england, &measure.id, "ehc-plan").is_none() {
            lacking.push(&measure.short_title);
            continue;
        }
        for cohort in &choice.cohorts {
            let (a, e) = (find(here, &measure.id, cohort), find(england, &measure.id, cohort));
            if a.is_none() && e.is_none() {
                continue;
            }
            shown.extend(told.finding(&measure.id, cohort));
            periods.extend(a.iter().chain(&e).map(|r| r.period.clone()));
            let period = a.as_ref().or(e.as_ref()).map_or("", |r| &r.period);
            rows.push(RatioRow {
                label: format!("{}, {} ({period})", measure.short_title, told.short_cohort(cohort)),
                area: a.as_ref().and_then(ratio),
                symbol: a.as_ref().map_or_else(
                    || "no figure".to_string(),
                    |r| r.symbol.clone().unwrap_or_default(),
                ),
                england: e.as_ref().and_then(ratio),
            });
        }
    }
    let area = &told.area.name;
    let first = rows.iter().find_map(|r| {
        let ratio = r.area?.ratio;
        let label = r.label.split(" (").next()?;
        Some(format!("{label}: {} times pupils with no SEN", printed_number(ratio, 1)))
    });
    let title =
        first.unwrap_or_else(|| "Absence and exclusions beside pupils with no SEN".to_string());
    let periods = super::words::from_to(periods.into_iter());
    let mut notes = vec!["Ratios of published figures; intervals only where counts are published, so differences between ratios are not tested.".to_string()];
    if !lacking.is_empty() {
        notes.push(format!("Not held, so not drawn: {}.", lacking.join(", ").to_lowercase()));
    }
    let who = format!("{area} and England, {periods}");
    let alt = alt_text(&["Dot plot on a scale of doublings", &title, &who]);
    let words = Words {
        title,
        subtitle: format!(
            "Times the figure of pupils with no SEN, {area} and England, {periods}. Low is good."
        ),
        notes,
        source: told.sources.line(&shown),
        alt,
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
