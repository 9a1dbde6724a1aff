//! C6: the parts of a whole, the area's latest years above England's latest.

use super::cohorts::source;
use super::titles::{Naming, verdict_title};
use super::words::{alt_text, from_to, listed};
use super::{PictureInput, Sheet, ids};
use crate::catalogue::Composition;
use crate::charts::{BarGroup, Chart, StackedBar, StackedBars, Words};
use crate::engine::printed_number;
use crate::findings::{Finding, PartFigure};
use std::collections::BTreeSet;

const ENGLAND: &str = "E92000001";

/// One sheet for each composition of the catalogue.
pub(super) fn sheets(input: &PictureInput<'_>) -> Vec<Sheet> {
    input.catalogue.charts.compositions.iter().map(|c| sheet(input, c)).collect()
}

fn sheet(input: &PictureInput<'_>, composition: &Composition) -> Sheet {
    let area = &input.area.name;
    let (groups, periods) = groups(input, composition);
    let judged: Vec<&Finding> = composition
        .judged
        .iter()
        .flat_map(|m| composition.cohorts.iter().filter_map(|c| input.finding(m, c)))
        .collect();
    let parts: Vec<String> = composition.parts.iter().map(|p| p.label.clone()).collect();
    let symbols = groups.iter().flat_map(|g| &g.bars).any(|b| !b.symbol.is_empty());
    let mut notes = vec![
        "Years are destination years. Parts are as published or, for education, sustained less the other two; they are rounded and may not add up to exactly 100.".to_string(),
    ];
    if symbols {
        notes.push(
            "c: suppressed, because numbers are small; the rest of the bar is not known and is not rescaled."
                .to_string(),
        );
    }
    let data_set = composition.judged.first().and_then(|m| input.catalogue.measure(m));
    let source = match data_set {
        Some(m) => source(input, m, &judged),
        None => input.sources.of(&judged),
    };
    // The measures of a verdict say themselves what they are of.
    let sided = judged.iter().any(|f| f.favourable().is_some());
    let lead = if sided { "" } else { composition.title.as_str() };
    let words = Words {
        title: verdict_title(input, (lead, ""), &judged, Naming::Both),
        subtitle: format!(
            "{}, and England, latest year; % of each group of pupils.",
            listed(&[area, &periods])
        ),
        notes,
        source,
        alt: alt(&composition.title, &parts, &groups),
    };
    Sheet {
        name: format!("destinations-{}", composition.id),
        chart: Chart::StackedBars(StackedBars { words, parts, groups }),
        finding_ids: ids(&judged),
    }
}

/// The bars of each group of pupils, and the years of the area's own.
fn groups(input: &PictureInput<'_>, composition: &Composition) -> (Vec<BarGroup>, String) {
    let key = |code: &str| (code.to_string(), composition.id.clone());
    let figures = |code: &str| {
        input.figures.compositions.get(&key(code)).map(Vec::as_slice).unwrap_or_default()
    };
    let (here, england) = (figures(&input.area.code), figures(ENGLAND));
    let area = &input.area.name;
    let mut groups = Vec::new();
    let mut shown_periods = Vec::new();
    for cohort in &composition.cohorts {
        let periods = |figures: &[PartFigure]| -> Vec<String> {
            let of_cohort = figures.iter().filter(|f| &f.cohort == cohort);
            let all: BTreeSet<&String> = of_cohort.map(|f| &f.period).collect();
            all.into_iter().rev().take(composition.years).cloned().collect()
        };
        let own: Vec<String> = periods(here);
        let mut bars: Vec<StackedBar> = own
            .iter()
            .map(|period| bar(composition, here, cohort, period, &format!("{area} {period}"), true))
            .collect();
        if bars.is_empty() {
            // An area without a figure stays in the picture as one.
            let parts = vec![None; composition.parts.len()];
            let symbol = String::new();
            bars.push(StackedBar { label: area.clone(), own: true, parts, symbol });
        }
        let latest = periods(england).into_iter().next();
        bars.extend(latest.iter().map(|period| {
            bar(composition, england, cohort, period, &format!("England {period}"), false)
        }));
        shown_periods.extend(own);
        let title = input.catalogue.cohorts.iter().find(|c| &c.id == cohort);
        let heading = title.map_or(cohort.clone(), |c| crate::markup::capitalised(&c.title));
        groups.push(BarGroup { heading, bars });
    }
    (groups, from_to(shown_periods.into_iter()))
}

/// The latest bar of each side, part by part, as many groups as fit.
fn alt(title: &str, parts: &[String], groups: &[BarGroup]) -> String {
    let bar = |bar: &StackedBar, name_parts: bool| {
        let known = bar.parts.iter().zip(parts).filter_map(|(share, part)| {
            let share = printed_number((*share)?, 1);
            Some(if name_parts { format!("{part} {share}%") } else { format!("{share}%") })
        });
        let known: Vec<String> = known.collect();
        match known.as_slice() {
            [] => format!("{}: no figure", bar.label),
            several => format!("{}: {}", bar.label, several.join(", ")),
        }
    };
    let said = groups.iter().map(|group| {
        let own = group.bars.first().map(|b| bar(b, true)).unwrap_or_default();
        let england = group.bars.iter().find(|b| !b.own).map(|b| format!("; {}", bar(b, false)));
        format!("{}, {own}{}", group.heading, england.unwrap_or_default())
    });
    let said: Vec<String> = said.collect();
    let mut sentences = vec!["Stacked bars", title];
    sentences.extend(said.iter().map(String::as_str));
    alt_text(&sentences)
}

fn bar(
    composition: &Composition,
    figures: &[PartFigure],
    cohort: &str,
    period: &str,
    label: &str,
    own: bool,
) -> StackedBar {
    let of_bar: Vec<&PartFigure> =
        figures.iter().filter(|f| f.cohort == cohort && f.period == period).collect();
    let parts: Vec<Option<f64>> = (0..composition.parts.len())
        .map(|part| of_bar.iter().find(|f| f.part == part).and_then(|f| f.value))
        .collect();
    let missing = of_bar.iter().filter(|f| f.value.is_none()).find_map(|f| f.symbol.clone());
    StackedBar { label: label.to_string(), own, parts, symbol: missing.unwrap_or_default() }
}
