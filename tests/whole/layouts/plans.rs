//! Who is identified, EHC plans and the duties around them, and adults in work.

use super::{holds, read, text};

const TIMELINESS: &str = "PLACE,breakdown_topic,breakdown,plans_issued_den,plans_issued_den_ex,\
                          plans_issued_within_20_weeks,plans_issued_20_weeks_ex,\
                          pc_plans_issued_within_20_weeks,PC_plans_issued_20_weeks_ex";

#[test]
fn timeliness_has_its_counts_whatever_the_release_calls_all_plans() {
    for all in ["All EHC plans issued", "All EHC plans"] {
        let rows = [
            format!("2024,Calendar year,DERBY,{all},{all},400,360,100,99,25,27.5"),
            "2024,Calendar year,DERBY,Sex,Male,300,270,60,54,20,20".to_string(),
        ];
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        for header in [TIMELINESS.to_string(), TIMELINESS.to_lowercase().replace("place", "PLACE")]
        {
            holds(
                "education-health-and-care-plans",
                &text(&header, &rows),
                &[
                    "ehc-20-weeks ehc-plan E06000015 2024 25 100/400",
                    "ehc-20-weeks-excluding-exceptions ehc-plan E06000015 2024 27.5 99/360",
                ],
            );
        }
    }
}

#[test]
fn a_school_year_of_the_caseload_is_the_january_in_it() {
    let header = "PLACE,breakdown_topic,breakdown,ehcplans,mainstream_total,mainstream_total_pc,\
                  special_total,special_total_pc,fe_total,fe_total_pc,ed_elsewhere_pc";
    let rows = [
        "201819,Academic year,DERBY,All EHC plans,All EHC plans,1000,400,40,350,35,150,15,4",
        "202425,Academic year,DERBY,All EHC plans,All EHC plans,2000,900,45,600,30,200,10,5",
        "202425,Academic year,DERBY,Sex,Female,700,300,43,200,29,70,10,5",
    ];
    holds(
        "ehc-plans-as-at-january",
        &text(header, &rows),
        &[
            "ehc-plans-in-force ehc-plan E06000015 2019 1000 -/-",
            "ehc-plans-mainstream ehc-plan E06000015 2019 40 400/1000",
            "ehc-plans-special ehc-plan E06000015 2019 35 350/1000",
            "ehc-plans-further-education ehc-plan E06000015 2019 15 150/1000",
            "ehc-plans-elsewhere ehc-plan E06000015 2019 4 -/1000",
            "ehc-plans-in-force ehc-plan E06000015 2025 2000 -/-",
            "ehc-plans-mainstream ehc-plan E06000015 2025 45 900/2000",
            "ehc-plans-special ehc-plan E06000015 2025 30 600/2000",
            "ehc-plans-further-education ehc-plan E06000015 2025 10 200/2000",
            "ehc-plans-elsewhere ehc-plan E06000015 2025 5 -/2000",
        ],
    );
    let bare = "PLACE,breakdown_topic,breakdown,ehcplans";
    holds(
        "education-health-and-care-plans",
        &text(bare, &["202425,Academic year,DERBY,All EHC plans,All EHC plans,2000"]),
        &["ehc-plans-in-force ehc-plan E06000015 2025 2000 -/-"],
    );
}

#[test]
fn the_caseload_by_age_or_setting_counts_plans_and_no_statements() {
    for columns in ["age", "establishment_group,establishment_type"] {
        let header = format!("PLACE,{columns},ehcp_or_statement,num_caseload,pc_caseload");
        let total = columns.split(',').map(|_| "Total").collect::<Vec<_>>().join(",");
        let part = columns.split(',').map(|_| "Under 5").collect::<Vec<_>>().join(",");
        let rows = [
            format!("2018,Calendar year,DERBY,{total},Total,1100,100"),
            format!("2018,Calendar year,DERBY,{total},EHC plan,1000,90.9"),
            format!("2018,Calendar year,DERBY,{total},Statement,100,9.1"),
            format!("2018,Calendar year,DERBY,{part},EHC plan,50,4.5"),
            format!("2024,Calendar year,DERBY,{total},EHC plan,1900,100"),
        ];
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        holds(
            "ehc-plans-as-at-january",
            &text(&header, &rows),
            &[
                "ehc-plans-in-force ehc-plan E06000015 2018 1000 -/-",
                "ehc-plans-in-force ehc-plan E06000015 2024 1900 -/-",
            ],
        );
    }
}

