//! Queries and files of the catalogue in an analyst's own folder: a word, a threshold and a
//! comparator are changed there and seen in what a run writes; what is wrong with them is reported.

use super::absence::absence;
use super::{printed, program, said};
use crate::few::no_statements;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

const FINDINGS: &str = "50_findings.sql";
const ABSENCE: &str = "pupil-absence-autumn-and-spring-terms.csv";

/// A folder with a source, in which Birmingham is one point above England at the end, and with the
/// queries and the catalogue that ship.
fn place() -> TempDir {
    let place = tempfile::tempdir().unwrap();
    fs::create_dir(place.path().join("source")).unwrap();
    let text = absence().replace("Birmingham,SEN support,7.00", "Birmingham,SEN support,8.00");
    fs::write(place.path().join("source").join(ABSENCE), text).unwrap();
    for kind in ["queries", "catalogue"] {
        let made = program(place.path(), &["init", &format!("--{kind}"), &format!("all-{kind}")]);
        assert_eq!(made.status.code(), Some(0), "{}", said(&made));
        fs::create_dir(place.path().join(kind)).unwrap();
    }
    place
}

/// Puts `file` of those that ship, with `old` changed to `new`, into the own folder.
fn change(place: &Path, kind: &str, file: &str, old: &str, new: &str) {
    let text = fs::read_to_string(place.join(format!("all-{kind}")).join(file)).unwrap();
    assert!(text.contains(old), "{file}: {old}");
    fs::write(place.join(kind).join(file), text.replace(old, new)).unwrap();
}

/// Runs in `place` into `out`, and gives what a statement says of it.
fn asked(place: &Path, out: &str, more: &[&str], sql: &str) -> String {
    let run = ["run", "--source", "dir:source", "--only", "findings,comparisons", "--out", out];
    let ran = program(place, &[&run[..], more].concat());
    assert!(matches!(ran.status.code(), Some(0 | 6)), "{}", said(&ran));
    let rows = program(place, &["sql", sql, "--out", out, "--format", "csv"]);
    assert_eq!(rows.status.code(), Some(0), "{}", said(&rows));
    printed(&rows)
}

const LEVELS: &str = "select comparator, level, sentence from findings \
     where measure_id = 'absence-overall-two-terms' and cohort = 'sen-support' order by comparator";

