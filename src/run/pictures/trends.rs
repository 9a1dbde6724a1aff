//! C1: every measure of a theme over the years.

use super::titles::{Naming, alt_with_figures, verdict_title};
use super::words::{
    OtherSide, across_a_break, against_middle, against_target, arithmetic, axis_unit, from_to,
    held, level_before_england, listed, other_side, short_level, sides,
};
use super::{PANELS, PictureInput, SHOWN, Sheet, ids, numbered};
use crate::catalogue::{Catalogue, Direction, Evidence, Level, Measure, theme_title};
use crate::charts::{Band, Break, Chart, Point, SmallMultiples, TrendPanel, Words};
use crate::findings::{Finding, Year};
use crate::markup::capitalised;
use crate::period::{Period, PeriodKind};

/// The sheets of one theme: one for all groups where the panels fit on it, otherwise
/// one or more for each group.
pub(super) fn of_theme(input: &PictureInput<'_>, theme: &str) -> Vec<Sheet> {
    let of_theme: Vec<&Finding> =
        input.findings_of(&SHOWN).into_iter().filter(|f| f.theme == theme).collect();
    // All pupils with SEN are shown if the two groups are not separate.
    let separate = |f: &Finding| {
        f.cohort != "all-sen"
            || !of_theme.iter().any(|g| g.measure_id == f.measure_id && g.cohort != "all-sen")
    };
    let shown: Vec<&Finding> = of_theme.iter().copied().filter(|f| separate(f)).collect();
    if shown.is_empty() {
        return Vec::new();
    }
    if shown.len() <= PANELS {
        let groups: std::collections::BTreeSet<&str> =
            shown.iter().map(|f| f.cohort.as_str()).collect();
        let lead = theme_title(theme);
        let name = format!("trend-{theme}");
        let lead = Lead { long: lead, short: lead, part: "" };
        return vec![sheet(input, name, &lead, &shown, groups.len() > 1)];
    }
    let mut sheets = Vec::new();
    for cohort in SHOWN {
        let of_cohort: Vec<&Finding> =
            shown.iter().copied().filter(|f| f.cohort == cohort).collect();
        if of_cohort.is_empty() {
            continue;
        }
        let title = input.catalogue.cohorts.iter().find(|c| c.id == cohort);
        let lead = format!("{}, {}", theme_title(theme), title.map_or("", |c| &c.title));
        let short = format!("{}, {}", theme_title(theme), input.short_cohort(cohort));
        // Sheets of one group are of even length.
        let pages = of_cohort.len().div_ceil(PANELS);
        let chunks = of_cohort.chunks(of_cohort.len().div_ceil(pages.max(1)));
        for (page, chunk) in chunks.enumerate() {
            let suffix = if page == 0 { String::new() } else { format!("-{}", page + 1) };
            let name = format!("trend-{theme}-{cohort}{suffix}");
            let part = numbered(page, pages);
            let lead = Lead { long: &lead, short: &short, part: &part };
            sheets.push(sheet(input, name, &lead, chunk, false));
        }
    }
    sheets
}

/// What a sheet is called.
struct Lead<'a> {
    /// Theme and group.
    long: &'a str,
    /// The same, for a title.
    short: &'a str,
    /// Which of several sheets it is.
    part: &'a str,
}

fn sheet(
    input: &PictureInput<'_>,
    name: String,
    lead: &Lead<'_>,
    findings: &[&Finding],
    name_groups: bool,
) -> Sheet {
    let mut breaks: Vec<String> = Vec::new();
    let panels = panels(input, findings, name_groups, &mut breaks);
    let area = &input.area.name;
    let naming = if name_groups { Naming::Both } else { Naming::Measure };
    let periods = periods_of(input, findings);
    let other = other_side(findings);
    let what = [
        &format!("Line charts: {}{}, {area}", lead.long, lead.part),
        &format!("against {other}"),
        &periods,
    ];
    let words = Words {
        title: verdict_title(input, (lead.short, lead.part), findings, naming),
        subtitle: subtitle(input, lead, findings, &panels, &periods),
        notes: notes_of(input, breaks, &panels, findings),
        source: input.sources.of(findings),
        alt: alt_with_figures(input, &what.map(String::as_str), findings),
    };
    // Whose line is drawn: a local measure without a target has none.
    let years = |f: &Finding| input.results.years(&f.measure_id, &f.cohort).1;
    let drawn: Vec<&Finding> = findings.iter().copied().filter(|f| !years(f).is_empty()).collect();
    let chart = SmallMultiples {
        words,
        area_name: area.clone(),
        comparator_name: sides(&drawn).key().to_string(),
        panels,
    };
    Sheet { name, chart: Chart::SmallMultiples(chart), finding_ids: ids(findings) }
}

