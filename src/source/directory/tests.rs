//! Files are known by what they hold.

use super::*;
use crate::source::zipped::tests::archive_of;
use crate::stage::offers;
use std::io::Write;
use std::sync::LazyLock;

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::embedded().unwrap());

const PLACES: &str = "time_period,time_identifier,geographic_level,country_code,country_name,\
                      region_code,region_name,old_la_code,new_la_code,la_name,sen_provision";
const ENGLAND: &str = "201819,Academic year,National,E92000001,England,,,,,,SEN support";

/// A file in the program's own layout of the data set's measures.
fn table(data_set: &str) -> String {
    let measures = CATALOGUE.measures.iter().filter(|m| m.data_set == data_set);
    let columns: BTreeSet<&String> = measures
        .flat_map(|m| [&m.value, &m.numerator, &m.denominator, &m.lower, &m.upper])
        .filter(|c| !c.is_empty())
        .collect();
    let names: Vec<&str> = columns.iter().map(|c| c.as_str()).collect();
    let figures = vec!["40"; names.len()];
    format!("{PLACES},{}\n{ENGLAND},{}\n", names.join(","), figures.join(","))
}

fn found(folder: &Path) -> Result<Holdings, SourceError> {
    snapshots(folder, &CATALOGUE, &mut Seen::default(), &|first| offers(first, &CATALOGUE))
}

fn read(holdings: &Holdings) -> Vec<(&str, &str)> {
    let mut read: Vec<(&str, &str)> = holdings
        .snapshots
        .iter()
        .map(|s| (s.data_set.as_str(), s.file.rsplit('/').next().unwrap_or_default()))
        .collect();
    read.sort_unstable();
    read
}

fn text_of(snapshot: &Snapshot) -> String {
    let mut text = String::new();
    std::io::Read::read_to_string(&mut snapshot.open().unwrap(), &mut text).unwrap();
    text
}

const PHONICS: &str = "phonics-screening-check";
const TABLES: &str = "multiplication-tables-check";

#[test]
fn files_are_known_by_their_columns_at_any_depth_whatever_their_names() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    std::fs::create_dir_all(at("release/data/more")).unwrap();
    let marked = format!("\u{feff}{}", table(PHONICS));
    std::fs::write(at("release/data/more/x (1).CSV"), marked).unwrap();
    // Named for one data set, and of another.
    std::fs::write(at(&format!("{PHONICS}.csv")), table(TABLES)).unwrap();
    std::fs::create_dir_all(at("release/data-guidance")).unwrap();
    std::fs::write(at("release/data-guidance/data-guidance.csv"), "a,b\n1,2\n").unwrap();
    std::fs::write(at("release/x.meta.csv"), "col_name,col_type\na,b\n").unwrap();
    std::fs::write(at("notes.txt"), "hello").unwrap();
    let holdings = found(folder.path()).unwrap();
    assert_eq!(read(&holdings), [(TABLES, "phonics-screening-check.csv"), (PHONICS, "x (1).CSV")]);
    assert_eq!(holdings.not_read, []);
    let notes: Vec<&str> = holdings.notes.iter().map(|(_, note)| note.as_str()).collect();
    assert!(notes.iter().any(|n| n.contains("is named for phonics")), "{notes:?}");
    assert!(notes.iter().any(|n| n.contains("known by its columns as phonics")), "{notes:?}");
}

#[test]
fn what_looks_like_figures_and_is_not_read_is_listed_with_the_reason() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &[u8]| std::fs::write(folder.path().join(name), text).unwrap();
    write("good.csv", table(PHONICS).as_bytes());
    write("book.xlsx", b"PK\x03\x04 no archive");
    write("old.XLS", b"\xd0\xcf\x11\xe0....");
    write("page.csv", b"<!doctype html><html></html>");
    write("semicolons.csv", b"a;b;c\n1;2;3\n");
    write("broken.csv.gz", &[0x1f, 0x8b, 8, 0, 0]);
    write("near.csv", table(PHONICS).replace("met_expected", "met_exp").as_bytes());
    write("far.csv", b"colour,size\nred,3\n");
    write("empty.csv", b"");
    write("nothing.csv", table(PHONICS).lines().next().unwrap().as_bytes());
    let holdings = found(folder.path()).unwrap();
    assert_eq!(read(&holdings), [(PHONICS, "good.csv")]);
    let reason = |name: &str| {
        let entry = holdings.not_read.iter().find(|n| n.file.ends_with(name));
        entry.map(|n| (n.data_set.clone(), n.reason.clone())).unwrap_or_default()
    };
    for (name, expected) in [
        ("book.xlsx", "the archive cannot be read"),
        ("old.XLS", "an Excel file"),
        ("page.csv", "a web page"),
        ("semicolons.csv", "semicolons"),
        ("broken.csv.gz", "cannot be unpacked"),
        ("empty.csv", "empty"),
        ("far.csv", "columns do not match any data set: 'colour', 'size'"),
        ("nothing.csv", "no row gives a figure"),
    ] {
        assert!(reason(name).1.contains(expected), "{name}: {:?}", reason(name));
    }
    let (near, why) = reason("near.csv");
    assert_eq!(near, PHONICS, "{why}");
    assert!(why.contains("met_expected"), "{why}");
    assert_eq!(holdings.not_read.len(), 9, "{:#?}", holdings.not_read);
    let summary = holdings.summary().unwrap();
    assert!(summary.starts_with("9 files were not read: ") && !summary.contains('\n'), "{summary}");
}

