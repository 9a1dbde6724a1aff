//! Checksums as they are printed.

use sha2::{Digest, Sha256};

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
    hexadecimal(&Sha256::digest(bytes))
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
    }
}
