//! Absence, attendance and exclusions: a term is not a year.

use super::{CATALOGUE, holds, read, text};

const ABSENCE: &str = "enrolments,sess_possible,sess_overall_percent,sess_authorised_percent,\
                       sess_unauthorised_percent,enrolments_pa_10_exact,\
                       enrolments_pa_10_exact_percent,enrolments_pa_50_exact,\
                       enrolments_pa_50_exact_percent";
const FIGURES: &str = "1000,300000,7.7,4.6,3.1,140,14,20,2";

fn absence_rows(span: &str, terms: Option<&str>) -> Vec<String> {
    let terms = terms.map(|t| format!(",{t}")).unwrap_or_default();
    let row = |phase: &str, topic: &str, label: &str| {
        format!("202425,{span},DERBY{terms},{phase},{topic},{label},{FIGURES}")
    };
    vec![
        row("Total", "Total", "Total"),
        row("Total", "SEN provision", "No SEN"),
        // the same label under another topic is another figure
        row("Total", "SEN primary need", "No SEN").replace(",7.7,", ",6.6,"),
        row("State-funded primary", "SEN provision", "No SEN").replace(",7.7,", ",5.5,"),
    ]
}

fn full_year(cohort: &str) -> Vec<String> {
    [
        "absence-overall COHORT E06000015 2024/25 7.7 -/-",
        "absence-authorised COHORT E06000015 2024/25 4.6 -/-",
        "absence-unauthorised COHORT E06000015 2024/25 3.1 -/-",
        "absence-persistent COHORT E06000015 2024/25 14 140/1000",
        "absence-severe COHORT E06000015 2024/25 2 20/1000",
    ]
    .map(|line| line.replace("COHORT", cohort))
    .to_vec()
}

#[test]
fn a_full_year_of_absence_is_read_and_a_term_is_not() {
    let set = "absence-by-pupil-characteristics";
    let header = format!("PLACE,absence_terms,education_phase,breakdown_topic,breakdown,{ABSENCE}");
    let rows = absence_rows("Academic year", Some("Six half terms"));
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let expected = [full_year("all-pupils"), full_year("no-sen")].concat();
    let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
    holds(set, &text(&header, &rows), &expected);

    let header = format!("PLACE,education_phase,breakdown_topic,breakdown,{ABSENCE}");
    for term in ["Autumn term", "Spring term", "Autumn and spring term", "T1"] {
        let rows = absence_rows(term, None);
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        let (_, figures) = read(set, "file.csv", &text(&header, &rows));
        assert!(figures.is_empty(), "{term}: {figures:?}");
    }
}

#[test]
fn two_terms_together_are_read_and_one_of_them_is_not() {
    let set = "pupil-absence-autumn-and-spring-terms";
    let header = format!("PLACE,education_phase,characteristic,characteristic_breakdown,{ABSENCE}");
    let rows = absence_rows("Autumn and spring term", None);
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    holds(
        set,
        &text(&header, &rows),
        &[
            "absence-overall-two-terms no-sen E06000015 2024/25 7.7 -/-",
            "absence-authorised-two-terms no-sen E06000015 2024/25 4.6 -/-",
            "absence-unauthorised-two-terms no-sen E06000015 2024/25 3.1 -/-",
            "absence-overall-two-terms all-pupils E06000015 2024/25 7.7 -/-",
            "absence-authorised-two-terms all-pupils E06000015 2024/25 4.6 -/-",
            "absence-unauthorised-two-terms all-pupils E06000015 2024/25 3.1 -/-",
        ],
    );
    for span in ["Autumn term", "Academic year"] {
        let rows = absence_rows(span, None);
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        let (_, figures) = read(set, "file.csv", &text(&header, &rows));
        assert!(figures.is_empty(), "{span}: {figures:?}");
    }
}

#[test]
fn two_terms_of_older_releases_have_topic_and_label_in_one_column() {
    let set = "pupil-absence-autumn-and-spring-terms";
    let header = format!("PLACE,school_type,characteristic,characteristic_breakdown,{ABSENCE}");
    let row = |school: &str, label: &str, of: &str| {
        format!("201718,Autumn and spring term,DERBY,{school},{label},{of},{FIGURES}")
    };
    let rows = [
        row("Total", "SEN - Statement or EHCP", "SEN - Statement or EHCP"),
        row("Total", "FSM - FSM eligible", "FSM - FSM eligible"),
        row("Total", "Total", "Total"),
        row("State-funded primary", "SEN - Statement or EHCP", "SEN - Statement or EHCP"),
    ];
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let of = |measure: &str, value: &str| {
        ["ehc-plan", "all-pupils"].map(|cohort| {
            format!("absence-{measure}-two-terms {cohort} E06000015 2017/18 {value} -/-")
        })
    };
    let expected = [of("overall", "7.7"), of("authorised", "4.6"), of("unauthorised", "3.1")];
    let expected: Vec<&str> = expected.iter().flatten().map(String::as_str).collect();
    holds(set, &text(&header, &rows), &expected);
}

