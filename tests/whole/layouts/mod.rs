//! Files in publishers' present layouts: made for the tests, in every layout that was once read
//! wrongly, and if the folder exists the cases that `expected.csv` lists (`LAYOUTS`).

mod attainment;
mod attendance;
mod cases;
mod destinations;
mod plans;
mod variations;

use datafusion::arrow::array::{Array, AsArray, RecordBatch};
use datafusion::arrow::datatypes::Float64Type;
use send_outcomes::catalogue::Catalogue;
use send_outcomes::stage::{Published, StageError, Staged, stage_bytes};
use std::sync::LazyLock;

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::embedded().unwrap());

/// Columns that begin most files.
const PLACE: &str = "time_period,time_identifier,geographic_level,country_code,country_name,\
                     region_code,region_name,old_la_code,new_la_code,la_name";
const ENGLAND: &str = "National,E92000001,England,,,,,";
const DERBY: &str = "Local authority,E92000001,England,E12000004,East Midlands,831,E06000015,Derby";

/// A file of rows in which `PLACE`, `ENGLAND` and `DERBY` are replaced by their columns.
fn text(header: &str, rows: &[&str]) -> String {
    let mut lines = vec![header.replace("PLACE", PLACE)];
    lines.extend(rows.iter().map(|r| r.replace("ENGLAND", ENGLAND).replace("DERBY", DERBY)));
    lines.join("\n") + "\n"
}

/// What a file came to, and `measure cohort area period value numerator/denominator symbol`
/// of each of its figures.
fn read(data_set: &str, file: &str, text: &str) -> (Staged, Vec<String>) {
    let mut lines = Vec::new();
    let mut sink = |batch: RecordBatch| -> Result<(), StageError> {
        let texts = |name: &str| batch.column_by_name(name).unwrap().as_string::<i32>().clone();
        let numbers =
            |name: &str| batch.column_by_name(name).unwrap().as_primitive::<Float64Type>().clone();
        let keys = ["measure_id", "cohort", "area_code", "period"].map(texts);
        let symbol = texts("symbol");
        let figures = ["value", "numerator", "denominator"].map(numbers);
        for row in 0..batch.num_rows() {
            let key: Vec<&str> = keys.iter().map(|k| k.value(row)).collect();
            let number = |place: usize| {
                let column = &figures[place];
                if column.is_null(row) { "-".into() } else { column.value(row).to_string() }
            };
            let symbol = if symbol.is_null(row) { "" } else { symbol.value(row) };
            let line =
                format!("{} {} {}/{} {symbol}", key.join(" "), number(0), number(1), number(2));
            lines.push(line.trim_end().to_string());
        }
        Ok(())
    };
    let data_set = &CATALOGUE.data_sets[data_set];
    let published = Published { file, version: "1", data_set };
    let staged = stage_bytes(&published, text.as_bytes(), &CATALOGUE, 1, &mut sink).unwrap();
    (staged, lines)
}

/// Holds that a file is read whole, and that its figures are these.
fn holds(data_set: &str, text: &str, expected: &[&str]) {
    let (staged, mut found) = read(data_set, "file.csv", text);
    assert!(staged.rejections.is_empty(), "{data_set}: {:?}", staged.rejections);
    assert!(!staged.repeats, "{data_set} has figures twice: {found:#?}");
    let mut expected: Vec<String> = expected.iter().map(|line| (*line).to_string()).collect();
    expected.sort();
    found.sort();
    assert_eq!(found, expected, "{data_set} by layout '{}'", staged.layout);
}
