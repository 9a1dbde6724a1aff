//! Source → staged Parquet, with what had to be left out and why.

use super::duplicates::Repeated;
use super::loaded::Loaded;
use super::plan::Plan;
use super::quality_row::QualityRow;
use super::{duplicates, local, releases};
use crate::catalogue::Catalogue;
use crate::engine::{
    EngineError, Layer, ParquetFile, Purpose, Rows, Workers, frame_of, register_table, run_layer,
};
use crate::error::Error;
use crate::source::{self, Holdings, NotRead, Snapshot, Source};
use crate::stage::{self, Note, Rejection, Severity, StageError, Staged};
use crate::store::Store;
use crate::threads::share_out;
use datafusion::arrow::array::RecordBatch;
use datafusion::execution::context::SessionContext;
use std::path::{Path, PathBuf};
use std::sync::Arc;

const DUPLICATES: (&str, &str) = ("checks/duplicates.sql", "repeated_keys");

/// Everything that was staged.
#[derive(Debug)]
pub struct Gathered {
    /// One entry a data set.
    pub loaded: Vec<Loaded>,
    /// Measures that stopped, each with its reason.
    pub rejections: Vec<Rejection>,
    /// Notes for the table of quality.
    pub quality: Vec<QualityRow>,
    /// Files that look like figures and were not read.
    pub not_read: Vec<NotRead>,
    /// Rows and cells that were not used.
    pub unused: Vec<String>,
}

impl Gathered {
    /// The latest year in which a period of the figures begins.
    #[must_use]
    pub fn newest_year(&self) -> i32 {
        self.loaded.iter().filter_map(Loaded::last_start).max().unwrap_or_default()
    }

    /// Whether any figure is made up: what is made of them must say so.
    #[must_use]
    pub fn synthetic(&self) -> bool {
        self.loaded.iter().any(|t| t.snapshot.synthetic)
    }
}

/// Stages every data set of the source below `scratch` and registers `staged`; reports to
/// `progress` what it is about.
///
/// # Errors
/// The source cannot be read, the disk is full, or nothing at all is left.
pub async fn gather(
    plan: &Plan,
    catalogue: &Catalogue,
    context: &SessionContext,
    workers: &Workers,
    scratch: &Path,
    progress: &dyn Fn(&str),
) -> Result<Gathered, Error> {
    let folder = scratch.join("staged");
    workers.make_folder(&folder).map_err(Error::file(&folder))?;
    progress("finding published figures");
    let Holdings { snapshots, mut not_read, notes } = holdings(plan, catalogue)?;
    not_read.extend(without_description(catalogue));
    let snapshots = wanted(plan, snapshots, catalogue)?;
    progress("reading published figures");
    let paths: Vec<PathBuf> =
        (0..snapshots.len()).map(|place| folder.join(staged_name(&snapshots, place))).collect();
    let mut loaded = stage_each(snapshots, &paths, (plan, catalogue), workers).await?;
    let kept_back = local::kept_back(&mut loaded);
    releases::number(&mut loaded);
    // With a slash at its end it is a folder.
    let location = folder.join("");
    register_table(context, "staged_files", &location, &[]).await?;
    let found = loaded.iter_mut().flat_map(|t| std::mem::take(&mut t.staged.rejections)).collect();
    let (mut rejections, mut quality) = releases::excuse(found, &loaded, catalogue);
    quality.extend(kept_back);
    quality.extend(passed_over(&not_read, notes));
    let repeated = repeated(context, workers, scratch, &loaded).await?;
    duplicates::reject(repeated, catalogue, &loaded, &mut rejections, &mut quality);
    quality.extend(rejections.iter().map(stopping));
    quality.extend(loaded.iter().flat_map(of_file));
    let stopped = releases::stopped(&loaded, &rejections, catalogue);
    let staged = StagedFiles { paths: &paths, location: &location, stopped: &stopped };
    quality.extend(choose(staged, &mut loaded, catalogue, context, workers, scratch).await?);
    if loaded.iter().all(|t| t.staged.rows == 0) {
        let reasons: Vec<&str> = rejections.iter().map(|r| r.message.as_str()).collect();
        return Err(Error::Rejected(format!("no figures could be read. {}", reasons.join("\n"))));
    }
    some_in_time(plan, &loaded)?;
    let unused = unused(&loaded);
    Ok(Gathered { loaded, rejections, quality, not_read, unused })
}

