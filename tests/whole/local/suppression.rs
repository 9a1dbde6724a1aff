//! The example workspace, run whole, and an attack on everything that it wrote.

use super::{printed, program, said};
use crate::few::few;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Small counts of the example, and what each is one of: measure, cohort, period, count.
const SECRETS: [(&str, &str, &str, f64); 3] = [
    ("local-parents-disagree", "ehc-plan", "2023/24", 3.0),
    ("local-neurodevelopmental-weeks", "sen-support", "2023/24", 3.0),
    ("local-without-a-place", "sen-support", "2022", 3.0),
];

/// The wait of three children, written so that no published figure can look like it.
const UNUSUAL: &str = "57.3104";

fn example(to: &Path) {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/workspace");
    for folder in ["", "local", "statements"] {
        fs::create_dir_all(to.join(folder)).unwrap();
        for entry in fs::read_dir(from.join(folder)).unwrap().map(Result::unwrap) {
            if entry.path().is_file() {
                let text =
                    fs::read_to_string(entry.path()).unwrap().replace(",57.3,3", ",57.3104,3");
                fs::write(to.join(folder).join(entry.file_name()), text).unwrap();
            }
        }
    }
}

fn rows(folder: &Path, sql: &str) -> Vec<Value> {
    let output = program(folder, &["sql", sql, "--format", "json"]);
    assert_eq!(output.status.code(), Some(0), "{sql}: {}", said(&output));
    serde_json::from_str(&printed(&output)).unwrap()
}

/// Every text file that was written, by path.
fn texts(folder: &Path, found: &mut BTreeMap<PathBuf, String>) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            texts(&path, found);
        } else {
            let bytes = fs::read(&path).unwrap();
            for (name, text) in unpacked(&bytes) {
                found.insert(path.join(name), text);
            }
            if let Ok(text) = String::from_utf8(bytes) {
                found.insert(path, text);
            }
        }
    }
}

/// The files within a ZIP file such as a workbook, by its central directory.
fn unpacked(bytes: &[u8]) -> Vec<(String, String)> {
    use std::io::Read;
    let number = |at: usize, width: usize| {
        bytes[at..at + width].iter().rev().fold(0_usize, |n, byte| n << 8 | usize::from(*byte))
    };
    let mut files = Vec::new();
    if !bytes.starts_with(b"PK") {
        return files;
    }
    let entries = (0..bytes.len() - 4).filter(|at| bytes[*at..].starts_with(b"PK\x01\x02"));
    for at in entries {
        let (packed, name, start) = (number(at + 20, 4), number(at + 28, 2), number(at + 42, 4));
        let title = String::from_utf8_lossy(&bytes[at + 46..at + 46 + name]).into_owned();
        let data = start + 30 + number(start + 26, 2) + number(start + 28, 2);
        let mut text = Vec::new();
        let read = flate2::read::DeflateDecoder::new(&bytes[data..data + packed]);
        if read.take(1 << 26).read_to_end(&mut text).is_ok() {
            files.push((title, String::from_utf8_lossy(&text).into_owned()));
        }
    }
    files
}

/// What an attacker knows of one measure, cohort and period.
#[derive(Debug, Clone, Copy, Default)]
struct Known {
    value: Option<f64>,
    count: Option<f64>,
    of: Option<f64>,
}

type Key = (String, String, String);