#[test]
fn a_word_a_threshold_and_a_comparator_are_changed_without_a_build() {
    let place = place();
    let place = place.path();
    let before = asked(place, "before", &[], LEVELS);
    assert!(before.contains("; a rise is possible)"), "{before}");
    assert!(
        before.contains("2018/19 against 7%") && !before.contains("ehc-plans-in-england"),
        "{before}"
    );
    let manifest = fs::read_to_string(place.join("before/manifest.json")).unwrap();
    assert!(!manifest.contains("\"edited\""), "{manifest}");
    // A copy that says the same is not an edit.
    fs::copy(place.join("all-queries/05_facts.sql"), place.join("queries/05_facts.sql")).unwrap();

    change(place, "queries", FINDINGS, "' against '", "' compared with '");
    change(place, "catalogue", "verdicts.toml", "session_rate = 0.3", "session_rate = 3.0");
    change(
        place,
        "catalogue",
        "comparators.toml",
        "[[comparator]]\nid = \"region-same-cohort\"",
        "[[comparator]]\nid = \"ehc-plans-in-england\"\ntitle = \"England, EHC plans\"\n\
         short_title = \"England, EHC plans\"\nphrase = \"pupils with EHC plans in England\"\n\
         area = \"england\"\ncohort = \"ehc-plan\"\nlike_for_like = false\norder = 9\n\n\
         [[comparator]]\nid = \"region-same-cohort\"",
    );
    fs::write(
        place.join("send-outcomes.toml"),
        "area = \"Birmingham\"\nqueries = \"queries\"\ncatalogue = \"catalogue\"\n",
    )
    .unwrap();
    let after = asked(place, "after", &[], LEVELS);
    assert!(
        after.contains("no sustained change") && !after.contains("a rise is possible"),
        "{after}"
    );
    assert!(after.contains(" compared with ") && !after.contains("2018/19 against 7%"), "{after}");
    assert!(after.contains("ehc-plans-in-england,"), "{after}");
    assert!(after.contains("pupils with EHC plans in England"), "{after}");

    let edited = |out: &str| {
        let text = fs::read_to_string(place.join(out).join("manifest.json")).unwrap();
        serde_json::from_str::<serde_json::Value>(&text).unwrap()
    };
    let (old, new) = (edited("before"), edited("after"));
    let files: Vec<&str> =
        new["edited"].as_array().unwrap().iter().map(|e| e["file"].as_str().unwrap()).collect();
    let expected =
        ["queries/50_findings.sql", "catalogue/comparators.toml", "catalogue/verdicts.toml"];
    assert_eq!(files, expected);
    assert_ne!(old["run_id"], new["run_id"]);
    let checked = program(place, &["check", "--source", "dir:source", "--severity", "error"]);
    assert!(said(&checked).contains("queries/50_findings.sql (changed)"), "{}", said(&checked));
    // What pages show is worded in files of a folder of the queries, and counts as well.
    fs::create_dir_all(place.join("queries/present")).unwrap();
    change(place, "queries", "present/profile.sql", "', up from '", "', more than '");
    // The foot of every page says so.
    let report = ["run", "--source", "dir:source", "--only", "report", "--out", "pages"];
    let ran = program(place, &[&report[..], &["--statements", &no_statements(place)]].concat());
    assert!(matches!(ran.status.code(), Some(0 | 6)), "{}", said(&ran));
    let page = fs::read_to_string(place.join("pages/report/birmingham.html")).unwrap();
    assert!(page.contains(", more than ") && !page.contains(", up from "));
    let page = fs::read_to_string(place.join("pages/report/index.html")).unwrap();
    assert!(
        page.contains("catalogue&#x2f;verdicts.toml (changed)")
            || page.contains("catalogue/verdicts.toml (changed)")
    );
}

/// The block of code in the how-to that holds `mark`, without its indent.
fn block(mark: &str) -> String {
    let page = include_str!("../../../docs/how-to/change-a-query-or-a-word.md");
    let block = page.split("```").find(|block| block.contains(mark)).unwrap();
    let (_, text) = block.split_once('\n').unwrap();
    text.lines().map(|line| line.strip_prefix("   ").unwrap_or(line)).fold(
        String::new(),
        |mut all, line| {
            all.push_str(line);
            all.push('\n');
            all
        },
    )
}

#[test]
fn the_example_of_the_how_to_compares_an_area_with_its_own_average() {
    let place = place();
    let place = place.path();
    // A fourth year: 5.5, 6.0 and 6.5 before 8.0.
    let source = place.join("source").join(ABSENCE);
    let text = fs::read_to_string(&source).unwrap();
    let earlier = text.lines().filter(|line| line.starts_with("201617"));
    let earlier: Vec<String> =
        earlier.map(|l| l.replace("201617", "201516").replace("6.00,4.00", "5.50,4.00")).collect();
    fs::write(&source, format!("{text}{}\n", earlier.join("\n"))).unwrap();

    change(
        place,
        "catalogue",
        "comparators.toml",
        "[[comparator]]\nid = \"region-same-cohort\"",
        &format!("{}\n[[comparator]]\nid = \"region-same-cohort\"", block("id = \"own-average\"")),
    );
    fs::write(place.join("queries/13_own_averages.sql"), block("as own_average")).unwrap();
    let kinds = "('neighbours', 'target'";
    change(place, "queries", "14_peers.sql", kinds, &format!("{kinds}, 'own-average'"));
    let all = fs::read_to_string(place.join("all-queries/views/15_others.sql")).unwrap();
    let inputs = all.replace("-- inputs: ", "-- inputs: own_averages, ");
    let union = block("'own-average' as other_kind");
    fs::create_dir_all(place.join("queries/views")).unwrap();
    fs::write(place.join("queries/views/15_others.sql"), format!("{inputs}{union}")).unwrap();

    let own = ["--queries", "queries", "--catalogue", "catalogue"];
    let run = ["run", "--source", "dir:source", "--only", "report,comparisons", "--out", "own"];
    let none = ["--statements", &no_statements(place)];
    let ran = program(place, &[&run[..], &own[..], &none[..]].concat());
    assert!(matches!(ran.status.code(), Some(0 | 6)), "{}", said(&ran));
    let sql = "select period, value, comparator_value from comparisons \
               where comparator = 'own-average' and comparator_value is not null \
               and area_code = 'E08000025' and cohort = 'sen-support' \
               and measure_id = 'absence-overall-two-terms'";
    let rows = program(place, &["sql", sql, "--out", "own", "--format", "csv"]);
    assert!(printed(&rows).contains("2018/19,8.0,6.0"), "{}{}", printed(&rows), said(&rows));
    let page = fs::read_to_string(place.join("own/report/birmingham-basis.html")).unwrap();
    assert!(
        page.contains("own average of the three years before"),
        "the comparator is on the page"
    );
    let foot = fs::read_to_string(place.join("own/report/index.html")).unwrap();
    for file in ["13_own_averages.sql (added)", "14_peers.sql (changed)", "15_others.sql (changed)"]
    {
        assert!(foot.contains(file), "{file}");
    }
}

