//! The index of a report on many areas: a tile grid of England and a list next to it, coloured
//! by verdict for a measure and group of the reader's choice.

use super::england::{AreaVerdicts, England, PairTitle, Verdict};
use super::region::region_address;
use crate::catalogue::{AreaLevel, Catalogue};
use crate::findings::Pair;
use crate::markup::capitalised;
use serde::Serialize;
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;

/// The signs of the legend with their fills and what they mean.
const LEGEND: [(&str, &str, &str); 7] = [
    ("better2", "++", "significantly better"),
    ("better1", "+", "better"),
    ("line", "=", "broadly in line"),
    ("unclear", "?", "no clear difference"),
    ("worse1", "\u{2212}", "worse"),
    ("worse2", "\u{2212}\u{2212}", "significantly worse"),
    ("none", "\u{b7}", "no verdict"),
];

/// What the index shows besides the list of areas.
#[derive(Debug, Clone, Default, Serialize)]
pub struct GridPage {
    /// Tiles, from north to south and west to east.
    pub tiles: Vec<TileLine>,
    /// Areas in order of their names.
    pub areas: Vec<VerdictLine>,
    /// Measures and groups to choose from, a theme at a time.
    pub themes: Vec<ThemeChoice>,
    /// Regions with their pages.
    pub regions: Vec<RegionLink>,
    /// The legend, with how many areas each sign has.
    pub legend: Vec<LegendLine>,
    /// Title of the measure and group shown first, with its period.
    pub shown: String,
    /// What it is compared with.
    pub against: String,
    /// Verdicts of every measure and group for the script, as JSON without `<`.
    pub data: String,
}

/// One tile.
#[derive(Debug, Clone, Default, Serialize)]
pub struct TileLine {
    /// Column, from 1.
    pub column: usize,
    /// Row, from 1.
    pub row: usize,
    /// Name of the authority.
    pub name: String,
    /// Address of its page, or empty where the run has none.
    pub href: String,
    /// Place in the list of areas, where it is there.
    pub place: Option<usize>,
    /// Fill class.
    pub fill: &'static str,
    /// Sign.
    pub mark: &'static str,
    /// Name, figure and verdict.
    pub words: String,
}

/// One area in the list.
#[derive(Debug, Clone, Default, Serialize)]
pub struct VerdictLine {
    /// Name.
    pub name: String,
    /// ONS code.
    pub code: String,
    /// Address of its page.
    pub href: String,
    /// Name of its region.
    pub region: String,
    /// That it ended, or empty.
    pub ended: String,
    /// Fill class.
    pub fill: &'static str,
    /// Sign.
    pub mark: &'static str,
    /// Verdict in words.
    pub verdict: String,
    /// By what the verdict is sorted: 6 significantly better to 0 none.
    pub verdict_key: usize,
    /// Figure as printed.
    pub figure: String,
    /// Figure (unit), or empty.
    pub figure_key: String,
    /// Rank among authorities, or empty.
    pub rank: String,
}

/// The measures and groups of one theme.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ThemeChoice {
    /// Theme.
    pub title: String,
    /// Place in the data, and title.
    pub pairs: Vec<(usize, String)>,
}

/// A region with its page.
#[derive(Debug, Clone, Default, Serialize)]
pub struct RegionLink {
    /// Name.
    pub name: String,
    /// Address.
    pub href: String,
    /// How many areas of the run it has.
    pub areas: usize,
}

/// One sign of the legend.
#[derive(Debug, Clone, Default, Serialize)]
pub struct LegendLine {
    /// Fill class.
    pub fill: &'static str,
    /// Sign.
    pub mark: &'static str,
    /// What it means.
    pub words: &'static str,
    /// Areas that have it in the measure and group shown first.
    pub count: usize,
}

