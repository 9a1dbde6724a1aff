//! C2: the gap of every measure to England; C8: one gap over the years.

use super::words::{
    against_middle, alt_text, arithmetic, counted_title, from_to, held, level_before_england,
    listed, notes_on, other_side,
};
use super::{Sheet, Told, ids, trends};
use crate::catalogue::THEMES;
use crate::charts::{Chart, GapBlock, GapGroup, GapOverTime, GapPlot, GapRow, Mark, Point, Words};
use crate::findings::{Basis, Finding, GapYear};
use crate::markup::capitalised;
use crate::period::{Period, PeriodKind};
use crate::run::GapOrder;

/// Units that share an axis, in drawing order.
const UNITS: [&str; 5] =
    ["Percentage points", "Attainment 8 points", "Score points", "Per 100 pupils", "Other units"];

fn unit_of(f: &Finding) -> &'static str {
    match (f.unit.as_str(), f.measure_id.as_str()) {
        ("%", _) => UNITS[0],
        (_, "ks4-attainment-8") => UNITS[1],
        ("score", _) => UNITS[2],
        ("per 100", _) => UNITS[3],
        _ => UNITS[4],
    }
}

/// C2 of one group of pupils.
pub(super) fn plot(told: &Told<'_>, cohort: &str, findings: &[&Finding]) -> Sheet {
    let mut blocks = Vec::new();
    for contextual in [false, true] {
        for unit in UNITS {
            let in_block = |f: &&&Finding| {
                f.unit != "count" && (f.polarity == 0) == contextual && unit_of(f) == unit
            };
            let rows: Vec<&Finding> = findings.iter().filter(in_block).copied().collect();
            let groups = match told.gap_order {
                GapOrder::Theme => by_theme(&rows, contextual),
                GapOrder::Size => by_size(&rows, contextual),
            };
            if !groups.is_empty() {
                let axis_title = format!("{unit}, gap to {}, same group", other_side(&rows));
                blocks.push(GapBlock { axis_title, contextual, groups });
            }
        }
    }
    let area = &told.area.name;
    let title = told.catalogue.cohorts.iter().find(|c| c.id == cohort);
    let lead = capitalised(title.map_or(cohort, |c| &c.title));
    let title = counted_title(&format!("{lead}, all measures"), findings);
    let periods = from_to(findings.iter().map(|f| f.period.clone()));
    let other = other_side(findings);
    let who = format!("{area}, last year held of each measure, {periods}");
    let alt = alt_text(&[&format!("Dot plot of gaps to {other}"), &title, &who]);
    let words = Words {
        title,
        subtitle: format!(
            "{area}, last year held of each measure ({periods}). Gaps are turned so that right is always better."
        ),
        notes: notes_on(
            findings,
            told.catalogue,
            format!(
                "Measures of which less is better, such as absence, are turned round. Significant: the interval excludes 0, the gap matters, and it stands after allowing for the number of measures tested (false discovery rate {}).",
                told.false_discovery()
            ),
        ),
        source: told.sources.line(findings),
        alt,
    };
    let chart = GapPlot {
        words,
        worse: format!("worse than {other}"),
        better: format!("better than {other}"),
        blocks,
    };
    Sheet {
        name: format!("gap-{cohort}"),
        chart: Chart::GapPlot(chart),
        finding_ids: ids(findings),
    }
}

/// Of contextual measures neither side is better, which their heading says.
fn heading(text: &str, contextual: bool) -> String {
    let tag = if contextual { " (neither is better)" } else { "" };
    format!("{}{tag}", capitalised(text))
}

fn by_theme(findings: &[&Finding], contextual: bool) -> Vec<GapGroup> {
    let group = |theme: &&str| {
        let of_theme = findings.iter().filter(|f| f.theme == **theme);
        let rows: Vec<GapRow> = of_theme.map(|f| gap_row(f)).collect();
        (!rows.is_empty()).then(|| GapGroup { heading: heading(theme, contextual), rows })
    };
    THEMES.iter().filter_map(group).collect()
}

/// All themes together: the least favourable gap first, what has none last.
fn by_size(findings: &[&Finding], contextual: bool) -> Vec<GapGroup> {
    let mut rows: Vec<GapRow> = findings.iter().map(|f| gap_row(f)).collect();
    rows.sort_by(|a, b| {
        let place = |row: &GapRow| row.gap.unwrap_or(f64::INFINITY);
        place(a).total_cmp(&place(b))
    });
    let words = if contextual { "lowest first" } else { "least favourable first" };
    let heading = heading(words, contextual);
    if rows.is_empty() { Vec::new() } else { vec![GapGroup { heading, rows }] }
}

/// What a row says beside its year: that the figure is old, and whom it is set against, if not England.
fn marks(f: &Finding) -> String {
    let old = if f.newest_published.is_empty() { "" } else { ", old" };
    let middle = if against_middle(f) { ", v middle authority" } else { "" };
    format!("{old}{middle}")
}

