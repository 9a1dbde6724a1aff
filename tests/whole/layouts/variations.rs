//! Layouts of today as people and tools hand them on: columns in another order, row numbers of
//! R, other filters and labels besides those that are read.

use super::{holds, read, text};

/// A file with its columns turned round, a column of row numbers without a name in front.
fn turned(text: &str) -> String {
    let mut lines = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(line.as_bytes());
        let record = reader.records().next().unwrap().unwrap();
        let mut fields: Vec<String> = record.iter().map(|f| format!("\"{f}\"")).collect();
        fields.reverse();
        let first = if number == 0 { String::new() } else { number.to_string() };
        fields.insert(0, format!("\"{first}\""));
        lines.push(fields.join(","));
    }
    lines.join("\r\n") + "\r\n"
}

const PHONICS: &str = "PLACE,version,establishment_type_group,sex,disadvantage_status,\
    ethnicity_major,ethnicity_minor,first_language,fsm_status,sen_provision,year_group,\
    establishment_count,eligible_pupil_count,expected_standard_pupil_count,\
    working_towards_pupil_count,absent_pupil_count,disapplied_pupil_count,\
    expected_standard_pupil_percent";

#[test]
fn phonics_of_today_is_read_whatever_the_order_of_its_columns() {
    let row = |sex: &str, fsm: &str, sen: &str, year: &str, figures: &str| {
        format!(
            "202425,Academic year,DERBY,Final,All state funded,{sex},Total,Total,Total,Total,{fsm},{sen},{year},90,{figures}"
        )
    };
    let rows = [
        row("Boys", "Total", "Total", "Year 1", "500,300,180,10,10,60"),
        row("Total", "FSM eligible", "Total", "Year 1", "200,100,90,5,5,50"),
        row("Total", "Total", "Total", "By the end of year 2", "1000,900,90,5,5,90"),
        row("Total", "Total", "Total", "Year 1", "1000,800,180,10,10,80"),
        row(
            "Total",
            "Total",
            "SEN support / SEN without an EHC plan",
            "Year 1",
            "150,60,80,5,5,40",
        ),
        row("Total", "Total", "\"Education, health and care plan\"", "Year 1", "50,10,30,5,5,20"),
        row("Total", "Total", "No SEN provision", "Year 1", "800,720,70,5,5,90"),
    ];
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let plain = text(PHONICS, &rows);
    for text in
        [plain.clone(), turned(&plain), plain.to_uppercase().replace("E06000015", "e06000015")]
    {
        holds(
            "phonics-screening-check",
            &text,
            &[
                "phonics-year-1 all-pupils E06000015 2024/25 80 800/1000",
                "phonics-year-1 sen-support E06000015 2024/25 40 60/150",
                "phonics-year-1 ehc-plan E06000015 2024/25 20 10/50",
                "phonics-year-1 no-sen E06000015 2024/25 90 720/800",
            ],
        );
    }
}

#[test]
fn no_sen_among_needs_is_not_that_among_provisions() {
    let header = "PLACE,absence_terms,education_phase,breakdown_topic,breakdown,enrolments,\
        sess_possible,sess_overall,sess_authorised,sess_unauthorised,sess_overall_percent,\
        sess_authorised_percent,sess_unauthorised_percent,enrolments_pa_10_exact,\
        enrolments_pa_10_exact_percent,enrolments_pa_50_exact,enrolments_pa_50_exact_percent";
    let row = |phase: &str, topic: &str, label: &str, overall: &str| {
        format!(
            "202425,Academic year,DERBY,Six half terms,{phase},{topic},{label},1000,300000,18000,12000,6000,{overall},4,2,150,15,20,2"
        )
    };
    let rows = [
        row("Total", "SEN primary need", "No SEN", "5.9"),
        row("Total", "SEN provision", "No SEN", "6"),
        row("Special", "SEN provision", "No SEN", "9"),
    ];
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let (staged, figures) =
        read("absence-by-pupil-characteristics", "file.csv", &text(header, &rows));
    assert!(!staged.repeats && staged.rejections.is_empty(), "{:?}", staged.rejections);
    let overall: Vec<&String> = figures.iter().filter(|f| f.contains("no-sen")).collect();
    assert!(!overall.is_empty() && !figures.iter().any(|f| f.contains(" 5.9 ")), "{figures:#?}");
}

#[test]
fn exclusions_of_a_year_are_read_where_time_stands_first_and_terms_beside() {
    let header = "time_identifier,time_period,geographic_level,country_code,country_name,\
        region_code,region_name,new_la_code,old_la_code,la_name,education_phase,\
        characteristic_group,characteristic,headcount,perm_excl,perm_excl_rate,suspension,\
        susp_rate,one_plus_susp,one_plus_susp_rate";
    let place = "Local authority,E92000001,England,E12000004,East Midlands,E06000015,831,Derby";
    let row = |time: &str, phase: &str, group: &str, label: &str, susp: &str| {
        format!("{time},202223,{place},{phase},{group},{label},1000,2,0.2,{susp},30,3")
    };
    let rows = [
        row("Academic year", "Total", "SEN provision", "SEN support", "50,5"),
        row("Academic year", "State-funded special", "SEN provision", "SEN support", "10,1"),
        row("Autumn term", "Total", "SEN provision", "SEN support", "20,2"),
        row("Academic year", "Total", "Age", "Age 7", "7,0.7"),
    ];
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let set = "suspensions-and-permanent-exclusions-by-characteristic";
    let (staged, figures) = read(set, "file.csv", &text(header, &rows));
    assert!(staged.rejections.is_empty() && !staged.repeats, "{:?}", staged.rejections);
    let of_year: Vec<&str> = figures.iter().map(String::as_str).collect();
    assert!(
        of_year.contains(&"suspension-rate sen-support E06000015 2022/23 5 50/1000"),
        "{of_year:#?}"
    );
    assert!(of_year.iter().all(|f| !f.contains(" 2 20/")), "{of_year:#?}");
}

