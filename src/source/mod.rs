//! Where figures come from. Each source yields, for a data set, its version,
//! its bytes and where they were found; nothing here looks inside them.

mod checked;
mod content;
mod described;
mod directory;
pub mod ees;
mod embedded;
mod file_shape;
mod form;
mod holdings;
mod names;
mod seen;
mod text;
mod walk;
mod zipped;

pub use crate::checksum::{Sha256, hexadecimal, sha256};
pub use checked::Checked;
pub use described::Described;
pub use directory::snapshots as folder_snapshots;
pub use embedded::fingerprint as embedded_fingerprint;
pub use file_shape::{FileShape, ShapeError};
pub use form::no_table;
pub use holdings::{Fit, Holdings, NotRead, Offer, Offers, not_read_summary};
pub use names::is_made_up_version;
pub use seen::Seen;
pub use text::Encoding;

use crate::catalogue::Catalogue;
use checked::TakenOf;
use content::{Content, Limited};
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// Where a run takes its figures from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// The figures compiled into the program.
    Embedded,
    /// CSV files below a folder.
    Directory(PathBuf),
    /// Explore Education Statistics and the publishers' own sites, by way of the store.
    Ees,
}

/// Why a source could not be read.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// Not one of the kinds of source.
    #[error(
        "'{0}' is not a source: write embedded, ees, or dir:PATH with a folder or a zip archive of published CSV files"
    )]
    Unknown(String),
    /// The figures of the live service are read from the store only.
    #[error("figures of Explore Education Statistics are read from the store: fetch them first")]
    ByStore,
    /// The folder or a file in it cannot be read.
    #[error("cannot read {}: {source}", path.display())]
    Unreadable {
        /// Folder or file.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// The folder holds none of the catalogue's data sets.
    #[error(
        "{held}{} contains none of the catalogue's data sets; expected the publisher's CSV files, \
         plain, packed or in a zip archive, under any name, such as {expected}",
        path.display()
    )]
    Empty {
        /// The folder.
        path: PathBuf,
        /// What it holds instead, and what is wrong with it: a line each, or empty.
        held: String,
        /// Names of files that would be read.
        expected: String,
    },
    /// The bytes that were read are not those of the checksum: nothing of them counts.
    #[error("{0}")]
    Altered(String),
    /// More files than any release has.
    #[error("{}: the folder contains more than {most} files; name a folder with only the figures", path.display())]
    TooMany {
        /// The first file beyond.
        path: PathBuf,
        /// How many are looked at.
        most: usize,
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
            None if text == "ees" => Ok(Self::Ees),
            Some(("dir", path)) if !path.is_empty() => Ok(Self::Directory(path.into())),
            _ => Err(SourceError::Unknown(text.to_string())),
        }
    }
}

/// Where and when a file was found, as far as that is known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// The address it was fetched from.
    pub url: Option<String>,
    /// The release it belongs to, `Academic year 2024/25`.
    pub release: Option<String>,
    /// When it was published, RFC 3339.
    pub published_on: Option<String>,
    /// When it was fetched, RFC 3339.
    pub retrieved_at: Option<String>,
    /// Why a newer version could not be had, where one is known or suspected.
    pub stale: Option<String>,
}

/// One version of one data set, ready to be read.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Snapshot {
    /// Id of the data set.
    pub data_set: String,
    /// The publisher's version, or `sha256:` and the first twelve digits of the file's checksum.
    pub version: String,
    /// Checksum of the published file, hexadecimal.
    pub sha256: String,
    /// Size of the published file in bytes.
    pub bytes: u64,
    /// What to call the file in messages.
    pub file: String,
    /// Month of the release, where it is known, or empty.
    pub released: String,
    /// Whether the figures are made up, as the name of the file says.
    pub synthetic: bool,
    /// Where and when it was found.
    pub provenance: Provenance,
    content: Content,
    /// What its publisher says of its columns.
    #[serde(default)]
    pub described: Described,
    /// How the letters of the file are written.
    #[serde(default)]
    encoding: Encoding,
}

impl Snapshot {
    /// A version whose published bytes are in `path`, compressed with zstd.
    #[must_use]
    pub fn compressed(
        (data_set, version): (&str, &str),
        (sha256, bytes): (&str, u64),
        path: &Path,
        provenance: Provenance,
    ) -> Self {
        Self {
            data_set: data_set.to_string(),
            version: version.to_string(),
            sha256: sha256.to_string(),
            bytes,
            file: format!("{data_set} {version}"),
            released: provenance
                .published_on
                .as_ref()
                .and_then(|d| d.get(..7))
                .unwrap_or_default()
                .to_string(),
            synthetic: false,
            provenance,
            content: Content::Zstd(path.to_path_buf()),
            described: Described::default(),
            encoding: Encoding::Utf8,
        }
    }

    /// As another process can read it that sees the same folders, whatever its working folder.
    ///
    /// # Errors
    /// The working folder is not known.
    pub fn with_absolute_path(&self) -> io::Result<Self> {
        let mut snapshot = self.clone();
        match &mut snapshot.content {
            Content::Embedded(_) => {}
            Content::File(path)
            | Content::Gzip(path)
            | Content::Zstd(path)
            | Content::Zipped(path, _) => {
                *path = std::path::absolute(&*path)?;
            }
        }
        Ok(snapshot)
    }

