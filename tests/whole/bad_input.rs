//! What the program does with input that is wrong, as a user sees it.

use super::few::no_statements;
use super::local::absence::absence;
use send_outcomes::engine::AsOf;
use send_outcomes::period::PeriodKind;
use std::fs;
use std::io::Write as _;
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
    let good = run(&source, &out, &["--statements", &no_statements(place.path())]);
    assert_eq!(good.status.code(), Some(0), "{}", String::from_utf8_lossy(&good.stderr));
    // Where progress is kept as lines, a line a stage; those of each table are asked for.
    let lines = String::from_utf8_lossy(&good.stderr).to_string();
    assert!(
        lines.contains("computing the tables") && !lines.contains("computing facts"),
        "{lines}"
    );
    assert!(lines.lines().count() < 10, "{lines}");
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
fn what_cannot_be_right_and_an_area_without_figures_are_named_by_a_run() {
    let place = tempfile::tempdir().unwrap();
    let (source, out) = (place.path().join("source"), place.path().join("output"));
    fs::create_dir(&source).unwrap();
    let file = source.join("pupil-absence-autumn-and-spring-terms.csv");
    let last = absence().lines().rfind(|line| line.contains("Birmingham")).unwrap().to_string();
    let impossible = absence().replace(&last, &last.replace("7.00", "107.00"));
    let absence_text = absence();
    let others: Vec<&str> =
        absence_text.lines().filter(|line| !line.contains("Birmingham")).collect();
    let elsewhere = others.join("\n") + "\n";
    for (text, only, expected) in [
        // Whatever is written.
        (
            impossible.clone(),
            "facts",
            "1 figure with a share outside 0 to 100: 107% for Birmingham",
        ),
        (
            impossible,
            "facts,rankings,comparisons,quality",
            "1 figure with a share outside 0 to 100: 107% for Birmingham in 2018/19",
        ),
        // One table of the judged statements needs the others.
        (elsewhere, "facts,statements", "nothing that was read has a figure of Birmingham"),
    ] {
        fs::write(&file, text).unwrap();
        let done = run(&source, &out, &["--quiet", "--only", only]);
        let messages = String::from_utf8_lossy(&done.stderr);
        assert_eq!(done.status.code(), Some(0), "{messages}");
        assert!(messages.contains(expected), "{messages}");
        if only.contains("rankings") {
            let of = "area_code = 'E08000025' and cohort = 'sen-support' and period = '2018/19' \
                      and measure_id = 'absence-overall-two-terms'";
            let fact = asked(&out, &format!("select value, symbol from facts where {of}"));
            assert_eq!(fact, "value,symbol\n,er\n");
            let ranks = asked(&out, &format!("select count(*) as n from rankings where {of}"));
            assert_eq!(ranks, "n\n0\n");
            let levels = asked(&out, &format!("select distinct level from comparisons where {of}"));
            assert_eq!(levels, "level\nnot_available\n");
        }
    }
    // What a name holds reaches no terminal, and a row with it is left out.
    let name = absence_text.replacen("Birmingham", "\x1b]0;x\x07Birm\x1b[2Jingham", 1);
    fs::write(&file, name).unwrap();
    let done = run(&source, &out, &["--quiet", "--only", "facts"]);
    let messages = String::from_utf8_lossy(&done.stderr);
    assert!(messages.contains("column 'la_name' holds '\\u{1b}]0;x\\u{7}Birm"), "{messages}");
    assert!(messages.contains("1 row is not used"), "{messages}");
    assert!(!messages.contains(|letter: char| letter.is_control() && letter != '\n'), "{messages}");
    // A period that has not begun neither leads nor is compared.
    let ahead = absence_text.lines().filter(|line| line.starts_with("201819"));
    let ahead: Vec<String> = ahead.map(|line| line.replacen("201819", "207172", 1)).collect();
    fs::write(&file, format!("{absence_text}{}\n", ahead.join("\n"))).unwrap();
    let done = run(&source, &out, &["-v", "--only", "facts,quality"]);
    let messages = String::from_utf8_lossy(&done.stderr);
    assert!(messages.contains("computing facts"), "{messages}");
    assert!(messages.contains("line 20: the period 2071/72 begins after today ("), "{messages}");
    assert!(messages.contains("18 figures of it are not used"), "{messages}");
    assert_eq!(asked(&out, "select max(period) as last from facts"), "last\n2018/19\n");
    // Nor does one that is not over today: it is over when the term that it is about has ended.
    let begun = absence_text.lines().filter(|line| line.starts_with("201819"));
    let begun: Vec<String> = begun.map(|line| line.replacen("201819", &this_year(), 1)).collect();
    fs::write(&file, format!("{absence_text}{}\n", begun.join("\n"))).unwrap();
    let done = run(&source, &out, &["--quiet", "--only", "facts"]);
    let messages = String::from_utf8_lossy(&done.stderr);
    assert!(messages.contains("(Academic year) was not over by today ("), "{messages}");
    assert_eq!(asked(&out, "select max(period) as last from facts"), "last\n2018/19\n");
    fs::write(&file, absence()).unwrap();
    let sound = run(&source, &out, &["--quiet", "--only", "facts,quality"]);
    assert_eq!(String::from_utf8_lossy(&sound.stderr), "");
    let nowhere = run(&place.path().join("nowhere"), &out, &[]);
    let messages = String::from_utf8_lossy(&nowhere.stderr);
    assert!(messages.contains("there is no such folder"), "{messages}");
    assert_eq!(nowhere.status.code(), Some(4), "{messages}");
}

