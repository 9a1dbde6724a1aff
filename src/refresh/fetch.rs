//! Source → store: new versions are fetched, checked, inspected, and only then used.
//! Whatever goes wrong, the version in use stays in use.

use super::discover::{Directory, Found};
use super::report::{FetchOutcome, FetchReport, Reaction};
use crate::catalogue::{Catalogue, DataSet};
use crate::error::Error;
use crate::source::ees::{Ees, EesError, written};
use crate::stage::StageError;
use crate::store::{Cause, CauseKind, Retrieval, Stale, Standing, Store, StoreError, Writer};
use futures::StreamExt;
use futures::lock::Mutex;
use std::sync::OnceLock;

/// Data sets that are asked about at a time; files are fetched one at a time.
const AT_A_TIME: usize = 4;

/// Why the source is asked for nothing more.
type Stopped = OnceLock<EesError>;

/// What is to be fetched.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Ids; every data set of the catalogue where there is none.
    pub data_sets: Vec<String>,
    /// Exactly the versions that the lock file names.
    pub locked: bool,
    /// Put a version in use even if some measures cannot be read from it.
    pub accept_incomplete: bool,
    /// Ask each publication for data sets that it did not have before: a new year may come
    /// as one of its own.
    pub look_around: bool,
}

/// Why one data set could not be brought up to date.
#[derive(Debug)]
pub(super) enum Trouble {
    Ees(EesError),
    Store(StoreError),
    Stage(StageError),
}

impl From<EesError> for Trouble {
    fn from(error: EesError) -> Self {
        Self::Ees(error)
    }
}
impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}
impl From<StageError> for Trouble {
    fn from(error: StageError) -> Self {
        Self::Stage(error)
    }
}

impl From<Trouble> for Error {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Ees(error) => error.into(),
            Trouble::Store(error) => error.into(),
            Trouble::Stage(error) => error.into(),
        }
    }
}

/// One fetch of some data sets into one store.
pub struct Fetch<'a> {
    /// Into which store.
    pub store: &'a Store,
    /// The right to change it.
    pub writer: &'a Writer,
    /// What there is to fetch and how it must look.
    pub catalogue: &'a Catalogue,
    /// What is wanted.
    pub wanted: &'a Wanted,
    /// Receives what is being done.
    pub progress: &'a (dyn Fn(&str) + Sync),
}

