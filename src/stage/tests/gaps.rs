//! What a file has rows of but no figure for is named with the label at fault.

use super::{Staging, staging};
use crate::catalogue::Catalogue;

const HEADER: &str = "time_period,time_identifier,geographic_level,country_code,country_name,region_code,region_name,old_la_code,new_la_code,la_name,breakdown_topic,breakdown,age,qualification_type,qualification_level,subject,percentage,number,number_in_ss_cohort\n";

/// Rows of two years, two levels, two cohorts and three measures, each changed by `change`.
fn by_nineteen(change: impl Fn(&str, &str, &str) -> String) -> Staging {
    let mut text = HEADER.to_string();
    for period in ["202122", "202223"] {
        for level in [
            "National,E92000001,England,,,,,",
            "Local authority,E92000001,England,E12000005,West Midlands,330,E08000025,Birmingham",
        ] {
            for cohort in ["Total,Total", "SEN provision,SEN support"] {
                for measure in ["Level 2,Total", "Level 2,English and maths", "Level 3,Total"] {
                    let row = format!(
                        "{period},Academic year,{level},{cohort},19,Total,{measure},50,50,100\n"
                    );
                    text += &change(&row, period, level);
                }
            }
        }
    }
    staging(&Catalogue::embedded().unwrap(), "level-2-and-3-attainment-by-19", text.as_bytes())
}

fn lost(found: &Staging) -> Vec<String> {
    let lost = found.staged.rejections.iter().filter(|r| r.lost.is_some());
    lost.map(|r| format!("{}: {}", r.measures.join(" "), r.message)).collect()
}

#[test]
fn a_file_without_gaps_is_left_alone() {
    let found = by_nineteen(|row, _, _| row.to_string());
    assert_eq!(found.lines.len(), 24);
    assert!(found.staged.rejections.is_empty() && found.staged.notes.is_empty());
}

#[test]
fn a_label_that_changes_in_one_year_is_named_with_its_rows() {
    let found = by_nineteen(|row, period, _| match period {
        "202223" => row.replace(",19,", ",aged nineteen,"),
        _ => row.to_string(),
    });
    let lost = lost(&found);
    let [only] = &lost[..] else { panic!("{lost:#?}") };
    assert!(only.contains("nothing is read for 2022/23: "), "{only}");
    let expected = "column 'age' holds 'aged nineteen' in 12 rows, and is asked for '19'";
    assert!(only.contains(expected), "{only}");
}

#[test]
fn a_label_that_one_level_writes_otherwise_is_named_with_that_level() {
    let found = by_nineteen(|row, _, level| {
        if level.starts_with("Local") {
            row.replace(",19,Total,", ",19,All kinds,")
        } else {
            row.to_string()
        }
    });
    let lost = lost(&found);
    let [first, second] = &lost[..] else { panic!("{lost:#?}") };
    assert!(first.contains("nothing is read for 2021/22 (local_authority): "), "{first}");
    assert!(second.contains("column 'qualification_type' holds 'All kinds' in 6 rows"), "{second}");
}

#[test]
fn a_label_that_changes_for_one_measure_names_that_measure() {
    let found = by_nineteen(|row, _, _| row.replace("Level 3,", "Total Level 3,"));
    let lost = lost(&found);
    let [only] = &lost[..] else { panic!("{lost:#?}") };
    assert!(only.starts_with("level-3-by-19: "), "{only}");
    assert!(only.contains("'Total Level 3' in 8 rows"), "{only}");
    let of_one_year = by_nineteen(|row, period, _| match period {
        "202122" => row.replace("Level 3,", "L3,"),
        _ => row.to_string(),
    });
    let lost = self::lost(&of_one_year);
    let [only] = &lost[..] else { panic!("{lost:#?}") };
    assert!(only.contains("measure 'level-3-by-19' in 2021/22") && only.contains("'L3'"), "{only}");
}

