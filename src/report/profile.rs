//! The profile table: a row a measure and group with the figures it is compared with, its years as
//! a sparkline, its place among all authorities as a spine, and the verdict with how it was known.

use super::inline::{Spine, sparkline, spine};
use super::own_words::{OwnWords, target_in_words};
use super::scorecard::{Look, Row, figure, key};
use crate::catalogue::{Area, Catalogue, theme_title};
use crate::engine::{printed_figure, printed_number};
use crate::findings::{
    AreaFindings, Comparison, Finding, PictureFigures, ProfileLine, StandingFigures, Topic, Year,
    level_words,
};
use crate::markup::capitalised;
use crate::words::{Word, words};
use serde::Serialize;

/// Groups that lead the table.
const LEADING: [&str; 2] = ["ehc-plan", "sen-support"];

/// One row of the profile table.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ProfileRow {
    /// The same as in the table of every measure and group.
    pub row: Row,
    /// Whether it leads: a group of the first rank, of a measure that no newer one continues.
    pub leads: bool,
    /// Whether much newer figures exist.
    pub old: bool,
    /// The region's figure as printed, and its number.
    pub region: String,
    /// Its number.
    pub region_key: String,
    /// The middle figure of the statistical neighbours as printed.
    pub neighbours: String,
    /// Its number.
    pub neighbours_key: String,
    /// Figure and year before.
    pub before: String,
    /// `rank 121 of 153`.
    pub rank: String,
    /// First of the years on this side.
    pub since: String,
    /// Years as SVG, or empty.
    pub spark: String,
    /// The same in words.
    pub spark_text: String,
    /// Place among all authorities as SVG, or empty.
    pub spine: String,
    /// The same in words.
    pub spine_text: String,
    /// One verdict a comparator, the main one first.
    pub verdicts: Vec<Against>,
    /// Whether one of them is against a target.
    pub has_target: bool,
    /// What the area wrote about it.
    pub own: Vec<OwnWords>,
    /// What the area wrote about the theme that begins with this row.
    pub theme_words: Vec<OwnWords>,
    /// The target that the area set itself for it, `60% by 2026/27`, or empty.
    pub target: String,
}

words! {
    /// What a verdict is against, as classes of the page: two where they are one.
    #[derive(Default)]
    pub enum By {
        /// The main comparator.
        #[default]
        Main = "main",
        /// The middle authority, which is the main comparator.
        MainMiddle = "main middle",
        /// A target, which is the main comparator.
        MainTarget = "main target",
        /// The region.
        Region = "region",
        /// The statistical neighbours.
        Neighbours = "neighbours",
        /// The middle authority.
        Middle = "middle",
        /// A target.
        Target = "target",
    }
}

impl By {
    /// Whether it is a target, main comparator or not.
    #[must_use]
    pub fn is_target(self) -> bool {
        matches!(self, Self::MainTarget | Self::Target)
    }
}

/// A verdict against one comparator.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Against {
    /// What it is against, as the reader's choice names it.
    pub by: By,
    /// In words, with how it was known.
    pub level: String,
    /// `better`, `worse` or nothing.
    pub favour: String,
    /// Fill class.
    pub fill: String,
    /// Sign that repeats the fill.
    pub mark: String,
    /// From 6, significantly better, to 0; what a column is sorted by.
    pub key: String,
}

/// An opening sentence.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Opening {
    /// What it is about.
    pub title: &'static str,
    /// Its parts, each with its finding.
    pub parts: Vec<OpeningPart>,
}

/// A part of an opening sentence: one finding.
#[derive(Debug, Clone, Default, Serialize)]
pub struct OpeningPart {
    /// Finding.
    pub finding_id: String,
    /// Figures, year, comparators, rank and movement.
    pub text: String,
    /// The verdict with how it was known.
    pub verdict: String,
    /// Fill class of the verdict.
    pub fill: String,
    /// Sign that repeats it.
    pub mark: String,
}

fn title(topic: Topic) -> &'static str {
    match topic {
        Topic::Duties => "Duties",
        Topic::School => "Attainment and attendance",
        Topic::Next => "Where they go next",
    }
}

