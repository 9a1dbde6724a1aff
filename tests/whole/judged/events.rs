//! Suspensions and permanent exclusions, from a published file to a judged claim.

use crate::read::Read;
use send_outcomes::engine::{self, Rows};
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

/// The last year of pupils with EHC plans in Birmingham.
const KEY: &str = "area_code = 'E08000025' and cohort = 'ehc-plan' and period = '2018/19'";

/// (suspensions, pupils suspended, permanent exclusions, pupils) of a cohort in a year.
type Figures = (u32, u32, u32, u32);

const HEADER: &str = "time_period,time_identifier,geographic_level,country_code,country_name,region_code,region_name,old_la_code,new_la_code,la_name,education_phase,characteristic_group,characteristic,headcount,suspension,susp_rate,one_plus_susp,one_plus_susp_rate,perm_excl,perm_excl_rate\n";

const COHORTS: [&str; 2] = ["EHC plan", "No SEN"];

/// Birmingham's figures are those of the worked values, and England's are its own and the rest.
fn figures(year: u32, cohort: &str, area: &str) -> Figures {
    let birmingham = match cohort {
        "EHC plan" => (512 - 60 * (2018 - year), 201 - 20 * (2018 - year), 96, 3050),
        _ => (900, 500, 810, 106_000),
    };
    let coventry = match cohort {
        "EHC plan" => (90, 60, 4, 1250),
        _ => (400, 300, 30, 40_000),
    };
    let rest = match cohort {
        "EHC plan" => (20_000, 9_000, 2_100, 190_000),
        _ => (270_000, 150_000, 27_000, 6_100_000),
    };
    let add = |a: Figures, b: Figures| (a.0 + b.0, a.1 + b.1, a.2 + b.2, a.3 + b.3);
    match area {
        "E08000025" => birmingham,
        "E08000026" => coventry,
        "E08000019" => rest,
        _ => add(add(birmingham, coventry), rest),
    }
}

fn published(with_pupils: bool) -> String {
    let mut text = HEADER.to_string();
    for year in [2016, 2017, 2018] {
        for cohort in COHORTS {
            for (place, code) in [
                ("National,E92000001,England,,,,,", "E92000001"),
                (
                    "Local authority,E92000001,England,E12000005,West Midlands,330,E08000025,Birmingham",
                    "E08000025",
                ),
                (
                    "Local authority,E92000001,England,E12000005,West Midlands,331,E08000026,Coventry",
                    "E08000026",
                ),
                (
                    "Local authority,E92000001,England,E12000003,Yorkshire and The Humber,373,E08000019,Sheffield",
                    "E08000019",
                ),
            ] {
                let (events, concerned, expelled, pupils) = figures(year, cohort, code);
                let rate = |n: u32| format!("{:.2}", 100.0 * f64::from(n) / f64::from(pupils));
                let some = if with_pupils { concerned.to_string() } else { "x".to_string() };
                let share = if with_pupils { rate(concerned) } else { "x".to_string() };
                text += &format!(
                    "{year}{:02},Academic year,{place},Total,SEN provision,{cohort},{pupils},{events},{},{some},{share},{expelled},{}\n",
                    (year + 1) % 100,
                    rate(events),
                    rate(expelled)
                );
            }
        }
    }
    text
}

fn program(arguments: &[&str], out: &Path) -> Output {
    let output = Command::new(env!("CARGO_BIN_EXE_send-outcomes"))
        .args(arguments)
        .current_dir(out)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {said}");
    output
}

/// Tables of Birmingham made of one published file.
fn tables_of(published: &str, only: &str) -> TempDir {
    let place = tempfile::tempdir().unwrap();
    let source = place.path().join("source");
    fs::create_dir(&source).unwrap();
    fs::write(source.join("exc_characteristics.csv"), published).unwrap();
    let asked = "--quiet run --area Birmingham --as-of 2018/19 --source dir:source --only";
    program(&asked.split(' ').chain([only]).collect::<Vec<_>>(), place.path());
    place
}

async fn rows(out: &Path, table: &str, sql: &str) -> Rows {
    let context = engine::session(&std::env::temp_dir()).unwrap();
    let path = out.join(format!("output/tables/{table}.parquet"));
    engine::register_table(&context, table, &path, &[]).await.unwrap();
    let rows = Rows::of(&context, sql).await.unwrap();
    assert_eq!(rows.len(), 1, "{sql}");
    rows
}

fn near(rows: &Rows, column: &str, wanted: f64) {
    let got = rows.number(0, column).unwrap_or(f64::NAN);
    assert!((got - wanted).abs() < 1e-6 * wanted.abs().max(1.0), "{column} is {got}, not {wanted}");
}

