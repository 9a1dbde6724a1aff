//! One published cell is changed at a time: exactly the findings whose
//! explanation names it come out differently.

use crate::read::Read;
use send_outcomes::catalogue::Catalogue;
use send_outcomes::engine::{self, AsOf, Rows, register_catalogue};
use send_outcomes::findings::{Explanation, explanations};
use send_outcomes::period::Period;
use send_outcomes::run::{Engine, GapOrder, Outputs, PUBLISHED, Plan, run};
use send_outcomes::source::{Snapshot, Source, snapshots};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

const AREAS: [&str; 2] = ["Birmingham", "Coventry"];
const FILES: [&str; 2] = ["pupil-absence-autumn-and-spring-terms", "key-stage-4-destinations"];

/// What a run says: finding → its whole row but the version, and its explanation.
struct Said {
    rows: BTreeMap<String, String>,
    explained: BTreeMap<String, Explanation>,
}

async fn said(source: &Path, out: &Path) -> Said {
    let catalogue = Catalogue::embedded().unwrap();
    let find = |name: &&str| catalogue.areas.find(name).unwrap().clone();
    let plan = Plan {
        areas: AREAS.iter().map(find).collect(),
        every_area: false,
        as_of: AsOf::period(Period::parse_any("2018/19").unwrap()),
        source: Source::Directory(source.to_path_buf()),
        out: out.to_path_buf(),
        statements: Vec::new(),
        only: Outputs::tables(),
        jobs: 2,
        engine: Engine::Local,
        strict: true,
        svg: false,
        gap_order: GapOrder::Theme,
        store: None,
        accept_incomplete: false,
        may_be_empty: false,
        data_sets: Vec::new(),
    };
    run(&plan, &catalogue, &|_| {}).await.unwrap();
    let context = engine::session(&std::env::temp_dir()).unwrap();
    register_catalogue(&context, &catalogue, &plan.as_of).unwrap();
    for table in PUBLISHED {
        let path = out.join(format!("tables/{table}.parquet"));
        engine::register_table(&context, table, &path, &[]).await.unwrap();
    }
    let sql = "select finding_id, concat_ws('~', level, direction, judgement, evidence_grade, \
               headline, sentence, array_to_string(caveats, ';'), array_to_string(rules, ';'), \
               array_to_string(evidence, ';')) as row from findings order by finding_id";
    let rows = Rows::of(&context, sql).await.unwrap();
    let rows: BTreeMap<String, String> =
        (0..rows.len()).map(|r| (rows.text(r, "finding_id"), rows.text(r, "row"))).collect();
    let offer = |first: &[u8]| send_outcomes::stage::offers(first, &catalogue);
    let held = snapshots(&plan.source, &catalogue, &offer).unwrap().snapshots;
    let held: Vec<&Snapshot> = held.iter().collect();
    let ids: Vec<String> = rows.keys().cloned().collect();
    let explained = explanations(&context, &catalogue, &held, &ids).await.unwrap();
    Said { rows, explained }
}

/// The findings whose explanation has the cell.
fn naming(said: &Said, file: &str, row: i64, column: &str) -> BTreeSet<String> {
    let names = |e: &&Explanation| {
        e.cells
            .iter()
            .any(|c| c.file == format!("{file}.csv") && c.row == row && c.column == column)
    };
    said.explained.values().filter(names).map(|e| e.finding_id.clone()).collect()
}

