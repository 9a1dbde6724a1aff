//! One Parquet file, written batch by batch in fixed sizes, so that its bytes
//! depend on the rows alone and not on how they arrived.

use super::EngineError;
use datafusion::arrow::array::{Array, RecordBatch, make_array};
use datafusion::arrow::compute::BatchCoalescer;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::arrow::error::ArrowError;
use datafusion::parquet::arrow::ArrowWriter;
use datafusion::parquet::basic::{Compression, ZstdLevel};
use datafusion::parquet::file::metadata::KeyValue;
use datafusion::parquet::file::properties::{EnabledStatistics, WriterProperties};
use std::fs::File;
use std::path::{Path, PathBuf};

/// Rows that are written at a time.
const WRITE_ROWS: usize = 8192;
/// Rows of a row group of a published table.
const GROUP_ROWS: usize = 1 << 17;
/// Rows of a row group of a step: few, so that who reads some measures passes over the others.
const STEP_GROUP_ROWS: usize = 1 << 14;
/// zstd level: 1 is twice as quick as 3 for a few per cent of size on these tables.
const ZSTD_LEVEL: i32 = 1;

/// What a table is written for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// A table of the contract: small, with its metadata in the footer.
    Published,
    /// A step on the way, read at once by the queries after it and then removed:
    /// quick to write and to read, so neither compressed nor indexed by page.
    Step,
}

/// A Parquet file in the making.
pub struct ParquetFile {
    path: PathBuf,
    writer: ArrowWriter<File>,
    coalescer: BatchCoalescer,
    rows: u64,
}

impl ParquetFile {
    /// Starts a file with `metadata` (key, value) in its footer.
    ///
    /// # Errors
    /// The file cannot be created.
    pub fn create(
        path: &Path,
        schema: SchemaRef,
        purpose: Purpose,
        metadata: &[(String, String)],
    ) -> Result<Self, EngineError> {
        let pairs =
            metadata.iter().map(|(key, value)| KeyValue::new(key.clone(), value.clone())).collect();
        let level = ZstdLevel::try_new(ZSTD_LEVEL).unwrap_or_default();
        let (compression, statistics, group) = match purpose {
            Purpose::Published => (Compression::ZSTD(level), EnabledStatistics::Page, GROUP_ROWS),
            Purpose::Step => (Compression::UNCOMPRESSED, EnabledStatistics::Chunk, STEP_GROUP_ROWS),
        };
        let properties = WriterProperties::builder()
            .set_compression(compression)
            .set_statistics_enabled(statistics)
            .set_max_row_group_row_count(Some(group))
            .set_created_by("send-outcomes".to_string())
            .set_key_value_metadata(Some(pairs))
            .build();
        let file = File::create(path).map_err(|e| failed(path, &e))?;
        let writer = ArrowWriter::try_new(file, schema.clone(), Some(properties))
            .map_err(|e| failed(path, &e))?;
        let coalescer = BatchCoalescer::new(schema, WRITE_ROWS);
        Ok(Self { path: path.to_path_buf(), writer, coalescer, rows: 0 })
    }

    /// Adds rows.
    ///
    /// # Errors
    /// The disk is full, or the batch has another schema.
    pub fn push(&mut self, batch: RecordBatch) -> Result<(), EngineError> {
        self.rows += batch.num_rows() as u64;
        self.coalescer.push_batch(batch).map_err(|e| failed(&self.path, &e))?;
        self.drain()
    }

    fn drain(&mut self) -> Result<(), EngineError> {
        while let Some(batch) = self.coalescer.next_completed_batch() {
            let batch = with_masks_of_nulls_only(&batch).map_err(|e| failed(&self.path, &e))?;
            self.writer.write(&batch).map_err(|e| failed(&self.path, &e))?;
        }
        Ok(())
    }

    /// Ends the file and tells its rows.
    ///
    /// # Errors
    /// The disk is full.
    pub fn close(mut self) -> Result<u64, EngineError> {
        self.coalescer.finish_buffered_batch().map_err(|e| failed(&self.path, &e))?;
        self.drain()?;
        self.writer.close().map_err(|e| failed(&self.path, &e))?;
        Ok(self.rows)
    }
}

/// A column without nulls may still carry a mask of them, as the plan that made it had it, and
/// the writer would lay out its pages otherwise.
fn with_masks_of_nulls_only(batch: &RecordBatch) -> Result<RecordBatch, ArrowError> {
    let columns = batch.columns().iter().map(|column| match column.nulls() {
        Some(mask) if mask.null_count() == 0 => {
            Ok(make_array(column.to_data().into_builder().nulls(None).build()?))
        }
        _ => Ok(column.clone()),
    });
    RecordBatch::try_new(batch.schema(), columns.collect::<Result<_, ArrowError>>()?)
}

/// Writes a table that is already in memory.
///
/// # Errors
/// As [`ParquetFile`].
pub fn write_batches(
    path: &Path,
    batch: RecordBatch,
    metadata: &[(String, String)],
) -> Result<u64, EngineError> {
    let mut file = ParquetFile::create(path, batch.schema(), Purpose::Published, metadata)?;
    file.push(batch)?;
    file.close()
}

fn failed(path: &Path, error: &dyn std::fmt::Display) -> EngineError {
    EngineError::Write { path: path.to_path_buf(), message: error.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use datafusion::arrow::array::{ArrayRef, StringArray};
    use datafusion::arrow::buffer::NullBuffer;
    use std::sync::Arc;

    #[test]
    fn a_mask_without_nulls_changes_no_byte() {
        let folder = tempfile::tempdir().unwrap();
        let bytes = |name: &str, mask: Option<NullBuffer>| {
            let texts: Vec<String> = (0..30_000).map(|n| format!("{}", n % 7)).collect();
            let (offsets, values, _) = StringArray::from(texts).into_parts();
            let column: ArrayRef = Arc::new(StringArray::new(offsets, values, mask));
            let batch = RecordBatch::try_from_iter_with_nullable([("band", column, true)]).unwrap();
            let path = folder.path().join(name);
            write_batches(&path, batch, &[]).unwrap();
            std::fs::read(path).unwrap()
        };
        let masked = NullBuffer::new_valid(30_000);
        assert!(bytes("without", None) == bytes("with", Some(masked)));
    }
}