#[test]
fn an_archive_is_read_as_the_folder_that_it_holds() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("release.ZIP");
    let (phonics, tables) = (table(PHONICS), table(TABLES));
    archive_of(
        &path,
        &[
            ("data/first.csv", phonics.as_bytes()),
            ("../outside.csv", tables.as_bytes()),
            ("data-guidance/data-guidance.csv", b"a,b\n"),
            ("supporting-files/inner.zip", b"PK"),
            ("__MACOSX/data/._first.csv", b"\0\0"),
        ],
    );
    for source in [path.clone(), folder.path().to_path_buf()] {
        let holdings = found(&source).unwrap();
        assert_eq!(read(&holdings), [(TABLES, "outside.csv"), (PHONICS, "first.csv")]);
        assert_eq!(text_of(&holdings.snapshots[1]), phonics);
        assert_eq!(holdings.not_read.len(), 1);
        assert!(holdings.not_read[0].reason.contains("packed within an archive"));
    }
    assert!(!folder.path().join("../outside.csv").exists());
    // The same bytes next to the archive are the same release.
    std::fs::write(folder.path().join("again.csv"), &phonics).unwrap();
    let one = found(folder.path()).unwrap();
    assert_eq!(one.snapshots.iter().filter(|s| s.data_set == PHONICS).count(), 1);
    // A workbook is an archive too.
    archive_of(&path, &[("[Content_Types].xml", b"<x/>"), ("xl/workbook.xml", b"<x/>")]);
    let book = found(folder.path()).unwrap();
    assert!(book.not_read[0].reason.contains("workbook"), "{:?}", book.not_read);
}

#[test]
fn text_of_other_encodings_is_read_with_a_note() {
    let folder = tempfile::tempdir().unwrap();
    let text = table(PHONICS).replace("England,,", "Englandé,,");
    let utf16: Vec<u8> =
        format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let windows: Vec<u8> = table(TABLES)
        .replace("England,,", "England\u{7f},,")
        .bytes()
        .map(|b| if b == 0x7f { 0xe9 } else { b })
        .collect();
    std::fs::write(folder.path().join("a.csv"), utf16).unwrap();
    std::fs::write(folder.path().join("b.csv"), windows).unwrap();
    let packed = std::fs::File::create(folder.path().join("c.csv")).unwrap();
    let mut packed = flate2::write::GzEncoder::new(packed, flate2::Compression::fast());
    packed.write_all(table("neet-by-characteristics").as_bytes()).unwrap();
    packed.write_all(table("key-stage-4-performance").as_bytes()).unwrap();
    packed.finish().unwrap();
    let holdings = found(folder.path()).unwrap();
    let notes: Vec<&str> = holdings.notes.iter().map(|(_, note)| note.as_str()).collect();
    assert!(notes.iter().any(|n| n.contains("a.csv: it is UTF-16")), "{notes:?}");
    assert!(notes.iter().any(|n| n.contains("b.csv: it is Windows-1252")), "{notes:?}");
    let of = |id: &str| holdings.snapshots.iter().find(|s| s.data_set == id).unwrap();
    assert_eq!(text_of(of(PHONICS)).trim_start_matches('\u{feff}'), text);
    assert!(text_of(of(TABLES)).contains("Englandé,,"));
}

#[test]
fn a_name_decides_between_data_sets_of_the_same_columns_and_without_one_both_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let (one, two) = ("pupil-absence", "pupil-absence-autumn-and-spring-terms");
    let alike = |cells: u64| {
        let fit = |id: &str, cells| Fit { data_set: id.to_string(), columns: 9, cells };
        Offers { fits: vec![fit(one, 5), fit(two, cells)], closest: None }
    };
    let found = |cells: u64| {
        let mut seen = Seen::default();
        snapshots(folder.path(), &CATALOGUE, &mut seen, &|_| alike(cells))
    };
    let named = folder.path().join(format!("{two} (2).csv"));
    std::fs::write(&named, table(two)).unwrap();
    assert_eq!(found(5).unwrap().snapshots[0].data_set, two);
    // Its rows are of the other one alone.
    let other = found(0).unwrap();
    assert_eq!(other.snapshots[0].data_set, one);
    assert!(other.notes[0].1.contains("is named for"), "{:?}", other.notes);
    std::fs::rename(&named, folder.path().join("x.csv")).unwrap();
    let error = found(5).unwrap_err().to_string();
    assert!(
        error.contains(&format!("match {one} and {two} equally: name it {one}.csv")),
        "{error}"
    );
}

#[test]
fn a_folder_without_figures_says_what_it_holds_and_what_was_expected() {
    let folder = tempfile::tempdir().unwrap();
    let error = || found(folder.path()).unwrap_err().to_string();
    assert!(error().contains("there are no files: "), "{}", error());
    std::fs::write(folder.path().join("report.pdf"), "%PDF").unwrap();
    std::fs::write(folder.path().join("notes.docx"), "x").unwrap();
    assert!(error().contains("only files of other kinds (.docx, .pdf)"), "{}", error());
    std::fs::write(folder.path().join("x.csv"), "colour,size\nred,3\n").unwrap();
    assert!(error().contains("x.csv: its columns do not match any data set"), "{}", error());
    assert!(error().contains("expected the publisher's CSV files"), "{}", error());
}
