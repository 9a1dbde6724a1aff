//! Where young people go: files by row and by column, and the numbers behind them.

use super::{holds, text};

#[test]
fn key_stage_4_destinations_are_read_under_every_name_of_their_schools() {
    let header = "PLACE,pcon_code,lad_code,level_methodology,institution_group,institution_type,\
                  TOPIC,LABEL,data_type,version,cohort,overall,appren,all_work,all_notsust,\
                  all_unknown";
    let row = |group: &str, topic: &str, label: &str, kind: &str, figures: &str| {
        format!(
            "202223,Academic year,DERBY,,,Local education authority area,{group},Total,{topic},\
             {label},{kind},Revised,{figures}"
        )
    };
    for (topic, label, group, kind, ehc) in [
        (
            "breakdown_topic",
            "breakdown",
            "Total state-funded mainstream and special",
            "Number of students",
            "SEN with EHC plan or statement",
        ),
        (
            "characteristic_group",
            "characteristic",
            "State-funded mainstream & special schools",
            "Number of pupils",
            "Statement of SEN/Education Health and Care plan",
        ),
    ] {
        let rows = [
            row(group, "Total", "Total", "Percentage", "500,92,3,4,6,2"),
            row(group, "Total", "Total", kind, "500,460,15,20,30,10"),
            row(group, "SEN Provision", ehc, "Percentage", "40,85,0,5,10,5"),
            row(group, "SEN Provision", ehc, kind, "40,34,0,2,4,2"),
            row("Alternative provision", "Total", "Total", "Percentage", "9,50,1,1,40,10"),
            row(group, "FSM Status", "FSM eligible", "Percentage", "9,50,1,1,40,10"),
        ];
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        let header = header.replace("TOPIC", topic).replace("LABEL", label);
        holds(
            "key-stage-4-destinations",
            &text(&header, &rows),
            &[
                "ks4-sustained all-pupils E06000015 2022/23 92 460/500",
                "ks4-not-sustained all-pupils E06000015 2022/23 6 30/500",
                "ks4-not-captured all-pupils E06000015 2022/23 2 10/500",
                "ks4-sustained ehc-plan E06000015 2022/23 85 34/40",
                "ks4-not-sustained ehc-plan E06000015 2022/23 10 4/40",
                "ks4-not-captured ehc-plan E06000015 2022/23 5 2/40",
                "ks4-apprenticeship ehc-plan E06000015 2022/23 0 0/-",
                "ks4-employment ehc-plan E06000015 2022/23 5 2/-",
            ],
        );
    }
}

#[test]
fn the_wide_file_of_england_by_the_leaving_cohort_is_the_series_of_all_settings() {
    let header = "time_period,time_identifier,geographic_level,country_code,country_name,\
                  institution_group,institution_type,breakdown_topic,breakdown,data_type,version,\
                  cohort,overall,appren,all_work,all_notsust,notsust_ben,only_ben,all_unknown";
    let group = "Total state-funded mainstream and special,Total,SEN Provision,SEN support";
    holds(
        "key-stage-4-sustained-destinations",
        &text(
            header,
            &[
                &format!(
                    "202122,Academic year,National,E92000001,England,{group},Percentage,Revised,2000,85.3,1,1,9,1,1,5"
                ),
                &format!(
                    "202122,Academic year,National,E92000001,England,{group},Number of students,Revised,2000,1706,9,9,9,9,9,9"
                ),
            ],
        ),
        &["ks4-sustained-all-settings sen-support E92000001 2022/23 85.3 1706/2000"],
    );
}

const LABEL: &str = "\"Sustained education, employment & apprenticeships\"";