/// A panel for each finding, with its group in the title where a sheet has several; the breaks of all
/// join `breaks`.
fn panels(
    input: &PictureInput<'_>,
    findings: &[&Finding],
    name_groups: bool,
    breaks: &mut Vec<String>,
) -> Vec<TrendPanel> {
    let mut panels = Vec::new();
    for f in findings {
        let Some(measure) = input.catalogue.measure(&f.measure_id) else { continue };
        let mut panel = trend_panel(input, f, measure, breaks);
        // A count depends on the size of the area, and those of others say nothing about it.
        if f.unit != "count" {
            let pair = (f.measure_id.clone(), f.cohort.clone());
            panel.scale = input.figures.scales.get(&pair).copied();
        }
        if name_groups {
            panel.title = format!("{}: {}", panel.title, f.cohort_short);
        }
        panels.push(panel);
    }
    panels
}

/// The first and the last year with a figure.
fn periods_of(input: &PictureInput<'_>, findings: &[&Finding]) -> String {
    from_to(findings.iter().flat_map(|f| {
        let (years, _) = input.results.years(&f.measure_id, &f.cohort);
        years.iter().filter(|y| y.value.is_some()).map(|y| y.period.clone()).collect::<Vec<_>>()
    }))
}

/// Who is compared with whom, in which years, and what the bars are.
fn subtitle(
    input: &PictureInput<'_>,
    lead: &Lead<'_>,
    findings: &[&Finding],
    panels: &[TrendPanel],
    periods: &str,
) -> String {
    let Lead { long, part, .. } = lead;
    let (area, other) = (&input.area.name, other_side(findings));
    let local = findings.iter().all(|f| is_local(input.catalogue, f));
    let pupils = if local { ". Local, unpublished figures" } else { ", the same group of pupils" };
    let bars = if panels.iter().flat_map(|p| &p.area).any(|p| p.lower.is_some()) {
        " Bars through points are 95% intervals, where numbers of pupils or limits are published."
    } else {
        ""
    };
    let what = format!("{long}{part}: {area} and {other}{pupils}");
    format!("{}.{bars}", listed(&[&what, periods]))
}

/// Breaks by their numbers, and what the marks of a sheet mean.
fn notes_of(
    input: &PictureInput<'_>,
    breaks: Vec<String>,
    panels: &[TrendPanel],
    findings: &[&Finding],
) -> Vec<String> {
    let mut notes: Vec<String> =
        (1..).zip(breaks).map(|(n, note): (usize, _)| format!("[{n}] {note}.")).collect();
    notes.push("Years are those in which a period ends. Each axis fits the area, its comparator and the middle half of authorities.".to_string());
    if panels.iter().any(TrendPanel::is_cut) {
        notes.push("A figure far from the rest of its panel is a mark at the edge, with its number: filled for the area, hollow for its comparator.".to_string());
    }
    let points = || panels.iter().flat_map(|p| p.area.iter().chain(&p.comparator));
    if points().any(|p| p.small_cohort && p.value.is_some()) {
        let small = input.catalogue.verdicts.evidence.small_cohort;
        notes.push(format!("A hollow mark: fewer than {small} pupils."));
    }
    if points().any(|p| p.provisional && p.value.is_some()) {
        notes.push("A hollow last mark on a dotted line: provisional.".to_string());
    }
    if panels.iter().flat_map(|p| &p.area).any(|p| p.lower.is_some()) {
        notes.push("A bar without a cap runs beyond the axis.".to_string());
    }
    if panels.iter().any(same_symbols) {
        notes.push("A ring within a ring: the same for the area and its comparator.".to_string());
    }
    notes.extend(Some(across_a_break(findings).trim().to_string()).filter(|note| !note.is_empty()));
    let basis_notes = [held(findings, input.catalogue), arithmetic(findings, input.catalogue)];
    notes.extend(basis_notes.into_iter().filter(|text| !text.is_empty()));
    notes
}

/// Whether both series of a panel have the same symbol in a year.
fn same_symbols(panel: &TrendPanel) -> bool {
    panel.area.iter().filter(|p| p.value.is_none() && p.symbol.is_some()).any(|p| {
        panel
            .comparator
            .iter()
            .any(|o| o.year == p.year && o.value.is_none() && o.symbol == p.symbol)
    })
}

fn is_local(catalogue: &Catalogue, f: &Finding) -> bool {
    catalogue.measure(&f.measure_id).is_some_and(|m| m.local)
}

fn period_end(text: &str) -> Option<i32> {
    Period::parse_any(text).ok().map(|p| p.end())
}

/// Shaded years of a measure.
pub(super) fn bands(catalogue: &Catalogue, measure: &Measure) -> Vec<Band> {
    let bands = catalogue.bands.iter().filter(|b| b.measures.contains(&measure.id));
    bands
        .filter_map(|b| {
            let (from, to) = (period_end(&b.from)?, period_end(&b.to)?);
            Some(Band { from, to, label: b.label.clone(), hatched: b.hatched })
        })
        .collect()
}

