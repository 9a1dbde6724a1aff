//! C8: one gap over the years.

use super::cohorts::source;
use super::titles::claim_of;
use super::words::{OtherSide, alt_text, arithmetic, from_to, held, listed, other_side};
use super::{PictureInput, Sheet, ids, trends};
use crate::catalogue::Measure;
use crate::charts::{Band, Chart, GapOverTime, Point, Words};
use crate::engine::{printed_number, signed_number};
use crate::findings::{Finding, GapYear};
use crate::period::{Period, PeriodKind};

/// Most characters of a title: two lines of a picture of 1600 pixels.
const LONGEST: usize = 112;

/// C8 for each measure and group that the catalogue chooses.
pub(super) fn over_time(input: &PictureInput<'_>) -> Vec<Sheet> {
    let choice = &input.catalogue.charts.gap_over_time;
    let pairs = choice.measures.iter().flat_map(|m| choice.cohorts.iter().map(move |c| (m, c)));
    pairs.filter_map(|(measure, cohort)| gap_over_time(input, measure, cohort)).collect()
}

fn gap_over_time(input: &PictureInput<'_>, measure_id: &str, cohort: &str) -> Option<Sheet> {
    let measure = input.catalogue.measure(measure_id)?;
    let key = (measure_id.to_string(), cohort.to_string());
    let years = input.figures.gaps.get(&input.area.code).and_then(|g| g.get(&key));
    let years = years.map(Vec::as_slice).unwrap_or_default();
    let finding = input.finding(measure_id, cohort);
    let findings: Vec<&Finding> = finding.into_iter().collect();
    let kind = trends::period_kind(input.catalogue, measure);
    let gaps: Vec<Point> = years.iter().map(|y| point(input, y, kind)).collect();
    let ends = || gaps.iter().map(|p| p.year);
    let span = (ends().min().unwrap_or(0), ends().max().unwrap_or(0));
    let mut notes = Vec::new();
    let breaks = trends::breaks(input.catalogue, measure, span, &mut notes);
    let notes = numbered_notes(input, &notes, &gaps, &findings);
    let points = points_of(measure);
    let bands = trends::bands(input.catalogue, measure);
    let decimals = finding.map_or(1, |f| f.decimals);
    let area = &input.area.name;
    let group = input.short_cohort(cohort);
    let said = says(input, finding, years, (&gaps, &bands), points);
    let words = Words {
        title: title(measure, &group, &said),
        subtitle: subtitle(area, measure, points, years),
        notes,
        source: source(input, measure, &findings),
        alt: alt(
            &format!("{area} less England, {}, {group}, {points}", measure.title),
            years,
            decimals,
        ),
    };
    let chart = GapOverTime {
        calendar: kind == PeriodKind::Calendar,
        words,
        unit: format!("{points}, area less England"),
        decimals,
        polarity: measure.polarity,
        materiality: years.iter().rev().find_map(|y| y.m_level),
        bands,
        breaks,
        gaps,
    };
    Some(Sheet {
        name: format!("gap-over-time-{measure_id}-{cohort}"),
        chart: Chart::GapOverTime(chart),
        finding_ids: ids(&findings),
    })
}

/// What a gap of a measure counts.
fn points_of(measure: &Measure) -> &'static str {
    match measure.unit.as_str() {
        "%" => "percentage points",
        "per 100" => "per 100 pupils",
        _ => "points",
    }
}

/// Measure, group and the latest gap; with the short name of the measure where that is too long.
fn title(measure: &Measure, group: &str, said: &str) -> String {
    [&measure.title, &measure.short_title]
        .map(|name| format!("{name}, {group}: {said}"))
        .into_iter()
        .min_by_key(|title| title.chars().count() > LONGEST)
        .unwrap_or_default()
}

