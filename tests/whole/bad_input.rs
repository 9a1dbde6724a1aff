//! What the program does with input that is wrong, as a user sees it.

use super::local::absence::absence;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn run(source: &Path, out: &Path, more: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_send-outcomes"))
        .args(["run", "--area", "Birmingham", "--source"])
        .arg(format!("dir:{}", source.display()))
        .arg("--out")
        .arg(out)
        .args(more)
        .output()
        .unwrap()
}

#[test]
fn bad_input_is_named_and_the_earlier_outputs_stay() {
    let place = tempfile::tempdir().unwrap();
    let (source, out) = (place.path().join("source"), place.path().join("output"));
    fs::create_dir(&source).unwrap();
    let file = source.join("pupil-absence-autumn-and-spring-terms.csv");
    fs::write(&file, absence()).unwrap();
    let good = run(&source, &out, &[]);
    assert_eq!(good.status.code(), Some(0), "{}", String::from_utf8_lossy(&good.stderr));
    let manifest = fs::read(out.join("manifest.json")).unwrap();
    assert!(out.join("report/birmingham.html").exists());
    let index = fs::read_to_string(out.join("charts/index.csv")).unwrap();
    let pictures: Vec<csv::StringRecord> =
        csv::Reader::from_reader(index.as_bytes()).records().map(Result::unwrap).collect();
    assert!(pictures.iter().any(|p| &p[0] == "birmingham/gap-ehc-plan.png"), "{index}");
    for picture in &pictures {
        let bytes = fs::read(out.join("charts").join(&picture[0])).unwrap();
        assert_eq!(send_outcomes::source::sha256(&bytes), picture[5], "{}", &picture[0]);
    }

    let first_row = absence().lines().nth(2).unwrap().to_string();
    // A data set that is rejected whole leaves nothing to compute at all, which is 4.
    for (what, text, code, expected) in [
        (
            "renamed column",
            absence().replace("sess_overall_percent", "sess_overal_percent"),
            6,
            "nearest known: 'sess_overal_percent'",
        ),
        (
            "unknown label",
            absence().replacen("SEN support", "SEN suport", 1),
            4,
            "nearest known: 'SEN support'",
        ),
        ("new symbol", absence().replacen("6.00", "q", 1), 6, "'q'"),
        (
            "duplicate key",
            absence() + &first_row.replace("6.00", "9.99") + "\n",
            4,
            "appears twice",
        ),
        ("broken last line", absence() + "201819,Academic", 4, "cut short or damaged"),
    ] {
        fs::write(&file, text).unwrap();
        for (flags, code) in [(&["--strict"][..], 4), (&["--only", "facts"][..], code)] {
            let bad = run(&source, &out, flags);
            let said = String::from_utf8_lossy(&bad.stderr).to_string();
            assert!(said.contains(expected), "{what}: {said}");
            assert_eq!(bad.status.code(), Some(code), "{what}: {said}");
            assert_eq!(fs::read(out.join("manifest.json")).unwrap(), manifest, "{what}");
        }
    }
    let left: Vec<_> =
        fs::read_dir(place.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert!(left.iter().all(|n| !n.to_string_lossy().contains("draft")), "{left:?}");
}

#[test]
fn what_is_unknown_is_refused_with_the_nearest_name() {
    for (arguments, expected) in [
        (&["run", "--area", "Birmingam"][..], "nearest known: 'Birmingham'"),
        (&["run", "--as-of", "2018-20"][..], "is not a period"),
        (&["run", "--source", "file:x"][..], "dir:PATH"),
        (&["run", "--only", "chart"][..], "nearest known: 'charts'"),
        (&["run", "--only", "comparison"][..], "nearest known: 'comparisons'"),
    ] {
        let output =
            Command::new(env!("CARGO_BIN_EXE_send-outcomes")).args(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let said = String::from_utf8_lossy(&output.stderr).to_string();
        assert!(said.contains(expected), "{arguments:?}: {said}");
    }
}
