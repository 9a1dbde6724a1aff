//! C7: the verdicts of both groups of pupils on one sheet.

use super::words::{against_middle, against_target, alt_text, counted_title, notes_on, other_side};
use super::{Sheet, Told, ids};
use crate::catalogue::{THEMES, theme_title};
use crate::charts::{
    Arrow, Chart, ScoreCell, ScoreGroup, ScoreRow, ScoreStanding, Scorecard, Words,
};
use crate::findings::{Basis, Finding};

const BLOCKS: [&str; 2] = ["sen-support", "ehc-plan"];
/// Where the two groups are not told apart.
const TOGETHER: &str = "all-sen";

pub(super) fn sheet(told: &Told<'_>) -> Sheet {
    let mut findings = told.findings_of(&[BLOCKS[0], BLOCKS[1], TOGETHER]);
    findings.retain(|f| !against_target(f));
    let mut shown: Vec<&Finding> = Vec::new();
    let mut groups = Vec::new();
    for theme in THEMES {
        let rows: Vec<ScoreRow> = told
            .catalogue
            .measures
            .iter()
            .filter(|m| m.theme == theme && m.unit != "count")
            // The years before another measure say nothing beside it.
            .filter(|m| !findings.iter().any(|f| f.measure_id == m.history_of && f.value.is_some()))
            .filter_map(|m| {
                let find = |cohort: &str| {
                    findings.iter().copied().find(|f| f.measure_id == m.id && f.cohort == cohort)
                };
                let mut cells = BLOCKS.map(find);
                let mut label = m.short_title.clone();
                if cells.iter().all(Option::is_none) {
                    cells[0] = find(TOGETHER);
                    label.push_str(", all SEN");
                }
                let of_row: Vec<&Finding> = cells.iter().flatten().copied().collect();
                let mut periods: Vec<&str> = of_row.iter().map(|f| f.period.as_str()).collect();
                periods.dedup();
                let low = if m.polarity < 0 { ", low is good" } else { "" };
                let middle = if of_row.iter().any(|f| against_middle(f)) {
                    ", v middle authority"
                } else {
                    ""
                };
                let unit = format!(
                    "{}{low}, {}{}{middle}",
                    m.axis_unit,
                    periods.join(" and "),
                    old(&of_row)
                );
                shown.extend(&of_row);
                (!of_row.is_empty()).then(|| ScoreRow {
                    label,
                    unit,
                    cells: cells.map(|f| f.map(cell)),
                })
            })
            .collect();
        if !rows.is_empty() {
            groups.push(ScoreGroup { heading: theme_title(theme).to_string(), rows });
        }
    }
    let area = &told.area.name;
    let title = counted_title("SEN support and EHC plans", &shown);
    let other = other_side(&shown);
    let who = format!("{area}, figures held of each measure, against the same group in {other}");
    let alt = alt_text(&["Table of verdicts", &title, &who]);
    let words = Words {
        title,
        subtitle: format!(
            "{area}: last year held of each measure against {other}, same group of pupils, with direction over three or more comparable years."
        ),
        notes: notes_on(
            &shown,
            told.catalogue,
            format!(
                "Significantly: the 95% interval excludes 0, the gap matters, and it stands after allowing for the number of measures tested (false discovery rate {}). Indicative: the number of pupils is borrowed from another published count. Not tested: published figures without numbers of pupils, beyond the usual movement from year to year. A white cell without a sign has no good direction or no figure.",
                told.false_discovery()
            ),
        ),
        source: told.sources.line(&shown),
        alt,
    };
    let chart = Scorecard {
        words,
        area_heading: "area".to_string(),
        blocks: BLOCKS.map(|c| told.short_cohort(c)),
        groups,
    };
    let finding_ids = ids(&shown);
    Sheet { name: super::SCORECARD.to_string(), chart: Chart::Scorecard(chart), finding_ids }
}

/// `, old` where a release more than two years newer is known.
fn old(findings: &[&Finding]) -> &'static str {
    if findings.iter().any(|f| !f.newest_published.is_empty()) { " (old)" } else { "" }
}

/// How the verdict of a finding looks in a picture.
pub(super) fn standing(f: &Finding) -> ScoreStanding {
    let significant = f.level.starts_with("significantly");
    match (f.favourable(), f.level.as_str()) {
        (_, "not_available") => ScoreStanding::None,
        _ if f.polarity == 0 => ScoreStanding::Contextual,
        (Some(true), _) if significant => ScoreStanding::MuchBetter,
        (Some(true), _) => ScoreStanding::Better,
        (Some(false), _) if significant => ScoreStanding::MuchWorse,
        (Some(false), _) => ScoreStanding::Worse,
        (None, "broadly_in_line") => ScoreStanding::InLine,
        (None, _) => ScoreStanding::Unclear,
    }
}

fn cell(f: &Finding) -> ScoreCell {
    let standing = standing(f);
    let basis = Basis::of(f.level_rule);
    let tag = match basis.mark() {
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
        _ if f.level == "no_clear_difference" => "no clear difference".to_string(),
        _ => {
            let tag = if basis == Basis::NotRobust { "" } else { tag.as_str() };
            format!("{}{tag}", f.level.replace("broadly_in_line", "in line").replace('_', " "))
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
    match f.direction.as_str() {
        "improving" => ("improving".to_string(), way(up(true))),
        "declining" if f.polarity < 0 => ("rising (worse)".to_string(), Arrow::Up),
        "declining" => ("declining".to_string(), Arrow::Down),
        "rising" => ("rising".to_string(), Arrow::Up),
        "falling" => ("falling".to_string(), Arrow::Down),
        "no_sustained_change" => ("no sustained change".to_string(), Arrow::Level),
        "volatile" => ("volatile".to_string(), Arrow::Volatile),
        _ => ("too few years".to_string(), Arrow::None),
    }
}