/// What is compared, in which years, and which side is good.
fn subtitle(area: &str, measure: &Measure, points: &str, years: &[GapYear]) -> String {
    let periods = from_to(years.iter().map(|y| y.period.clone()));
    let what = format!("{area} less England");
    let low = if measure.polarity < 0 { " Low is good." } else { "" };
    format!("{}.{low}", listed(&[&what, "same group of pupils", points, &periods]))
}

/// What a reader must know of the breaks, the bars and how the gap was worked out.
fn numbered_notes(
    input: &PictureInput<'_>,
    breaks: &[String],
    gaps: &[Point],
    findings: &[&Finding],
) -> Vec<String> {
    let mut notes: Vec<String> =
        (1..).zip(breaks).map(|(n, note): (usize, _)| format!("[{n}] {note}.")).collect();
    if gaps.iter().any(|p| p.lower.is_some() && p.value.is_some()) {
        notes.push("Bars are 95% intervals of the gap (Newcombe’s method against the rest of England), where numbers of pupils are published.".to_string());
    }
    let basis_notes = [held(findings, input.catalogue), arithmetic(findings, input.catalogue)];
    notes.extend(basis_notes.into_iter().filter(|text| !text.is_empty()));
    notes
}

fn point(input: &PictureInput<'_>, y: &GapYear, kind: PeriodKind) -> Point {
    let evidence = &input.catalogue.verdicts.evidence;
    Point {
        year: Period { start: y.start, kind }.end(),
        value: y.difference,
        symbol: y.symbol.clone(),
        lower: y.lower,
        upper: y.upper,
        segment: y.segment,
        small_cohort: y.denominator.is_some_and(|n| n < evidence.small_cohort),
        tiny_cohort: y.denominator.is_some_and(|n| n < evidence.minimum_cohort),
        provisional: y.is_provisional(),
    }
}

/// What the latest gap says. Of a year that is marked as not comparable, in a picture of years, only
/// its figure is given: a word of significance would read as one about the series.
fn says(
    input: &PictureInput<'_>,
    finding: Option<&Finding>,
    years: &[GapYear],
    (gaps, bands): (&[Point], &[Band]),
    points: &str,
) -> String {
    let last = years.iter().zip(gaps).rev().find_map(|(y, p)| Some((y, p, y.difference?)));
    let Some((year, point, gap)) = last else {
        return "no gap to England in any year".to_string();
    };
    let apart = bands.iter().any(|b| !b.hatched && (b.from..=b.to).contains(&point.year));
    let claim = finding.filter(|f| f.period == year.period).and_then(|f| claim_of(input, f));
    match (claim, finding) {
        (Some(claim), _) if !apart => format!("{claim} in {}", year.period),
        (_, finding) => {
            let decimals = finding.map_or(1, |f| f.decimals);
            let other = finding.map_or(OtherSide::England, |f| other_side(&[f]));
            let side = if gap < 0.0 { "below" } else { "above" };
            let apart = if apart { ", a year not comparable with others" } else { "" };
            let gap = printed_number(gap.abs(), decimals);
            format!("{gap} {points} {side} {other} in {}{apart}", year.period)
        }
    }
}

/// The gaps themselves, the latest first, as many as fit.
fn alt(what: &str, years: &[GapYear], decimals: usize) -> String {
    let known = years.iter().rev().filter_map(|y| Some((y, y.difference?)));
    let gaps: Vec<String> =
        known.map(|(y, gap)| format!("{} in {}", signed_number(gap, decimals), y.period)).collect();
    match gaps.as_slice() {
        [] => alt_text(&[&format!("Empty panel: {what}"), "No gap to England could be formed"]),
        [one] => alt_text(&[&format!("One point: {what}: {one}")]),
        several => {
            let count = (1..=several.len())
                .rev()
                .find(|n| what.chars().count() + several[..*n].join(", ").chars().count() < 225);
            let listed = several[..count.unwrap_or(1)].join(", ");
            alt_text(&[&format!("Line chart: {what}: {listed}")])
        }
    }
}
