//! The whole job: source → staged figures → queries → tables, charts, report,
//! workbook, swapped in as one.

mod checked;
mod checks;
mod csv_files;
mod gather;
mod judged;
mod local;
mod manifest;
mod pages;
mod pictures;
mod plan;
mod prepared;
mod present;
mod reading;
mod releases;
mod tables;
mod workers;

pub use checked::{Checked, check};
pub use judged::{JudgedClause, JudgedStatement};
pub use plan::{Engine, GapOrder, Outputs, Plan};
pub use prepared::Prepared;
pub use tables::{PUBLISHED, QualityRow, table_names};

use crate::catalogue::Catalogue;
use crate::engine::{self, AsOf, Purpose, Rows, register_catalogue, write_batches};
use crate::error::Error;
use crate::findings::{ClaimError, ClaimRow, claim_rows, register_claims};
use crate::outputs::{Draft, Guarded, MadeBy, Place};
use crate::source::{NotRead, Source};
use crate::stage::Rejection;
use datafusion::execution::context::SessionContext;
use manifest::MadeWith;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

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
    /// Files that look like figures and were not read.
    pub not_read: Vec<NotRead>,
    /// Judged clauses of statements, in words.
    pub statements: Vec<JudgedClause>,
    /// Statements as a whole, in the order of their files.
    pub results: Vec<JudgedStatement>,
    /// Pictures drawn.
    pub pictures: usize,
    /// What was found of the first areas, in the words that open their pages.
    pub found: Vec<FoundOfArea>,
    /// Where the outputs are.
    pub out: PathBuf,
}

/// What was found of one area.
#[derive(Debug, Clone, Default)]
pub struct FoundOfArea {
    /// Name.
    pub name: String,
    /// Name of its page, without ending.
    pub slug: String,
    /// First and last of the latest years of its measures.
    pub years: String,
    /// What matters first, a sentence a topic.
    pub sentences: Vec<String>,
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
    let draft = Draft::beside(place_of_outputs(plan, catalogue, None)?)?;
    let scratch = draft.folder().join(".scratch");
    std::fs::create_dir_all(&scratch).map_err(Error::file(&scratch))?;
    let workers = workers::of(plan, catalogue, &scratch).await?;
    // Nothing may be collected from the store while its versions are read.
    let reading = match (&plan.source, &plan.store) {
        (Source::Ees, Some(store)) => Some(store.reader()?),
        _ => None,
    };
    let steps = workers.folder(&scratch).to_path_buf();
    let table_folder = draft.folder().join("tables");
    // A cluster writes the published tables where it can; they are fetched from there.
    let computed_tables =
        if workers.cluster.is_some() { steps.join("tables") } else { table_folder.clone() };
    std::fs::create_dir_all(&table_folder).map_err(Error::file(&table_folder))?;
    workers.make_folder(&computed_tables).map_err(Error::file(&computed_tables))?;
    let context = engine::session(&scratch)?;
    workers.mount(&context);
    register_catalogue(&context, catalogue, &plan.as_of)?;
    engine::register_compared_areas(&context, compared(plan, catalogue).iter().copied())?;
    register_claims(&context, &claims_of(plan, catalogue)?)?;

    let mut gathered = gather::gather(plan, catalogue, &context, &workers, &steps, &begin).await?;
    if plan.strict && !gathered.rejections.is_empty() {
        return Err(Error::Rejected(rejection_text(&gathered.rejections)));
    }
    if plan.strict && !gathered.unused.is_empty() {
        return Err(Error::Rejected(gathered.unused.join("\n")));
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
    let written = |table: &str, batch| {
        let path = table_folder.join(format!("{table}.parquet"));
        Ok::<_, Error>((table.to_string(), write_batches(&path, batch, &metadata)?))
    };
    let wanted = plan.only.layers();
    let asked = wanted.map(with_inputs_of_checks);
    let rows =
        engine::run_layers(&context, asked.as_deref(), &workers, &place_of, &metadata, &begin)
            .await?;
    if rows.contains_key("facts") && !plan.may_be_empty {
        let stopped = gathered.rejections.iter().map(|r| r.message.as_str());
        let unused = gathered.unused.iter().map(String::as_str);
        some_figure(&context, plan, &stopped.chain(unused).collect::<Vec<_>>()).await?;
    }
    let computed = || PUBLISHED.into_iter().filter(|table| rows.contains_key(table));
    outcome.rows.extend(computed().map(|table| (table.to_string(), rows[table])));
    if let Some(cluster) = &workers.cluster {
        for table in computed() {
            let name = format!("{table}.parquet");
            cluster.fetch(&computed_tables.join(&name), &table_folder.join(&name)).await?;
        }
    }
    if wanted.is_none_or(|tables| tables.contains(&tables::QUALITY)) {
        begin("checking the figures");
        gathered.quality.extend(checks::checks(&context, catalogue, &workers, &steps).await?);
        let batch = tables::quality(&gathered.quality)?;
        outcome.rows.push(written(tables::QUALITY, batch)?);
    }
    if workers.cluster.is_some() {
        // What is drawn and written is read many times over, here alone.
        for table in computed() {
            engine::move_table(&context, table, &table_folder.join(format!("{table}.parquet")))
                .await?;
        }
    }
    outcome.rows.push(written(tables::SOURCES, tables::sources(&gathered.taken, catalogue)?)?);
    if wanted.is_none() {
        outcome.statements = judged::clauses(&context).await?;
        outcome.results = judged::statements(&context).await?;
    }
    let mut drawn = BTreeMap::new();
    if plan.only.presents() {
        begin(present::DRAWING);
        let folder = draft.folder();
        let presented =
            present::present(plan, catalogue, &context, &gathered, &outcome, folder, progress);
        (drawn, outcome.found) = presented.await?;
        outcome.pictures = drawn.len();
    }
    drop((context, workers));
    std::fs::remove_dir_all(&scratch).map_err(Error::file(&scratch))?;
    if plan.only.tables.is_empty() {
        std::fs::remove_dir_all(&table_folder).map_err(Error::file(&table_folder))?;
    } else {
        let unwanted = |(table, _): &mut (String, u64)| !plan.only.tables.contains(&table.as_str());
        for (table, _) in outcome.rows.extract_if(.., unwanted) {
            let path = table_folder.join(format!("{table}.parquet"));
            std::fs::remove_file(&path).map_err(Error::file(&path))?;
        }
    }
    let made_with = MadeWith::of(plan, catalogue);
    let references = catalogue.references.clone();
    Ok(Prepared { draft, outcome, gathered, drawn, made_with, references, reading })
}

/// `wanted` tables, and what the checks read where the table of quality is among them.
fn with_inputs_of_checks<'a>(wanted: &[&'a str]) -> Vec<&'a str> {
    let checked = wanted.contains(&tables::QUALITY);
    wanted.iter().copied().chain(checks::INPUTS.into_iter().filter(|_| checked)).collect()
}

