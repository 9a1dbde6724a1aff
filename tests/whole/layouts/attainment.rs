//! Attainment from the early years to key stage 4, and that of children known to social care.

use super::{holds, text};

#[test]
fn a_year_with_a_break_in_the_series_is_no_figure_and_stops_nothing() {
    let header = "PLACE,lad_code,lad_name,breakdown_topic,breakdown,sex,children_count,\
                  elgs_expected_average,gld_children_count,gld_children_percent";
    let rows = [
        "202425,Academic year,DERBY,,,Total,Total,Total,500,14.2,350,70",
        "202425,Academic year,DERBY,,,Total,Total,Male,260,14,169,65",
        "202425,Academic year,DERBY,,,SEN provision,\"Education, health and care plan\",Total,25,9,2,8",
        "202425,Academic year,DERBY,,,SEN provision,Unknown SEN provision,Total,5,9,2,40",
        "202425,Academic year,DERBY,,,SEN primary need,Hearing impairment,Total,5,9,2,40",
        "202021,Academic year,ENGLAND,,,Total,Total,Total,b,,b,b",
    ];
    holds(
        "early-years-foundation-stage-profile",
        &text(header, &rows),
        &[
            "eyfs-good-development all-pupils E06000015 2024/25 70 350/500",
            "eyfs-good-development ehc-plan E06000015 2024/25 8 2/25",
            "eyfs-good-development all-pupils E92000001 2020/21 - -/- x",
        ],
    );
}

#[test]
fn statements_that_are_not_there_leave_plans_as_they_are_printed() {
    let header = "PLACE,version,TOPIC,LABEL,school_type,gender,no_schools,\
                  t_phonics_y1_eligible_pupils,t_phonics_y1_met_expected_standard,\
                  t_phonics_y1_absent,pt_phonics_y1_met_expected_standard";
    let rows = [
        "202223,Academic year,DERBY,Final,All pupils,Total,State-funded schools,Total,9,500,400,0,80",
        "202223,Academic year,DERBY,Final,All pupils,Total,State-funded schools,Boys,9,250,190,0,76",
        "202223,Academic year,DERBY,Final,SEN status,EHC plan,State-funded schools,Total,9,24,5,0,20",
        "202223,Academic year,DERBY,Final,SEN status,Statement of SEN,State-funded schools,Total,9,z,z,0,z",
        "202223,Academic year,DERBY,Final,SEN status,SEN support,State-funded schools,Total,9,90,45,0,50",
        "202223,Academic year,DERBY,Final,SEN status,Unclassified,State-funded schools,Total,9,3,1,0,33",
        "202223,Academic year,DERBY,Final,SEN primary need,No identified SEN,State-funded schools,Total,9,3,1,0,33",
        "201516,Academic year,DERBY,Final,SEN status,EHC plan,State-funded schools,Total,9,10,2,0,20",
        "201516,Academic year,DERBY,Final,SEN status,Statement of SEN,State-funded schools,Total,9,10,4,0,40",
        "201415,Academic year,DERBY,Final,SEN status,EHC plan,State-funded schools,Total,9,c,c,0,c",
        "201415,Academic year,DERBY,Final,SEN status,Statement of SEN,State-funded schools,Total,9,10,4,0,40",
    ];
    let expected = [
        "phonics-year-1 all-pupils E06000015 2022/23 80 400/500",
        // 20.8 by the counts, and 20 as printed: nothing was summed
        "phonics-year-1 ehc-plan E06000015 2022/23 20 5/24",
        "phonics-year-1 sen-support E06000015 2022/23 50 45/90",
        "phonics-year-1 ehc-plan E06000015 2015/16 30 6/20",
        "phonics-year-1 ehc-plan E06000015 2014/15 - -/- c",
    ];
    for (topic, label) in
        [("breakdown_topic", "breakdown"), ("characteristic_group", "characteristic")]
    {
        let header = header.replace("TOPIC", topic).replace("LABEL", label);
        holds("phonics-screening-check", &text(&header, &rows), &expected);
    }
}

