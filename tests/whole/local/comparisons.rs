//! What a run says of an area whose figures, years, names or neighbours in name are not as usual.

use super::phonics::{FILE, Row, phonics};
use super::{printed, program, said};
use crate::few::no_statements;
use std::fs;
use std::path::Path;

/// A folder with one file of phonics, made wrong by `change`.
fn source(place: &Path, name: &str, change: impl Fn(&mut Row) -> bool) {
    fs::create_dir_all(place.join(name)).unwrap();
    fs::write(place.join(name).join(FILE), phonics(change)).unwrap();
}

/// What a run over `name` writes next to it, without the statements that ship; the run must succeed.
fn ran(place: &Path, name: &str, more: &[&str]) -> String {
    let (from, out) = (format!("dir:{name}"), format!("out-{name}"));
    let none = no_statements(place);
    let asked = ["run", "--source", &from, "--out", &out, "--statements", &none];
    // Statements of a test's own win.
    let asked = if more.contains(&"--statements") { &asked[..5] } else { &asked[..] };
    let arguments = [asked, more].concat();
    let run = program(place, &arguments);
    assert_eq!(run.status.code(), Some(0), "{}", said(&run));
    said(&run)
}

fn asked(place: &Path, name: &str, sql: &str) -> String {
    let out = format!("out-{name}");
    let answer = program(place, &["sql", "--out", &out, sql, "--format", "csv"]);
    assert_eq!(answer.status.code(), Some(0), "{}", said(&answer));
    printed(&answer)
}

/// What `check` reports as a warning or an error.
fn warnings(place: &Path, name: &str, more: &[&str]) -> String {
    let from = format!("dir:{name}");
    let arguments =
        [&["check", "--source", &from, "--severity", "warning", "--format", "csv"][..], more]
            .concat();
    printed(&program(place, &arguments))
}

#[test]
fn an_area_without_a_figure_of_the_latest_year_keeps_its_row_with_its_last_figure() {
    let place = tempfile::tempdir().unwrap();
    let place = place.path();
    let ours = |row: &Row| row.area == "E08000025" && row.period == "202324";
    source(place, "absent", |row| !ours(row));
    source(place, "kept-back", |row| {
        if ours(row) {
            for figure in [&mut row.pupils, &mut row.met, &mut row.share] {
                *figure = "c".to_string();
            }
        }
        true
    });
    let sql = "select cohort, period, level, judgement, headline, evidence[1] as first from findings \
               where comparator = 'england-same-cohort' order by cohort";
    for (name, symbol, period) in
        [("absent", "", "2022/23"), ("kept-back", " (symbol c: suppressed)", "2023/24")]
    {
        ran(place, name, &["--area", "Birmingham", "--only", "tables,report"]);
        let rows = asked(place, name, sql);
        for (cohort, figure, group) in
            [("ehc-plan", "21%", "EHC plan"), ("sen-support", "48%", "SEN support")]
        {
            let reason =
                format!("no figure for 2023/24{symbol}; the last one is {figure} in 2022/23");
            let row = format!(
                "{cohort},2023/24,not_available,no figure for 2023/24,\"Phonics, {group}: {reason}\",\
                 phonics-year-1|{cohort}|E08000025|{period}"
            );
            let row = row.replace("Phonics,", &title(&rows));
            assert!(rows.contains(&row), "{name}: {row}\n{rows}");
            let page = fs::read_to_string(place.join(format!("out-{name}/report/birmingham.html")));
            let page = page.unwrap().replace("&#x2f;", "/");
            let missing = page.split("id=\"missing\"").nth(1).unwrap();
            assert!(missing.contains(&format!("{group}: {reason}")), "{name}: {missing}");
        }
        let covered = asked(
            place,
            name,
            "select without_figure from coverage where comparator = 'england-same-cohort'",
        );
        assert_eq!(covered, "without_figure\n2\n", "{name}");
        // What an area lacks is not a published figure.
        let facts = "select count(*) as n from facts where value is null and symbol is null";
        assert_eq!(asked(place, name, facts), "n\n0\n", "{name}");
    }
}

/// The title of the measure as the headlines write it, with its comma.
fn title(rows: &str) -> String {
    let headline = rows.split('"').nth(1).unwrap_or_default();
    format!("{},", headline.split(',').next().unwrap_or_default())
}

#[test]
fn a_change_over_two_years_is_not_told_as_one_of_a_year() {
    let place = tempfile::tempdir().unwrap();
    let place = place.path();
    let rise = |row: &mut Row| {
        if row.area == "E08000025" && row.period == "202324" {
            (row.met, row.share) = ("1120".to_string(), "80".to_string());
            row.pupils = "1400".to_string();
        }
    };
    source(place, "gap", |row| {
        rise(row);
        row.period != "202223"
    });
    source(place, "whole", |row| {
        rise(row);
        true
    });
    for (name, told) in [("gap", false), ("whole", true)] {
        ran(place, name, &["--area", "Birmingham", "--only", "report"]);
        let page = fs::read_to_string(place.join(format!("out-{name}/report/birmingham.html")));
        assert_eq!(page.unwrap().contains("than the year before"), told, "{name}");
    }
}

