//! A folder of downloads into the store and into a run: the newest of each topic.

use crate::house::{LABELS, PHONICS_COLUMNS, PHONICS_ID, figures, phonics, program};
use send_outcomes::catalogue::Catalogue;
use send_outcomes::refresh::{Fetch, Wanted};
use send_outcomes::source::{Source, snapshots};
use send_outcomes::stage;
use send_outcomes::store::Store;
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Output;
use std::time::Duration;

fn said(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

fn fetch(place: &Path) -> Output {
    let mut command = program();
    command.args(["fetch", "--source", "dir:downloads", "--store", "store"]);
    command.current_dir(place).output().unwrap()
}

fn lock(place: &Path) -> String {
    std::fs::read_to_string(place.join("store/store.lock")).unwrap()
}

fn sha(text: &str) -> String {
    send_outcomes::source::sha256(text.as_bytes())
}

#[test]
fn of_two_releases_the_one_with_the_last_period_is_used_whatever_their_names() {
    for (older, newer) in [("a.csv", "z.csv"), ("z.csv", "a.csv")] {
        let place = tempfile::tempdir().unwrap();
        let downloads = place.path().join("downloads/release/data");
        std::fs::create_dir_all(&downloads).unwrap();
        let (old, new) = (phonics(&[2015, 2016]), phonics(&[2016, 2017]));
        std::fs::write(downloads.join(older), &old).unwrap();
        std::fs::write(downloads.join(newer), &new).unwrap();
        let first = fetch(place.path());
        assert_eq!(first.status.code(), Some(0), "{}", said(&first));
        assert!(lock(place.path()).contains(&sha(&new)), "{}", lock(place.path()));
        assert!(!lock(place.path()).contains(&sha(&old)), "{}", lock(place.path()));
        assert!(said(&first).contains("is older than"), "{}", said(&first));
    }
}

#[test]
fn files_of_several_topics_of_one_data_set_all_count() {
    // A data set whose publisher gives it in two files, each with its own layout.
    let mut catalogue = Catalogue::embedded().unwrap();
    let (one, two) = ("phonics-year-1", "mtc-full-marks");
    let measure = catalogue.measures.iter_mut().find(|m| m.id == two).unwrap();
    measure.data_set = PHONICS_ID.to_string();
    let columns = [&measure.value, &measure.numerator, &measure.denominator].map(String::clone);
    let columns: Vec<&str> = columns.iter().map(String::as_str).filter(|c| !c.is_empty()).collect();
    let data_set = catalogue.data_sets.get_mut(PHONICS_ID).unwrap();
    let mut own = data_set.layouts.iter().find(|l| l.id == "ees").unwrap().clone();
    own.without = vec![two.to_string()];
    let mut other = own.clone();
    (other.id, other.without) = ("other topic".to_string(), vec![one.to_string()]);
    own.has = vec![PHONICS_COLUMNS[2].to_string()];
    other.has = vec![columns[0].to_string()];
    data_set.layouts = vec![own, other];

    let place = tempfile::tempdir().unwrap();
    let downloads = place.path().join("downloads");
    std::fs::create_dir_all(&downloads).unwrap();
    let store = Store::at(&place.path().join("store"), None);
    let fetch = || {
        let offer = |first: &[u8]| stage::offers(first, &catalogue);
        let source = Source::Directory(downloads.clone());
        let found = snapshots(&source, &catalogue, &offer).unwrap().snapshots;
        let writer = store.writer("test", Duration::ZERO).unwrap();
        let wanted = Wanted::default();
        let (store, catalogue) = (&store, &catalogue);
        let fetch = Fetch { store, writer: &writer, catalogue, wanted: &wanted, progress: &|_| {} };
        fetch.take_from_folder(found).unwrap()
    };
    let in_use = || {
        let snapshots = store.snapshots(&catalogue).unwrap();
        assert!(snapshots.iter().all(|s| s.data_set == PHONICS_ID));
        assert!(store.damage().unwrap().is_empty());
        snapshots.into_iter().map(|s| s.sha256).collect::<BTreeSet<_>>()
    };
    let all = |texts: &[&str]| texts.iter().map(|text| sha(text)).collect::<BTreeSet<_>>();
    let first = phonics(&[2016, 2017, 2018]);
    let second = figures(&columns, &[2016, 2017], LABELS);
    std::fs::write(downloads.join("a.csv"), &first).unwrap();
    std::fs::write(downloads.join("b.csv"), &second).unwrap();
    std::fs::write(downloads.join("b (1).csv"), figures(&columns, &[2015, 2016], LABELS)).unwrap();
    let report = fetch();
    assert_eq!(report.exit_code(true), 0, "{report:?}");
    assert!(report.warnings.iter().any(|w| w.contains("b (1).csv is older")), "{report:?}");
    assert_eq!(in_use(), all(&[&first, &second]));
    assert_eq!(fetch().exit_code(true), 3, "nothing is new");
    // A later download of one topic leaves the other in use, whichever of them was the newer.
    for file in ["a.csv", "b (1).csv"] {
        std::fs::remove_file(downloads.join(file)).unwrap();
    }
    let later = figures(&columns, &[2016, 2017, 2018, 2021], LABELS);
    std::fs::write(downloads.join("b.csv"), &later).unwrap();
    let report = fetch();
    assert_eq!(report.exit_code(true), 0, "{report:?}");
    assert_eq!(in_use(), all(&[&first, &later]));
    let writer = store.writer("test", Duration::ZERO).unwrap();
    store.collect(&writer, 0).unwrap();
    assert_eq!(in_use(), all(&[&first, &later]), "what is in use is not collected");
}

#[test]
fn what_a_file_beside_says_of_the_columns_is_kept_in_the_store() {
    let place = tempfile::tempdir().unwrap();
    let downloads = place.path().join("downloads/data");
    std::fs::create_dir_all(&downloads).unwrap();
    let text = phonics(&[2015, 2016]);
    std::fs::write(downloads.join("phonics.csv"), &text).unwrap();
    let (catalogue, store) =
        (Catalogue::embedded().unwrap(), Store::at(&place.path().join("store"), None));
    let told = |place: &Path| {
        let fetched = fetch(place);
        assert!(fetched.status.code().is_some_and(|code| code == 0 || code == 3));
        let held = store.snapshots(&catalogue).unwrap().remove(0);
        ["birth_year", PHONICS_COLUMNS[0]].map(|column| held.described.is_filter(column))
    };
    assert_eq!(told(place.path()), [None, None]);
    // A description that comes later is of the same bytes.
    let figures = PHONICS_COLUMNS[0];
    let beside = format!("col_name,col_type\nbirth_year,Filter\n{figures},Indicator\n");
    std::fs::write(downloads.join("phonics.meta.csv"), beside).unwrap();
    assert_eq!(told(place.path()), [Some(true), Some(false)]);
    std::fs::write(downloads.join("phonics.csv"), phonics(&[2015, 2016, 2017])).unwrap();
    assert_eq!(told(place.path()), [Some(true), Some(false)]);
    std::fs::remove_file(downloads.join("phonics.meta.csv")).unwrap();
    assert_eq!(told(place.path()), [Some(true), Some(false)], "what is known is not forgotten");
}

#[test]
fn files_that_are_not_read_are_reported_in_one_line_and_listed() {
    let place = tempfile::tempdir().unwrap();
    let downloads = place.path().join("downloads");
    std::fs::create_dir_all(&downloads).unwrap();
    std::fs::write(downloads.join("good.csv"), phonics(&[2016, 2017])).unwrap();
    let columns = [PHONICS_COLUMNS[0], PHONICS_COLUMNS[1], "pt_phonics_y1_met_standard"];
    let near = figures(&columns, &[2016], ["Total", "SEN support"]);
    std::fs::write(downloads.join("near.CSV"), near).unwrap();
    std::fs::write(downloads.join("page.csv"), "<html></html>").unwrap();
    let fetched = fetch(place.path());
    assert_eq!(fetched.status.code(), Some(0), "{}", said(&fetched));
    let told = |output: &Output| {
        let text = said(output).replace('\n', " ");
        assert_eq!(text.matches("2 files were not read").count(), 1, "{text}");
    };
    told(&fetched);
    let run =
        |arguments: &[&str]| program().args(arguments).current_dir(place.path()).output().unwrap();
    told(&run(&["run", "--source", "dir:downloads", "--only", "sources", "--out", "out"]));
    let check =
        run(&["check", "--source", "dir:downloads", "--search", "not_read", "--format", "csv"]);
    let text = said(&check);
    assert!(text.contains("page.csv") && text.contains("a web page"), "{text}");
    assert!(text.contains(PHONICS_ID) && text.contains(PHONICS_COLUMNS[2]), "{text}");
}

#[test]
fn a_doubled_name_stops_only_what_asks_for_it_by_every_door() {
    let good = phonics(&[2016, 2017]);
    for (name, wanted) in [("old_la_code", false), (PHONICS_COLUMNS[2], true)] {
        let place = tempfile::tempdir().unwrap();
        let downloads = place.path().join("downloads");
        std::fs::create_dir_all(&downloads).unwrap();
        // A column without a name, as R writes its row numbers, and one that appears twice.
        let more = good.lines().enumerate().map(|(row, line)| match row {
            0 => format!("\"\",{name},{line}\n"),
            _ => format!("{row},7,{line}\n"),
        });
        std::fs::write(downloads.join("x.csv"), more.collect::<String>()).unwrap();
        let mut check = program();
        check.args(["check", "--source", "dir:downloads", "--search", PHONICS_ID]);
        let check = check.current_dir(place.path()).output().unwrap();
        let fetched = fetch(place.path());
        let both = format!("{}\n{}", said(&check), said(&fetched));
        if wanted {
            assert_eq!((check.status.code(), fetched.status.code()), (Some(4), Some(4)), "{both}");
            assert!(both.matches(&format!("all called '{name}'")).count() >= 2, "{both}");
        } else {
            assert_eq!((check.status.code(), fetched.status.code()), (Some(0), Some(0)), "{both}");
            assert!(both.contains("doubled_column"), "{both}");
            assert!(both.contains("several columns have one name"), "{both}");
        }
    }
}