#[test]
fn a_filter_that_came_with_a_new_release_is_held_at_its_total() {
    let header = "PLACE,version,establishment_type_group,sex,disadvantage_status,ethnicity_major,\
                  ethnicity_minor,first_language,fsm_status,pupil_premium,sen_provision,year_group,\
                  establishment_count,eligible_pupil_count,expected_standard_pupil_count,\
                  expected_standard_pupil_percent";
    let row = |fsm: &str, premium: &str, sen: &str, year: &str, figures: &str| {
        format!(
            "202425,Academic year,DERBY,Provisional,All state funded,Total,Total,Total,Total,Total,\
             {fsm},{premium},{sen},{year},9,{figures}"
        )
    };
    let ehc = "\"Education, health and care plan\"";
    let rows = [
        row("Total", "Total", "Total", "Year 1", "500,400,80"),
        row("FSM eligible", "Total", "Total", "Year 1", "100,60,60"),
        row("Total", "Yes", "Total", "Year 1", "90,60,67"),
        row("Total", "Total", "Total", "By the end of year 2", "500,450,90"),
        row("Total", "Total", ehc, "Year 1", "25,5,20"),
        row("Total", "Total", "All SEN provision", "Year 1", "110,44,40"),
        row("Total", "Total", "SEN support / SEN without an EHC plan", "Year 1", "85,39,46"),
        row("Total", "Total", "No SEN provision", "Year 1", "380,346,91"),
        row("Total", "Total", "Unknown SEN provision", "Year 1", "10,5,50"),
    ];
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    holds(
        "phonics-screening-check",
        &text(header, &rows),
        &[
            "phonics-year-1 all-pupils E06000015 2024/25 80 400/500",
            "phonics-year-1 ehc-plan E06000015 2024/25 20 5/25",
            "phonics-year-1 all-sen E06000015 2024/25 40 44/110",
            "phonics-year-1 sen-support E06000015 2024/25 46 39/85",
            "phonics-year-1 no-sen E06000015 2024/25 91 346/380",
        ],
    );
}

#[test]
fn key_stage_1_has_its_pupils_under_a_topic_of_their_own() {
    let header = "PLACE,version,breakdown_topic,breakdown,school_type,gender,no_schools,\
                  t_readta_eligible_pupils,t_readta_met_expected_standard,\
                  t_writta_eligible_pupils,t_writta_met_expected_standard,\
                  t_matta_eligible_pupils,t_matta_met_expected_standard,\
                  pt_readta_met_expected_standard,pt_writta_met_expected_standard,\
                  pt_matta_met_expected_standard";
    let rows = [
        "202223,Academic year,DERBY,Final,All pupils,Total,State-funded schools,Total,9,500,340,500,300,500,350,68,60,70",
        "202223,Academic year,DERBY,Final,SEN status,EHC plan,State-funded schools,Total,9,24,3,24,2,24,3,13,8,13",
        "202223,Academic year,DERBY,Final,SEN status,Statement of SEN,State-funded schools,Total,9,z,z,z,z,z,z,z,z,z",
        "202223,Academic year,DERBY,Final,SEN status,No SEN,State-funded schools,Girls,9,9,9,9,9,9,9,100,100,100",
    ];
    holds(
        "key-stage-1-attainment",
        &text(header, &rows),
        &[
            "ks1-reading all-pupils E06000015 2022/23 68 340/500",
            "ks1-writing all-pupils E06000015 2022/23 60 300/500",
            "ks1-maths all-pupils E06000015 2022/23 70 350/500",
            "ks1-reading ehc-plan E06000015 2022/23 13 3/24",
            "ks1-writing ehc-plan E06000015 2022/23 8 2/24",
            "ks1-maths ehc-plan E06000015 2022/23 13 3/24",
        ],
    );
}

