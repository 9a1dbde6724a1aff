//! Whether the counts confirm words without counts. Both checks run the program itself on files
//! made from the figures that ship with it: `make check-evidence`.

mod chance;
mod files;
mod hidden;

use send_outcomes::engine::{self, Rows};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

/// Comparisons of every area from what ships with the program, computed once for both checks.
static SHIPPED: LazyLock<tempfile::TempDir> = LazyLock::new(|| {
    let place = tempfile::tempdir().unwrap();
    computed("embedded", &["all".to_string()], &place.path().join("shipped"));
    place
});

/// The folder of those.
fn shipped() -> PathBuf {
    SHIPPED.path().join("shipped")
}

/// Runs the program on a source for some areas and leaves comparisons and trends in `out`.
fn computed(source: &str, areas: &[String], out: &Path) {
    let ran = Command::new(env!("CARGO_BIN_EXE_send-outcomes"))
        .args(["--quiet", "run", "--source", source])
        .args(areas.iter().flat_map(|area| ["--area", area]))
        .args(["--only", "comparisons,trends", "--out"])
        .arg(out)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&ran.stderr);
    assert!(matches!(ran.status.code(), Some(0 | 6)), "{said}");
}

/// The rows of one table of a run.
async fn rows(out: &Path, table: &str, sql: &str) -> Rows {
    let context = engine::session(&std::env::temp_dir()).unwrap();
    let path = out.join(format!("tables/{table}.parquet"));
    engine::register_table(&context, table, &path, &[]).await.unwrap();
    Rows::of(&context, sql).await.unwrap()
}

/// `part` of `whole`, per cent.
fn percent(part: usize, whole: usize) -> f64 {
    100.0 * part as f64 / whole.max(1) as f64
}
