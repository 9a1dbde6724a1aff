//! Given and expected rows of a query, written in SQL next to it: `queries/tests/`.
//!
//! A file has the path of its query. It makes the tables that the query reads, as far as the case
//! needs rows of them, and ends with what is expected: the columns that it names, in any order of
//! rows. Columns that a given table leaves out are null, and tables that no statement makes are
//! empty, but for those of the catalogue, which are as they ship. A line `-- by their queries:`
//! names tables between the given ones and the query that their own queries make of these.

use crate::read::Read;
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::{Field, Schema};
use datafusion::prelude::{DataFrame, SessionContext};
use send_outcomes::catalogue::Catalogue;
use send_outcomes::engine::{
    self, AsOf, Rows, frame_of, layers, query_texts, register_catalogue, register_compared_areas,
    second_session, statement_of, whole_table,
};
use send_outcomes::findings::register_claims;
use send_outcomes::stage;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Read as the test runs: a case is written and tried without a build.
fn folder() -> PathBuf {
    let project = std::env::var("CARGO_MANIFEST_DIR");
    Path::new(project.as_deref().unwrap_or(env!("CARGO_MANIFEST_DIR"))).join("queries/tests")
}

/// The file of each query that has one, by the path of the query.
fn files() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut folders = vec![folder()];
    while let Some(one) = folders.pop() {
        for entry in fs::read_dir(one).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder()).unwrap().to_str().unwrap();
                found.insert(name.replace('\\', "/"));
            }
        }
    }
    found
}

/// A table with every column of `schema` and no row.
fn without_rows(context: &SessionContext, table: &str, schema: &Schema) {
    let fields = schema.fields().iter().map(|f| Field::new(f.name(), f.data_type().clone(), true));
    let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
    context.register_batch(table, RecordBatch::new_empty(schema)).unwrap();
}

/// The catalogue as it ships, and every table that a query makes, without a row.
async fn blank() -> SessionContext {
    let context = engine::session(&std::env::temp_dir()).unwrap();
    register_catalogue(&context, &Catalogue::embedded().unwrap(), &AsOf::latest()).unwrap();
    register_compared_areas(&context, std::iter::empty()).unwrap();
    register_claims(&context, &[]).unwrap();
    for table in ["staged", "staged_files"] {
        without_rows(&context, table, &stage::schema());
    }
    for (table, columns) in [
        (
            "releases",
            "'' as data_set, '' as data_set_version, '' as file, cast(0 as int) as precedence, \
             cast(0 as int) as begun_start, cast(0 as int) as last_start, '' as begun_by, false as to_choose",
        ),
        (
            "unfinished_years",
            "'' as data_set, '' as data_set_version, '' as span, cast(0 as int) as over_start",
        ),
        ("stopped_measures", "'' as measure_id, '' as data_set, '' as data_set_version"),
        ("chosen_areas", "'' as area_code"),
    ] {
        let frame = context.sql(&format!("select {columns} where false")).await.unwrap();
        without_rows(&context, table, frame.schema().as_arrow());
    }
    let repeated = frame_of(&context, engine::query("checks/duplicates.sql")).await.unwrap();
    without_rows(&context, "repeated_keys", repeated.schema().as_arrow());
    for layer in layers() {
        let frame = frame_of(&context, layer.sql).await;
        // The types of columns that are null in the first branch of a union are known once it is planned.
        let plan = frame.and_then(DataFrame::into_optimized_plan);
        let plan = plan.unwrap_or_else(|e| panic!("{}: {e}", layer.file));
        without_rows(&context, layer.table, plan.schema().as_arrow());
    }
    context
}

/// The same tables in a separate session.
async fn copy_of(blank: &SessionContext) -> SessionContext {
    let copy = second_session(blank);
    for name in tables_of(blank) {
        let provider = blank.table_provider(name.as_str()).await.unwrap();
        copy.register_table(name.as_str(), provider).unwrap();
    }
    copy
}

fn tables_of(context: &SessionContext) -> Vec<String> {
    let schemas = context.catalog("datafusion").unwrap();
    schemas.schema("public").unwrap().table_names()
}

