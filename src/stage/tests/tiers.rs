//! One row costs one row: what is not understood is listed, and stops a measure only where
//! England, a region or many authorities are hit.

use super::super::Fault;
use super::{Staging, staging};
use crate::catalogue::{Area, Catalogue};
use crate::shown::visible;
use std::sync::LazyLock;

pub(super) const HEADER: &str = "time_period,time_identifier,geographic_level,country_code,country_name,region_code,region_name,old_la_code,new_la_code,la_name,sen_provision,t_phonics_y1_eligible_pupils,t_phonics_y1_met_expected_standard,pt_phonics_y1_met_expected_standard\n";
pub(super) const ENGLAND: &str =
    "202223,Academic year,National,E92000001,England,,,,,,Total,100,80,80\n";

/// A row of an authority in its own region; of one that is not known, in Yorkshire.
pub(super) fn authority(old: &str, code: &str, label: &str, share: &str) -> String {
    static KNOWN: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::embedded().unwrap());
    let areas = &KNOWN.areas;
    let of_old = || areas.old_codes().find(|(known, _)| *known == old).map(|(_, code)| code);
    let area = areas.get(code.trim()).or_else(|| areas.get(of_old()?));
    let region = area.map(|a| a.region_code.as_str()).filter(|region| !region.is_empty());
    let region = region.unwrap_or("E12000003");
    let name = areas.get(region).map(|a| a.name.as_str()).unwrap();
    format!(
        "202223,Academic year,Local authority,E92000001,England,{region},{name},\
         {old},{code},Somewhere,{label},10,8,{share}\n"
    )
}

pub(super) fn phonics(text: &str) -> Staging {
    let text = format!("{HEADER}{ENGLAND}{text}");
    staging(&Catalogue::embedded().unwrap(), "phonics-screening-check", text.as_bytes())
}

pub(super) fn said(found: &Staging) -> Vec<String> {
    found.staged.notes.iter().map(|n| format!("{} {}", n.severity, n.message)).collect()
}

#[test]
fn a_row_of_no_one_authority_is_left_out_by_rule_and_counted() {
    for (old, code) in [
        ("z", "z"),
        ("x", "x"),
        (":", ":"),
        ("940 / 941", "E06000061 / E06000062"),
        ("928", ""),
        ("702", "702"),
        ("", "E05011118"),
        ("", "E14001096"),
        ("", "W06000001"),
    ] {
        let found = phonics(&authority(old, code, "Total", "80"));
        assert!(found.staged.rejections.is_empty(), "{code}: {:?}", found.staged.rejections);
        assert_eq!(found.lines.len(), 1, "{code}");
        let said = said(&found);
        let expected = format!("note line 3: the area code '{code}' is not of an area");
        let note = said.iter().find(|note| note.contains("area code")).unwrap();
        assert!(note.starts_with(&expected) && note.contains("1 row is not used"), "{note}");
    }
}

#[test]
fn authorities_join_on_the_code_that_they_keep() {
    let text = authority("373", "E08000039", "Total", "80")
        + &authority("370", "E08000016", "Total", "81")
        + &authority("825", "E10000002", "Total", "82")
        + &authority("825", "E06000060", "SEN support", "83")
        + &authority("", "e08000038", "SEN support", "84")
        // A code that is not known yet, of a known authority.
        + &authority("383", "E08000099", "Total", "85");
    let found = phonics(&text);
    assert!(found.staged.rejections.is_empty());
    let notes = said(&found);
    assert!(notes.len() == 1 && notes[0].contains("'E08000099' is unknown"), "{notes:?}");
    assert_eq!(
        found.lines[1..],
        [
            "phonics-year-1 all-pupils E08000019 2022/23 80 8/10",
            "phonics-year-1 all-pupils E08000016 2022/23 81 8/10",
            "phonics-year-1 all-pupils E06000060 2022/23 82 8/10",
            "phonics-year-1 sen-support E06000060 2022/23 83 8/10",
            "phonics-year-1 sen-support E08000016 2022/23 84 8/10",
            "phonics-year-1 all-pupils E08000035 2022/23 85 8/10",
        ]
    );
}

fn named(old: &str, code: &str, name: &str) -> String {
    authority(old, code, "Total", "80").replace("Somewhere", name)
}