    /// The file that it is read from; `None` for what ships.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        Some(self.content.path()).filter(|path| !path.as_os_str().is_empty())
    }

    /// A snapshot that came from another process: what ships with the program is found again.
    #[must_use]
    pub fn with_embedded_bytes(mut self) -> Self {
        if let Content::Embedded(bytes) = &mut self.content {
            *bytes = embedded::figures(&self.data_set).unwrap_or_default();
        }
        self
    }

    /// Opens the bytes for reading from the start, to be compared with their checksum at the end:
    /// what was read counts only once [`Checked::finish`] has confirmed that they are the same.
    ///
    /// # Errors
    /// The file may have gone or be closed to us.
    pub fn checked(&self) -> Result<Checked, SourceError> {
        // What ships is under the checksum of the file that it was tabulated from, and is compiled
        // in; of local files no checksum is computed, since it could be tried against small counts.
        let (known, what) = match &self.content {
            Content::Embedded(_) => (None, String::new()),
            Content::Zstd(path) => (Some(&self.sha256), self.altered_in_store(path)),
            Content::File(path) | Content::Gzip(path) | Content::Zipped(path, _) => {
                let known = Some(&self.sha256).filter(|sha256| !sha256.is_empty());
                let path = path.display();
                (known, format!("{path} is another file than when this run began: run again"))
            }
        };
        let known = known.map(|sha256| (sha256.clone(), what));
        let unreadable = unreadable(self.content.path());
        match &self.content {
            // The checksum of a packed file is that of the packed file.
            Content::Gzip(path) => {
                let (file, hash) = checked::of_file(File::open(path).map_err(unreadable)?);
                let reader = Limited::new(flate2::read::MultiGzDecoder::new(file));
                Ok(Checked::as_sent(self.encoding.reader(reader), hash, known))
            }
            Content::File(_) | Content::Zipped(..) if self.encoding != Encoding::Utf8 => {
                let (file, hash) = checked::of_file(self.content.raw().map_err(unreadable)?);
                Ok(Checked::as_sent(self.encoding.reader(file), hash, known))
            }
            Content::Zstd(_) => Ok(Checked::new(self.open()?, TakenOf::PackedByUs, known)),
            _ => Ok(Checked::new(self.open()?, TakenOf::Plain, known)),
        }
    }

    /// The message about bytes in a store that are not those that were fetched.
    #[must_use]
    pub fn altered(&self) -> String {
        match &self.content {
            Content::Zstd(path) => self.altered_in_store(path),
            _ => format!("{}: the bytes are not those of its checksum", self.file),
        }
    }

    fn altered_in_store(&self, path: &Path) -> String {
        format!(
            "{} {}: the bytes are not those that were fetched; remove {} and fetch with --locked",
            self.data_set,
            self.version,
            path.display()
        )
    }

    /// Opens the figures for reading from the start, as UTF-8.
    ///
    /// # Errors
    /// The file may have gone or be closed to us.
    pub fn open(&self) -> Result<Box<dyn Read + Send>, SourceError> {
        let raw = self.content.raw().map_err(unreadable(self.content.path()))?;
        Ok(self.encoding.reader(raw))
    }
}

/// Finds the catalogue's data sets in a source, in order of id.
///
/// # Errors
/// The folder cannot be read, or holds nothing that the catalogue knows.
pub fn snapshots(
    source: &Source,
    catalogue: &Catalogue,
    offer: Offer<'_>,
) -> Result<Holdings, SourceError> {
    match source {
        Source::Embedded => {
            let snapshots = embedded::snapshots(catalogue)?;
            Ok(Holdings { snapshots, ..Holdings::default() })
        }
        Source::Directory(folder) => {
            directory::snapshots(folder, catalogue, &mut Seen::default(), offer)
        }
        Source::Ees => Err(SourceError::ByStore),
    }
}

/// The files of the catalogue's local data sets, in order of id, by the names of their own. Checksum and size are left
/// open: anyone who knows all but a few small counts of a file could try them against either.
#[must_use]
pub fn local_snapshots(catalogue: &Catalogue) -> Vec<Snapshot> {
    let local = catalogue.data_sets.values().filter_map(|d| Some((d, d.local_file.as_ref()?)));
    local
        .map(|(data_set, path)| Snapshot {
            data_set: data_set.id.clone(),
            version: String::new(),
            sha256: String::new(),
            bytes: 0,
            file: path.display().to_string(),
            released: String::new(),
            provenance: Provenance::default(),
            synthetic: data_set.synthetic,
            content: Content::of(path),
            described: Described::default(),
            encoding: text::encoding_of(path),
        })
        .collect()
}

fn unreadable(path: &Path) -> impl Fn(io::Error) -> SourceError + '_ {
    move |source| SourceError::Unreadable { path: path.to_path_buf(), source }
}

/// The version of a file that has none but its checksum.
#[must_use]
pub fn version_of(sha256: &str) -> String {
    format!("sha256:{}", sha256.get(..12).unwrap_or(sha256))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_named_or_refused_with_the_choices() {
        assert_eq!("embedded".parse::<Source>().unwrap(), Source::Embedded);
        assert_eq!("ees".parse::<Source>().unwrap(), Source::Ees);
        assert_eq!("dir:a/b".parse::<Source>().unwrap(), Source::Directory("a/b".into()));
        for wrong in ["", "dir:", "file:x", "Embedded"] {
            assert!(
                wrong.parse::<Source>().unwrap_err().to_string().contains("dir:PATH"),
                "{wrong}"
            );
        }
    }
}