impl GridPage {
    /// The grid of `england`, or none where no measure has verdicts.
    #[must_use]
    pub fn of(england: &England, catalogue: &Catalogue) -> Option<Self> {
        let pairs = england.pairs(catalogue);
        let (first, title) = pairs.first()?;
        let missing = Verdict { words: "no figure".to_string(), ..without() };
        let shown = |area: &AreaVerdicts| area.verdicts.get(first).unwrap_or(&missing).clone();
        let verdicts: Vec<Verdict> = england.areas.iter().map(shown).collect();
        let legend = LEGEND.iter().map(|(fill, mark, words)| LegendLine {
            fill,
            mark,
            words,
            count: verdicts.iter().filter(|verdict| verdict.fill == *fill).count(),
        });
        let lines = england.areas.iter().zip(&verdicts);
        Some(Self {
            tiles: tiles(england, &verdicts, catalogue),
            areas: lines.map(|(area, verdict)| line(area, verdict, catalogue)).collect(),
            themes: themes(&pairs),
            regions: regions(england, catalogue),
            legend: legend.collect(),
            shown: title.in_words(),
            against: against(title),
            data: data(england, &pairs),
        })
    }
}

fn without() -> Verdict {
    Verdict { fill: "none", mark: "\u{b7}", figure: "none".to_string(), ..Verdict::default() }
}

/// `England: 45.9%. Higher is better.`
fn against(title: &PairTitle) -> String {
    let whom = capitalised(&title.comparator);
    let figure = title.comparator_value.map_or("no figure".to_string(), |v| title.figure(v));
    let way = if title.more_is_better { "Higher" } else { "Lower" };
    let old = if title.newest.is_empty() {
        String::new()
    } else {
        format!(" Old figures: {} is published.", title.newest)
    };
    format!("{whom}: {figure}. {way} is better.{old}")
}

fn tiles(england: &England, verdicts: &[Verdict], catalogue: &Catalogue) -> Vec<TileLine> {
    let tile = |tile: &crate::catalogue::Tile| {
        let at = TileLine { column: tile.column, row: tile.row, ..TileLine::default() };
        let place = england.areas.iter().position(|area| area.code == tile.area_code);
        match place.and_then(|place| Some((england.areas.get(place)?, verdicts.get(place)?))) {
            Some((area, verdict)) => TileLine {
                name: area.name.clone(),
                href: format!("{}.html", area.slug),
                place,
                fill: verdict.fill,
                mark: verdict.mark,
                words: format!("{}: {}, {}", area.name, verdict.figure, verdict.words),
                ..at
            },
            None => {
                let name = catalogue.areas.get(&tile.area_code).map(|a| a.name.clone());
                let name = name.unwrap_or_default();
                TileLine { words: format!("{name}: not in this report"), name, ..at }
            }
        }
    };
    catalogue.tiles.iter().map(tile).collect()
}

fn line(area: &AreaVerdicts, verdict: &Verdict, catalogue: &Catalogue) -> VerdictLine {
    let region = catalogue.areas.get(&area.region_code);
    VerdictLine {
        name: area.name.clone(),
        code: area.code.clone(),
        href: format!("{}.html", area.slug),
        region: region.map(|r| r.name.clone()).unwrap_or_default(),
        ended: area.ended.clone(),
        fill: verdict.fill,
        mark: verdict.mark,
        verdict: verdict.words.clone(),
        verdict_key: key_of(verdict.fill),
        figure: verdict.figure.clone(),
        figure_key: verdict.value.map(|v| v.to_string()).unwrap_or_default(),
        rank: if verdict.rank > 0 { verdict.rank.to_string() } else { String::new() },
    }
}

/// 6 significantly better to 0 no verdict, as the legend is ordered.
fn key_of(fill: &str) -> usize {
    let place = LEGEND.iter().position(|(known, ..)| *known == fill);
    place.map_or(0, |place| LEGEND.len() - 1 - place)
}

