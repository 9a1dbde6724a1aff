//! Each way in which the service may misbehave, and what the program does about it. A
//! case starts with version 2.1 in the store; whatever happens, a version is in use and
//! whole afterwards.

use crate::house::{House, PHONICS, PHONICS_COLUMNS, figures, limits, phonics, phonics_data_set};
use crate::service::{Service, Version, csv_answer, gzip, json_answer, problem};
use send_outcomes::refresh::{FetchOutcome, Reaction};
use serde_json::{Value, json};
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

fn publish(service: &Service, version: &str, csv: &str) {
    service.change(|s| s.data_sets[0].versions.push(Version::new(version, csv)));
}

/// Publishes 2.2 with one more year.
fn next(service: &Service) {
    publish(service, "2.2", &four_years());
}

fn four_years() -> String {
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

#[expect(clippy::too_many_lines, reason = "one case after the other")]
fn cases() -> Vec<Case> {
    use Ends::*;
    vec![
        case("1: an unchanged version costs one request", |_| {}, Unchanged).requests(1),
        case("2: a new version is fetched by its exact number", next, New("2.2")).requests(5),
        case("3: a patch is newer", |s| publish(s, "2.1.1", &four_years()), New("2.1.1")),
        case("4: 2.10 is newer than 2.1", |s| publish(s, "2.10", &four_years()), New("2.10")),
        case(
            "5: a version that went backwards is refused",
            |s| s.instead(SUMMARY, [summary(|b| b["latestVersion"]["version"] = json!("2.0"))]),
            Kept("older than version 2.1 that is held"),
        )
        .requests(1),
        case(
            "7: other rows under the same number are fetched again and the same bytes change nothing",
            |s| s.instead(SUMMARY, [summary(|b| b["latestVersion"]["totalResults"] = json!(19))]),
            New("2.1"),
        ),
        case(
            "8: another file id alone is no new version",
            |s| {
                s.instead(
                    SUMMARY,
                    [summary(|b| b["latestVersion"]["file"] = json!({ "id": "f2" }))],
                );
            },
            Unchanged,
        )
        .requests(1),
        case(
            "9: no version yet",
            |s| s.instead(SUMMARY, [summary(|b| b["latestVersion"] = Value::Null)]),
            NotPublished,
        ),
        case(
            "11: an unknown status keeps what is held",
            |s| s.instead(SUMMARY, [summary(|b| b["status"] = json!("Archived"))]),
            Unchanged,
        ),
        case(
            "12: 404 is not tried again",
            |s| s.instead(SUMMARY, [problem(404, "NotFound", "")]),
            Kept("does not exist at the publisher (404)"),
        )
        .requests(1),
        case(
            "13: 403 of the service is not tried again",
            |s| s.instead(SUMMARY, [problem(403, "Forbidden", "")]),
            Kept("not public"),
        )
        .requests(1),
        case(
            "14: 403 of a gateway is tried once more, and its page is not repeated",
            |s| s.instead(SUMMARY, [html(403), html(403)]),
            Kept("by a gateway before the service"),
        )
        .requests(2),
        case(
            "15: a captive page is no answer",
            |s| s.instead(SUMMARY, [html(200), html(200)]),
            Kept("content type text/html instead of JSON"),
        )
        .requests(2),
        case(
            "16: JSON that breaks off tells the byte",
            |s| {
                s.instead(
                    SUMMARY,
                    vec![
                        ResponseTemplate::new(200).set_body_raw("{\"id\":", "application/json");
                        2
                    ],
                );
            },
            Kept("(byte 6 of 6)"),
        )
        .requests(2),
        case(
            "17: an empty answer is none",
            |s| {
                s.instead(
                    SUMMARY,
                    vec![ResponseTemplate::new(200).set_body_raw("", "application/json"); 2],
                );
            },
            Kept("cannot be read"),
        ),
        case(
            "18, 19: unknown keys and seven digits of a second are read over",
            |s| {
                s.instead(
                    SUMMARY,
                    [summary(|b| b["latestVersion"]["colour"] = json!({ "x": [1] }))],
                );
            },
            Unchanged,
        ),
        case(
            "20: a version that is no number",
            |s| s.instead(SUMMARY, [summary(|b| b["latestVersion"]["version"] = json!("two"))]),
            Kept("'two' is no version"),
        ),
        case(
            "22: one redirect within the host is followed",
            |s| {
                s.instead(
                    SUMMARY,
                    [redirect("/statistics/v1/data-sets/b3bd9901-cc50-f670-a18a-9bdb566d37d2")],
                );
            },
            Unchanged,
        )
        .requests(2),
        case(
            "23: a redirect in a circle ends after three hops and is not tried again",
            |s| {
                s.instead(
                    SUMMARY,
                    vec![
                        redirect("/statistics/v1/data-sets/b3bd9901-cc50-f670-a18a-9bdb566d37d2");
                        9
                    ],
                );
            },
            Kept("more than 3 redirects"),
        )
        .requests(4),
        case(
            "24: a redirect to another host is refused and nothing is sent there",
            |s| s.instead(SUMMARY, [redirect("http://example.invalid/x")]),
            Kept("another host"),
        )
        .requests(1),
        case(
            "25: Retry-After in seconds is honoured",
            |s| s.instead(SUMMARY, [empty(429).insert_header("retry-after", "2")]),
            Unchanged,
        )
        .requests(2)
        .waits(2.0, 2.0),
        case(
            "26: Retry-After as a date is honoured",
            |s| {
                s.instead(
                    SUMMARY,
                    [empty(429).insert_header("retry-after", "Fri, 15 Jan 2027 08:00:30 GMT")],
                );
            },
            Unchanged,
        )
        .requests(2)
        .waits(29.0, 31.0),
        case(
            "27: five tries against 429, with growing waits, then it is left alone",
            |s| s.instead(SUMMARY, vec![empty(429); 6]),
            Kept("fewer requests (429)"),
        )
        .requests(5)
        .waits(15.0, 31.0),
        case(
            "28: a day is not waited",
            |s| s.instead(SUMMARY, [empty(429).insert_header("retry-after", "86400")]),
            Kept("next after 86400 s"),
        )
        .requests(1)
        .waits(0.0, 0.0),
        case("29: 503 is tried again", |s| s.instead(SUMMARY, [empty(503)]), Unchanged)
            .requests(2)
            .waits(1.0, 2.0),
        case(
            "29a: Retry-After of a 503 is honoured",
            |s| s.instead(SUMMARY, [empty(503).insert_header("retry-after", "7")]),
            Unchanged,
        )
        .waits(7.0, 7.0),
        case(
            "30: 500 is tried three times",
            |s| s.instead(SUMMARY, vec![empty(500); 4]),
            Kept("status 500"),
        )
        .requests(3),
        case(
            "30a: 504 is tried three times",
            |s| s.instead(SUMMARY, vec![empty(504); 4]),
            Kept("status 504"),
        )
        .requests(3),
        case(
            "30b: an answer that does not come in time is tried again",
            |s| s.instead(SUMMARY, [summary(|_| {}).set_delay(Duration::from_millis(1500))]),
            Unchanged,
        )
        .requests(2),
        case(
            "30c: 410 is no answer of this service",
            |s| s.instead(SUMMARY, [empty(410)]),
            Kept("status 410"),
        )
        .requests(1),
        case(
            "30d: JSON beyond the limit is not read to its end",
            |s| {
                let body = format!("{{\"id\":\"{}\"}}", "x".repeat(400_000));
                s.instead(
                    SUMMARY,
                    [ResponseTemplate::new(200).set_body_raw(body, "application/json")],
                );
            },
            Kept("more than 200000 bytes of JSON"),
        )
        .requests(1),
        case(
            "36: a withdrawn version is refused before its file is asked for",
            |s| {
                next(s);
                s.change(|s| s.data_sets[0].versions[1].status = "Withdrawn".into());
            },
            Kept("version 2.2 was withdrawn"),
        )
        .requests(2),
        case(
            "36a: a withdrawn data set keeps what is held",
            |s| s.change(|s| s.data_sets[0].status = "Withdrawn".into()),
            Kept("not public"),
        ),
        case(
            "39: another version's file is refused",
            |s| {
                next(s);
                s.instead(CSV, [csv_answer(PHONICS, "2.0", gzip(four_years().as_bytes()))]);
            },
            Kept("version 2.0 was sent in place of 2.2"),
        ),
        case(
            "41: a file cut short is fetched from its start, twice more",
            |s| {
                let mut bytes = gzip(four_years().as_bytes());
                bytes.truncate(bytes.len() / 2);
                sends(s, bytes, 3);
            },
            Kept("the packed file breaks off"),
        )
        .requests(7),
        case(
            "41a: a file cut short once comes whole the second time",
            |s| {
                let mut bytes = gzip(four_years().as_bytes());
                bytes.truncate(bytes.len() / 2);
                sends(s, bytes, 1);
            },
            New("2.2"),
        )
        .requests(6),
        case("43: a damaged file is fetched once more", |s| sends(s, flipped(), 1), New("2.2")),
        case("43a: and no more than that", |s| sends(s, flipped(), 2), Kept("damaged")).requests(6),
        case(
            "44: two packed parts are one file",
            |s| {
                let text = four_years();
                let (one, two) = text.as_bytes().split_at(500);
                sends(s, [gzip(one), gzip(two)].concat(), 1);
            },
            New("2.2"),
        ),
        case(
            "45: plain bytes that are said to be packed are refused",
            |s| sends(s, four_years().into_bytes(), 1),
            Kept("said to be packed with gzip, and is not"),
        ),
        case(
            "46: a file that a proxy has unpacked is taken",
            |s| {
                next(s);
                s.instead(CSV, [ResponseTemplate::new(200).set_body_raw(four_years(), "text/csv")]);
            },
            New("2.2"),
        ),
        case(
            "46a: another packing is refused",
            |s| {
                next(s);
                let answer = ResponseTemplate::new(200).set_body_raw("x", "text/csv");
                s.instead(CSV, [answer.insert_header("content-encoding", "br")]);
            },
            Kept("packed with 'br'"),
        ),
        case(
            "47: a bomb stops at the limit",
            |s| sends(s, gzip(&vec![b'x'; 40_000_000]), 1),
            Kept("unpacks to more than"),
        ),
        case(
            "47a: a file larger than any is not fetched to its end",
            |s| {
                let mut random = fastrand::Rng::with_seed(1);
                let noise: Vec<u8> = (0..1_500_000).map(|_| random.u8(..)).collect();
                sends(s, gzip(&noise), 1);
            },
            Kept("oversize"),
        ),
        case(
            "48: an error message that is packed as a file has no columns",
            |s| sends(s, gzip(b"{\"status\":404}\n"), 1),
            Kept("'sen_provision' is missing"),
        ),
        case(
            "49: a described column that is missing",
            |s| sends(s, gzip(four_years().replace("pt_phonics_y1", "pt_phonics").as_bytes()), 1),
            Kept("'pt_phonics_y1_met_expected_standard' is missing"),
        ),
        case(
            "50: one more column is no fault",
            |s| {
                let more = four_years();
                let more = more.lines().enumerate();
                let more = more.flat_map(|(i, l)| [if i == 0 { "extra," } else { "7," }, l, "\n"]);
                sends(s, gzip(more.collect::<String>().as_bytes()), 1);
            },
            New("2.2"),
        ),
        case(
            "51: a byte-order mark and Windows line ends are no fault",
            |s| {
                sends(
                    s,
                    gzip(format!("\u{feff}{}", four_years().replace('\n', "\r\n")).as_bytes()),
                    1,
                );
            },
            New("2.2"),
        ),
        case(
            "52: a file without rows is not put in use",
            |s| publish(s, "2.2", four_years().lines().next().unwrap()),
            Kept("a header and no rows"),
        ),
        case(
            "53: a row too few",
            |s| {
                let text = four_years();
                let short = text.trim_end().rsplit_once('\n').unwrap().0.to_string() + "\n";
                sends(s, gzip(short.as_bytes()), 1);
            },
            Kept("23 rows of 24"),
        ),
        case(
            "54: a doubled column",
            |s| sends(s, gzip(four_years().replacen("la_name", "region_name", 1).as_bytes()), 1),
            Kept("'region_name' stands twice"),
        ),
        case(
            "55: a thousands comma in quotes is no number",
            |s| publish(s, "2.2", &four_years().replacen(",1000,", ",\"1,000\",", 1)),
            HeldBack("holds '1,000', which is neither a number nor a known symbol"),
        ),
        case(
            "56: a period whose years do not follow each other",
            |s| publish(s, "2.2", &four_years().replace("202122", "202123")),
            HeldBack("'202123' is not a period"),
        ),
        case(
            "57: a described period that is absent",
            |s| sends(s, gzip(four_years().replace("202122", "201819").as_bytes()), 1),
            Kept("described but absent: 202122"),
        ),
        case(
            "58: a byte that is not UTF-8 is told with its row",
            |s| {
                let mut bytes = four_years().into_bytes();
                let place = bytes.iter().rposition(|b| *b == b'\n').unwrap() - 30;
                bytes[place] = 0xff;
                sends(s, gzip(&bytes), 1);
            },
            Kept("row 25: not UTF-8 text"),
        ),
        case(
            "58a: a row with a field too few",
            |s| sends(s, gzip(format!("{}202122,Academic\n", four_years()).as_bytes()), 1),
            Kept("row 26: 2 fields where the header has 14"),
        ),
        case(
            "63: without a list of changes the descriptions are compared",
            |s| {
                next(s);
                s.instead("/changes", vec![empty(500); 3]);
            },
            New("2.2"),
        ),
        case(
            "80: a service that no longer speaks version 1 is a warning",
            |s| {
                let answer = summary(|_| {}).insert_header("api-supported-versions", "2.0");
                s.instead(SUMMARY, [answer]);
            },
            Unchanged,
        ),
        case(
            "85: 406 is not tried again",
            |s| {
                next(s);
                s.instead(CSV, [empty(406)]);
            },
            Kept("status 406"),
        )
        .requests(5),
        case(
            "85a: a page in place of a file",
            |s| {
                next(s);
                s.instead(CSV, [html(200), html(200)]);
            },
            Kept("content type text/html instead of text/csv"),
        ),
        case(
            "85b: a file that says nothing of itself is taken by its content",
            |s| {
                next(s);
                let answer = ResponseTemplate::new(200)
                    .set_body_raw(gzip(four_years().as_bytes()), "text/csv");
                s.instead(CSV, [answer.insert_header("content-encoding", "gzip")]);
            },
            New("2.2"),
        ),
        case(
            "drift: a label that nobody knows holds the version back, with the edit",
            |s| publish(s, "2.2", &four_years().replace("SEN support", "SEN suport")),
            HeldBack("map it to a cohort in catalogue/cohorts.toml"),
        ),
        case(
            "drift: a renamed column holds the version back, with the edit",
            |s| {
                let columns =
                    ["t_phonics_y1_eligible_pupils", "t_phonics_y1_met", PHONICS_COLUMNS[2]];
                publish(
                    s,
                    "2.2",
                    &figures(&columns, &[2016, 2017, 2018, 2021], crate::house::LABELS),
                );
            },
            HeldBack("edit the measure in catalogue/measures/attainment.toml"),
        ),
        case(
            "drift: a year that vanishes from the middle holds the version back",
            |s| publish(s, "2.2", &phonics(&[2016, 2018, 2021])),
            HeldBack("period '201718' is gone"),
        ),
        case(
            "66: a window of years may move on",
            |s| publish(s, "3.0", &phonics(&[2017, 2018, 2021])),
            New("3.0"),
        ),
    ]
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
    let all = cases();
    assert!(all.len() >= 60, "{}", all.len());
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

#[tokio::test(flavor = "multi_thread")]
async fn the_client_names_itself_and_asks_no_more_often_than_it_may() {
    let house = House::holding().await;
    let agents = house.service.agents();
    assert!(agents.iter().all(|a| a.starts_with("send-outcomes/")), "{agents:?}");
    let ees = house.client_with(send_outcomes::source::ees::Limits {
        pace: Duration::from_millis(500),
        ..limits()
    });
    next(&house.service);
    house.fetch_with(&ees, &["phonics-screening-check"]).await;
    // Five requests, half a second apart by the clock that does not wait.
    let slept: f64 = house.slept().iter().map(Duration::as_secs_f64).sum();
    assert!((1.9..=2.1).contains(&slept), "{slept}");
}

#[tokio::test(flavor = "multi_thread")]
async fn versions_that_were_missed_are_read_one_by_one() {
    // 64: held 2.1, now 4.0: the changes of 2.2, 3.0 and 4.0, in order.
    let house = House::holding().await;
    for version in ["2.2", "4.0", "3.0"] {
        publish(&house.service, version, &four_years());
    }
    house.service.change(|s| s.data_sets[0].versions.swap(2, 3));
    let outcome = house.fetch_one().await;
    assert!(matches!(outcome.reaction, Reaction::New { .. }), "{outcome:?}");
    let log = house.service.log();
    let steps: Vec<&str> =
        log.iter().filter(|l| l.ends_with("/changes")).map(String::as_str).collect();
    assert_eq!(steps.len(), 3, "{log:#?}");
    for (step, version) in steps.iter().zip(["2.2", "3.0", "4.0"]) {
        assert!(step.contains(version), "{steps:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn versions_come_unsorted_and_over_several_pages() {
    // 33, 34, 35: the order of patches is undefined, pages hold 20 at most.
    let house = House::new().await;
    house.service.change(|s| {
        s.data_sets[0].versions = ["2.1.1", "2.1", "2.1.2", "2.0"]
            .into_iter()
            .map(String::from)
            .chain((0..41).map(|i| format!("1.{i}")))
            .map(|v| Version::new(&v, "time_period,a\n2018,1\n"))
            .collect();
    });
    let mut many = limits();
    many.list_page = 50;
    let versions = house.client_with(many).versions(PHONICS).await.unwrap();
    assert_eq!(versions.len(), 45);
    assert_eq!(versions.last().unwrap().0.to_string(), "2.1.2");
    let log = house.service.log();
    assert_eq!(log.len(), 3, "{log:?}");
    assert!(log.iter().all(|l| l.contains("pageSize=20")), "{log:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upper_case_id_is_asked_for_in_lower_case() {
    // 21
    let house = House::new().await;
    let summary = house.client().data_set(&PHONICS.to_uppercase()).await.unwrap();
    assert_eq!(summary.id, PHONICS);
    assert_eq!(house.service.log().len(), 1, "no redirect was needed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_successor_is_told_and_not_followed() {
    // 10
    let house = House::holding().await;
    house.service.change(|s| {
        s.data_sets[0].status = "Deprecated".into();
        s.data_sets[0].successor = Some("0190aaaa-0000-7000-8000-000000000009".into());
    });
    next(&house.service);
    let outcome = house.fetch_one().await;
    assert!(matches!(outcome.reaction, Reaction::New { .. }));
    assert!(outcome.lines().join("\n").contains("successor: 0190aaaa"), "{outcome:?}");
    assert!(house.store.standing("phonics-screening-check").unwrap().successor.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_renamed_label_is_told_as_the_publisher_tells_it() {
    // 60
    let house = House::holding().await;
    let mut version = Version::new(
        "2.2",
        &four_years().replace("EHC plan or statement", "\"Education, health and care plan\""),
    );
    version.changes = json!({ "versionNumber": "2.2", "majorChanges": {}, "minorChanges": {
        "timePeriods": [{ "currentState": { "code": "AY", "period": "2021/2022", "label": "2021/22" } }],
        "filterOptions": [{ "filter": { "id": "f", "column": "sen_provision", "label": "SEN", "hint": "" },
            "options": [{ "previousState": { "id": "a", "label": "EHC plan or statement" },
                          "currentState": { "id": "a", "label": "Education, health and care plan" } }] }] } });
    house.service.change(|s| s.data_sets[0].versions.push(version));
    let outcome = house.fetch_one().await;
    assert_eq!(
        outcome.events,
        [
            "new period '202122'",
            "label renamed 'EHC plan or statement' to 'Education, health and care plan' in column 'sen_provision'"
        ]
    );
    let recorded = house.store.current("phonics-screening-check").unwrap().unwrap();
    assert_eq!(recorded.changes, outcome.events);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_version_that_was_held_back_is_not_fetched_again() {
    let house = House::holding().await;
    publish(&house.service, "2.2", &four_years().replace("SEN support", "SEN suport"));
    assert!(matches!(house.fetch_one().await.reaction, Reaction::HeldBack { known: false, .. }));
    house.service.log();
    let report = house.fetch().await;
    assert!(matches!(report.outcomes[0].reaction, Reaction::HeldBack { known: true, .. }));
    assert_eq!(house.service.log().len(), 1);
    assert_eq!((report.exit_code(true), report.exit_code(false)), (3, 6));
    let wanted = send_outcomes::refresh::Wanted {
        data_sets: vec!["phonics-screening-check".into()],
        accept_incomplete: true,
        ..Default::default()
    };
    let taken = house.fetch_wanted(&house.client(), &wanted).await;
    assert!(matches!(taken.outcomes[0].reaction, Reaction::New { .. }), "{taken:?}");
    assert_eq!(house.service.log().len(), 1, "the bytes are in the store");
    house.assert_in_use("2.2", "accepted");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_data_set_that_is_new_in_a_publication_is_noticed() {
    // 67
    let house = House::holding().await;
    let wanted = send_outcomes::refresh::Wanted {
        data_sets: vec!["phonics-screening-check".into()],
        look_around: true,
        ..Default::default()
    };
    assert_eq!(house.fetch_wanted(&house.client(), &wanted).await.warnings, Vec::<String>::new());
    let mut another = phonics_data_set(vec![Version::new("1.0", &four_years())]);
    another.id = "0190aaaa-0000-7000-8000-000000000007".into();
    another.title = "Phonics from 2025/26".into();
    house.service.change(|s| s.data_sets.push(another));
    let report = house.fetch_wanted(&house.client(), &wanted).await;
    assert_eq!(report.exit_code(true), 3);
    assert!(
        report.warnings[0].contains("new data set: 'Phonics from 2025/26' (0190aaaa-"),
        "{report:?}"
    );
    assert!(house.fetch_wanted(&house.client(), &wanted).await.warnings.is_empty(), "told once");
}