#[tokio::test]
async fn repeat_suspensions_widen_their_limits_and_exclusions_keep_their_ratio() {
    let place = tables_of(&published(true), "tables");

    // Section 3: 512 suspensions of 201 pupils among 3,050, dispersion 4.094527.
    let fact = rows(
        place.path(),
        "facts",
        &format!("select * from facts where {KEY} and measure_id = 'suspension-rate'"),
    )
    .await;
    near(&fact, "value_lower", 13.973516);
    near(&fact, "value_upper", 20.000330);
    assert_eq!(fact.text(0, "evidence_grade"), "A");

    // Section 4: the exact ratio of the cohort's rate to that of pupils with no SEN here.
    let exact = send_outcomes::statistics::rate_ratio(96.0, 3050.0, 810.0, 106_000.0).unwrap();
    let compared = rows(place.path(), "comparisons", &format!("select * from comparisons where {KEY} and measure_id = 'permanent-exclusion-rate' and comparator = 'area-no-sen'")).await;
    near(&compared, "ratio_lower", exact.lower);
    near(&compared, "ratio_upper", exact.upper);
    assert_eq!(compared.text(0, "method"), "rates");
    assert_eq!(compared.text(0, "level"), "significantly_above");

    // Against England the area is removed from it first.
    let compared = rows(place.path(), "comparisons", &format!("select * from comparisons where {KEY} and measure_id = 'permanent-exclusion-rate' and comparator = 'england-same-cohort'")).await;
    assert_eq!(compared.text(0, "method"), "rates_part_whole");
    assert_eq!(compared.text(0, "part_whole"), "corrected");
    let rest = send_outcomes::statistics::rate_ratio(96.0, 3050.0, 2104.0, 191_250.0).unwrap();
    assert!((compared.number(0, "p_value").unwrap() - rest.p_value).abs() < 1e-9);

    // Disproportionality here over that of the rest of England.
    let disparity = rows(
        place.path(),
        "disparities",
        &format!(
            "select * from disparities where {KEY} and measure_id = 'permanent-exclusion-rate'"
        ),
    )
    .await;
    let wider = send_outcomes::statistics::ratio_of_ratios(
        [(96.0, 3050.0), (810.0, 106_000.0)],
        [(2104.0, 191_250.0), (27_030.0, 6_140_000.0)],
    )
    .unwrap();
    near(&disparity, "ratio_of_ratios", wider.ratio);
    near(&disparity, "ratio_of_ratios_lower", wider.lower);
    near(&disparity, "ratio_of_ratios_upper", wider.upper);

    // The trend of suspensions takes the spread of repeats into account and is tested.
    let trend = rows(place.path(), "trends", "select * from trends where measure_id = 'suspension-rate' and cohort = 'ehc-plan' and area_code = 'E08000025'").await;
    assert_eq!(trend.text(0, "direction"), "declining");
    assert_eq!(trend.text(0, "evidence_grade"), "A");

    let told = program(
        &[
            "explain",
            "suspension-rate.ehc-plan.E08000025.england-same-cohort",
            "--source",
            "dir:source",
        ],
        place.path(),
    );
    let told = String::from_utf8_lossy(&told.stdout);
    for part in [
        "201 pupils concerned",
        "φ = 2 × 512 ÷ 201 − 1 = 4.0945",
        "the cells below give the same",
        "exc_characteristics.csv line",
        "one_plus_susp (count): 201",
    ] {
        assert!(told.contains(part), "{part} is not in\n{told}");
    }

    fs::write(place.path().join("claims.toml"), "title = 'Exclusions'\narea = 'Birmingham'\n[[statement]]\nid = 'E1'\ntext = 'Suspensions of pupils with EHC plans have risen.'\ncohort = 'ehc-plan'\nfrom = '2016/17'\nto = '2018/19'\n[[statement.clause]]\ntext = 'risen'\nmeasures = ['suspension-rate']\ndirection = 'rising'\n[[statement.clause]]\ntext = 'below England'\nmeasures = ['permanent-exclusion-rate']\nlevel = 'below'\n").unwrap();
    let told =
        program(&["--quiet", "statements", "claims.toml", "--source", "dir:source"], place.path());
    let told = String::from_utf8_lossy(&told.stdout);
    for part in [
        "E1 Suspensions of pupils with EHC plans have risen (figures for years up to 2018/19, as revised since): PARTLY SUPPORTED",
        "E1.1 risen: supported",
        "E1.2 below England: not supported",
        ": not below",
    ] {
        assert!(told.contains(part), "{part} is not in\n{told}");
    }
}

#[tokio::test]
async fn suspensions_without_the_pupils_concerned_take_part_in_no_test() {
    let place = tables_of(&published(false), "facts,comparisons");
    let fact = rows(
        place.path(),
        "facts",
        &format!("select * from facts where {KEY} and measure_id = 'suspension-rate'"),
    )
    .await;
    assert_eq!(fact.text(0, "evidence_grade"), "C");
    assert_eq!(fact.number(0, "value_lower"), None);
    let compared = rows(place.path(), "comparisons", &format!("select * from comparisons where {KEY} and measure_id = 'suspension-rate' and comparator = 'england-same-cohort'")).await;
    assert_eq!(compared.text(0, "method"), "published_figures_only");
    assert!(!compared.text(0, "level").starts_with("significantly"));
    assert_eq!(compared.number(0, "p_value"), None);
}