impl Fetch<'_> {
    /// Asks the service about every wanted data set and stores new versions.
    ///
    /// # Errors
    /// The store cannot be written. The report lists faults of the service.
    pub async fn take_from_service(&self, ees: &Ees) -> Result<FetchReport, Error> {
        let directory = Directory::default();
        let file_turn = Mutex::new(());
        let stopped = Stopped::default();
        let one = |data_set| self.data_set(ees, &directory, &file_turn, &stopped, data_set);
        let mut outcomes: Vec<Result<FetchOutcome, Error>> =
            futures::stream::iter(self.chosen().into_iter().map(one))
                .buffer_unordered(AT_A_TIME)
                .collect()
                .await;
        let mut report = FetchReport::default();
        for outcome in outcomes.drain(..) {
            report.outcomes.push(outcome?);
        }
        report.outcomes.sort_by(|a, b| a.data_set.cmp(&b.data_set));
        if self.wanted.look_around && stopped.get().is_none() {
            self.look_around(ees, &directory).await?;
        }
        report.warnings = ees.transport().take_warnings();
        Ok(report)
    }

    /// Reports data sets that a publication did not have last time.
    async fn look_around(&self, ees: &Ees, directory: &Directory) -> Result<(), Error> {
        for data_set in self.chosen() {
            let mut standing = self.store.standing(&data_set.id)?;
            if standing.api_id.is_none() || data_set.slug.is_empty() {
                continue;
            }
            let listed = match directory.siblings(ees, &data_set.slug).await {
                Ok(listed) => listed,
                Err(error) => {
                    ees.transport()
                        .warn(format!("'{}' was not looked through: {error}", data_set.slug));
                    continue;
                }
            };
            for entry in &listed {
                if !standing.siblings.is_empty() && !standing.siblings.contains(&entry.id) {
                    ees.transport().warn(format!(
                        "publication '{}' has a new data set: '{}' ({}); it may hold the new year",
                        data_set.slug, entry.title, entry.id
                    ));
                }
            }
            standing.siblings = listed.into_iter().map(|entry| entry.id).collect();
            self.store.set_standing(self.writer, &data_set.id, &standing)?;
        }
        Ok(())
    }

    pub(super) fn chosen(&self) -> Vec<&DataSet> {
        let wanted = |d: &&DataSet| {
            self.wanted.data_sets.is_empty() || self.wanted.data_sets.contains(&d.id)
        };
        // A local data set is not published, so no publisher is asked for it.
        let published = |d: &&DataSet| d.local_file.is_none();
        self.catalogue.data_sets.values().filter(published).filter(wanted).collect()
    }

    /// One data set; what goes wrong with it leaves its version in use.
    async fn data_set(
        &self,
        ees: &Ees,
        directory: &Directory,
        file_turn: &Mutex<()>,
        stopped: &Stopped,
        data_set: &DataSet,
    ) -> Result<FetchOutcome, Error> {
        let id = &data_set.id;
        let mut standing = self.store.standing(id)?;
        let before = standing.stale.clone();
        let held = self.store.current(id)?.filter(|r| self.store.holds(&r.sha256));
        let version = held.as_ref().map(|r| r.version.clone());
        (self.progress)(&format!("asking about {id}"));
        let mut events = Vec::new();
        let result = if let Some(error) = stopped.get() {
            Err(Trouble::Ees(error.clone()))
        } else if self.wanted.locked {
            self.locked(ees, file_turn, data_set).await
        } else {
            let route = Route { ees, directory, file_turn, data_set, held: held.as_ref() };
            self.newest(&route, &mut standing, &mut events).await
        };
        standing.checked_at = Some(written(ees.transport().clock().now()));
        let (reaction, version) = match result {
            Ok((reaction, now)) => (reaction, now.or(version)),
            Err(trouble) => (kept(trouble, stopped, before.as_ref())?, version),
        };
        standing.stale = stale(&reaction, before, standing.checked_at.as_deref());
        let nothing_known = standing.api_id.is_none()
            && standing.file_id.is_none()
            && version.is_none()
            && data_set.url.is_empty();
        if !self.wanted.locked && !nothing_known {
            self.store.set_standing(self.writer, id, &standing)?;
        }
        Ok(FetchOutcome { data_set: id.clone(), version, reaction, events })
    }

    /// The newest version by whichever way the data set is published.
    async fn newest(
        &self,
        route: &Route<'_>,
        standing: &mut Standing,
        events: &mut Vec<String>,
    ) -> Result<(Reaction, Option<String>), Trouble> {
        let data_set = route.data_set;
        if !data_set.url.is_empty() {
            return self.take_from_url(route, standing, events).await;
        }
        if let Some(taken) = self.by_api_id(route, standing, events).await {
            return taken;
        }
        if standing.file_id.is_some() || !data_set.file_id.is_empty() {
            match self.take_from_site(route, standing, events).await {
                // A file that the site does not know is looked for, like one without an id.
                Err(Trouble::Ees(EesError::NotFound { .. })) if standing.file_id.is_none() => {
                    let file = &data_set.file_id;
                    events.push(format!("the catalogue site does not know file {file}"));
                }
                other => return other,
            }
        }
        match route.directory.find(route.ees, data_set, self.catalogue).await? {
            Found::Api { id, how, siblings } => {
                events.push(format!("found: {how}"));
                standing.found_by = Some(how);
                standing.siblings = siblings;
                standing.api_id = Some(id.clone());
                self.take_from_api(route, &id, standing, events).await
            }
            Found::Site { file, how } => {
                events.push(format!("found: {how}"));
                standing.found_by = Some(how);
                self.take_site_file(route, &file, standing, events).await
            }
            Found::Nowhere(why) => Ok((Reaction::NotFound(why), None)),
        }
    }

    /// By the id that worked before, else by that of the catalogue. Nothing where there is none, or
    /// where the service does not know that of the catalogue, which may have moved.
    async fn by_api_id(
        &self,
        route: &Route<'_>,
        standing: &mut Standing,
        events: &mut Vec<String>,
    ) -> Option<Result<(Reaction, Option<String>), Trouble>> {
        // What once came from the catalogue site, because the API did not know it, stays there.
        let evidenced = Some(route.data_set.api_id.to_ascii_lowercase())
            .filter(|id| !id.is_empty() && standing.file_id.is_none());
        let api_id = standing.api_id.clone().or(evidenced)?;
        let taken = self.take_from_api(route, &api_id, standing, events).await;
        if matches!(taken, Err(Trouble::Ees(EesError::NotFound { .. })))
            && standing.api_id.is_none()
        {
            if route.held.is_none() {
                events.push(format!("the API does not know data set {api_id}"));
            }
            return None;
        }
        if taken.is_ok() {
            standing.api_id = Some(api_id.clone());
        }
        if standing.found_by.is_none() {
            standing.found_by = Some("catalogue".to_string());
        }
        if matches!(taken, Ok((Reaction::New { from: None }, _))) {
            events.push(format!("from the API, data set {api_id}"));
        }
        Some(taken)
    }
}

