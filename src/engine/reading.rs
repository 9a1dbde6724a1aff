//! What statements may do and where their tables are: they read, and their files are named by
//! addresses that are made once, here.

use super::error::EngineError;
use super::orders::SortedBy;
use super::parameters;
use crate::checksum::sha256;
use datafusion::common::{DataFusionError, plan_err};
use datafusion::dataframe::DataFrame;
use datafusion::execution::context::{SQLOptions, SessionContext};
use datafusion::object_store::local::LocalFileSystem;
use datafusion::prelude::{ParquetReadOptions, col};
use datafusion::sql::parser::Statement;
use datafusion::sql::sqlparser::ast;
use reqwest::Url;
use std::ffi::OsStr;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

/// How the address of a bucket begins: the only ones that are addresses already.
const BUCKET: &str = "s3://";

/// Plans a statement that reads. Whatever writes a file, changes a table or a setting, or names a
/// file that is not a table, is refused before it is run. `$name` is the threshold of that name.
///
/// # Errors
/// It does not parse or plan, or does more than read.
pub async fn frame_of(context: &SessionContext, sql: &str) -> Result<DataFrame, DataFusionError> {
    let state = context.state();
    let dialect = state.config().options().sql_parser.dialect;
    let mut statement = state.sql_to_statement(sql, &dialect).map_err(not_one)?;
    if !reads(&statement) {
        let words = sql_words(&statement);
        return plan_err!(
            "only statements that read are allowed here, and '{words}' does more: \
                          write a select"
        );
    }
    parameters::settle(context, &mut statement).await?;
    let plan = state.statement_to_plan(statement).await?;
    let only_reads =
        SQLOptions::new().with_allow_ddl(false).with_allow_dml(false).with_allow_statements(false);
    // A select may hold what writes: `select … into`, `with … insert`.
    only_reads.verify_plan(&plan)?;
    context.execute_logical_plan(plan).await
}

/// What is said of a text that is not one statement: the engine calls several of them not implemented,
/// and none of them a fault of its plan.
fn not_one(error: DataFusionError) -> DataFusionError {
    let what = match error {
        DataFusionError::NotImplemented(_) => {
            "there are several statements, and one is run at a time: remove all but one of them"
        }
        DataFusionError::Plan(_) => "there is no statement: write a select",
        other => return other,
    };
    DataFusionError::Plan(what.to_string())
}

fn reads(statement: &Statement) -> bool {
    match statement {
        Statement::Explain(explain) => reads(&explain.statement),
        Statement::Statement(statement) => matches!(
            **statement,
            ast::Statement::Query(_)
                | ast::Statement::ExplainTable { .. }
                | ast::Statement::ShowTables { .. }
                | ast::Statement::ShowColumns { .. }
                | ast::Statement::ShowFunctions { .. }
                | ast::Statement::ShowVariable { .. }
        ),
        _ => false,
    }
}