#[test]
fn two_areas_of_one_name_have_two_of_everything_and_an_ended_one_says_so() {
    let place = tempfile::tempdir().unwrap();
    let place = place.path();
    source(place, "in", |row| {
        if row.area == "E08000026" {
            (row.area, row.name) = ("E06000059".to_string(), "Dorset".to_string());
        } else if row.area == "E08000029" {
            (row.area, row.name) = ("E10000009".to_string(), "Dorset".to_string());
        }
        true
    });
    let dorsets = ["--area", "E06000059", "--area", "E10000009"];
    let warned =
        ran(place, "in", &[&dorsets[..], &["--only", "tables,report,workbook,charts"]].concat());
    assert!(warned.contains("Dorset ended on 1 April 2019; its successors are"), "{warned}");
    let out = place.join("out-in");
    for name in ["dorset", "dorset-county-to-2019"] {
        assert!(out.join(format!("workbook/{name}.xlsx")).exists(), "{name}");
        assert!(out.join(format!("report/{name}.html")).exists(), "{name}");
        assert!(out.join(format!("charts/{name}")).is_dir(), "{name}");
    }
    let read = |name: &str| fs::read_to_string(out.join(format!("report/{name}.html"))).unwrap();
    assert!(read("index").contains("href=\"dorset-county-to-2019.html\""));
    assert!(read("index").contains("Dorset ended on 1 April 2019"));
    assert!(read("dorset").contains("Dorset began on 1 April 2019, replacing"));
    assert!(read("dorset-county-to-2019").contains("<h1>Dorset (county, to 2019)</h1>"));
    let names = asked(
        place,
        "in",
        "select distinct area_name from facts where area_name like 'D%' order by 1",
    );
    assert_eq!(names, "area_name\nDorset\n\"Dorset (county, to 2019)\"\n");
    let listed = printed(&program(place, &["areas", "--search", "dorset", "--format", "csv"]));
    assert!(
        listed.contains("\"Dorset (county, to 2019)\"") && listed.contains("ended on"),
        "{listed}"
    );

    let all = ran(place, "in", &["--area", "all", "--only", "findings"]);
    assert!(all.contains("'all' leaves out authorities that have ended:"), "{all}");
    let ended = "select count(*) as n from findings where area_code = 'E10000009'";
    assert_eq!(asked(place, "in", ended), "n\n0\n");
    ran(place, "in", &["--area", "all", "--area", "E10000009", "--only", "findings"]);
    assert_ne!(asked(place, "in", ended), "n\n0\n", "asked for by its code");
}

#[test]
fn an_unknown_area_is_answered_with_the_names_that_hold_its_words() {
    let place = tempfile::tempdir().unwrap();
    for (wanted, found) in [
        ("Stockton", "'Stockton-on-Tees'"),
        ("Cheshire West", "'Cheshire West and Chester'"),
        ("City of Bristol", "'Bristol, City of'"),
        ("Kingston", "'Kingston upon Hull, City of', 'Kingston upon Thames'"),
    ] {
        let run = program(place.path(), &["run", "--area", wanted]);
        assert_eq!(run.status.code(), Some(2));
        let told = said(&run).replace('\n', " ");
        assert!(told.contains(&format!("(nearest known: {found})")), "{told}");
    }
}

#[test]
fn england_or_a_region_without_the_latest_year_is_a_warning() {
    let place = tempfile::tempdir().unwrap();
    let place = place.path();
    source(place, "sound", |_| true);
    assert_eq!(warnings(place, "sound", &[]).lines().count(), 1);
    for (name, level, area) in
        [("england", "National", "England"), ("region", "Regional", "West Midlands")]
    {
        source(place, name, |row| row.level != level || row.period != "202324");
        let told = warnings(place, name, &["--search", "sen-support"]);
        assert!(told.contains("whole_without_latest_year"), "{told}");
        let message = format!("no figure for {area} in 2023/24, the latest year of 3 authorities");
        assert!(told.contains(&message), "{told}");
    }
    source(place, "never", |row| row.level != "National");
    let told = warnings(place, "never", &[]);
    assert!(told.contains("there is none of any year"), "{told}");
}

#[test]
fn rows_that_appear_twice_are_one_note_a_file_and_do_not_count_twice() {
    let place = tempfile::tempdir().unwrap();
    let place = place.path();
    source(place, "twice", |_| true);
    let file = place.join("twice").join(FILE);
    let text = fs::read_to_string(&file).unwrap();
    let twins: String =
        text.lines().filter(|l| l.contains("Local auth")).fold(String::new(), |t, l| t + l + "\n");
    fs::write(&file, text + &twins).unwrap();
    assert_eq!(
        warnings(place, "twice", &[]).lines().count(),
        1,
        "{}",
        warnings(place, "twice", &[])
    );
    let notes = program(
        place,
        &["check", "--source", "dir:twice", "--search", "duplicate_key", "--format", "csv"],
    );
    let notes = printed(&notes);
    assert_eq!(notes.lines().count(), 2, "{notes}");
    assert!(notes.contains("18 figures appear more than once"), "{notes}");
}

