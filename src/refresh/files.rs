//! Files that have no version but their bytes: of the catalogue site, of other publishers,
//! of a folder.

use super::discover::Listed;
use super::fetch::{Fetch, Route, Trouble};
use super::intake::{Arrival, retrieval_of};
use super::report::{FetchOutcome, FetchReport, Reaction};
use crate::error::Error;
use crate::source::ees::{Conditions, EesError, Expected, written};
use crate::source::{Snapshot, version_of};
use crate::store::{IntakeError, Retrieval, Standing, StoreError, unpack};
use reqwest::Url;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

impl Fetch<'_> {
    pub(super) async fn take_from_site(
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

    pub(super) async fn take_site_file(
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

    pub(super) async fn take_from_url(
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
    pub(super) async fn take_plain_file(
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

fn copy(snapshot: &Snapshot, to: &Path) -> Result<(), Error> {
    let mut reader = snapshot.open()?;
    let mut file = std::fs::File::create(to).map_err(StoreError::file(to))?;
    std::io::copy(&mut reader, &mut file).map_err(StoreError::file(to))?;
    file.flush().map_err(StoreError::file(to))?;
    Ok(())
}
