//! What an area writes and picks itself: `commentary.toml`, `show` and `neighbours`.

use super::{printed, program, said};
use crate::few::{few, no_statements};
use std::fs;

const SETTINGS: &str = r#"
area = "Birmingham"
show = ["ks2-rwm-expected", "ehc-20-weeks", "absence-persistent"]
neighbours = ["Leeds", "Sheffield", "Bradford", "Liverpool", "Nottingham", "Manchester", "Cumbria"]
neighbours_name = "Core cities"
neighbours_date = "May 2026"
"#;

const COMMENTARY: &str = r#"
[[comment]]
measure = "ehc-20-weeks"
comment = "<b>Panels</b> meet weekly."
owner = "Head of SEND"
action = "Recruit psychologists"
due = "2027-03-31"

[[comment]]
theme = "absence"
comment = "Attendance hubs opened."

[[target]]
measure = "ehc-20-weeks"
value = 60.0
by = "2026/27"

[[target]]
measure = "ks2-rwm-expected"
cohort = "sen-support"
value = 30.0
by = "2026/27"
"#;

#[test]
fn own_words_targets_measures_and_neighbours_are_on_the_page_and_in_the_tables() {
    let place = tempfile::tempdir().unwrap();
    fs::write(place.path().join("send-outcomes.toml"), SETTINGS).unwrap();
    fs::write(place.path().join("commentary.toml"), COMMENTARY).unwrap();
    let source = few(
        place.path(),
        &[
            "absence-by-pupil-characteristics",
            "education-health-and-care-plans",
            "key-stage-2-attainment",
            "phonics-screening-check",
        ],
    );
    let none = no_statements(place.path());
    let asked = ["run", "--source", &source, "--statements", &none, "--only", "tables,report,csv"];
    let run = program(place.path(), &asked);
    assert_eq!(run.status.code(), Some(0), "{}", said(&run));
    assert!(said(&run).contains("Cumbria ended on 1 April 2023"), "{}", said(&run));
    let read = |name: &str| fs::read_to_string(place.path().join("output").join(name)).unwrap();
    let page = read("report/birmingham.html");
    for expected in [
        "“&lt;b&gt;Panels&lt;/b&gt; meet weekly.” <b>Action:</b> Recruit psychologists",
        "<b>Due:</b> 31 March 2027",
        "<b>Target:</b> 60.0% by 2026/27",
        "“Attendance hubs opened.”",
        "<option value=\"target\">",
        "7 statistical neighbours of your own list, from send-outcomes.toml (Core cities, May 2026)",
        "sources.html#source-own-statistical-neighbours",
    ] {
        assert!(page.contains(expected), "{expected}");
    }
    assert_eq!(page.matches("Attendance hubs opened").count(), 1, "once a page");
    // The measures that were picked lead, in their order; the others are one click away.
    let at = |text: &str| page.find(text).unwrap_or_else(|| panic!("{text}"));
    let rest = at("<summary>All other measures and groups</summary>");
    let row = |id: &str| at(&format!("<tr role=\"row\" id=\"{id}.E08000025."));
    assert!(row("ks2-rwm-expected.ehc-plan") < row("ehc-20-weeks.ehc-plan"));
    assert!(row("ehc-20-weeks.ehc-plan") < row("absence-persistent.sen-support"));
    assert!(row("absence-persistent.sen-support") < rest);
    assert!(row("phonics-year-1.ehc-plan") > rest);

    let manifest = read("manifest.json");
    assert!(manifest.contains("\"commentary\"") && manifest.contains("own-statistical-neighbours"));
    assert!(read("csv/findings.csv").contains("target,the local target,26.7,,60,"));
    let asked = |sql: &str| printed(&program(place.path(), &["sql", sql, "--format", "csv"]));
    let told = asked("select sentence from findings where comparator = 'target' order by 1");
    assert_eq!(told.lines().count(), 3, "{told}");
    assert!(told.contains("26.7% in 2024 against the target of 60.0% by 2026/27, below"), "{told}");
    assert!(told.contains("against the target of 30% by 2026/27"), "{told}");
    // Neither leads in place of England.
    assert!(page.contains("data-label=\"England\" data-key=\"45.9\""), "England stays");
}

#[test]
fn what_is_wrong_in_commentary_stops_a_run_with_its_place() {
    let place = tempfile::tempdir().unwrap();
    fs::write(place.path().join("send-outcomes.toml"), "area = \"Birmingham\"\n").unwrap();
    let wrong = COMMENTARY.replace("theme = \"absence\"", "theme = \"absent\"");
    fs::write(place.path().join("commentary.toml"), wrong).unwrap();
    for verb in ["run", "check"] {
        let told = program(place.path(), &[verb]);
        assert_eq!(told.status.code(), Some(2), "{}", said(&told));
        let expected = "commentary.toml line 10: [[comment]] 2: theme 'absent' is unknown \
                        (nearest known: 'absence')";
        assert!(said(&told).contains(expected), "{}", said(&told));
    }
}
