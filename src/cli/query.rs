//! `sql`: ad-hoc SQL over the output tables, with the statistical functions.

use super::list::{Format, say};
use crate::engine::{self, EngineError, whole_table};
use crate::error::Error;
use crate::findings::meaningful;
use crate::inert::inert;
use crate::shown::inert_message;
use clap::Args;
use datafusion::arrow::array::{
    Array, ArrayRef, AsArray, ListArray, RecordBatch, StringArray, StructArray,
};
use datafusion::arrow::datatypes::{DataType, Float64Type};
use datafusion::arrow::error::ArrowError;
use datafusion::arrow::json::writer::JsonArray;
use datafusion::arrow::util::pretty::pretty_format_batches;
use datafusion::arrow::{csv, json};
use datafusion::execution::context::SessionContext;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Flags of `sql`.
#[derive(Debug, Args)]
pub struct SqlFlags {
    /// One SQL statement, or `-` to read it from standard input; `show tables` lists the tables.
    statement: String,
    /// Folder of the outputs to query.
    #[arg(long, value_name = "DIR", default_value = "output")]
    out: PathBuf,
    /// Do not load the tables, for statements that only use functions.
    #[arg(long)]
    without_tables: bool,
    /// How to print the rows.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

/// Runs the statement and prints its rows.
///
/// # Errors
/// There are no outputs yet, or the statement does not run.
pub fn sql(flags: &SqlFlags) -> Result<u8, Error> {
    let statement = match flags.statement.as_str() {
        "-" => std::io::read_to_string(std::io::stdin())
            .map_err(Error::file(Path::new("standard input")))?,
        given => given.to_string(),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(Error::file(&flags.out))?;
    let rows = runtime.block_on(async {
        let context = engine::session(&std::env::temp_dir())?;
        if !flags.without_tables {
            register_outputs(&context, &flags.out).await?;
        }
        let rows = Box::pin(whole_table(&context, &statement)).await;
        rows.map_err(|e| {
            let what = match &e {
                EngineError::Engine(cause) => engine::in_words(cause),
                other => other.to_string(),
            };
            Error::Usage(format!("{what}; 'show tables' lists the tables"))
        })
    })?;
    let text = without_dust(&rows).and_then(|rows| printed(&rows, flags.format));
    say(&text.map_err(|e| EngineError::Table(e.to_string()))?)
}

/// Registers every table of the outputs in `out`.
pub(super) async fn register_outputs(context: &SessionContext, out: &Path) -> Result<(), Error> {
    let folder = out.join("tables");
    let none = || {
        Error::Usage(format!(
            "there are no tables in {}: run 'send-outcomes run --out {}' first, or name another \
             folder with --out",
            folder.display(),
            out.display()
        ))
    };
    let mut files: Vec<PathBuf> = std::fs::read_dir(&folder)
        .map_err(|_| none())?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|e| e == "parquet"))
        .collect();
    files.sort();
    if files.is_empty() {
        return Err(none());
    }
    for file in files {
        let name = file.file_stem().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        engine::register_file(context, &name, &file).await?;
    }
    Ok(())
}

/// The rows as text, with the names of their columns even where there is no row.
fn printed(rows: &RecordBatch, format: Format) -> Result<String, ArrowError> {
    let text = match format {
        Format::Table => {
            let table = pretty_format_batches(std::slice::from_ref(rows))?.to_string();
            format!("{}\n", inert_message(&table))
        }
        Format::Csv => {
            let mut bytes = Vec::new();
            let mut writer = csv::Writer::new(&mut bytes);
            writer.write(&flat(rows)?)?;
            drop(writer);
            String::from_utf8_lossy(&bytes).into_owned()
        }
        Format::Json => {
            let mut bytes = Vec::new();
            // Every object has every column: what reads them finds the same names in each.
            let explicit = json::WriterBuilder::new().with_explicit_nulls(true);
            let mut writer = explicit.build::<_, JsonArray>(&mut bytes);
            writer.write(rows)?;
            writer.finish()?;
            drop(writer);
            format!("{}\n", String::from_utf8_lossy(&bytes))
        }
    };
    Ok(text)
}

