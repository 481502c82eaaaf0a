//! Where the documents of a segment begin, counted in letters through it, and to which of them a letter belongs.

/// Documents are looked up by stretches of this many letters, in bits: about the length of a document. Few in tests, so
/// that there is more than one.
const STRETCH_BITS: u32 = if cfg!(test) { 3 } else { 12 };

/// First letters of documents.
#[derive(Debug)]
pub(super) struct Starts {
    /// First letter of every document, and the number of all letters at the end.
    starts: Vec<u32>,
    /// The document to which the first letter of every stretch belongs.
    by_stretch: Vec<u32>,
}

impl Starts {
    /// Of documents in order, with the number of all letters.
    pub(super) fn new(starts: impl Iterator<Item = u32>, letters: u32) -> Self {
        let starts: Vec<u32> = starts.chain([letters]).collect();
        let mut document = 0;
        let mut at = |letter: u32| {
            while starts.get(document as usize + 1).is_some_and(|&start| start <= letter) {
                document += 1;
            }
            document
        };
        let by_stretch = (0..letters).step_by(1 << STRETCH_BITS).map(&mut at).collect();
        Self { starts, by_stretch }
    }

    /// The first letter of a document; behind the last document, the number of all letters.
    pub(super) fn of(&self, document: usize) -> u32 {
        self.starts.get(document).or(self.starts.last()).copied().unwrap_or(0)
    }

    /// The document to which a letter belongs.
    pub(super) fn document_at(&self, letter: u32) -> Option<usize> {
        let stretch = (letter >> STRETCH_BITS) as usize;
        let first = *self.by_stretch.get(stretch)? as usize;
        let last = self.by_stretch.get(stretch + 1).map_or(self.starts.len(), |&document| document as usize + 1);
        let begun = self.starts.get(first..last)?.partition_point(|&start| start <= letter);
        (first + begun).checked_sub(1).filter(|&document| document + 1 < self.starts.len())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_letter_belongs_to_the_last_document_that_begins_before_it(
            lengths in proptest::collection::vec(0u32..30, 0..20),
        ) {
            let ends: Vec<u32> = lengths.iter().scan(0, |sum, length| { *sum += length; Some(*sum) }).collect();
            let letters = ends.last().copied().unwrap_or(0);
            let starts = Starts::new([0].into_iter().chain(ends.iter().copied()).take(lengths.len()), letters);
            for letter in 0..letters + 9 {
                let wanted = ends.iter().position(|&end| letter < end);
                prop_assert_eq!(starts.document_at(letter), wanted, "{} of {:?}", letter, lengths);
            }
            for document in 0..lengths.len() + 2 {
                let wanted = document.checked_sub(1).map_or(0, |before| ends.get(before).copied().unwrap_or(letters));
                prop_assert_eq!(starts.of(document), wanted);
            }
        }
    }
}