#[test]
fn a_figure_that_is_not_published_is_worked_out_from_its_counts_unless_its_mark_forbids_it() {
    for (printed, read) in [("x", "80 8/10"), ("", "80 8/10"), ("b", "- 8/10 x"), ("c", "- 8/10 c")]
    {
        let found = phonics(&authority("373", "E08000039", "Total", printed));
        let line = format!("phonics-year-1 all-pupils E08000019 2022/23 {read}");
        assert_eq!(found.lines[1..], [line], "'{printed}'");
    }
}

#[test]
fn a_row_whose_codes_are_of_two_authorities_is_used_only_where_its_name_settles_it() {
    // Slough's code, Reading's digits: under the one that is named.
    for (name, used) in [("Slough", "E06000039"), ("READING", "E06000038")] {
        let found = phonics(&named("870", "E06000039", name));
        assert_eq!(found.lines[1..], [format!("phonics-year-1 all-pupils {used} 2022/23 80 8/10")]);
        let said = said(&found);
        let expected = "warning line 3: the code E06000039 is Slough's, the three-digit code 870 is \
                        Reading's, with the name";
        assert!(said.len() == 1 && said[0].starts_with(expected), "{said:?}");
        assert!(said[0].contains("1 row is used as "), "{said:?}");
    }
    // A third name, an unknown one and none: of no authority.
    for name in ["Wokingham", "Somewhere", ""] {
        let found = phonics(&named("870", "E06000039", name));
        assert!(found.staged.rejections.is_empty(), "{:?}", found.staged.rejections);
        assert_eq!(found.lines.len(), 1, "{:?}", found.lines);
        let said = said(&found);
        let with = if name.is_empty() { "no name".into() } else { format!("the name '{name}'") };
        let expected = format!(
            "warning line 3: the row is of several areas: the code E06000039 is Slough's, the \
             three-digit code 870 is Reading's, with {with}; 1 row is not used"
        );
        assert!(said.iter().any(|note| note.starts_with(&expected)), "{said:?}");
    }
    // A code of before, and digits that are not known, contradict nothing.
    let found = phonics(&(named("825", "E10000002", "x") + &named("999", "E06000039", "Slough")));
    assert_eq!((found.lines.len(), said(&found)), (3, Vec::new()));
}

#[test]
fn codes_that_slipped_against_each_other_stop_the_measure() {
    let catalogue = Catalogue::embedded().unwrap();
    let plain = |a: &&Area| a.code.starts_with("E0") && !a.printed_name.contains(',');
    let areas: Vec<&Area> = catalogue.areas.iter().filter(plain).collect();
    let slipped = areas.windows(3).take(30);
    let rows: String =
        slipped.map(|a| named(&a[0].old_la_code, &a[1].code, &a[2].printed_name)).collect();
    let found = phonics(&rows);
    let stopped = &found.staged.rejections;
    assert!(stopped.len() == 1 && stopped[0].fault == Fault::AreaContradiction, "{stopped:?}");
    assert!(stopped[0].message.starts_with("file.csv line 3: the row is of several areas: "));
}

#[test]
fn what_is_unknown_of_few_authorities_costs_their_rows_and_is_listed_together() {
    let text = authority("", "E06000098", "Total", "80")
        + &authority("", "E06000099", "Total", "80")
        + &authority("383", "E08000035", "SEN suport", "80")
        + &authority("383", "E08000035", "Total", "q")
        + &authority("382", "E08000034", "Total", "50%")
        + &authority("381", "E08000033", "Total", "80").replace("202223", "202225");
    let found = phonics(&text);
    assert!(found.staged.rejections.is_empty(), "{:?}", found.staged.rejections);
    assert_eq!(
        found.lines,
        [
            "phonics-year-1 all-pupils E92000001 2022/23 80 80/100",
            "phonics-year-1 all-pupils E08000035 2022/23 - 8/10 x",
            "phonics-year-1 all-pupils E08000034 2022/23 - 8/10 x",
        ]
    );
    let said = said(&found);
    for expected in [
        "warning line 3: the area codes 'E06000098' in 1 rows (nearest known: 'E06000008'), \
         'E06000099' in 1 rows",
        "warning line 5: the SEN label 'SEN suport' (nearest known: 'SEN support') is unknown; 1 row",
        "warning line 6: column 'pt_phonics_y1_met_expected_standard' holds 'q' in 1 rows",
        "warning line 8: data set 'phonics-screening-check': '202225' is not a period",
        "'50%' in 1 rows, which are neither a number",
    ] {
        assert!(said.iter().any(|s| s.contains(expected)), "{expected}: {said:#?}");
    }
}

