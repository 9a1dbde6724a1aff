//! C2: the gap of every measure to England.

use super::titles::{Naming, alt_with_figures, said_title};
use super::words::{against_middle, from_to, notes_on, other_side};
use super::{Sheet, Told, ids, numbered};
use crate::catalogue::THEMES;
use crate::charts::{Chart, GapBlock, GapGroup, GapPlot, GapRow, Mark, Words};
use crate::findings::{Finding, Level};
use crate::markup::capitalised;
use crate::run::GapOrder;

/// Units that share an axis, in drawing order.
const UNITS: [&str; 5] =
    ["Percentage points", "Attainment 8 points", "Score points", "Per 100 pupils", "Other units"];
/// Rows and headings that a sheet holds, and how many the axis below them takes.
const LINES: usize = 27;
const AXIS_LINES: usize = 3;

fn unit_of(f: &Finding) -> &'static str {
    match (f.unit.as_str(), f.measure_id.as_str()) {
        ("%", _) => UNITS[0],
        (_, "ks4-attainment-8") => UNITS[1],
        ("score", _) => UNITS[2],
        ("per 100", _) => UNITS[3],
        _ => UNITS[4],
    }
}

/// One measure with the finding that it shows.
type Row<'a> = (GapRow, &'a Finding);

/// Rows of one axis, by heading.
struct Axis<'a> {
    unit: &'static str,
    contextual: bool,
    groups: Vec<(String, Vec<Row<'a>>)>,
}

/// C2 of one group of pupils, on as few sheets as its measures fit on.
pub(super) fn plots(told: &Told<'_>, cohort: &str, findings: &[&Finding]) -> Vec<Sheet> {
    let mut axes = Vec::new();
    for contextual in [false, true] {
        for unit in UNITS {
            let on_axis = |f: &&&Finding| {
                f.unit != "count" && (f.polarity == 0) == contextual && unit_of(f) == unit
            };
            let rows: Vec<&Finding> = findings.iter().filter(on_axis).copied().collect();
            let groups = match told.gap_order {
                GapOrder::Theme => by_theme(&rows),
                GapOrder::Size => by_size(&rows, contextual),
            };
            if !groups.is_empty() {
                axes.push(Axis { unit, contextual, groups });
            }
        }
    }
    let pages = pages(axes);
    let of = pages.len();
    (0..).zip(pages).map(|(page, axes)| sheet(told, cohort, axes, (page, of))).collect()
}

