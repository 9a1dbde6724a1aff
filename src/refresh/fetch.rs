//! Source → store: what is new is fetched, checked, looked at, and only then put in use.
//! Whatever goes wrong, the version in use stays in use.

use super::discover::{Directory, Found, Listed};
use super::drift::Drift;
use super::report::{FetchOutcome, FetchReport, Reaction};
use crate::catalogue::{Catalogue, DataSet};
use crate::error::Error;
use crate::source::ees::{
    Changes, Conditions, Download, Ees, EesError, Encoding, Expected, Meta, Status, Version,
    VersionSummary, check_shape, written,
};
use crate::source::{Snapshot, version_of};
use crate::stage::StageError;
use crate::store::{
    HeldBack, Incoming, IntakeError, Retrieval, Stale, Standing, Store, StoreError, Unpacked,
    Writer, unpack,
};
use futures::StreamExt;
use futures::lock::Mutex;
use reqwest::Url;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

/// Data sets that are asked about at a time; files are fetched one at a time.
const AT_A_TIME: usize = 4;

/// What is to be fetched.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Ids; every data set of the catalogue where there is none.
    pub data_sets: Vec<String>,
    /// Exactly the versions that the lock file names.
    pub locked: bool,
    /// Put a version in use even if some measures cannot be read from it.
    pub accept_incomplete: bool,
}

/// Why one data set could not be brought up to date.
#[derive(Debug)]
enum Trouble {
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
    /// Told what is being done.
    pub progress: &'a (dyn Fn(&str) + Sync),
}

/// What a new file is held against and recorded with.
struct Arrival<'a> {
    retrieval: Retrieval,
    meta: Option<&'a Meta>,
    changes: &'a [Changes],
}