#[test]
fn key_stage_2_has_progress_as_sums_or_not_at_all_before_it_has_names_of_today() {
    let start = "PLACE,version,priority_area_flag,education_investment_area_flag,breakdown_topic,\
                 breakdown,school_type,gender,no_schools,t_rwm_eligible_pupils,\
                 t_rwm_met_expected_standard,pt_rwm_met_expected_standard";
    let progress = ["read", "writta", "mat"]
        .map(|s| format!(",t_{s}_progress_eligible_pupils,t_{s}_progress_score"))
        .concat();
    let row = |topic: &str, label: &str, figures: &str| {
        format!(
            "202223,Academic year,DERBY,Revised,0,0,{topic},{label},State-funded schools,Total,9,{figures}"
        )
    };
    let rows = [
        row("All pupils", "Total", "500,300,60,400,-80,400,40,400,0"),
        row("SEN status", "EHC plan", "24,2,8,20,-90,20,-84,20,-80"),
        row("Disadvantage status", "Disadvantaged", "24,2,8,20,-90,20,-84,20,-80"),
    ];
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    holds(
        "key-stage-2-attainment",
        &text(&format!("{start}{progress}"), &rows),
        &[
            "ks2-rwm-expected all-pupils E06000015 2022/23 60 300/500",
            "ks2-rwm-expected ehc-plan E06000015 2022/23 8 2/24",
            "ks2-reading-progress all-pupils E06000015 2022/23 -0.2 -/400",
            "ks2-reading-progress ehc-plan E06000015 2022/23 -4.5 -/20",
            "ks2-writing-progress all-pupils E06000015 2022/23 0.1 -/400",
            "ks2-writing-progress ehc-plan E06000015 2022/23 -4.2 -/20",
            "ks2-maths-progress all-pupils E06000015 2022/23 0 -/400",
            "ks2-maths-progress ehc-plan E06000015 2022/23 -4 -/20",
        ],
    );
    let without = row("All pupils", "Total", "500,300,60").replace("202223", "202324");
    holds(
        "key-stage-2-attainment",
        &text(start, &[&without]),
        &["ks2-rwm-expected all-pupils E06000015 2023/24 60 300/500"],
    );
}

#[test]
fn key_stage_2_of_today_has_a_subject_and_one_filter_a_trait() {
    let header = "PLACE,version,establishment_type_group,subject,sex,disadvantage_status,fsm_status,\
                  ethnicity_minor,first_language,sen_provision,establishment_count,\
                  eligible_pupil_count,expected_standard_pupil_count,\
                  progress_measure_eligible_pupil_count,expected_standard_pupil_percent,\
                  average_scaled_score,progress_measure_score,progress_measure_lower_conf_interval,\
                  progress_measure_upper_conf_interval";
    let row = |year: &str, subject: &str, fsm: &str, sen: &str, figures: &str| {
        format!(
            "{year},Academic year,DERBY,Revised,All state funded,\"{subject}\",Total,Total,{fsm},\
             Total,Total,\"{sen}\",9,{figures}"
        )
    };
    let rwm = "Reading, writing and maths";
    let rows = [
        row("202425", rwm, "Total", "Total", "500,325,z,65,z,z,z,z"),
        row("202425", rwm, "FSM eligible", "Total", "100,50,z,50,z,z,z,z"),
        row("202425", rwm, "Total", "Education, health and care plan", "25,2,z,8,z,z,z,z"),
        row("202425", "Reading", "Total", "Total", "500,400,z,80,104,z,z,z"),
        row("202223", "Reading", "Total", "Total", "500,400,480,80,104,-0.4,-0.6,-0.2"),
    ];
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    holds(
        "key-stage-2-attainment",
        &text(header, &rows),
        &[
            "ks2-rwm-expected all-pupils E06000015 2024/25 65 325/500",
            "ks2-rwm-expected ehc-plan E06000015 2024/25 8 2/25",
            "ks2-reading-progress all-pupils E06000015 2024/25 - -/- z",
            "ks2-reading-progress all-pupils E06000015 2022/23 -0.4 -/480",
        ],
    );
}