/// The first two words of a statement.
fn sql_words(statement: &Statement) -> String {
    let text = statement.to_string();
    text.split_whitespace().take(2).collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Registers one Parquet file, or a folder of them.
///
/// # Errors
/// It cannot be read.
pub async fn register_file(
    context: &SessionContext,
    table: &str,
    path: &Path,
) -> Result<(), EngineError> {
    register_table(context, table, path, &[]).await
}

/// Registers a Parquet file, or a folder of them, whose rows are in all of `orders`.
///
/// # Errors
/// It cannot be read.
pub async fn register_table(
    context: &SessionContext,
    table: &str,
    path: &Path,
    orders: &[Vec<SortedBy>],
) -> Result<(), EngineError> {
    let address = address_of(context, path)?;
    register_address(context, table, &address, orders).await
}

/// As [`register_table`], by an address.
///
/// # Errors
/// It cannot be read.
pub async fn register_address(
    context: &SessionContext,
    table: &str,
    address: &str,
    orders: &[Vec<SortedBy>],
) -> Result<(), EngineError> {
    let sorted = |by: &SortedBy| col(by.column.as_str()).sort(!by.descending, by.nulls_first);
    let orders = orders.iter().map(|order| order.iter().map(sorted).collect()).collect();
    let options = ParquetReadOptions::default().file_sort_order(orders);
    Box::pin(context.register_parquet(table, address, options)).await?;
    Ok(())
}

/// The address of a file or folder: an unchanged path would be read as a pattern if it has
/// brackets, stars or question marks, and as an address if it has a colon. A folder has a slash at
/// its end.
///
/// # Errors
/// The path cannot be made absolute.
pub fn address_of(context: &SessionContext, path: &Path) -> Result<String, EngineError> {
    if let Some(address) = path.to_str().filter(|text| text.starts_with(BUCKET)) {
        return Ok(address.to_string());
    }
    let unusable = |why: String| EngineError::Table(format!("{}: {why}", path.display()));
    let whole = absolute(path).map_err(|e| unusable(e.to_string()))?;
    // A slash at the end says that it is a folder, and is not part of the path.
    let is_folder = path
        .as_os_str()
        .as_encoded_bytes()
        .last()
        .is_some_and(|end| std::path::is_separator(char::from(*end)));
    let folder = if is_folder { "/" } else { "" };
    let odd = |byte: &u8| byte.is_ascii_control();
    if whole.as_os_str().as_encoded_bytes().iter().any(odd) {
        return in_its_folder(context, &whole, folder).map_err(unusable);
    }
    let no_address = || unusable("it has no address".to_string());
    let address = Url::from_file_path(&whole).map_err(|()| no_address())?;
    Ok(format!("{address}{folder}"))
}

/// The reader of files takes no line ends in names: it is given the folder, and the name in it.
fn in_its_folder(context: &SessionContext, path: &Path, end: &str) -> Result<String, String> {
    let inside = end.is_empty().then(|| path.file_name().and_then(OsStr::to_str)).flatten();
    let folder = path.parent().filter(|_| end.is_empty()).unwrap_or(path);
    let store = LocalFileSystem::new_with_prefix(folder).map_err(|e| e.to_string())?;
    let digits = sha256(folder.as_os_str().as_encoded_bytes());
    let root = format!("folder://{}/", digits.get(..16).unwrap_or_default());
    let mut address = Url::parse(&root).map_err(|e| e.to_string())?;
    context.register_object_store(&address, Arc::new(store));
    address.set_path(inside.unwrap_or("/"));
    Ok(address.into())
}

/// The path from the root, as other machines see it too: links in it are kept, unless it goes back.
fn absolute(path: &Path) -> io::Result<PathBuf> {
    let whole = std::path::absolute(path)?;
    let goes_back = whole.components().any(|part| part == Component::ParentDir);
    let whole = if goes_back { std::fs::canonicalize(&whole)? } else { whole };
    Ok(whole.components().collect())
}

#[cfg(test)]
mod tests {
    use super::super::{session, whole_table, write_batches};
    use super::*;
    use datafusion::arrow::array::{Int32Array, RecordBatch};

    fn numbers() -> RecordBatch {
        let column = Arc::new(Int32Array::from(vec![1, 2, 3]));
        RecordBatch::try_from_iter([("n", column as _)]).unwrap()
    }

    #[tokio::test]
    async fn a_statement_reads_and_does_nothing_else() {
        let place = tempfile::tempdir().unwrap();
        let context = session(place.path()).unwrap();
        context.register_batch("facts", numbers()).unwrap();
        let file = place.path().join("secret.csv");
        std::fs::write(&file, "a\n1\n").unwrap();
        let (file, out) = (file.display(), place.path().join("out.csv"));
        let out = out.display();
        for (sql, why) in [
            (format!("copy facts to '{out}'"), "'copy"),
            (format!("copy (select 1) to '{out}' stored as csv"), "'copy"),
            (format!("explain copy facts to '{out}'"), "'explain"),
            (format!("explain analyze copy facts to '{out}'"), "'explain"),
            (format!("create external table t stored as csv location '{file}'"), "'create"),
            ("create table t as select 1".to_string(), "'create table'"),
            ("create view v as select 1".to_string(), "'create view'"),
            ("create schema s".to_string(), "'create schema'"),
            ("drop table facts".to_string(), "'drop table'"),
            ("insert into facts values (4)".to_string(), "'insert into'"),
            (
                "with x as (select 4 as n) insert into facts select n from x".to_string(),
                "not implemented",
            ),
            ("select 1 as n into t".to_string(), "not supported"),
            ("update facts set n = 0".to_string(), "'update facts'"),
            ("delete from facts".to_string(), "'delete from'"),
            ("truncate table facts".to_string(), "'truncate table'"),
            ("set datafusion.execution.batch_size = 1".to_string(), "'set"),
            ("reset datafusion.execution.batch_size".to_string(), "'reset"),
            ("prepare p as select 1".to_string(), "'prepare"),
            ("begin".to_string(), "'begin"),
            ("create function f() returns int return 1".to_string(), "'create function"),
            (format!("select * from '{file}'"), "not found"),
            (format!("select * from read_csv('{file}')"), "not found"),
            ("select 1; drop table facts".to_string(), "there are several statements"),
            ("select 1; select 2;".to_string(), "there are several statements"),
            (" ; -- nothing".to_string(), "there is no statement"),
        ] {
            let message = whole_table(&context, &sql).await.unwrap_err().to_string();
            assert!(message.contains(why), "{sql}: {message}");
        }
        assert!(!place.path().join("out.csv").exists());
        for sql in [
            "select * from facts",
            "with x as (select n from facts) select max(n) from x",
            "values (1), (2)",
            "show tables",
            "describe facts",
            "explain select * from facts",
            "select * from generate_series(1, 3)",
        ] {
            assert!(whole_table(&context, sql).await.unwrap().num_rows() > 0, "{sql}");
        }
    }

    #[tokio::test]
    async fn a_table_is_found_whatever_signs_are_in_its_path() {
        let place = tempfile::tempdir().unwrap();
        let names = ["a b'c", "out [draft]", "out?1", "a*b", "a:b", "%41", "x#1", "line\nend", "é"];
        let mut several = place.path().to_path_buf();
        several.extend(names);
        let folders = names.iter().map(|name| place.path().join(name)).chain([several]);
        for folder in folders {
            std::fs::create_dir_all(&folder).unwrap();
            let file = folder.join("facts.parquet");
            write_batches(&file, numbers(), &[]).unwrap();
            let context = session(place.path()).unwrap();
            register_file(&context, "one", &file).await.unwrap();
            let back = folder.join("..").join(folder.file_name().unwrap()).join("facts.parquet");
            register_file(&context, "back", &back).await.unwrap();
            let mut whole = folder.clone().into_os_string();
            whole.push("/");
            register_file(&context, "whole", Path::new(&whole)).await.unwrap();
            for table in ["one", "back", "whole"] {
                let rows = whole_table(&context, &format!("select n from {table}")).await.unwrap();
                assert_eq!(rows.num_rows(), 3, "{table} in {}", folder.display());
            }
        }
    }

    #[test]
    fn a_bucket_is_an_address_already() {
        let context = SessionContext::new();
        let place = Path::new("s3://runs/one/facts.parquet");
        assert_eq!(address_of(&context, place).unwrap(), "s3://runs/one/facts.parquet");
        let relative = address_of(&context, Path::new("a:b/c.parquet")).unwrap();
        assert!(relative.starts_with("file:///") && relative.ends_with("a:b/c.parquet"));
    }
}
