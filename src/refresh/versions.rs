//! Data sets of the API: by exact version, described before they are fetched.

use super::fetch::{Fetch, Route, Trouble};
use super::intake::{Arrival, retrieval_of};
use super::report::Reaction;
use crate::catalogue::DataSet;
use crate::source::ees::{
    Changes, DataSetSummary, Ees, EesError, Expected, Meta, Status, Version, VersionSummary,
};
use crate::store::{Incoming, Retrieval, Standing};
use futures::lock::Mutex;

impl Fetch<'_> {
    /// The latest version of a data set, if it is not the one that is held.
    pub(super) async fn take_from_api(
        &self,
        route: &Route<'_>,
        api_id: &str,
        standing: &mut Standing,
        events: &mut Vec<String>,
    ) -> Result<(Reaction, Option<String>), Trouble> {
        let ees = route.ees;
        let summary = ees.data_set(api_id).await?;
        if !is_offered(route, &summary, standing, events)? {
            return Ok((Reaction::Unchanged, None));
        }
        let Some(latest) = summary.latest_version else {
            return Ok((Reaction::NotPublished, None));
        };
        let version: Version = latest.version.parse().map_err(|_| EesError::Decode {
            url: format!("data set {api_id}"),
            what: format!("'{}' is not a version number", latest.version),
        })?;
        let held = route.held.filter(|r| r.route == "api" && r.source_id == api_id);
        let have: Option<Version> = held.and_then(|r| r.version.parse().ok());
        if let (Some(have), Some(held)) = (have, held)
            && !is_to_be_fetched(route, version, latest.total_results, (have, held))?
        {
            return Ok((Reaction::Unchanged, None));
        }
        if let Some(outcome) = self.judge_again(route, &version.to_string(), standing, events)? {
            return Ok(outcome);
        }
        let exact = not_withdrawn(ees.version(api_id, version).await?, version)?;
        let changes = self.changes_since(ees, api_id, have, version).await?;
        let meta = ees.meta(api_id, version).await?;
        let incoming = self.store.incoming(self.writer, &route.data_set.id)?;
        let asked = Asked { api_id, version, exact: &exact, meta: &meta };
        let retrieval = {
            let _turn = route.file_turn.lock().await;
            self.fetched(ees, route.data_set, &asked, &incoming).await?
        };
        let arrival = Arrival { retrieval, meta: Some(&meta), changes: &changes };
        self.judge(route.data_set, route.held, &incoming, arrival, standing, events)
    }

    /// The file of one version, checked against its description; only by who has the turn, because
    /// files are fetched one at a time.
    async fn fetched(
        &self,
        ees: &Ees,
        data_set: &DataSet,
        asked: &Asked<'_>,
        incoming: &Incoming,
    ) -> Result<Retrieval, Trouble> {
        let Asked { api_id, version, exact, meta } = *asked;
        let url = ees.csv_address(api_id, version)?;
        let expected = Expected { meta: Some(meta.clone()), rows: Some(exact.total_results) };
        (self.progress)(&format!("fetching {} {version}", data_set.id));
        let fetch = || async {
            let download = ees.version_file(&url, version, &incoming.sent()).await?;
            let unpacked = self.taken_in(ees, &download, incoming, &expected).await?;
            Ok((download, unpacked))
        };
        let (download, unpacked) = ees.transport().retrying(fetch).await?;
        let mut retrieval = retrieval_of(ees, data_set, &download, unpacked);
        retrieval.version = version.to_string();
        retrieval.route = "api".to_string();
        retrieval.source_id = api_id.to_string();
        describe(&mut retrieval, exact);
        Ok(retrieval)
    }

    /// What each version after the one held changed, oldest first; nothing where the
    /// publisher's list cannot be had.
    pub(super) async fn changes_since(
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

    /// Exactly what the lock file names.
    pub(super) async fn locked(
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
        let incoming = self.store.incoming(self.writer, id)?;
        let _turn = file_turn.lock().await;
        let asked = Asked { api_id: &api_id, version, exact: &exact, meta: &meta };
        let mut retrieval = self.fetched(ees, data_set, &asked, &incoming).await?;
        if retrieval.sha256 != locked.sha256 {
            let what = format!(
                "version {version} now has the checksum {}, locked is {}",
                retrieval.sha256, locked.sha256
            );
            return Err(integrity(what).into());
        }
        retrieval.version.clone_from(&locked.version);
        self.store.add(self.writer, &incoming, &retrieval, Some(&meta))?;
        Ok((Reaction::New { from: None }, Some(locked.version)))
    }
}

/// A version that is asked for by its number.
#[derive(Clone, Copy)]
struct Asked<'a> {
    api_id: &'a str,
    version: Version,
    exact: &'a VersionSummary,
    meta: &'a Meta,
}

/// Whether the publisher still offers a data set; one that takes its place is noted.
fn is_offered(
    route: &Route<'_>,
    summary: &DataSetSummary,
    standing: &mut Standing,
    events: &mut Vec<String>,
) -> Result<bool, EesError> {
    match summary.status {
        Status::Published => {}
        Status::Deprecated => {
            standing.successor.clone_from(&summary.superseding_data_set_id);
            let successor = summary.superseding_data_set_id.as_deref().unwrap_or("not named");
            events.push(format!("the publisher replaces this data set; successor: {successor}"));
        }
        Status::Withdrawn => {
            return Err(EesError::Withdrawn { version: "of every number".into(), when: None });
        }
        Status::Unknown => {
            route.ees.transport().warn(format!(
                "{}: the publisher gives the data set a status that this program does not know",
                route.data_set.id
            ));
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether a version differs from the one held: by its number, or by the rows that it now counts.
fn is_to_be_fetched(
    route: &Route<'_>,
    version: Version,
    counted: i64,
    (have, held): (Version, &Retrieval),
) -> Result<bool, EesError> {
    if version < have {
        return Err(EesError::VersionRegression { have, got: version });
    }
    if version > have {
        return Ok(true);
    }
    let rows = i64::try_from(held.shape.rows).unwrap_or(i64::MAX);
    let rows = held.counted.unwrap_or(rows);
    if counted == rows || counted == 0 {
        return Ok(false);
    }
    route.ees.transport().warn(format!(
        "{}: version {version} now counts {counted} rows in place of {rows}; it is fetched again",
        route.data_set.id
    ));
    Ok(true)
}

/// A version, unless it was withdrawn.
fn not_withdrawn(exact: VersionSummary, version: Version) -> Result<VersionSummary, EesError> {
    if exact.status == Some(Status::Withdrawn) {
        return Err(EesError::Withdrawn { version: version.to_string(), when: exact.withdrawn });
    }
    Ok(exact)
}

fn describe(retrieval: &mut Retrieval, version: &VersionSummary) {
    retrieval.published.clone_from(&version.published);
    retrieval.release = version.release.as_ref().map(|r| r.title.clone());
    retrieval.kind.clone_from(&version.kind);
    retrieval.notes.clone_from(&version.notes);
    retrieval.file_id = version.file.as_ref().map(|f| f.id.clone());
    retrieval.counted = Some(version.total_results).filter(|rows| *rows > 0);
}