/// The claims of every statement.
fn claims_of(plan: &Plan, catalogue: &Catalogue) -> Result<Vec<ClaimRow>, Error> {
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
    Ok(claims)
}

/// Refuses facts without one figure: they would empty the outputs. What stopped, and what was in
/// the files and not used, is `why`.
async fn some_figure(context: &SessionContext, plan: &Plan, why: &[&str]) -> Result<(), Error> {
    let counted = Rows::of(context, "select count(value) as figures from facts").await?;
    if counted.integer(0, "figures") > 0 {
        return Ok(());
    }
    let until = match &plan.as_of {
        all if *all == AsOf::latest() => String::new(),
        one => format!(" up to {}", one.text),
    };
    let said = format!("there is not one figure{until} in what was read; no output was changed");
    Err(Error::Rejected([&[said.as_str()], why].concat().join("\n")))
}

/// Codes of the areas that are compared: those asked for, and the areas that
/// statements speak of; with every authority asked for, the regions too.
fn compared<'a>(plan: &'a Plan, catalogue: &'a Catalogue) -> Vec<&'a str> {
    if plan.every_area {
        let asked = |code: &str| plan.areas.iter().any(|a| a.code == code);
        let ended = |code: &str| catalogue.areas.ended(code, plan.as_of.day).is_some();
        let codes = catalogue.areas.iter().map(|a| a.code.as_str());
        return codes.filter(|code| asked(code) || !ended(code)).collect();
    }
    let mut codes: Vec<&str> = plan.areas.iter().map(|a| a.code.as_str()).collect();
    let spoken = plan.statements.iter().filter_map(|(_, s)| catalogue.areas.find(&s.area));
    codes.extend(spoken.map(|a| a.code.as_str()));
    codes.sort_unstable();
    codes.dedup();
    codes
}

/// How the name of the folder ends that an incomplete run goes to while good outputs stand.
const INCOMPLETE: &str = "-incomplete";

/// Where the outputs of `plan` go, once it is known that they may: asked before any figure is
/// read, and again when the outputs are there. `fetched_from` is what a refresh fills its store
/// from.
///
/// # Errors
/// The folder holds what no run wrote, or is something that outputs must not replace; or so is
/// the one beside it that an incomplete run would take.
pub fn place_of_outputs(
    plan: &Plan,
    catalogue: &Catalogue,
    fetched_from: Option<&Source>,
) -> Result<Place, Error> {
    let mut guarded = Vec::new();
    for source in [Some(&plan.source), fetched_from].into_iter().flatten() {
        if let Source::Directory(folder) = source {
            guarded.push(Guarded::new("the source", folder));
        }
    }
    if let (Source::Ees, Some(store)) = (&plan.source, &plan.store) {
        guarded.push(Guarded::whole("the store", store.folder()));
        guarded.push(Guarded::new("the lock file", store.lock_file()));
    }
    let local = catalogue.data_sets.values().filter_map(|d| d.local_file.as_deref()?.parent());
    guarded.extend(local.map(|folder| Guarded::new("the folder of local measures", folder)));
    let statements = plan.statements.iter().map(|(file, _)| Path::new(file));
    let statements = statements.filter(|file| file.is_file());
    guarded.extend(statements.map(|file| Guarded::new("a file of statements", file)));
    let place = Place::of(&plan.out, MadeBy::Run, guarded)?;
    if !plan.accept_incomplete && !plan.strict && stands(&plan.out) {
        place.beside(INCOMPLETE)?;
    }
    Ok(place)
}

/// Whether there are outputs already.
fn stands(out: &Path) -> bool {
    out.join("manifest.json").exists()
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
        ("published_only".to_string(), plan.as_of.published_only.to_string()),
        ("licence".to_string(), "Open Government Licence v3.0".to_string()),
    ]
}