/// Groups on a page as long as they fit, each under its axis; one longer than a page runs on.
fn pages(axes: Vec<Axis<'_>>) -> Vec<Vec<Axis<'_>>> {
    let mut pages: Vec<Vec<Axis<'_>>> = vec![Vec::new()];
    let mut lines = 0;
    for axis in axes {
        let mut begun = false;
        for (heading, mut rows) in axis.groups {
            while !rows.is_empty() {
                let around = if begun { 1 } else { 1 + AXIS_LINES };
                if lines > 0 && lines + around + rows.len() > LINES {
                    pages.push(Vec::new());
                    (lines, begun) = (0, false);
                }
                let rest = rows.split_off(rows.len().min(LINES - 1 - AXIS_LINES));
                lines += rows.len() + if begun { 1 } else { 1 + AXIS_LINES };
                let Some(page) = pages.last_mut() else { continue };
                let group = (heading.clone(), rows);
                match page.last_mut().filter(|_| begun) {
                    Some(same) => same.groups.push(group),
                    None => page.push(Axis { groups: vec![group], ..axis }),
                }
                begun = true;
                rows = rest;
            }
        }
    }
    pages
}

fn sheet(told: &Told<'_>, cohort: &str, axes: Vec<Axis<'_>>, (page, of): (usize, usize)) -> Sheet {
    let rows = axes.iter().flat_map(|a| &a.groups).flat_map(|(_, rows)| rows);
    let findings: Vec<&Finding> = rows.map(|(_, f)| *f).collect();
    let area = &told.area.name;
    let title = told.catalogue.cohorts.iter().find(|c| c.id == cohort);
    let group = title.map_or(cohort, |c| &c.title);
    let numbered = numbered(page, of);
    let periods = from_to(findings.iter().map(|f| f.period.clone()));
    let other = other_side(&findings);
    let what = [
        format!("Dot plot of gaps, {group}, {area}"),
        numbered.trim_start_matches([',', ' ']).to_string(),
        format!("against {other}"),
    ];
    let words = Words {
        title: said_title(
            told,
            (&told.short_cohort(cohort), &numbered),
            &findings,
            Naming::Measure,
        ),
        subtitle: format!(
            "{area}, {group}{numbered}: gap to {other}, same group, last year held of each measure ({periods}). Right is always better, also where less is."
        ),
        notes: notes_on(
            &findings,
            told.catalogue,
            format!(
                "Significant: the interval excludes 0, the gap is large enough to matter, and it \
                 still holds after allowing for the number of measures tested (false discovery \
                 rate {}).",
                told.false_discovery()
            ),
        ),
        source: told.sources.line(&findings),
        source_line: told.sources.brief(&findings),
        alt: alt_with_figures(told, &what.each_ref().map(String::as_str), &findings),
    };
    let chart = GapPlot {
        words,
        worse: format!("worse than {other}"),
        better: format!("better than {other}"),
        blocks: axes.into_iter().map(block).collect(),
    };
    let suffix = if page == 0 { String::new() } else { format!("-{}", page + 1) };
    Sheet {
        name: format!("gap-{cohort}{suffix}"),
        chart: Chart::GapPlot(chart),
        finding_ids: ids(&findings),
    }
}

fn block(axis: Axis<'_>) -> GapBlock {
    let findings: Vec<&Finding> =
        axis.groups.iter().flat_map(|(_, rows)| rows).map(|(_, f)| *f).collect();
    let axis_title = format!("{}, gap to {}, same group", axis.unit, other_side(&findings));
    // A heading that would be the same under every axis says what this one counts.
    let alone = axis.groups.len() == 1;
    let groups = axis.groups.into_iter().map(|(heading, rows)| {
        let unit = if alone { format!("{}: ", axis.unit) } else { String::new() };
        let tag = if axis.contextual { " (neither is better)" } else { "" };
        let heading = if alone { heading } else { capitalised(&heading) };
        let rows = rows.into_iter().map(|(row, _)| row).collect();
        GapGroup { heading: format!("{unit}{heading}{tag}"), rows }
    });
    let groups = groups.collect();
    GapBlock { axis_title, contextual: axis.contextual, groups }
}

fn by_theme<'a>(findings: &[&'a Finding]) -> Vec<(String, Vec<Row<'a>>)> {
    let group = |theme: &&str| {
        let of_theme = findings.iter().filter(|f| f.theme == **theme);
        let rows: Vec<Row<'a>> = of_theme.map(|f| (gap_row(f), *f)).collect();
        (!rows.is_empty()).then(|| ((*theme).to_string(), rows))
    };
    THEMES.iter().filter_map(group).collect()
}

/// All themes together: the least favourable gap first, what has none last.
fn by_size<'a>(findings: &[&'a Finding], contextual: bool) -> Vec<(String, Vec<Row<'a>>)> {
    let mut rows: Vec<Row<'a>> = findings.iter().map(|f| (gap_row(f), *f)).collect();
    rows.sort_by(|a, b| {
        let place = |row: &Row<'_>| row.0.gap.unwrap_or(f64::INFINITY);
        place(a).total_cmp(&place(b))
    });
    let heading = if contextual { "lowest first" } else { "least favourable first" };
    if rows.is_empty() { Vec::new() } else { vec![(heading.to_string(), rows)] }
}

/// What a row says next to its year: that the figure is old, and what it is compared with, if not
/// England.
fn marks(f: &Finding) -> String {
    let old = if f.newest_published.is_empty() { "" } else { ", old" };
    let middle = if against_middle(f) { ", v middle authority" } else { "" };
    format!("{old}{middle}")
}

fn gap_row(f: &Finding) -> GapRow {
    let sign = if f.polarity < 0 { -1.0 } else { 1.0 };
    let present = f.level != Level::NotAvailable;
    let turned = |v: Option<f64>| v.filter(|_| present).map(|v| v * sign);
    let (low, high) = (turned(f.difference_lower), turned(f.difference_upper));
    let (lower, upper) = if sign < 0.0 { (high, low) } else { (low, high) };
    let significant = f.level.is_significant();
    let (mark, words) = match f.favourable() {
        Some(true) if significant => {
            (Mark::SignificantlyBetter, "significantly better".to_string())
        }
        Some(false) if significant => (Mark::SignificantlyWorse, "significantly worse".to_string()),
        Some(good) => {
            let tag = f.basis.mark();
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
