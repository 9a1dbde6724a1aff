//! Checks against a folder of published files, named by `PUBLISHED`.

use std::path::Path;
use std::process::Command;

fn tables(source: &str, out: &Path) {
    let program = env!("CARGO_BIN_EXE_send-outcomes");
    let run = Command::new(program)
        .args([
            "--quiet", "run", "--area", "all", "--as-of", "2018/19", "--only", "tables",
            "--source", source, "--out",
        ])
        .arg(out)
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
}

#[test]
#[ignore = "needs a folder of published files: make test-published PUBLISHED=folder"]
fn a_folder_of_published_files_gives_the_same_facts_as_the_embedded_figures() {
    let folder = std::env::var("PUBLISHED").expect("PUBLISHED names the folder");
    let place = tempfile::tempdir().unwrap();
    let (one, two) = (place.path().join("one"), place.path().join("two"));
    tables("embedded", &one);
    tables(&format!("dir:{folder}"), &two);
    for table in ["facts", "comparisons", "trends", "rankings", "findings", "statements"] {
        let read = |out: &Path| std::fs::read(out.join(format!("tables/{table}.parquet"))).unwrap();
        assert!(read(&one) == read(&two), "{table} differs");
    }
}
