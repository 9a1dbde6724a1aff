//! The pictures of four very different authorities, made of the embedded figures:
//! one large, two tiny, one with a long name and a short history.

use super::{PictureInput, Sheet, SourceNote, Sources, pictures, sheets, slides};
use crate::catalogue::{Area, Catalogue, Level};
use crate::charts::{Chart, problems};
use crate::engine::{self, AsOf, Rows, register_catalogue, row};
use crate::findings::{
    AreaFindings, Finding, PictureFigures, add_profiles, area_findings, picture_figures,
    register_claims,
};
use crate::run::gather;
use crate::run::{Engine, GapOrder, Outputs, Plan};
use crate::source::Source;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::LazyLock;

mod claims;
mod wording;

const AREAS: [&str; 4] =
    ["Birmingham", "City of London", "Bournemouth, Christchurch and Poole", "Isles of Scilly"];

row! {
    struct FactRow {
        measure_id: String,
        cohort: String,
        area_code: String,
        period_start: i32,
        value: f64,
    }
}

row! {
    struct FunnelRow {
        measure_id: String,
        cohort: String,
        pupils: f64,
        baseline: f64,
        lower_95: f64 = "adjusted_lower_95",
        upper_95: f64 = "adjusted_upper_95",
        lower_998: f64 = "adjusted_lower_998",
        upper_998: f64 = "adjusted_upper_998",
    }
}

struct Figures {
    catalogue: Catalogue,
    areas: Vec<Area>,
    found: BTreeMap<String, AreaFindings>,
    pictured: PictureFigures,
    sources: Sources,
    /// (measure, cohort, area, year in which it starts) → value.
    facts: HashMap<(String, String, String, i32), f64>,
    /// Rows of the table of funnels: measure, cohort, pupils, baseline and limits as bits.
    funnels: BTreeSet<(String, String, [u64; 6])>,
}

static FIGURES: LazyLock<Figures> = LazyLock::new(|| {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(read()).unwrap()
});

async fn read() -> Result<Figures, crate::error::Error> {
    let catalogue = Catalogue::embedded()?;
    let areas: Vec<Area> =
        AREAS.iter().map(|name| catalogue.areas.find(name).unwrap().clone()).collect();
    let scratch = tempfile::tempdir().unwrap();
    let plan = Plan {
        areas: areas.clone(),
        every_area: false,
        as_of: AsOf::latest(),
        source: Source::Embedded,
        out: scratch.path().to_path_buf(),
        statements: Vec::new(),
        only: Outputs::all(),
        jobs: 2,
        engine: Engine::Local,
        svg: false,
        gap_order: GapOrder::Theme,
        store: None,
        strict: false,
        accept_incomplete: false,
        may_be_empty: false,
        data_sets: Vec::new(),
    };
    let context = engine::session(scratch.path())?;
    register_catalogue(&context, &catalogue, &plan.as_of)?;
    engine::register_compared_areas(&context, areas.iter().map(|a| a.code.as_str()))?;
    register_claims(&context, &[])?;
    let workers = engine::Workers::local(2);
    let gathered =
        gather::gather(&plan, &catalogue, &context, &workers, scratch.path(), &|_| ()).await?;
    let folder = |_: &str| (scratch.path().to_path_buf(), engine::Purpose::Step);
    engine::run_layers(&context, None, &workers, &folder, &[], &|_| {}).await?;
    let mut found = area_findings(&context, &areas).await?;
    add_profiles(&context, &mut found).await?;
    let pictured = picture_figures(&context).await?;
    let rows = Rows::of(&context, "select * from facts where value is not null").await?;
    let facts = rows
        .read::<FactRow>()?
        .into_iter()
        .map(|f| ((f.measure_id, f.cohort, f.area_code, f.period_start), f.value));
    let facts = facts.collect();
    let rows = Rows::of(&context, "select * from funnels where dispersion is not null").await?;
    let funnels = rows.read::<FunnelRow>()?.into_iter().map(|f| {
        let inner = [f.pupils, f.baseline, f.lower_95, f.upper_95];
        let [pupils, baseline, lower, upper] = inner.map(f64::to_bits);
        let outer = [f.lower_998, f.upper_998].map(f64::to_bits);
        (f.measure_id, f.cohort, [pupils, baseline, lower, upper, outer[0], outer[1]])
    });
    let funnels = funnels.collect();
    let notes = gathered.loaded.iter().map(|t| {
        let data_set = &catalogue.data_sets[&t.snapshot.data_set];
        let note = SourceNote {
            title: data_set.title.clone(),
            publisher: data_set.publisher.clone(),
            version: t.snapshot.version.clone(),
            release: "Academic year 2023/24".to_string(),
            published_on: "5 December 2025".to_string(),
            made_up: false,
            local: false,
        };
        (t.snapshot.data_set.clone(), note)
    });
    let sources =
        Sources { notes: notes.collect(), run_id: "0123abcd".to_string(), synthetic: false };
    Ok(Figures { catalogue, areas, found, pictured, sources, facts, funnels })
}

impl Figures {
    fn input<'a>(&'a self, area: &'a Area) -> PictureInput<'a> {
        PictureInput {
            area,
            results: &self.found[&area.code],
            figures: &self.pictured,
            catalogue: &self.catalogue,
            sources: &self.sources,
            gap_order: GapOrder::Theme,
            notes: &[],
        }
    }

    /// The middle of the authorities' figures in each of some years, where there are enough.
    fn middle(&self, (measure, cohort): (&str, &str), starts: [i32; 2]) -> Vec<f64> {
        let least = self.catalogue.verdicts.evidence.minimum_ranked as usize;
        let values = |start: i32| -> Vec<f64> {
            let of = |((m, c, area, year), value): (&(String, String, String, i32), &f64)| {
                let authority = !area.starts_with("E12") && !area.starts_with("E92");
                (m == measure && c == cohort && *year == start && authority).then_some(*value)
            };
            self.facts.iter().filter_map(of).collect()
        };
        let each = starts.map(values).into_iter().filter(|all| all.len() >= least);
        each.filter_map(|all| crate::statistics::median(&all).ok()).collect()
    }

    fn each(&self, mut visit: impl FnMut(&PictureInput<'_>, &Sheet)) {
        for area in &self.areas {
            let input = self.input(area);
            let sheets = sheets(&input);
            assert!(sheets.len() >= 12, "{} has {} pictures", area.name, sheets.len());
            for sheet in sheets.iter().chain(&slides::slides(&input)) {
                visit(&input, sheet);
            }
        }
    }
}

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
                let key = (record[0].to_string(), record[1].to_string(), code.clone(), start);
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
        let key = |code: &str| (f.measure_id.clone(), f.cohort.clone(), code.to_string(), start);
        for place in &chart.places {
            assert_eq!(FIGURES.facts.get(&key(&place.code)), Some(&place.value), "{place:?}");
            places += 1;
        }
        for l in chart.funnel.iter().flat_map(|funnel| &funnel.limits) {
            let baseline = chart.funnel.as_ref().unwrap().baseline;
            let drawn = [l.pupils, baseline, l.inner.0, l.inner.1, l.outer.0, l.outer.1];
            let row = (f.measure_id.clone(), f.cohort.clone(), drawn.map(f64::to_bits));
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
