//! C11: the six to ten findings that matter for an area, one a slide, duties first.

use super::scorecard::standing;
use super::trends::trend_panel;
use super::words::{alt_text, sides};
use super::{PictureInput, Sheet};
use crate::charts::{Among, Chart, Slide, TrendPanel, Words};
use crate::engine::printed_figure;
use crate::findings::{Finding, ProfileLine, StandingFigures};
use crate::markup::capitalised;

/// The slides of an area in their order; nothing is drawn yet. They are chosen in
/// `queries/present/profile.sql`.
#[must_use]
pub fn slides(input: &PictureInput<'_>) -> Vec<Sheet> {
    let line_of = |f: &Finding| {
        let line = input.results.profile.get(&(f.measure_id.clone(), f.cohort.clone()))?;
        (line.slide_place > 0).then_some(line)
    };
    let mut chosen: Vec<(&Finding, &ProfileLine)> =
        input.results.findings.iter().filter_map(|f| Some((f, line_of(f)?))).collect();
    chosen.sort_by_key(|(_, line)| line.slide_place);
    let of = chosen.len();
    let sheets = (1..).zip(&chosen).filter_map(|(n, (f, line))| sheet(input, f, line, (n, of)));
    sheets.collect()
}

fn sheet(
    input: &PictureInput<'_>,
    f: &Finding,
    line: &ProfileLine,
    (number, of): (usize, usize),
) -> Option<Sheet> {
    let measure = input.catalogue.measure(&f.measure_id)?;
    let area = &input.area.name;
    let mut breaks: Vec<String> = Vec::new();
    let panel = trend_panel(input, f, measure, &mut breaks);
    let words = Words {
        title: line.slide_title.clone(),
        subtitle: measure.definition.clone(),
        source: input.sources.of(&[f]),
        alt: alt_text(&[&line.opening, &capitalised(&line.opening_verdict), &own_words(input, f)]),
        notes: notes(&panel, &breaks),
    };
    let slide = Slide {
        number: format!("{area}, {number} of {of}"),
        area_name: area.clone(),
        comparator_name: if panel.comparator.is_empty() {
            String::new()
        } else {
            sides(&[f]).key().to_string()
        },
        panel,
        value: f.value.map(|v| printed_figure(v, &f.unit, f.decimals)).unwrap_or_default(),
        value_note: value_note(area, f, line),
        others: others(input, f, line),
        verdict: verdict(f, line),
        standing: standing(f),
        among: among(input, f, line),
        rank: capitalised(&line.rank),
        own_words: own_words(input, f),
        words,
    };
    Some(Sheet {
        name: format!("{number:02}-{}-{}", f.measure_id, f.cohort),
        chart: Chart::Slide(Box::new(slide)),
        finding_ids: vec![f.finding_id.clone()],
    })
}

/// Whose figure it is, of which year, and what it was before.
fn value_note(area: &str, f: &Finding, line: &ProfileLine) -> String {
    let before = match line.before.as_str() {
        "" => String::new(),
        before => format!("; {before}"),
    };
    format!("{area} in {}{before}", f.period)
}

/// The figures that the area's is set beside, as far as there are any.
fn others(input: &PictureInput<'_>, f: &Finding, line: &ProfileLine) -> Vec<(String, String)> {
    let others = [
        (capitalised(sides(&[f]).words()), f.comparator_value),
        (region(input), line.region),
        ("Statistical neighbours, median (\u{25c7})".to_string(), line.neighbours),
    ];
    others
        .into_iter()
        .filter_map(|(name, value)| Some((name, printed_figure(value?, &f.unit, f.decimals))))
        .collect()
}

/// Where the figure is among those of all authorities in the same year.
fn among(input: &PictureInput<'_>, f: &Finding, line: &ProfileLine) -> Option<Among> {
    let pair = (f.measure_id.clone(), f.cohort.clone());
    let spread = input.figures.standings.get(&pair).filter(|s| s.period == f.period);
    Some(Among {
        spread: spread.and_then(StandingFigures::spread)?,
        own: f.value?,
        comparator: f.comparator_value,
        neighbours: line.neighbours,
        polarity: f.polarity,
    })
}

fn region(input: &PictureInput<'_>) -> String {
    let region = input.catalogue.areas.get(&input.area.region_code);
    region.map_or_else(|| "Region".to_string(), |r| r.name.clone())
}

/// What the area wrote about a measure and group, and its target, marked as its own words; empty where it
/// wrote nothing.
fn own_words(input: &PictureInput<'_>, f: &Finding) -> String {
    let (area, commentary) = (&input.area.code, &input.catalogue.commentary);
    let target = commentary.target(area, &f.measure_id, &f.cohort);
    let target = target
        .map(|t| format!("Target {} by {}.", printed_figure(t.value, &f.unit, f.decimals), t.by));
    let entry = commentary.on(area, &f.measure_id, &f.cohort).next();
    let comment = entry.map(|c| c.comment.as_str()).filter(|comment| !comment.is_empty());
    let action = entry
        .filter(|c| !c.action.is_empty())
        .map(|c| format!("Action: {}.", c.action.trim_end_matches('.')));
    let parts: Vec<&str> =
        target.as_deref().into_iter().chain(comment).chain(action.as_deref()).collect();
    match parts.as_slice() {
        [] => String::new(),
        parts => format!("{}, in its own words: {}", input.area.name, parts.join(" ")),
    }
}

/// What a reader of the years must know: breaks, and shaded years.
fn notes(panel: &TrendPanel, breaks: &[String]) -> Vec<String> {
    let of_breaks = (1..).zip(breaks).map(|(n, note): (usize, &String)| format!("[{n}] {note}."));
    let mut bands: Vec<String> = Vec::new();
    let (first, last) = panel.years();
    for band in panel.bands.iter().filter(|b| b.to >= first && b.from <= last) {
        let ground = if band.hatched { "Hatched" } else { "Grey" };
        let words = format!("{ground}: {}.", band.label);
        if !bands.contains(&words) {
            bands.push(words);
        }
    }
    let cut = "A mark at the edge points to a figure beyond the axis.".to_string();
    of_breaks.chain(bands).chain(panel.is_cut().then_some(cut)).collect()
}

/// Level and direction with how they were known.
fn verdict(f: &Finding, line: &ProfileLine) -> String {
    let mut words = capitalised(&line.verdict);
    if !line.since.is_empty() {
        words.push_str(&format!(", every year since {}", line.since));
    }
    if f.moves() {
        words.push_str(&format!("; {}", f.direction_words()));
    }
    words
}
