//! Bytes that are compared with their checksum while they are read.

use super::SourceError;
use crate::checksum::Sha256;
use crate::threads::lock;
use std::io::{self, Read};
use std::sync::{Arc, Mutex};

/// A checksum that a reader adds to.
type Shared = Arc<Mutex<Sha256>>;

/// A reader of published bytes that knows at the end whether they are those of their checksum.
pub struct Checked {
    reader: Box<dyn Read + Send>,
    hash: Shared,
    taken_of: TakenOf,
    /// The checksum, and what to say of other bytes; `None` where there is none.
    known: Option<(String, String)>,
    failed: bool,
}

/// Which bytes a checksum is computed from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TakenOf {
    /// Those that are passed on, as they are on disk.
    Plain,
    /// Those that are handed on, packed by us: what cannot be unpacked is not what was stored.
    PackedByUs,
    /// Those below: a file as it was sent, which may be damaged from the beginning.
    AsSent,
}

impl std::fmt::Debug for Checked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Checked").field("known", &self.known).finish_non_exhaustive()
    }
}

impl Checked {
    pub(super) fn new(
        reader: Box<dyn Read + Send>,
        taken_of: TakenOf,
        known: Option<(String, String)>,
    ) -> Self {
        Self { reader, hash: Shared::default(), taken_of, known, failed: false }
    }

    /// Over a reader that unpacks the bytes that `hash` is computed from.
    pub(super) fn as_sent(
        reader: Box<dyn Read + Send>,
        hash: Shared,
        known: Option<(String, String)>,
    ) -> Self {
        Self { reader, hash, taken_of: TakenOf::AsSent, known, failed: false }
    }

    /// Reads what is left and compares: without it nothing that was read counts.
    ///
    /// # Errors
    /// The bytes are not those of the checksum.
    pub fn finish(mut self) -> Result<(), SourceError> {
        if self.known.is_some() && !self.failed {
            // A failure is noted as it is seen.
            let _ = io::copy(&mut self, &mut io::sink());
        }
        let Some((sha256, what)) = self.known else { return Ok(()) };
        let read = std::mem::take(&mut *lock(&self.hash)).finish();
        // What failed for another reason has been reported by its reader.
        let same = if self.failed { self.taken_of != TakenOf::PackedByUs } else { read == sha256 };
        if same { Ok(()) } else { Err(SourceError::Altered(what)) }
    }
}

impl Read for Checked {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.reader.read(buffer) {
            Ok(read) => {
                if self.taken_of != TakenOf::AsSent && self.known.is_some() {
                    lock(&self.hash).update(&buffer[..read]);
                }
                Ok(read)
            }
            Err(error) => {
                self.failed |= error.kind() != io::ErrorKind::Interrupted;
                Err(error)
            }
        }
    }
}

/// A file whose bytes go into a checksum as they are read.
pub(super) fn of_file<R: Read + Send>(file: R) -> (impl Read + Send + use<R>, Shared) {
    let hash = Shared::default();
    (Hashed { file, hash: Arc::clone(&hash) }, hash)
}

struct Hashed<R> {
    file: R,
    hash: Shared,
}

impl<R: Read> Read for Hashed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        lock(&self.hash).update(&buffer[..read]);
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checksum::sha256;

    fn finished(bytes: &[u8], sha256: &str, first: usize) -> Result<(), SourceError> {
        let known = Some((sha256.to_string(), "other bytes".to_string()));
        let bytes = Box::new(io::Cursor::new(bytes.to_vec()));
        let mut checked = Checked::new(bytes, TakenOf::Plain, known);
        let mut buffer = vec![0; first];
        checked.read_exact(&mut buffer).unwrap();
        checked.finish()
    }

    #[test]
    fn bytes_are_compared_to_their_end_wherever_reading_stopped() {
        let bytes = b"a,b\n1,2\n";
        let known = sha256(bytes);
        for first in [0, 1, bytes.len()] {
            assert!(finished(bytes, &known, first).is_ok());
            let message = finished(b"a,b\n1,3\n", &known, first).unwrap_err().to_string();
            assert_eq!(message, "other bytes");
        }
    }
}