/// Whatever follows, by counts from shares, totals less their parts, answers less the other
/// answers, and means from totals of means, until nothing new follows.
fn attack(facts: &[Value]) -> BTreeMap<Key, Known> {
    let text = |row: &Value, column: &str| row[column].as_str().unwrap_or_default().to_string();
    let mut known: BTreeMap<Key, Known> = BTreeMap::new();
    for row in facts {
        let key = (text(row, "measure_id"), text(row, "cohort"), text(row, "period"));
        let number = |column: &str| row[column].as_f64();
        let counted = text(row, "unit") == "count";
        let mut fact =
            Known { value: number("value"), count: number("numerator"), of: number("denominator") };
        if counted {
            fact.count = fact.value;
        }
        // A limit of Wilson's and the count give the number of children: tried one by one.
        if let (None, Some(lower), Some(value)) = (fact.of, number("value_lower"), fact.value) {
            fact.of = (1..2000).map(f64::from).find(|n| {
                let p = value / 100.0;
                let z2 = 1.96_f64 * 1.96;
                let half = 1.96 * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt();
                ((p + z2 / (2.0 * n) - half) / (1.0 + z2 / n) - lower / 100.0).abs() < 1e-6
            });
        }
        known.insert(key, fact);
    }
    let measures: BTreeSet<String> = known.keys().map(|k| k.0.clone()).collect();
    let periods: BTreeSet<String> = known.keys().map(|k| k.2.clone()).collect();
    let get = |known: &BTreeMap<Key, Known>, m: &str, c: &str, p: &str| {
        known.get(&(m.to_string(), c.to_string(), p.to_string())).copied().unwrap_or_default()
    };
    for _ in 0..10 {
        for measure in &measures {
            for period in &periods {
                let of = |known: &BTreeMap<Key, Known>, c: &str| get(known, measure, c, period);
                let shares = !measure.ends_with("weeks");
                for (whole, one, other) in [("all-sen", "ehc-plan", "sen-support")] {
                    let (w, a, b) = (of(&known, whole), of(&known, one), of(&known, other));
                    let mut learn = |cohort: &str, change: &dyn Fn(&mut Known)| {
                        let key = (measure.clone(), cohort.to_string(), period.clone());
                        change(known.entry(key).or_default());
                    };
                    for field in [(|k| k.count) as fn(Known) -> Option<f64>, |k| k.of] {
                        let counts =
                            field(Known { count: Some(1.0), ..Known::default() }).is_some();
                        let set = move |k: &mut Known, v: f64| {
                            let slot = if counts { &mut k.count } else { &mut k.of };
                            *slot = slot.or(Some(v));
                        };
                        match (field(w), field(a), field(b)) {
                            (Some(w), Some(a), None) => learn(other, &|k| set(k, w - a)),
                            (Some(w), None, Some(b)) => learn(one, &|k| set(k, w - b)),
                            (None, Some(a), Some(b)) => learn(whole, &|k| set(k, a + b)),
                            _ => {}
                        }
                    }
                    // Means: the total's sum less the other part's.
                    if !shares
                        && let (Some(wv), Some(wn), Some(av), Some(an)) =
                            (w.value, w.of, a.value, a.of)
                    {
                        learn(other, &|k| {
                            k.value = k.value.or(Some((wv * wn - av * an) / (wn - an)));
                        });
                    }
                }
                for cohort in ["ehc-plan", "sen-support", "all-sen"] {
                    let key = (measure.clone(), cohort.to_string(), period.clone());
                    let Some(k) = known.get_mut(&key) else { continue };
                    if shares && let (Some(v), Some(n), None) = (k.value, k.of, k.count) {
                        k.count = Some((v * n / 100.0).round());
                    }
                }
            }
        }
        // Three answers to one question.
        let answers = ["local-parents-agree", "local-parents-neither", "local-parents-disagree"];
        for period in &periods {
            for cohort in ["ehc-plan", "sen-support", "all-sen"] {
                let all = answers.map(|m| get(&known, m, cohort, period));
                let of = all.iter().find_map(|k| k.of);
                for hidden in 0..3 {
                    let others: Option<f64> =
                        (0..3).filter(|i| *i != hidden).map(|i| all[i].count).sum();
                    if let (None, Some(others), Some(of)) = (all[hidden].count, others, of) {
                        let key = (answers[hidden].to_string(), cohort.to_string(), period.clone());
                        known.entry(key).or_default().count = Some(of - others);
                    }
                }
            }
        }
    }
    known
}