/// Rows and cells of the files that were not used.
fn unused(loaded: &[Loaded]) -> Vec<String> {
    let notes = loaded.iter().flat_map(|t| t.staged.notes.iter().map(move |note| (t, note)));
    notes
        .filter(|(_, note)| Note::CHECKS.contains(&note.check.as_str()))
        .map(|(t, note)| format!("{}: {}", t.snapshot.file, note.message))
        .collect()
}

/// Files of staged figures.
struct StagedFiles<'a> {
    /// One for each data set that was loaded.
    paths: &'a [PathBuf],
    /// The folder of all of them.
    location: &'a Path,
    stopped: &'a [releases::Stopped<'a>],
}

/// Registers `staged`: of several releases the one that counts for each figure, without measures that
/// stopped; says how releases differ.
async fn choose(
    staged: StagedFiles<'_>,
    loaded: &mut [Loaded],
    catalogue: &Catalogue,
    context: &SessionContext,
    workers: &Workers,
    scratch: &Path,
) -> Result<Vec<QualityRow>, Error> {
    let mut to_choose = releases::to_choose(loaded, staged.stopped, catalogue);
    if !to_choose.contains(&true) {
        // The files are the figures: nothing to choose, nothing to leave out.
        releases::register(context, loaded, &to_choose, staged.stopped)?;
        register_table(context, "staged", staged.location, &[]).await?;
        for file in loaded {
            file.used = file.staged.cells;
        }
        return Ok(Vec::new());
    }
    if workers.cluster.is_some() {
        // A cluster's folder need not be one of this machine: there all files are read again.
        to_choose.fill(true);
    }
    releases::register(context, loaded, &to_choose, staged.stopped)?;
    let kept = staged.paths.iter().zip(&to_choose).filter(|(_, chosen)| !**chosen);
    let whole: Vec<&PathBuf> = kept.map(|(path, _)| path).collect();
    releases::choose(context, workers, &scratch.join("used"), &whole).await?;
    releases::compare(context, workers, scratch, loaded).await
}

/// Stages each data set into its own file of `paths`, here or on a cluster.
async fn stage_each(
    snapshots: Vec<Snapshot>,
    paths: &[PathBuf],
    (plan, catalogue): (&Plan, &Catalogue),
    workers: &Workers,
) -> Result<Vec<Loaded>, Error> {
    let Some(cluster) = &workers.cluster else {
        return stage_all(snapshots, plan, catalogue, paths);
    };
    let files = snapshots.iter().zip(paths.to_vec()).collect::<Vec<_>>();
    let staged = cluster.stage(&files).await?;
    drop(files);
    let staged = snapshots.into_iter().zip(staged);
    let load = |(snapshot, staged): (Snapshot, Result<Staged, _>)| {
        Loaded::new(snapshot, staged.map_err(Error::from), catalogue)
    };
    staged.map(load).collect()
}

/// Keys that a file holds more than once, from the table `repeated_keys`, which is registered.
async fn repeated(
    context: &SessionContext,
    workers: &Workers,
    scratch: &Path,
    loaded: &[Loaded],
) -> Result<Vec<Repeated>, Error> {
    let (file, table) = DUPLICATES;
    if loaded.iter().any(|t| t.staged.repeats) {
        run_layer(context, &Layer::of(DUPLICATES), workers, scratch, Purpose::Step, &[]).await?;
        let rows = Rows::of_query(context, file, &format!("select * from {table}")).await?;
        return Ok(rows.read()?);
    }
    // No file holds a key twice, so that there is nothing to look for.
    let repeated = frame_of(context, Layer::of(DUPLICATES).sql).await.map_err(EngineError::from)?;
    let none = RecordBatch::new_empty(Arc::clone(repeated.schema().inner()));
    context.register_batch(table, none).map_err(EngineError::from)?;
    Ok(Vec::new())
}

