//! Rows that contradict themselves or hold what no text has: named, and used or left out.

use super::super::Fault;
use super::staging;
use super::tiers::{ENGLAND, HEADER, authority, phonics, said};
use crate::catalogue::Catalogue;

#[test]
fn a_region_with_the_code_of_another_is_named() {
    let region =
        "202223,Academic year,Regional,E92000001,England,E12000001,London,,,,Total,10,8,80\n";
    let found = phonics(region);
    assert_eq!(found.lines[1..], ["phonics-year-1 all-pupils E12000007 2022/23 80 8/10"]);
    let said = said(&found);
    let expected = "warning line 3: the code E12000001 is North East's, and the name is 'London'; 1 row \
                    is used as London";
    assert!(said.len() == 1 && said[0].starts_with(expected), "{said:?}");
}

#[test]
fn an_authority_next_to_a_region_that_it_is_not_in_is_named_and_used() {
    let leeds = authority("383", "E08000035", "Total", "80");
    let yorkshire = "E12000003,Yorkshire and The Humber";
    for (printed, region) in [
        ("E12000001,North East", "'E12000001', North East"),
        ("E12000001,Yorkshire and The Humber", "'E12000001', North East"),
        (",North East", "'North East', North East"),
    ] {
        let found = phonics(&leeds.replace(yorkshire, printed));
        assert_eq!(found.lines[1..], ["phonics-year-1 all-pupils E08000035 2022/23 80 8/10"]);
        let expected = format!(
            "warning line 3: the row is of Leeds, and the region next to it is {region}, in which \
             Leeds is not; 1 row is used as Leeds: see which of them is right"
        );
        assert_eq!(said(&found), [expected]);
    }
    // Nothing is said of a region that is not known, and of a part of London.
    let camden = authority("202", "E09000007", "Total", "80");
    let inner = camden.replace("E12000007,London", "E13000001,Inner London");
    assert_ne!(inner, camden);
    for text in [inner, leeds.replace(yorkshire, "z,z"), leeds.replace(yorkshire, ",")] {
        assert_eq!(said(&phonics(&text)), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn a_row_with_a_control_character_is_named_and_left_out() {
    let sound = authority("871", "E06000039", "Total", "80");
    let other = authority("870", "E06000038", "Total", "80");
    for (printed, damaged, column) in [
        ("Somewhere", "Some\x01where", "la_name"),
        ("Somewhere", "\x1b[2JSomewhere", "la_name"),
        ("E06000039", "E06000\x7f039", "new_la_code"),
        ("202223,", "2022\x0223,", "time_period"),
    ] {
        let text = sound.replacen(printed, damaged, 1);
        assert_ne!(text, sound);
        let found = phonics(&(text + &other));
        assert!(found.staged.rejections.is_empty(), "{:?}", found.staged.rejections);
        assert_eq!(found.lines[1..], ["phonics-year-1 all-pupils E06000038 2022/23 80 8/10"]);
        let said = said(&found);
        let note = said.iter().find(|note| note.contains("control character")).unwrap();
        assert!(note.starts_with(&format!("warning line 3: column '{column}' holds '")), "{note}");
        assert!(note.contains("\\u{") && note.contains("1 row is not used"), "{note}");
        assert!(!note.contains(char::is_control), "{note}");
    }
    // England is not left out in silence.
    let text = format!("{HEADER}{}{other}", ENGLAND.replace("England", "Eng\x01land"));
    let found =
        staging(&Catalogue::embedded().unwrap(), "phonics-screening-check", text.as_bytes());
    assert_eq!(found.staged.rejections.len(), 0, "no one reads the name of England");
    let text = format!("{HEADER}{}{other}", ENGLAND.replace("E92", "E9\x012"));
    let found =
        staging(&Catalogue::embedded().unwrap(), "phonics-screening-check", text.as_bytes());
    let stopped = &found.staged.rejections;
    assert!(stopped.len() == 1 && stopped[0].fault == Fault::DamagedText, "{stopped:?}");
}

#[test]
fn a_zero_byte_is_named_with_its_place_and_stops_the_file() {
    let sound = authority("871", "E06000039", "Total", "80");
    for (printed, damaged, column) in [
        ("E12000008", "E1200\x00008", "region_code"),
        ("Local authority", "Local\0 authority", "geographic_level"),
        ("Total", "To\0tal", "sen_provision"),
    ] {
        let text = sound.replacen(printed, damaged, 1);
        assert_ne!(text, sound);
        let found = phonics(&text);
        let stopped = &found.staged.rejections;
        assert!(stopped.len() == 1 && stopped[0].fault == Fault::DamagedFile, "{stopped:?}");
        let message = &stopped[0].message;
        assert!(
            message.starts_with(&format!("file.csv line 3: column '{column}' holds '")),
            "{message}"
        );
        assert!(message.contains("\\u{"), "{message}");
    }
    // A tab in a name is a space.
    assert_eq!(phonics(&sound.replace("Somewhere", "Some\twhere")).lines.len(), 2);
}