/// The school year that has begun and is not over today, as files print it.
fn this_year() -> String {
    let start = PeriodKind::Academic.begun_by(AsOf::latest().day);
    format!("{start}{:02}", (start + 1) % 100)
}

/// The rows of a statement as CSV.
fn asked(out: &Path, sql: &str) -> String {
    let rows = Command::new(env!("CARGO_BIN_EXE_send-outcomes"))
        .args(["sql", "--format", "csv", "--out"])
        .arg(out)
        .arg(sql)
        .output()
        .unwrap();
    assert_eq!(rows.status.code(), Some(0), "{}", String::from_utf8_lossy(&rows.stderr));
    String::from_utf8_lossy(&rows.stdout).into_owned()
}

#[test]
fn a_message_begins_with_the_cause() {
    let place = tempfile::tempdir().unwrap();
    let (source, out) = (place.path().join("source"), place.path().join("output"));
    fs::create_dir(&source).unwrap();
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(absence().as_bytes()).unwrap();
    let packed = packed.finish().unwrap();
    let file = source.join("pupil-absence-autumn-and-spring-terms.csv.gz");
    fs::write(&file, &packed[..packed.len() / 2]).unwrap();
    let cut = run(&source, &out, &[]);
    let messages = String::from_utf8_lossy(&cut.stderr);
    let first = messages.lines().find(|line| line.starts_with("error: ")).unwrap_or_default();
    assert!(
        first.contains("terms.csv.gz: it cannot be unpacked (") && first.contains("fetch it again"),
        "{messages}"
    );
    assert_eq!(cut.status.code(), Some(4), "{messages}");
    for (sql, expected) in [
        ("pick 1", "error: it is not valid SQL: Expected: an SQL statement, found: pick"),
        ("select x", "error: there is no column 'x'"),
    ] {
        let wrong = Command::new(env!("CARGO_BIN_EXE_send-outcomes"))
            .args(["sql", "--without-tables", sql])
            .output()
            .unwrap();
        let messages = String::from_utf8_lossy(&wrong.stderr);
        assert!(messages.starts_with(expected), "{messages}");
        assert_eq!(wrong.status.code(), Some(2), "{messages}");
    }
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
