//! What was downloaded is unpacked, checked against its description and the catalogue, and
//! used or held back.

use super::drift::Drift;
use super::fetch::{Fetch, Route, Trouble};
use super::report::Reaction;
use crate::catalogue::{Catalogue, DataSet};
use crate::source::Snapshot;
use crate::source::ees::{
    Changes, Download, Ees, EesError, Encoding, Expected, Meta, check_shape, written,
};
use crate::store::{HeldBack, Incoming, IntakeError, Retrieval, Standing, Unpacked, unpack};
use crate::threads::joined;

/// What a new file is checked against and recorded with.
pub(super) struct Arrival<'a> {
    pub retrieval: Retrieval,
    pub meta: Option<&'a Meta>,
    pub changes: &'a [Changes],
}

impl Fetch<'_> {
    /// A version that was fetched before and held back is not downloaded again.
    pub(super) fn judge_again(
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

    /// Unpacks what came and holds it against what was promised.
    pub(super) async fn taken_in(
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
        // On its own thread, so that answers to other requests keep arriving.
        let (sent, packed) = (incoming.sent(), incoming.packed());
        let unpacked = tokio::task::spawn_blocking(move || unpack(&sent, gzip, limit, &packed));
        let unpacked = joined(unpacked.await).map_err(|e| {
            let what = e.to_string();
            match e {
                IntakeError::Short => integrity("gzip", what),
                IntakeError::Damaged(_) => integrity("crc", what),
                IntakeError::Oversize(_) => integrity("oversize", what),
                IntakeError::Shape(_) | IntakeError::Form(_) => integrity("table", what),
                IntakeError::Store(_) => {
                    EesError::Disk { path: incoming.packed().display().to_string(), reason: what }
                }
            }
        })?;
        for note in check_shape(&download.url, expected, &unpacked.shape)? {
            ees.transport().warn(format!("{}: {note}", download.url));
        }
        Ok(unpacked)
    }

    /// Looks at a whole file before it is put in use, and puts it in use or holds it back.
    pub(super) fn judge(
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
        arrival.retrieval.changes = drift.changes();
        let retrieval = arrival.retrieval;
        self.store.add(self.writer, incoming, &retrieval, arrival.meta)?;
        events.extend(drift.events.into_iter().map(|event| event.change.words));
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
        events.extend(drift.breaking.iter().map(|reason| format!("used although {reason}")));
        self.store.switch(self.writer, &retrieval)?;
        standing.held_back = None;
        let from = held.map(|r| r.version.clone());
        Ok((Reaction::New { from }, Some(version)))
    }
}

/// The record of a file that came, before its version is known.
pub(super) fn retrieval_of(
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
        synthetic: Some(false),
        ..Retrieval::default()
    }
}