/// The same rows with numbers as every file of a run prints them: without the dust of binary
/// arithmetic, also in lists and structs.
fn without_dust(batch: &RecordBatch) -> Result<RecordBatch, ArrowError> {
    let columns: Vec<ArrayRef> =
        batch.columns().iter().map(meaningful_numbers).collect::<Result<_, _>>()?;
    if columns.is_empty() {
        return Ok(batch.clone());
    }
    RecordBatch::try_new(batch.schema(), columns)
}

fn meaningful_numbers(column: &ArrayRef) -> Result<ArrayRef, ArrowError> {
    Ok(match column.data_type() {
        DataType::Float64 => {
            Arc::new(column.as_primitive::<Float64Type>().unary::<_, Float64Type>(meaningful))
        }
        DataType::List(field) => {
            let list = column.as_list::<i32>();
            let values = meaningful_numbers(list.values())?;
            let nulls = list.nulls().cloned();
            Arc::new(ListArray::try_new(Arc::clone(field), list.offsets().clone(), values, nulls)?)
        }
        DataType::Struct(fields) => {
            let row = column.as_struct();
            let columns: Vec<ArrayRef> =
                row.columns().iter().map(meaningful_numbers).collect::<Result<_, _>>()?;
            Arc::new(StructArray::try_new(fields.clone(), columns, row.nulls().cloned())?)
        }
        _ => Arc::clone(column),
    })
}

/// CSV has no lists and no structs: their cells become text; no text starts a formula.
fn flat(batch: &RecordBatch) -> Result<RecordBatch, ArrowError> {
    use datafusion::arrow::compute::cast;
    use datafusion::arrow::util::display::{ArrayFormatter, FormatOptions};
    let schema = batch.schema();
    let columns = schema.fields().iter().zip(batch.columns()).map(|(field, column)| {
        let words =
            matches!(field.data_type(), DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View);
        if words {
            let texts = cast(column, &DataType::Utf8)?;
            let texts = texts.as_string::<i32>().iter().map(|text| text.map(inert));
            let texts: StringArray = texts.collect();
            return Ok((field.name().clone(), std::sync::Arc::new(texts) as ArrayRef, true));
        }
        if !field.data_type().is_nested() {
            return Ok((field.name().clone(), column.clone(), true));
        }
        let options = FormatOptions::default();
        let cells = ArrayFormatter::try_new(column.as_ref(), &options)?;
        let texts: StringArray = (0..column.len())
            .map(|row| Some(inert(&cells.value(row).to_string()).into_owned()))
            .collect();
        Ok((field.name().clone(), std::sync::Arc::new(texts) as ArrayRef, true))
    });
    let columns = columns.collect::<Result<Vec<_>, ArrowError>>()?;
    RecordBatch::try_from_iter_with_nullable(columns)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn no_number_is_printed_with_the_dust_of_binary_arithmetic() {
        let context = engine::session(&std::env::temp_dir()).unwrap();
        let sql = "select 0.1 + 0.2 as a, 5.1499999999999995 as b, 1e-7 as c, 25.0 as d, \
                   cast(null as double) as e, 12345678.9 as f, [0.1 + 0.2] as g, \
                   struct(0.1 + 0.2 as h) as i";
        let rows = without_dust(&whole_table(&context, sql).await.unwrap()).unwrap();
        let text = printed(&rows, Format::Csv).unwrap();
        assert_eq!(
            text.lines().nth(1),
            Some("0.3,5.15,1e-7,25.0,,12345678.9,[0.3],{h: 0.3}"),
            "{text}"
        );
    }

    #[tokio::test]
    async fn no_row_and_no_value_leave_the_columns_as_they_are() {
        let context = engine::session(&std::env::temp_dir()).unwrap();
        let row = "select 1 as a, null as b, cast(null as double) as c, [1] as d";
        let none = format!("select * from ({row}) where a = 2");
        for (sql, format, expected) in [
            (none.as_str(), Format::Csv, "a,b,c,d\n"),
            (none.as_str(), Format::Json, "[]\n"),
            (none.as_str(), Format::Table, "| a | b | c | d |"),
            (row, Format::Csv, "a,b,c,d\n1,,,[1]\n"),
            (row, Format::Json, "[{\"a\":1,\"b\":null,\"c\":null,\"d\":[1]}]\n"),
        ] {
            let rows = without_dust(&whole_table(&context, sql).await.unwrap()).unwrap();
            let text = printed(&rows, format).unwrap();
            assert!(text.contains(expected), "{text}");
            assert!(format == Format::Table || text == expected, "{text}");
        }
    }
}
