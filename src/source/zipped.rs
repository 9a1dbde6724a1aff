//! Files in a zip archive, read in place: nothing of an archive is ever written to disk,
//! and no path in it is followed.

use super::Limited;
use flate2::Crc;
use flate2::read::DeflateDecoder;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;
use zip::CompressionMethod;

/// Most files that an archive may list.
const MAX_ENTRIES: usize = 20_000;
/// An archive may hold a file of this size whatever its packed size; beyond it,
/// [`MAX_RATIO`] holds.
const FREE_BYTES: u64 = 256 << 20;
/// Most bytes that one byte may unpack to. Tables of figures stay below 100.
const MAX_RATIO: u64 = 200;

/// A file of an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// Its path, as the archive has it.
    pub name: String,
    /// Why it cannot be read, where that is known.
    pub trouble: Option<String>,
}

/// The files of an archive, in its order.
pub(super) fn entries(path: &Path) -> io::Result<Vec<Entry>> {
    let mut archive = archive(path)?;
    if archive.len() > MAX_ENTRIES {
        return Err(invalid(format!("it lists {} files", archive.len())));
    }
    let mut entries = Vec::new();
    for place in 0..archive.len() {
        let file = archive.by_index_raw(place).map_err(broken)?;
        if file.is_dir() {
            continue;
        }
        let name = file.name().map_err(broken)?.into_owned();
        let method = file.compression();
        let trouble = if file.encrypted() {
            Some("it is locked with a password: unpack it first".to_string())
        } else if !matches!(method, CompressionMethod::Stored | CompressionMethod::Deflated) {
            Some(format!("it is packed as {method:?}, which is not read: unpack it first"))
        } else {
            None
        };
        entries.push(Entry { name, trouble });
    }
    Ok(entries)
}

/// Opens a file of an archive.
pub(super) fn open(path: &Path, name: &str) -> io::Result<Box<dyn Read + Send>> {
    let mut archive = archive(path)?;
    let place = archive
        .index_for_name(name)
        .ok_or_else(|| invalid(format!("'{name}' is not in it any more")))?;
    let file = archive.by_index_raw(place).map_err(broken)?;
    let (packed, bytes, crc) = (file.compressed_size(), file.size(), file.crc32());
    let (start, method) = (file.header_start(), file.compression());
    drop(file);
    drop(archive);
    if bytes > FREE_BYTES.max(packed.saturating_mul(MAX_RATIO)) {
        return Err(invalid(format!("'{name}' would unpack {packed} bytes to {bytes}")));
    }
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(start))?;
    let mut head = [0; 30];
    file.read_exact(&mut head)?;
    if !head.starts_with(b"PK\x03\x04") {
        return Err(invalid(format!("'{name}' is not where the archive says")));
    }
    let length = |at: usize| i64::from(u16::from_le_bytes([head[at], head[at + 1]]));
    file.seek(SeekFrom::Current(length(26) + length(28)))?;
    let packed = BufReader::new(file).take(packed);
    let reader: Box<dyn Read + Send> = match method {
        CompressionMethod::Stored => Box::new(packed),
        CompressionMethod::Deflated => Box::new(DeflateDecoder::new(packed)),
        other => return Err(invalid(format!("'{name}' is packed as {other:?}"))),
    };
    Ok(Box::new(Checked { reader: Limited::new(reader), bytes, crc, sum: Crc::new(), passed: 0 }))
}

fn archive(path: &Path) -> io::Result<zip::ZipArchive<BufReader<File>>> {
    zip::ZipArchive::new(BufReader::new(File::open(path)?)).map_err(broken)
}

fn broken(error: zip::result::ZipError) -> io::Error {
    match error {
        zip::result::ZipError::Io(error) => error,
        other => invalid(other.to_string()),
    }
}

fn invalid(what: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}

/// Holds what comes against the length and the checksum that the archive states.
struct Checked<R> {
    reader: R,
    bytes: u64,
    crc: u32,
    sum: Crc,
    passed: u64,
}

impl<R: Read> Read for Checked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        self.sum.update(&buffer[..read]);
        self.passed += read as u64;
        let ended = read == 0 && !buffer.is_empty();
        if self.passed > self.bytes
            || (ended && (self.passed < self.bytes || self.sum.sum() != self.crc))
        {
            return Err(invalid("the archive is damaged: its checksum does not fit".to_string()));
        }
        Ok(read)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use std::io::Write;

    /// An archive of these files.
    pub fn archive_of(path: &Path, files: &[(&str, &[u8])]) {
        let mut writer = zip::ZipWriter::new(File::create(path).unwrap());
        for (name, bytes) in files {
            writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap();
    }

    #[test]
    fn a_file_is_read_in_its_archive_and_damage_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.zip");
        let text = "time_period,rate\n2018,1\n".repeat(500);
        archive_of(&path, &[("data/x.csv", text.as_bytes()), ("../../etc/x.csv", b"a,b\n")]);
        let names: Vec<String> = entries(&path).unwrap().into_iter().map(|e| e.name).collect();
        assert_eq!(names, ["data/x.csv", "../../etc/x.csv"]);
        let mut read = String::new();
        open(&path, "data/x.csv").unwrap().read_to_string(&mut read).unwrap();
        assert_eq!(read, text);
        assert!(open(&path, "data/y.csv").is_err());
        let whole = std::fs::read(&path).unwrap();
        for place in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[place] ^= 0x10;
            std::fs::write(&path, &damaged).unwrap();
            let mut read = Vec::new();
            let result = open(&path, "data/x.csv").and_then(|mut r| r.read_to_end(&mut read));
            assert!(result.is_err() || read == text.as_bytes(), "byte {place}");
        }
        std::fs::write(&path, &whole[..whole.len() / 2]).unwrap();
        assert!(entries(&path).is_err());
    }

    #[test]
    fn a_bomb_is_not_unpacked() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("bomb.zip");
        archive_of(&path, &[("x.csv", &vec![b'0'; 1 << 20])]);
        let mut bytes = std::fs::read(&path).unwrap();
        let central = bytes.windows(4).position(|w| w == b"PK\x01\x02").unwrap();
        bytes[central + 24..central + 28].copy_from_slice(&(3_u32 << 30).to_le_bytes());
        std::fs::write(&path, &bytes).unwrap();
        let error = open(&path, "x.csv").err().unwrap().to_string();
        assert!(error.contains("would unpack"), "{error}");
        // A size that is stated too small stops the reader there.
        bytes[central + 24..central + 28].copy_from_slice(&1000_u32.to_le_bytes());
        std::fs::write(&path, &bytes).unwrap();
        let mut read = Vec::new();
        let result = open(&path, "x.csv").and_then(|mut r| r.read_to_end(&mut read));
        assert!(result.is_err() && read.len() < 100_000, "{}", read.len());
    }
}