/// Makes the table of a `create table NAME as select …`, with the types of the table that it
/// replaces, and its columns that are left out null.
async fn give(context: &SessionContext, statement: &str, file: &str) {
    let (_, rest) = statement.split_once("create table ").unwrap_or_else(|| {
        panic!("{file}: given tables are written as 'create table NAME as select'\n{statement}")
    });
    let (name, select) = rest.split_once(" as\n").unwrap_or_else(|| panic!("{file}: {rest}"));
    let name = name.trim();
    let failed = |e: &dyn std::fmt::Display| -> ! { panic!("{file}, table {name}: {e}") };
    let given = frame_of(context, select).await.unwrap_or_else(|e| failed(&e));
    let given: BTreeSet<String> =
        given.schema().fields().iter().map(|field| field.name().clone()).collect();
    let sql = match context.table(name).await {
        Err(_) => select.to_string(),
        Ok(known) => {
            let known = known.schema().as_arrow().clone();
            for column in &given {
                if known.field_with_name(column).is_err() {
                    failed(&format!("the query reads no column '{column}'"));
                }
            }
            let columns = known.fields().iter().map(|field| {
                let (column, kind) = (field.name(), field.data_type());
                let value = if given.contains(column) { column.as_str() } else { "null" };
                format!("arrow_cast({value}, '{kind}') as {column}")
            });
            format!("select {} from ({select})", columns.collect::<Vec<_>>().join(", "))
        }
    };
    let rows = whole_table(context, &sql).await.unwrap_or_else(|e| failed(&e));
    let schema = rows.schema();
    let fields = schema.fields().iter().map(|f| f.as_ref().clone().with_nullable(true));
    let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
    let rows = RecordBatch::try_new(schema, rows.columns().to_vec()).unwrap();
    context.deregister_table(name).unwrap();
    context.register_batch(name, rows).unwrap();
}

/// Makes the tables that a case has their own queries make, one after the other.
async fn make(context: &SessionContext, text: &str, file: &str) {
    let lists = text.lines().filter_map(|line| line.strip_prefix("-- by their queries:"));
    for name in lists.flat_map(|list| list.split(',')).map(str::trim) {
        let failed = |e: &dyn std::fmt::Display| -> ! { panic!("{file}, table {name}: {e}") };
        let layer = statement_of(name).unwrap_or_else(|| failed(&"no query makes it"));
        let made = frame_of(context, layer.sql).await.unwrap_or_else(|e| failed(&e));
        context.deregister_table(name).unwrap();
        context.register_table(name, made.into_view()).unwrap();
    }
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
    let blank = blank().await;
    let mut wrong = Vec::new();
    for file in &files {
        let query = engine::query(file);
        assert!(!query.is_empty(), "queries/tests/{file} is named after no query");
        let text = fs::read_to_string(folder().join(file)).unwrap();
        let statements: Vec<&str> = text.split(";\n").map(str::trim).collect();
        let [given @ .., expected, ""] = statements.as_slice() else {
            panic!("{file} does not end with what is expected");
        };
        // Two runs are compared in a session of their own.
        let compares_runs = file.starts_with("diff/");
        let context = if compares_runs { second_session(&blank) } else { copy_of(&blank).await };
        for statement in given {
            give(&context, statement, file).await;
        }
        make(&context, &text, file).await;
        let wanted = context.sql(expected).await.unwrap_or_else(|e| panic!("{file}: {e}"));
        let columns: Vec<String> =
            wanted.schema().fields().iter().map(|field| field.name().clone()).collect();
        let wanted = rows(&context, expected, &columns).await;
        let asked = frame_of(&context, query).await.unwrap_or_else(|e| panic!("{file}: {e}"));
        let name = "rows_of_the_query";
        context.register_table(name, asked.into_view()).unwrap();
        let found = rows(&context, &format!("select * from {name}"), &columns).await;
        if found != wanted {
            let lines = |rows: &[Vec<String>]| {
                let lines: Vec<String> = rows.iter().map(|row| row.join(" | ")).collect();
                format!("    {}\n", lines.join("\n    "))
            };
            wrong.push(format!(
                "queries/tests/{file}: {}\n  expected\n{}  given by the query\n{}",
                columns.join(" | "),
                lines(&wanted),
                lines(&found)
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_query_has_given_and_expected_rows() {
    let files = files();
    let without: Vec<&str> = query_texts()
        .into_iter()
        .map(|(file, _)| file)
        .filter(|file| file.ends_with(".sql") && !files.contains(*file))
        .collect();
    assert!(without.is_empty(), "write queries/tests/… for {}", without.join(", "));
}