#[test]
fn children_known_to_social_care_are_identified_with_and_without_printed_shares() {
    let counts = "t_pupils,t_statement_or_EHC_plan,t_SEN_support,t_all_SEN,t_no_SEN";
    let shares = "pt_statement_or_EHC_plan,pt_SEN_support,pt_all_SEN,pt_no_SEN";
    let group = "CLA 12 months at 31 March";
    let expected = |plan: &str, support: &str| {
        [
            format!("cla-ehc-plan looked-after E06000015 2021/22 {plan} 90/300"),
            format!("cla-sen-support looked-after E06000015 2021/22 {support} 81/300"),
        ]
    };
    for (columns, figures, told) in [
        (format!("{counts},{shares}"), "300,90,81,171,129,30,27,57,43", expected("30", "27")),
        (counts.to_string(), "300,90,81,171,129", expected("30", "27")),
    ] {
        let header = format!("PLACE,social_care_group,{columns}");
        let row = format!("202122,Academic year,DERBY,{group},{figures}");
        let told: Vec<&str> = told.iter().map(String::as_str).collect();
        holds("looked-after-children-sen", &text(&header, &[&row]), &told);
    }
}

#[test]
fn the_tables_of_the_process_give_their_shares_with_counts() {
    let one = |set: &str, columns: &str, all: &str, figures: &str, expected: &[&str]| {
        let header = format!("PLACE,breakdown_topic,breakdown,{columns}");
        let total = format!("2024,Calendar year,DERBY,{all},{all},{figures}");
        let sex = format!("2024,Calendar year,DERBY,Sex,Male,{figures}");
        holds(set, &text(&header, &[&total, &sex]), expected);
    };
    one(
        "ehc-requests-for-assessment",
        "requests_received_in_year,requests_decided_not_to_assess,request_not_assess_pc",
        "All requests for EHC needs assessments",
        "500,150,30",
        &[
            "ehc-requests ehc-plan E06000015 2024 500 -/-",
            "ehc-refusals ehc-plan E06000015 2024 30 150/500",
        ],
    );
    one(
        "ehc-needs-assessments",
        "assess_in_year,assess_issued,assess_issued_pc",
        "All EHC needs assessments",
        "300,282,94",
        &["ehc-assessments-with-plan ehc-plan E06000015 2024 94 282/300"],
    );
    one(
        "ehc-annual-reviews",
        "total_ehc_plans,review_expected,total_review_meeting,number_decsion_4weeks,pc_decsion_4weeks",
        "All annual reviews",
        "2000,1600,1400,700,56",
        &[
            "ehc-reviews-held ehc-plan E06000015 2024 87.5 1400/1600",
            "ehc-review-outcomes-4-weeks ehc-plan E06000015 2024 56 700/-",
        ],
    );
    // The release of 2026: other words for all of them, and the year in the names.
    one(
        "ehc-requests-for-assessment",
        "requests_received_in_year,requests_decided_not_to_assess,request_not_assess_pc",
        "All requests for an EHC needs assessment",
        "500,150,30",
        &[
            "ehc-requests ehc-plan E06000015 2024 500 -/-",
            "ehc-refusals ehc-plan E06000015 2024 30 150/500",
        ],
    );
    one(
        "ehc-annual-reviews",
        "total_ehc_plans,review_expected_2025,review_not_expected_2025,review_completed_2025,\
         review_completed_prior_2025,review_not_completed,decision_4_weeks,decision_over_4_weeks",
        "All EHC plans",
        "2000,1600,400,1300,100,200,700,550",
        &[
            "ehc-reviews-held ehc-plan E06000015 2024 87.5 1400/1600",
            "ehc-review-outcomes-4-weeks ehc-plan E06000015 2024 56 700/1250",
        ],
    );
    one(
        "ehc-annual-reviews",
        "review_expected_2025,review_completed_2025,review_completed_prior_2025,decision_4_weeks,\
         decision_over_4_weeks",
        "All annual reviews",
        "1600,1300,c,700,x",
        &[
            "ehc-reviews-held ehc-plan E06000015 2024 - -/1600 c",
            "ehc-review-outcomes-4-weeks ehc-plan E06000015 2024 - 700/- x",
        ],
    );
    one(
        "ehc-ceased-plans",
        "needs_met,total_ceased",
        "All ceased EHC plans",
        "20,110",
        &["ehc-plans-ceased ehc-plan E06000015 2024 110 -/-"],
    );
    let header = "PLACE,breakdown_topic,breakdown,ehc_plans,number_asd,number_mld,number_semh,\
                  number_slcn,asd_pc,mld_pc,semh_pc,slcn_pc";
    let row =
        "202425,Academic year,DERBY,All EHC plans,All EHC plans,2000,700,200,400,400,35,10,20,20";
    holds(
        "ehc-primary-need",
        &text(header, &[row]),
        &[
            "ehc-need-autism ehc-plan E06000015 2025 35 700/2000",
            "ehc-need-mental-health ehc-plan E06000015 2025 20 400/2000",
            "ehc-need-communication ehc-plan E06000015 2025 20 400/2000",
            "ehc-need-moderate-learning ehc-plan E06000015 2025 10 200/2000",
        ],
    );
}

