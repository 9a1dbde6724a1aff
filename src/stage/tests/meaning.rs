//! What a row is about: its span of time, and filters that no layout mentions.

use super::super::Fault;
use super::{Staging, load, staging};
use crate::catalogue::Catalogue;

const PHONICS: &str = "time_period,time_identifier,geographic_level,country_code,country_name,region_code,region_name,old_la_code,new_la_code,la_name,sen_provision,t_phonics_y1_eligible_pupils,t_phonics_y1_met_expected_standard,pt_phonics_y1_met_expected_standard";

/// Rows of the data set's own layout with one more column, each given as
/// `period,span,cohort,eligible,met,share` and the text of that column.
fn phonics(column: &str, rows: &[(&str, &str)]) -> String {
    let mut text = format!("{PHONICS},{column}\n");
    for (row, more) in rows {
        let fields: Vec<&str> = row.split(',').collect();
        let [period, span, cohort, numbers @ ..] = fields.as_slice() else { continue };
        text.push_str(&format!(
            "{period},{span},Local authority,E92000001,England,E12000005,West Midlands,330,\
             E08000025,Birmingham,{cohort},{},{more}\n",
            numbers.join(",")
        ));
    }
    text
}

fn of_phonics(text: &str) -> Staging {
    staging(&Catalogue::embedded().unwrap(), "phonics-screening-check", text.as_bytes())
}

#[test]
fn a_term_never_counts_as_a_year_and_the_period_it_leaves_empty_is_named() {
    let text = phonics(
        "note",
        &[
            ("202223,Academic year,Total,10,8,80", ""),
            ("202223,AY,SEN support,10,4,40", ""),
            ("202223,Autumn term,Total,10,1,10", ""),
            ("202324,T1,Total,10,2,20", ""),
            ("202425,Week 12,Total,10,2,20", ""),
            ("202425,Calendar year,Total,10,2,20", ""),
        ],
    );
    let found = of_phonics(&text);
    assert_eq!(
        found.lines,
        [
            "phonics-year-1 all-pupils E08000025 2022/23 80 8/10",
            "phonics-year-1 sen-support E08000025 2022/23 40 4/10"
        ]
    );
    let notes: Vec<&str> = found.staged.notes.iter().map(|n| n.message.as_str()).collect();
    assert!(
        notes.iter().any(|n| n.contains("'Autumn term' in 1 rows (the first in line 4)")),
        "{notes:?}"
    );
    let lost = found.staged.rejections;
    assert!(lost.iter().all(|r| r.lost.is_some() && r.fault == Fault::OtherSpan), "{lost:?}");
    for (text, period) in
        [("'T1'", "2023/24"), ("'Week 12'", "2024/25"), ("'Calendar year'", "2024/25")]
    {
        let said = lost.iter().find(|r| r.message.contains(text));
        let said = &said.unwrap_or_else(|| panic!("{text}: {lost:?}")).message;
        assert!(said.contains("column 'time_identifier'") && said.contains(period), "{said}");
        assert!(said.contains("is about 'Academic year'"), "{said}");
    }
}

#[test]
fn a_measure_of_one_term_takes_the_rows_of_that_term() {
    let mut catalogue = Catalogue::embedded().unwrap();
    let place = catalogue.measures.iter().position(|m| m.id == "phonics-year-1").unwrap();
    catalogue.measures[place].term = "Spring term".to_string();
    let rows = [
        ("202223,Academic year,Total,10,8,80", ""),
        ("202223,spring  Term,Total,10,3,30", ""),
        ("202223,Autumn term,Total,10,1,10", ""),
    ];
    let found = load(&catalogue, "phonics-screening-check", phonics("note", &rows).as_bytes(), 1);
    assert_eq!(found.lines(), ["phonics-year-1 all-pupils E08000025 2022/23 30 3/10"]);
    assert_eq!(found.text(0, "span"), "Spring term");
}

