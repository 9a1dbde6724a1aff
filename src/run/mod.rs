//! The whole job: source → staged figures → queries → tables, charts, report,
//! workbook, swapped in as one.

mod checked;
mod checks;
mod computed;
mod csv_files;
mod duplicates;
mod earlier;
mod gather;
mod loaded;
mod local;
mod manifest;
mod outcome;
mod own_queries;
mod pages;
mod pictures;
mod plan;
mod prepared;
mod present;
mod quality_row;
mod reading;
mod releases;
mod tables;
mod workers;
mod written;

pub use checked::{Checked, check};
pub use outcome::{FoundOfArea, Outcome, Step, rejection_text};
pub use plan::{Engine, GapOrder, Outputs, Plan};
pub use prepared::Prepared;
pub use quality_row::QualityRow;
pub use tables::{PUBLISHED, table_names};

use crate::catalogue::Catalogue;
use crate::error::Error;
use crate::outputs::{Draft, Guarded, MadeBy, Place};
use crate::source::Source;
use computed::Computed;
use manifest::MadeWith;
use prepared::{INCOMPLETE, stands};
use std::collections::BTreeMap;
use std::path::Path;

/// Runs `plan`, reporting to `progress` what is being done.
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

/// Runs `plan` and leaves the outputs next to the ones they will replace.
///
/// # Errors
/// As [`run`].
pub async fn prepare(
    plan: &Plan,
    catalogue: &Catalogue,
    progress: &dyn Fn(Step<'_>),
) -> Result<Prepared, Error> {
    let begin = |what: &str| progress(Step::Begin(what));
    own_queries::plan(catalogue).await?;
    let draft = Draft::beside(place_of_outputs(plan, catalogue, None)?)?;
    let scratch = draft.folder().join(".scratch");
    std::fs::create_dir_all(&scratch).map_err(Error::file(&scratch))?;
    // Nothing may be collected from the store while its versions are read.
    let reading = match (&plan.source, &plan.store) {
        (Source::Ees, Some(store)) => Some(store.reader()?),
        _ => None,
    };
    let table_folder = draft.folder().join("tables");
    std::fs::create_dir_all(&table_folder).map_err(Error::file(&table_folder))?;
    let Computed { context, gathered, mut outcome } =
        computed::tables(plan, catalogue, (&scratch, &table_folder), progress).await?;
    let mut drawn = BTreeMap::new();
    if plan.only.presents() {
        begin(present::DRAWING);
        let folder = draft.folder();
        let presented =
            present::present(plan, catalogue, &context, &gathered, &outcome, folder, progress);
        (drawn, outcome.found) = presented.await?;
        outcome.pictures = drawn.len();
    }
    drop(context);
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

/// Where the outputs of `plan` go, once it is known that they may: asked before any figure is
/// read, and again when the outputs are there. `fetched_from` is what a refresh fills its store
/// from.
///
/// # Errors
/// The folder holds what no run wrote, or is something that outputs must not replace; or so is
/// the one next to it that an incomplete run would use.
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
