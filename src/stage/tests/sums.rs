//! Rows that belong together: parts of a group once each, and figures about no pupils.

use super::{Staging, staging};
use crate::catalogue::Catalogue;

const PARTS: &str = "time_period,time_identifier,geographic_level,country_code,country_name,region_code,region_name,old_la_code,new_la_code,la_name,breakdown_topic,breakdown,gender,t_phonics_y1_eligible_pupils,t_phonics_y1_met_expected_standard,pt_phonics_y1_met_expected_standard\n";

fn summed(rows: &[&str]) -> Staging {
    let rows = rows.iter().map(|row| {
        format!("202223,Academic year,Local authority,E92000001,England,E12000005,West Midlands,330,E08000025,Birmingham,SEN provision,{row}\n")
    });
    let text = PARTS.to_string() + &rows.collect::<String>();
    staging(&Catalogue::embedded().unwrap(), "phonics-screening-check", text.as_bytes())
}

#[test]
fn parts_are_summed_once_each_and_a_part_that_stands_twice_is_no_other_part() {
    let parts = ["Statement of SEN,Total,100,20,20", "EHC plan,Total,300,60,20"];
    let whole = "phonics-year-1 ehc-plan E08000025 2022/23 20 80/400";
    assert_eq!(summed(&parts).lines, [whole]);
    let twice = summed(&[parts[0], parts[1], "ehc  plan,Total,300,60,20"]);
    assert_eq!(twice.lines, [whole]);
    let note = twice.staged.notes.iter().find(|n| n.check == "duplicate_key").unwrap();
    assert_eq!(note.rows, 1);
    assert!(note.message.contains("first in lines 3 and 4"), "{}", note.message);
    assert!(!twice.staged.repeats);
    let differing = summed(&[parts[0], parts[1], "EHC plan,Total,300,66,22"]);
    assert!(differing.staged.repeats, "left for the check of duplicates");
}

#[test]
fn a_share_of_no_one_is_no_figure_and_its_count_stays() {
    let text = "time_period,time_identifier,geographic_level,country_code,country_name,region_code,region_name,old_la_code,new_la_code,la_name,sen_provision,t_phonics_y1_eligible_pupils,t_phonics_y1_met_expected_standard,pt_phonics_y1_met_expected_standard\n\
        202223,Academic year,Local authority,E92000001,England,E12000005,West Midlands,330,E08000025,Birmingham,EHC plan,0,0,0.0\n\
        202223,Academic year,Local authority,E92000001,England,E12000005,West Midlands,331,E08000026,Coventry,EHC plan,0,0,c\n\
        202223,Academic year,Local authority,E92000001,England,E12000005,West Midlands,332,E08000027,Dudley,EHC plan,5,0,0\n";
    let catalogue = Catalogue::embedded().unwrap();
    assert_eq!(
        staging(&catalogue, "phonics-screening-check", text.as_bytes()).lines,
        [
            "phonics-year-1 ehc-plan E08000025 2022/23 - 0/0 z",
            "phonics-year-1 ehc-plan E08000026 2022/23 - 0/0 c",
            "phonics-year-1 ehc-plan E08000027 2022/23 0 0/5",
        ]
    );
}
