//! C4 and C5: where the area is among all authorities on its leading concern
//! and its leading strength.

use super::titles::figures_of;
use super::words::{
    alt_text, arithmetic, axis_unit, held, level_before_england, other_side, reason,
};
use super::{ENGLAND_SAME_COHORT, PictureInput, Sheet, ids};
use crate::catalogue::Level;
use crate::charts::{Chart, Funnel, FunnelLimits, Place, Role, Standing, Words};
use crate::engine::{printed_figure, printed_number};
use crate::findings::{Finding, FunnelPosition, HeadlineList, PlaceFigure, StandingFigures};
use crate::markup::capitalised;

const COHORTS: [&str; 3] = ["ehc-plan", "sen-support", "all-sen"];
/// Shown where no verdict is good or bad: a measure that every authority knows.
const OTHERWISE: (&str, &str) = ("ks4-attainment-8", "sen-support");

/// The leading concern first, then the leading strength.
pub(super) fn sheets(input: &PictureInput<'_>) -> Vec<Sheet> {
    // The headlines of the report, so that page and pictures lead with the same.
    let leading =
        |list: HeadlineList| {
            input.results.headlines(list).into_iter().find(|f| {
                f.comparator == ENGLAND_SAME_COHORT && COHORTS.contains(&f.cohort.as_str())
            })
        };
    let mut sheets: Vec<Sheet> =
        [leading(HeadlineList::Concerns), leading(HeadlineList::Strengths)]
            .into_iter()
            .flatten()
            .map(|f| sheet(input, f))
            .collect();
    if sheets.is_empty() {
        sheets.extend(input.finding(OTHERWISE.0, OTHERWISE.1).map(|f| sheet(input, f)));
    }
    sheets
}

/// `1st`, `2nd`, `11th`.
fn ordinal(n: i32) -> String {
    let ending = match (n % 10, n % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{n}{ending}")
}

fn rank_words(place: &PlaceFigure) -> String {
    if place.rank == place.rank_max {
        return format!("{} of {}", ordinal(place.rank), place.ranked);
    }
    format!("{}\u{2013}{} of {}", ordinal(place.rank), ordinal(place.rank_max), place.ranked)
}

/// Of which measure and group, and where the area is among all.
fn title(input: &PictureInput<'_>, f: &Finding, own: Option<&PlaceFigure>) -> String {
    format!("{}, {}: {}", f.measure_title, f.cohort_short, place_words(input, f, own))
}

fn place_words(input: &PictureInput<'_>, f: &Finding, own: Option<&PlaceFigure>) -> String {
    let area = &input.area.name;
    let Some(own) = own else {
        let why = match f.value {
            Some(_) => "is not ranked: a handful of pupils",
            None => "has no published figure to rank",
        };
        return format!("{area} {why}");
    };
    let place = match own.band.as_str() {
        "A" => format!("{area} is in the most favourable quarter"),
        "D" => format!("{area} is in the least favourable quarter"),
        "" => format!("{area} is {}", rank_words(own)),
        "B" | "C" | "B/C" => format!("{area} is in the middle half of authorities"),
        _ => format!("{area} is on the edge of a quarter"),
    };
    match own.position {
        None => place,
        // An outer quarter and an ordinary place in the funnel are at odds, the middle is not.
        Some(FunnelPosition::Inside) if matches!(own.band.as_str(), "A" | "D") => {
            format!("{place}, but not unusual for its size")
        }
        Some(FunnelPosition::Inside) => format!("{place}, and not unusual for its size"),
        Some(FunnelPosition::Above998 | FunnelPosition::Below998) => {
            format!("{place}, and unusual for its size")
        }
        Some(FunnelPosition::Above95 | FunnelPosition::Below95) => {
            format!("{place}, near the limits for its size")
        }
    }
}

/// The neighbours by name, the most favourable first: their dots have no names in the picture.
fn neighbour_note(figures: &StandingFigures, neighbours: &[&str], f: &Finding) -> Option<String> {
    let places = figures.places.iter().rev().filter(|p| neighbours.contains(&p.area_code.as_str()));
    let named = places.map(|p| {
        let figure = printed_figure(p.value, &f.unit, f.decimals);
        format!("{} {figure} ({})", p.area_name, ordinal(p.rank))
    });
    let named: Vec<String> = named.collect();
    let first = if f.polarity == 0 { "" } else { ", the most favourable first" };
    (!named.is_empty()).then(|| format!("Statistical neighbours{first}: {}.", named.join(", ")))
}

/// The level against the comparator, with how it was known.
fn verdict(f: &Finding) -> String {
    if f.level == Level::NotAvailable {
        return format!("not compared with {}", other_side(&[f]));
    }
    format!("{} {}{}", level_before_england(f), other_side(&[f]), f.basis_mark)
}

/// What a rank and the limits of a funnel are, and who the neighbours are.
fn notes(
    input: &PictureInput<'_>,
    f: &Finding,
    figures: &StandingFigures,
    (verdict, counted): (&str, bool),
    neighbours: &[&str],
) -> Vec<String> {
    let area = &input.area.name;
    let mut notes = vec![format!("{area} is {verdict}. A rank is a place in a list, not a test.")];
    notes.extend(neighbour_note(figures, neighbours, f));
    let basis_notes = [held(&[f], input.catalogue), arithmetic(&[f], input.catalogue)];
    notes.extend(basis_notes.into_iter().filter(|text| !text.is_empty()));
    if counted {
        let spread = if figures.dispersion > 1.0 {
            "widened for the variation between authorities beyond chance (additive)"
        } else {
            "authorities vary no more than by chance"
        };
        notes.push(format!("Limits: 95% dashed, 99.8% solid, around the pooled share of all authorities, {spread}. Inside them an authority is not unusual for its size, even where its own test against England is significant."));
    } else if f.unit == "%" {
        notes.push("No funnel: too few numbers of pupils are published.".to_string());
    }
    notes
}

/// Codes of the statistical neighbours of the area.
fn neighbours<'a>(input: &PictureInput<'a>) -> Vec<&'a str> {
    let listed = input.catalogue.areas.neighbours.iter();
    let listed = listed.filter(|n| n.area_code == input.area.code);
    listed.map(|n| n.neighbour_code.as_str()).collect()
}