#[test]
fn a_whole_copy_and_the_projects_own_folders_are_accepted_and_change_nothing() {
    let place = place();
    let place = place.path();
    // As an editor on Windows saves a file, and what a file manager leaves.
    let saved = place.join("all-queries").join(FINDINGS);
    let text = fs::read_to_string(&saved).unwrap().replace('\n', "\r\n");
    fs::write(&saved, format!("\u{feff}{text}")).unwrap();
    fs::write(place.join("all-queries/.DS_Store"), "").unwrap();
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = [
        ("copy", place.join("all-queries"), place.join("all-catalogue")),
        ("project", project.join("queries"), project.join("catalogue")),
    ];
    for (out, queries, catalogue) in folders {
        let (queries, catalogue) = (queries.to_str().unwrap(), catalogue.to_str().unwrap());
        asked(place, out, &["--queries", queries, "--catalogue", catalogue], LEVELS);
        let manifest = fs::read_to_string(place.join(out).join("manifest.json")).unwrap();
        assert!(!manifest.contains("\"edited\""), "{out}: {manifest}");
    }
    // A query of the checks that is not itself a check can be changed too.
    fs::create_dir_all(place.join("queries/checks")).unwrap();
    change(place, "queries", "checks/duplicates.sql", "-- purpose:", "-- purpose: our copy:");
    asked(place, "own", &["--queries", "queries"], LEVELS);
    let manifest = fs::read_to_string(place.join("own/manifest.json")).unwrap();
    assert!(manifest.contains("queries/checks/duplicates.sql"), "{manifest}");
}