impl Fetch<'_> {
    /// Asks the service about every wanted data set and takes in what is new.
    ///
    /// # Errors
    /// The store cannot be written. What the service does wrong is told in the report.
    pub async fn take_from_service(&self, ees: &Ees) -> Result<FetchReport, Error> {
        let directory = Directory::default();
        let file_turn = Mutex::new(());
        let stopped = AtomicBool::new(false);
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
        report.warnings = ees.transport().take_warnings();
        Ok(report)
    }

    fn chosen(&self) -> Vec<&DataSet> {
        let wanted = |d: &&DataSet| {
            self.wanted.data_sets.is_empty() || self.wanted.data_sets.contains(&d.id)
        };
        // Nobody publishes a local data set, and nobody is asked for it.
        let published = |d: &&DataSet| d.local_file.is_none();
        self.catalogue.data_sets.values().filter(published).filter(wanted).collect()
    }

    /// One data set; what goes wrong with it leaves its version in use.
    async fn data_set(
        &self,
        ees: &Ees,
        directory: &Directory,
        file_turn: &Mutex<()>,
        stopped: &AtomicBool,
        data_set: &DataSet,
    ) -> Result<FetchOutcome, Error> {
        let id = &data_set.id;
        let mut standing = self.store.standing(id)?;
        let before = standing.clone();
        let held = self.store.current(id)?.filter(|r| self.store.holds(&r.sha256));
        let version = held.as_ref().map(|r| r.version.clone());
        (self.progress)(&format!("asking about {id}"));
        let mut events = Vec::new();
        let result = if stopped.load(Ordering::Relaxed) {
            Err(Trouble::Ees(EesError::RateLimited { after: None }))
        } else if self.wanted.locked {
            self.locked(ees, file_turn, data_set).await
        } else {
            let route = Route { ees, directory, file_turn, data_set, held: held.as_ref() };
            self.newest(&route, &mut standing, &mut events).await
        };
        standing.checked_at = Some(written(ees.transport().clock().now()));
        let (reaction, version) = match result {
            Ok((reaction, now)) => (reaction, now.or(version)),
            Err(Trouble::Store(error)) => return Err(error.into()),
            Err(Trouble::Stage(error)) => return Err(error.into()),
            Err(Trouble::Ees(error @ EesError::Disk { .. })) => {
                return Err(Error::Rejected(error.to_string()));
            }
            Err(Trouble::Ees(error)) => {
                if error.stops_the_source() {
                    stopped.store(true, Ordering::Relaxed);
                }
                let reason = error.to_string();
                let known = before.stale.as_ref().is_some_and(|s| s.reason == reason);
                let unreachable = error.is_unreachable();
                (Reaction::Kept { reason, unreachable, known }, version)
            }
        };
        standing.stale = match &reaction {
            Reaction::Kept { reason, .. } => Some(Stale {
                since: before
                    .stale
                    .filter(|s| s.reason == *reason)
                    .map_or_else(|| standing.checked_at.clone().unwrap_or_default(), |s| s.since),
                reason: reason.clone(),
            }),
            Reaction::HeldBack { reasons, .. } => Some(Stale {
                since: before
                    .stale
                    .map_or_else(|| standing.checked_at.clone().unwrap_or_default(), |s| s.since),
                reason: format!("a newer version is held back: {}", reasons.join("; ")),
            }),
            _ => None,
        };
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
        let evidenced = Some(data_set.api_id.to_ascii_lowercase()).filter(|id| !id.is_empty());
        if let Some(api_id) = standing.api_id.clone().or_else(|| evidenced.clone()) {
            match self.take_from_api(route, &api_id, standing, events).await {
                // An id of the catalogue that the service does not know may have moved; one
                // that has served before has been taken down.
                Err(Trouble::Ees(EesError::NotFound { .. }))
                    if route.held.is_none() && standing.api_id.is_none() => {}
                other => {
                    standing.api_id = Some(api_id);
                    if standing.found_by.is_none() {
                        standing.found_by = Some("catalogue".to_string());
                    }
                    return other;
                }
            }
        }
        let by_site = standing.file_id.is_some() || !data_set.file_id.is_empty();
        if by_site {
            return self.take_from_site(route, standing, events).await;
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

    async fn take_from_api(
        &self,
        route: &Route<'_>,
        api_id: &str,
        standing: &mut Standing,
        events: &mut Vec<String>,
    ) -> Result<(Reaction, Option<String>), Trouble> {
        let ees = route.ees;
        let summary = ees.data_set(api_id).await?;
        match summary.status {
            Status::Published => {}
            Status::Deprecated => {
                standing.successor.clone_from(&summary.superseding_data_set_id);
                let successor = summary.superseding_data_set_id.as_deref().unwrap_or("not named");
                events
                    .push(format!("the publisher replaces this data set; successor: {successor}"));
            }
            Status::Withdrawn => {
                return Err(
                    EesError::Withdrawn { version: "of every number".into(), when: None }.into()
                );
            }
            Status::Unknown => {
                ees.transport().warn(format!(
                    "{}: the publisher gives the data set a status that this program does not know",
                    route.data_set.id
                ));
                return Ok((Reaction::Unchanged, None));
            }
        }
        let Some(latest) = summary.latest_version else {
            return Ok((Reaction::NotPublished, None));
        };
        let version: Version = latest.version.parse().map_err(|_| EesError::Decode {
            url: format!("data set {api_id}"),
            what: format!("'{}' is no version", latest.version),
        })?;
        let held = route.held.filter(|r| r.route == "api" && r.source_id == api_id);
        let have: Option<Version> = held.and_then(|r| r.version.parse().ok());
        if let (Some(have), Some(held)) = (have, held) {
            if version < have {
                return Err(EesError::VersionRegression { have, got: version }.into());
            }
            if version == have {
                let rows = i64::try_from(held.shape.rows).unwrap_or(i64::MAX);
                if latest.total_results == rows || latest.total_results == 0 {
                    return Ok((Reaction::Unchanged, None));
                }
                ees.transport().warn(format!(
                    "{}: version {version} now counts {} rows in place of {rows}; it is fetched again",
                    route.data_set.id, latest.total_results
                ));
            }
        }
        if let Some(outcome) = self.judge_again(route, &version.to_string(), standing, events)? {
            return Ok(outcome);
        }
        let exact = ees.version(api_id, version).await?;
        if exact.status == Some(Status::Withdrawn) {
            return Err(EesError::Withdrawn {
                version: version.to_string(),
                when: exact.withdrawn,
            }
            .into());
        }
        let changes = self.changes_since(ees, api_id, have, version).await?;
        let meta = ees.meta(api_id, version).await?;
        let url = ees.csv_address(api_id, version)?;
        let expected = Expected { meta: Some(meta.clone()), rows: Some(exact.total_results) };
        let incoming = self.store.incoming(self.writer, &route.data_set.id)?;
        let (download, unpacked) = {
            let _turn = route.file_turn.lock().await;
            (self.progress)(&format!("fetching {} {version}", route.data_set.id));
            let fetch = || async {
                let download = ees.version_file(&url, version, &incoming.sent()).await?;
                let unpacked = self.taken_in(ees, &download, &incoming, &expected).await?;
                Ok((download, unpacked))
            };
            ees.transport().retrying(fetch).await?
        };
        let mut retrieval = retrieval_of(ees, route.data_set, &download, unpacked);
        retrieval.version = version.to_string();
        retrieval.route = "api".to_string();
        retrieval.source_id = api_id.to_string();
        describe(&mut retrieval, &exact);
        let arrival = Arrival { retrieval, meta: Some(&meta), changes: &changes };
        self.judge(route.data_set, route.held, &incoming, arrival, standing, events)
    }

    /// What each version after the one held changed, oldest first; nothing where the
    /// publisher's list cannot be had.
    async fn changes_since(
        &self,
        ees: &Ees,
        api_id: &str,
        have: Option<Version>,
        version: Version,
    ) -> Result<Vec<Changes>, Trouble> {
        let Some(have) = have else { return Ok(Vec::new()) };
        let next = [
            Version { patch: have.patch + 1, ..have },
            Version { minor: have.minor + 1, patch: 0, ..have },
            Version { major: have.major + 1, minor: 0, patch: 0 },
        ];
        let steps = if next.contains(&version) {
            vec![version]
        } else {
            let all = ees.versions(api_id).await?;
            all.into_iter().map(|(v, _)| v).filter(|v| *v > have && *v <= version).collect()
        };
        let mut changes = Vec::new();
        for step in steps {
            match ees.changes(api_id, step).await {
                Ok(step) => changes.push(step),
                // The two descriptions are compared in place of a list that cannot be had.
                Err(
                    EesError::Server { .. }
                    | EesError::NotFound { .. }
                    | EesError::Forbidden { .. },
                ) => return Ok(Vec::new()),
                Err(error) => return Err(error.into()),
            }
        }
        Ok(changes)
    }

    /// A version that was fetched before and held back needs no second journey.
    fn judge_again(
        &self,
        route: &Route<'_>,
        version: &str,
        standing: &mut Standing,
        events: &mut Vec<String>,
    ) -> Result<Option<(Reaction, Option<String>)>, Trouble> {
        let id = &route.data_set.id;
        let Some(held_back) = standing.held_back.clone().filter(|h| h.version == version) else {
            return Ok(None);
        };
        if held_back.catalogue == Catalogue::fingerprint() && !self.wanted.accept_incomplete {
            let reasons = held_back.reasons;
            return Ok(Some((
                Reaction::HeldBack { version: version.into(), reasons, known: true },
                None,
            )));
        }
        let Some(retrieval) = self.store.retrieval(id, version)? else { return Ok(None) };
        if !self.store.holds(&retrieval.sha256) {
            return Ok(None);
        }
        let meta = self.store.meta(id, version)?;
        let incoming = self.store.incoming(self.writer, id)?;
        let arrival = Arrival { retrieval, meta: meta.as_ref(), changes: &[] };
        self.judge(route.data_set, route.held, &incoming, arrival, standing, events).map(Some)
    }

    async fn take_from_site(
        &self,
        route: &Route<'_>,
        standing: &mut Standing,
        events: &mut Vec<String>,
    ) -> Result<(Reaction, Option<String>), Trouble> {
        match route.directory.file(route.ees, route.data_set, self.catalogue).await {
            Ok(Some((file, _))) => {
                return self.take_site_file(route, &file, standing, events).await;
            }
            Err(error) if error.stops_the_source() => return Err(error.into()),
            Ok(None) | Err(_) => {}
        }
        // The list does not have it or cannot be had: the address that is known still may.
        let known = standing.file_id.clone().unwrap_or_else(|| route.data_set.file_id.clone());
        let file =
            Listed { id: known, state: String::new(), release: String::new(), published: None };
        self.take_site_file(route, &file, standing, events).await
    }

    async fn take_site_file(
        &self,
        route: &Route<'_>,
        file: &Listed,
        standing: &mut Standing,
        events: &mut Vec<String>,
    ) -> Result<(Reaction, Option<String>), Trouble> {
        let same_file = standing.file_id.as_ref() == Some(&file.id);
        if route.held.is_some()
            && same_file
            && !file.state.is_empty()
            && standing.listed.as_ref() == Some(&file.state)
        {
            return Ok((Reaction::Unchanged, None));
        }
        let url = route.ees.site_csv_address(&file.id)?;
        let mut told = Retrieval {
            route: "catalogue site".into(),
            source_id: file.id.clone(),
            file_id: Some(file.id.clone()),
            published: file.published.clone(),
            ..Retrieval::default()
        };
        told.release = Some(file.release.clone()).filter(|r| !r.is_empty());
        let outcome = self.take_plain_file(route, &url, told, same_file, standing, events).await?;
        standing.file_id = Some(file.id.clone());
        standing.listed = Some(file.state.clone()).filter(|s| !s.is_empty());
        Ok(outcome)
    }

    async fn take_from_url(
        &self,
        route: &Route<'_>,
        standing: &mut Standing,
        events: &mut Vec<String>,
    ) -> Result<(Reaction, Option<String>), Trouble> {
        let wrong = |e: crate::source::ees::AddressError| EesError::Decode {
            url: format!("catalogue/data-sets/{}.toml", route.data_set.id),
            what: e.to_string(),
        };
        let url = crate::source::ees::address(&route.data_set.url).map_err(wrong)?;
        let told =
            Retrieval { route: "url".into(), source_id: url.to_string(), ..Retrieval::default() };
        self.take_plain_file(route, &url, told, true, standing, events).await
    }

    /// A file that has no version but its bytes.
    async fn take_plain_file(
        &self,
        route: &Route<'_>,
        url: &Url,
        told: Retrieval,
        same_file: bool,
        standing: &mut Standing,
        events: &mut Vec<String>,
    ) -> Result<(Reaction, Option<String>), Trouble> {
        let ees = route.ees;
        let held = route.held.filter(|r| same_file && r.source_id == told.source_id);
        let conditions = Conditions {
            etag: held.and_then(|r| r.etag.clone()),
            last_modified: held.and_then(|r| r.last_modified.clone()),
        };
        let incoming = self.store.incoming(self.writer, &route.data_set.id)?;
        let arrived = {
            let _turn = route.file_turn.lock().await;
            (self.progress)(&format!("fetching {}", route.data_set.id));
            let fetch = || async {
                match ees.plain_file(url, &conditions, &incoming.sent()).await? {
                    None => Ok(None),
                    Some(download) => {
                        let expected = Expected::default();
                        let unpacked = self.taken_in(ees, &download, &incoming, &expected).await?;
                        Ok(Some((download, unpacked)))
                    }
                }
            };
            ees.transport().retrying(fetch).await?
        };
        let Some((download, unpacked)) = arrived else { return Ok((Reaction::Unchanged, None)) };
        if route.held.is_some_and(|r| r.sha256 == unpacked.sha256) {
            return Ok((Reaction::Unchanged, None));
        }
        let version = version_of(&unpacked.sha256);
        if let Some(outcome) = self.judge_again(route, &version, standing, events)? {
            return Ok(outcome);
        }
        let taken = retrieval_of(ees, route.data_set, &download, unpacked);
        let retrieval = Retrieval {
            version,
            route: told.route,
            source_id: told.source_id,
            file_id: told.file_id,
            published: told.published,
            release: told.release,
            ..taken
        };
        let arrival = Arrival { retrieval, meta: None, changes: &[] };
        self.judge(route.data_set, route.held, &incoming, arrival, standing, events)
    }

    /// Exactly what the lock file names.
    async fn locked(
        &self,
        ees: &Ees,
        file_turn: &Mutex<()>,
        data_set: &DataSet,
    ) -> Result<(Reaction, Option<String>), Trouble> {
        let id = &data_set.id;
        let Some(locked) = self.store.lock()?.data_sets.get(id).cloned() else {
            return Ok((Reaction::NotLocked, None));
        };
        if self.store.snapshot(id, &locked).is_ok() {
            return Ok((Reaction::Unchanged, Some(locked.version)));
        }
        let standing = self.store.standing(id)?;
        let api_id = standing.api_id.unwrap_or_else(|| data_set.api_id.to_ascii_lowercase());
        let integrity = |what: String| EesError::Integrity {
            url: format!("data set {id}"),
            check: "lock file",
            what,
        };
        let Ok(version) = locked.version.parse::<Version>() else {
            let what = format!(
                "version {} has no number by which it could be asked for again; restore it from a copy of the store",
                locked.version
            );
            return Err(integrity(what).into());
        };
        let exact = ees.version(&api_id, version).await?;
        let meta = ees.meta(&api_id, version).await?;
        let url = ees.csv_address(&api_id, version)?;
        let incoming = self.store.incoming(self.writer, id)?;
        let expected = Expected { meta: Some(meta.clone()), rows: Some(exact.total_results) };
        let _turn = file_turn.lock().await;
        (self.progress)(&format!("fetching {id} {version}"));
        let fetch = || async {
            let download = ees.version_file(&url, version, &incoming.sent()).await?;
            let unpacked = self.taken_in(ees, &download, &incoming, &expected).await?;
            Ok((download, unpacked))
        };
        let (download, unpacked) = ees.transport().retrying(fetch).await?;
        if unpacked.sha256 != locked.sha256 {
            let what = format!(
                "version {version} now has the checksum {}, locked is {}",
                unpacked.sha256, locked.sha256
            );
            return Err(integrity(what).into());
        }
        let mut retrieval = retrieval_of(ees, data_set, &download, unpacked);
        retrieval.version.clone_from(&locked.version);
        retrieval.route = "api".to_string();
        retrieval.source_id = api_id;
        describe(&mut retrieval, &exact);
        self.store.add(self.writer, &incoming, &retrieval, Some(&meta))?;
        Ok((Reaction::New { from: None }, Some(locked.version)))
    }

    /// Unpacks what came and holds it against what was promised.
    async fn taken_in(
        &self,
        ees: &Ees,
        download: &Download,
        incoming: &Incoming,
        expected: &Expected,
    ) -> Result<Unpacked, EesError> {
        let limit = ees.transport().limits().file_bytes;
        let gzip = download.encoding == Encoding::Gzip;
        let integrity = |check: &'static str, what: String| EesError::Integrity {
            url: download.url.clone(),
            check,
            what,
        };
        // On a thread of its own: answers to other requests go on arriving meanwhile.
        let (sent, packed) = (incoming.sent(), incoming.packed());
        let unpacked = tokio::task::spawn_blocking(move || unpack(&sent, gzip, limit, &packed))
            .await
            .unwrap_or_else(|stopped| std::panic::resume_unwind(stopped.into_panic()))
            .map_err(|e| {
                let what = e.to_string();
                match e {
                    IntakeError::Short => integrity("gzip", what),
                    IntakeError::Damaged(_) => integrity("crc", what),
                    IntakeError::Oversize(_) => integrity("oversize", what),
                    IntakeError::Shape(crate::source::ShapeError::Doubled(column)) => {
                        EesError::SchemaDrift { missing: vec![format!("'{column}' stands twice")] }
                    }
                    IntakeError::Shape(_) => integrity("table", what),
                    IntakeError::Store(_) => EesError::Disk {
                        path: incoming.packed().display().to_string(),
                        reason: what,
                    },
                }
            })?;
        for note in check_shape(&download.url, expected, &unpacked.shape)? {
            ees.transport().warn(format!("{}: {note}", download.url));
        }
        Ok(unpacked)
    }

    /// Looks at a whole file before it is put in use, and puts it in use or holds it back.
    fn judge(
        &self,
        data_set: &DataSet,
        held: Option<&Retrieval>,
        incoming: &Incoming,
        mut arrival: Arrival<'_>,
        standing: &mut Standing,
        events: &mut Vec<String>,
    ) -> Result<(Reaction, Option<String>), Trouble> {
        let id = &data_set.id;
        let candidate: Snapshot = self.store.candidate(incoming, &arrival.retrieval);
        let mut drift = Drift::of(&candidate, self.catalogue)?;
        if let Some(held) = held {
            drift.compare(id, &held.shape, &arrival.retrieval.shape);
            if arrival.changes.is_empty()
                && let (Some(new), Some(old)) = (arrival.meta, self.store.meta(id, &held.version)?)
            {
                drift.descriptions_say(&old, new);
            }
        }
        for changes in arrival.changes {
            drift.publisher_says(changes);
        }
        drift.settle();
        arrival.retrieval.changes.clone_from(&drift.events);
        let retrieval = arrival.retrieval;
        self.store.add(self.writer, incoming, &retrieval, arrival.meta)?;
        events.extend(drift.events);
        let version = retrieval.version.clone();
        if !drift.breaking.is_empty() && !self.wanted.accept_incomplete {
            standing.held_back = Some(HeldBack {
                version: version.clone(),
                catalogue: Catalogue::fingerprint(),
                reasons: drift.breaking.clone(),
            });
            return Ok((
                Reaction::HeldBack { version, reasons: drift.breaking, known: false },
                None,
            ));
        }
        events.extend(drift.breaking.iter().map(|reason| format!("taken although {reason}")));
        self.store.switch(self.writer, &retrieval)?;
        standing.held_back = None;
        let from = held.map(|r| r.version.clone());
        Ok((Reaction::New { from }, Some(version)))
    }

    /// Takes a folder of published files in.
    ///
    /// # Errors
    /// The folder cannot be read or the store not be written.
    pub fn take_from_folder(&self, snapshots: Vec<Snapshot>) -> Result<FetchReport, Error> {
        let mut report = FetchReport::default();
        // A store has one version of a data set in use: the newest release of a folder that
        // holds several. A run on the folder itself reads them all.
        let mut newest: BTreeMap<String, Snapshot> = BTreeMap::new();
        for snapshot in snapshots {
            let id = snapshot.data_set.clone();
            if newest.get(&id).is_none_or(|held| held.released <= snapshot.released) {
                newest.insert(id, snapshot);
            }
        }
        for snapshot in newest.into_values() {
            let id = snapshot.data_set.clone();
            let Some(data_set) = self.chosen().into_iter().find(|data_set| data_set.id == id)
            else {
                continue;
            };
            (self.progress)(&format!("taking in {id}"));
            let held = self.store.current(&id)?.filter(|r| self.store.holds(&r.sha256));
            if held.as_ref().is_some_and(|r| r.sha256 == snapshot.sha256) {
                report.outcomes.push(FetchOutcome {
                    data_set: id,
                    version: Some(snapshot.version),
                    reaction: Reaction::Unchanged,
                    events: Vec::new(),
                });
                continue;
            }
            let mut standing = self.store.standing(&id)?;
            let mut events = Vec::new();
            let incoming = self.store.incoming(self.writer, &id)?;
            copy(&snapshot, &incoming.sent())?;
            let (reaction, version) =
                match unpack(&incoming.sent(), false, u64::MAX, &incoming.packed()) {
                    Err(IntakeError::Store(error)) => return Err(error.into()),
                    Err(error) => {
                        let reason = format!("{}: {error}", snapshot.file);
                        (Reaction::Kept { reason, unreachable: false, known: false }, None)
                    }
                    Ok(unpacked) => {
                        let retrieval = Retrieval {
                            data_set: id.clone(),
                            version: snapshot.version.clone(),
                            sha256: unpacked.sha256,
                            bytes: unpacked.bytes,
                            sent_bytes: unpacked.bytes,
                            sent_as: "plain".into(),
                            url: snapshot.file.clone(),
                            route: "directory".into(),
                            retrieved_at: written(std::time::SystemTime::now()),
                            shape: unpacked.shape,
                            ..Retrieval::default()
                        };
                        let arrival = Arrival { retrieval, meta: None, changes: &[] };
                        self.judge(
                            data_set,
                            held.as_ref(),
                            &incoming,
                            arrival,
                            &mut standing,
                            &mut events,
                        )?
                    }
                };
            self.store.set_standing(self.writer, &id, &standing)?;
            let version = version.or(held.map(|r| r.version));
            report.outcomes.push(FetchOutcome { data_set: id, version, reaction, events });
        }
        Ok(report)
    }
}