fn gap_row(f: &Finding) -> GapRow {
    let sign = if f.polarity < 0 { -1.0 } else { 1.0 };
    let present = f.level != "not_available";
    let turned = |v: Option<f64>| v.filter(|_| present).map(|v| v * sign);
    let (low, high) = (turned(f.difference_lower), turned(f.difference_upper));
    let (lower, upper) = if sign < 0.0 { (high, low) } else { (low, high) };
    let significant = f.level.starts_with("significantly");
    let (mark, words) = match f.favourable() {
        Some(true) if significant => {
            (Mark::SignificantlyBetter, "significantly better".to_string())
        }
        Some(false) if significant => (Mark::SignificantlyWorse, "significantly worse".to_string()),
        Some(good) => {
            let tag = Basis::of(f.level_rule).mark();
            let word = if good { "better" } else { "worse" };
            (if good { Mark::Better } else { Mark::Worse }, format!("{word} ({tag})"))
        }
        None => (Mark::InLine, f.level_words()),
    };
    GapRow {
        label: format!("{} ({}{})", f.measure_title, f.period, marks(f)),
        gap: turned(f.difference),
        lower,
        upper,
        materiality: f.m_level.filter(|_| present),
        decimals: f.decimals,
        mark,
        words,
        symbol: f.symbol.clone().unwrap_or_default(),
    }
}

/// C8 for each measure and group that the catalogue chooses.
pub(super) fn over_time(told: &Told<'_>) -> Vec<Sheet> {
    let choice = &told.catalogue.charts.gap_over_time;
    let pairs = choice.measures.iter().flat_map(|m| choice.cohorts.iter().map(move |c| (m, c)));
    pairs.filter_map(|(measure, cohort)| gap_over_time(told, measure, cohort)).collect()
}

fn gap_over_time(told: &Told<'_>, measure_id: &str, cohort: &str) -> Option<Sheet> {
    let measure = told.catalogue.measure(measure_id)?;
    let key = (measure_id.to_string(), cohort.to_string());
    let years = told.figures.gaps.get(&told.area.code).and_then(|g| g.get(&key));
    let years = years.map(Vec::as_slice).unwrap_or_default();
    let finding = told.finding(measure_id, cohort);
    let findings: Vec<&Finding> = finding.into_iter().collect();
    let kind = trends::period_kind(told.catalogue, measure);
    let evidence = &told.catalogue.verdicts.evidence;
    let point = |y: &GapYear| Point {
        year: Period { start: y.start, kind }.end(),
        value: y.difference,
        symbol: y.symbol.clone(),
        lower: y.lower,
        upper: y.upper,
        segment: y.segment,
        small_cohort: y.denominator.is_some_and(|n| n < evidence.small_cohort),
        tiny_cohort: y.denominator.is_some_and(|n| n < evidence.minimum_cohort),
        provisional: y.provisional,
    };
    let gaps: Vec<Point> = years.iter().map(point).collect();
    let span = (
        gaps.iter().map(|p| p.year).min().unwrap_or(0),
        gaps.iter().map(|p| p.year).max().unwrap_or(0),
    );
    let mut notes = Vec::new();
    let breaks = trends::breaks(told.catalogue, measure, span, &mut notes);
    let mut notes: Vec<String> =
        (1..).zip(notes).map(|(n, note): (usize, _)| format!("[{n}] {note}.")).collect();
    let short = told.short_cohort(cohort);
    let lead = format!("{}, {short}", measure.short_title);
    let title = match finding {
        Some(f) if f.level != "not_available" => {
            let known = Basis::of(f.level_rule).in_brackets();
            let other = other_side(&[f]);
            format!("{lead}: {} {other} in {}{known}", level_before_england(f), f.period)
        }
        _ => format!("{lead}: gap to England"),
    };
    let periods = from_to(years.iter().map(|y| y.period.clone()));
    let area = &told.area.name;
    let points = match measure.unit.as_str() {
        "%" => "percentage points",
        "per 100" => "per 100 pupils",
        _ => "points",
    };
    if gaps.iter().any(|p| p.lower.is_some() && p.value.is_some()) {
        notes.push("Bars are 95% intervals of the gap (Newcombe’s method against the rest of England), where numbers of pupils are published.".to_string());
    }
    let told_of = [held(&findings, told.catalogue), arithmetic(&findings, told.catalogue)];
    notes.extend(told_of.into_iter().filter(|text| !text.is_empty()));
    let who = format!("{area} less England, {periods}");
    let alt = alt_text(&["Line chart of gaps", &title, &who]);
    let words = Words {
        title,
        subtitle: format!(
            "{}.{}",
            listed(&[&format!("{area} less England"), "same group of pupils", points, &periods,]),
            if measure.polarity < 0 { " Low is good." } else { "" }
        ),
        notes,
        source: if findings.is_empty() {
            told.sources.line_of_data_set(&measure.data_set)
        } else {
            told.sources.line(&findings)
        },
        alt,
    };
    let chart = GapOverTime {
        calendar: kind == PeriodKind::Calendar,
        words,
        unit: format!("{points}, area less England"),
        decimals: finding.map_or(1, |f| f.decimals),
        polarity: measure.polarity,
        materiality: years.iter().rev().find_map(|y| y.m_level),
        bands: trends::bands(told.catalogue, measure),
        breaks,
        gaps,
    };
    Some(Sheet {
        name: format!("gap-over-time-{measure_id}-{cohort}"),
        chart: Chart::GapOverTime(chart),
        finding_ids: ids(&findings),
    })
}