#[test]
fn the_tables_check_has_its_counts_for_all_pupils_and_those_without_sen() {
    let header = "PLACE,breakdown_topic,breakdown,establishment_type_group,sex,no_schools,\
                  t_mtc_eligible_pupils,t_mtc_pupils_completed_check,t_mtc_scored_25,\
                  mtc_average_score,pt_mtc_scored_25";
    let rows = [
        "202324,Academic year,DERBY,All pupils,Total,State-funded schools,Total,9,500,450,153,20.6,34",
        "202324,Academic year,DERBY,All pupils,Total,State-funded schools,Boys,9,250,225,80,20.6,36",
        "202324,Academic year,DERBY,SEN status,No SEN,State-funded schools,Total,9,400,380,148,21,39",
        "202324,Academic year,DERBY,Free school meal eligibility,FSM,State-funded schools,Total,9,9,9,9,21,39",
    ];
    holds(
        "multiplication-tables-check",
        &text(header, &rows),
        &[
            "mtc-full-marks all-pupils E06000015 2023/24 34 153/450",
            "mtc-full-marks no-sen E06000015 2023/24 39 148/380",
        ],
    );
}

const KS4_FIGURES: &str = "1000,46000,46,450,45,610,61,400,40,4000,4";

/// Attainment 8, English and maths at two grades, and the English Baccalaureate of `cohort`.
fn ks4(cohort: &str, year: &str) -> Vec<String> {
    [
        "ks4-attainment-8 COHORT E06000015 YEAR 46 -/1000",
        "ks4-english-maths-9-5 COHORT E06000015 YEAR 45 450/1000",
        "ks4-english-maths-9-4 COHORT E06000015 YEAR 61 610/1000",
        "ks4-ebacc-entry COHORT E06000015 YEAR 40 400/1000",
        "ks4-ebacc-aps COHORT E06000015 YEAR 4 -/1000",
    ]
    .map(|line| line.replace("COHORT", cohort).replace("YEAR", year))
    .to_vec()
}

#[test]
fn key_stage_4_has_pupils_with_any_sen_in_a_column_of_their_own() {
    let header = "PLACE,version,education_investment_area_flag,establishment_type_group,\
                  breakdown_topic,sex,fsm_status,sen_provision,sen_status,sen_primary_need,\
                  disadvantage_status,mobility,young_carer,school_count,pupil_count,attainment8_sum,\
                  attainment8_average,engmath_95_total,engmath_95_percent,engmath_94_total,\
                  engmath_94_percent,ebacc_entering_total,ebacc_entering_percent,ebacc_aps_sum,\
                  ebacc_aps_average,progress8_pupil_count,progress8_sum,progress8_average,\
                  progress8_lower_95_ci,progress8_upper_95_ci";
    let row = |topic: &str, sex: &str, provision: &str, status: &str, need: &str| {
        format!(
            "202425,Academic year,DERBY,Provisional,z,All state-funded,{topic},{sex},Total,\
             {provision},{status},{need},Total,Total,Total,9,{KS4_FIGURES},z,z,z,z,z"
        )
    };
    let any = "Any special educational need";
    let rows = [
        row("Total", "Total", "Total", "Total", "Total"),
        row("Sex", "Boys", "Total", "Total", "Total"),
        row("SEN provision", "Total", "SEN support / SEN without an EHC plan", "Total", "Total"),
        row("SEN provision", "Total", "Unknown SEN provision", "Total", "Total"),
        row("SEN status", "Total", "Total", any, "Total"),
        row("SEN status", "Girls", "Total", any, "Total"),
        row("SEN status", "Total", "Total", "No identified special educational need", "Total"),
        row("SEN primary need", "Total", "Total", "Total", "Hearing impairment"),
    ];
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let mut expected = Vec::new();
    for cohort in ["all-pupils", "sen-support", "all-sen"] {
        expected.extend(ks4(cohort, "2024/25"));
        expected.push(format!("ks4-progress-8 {cohort} E06000015 2024/25 - -/- z"));
    }
    let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
    holds("key-stage-4-all-pupil-characteristics", &text(header, &rows), &expected);
}