/// That a measure stops, and why.
fn stopping(rejection: &Rejection) -> QualityRow {
    QualityRow {
        check: rejection.fault.as_str().to_string(),
        data_set: rejection.data_set.clone(),
        key: rejection.measures.join(", "),
        severity: Severity::Error,
        message: rejection.message.clone(),
        rows: 0,
        stops_measures: true,
    }
}

/// What was noted of a file, and that its version may be old.
fn of_file(loaded: &Loaded) -> Vec<QualityRow> {
    let snapshot = &loaded.snapshot;
    let stale = snapshot.provenance.stale.as_ref().map(|reason| QualityRow {
        check: "stale".to_string(),
        data_set: snapshot.data_set.clone(),
        key: snapshot.version.clone(),
        severity: Severity::Warning,
        message: format!("this version may not be the newest: {reason}"),
        rows: 0,
        stops_measures: false,
    });
    let notes = loaded.staged.notes.iter().map(|note| noted(note, snapshot));
    notes.chain(stale).collect()
}

/// A note on a file, for the table of quality.
fn noted(note: &Note, snapshot: &Snapshot) -> QualityRow {
    QualityRow {
        check: note.check.clone(),
        data_set: snapshot.data_set.clone(),
        key: note.key.clone(),
        severity: note.severity,
        message: format!("{}: {}", snapshot.file, note.message),
        rows: i64::try_from(note.rows).unwrap_or(i64::MAX),
        stops_measures: false,
    }
}

/// What the plan's source holds, by checksum.
fn holdings(plan: &Plan, catalogue: &Catalogue) -> Result<Holdings, Error> {
    match (&plan.source, &plan.store) {
        (Source::Ees, Some(store)) => {
            Ok(Holdings { snapshots: store.snapshots(catalogue)?, ..Holdings::default() })
        }
        _ => {
            let offer = |first: &[u8]| stage::offers(first, catalogue);
            Ok(source::snapshots(&plan.source, catalogue, &offer)?)
        }
    }
}

/// Whether any figure is of a period that the plan takes.
fn some_in_time(plan: &Plan, loaded: &[Loaded]) -> Result<(), Error> {
    let first = loaded.iter().filter_map(|t| t.staged.periods).map(|(first, _)| first).min();
    match first.filter(|first| *first > plan.as_of.start && !plan.may_be_empty) {
        None => Ok(()),
        Some(first) => Err(Error::Rejected(format!(
            "there is no figure up to {}: the first are of the year that begins in {first}; no \
             output was changed",
            plan.as_of.text
        ))),
    }
}

/// Of what was found and of local data sets, those that the plan asks for.
fn wanted(
    plan: &Plan,
    mut found: Vec<Snapshot>,
    catalogue: &Catalogue,
) -> Result<Vec<Snapshot>, Error> {
    found.extend(source::local_snapshots(catalogue));
    if plan.data_sets.is_empty() {
        return Ok(found);
    }
    let mut held: Vec<String> = found.iter().map(|s| s.data_set.clone()).collect();
    held.dedup();
    found.retain(|snapshot| plan.data_sets.contains(&snapshot.data_set));
    if found.is_empty() {
        return Err(Error::Rejected(format!(
            "the source does not have {}; it has {}",
            plan.data_sets.join(", "),
            held.join(", ")
        )));
    }
    Ok(found)
}

