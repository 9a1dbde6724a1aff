//! C7: the verdicts of both groups of pupils, better or worse, on as few sheets as they fit on.

use super::titles::{Naming, alt_with_figures, verdict_title};
use super::words::{across_a_break, against_middle, against_target, notes_on, other_side};
use super::{PictureInput, Sheet, ids, numbered};
use crate::catalogue::{Basis, Direction, Level, Measure, THEMES, theme_title};
use crate::charts::{
    Arrow, Chart, ScoreCell, ScoreGroup, ScoreRow, ScoreStanding, Scorecard, Words,
};
use crate::findings::Finding;

const BLOCKS: [&str; 2] = ["sen-support", "ehc-plan"];
/// Where the two groups are not separate.
const ALL_SEN: &str = "all-sen";
/// Rows and headings of a sheet that a page holds.
const LINES: usize = 20;

/// The rows of one theme, each with the findings that it shows.
struct Theme<'a> {
    heading: String,
    rows: Vec<(ScoreRow, Vec<&'a Finding>)>,
}

/// One sheet or more of the measures that carry a verdict; one with its reason where none does.
pub(super) fn sheets(input: &PictureInput<'_>) -> Vec<Sheet> {
    let mut findings = input.findings_of(&[BLOCKS[0], BLOCKS[1], ALL_SEN]);
    findings.retain(|f| !against_target(f));
    let themes = THEMES.iter().filter_map(|theme| of_theme(input, theme, &findings)).collect();
    let pages = pages(themes);
    let of = pages.len();
    (0..).zip(pages).map(|(page, themes)| sheet(input, &findings, themes, (page, of))).collect()
}

/// The measures of a theme of which either group is better or worse than its comparator: what is
/// in line, unclear or without a figure is in the table of the page and in the pictures of gaps.
fn of_theme<'a>(
    input: &PictureInput<'_>,
    theme: &str,
    findings: &[&'a Finding],
) -> Option<Theme<'a>> {
    let of_theme =
        input.catalogue.measures.iter().filter(|m| m.theme == theme && m.unit != "count");
    let rows = of_theme
        // The years before another measure add nothing to it.
        .filter(|m| !findings.iter().any(|f| f.measure_id == m.history_of && f.value.is_some()))
        .map(|m| row(m, findings))
        .filter(|(_, shown)| shown.iter().any(|f| f.favourable().is_some()));
    let rows: Vec<_> = rows.collect();
    (!rows.is_empty()).then(|| Theme { heading: theme_title(theme).to_string(), rows })
}

fn row<'a>(m: &Measure, findings: &[&'a Finding]) -> (ScoreRow, Vec<&'a Finding>) {
    let find = |cohort: &str| {
        findings.iter().copied().find(|f| f.measure_id == m.id && f.cohort == cohort)
    };
    let mut cells = BLOCKS.map(find);
    let mut label = m.short_title.clone();
    if cells.iter().all(Option::is_none) {
        cells[0] = find(ALL_SEN);
        let people = if m.people.is_empty() { "all SEN" } else { &m.people };
        label.push_str(&format!(", {people}"));
    }
    let of_row: Vec<&Finding> = cells.iter().flatten().copied().collect();
    let mut periods: Vec<&str> = of_row.iter().map(|f| f.period.as_str()).collect();
    periods.dedup();
    let low = if m.polarity < 0 { ", low is good" } else { "" };
    let middle = if of_row.iter().any(|f| against_middle(f)) { ", v middle authority" } else { "" };
    let unit = format!("{}{low}, {}{}{middle}", m.axis_unit, periods.join(" and "), old(&of_row));
    (ScoreRow { label, unit, cells: cells.map(|f| f.map(cell)) }, of_row)
}

