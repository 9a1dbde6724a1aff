//! A refresh: the store is up to date; run on it, compare with the outputs that stand,
//! keep those, and only then take their place.

use super::keep::keep_copy;
use super::new_year::{NewYear, new_year};
use super::report::FetchReport;
use crate::catalogue::Catalogue;
use crate::diff::{self, ChangeKind, Diff, Side};
use crate::engine;
use crate::error::Error;
use crate::period::Period;
use crate::run::{self, Outcome, Plan, Prepared};
use crate::store::{MadeFrom, MadeWith, Store};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Share of the earlier figures that may vanish before a refresh refuses to replace outputs.
const MAX_VANISHED: f64 = 0.2;

/// What is asked of a refresh beyond the run.
#[derive(Debug, Clone, Default)]
pub struct Refresh {
    /// Copies of earlier outputs that are kept.
    pub keep: usize,
    /// The year that is new.
    pub year: Option<Period>,
}

/// What a refresh came to.
#[derive(Debug)]
pub struct Refreshed {
    /// What the run came to.
    pub outcome: Outcome,
    /// What changed; nothing where there were no outputs before.
    pub diff: Option<Diff>,
    /// What there is of the new year.
    pub year: Option<NewYear>,
    /// Where the earlier outputs are kept.
    pub kept: Option<PathBuf>,
    /// One line fit for a mail or a chat message.
    pub summary: String,
}

/// Whether the outputs in `out` were made from exactly the versions in use, with this catalogue
/// and these queries: a refresh that was stopped between its fetch and its run has left them
/// behind, and so has a threshold that was edited.
///
/// # Errors
/// The lock file is damaged.
pub fn is_up_to_date(out: &Path, store: &Store, catalogue: &Catalogue) -> Result<bool, Error> {
    let Ok(text) = std::fs::read_to_string(out.join("manifest.json")) else { return Ok(false) };
    let Ok(manifest) = serde_json::from_str::<MadeFrom>(&text) else { return Ok(false) };
    let ours = MadeWith { catalogue: catalogue.checksum(), queries: engine::queries_checksum() };
    if manifest.made_with != ours {
        return Ok(false);
    }
    let made: BTreeSet<(String, String)> =
        manifest.inputs.into_iter().map(|i| (i.data_set, i.sha256)).collect();
    let lock = store.lock()?;
    let mut used = lock.all().filter(|(id, _)| catalogue.data_sets.contains_key(*id));
    Ok(used.all(|(id, locked)| made.contains(&(id.clone(), locked.sha256.clone()))))
}

/// Runs `plan` on the store and replaces the outputs, with what changed next to them.
///
/// # Errors
/// The outputs are as they were unless the refresh ends well.
pub async fn refresh(
    plan: &Plan,
    store: &Store,
    catalogue: &Catalogue,
    fetched: &FetchReport,
    asked: &Refresh,
    progress: &dyn Fn(&str),
) -> Result<Refreshed, Error> {
    let prepared = run::prepare(plan, catalogue, &|step| {
        if let run::Step::Begin(what) = step {
            progress(what);
        }
    })
    .await?;
    let scratch = prepared.folder().join(".scratch");
    std::fs::create_dir_all(&scratch).map_err(Error::file(&scratch))?;
    let year = match asked.year {
        Some(year) => {
            progress("reading which data sets have the year");
            Some(new_year(year, prepared.folder(), store, catalogue, &scratch).await?)
        }
        None => None,
    };
    let mut diff =
        compared(plan, &prepared, store, catalogue, fetched, (&scratch, progress)).await?;
    let summary = summary(fetched, diff.as_ref(), year.as_ref().zip(asked.year), &prepared);
    if let Some(found) = &mut diff {
        found.notes = year.as_ref().map(|y| y.notes.clone()).unwrap_or_default();
    }
    let changes = prepared.folder().join("changes");
    match (&diff, &year) {
        (Some(found), _) => {
            found.write(&changes, &summary)?;
            prepared.tell_changes(&summary)?;
        }
        (None, Some(year)) => {
            // The first outputs of all: there is a year to report and nothing to compare.
            Diff::first(year.notes.clone()).write(&changes, &summary)?;
        }
        (None, None) => {}
    }
    let kept = match diff {
        Some(_) => keep_copy(&plan.out, asked.keep, &scratch).await?,
        None => None,
    };
    if let Some(copy) = &kept {
        store.note_outputs(copy)?;
    }
    std::fs::remove_dir_all(&scratch).map_err(Error::file(&scratch))?;
    let outcome = prepared.publish(plan)?;
    Ok(Refreshed { outcome, diff, year, kept, summary })
}

/// What changed since the outputs that stand; nothing where there are none.
async fn compared(
    plan: &Plan,
    prepared: &Prepared,
    store: &Store,
    catalogue: &Catalogue,
    fetched: &FetchReport,
    (scratch, progress): (&Path, &dyn Fn(&str)),
) -> Result<Option<Diff>, Error> {
    if !plan.out.join("tables/facts.parquet").is_file() {
        return Ok(None);
    }
    progress("comparing with the present outputs");
    let manifest = plan.out.join("manifest.json");
    let old = Side::outputs("the outputs before", &plan.out, &manifest)?;
    let new = Side::outputs("this refresh", prepared.folder(), Path::new(""))?
        .with_versions(prepared.versions());
    let mut found = Diff::of(&old, &new, catalogue, scratch).await?;
    refuse_a_loss(&found, plan)?;
    tell_records(&mut found, store, fetched)?;
    Ok(Some(found))
}

/// What was fetched, what changed, what there is of the year, and what could not be read.
fn summary(
    fetched: &FetchReport,
    diff: Option<&Diff>,
    year: Option<(&NewYear, Period)>,
    prepared: &Prepared,
) -> String {
    let mut parts = vec![fetched.summary()];
    parts.extend(diff.map(diff::summary));
    parts.extend(year.map(|(found, year)| found.summary(year)));
    let rejected: BTreeSet<&str> =
        prepared.rejections().iter().flat_map(|r| &r.measures).map(String::as_str).collect();
    if !rejected.is_empty() {
        let names: Vec<&str> = rejected.into_iter().collect();
        parts.push(format!("{} measures could not be read ({})", names.len(), names.join(", ")));
    }
    parts.join("; ")
}

/// Outputs that lack a large part of the earlier ones are more likely a fault than news.
fn refuse_a_loss(diff: &Diff, plan: &Plan) -> Result<(), Error> {
    let gone = f64::from(diff.count(ChangeKind::Vanished));
    if plan.accept_incomplete || gone <= MAX_VANISHED * f64::from(diff.old_figures) {
        return Ok(());
    }
    Err(Error::Rejected(format!(
        "{gone} of {} figures would disappear from {}; nothing was replaced. If that is right, run \
         again with --accept-incomplete",
        diff.old_figures,
        plan.out.display()
    )))
}

/// Adds what the store records of each data set that changed or could not be refreshed.
fn tell_records(diff: &mut Diff, store: &Store, fetched: &FetchReport) -> Result<(), Error> {
    let changed: Vec<String> = diff.data_sets.iter().map(|d| d.data_set.clone()).collect();
    for id in changed {
        if let Some(record) = store.current(&id)? {
            let changes: Vec<String> = record.changes.into_iter().map(|c| c.words).collect();
            diff.tell(&id, Some(&record.version), &changes);
        }
    }
    for outcome in fetched.problems() {
        diff.tell(&outcome.data_set, outcome.version.as_deref(), &[outcome.words()]);
    }
    Ok(())
}
