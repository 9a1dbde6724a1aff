use super::*;
use crate::catalogue::Level;
use crate::findings::{
    Comparison, Datum, FINDING_COLUMNS, Finding, Neighbour, NeighbourFigures, Year,
};
use std::collections::BTreeMap;
use std::io::Read;

/// The parts of an `.xlsx` file by name, inflated.
fn parts(bytes: &[u8]) -> BTreeMap<String, String> {
    let short = |at: usize| usize::from(u16::from_le_bytes([bytes[at], bytes[at + 1]]));
    let long = |at: usize| short(at) | short(at + 2) << 16;
    let end =
        (0..bytes.len() - 4).rev().find(|at| bytes[*at..].starts_with(b"PK\x05\x06")).unwrap();
    let (mut at, mut found) = (long(end + 16), BTreeMap::new());
    for _ in 0..short(end + 10) {
        let (name, extra, comment) = (short(at + 28), short(at + 30), short(at + 32));
        let (packed, local) = (long(at + 20), long(at + 42));
        let title = String::from_utf8(bytes[at + 46..at + 46 + name].to_vec()).unwrap();
        let data = local + 30 + short(local + 26) + short(local + 28);
        let mut text = String::new();
        let body = &bytes[data..data + packed];
        if short(at + 10) == 0 {
            text = String::from_utf8(body.to_vec()).unwrap();
        } else {
            flate2::read::DeflateDecoder::new(body).read_to_string(&mut text).unwrap();
        }
        found.insert(title, text);
        at += 46 + name + extra + comment;
    }
    found
}

fn book_of(results: &AreaFindings) -> BTreeMap<String, String> {
    parts(&bytes_of(results))
}

fn bytes_of(results: &AreaFindings) -> Vec<u8> {
    bytes_with(results, &Catalogue::embedded().unwrap())
}

fn bytes_with(results: &AreaFindings, catalogue: &Catalogue) -> Vec<u8> {
    let area = catalogue.areas.find("Birmingham").unwrap();
    let releases = vec![BookRelease {
        id: "phonics-screening-check".into(),
        url: "https://example.org/x".into(),
        ..BookRelease::default()
    }];
    let statements = vec![BookStatement {
        id: "S1".into(),
        text: "=HYPERLINK(\"http://x\",\"y\")".into(),
        clause: "+1+1".into(),
        result: "@sum".into(),
        reason: "-2".into(),
        figures_until: "=1".into(),
    }];
    let book = AreaBook {
        area,
        results,
        tidy: &tidy(),
        catalogue,
        as_of: "latest",
        area_notes: vec!["Birmingham goes on.".into()],
        releases,
        statements,
    };
    area_workbook(&book).unwrap()
}

fn results() -> AreaFindings {
    let comparison = Comparison {
        finding_id: "f1".into(),
        measure_id: "phonics-year-1".into(),
        cohort: "ehc-plan".into(),
        comparator: "england-same-cohort".into(),
        measure_title: "Phonics".into(),
        cohort_short: "EHC plan".into(),
        level: Level::Below,
        basis_mark: " (indicative)".into(),
        decimals: 0,
        value: Some(9.0),
        comparator_value: Some(20.0),
        difference: Some(-11.0),
        ..Comparison::default()
    };
    let finding = Finding {
        finding_id: "f1".into(),
        caveats: vec!["not tested".into()],
        ..Finding::default()
    };
    let year = |start: i32, value: Option<f64>, symbol: Option<&str>| Year {
        period: format!("{start}/{}", (start + 1) % 100),
        start,
        value,
        symbol: symbol.map(str::to_string),
        ..Year::default()
    };
    let area = vec![year(2021, None, Some("c")), year(2023, Some(9.0), None)];
    let england = vec![year(2021, Some(19.0), None), year(2023, Some(20.0), None)];
    let key = ("phonics-year-1".to_string(), "ehc-plan".to_string());
    AreaFindings {
        findings: vec![finding],
        comparisons: vec![comparison],
        series: BTreeMap::from([(key.clone(), area)]),
        england: std::sync::Arc::new(BTreeMap::from([(key, england)])),
        ..AreaFindings::default()
    }
}

/// One row of data whose difference is what binary arithmetic makes of 0.1 + 0.2.
fn tidy() -> Tidy {
    let cell = |column: &crate::findings::TidyColumn| match column.name {
        "measure" => Datum::Text("Phonics".into()),
        "difference" => Datum::Number(0.1 + 0.2),
        "area_symbol" => Datum::Text("c".into()),
        _ => Datum::Empty,
    };
    let beside = NeighbourFigures {
        measure: "Phonics".into(),
        neighbours: vec![
            Neighbour { name: "Solihull".into(), figure: Some(30.5), symbol: None },
            Neighbour { name: "Walsall".into(), figure: None, symbol: Some("c".into()) },
        ],
        ..NeighbourFigures::default()
    };
    Tidy {
        findings: vec![FINDING_COLUMNS.iter().map(cell).collect()],
        neighbours: vec![beside],
        ..Tidy::default()
    }
}

/// Sheet files by the name that a reader sees.
fn sheets(parts: &BTreeMap<String, String>) -> Vec<(String, String)> {
    let names = parts["xl/workbook.xml"].split("<sheet name=\"").skip(1);
    names
        .enumerate()
        .map(|(place, rest)| {
            let name = rest.split('"').next().unwrap().to_string();
            (name, parts[&format!("xl/worksheets/sheet{}.xml", place + 1)].clone())
        })
        .collect()
}