#[test]
fn what_is_wrong_with_a_file_is_reported_with_its_path_and_the_nearest_choice() {
    let place = place();
    let place = place.path();
    let refused = |kind: &str, file: &str, text: &str, expected: &str| {
        let folder = place.join(kind);
        fs::create_dir_all(folder.join(file).parent().unwrap()).unwrap();
        fs::write(folder.join(file), text).unwrap();
        let run = ["run", "--source", "dir:source", "--only", "findings", "--out", "none"];
        let ran = program(place, &[&run[..], &[&format!("--{kind}"), kind]].concat());
        let message = said(&ran);
        assert_eq!(ran.status.code(), Some(2), "{file}: {message}");
        assert!(
            !message.contains("reading published figures"),
            "nothing is read before: {message}"
        );
        assert!(
            message.contains(&format!("{kind}/{file}")) && message.contains(expected),
            "{message}"
        );
        assert!(!place.join("none").exists(), "nothing is written");
        fs::remove_file(folder.join(file)).unwrap();
    };
    let findings = fs::read_to_string(place.join("all-queries").join(FINDINGS)).unwrap();
    let verdicts = fs::read_to_string(place.join("all-catalogue/verdicts.toml")).unwrap();
    let near = "nearest known: '50_findings.sql'";
    refused("queries", "50_finding.sqll", &findings, near);
    refused("queries", "51_findings.sql", &findings, "50_findings.sql makes this table");
    refused("queries", FINDINGS, "select 1 as x", "has no line '-- purpose:'");
    let input = findings.replace("inputs: phrases\n", "inputs: phrase\n");
    refused("queries", FINDINGS, &input, "'phrases')");
    let column = findings.replace("as headline,", "as headlines,");
    refused("queries", FINDINGS, &column, "have no column 'headline' (nearest known: 'headlines')");
    refused(
        "queries",
        FINDINGS,
        &findings.replace("\nselect\n", "\nselec\n"),
        "50_findings.sql: it is not valid SQL: ",
    );
    refused("queries", "checks/mine.sql", "select 1", "-- output: check, data_set");
    let asked = "checks that every run asks are those in checks/every-run/; move your file to";
    refused("queries", "checks/mine.sql", "-- every run: also one of a few tables", asked);
    refused("queries", "checks/not_over.sql", "select 1", asked);
    refused("queries", "checks/every-run/mine.sql", "select 1", "-- output: check, data_set");
    let check = fs::read_to_string(place.join("all-queries/checks/levels.sql")).unwrap();
    let column = check.replace("group by", "group by no_such_column,");
    refused("queries", "checks/mine.sql", &column, "there is no column 'no_such_column'");
    let page = fs::read_to_string(place.join("all-queries/present/profile.sql")).unwrap();
    let page = page.replacen("\nselect", "\nselect wilson_intervals(1.0) as x,", 1);
    refused("queries", "present/profile.sql", &page, "Invalid function 'wilson_intervals'");
    refused(
        "queries",
        "present/mine.sql",
        "select 1",
        "new files go into the folder itself (as 51_name.sql), views/ (as 51_name.sql), checks/, checks/every-run/",
    );
    let key = verdicts.replace("unit_multiple", "unit_multple");
    refused("catalogue", "verdicts.toml", &key, "nearest known: 'unit_multiple'");
    refused("catalogue", "measure/mine.toml", "", "the program does not read a file of this name");
    let absent = program(place, &["run", "--queries", "nowhere"]);
    assert_eq!(absent.status.code(), Some(2));
    assert!(said(&absent).contains("init --queries nowhere"), "{}", said(&absent));
    let again = program(place, &["init", "--queries", "all-queries"]);
    assert!(again.status.code() == Some(2) && said(&again).contains("nothing was written"));
}

#[test]
fn a_query_that_leaves_nothing_is_named_and_not_the_files() {
    let place = place();
    let place = place.path();
    let run = ["run", "--source", "dir:source", "--out", "own", "--queries", "queries"];
    for (file, only, code, expected) in [
        (
            "views/00_usable.sql",
            "facts",
            2,
            "queries/views/00_usable.sql gives no row, so that no figure",
        ),
        ("05_facts.sql", "facts", 2, "queries/05_facts.sql gives no row, so that no figure"),
        ("21_comparisons.sql", "comparisons", 0, "queries/21_comparisons.sql gives no row: what"),
    ] {
        let text = fs::read_to_string(place.join("all-queries").join(file)).unwrap();
        let (header, _) = text.split_at(text.find("\nwith").or(text.find("\nselect")).unwrap());
        let body = text.strip_prefix(header).unwrap().trim().trim_end_matches(';');
        let body = match body.rfind("\norder by") {
            Some(order) => &body[..order],
            None => body,
        };
        let none = format!("{header}\nselect * from ({body}) as every_row where false\n");
        fs::create_dir_all(place.join("queries/views")).unwrap();
        fs::write(place.join("queries").join(file), none).unwrap();
        let ran = program(place, &[&run[..], &["--only", only]].concat());
        let message = said(&ran);
        assert_eq!(ran.status.code(), Some(code), "{message}");
        assert!(message.contains(expected), "{message}");
        assert!(!message.contains("nothing that was read has a figure;"), "{message}");
        fs::remove_file(place.join("queries").join(file)).unwrap();
    }
}
