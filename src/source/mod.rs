//! Where figures come from. Each source yields, for a data set, its version,
//! its bytes and where they were found; nothing here looks inside them.

mod directory;

use crate::catalogue::Catalogue;
use include_dir::{Dir, include_dir};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::{Path, PathBuf};
use std::str::FromStr;

static FIGURES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/data/embedded/figures");
const INDEX: &str = include_str!("../../data/embedded/index.csv");

/// Where a run takes its figures from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// The figures compiled into the program.
    Embedded,
    /// CSV files below a folder.
    Directory(PathBuf),
}

/// Why a source could not be read.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// Not one of the kinds of source.
    #[error(
        "'{0}' is not a source: write embedded, or dir:PATH with a folder of published CSV files"
    )]
    Unknown(String),
    /// A kind of source that this version does not have.
    #[error(
        "source '{0}' is not built into this version: use embedded, or dir:PATH with downloaded files"
    )]
    NotBuilt(String),
    /// The folder or a file in it cannot be read.
    #[error("cannot read {}: {source}", path.display())]
    Unreadable {
        /// Folder or file.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// The folder holds none of the catalogue's data sets.
    #[error("{} holds none of the catalogue's data sets; expected files such as {expected}.csv, in it or one folder down", path.display())]
    Empty {
        /// The folder.
        path: PathBuf,
        /// A file stem that would be taken.
        expected: String,
    },
    /// The list of what ships with the program is broken.
    #[error("data/embedded/index.csv: {0}")]
    Index(#[from] csv::Error),
}

impl FromStr for Source {
    type Err = SourceError;

    fn from_str(text: &str) -> Result<Self, SourceError> {
        match text.split_once(':') {
            None if text == "embedded" => Ok(Self::Embedded),
            None if text == "ees" => Err(SourceError::NotBuilt(text.to_string())),
            Some(("dir", path)) if !path.is_empty() => Ok(Self::Directory(path.into())),
            _ => Err(SourceError::Unknown(text.to_string())),
        }
    }
}

/// One version of one data set, ready to be read.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// Id of the data set.
    pub data_set: String,
    /// `sha256:` and the first twelve digits of the published file's checksum.
    pub version: String,
    /// Checksum of the published file, hexadecimal.
    pub sha256: String,
    /// Size of the published file in bytes.
    pub bytes: u64,
    /// What to call the file in messages.
    pub file: String,
    /// Month of the release, where the catalogue knows it, or empty.
    pub released: String,
    /// Whether the figures are made up, as the name of the file says.
    pub synthetic: bool,
    content: Content,
}

#[derive(Debug, Clone)]
enum Content {
    Embedded(&'static [u8]),
    File(PathBuf),
    Gzip(PathBuf),
}

impl Snapshot {
    /// Opens the bytes for reading from the start.
    ///
    /// # Errors
    /// The file may have gone or be closed to us.
    pub fn open(&self) -> Result<Box<dyn Read + Send>, SourceError> {
        match &self.content {
            Content::Embedded(bytes) => Ok(Box::new(Cursor::new(*bytes))),
            Content::File(path) => Ok(Box::new(File::open(path).map_err(unreadable(path))?)),
            Content::Gzip(path) => {
                let file = File::open(path).map_err(unreadable(path))?;
                Ok(Box::new(Limited::new(flate2::read::MultiGzDecoder::new(file))))
            }
        }
    }
}

/// Most bytes that one compressed file may unfold into.
const LARGEST_FILE: u64 = 16 << 30;

/// A reader that fails, instead of going on, when a compressed file unfolds beyond belief.
struct Limited<R> {
    reader: R,
    left: u64,
}

impl<R> Limited<R> {
    fn new(reader: R) -> Self {
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

#[derive(serde::Deserialize)]
struct IndexRow {
    data_set: String,
    source_sha256: String,
    source_bytes: u64,
}

/// Finds the catalogue's data sets in a source, in order of id.
///
/// # Errors
/// The folder cannot be read, or holds nothing that the catalogue knows.
pub fn snapshots(source: &Source, catalogue: &Catalogue) -> Result<Vec<Snapshot>, SourceError> {
    match source {
        Source::Embedded => embedded(catalogue),
        Source::Directory(folder) => directory::snapshots(folder, catalogue),
    }
}

fn embedded(catalogue: &Catalogue) -> Result<Vec<Snapshot>, SourceError> {
    let mut found = Vec::new();
    for row in csv::Reader::from_reader(INDEX.as_bytes()).deserialize() {
        let row: IndexRow = row?;
        let name = format!("{}.csv", row.data_set);
        if let (true, Some(file)) =
            (catalogue.data_sets.contains_key(&row.data_set), FIGURES.get_file(&name))
        {
            found.push(Snapshot {
                version: version(&row.source_sha256),
                data_set: row.data_set,
                sha256: row.source_sha256,
                bytes: row.source_bytes,
                file: format!("data/embedded/figures/{name}"),
                released: String::new(),
                synthetic: false,
                content: Content::Embedded(file.contents()),
            });
        }
    }
    found.sort_by(|a, b| a.data_set.cmp(&b.data_set));
    Ok(found)
}

fn unreadable(path: &Path) -> impl Fn(io::Error) -> SourceError + '_ {
    move |source| SourceError::Unreadable { path: path.to_path_buf(), source }
}

/// A checksum as printed.
#[must_use]
pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// SHA-256 of some bytes, hexadecimal.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

fn version(sha256: &str) -> String {
    format!("sha256:{}", sha256.get(..12).unwrap_or(sha256))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_named_or_refused_with_the_choices() {
        assert_eq!("embedded".parse::<Source>().unwrap(), Source::Embedded);
        assert_eq!("dir:a/b".parse::<Source>().unwrap(), Source::Directory("a/b".into()));
        for wrong in ["", "dir:", "file:x", "Embedded"] {
            assert!(
                wrong.parse::<Source>().unwrap_err().to_string().contains("dir:PATH"),
                "{wrong}"
            );
        }
    }
}