#[test]
fn a_filter_that_no_layout_mentions_counts_at_its_total_only() {
    let found = of_phonics(&phonics(
        "fsm_status",
        &[
            ("202223,Academic year,Total,6,5,83", "FSM eligible"),
            ("202223,Academic year,Total,10,8,80", "All pupils"),
            ("202223,Academic year,Total,4,3,75", "Not FSM eligible"),
            ("202223,Academic year,SEN support,3,1,33", "FSM eligible"),
            ("202223,Academic year,SEN support,5,2,40", "all  pupils"),
        ],
    ));
    assert!(found.staged.rejections.is_empty(), "{:?}", found.staged.rejections);
    assert_eq!(
        found.lines,
        [
            "phonics-year-1 all-pupils E08000025 2022/23 80 8/10",
            "phonics-year-1 sen-support E08000025 2022/23 40 2/5"
        ]
    );
    assert_eq!(found.staged.held, ["fsm_status"]);
    assert!(!found.staged.repeats);
}

#[test]
fn a_filter_without_a_total_is_named_instead_of_called_a_duplicate() {
    let found = of_phonics(&phonics(
        "pupil_group",
        &[
            ("202223,Academic year,Total,6,5,83", "Morning"),
            ("202223,Academic year,Total,4,3,75", "Afternoon"),
        ],
    ));
    assert!(found.staged.repeats);
    assert_eq!(found.staged.unheld, "column 'pupil_group' holds 'Morning', 'Afternoon'");
}

#[test]
fn a_period_without_a_total_is_named_with_the_column() {
    let found = of_phonics(&phonics(
        "fsm_status",
        &[
            ("202223,Academic year,Total,10,8,80", "Total"),
            ("202223,Academic year,Total,6,5,83", "FSM eligible"),
            ("202324,Academic year,Total,6,5,83", "FSM eligible"),
        ],
    ));
    assert_eq!(found.lines, ["phonics-year-1 all-pupils E08000025 2022/23 80 8/10"]);
    let [lost] = &found.staged.rejections[..] else { panic!("{:?}", found.staged.rejections) };
    assert_eq!(lost.fault, Fault::NoTotal);
    assert!(lost.message.contains("no row of 2023/24"), "{}", lost.message);
    assert!(lost.message.contains("column 'fsm_status' holds"), "{}", lost.message);
}

#[test]
fn columns_that_part_no_figures_are_let_be() {
    for (column, texts) in [
        ("version", ["Final", "Revised"]),
        ("provider", ["A school", "Another"]),
        ("phase", ["State-funded schools", "State-funded schools"]),
        // Says which filter a row breaks down: it follows from the label next to it.
        ("topic", ["Total", "SEN provision"]),
    ] {
        let found = of_phonics(&phonics(
            column,
            &[
                ("202223,Academic year,Total,10,8,80", texts[0]),
                ("202223,Academic year,SEN support,5,2,40", texts[1]),
            ],
        ));
        assert!(found.staged.rejections.is_empty(), "{column}: {:?}", found.staged.rejections);
        assert_eq!(found.lines.len(), 2, "{column}");
        assert_eq!(found.staged.held, [""; 0], "{column}");
    }
}

#[test]
fn where_counts_come_from_is_kept() {
    let catalogue = Catalogue::embedded().unwrap();
    let rows = [
        ("202223,Academic year,Total,10,8,80", "sum of authorities"),
        ("202223,Academic year,SEN support,5,2,40", "Reconstructed"),
        ("202223,Academic year,No SEN,5,2,40", ""),
    ];
    let text = phonics("counts_from", &rows);
    let found = load(&catalogue, "phonics-screening-check", text.as_bytes(), 1);
    let of = |row| found.text(row, "counts_from");
    assert_eq!([of(0), of(1), of(2)], ["sum_of_authorities", "reconstructed", "published"]);
    assert_eq!(found.text(0, "span"), "Academic year");
}
