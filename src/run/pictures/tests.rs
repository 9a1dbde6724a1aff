//! The pictures of four very different authorities, made of the embedded figures:
//! one large, two tiny, one with a long name and a short history.

use super::{PictureInput, Sheet, pictures, sheets, slides};
use crate::catalogue::Level;
use crate::charts::{Chart, problems};
use crate::findings::Finding;
use crate::run::GapOrder;
use figures::{FIGURES, FactKey, FunnelKey};
use std::collections::{BTreeMap, BTreeSet};

mod claims;
mod figures;
mod wording;

const AREAS: [&str; 4] =
    ["Birmingham", "City of London", "Bournemouth, Christchurch and Poole", "Isles of Scilly"];

#[test]
fn every_picture_of_real_figures_keeps_to_every_rule() {
    let mut found = Vec::new();
    FIGURES.each(|input, sheet| {
        let layout = sheet.chart.lay_out().unwrap();
        let wrong = problems(&layout).into_iter().take(3);
        found.extend(wrong.map(|p| format!("{}, {}: {p}", input.area.name, sheet.name)));
    });
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn every_kind_of_chart_is_in_every_set() {
    for area in &FIGURES.areas {
        let kinds: BTreeSet<&str> = sheets(&FIGURES.input(area))
            .iter()
            .map(|sheet| match sheet.chart {
                Chart::SmallMultiples(_) => "C1",
                Chart::GapPlot(_) => "C2",
                Chart::Slope(_) => "C3",
                Chart::Standing(_) => "C4",
                Chart::StackedBars(_) => "C6",
                Chart::Scorecard(_) => "C7",
                Chart::GapOverTime(_) => "C8",
                Chart::Disproportionality(_) => "C9",
                Chart::CohortLadder(_) => "C10",
                Chart::Slide(_) => "C11",
            })
            .collect();
        assert_eq!(kinds.len(), 9, "{} has only {kinds:?}", area.name);
    }
}

#[test]
fn a_large_area_gets_six_to_ten_slides_duties_first_and_a_handful_of_pupils_none() {
    let of = |name: &str| {
        let area = FIGURES.areas.iter().find(|a| a.name == name).unwrap();
        let input = FIGURES.input(area);
        slides::slides(&input)
            .iter()
            .map(|sheet| {
                let Chart::Slide(slide) = &sheet.chart else {
                    panic!("{} is no slide", sheet.name)
                };
                let layout = sheet.chart.lay_out().unwrap();
                assert_eq!((layout.width, layout.height), (1920, 1080));
                let least = layout.record.texts.iter().map(|t| t.size_pt).fold(99.0, f64::min);
                // 24 pixels; the letters in rings of symbols and numbers of breaks are signs.
                assert!(least >= 8.0, "{}: {least}", sheet.name);
                assert!(slide.words.title.contains(slide.value.as_str()), "{}", slide.words.title);
                let id = &sheet.finding_ids[0];
                input.results.findings.iter().find(|f| f.finding_id == *id).unwrap().clone()
            })
            .collect::<Vec<_>>()
    };
    let birmingham = of("Birmingham");
    assert!((6..=10).contains(&birmingham.len()), "{}", birmingham.len());
    assert_eq!(birmingham[0].measure_id, "ehc-20-weeks");
    assert!(of("City of London").iter().all(|f| f.cohort != "ehc-plan"));
}

#[test]
fn every_plotted_year_is_a_fact_and_every_mark_a_figure() {
    let mut compared = 0;
    FIGURES.each(|input, sheet| {
        let Chart::SmallMultiples(chart) = &sheet.chart else { return };
        let layout = sheet.chart.lay_out().unwrap();
        let csv = sheet.chart.csv();
        let mut reader = csv::Reader::from_reader(csv.as_bytes());
        let mut marks = 0;
        for record in reader.records() {
            let record = record.unwrap();
            let value: Option<f64> = record[5].parse().ok();
            let Some(value) = value else {
                assert!(!record[6].is_empty(), "neither a figure nor a symbol: {record:?}");
                continue;
            };
            let own = record[3] == chart.area_name;
            let code = if own { input.area.code.clone() } else { "E92000001".to_string() };
            let end: i32 = record[4].parse().unwrap();
            // A period ends in the year it starts in, or in the next.
            let fact = [end, end - 1].into_iter().find_map(|start| {
                let key = FactKey::of(&record[0], &record[1], &code, start);
                FIGURES.facts.get(&key).filter(|fact| **fact == value)
            });
            let middle = || FIGURES.middle((&record[0], &record[1]), [end, end - 1]);
            assert!(
                fact.is_some() || (!own && middle().contains(&value)),
                "{} draws what is no fact: {record:?}",
                sheet.name
            );
            compared += 1;
            marks += 1;
        }
        let tiny = chart.panels.iter().flat_map(|p| p.area.iter().chain(&p.comparator));
        let tiny = tiny.filter(|p| p.value.is_some() && p.tiny_cohort).count();
        assert_eq!(layout.record.figures() + tiny, marks, "{}", sheet.name);
    });
    assert!(compared > 1_000, "{compared}");
}

#[test]
fn every_authority_in_a_rank_strip_is_a_fact_and_every_limit_a_published_row() {
    let (mut places, mut limits) = (0, 0);
    FIGURES.each(|input, sheet| {
        let Chart::Standing(chart) = &sheet.chart else { return };
        let finding = input.results.findings.iter().find(|f| f.finding_id == sheet.finding_ids[0]);
        let f = finding.unwrap();
        let start = crate::period::Period::parse_any(&f.period).unwrap().start;
        let key = |code: &str| FactKey::of(&f.measure_id, &f.cohort, code, start);
        for place in &chart.places {
            assert_eq!(FIGURES.facts.get(&key(&place.code)), Some(&place.value), "{place:?}");
            places += 1;
        }
        for l in chart.funnel.iter().flat_map(|funnel| &funnel.limits) {
            let baseline = chart.funnel.as_ref().unwrap().baseline;
            let drawn = [l.pupils, baseline, l.inner.0, l.inner.1, l.outer.0, l.outer.1];
            let row = FunnelKey::of(&f.measure_id, &f.cohort, drawn);
            assert!(FIGURES.funnels.contains(&row), "{}: {l:?}", sheet.name);
            limits += 1;
        }
    });
    assert!(places > 500 && limits > 100, "{places} places, {limits} limits");
}

#[test]
fn every_gap_and_every_cell_of_a_scorecard_is_that_of_its_finding() {
    let (mut gaps, mut cells) = (0, 0);
    FIGURES.each(|input, sheet| {
        let finding =
            |id: &str| input.results.findings.iter().find(|f| f.finding_id == id).unwrap();
        if let Chart::GapPlot(chart) = &sheet.chart {
            let mut drawn: Vec<f64> = chart
                .blocks
                .iter()
                .flat_map(|b| &b.groups)
                .flat_map(|g| &g.rows)
                .filter_map(|r| r.gap)
                .collect();
            let shown = sheet.finding_ids.iter().map(|id| finding(id));
            let turned = shown.filter(|f| f.level != Level::NotAvailable && f.unit != "count");
            let mut wanted: Vec<f64> = turned
                .filter_map(|f| f.difference.map(|d| if f.polarity < 0 { -d } else { d }))
                .collect();
            drawn.sort_by(f64::total_cmp);
            wanted.sort_by(f64::total_cmp);
            assert_eq!(drawn, wanted, "{} of {}", sheet.name, input.area.name);
            gaps += drawn.len();
        }
        if let Chart::Scorecard(chart) = &sheet.chart {
            for cell in chart.groups.iter().flat_map(|g| &g.rows).flat_map(|r| &r.cells).flatten() {
                let f = finding(&cell.finding_id);
                assert_eq!((cell.value, cell.comparator), (f.value, f.comparator_value));
                cells += 1;
            }
        }
    });
    assert!(gaps > 100 && cells > 100, "{gaps} gaps, {cells} cells");
}

#[test]
fn gaps_sorted_by_size_begin_with_the_least_favourable_and_lose_none() {
    let input = FIGURES.input(&FIGURES.areas[0]);
    // By axis, on whichever sheet it is; a sheet has one.
    let gaps = |input: &PictureInput<'_>| -> Vec<Vec<Option<f64>>> {
        let mut axes: BTreeMap<(bool, bool), Vec<Option<f64>>> = BTreeMap::new();
        for sheet in sheets(input).iter().filter(|s| s.name.starts_with("gap-sen-support")) {
            let Chart::GapPlot(chart) = &sheet.chart else { panic!("{} is no C2", sheet.name) };
            assert_eq!(chart.blocks.len(), 1, "{}", sheet.name);
            for block in &chart.blocks {
                let rows = block.groups.iter().flat_map(|g| &g.rows);
                let gaps = rows.map(|r| r.on_axis(r.gap, block.multiples));
                axes.entry((block.multiples, chart.right.starts_with("higher")))
                    .or_default()
                    .extend(gaps);
            }
        }
        axes.into_values().collect()
    };
    let by_size = gaps(&PictureInput { gap_order: GapOrder::Size, ..input });
    let mut by_theme = gaps(&input);
    assert_ne!(by_size, by_theme);
    let place = |gap: &Option<f64>| gap.unwrap_or(f64::INFINITY);
    for gaps in &mut by_theme {
        gaps.sort_by(|a, b| place(a).total_cmp(&place(b)));
    }
    assert_eq!(by_size, by_theme);
}

#[test]
fn no_figure_is_drawn_of_years_before_an_authority_had_anyone_to_count() {
    let area = FIGURES.areas.iter().find(|a| a.code == "E06000058").unwrap();
    let (own, england) = FIGURES.found[&area.code].years("level-2-by-19", "sen-support");
    assert_eq!(own.first().map(|y| y.period.as_str()), Some("2021/22"));
    assert_eq!(england.first().map(|y| y.period.as_str()), Some("2015/16"));
}

#[test]
fn a_set_is_the_same_whatever_the_number_of_threads() {
    let area = &FIGURES.areas[1];
    let input = FIGURES.input(area);
    let set = |jobs| -> Vec<(String, Vec<u8>, String)> {
        let drawn = pictures(&input, jobs).unwrap();
        drawn.into_iter().map(|d| (d.name, d.picture.png, d.csv)).collect()
    };
    assert!(set(1) == set(3));
}