const EXCLUSIONS: &str = "time_identifier,time_period,geographic_level,country_code,country_name,\
                          region_code,region_name,old_la_code,new_la_code,la_name,education_phase,\
                          characteristic_group,characteristic,headcount,perm_excl,perm_excl_rate,\
                          suspension,susp_rate,one_plus_susp,one_plus_susp_rate";

#[test]
fn suspensions_of_a_term_are_of_that_term_and_never_of_the_year() {
    let row = |span: &str, phase: &str, group: &str, label: &str, rate: &str| {
        format!("{span},202324,DERBY,{phase},{group},{label},1000,2,0.2,64,{rate},32,3.2")
    };
    let rows = [
        row("Autumn term", "Total", "SEN provision", "EHC plan", "6.4"),
        row("Spring term", "Total", "SEN provision", "EHC plan", "5.4"),
        row("Autumn term", "State-funded primary", "SEN provision", "EHC plan", "1.4"),
        row("Autumn term", "Total", "Age", "Age 7", "1.4"),
    ];
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    holds(
        "suspensions-and-permanent-exclusions-by-characteristic-termly",
        &text(EXCLUSIONS, &rows),
        &[
            "suspension-rate-autumn-term ehc-plan E06000015 2023/24 6.4 64/1000",
            "pupils-suspended-autumn-term ehc-plan E06000015 2023/24 3.2 32/1000",
            "permanent-exclusion-rate-autumn-term ehc-plan E06000015 2023/24 0.2 2/1000",
            "suspension-rate-spring-term ehc-plan E06000015 2023/24 5.4 64/1000",
            "pupils-suspended-spring-term ehc-plan E06000015 2023/24 3.2 32/1000",
            "permanent-exclusion-rate-spring-term ehc-plan E06000015 2023/24 0.2 2/1000",
        ],
    );
    let full = "suspensions-and-permanent-exclusions-by-characteristic";
    let (_, figures) = read(full, "file.csv", &text(EXCLUSIONS, &rows[..1]));
    assert!(figures.is_empty(), "{figures:?}");
    let year = row("Academic year", "Total", "SEN provision", "EHC plan", "16.1");
    holds(
        full,
        &text(EXCLUSIONS, &[rows[0], &year]),
        &[
            "suspension-rate ehc-plan E06000015 2023/24 16.1 64/1000",
            "pupils-suspended ehc-plan E06000015 2023/24 3.2 32/1000",
            "permanent-exclusion-rate ehc-plan E06000015 2023/24 0.2 2/1000",
        ],
    );
}

#[test]
fn all_pupils_by_phase_and_attendance_by_term_are_read() {
    let header = "PLACE,education_phase,susp_rate,one_plus_susp_rate,perm_excl_rate";
    holds(
        "suspensions-and-permanent-exclusions",
        &text(
            header,
            &[
                "202324,Academic year,DERBY,Total,11.3,4.1,0.13",
                "202324,Academic year,DERBY,Special,14.3,5.1,0.1",
            ],
        ),
        &[
            "suspension-rate all-pupils E06000015 2023/24 11.3 -/-",
            "pupils-suspended all-pupils E06000015 2023/24 4.1 -/-",
            "permanent-exclusion-rate all-pupils E06000015 2023/24 0.13 -/-",
        ],
    );
    let header = "PLACE,education_phase,sen,possible_sessions,attendance_sessions,attendance_perc,\
                  overall_absence_perc";
    holds(
        "pupil-attendance-by-sen",
        &text(
            header,
            &[
                "202526,Autumn term,DERBY,Total,SEN support,9000,8100,90,10",
                "202526,Spring term,DERBY,Total,SEN support,9000,8000,88.9,11.1",
                "202526,Autumn term,DERBY,Special,SEN support,900,720,80,20",
            ],
        ),
        &[
            "attendance-autumn-term sen-support E06000015 2025/26 90 -/-",
            "attendance-spring-term sen-support E06000015 2025/26 88.9 -/-",
        ],
    );
    let header = "PLACE,sen_provision,sess_overall_percent,sess_authorised_percent,\
                  sess_unauthorised_percent,enrolments_pa_10_exact_percent,\
                  enrolments_pa_50_exact_percent";
    holds(
        "pupil-absence",
        &text(header, &["202425,Academic year,DERBY,Total,7,4.9,2.1,18.4,2.2"]),
        &[
            "absence-overall all-pupils E06000015 2024/25 7 -/-",
            "absence-authorised all-pupils E06000015 2024/25 4.9 -/-",
            "absence-unauthorised all-pupils E06000015 2024/25 2.1 -/-",
            "absence-persistent all-pupils E06000015 2024/25 18.4 -/-",
            "absence-severe all-pupils E06000015 2024/25 2.2 -/-",
        ],
    );
}

#[test]
fn every_measure_of_a_term_reads_a_data_set_of_terms() {
    for measure in CATALOGUE.measures.iter().filter(|m| !m.term.is_empty()) {
        let spans = &CATALOGUE.data_sets[&measure.data_set].spans;
        assert!(spans.contains(&measure.term), "{}: {spans:?}", measure.id);
    }
}