#[test]
fn fractions_and_a_target_of_another_scale_are_noticed() {
    let place = tempfile::tempdir().unwrap();
    let place = place.path();
    source(place, "fraction", |row| {
        row.share = format!("0.{}", row.share);
        (row.pupils, row.met) = ("x".to_string(), "x".to_string());
        true
    });
    let told = warnings(place, "fraction", &["--search", "sen-support"]);
    assert!(told.contains("fractions") && told.contains("is between 0 and 1"), "{told}");
    source(place, "latest", |row| {
        if row.period == "202324" {
            row.share = format!("0.{}", row.share);
            (row.pupils, row.met) = ("x".to_string(), "x".to_string());
        }
        true
    });
    let told = warnings(place, "latest", &["--search", "fractions"]);
    assert!(told.contains("every figure of 2023/24 is between"), "{told}");

    fs::create_dir(place.join("local")).unwrap();
    fs::write(
        place.join("local/reviews.csv"),
        "period,area,cohort_label,share,n\n2022/23,E08000025,EHC plan,61,100\n2023/24,E08000025,EHC plan,64,100\n",
    )
    .unwrap();
    let measure = |target: &str| {
        format!(
            "[data_set]\ntitle = \"Reviews\"\npublisher = \"Us\"\nperiod_kind = \"academic\"\n\
             [[measure]]\nid = \"local-reviews\"\nlocal = true\ntitle = \"Reviews held\"\n\
             definition = \"Share.\"\nunit = \"%\"\ndecimals = 0\npolarity = 1\nvalue = \"share\"\n\
             denominator = \"n\"\ntarget = {target}\n"
        )
    };
    source(place, "sound", |_| true);
    for (target, told) in [("0.7", true), ("70.0", false)] {
        fs::write(place.join("local/reviews.toml"), measure(target)).unwrap();
        let found = warnings(place, "sound", &["--local", "local", "--search", "target_scale"]);
        assert_eq!(found.contains("about a hundredth of the figures"), told, "{target}: {found}");
    }
}

#[test]
fn a_name_of_another_authority_beside_a_code_is_noticed() {
    let place = tempfile::tempdir().unwrap();
    let place = place.path();
    source(place, "swapped", |row| {
        if row.area == "E08000025" {
            row.name = "Coventry".to_string();
        }
        true
    });
    let told = warnings(place, "swapped", &[]);
    assert_eq!(told.lines().count(), 2, "{told}");
    assert!(told.contains("names_disagree") && told.contains("E08000025"), "{told}");
    assert!(
        told.contains("the code is Birmingham's") && told.contains("'Coventry', in 6 rows"),
        "{told}"
    );
    // Another spelling, and a name of no authority, are not faults.
    source(place, "spelt", |row| {
        if row.area == "E08000026" {
            row.name = "COVENTRY ".to_string();
        } else if row.area == "E08000029" {
            row.name = "Metropolitan Borough of Solihull".to_string();
        }
        true
    });
    assert_eq!(warnings(place, "spelt", &[]).lines().count(), 1);
}

const CLAIM: &str = r#"
title = "Ours"
area = "Birmingham"
[[statement]]
id = "A1"
text = "Pupils on SEN support do better in phonics."
cohort = "sen-support"
from = "2021/22"
to = "2023/24"
[[statement.clause]]
text = "better than nationally"
measures = ["phonics-year-1"]
level = "above"
"#;

#[test]
fn a_statement_whose_result_flips_stands_in_every_diff() {
    let place = tempfile::tempdir().unwrap();
    let place = place.path();
    fs::write(place.join("s.toml"), CLAIM).unwrap();
    for (name, share, met) in [("first", "60", "840"), ("revised", "30", "420")] {
        source(place, name, |row| {
            if row.area == "E08000025" && row.cohort == "SEN support" && row.period == "202324" {
                (row.share, row.met) = (share.to_string(), met.to_string());
            }
            true
        });
        ran(place, name, &["--area", "Birmingham", "--statements", "s.toml", "--only", "tables"]);
    }
    let diff = program(place, &["diff", "out-first", "out-revised"]);
    assert_eq!(diff.status.code(), Some(0), "{}", said(&diff));
    let text = printed(&diff);
    assert!(text.contains("A1: supported → not supported: before: "), "{text}");
    assert!(text.contains("60%") && text.contains("30%"), "{text}");
    assert!(text.trim_end().ends_with("1 statement whose result differs (A1)"), "{text}");
    let page = fs::read_to_string(place.join("diff/index.html")).unwrap();
    let told = page.split("id=\"statements\"").nth(1).unwrap();
    assert!(told.contains(">A1<") && told.contains("not supported"), "{told}");
    let same = program(place, &["diff", "out-first", "out-first"]);
    assert!(!printed(&same).contains("A1"), "{}", printed(&same));
}