#[test]
fn key_stage_4_of_2023_24_has_names_of_before_and_sen_as_of_today() {
    let header = "PLACE,version,education_investment_area_flag,priority_area_flag,\
                  establishment_type_group,breakdown,sex,ethnicity_major,ethnicity_minor,\
                  free_school_meals,sen_provision,sen_status,disadvantage,first_language,t_schools,\
                  t_pupils,t_att8,avg_att8,t_l2basics_95,pt_l2basics_95,t_l2basics_94,\
                  pt_l2basics_94,t_ebacc_e_ptq_ee,pt_ebacc_e_ptq_ee,t_ebaccaps,avg_ebaccaps,\
                  t_inp8calc,t_p8score,avg_p8score,p8score_ci_low,p8score_ci_upp";
    let row = |breakdown: &str, minor: &str, provision: &str, status: &str| {
        format!(
            "202324,Academic year,DERBY,Revised,0,0,State-funded schools (LA),{breakdown},Total,\
             Total,{minor},Total,{provision},{status},Total,Total,9,{KS4_FIGURES},900,-450,-0.5,\
             -0.7,-0.3"
        )
    };
    let rows = [
        row("Total", "Total", "Total", "Total"),
        row("Ethnicity minor", "Indian", "Total", "Total"),
        row("SEN provision", "Total", "EHC plan", "Total"),
        row("SEN provision", "Total", "No identified SEN", "Total"),
        row("SEN status", "Total", "Total", "Any SEN"),
        row("SEN status", "Total", "Total", "No identified SEN"),
    ];
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let mut expected = Vec::new();
    for cohort in ["all-pupils", "ehc-plan", "no-sen", "all-sen"] {
        expected.extend(ks4(cohort, "2023/24"));
        expected.push(format!("ks4-progress-8 {cohort} E06000015 2023/24 -0.5 -/900"));
    }
    let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
    holds("key-stage-4-all-pupil-characteristics", &text(header, &rows), &expected);
}

#[test]
fn children_known_to_social_care_are_read_in_the_names_of_today() {
    let start = "time_period,time_identifier,geographic_level,country_code,country_name,region_code,\
                 region_name,old_la_code,la_name,new_la_code,social_care_group,version";
    let place = "Local authority,E92000001,England,E12000004,East Midlands,831,Derby,E06000015";
    let header = format!(
        "{start},pupil_count,attainment8_sum,attainment8_average,engmath_94_total,\
         engmath_94_percent,progress8_pupil_count,progress8_sum,progress8_average,\
         progress8_lower_95_ci,progress8_upper_95_ci"
    );
    let rows = [
        format!(
            "202425,Academic year,{place},CINO at 31 March,Revised,120,2040,17,20,16.7,x,x,x,x,x"
        ),
        format!("202425,Academic year,{place},CPPO at 31 March,Revised,c,c,c,c,c,x,x,x,x,x"),
    ];
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    holds(
        "looked-after-children-key-stage-4",
        &text(&header, &rows),
        &[
            "cla-ks4-attainment-8 children-in-need E06000015 2024/25 17 -/120",
            "cla-ks4-progress-8 children-in-need E06000015 2024/25 - -/- x",
            "cla-ks4-english-maths-9-4 children-in-need E06000015 2024/25 16.7 20/120",
            "cla-ks4-attainment-8 child-protection-plan E06000015 2024/25 - -/- c",
            "cla-ks4-progress-8 child-protection-plan E06000015 2024/25 - -/- x",
            "cla-ks4-english-maths-9-4 child-protection-plan E06000015 2024/25 - -/- c",
        ],
    );
    let header = format!(
        "{start},t_rwm_eligible_pupils,t_rwm_met_expected_standard,pt_rwm_met_expected_standard"
    );
    let row = format!("202425,Academic year,{place},CLA 12 months at 31 March,Revised,40,20,50");
    holds(
        "looked-after-children-key-stage-2",
        &text(&header, &[&row]),
        &["cla-ks2-rwm-expected looked-after E06000015 2024/25 50 20/40"],
    );
}