#[test]
fn the_example_runs_and_no_small_count_can_be_worked_out_from_what_it_wrote() {
    let place = tempfile::tempdir().unwrap();
    example(place.path());
    let run = program(place.path(), &["run", "--source", &few(place.path(), &PUBLISHED)]);
    assert_eq!(run.status.code(), Some(0), "{}", said(&run));
    let facts = rows(
        place.path(),
        "select measure_id, cohort, period, unit, value, symbol, numerator, denominator, \
         value_lower, value_upper, release_status, data_set_version from facts \
         where measure_id like 'local-%'",
    );
    assert_eq!(facts.len(), 64, "every row of the example is there, with a figure or its symbol");
    assert!(facts.iter().all(|f| f["release_status"] == "local_unpublished"));

    let known = attack(&facts);
    for (measure, cohort, period, count) in SECRETS {
        let fact = facts
            .iter()
            .find(|f| f["measure_id"] == measure && f["cohort"] == cohort && f["period"] == period)
            .unwrap();
        assert_eq!(fact["symbol"], "c", "{fact}");
        for column in ["value", "numerator", "denominator", "value_lower", "value_upper"] {
            assert!(fact[column].is_null(), "{column} of {fact}");
        }
        let key = (measure.to_string(), cohort.to_string(), period.to_string());
        let learnt = known.get(&key).copied().unwrap_or_default();
        assert_ne!(learnt.count, Some(count), "{key:?} follows: {learnt:?}");
        assert_ne!(learnt.of, Some(count), "{key:?} follows: {learnt:?}");
    }
    // The attack is realistic: without the second figures it would succeed.
    let naive: Vec<Value> = facts
        .iter()
        .cloned()
        .map(|mut f| {
            if f["measure_id"] == "local-without-a-place"
                && f["cohort"] == "ehc-plan"
                && f["period"] == "2022"
            {
                f["value"] = Value::from(27.0);
            }
            f
        })
        .collect();
    let key = ("local-without-a-place".to_string(), "sen-support".to_string(), "2022".to_string());
    assert_eq!(attack(&naive)[&key].count, Some(3.0));

    tables_say_no_more(place.path());
    texts_say_no_more(place.path());
}

/// No table but the facts holds a figure of a kept-back row, nor a change that ends in one.
fn tables_say_no_more(folder: &Path) {
    for (measure, cohort, period, _) in SECRETS {
        let about = format!("measure_id = '{measure}' and cohort = '{cohort}'");
        for row in rows(
            folder,
            &format!("select * from comparisons where {about} and period = '{period}'"),
        ) {
            for column in ["value", "difference", "difference_lower", "difference_upper", "ratio"] {
                assert!(row[column].is_null(), "{column} of {row}");
            }
        }
        let ranked =
            rows(folder, &format!("select * from rankings where {about} and period = '{period}'"));
        assert!(ranked.is_empty(), "{ranked:?}");
        let trends = rows(folder, &format!("select * from trends where {about}"));
        assert!(
            trends.iter().all(|t| t["period_to"] != period || !t["flags"].to_string().contains("every_year")),
            "{trends:?}"
        );
    }
    let sources = rows(folder, "select * from sources where data_set like 'local-%'");
    assert_eq!(sources.len(), 5);
    assert!(
        sources.iter().all(|s| s["licence"].as_str().unwrap().starts_with("local, unpublished"))
    );
    let note = rows(folder, "select * from quality where check = 'suppressed'");
    assert!(!note.is_empty(), "what was kept back is told");
}

/// The texts, workbooks among them, hold neither a small figure as the file has it nor a
/// checksum against which counts could be tried.
fn texts_say_no_more(folder: &Path) {
    let mut found = BTreeMap::new();
    texts(&folder.join("output"), &mut found);
    assert!(found.keys().any(|p| p.ends_with("report/birmingham.html")));
    assert!(found.keys().any(|p| p.to_string_lossy().contains("charts/birmingham/trend-local")));
    let book = found.iter().filter(|(path, _)| path.to_string_lossy().contains("birmingham.xlsx"));
    let told = |text: &String| text.contains("that they are listened to");
    assert!(book.map(|(_, text)| text).any(told), "the workbook was read");
    let mut checksums = Vec::new();
    for entry in fs::read_dir(folder.join("local")).unwrap().map(Result::unwrap) {
        checksums.push(send_outcomes::source::sha256(&fs::read(entry.path()).unwrap()));
    }
    let versions =
        rows(folder, "select distinct data_set_version from facts where measure_id like 'local-%'");
    let versions = format!("{versions:?}");
    for checksum in &checksums {
        assert!(!versions.contains(&checksum[..12]), "a version is the file's own checksum");
        for (path, text) in &found {
            assert!(!text.contains(&checksum[..12]), "{} holds a checksum", path.display());
        }
    }
    for (path, text) in &found {
        for secret in [UNUSUAL, "1.81818", "165,121,41,3"] {
            assert!(!text.contains(secret), "{} holds {secret}", path.display());
        }
    }
    let page = &found.iter().find(|(p, _)| p.ends_with("report/birmingham.html")).unwrap().1;
    assert!(page.contains("local, unpublished"), "the badge is on the page");
    let quality = &found.iter().find(|(p, _)| p.ends_with("report/quality.html")).unwrap().1;
    assert!(quality.contains("local figures are not written"), "what was kept back is told");
}