fn themes(pairs: &[(Pair, &PairTitle)]) -> Vec<ThemeChoice> {
    let mut themes: Vec<ThemeChoice> = Vec::new();
    for (place, (_, title)) in pairs.iter().enumerate() {
        let choice = (place, title.in_words());
        match themes.last_mut().filter(|theme| theme.title == title.theme) {
            Some(theme) => theme.pairs.push(choice),
            None => themes.push(ThemeChoice { title: title.theme.clone(), pairs: vec![choice] }),
        }
    }
    themes
}

fn regions(england: &England, catalogue: &Catalogue) -> Vec<RegionLink> {
    let regions = catalogue.areas.iter().filter(|area| area.level == AreaLevel::Regional);
    let mut links: Vec<RegionLink> = regions
        .map(|region| RegionLink {
            name: region.name.clone(),
            href: region_address(region),
            areas: england.areas.iter().filter(|area| area.region_code == region.code).count(),
        })
        .filter(|link| link.areas > 0)
        .collect();
    links.sort_by(|a, b| a.name.cmp(&b.name));
    links
}

/// Verdicts for the script: `words` has each distinct fill, sign, key and text once; a pair has
/// their places (`v`), figures (`f`), their numbers (`n`) and ranks (`r`), an area each, in the
/// order of the list.
fn data(england: &England, pairs: &[(Pair, &PairTitle)]) -> String {
    let mut words: Vec<Json> = Vec::new();
    let mut known: BTreeMap<(&str, String), usize> = BTreeMap::new();
    let missing = Verdict { words: "no figure".to_string(), ..without() };
    let mut rows = Vec::with_capacity(pairs.len());
    for (pair, title) in pairs {
        let verdicts: Vec<&Verdict> =
            england.areas.iter().map(|a| a.verdicts.get(pair).unwrap_or(&missing)).collect();
        let places: Vec<usize> = verdicts
            .iter()
            .map(|v| {
                *known.entry((v.fill, v.words.clone())).or_insert_with(|| {
                    words.push(json!([v.fill, v.mark, key_of(v.fill), v.words]));
                    words.len() - 1
                })
            })
            .collect();
        let figures: Vec<&str> = verdicts.iter().map(|v| v.figure.as_str()).collect();
        let ranks: Vec<i32> = verdicts.iter().map(|v| v.rank).collect();
        rows.push(json!({
            "t": title.in_words(),
            "a": against(title),
            "v": places,
            "f": figures.join("|"),
            "r": ranks,
        }));
    }
    let legend: Vec<&str> = LEGEND.iter().map(|(fill, ..)| *fill).collect();
    let all = json!({ "words": words, "pairs": rows, "legend": legend });
    // The text is inside an element: nothing in it may end that, or begin a comment.
    all.to_string().replace('<', "\\u003c").replace('>', "\\u003e")
}

#[cfg(test)]
mod tests {
    use super::super::Pages;
    use super::*;
    use crate::catalogue::{Favour, Level};
    use crate::findings::{AreaFindings, Finding, PlaceFigure, StandingFigures};

    const MARKUP: &str = "</script><script>alert(1)</script>\"'><img src=x onerror=alert(1)>";

    fn finding(cohort: &str, value: Option<f64>, level: Level, favour: Option<Favour>) -> Finding {
        Finding {
            measure_id: "ehc-20-weeks".into(),
            measure_title: format!("In 20 weeks {MARKUP}"),
            cohort: cohort.into(),
            cohort_short: "EHC plan".into(),
            comparator: "england-same-cohort".into(),
            comparator_value: Some(45.9),
            period: "2024".into(),
            unit: "%".into(),
            decimals: 1,
            comparator_decimals: 1,
            polarity: 1,
            value,
            symbol: value.is_none().then(|| "c".into()),
            level,
            basis_mark: " (indicative)".into(),
            favour,
            rank: Some(121),
            rank_max: Some(121),
            ranked: Some(153),
            ..Finding::default()
        }
    }

