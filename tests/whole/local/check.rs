//! `check`: what it finds, how serious that is, and how it reports it.

use super::absence::{HEADER, absence};
use super::{printed, program, said};
use serde_json::Value;
use std::fs;

/// What `check` says of a folder with one file, and its exit code.
fn checked(file: &str, text: &str, more: &[&str]) -> (Vec<Value>, Option<i32>) {
    let place = tempfile::tempdir().unwrap();
    fs::create_dir(place.path().join("source")).unwrap();
    fs::write(place.path().join("source").join(file), text).unwrap();
    let arguments = [&["check", "--source", "dir:source", "--format", "json"][..], more].concat();
    let output = program(place.path(), &arguments);
    let rows = serde_json::from_str(&printed(&output))
        .unwrap_or_else(|e| panic!("{e}: {}{}", printed(&output), said(&output)));
    let left: Vec<_> = fs::read_dir(place.path()).unwrap().collect();
    assert_eq!(left.len(), 1, "check writes nothing");
    (rows, output.status.code())
}

fn find<'a>(rows: &'a [Value], check: &str) -> Option<&'a Value> {
    rows.iter().find(|row| row["check"] == check)
}

const ABSENCE: &str = "pupil-absence-autumn-and-spring-terms.csv";

#[test]
fn sound_figures_pass_and_measures_without_figures_name_the_data_set_that_has_them() {
    let (rows, code) = checked(ABSENCE, &absence(), &[]);
    assert_eq!(code, Some(0));
    assert!(rows.iter().all(|row| row["severity"] == "note"), "{rows:?}");
    let missing = rows.iter().find(|row| row["key"] == "absence-persistent").unwrap();
    assert_eq!(missing["check"], "without_data");
    assert_eq!(missing["data_set"], "absence-by-pupil-characteristics");
    assert!(missing["message"].as_str().unwrap().contains("https://"), "{missing}");
}

#[test]
fn what_cannot_be_read_is_named_by_its_kind_with_the_nearest_known_name() {
    let first_row = absence().lines().nth(2).unwrap().to_string();
    for (check, text, expected) in [
        (
            "missing_column",
            absence().replace("sess_overall_percent", "sess_overal_percent"),
            "nearest known: 'sess_overal_percent'",
        ),
        (
            "unknown_label",
            absence().replacen("SEN support", "SEN suport", 1),
            "nearest known: 'SEN support'",
        ),
        ("unknown_symbol", absence().replacen("6.00", "q", 1), "'q'"),
        (
            "duplicate_key",
            absence() + &first_row.replace("6.00", "9.99") + "\n",
            "appears twice with different figures",
        ),
    ] {
        let (rows, code) = checked(ABSENCE, &text, &[]);
        let row = rows
            .iter()
            .find(|row| row["check"] == check && row["severity"] == "error")
            .unwrap_or_else(|| panic!("{check} is not told: {rows:?}"));
        assert!(row["message"].as_str().unwrap().contains(expected), "{check}: {row}");
        // As a run ends: 4 where no measure of the only file is left.
        let left = ["missing_column", "unknown_symbol"].contains(&check);
        assert_eq!(code, Some(if left { 6 } else { 4 }), "{check}");
    }
    // A row of an unknown area is not used.
    let other = "399,E08000925,Nowhere";
    let unknown = absence().replacen("330,E08000025,Birmingham", other, 1);
    let (rows, code) = checked(ABSENCE, &unknown, &[]);
    let row = find(&rows, "unknown_area").unwrap();
    assert_eq!((&row["severity"], code), (&"warning".into(), Some(0)), "{row}");
    assert!(row["message"].as_str().unwrap().contains("'E08000925'"), "{row}");
    let twin = absence() + &first_row + "\n";
    let (rows, code) = checked(ABSENCE, &twin, &[]);
    assert_eq!(find(&rows, "duplicate_key").unwrap()["severity"], "note");
    assert_eq!(code, Some(0));
}