/// Breaks of a measure between two years; new ones join the notes.
pub(super) fn breaks(
    catalogue: &Catalogue,
    measure: &Measure,
    (from, to): (i32, i32),
    notes: &mut Vec<String>,
) -> Vec<Break> {
    let mut breaks = Vec::new();
    for b in catalogue.breaks.iter().filter(|b| b.measures.contains(&measure.id)) {
        let Some(before) = period_end(&b.before).filter(|y| *y > from && *y <= to) else {
            continue;
        };
        let note = match notes.iter().position(|n| *n == b.title) {
            Some(place) => place + 1,
            None => {
                notes.push(b.title.clone());
                notes.len()
            }
        };
        breaks.push(Break { before, note });
    }
    breaks
}

/// Which year the periods of a measure are.
pub(super) fn period_kind(catalogue: &Catalogue, measure: &Measure) -> PeriodKind {
    catalogue.data_sets.get(&measure.data_set).map_or(PeriodKind::Academic, |d| d.period_kind)
}

/// The years of one measure and group with those of its comparator.
pub(super) fn trend_panel(
    input: &PictureInput<'_>,
    f: &Finding,
    measure: &Measure,
    notes: &mut Vec<String>,
) -> TrendPanel {
    let catalogue = input.catalogue;
    let (area, england) = input.results.years(&f.measure_id, &f.cohort);
    let kind = period_kind(catalogue, measure);
    // A count of one area cannot be compared with that of all England.
    let alone = measure.unit == "count" && !against_target(f);
    let england = if alone { &[] } else { england };
    let first = first_year(area, england);
    let points = |years: &[Year]| -> Vec<Point> {
        let drawn = drawn_years(years, first).iter();
        drawn.map(|y| point(y, kind, &catalogue.verdicts.evidence)).collect()
    };
    let (area, comparator) = (points(area), points(england));
    let ends = || area.iter().chain(&comparator).map(|p| p.year);
    let span = (ends().min().unwrap_or(0), ends().max().unwrap_or(0));
    let breaks = breaks(catalogue, measure, span, notes);
    let (level, direction) = verdict_lines(f);
    TrendPanel {
        measure_id: measure.id.clone(),
        cohort: f.cohort.clone(),
        title: measure.short_title.clone(),
        level,
        direction,
        unit: axis_unit(measure),
        percent: measure.unit == "%",
        decimals: f.decimals,
        calendar: kind == PeriodKind::Calendar,
        scale: None,
        bands: bands(catalogue, measure),
        area,
        comparator,
        breaks,
        reason: None,
    }
}

/// The first year in which either side is more than "not available".
fn first_year(area: &[Year], other: &[Year]) -> Option<i32> {
    let begun = |y: &&Year| {
        let printed = y.symbol.as_deref().is_some_and(|s| !matches!(s, "x" | "z"));
        y.value.is_some() || printed
    };
    area.iter().chain(other).filter(begun).map(|y| y.start).min()
}

/// The years of one side that say anything. A symbol is printed as much as a figure is; years before
/// the first of either side and outside its own ends say nothing.
fn drawn_years(years: &[Year], first: Option<i32>) -> &[Year] {
    let within = |y: &Year| {
        let says = y.value.is_some() || y.symbol.is_some();
        says && first.is_none_or(|first| y.start >= first)
    };
    let ends = years.iter().position(within).zip(years.iter().rposition(within));
    ends.map(|(first, last)| &years[first..=last]).unwrap_or_default()
}

fn point(y: &Year, kind: PeriodKind, evidence: &Evidence) -> Point {
    Point {
        year: Period { start: y.start, kind }.end(),
        value: y.value,
        symbol: y.symbol.clone(),
        lower: y.lower,
        upper: y.upper,
        segment: y.segment,
        small_cohort: y.denominator.is_some_and(|n| n < evidence.small_cohort),
        tiny_cohort: y.denominator.is_some_and(|n| n < evidence.minimum_cohort),
        provisional: y.is_provisional(),
    }
}

/// Level and direction, a line each.
fn verdict_lines(f: &Finding) -> (String, String) {
    if f.level == Level::NotAvailable {
        let direction = match f.direction {
            None | Some(Direction::TooFewYears) => String::new(),
            _ => capitalised(&f.direction_words()),
        };
        let local = f.flags.iter().any(|flag| flag == "local_unpublished");
        let level = match other_side(&[f]) {
            _ if f.value.is_none() => capitalised(&f.judgement),
            OtherSide::England if local => "No target".to_string(),
            other => format!("Not compared with {other}"),
        };
        return (level, direction);
    }
    let level = if against_middle(f) { short_level(f) } else { level_before_england(f) };
    (
        capitalised(&format!("{level} {}{}", other_side(&[f]), f.basis_mark)),
        capitalised(&f.direction_words()),
    )
}