#[test]
fn a_topic_that_changes_loses_no_cohort_in_silence() {
    let found = by_nineteen(|row, _, _| row.replace("SEN provision,", "SEN status,"));
    let lost = lost(&found);
    let [only] = &lost[..] else { panic!("{lost:#?}") };
    assert!(only.contains("the cohorts in column 'breakdown'"), "{only}");
    assert!(only.contains("'SEN status' in 12 rows"), "{only}");
    let found = by_nineteen(|row, _, _| row.replace(",Total,Total,19", ",Everyone,Total,19"));
    let lost = self::lost(&found);
    let [only] = &lost[..] else { panic!("{lost:#?}") };
    assert!(only.contains("cohort 'all-pupils'") && only.contains("'Everyone'"), "{only}");
}

#[test]
fn a_topic_that_changes_in_one_year_or_at_one_level_loses_no_cohort_in_silence() {
    let of_a_year = by_nineteen(|row, period, _| match period {
        "202223" => row.replace("SEN provision,", "Special needs,"),
        _ => row.to_string(),
    });
    let lost = lost(&of_a_year);
    let [only] = &lost[..] else { panic!("{lost:#?}") };
    assert!(only.contains("nothing is read for cohort 'sen-support'"), "{only}");
    assert!(only.contains("in 2022/23: column 'breakdown_topic' holds 'Special needs'"), "{only}");
    let at_a_level = by_nineteen(|row, _, level| {
        if level.starts_with("National") {
            row.replace("SEN provision,", "SEN of England,")
        } else {
            row.to_string()
        }
    });
    let lost = self::lost(&at_a_level);
    let [only] = &lost[..] else { panic!("{lost:#?}") };
    assert!(only.contains("in 2021/22, 2022/23 (national)"), "{only}");
    assert!(only.contains("'SEN of England' in 6 rows"), "{only}");
    let all_pupils = by_nineteen(|row, period, _| match period {
        "202223" => row.replace(",Total,Total,19", ",Everyone,Total,19"),
        _ => row.to_string(),
    });
    let lost = self::lost(&all_pupils);
    let [only] = &lost[..] else { panic!("{lost:#?}") };
    assert!(only.contains("cohort 'all-pupils'") && only.contains("'Everyone'"), "{only}");
}

#[test]
fn a_label_of_one_measure_that_one_level_writes_otherwise_is_named() {
    let found = by_nineteen(|row, _, level| {
        if level.starts_with("Local") {
            row.replace("Level 3,", "L3 total,")
        } else {
            row.to_string()
        }
    });
    let lost = lost(&found);
    let [only] = &lost[..] else { panic!("{lost:#?}") };
    let expected = "measure 'level-3-by-19' in 2021/22, 2022/23 (local_authority): column \
                    'qualification_level' holds 'L3 total' in 4 rows";
    assert!(only.contains(expected), "{only}");
}

#[test]
fn a_cohort_that_a_year_or_a_level_never_had_is_no_change_of_a_label() {
    let found = by_nineteen(|row, period, _| match (period, row.contains("SEN provision")) {
        ("202122", true) => row.replace("SEN provision,SEN support", "Sex,Girls"),
        _ => row.to_string(),
    });
    assert!(found.staged.rejections.is_empty(), "{:?}", found.staged.rejections);
    assert!(found.staged.notes.is_empty(), "{:?}", found.staged.notes);
}

#[test]
fn another_group_of_pupils_is_not_taken_for_all_of_them() {
    let found =
        by_nineteen(|row, _, _| row.replace(",Total,Total,19", ",SEN primary need,No SEN,19"));
    assert!(found.staged.rejections.is_empty(), "{:?}", found.staged.rejections);
    assert!(found.staged.notes.iter().any(|n| n.message.contains("cohort 'all-pupils'")));
}

#[test]
fn what_a_file_never_had_is_a_note() {
    let found = by_nineteen(|row, period, _| match (period, row.contains("Level 3")) {
        ("202122", true) => String::new(),
        _ => row.to_string(),
    });
    assert!(found.staged.rejections.is_empty(), "{:?}", found.staged.rejections);
    let notes: Vec<&str> = found.staged.notes.iter().map(|n| n.message.as_str()).collect();
    assert_eq!(notes, ["no row is about measure 'level-3-by-19' in 2021/22"]);
}