/// One published data set is enough for a run.
const PUBLISHED: [&str; 1] = ["education-health-and-care-plans"];

#[test]
fn a_cell_that_cannot_be_read_is_reported_without_what_it_holds() {
    let place = tempfile::tempdir().unwrap();
    example(place.path());
    let file = place.path().join("local/school-places.csv");
    let text = fs::read_to_string(&file).unwrap().replace("SEN support,3\n", "SEN support,3*\n");
    fs::write(&file, text).unwrap();
    // The cell costs itself alone, and is a warning.
    let source = few(place.path(), &PUBLISHED);
    let arguments = ["check", "--source", &source, "--format", "json", "--search", "local-school"];
    let checked = program(place.path(), &arguments);
    assert_eq!(checked.status.code(), Some(0), "{}", said(&checked));
    let rows: Vec<Value> = serde_json::from_str(&printed(&checked)).unwrap();
    let row =
        rows.iter().find(|r| r["check"] == "unknown_symbol").unwrap_or_else(|| panic!("{rows:?}"));
    assert_eq!(row["severity"], "warning");
    let message = row["message"].as_str().unwrap();
    assert!(message.contains("children_without_place") && !message.contains("3*"), "{message}");
}

#[test]
fn a_local_file_that_lacks_a_column_or_has_one_twice_stops_its_measure() {
    let place = tempfile::tempdir().unwrap();
    example(place.path());
    let file = place.path().join("local/school-places.csv");
    let text = fs::read_to_string(&file).unwrap();
    let source = few(place.path(), &PUBLISHED);
    for (header, kind) in [("children_renamed", "missing_column"), ("period", "unknown_layout")] {
        fs::write(&file, text.replacen("children_without_place", header, 1)).unwrap();
        let arguments =
            ["check", "--source", &source, "--format", "json", "--search", "local-school"];
        let checked = program(place.path(), &arguments);
        let rows: Vec<Value> = serde_json::from_str(&printed(&checked)).unwrap();
        let row = rows.iter().find(|row| row["severity"] == "error");
        let row = row.unwrap_or_else(|| panic!("{header}: {rows:?}"));
        assert!(row["check"] == kind || row["check"] == "doubled_column", "{row}");
        assert_eq!(checked.status.code(), Some(6), "{}", said(&checked));
    }
}

#[test]
fn the_threshold_is_the_workspaces_or_the_data_sets_own() {
    let place = tempfile::tempdir().unwrap();
    example(place.path());
    for name in ["waiting-times", "annual-reviews", "plan-audits", "parent-survey"] {
        fs::remove_file(place.path().join(format!("local/{name}.toml"))).unwrap();
    }
    fs::remove_dir_all(place.path().join("statements")).unwrap();
    let settings = place.path().join("send-outcomes.toml");
    let source = few(place.path(), &PUBLISHED);
    let kept_back = |below: &str, own: &str| {
        let text = format!(
            "area = \"Birmingham\"\nsource = \"{source}\"\nlocal = \"local\"\nout = \"output\"\n\
             outputs = [\"facts\"]\n[suppression]\nbelow = {below}\n"
        );
        fs::write(&settings, text).unwrap();
        let file = place.path().join("local/school-places.toml");
        let text = fs::read_to_string(&file).unwrap();
        let text: String = text
            .lines()
            .filter(|l| !l.starts_with("suppress_below"))
            .fold(String::new(), |all, line| {
                all + line + "\n" + if line == "synthetic = true" { own } else { "" }
            });
        fs::write(&file, text).unwrap();
        let run = program(place.path(), &["run"]);
        assert_eq!(run.status.code(), Some(0), "{}", said(&run));
        let sql =
            "select count(*) as n from facts where measure_id like 'local-%' and symbol = 'c'";
        rows(place.path(), sql)[0]["n"].as_i64().unwrap()
    };
    // 3 of 2022 with its sibling; below 10 also 8 of 2024 with its sibling.
    assert_eq!(kept_back("5", ""), 2);
    assert_eq!(kept_back("10", ""), 4);
    assert_eq!(kept_back("5", "suppress_below = 10\n"), 4);
    assert_eq!(kept_back("3", ""), 0);
}
