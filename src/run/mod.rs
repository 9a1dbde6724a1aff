//! The whole job: source → staged figures → queries → tables, charts, report,
//! swapped in as one.

mod gather;
mod manifest;
mod pictures;
mod present;
mod releases;
mod swap;
mod tables;

pub use tables::{PUBLISHED, QualityRow};

use crate::catalogue::{Area, Catalogue, Statements};
use crate::engine::{self, AsOf, Purpose, Rows, register_catalogue, write_batches};
use crate::error::Error;
use crate::findings::{claim_rows, register_claims};
use crate::source::Source;
use crate::stage::Rejection;
use crate::store::Store;
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
    /// Pictures are written as SVG too.
    pub svg: bool,
    /// Stop, and keep the earlier outputs, when any measure cannot be read.
    pub strict: bool,
    /// Replace earlier outputs even by ones that lack measures.
    pub accept_incomplete: bool,
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
}

impl Outputs {
    /// Everything.
    pub const ALL: Self = Self { tables: true, charts: true, report: true };
}

/// What a run came to.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Rows of each published table.
    pub rows: Vec<(String, u64)>,
    /// Measures that could not be read.
    pub rejections: Vec<Rejection>,
    /// Judged statements, in words.
    pub statements: Vec<JudgedClause>,
    /// Pictures drawn.
    pub pictures: usize,
    /// Where the outputs are.
    pub out: PathBuf,
}

/// One clause of a statement and its verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
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
    progress: &dyn Fn(&str),
) -> Result<Outcome, Error> {
    let draft = Draft::beside(&plan.out)?;
    // Nothing may be collected from the store while its versions are read.
    let _reading = match (&plan.source, &plan.store) {
        (Source::Ees, Some(store)) => Some(store.reader()?),
        _ => None,
    };
    let scratch = draft.folder().join(".scratch");
    let table_folder = draft.folder().join("tables");
    for folder in [&scratch, &table_folder] {
        std::fs::create_dir_all(folder).map_err(Error::file(folder))?;
    }
    let context = engine::session(&scratch)?;
    register_catalogue(&context, catalogue, &plan.as_of)?;
    engine::register_compared_areas(&context, compared(plan, catalogue).iter().copied())?;
    let mut claims = Vec::new();
    for (file, statements) in &plan.statements {
        claims.extend(claim_rows(file, statements, catalogue)?);
    }
    register_claims(&context, &claims)?;

    progress("reading published figures");
    let gathered = gather::gather(plan, catalogue, &context, &scratch).await?;
    if plan.strict && !gathered.rejections.is_empty() {
        return Err(Error::Rejected(rejection_text(&gathered.rejections)));
    }
    let metadata = metadata(plan);
    let mut outcome = Outcome { out: plan.out.clone(), ..Outcome::default() };
    let published = |table: &str| PUBLISHED.contains(&table);
    let place_of = |table: &str| match published(table) {
        true => (table_folder.clone(), Purpose::Published),
        false => (scratch.clone(), Purpose::Step),
    };
    let rows = engine::run_layers(&context, plan.jobs, &place_of, &metadata, progress).await?;
    let kept = PUBLISHED.iter().filter_map(|table| Some((table.to_string(), *rows.get(table)?)));
    outcome.rows.extend(kept);
    for (name, batch) in [
        ("sources", tables::sources(&gathered.taken, catalogue)?),
        ("quality", tables::quality(&gathered.quality)?),
    ] {
        let path = table_folder.join(format!("{name}.parquet"));
        let rows = write_batches(&path, batch, &metadata)?;
        outcome.rows.push((name.to_string(), rows));
    }
    outcome.statements = judged(&context).await?;
    if plan.only.charts || plan.only.report {
        progress("drawing charts and writing the report");
        outcome.pictures =
            present::present(plan, catalogue, &context, &gathered, &outcome, draft.folder())
                .await?;
    }
    drop(context);
    std::fs::remove_dir_all(&scratch).map_err(Error::file(&scratch))?;
    if !plan.only.tables {
        std::fs::remove_dir_all(&table_folder).map_err(Error::file(&table_folder))?;
    }
    manifest::write(draft.folder(), plan, &gathered.taken)?;
    outcome.rejections = gathered.rejections;
    let incomplete = !outcome.rejections.is_empty() && !plan.accept_incomplete;
    if incomplete && plan.out.join("manifest.json").exists() {
        outcome.out = beside(&plan.out);
        draft.publish_as(&outcome.out)?;
    } else {
        draft.publish()?;
    }
    if let (Source::Ees, Some(store)) = (&plan.source, &plan.store) {
        store.note_outputs(&outcome.out)?;
    }
    Ok(outcome)
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