#[test]
fn figures_that_cannot_be_and_counts_that_disagree_are_reported() {
    let (rows, code) = checked(ABSENCE, &absence().replacen("6.00", "106.00", 2), &[]);
    let row = find(&rows, "out_of_bounds").unwrap();
    assert!(row["message"].as_str().unwrap().contains("a share outside 0 to 100"), "{row}");
    assert_eq!(code, Some(4));

    let attainment = |printed: &str| {
        format!(
            "period,area,cohort_label,t_rwm_eligible_pupils,t_rwm_met_expected_standard,\
             pt_rwm_met_expected_standard,reading_progress,writing_progress,maths_progress\n\
             201819,E08000025,SEN support,97,40,{printed},x,x,x\n"
        )
    };
    let file = "key-stage-2-attainment.csv";
    let (rows, code) = checked(file, &attainment("61"), &[]);
    let row = find(&rows, "counts_disagree").unwrap();
    let expected = "1 figure differs from what the counts next to it make; most in Birmingham, \
                    2018/19: printed 61.0, the counts make 41.2 (line 2)";
    assert_eq!((&row["message"], code), (&Value::from(expected), Some(0)));
    assert!(find(&checked(file, &attainment("41"), &[]).0, "counts_disagree").is_none());
}

#[test]
fn a_slip_in_one_authority_and_a_lost_year_stand_out() {
    // A hundred and twenty authorities drift by a little; one leaps.
    let areas = String::from_utf8(
        fs::read(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("data/embedded/areas.csv"))
            .unwrap(),
    )
    .unwrap();
    let codes: Vec<&str> = areas
        .lines()
        .filter(|line| line.contains(",local_authority,") && line.starts_with("E0"))
        .filter_map(|line| line.split(',').next())
        .filter(|code| !["E09000001", "E06000053"].contains(code))
        .take(120)
        .collect();
    let mut random = fastrand::Rng::with_seed(3);
    let mut text = format!("{HEADER}\n");
    for period in ["201617", "201718", "201819", "202122"] {
        for (place, code) in codes.iter().enumerate() {
            let slip = if place == 7 && period == "201718" { 20.0 } else { 0.0 };
            let rate = 6.0 + random.f64() + slip;
            let lost = period == "202122" && place > 60;
            let rate = if lost { "x".to_string() } else { format!("{rate:.2}") };
            text += &format!(
                "{period},Academic year,Local authority,E92000001,England,,,,{code},Area,SEN support,{rate},4.00,2.00\n"
            );
        }
        text += &format!(
            "{period},Academic year,National,E92000001,England,,,,,,SEN support,16.50,4.00,2.00\n"
        );
    }
    let (rows, code) = checked(ABSENCE, &text, &[]);
    let key = "absence-overall-two-terms|sen-support|2017/18";
    let jump = rows.iter().find(|row| row["check"] == "implausible_jump" && row["key"] == key);
    let message = jump.unwrap_or_else(|| panic!("{rows:?}"))["message"].as_str().unwrap();
    assert!(message.starts_with("1 authority changed far more"), "{message}");
    let range = find(&rows, "england_and_areas").unwrap();
    assert!(range["message"].as_str().unwrap().contains("outside the range"), "{range}");
    let lost = find(&rows, "lost_areas").unwrap();
    assert!(lost["message"].as_str().unwrap().contains("61 authorities"), "{lost}");
    assert_eq!(code, Some(0), "warnings alone do not fail");
    assert_eq!(checked(ABSENCE, &text, &["--strict"]).1, Some(4));
}

#[test]
fn the_table_is_readable_and_can_be_narrowed() {
    let place = tempfile::tempdir().unwrap();
    fs::write(place.path().join(ABSENCE), absence()).unwrap();
    let output = program(place.path(), &["check", "--source", "dir:.", "--search", "ks1-"]);
    let text = printed(&output);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(text.contains("NOTE     without_data  key-stage-1-attainment  ks1-maths\n"), "{text}");
    assert!(text.ends_with("0 errors, 0 warnings, 3 notes\n"), "{text}");
    let none = program(place.path(), &["check", "--source", "dir:.", "--severity", "error"]);
    assert_eq!(printed(&none), "0 errors\n");
    // What was not asked for is not counted.
    let serious = program(place.path(), &["check", "--source", "dir:.", "--severity", "warning"]);
    assert!(printed(&serious).ends_with(" errors, 0 warnings\n"), "{}", printed(&serious));
}