/// Every authority on the strip: the first rank is the first to be read.
fn places(input: &PictureInput<'_>, figures: &StandingFigures, neighbours: &[&str]) -> Vec<Place> {
    let role = |code: &str| match code {
        _ if code == input.area.code => Role::Area,
        _ if neighbours.contains(&code) => Role::Neighbour,
        _ => Role::Other,
    };
    let place = |p: &PlaceFigure| Place {
        name: p.area_name.clone(),
        code: p.area_code.clone(),
        value: p.value,
        pupils: p.pupils,
        role: role(&p.area_code),
    };
    figures.places.iter().rev().map(place).collect()
}

fn funnel(figures: &StandingFigures) -> Funnel {
    let limits = figures.limits.iter().map(|l| FunnelLimits {
        pupils: l.pupils,
        inner: l.inner,
        outer: l.outer,
    });
    Funnel { baseline: figures.baseline, limits: limits.collect() }
}

fn sheet(input: &PictureInput<'_>, f: &Finding) -> Sheet {
    let nothing = StandingFigures::default();
    let key = (f.measure_id.clone(), f.cohort.clone());
    let figures = input.figures.standings.get(&key).unwrap_or(&nothing);
    let measure = input.catalogue.measure(&f.measure_id);
    let area = &input.area.name;
    let neighbours = neighbours(input);
    let own = figures.places.iter().find(|p| p.area_code == input.area.code);
    let counted = own.is_some_and(|p| p.pupils.is_some()) && !figures.limits.is_empty();
    let funnel = counted.then(|| funnel(figures));
    let verdict = verdict(f);
    let words = Words {
        title: title(input, f, own),
        subtitle: subtitle(f, figures),
        notes: notes(input, f, figures, (&verdict, counted), &neighbours),
        source: input.sources.of(&[f]),
        alt: alt(input, f, figures, (own, counted), &verdict),
    };
    let chart = Standing {
        words,
        area_name: area.clone(),
        unit: measure.map(axis_unit).unwrap_or_default(),
        percent: f.unit == "%",
        decimals: f.decimals,
        polarity: f.polarity,
        quarters: figures.places.iter().any(|p| !p.band.is_empty()),
        places: places(input, figures, &neighbours),
        england: figures.england,
        rank: own.map(rank_words).unwrap_or_default(),
        funnel,
        reason: Some(reason(input.catalogue, &f.measure_id)),
    };
    Sheet {
        name: format!("rank-{}-{}", f.measure_id, f.cohort),
        chart: Chart::Standing(chart),
        finding_ids: ids(&[f]),
    }
}

/// What is ranked, in which year, and how many authorities are not shown.
fn subtitle(f: &Finding, figures: &StandingFigures) -> String {
    let without = match figures.without {
        0 => "none".to_string(),
        some => some.to_string(),
    };
    format!(
        "{}, {}, {}. {} authorities shown; {without} suppressed or not available.",
        f.measure_title,
        f.cohort_short,
        figures.period,
        figures.places.len()
    )
}

/// Which pictures they are, the figure of the area, its place and the verdict.
fn alt(
    input: &PictureInput<'_>,
    f: &Finding,
    figures: &StandingFigures,
    (own, counted): (Option<&PlaceFigure>, bool),
    verdict: &str,
) -> String {
    let chart_name = if counted { "Rank strip and funnel plot" } else { "Rank strip" };
    let (area, shown) = (&input.area.name, figures.places.len());
    let what = format!("{chart_name} of {shown} authorities, {}, {area}", figures.period);
    let unranked = format!("{}, {}: {}", f.measure_title, f.cohort_short, without_rank(f));
    let known = if own.is_some() { figures_of(input, f) } else { &unranked };
    alt_text(&[&what, known, &place_words(input, f, own), &capitalised(verdict)])
}

/// The figure of an area that has no rank, or the symbol in its place.
fn without_rank(f: &Finding) -> String {
    let unit = if f.unit == "%" { "%" } else { "" };
    match f.value {
        Some(value) => format!("{}{unit}, not ranked", printed_number(value, f.decimals)),
        None => f.symbol.clone().unwrap_or_else(|| "no figure".to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::ordinal;

    #[test]
    fn ranks_read_as_in_print() {
        let words: Vec<String> = [1, 2, 3, 4, 11, 12, 13, 21, 111, 112, 122].map(ordinal).into();
        let expected =
            ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "111th", "112th", "122nd"];
        assert_eq!(words, expected);
    }
}