#[test]
fn destinations_as_a_filter_are_held_at_the_totals_of_the_other_filters() {
    let header = "PLACE,school_laestab,school_name,establishment_type_group,establishment_type,sex,\
                  ethnicity_major,ethnicity_minor,disadvantage_status,breakdown_topic,breakdown,\
                  version,institution_count,cohort_count,destination_group,\
                  destination_description,pupil_count,pupil_percent";
    let row = |group: &str, minor: &str, topic: &str, label: &str, to: &str, figures: &str| {
        let (cohort, figures) = figures.split_once(' ').unwrap();
        format!(
            "202223,Academic year,DERBY,,,{group},Total,Total,Total,{minor},Total,{topic},{label},\
             Revised,z,{cohort},Overall destination,{to},{figures}"
        )
    };
    let group = "State-funded mainstream and special";
    let ehc = "SEN with EHC plan or statement";
    let rows = [
        row(group, "Total", "Total", "Total", LABEL, "500 460,92"),
        row(group, "Indian", "Total", "Total", LABEL, "90 80,89"),
        row(group, "Total", "SEN provision", ehc, LABEL, "40 34,85"),
        row(group, "Total", "SEN provision", ehc, "Activity not captured", "40 2,5"),
        row("Alternative provision", "Total", "Total", "Total", LABEL, "9 5,55"),
    ];
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    holds(
        "key-stage-4-sustained-destinations",
        &text(header, &rows),
        &[
            "ks4-sustained-all-settings all-pupils E06000015 2023/24 92 460/500",
            "ks4-sustained-all-settings ehc-plan E06000015 2023/24 85 34/40",
        ],
    );
}

#[test]
fn study_leavers_of_the_service_count_by_the_leaving_cohort() {
    let header = "PLACE,establishment_type_group,establishment_type,cohort_level_group,cohort_level,\
                  sex,disadvantage_status,breakdown_topic,breakdown,version,cohort_count,\
                  destination_group,destination_description,pupil_count,pupil_percent";
    let row = |schools: &str, level: &str, topic: &str, label: &str, to: &str, figures: &str| {
        let (cohort, pupils) = figures.split_once(',').unwrap();
        format!(
            "202223,Academic year,DERBY,{schools},Total,{level},Total,Total,Total,{topic},{label},\
             Revised,{cohort},A group,\"{to}\",{pupils}"
        )
    };
    let sustained = "Sustained education, employment & apprenticeships";
    let rows = [
        row("All schools", "Total", "SEN provision", "SEN support", sustained, "200,150,75"),
        row(
            "All schools",
            "Total",
            "SEN provision",
            "SEN support",
            "Activity not captured",
            "200,10,5",
        ),
        row("All schools", "Total", "Total", "Total", sustained, "900,810,90"),
        row("All schools", "Level 3", "Total", "Total", sustained, "400,390,97.5"),
        row("All schools", "Total", "LLDD provision", "Identified LLDD", sustained, "50,20,40"),
        row("State-funded mainstream colleges", "Total", "Total", "Total", sustained, "80,40,50"),
    ];
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    holds(
        "16-18-study-leavers-destinations",
        &text(header, &rows),
        &[
            "post-16-sustained-all-schools sen-support E06000015 2023/24 75 150/200",
            "post-16-not-captured-all-schools sen-support E06000015 2023/24 5 10/200",
            "post-16-sustained-all-schools all-pupils E06000015 2023/24 90 810/900",
        ],
    );
}

#[test]
fn longer_term_destinations_are_read_one_three_and_five_years_on() {
    let header = "PLACE,destination_year,establishment_type_group,sex,ethnicity_major,\
                  disadvantage_status,breakdown_topic,breakdown,cohort,destination_group,\
                  destination_description,pupil_percent,pupil_count";
    let row = |year: &str, ethnicity: &str, to: &str, figures: &str| {
        format!(
            "202021,Academic year,DERBY,{year},Total state-funded mainstream and special,Total,\
             {ethnicity},Total,SEN provision,SEN support,100,Overall destination,{to},{figures}"
        )
    };
    let rows = [
        row("1st year", "Total", LABEL, "89,89"),
        row("3rd year", "Total", LABEL, "85,85"),
        row("5th year", "Total", LABEL, "80,80"),
        row("1st year", "White", LABEL, "70,7"),
        row("1st year", "Total", "Activity not captured", "3,3"),
    ];
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    holds(
        "longer-term-destinations",
        &text(header, &rows),
        &[
            "longer-term-sustained-1-year sen-support E06000015 2020/21 89 89/100",
            "longer-term-sustained sen-support E06000015 2020/21 85 85/100",
            "longer-term-sustained-5-years sen-support E06000015 2020/21 80 80/100",
        ],
    );
}

