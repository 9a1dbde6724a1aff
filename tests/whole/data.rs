//! The CSV files of a run, and the code of the page on how to use them from other programs.

use crate::few::few;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

const PAGE: &str = include_str!("../../docs/how-to/use-from-r-python-excel-power-bi.md");

/// Blocks of Python of the page, each with the packages it needs.
fn blocks() -> Vec<(String, Vec<&'static str>)> {
    let parts = PAGE.split("```python\n").skip(1).filter_map(|rest| rest.split("```").next());
    let needs = |block: &'static str| {
        let named = block.lines().next().and_then(|line| line.strip_prefix("# needs: "));
        named.map(|names| names.split(", ").collect()).unwrap_or_default()
    };
    parts.map(|block| (block.to_string(), needs(block))).collect()
}

fn run(areas: &[&str], source: &str, only: &str, out: &Path) {
    let areas = areas.iter().flat_map(|area| ["--area", area]);
    let run = Command::new(env!("CARGO_BIN_EXE_send-outcomes"))
        .args(["--quiet", "run", "--source", source, "--only", only, "--out"])
        .arg(out)
        .args(areas)
        .output()
        .unwrap();
    assert_eq!(run.status.code(), Some(0), "{}", String::from_utf8_lossy(&run.stderr));
}

/// `python3 -c code` in `place`: what it printed, or what went wrong; nothing without Python.
fn python(code: &str, place: &Path) -> Option<Result<String, String>> {
    let program = std::env::var("PYTHON").unwrap_or_else(|_| "python3".to_string());
    let ran = Command::new(program).arg("-c").arg(code).current_dir(place).output().ok()?;
    let told = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Some(if ran.status.success() { Ok(told(&ran.stdout)) } else { Err(told(&ran.stderr)) })
}

#[test]
fn the_csv_files_hold_the_figures_of_the_areas_and_the_page_can_read_them() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("output");
    let source = few(place.path(), &["education-health-and-care-plans", "phonics-screening-check"]);
    run(&["City of London", "Slough"], &source, "csv,tables", &out);
    let manifest = fs::read_to_string(out.join("manifest.json")).unwrap();
    for name in ["findings", "series"] {
        let file = out.join(format!("csv/{name}.csv"));
        assert!(manifest.contains(&format!("csv/{name}.csv")), "{name}");
        let bytes = fs::read(&file).unwrap();
        assert!(
            bytes.is_ascii(),
            "{name}: Excel takes other letters of a file without a mark wrongly"
        );
        let mut reader = csv::Reader::from_reader(bytes.as_slice());
        let heads = reader.headers().unwrap().clone();
        let column = |name: &str| heads.iter().position(|head| head == name).unwrap();
        let (figure, symbol, area) = (column("area_figure"), column("area_symbol"), column("area"));
        let (mut areas, mut suppressed) = (BTreeSet::new(), 0);
        for row in reader.records().map(Result::unwrap) {
            areas.insert(row[area].to_string());
            assert!(row[symbol].is_empty() || row[figure].is_empty(), "{row:?}");
            suppressed += usize::from(&row[symbol] == "c");
            // Binary dust is digits beyond the twelfth.
            let digits = row[figure].chars().filter(char::is_ascii_digit).count();
            assert!(digits <= 13, "{row:?}");
        }
        assert_eq!(areas, BTreeSet::from(["City of London", "Slough"].map(String::from)));
        assert!(suppressed > 0, "{name}: the City of London has suppressed figures");
    }
    the_code_of_the_page_runs(place.path());
}

fn the_code_of_the_page_runs(place: &Path) {
    let blocks = blocks();
    assert!(blocks.len() >= 5 && blocks[0].1.is_empty(), "{blocks:?}");
    for (code, needs) in blocks {
        let import =
            if needs.is_empty() { "pass".into() } else { format!("import {}", needs.join(", ")) };
        match python(&import, place) {
            None => println!("skipped, no python3: {:?}", code.lines().next()),
            Some(Err(_)) if !needs.is_empty() => println!("skipped, no {}", needs.join(", ")),
            _ => {
                let printed = python(&code, place).unwrap();
                let printed = printed.unwrap_or_else(|error| panic!("{code}\n{error}"));
                assert!(!printed.trim().is_empty(), "{code}: nothing was printed");
                println!("ran: {}", if needs.is_empty() { "csv".into() } else { needs.join(", ") });
            }
        }
    }
}
