//! Counts that are calculated from published figures: named as such, and left out on request.

use crate::read::Read;
use send_outcomes::engine::{self, Rows};
use std::fs;
use std::path::Path;
use std::process::Command;

const HEADER: &str = "time_period,time_identifier,geographic_level,country_code,country_name,region_code,region_name,old_la_code,new_la_code,la_name,education_phase,breakdown_topic,breakdown,enrolments,sess_overall_percent,sess_authorised_percent,sess_unauthorised_percent,enrolments_pa_10_exact,enrolments_pa_10_exact_percent,enrolments_pa_50_exact,enrolments_pa_50_exact_percent,counts_from\n";

/// Two authorities, one of 10,000 pupils with counts solved from rates, and England as their sum;
/// its overall absence was published.
fn published() -> String {
    let mut text = HEADER.to_string();
    for (period, persistent) in [("202223", 3000), ("202324", 3200), ("202425", 3400)] {
        for (place, pupils, some, from) in [
            (
                "National,E92000001,England,,,,,",
                30_000,
                3 * persistent - 1200,
                "sum of authorities",
            ),
            (
                "Local authority,E92000001,England,E12000005,West Midlands,330,E08000025,Birmingham",
                10_000,
                persistent,
                "reconstructed",
            ),
            (
                "Local authority,E92000001,England,E12000005,West Midlands,331,E08000026,Coventry",
                20_000,
                2 * persistent - 1200,
                "reconstructed",
            ),
        ] {
            let share = 100.0 * f64::from(some) / f64::from(pupils);
            text += &format!(
                "{period},Academic year,{place},Total,SEN provision,SEN support,{pupils},9.10,6.00,3.10,{some},{share:.6},{},{:.6},{from}\n",
                some / 10,
                share / 10.0
            );
        }
    }
    text
}

fn made_of(flags: &[&str]) -> tempfile::TempDir {
    let place = tempfile::tempdir().unwrap();
    let source = place.path().join("source");
    fs::create_dir(&source).unwrap();
    fs::write(source.join("absence-by-pupil-characteristics.csv"), published()).unwrap();
    let asked =
        "--quiet run --area Birmingham --source dir:source --only facts,comparisons,findings";
    let run = Command::new(env!("CARGO_BIN_EXE_send-outcomes"))
        .args(asked.split(' '))
        .args(flags)
        .current_dir(place.path())
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    place
}

async fn one(place: &Path, table: &str, wanted: &str) -> Rows {
    let context = engine::session(&std::env::temp_dir()).unwrap();
    let path = place.join(format!("output/tables/{table}.parquet"));
    engine::register_table(&context, table, &path, &[]).await.unwrap();
    let sql = format!(
        "select * from {table} where period = '2024/25' and cohort = 'sen-support' and {wanted}"
    );
    let rows = Rows::of(&context, &sql).await.unwrap();
    assert_eq!(rows.len(), 1, "{sql}");
    rows
}

const PERSISTENT: &str = "measure_id = 'absence-persistent' and area_code = 'E08000025'";
const AGAINST_ENGLAND: &str = "measure_id = 'absence-persistent' and area_code = 'E08000025' and comparator = 'england-same-cohort'";

#[tokio::test]
async fn solved_and_summed_counts_are_used_and_reported() {
    let place = made_of(&[]);
    let fact = one(place.path(), "facts", PERSISTENT).await;
    assert_eq!(fact.text(0, "counts_from"), "reconstructed");
    assert_eq!(fact.number(0, "numerator"), Some(3400.0));
    assert_eq!(fact.text(0, "evidence_grade"), "A");
    let england =
        one(place.path(), "facts", "measure_id = 'absence-persistent' and area_code = 'E92000001'")
            .await;
    assert_eq!(england.text(0, "counts_from"), "sum_of_authorities");
    // Its rate over sessions was published, and does not depend on the counts next to it.
    let overall =
        one(place.path(), "facts", "measure_id = 'absence-overall' and area_code = 'E92000001'")
            .await;
    assert_eq!(overall.maybe_text(0, "counts_from"), None);
    let compared = one(place.path(), "comparisons", AGAINST_ENGLAND).await;
    assert!(compared.number(0, "p_value").is_some());
    let flags = compared.list(0, "flags");
    for flag in ["counts_reconstructed", "comparator_is_sum_of_authorities"] {
        assert!(flags.iter().any(|f| f == flag), "{flags:?}");
    }
    let found = one(place.path(), "findings", AGAINST_ENGLAND).await;
    assert!(found.text(0, "sentence").contains("worked out from published rates"));
    let caveats = found.list(0, "caveats");
    assert!(
        caveats.iter().any(|c| c == "counts reconstructed from published rates"),
        "{caveats:?}"
    );
    assert!(caveats.iter().any(|c| c.contains("sum of its authorities")), "{caveats:?}");
}

#[tokio::test]
async fn published_figures_alone_leave_out_solved_counts_and_summed_shares() {
    let place = made_of(&["--published-only"]);
    let fact = one(place.path(), "facts", PERSISTENT).await;
    // The rate was published; its counts were not.
    assert_eq!(fact.number(0, "value"), Some(34.0));
    assert_eq!(fact.number(0, "numerator"), None);
    assert_eq!(fact.number(0, "denominator"), None);
    assert_eq!(fact.text(0, "evidence_grade"), "C");
    let england =
        one(place.path(), "facts", "measure_id = 'absence-persistent' and area_code = 'E92000001'")
            .await;
    assert_eq!(england.number(0, "value"), None);
    assert_eq!(england.text(0, "symbol"), "x");
    let overall =
        one(place.path(), "facts", "measure_id = 'absence-overall' and area_code = 'E92000001'")
            .await;
    assert_eq!(overall.number(0, "value"), Some(9.1));
    let compared = one(place.path(), "comparisons", AGAINST_ENGLAND).await;
    assert_eq!(compared.text(0, "level"), "not_available");
    let manifest = fs::read_to_string(place.path().join("output/manifest.json")).unwrap();
    assert!(manifest.contains("\"published_only\": true"));
}