    fn england(catalogue: &Catalogue) -> England {
        let mut england = England::default();
        for (name, findings) in [
            (
                "Birmingham",
                vec![finding("ehc-plan", Some(26.7), Level::Below, Some(Favour::Unfavourable))],
            ),
            ("Solihull", vec![finding("ehc-plan", None, Level::NotAvailable, None)]),
        ] {
            let area = catalogue.areas.find(name).unwrap();
            let results = AreaFindings { findings, ..AreaFindings::default() };
            england.add(area, &results, "", catalogue);
        }
        england
    }

    #[test]
    fn a_tile_has_sign_and_words_and_a_suppressed_figure_is_no_zero() {
        let catalogue = Catalogue::embedded().unwrap();
        let grid = GridPage::of(&england(&catalogue), &catalogue).unwrap();
        assert_eq!(grid.tiles.len(), catalogue.tiles.len());
        let tile = |name: &str| grid.tiles.iter().find(|tile| tile.name == name).unwrap();
        let birmingham = tile("Birmingham");
        assert_eq!((birmingham.fill, birmingham.mark), ("worse1", "\u{2212}"));
        assert_eq!(birmingham.words, "Birmingham: 26.7%, worse than England (indicative)");
        assert_eq!(tile("Solihull").mark, "\u{b7}");
        assert!(tile("Solihull").words.starts_with("Solihull: [c], no verdict"));
        assert_eq!((tile("Leeds").href.as_str(), tile("Leeds").place), ("", None));
        assert_eq!((grid.areas[0].rank.as_str(), grid.areas[0].verdict_key), ("121", 2));
        assert_eq!(grid.regions.len(), 1);
        assert_eq!(grid.regions[0].href, "region-west-midlands.html");
        let counts: usize = grid.legend.iter().map(|line| line.count).sum();
        assert_eq!(counts, 2);
    }

    #[test]
    fn the_data_of_the_script_cannot_end_its_element() {
        let catalogue = Catalogue::embedded().unwrap();
        let england = england(&catalogue);
        let grid = GridPage::of(&england, &catalogue).unwrap();
        let data: Json = serde_json::from_str(&grid.data).unwrap();
        assert_eq!(data["pairs"][0]["f"], "26.7%|[c]");
        assert_eq!(data["pairs"][0]["r"], json!([121, 121]));
        let pages = Pages::new("latest").unwrap();
        let html = pages.grid(&grid, &[], &[]).unwrap();
        assert!(!html.contains("<script>alert") && !html.contains("<img src=x"));
        assert_eq!(html.matches("<script").count(), 3);
    }

    #[test]
    fn a_strip_has_the_better_end_on_the_right_and_says_what_it_shows() {
        let catalogue = Catalogue::embedded().unwrap();
        let england = england(&catalogue);
        let place = |name: &str, value: f64| PlaceFigure {
            area_name: name.into(),
            value,
            ranked: 153,
            ..PlaceFigure::default()
        };
        let standing = StandingFigures {
            places: vec![place("Birmingham", 26.7), place("Leeds", 80.0)],
            ..StandingFigures::default()
        };
        let pair = ("ehc-20-weeks".to_string(), "ehc-plan".to_string());
        let standings = BTreeMap::from([(pair, standing)]);
        let region = catalogue.areas.find("West Midlands").unwrap();
        let page = super::super::RegionPage::of(region, &england, &standings, &catalogue);
        let strip = &page.themes[0].strips[0];
        assert_eq!((strip.left.as_str(), strip.right.as_str()), ("26.7%", "80.0%"));
        assert_eq!(strip.marks, "M18 0v9M982 0v9");
        assert_eq!(
            strip.words,
            "England: 45.9%. Birmingham 26.7%, rank 121 of 153. Without a figure: 1."
        );
        let (dot, without) = (&strip.dots[0], &strip.dots[1]);
        assert_eq!((dot.x.as_str(), without.x.as_str()), ("1.8", ""));
        let html = Pages::new("latest").unwrap().region(&page).unwrap();
        assert!(html.contains("[c]") && !html.contains("<script>alert"));
    }
}
