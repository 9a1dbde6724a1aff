//! Each way in which the service may misbehave, and what the program does about it. A
//! case starts with version 2.1 in the store; whatever happens, a version is in use and
//! whole afterwards.

mod descriptions;
mod files;
mod refusals;

use crate::house::{House, PHONICS, PHONICS_COLUMNS, figures, phonics, phonics_data_set};
use crate::service::{Service, Version, csv_answer, gzip, json_answer, problem};
use send_outcomes::refresh::{FetchOutcome, Reaction};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::Duration;
use wiremock::ResponseTemplate;

const SUMMARY: &str = "/data-sets/b3bd9901-cc50-f670-a18a-9bdb566d37d2";
const CSV: &str = "/csv?";

/// What a case comes to.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Ends {
    /// Nothing is new.
    Unchanged,
    /// This version is put in use.
    New(&'static str),
    /// 2.1 stays in use, and the reason holds this text.
    Kept(&'static str),
    /// 2.1 stays in use because the new version breaks a measure; the reason holds this text.
    HeldBack(&'static str),
    /// Nothing is published yet.
    NotPublished,
}

#[derive(Clone)]
struct Case {
    /// The claim, with the number of the contract's vector.
    what: &'static str,
    stub: fn(&Service),
    ends: Ends,
    /// Requests, where their number is part of the claim.
    requests: Option<usize>,
    /// Seconds that are waited at least and at most.
    waits: (f64, f64),
}

const fn case(what: &'static str, stub: fn(&Service), ends: Ends) -> Case {
    Case { what, stub, ends, requests: None, waits: (0.0, 1e9) }
}

impl Case {
    const fn requests(mut self, count: usize) -> Self {
        self.requests = Some(count);
        self
    }

    const fn waits(mut self, least: f64, most: f64) -> Self {
        self.waits = (least, most);
        self
    }
}

pub fn publish(service: &Service, version: &str, csv: &str) {
    service.change(|s| s.data_sets[0].versions.push(Version::new(version, csv)));
}

/// Publishes 2.2 with one more year.
pub fn next(service: &Service) {
    publish(service, "2.2", &four_years());
}

pub fn four_years() -> String {
    phonics(&[2016, 2017, 2018, 2021])
}

fn summary(change: fn(&mut Value)) -> ResponseTemplate {
    let mut body = json!({ "id": PHONICS, "title": "Phonics", "status": "Published",
        "latestVersion": { "version": "2.1", "published": "2026-03-19T09:30:00.1234567+01:00",
            "totalResults": 18, "file": { "id": "0190aaaa-0000-7000-8000-0000000000f1" } } });
    change(&mut body);
    json_answer(200, &body)
}

fn html(status: u16) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_raw("<html>Please log in</html>", "text/html")
}

fn empty(status: u16) -> ResponseTemplate {
    ResponseTemplate::new(status)
}

fn redirect(to: &str) -> ResponseTemplate {
    ResponseTemplate::new(308).insert_header("location", to)
}

/// 2.2 is out, and its file comes as `bytes`, `times` times.
fn sends(service: &Service, bytes: Vec<u8>, times: usize) {
    next(service);
    service.instead(CSV, vec![csv_answer(PHONICS, "2.2", bytes); times]);
}

fn flipped() -> Vec<u8> {
    let mut bytes = gzip(four_years().as_bytes());
    let place = bytes.len() - 6;
    bytes[place] ^= 0xff;
    bytes
}

fn check(case: &Case, outcome: &FetchOutcome, house: &House) {
    let what = case.what;
    let log = house.service.log();
    let said = outcome.lines().join("\n");
    let in_use = match case.ends {
        Ends::Unchanged => {
            assert_eq!(outcome.reaction, Reaction::Unchanged, "{what}: {said}");
            "2.1"
        }
        Ends::NotPublished => {
            assert_eq!(outcome.reaction, Reaction::NotPublished, "{what}: {said}");
            "2.1"
        }
        Ends::New(version) => {
            assert!(matches!(outcome.reaction, Reaction::New { .. }), "{what}: {said}");
            version
        }
        Ends::Kept(reason) => {
            assert!(matches!(outcome.reaction, Reaction::Kept { .. }), "{what}: {said}");
            assert!(said.contains(reason), "{what}: {said}");
            "2.1"
        }
        Ends::HeldBack(reason) => {
            assert!(matches!(outcome.reaction, Reaction::HeldBack { .. }), "{what}: {said}");
            assert!(said.contains(reason), "{what}: {said}");
            "2.1"
        }
    };
    assert!(!said.contains("<html>"), "{what}: a page is repeated: {said}");
    house.assert_in_use(in_use, what);
    let stale = house.store.standing("phonics-screening-check").unwrap().stale;
    assert_eq!(stale.is_some(), outcome.is_problem(), "{what}: {stale:?}");
    if let Some(count) = case.requests {
        assert_eq!(log.len(), count, "{what}: {log:#?}");
    }
    let slept = house.slept().iter().sum::<Duration>().as_secs_f64();
    assert!(case.waits.0 <= slept && slept <= case.waits.1, "{what}: waited {slept} s");
    let wrong = |line: &&String| {
        line.contains('*')
            || line.bytes().any(|b| (b'A'..=b'F').contains(&b) && line.contains("GUID"))
    };
    assert_eq!(log.iter().find(wrong), None, "{what}: {log:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_the_service_does_a_whole_version_stays_in_use() {
    let all = [descriptions::cases(), refusals::cases(), files::cases()].concat();
    let claims: BTreeSet<&str> = all.iter().map(|case| case.what).collect();
    assert_eq!(claims.len(), all.len(), "each claim is made once");
    for case in &all {
        let house = House::holding().await;
        (case.stub)(&house.service);
        let outcome = house.fetch_one().await;
        check(case, &outcome, &house);
        // The next refresh of a healed service brings everything up to date.
        house.service.change(|s| {
            s.instead.clear();
            s.data_sets = vec![phonics_data_set(vec![
                Version::new("2.1", &phonics(&[2016, 2017, 2018])),
                Version::new("4.0", &phonics(&[2016, 2017, 2018, 2021, 2022])),
            ])];
        });
        let healed = house.fetch_one().await;
        let held_years_gone = case.what.starts_with("66");
        if !held_years_gone {
            assert!(matches!(healed.reaction, Reaction::New { .. }), "{}: {healed:?}", case.what);
            house.assert_in_use("4.0", case.what);
        }
    }
}
