//! The page of one region: its authorities on one strip per measure and group, among all of
//! England's, with the same in a table.

use super::england::{AreaVerdicts, England, PairTitle, Verdict};
use crate::catalogue::{Area, Catalogue};
use crate::findings::{Pair, StandingFigures};
use crate::markup::capitalised;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Units of a strip from its left end to its right one.
const WIDTH: f64 = 1000.0;
/// Width of a dot: nearer ones are drawn above each other.
const DOT: f64 = 18.0;
/// Rows of dots.
const ROWS: usize = 3;

/// The address of a region's page.
#[must_use]
pub fn region_address(region: &Area) -> String {
    format!("region-{}.html", region.slug)
}

/// One region.
#[derive(Debug, Clone, Default, Serialize)]
pub struct RegionPage {
    /// Name as it is written in a sentence: `the North East`.
    pub phrase: String,
    /// Name.
    pub name: String,
    /// Its authorities in this report, name and address.
    pub areas: Vec<(String, String)>,
    /// Strips, a theme at a time.
    pub themes: Vec<RegionTheme>,
}

/// The strips of one theme.
#[derive(Debug, Clone, Default, Serialize)]
pub struct RegionTheme {
    /// Theme.
    pub title: String,
    /// For addresses within the page.
    pub anchor: String,
    /// A strip a measure and group.
    pub strips: Vec<Strip>,
}

/// One measure and group.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Strip {
    /// Measure, group and period.
    pub title: String,
    /// Where the figures are old: the newest period published.
    pub newest: String,
    /// What the strip shows, in words.
    pub words: String,
    /// Path of the marks of all authorities, in thousandths of the width.
    pub marks: String,
    /// Place of England's line, per cent of the width, or empty.
    pub england: String,
    /// Figure at the left end: the least favourable in England.
    pub left: String,
    /// Figure at the right end: the most favourable.
    pub right: String,
    /// The region's authorities, the most favourable first.
    pub dots: Vec<Dot>,
}

/// One authority on a strip and in its table.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Dot {
    /// Name.
    pub name: String,
    /// Address of its page.
    pub href: String,
    /// Place, per cent of the width; empty without a figure.
    pub x: String,
    /// Row of dots, from 0 below.
    pub level: usize,
    /// Figure as printed.
    pub figure: String,
    /// Rank among authorities, or empty.
    pub rank: String,
    /// Fill class.
    pub fill: &'static str,
    /// Sign.
    pub mark: &'static str,
    /// Verdict in words.
    pub verdict: String,
}

impl RegionPage {
    /// The page of `region`; `standings` has every authority's figure.
    #[must_use]
    pub fn of(
        region: &Area,
        england: &England,
        standings: &BTreeMap<Pair, StandingFigures>,
        catalogue: &Catalogue,
    ) -> Self {
        let own: Vec<&AreaVerdicts> =
            england.areas.iter().filter(|area| area.region_code == region.code).collect();
        let mut themes: Vec<RegionTheme> = Vec::new();
        for (pair, title) in england.pairs(catalogue) {
            let strip = standings.get(&pair).and_then(|all| strip(&pair, title, &own, all));
            let Some(strip) = strip else { continue };
            match themes.last_mut().filter(|theme| theme.title == title.theme) {
                Some(theme) => theme.strips.push(strip),
                None => themes.push(RegionTheme {
                    title: title.theme.clone(),
                    anchor: crate::catalogue::slug(&title.theme),
                    strips: vec![strip],
                }),
            }
        }
        let link = |area: &&AreaVerdicts| (area.name.clone(), format!("{}.html", area.slug));
        Self {
            phrase: catalogue.areas.phrase(region),
            name: region.name.clone(),
            areas: own.iter().map(link).collect(),
            themes,
        }
    }
}

/// From the least favourable figure on the left to the most favourable on the right.
struct Scale {
    worst: f64,
    best: f64,
}

impl Scale {
    fn of(values: impl Iterator<Item = f64> + Clone, more_is_better: bool) -> Option<Self> {
        let (low, high) = (values.clone().reduce(f64::min)?, values.reduce(f64::max)?);
        let (worst, best) = if more_is_better { (low, high) } else { (high, low) };
        Some(Self { worst, best })
    }

