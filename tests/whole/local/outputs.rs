//! Where outputs may go: never over what no run wrote.

use super::absence::absence;
use super::{printed, program, said};
use std::fs;
use std::path::Path;
use tempfile::TempDir;

const ABSENCE: &str = "pupil-absence-autumn-and-spring-terms.csv";
const RUN: [&str; 5] = ["run", "--source", "dir:source", "--only", "facts"];

/// A folder with a source and something of its owner's.
fn place() -> TempDir {
    let place = tempfile::tempdir().unwrap();
    fs::create_dir(place.path().join("source")).unwrap();
    fs::write(place.path().join("source").join(ABSENCE), absence()).unwrap();
    fs::create_dir(place.path().join("mine")).unwrap();
    fs::write(place.path().join("mine/letter.txt"), "mine").unwrap();
    place
}

/// Every file below a folder, with what is in it.
fn whole(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).unwrap().map(|e| e.unwrap().path()) {
            if entry.symlink_metadata().unwrap().is_dir() {
                folders.push(entry);
            } else {
                found.push((entry.display().to_string(), fs::read(&entry).unwrap()));
            }
        }
    }
    found.sort();
    found
}

/// Runs, expects a refusal that says `why`, and that no byte has changed.
fn refused(place: &Path, arguments: &[&str], why: &str) {
    let before = whole(place);
    let run = program(place, arguments);
    let told = said(&run);
    assert_eq!(run.status.code(), Some(2), "{arguments:?}: {told}");
    assert!(told.contains(why), "{arguments:?}: {told}");
    assert!(!told.contains("reading published figures"), "{arguments:?}: {told}");
    assert_eq!(whole(place), before, "{arguments:?}");
}

