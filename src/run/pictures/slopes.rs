//! C3: two years of one measure, each group of pupils in the area and in England.

use super::cohorts::{findings, series, source};
use super::words::{alt_text, axis_unit, from_to, listed};
use super::{PictureInput, Sheet, ids};
use crate::catalogue::{GapDirection, Measure};
use crate::charts::{Chart, Slope, SlopeLine, Words};
use crate::engine::{printed_figure, printed_number};
use crate::findings::{Finding, Year};
use crate::period::Period;

/// Most characters of a title: two lines of a picture of 1600 pixels.
const LONGEST: usize = 112;

/// C3 for each measure that the catalogue chooses.
pub(super) fn slopes(input: &PictureInput<'_>) -> Vec<Sheet> {
    let measures = input.catalogue.charts.slope.measures.iter();
    measures.filter_map(|m| input.catalogue.measure(m)).map(|m| slope(input, m)).collect()
}

/// First and last year of England's latest segment for any of the groups.
fn unbroken(
    input: &PictureInput<'_>,
    measure: &str,
    cohorts: &[String],
) -> Option<(String, String)> {
    let years: Vec<&Year> = cohorts
        .iter()
        .flat_map(|c| series(input, measure, c).1)
        .filter(|y| y.value.is_some())
        .collect();
    let last = years.iter().max_by_key(|y| y.start)?;
    let first = years.iter().filter(|y| y.segment == last.segment).min_by_key(|y| y.start)?;
    (first.start < last.start).then(|| (first.period.clone(), last.period.clone()))
}

/// How the gap of a group to England moved, in the words of its verdict.
fn moved(f: &Finding) -> Option<&'static str> {
    match f.gap_direction? {
        GapDirection::Gaining => Some("gaining on England"),
        GapDirection::Losing => Some("losing ground"),
        GapDirection::InStep => Some("in step"),
        GapDirection::Unclear => None,
    }
}

/// Where a group is, seen from England.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Level,
    Below,
    Above,
}

/// How gaps to England are written.
#[derive(Clone, Copy)]
struct Gaps {
    decimals: usize,
    /// The unit of a gap of one, and of any other.
    unit: [&'static str; 2],
    /// Whether unit and England are named: once a title, with its first group.
    named: bool,
}

impl Gaps {
    fn printed(self, gap: f64) -> String {
        printed_number(gap.abs(), self.decimals)
    }

    fn side(self, gap: f64) -> Side {
        match self.printed(gap).chars().any(|c| ('1'..='9').contains(&c)) {
            false => Side::Level,
            true if gap < 0.0 => Side::Below,
            true => Side::Above,
        }
    }