/// The opening sentences of an area: duties, school, what comes next.
#[must_use]
pub fn openings(results: &AreaFindings) -> Vec<Opening> {
    let mut parts: Vec<((Topic, i32), OpeningPart)> = Vec::new();
    for f in &results.findings {
        let Some(line) = results.profile.get(&(f.measure_id.clone(), f.cohort.clone())) else {
            continue;
        };
        let Some(topic) = line.topic else { continue };
        let look = Look::of(f.favourable(), f.level);
        parts.push((
            (topic, line.topic_place),
            OpeningPart {
                finding_id: f.finding_id.clone(),
                text: line.opening.clone(),
                verdict: capitalised(&line.opening_verdict),
                fill: look.fill.to_string(),
                mark: look.mark.to_string(),
            },
        ));
    }
    parts.sort_by_key(|(place, _)| *place);
    let of_topic = |topic: Topic| Opening {
        title: title(topic),
        parts: parts.iter().filter(|((t, _), _)| *t == topic).map(|(_, p)| p.clone()).collect(),
    };
    let all = Topic::ALL.iter().copied().map(of_topic);
    all.filter(|o| !o.parts.is_empty()).collect()
}

/// The row of one finding.
#[must_use]
pub fn profile_row(
    f: &Finding,
    row: Row,
    results: &AreaFindings,
    figures: &PictureFigures,
) -> ProfileRow {
    let nothing = ProfileLine::default();
    let pair = (f.measure_id.clone(), f.cohort.clone());
    let line = results.profile.get(&pair).unwrap_or(&nothing);
    let printed = |value: Option<f64>| figure(value, None, &f.unit, f.decimals);
    let (own, other) = results.years(&f.measure_id, &f.cohort);
    // A count is not a share: England's is not comparable with it.
    let is_count = f.unit == "count";
    let other = if is_count { &[] } else { other };
    let all = figures.standings.get(&pair).filter(|s| s.period == f.period);
    let placed = mark_of(f, line)
        .zip(all.and_then(StandingFigures::spread))
        .filter(|_| !row.local && !is_count);
    let verdicts = verdicts(f, &row, results);
    ProfileRow {
        has_target: verdicts.iter().any(|v| v.by.is_target()),
        leads: LEADING.contains(&f.cohort.as_str()) && !line.superseded || row.local,
        old: line.is_old,
        region: printed(line.region),
        region_key: key(line.region),
        neighbours: figure(line.neighbours, None, &f.unit, line.neighbours_decimals),
        neighbours_key: key(line.neighbours),
        before: line.before.clone(),
        rank: line.rank.clone(),
        since: line.since.clone(),
        spark: sparkline(own, other),
        spark_text: years_in_words(own, f, &row.comparator, other),
        spine: placed.map(|(mark, spread)| spine(&mark, spread)).unwrap_or_default(),
        spine_text: placed.map(|(_, spread)| spread_in_words(spread, f)).unwrap_or_default(),
        verdicts,
        row,
        ..ProfileRow::default()
    }
}

/// The rows of the profile table of `area` from those of its findings, in their order: with what the area
/// wrote about them, and those of the measures that its workspace picked first, in its order.
#[must_use]
pub(super) fn profile_of(
    area: &Area,
    findings: &[Finding],
    rows: Vec<ProfileRow>,
    catalogue: &Catalogue,
) -> Vec<ProfileRow> {
    let aimed = rows.iter().any(|row| row.has_target);
    let mut placed: Vec<(usize, ProfileRow)> = Vec::with_capacity(rows.len());
    for (f, mut row) in findings.iter().zip(rows) {
        let (measure, cohort) = (f.measure_id.as_str(), f.cohort.as_str());
        let results = catalogue.commentary.on(&area.code, measure, cohort);
        row.own = results.map(|c| OwnWords::of(c, "")).collect();
        let target = catalogue.commentary.target(&area.code, measure, cohort);
        row.target = target.map(|t| target_in_words(t, catalogue)).unwrap_or_default();
        if aimed && !row.has_target {
            row.verdicts.push(Against {
                by: By::Target,
                level: "No target".to_string(),
                ..Against::default()
            });
        }
        let place = catalogue.shown_place(measure);
        if !catalogue.show.is_empty() {
            let of_leading_group = LEADING.contains(&cohort);
            let leading_groups = |g: &Finding| LEADING.contains(&g.cohort.as_str());
            let mut of_measure = findings.iter().filter(|g| g.measure_id == measure);
            row.leads = place.is_some() && (of_leading_group || !of_measure.any(leading_groups));
        }
        placed.push((place.unwrap_or(usize::MAX), row));
    }
    placed.sort_by_key(|(place, _)| *place);
    let mut rows: Vec<ProfileRow> = placed.into_iter().map(|(_, row)| row).collect();
    for comment in catalogue.commentary.on_themes(&area.code) {
        let title = theme_title(&comment.theme);
        let heads =
            |row: &&mut ProfileRow, leads: bool| row.row.theme == title && row.leads == leads;
        // Once a page: where the theme first has a row.
        let leads = rows.iter().any(|row| row.leads && row.row.theme == title);
        if let Some(row) = rows.iter_mut().find(|row| heads(row, leads)) {
            row.theme_words.push(OwnWords::of(comment, title));
        }
    }
    rows
}

