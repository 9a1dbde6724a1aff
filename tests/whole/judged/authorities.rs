//! The middle authority: read first where England has no figure, and nowhere else.

use crate::few::no_statements;
use crate::read::Read;
use send_outcomes::catalogue::{AreaLevel, Catalogue};
use send_outcomes::engine::{self, Rows};
use std::fs;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

const HEADER: &str = "time_period,time_identifier,geographic_level,country_code,country_name,region_code,region_name,old_la_code,new_la_code,la_name,education_phase,characteristic_group,characteristic,susp_rate,one_plus_susp_rate,perm_excl_rate\n";
const MEASURE: &str = "suspension-rate-autumn-term";

/// Autumn terms of three years: the authorities' rates go up in steps of 0.02 from 2.02, those of
/// Birmingham stand at 9.5; with England or without it.
fn published(authorities: usize, england: bool) -> String {
    let catalogue = Catalogue::embedded().unwrap();
    let others: Vec<_> = catalogue
        .areas
        .iter()
        .filter(|a| a.level == AreaLevel::LocalAuthority && a.code != "E08000025")
        .take(authorities - 1)
        .collect();
    let mut text = HEADER.to_string();
    for period in ["202223", "202324", "202425"] {
        let mut row = |place: &str, rate: f64| {
            text += &format!(
                "{period},Autumn term,{place},Total,SEN provision,SEN support,{rate:.2},{:.2},0.10\n",
                rate / 2.0
            );
        };
        if england {
            row("National,E92000001,England,,,,,", 4.0);
        }
        row(
            "Local authority,E92000001,England,E12000005,West Midlands,330,E08000025,Birmingham",
            9.5,
        );
        for (step, area) in (1..).zip(&others) {
            let place = format!(
                "Local authority,E92000001,England,{},,{},{},\"{}\"",
                area.region_code, area.old_la_code, area.code, area.name
            );
            row(&place, 2.0 + 0.02 * f64::from(step));
        }
    }
    text
}

fn program(arguments: &[&str], folder: &Path) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_send-outcomes"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {said}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn made_of(authorities: usize, england: bool) -> TempDir {
    let place = tempfile::tempdir().unwrap();
    let source = place.path().join("source");
    fs::create_dir(&source).unwrap();
    let name = "suspensions-and-permanent-exclusions-by-characteristic-termly.csv";
    fs::write(source.join(name), published(authorities, england)).unwrap();
    let none = no_statements(place.path());
    let asked = ["run", "--area", "Birmingham", "--source", "dir:source", "--statements", &none];
    program(&[&["--quiet"], &asked[..], &["--only", "tables"]].concat(), place.path());
    place
}

async fn rows(place: &Path, table: &str, wanted: &str) -> Rows {
    let context = engine::session(&std::env::temp_dir()).unwrap();
    let path = place.join(format!("output/tables/{table}.parquet"));
    engine::register_table(&context, table, &path, &[]).await.unwrap();
    let sql = format!("select * from {table} where area_code = 'E08000025' and {wanted}");
    Rows::of(&context, &sql).await.unwrap()
}

#[tokio::test]
async fn without_england_the_middle_authority_is_the_comparator_of_the_headline() {
    let place = made_of(101, false);
    let latest = format!(
        "measure_id = '{MEASURE}' and period = '2024/25' and comparator = 'authorities-same-cohort'"
    );
    let compared = rows(place.path(), "comparisons", &latest).await;
    assert_eq!(compared.len(), 1);
    // The 51st of 101 in order: the 51st step of the others, for Birmingham is last.
    let middle = compared.number(0, "comparator_value").unwrap();
    assert!((middle - 3.02).abs() < 1e-9, "{middle}");
    assert_eq!(compared.text(0, "method"), "published_figures_only");
    assert_eq!(compared.text(0, "evidence_grade"), "C");
    assert_eq!(compared.number(0, "p_value"), None);
    let found = rows(place.path(), "findings", &latest).await;
    assert!(
        found.text(0, "sentence").contains("for the middle authority"),
        "{}",
        found.text(0, "sentence")
    );
    let head = rows(place.path(), "headlines", &format!("measure_id = '{MEASURE}'")).await;
    assert!(!head.is_empty());
    for row in 0..head.len() {
        assert!(head.text(row, "finding_id").contains("authorities-same-cohort"));
    }
    let told = program(
        &[
            "explain",
            "suspension-rate-autumn-term.sen-support.E08000025.authorities-same-cohort",
            "--source",
            "dir:source",
        ],
        place.path(),
    );
    let plain = told.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        plain.contains("the middle of 101 authorities with a figure (3.02 per 100) = 3.02"),
        "{plain}"
    );
}

#[tokio::test]
async fn with_england_or_with_too_few_authorities_no_one_is_read_against_the_middle() {
    let with_england = made_of(101, true);
    let head = rows(with_england.path(), "headlines", &format!("measure_id = '{MEASURE}'")).await;
    assert!(!head.is_empty());
    for row in 0..head.len() {
        assert!(head.text(row, "finding_id").contains("england-same-cohort"));
    }
    let too_few = made_of(99, false);
    let compared = rows(
        too_few.path(),
        "comparisons",
        &format!("measure_id = '{MEASURE}' and comparator = 'authorities-same-cohort'"),
    )
    .await;
    assert!(!compared.is_empty());
    for row in 0..compared.len() {
        assert_eq!(compared.text(row, "level"), "not_available");
        assert_eq!(compared.list(row, "flags"), ["only 99 authorities have a figure"]);
    }
    let head = rows(too_few.path(), "headlines", &format!("measure_id = '{MEASURE}'")).await;
    assert_eq!(head.len(), 0);
}
