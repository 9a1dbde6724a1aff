//! A folder of downloads into the store and into a run: the newest of each topic.

use crate::house::{PHONICS_COLUMNS, PHONICS_ID, figures, phonics, program};
use std::path::Path;
use std::process::Output;

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

/// A file in the layout of one topic of education, health and care plans.
fn plans(column: &str, years: &[u32]) -> String {
    let mut text = "time_period,time_identifier,geographic_level,country_code,country_name,\
                    region_code,region_name,old_la_code,new_la_code,la_name,breakdown_topic,\
                    breakdown,"
        .to_string();
    let figures = column.split(',').count();
    text += &format!("{column}\n");
    for year in years {
        for place in [
            "National,E92000001,England,,,,,",
            "Local authority,E92000001,England,E12000005,West Midlands,330,E08000025,Birmingham",
        ] {
            let cells = vec!["40"; figures].join(",");
            text += &format!("{year},Calendar year,{place},Total,Total,{cells}\n");
        }
    }
    text
}

#[test]
fn files_of_several_topics_of_one_data_set_all_count() {
    let place = tempfile::tempdir().unwrap();
    let downloads = place.path().join("downloads/data");
    std::fs::create_dir_all(&downloads).unwrap();
    let caseload = plans("ehcplans", &[2023, 2024]);
    let timeliness =
        plans("pc_plans_issued_within_20_weeks,pc_plans_issued_20_weeks_ex", &[2022, 2023]);
    std::fs::write(downloads.join("caseload.csv"), &caseload).unwrap();
    std::fs::write(downloads.join("timeliness_20_week.csv"), &timeliness).unwrap();
    std::fs::write(downloads.join("caseload (1).csv"), plans("ehcplans", &[2022, 2023])).unwrap();
    let first = fetch(place.path());
    assert_eq!(first.status.code(), Some(0), "{}", said(&first));
    for text in [&caseload, &timeliness] {
        assert!(
            lock(place.path()).contains(&sha(text)),
            "{}\n{}",
            said(&first),
            lock(place.path())
        );
    }
    let again = fetch(place.path());
    assert!(said(&again).contains("nothing new"), "{}", said(&again));
    // A later download of one topic leaves the other in use.
    for file in ["caseload.csv", "caseload (1).csv"] {
        std::fs::remove_file(downloads.join(file)).unwrap();
    }
    let later =
        plans("pc_plans_issued_within_20_weeks,pc_plans_issued_20_weeks_ex", &[2022, 2023, 2024]);
    std::fs::write(downloads.join("timeliness_20_week.csv"), &later).unwrap();
    let second = fetch(place.path());
    assert_eq!(second.status.code(), Some(0), "{}", said(&second));
    assert!(
        lock(place.path()).contains(&sha(&later)) && lock(place.path()).contains(&sha(&caseload))
    );
    let mut run = program();
    run.args(["run", "--source", "ees", "--offline", "--store", "store", "--only", "facts"]);
    let run = run.current_dir(place.path()).output().unwrap();
    assert!(matches!(run.status.code(), Some(0 | 6)), "{}", said(&run));
    let mut sql = program();
    sql.args(["sql", "--format", "csv", "select distinct measure_id from facts order by 1"]);
    let sql = sql.current_dir(place.path()).output().unwrap();
    for measure in ["ehc-plans-in-force", "ehc-20-weeks"] {
        assert!(said(&sql).contains(measure), "{}{}", said(&run), said(&sql));
    }
}

#[test]
fn files_that_are_not_read_are_told_in_one_line_and_listed() {
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
        // A column without a name, as R writes its row numbers, and one that stands twice.
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