#[test]
fn outputs_never_replace_what_no_run_wrote() {
    let place = place();
    let place = place.path();
    fs::write(place.join("plain"), "mine").unwrap();
    fs::create_dir(place.join("web")).unwrap();
    fs::write(place.join("web/manifest.json"), r#"{"name": "a web page"}"#).unwrap();
    for (out, why) in [
        ("mine", "'letter.txt'"),
        ("mine/", "'letter.txt'"),
        ("source", "it is the source"),
        ("./mine/../source", "it is the source"),
        ("plain", "it is a file"),
        ("plain/below", "part of its path is a file"),
        ("web", "'manifest.json'"),
        (".", "no folder name"),
        ("..", "no folder name"),
    ] {
        refused(place, &[&RUN[..], &["--out", out]].concat(), why);
    }
    let parent = place.parent().unwrap().display().to_string();
    refused(place, &[&RUN[..], &["--out", &parent]].concat(), "is inside it");
    let home = program_with_home(place);
    assert!(home.contains("your home folder"), "{home}");

    let run = |more: &[&str]| program(place, &[&RUN[..], more].concat());
    for _ in 0..2 {
        let good = run(&["--out", "output"]);
        assert_eq!(good.status.code(), Some(0), "{}", said(&good));
    }
    // Someone's notes among good outputs.
    fs::write(place.join("output/tables/notes.txt"), "mine").unwrap();
    let arguments = [&RUN[..], &["--out", "output"]].concat();
    refused(place, &arguments, "'tables/notes.txt'");
    fs::remove_file(place.join("output/tables/notes.txt")).unwrap();
    // A folder that an incomplete run would take is looked at before anything is read.
    fs::create_dir(place.join("output-incomplete")).unwrap();
    fs::write(place.join("output-incomplete/mine.txt"), "mine").unwrap();
    refused(place, &arguments, "output-incomplete cannot be replaced");
    assert_eq!(run(&["--out", "output", "--strict"]).status.code(), Some(0));
}

/// What a run says that is to replace the home folder.
fn program_with_home(place: &Path) -> String {
    let home = place.join("home");
    fs::create_dir(&home).unwrap();
    let run = std::process::Command::new(env!("CARGO_BIN_EXE_send-outcomes"))
        .current_dir(place)
        .env("HOME", &home)
        .args(RUN)
        .args(["--out", "home"])
        .output()
        .unwrap();
    assert_eq!(run.status.code(), Some(2));
    said(&run)
}

#[test]
fn a_store_is_replaced_by_no_run_and_no_refresh() {
    let place = place();
    let place = place.path();
    let fetched = program(place, &["fetch", "--source", "dir:source", "--store", "st"]);
    assert_eq!(fetched.status.code(), Some(0), "{}", said(&fetched));
    let ees = ["run", "--source", "ees", "--offline", "--store", "st", "--only", "facts"];
    for (out, why) in [("st", "it is the store"), ("st/new", "it is inside the store")] {
        refused(place, &[&ees[..], &["--out", out]].concat(), why);
    }
    let refresh = ["refresh", "--source", "dir:source", "--store", "st", "--only", "tables"];
    for (out, why) in [("st", "it is the store"), ("source", "it is the source")] {
        refused(place, &[&refresh[..], &["--out", out]].concat(), why);
    }
    // Kept outputs need a folder of that name.
    fs::write(place.join("output-kept"), "mine").unwrap();
    refused(
        place,
        &[&refresh[..], &["--out", "output"]].concat(),
        "output-kept cannot be replaced",
    );
}

#[test]
fn a_diff_replaces_diffs_alone() {
    let place = place();
    let place = place.path();
    for out in ["one", "other"] {
        let run = program(place, &[&RUN[..], &["--out", out]].concat());
        assert_eq!(run.status.code(), Some(0), "{}", said(&run));
    }
    for (out, why) in [
        ("mine", "'letter.txt'"),
        ("one", "it is the old side"),
        ("other/diff", "it is inside the new side"),
        ("source", "which was not written by diff"),
    ] {
        refused(place, &["diff", "one", "other", "--out", out], why);
    }
    for _ in 0..2 {
        let diff = program(place, &["diff", "one", "other", "--out", "changes"]);
        assert_eq!(diff.status.code(), Some(0), "{}", said(&diff));
    }
    assert!(place.join("changes/index.html").exists());
    refused(place, &[&RUN[..], &["--out", "changes"]].concat(), "outputs of 'diff'");
    let third = program(place, &[&RUN[..], &["--out", "third"]].concat());
    assert_eq!(third.status.code(), Some(0));
    refused(place, &["diff", "one", "other", "--out", "third"], "outputs of 'run'");
}

#[test]
fn outputs_may_have_any_name_that_a_folder_may_have() {
    let place = place();
    let place = place.path();
    let names = ["out [draft]", "out?1", "a*b", "a:b", "%41", "x#1", "line\nend", "a:b/c", "é 'q'"];
    for name in names {
        let run = program(place, &[&RUN[..], &["--out", name]].concat());
        assert_eq!(run.status.code(), Some(0), "{name}: {}", said(&run));
        let counted = program(
            place,
            &["sql", "--out", name, "--format", "csv", "select count(*) > 0 as some from facts"],
        );
        assert_eq!(printed(&counted), "some\ntrue\n", "{name}: {}", said(&counted));
    }
    let diff = program(place, &["diff", names[0], names[6], "--out", "d [1]?*:%#"]);
    assert_eq!(diff.status.code(), Some(0), "{}", said(&diff));
    assert!(printed(&diff).contains("no figure and no verdict differs"), "{}", printed(&diff));
}

#[test]
fn bytes_of_a_store_that_were_changed_are_reported_and_never_counted() {
    let place = place();
    let place = place.path();
    let fetched = program(place, &["fetch", "--source", "dir:source", "--store", "st"]);
    assert_eq!(fetched.status.code(), Some(0), "{}", said(&fetched));
    let objects = fs::read_dir(place.join("st/objects")).unwrap().next().unwrap().unwrap().path();
    let object = fs::read_dir(objects).unwrap().next().unwrap().unwrap().path();
    let good = fs::read(&object).unwrap();
    let run = ["run", "--source", "ees", "--offline", "--store", "st", "--only", "facts"];
    let mut random = fastrand::Rng::with_seed(4);
    for round in 0..5 {
        let mut bytes = good.clone();
        let at = random.usize(5..bytes.len());
        bytes[at] ^= 1 << random.usize(0..8);
        fs::write(&object, bytes).unwrap();
        let run = program(place, &run);
        let told = said(&run);
        assert_eq!(run.status.code(), Some(4), "round {round}, byte {at}: {told}");
        assert!(told.contains("the bytes are not those that were fetched"), "byte {at}: {told}");
        let check = program(place, &["store", "check", "--store", "st"]);
        assert_eq!(check.status.code(), Some(4), "{}", said(&check));
        assert!(printed(&check).contains("the bytes are not those"), "{}", printed(&check));
        assert!(!place.join("output").exists());
    }
    // Whole bytes of another version, packed as ours are.
    let other = absence().replacen("6.00", "7.00", 1);
    fs::write(&object, zstd::encode_all(other.as_bytes(), 3).unwrap()).unwrap();
    assert_eq!(program(place, &run).status.code(), Some(4));
    fs::write(&object, &good).unwrap();
    assert_eq!(program(place, &run).status.code(), Some(0));
    // Staged copies count as much: other figures under the old note, and an edited note.
    let staged = |end: &str| {
        let files = fs::read_dir(place.join("st/staged")).unwrap().map(|e| e.unwrap().path());
        files.into_iter().find(|f| f.extension().is_some_and(|e| e == end)).unwrap()
    };
    let facts = || {
        let rows = program(place, &["sql", "--format", "csv", "select * from facts"]);
        printed(&rows)
    };
    let right = facts();
    for (file, from, to) in [("parquet", b'P', b'Q'), ("json", b'0', b'9')] {
        let path = staged(file);
        let mut bytes = fs::read(&path).unwrap();
        let at = bytes.iter().rposition(|byte| *byte == from).unwrap();
        bytes[at] = to;
        fs::write(&path, bytes).unwrap();
        let again = program(place, &run);
        assert_eq!(again.status.code(), Some(0), "{file}: {}", said(&again));
        assert_eq!(facts(), right, "{file}");
    }
    // A lock file with a path for a checksum names no file.
    let lock = fs::read_to_string(place.join("st/store.lock")).unwrap();
    let start = lock.find("sha256 = \"").unwrap() + 10;
    let forged = format!("{}/../../evil\"\n", &lock[..start]);
    fs::write(place.join("st/store.lock"), forged).unwrap();
    let told = program(place, &run);
    assert_eq!(told.status.code(), Some(4), "{}", said(&told));
    assert!(said(&told).contains("not a checksum"), "{}", said(&told));
}