/// Figures in a folder of local measures that no TOML there describes.
fn without_description(catalogue: &Catalogue) -> impl Iterator<Item = NotRead> + '_ {
    catalogue.local_unread.iter().map(|path| {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        let reason = format!(
            "no TOML file describes it: write {stem}.toml in the same folder \
             (docs/local-measures.md), or name it with file = \"…\""
        );
        NotRead { file: path.display().to_string(), data_set: String::new(), reason }
    })
}

fn passed_over(not_read: &[NotRead], notes: Vec<(String, String)>) -> Vec<QualityRow> {
    let row =
        |check: &str, data_set: &str, key: &str, severity: Severity, message: String| QualityRow {
            check: check.to_string(),
            data_set: data_set.to_string(),
            key: key.to_string(),
            severity,
            message,
            rows: 0,
            stops_measures: false,
        };
    let passed = not_read.iter().map(|file| {
        let message = format!("the file was not read: {}", file.reason);
        row("not_read", &file.data_set, &file.file, Severity::Warning, message)
    });
    let notes = notes.into_iter().map(|(id, note)| row("file_form", &id, "", Severity::Note, note));
    passed.chain(notes).collect()
}

/// Stages each data set into its own file, the largest first, `jobs` at a time;
/// what comes back is in the order that came in.
fn stage_all(
    snapshots: Vec<Snapshot>,
    plan: &Plan,
    catalogue: &Catalogue,
    paths: &[PathBuf],
) -> Result<Vec<Loaded>, Error> {
    let mut order: Vec<usize> = (0..snapshots.len()).collect();
    order.sort_by_key(|place| std::cmp::Reverse(snapshots[*place].bytes));
    let store = plan.store.as_ref().filter(|_| plan.source == Source::Ees);
    let mut staged: Vec<_> = order
        .iter()
        .copied()
        .zip(share_out(&order, plan.jobs, |place| {
            let threads = if snapshots[*place].bytes > LARGE { plan.jobs } else { 1 };
            stage_one(&snapshots[*place], (catalogue, store), threads, &paths[*place])
        }))
        .collect();
    staged.sort_by_key(|(place, _)| *place);
    let staged = snapshots.into_iter().zip(staged);
    staged.map(|(snapshot, (_, staged))| Loaded::new(snapshot, staged, catalogue)).collect()
}

/// Bytes from which on a file is read on all threads.
const LARGE: u64 = 32 << 20;

/// `absence_la` has one file, or a second and a third: `absence_la~2.parquet`.
fn staged_name(snapshots: &[Snapshot], place: usize) -> String {
    let id = &snapshots[place].data_set;
    match snapshots[..place].iter().filter(|s| s.data_set == *id).count() {
        0 => format!("{id}.parquet"),
        earlier => format!("{id}~{}.parquet", earlier + 1),
    }
}

fn stage_one(
    snapshot: &Snapshot,
    (catalogue, store): (&Catalogue, Option<&Store>),
    threads: usize,
    path: &Path,
) -> Result<Staged, Error> {
    if catalogue.data_sets.get(&snapshot.data_set).is_some_and(|d| d.local_file.is_some()) {
        return local::stage_local(snapshot, catalogue, path);
    }
    let kept = store.map(|store| (store, stage::way_of(snapshot, catalogue)));
    if let Some((store, way)) = &kept
        && let Some(staged) = store.take_staged((&snapshot.sha256, way), path)
    {
        return Ok(staged);
    }
    let mut file = ParquetFile::create(path, stage::schema(), Purpose::Step, &[])?;
    let mut sink = |batch: RecordBatch| {
        file.push(batch).map_err(|e: EngineError| StageError::Write(e.to_string()))
    };
    let staged = stage::stage(snapshot, catalogue, threads, &mut sink)?;
    file.close()?;
    if let Some((store, way)) = &kept {
        // Without it the next run stages again: a store that is closed to us stops nothing.
        let _ = store.keep_staged((&snapshot.sha256, way), path, &staged);
    }
    Ok(staged)
}
