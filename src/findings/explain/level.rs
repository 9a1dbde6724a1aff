//! How the level was reached: threshold, gap, rule, and what
//! those not known could change.

use super::Step;
use super::facts::{ENGLAND, Verdict};
use super::gap::{gap, ratio};
use super::verdict::{Explained, NotKnownEffect};
use crate::catalogue::Level;
use crate::engine::printed_number;

/// Steps up to the level.
pub(super) fn steps(v: &Verdict) -> Vec<Step> {
    if v.row.level == Level::NotAvailable {
        return vec![Step {
            name: "level".to_string(),
            rule: "level rule 1".to_string(),
            formula: "nothing is compared unless both sides have a figure of the same definition"
                .to_string(),
            numbers: String::new(),
            result: v.row.flags.first().cloned().unwrap_or_default(),
        }];
    }
    let mut steps: Vec<Step> = [materiality(v), Some(gap(v)), Some(level(v)), not_known(v)]
        .into_iter()
        .flatten()
        .collect();
    if let Some(ratio) = ratio(v) {
        steps.insert(2.min(steps.len()), ratio);
    }
    steps
}

fn materiality(v: &Verdict) -> Option<Step> {
    let m = v.row.m_level?;
    let (unit, floor) = (v.row.printed_unit?, v.row.floor?);
    let spread = v.row.sd_between.map_or("none".to_string(), |sd| v.size(sd));
    Some(Step {
        name: "how large a gap must be to matter (M)".to_string(),
        rule: "statistics 17".to_string(),
        formula: "M = the largest of: multiple × printed unit; share × standard deviation between \
                  authorities; floor"
            .to_string(),
        numbers: format!(
            "{} × {}; {} × {spread} (authorities in {}); {}",
            v.row.unit_multiple,
            printed_number(unit, v.places()),
            v.row.between_area_sd_share,
            v.row.threshold_period,
            v.size(floor),
        ),
        result: format!("M = {}", v.size(m)),
    })
}

fn level(v: &Verdict) -> Step {
    let rule = v.row.level_rule;
    Step {
        name: "level".to_string(),
        rule: format!("level rule {rule}"),
        formula: level_formula(rule).to_string(),
        numbers: level_numbers(v),
        result: v.row.level.words().to_string(),
    }
}

/// A rule of the level (statistics, section 18) in letters.
fn level_formula(rule: i32) -> &'static str {
    match rule {
        2 => "limits exclude 0, |d| ≥ M, p and q small enough",
        3 => "limits exclude 0 and |d| ≥ M, but q too large: not robust to the number of measures",
        4 => "limits exclude 0, but |d| < M: detectable but small",
        5 => "limits include 0 and both lie within a multiple of M",
        6 => "limits include 0 and one lies beyond that multiple of M: too few pupils to say",
        7 => "by a borrowed number of pupils the limits exclude 0, and |d| − r ≥ M",
        8 => {
            "by a borrowed number of pupils both limits lie within a multiple of M, or exclude 0 \
              with |d| < M"
        }
        9 => "by a borrowed number of pupils neither holds: too close to tell",
        10 => "not tested, |d| − r reaches M and the noise between years",
        11 => "not tested, |d| and the noise together stay within a multiple of M",
        12 => "not tested, neither holds: too close to tell",
        _ => "",
    }
}

/// The same with the numbers put in.
fn level_numbers(v: &Verdict) -> String {
    let rule = v.row.level_rule;
    let size = Option::unwrap_or_default;
    let (d, m) = (size(v.row.difference).abs(), size(v.row.m_level));
    match rule {
        2 | 3 => format!(
            "|d| = {} against M = {}; p below {} and q {} {}",
            v.size(d),
            v.size(m),
            v.row.significance,
            if rule == 2 { "at most" } else { "above" },
            v.row.false_discovery
        ),
        4 => format!("|d| = {} against M = {}", v.size(d), v.size(m)),
        5 | 6 | 8 | 9 => format!(
            "{} to {} against ± {} × M = {}",
            v.gap(size(v.row.difference_lower)),
            v.gap(size(v.row.difference_upper)),
            v.row.in_line_limits,
            v.size(v.row.in_line_limits * m)
        ),
        7 => format!(
            "{} to {}; {} − {} against M = {}",
            v.gap(size(v.row.difference_lower)),
            v.gap(size(v.row.difference_upper)),
            v.size(d),
            v.size(size(v.row.rounding)),
            v.size(m)
        ),
        _ => format!(
            "|d| = {}, r = {}, M = {}, {} × noise {}",
            v.size(d),
            v.size(size(v.row.rounding)),
            v.size(m),
            v.row.noise_multiple,
            v.row.noise.map_or("not known".to_string(), |noise| v.size(noise))
        ),
    }
}

fn not_known(v: &Verdict) -> Option<Step> {
    let Explained { measure_id, not_known_measure, cohort, period, .. } = v.row;
    let bounds = |area: &str| {
        let share = v.fact(measure_id, cohort, area, period)?.value?;
        let beside = v.fact(not_known_measure, cohort, area, period)?.value?;
        let included = if v.row.not_known_included == 1 { share } else { 0.0 };
        let unknown = beside - included;
        let text = format!(
            "{} + {} not known: {} to {}",
            v.figure(share),
            v.figure(unknown),
            v.figure(share),
            v.figure((share + unknown).min(100.0))
        );
        Some(text)
    };
    let (here, england) = (bounds(&v.row.area_code)?, bounds(ENGLAND)?);
    Some(Step {
        name: "what those not known could change".to_string(),
        rule: "statistics 15".to_string(),
        formula: "the true share lies between the share and the share with all those not known"
            .to_string(),
        numbers: format!("{}: {here}; England: {england}", v.row.area_name),
        result: v.row.not_known_effect.unwrap_or(NotKnownEffect::CannotExplain).words().to_string(),
    })
}