#[test]
fn no_cell_of_a_local_file_goes_with_a_message() {
    let mut catalogue = Catalogue::embedded().unwrap();
    let id = "phonics-screening-check";
    catalogue.data_sets.get_mut(id).unwrap().local_file = Some("local.csv".into());
    for cell in ["3*", "few", "3%"] {
        let row = authority("383", "E08000035", "Total", cell);
        let found = staging(&catalogue, id, format!("{HEADER}{ENGLAND}{row}").as_bytes());
        let [note] = &found.staged.notes[..] else { panic!("{:?}", found.staged.notes) };
        let expected = "holds a text, which is neither a number nor a known symbol; 1 cell is";
        assert!(note.message.contains(expected), "{}", note.message);
        assert!(!format!("{note:?}").contains(cell), "{note:?}");
    }
}

#[test]
fn what_hits_england_or_many_authorities_stops_the_measure() {
    let catalogue = Catalogue::embedded().unwrap();
    let of = |text: String| {
        staging(&catalogue, "phonics-screening-check", (HEADER.to_string() + &text).as_bytes())
    };
    let stopped = |found: &Staging| {
        found.staged.rejections.iter().any(|r| r.lost.is_none() && r.measures == ["phonics-year-1"])
    };
    assert!(stopped(&of(ENGLAND.replace("Total", "Totals"))));
    assert!(stopped(&of(ENGLAND.replace(",80\n", ",q\n"))));
    assert!(stopped(&of(ENGLAND.replace("E92000001", "E92000009"))));
    let codes: Vec<&str> = catalogue.areas.codes().filter(|c| c.starts_with("E0")).collect();
    let many = |n: usize| {
        let rows = codes.iter().take(n).map(|code| authority("", code, "Total", "q"));
        of(ENGLAND.to_string() + &rows.collect::<String>())
    };
    assert!(!stopped(&many(5)));
    assert!(stopped(&many(40)));
}

#[test]
fn texts_are_read_in_one_form() {
    let text = authority("383", " E08000035 ", "sen  SUPPORT", "80")
        + &authority("382", "E08000034", "SEN\u{a0}support", "C")
        + &authority("381", "E08000033", "EHC plan OR statement", "80")
            .replace("Local authority", "LOCAL  authority");
    let upper =
        HEADER.replace("pt_phonics", "PT_Phonics").replace("sen_provision", " SEN_Provision ");
    let text = format!("{upper}{ENGLAND}{text}");
    let found =
        staging(&Catalogue::embedded().unwrap(), "phonics-screening-check", text.as_bytes());
    assert!(found.staged.rejections.is_empty(), "{:?}", found.staged.rejections);
    assert_eq!(
        found.lines[1..],
        [
            "phonics-year-1 sen-support E08000035 2022/23 80 8/10",
            "phonics-year-1 sen-support E08000034 2022/23 - 8/10 c",
            "phonics-year-1 ehc-plan E08000033 2022/23 80 8/10",
        ]
    );
    assert_eq!(visible("a\u{a0}b"), "a\\u{a0}b");
}

#[test]
fn a_column_that_stands_twice_is_an_error_only_where_it_is_asked_for() {
    let of = |column: &str| {
        let header = HEADER.trim_end().to_string() + &format!(",{column},,\n");
        let rows = ENGLAND.trim_end().to_string() + ",1,2,3\n";
        let text = header + &rows;
        staging(&Catalogue::embedded().unwrap(), "phonics-screening-check", text.as_bytes())
    };
    assert_eq!(of("la_name").lines.len(), 1);
    let found = of("PT_phonics_y1_met_expected_standard");
    let said = &found.staged.rejections[0].message;
    assert!(said.contains("columns 14 and 15 of the header are all called"), "{said}");
}

