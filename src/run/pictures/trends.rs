//! C1: every measure of a theme over the years.

use super::words::{
    against_middle, against_target, alt_text, arithmetic, axis_unit, counted_title, from_to, held,
    key_of_other_side, level_before_england, other_side, short_level, sides,
};
use super::{PANELS, SHOWN, Sheet, Told, ids};
use crate::catalogue::{Catalogue, Measure, theme_title};
use crate::charts::{Band, Break, Chart, Point, SmallMultiples, TrendPanel, Words};
use crate::findings::{Basis, Finding, Year};
use crate::markup::capitalised;
use crate::period::{Period, PeriodKind};

/// The sheets of one theme: one for all groups where the panels fit on it, otherwise
/// one or more for each group.
pub(super) fn of_theme(told: &Told<'_>, theme: &str) -> Vec<Sheet> {
    let of_theme: Vec<&Finding> =
        told.findings_of(&SHOWN).into_iter().filter(|f| f.theme == theme).collect();
    // Pupils with SEN together are shown where the two groups are not told apart.
    let told_apart = |f: &Finding| {
        f.cohort != "all-sen"
            || !of_theme.iter().any(|g| g.measure_id == f.measure_id && g.cohort != "all-sen")
    };
    let shown: Vec<&Finding> = of_theme.iter().copied().filter(|f| told_apart(f)).collect();
    if shown.is_empty() {
        return Vec::new();
    }
    if shown.len() <= PANELS {
        let groups: std::collections::BTreeSet<&str> =
            shown.iter().map(|f| f.cohort.as_str()).collect();
        let lead = theme_title(theme);
        return vec![sheet(told, format!("trend-{theme}"), lead, &shown, groups.len() > 1)];
    }
    let mut sheets = Vec::new();
    for cohort in SHOWN {
        let of_cohort: Vec<&Finding> =
            shown.iter().copied().filter(|f| f.cohort == cohort).collect();
        if of_cohort.is_empty() {
            continue;
        }
        let title = told.catalogue.cohorts.iter().find(|c| c.id == cohort);
        let lead = format!("{}, {}", theme_title(theme), title.map_or("", |c| &c.title));
        // Sheets of one group are of even length.
        let pages = of_cohort.len().div_ceil(PANELS);
        let chunks = of_cohort.chunks(of_cohort.len().div_ceil(pages.max(1)));
        for (page, chunk) in chunks.enumerate() {
            let suffix = if page == 0 { String::new() } else { format!("-{}", page + 1) };
            let name = format!("trend-{theme}-{cohort}{suffix}");
            sheets.push(sheet(told, name, &lead, chunk, false));
        }
    }
    sheets
}