/// What an explanation says, leaving out the file's version, which every change of the file moves.
fn story(explanation: &Explanation) -> String {
    let mut plain = explanation.clone();
    for cell in &mut plain.cells {
        cell.version.clear();
    }
    plain.to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_cell_changes_exactly_the_findings_whose_explanation_names_it() {
    let place = tempfile::tempdir().unwrap();
    let source = place.path().join("source");
    fs::create_dir(&source).unwrap();
    let figures = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/embedded/figures");
    for file in FILES {
        let name = format!("{file}.csv");
        fs::copy(figures.join(&name), source.join(&name)).unwrap();
    }
    let before = said(&source, &place.path().join("before")).await;
    assert!(before.rows.len() > 100, "{}", before.rows.len());
    no_sentence_is_empty_or_broken(&before);
    for explanation in before.explained.values() {
        let story = explanation.to_string();
        assert!(!story.contains("do NOT give the same"), "{story}");
        assert!(!story.contains("NaN"), "{story}");
        for cell in &explanation.cells {
            assert!(!cell.printed.is_empty(), "{story}");
        }
    }

    // One cell of each file at a time: the area's own latest rate and England's share of a cohort
    // with numbers of pupils; one in the middle of a series and a share not known next to another.
    for changes in [
        [
            (FILES[0], "201819,E08000025,EHC plan or statement,", "sess_overall_percent", "10.90"),
            (FILES[1], "201819,E92000001,SEN support,", "overall", "88.1"),
        ],
        [
            (FILES[0], "201718,E08000025,EHC plan or statement,", "sess_overall_percent", "9.90"),
            (FILES[1], "201819,E08000025,SEN support,", "all_unknown", "5.4"),
        ],
    ] {
        let kept: Vec<String> =
            changes.map(|(file, ..)| file).iter().map(|f| read(&source, f)).collect();
        let rows: Vec<i64> = changes.iter().map(|change| tamper(&source, *change)).collect();
        let after = said(&source, &place.path().join("after")).await;
        for ((file, ..), text) in changes.iter().zip(&kept) {
            fs::write(source.join(format!("{file}.csv")), text).unwrap();
        }
        let all = |said: &Said| -> BTreeSet<String> {
            let each = changes.iter().zip(&rows);
            each.flat_map(|((file, _, column, _), row)| naming(said, file, *row, column)).collect()
        };
        let named = all(&before);
        assert_eq!(named, all(&after));
        for ((file, starts, column, _), row) in changes.iter().zip(&rows) {
            let named = naming(&before, file, *row, column);
            let moved = named.iter().filter(|id| before.rows[*id] != after.rows[*id]).count();
            assert!(moved > 0, "{starts} {column}: no finding changed");
        }
        for (id, row) in &before.rows {
            if named.contains(id) {
                let told = story(&before.explained[id]) != story(&after.explained[id]);
                assert!(told, "{id} names a changed cell and tells the same story");
            } else {
                assert_eq!(row, &after.rows[id], "{id} names no changed cell");
            }
        }
    }
}

fn read(source: &Path, file: &str) -> String {
    fs::read_to_string(source.join(format!("{file}.csv"))).unwrap()
}

/// Puts `to` into one cell of the one row that starts so, and gives its line.
fn tamper(source: &Path, (file, starts, column, to): (&str, &str, &str, &str)) -> i64 {
    let text = read(source, file);
    let at = text.lines().next().unwrap().split(',').position(|h| h == column).unwrap();
    let lines = (1..).zip(text.lines());
    let found: Vec<(i64, &str)> = lines.filter(|(_, l)| l.starts_with(starts)).collect();
    let [(row, line)] = found[..] else { panic!("{starts}: {} rows", found.len()) };
    let mut cells: Vec<&str> = line.split(',').collect();
    assert_ne!(cells[at], to);
    cells[at] = to;
    fs::write(source.join(format!("{file}.csv")), text.replacen(line, &cells.join(","), 1))
        .unwrap();
    row
}

fn no_sentence_is_empty_or_broken(said: &Said) {
    for (id, row) in &said.rows {
        let fields: Vec<&str> = row.split('~').collect();
        assert!(fields[4].len() > 10 && fields[5].len() > 30, "{id}: {row}");
        for broken in ["NaN", "null", "  ", " .", " ,", "()", "inf%", "..", "_"] {
            assert!(!fields[5].contains(broken), "{id}: '{broken}' in {}", fields[5]);
        }
        assert!(fields[5].ends_with('.'), "{id}: {}", fields[5]);
    }
}
