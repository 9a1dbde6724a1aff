//! How the level was reached: threshold, gap, rule, and what
//! those not known could change.

use super::Step;
use super::facts::Verdict;
use super::gap::{gap, ratio};
use crate::engine::printed_number;

/// Steps up to the level.
pub(super) fn steps(v: &Verdict) -> Vec<Step> {
    if v.text("level") == "not_available" {
        return vec![Step {
            name: "level".to_string(),
            rule: "level rule 1".to_string(),
            formula: "nothing is compared unless both sides have a figure of the same definition"
                .to_string(),
            numbers: String::new(),
            result: v.list("flags").first().cloned().unwrap_or_default(),
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
    let m = v.number("m_level")?;
    let (unit, floor) = (v.number("printed_unit")?, v.number("floor")?);
    let spread = v.number("sd_between").map_or("none".to_string(), |sd| v.size(sd));
    Some(Step {
        name: "how large a gap must be to matter (M)".to_string(),
        rule: "statistics 17".to_string(),
        formula: "M = the largest of: multiple × printed unit; share × standard deviation between \
                  authorities; floor"
            .to_string(),
        numbers: format!(
            "{} × {}; {} × {spread} (authorities in {}); {}",
            number(v, "unit_multiple"),
            printed_number(unit, v.places()),
            number(v, "between_area_sd_share"),
            v.text("threshold_period"),
            v.size(floor),
        ),
        result: format!("M = {}", v.size(m)),
    })
}

fn number(v: &Verdict, column: &str) -> String {
    v.number(column).map(|n| n.to_string()).unwrap_or_default()
}

fn level(v: &Verdict) -> Step {
    let rule = v.integer("level_rule");
    let formula = match rule {
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
    };
    let size = |column: &str| v.number(column).unwrap_or_default();
    let (d, m) = (size("difference").abs(), size("m_level"));
    let numbers = match rule {
        2 | 3 => format!(
            "|d| = {} against M = {}; p below {} and q {} {}",
            v.size(d),
            v.size(m),
            number(v, "significance"),
            if rule == 2 { "at most" } else { "above" },
            number(v, "false_discovery")
        ),
        4 => format!("|d| = {} against M = {}", v.size(d), v.size(m)),
        5 | 6 | 8 | 9 => format!(
            "{} to {} against ± {} × M = {}",
            v.gap(size("difference_lower")),
            v.gap(size("difference_upper")),
            number(v, "in_line_limits"),
            v.size(size("in_line_limits") * m)
        ),
        7 => format!(
            "{} to {}; {} − {} against M = {}",
            v.gap(size("difference_lower")),
            v.gap(size("difference_upper")),
            v.size(d),
            v.size(size("rounding")),
            v.size(m)
        ),
        _ => format!(
            "|d| = {}, r = {}, M = {}, {} × noise {}",
            v.size(d),
            v.size(size("rounding")),
            v.size(m),
            number(v, "noise_multiple"),
            v.number("noise").map_or("not known".to_string(), |noise| v.size(noise))
        ),
    };
    Step {
        name: "level".to_string(),
        rule: format!("level rule {rule}"),
        formula: formula.to_string(),
        numbers,
        result: v.text("level").replace('_', " "),
    }
}

fn not_known(v: &Verdict) -> Option<Step> {
    let partner = v.text("not_known_measure");
    let (cohort, period) = (v.text("cohort"), v.text("period"));
    let bounds = |area: &str| {
        let share = v.fact(&v.text("measure_id"), &cohort, area, &period)?.value?;
        let beside = v.fact(&partner, &cohort, area, &period)?.value?;
        let included = if v.integer("not_known_included") == 1 { share } else { 0.0 };
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
    let (here, england) = (bounds(&v.text("area_code"))?, bounds("E92000001")?);
    Some(Step {
        name: "what those not known could change".to_string(),
        rule: "statistics 15".to_string(),
        formula: "the true share lies between the share and the share with all those not known"
            .to_string(),
        numbers: format!("{}: {here}; England: {england}", v.text("area_name")),
        result: v
            .list("caveats")
            .into_iter()
            .find(|c| c.contains("not known"))
            .unwrap_or_else(|| "it does not change the verdict".to_string()),
    })
}