/// What went wrong with a data set leaves its version in use; what went wrong here ends the fetch.
fn kept(trouble: Trouble, stopped: &Stopped, before: Option<&Stale>) -> Result<Reaction, Error> {
    let error = match trouble {
        Trouble::Store(error) => return Err(error.into()),
        Trouble::Stage(error) => return Err(error.into()),
        Trouble::Ees(error @ EesError::Disk { .. }) => {
            return Err(Error::Rejected(error.to_string()));
        }
        Trouble::Ees(error) => error,
    };
    if error.stops_the_source() {
        // The first reason is the one that all share.
        let _ = stopped.set(error.clone());
    }
    let reason = error.to_string();
    let cause = Cause::from(&error);
    let known = before.is_some_and(|stale| stale.cause.as_ref() == Some(&cause));
    Ok(Reaction::Kept { reason, cause, unreachable: error.is_unreachable(), known })
}

/// Since when the version in use may not be the newest: as long as the cause is the same, or not
/// known of a record that an earlier version of the program wrote.
fn stale(reaction: &Reaction, before: Option<Stale>, now: Option<&str>) -> Option<Stale> {
    let since = |before: Option<Stale>| {
        before.map_or_else(|| now.unwrap_or_default().to_string(), |stale| stale.since)
    };
    match reaction {
        Reaction::Kept { reason, cause, .. } => {
            let same = |stale: &Stale| stale.cause.as_ref().is_none_or(|known| known == cause);
            Some(Stale {
                since: since(before.filter(same)),
                reason: reason.clone(),
                cause: Some(cause.clone()),
            })
        }
        Reaction::HeldBack { version, reasons, .. } => Some(Stale {
            since: since(before),
            reason: format!("a newer version is held back: {}", reasons.join("; ")),
            cause: Some(Cause::about(CauseKind::HeldBack, version)),
        }),
        _ => None,
    }
}

/// Where and how one data set is fetched.
pub(super) struct Route<'a> {
    pub ees: &'a Ees,
    pub directory: &'a Directory,
    pub file_turn: &'a Mutex<()>,
    pub data_set: &'a DataSet,
    pub held: Option<&'a Retrieval>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(error: &EesError) -> Reaction {
        super::kept(Trouble::Ees(error.clone()), &Stopped::new(), None).unwrap()
    }

    #[test]
    fn a_version_is_stale_since_its_cause_began_whatever_the_words_of_it() {
        let away = |url: &str| EesError::Timeout { url: url.to_string() };
        let first = stale(&kept(&away("https://a")), None, Some("Monday"));
        let again = stale(&kept(&away("https://b")), first.clone(), Some("Tuesday")).unwrap();
        assert_eq!((again.since.as_str(), again.reason.contains("https://b")), ("Monday", true));
        let withdrawn =
            |version: &str| EesError::Withdrawn { version: version.to_string(), when: None };
        let other = stale(&kept(&withdrawn("2.0")), first.clone(), Some("Wednesday"));
        assert_eq!(other.as_ref().map(|s| s.since.as_str()), Some("Wednesday"));
        let next = stale(&kept(&withdrawn("2.1")), other, Some("Thursday")).unwrap();
        assert_eq!(next.since, "Thursday", "another version is another cause");
        // A record of an earlier version of the program has no cause to compare.
        let earlier = first.map(|stale| Stale { cause: None, ..stale });
        let now = stale(&kept(&withdrawn("2.0")), earlier, Some("Friday")).unwrap();
        assert_eq!(now.since, "Monday");
    }

    #[test]
    fn trouble_is_known_by_its_cause() {
        let error = EesError::Timeout { url: "https://b".to_string() };
        let before = |cause| Stale { cause, ..Stale::default() };
        for (cause, expected) in [
            (Some(Cause::of(CauseKind::NoAnswer)), true),
            (Some(Cause::of(CauseKind::NoConnection)), false),
            (None, false),
        ] {
            let before = before(cause);
            let stopped = Stopped::new();
            let kept = super::kept(Trouble::Ees(error.clone()), &stopped, Some(&before)).unwrap();
            assert!(matches!(kept, Reaction::Kept { known, .. } if known == expected), "{kept:?}");
        }
    }
}
