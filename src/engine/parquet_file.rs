//! One Parquet file, written batch by batch in fixed sizes, so that its bytes
//! depend on the rows alone and not on how they arrived.

use super::error::EngineError;
use datafusion::arrow::array::{Array, RecordBatch, make_array};
use datafusion::arrow::compute::BatchCoalescer;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::arrow::error::ArrowError;
use datafusion::parquet::arrow::ArrowWriter;
use datafusion::parquet::arrow::arrow_writer::{
    ArrowColumnChunk, ArrowColumnWriter, ArrowRowGroupWriterFactory, compute_leaves,
};
use datafusion::parquet::basic::{Compression, ZstdLevel};
use datafusion::parquet::errors::ParquetError;
use datafusion::parquet::file::metadata::KeyValue;
use datafusion::parquet::file::properties::{EnabledStatistics, WriterProperties};
use datafusion::parquet::file::writer::SerializedFileWriter;
use std::collections::VecDeque;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::thread::JoinHandle;

/// Rows that are written at a time.
const WRITE_ROWS: usize = 8192;
/// Rows of a row group of a published table.
const GROUP_ROWS: usize = 1 << 17;
/// Rows of a row group of a step: few, so that who reads some measures passes over the others.
const STEP_GROUP_ROWS: usize = 1 << 14;
/// Bytes of a dictionary, beyond which a column of mostly different numbers is written without one.
const DICTIONARY_BYTES: usize = 1 << 17;
/// Row groups of a published table that are encoded, each on its own thread, while
/// queries go on with the rows of the next one.
const ENCODED_AT_ONCE: usize = 1;
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

type Encoded = Result<Vec<ArrowColumnChunk>, ParquetError>;

/// A Parquet file in the making.
pub struct ParquetFile {
    path: PathBuf,
    purpose: Purpose,
    writer: SerializedFileWriter<File>,
    columns: ArrowRowGroupWriterFactory,
    coalescer: BatchCoalescer,
    /// Rows of the next row group.
    group: Vec<RecordBatch>,
    groups_begun: usize,
    /// Row groups on their way, the first one first.
    encoding: VecDeque<JoinHandle<Encoded>>,
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
        let (compression, statistics) = match purpose {
            Purpose::Published => (Compression::ZSTD(level), EnabledStatistics::Page),
            Purpose::Step => (Compression::UNCOMPRESSED, EnabledStatistics::Chunk),
        };
        let properties = WriterProperties::builder()
            .set_compression(compression)
            .set_statistics_enabled(statistics)
            .set_dictionary_page_size_limit(DICTIONARY_BYTES)
            .set_created_by("send-outcomes".to_string())
            .set_key_value_metadata(Some(pairs))
            .build();
        let file = File::create(path).map_err(|e| failed(path, &e))?;
        let (writer, columns) = ArrowWriter::try_new(file, schema.clone(), Some(properties))
            .and_then(ArrowWriter::into_serialized_writer)
            .map_err(|e| failed(path, &e))?;
        Ok(Self {
            path: path.to_path_buf(),
            purpose,
            writer,
            columns,
            coalescer: BatchCoalescer::new(schema, WRITE_ROWS),
            group: Vec::new(),
            groups_begun: 0,
            encoding: VecDeque::new(),
            rows: 0,
        })
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
        let rows = match self.purpose {
            Purpose::Published => GROUP_ROWS,
            Purpose::Step => STEP_GROUP_ROWS,
        };
        while let Some(batch) = self.coalescer.next_completed_batch() {
            let batch = with_masks_of_nulls_only(&batch).map_err(|e| failed(&self.path, &e))?;
            self.group.push(batch);
            if self.group.len() == rows / WRITE_ROWS {
                self.encode_group().map_err(|e| failed(&self.path, &e))?;
            }
        }
        Ok(())
    }

    fn encode_group(&mut self) -> Result<(), ParquetError> {
        let writers = self.columns.create_column_writers(self.groups_begun)?;
        self.groups_begun += 1;
        let group = std::mem::take(&mut self.group);
        match self.purpose {
            Purpose::Step => self.append(encoded(writers, &group)?),
            Purpose::Published => {
                let encoding = std::thread::spawn(move || encoded(writers, &group));
                self.encoding.push_back(encoding);
                self.append_encoded(ENCODED_AT_ONCE)
            }
        }
    }

    /// Writes row groups that are encoded, or waits for them, until no more than `left` are on
    /// their way.
    fn append_encoded(&mut self, left: usize) -> Result<(), ParquetError> {
        while self.encoding.len() > left {
            let Some(first) = self.encoding.pop_front() else { break };
            let chunks = first.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
            self.append(chunks)?;
        }
        Ok(())
    }

    fn append(&mut self, chunks: Vec<ArrowColumnChunk>) -> Result<(), ParquetError> {
        let mut group = self.writer.next_row_group()?;
        for chunk in chunks {
            chunk.append_to_row_group(&mut group)?;
        }
        group.close().map(drop)
    }

    /// Ends the file and returns its number of rows.
    ///
    /// # Errors
    /// The disk is full.
    pub fn close(mut self) -> Result<u64, EngineError> {
        self.coalescer.finish_buffered_batch().map_err(|e| failed(&self.path, &e))?;
        self.drain()?;
        let last = if self.group.is_empty() { Ok(()) } else { self.encode_group() };
        last.and_then(|()| self.append_encoded(0)).map_err(|e| failed(&self.path, &e))?;
        self.writer.close().map_err(|e| failed(&self.path, &e))?;
        Ok(self.rows)
    }
}

/// The columns of a row group as they are in the file.
fn encoded(mut writers: Vec<ArrowColumnWriter>, group: &[RecordBatch]) -> Encoded {
    for batch in group {
        let mut leaves = writers.iter_mut();
        for (field, column) in batch.schema_ref().fields().iter().zip(batch.columns()) {
            for leaf in compute_leaves(field, column)? {
                let Some(writer) = leaves.next() else { break };
                writer.write(&leaf)?;
            }
        }
    }
    writers.into_iter().map(ArrowColumnWriter::close).collect()
}

/// A column without nulls may still carry a mask of them, as the plan that made it had it, and
/// the writer would arrange its pages differently.
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