#[test]
fn neet_and_participation_have_counts_and_send_by_a_label_of_their_own() {
    let rows = [
        "2025,Calendar year,DERBY,16-17,Total,Total,2000,100,60,40,5,3,2,0.1",
        "2025,Calendar year,DERBY,16,Total,Total,1000,50,30,20,5,3,2,0.1",
        "2025,Calendar year,DERBY,16-17,SEND,SEN EHC/statement,90,9,6,3,10,6.7,3.3,0.1",
        "2025,Calendar year,DERBY,16-17,gender,Female,1000,50,30,20,5,3,2,0.1",
    ];
    for header in [
        "PLACE,Age,Characteristic_grouping,Characteristic,avgcohort,avgNEETNK,avgNEET,avgNK,\
         NEETNKprop,NEETprop,Notknownprop,annual_change_NEETNK",
        "PLACE,age,characteristic_grouping,characteristic,avg_cohort_count,avg_neet_nk_count,\
         avg_neet_count,avg_nk_count,neet_nk_percent,neet_percent,nk_percent,\
         annual_change_neet_nk_percent",
    ] {
        holds(
            "neet-by-characteristics",
            &text(header, &rows),
            &[
                "neet-16-17 all-pupils E06000015 2024/25 3 60/2000",
                "neet-or-not-known-16-17 all-pupils E06000015 2024/25 5 100/2000",
                "not-known-16-17 all-pupils E06000015 2024/25 2 40/2000",
                "neet-16-17 ehc-plan E06000015 2024/25 6.7 6/90",
                "neet-or-not-known-16-17 ehc-plan E06000015 2024/25 10 9/90",
                "not-known-16-17 ehc-plan E06000015 2024/25 3.3 3/90",
            ],
        );
    }
    let header = "PLACE,age,characteristic_grouping,characteristic,cohort_count,\
                  total_in_education_and_training_count,total_in_education_and_training_percent,\
                  annual_change_percent";
    holds(
        "participation-age-16-17",
        &text(header, &["2026,Calendar year,DERBY,16 to 17,SEND,SEN support,200,180,90,0"]),
        &["participation-16-17 sen-support E06000015 2025/26 90 180/200"],
    );
}

#[test]
fn level_3_by_19_is_read_of_those_who_are_19() {
    let header = "PLACE,breakdown_topic,breakdown,age,cohort_age_in,qualification_level,subject,\
                  qualification_type,number_in_ss_cohort,number,percentage";
    let row = |age: &str, level: &str, kind: &str, figures: &str| {
        format!(
            "202324,Academic year,DERBY,SEN provision,SEN support,{age},202021,{level},Total,{kind},{figures}"
        )
    };
    let rows = [
        row("by age 19", "Level 3", "Total Level 3", "300,90,30"),
        row("by age 18", "Level 3", "Total Level 3", "300,80,26.7"),
        row("by age 19", "Level 2", "Total Level 2", "300,180,60"),
        row("by age 19", "Level 3", "A levels", "300,30,10"),
    ];
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    holds(
        "level-2-and-3-attainment-by-19",
        &text(header, &rows),
        &[
            "level-2-by-19 sen-support E06000015 2023/24 60 180/300",
            "level-3-by-19 sen-support E06000015 2023/24 30 90/300",
        ],
    );
}
