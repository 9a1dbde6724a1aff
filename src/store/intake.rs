//! A file on its way into the store: unpacked, counted, hashed, described and packed
//! again in one pass, in its own folder until it is complete.

use super::StoreError;
use crate::source::{FileShape, Sha256, ShapeError, no_table};
use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

/// zstd level of stored files: 3 is its default.
const LEVEL: i32 = 3;
/// A file of this size may unpack from nothing; beyond it, [`MAX_RATIO`] holds.
const FREE_BYTES: u64 = 256 << 20;
/// Bytes at the start by which a file that is not a table is identified.
const HEAD: usize = 16 << 10;
/// Most bytes that one byte may unpack to. Tables of figures stay below 100.
const MAX_RATIO: u64 = 200;

/// A folder for files on their way; it goes with everything in it when it is dropped.
#[derive(Debug)]
pub struct Incoming {
    folder: PathBuf,
}

impl Incoming {
    pub(super) fn below(store: &Path, data_set: &str) -> Result<Self, StoreError> {
        let folder = store.join(".incoming").join(data_set);
        fs::create_dir_all(&folder).map_err(StoreError::file(&folder))?;
        Ok(Self { folder })
    }

    /// Where the file as sent goes.
    #[must_use]
    pub fn sent(&self) -> PathBuf {
        self.folder.join("sent")
    }

    /// Where the file as stored is made.
    #[must_use]
    pub fn packed(&self) -> PathBuf {
        self.folder.join("packed")
    }

    /// Where the folder of the version is made.
    #[must_use]
    pub fn version(&self) -> PathBuf {
        self.folder.join("version")
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        // What cannot be removed now is removed by the next writer.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// A whole file, packed and described, not yet in the store.
#[derive(Debug, Clone)]
pub struct Unpacked {
    /// Checksum of the published bytes, hexadecimal.
    pub sha256: String,
    /// Published bytes.
    pub bytes: u64,
    /// Columns, rows, periods, labels.
    pub shape: FileShape,
}

/// Why a file cannot be stored.
#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    /// It is packed with gzip and breaks off.
    #[error("the packed file ends early")]
    Short,
    /// It is packed with gzip and damaged.
    #[error("the packed file is damaged: {0}")]
    Damaged(String),
    /// It unpacks to more than it may.
    #[error("it unpacks to more than {0} bytes")]
    Oversize(u64),
    /// It is not a table, for a reason that its first bytes show.
    #[error("{0}")]
    Form(String),
    /// It is not a table.
    #[error(transparent)]
    Shape(ShapeError),
    /// It cannot be written.
    #[error(transparent)]
    Store(StoreError),
}

/// Unpacks `sent` into `packed`; `limit` is the most it may unpack to.
///
/// # Errors
/// See [`IntakeError`].
pub fn unpack(sent: &Path, gzip: bool, limit: u64, packed: &Path) -> Result<Unpacked, IntakeError> {
    let store = |path: &Path, e: io::Error| IntakeError::Store(StoreError::file(path)(e));
    let file = File::open(sent).map_err(|e| store(sent, e))?;
    let length = file.metadata().map_err(|e| store(sent, e))?.len();
    let limit = limit.min(FREE_BYTES.max(length.saturating_mul(MAX_RATIO)));
    let file = io::BufReader::with_capacity(1 << 16, file);
    let reader: Box<dyn Read> =
        if gzip { Box::new(flate2::bufread::MultiGzDecoder::new(file)) } else { Box::new(file) };
    let out = BufWriter::new(File::create(packed).map_err(|e| store(packed, e))?);
    let mut tee = Tee {
        reader,
        hash: Sha256::new(),
        bytes: 0,
        limit,
        out: packer(out).map_err(|e| store(packed, e))?,
        failed: None,
        head: Vec::new(),
    };
    let shape = FileShape::read(&mut tee);
    let (hash, bytes, out, failed, head) = (tee.hash, tee.bytes, tee.out, tee.failed, tee.head);
    match failed {
        Some(Failed::Read(e)) if gzip && e.kind() == io::ErrorKind::UnexpectedEof => {
            return Err(IntakeError::Short);
        }
        Some(Failed::Read(e)) if gzip => return Err(IntakeError::Damaged(e.to_string())),
        Some(Failed::Read(e)) => return Err(store(sent, e)),
        Some(Failed::Write(e)) => return Err(store(packed, e)),
        Some(Failed::Oversize) => return Err(IntakeError::Oversize(limit)),
        None => {}
    }
    let shape = shape.map_err(|error| match no_table(&head) {
        Some(what) => IntakeError::Form(what),
        None => IntakeError::Shape(error),
    })?;
    let out = out.finish().map_err(|e| store(packed, e))?;
    let file = out.into_inner().map_err(|e| store(packed, e.into_error()))?;
    file.sync_all().map_err(|e| store(packed, e))?;
    Ok(Unpacked { sha256: hash.finish(), bytes, shape })
}

/// Packs bytes with a checksum of each frame, which unpacking compares.
fn packer<W: Write>(out: W) -> io::Result<zstd::Encoder<'static, W>> {
    let mut packer = zstd::Encoder::new(out, LEVEL)?;
    packer.include_checksum(true)?;
    Ok(packer)
}

enum Failed {
    Read(io::Error),
    Write(io::Error),
    Oversize,
}

/// Hands bytes on to the reader of the table, the checksum and the packed copy.
struct Tee<R: Read, W: Write> {
    reader: R,
    hash: Sha256,
    bytes: u64,
    limit: u64,
    out: zstd::Encoder<'static, W>,
    failed: Option<Failed>,
    head: Vec<u8>,
}

impl<R: Read, W: Write> Read for Tee<R, W> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let stop = || io::Error::other("stopped");
        let read = match self.reader.read(buffer) {
            Ok(read) => read,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => return Err(e),
            Err(e) => {
                self.failed = Some(Failed::Read(e));
                return Err(stop());
            }
        };
        self.bytes += read as u64;
        if self.bytes > self.limit {
            self.failed = Some(Failed::Oversize);
            return Err(stop());
        }
        let wanted = HEAD.saturating_sub(self.head.len());
        self.head.extend(buffer[..read].iter().take(wanted));
        self.hash.update(&buffer[..read]);
        if let Err(e) = self.out.write_all(&buffer[..read]) {
            self.failed = Some(Failed::Write(e));
            return Err(stop());
        }
        Ok(read)
    }
}
