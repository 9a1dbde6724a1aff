//! C2: the gap of every measure to England.

use super::titles::{Naming, alt_with_figures, verdict_title};
use super::words::{OtherSide, against_middle, from_to, notes_on, other_side};
use super::{PictureInput, Sheet, ids, numbered};
use crate::catalogue::{Basis, Level, THEMES};
use crate::charts::{Chart, GapBlock, GapGroup, GapPlot, GapRow, Mark, Words};
use crate::findings::Finding;
use crate::markup::capitalised;
use crate::run::GapOrder;

/// Rows and headings that a sheet holds above its axis.
const LINES: usize = 24;

/// One measure with the finding that it shows.
type Row<'a> = (GapRow, &'a Finding);
/// Rows under their heading.
type Group<'a> = (String, Vec<Row<'a>>);

/// One axis, which is all that a sheet has: percentage points, or multiples of the smallest gap that
/// matters where units differ.
struct Axis<'a> {
    percent: bool,
    contextual: bool,
    groups: Vec<Group<'a>>,
}

/// C2 of one group of pupils, on as few sheets as its measures fit on: percentage points, other units,
/// and measures of which neither side is better.
pub(super) fn plots(input: &PictureInput<'_>, cohort: &str, findings: &[&Finding]) -> Vec<Sheet> {
    let shown = || findings.iter().copied().filter(|f| f.unit != "count");
    let sided = |percent: bool| {
        shown().filter(|f| f.polarity != 0 && (f.unit == "%") == percent).collect::<Vec<_>>()
    };
    let neither: Vec<&Finding> = shown().filter(|f| f.polarity == 0).collect();
    let mut pages = Vec::new();
    for (rows, contextual) in [(sided(true), false), (sided(false), false), (neither, true)] {
        let percent = rows.iter().all(|f| f.unit == "%");
        let groups = match input.gap_order {
            GapOrder::Theme => by_theme(input, &rows),
            GapOrder::Size => by_size(input, &rows, (contextual, percent)),
        };
        let of_axis = on_pages(groups).into_iter();
        pages.extend(of_axis.map(|groups| Axis { percent, contextual, groups }));
    }
    let of = pages.len();
    (0..).zip(pages).map(|(page, axis)| sheet(input, cohort, axis, (page, of))).collect()
}

