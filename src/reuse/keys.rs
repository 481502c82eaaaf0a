//! Lists of keys as they lie in a segment: the first letters of the sentences in which a rare word stands, counted through
//! the segment, in order. A list is the number of its keys and the steps from one to the next, each as a variable-length
//! integer of seven bits a byte (LEB128): two to three bytes a key where a word stands in thousands of sentences.

/// The keys of one word, in order.
#[derive(Debug, Clone)]
pub(super) struct KeyList<'a> {
    bytes: &'a [u8],
    left: usize,
    last: u32,
}

impl<'a> KeyList<'a> {
    /// Reads a list from its bytes.
    pub(super) fn of(mut bytes: &'a [u8]) -> Self {
        let left = number(&mut bytes).unwrap_or(0) as usize;
        Self { bytes, left, last: 0 }
    }
}

impl Iterator for KeyList<'_> {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        self.left = self.left.checked_sub(1)?;
        self.last = self.last.checked_add(number(&mut self.bytes)?)?;
        Some(self.last)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl ExactSizeIterator for KeyList<'_> {}

/// Appends a list to `bytes`; nothing for an empty one.
pub(super) fn write(keys: &[u32], bytes: &mut Vec<u8>) {
    if keys.is_empty() {
        return;
    }
    put(u32::try_from(keys.len()).unwrap_or(u32::MAX), bytes);
    let mut last = 0;
    for &key in keys {
        put(key.saturating_sub(last), bytes);
        last = key;
    }
}

/// Appends a number, seven bits a byte, the lowest first.
fn put(mut value: u32, bytes: &mut Vec<u8>) {
    while value >= 0x80 {
        bytes.push((value & 0x7F) as u8 | 0x80);
        value >>= 7;
    }
    bytes.push((value & 0x7F) as u8);
}

fn number(bytes: &mut &[u8]) -> Option<u32> {
    let mut value = 0u32;
    for shift in (0..32).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u32::from(byte & 0x7F).checked_shl(shift)?;
        if byte < 0x80 {
            return Some(value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn lists_are_read_as_written(mut keys in proptest::collection::vec(any::<u32>(), 0..50), garbage: Vec<u8>) {
            keys.sort_unstable();
            let mut bytes = Vec::new();
            write(&keys, &mut bytes);
            let list = KeyList::of(&bytes);
            prop_assert_eq!(list.len(), keys.len());
            prop_assert_eq!(list.collect::<Vec<_>>(), keys);
            // Whatever the bytes are, reading ends.
            prop_assert!(KeyList::of(&garbage).count() <= garbage.len());
        }
    }
}
