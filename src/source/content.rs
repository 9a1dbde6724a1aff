//! Where the bytes of a file are, and how they are packed.

use super::zipped;
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::{Path, PathBuf};

/// The bytes of a file.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) enum Content {
    /// The bytes do not travel: every machine runs the same program.
    Embedded(#[serde(skip)] &'static [u8]),
    File(PathBuf),
    Gzip(PathBuf),
    Zstd(PathBuf),
    /// A file of a zip archive, by its path there.
    Zipped(PathBuf, String),
}

impl Content {
    /// A file, packed or not as its first bytes say.
    pub fn of(path: &Path) -> Self {
        let mut first = [0; 2];
        let read = File::open(path).and_then(|mut file| file.read_exact(&mut first));
        if read.is_ok() && first == [0x1f, 0x8b] {
            Self::Gzip(path.to_path_buf())
        } else {
            Self::File(path.to_path_buf())
        }
    }

    /// The file on disk.
    pub fn path(&self) -> &Path {
        match self {
            Self::Embedded(_) => Path::new(""),
            Self::File(path) | Self::Gzip(path) | Self::Zstd(path) | Self::Zipped(path, _) => path,
        }
    }

    pub fn is_packed(&self) -> bool {
        matches!(self, Self::Gzip(_) | Self::Zipped(..))
    }

    /// The bytes, unpacked.
    pub fn raw(&self) -> io::Result<Box<dyn Read + Send>> {
        Ok(match self {
            Self::Embedded(bytes) => Box::new(Cursor::new(*bytes)),
            Self::File(path) => Box::new(File::open(path)?),
            Self::Gzip(path) => {
                Box::new(Limited::new(flate2::read::MultiGzDecoder::new(File::open(path)?)))
            }
            Self::Zstd(path) => Box::new(zstd::Decoder::new(File::open(path)?)?),
            Self::Zipped(path, name) => zipped::open(path, name)?,
        })
    }
}

impl Content {
    /// The first bytes, unpacked, and whether they are all.
    pub fn head(&self, most: usize) -> io::Result<(Vec<u8>, bool)> {
        let mut head = Vec::new();
        let most = most as u64;
        self.raw()?.take(most + 1).read_to_end(&mut head)?;
        let all = head.len() as u64 <= most;
        head.truncate(most as usize);
        Ok((head, all))
    }
}

/// Most bytes that one compressed file may unfold into.
const LARGEST_FILE: u64 = 16 << 30;

/// A reader that fails, instead of going on, when a compressed file unfolds beyond belief.
pub(super) struct Limited<R> {
    reader: R,
    left: u64,
}

impl<R> Limited<R> {
    pub fn new(reader: R) -> Self {
        Self { reader, left: LARGEST_FILE }
    }
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        self.left = self.left.checked_sub(read as u64).ok_or_else(|| {
            let message = format!("it unfolds into more than {} GiB", LARGEST_FILE >> 30);
            io::Error::new(io::ErrorKind::InvalidData, message)
        })?;
        Ok(read)
    }
}
