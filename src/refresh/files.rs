//! Files that have no version but their bytes: of the catalogue site and of other publishers.

use super::discover::Listed;
use super::fetch::{Fetch, Route, Trouble};
use super::intake::{Arrival, retrieval_of};
use super::report::Reaction;
use crate::source::ees::{Conditions, EesError, Expected};
use crate::source::version_of;
use crate::store::{Retrieval, Standing};
use reqwest::Url;

impl Fetch<'_> {
    pub(super) async fn take_from_site(
        &self,
        route: &Route<'_>,
        standing: &mut Standing,
        events: &mut Vec<String>,
    ) -> Result<(Reaction, Option<String>), Trouble> {
        let known = standing.file_id.clone().unwrap_or_else(|| route.data_set.file_id.clone());
        match route.directory.file(route.ees, route.data_set, self.catalogue).await {
            Ok(Some((file, how))) => {
                if !file.id.eq_ignore_ascii_case(&known) {
                    events.push(format!("another file replaces {known}; found: {how}"));
                }
                return self.take_site_file(route, &file, standing, events).await;
            }
            Err(error) if error.stops_the_source() => return Err(error.into()),
            Ok(None) | Err(_) => {}
        }
        // The list does not have it or cannot be had: the address that is known still may.
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
        let mut retrieval = Retrieval {
            route: "catalogue site".into(),
            source_id: file.id.clone(),
            file_id: Some(file.id.clone()),
            published: file.published.clone(),
            ..Retrieval::default()
        };
        retrieval.release = Some(file.release.clone()).filter(|r| !r.is_empty());
        let outcome =
            self.take_plain_file(route, &url, retrieval, same_file, standing, events).await?;
        if matches!(outcome.0, Reaction::New { from: None }) {
            events.push(format!("from the catalogue site, file {}", file.id));
        }
        if standing.found_by.is_none() {
            standing.found_by = Some("catalogue".to_string());
        }
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
        let retrieval =
            Retrieval { route: "url".into(), source_id: url.to_string(), ..Retrieval::default() };
        self.take_plain_file(route, &url, retrieval, true, standing, events).await
    }

    /// A file that has no version but its bytes.
    pub(super) async fn take_plain_file(
        &self,
        route: &Route<'_>,
        url: &Url,
        retrieval: Retrieval,
        same_file: bool,
        standing: &mut Standing,
        events: &mut Vec<String>,
    ) -> Result<(Reaction, Option<String>), Trouble> {
        let ees = route.ees;
        let held = route.held.filter(|r| same_file && r.source_id == retrieval.source_id);
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
            route: retrieval.route,
            source_id: retrieval.source_id,
            file_id: retrieval.file_id,
            published: retrieval.published,
            release: retrieval.release,
            ..taken
        };
        let arrival = Arrival { retrieval, meta: None, changes: &[] };
        self.judge(route.data_set, route.held, &incoming, arrival, standing, events)
    }
}