/// Whole themes on a page as long as they fit; one that is longer than a page runs on.
fn pages(themes: Vec<Theme<'_>>) -> Vec<Vec<Theme<'_>>> {
    let mut pages: Vec<Vec<Theme<'_>>> = vec![Vec::new()];
    let mut lines = 0;
    for mut theme in themes {
        while !theme.rows.is_empty() {
            let fits = lines + theme.rows.len() < LINES;
            if !fits && lines > 0 {
                pages.push(Vec::new());
                lines = 0;
            }
            let rest = theme.rows.split_off(theme.rows.len().min(LINES - 1));
            lines += 1 + theme.rows.len();
            if let Some(page) = pages.last_mut() {
                page.push(Theme { heading: theme.heading.clone(), rows: theme.rows });
            }
            theme.rows = rest;
        }
    }
    pages
}

fn sheet(
    input: &PictureInput<'_>,
    findings: &[&Finding],
    themes: Vec<Theme<'_>>,
    (page, of): (usize, usize),
) -> Sheet {
    let shown: Vec<&Finding> =
        themes.iter().flat_map(|t| &t.rows).flat_map(|(_, of_row)| of_row).copied().collect();
    let area = &input.area.name;
    let headings: Vec<String> = themes.iter().map(|t| t.heading.to_lowercase()).collect();
    // Without a verdict the picture says so of all of them.
    let spoken_of = if shown.is_empty() { findings } else { &shown };
    let other = other_side(spoken_of);
    let title = verdict_title(input, ("SEN support and EHC plans", ""), spoken_of, Naming::Both);
    let what = [format!("Table of verdicts, {area}"), headings.join(", ")];
    let words = Words {
        title,
        subtitle: format!(
            "{area}{}: measures that are better or worse than {other} for the same group of pupils, last year held, with direction over three or more comparable years. What is in line, unclear or without a figure is not shown.",
            numbered(page, of)
        ),
        notes: notes_on(
            &shown,
            input.catalogue,
            format!(
                "Significantly: the 95% interval excludes 0, the gap is large enough to matter, \
                 and it still holds after allowing for the number of measures tested (false \
                 discovery rate {}). Indicative: the number of pupils is borrowed from another \
                 published count. Not tested: published figures without numbers of pupils, beyond \
                 the usual movement from year to year.{}",
                input.false_discovery(),
                across_a_break(&shown)
            ),
        ),
        source: input.sources.of(spoken_of),
        alt: alt_with_figures(input, &what.each_ref().map(String::as_str), spoken_of),
    };
    let groups = themes.into_iter().map(|t| ScoreGroup {
        heading: t.heading,
        rows: t.rows.into_iter().map(|(row, _)| row).collect(),
    });
    let chart = Scorecard {
        words,
        area_heading: "area".to_string(),
        blocks: BLOCKS.map(|c| input.short_cohort(c)),
        groups: groups.collect(),
    };
    let suffix = if page == 0 { String::new() } else { format!("-{}", page + 1) };
    Sheet {
        name: format!("{}{suffix}", super::SCORECARD),
        chart: Chart::Scorecard(chart),
        finding_ids: ids(spoken_of),
    }
}

/// `, old` where a release more than two years newer is known.
fn old(findings: &[&Finding]) -> &'static str {
    if findings.iter().any(|f| !f.newest_published.is_empty()) { " (old)" } else { "" }
}

/// How the verdict of a finding looks in a picture.
pub(super) fn standing(f: &Finding) -> ScoreStanding {
    let significant = f.level.is_significant();
    match (f.favourable(), f.level) {
        (_, Level::NotAvailable) => ScoreStanding::None,
        _ if f.polarity == 0 => ScoreStanding::Contextual,
        (Some(true), _) if significant => ScoreStanding::MuchBetter,
        (Some(true), _) => ScoreStanding::Better,
        (Some(false), _) if significant => ScoreStanding::MuchWorse,
        (Some(false), _) => ScoreStanding::Worse,
        (None, Level::BroadlyInLine) => ScoreStanding::InLine,
        (None, _) => ScoreStanding::Unclear,
    }
}

fn cell(f: &Finding) -> ScoreCell {
    let standing = standing(f);
    let basis = f.basis;
    let tag = match basis.map_or("", Basis::mark) {
        "" => String::new(),
        mark => format!(", {mark}"),
    };
    let level = match standing {
        ScoreStanding::MuchBetter => "significantly better".to_string(),
        ScoreStanding::Better => format!("better{tag}"),
        ScoreStanding::MuchWorse => "significantly worse".to_string(),
        ScoreStanding::Worse => format!("worse{tag}"),
        ScoreStanding::None => f.level_words(),
        // Nothing is claimed, so nothing weakens it; the finding says how it was known.
        _ if f.level == Level::NoClearDifference => "no clear difference".to_string(),
        _ => {
            let tag = if basis == Some(Basis::NotRobust) { "" } else { tag.as_str() };
            format!(
                "{}{tag}",
                if f.level == Level::BroadlyInLine { "in line" } else { f.level.words() }
            )
        }
    };
    let (direction, arrow) = direction(f);
    let none = standing == ScoreStanding::None;
    ScoreCell {
        value: f.value,
        symbol: f.symbol.clone().unwrap_or_default(),
        comparator: f.comparator_value,
        decimals: f.decimals,
        standing,
        level,
        direction: if none { String::new() } else { direction },
        arrow,
        finding_id: f.finding_id.clone(),
    }
}

/// The direction in words that carry the way of the figure, and its arrow.
fn direction(f: &Finding) -> (String, Arrow) {
    let up = |good: bool| (f.polarity >= 0) == good;
    let way = |rises: bool| if rises { Arrow::Up } else { Arrow::Down };
    if let Some(gap) = f.gap_across_a_break() {
        return (format!("{gap}, approx."), Arrow::None);
    }
    match f.direction {
        Some(Direction::Improving) => ("improving".to_string(), way(up(true))),
        Some(Direction::Declining) if f.polarity < 0 => ("rising (worse)".to_string(), Arrow::Up),
        Some(Direction::Declining) => ("declining".to_string(), Arrow::Down),
        Some(Direction::Rising) => ("rising".to_string(), Arrow::Up),
        Some(Direction::Falling) => ("falling".to_string(), Arrow::Down),
        Some(Direction::NoSustainedChange) => ("no sustained change".to_string(), Arrow::Level),
        Some(Direction::Volatile) => ("volatile".to_string(), Arrow::Volatile),
        Some(Direction::TooFewYears) | None => ("too few years".to_string(), Arrow::None),
    }
}