/// Where and how one data set is fetched.
struct Route<'a> {
    ees: &'a Ees,
    directory: &'a Directory,
    file_turn: &'a Mutex<()>,
    data_set: &'a DataSet,
    held: Option<&'a Retrieval>,
}

fn copy(snapshot: &Snapshot, to: &Path) -> Result<(), Error> {
    let mut reader = snapshot.open()?;
    let mut file = std::fs::File::create(to).map_err(StoreError::file(to))?;
    std::io::copy(&mut reader, &mut file).map_err(StoreError::file(to))?;
    file.flush().map_err(StoreError::file(to))?;
    Ok(())
}

fn retrieval_of(
    ees: &Ees,
    data_set: &DataSet,
    download: &Download,
    unpacked: Unpacked,
) -> Retrieval {
    Retrieval {
        data_set: data_set.id.clone(),
        sha256: unpacked.sha256,
        bytes: unpacked.bytes,
        sent_bytes: download.sent_bytes,
        sent_as: match download.encoding {
            Encoding::Gzip => "gzip".to_string(),
            Encoding::Plain => "plain".to_string(),
        },
        url: download.url.clone(),
        retrieved_at: written(ees.transport().clock().now()),
        etag: download.etag.clone(),
        last_modified: download.last_modified.clone(),
        shape: unpacked.shape,
        ..Retrieval::default()
    }
}

fn describe(retrieval: &mut Retrieval, version: &VersionSummary) {
    retrieval.published.clone_from(&version.published);
    retrieval.release = version.release.as_ref().map(|r| r.title.clone());
    retrieval.kind.clone_from(&version.kind);
    retrieval.notes.clone_from(&version.notes);
    retrieval.file_id = version.file.as_ref().map(|f| f.id.clone());
}