    /// Place of a figure, 0 to [`WIDTH`], with a margin for whole dots at both ends.
    fn place(&self, value: f64) -> f64 {
        let span = self.best - self.worst;
        let share = if span == 0.0 { 0.5 } else { (value - self.worst) / span };
        (DOT + share * (WIDTH - 2.0 * DOT)).clamp(0.0, WIDTH)
    }
}

fn strip(
    pair: &Pair,
    title: &PairTitle,
    own: &[&AreaVerdicts],
    all: &StandingFigures,
) -> Option<Strip> {
    let values = all.places.iter().map(|place| place.value);
    let scale = Scale::of(values.clone().chain(title.comparator_value), title.more_is_better)?;
    let marks = values.fold(String::new(), |mut path, value| {
        // Writing to a string cannot fail.
        let _ = write!(path, "M{:.0} 0v9", scale.place(value));
        path
    });
    let mut known: Vec<(&AreaVerdicts, &Verdict)> =
        own.iter().filter_map(|area| Some((*area, area.verdicts.get(pair)?))).collect();
    known.sort_by(|(a, v), (b, w)| {
        let advantage = |v: &Verdict| v.value.map(|value| scale.place(value));
        let order = |v: &Verdict| advantage(v).map_or(f64::NEG_INFINITY, |place| place);
        order(w).total_cmp(&order(v)).then_with(|| a.name.cmp(&b.name))
    });
    let dots = dots(&known, &scale);
    let placed = |dot: &&Dot| !dot.x.is_empty();
    dots.iter().find(placed)?;
    let percent = |value: f64| format!("{:.1}", scale.place(value) / WIDTH * 100.0);
    Some(Strip {
        title: title.in_words(),
        newest: title.newest.clone(),
        words: words(title, &dots, all),
        marks,
        england: title.comparator_value.map(percent).unwrap_or_default(),
        left: title.figure(scale.worst),
        right: title.figure(scale.best),
        dots,
    })
}

/// The authorities as dots, each in the lowest row in which it hides none before it.
fn dots(known: &[(&AreaVerdicts, &Verdict)], scale: &Scale) -> Vec<Dot> {
    let mut ends = [f64::INFINITY; ROWS];
    known
        .iter()
        .map(|(area, verdict)| {
            let place = verdict.value.map(|value| scale.place(value));
            let level = place.map_or(0, |place| {
                let free = ends.iter().position(|end| end - place >= DOT);
                // If every row is occupied, the one with most room.
                let level = free.unwrap_or_else(|| {
                    (0..ROWS).max_by(|a, b| ends[*a].total_cmp(&ends[*b])).unwrap_or(0)
                });
                ends[level] = place;
                level
            });
            Dot {
                name: area.name.clone(),
                href: format!("{}.html", area.slug),
                x: place.map(|p| format!("{:.1}", p / WIDTH * 100.0)).unwrap_or_default(),
                level,
                figure: verdict.figure.clone(),
                rank: if verdict.rank > 0 { verdict.rank.to_string() } else { String::new() },
                fill: verdict.fill,
                mark: verdict.mark,
                verdict: verdict.words.clone(),
            }
        })
        .collect()
}

/// `Highest… Best placed: Solihull, 80% (20th of 153). …`
fn words(title: &PairTitle, dots: &[Dot], all: &StandingFigures) -> String {
    let ranked = all.places.first().map_or(0, |place| place.ranked);
    let of = |dot: &Dot| {
        let rank = if dot.rank.is_empty() {
            String::new()
        } else {
            format!(", rank {} of {ranked}", dot.rank)
        };
        format!("{} {}{rank}", dot.name, dot.figure)
    };
    let placed: Vec<&Dot> = dots.iter().filter(|dot| !dot.x.is_empty()).collect();
    let whom = capitalised(&title.comparator);
    let mut text = title
        .comparator_value
        .map(|value| format!("{whom}: {}. ", title.figure(value)))
        .unwrap_or_default();
    if let [best, .., last] = placed.as_slice() {
        let _ = write!(text, "Best: {}. Last: {}.", of(best), of(last));
    } else if let [only] = placed.as_slice() {
        let _ = write!(text, "{}.", of(only));
    }
    let without = dots.len() - placed.len();
    if without > 0 {
        let _ = write!(text, " Without a figure: {without}.");
    }
    text
}
