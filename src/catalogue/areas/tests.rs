use super::*;
use crate::catalogue::Catalogue;
use std::collections::BTreeSet;

#[test]
fn an_authority_is_found_by_name_code_and_former_code() {
    let areas = Catalogue::embedded().unwrap().areas;
    for (wanted, code) in [
        ("birmingham", "E08000025"),
        ("E08000025", "E08000025"),
        ("330", "E08000025"),
        ("E10000002", "E06000060"),
        ("E06000048", "E06000057"),
        ("E08000020", "E08000037"),
        ("E06000065", "E10000023"),
        ("North Yorkshire", "E10000023"),
        ("Yorkshire & the Humber", "E12000003"),
        ("Inner London", "E13000001"),
        ("Hull", "E06000010"),
        ("Durham", "E06000047"),
        ("City of London", "E09000001"),
        ("Isles of Scilly", "E06000053"),
        ("st helens", "E08000013"),
    ] {
        assert_eq!(areas.find(wanted).map(|a| a.code.as_str()), Some(code), "{wanted}");
    }
    assert!(areas.find("Birmingam").is_none() && areas.find("").is_none());
    assert!(areas.suggestion("Birmingam").contains("'Birmingham'"));
    assert!(areas.suggestion("E0800002").contains("'E080000"));
    assert!(areas.suggestion("Ïsle of Wight").contains("'Isle of Wight'"));
    assert_eq!(slug("Kingston upon Hull, City of"), "kingston-upon-hull-city-of");
    assert_eq!(slug("King's Lynn"), "kings-lynn");
}

#[test]
fn no_two_areas_share_a_name_or_a_slug() {
    let areas = Catalogue::embedded().unwrap().areas;
    let named: BTreeSet<&str> = areas.iter().map(|a| a.name.as_str()).collect();
    let slugs: BTreeSet<&str> = areas.iter().map(|a| a.slug.as_str()).collect();
    assert_eq!((named.len(), slugs.len()), (areas.iter().count(), areas.iter().count()));
    assert!(areas.iter().all(|a| !a.slug.is_empty()));
    for (wanted, code, slug) in [
        ("Dorset", "E06000059", "dorset"),
        ("E10000009", "E10000009", "dorset-county-to-2019"),
        ("Dorset (county, to 2019)", "E10000009", "dorset-county-to-2019"),
        ("Cumbria", "E10000006", "cumbria"),
    ] {
        let area = areas.find(wanted).unwrap();
        assert_eq!((area.code.as_str(), area.slug.as_str()), (code, slug), "{wanted}");
    }
}

#[test]
fn a_reorganisation_to_come_needs_the_file_of_areas_alone() {
    let to_come = r#"
        [[area]]
        code = "E06000990"
        name = "East Surrey"
        region = "E12000008"
        [[area]]
        code = "E06000991"
        name = "West Surrey"
        region = "E12000008"
        [[reorganised]]
        from = "2027-04-01"
        predecessors = ["E10000030"]
        successors = ["E06000990", "E06000991"]
        note = "Surrey became two authorities."
    "#;
    let file = |more: &str| -> AreasFile {
        toml::from_str(&format!("{}{more}", include_str!("../../../catalogue/areas.toml"))).unwrap()
    };
    let areas = Areas::new(file(to_come)).unwrap();
    let surrey = areas.find("Surrey").unwrap();
    assert_eq!((surrey.code.as_str(), surrey.slug.as_str()), ("E10000030", "surrey"));
    let day = |year| chrono::NaiveDate::from_ymd_opt(year, 4, 1).unwrap();
    assert!(areas.ended(&surrey.code, day(2026)).is_none());
    assert!(areas.ended(&surrey.code, day(2027)).is_some());
    let note = areas.notes(surrey, day(2027)).join(" ");
    assert!(note.contains("successors are East Surrey and West Surrey"), "{note}");
    assert_eq!(areas.find("west surrey").map(|a| a.slug.as_str()), Some("west-surrey"));
    // A code that is not described, and a day that is not a date, are refused with their place.
    let wrong = to_come.replace("code = \"E06000991\"", "code = \"E06000992\"");
    let message = Areas::new(file(&wrong)).unwrap_err().to_string();
    assert!(message.contains("E06000991") && message.contains("[[area]]"), "{message}");
    let wrong = to_come.replace("2027-04-01", "April 2027");
    assert!(Areas::new(file(&wrong)).unwrap_err().to_string().contains("'April 2027'"));
}

#[test]
fn an_unknown_area_is_answered_with_every_authority_of_its_words() {
    let areas = Catalogue::embedded().unwrap().areas;
    for (wanted, found) in [
        ("Stockton", "'Stockton-on-Tees'"),
        ("Cheshire West", "'Cheshire West and Chester'"),
        ("City of Bristol", "'Bristol, City of'"),
        ("Kingston", "'Kingston upon Hull, City of', 'Kingston upon Thames'"),
    ] {
        assert_eq!(areas.suggestion(wanted), format!(" (nearest known: {found})"));
    }
}