#[test]
fn key_stage_4_by_sen_description_has_any_sen_and_none() {
    let header = "PLACE,version,breakdown,gender,free_school_meals,disadvantage,sen_status,\
        sen_description,ethnicity_major,ethnicity_minor,first_language,t_schools,t_pupils,t_att8,\
        avg_att8,t_l2basics_95,pt_l2basics_95,t_l2basics_94,pt_l2basics_94,t_inp8calc,t_p8score,\
        avg_p8score,p8score_ci_low,p8score_ci_upp";
    let row = |breakdown: &str, status: &str, description: &str, att8: &str| {
        format!(
            "202223,Academic year,DERBY,Revised,{breakdown},Total,Total,Total,{status},{description},Total,Total,Total,20,100,4000,{att8},40,40,60,60,90,-9,-0.1,-0.3,0.1"
        )
    };
    let rows = [
        row("Total", "Total", "Total", "40"),
        row("SEN description", "Total", "Any SEN", "25"),
        row("SEN description", "Total", "No identified SEN", "45"),
    ];
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let set = "key-stage-4-all-pupil-characteristics";
    let (staged, figures) = read(set, "file.csv", &text(header, &rows));
    assert!(!staged.repeats);
    // Pupils without SEN are in the column of the status, and are not read twice.
    for expected in [
        "ks4-attainment-8 all-pupils E06000015 2022/23 40 -/100",
        "ks4-attainment-8 all-sen E06000015 2022/23 25 -/100",
        "ks4-english-maths-9-5 all-sen E06000015 2022/23 40 40/100",
    ] {
        assert!(figures.iter().any(|figure| figure == expected), "{expected}: {figures:#?}");
    }
    assert!(!figures.iter().any(|figure| figure.contains("no-sen")), "{figures:#?}");
}

#[test]
fn looked_after_absence_of_six_half_terms_is_read() {
    let header = "PLACE,year_breakdown,social_care_group,school_type,t_pupils,t_sess_possible,\
        t_sess_overall,pt_overall,t_sess_authorised,pt_sess_authorised,t_sess_unauthorised,\
        pt_sess_unauthorised,t_pupils_pa_10_exact,pt_pupils_pa_10_exact,t_pupils_pa_50_exact,\
        pt_pupils_pa_50_exact";
    let row = |year: &str, group: &str, school: &str| {
        format!(
            "202223,Academic year,DERBY,{year},{group},{school},120,41250,7249,17.6,3858,9.4,3390,8.2,58,48.3,12,10"
        )
    };
    let rows = [
        row("Six half terms", "CINO at 31 March", "Total"),
        row("Six half terms", "CINO at 31 March", "Primary"),
        row("Autumn term", "CINO at 31 March", "Total"),
    ];
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let set = "looked-after-children-absence";
    let (staged, figures) = read(set, "file.csv", &text(header, &rows));
    assert!(!staged.repeats && staged.rejections.is_empty(), "{:?}", staged.rejections);
    assert_eq!(
        figures,
        [
            "cla-absence-overall children-in-need E06000015 2022/23 17.6 -/-",
            "cla-absence-persistent children-in-need E06000015 2022/23 48.3 58/120",
            "cla-absence-severe children-in-need E06000015 2022/23 10 12/120",
        ]
    );
}

#[test]
fn neet_under_the_names_of_two_releases_is_one_figure() {
    let new = "PLACE,age,characteristic_grouping,characteristic,avg_cohort_count,avg_neet_nk_count,\
        avg_neet_count,avg_nk_count,neet_nk_percent,neet_percent,nk_percent";
    let old = "PLACE,Age,Characteristic_grouping,Characteristic,avgcohort,avgNEETNK,avgNEET,avgNK,\
        NEETNKprop,NEETprop,Notknownprop";
    for (header, age, group) in
        [(new, "16 to 17", "SEND"), (old, "16-17", "SEND"), (new, "16 to 17", "SEN provision")]
    {
        let row = |age: &str, label: &str| {
            format!("2025,Calendar year,DERBY,{age},{group},{label},200,20,16,4,10,8,2")
        };
        let rows =
            [row("16", "SEN EHC/statement"), row(age, "SEN EHC/statement"), row(age, "No SEN")];
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        let told = |cohort: &str| {
            ["neet-16-17", "neet-or-not-known-16-17", "not-known-16-17"]
                .into_iter()
                .zip(["8 16/200", "10 20/200", "2 4/200"])
                .map(|(measure, figures)| format!("{measure} {cohort} E06000015 2024/25 {figures}"))
                .collect::<Vec<_>>()
        };
        let expected = [told("ehc-plan"), told("no-sen")].concat();
        let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
        holds("neet-by-characteristics", &text(header, &rows), &expected);
    }
}