/// The figure of a finding and what it is compared with, as marks among those of all authorities.
fn mark_of(f: &Finding, line: &ProfileLine) -> Option<Spine> {
    f.value.map(|own| Spine {
        own,
        comparator: f.comparator_value,
        neighbours: line.neighbours,
        polarity: f.polarity,
    })
}

/// The verdict of a finding, and those against its other comparators.
fn verdicts(f: &Finding, row: &Row, results: &AreaFindings) -> Vec<Against> {
    let main = Against {
        by: match f.comparator.as_str() {
            "authorities-same-cohort" => By::MainMiddle,
            "target" => By::MainTarget,
            _ => By::Main,
        },
        level: capitalised(&row.level),
        favour: row.favour.clone(),
        fill: row.fill.clone(),
        mark: row.mark.clone(),
        key: row.level_key.clone(),
    };
    let beside = results.comparisons.iter().filter(|c| {
        c.measure_id == f.measure_id && c.cohort == f.cohort && c.comparator != f.comparator
    });
    std::iter::once(main).chain(beside.filter_map(against)).collect()
}

fn against(c: &Comparison) -> Option<Against> {
    let by = match c.comparator.as_str() {
        "region-same-cohort" => By::Region,
        "neighbours-same-cohort" => By::Neighbours,
        "authorities-same-cohort" => By::Middle,
        "target" => By::Target,
        _ => return None,
    };
    let look = Look::of(c.favourable(), c.level);
    Some(Against {
        by,
        level: capitalised(&level_words(c.level, &c.basis_mark, &c.flags)),
        favour: look.favour().to_string(),
        fill: look.fill.to_string(),
        mark: look.mark.to_string(),
        key: look.key.to_string(),
    })
}

/// The first and the last figure of both sides: what a sparkline shows.
fn years_in_words(own: &[Year], f: &Finding, comparator: &str, other: &[Year]) -> String {
    let ends = |years: &[Year]| {
        let mut held = years.iter().filter_map(|y| y.value.map(|v| (y.period.clone(), v)));
        let first = held.next()?;
        Some((first.clone(), held.next_back().unwrap_or(first)))
    };
    let print = |v: f64| printed_figure(v, &f.unit, f.decimals);
    let side = |(first, last): ((String, f64), (String, f64))| {
        let of = |(period, value): &(String, f64)| format!("{} in {period}", print(*value));
        if first.0 == last.0 { of(&first) } else { format!("{} to {}", of(&first), of(&last)) }
    };
    let Some(own) = ends(own) else { return String::new() };
    let other = ends(other).map(|e| format!("; {comparator} {}", side(e))).unwrap_or_default();
    format!("{}{other}", side(own))
}

fn spread_in_words([low, q1, q3, high]: [f64; 4], f: &Finding) -> String {
    let print = |v: f64| printed_number(v, f.decimals);
    format!(
        "Authorities from {} to {}, the middle half from {} to {}",
        print(low),
        print(high),
        print(q1),
        print(q3)
    )
}
