//! Where the postings of hashes stand in a segment: by the directory to a bucket, inside it by interpolation. And looks into
//! the postings of one hash.

use std::ops::Range;

use super::postings::{self, PLACE_BITS, gallop};
use super::segment::{REST_BITS, Segment, bucket_and_rest};
use super::views::u32_at;

/// Hashes that are looked up side by side: a few lines of memory for each stay in the processor's nearest cache.
const AT_ONCE: usize = 64;
impl Segment {
    /// Where the postings of a hash stand, as a range of [`Segment::postings`].
    #[must_use]
    pub fn postings_of(&self, hash: u64) -> Range<usize> {
        let (bucket, guess) = self.bucket(hash);
        self.postings_in(bucket, guess, hash)
    }

    /// The same of each of several hashes.
    pub(super) fn postings_of_each(&self, hashes: &[u64]) -> Vec<Range<usize>> {
        let mut found = Vec::with_capacity(hashes.len());
        for hashes in hashes.chunks(AT_ONCE) {
            // Each step asks for memory that no other one waits for; in one go each hash would wait for its own.
            let buckets: Vec<(Range<usize>, usize)> = hashes.iter().map(|&hash| self.bucket(hash)).collect();
            std::hint::black_box(buckets.iter().fold(0, |all, &(_, guess)| all ^ self.packed(guess)));
            found.extend(
                buckets.into_iter().zip(hashes).map(|((bucket, guess), &hash)| self.postings_in(bucket, guess, hash)),
            );
        }
        found
    }

    /// The bucket of a hash, as a range of postings, and about where its own are: hashes are even, so the place of one
    /// inside its bucket is about its share of all values.
    fn bucket(&self, hash: u64) -> (Range<usize>, usize) {
        let (bucket, rest) = bucket_and_rest(hash, self.layout.bits);
        let entry = |i: usize| u32_at(self.bytes.all(), self.layout.directory + i * 4) as usize;
        let (from, to) = (entry(bucket), entry(bucket + 1).min(self.layout.postings_count));
        (from..to, from + usize::try_from(rest).unwrap_or(0) * to.saturating_sub(from) / (1 << REST_BITS))
    }

    /// Where the postings of a hash stand in its bucket, looked for from a guess on.
    fn postings_in(&self, bucket: Range<usize>, guess: usize, hash: u64) -> Range<usize> {
        let (_, rest) = bucket_and_rest(hash, self.layout.bits);
        let key = |at: usize| self.packed(at) >> PLACE_BITS;
        let first = gallop(bucket.clone(), guess, |at| key(at) < rest);
        let end = gallop(first..bucket.end, first, |at| key(at) == rest);
        first..end
    }

    /// Reads the first posting of every list: memory that none of the others waits for, while lists gone through one by one
    /// would each wait for their own.
    pub(super) fn touch(&self, lists: &[Range<usize>]) {
        let firsts = lists.iter().filter(|list| !list.is_empty()).map(|list| self.packed(list.start));
        std::hint::black_box(firsts.fold(0, |all, first| all ^ first));
    }

    /// Those of a range of postings of one hash whose grams begin within these letters.
    pub(super) fn postings_within(&self, range: Range<usize>, letters: Range<u32>) -> Range<usize> {
        let list = self.packed_postings(range.clone());
        let before = |letter: u32| range.start + list.partition_point(|packed| postings::place(packed) < letter);
        before(letters.start)..before(letters.end)
    }

    /// Keeps those of the letters, counted through the segment and in order, at whose distance a posting of a range of one
    /// hash stands: `shift` letters behind it, or `back` letters before it.
    pub(super) fn retain_with(&self, letters: &mut Vec<u32>, range: Range<usize>, shift: u32, back: u32) {
        postings::retain_with(letters, self.packed_postings(range), shift, back);
    }
}
