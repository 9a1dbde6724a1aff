//! Given and expected rows of a query, written in SQL beside it: `queries/tests/`.

use super::tables::{run, session};
use datafusion::prelude::SessionContext;
use send_outcomes::engine::{Layer, Rows, layers};
use std::fs;
use std::path::{Path, PathBuf};

/// The file of each query that has one.
fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("queries/tests");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    files
}

/// The query that a file is named after.
fn layer_of(file: &Path) -> Layer<'static> {
    let name = file.file_name().unwrap().to_str().unwrap();
    let found = layers().into_iter().find(|layer| layer.file == name);
    found.unwrap_or_else(|| panic!("{name} is named after no query"))
}

/// The rows of `sql`, each as text, in an order of their own.
async fn rows(context: &SessionContext, sql: &str, columns: &[String]) -> Vec<Vec<String>> {
    let texts: Vec<String> =
        columns.iter().map(|c| format!("coalesce(cast({c} as varchar), '') as {c}")).collect();
    let sql = format!("select {} from ({sql}) as asked", texts.join(", "));
    let read = Rows::of(context, &sql).await.unwrap_or_else(|e| panic!("{e}\n{sql}"));
    let mut rows: Vec<Vec<String>> = (0..read.len())
        .map(|row| columns.iter().map(|column| read.text(row, column)).collect())
        .collect();
    rows.sort();
    rows
}

#[tokio::test]
async fn every_query_gives_the_rows_that_are_expected_of_it() {
    let files = files();
    assert!(!files.is_empty());
    for file in files {
        let layer = layer_of(&file);
        let text = fs::read_to_string(&file).unwrap();
        let statements: Vec<&str> = text.split(";\n").map(str::trim).collect();
        let [given @ .., expected, ""] = statements.as_slice() else {
            panic!("{} does not end with what is expected", file.display());
        };
        let context = session();
        for statement in given {
            let (_, rest) = statement.split_once("create table ").expect("a given table");
            context.deregister_table(rest.split_whitespace().next().unwrap()).unwrap();
            let made = context.sql(statement).await;
            made.unwrap_or_else(|e| panic!("{}: {e}\n{statement}", file.display()));
        }
        run(&context, &[layer.table]).await;
        let wanted = context.sql(expected).await.unwrap();
        let columns: Vec<String> =
            wanted.schema().fields().iter().map(|field| field.name().clone()).collect();
        let wanted = rows(&context, expected, &columns).await;
        let asked = format!("select {} from {}", columns.join(", "), layer.table);
        assert_eq!(rows(&context, &asked, &columns).await, wanted, "{}", file.display());
    }
}
