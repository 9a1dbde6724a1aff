//! The whole job: source → staged figures → queries → tables, charts, report,
//! workbook, swapped in as one.

mod checks;
mod gather;
mod local;
mod manifest;
mod pages;
mod pictures;
mod prepared;
mod present;
mod releases;
mod swap;
mod tables;
mod workers;

pub use prepared::Prepared;
pub use tables::{PUBLISHED, QualityRow};

use crate::catalogue::{Area, Catalogue, Statements};
use crate::engine::{self, AsOf, Purpose, Rows, Workers, register_catalogue, write_batches};
use crate::error::Error;
use crate::findings::{ClaimError, claim_rows, register_claims};
use crate::source::Source;
use crate::stage::Rejection;
use crate::store::Store;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use swap::Draft;

/// What a run is asked to do, checked against the catalogue.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Areas to compare, draw and report; every area is staged and ranked.
    pub areas: Vec<Area>,
    /// Every local authority was asked for, and regions are compared too.
    pub every_area: bool,
    /// Latest period that is taken.
    pub as_of: AsOf,
    /// Where the figures come from.
    pub source: Source,
    /// The store, for figures that are fetched.
    pub store: Option<Store>,
    /// Folder of the outputs.
    pub out: PathBuf,
    /// Files of statements by name.
    pub statements: Vec<(String, Statements)>,
    /// Which outputs are wanted.
    pub only: Outputs,
    /// Pictures drawn at a time.
    pub jobs: usize,
    /// Where figures are staged and queries computed.
    pub engine: Engine,
    /// Pictures are written as SVG too.
    pub svg: bool,
    /// How the rows of a picture of gaps are sorted.
    pub gap_order: GapOrder,
    /// Stop, and keep the earlier outputs, when any measure cannot be read.
    pub strict: bool,
    /// Replace earlier outputs even by ones that lack measures.
    pub accept_incomplete: bool,
}

/// How the rows of a picture of gaps (C2) are sorted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum GapOrder {
    /// By theme, in the order of the catalogue.
    #[default]
    Theme,
    /// By gap, the least favourable first.
    Size,
}

/// Where figures are staged and queries computed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Engine {
    /// On this machine.
    Local,
    /// On a Ballista cluster.
    Ballista {
        /// Its scheduler, `HOST:PORT`.
        scheduler: String,
        /// A folder that this machine and every executor see under the same path.
        shared: PathBuf,
    },
}

/// Which outputs a run writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outputs {
    /// Parquet tables.
    pub tables: bool,
    /// Pictures.
    pub charts: bool,
    /// Pages.
    pub report: bool,
    /// Spreadsheets.
    pub workbook: bool,
}

impl Outputs {
    /// Everything.
    pub const ALL: Self = Self { tables: true, charts: true, report: true, workbook: true };
}

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step<'a> {
    /// A step begins.
    Begin(&'a str),
    /// A part of a step is done.
    Part {
        /// The step.
        what: &'a str,
        /// Areas done.
        done: usize,
        /// Areas in all.
        of: usize,
    },
}

/// What a run came to.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Rows of each published table.
    pub rows: Vec<(String, u64)>,
    /// Measures that could not be read.
    pub rejections: Vec<Rejection>,
    /// Judged clauses of statements, in words.
    pub statements: Vec<JudgedClause>,
    /// Statements as a whole, in the order of their files.
    pub results: Vec<JudgedStatement>,
    /// Pictures drawn.
    pub pictures: usize,
    /// Where the outputs are.
    pub out: PathBuf,
}

/// One statement and its verdict as a whole.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct JudgedStatement {
    /// Id of the statement.
    pub statement_id: String,
    /// As written.
    pub text: String,
    /// Cohort it is about.
    pub cohort: String,
    /// First period it speaks of.
    pub from: String,
    /// Last period it speaks of.
    pub to: String,
    /// `supported`, `partly_supported`, `not_supported`, `cannot_be_assessed`.
    pub result: String,
    /// Which clauses came out how; the figures where there is one clause.
    pub reason: String,
}

/// One clause of a statement and its verdict.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct JudgedClause {
    /// Id of the statement.
    pub statement_id: String,
    /// Its number within the statement, from 1.
    pub clause: i32,
    /// In words.
    pub text: String,
    /// `supported`, `partly_supported`, `not_supported`, `cannot_be_assessed`.
    pub result: String,
    /// With the figures.
    pub reason: String,
    /// Findings it rests on.
    pub finding_ids: Vec<String>,
}

