//! `sql`: ad-hoc SQL over the output tables, with the statistical functions.

use super::list::{Format, say};
use crate::engine::{self, EngineError, run_query};
use crate::error::Error;
use crate::inert::inert;
use clap::Args;
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::error::ArrowError;
use datafusion::arrow::util::pretty::pretty_format_batches;
use datafusion::arrow::{csv, json};
use datafusion::execution::context::SessionContext;
use std::path::{Path, PathBuf};

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
    let batches = runtime.block_on(async {
        let context = engine::session(&std::env::temp_dir())?;
        if !flags.without_tables {
            register_outputs(&context, &flags.out).await?;
        }
        let statement = Box::pin(run_query(&context, &statement)).await;
        statement.map_err(|e| Error::Usage(format!("{e}; 'show tables' lists the tables")))
    })?;
    let text = printed(&batches, flags.format).map_err(|e| EngineError::Table(e.to_string()))?;
    say(&text)
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

fn printed(batches: &[RecordBatch], format: Format) -> Result<String, ArrowError> {
    let text = match format {
        Format::Table => format!("{}\n", pretty_format_batches(batches)?),
        Format::Csv => {
            let mut bytes = Vec::new();
            let mut writer = csv::Writer::new(&mut bytes);
            for batch in batches {
                writer.write(&flat(batch)?)?;
            }
            drop(writer);
            String::from_utf8_lossy(&bytes).into_owned()
        }
        Format::Json => {
            let mut bytes = Vec::new();
            let mut writer = json::ArrayWriter::new(&mut bytes);
            writer.write_batches(&batches.iter().collect::<Vec<_>>())?;
            writer.finish()?;
            drop(writer);
            format!("{}\n", String::from_utf8_lossy(&bytes))
        }
    };
    Ok(text)
}

/// CSV has no lists and no structs: their cells become text; no text starts a formula.
fn flat(batch: &RecordBatch) -> Result<RecordBatch, ArrowError> {
    use datafusion::arrow::array::{ArrayRef, AsArray, StringArray};
    use datafusion::arrow::compute::cast;
    use datafusion::arrow::datatypes::DataType;
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