#[test]
fn a_row_under_its_three_digits_beside_an_unknown_code_is_used_and_named() {
    let two = [("Total", "80"), ("EHC plan", "50")];
    let rows = two.map(|(label, share)| authority("330", "E08000925", label, share)).concat();
    let found = phonics(&rows);
    assert_eq!(found.lines.len(), 3, "{:?}", found.lines);
    let notes = said(&found).join("\n");
    for words in [
        "warning line 3: the area code 'E08000925' is unknown",
        "is Birmingham's (E08000025), under which 2 rows are used",
        "[[recoded]] code = \"E08000925\", is = \"E08000025\"",
    ] {
        assert!(notes.contains(words), "{words}: {notes}");
    }
    for code in ["E08000025", "e08000025 ", "", "z"] {
        let notes = said(&phonics(&authority("330", code, "Total", "80"))).join("\n");
        assert!(!notes.contains("three-digit"), "{code}: {notes}");
    }
}

#[test]
fn an_addition_is_reported_with_the_lines_to_write() {
    let unknown = authority("", "E08000925", "Total", "80");
    let rows = [
        unknown.as_str(),
        &authority("330", "E08000025", "Pupils with plans", "80"),
        &authority("331", "E08000026", "Total", "[q]"),
    ];
    let notes = said(&phonics(&rows.concat())).join("\n");
    for words in [
        "add it to send-outcomes.toml: [[recoded]] code = \"E08000925\"",
        "add it to send-outcomes.toml: [[label]] label = \"Pupils with plans\"",
        "add it to send-outcomes.toml: [[symbol]] symbol = \"[q]\"",
    ] {
        assert!(notes.contains(words), "{words}: {notes}");
    }
}

#[test]
fn rows_of_nothing_but_commas_are_passed_over() {
    let commas = ",".repeat(HEADER.matches(',').count());
    let text = authority("373", "E08000039", "Total", "80") + &commas + "\n \n" + &commas;
    let found = phonics(&text);
    assert!(found.staged.rejections.is_empty(), "{:?}", found.staged.rejections);
    assert_eq!((found.lines.len(), said(&found)), (2, Vec::new()));
}

#[test]
fn a_cell_that_is_written_otherwise_is_reported_how_to_write_it() {
    for (cell, advice) in [
        ("45.5%", "without a per-cent sign: 50 for 50%, or say percent = true in layout 'ees'"),
        ("45,5", "decimals with a point, not a comma"),
        ("1,234", "without commas between thousands: 1234 for 1,234, or say thousands = true"),
        ("45 (r)", "remove what follows it"),
        ("1e+05x", "remove what follows it"),
        ("q", "[[symbol]] symbol = \"q\""),
    ] {
        let cell = if cell.contains(',') { format!("\"{cell}\"") } else { cell.to_string() };
        let found = phonics(&authority("383", "E08000035", "Total", &cell));
        assert_eq!(found.lines[1], "phonics-year-1 all-pupils E08000035 2022/23 - 8/10 x");
        let notes = said(&found).join("\n");
        assert!(notes.contains(advice), "{cell}: {notes}");
    }
    let found = phonics(&authority("383", "E08000035", "Total", "1.5e+01"));
    assert_eq!(found.lines[1], "phonics-year-1 all-pupils E08000035 2022/23 15 8/10");
}

#[test]
fn a_note_below_the_table_and_lines_of_an_old_macintosh_are_called_that() {
    let of = |text: String| {
        let catalogue = Catalogue::embedded().unwrap();
        let found = staging(&catalogue, "phonics-screening-check", text.as_bytes()).staged;
        found.rejections.into_iter().map(|r| (r.fault, r.message)).next().unwrap()
    };
    let (fault, notes) = of(format!("{HEADER}{ENGLAND}Source: school census\n"));
    assert_eq!(fault, Fault::DamagedFile);
    assert!(
        notes.contains("line 3: the row is a single text, such as a note or a source"),
        "{notes}"
    );
    let (_, notes) = of(format!("{HEADER}{ENGLAND}202223\n"));
    assert!(notes.contains("cut short or damaged"), "{notes}");
    let (fault, notes) = of(format!("{HEADER}{ENGLAND}").replace('\n', "\r"));
    assert_eq!(fault, Fault::FileForm);
    assert!(notes.contains("carriage return alone"), "{notes}");
}
