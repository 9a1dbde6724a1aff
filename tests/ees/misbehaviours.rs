//! What the service does seldom, a test each.

use crate::cases::{four_years, next, publish};
use crate::house::{House, PHONICS, limits, phonics_data_set};
use crate::service::Version;
use send_outcomes::refresh::Reaction;
use send_outcomes::store::ChangeOf;
use serde_json::json;
use std::time::Duration;

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
    // Five requests, half a second apart by a clock that does not wait.
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
async fn a_successor_is_reported_and_not_followed() {
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
async fn a_renamed_label_is_reported_as_the_publisher_tells_it() {
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
    let recorded: Vec<(ChangeOf, String)> =
        recorded.changes.into_iter().map(|change| (change.of, change.words)).collect();
    let [period, label] = outcome.events.try_into().unwrap();
    assert_eq!(recorded, [(ChangeOf::Other, period), (ChangeOf::Label, label)]);
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