    /// `2 percentage points below England`, with what is named.
    fn far(self, gap: f64, england: bool) -> String {
        let england = if england { " England" } else { "" };
        let side = match self.side(gap) {
            Side::Level => return format!("level with{england}"),
            Side::Below => "below",
            Side::Above => "above",
        };
        let number = self.printed(gap);
        let [one, several] = self.unit;
        let unit = if number == "1" { one } else { several };
        let unit = if self.named { format!(" {unit}") } else { String::new() };
        format!("{number}{unit} {side}{england}")
    }
}

/// How far a group was from England in both years: `SEN support 3, then 2 percentage points below
/// England (gaining on England)`. How it moved does not say where it is, so both are given.
fn apart(line: &SlopeLine, gaps: Gaps, finding: Option<&Finding>) -> Option<String> {
    let gap = |side: usize| Some(line.area[side]? - line.england[side]?);
    let (then, now) = (gap(0)?, gap(1)?);
    let side = gaps.side(then);
    let both = if side == gaps.side(now) && side != Side::Level {
        format!("{}, then {}", gaps.printed(then), gaps.far(now, gaps.named))
    } else {
        let england = gaps.named || side == Side::Level;
        format!("{}, then {}", gaps.far(then, england), gaps.far(now, false))
    };
    let moved = finding.and_then(moved).map(|words| format!(" ({words})"));
    Some(format!("{} {both}{}", line.group, moved.unwrap_or_default()))
}

/// The figures of both years, group by group.
fn figures(line: &SlopeLine, print: &dyn Fn(f64) -> String) -> Option<String> {
    let pair = |values: &[Option<f64>; 2]| match values {
        [Some(then), Some(now)] => Some(format!("{}, {}", print(*then), print(*now))),
        _ => None,
    };
    let (own, england) = (pair(&line.area)?, pair(&line.england));
    let england = england.map(|text| format!("; England {text}")).unwrap_or_default();
    Some(format!("{} {own}{england}", line.group))
}

/// The lines of a picture: a group without a figure of the area in either year has none, for
/// England alone says nothing of the area.
fn lines(input: &PictureInput<'_>, measure: &Measure, periods: &[String; 2]) -> Vec<SlopeLine> {
    let at = |years: &[Year], period: &str| years.iter().find(|y| y.period == period).cloned();
    let cohorts = input.catalogue.charts.slope.cohorts.iter();
    let line = |cohort: &String| {
        let (area, england) = series(input, &measure.id, cohort);
        let pair = |years: &[Year]| [at(years, &periods[0]), at(years, &periods[1])];
        let here = pair(area);
        let own = here.each_ref().map(|y| y.as_ref().and_then(|y| y.value));
        own.iter().any(Option::is_some).then(|| SlopeLine {
            group: input.short_cohort(cohort),
            area: own,
            england: pair(england).map(|y| y.and_then(|y| y.value)),
            symbols: here.map(|y| y.and_then(|y| y.symbol).unwrap_or_default()),
        })
    };
    cohorts.filter_map(line).collect()
}

fn title(
    input: &PictureInput<'_>,
    measure: &Measure,
    span: bool,
    lines: &[SlopeLine],
    decimals: usize,
) -> String {
    let lead = &measure.title;
    if !span {
        return format!("{lead}: no two comparable years");
    }
    if lines.is_empty() {
        return format!("{lead}: no figures for {} in these years", input.area.name);
    }
    let cohorts = &input.catalogue.charts.slope.cohorts;
    let percent = measure.unit == "%";
    let unit =
        if percent { ["percentage point", "percentage points"] } else { ["point", "points"] };
    let mut said: Vec<String> = Vec::new();
    for cohort in cohorts.iter().filter(|c| *c != "no-sen") {
        let group = input.short_cohort(cohort);
        let Some(line) = lines.iter().find(|l| l.group == group) else { continue };
        let gaps = Gaps { decimals, unit, named: said.is_empty() };
        said.extend(apart(line, gaps, input.finding(&measure.id, cohort)));
    }
    let text = said.join("; ");
    match said.as_slice() {
        [] => format!("{lead}: the area has figures of one year only"),
        [first, ..] => {
            let short = &measure.short_title;
            let led = [format!("{lead}: {text}"), format!("{short}: {text}")];
            let fits = |text: &String| text.chars().count() <= LONGEST;
            led.into_iter().find(fits).unwrap_or_else(|| format!("{short}: {first}"))
        }
    }
}

/// How a change is judged, and which groups' change is not clear.
fn notes(input: &PictureInput<'_>, measure: &Measure, lines: &[SlopeLine]) -> Vec<String> {
    let mut notes = vec![
        "Both years are in one unbroken series. Whether the gap moved is judged \
                          by the change of the gap, with its interval where numbers of pupils are \
                          published, and by the published figures elsewhere (not tested)."
            .to_string(),
    ];
    let cohorts = input.catalogue.charts.slope.cohorts.iter();
    let is_unclear = |f: &Finding| f.gap_direction == Some(GapDirection::Unclear);
    let unclear = cohorts
        .filter(|c| input.finding(&measure.id, c).is_some_and(is_unclear))
        .map(|c| input.short_cohort(c))
        .filter(|group| lines.iter().any(|l| l.group == *group));
    let unclear: Vec<String> = unclear.collect();
    if !unclear.is_empty() {
        notes.push(format!(
            "Whether it moved against England is unclear for {}.",
            unclear.join(", ")
        ));
    }
    notes
}

fn slope(input: &PictureInput<'_>, measure: &Measure) -> Sheet {
    let cohorts = &input.catalogue.charts.slope.cohorts;
    let shown = findings(input, &measure.id, cohorts);
    let span = unbroken(input, &measure.id, cohorts);
    let known = span.is_some();
    let periods = span.map_or([String::new(), String::new()], |(a, b)| [a, b]);
    let lines = lines(input, measure, &periods);
    let area = &input.area.name;
    let decimals = shown.first().map_or(1, |f| f.decimals);
    let between = from_to(periods.iter().filter(|p| !p.is_empty()).cloned());
    let what = listed(&[&measure.title, &format!("{area} and England"), &between]);
    let print = |v: f64| printed_figure(v, &measure.unit, decimals);
    let said: Vec<String> = lines.iter().filter_map(|line| figures(line, &print)).collect();
    let said = if said.is_empty() { "No two figures".to_string() } else { said.join(". ") };
    let words = Words {
        title: title(input, measure, known, &lines, decimals),
        subtitle: format!("{what}."),
        notes: notes(input, measure, &lines),
        source: source(input, measure, &shown),
        alt: alt_text(&[&format!("Slope chart by group of pupils: {what}"), &said]),
    };
    let reason = (!known).then(|| {
        "The latest unbroken years of this measure are fewer than two, so no change is drawn."
            .to_string()
    });
    let end = |text: &str| Period::parse_any(text).map_or(0, |p| p.end());
    let chart = Slope {
        words,
        area_name: area.clone(),
        unit: axis_unit(measure),
        percent: measure.unit == "%",
        decimals,
        years: periods.each_ref().map(|p| end(p)),
        periods,
        lines,
        reason,
    };
    Sheet {
        name: format!("slope-{}", measure.id),
        chart: Chart::Slope(chart),
        finding_ids: ids(&shown),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn england_and_the_unit_are_named_with_the_first_group() {
        let line = |area: [f64; 2]| SlopeLine {
            group: "EHC plan".into(),
            area: area.map(Some),
            england: [Some(10.0), Some(10.0)],
            ..SlopeLine::default()
        };
        let unit = ["percentage point", "percentage points"];
        for (area, first, further) in [
            ([7.0, 8.0], "3, then 2 percentage points below England", "3, then 2 below"),
            ([7.0, 9.0], "3, then 1 percentage point below England", "3, then 1 below"),
            (
                [7.0, 12.0],
                "3 percentage points below England, then 2 percentage points above",
                "3 below, then 2 above",
            ),
            (
                [11.0, 10.0],
                "1 percentage point above England, then level with",
                "1 above, then level with",
            ),
            (
                [10.0, 12.0],
                "level with England, then 2 percentage points above",
                "level with England, then 2 above",
            ),
            (
                [10.0, 10.0],
                "level with England, then level with",
                "level with England, then level with",
            ),
        ] {
            for (named, expected) in [(true, first), (false, further)] {
                let gaps = Gaps { decimals: 0, unit, named };
                let said = apart(&line(area), gaps, None);
                assert_eq!(said, Some(format!("EHC plan {expected}")), "{area:?}");
            }
        }
        let finding = Finding { gap_direction: Some(GapDirection::Gaining), ..Finding::default() };
        let gaps = Gaps { decimals: 0, unit, named: false };
        let said = apart(&line([7.0, 8.0]), gaps, Some(&finding)).unwrap();
        assert_eq!(said, "EHC plan 3, then 2 below (gaining on England)");
    }
}