fn sheet(
    told: &Told<'_>,
    name: String,
    lead: &str,
    findings: &[&Finding],
    name_groups: bool,
) -> Sheet {
    let mut notes: Vec<String> = Vec::new();
    let mut panels = Vec::new();
    for f in findings {
        let Some(measure) = told.catalogue.measure(&f.measure_id) else { continue };
        let mut panel = trend_panel(told, f, measure, &mut notes);
        let of_panel =
            |g: &&&Finding| g.measure_id == f.measure_id && (name_groups || g.cohort == f.cohort);
        // A count depends on the size of the area and has no common axis.
        let compared = findings.iter().filter(of_panel).filter(|g| g.unit != "count");
        panel.scale = compared.fold(None, |span, g| {
            let own = told.figures.scales.get(&(g.measure_id.clone(), g.cohort.clone())).copied();
            match (span, own) {
                (Some((a, b)), Some((c, d))) => Some((f64::min(a, c), f64::max(b, d))),
                (span, own) => span.or(own),
            }
        });
        if name_groups {
            panel.title = format!("{}: {}", panel.title, f.cohort_short);
        }
        panels.push(panel);
    }
    let area = &told.area.name;
    let title = counted_title(lead, findings);
    let periods = from_to(findings.iter().flat_map(|f| {
        let (years, _) = told.said.years(&f.measure_id, &f.cohort);
        years.iter().filter(|y| y.value.is_some()).map(|y| y.period.clone()).collect::<Vec<_>>()
    }));
    let example = findings.first().map(|f| f.sentence.clone()).unwrap_or_default();
    let other = other_side(findings);
    let who = format!("{area} and {other}, {periods}");
    let alt = alt_text(&["Line charts", &title, &who, &example]);
    let mut notes: Vec<String> =
        (1..).zip(notes).map(|(n, note): (usize, _)| format!("[{n}] {note}.")).collect();
    notes.push("Years are those in which a period ends. Axes span what nearly all authorities have, so that areas compare.".to_string());
    let points = || panels.iter().flat_map(|p: &TrendPanel| p.area.iter().chain(&p.comparator));
    if points().any(|p| p.small_cohort && p.value.is_some()) {
        let small = told.catalogue.verdicts.evidence.small_cohort;
        notes.push(format!("A hollow mark: fewer than {small} pupils."));
    }
    if points().any(|p| p.provisional && p.value.is_some()) {
        notes.push("A hollow last mark on a dotted line: provisional.".to_string());
    }
    let told_of = [held(findings, told.catalogue), arithmetic(findings, told.catalogue)];
    notes.extend(told_of.into_iter().filter(|text| !text.is_empty()));
    let intervals = panels.iter().flat_map(|p| &p.area).any(|p| p.lower.is_some());
    let bars = if intervals {
        " Bars through points are 95% intervals, where numbers of pupils or limits are published."
    } else {
        ""
    };
    let words = Words {
        title,
        subtitle: if findings.iter().all(|f| is_local(told.catalogue, f)) {
            format!("{area} and {other}, {periods}. Local, unpublished figures.{bars}")
        } else {
            format!("{area} and {other}, the same group of pupils, {periods}.{bars}")
        },
        notes,
        source: told.sources.line(findings),
        alt,
    };
    let chart = SmallMultiples {
        words,
        area_name: area.clone(),
        comparator_name: key_of_other_side(sides(findings)),
        panels,
    };
    Sheet { name, chart: Chart::SmallMultiples(chart), finding_ids: ids(findings) }
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
    told: &Told<'_>,
    f: &Finding,
    measure: &Measure,
    notes: &mut Vec<String>,
) -> TrendPanel {
    let catalogue = told.catalogue;
    let (area, england) = told.said.years(&f.measure_id, &f.cohort);
    let kind = period_kind(catalogue, measure);
    let (least, small) =
        (catalogue.verdicts.evidence.minimum_cohort, catalogue.verdicts.evidence.small_cohort);
    let point = |y: &Year| Point {
        year: Period { start: y.start, kind }.end(),
        value: y.value,
        symbol: y.symbol.clone(),
        lower: y.lower,
        upper: y.upper,
        segment: y.segment,
        small_cohort: y.denominator.is_some_and(|n| n < small),
        tiny_cohort: y.denominator.is_some_and(|n| n < least),
        provisional: y.provisional,
    };
    // A symbol is printed as much as a figure is; a year before the first row says nothing.
    let says = |y: &Year| y.value.is_some() || y.symbol.is_some();
    let trimmed = |years: &[Year]| -> Vec<Point> {
        let (first, last) = (years.iter().position(says), years.iter().rposition(says));
        first.zip(last).map(|(a, b)| years[a..=b].iter().map(point).collect()).unwrap_or_default()
    };
    let area = trimmed(area);
    // A count of one area says nothing beside that of all England.
    let alone = measure.unit == "count" && !against_target(f);
    let comparator = if alone { Vec::new() } else { trimmed(england) };
    let drawn_years = || area.iter().chain(&comparator).map(|p| p.year);
    let span = (drawn_years().min().unwrap_or(0), drawn_years().max().unwrap_or(0));
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

/// Level and direction, a line each.
fn verdict_lines(f: &Finding) -> (String, String) {
    if f.level == "not_available" {
        let direction = match f.direction.as_str() {
            "" | "too_few_years" => String::new(),
            _ => capitalised(&f.direction_words()),
        };
        let local = f.flags.iter().any(|flag| flag == "local_unpublished");
        let level = match other_side(&[f]) {
            _ if f.value.is_none() => capitalised(&f.judgement),
            "England" if local => "No target".to_string(),
            other => format!("Not compared with {other}"),
        };
        return (level, direction);
    }
    let known = Basis::of(f.level_rule).in_brackets();
    let level = if against_middle(f) { short_level(f) } else { level_before_england(f) };
    (
        capitalised(&format!("{level} {}{known}", other_side(&[f]))),
        capitalised(&f.direction_words()),
    )
}