/// Runs `plan`, telling `progress` what is being done.
///
/// # Errors
/// Nothing is replaced unless the run ends well; see [`Error`] for the reasons.
pub async fn run(
    plan: &Plan,
    catalogue: &Catalogue,
    progress: &dyn Fn(Step<'_>),
) -> Result<Outcome, Error> {
    prepare(plan, catalogue, progress).await?.publish(plan)
}

/// Runs `plan` and leaves the outputs beside the ones they will replace.
///
/// # Errors
/// As [`run`].
pub async fn prepare(
    plan: &Plan,
    catalogue: &Catalogue,
    progress: &dyn Fn(Step<'_>),
) -> Result<Prepared, Error> {
    let begin = |what: &str| progress(Step::Begin(what));
    let draft = Draft::beside(&plan.out)?;
    let workers = workers::of(plan, catalogue).await?;
    // Nothing may be collected from the store while its versions are read.
    let reading = match (&plan.source, &plan.store) {
        (Source::Ees, Some(store)) => Some(store.reader()?),
        _ => None,
    };
    let scratch = draft.folder().join(".scratch");
    let steps = workers.folder(&scratch).to_path_buf();
    let table_folder = draft.folder().join("tables");
    // A cluster writes the published tables where it can; they are fetched from there.
    let computed_tables =
        if workers.cluster.is_some() { steps.join("tables") } else { table_folder.clone() };
    for folder in [&scratch, &table_folder, &computed_tables] {
        std::fs::create_dir_all(folder).map_err(Error::file(folder))?;
    }
    let context = engine::session(&scratch)?;
    register_catalogue(&context, catalogue, &plan.as_of)?;
    engine::register_compared_areas(&context, compared(plan, catalogue).iter().copied())?;
    let mut claims = Vec::new();
    let mut told = BTreeMap::new();
    for (file, statements) in &plan.statements {
        claims.extend(claim_rows(file, statements, catalogue)?);
        for statement in &statements.statements {
            if let Some(other) = told.insert(&statement.id, file) {
                return Err(Error::Claim(ClaimError {
                    file: file.clone(),
                    statement: statement.id.clone(),
                    message: format!("the id stands in {other} too: give each statement its own"),
                }));
            }
        }
    }
    register_claims(&context, &claims)?;

    begin("reading published figures");
    let mut gathered = gather::gather(plan, catalogue, &context, &workers, &steps).await?;
    if plan.strict && !gathered.rejections.is_empty() {
        return Err(Error::Rejected(rejection_text(&gathered.rejections)));
    }
    let metadata = metadata(plan);
    let mut outcome = Outcome { out: plan.out.clone(), ..Outcome::default() };
    let place_of = |table: &str| {
        if PUBLISHED.contains(&table) {
            (computed_tables.clone(), Purpose::Published)
        } else {
            (steps.clone(), Purpose::Step)
        }
    };
    let rows = engine::run_layers(&context, &workers, &place_of, &metadata, &begin).await?;
    let kept = PUBLISHED.iter().filter_map(|table| Some((table.to_string(), *rows.get(table)?)));
    outcome.rows.extend(kept);
    if workers.cluster.is_some() {
        for table in PUBLISHED {
            let name = format!("{table}.parquet");
            let (from, to) = (computed_tables.join(&name), table_folder.join(&name));
            std::fs::copy(&from, &to).map_err(Error::file(&from))?;
        }
    }
    begin("checking the figures");
    gathered.quality.extend(checks::checks(&context, catalogue, &workers, &steps).await?);
    for (name, batch) in [
        ("sources", tables::sources(&gathered.taken, catalogue)?),
        ("quality", tables::quality(&gathered.quality)?),
    ] {
        let path = table_folder.join(format!("{name}.parquet"));
        let rows = write_batches(&path, batch, &metadata)?;
        outcome.rows.push((name.to_string(), rows));
    }
    outcome.statements = judged(&context).await?;
    outcome.results = results(&context).await?;
    if plan.only.charts || plan.only.report || plan.only.workbook {
        begin(present::DRAWING);
        let folder = draft.folder();
        outcome.pictures =
            present::present(plan, catalogue, &context, &gathered, &outcome, folder, progress)
                .await?;
    }
    drop((context, workers));
    std::fs::remove_dir_all(&scratch).map_err(Error::file(&scratch))?;
    if !plan.only.tables {
        std::fs::remove_dir_all(&table_folder).map_err(Error::file(&table_folder))?;
    }
    Ok(Prepared { draft, outcome, gathered, reading })
}

/// Checks the figures of `plan`'s source, the catalogue and each against the other; writes
/// nothing.
///
/// # Errors
/// The source cannot be read at all; what is wrong within it is told in the rows.
pub async fn check(
    plan: &Plan,
    catalogue: &Catalogue,
    progress: &dyn Fn(&str),
) -> Result<Checked, Error> {
    let damaged = damaged(plan)?;
    if !damaged.is_empty() {
        return Ok(Checked { rows: damaged, nothing_read: true });
    }
    let scratch = Scratch::new()?;
    let context = engine::session(&scratch.0)?;
    register_catalogue(&context, catalogue, &plan.as_of)?;
    progress("reading published figures");
    let workers = Workers::local(plan.jobs);
    let mut gathered = match gather::gather(plan, catalogue, &context, &workers, &scratch.0).await {
        Ok(gathered) => gathered,
        Err(Error::Rejected(message)) => return Ok(Checked::nothing_read(message)),
        Err(other) => return Err(other),
    };
    for table in ["cells", "materiality"] {
        if let Some(layer) = engine::statement_of(table) {
            progress(&format!("computing {table}"));
            engine::run_layer(&context, &layer, &workers, &scratch.0, Purpose::Step, &[]).await?;
        }
    }
    progress("checking the figures");
    gathered.quality.extend(checks::checks(&context, catalogue, &workers, &scratch.0).await?);
    Ok(Checked { rows: gathered.quality, nothing_read: false })
}

/// Versions of the store that are not as they were fetched.
fn damaged(plan: &Plan) -> Result<Vec<QualityRow>, Error> {
    let (Source::Ees, Some(store)) = (&plan.source, &plan.store) else { return Ok(Vec::new()) };
    let row = |message: String| QualityRow {
        check: "broken_checksum".to_string(),
        data_set: message.split(' ').next().unwrap_or_default().to_string(),
        key: String::new(),
        severity: "error".to_string(),
        message,
        rows: 0,
        stops_measures: false,
    };
    Ok(store.damage()?.into_iter().map(row).collect())
}

/// What `check` found.
#[derive(Debug)]
pub struct Checked {
    /// As in the table of quality.
    pub rows: Vec<QualityRow>,
    /// No figure at all could be read.
    pub nothing_read: bool,
}

impl Checked {
    fn nothing_read(message: String) -> Self {
        let row = QualityRow {
            check: "rejected".to_string(),
            data_set: String::new(),
            key: String::new(),
            severity: "error".to_string(),
            message,
            rows: 0,
            stops_measures: false,
        };
        Self { rows: vec![row], nothing_read: true }
    }
}

/// A folder for steps on the way that goes when it is dropped.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Result<Self, Error> {
        let folder = std::env::temp_dir().join(format!("send-outcomes-{}", std::process::id()));
        std::fs::create_dir(&folder).map_err(Error::file(&folder))?;
        Ok(Self(folder))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // Nothing more can be done for a folder that cannot be removed.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Codes of the areas that are compared: those asked for, and the areas that
/// statements speak of; with every authority asked for, the regions too.
fn compared<'a>(plan: &'a Plan, catalogue: &'a Catalogue) -> Vec<&'a str> {
    if plan.every_area {
        return catalogue.areas.iter().map(|a| a.code.as_str()).collect();
    }
    let mut codes: Vec<&str> = plan.areas.iter().map(|a| a.code.as_str()).collect();
    let spoken = plan.statements.iter().filter_map(|(_, s)| catalogue.areas.find(&s.area));
    codes.extend(spoken.map(|a| a.code.as_str()));
    codes.sort_unstable();
    codes.dedup();
    codes
}

/// Where an incomplete run goes while good outputs stand: `output` → `output-incomplete`.
fn beside(out: &Path) -> PathBuf {
    let name = out.file_name().map_or("output".into(), |n| n.to_string_lossy());
    out.with_file_name(format!("{name}-incomplete"))
}

/// What cannot be read and why, a line a data set or measure.
#[must_use]
pub fn rejection_text(rejections: &[Rejection]) -> String {
    rejections
        .iter()
        .map(|r| format!("{}: {}", r.measures.join(", "), r.message))
        .collect::<Vec<_>>()
        .join("\n")
}

fn metadata(plan: &Plan) -> Vec<(String, String)> {
    vec![
        ("program".to_string(), format!("send-outcomes {}", env!("CARGO_PKG_VERSION"))),
        ("as_of".to_string(), plan.as_of.text.clone()),
        ("licence".to_string(), "Open Government Licence v3.0".to_string()),
    ]
}

async fn judged(
    context: &datafusion::execution::context::SessionContext,
) -> Result<Vec<JudgedClause>, Error> {
    let sql = "select * from statements order by statement_id, clause";
    let rows = Rows::of(context, sql).await?;
    Ok((0..rows.len())
        .map(|row| JudgedClause {
            statement_id: rows.text(row, "statement_id"),
            clause: rows.integer(row, "clause"),
            text: rows.text(row, "text"),
            result: rows.text(row, "result"),
            reason: rows.text(row, "reason"),
            finding_ids: rows.list(row, "finding_ids"),
        })
        .collect())
}

async fn results(
    context: &datafusion::execution::context::SessionContext,
) -> Result<Vec<JudgedStatement>, Error> {
    let rows = Rows::of(context, "select * from statement_results order by place").await?;
    Ok((0..rows.len())
        .map(|row| JudgedStatement {
            statement_id: rows.text(row, "statement_id"),
            text: rows.text(row, "text"),
            cohort: rows.text(row, "cohort"),
            from: rows.text(row, "from_period"),
            to: rows.text(row, "to_period"),
            result: rows.text(row, "result"),
            reason: rows.text(row, "reason"),
        })
        .collect())
}