#[test]
fn every_sheet_but_the_cover_holds_one_table_without_merged_cells() {
    let parts = book_of(&results());
    let sheets = sheets(&parts);
    let names: Vec<&str> = sheets.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        [
            "Cover",
            "Contents",
            "Notes",
            "Symbols",
            "Summary",
            "Findings",
            "Neighbours",
            "Attainment",
            "Statements",
            "Data",
            "Columns",
            "Definitions",
            "Sources"
        ]
    );
    for (name, xml) in &sheets {
        assert_eq!(xml.matches("<tablePart ").count(), usize::from(name != "Cover"), "{name}");
        assert!(!xml.contains("<mergeCell"), "{name}");
        assert_eq!(xml.contains("state=\"frozen\""), name != "Cover", "{name}");
    }
    let tables = parts.iter().filter(|(name, _)| name.starts_with("xl/tables/"));
    for (name, table) in tables {
        let heads: Vec<&str> = table.split("<tableColumn ").skip(1).collect();
        assert!(!heads.is_empty() && heads.iter().all(|h| !h.contains("name=\"\"")), "{name}");
        assert!(table.contains(" ref=\"A"), "{name}");
    }
}

#[test]
fn a_suppressed_figure_is_empty_beside_its_shorthand_and_never_zero() {
    let parts = book_of(&results());
    let (_, xml) = sheets(&parts).into_iter().find(|(name, _)| name == "Attainment").unwrap();
    let strings: Vec<&str> = parts["xl/sharedStrings.xml"].split("<si>").skip(1).collect();
    let shorthand = strings.iter().position(|s| s.contains(">[c]<")).unwrap();
    let row = xml.split("<row ").find(|row| row.contains(&format!("<v>{shorthand}</v>"))).unwrap();
    // Column D is the area's figure, E its shorthand, F England's figure.
    assert!(!row.contains("r=\"D"), "{row}");
    assert!(row.contains("r=\"E") && row.contains("<v>19</v>"), "{row}");
}

#[test]
fn text_that_starts_like_a_formula_is_text() {
    let parts = book_of(&results());
    for (name, xml) in sheets(&parts) {
        assert!(!xml.contains("<f>"), "{name}");
    }
    assert!(parts["xl/sharedStrings.xml"].contains("=HYPERLINK("));
    assert!(!parts.keys().any(|name| name.contains("externalLink")));
}

#[test]
fn caveats_and_breaks_become_numbered_notes() {
    let parts = book_of(&results());
    let strings = &parts["xl/sharedStrings.xml"];
    assert!(strings.contains("[note 1]") && strings.contains(">not tested<"));
    assert!(strings.contains("A new series part starts in 2021/22"));
}

#[test]
fn the_same_book_is_the_same_bytes_and_names_its_author() {
    let first = bytes_of(&results());
    assert!(first == bytes_of(&results()));
    let parts = parts(&first);
    let core = &parts["docProps/core.xml"];
    assert!(core.contains("SEND outcomes: Birmingham") && core.contains("send-outcomes"));
    assert!(core.contains("2000-01-01T00:00:00Z"), "{core}");
}

#[test]
fn an_area_without_figures_still_has_a_whole_workbook() {
    let parts = book_of(&AreaFindings::default());
    assert!(sheets(&parts).iter().any(|(name, _)| name == "Findings"));
}

#[test]
fn the_tidy_sheet_has_a_heading_a_column_and_numbers_without_dust() {
    let parts = book_of(&results());
    let sheet = |wanted: &str| sheets(&parts).into_iter().find(|(name, _)| name == wanted).unwrap();
    let (_, data) = sheet("Data");
    assert!(data.contains("<v>0.3</v>"), "{data}");
    assert!(data.contains("xSplit=\"2\""), "{data}");
    let table = parts.values().find(|xml| xml.contains("name=\"table_data\"")).unwrap();
    for column in &FINDING_COLUMNS {
        assert!(table.contains(&format!("name=\"{}\"", column.name)), "{}", column.name);
    }
    let (_, beside) = sheet("Neighbours");
    assert!(beside.contains("<v>30.5</v>"), "{beside}");
    let strings = &parts["xl/sharedStrings.xml"];
    assert!(strings.contains(">1. Solihull<") && strings.contains(">2. Walsall<"));
}

#[test]
fn what_the_area_wrote_is_a_sheet_of_text_and_picked_measures_come_first() {
    let mut catalogue = Catalogue::embedded().unwrap();
    let text = "[[comment]]\nmeasure = 'phonics-year-1'\ncomment = '=1+1'\nowner = '@x'\n\
                [[target]]\nmeasure = 'ehc-20-weeks'\nvalue = 60.0\nby = '2026'";
    catalogue.add_commentary("commentary.toml", text, &["E08000025".to_string()]).unwrap();
    catalogue.set_show(&["ehc-20-weeks".to_string()]).unwrap();
    let parts = parts(&bytes_with(&results(), &catalogue));
    let names: Vec<String> = sheets(&parts).into_iter().map(|(name, _)| name).collect();
    let place = |wanted: &str| names.iter().position(|name| name == wanted);
    assert!(place("Findings") < place("Other findings"), "{names:?}");
    assert!(place("Other findings") < place("Commentary"), "{names:?}");
    let strings = &parts["xl/sharedStrings.xml"];
    assert!(strings.contains("<t>=1+1</t>") && strings.contains("<t>@x</t>"), "text as it is");
    assert!(parts.values().all(|part| !part.contains("<f>")), "and no formula");
}
