//! The documents hold: links lead somewhere, commands exist, and the reference
//! says what the program says.

use crate::few::few;
use send_outcomes::catalogue::Catalogue;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

#[expect(dead_code, reason = "what writes the pages; here they are only compared")]
#[path = "../../examples/reference.rs"]
mod reference;

fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every page of the project, in order.
fn pages() -> Vec<PathBuf> {
    fn below(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()) {
            if entry.is_dir() {
                below(&entry, found);
            } else if entry.extension().is_some_and(|e| e == "md") {
                found.push(entry);
            }
        }
    }
    let mut found: Vec<PathBuf> = fs::read_dir(project())
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| p.extension().is_some_and(|e| e == "md"))
        .collect();
    for folder in ["docs", "data", "examples"] {
        below(&project().join(folder), &mut found);
    }
    found.sort();
    found
}

/// A page without its blocks of code, in which brackets mean something else.
fn prose(text: &str) -> String {
    let mut inside = false;
    let lines = text.lines().filter(|line| {
        let fence = line.trim_start().starts_with("```");
        inside ^= fence;
        !fence && !inside
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn links(text: &str) -> Vec<String> {
    prose(text)
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split_once(')').map(|(link, _)| link.trim().to_string()))
        .collect()
}

/// The name by which a heading is linked to.
fn anchor(heading: &str) -> String {
    let kept = heading.trim().to_lowercase();
    kept.chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'))
        .map(|c| if c == ' ' { '-' } else { c })
        .collect()
}

#[test]
fn every_link_between_the_documents_leads_somewhere() {
    let mut wrong = Vec::new();
    for page in pages() {
        let text = fs::read_to_string(&page).unwrap();
        for link in links(&text) {
            if link.contains("://") || link.starts_with("mailto:") {
                continue;
            }
            let (file, place) = link.split_once('#').unwrap_or((&link, ""));
            let target =
                if file.is_empty() { page.clone() } else { page.parent().unwrap().join(file) };
            let headings = || {
                let text = fs::read_to_string(&target).unwrap_or_default();
                let lines = prose(&text);
                lines
                    .lines()
                    .filter(|l| l.starts_with('#'))
                    .map(|l| anchor(l.trim_start_matches('#')))
                    .collect::<BTreeSet<_>>()
            };
            // What a run writes is not there in a clone.
            let written = file.contains("output/");
            if !written && (!target.exists() || (!place.is_empty() && !headings().contains(place)))
            {
                wrong.push(format!("{}: {link}", page.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "links that lead nowhere:\n{}", wrong.join("\n"));
}

#[test]
fn every_page_of_the_book_is_in_its_contents() {
    let contents = fs::read_to_string(project().join("docs/SUMMARY.md")).unwrap();
    let listed: BTreeSet<PathBuf> =
        links(&contents).iter().map(|l| project().join("docs").join(l)).collect();
    let docs = project().join("docs");
    for page in pages().iter().filter(|p| p.starts_with(&docs) && !p.ends_with("SUMMARY.md")) {
        assert!(listed.contains(page), "docs/SUMMARY.md does not list {}", page.display());
    }
}

#[test]
fn the_reference_says_what_the_program_says() {
    let catalogue = Catalogue::embedded().unwrap();
    for (name, text) in reference::pages(&catalogue).unwrap() {
        let path = project().join("docs/reference").join(name);
        let held = fs::read_to_string(&path).unwrap_or_default();
        assert!(held == text, "docs/reference/{name} is out of date: `make reference` mends it");
    }
}

/// Lines of the shell blocks of a page, without comments.
fn commands(text: &str) -> Vec<String> {
    let mut inside = false;
    let mut found = Vec::new();
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            inside = line.trim() == "```sh";
        } else if inside {
            let command = line.split(" # ").next().unwrap_or_default().trim();
            if !command.is_empty() && !command.starts_with('#') {
                found.push(command.to_string());
            }
        }
    }
    found
}

/// Splits a command as a shell does, quotes included.
fn words(command: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quote = None;
    for c in command.chars() {
        match (quote, c) {
            (None, '"' | '\'') => quote = Some(c),
            (Some(q), c) if c == q => quote = None,
            (None, ' ') => words.push(String::new()),
            (_, c) => words.last_mut().unwrap().push(c),
        }
    }
    words.retain(|w| !w.is_empty());
    words
}

#[test]
fn every_command_of_the_documents_exists() {
    let mut seen = 0;
    for page in pages() {
        for command in commands(&fs::read_to_string(&page).unwrap()) {
            let mut words = words(&command);
            if words.starts_with(&["cargo".into(), "run".into()]) {
                let from = words.iter().position(|w| w == "--").unwrap_or(words.len());
                words = [vec!["send-outcomes".to_string()], words.split_off(from + 1)].concat();
            }
            let name = words.first().cloned().unwrap_or_default();
            let place = format!("{}: {command}", page.display());
            if name == "make" {
                seen += 1;
                let dry = Command::new("make")
                    .arg("--dry-run")
                    .args(&words[1..])
                    .current_dir(project())
                    .output()
                    .unwrap();
                assert!(dry.status.success(), "{place}: {}", String::from_utf8_lossy(&dry.stderr));
            } else if name == "send-outcomes" {
                seen += 1;
                let cut = words.iter().position(|w| matches!(w.as_str(), ">" | "|" | "&&" | "||"));
                words.truncate(cut.unwrap_or(words.len()));
                let parsed = send_outcomes::cli::command().try_get_matches_from(&words);
                let fine = parsed.is_ok_and(|_| true)
                    || words.iter().any(|w| matches!(w.as_str(), "--help" | "--version"));
                assert!(fine, "{place}: the program does not take it");
            }
        }
    }
    assert!(seen > 20, "only {seen} commands were found in the documents");
}

/// Every target of the Makefile, as it declares them.
fn targets() -> Vec<String> {
    let makefile = fs::read_to_string(project().join("Makefile")).unwrap();
    let declared = makefile.lines().filter_map(|line| line.strip_prefix(".PHONY:"));
    declared.flat_map(str::split_whitespace).map(str::to_string).collect()
}

#[test]
fn every_target_of_make_does_something() {
    let targets = targets();
    assert!(targets.len() > 20, "{targets:?}");
    for target in &targets {
        let dry = Command::new("make")
            .args(["--dry-run", target, "YEAR=2025/26", "LAYOUTS=x", "PUBLISHED=x", "REFERENCE=x"])
            .env("LC_ALL", "C")
            .current_dir(project())
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&dry.stdout) + String::from_utf8_lossy(&dry.stderr);
        assert!(dry.status.success(), "make {target}: {told}");
        assert!(!told.contains("Nothing to be done"), "make {target} has no recipe: {told}");
    }
    for page in pages() {
        let text = fs::read_to_string(&page).unwrap();
        let named = text.split("`make ").skip(1).filter_map(|rest| rest.split(['`', ' ']).next());
        for name in named.filter(|name| !name.is_empty() && name.bytes().all(|b| b != b'=')) {
            let known = targets.iter().any(|target| target == name);
            assert!(known, "{}: there is no `make {name}`", page.display());
        }
    }
}

/// What `make` would run for a command, as arguments of the program; none for a target that
/// runs something else.
fn arguments(command: &[String]) -> Vec<Vec<String>> {
    let after = |line: &[String]| {
        let from = line.iter().position(|w| w == "--")?;
        line.starts_with(&["cargo".into(), "run".into()]).then(|| line[from + 1..].to_vec())
    };
    match command[0].as_str() {
        "send-outcomes" => vec![command[1..].to_vec()],
        "cargo" => after(command).into_iter().collect(),
        "make" => {
            let mut make = Command::new("make");
            let dry = make.arg("--dry-run").args(&command[1..]).current_dir(project());
            let lines = String::from_utf8(dry.output().unwrap().stdout).unwrap();
            lines.lines().filter_map(|line| after(&words(line))).collect()
        }
        _ => Vec::new(),
    }
}

/// Of the figures that ship, those that the pages name: a development build takes most of a minute
/// for a report of all of them, which other tests make.
const NAMED: [&str; 2] = ["education-health-and-care-plans", "level-2-and-3-attainment-by-19"];

/// Follows a page to the letter without a network, as far as it does not ask the publishers; gives
/// the verbs that it ran.
fn followed(page: &str) -> BTreeSet<String> {
    let home = tempfile::tempdir().unwrap();
    let figures = few(home.path(), &NAMED);
    let (mut ran, mut seen) = (BTreeSet::new(), BTreeSet::new());
    let mut place = home.path().to_path_buf();
    for command in commands(&fs::read_to_string(project().join(page)).unwrap()) {
        let command = words(&command);
        if command[0] == "cd" {
            place.push(&command[1]);
            continue;
        }
        // The tests would run themselves.
        if command[..2] == ["make", "test"] {
            continue;
        }
        let all = arguments(&command);
        assert!(!all.is_empty(), "{page}: {command:?} runs nothing");
        for mut arguments in all {
            let verb = arguments[0].clone();
            for argument in &mut arguments {
                if ["dir:folder", "embedded"].contains(&argument.as_str()) {
                    argument.clone_from(&figures);
                }
            }
            // These ask the publishers; the tests of the service run them.
            let asks = ["refresh", "new-year"].contains(&verb.as_str());
            if asks || !seen.insert((place.clone(), arguments.clone())) {
                continue;
            }
            // Every authority as of a year with few figures: a debug build is slow.
            if arguments.windows(2).any(|w| w == ["--area", "all"]) {
                arguments.extend(["--as-of", "2016/17", "--only", "tables"].map(String::from));
            }
            // Only figures that are there can be explained.
            if verb == "explain" {
                arguments.extend(["--source".to_string(), figures.clone()]);
            }
            let program = Command::new(env!("CARGO_BIN_EXE_send-outcomes"))
                .args(&arguments)
                .current_dir(&place)
                .env("HOME", home.path())
                .output()
                .unwrap();
            let errors = String::from_utf8_lossy(&program.stderr);
            assert!(program.status.success(), "{page}: {arguments:?}: {errors}");
            ran.insert(verb);
        }
    }
    ran
}

#[test]
fn every_command_of_the_readme_runs() {
    assert_eq!(followed("README.md"), BTreeSet::from(["check", "init", "run"].map(String::from)));
}

#[test]
fn every_command_of_the_tutorial_runs() {
    let wanted = ["explain", "init", "run", "sql"].map(String::from);
    assert_eq!(followed("docs/tutorial.md"), BTreeSet::from(wanted));
}
