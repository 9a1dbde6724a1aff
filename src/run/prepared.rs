//! A run that is done and not yet in its place, so that it can be looked at first.

use super::gather::Gathered;
use super::manifest;
use super::manifest::MadeWith;
use super::outcome::Outcome;
use super::plan::Plan;
use crate::catalogue::Reference;
use crate::error::Error;
use crate::outputs::Draft;
use crate::source::Source;
use crate::stage::Rejection;
use crate::store::{Locked, Reader};
use std::collections::BTreeMap;
use std::path::Path;

/// How the name of the folder ends that an incomplete run goes to while good outputs stand.
pub(super) const INCOMPLETE: &str = "-incomplete";

/// Outputs next to the ones they will replace.
#[derive(Debug)]
pub struct Prepared {
    pub(super) draft: Draft,
    pub(super) outcome: Outcome,
    pub(super) gathered: Gathered,
    /// Checksums of the pictures by their files below `charts/`.
    pub(super) drawn: BTreeMap<String, String>,
    /// What it was made with besides figures.
    pub(super) made_with: MadeWith,
    /// Tables without figures that it depends on.
    pub(super) references: Vec<Reference>,
    /// Nothing is collected from the store until the outputs name what they were made from.
    pub(super) reading: Option<Reader>,
}

impl Prepared {
    /// Where the outputs are; what is added there becomes part of them.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.draft.folder()
    }

    /// What the run came to so far.
    #[must_use]
    pub fn outcome(&self) -> &Outcome {
        &self.outcome
    }

    /// Measures that could not be read.
    #[must_use]
    pub fn rejections(&self) -> &[Rejection] {
        &self.gathered.rejections
    }

    /// The versions that were read.
    #[must_use]
    pub fn versions(&self) -> BTreeMap<String, Locked> {
        let read = self.gathered.loaded.iter().map(|t| {
            let locked =
                Locked { version: t.snapshot.version.clone(), sha256: t.snapshot.sha256.clone() };
            (t.snapshot.data_set.clone(), locked)
        });
        read.collect()
    }

    /// Links the pages to what a refresh changed, once `changes/` is written.
    ///
    /// # Errors
    /// A page cannot be read or written.
    pub fn tell_changes(&self, summary: &str) -> Result<(), Error> {
        let report = self.folder().join("report");
        if !report.is_dir() {
            return Ok(());
        }
        for entry in std::fs::read_dir(&report).map_err(Error::file(&report))? {
            let path = entry.map_err(Error::file(&report))?.path();
            let page = std::fs::read_to_string(&path).map_err(Error::file(&path))?;
            if let Some(changed) = crate::report::with_changes(&page, summary) {
                std::fs::write(&path, changed).map_err(Error::file(&path))?;
            }
        }
        Ok(())
    }

    /// Puts the outputs in their place, or next to good ones if measures are missing.
    ///
    /// # Errors
    /// A file was put there that no run wrote, or the file system refuses; the earlier outputs
    /// are then as they were.
    pub fn publish(self, plan: &Plan) -> Result<Outcome, Error> {
        let Self { draft, mut outcome, gathered, drawn, made_with, references, reading } = self;
        let made = (&made_with, references.as_slice());
        manifest::write(draft.folder(), plan, &gathered.loaded, &drawn, made)?;
        outcome.rejections = gathered.rejections;
        outcome.not_read = gathered.not_read;
        let incomplete = !outcome.rejections.is_empty() && !plan.accept_incomplete;
        if incomplete && stands(&plan.out) {
            let place = draft.place().beside(INCOMPLETE)?;
            outcome.out = place.target().to_path_buf();
            draft.publish_at(place)?;
        } else {
            draft.publish()?;
        }
        if let (Source::Ees, Some(store)) = (&plan.source, &plan.store) {
            store.note_outputs(&outcome.out)?;
        }
        drop(reading);
        Ok(outcome)
    }
}

/// Whether there are outputs already.
pub(super) fn stands(out: &Path) -> bool {
    out.join("manifest.json").exists()
}
