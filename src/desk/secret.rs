//! [`Secret`]: random bits in letters, that can be shown once and printed by no log.

use crate::desk::error::DeskError;

/// Letters of random bits; none is taken for another one.
const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
/// Random bytes of a key.
const SECRET_BYTES: usize = 32;

/// A key, or another secret, in the open. It can be shown once and printed by no log.
pub struct Secret(String);

impl Secret {
    /// Random bits that nobody else has.
    ///
    /// # Errors
    /// [`DeskError::NoRandom`].
    pub fn fresh() -> Result<Self, DeskError> {
        Ok(Self(letters(&random::<SECRET_BYTES>()?)))
    }

    /// The same with a name before it, by which it can be told.
    ///
    /// # Errors
    /// [`DeskError::NoRandom`].
    pub(super) fn named(name: &str) -> Result<Self, DeskError> {
        Ok(Self(format!("{name}_{}", Self::fresh()?.0)))
    }

    /// The secret itself, to be shown to whoever asked for it and to nobody else.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret")
    }
}

/// Random bytes.
pub(super) fn random<const N: usize>() -> Result<[u8; N], DeskError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|e| DeskError::NoRandom(e.to_string()))?;
    Ok(bytes)
}

/// Bytes written in letters, five bits each; what is left over at the end is filled with zero bits.
pub(super) fn letters(bytes: &[u8]) -> String {
    let (mut written, mut bits, mut waiting) = (String::new(), 0_u32, 0);
    let mut write = |five: u32| written.extend(LETTERS.get(five as usize & 31).copied().map(char::from));
    for &byte in bytes {
        bits = (bits << 8) | u32::from(byte);
        waiting += 8;
        while waiting >= 5 {
            waiting -= 5;
            write(bits >> waiting);
            bits &= (1 << waiting) - 1;
        }
    }
    if waiting > 0 {
        write(bits << (5 - waiting));
    }
    written
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Different bytes give different letters: nothing of the randomness is lost.
        #[test]
        fn letters_keep_every_bit(a: [u8; SECRET_BYTES], b: [u8; SECRET_BYTES]) {
            prop_assert_eq!(letters(&a).len(), 52);
            prop_assert_eq!(letters(&a) == letters(&b), a == b);
            let mut near = a;
            near[31] ^= 1;
            prop_assert!(letters(&a) != letters(&near));
        }
    }
}
