//! How the direction was reached, how the gap moved, and the judgement of both.

use super::Step;
use super::facts::{Counts, ENGLAND, Fact, Verdict, counted, probability};
use super::verdict::Explained;
use crate::catalogue::{Direction, GapDirection};
use crate::engine::signed_number;
use crate::words::Word;

/// Steps of direction and gap; none without a series.
pub(super) fn steps(v: &Verdict) -> Vec<Step> {
    let years = v.series();
    if v.row.direction_rule.is_none() || years.is_empty() {
        return Vec::new();
    }
    let mut steps = Vec::new();
    steps.extend(materiality(v));
    steps.push(direction(v, &years));
    steps.extend(gap(v));
    steps
}

fn materiality(v: &Verdict) -> Option<Step> {
    let (level, change) = (v.row.m_level?, v.row.m_change?);
    let moved = v.row.sd_change.map_or("none".to_string(), |sd| v.size(sd));
    Some(Step {
        name: "how large a change must be to matter (Mc)".to_string(),
        rule: "statistics 17".to_string(),
        formula:
            "Mc = the larger of M and share × standard deviation of authorities' one-year changes"
                .to_string(),
        numbers: format!("{}; {} × {moved}", v.size(level), v.row.change_sd_share),
        result: format!("Mc = {}", v.size(change)),
    })
}

fn direction(v: &Verdict, years: &[&Fact]) -> Step {
    let rule = v.row.direction_rule.unwrap_or_default();
    let places = v.places();
    let values: Vec<f64> = years.iter().filter_map(|f| f.value).collect();
    let steps = values.windows(2).map(|pair| pair[1] - pair[0]);
    let upward: f64 = steps.clone().filter(|s| *s > 0.0).sum();
    let downward: f64 = -steps.filter(|s| *s < 0.0).sum::<f64>();
    let counted_years = v.row.trend_p_value.is_some();
    let each = |f: &&Fact| {
        let figure = f.value.map(|x| v.figure(x)).unwrap_or_default();
        match f.counts() {
            Some(Counts { low, high, n }) if counted_years && low == high => {
                format!("{}: {} ({figure})", f.period, counted(low, high, n))
            }
            _ => format!("{}: {figure}", f.period),
        }
    };
    let listed: Vec<String> = years.iter().map(each).collect();
    let formula = match rule {
        1 => "fewer than three comparable years with a figure, or none for the latest year",
        2 => {
            "a year between others stands out from both, the same way, by Mc and by a multiple of \
              the noise of a change"
        }
        3 => {
            "trend test p small enough, the change reaches Mc, and leaving out any one year keeps \
              its sign (four years or more)"
        }
        4 => {
            "no counts: the slope is beyond the noise between years, the change less rounding \
              reaches Mc, and leaving out any one year keeps its sign (four years or more)"
        }
        _ => "none of the rules above",
    };
    let test = v.row.trend_p_value.map_or(String::new(), |p| {
        let slope = v.row.slope.unwrap_or_default();
        format!("; slope {} a year, p = {}", signed_number(slope, places + 1), probability(p))
    });
    let change = v.row.change.unwrap_or_default();
    Step {
        name: "direction".to_string(),
        rule: format!("direction rule {rule}"),
        formula: formula.to_string(),
        numbers: format!(
            "{}; change {}, steps up {}, steps down {}{test}",
            listed.join("; "),
            v.gap(change),
            v.size(upward),
            v.size(downward)
        ),
        result: said(v.row.direction.map(Direction::as_str)),
    }
}

/// How the gap to England moved between the first and the last year of the series.
fn gap(v: &Verdict) -> Option<Step> {
    let change = v.row.gap_change?;
    let direction = said(v.row.gap_direction.map(GapDirection::as_str));
    let Explained { measure_id, cohort, area_code, period_from, period, .. } = v.row;
    let then = |area: &str, period: &str| v.fact(measure_id, cohort, area, period)?.value;
    let at = |period: &str| Some((then(area_code, period)?, then(ENGLAND, period)?));
    let ((first, england_first), (last, england_last)) = (at(period_from)?, at(period)?);
    let limits = v.row.gap_change_lower.zip(v.row.gap_change_upper);
    let (formula, result) = match limits {
        Some((lower, upper)) => (
            "D = gap now − gap then; limits recovered from those of both gaps (MOVER)",
            format!("D = {} ({} to {})", v.gap(change), v.gap(lower), v.gap(upper)),
        ),
        None => (
            "D = gap now − gap then; moved where |D| less four half-units reaches Mc and |D| is \
              beyond the noise of a change (not tested)",
            format!("D = {}", v.gap(change)),
        ),
    };
    Some(Step {
        name: "gap to England over the same years".to_string(),
        rule: "statistics 8".to_string(),
        formula: formula.to_string(),
        numbers: format!(
            "then {} − {}, now {} − {}",
            v.figure(first),
            v.figure(england_first),
            v.figure(last),
            v.figure(england_last)
        ),
        result: if direction.is_empty() { result } else { format!("{result}: {direction}") },
    })
}

/// Level and direction together.
pub(super) fn judgement(v: &Verdict) -> Step {
    let polarity = match v.row.polarity {
        1 => "high is good",
        -1 => "low is good",
        _ => "no good direction",
    };
    Step {
        name: "judgement".to_string(),
        rule: "statistics 9, 18".to_string(),
        formula: "the table of catalogue/verdicts.toml, by level turned by polarity and direction"
            .to_string(),
        numbers: format!(
            "{polarity}; {}; {}",
            v.row.level.words(),
            said(v.row.direction.map(Direction::as_str))
        ),
        result: v.row.judgement.clone(),
    }
}

/// A word of the tables as it is said; empty where there is none.
fn said(word: Option<&str>) -> String {
    word.unwrap_or_default().replace('_', " ")
}