#[test]
fn the_return_of_totals_is_read_under_its_later_names() {
    let header = "PLACE,NewallEHC,NewallEHC_pc,AssRefusedEHC,AssRefusedEHC_pc,InreqEHC,\
                  TotIncExcEHC,IncExc20weekEHC,IncExc20weekRate,TotNoExcEHC,NoExc20weekEHC,\
                  NoExc20weekRate";
    holds(
        "education-health-and-care-plans",
        &text(
            header,
            &[
                "2021,Calendar year,DERBY,390,90,120,24.6,500,400,220,55.000000000000,360,216,60.000000000000",
            ],
        ),
        &[
            "ehc-20-weeks ehc-plan E06000015 2021 55 220/400",
            "ehc-20-weeks-excluding-exceptions ehc-plan E06000015 2021 60 216/360",
            "ehc-refusals ehc-plan E06000015 2021 24 120/500",
            "ehc-requests ehc-plan E06000015 2021 500 -/-",
            "ehc-new-plans ehc-plan E06000015 2021 390 -/-",
        ],
    );
}

#[test]
fn the_pupils_that_provisions_are_shares_of_stand_in_the_row_of_the_total() {
    let header = "PLACE,pcon_code,pcon_name,phase_type_grouping,establishment_type,hospital_school,\
                  sen_provision,pupil_count,pupil_percent";
    let support = "SEN support / SEN without an EHC plan";
    let ehc = "\"Education, health and care plan\"";
    let row = |phase: &str, sen: &str, figures: &str| {
        format!("202526,Academic year,DERBY,,,{phase},Total,Total,{sen},{figures}")
    };
    let rows = [
        row("Total", ehc, "60,6"),
        row("Total", "Total", "1000,100"),
        row("Total", support, "150,15"),
        row("State-funded primary", "Total", "500,100"),
        row("State-funded primary", support, "90,18"),
        format!("202425,Academic year,DERBY,,,Total,Total,Total,{support},150,14.9"),
    ];
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    holds(
        "special-educational-needs-prevalence",
        &text(header, &rows),
        &[
            "sen-prevalence ehc-plan E06000015 2025/26 6 60/1000",
            "sen-prevalence sen-support E06000015 2025/26 15 150/1000",
            // no row of the total, no denominator
            "sen-prevalence sen-support E06000015 2024/25 14.9 150/-",
        ],
    );
}

#[test]
fn a_file_of_need_is_not_taken_for_one_of_provision() {
    let header = "PLACE,phase_type_grouping,sen_provision,sen_primary_need,sen_secondary_need,\
                  pupil_count,pupil_percent";
    let row = "202526,Academic year,DERBY,Total,SEN support / SEN without an EHC plan,Total,Total,150,100";
    let set = "special-educational-needs-prevalence";
    let (staged, figures) = read(set, "file.csv", &text(header, &[row]));
    assert!(figures.is_empty(), "{figures:?}");
    assert!(staged.rejections[0].message.contains("sen_primary_need"), "{:?}", staged.rejections);
}

const ASCOF: &str = "Geographical Code,Geographical Description,Geographical Level,ONS Code,\
                     ASCOF Measure Code,Disaggregation Level,Measure Type,Measure Value,\
                     Measure Group,Measure Group Description";

#[test]
fn a_year_that_stands_in_no_column_is_read_off_the_name_of_the_file() {
    let set = "adult-social-care-outcomes-framework";
    let row = |level: &str, code: &str, measure: &str, who: &str, kind: &str, number: &str| {
        format!("1,A place,{level},{code},{measure},{who},{kind},{number},1E,Adults in paid work")
    };
    let rows = [
        row("Council", "E06000015", "1E", "Total", "Outcome", "4.2"),
        row("Council", "E06000015", "1E", "Total", "Numerator", "21"),
        row("Council", "E06000015", "1E", "Total", "Denominator", "500"),
        row("Council", "E06000015", "1EF", "Female", "Outcome", "3.9"),
        row("Council", "E06000015", "1G", "Total", "Outcome", "80"),
        row("Council Type", "U", "1E", "Total", "Outcome", "5"),
        row("England", "E92000001", "1E", "Total", "Outcome", "4.8"),
    ];
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let (staged, figures) = read(set, "made_up_ascof_2022-23.csv", &text(ASCOF, &rows));
    assert!(staged.rejections.is_empty(), "{:?}", staged.rejections);
    assert_eq!(
        figures,
        [
            "adults-ld-paid-employment all-sen E06000015 2022/23 4.2 21/500",
            "adults-ld-paid-employment all-sen E92000001 2022/23 4.8 -/-",
        ]
    );
    let (staged, figures) = read(set, "made_up_ascof.csv", &text(ASCOF, &rows));
    assert!(figures.is_empty(), "{figures:?}");
    let said = &staged.rejections[0].message;
    assert!(said.contains("no column of its year") && said.contains("2020-21"), "{said}");
}