/// Groups on a page as long as they fit; one longer than a page runs on.
fn on_pages(groups: Vec<Group<'_>>) -> Vec<Vec<Group<'_>>> {
    let mut pages: Vec<Vec<Group<'_>>> = Vec::new();
    let mut lines = LINES;
    for (heading, mut rows) in groups {
        while !rows.is_empty() {
            if lines + 1 + rows.len() > LINES {
                pages.push(Vec::new());
                lines = 0;
            }
            let rest = rows.split_off(rows.len().min(LINES - 1));
            lines += 1 + rows.len();
            if let Some(page) = pages.last_mut() {
                page.push((heading.clone(), rows));
            }
            rows = rest;
        }
    }
    pages
}

fn sheet(
    input: &PictureInput<'_>,
    cohort: &str,
    axis: Axis<'_>,
    (page, of): (usize, usize),
) -> Sheet {
    let rows = axis.groups.iter().flat_map(|(_, rows)| rows);
    let findings: Vec<&Finding> = rows.map(|(_, f)| *f).collect();
    let area = &input.area.name;
    let title = input.catalogue.cohorts.iter().find(|c| c.id == cohort);
    let group = title.map_or(cohort, |c| &c.title);
    let numbered = numbered(page, of);
    let other = other_side(&findings);
    let what = [
        format!("Dot plot of gaps, {group}, {area}"),
        numbered.trim_start_matches([',', ' ']).to_string(),
        format!("against {other}"),
    ];
    let short = input.short_cohort(cohort);
    let [left, right] = if axis.contextual { ["lower", "higher"] } else { ["worse", "better"] };
    let words = Words {
        title: verdict_title(input, (&short, &numbered), &findings, Naming::Measure),
        subtitle: subtitle(&format!("{area}, {group}{numbered}"), &axis, &findings),
        notes: notes_on(&findings, input.catalogue, significant(input)),
        source: input.sources.of(&findings),
        alt: alt_with_figures(input, &what.each_ref().map(String::as_str), &findings),
    };
    let chart = GapPlot {
        words,
        left: format!("{left} than {other}"),
        right: format!("{right} than {other}"),
        blocks: vec![block(axis, other)],
    };
    let suffix = if page == 0 { String::new() } else { format!("-{}", page + 1) };
    Sheet {
        name: format!("gap-{cohort}{suffix}"),
        chart: Chart::GapPlot(chart),
        finding_ids: ids(&findings),
    }
}

/// What the gaps are to, of which years, and whether a side is good.
fn subtitle(whose: &str, axis: &Axis<'_>, findings: &[&Finding]) -> String {
    let other = other_side(findings);
    let periods = from_to(findings.iter().map(|f| f.period.clone()));
    let sides = if axis.contextual {
        "Neither side is better."
    } else {
        "Right is always better, also where less is."
    };
    format!(
        "{whose}: gap to {other}, same group, last year held of each measure ({periods}). {sides}"
    )
}

/// What is called significant.
fn significant(input: &PictureInput<'_>) -> String {
    format!(
        "Significant: the interval excludes 0, the gap is large enough to matter, and it \
         still holds after allowing for the number of measures tested (false discovery \
         rate {}).",
        input.false_discovery()
    )
}

fn block(axis: Axis<'_>, other: OtherSide) -> GapBlock {
    let axis_title = if axis.percent {
        format!("Percentage points, gap to {other}, same group")
    } else {
        format!("Gap to {other}, same group, in multiples of the smallest gap that matters")
    };
    let tag = if axis.contextual { " (neither is better)" } else { "" };
    let groups = axis.groups.into_iter().map(|(heading, rows)| GapGroup {
        heading: format!("{}{tag}", capitalised(&heading)),
        rows: rows.into_iter().map(|(row, _)| row).collect(),
    });
    GapBlock { axis_title, multiples: !axis.percent, groups: groups.collect() }
}

fn by_theme<'a>(input: &PictureInput<'_>, findings: &[&'a Finding]) -> Vec<Group<'a>> {
    let group = |theme: &&str| {
        let of_theme = findings.iter().filter(|f| f.theme == **theme);
        let rows: Vec<Row<'a>> = of_theme.map(|f| (gap_row(input, f), *f)).collect();
        (!rows.is_empty()).then(|| ((*theme).to_string(), rows))
    };
    THEMES.iter().filter_map(group).collect()
}

/// All themes together: the least favourable gap first, what has none last.
fn by_size<'a>(
    input: &PictureInput<'_>,
    findings: &[&'a Finding],
    (contextual, percent): (bool, bool),
) -> Vec<Group<'a>> {
    let mut rows: Vec<Row<'a>> = findings.iter().map(|f| (gap_row(input, f), *f)).collect();
    rows.sort_by(|a, b| {
        let place = |row: &Row<'_>| row.0.on_axis(row.0.gap, !percent).unwrap_or(f64::INFINITY);
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

fn gap_row(input: &PictureInput<'_>, f: &Finding) -> GapRow {
    let measure = input.catalogue.measure(&f.measure_id);
    // A rate has its unit beside it; what a score is, its title says.
    let rate = if f.unit.starts_with("per ") { format!(", {}", f.unit) } else { String::new() };
    let unit = match measure {
        Some(m) if m.unit != "%" => m.axis_unit.clone(),
        _ => "percentage points".to_string(),
    };
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
            let tag = f.basis.map_or("", Basis::mark);
            let word = if good { "better" } else { "worse" };
            (if good { Mark::Better } else { Mark::Worse }, format!("{word} ({tag})"))
        }
        None => (Mark::InLine, f.level_words()),
    };
    GapRow {
        label: format!("{}{rate} ({}{})", f.measure_title, f.period, marks(f)),
        unit,
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
