//! The verb as a user and a scheduler see it.

use crate::house::{House, PHONICS_ID, fetch_program, phonics, program};
use crate::service::{SiteFile, Version};
use wiremock::ResponseTemplate;

fn said(output: &std::process::Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn exit_codes_tell_a_scheduler_what_happened() {
    let house = House::new().await;
    let store = house.place.path().join("store");
    let fetch = |more: &[&str]| fetch_program(&house.service, &store, &[PHONICS_ID], more);
    let first = fetch(&["--if-changed"]);
    assert_eq!(first.status.code(), Some(0), "{}", said(&first));
    assert!(said(&first).contains("phonics-screening-check: new, version 2.1"), "{}", said(&first));
    assert!(store.join("store.lock").exists());
    let second = fetch(&["--if-changed"]);
    assert_eq!(second.status.code(), Some(3), "{}", said(&second));
    assert_eq!(fetch(&[]).status.code(), Some(0));
    assert_eq!(fetch(&["--offline"]).status.code(), Some(0));
    assert_eq!(fetch(&["--locked"]).status.code(), Some(0));
    house.service.change(|s| s.data_sets[0].status = "Withdrawn".into());
    assert_eq!(fetch(&["--if-changed"]).status.code(), Some(6));
    assert_eq!(fetch(&["--if-changed"]).status.code(), Some(3), "known already");
    house.service.change(|s| s.data_sets[0].status = "Published".into());
    let day = ResponseTemplate::new(429).insert_header("retry-after", "86400");
    house.service.instead("/data-sets/", [day]);
    let limited = fetch(&["--if-changed"]);
    assert_eq!(limited.status.code(), Some(5), "{}", said(&limited));
    assert!(said(&limited).contains("version 2.1 is kept and marked stale"), "{}", said(&limited));
    let unknown = fetch_program(&house.service, &store, &["phonics-screening-chek"], &[]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(said(&unknown).contains("nearest known: 'phonics-screening-check'"));
    house.assert_in_use("2.1", "after all of it");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_is_read_again_where_a_file_is_another() {
    let house = House::new().await;
    let store = house.place.path().join("store");
    let folder = house.place.path().join("folder");
    std::fs::create_dir(&folder).unwrap();
    let file = folder.join(format!("synthetic-{PHONICS_ID}.csv"));
    let text = phonics(&[2016, 2017, 2018]);
    std::fs::write(&file, &text).unwrap();
    let source = format!("dir:{}", folder.display());
    let fetch = || {
        let mut command = program();
        command.args(["fetch", "--if-changed", "--source", &source, "--data-set", PHONICS_ID]);
        command.arg("--store").arg(&store).output().unwrap()
    };
    let first = fetch();
    assert_eq!(first.status.code(), Some(0), "{}", said(&first));
    // Until the clock of the file system has moved on, a file is not known by its look.
    std::thread::sleep(std::time::Duration::from_millis(2_100));
    let seen = || std::fs::read_to_string(store.join("seen.json")).unwrap_or_default();
    for _ in 0..2 {
        let again = fetch();
        assert_eq!(again.status.code(), Some(3), "{}", said(&again));
        assert!(seen().contains(PHONICS_ID), "{}", seen());
    }
    // As long as before: one figure is another.
    let place = text.rfind(|c: char| ('1'..='8').contains(&c)).unwrap();
    let digit = text.as_bytes()[place] + 1;
    let mut other = text.clone().into_bytes();
    other[place] = digit;
    std::fs::write(&file, &other).unwrap();
    let changed = fetch();
    assert_eq!(changed.status.code(), Some(0), "{}", said(&changed));
    assert!(!seen().contains(PHONICS_ID), "{}", seen());
    assert_eq!(fetch().status.code(), Some(3));
    std::fs::write(store.join("seen.json"), "{\"files\": damaged").unwrap();
    assert_eq!(fetch().status.code(), Some(3), "read again");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_file_is_fetched_again_as_the_lock_file_has_it() {
    let house = House::holding().await;
    let store = house.store.folder().to_path_buf();
    house.service.change(|s| {
        s.data_sets[0].versions.push(Version::new("2.2", &phonics(&[2016, 2017, 2018, 2021])));
    });
    std::fs::remove_dir_all(store.join("objects")).unwrap();
    let damage = house.store.damage().unwrap();
    assert!(matches!(&damage[..], [lost] if lost.data_set == PHONICS_ID), "{damage:?}");
    let offline = fetch_program(&house.service, &store, &[PHONICS_ID], &["--offline"]);
    assert_eq!(offline.status.code(), Some(4), "{}", said(&offline));
    let fetched = fetch_program(&house.service, &store, &[PHONICS_ID], &["--locked"]);
    assert_eq!(fetched.status.code(), Some(0), "{}", said(&fetched));
    house.assert_in_use("2.1", "locked");
    // The same version with other bytes is not what was locked.
    std::fs::remove_dir_all(store.join("objects")).unwrap();
    house.service.change(|s| s.data_sets[0].versions[0].csv = phonics(&[2015, 2017, 2018]));
    let other = fetch_program(&house.service, &store, &[PHONICS_ID], &["--locked"]);
    assert_eq!(other.status.code(), Some(6), "{}", said(&other));
    assert!(said(&other).contains("now has the checksum"), "{}", said(&other));
}

/// Takes the ids of data sets at their publisher out of the catalogue.
fn without_ids(house: &mut House, ids: &[&str]) {
    for id in ids {
        let data_set = house.catalogue.data_sets.get_mut(*id).unwrap();
        data_set.api_id.clear();
        data_set.file_id.clear();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ids_of_the_catalogue_are_asked_for_first_and_then_the_file_and_then_the_titles() {
    let mut house = House::new().await;
    let id = "key-stage-2-attainment";
    let (api, file) =
        ("0190aaaa-0000-7000-8000-0000000000a9", "0190aaaa-0000-7000-8000-0000000000f9");
    {
        let data_set = house.catalogue.data_sets.get_mut(id).unwrap();
        (data_set.api_id, data_set.file_id) = (api.to_string(), file.to_string());
    }
    let columns = crate::house::columns_of(&house.catalogue, id);
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    let site = |id: &str| SiteFile {
        id: id.into(),
        title: house.catalogue.data_sets["key-stage-2-attainment"].title.clone(),
        slug: "key-stage-2-attainment".into(),
        updated: "2026-01-01T09:30:00Z".into(),
        csv: crate::house::figures(&columns, &[2016, 2017], crate::house::LABELS),
    };
    let other = "0190aaaa-0000-7000-8000-0000000000f8";
    // Of two files of its title the one that the catalogue names.
    house.service.change(|s| s.files = vec![site(other), site(file)]);
    let report = house.fetch_with(&house.client(), &[id]).await;
    let said = report.outcomes[0].lines().join("\n");
    assert!(said.contains(&format!("the API does not know data set {api}")), "{said}");
    assert!(said.contains(&format!("from the catalogue site, file {file}")), "{said}");
    // It is no longer among the latest: the file with its title replaces it, and the message says
    // so.
    house.service.change(|s| s.files = vec![site(other)]);
    let again = house.fetch_with(&house.client(), &[id]).await;
    let said = again.outcomes[0].lines().join("\n");
    assert!(said.contains(&format!("another file replaces {file}")), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_data_set_without_an_evidenced_id_is_found_by_title_and_columns() {
    let mut house = House::new().await;
    let absence = crate::house::figures(
        &["sess_overall_percent", "sess_authorised_percent", "sess_unauthorised_percent", "x"],
        &[2016, 2017],
        crate::house::LABELS,
    );
    let entry = |id: &str, title: &str, csv: &str| crate::service::DataSet {
        id: id.into(),
        title: title.into(),
        slug: "pupil-absence-in-schools-in-england".into(),
        status: "Published".into(),
        successor: None,
        versions: vec![Version::new("1.0", csv)],
    };
    let title = house.catalogue.data_sets["pupil-absence-autumn-and-spring-terms"].title.clone();
    let two = "0190aaaa-0000-7000-8000-000000000002";
    house.service.change(|s| {
        let other = "0190aaaa-0000-7000-8000-000000000001";
        s.data_sets.push(entry(other, "Absence by reason", &phonics(&[2016])));
        s.data_sets.push(entry(two, &title, &absence));
    });
    let ids = ["pupil-absence-autumn-and-spring-terms", "key-stage-2-attainment"];
    without_ids(&mut house, &ids);
    let report = house.fetch_with(&house.client(), &ids).await;
    let [ks2, found] = &report.outcomes[..] else { panic!("{report:?}") };
    assert!(found.lines().join("\n").contains("found: publication 'pupil-absence"), "{found:?}");
    let standing = house.store.standing(ids[0]).unwrap();
    assert_eq!(standing.api_id.as_deref(), Some(two));
    assert!(standing.found_by.unwrap().contains("columns of 3 measures"));
    assert!(
        ks2.lines()[0].contains("no publication 'key-stage-2-attainment' in the API"),
        "{ks2:?}"
    );
    assert_eq!(house.store.standing(ids[1]).unwrap().api_id, None, "no id is made up");
    house.service.log();
    let again = house.fetch_with(&house.client(), &ids[..1]).await;
    assert_eq!(again.exit_code(true), 3);
    assert_eq!(house.service.log().len(), 1, "the id was recorded");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_not_in_the_api_comes_from_the_catalogue_site() {
    let mut house = House::new().await;
    without_ids(&mut house, &["key-stage-2-attainment"]);
    let title = house.catalogue.data_sets["key-stage-2-attainment"].title.clone();
    let columns = crate::house::columns_of(&house.catalogue, "key-stage-2-attainment");
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    let file = |updated: &str, years: &[u32]| SiteFile {
        id: "0190aaaa-0000-7000-8000-0000000000f2".into(),
        title: title.clone(),
        slug: "key-stage-2-attainment".into(),
        updated: updated.into(),
        csv: crate::house::figures(&columns, years, crate::house::LABELS),
    };
    house.service.change(|s| s.files.push(file("2026-01-01T09:30:00Z", &[2016, 2017])));
    let ids = ["key-stage-2-attainment"];
    let first = house.fetch_with(&house.client(), &ids).await;
    assert_eq!(first.exit_code(true), 0, "{first:?}");
    house.service.log();
    let same = house.fetch_with(&house.client(), &ids).await;
    assert_eq!(same.exit_code(true), 3, "{same:?}");
    assert_eq!(house.service.log().len(), 1);
    house.service.change(|s| s.files[0] = file("2026-02-01T09:30:00Z", &[2016, 2017, 2018]));
    let newer = house.fetch_with(&house.client(), &ids).await;
    assert_eq!(newer.outcomes[0].events, ["new period '201819'"]);
    let current = house.store.current(ids[0]).unwrap().unwrap();
    assert_eq!(current.route, "catalogue site");
    assert!(
        current.url.ends_with("/data-catalogue/data-set/0190aaaa-0000-7000-8000-0000000000f2/csv")
    );
}
