//! `init`, and `run` by what `send-outcomes.toml` says.

use super::{printed, program, said};
use crate::few::few;
use std::fs;

#[test]
fn init_writes_a_workspace_that_runs_and_refuses_to_write_over_one() {
    let place = tempfile::tempdir().unwrap();
    let made = program(place.path(), &["init", "ours", "--area", "coventry"]);
    assert_eq!(made.status.code(), Some(0), "{}", said(&made));
    let ours = place.path().join("ours");
    let settings = fs::read_to_string(ours.join("send-outcomes.toml")).unwrap();
    assert!(settings.contains("area = \"Coventry\""), "{settings}");

    fs::write(ours.join("README.md"), "mine").unwrap();
    fs::remove_file(ours.join("send-outcomes.toml")).unwrap();
    let again = program(place.path(), &["init", "ours"]);
    assert_eq!(again.status.code(), Some(2));
    assert!(said(&again).contains("README.md"), "{}", said(&again));
    assert!(!ours.join("send-outcomes.toml").exists(), "nothing is written at all");
    assert_eq!(fs::read_to_string(ours.join("README.md")).unwrap(), "mine");
    fs::write(ours.join("send-outcomes.toml"), settings).unwrap();

    let source = few(place.path(), &["key-stage-2-attainment"]);
    let run = program(&ours, &["run", "--source", &source, "--only", "tables"]);
    assert_eq!(run.status.code(), Some(0), "{}", said(&run));
    let text = printed(&run);
    assert!(text.contains("S2.1 waits have become shorter: supported"), "{text}");
    // Too close to tell, and reported as such.
    assert!(text.contains("cannot be assessed by these figures: S1."), "{text}");
    assert!(ours.join("output/tables/facts.parquet").exists());
    let areas =
        program(&ours, &["sql", "select distinct area_code from comparisons", "--format", "csv"]);
    assert_eq!(printed(&areas), "area_code\nE08000026\n", "{}", said(&areas));
}

#[test]
fn a_flag_wins_over_the_workspace_and_a_wrong_value_is_reported_in_its_place() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("send-outcomes.toml");
    fs::write(&file, "area = \"Coventri\"\nout = \"kept\"\noutputs = [\"tables\"]\n").unwrap();
    let wrong = program(place.path(), &["run"]);
    assert_eq!(wrong.status.code(), Some(2));
    let expected = "send-outcomes.toml line 1: key 'area': area 'Coventri' is unknown \
                    (nearest known: 'Coventry')";
    assert!(said(&wrong).contains(expected), "{}", said(&wrong));
    let source = few(place.path(), &["key-stage-2-attainment"]);
    let asked = ["run", "--area", "Solihull", "--as-of", "2018/19", "--source", &source];
    let run = program(place.path(), &asked);
    assert_eq!(run.status.code(), Some(0), "{}", said(&run));
    assert!(place.path().join("kept/tables").exists() && !place.path().join("output").exists());
    assert!(!place.path().join("kept/charts").exists(), "only the outputs that are kept");
    for (line, expected) in [
        ("sorce = \"embedded\"", "line 1: unknown key 'sorce' (nearest known: 'source')"),
        ("source = \"file:x\"", "line 1: key 'source': 'file:x' is not a source"),
        ("outputs = [\"chart\"]", "line 1: key 'outputs': 'chart' is not an output"),
        ("as_of = \"2018-20\"", "line 1: key 'as_of': '2018-20' is not a period"),
        ("[materiality.floor]\npercent = 1", "line 2: key 'materiality.floor.percent'"),
        ("schedule = \"weekly\"", "line 1: key 'schedule': 'weekly' has 1 fields"),
    ] {
        fs::write(&file, line).unwrap();
        let wrong = program(place.path(), &["run"]);
        assert_eq!(wrong.status.code(), Some(2), "{line}");
        assert!(said(&wrong).contains(expected), "{line}: {}", said(&wrong));
    }
}

#[test]
fn the_crontab_line_refreshes_the_workspace_where_it_stands() {
    let place = tempfile::tempdir().unwrap();
    let made = program(place.path(), &["--quiet", "init"]);
    assert_eq!((made.status.code(), printed(&made).as_str()), (Some(0), ""));
    let line = printed(&program(place.path(), &["init", "--crontab"]));
    assert!(line.starts_with("15 10 * * 4 cd '/"), "{line}");
    assert!(line.trim_end().ends_with("refresh >> send-outcomes.log 2>&1"), "{line}");
    // The workspace names the embedded figures; a refresh of it asks the publishers all the same.
    let asked = program(place.path(), &["refresh", "--offline"]);
    let said = String::from_utf8_lossy(&asked.stderr).into_owned();
    assert!(said.contains("store") && !said.contains("do not need to be fetched"), "{said}");
}
