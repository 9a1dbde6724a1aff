//! Cases in a folder next to the project, one folder for each, against `expected.csv`:
//! `make test-layouts LAYOUTS=folder`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

const EXPECTED: &str = include_str!("expected.csv");

fn program(args: &[&str]) -> (i32, String, String) {
    let run = Command::new(env!("CARGO_BIN_EXE_send-outcomes")).args(args).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (run.status.code().unwrap_or(-1), text(&run.stdout), text(&run.stderr))
}

/// The figures of a folder: measure, cohort, area and period → value, numerator, denominator.
fn facts(folder: &Path, out: &Path) -> (String, BTreeMap<String, String>) {
    let (source, out) = (format!("dir:{}", folder.display()), out.display().to_string());
    let run = ["--quiet", "run", "--area", "Birmingham", "--only", "facts", "--source"];
    let (code, _, said) = program(&[&run[..], &[&source, "--out", &out]].concat());
    let statement = "select measure_id, cohort, area_code, period, \
         coalesce(cast(round(value, 9) as varchar), symbol) as value, numerator, denominator \
         from facts where area_code in ('E08000025', 'E92000001')";
    let (_, rows, _) = program(&["sql", "--format", "csv", "--out", &out, statement]);
    let found = rows.lines().skip(1).map(|line| {
        let fields: Vec<&str> = line.split(',').collect();
        (fields[..4].join(","), fields[4..].join(","))
    });
    (format!("exit {code}: {said}"), found.collect())
}

/// Whether a printed figure is the one that is asked for; nothing is asked of an empty one.
fn is(asked: &str, found: &str) -> bool {
    match (asked.parse::<f64>(), found.parse::<f64>()) {
        (Ok(asked), Ok(found)) => (asked - found).abs() < 1e-9,
        _ => asked.is_empty() || asked == found,
    }
}

#[test]
#[ignore = "needs the folder of cases: make test-layouts LAYOUTS=folder"]
fn every_case_gives_the_figures_that_are_expected_of_it() {
    let folder = std::env::var("LAYOUTS").expect("LAYOUTS names the folder of cases");
    let place = tempfile::tempdir().unwrap();
    let mut cases: BTreeMap<&str, Vec<Vec<&str>>> = BTreeMap::new();
    for line in EXPECTED.lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        assert_eq!(fields.len(), 8, "{line}");
        cases.entry(fields[0]).or_default().push(fields[1..].to_vec());
    }
    let there: BTreeSet<String> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    let mut wrong: Vec<String> = there
        .iter()
        .filter(|c| !cases.contains_key(c.as_str()))
        .map(|c| format!("{c}: nothing is expected of it"))
        .collect();
    for (case, expected) in cases {
        let (said, found) = facts(&Path::new(&folder).join(case), &place.path().join(case));
        let before = wrong.len();
        for fields in expected {
            let [measure, cohort, area, period, value, numerator, denominator] = fields[..] else {
                unreachable!("eight fields")
            };
            if value == "none" {
                let held = found.keys().find(|key| key.starts_with(&format!("{measure},")));
                wrong.extend(held.map(|key| format!("{case}: there is a figure of {key}")));
                continue;
            }
            let key = [measure, cohort, area, period].join(",");
            let Some(figures) = found.get(&key) else {
                wrong.push(format!("{case}: no figure of {key}"));
                continue;
            };
            let parts: Vec<&str> = figures.split(',').collect();
            let asked = [value, numerator, denominator];
            if !asked.iter().zip(&parts).all(|(asked, found)| is(asked, found)) {
                wrong.push(format!("{case}: {key} is {figures}, not {}", asked.join(",")));
            }
        }
        println!("{case}: {}", if wrong.len() == before { "right" } else { "wrong" });
        if wrong.len() > before {
            wrong.push(format!("    {said}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
