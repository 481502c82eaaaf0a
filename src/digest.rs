//! Digests as they are shown and kept: hexadecimal digits.

use sha2::{Digest, Sha256};

/// Bytes in hexadecimal digits, two a byte.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// SHA-256 of parts one after the other, in hexadecimal digits.
#[must_use]
pub fn sha256(parts: &[&[u8]]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part);
    }
    hex(&hasher.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_those_of_the_standard() {
        // FIPS 180-2, appendix B.1.
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!([sha256(&[b"abc"]), sha256(&[b"a", b"", b"bc"])], [abc, abc]);
        assert_eq!(hex(&[0x00, 0x0F, 0xF0]), "000ff0");
    }
}
