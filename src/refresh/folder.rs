//! A folder of published files into the store: of several files of one data set the newest
//! that has each measure.

use super::fetch::Fetch;
use super::intake::Arrival;
use super::report::{FetchOutcome, FetchReport, Reaction};
use crate::catalogue::DataSet;
use crate::error::Error;
use crate::source::ees::written;
use crate::source::{FileShape, Snapshot};
use crate::stage;
use crate::store::{
    Cause, CauseKind, Incoming, IntakeError, Locked, Retrieval, StoreError, unpack,
};
use datafusion::arrow::array::{AsArray, RecordBatch};
use datafusion::arrow::datatypes::DataType;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;

impl Fetch<'_> {
    /// Takes a folder of published files in.
    ///
    /// # Errors
    /// The folder cannot be read or the store not be written.
    pub fn take_from_folder(&self, snapshots: Vec<Snapshot>) -> Result<FetchReport, Error> {
        let mut report = FetchReport::default();
        let mut files: BTreeMap<String, Vec<Snapshot>> = BTreeMap::new();
        for snapshot in snapshots {
            files.entry(snapshot.data_set.clone()).or_default().push(snapshot);
        }
        for data_set in self.chosen() {
            let Some(files) = files.remove(&data_set.id) else { continue };
            let (first, further) = self.newest_of(files, &mut report.warnings)?;
            (self.progress)(&format!("taking in {}", data_set.id));
            let before = self.in_use(&data_set.id)?;
            report.outcomes.push(self.take_main(data_set, &first)?);
            let mut more = Vec::new();
            for snapshot in further {
                match self.take_further(data_set, &snapshot)? {
                    Ok(locked) => more.push(locked),
                    Err(reason) => report.warnings.push(reason),
                }
            }
            more.extend(self.still_needed(&data_set.id, before, &more)?);
            self.store.set_further(self.writer, &data_set.id, more)?;
        }
        Ok(report)
    }

    /// The files of a data set that are in use.
    fn in_use(&self, id: &str) -> Result<Vec<Locked>, Error> {
        let lock = self.store.lock()?;
        Ok(lock.all().filter(|(other, _)| *other == id).map(|(_, locked)| locked.clone()).collect())
    }

    /// Of the files that were in use, those of topics that no file in use now is of.
    fn still_needed(
        &self,
        id: &str,
        before: Vec<Locked>,
        more: &[Locked],
    ) -> Result<Vec<Locked>, Error> {
        let shape = |locked: &Locked| {
            let record = self.store.retrieval_of(id, locked)?;
            Ok::<_, StoreError>(record.map(|record| record.shape).unwrap_or_default())
        };
        let main = self.store.lock()?.data_sets.get(id).cloned();
        let now: Vec<FileShape> = main.iter().chain(more).map(shape).collect::<Result<_, _>>()?;
        let mut needed = Vec::new();
        for locked in before {
            let old = shape(&locked)?;
            if !now.iter().any(|new| old.is_alike(new)) {
                needed.push(locked);
            }
        }
        Ok(needed)
    }

    /// Of the files of one data set the newest, and those that hold a measure which no newer
    /// one does; the newest is the one with the last period, then of the last release.
    fn newest_of(
        &self,
        files: Vec<Snapshot>,
        warnings: &mut Vec<String>,
    ) -> Result<(Snapshot, Vec<Snapshot>), Error> {
        let mut read = Vec::new();
        let several = files.len() > 1;
        for snapshot in files {
            let mut measures = BTreeSet::new();
            let mut last = None;
            if several {
                let mut sink = |batch: RecordBatch| {
                    measures.extend(measures_of(&batch));
                    Ok(())
                };
                let staged = stage::stage(&snapshot, self.catalogue, 1, &mut sink)?;
                last = staged.periods.map(|(_, last)| last);
            }
            read.push((
                (last, snapshot.released.clone(), snapshot.file.clone()),
                measures,
                snapshot,
            ));
        }
        read.sort_by(|a, b| b.0.cmp(&a.0));
        let mut held = BTreeSet::new();
        let mut used = Vec::new();
        for (_, measures, snapshot) in read {
            let new = measures.difference(&held).next().is_some();
            if used.is_empty() || new {
                held.extend(measures);
                used.push(snapshot);
            } else {
                warnings.push(format!(
                    "{}: {} is older than {} and not used",
                    snapshot.data_set, snapshot.file, used[0].file
                ));
            }
        }
        let further = used.split_off(1);
        let first = used.remove(0);
        Ok((first, further))
    }

    fn take_main(&self, data_set: &DataSet, snapshot: &Snapshot) -> Result<FetchOutcome, Error> {
        let id = &data_set.id;
        let held = self.store.current(id)?.filter(|r| self.store.holds(&r.sha256));
        let outcome = |version: Option<String>, reaction, events| FetchOutcome {
            data_set: id.clone(),
            version,
            reaction,
            events,
        };
        if let Some(held) = held.as_ref().filter(|r| r.sha256 == snapshot.sha256) {
            self.describe(held, snapshot)?;
            let version = Some(snapshot.version.clone());
            return Ok(outcome(version, Reaction::Unchanged, Vec::new()));
        }
        let mut standing = self.store.standing(id)?;
        let mut events = Vec::new();
        let incoming = self.store.incoming(self.writer, id)?;
        let (reaction, version) = match Self::unpacked(snapshot, &incoming)? {
            Err(reason) => {
                let cause = Cause::of(CauseKind::NoTable);
                (Reaction::Kept { reason, cause, unreachable: false, known: false }, None)
            }
            Ok(retrieval) if held.as_ref().is_some_and(|r| r.sha256 == retrieval.sha256) => {
                // A packed file whose figures are those that are held.
                (Reaction::Unchanged, None)
            }
            Ok(retrieval) => {
                let doubled = retrieval.shape.doubled();
                if !doubled.is_empty() {
                    let names = doubled.join(", ");
                    events.push(format!("several columns have one name and are not read: {names}"));
                }
                // What a file of another topic lacks is not a loss.
                let before = held.as_ref().filter(|r| r.shape.is_alike(&retrieval.shape));
                let arrival = Arrival { retrieval, meta: None, changes: &[] };
                self.judge(data_set, before, &incoming, arrival, &mut standing, &mut events)
                    .map_err(Error::from)?
            }
        };
        self.store.set_standing(self.writer, id, &standing)?;
        Ok(outcome(version.or(held.map(|r| r.version)), reaction, events))
    }

    /// Records what a new description file says about the columns of a stored one.
    fn describe(&self, held: &Retrieval, snapshot: &Snapshot) -> Result<(), Error> {
        if snapshot.described.is_empty() || held.described == snapshot.described {
            return Ok(());
        }
        let incoming = self.store.incoming(self.writer, &held.data_set)?;
        let retrieval = Retrieval { described: snapshot.described.clone(), ..held.clone() };
        let meta = self.store.meta(&held.data_set, &held.version)?;
        Ok(self.store.add(self.writer, &incoming, &retrieval, meta.as_ref())?)
    }

    /// A file of another topic of a data set, put next to the newest one.
    fn take_further(
        &self,
        data_set: &DataSet,
        snapshot: &Snapshot,
    ) -> Result<Result<Locked, String>, Error> {
        let known = self.in_use(&data_set.id)?;
        if let Some(held) = known.into_iter().find(|locked| locked.sha256 == snapshot.sha256) {
            return Ok(Ok(held));
        }
        let incoming = self.store.incoming(self.writer, &data_set.id)?;
        let retrieval = match Self::unpacked(snapshot, &incoming)? {
            Ok(retrieval) => retrieval,
            Err(reason) => return Ok(Err(reason)),
        };
        self.store.add(self.writer, &incoming, &retrieval, None)?;
        Ok(Ok(Locked { version: retrieval.version, sha256: retrieval.sha256 }))
    }

    /// Unpacks and describes a file; an error within says why it is not a table.
    fn unpacked(
        snapshot: &Snapshot,
        incoming: &Incoming,
    ) -> Result<Result<Retrieval, String>, Error> {
        copy(snapshot, &incoming.sent())?;
        match unpack(&incoming.sent(), false, u64::MAX, &incoming.packed()) {
            Err(IntakeError::Store(error)) => Err(error.into()),
            Err(error) => Ok(Err(format!("{}: {error}", snapshot.file))),
            Ok(unpacked) => Ok(Ok(Retrieval {
                data_set: snapshot.data_set.clone(),
                version: snapshot.version.clone(),
                sha256: unpacked.sha256,
                bytes: unpacked.bytes,
                sent_bytes: unpacked.bytes,
                sent_as: "plain".into(),
                url: snapshot.file.clone(),
                route: "directory".into(),
                retrieved_at: written(std::time::SystemTime::now()),
                described: snapshot.described.clone(),
                synthetic: Some(snapshot.synthetic),
                shape: unpacked.shape,
                ..Retrieval::default()
            })),
        }
    }
}

/// Measures of which a batch of staged figures holds any.
fn measures_of(batch: &RecordBatch) -> BTreeSet<String> {
    let column = batch.column_by_name("measure_id");
    let text = column.and_then(|c| datafusion::arrow::compute::cast(c, &DataType::Utf8).ok());
    let Some(text) = text else { return BTreeSet::new() };
    text.as_string::<i32>().iter().flatten().map(str::to_string).collect()
}

fn copy(snapshot: &Snapshot, to: &Path) -> Result<(), Error> {
    let mut reader = snapshot.open()?;
    let mut file = std::fs::File::create(to).map_err(StoreError::file(to))?;
    std::io::copy(&mut reader, &mut file).map_err(StoreError::file(to))?;
    file.flush().map_err(StoreError::file(to))?;
    Ok(())
}
