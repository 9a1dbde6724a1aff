//! What the pictures of four authorities are made of, read once for all tests.

use super::super::{PictureInput, Sheet, SourceNote, Sources, sheets, slides};
use super::AREAS;
use crate::catalogue::{Area, Catalogue};
use crate::engine::{self, AsOf, EngineError, Rows, register_catalogue, row};
use crate::findings::{
    AreaFindings, PictureFigures, add_profiles, area_findings, picture_figures, register_claims,
};
use crate::run::gather;
use crate::run::{Engine, GapOrder, Outputs, Plan};
use crate::source::{Snapshot, Source};
use datafusion::execution::context::SessionContext;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;
use std::sync::LazyLock;

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

pub(super) struct Figures {
    pub catalogue: Catalogue,
    pub areas: Vec<Area>,
    pub found: BTreeMap<String, AreaFindings>,
    pub pictured: PictureFigures,
    pub sources: Sources,
    pub facts: HashMap<FactKey, f64>,
    pub funnels: BTreeSet<FunnelKey>,
}

pub(super) static FIGURES: LazyLock<Figures> = LazyLock::new(|| {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(read()).unwrap()
});

async fn read() -> Result<Figures, crate::error::Error> {
    let catalogue = Catalogue::embedded()?;
    let areas: Vec<Area> =
        AREAS.iter().map(|name| catalogue.areas.find(name).unwrap().clone()).collect();
    let scratch = tempfile::tempdir().unwrap();
    let plan = plan(&areas, scratch.path());
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
    let facts = facts(&context).await?;
    let funnels = funnels(&context).await?;
    let notes = gathered.loaded.iter().map(|t| source_note(&t.snapshot, &catalogue));
    let sources =
        Sources { notes: notes.collect(), run_id: "0123abcd".to_string(), synthetic: false };
    Ok(Figures { catalogue, areas, found, pictured, sources, facts, funnels })
}

/// All pictures and pages of some areas, from the embedded figures.
fn plan(areas: &[Area], out: &Path) -> Plan {
    Plan {
        areas: areas.to_vec(),
        every_area: false,
        as_of: AsOf::latest(),
        source: Source::Embedded,
        out: out.to_path_buf(),
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
    }
}

/// A figure by what it is of.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct FactKey {
    measure: String,
    cohort: String,
    area: String,
    /// Year in which its period starts.
    start: i32,
}

impl FactKey {
    pub fn of(measure: &str, cohort: &str, area: &str, start: i32) -> Self {
        let [measure, cohort, area] = [measure, cohort, area].map(str::to_string);
        Self { measure, cohort, area, start }
    }
}

async fn facts(context: &SessionContext) -> Result<HashMap<FactKey, f64>, EngineError> {
    let rows = Rows::of(context, "select * from facts where value is not null").await?;
    let key = |f: &FactRow| FactKey::of(&f.measure_id, &f.cohort, &f.area_code, f.period_start);
    Ok(rows.read::<FactRow>()?.iter().map(|f| (key(f), f.value)).collect())
}

/// A row of the table of funnels; numbers as bits.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct FunnelKey {
    measure: String,
    cohort: String,
    /// Pupils, baseline, limits of 95% and of 99.8%.
    numbers: [u64; 6],
}

impl FunnelKey {
    pub fn of(measure: &str, cohort: &str, numbers: [f64; 6]) -> Self {
        let [measure, cohort] = [measure, cohort].map(str::to_string);
        Self { measure, cohort, numbers: numbers.map(f64::to_bits) }
    }
}

async fn funnels(context: &SessionContext) -> Result<BTreeSet<FunnelKey>, EngineError> {
    let rows = Rows::of(context, "select * from funnels where dispersion is not null").await?;
    let key = |f: &FunnelRow| {
        let limits = [f.lower_95, f.upper_95, f.lower_998, f.upper_998];
        let [lower_95, upper_95, lower_998, upper_998] = limits;
        let numbers = [f.pupils, f.baseline, lower_95, upper_95, lower_998, upper_998];
        FunnelKey::of(&f.measure_id, &f.cohort, numbers)
    };
    Ok(rows.read::<FunnelRow>()?.iter().map(key).collect())
}

fn source_note(snapshot: &Snapshot, catalogue: &Catalogue) -> (String, SourceNote) {
    let described = &catalogue.data_sets[&snapshot.data_set];
    let note = SourceNote {
        title: described.title.clone(),
        publisher: described.publisher.clone(),
        version: snapshot.version.clone(),
        release: "Academic year 2023/24".to_string(),
        published_on: "5 December 2025".to_string(),
        made_up: false,
        local: false,
    };
    (snapshot.data_set.clone(), note)
}

impl Figures {
    pub fn input<'a>(&'a self, area: &'a Area) -> PictureInput<'a> {
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
    pub fn middle(&self, (measure, cohort): (&str, &str), starts: [i32; 2]) -> Vec<f64> {
        let least = self.catalogue.verdicts.evidence.minimum_ranked as usize;
        let values = |start: i32| -> Vec<f64> {
            let of = |(of, value): (&FactKey, &f64)| {
                let authority = !of.area.starts_with("E12") && !of.area.starts_with("E92");
                let wanted = of.measure == measure && of.cohort == cohort && of.start == start;
                (wanted && authority).then_some(*value)
            };
            self.facts.iter().filter_map(of).collect()
        };
        let each = starts.map(values).into_iter().filter(|all| all.len() >= least);
        each.filter_map(|all| crate::statistics::median(&all).ok()).collect()
    }

    pub fn each(&self, mut visit: impl FnMut(&PictureInput<'_>, &Sheet)) {
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
