//! Checksums of files that were read before: a file that is as it was then need not be read again
//! to know that nothing is new.

use super::text::{Encoding, Watched};
use super::{Content, SourceError, unreadable};
use crate::checksum::sha256_of;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{File, Metadata};
use std::io;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

/// A file that was written so shortly before it was read might be written again within the same
/// tick of its clock, and look the same: file systems count time in ticks of up to two seconds.
const TICK: Duration = Duration::from_secs(2);

/// Files that were read, with their checksums.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    files: BTreeMap<PathBuf, SeenFile>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct SeenFile {
    look: Look,
    sha256: String,
    /// Of a file in an archive, its own size.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    unpacked: Option<u64>,
    #[serde(default)]
    encoding: Encoding,
}

/// What becomes another when a file is written or another file is put in its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Look {
    bytes: u64,
    modified: SystemTime,
    /// When anything of it was changed last, its other times included, and its number in the file
    /// system, where that has them: they cannot be set at will.
    #[serde(default)]
    kept_by_system: Option<(SystemTime, u64)>,
}

impl Look {
    fn of(file: &Metadata) -> io::Result<Self> {
        Ok(Self {
            bytes: file.len(),
            modified: file.modified()?,
            kept_by_system: kept_by_system(file),
        })
    }

    /// Whether whatever is written from `moment` on will show.
    fn settled(&self, moment: SystemTime) -> bool {
        let changed = self.kept_by_system.map_or(self.modified, |(changed, _)| changed);
        let latest = changed.max(self.modified);
        moment.duration_since(latest).is_ok_and(|age| age > TICK)
    }
}

#[cfg(unix)]
fn kept_by_system(file: &Metadata) -> Option<(SystemTime, u64)> {
    use std::os::unix::fs::MetadataExt;
    let seconds = u64::try_from(file.ctime()).ok()?;
    let nanoseconds = u32::try_from(file.ctime_nsec()).ok()?;
    Some((SystemTime::UNIX_EPOCH + Duration::new(seconds, nanoseconds), file.ino()))
}

#[cfg(not(unix))]
fn kept_by_system(_: &Metadata) -> Option<(SystemTime, u64)> {
    None
}

/// What a file holds.
#[derive(Debug)]
pub(super) struct Looked {
    pub(super) sha256: String,
    pub(super) bytes: u64,
    pub(super) encoding: Encoding,
    /// What to remember of it, where it will show that it was written.
    seen: Option<SeenFile>,
}

impl Seen {
    /// Checksum, size and encoding of a file: as remembered where it looks as it did, read
    /// otherwise.
    pub(super) fn look_at(&self, content: &Content) -> Result<Looked, SourceError> {
        self.looked(content).map_err(unreadable(content.path()))
    }

    fn looked(&self, content: &Content) -> io::Result<Looked> {
        let mut file = File::open(content.path())?;
        let look = Look::of(&file.metadata()?)?;
        if let Some(seen) = self.files.get(&key(content)).filter(|seen| seen.look == look) {
            let bytes = seen.unpacked.unwrap_or(look.bytes);
            let (sha256, encoding) = (seen.sha256.clone(), seen.encoding);
            return Ok(Looked { sha256, bytes, encoding, seen: Some(seen.clone()) });
        }
        let begun = SystemTime::now();
        let WholeRead { sha256, bytes, encoding } = match content {
            Content::Zipped(..) => read_whole(content.raw()?)?,
            Content::Gzip(_) => {
                let (sha256, bytes) = sha256_of(&mut file)?;
                WholeRead { sha256, bytes, encoding: Encoding::Utf8 }
            }
            _ => read_whole(&mut file)?,
        };
        let same = Look::of(&file.metadata()?)? == look && look.settled(begun);
        let unpacked = matches!(content, Content::Zipped(..)).then_some(bytes);
        let seen = same.then(|| SeenFile { look, sha256: sha256.clone(), unpacked, encoding });
        Ok(Looked { sha256, bytes, encoding, seen })
    }

    /// Remembers a file that was looked at.
    pub(super) fn remember(&mut self, content: &Content, looked: &Looked) {
        if let Some(seen) = &looked.seen {
            self.files.insert(key(content), seen.clone());
        }
    }
}

/// What reading a file to its end tells of it.
struct WholeRead {
    sha256: String,
    bytes: u64,
    encoding: Encoding,
}

fn read_whole(reader: impl io::Read) -> io::Result<WholeRead> {
    let mut watched = Watched::new(reader);
    let (sha256, bytes) = sha256_of(&mut watched)?;
    Ok(WholeRead { sha256, bytes, encoding: watched.encoding() })
}

/// A path by which a file is found from wherever the program is started.
fn key(content: &Content) -> PathBuf {
    let path = content.path();
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    match content {
        Content::Zipped(_, name) => path.join(name.trim_start_matches('/')),
        _ => path,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn a_file_that_looks_as_it_did_is_not_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("figures.csv");
        std::fs::write(&path, "a,b\n1,2\n").unwrap();
        let content = Content::File(path.clone());
        let mut seen = Seen::default();
        let fresh = seen.look_at(&content).unwrap();
        seen.remember(&content, &fresh);
        assert_eq!(seen, Seen::default(), "written a moment ago");

        let look = Look::of(&path.metadata().unwrap()).unwrap();
        let (sha256, encoding) = ("as remembered".to_string(), Encoding::Windows1252);
        seen.files.insert(key(&content), SeenFile { look, sha256, unpacked: None, encoding });
        let text = serde_json::to_string(&seen).unwrap();
        let mut seen: Seen = serde_json::from_str(&text).unwrap();
        let known = seen.look_at(&content).unwrap();
        assert_eq!((known.sha256.as_str(), known.bytes), ("as remembered", 8));
        assert_eq!(known.encoding, Encoding::Windows1252);
        let mut again = Seen::default();
        again.remember(&content, &known);
        assert_eq!(again, seen);

        // As long as before, and dated as before: only the system knows that it was written.
        let dated = path.metadata().unwrap().modified().unwrap();
        let mut file = File::options().write(true).open(&path).unwrap();
        file.write_all(b"a,b\n1,3\n").unwrap();
        file.set_modified(dated).unwrap();
        drop(file);
        if cfg!(unix) {
            let other = seen.look_at(&content).unwrap();
            assert_ne!(other.sha256, "as remembered");
            assert_ne!(other.sha256, fresh.sha256);
        }
        // Another length shows everywhere.
        std::fs::write(&path, "a,b\n1,30\n").unwrap();
        let longer = seen.look_at(&content).unwrap();
        assert_eq!(longer.bytes, 9);
        assert_ne!(longer.sha256, "as remembered");
        seen.files.clear();
        assert_eq!(seen.look_at(&content).unwrap().sha256, longer.sha256);
        assert!(seen.look_at(&Content::File(folder.path().join("none.csv"))).is_err());
    }

    #[test]
    fn a_file_is_remembered_once_its_clock_has_moved_on() {
        let at = |seconds| SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        let look = |modified, changed: Option<u64>| Look {
            bytes: 1,
            modified: at(modified),
            kept_by_system: changed.map(|seconds| (at(seconds), 7)),
        };
        assert!(look(10, None).settled(at(13)) && look(10, Some(10)).settled(at(13)));
        assert!(!look(10, None).settled(at(12)), "within a tick");
        assert!(!look(10, Some(12)).settled(at(13)), "changed after it was written");
        assert!(!look(20, Some(10)).settled(at(13)), "dated in the future");
    }
}
