//! Checksums as they are printed.

use ring::digest::{self, Context, SHA256};
use std::io::{self, Read};

/// The SHA-256 of bytes that come in pieces: by the library that secures connections, because
/// on processors without instructions for it others take nearly twice as long.
pub struct Sha256(Context);

impl Sha256 {
    /// Of no bytes so far.
    #[must_use]
    pub fn new() -> Self {
        Self(Context::new(&SHA256))
    }

    /// Adds bytes.
    pub fn update(&mut self, bytes: impl AsRef<[u8]>) {
        self.0.update(bytes.as_ref());
    }

    /// The checksum of all of them, hexadecimal.
    #[must_use]
    pub fn finish(self) -> String {
        hexadecimal(self.0.finish().as_ref())
    }
}

impl Default for Sha256 {
    fn default() -> Self {
        Self::new()
    }
}

/// A checksum as printed.
#[must_use]
pub fn hexadecimal(bytes: &[u8]) -> String {
    let digits = b"0123456789abcdef";
    let halves = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    halves.map(|half| char::from(digits[usize::from(half)])).collect()
}

/// SHA-256 of some bytes, hexadecimal.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    hexadecimal(sha256_bytes(bytes).as_ref())
}

/// SHA-256 of some bytes, as 32 bytes.
pub(crate) fn sha256_bytes(bytes: &[u8]) -> impl AsRef<[u8]> {
    digest::digest(&SHA256, bytes)
}

/// SHA-256 of all that a reader gives, hexadecimal, and its bytes.
///
/// # Errors
/// The reader's.
pub(crate) fn sha256_of(reader: &mut dyn Read) -> io::Result<(String, u64)> {
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 18];
    let mut bytes = 0;
    loop {
        match reader.read(&mut buffer)? {
            0 => return Ok((hash.finish(), bytes)),
            read => {
                hash.update(&buffer[..read]);
                bytes += read as u64;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksums_are_those_that_others_print() {
        // FIPS 180-2, appendix B.1; and of nothing.
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        let nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!((sha256(b"abc"), sha256(b"")), (abc.to_string(), nothing.to_string()));
        let mut pieces = Sha256::new();
        for piece in ["a", "", "bc"] {
            pieces.update(piece);
        }
        assert_eq!((pieces.finish(), Sha256::default().finish()), (sha256(b"abc"), sha256(b"")));
    }
}
