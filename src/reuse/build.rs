//! Writes segments. Fingerprints are made twice, once to count and once to place them, so that no more than the postings of
//! one segment (eight bytes each) is held in memory.

use std::io::{self, Write};

use rayon::prelude::*;
use xxhash_rust::xxh3::Xxh3;

use super::fingerprint::{code, hashes, winnow};
use super::segment::{
    HEADER, LetterCodes, MAGIC, MOST_DOCUMENT_LETTERS, MOST_LETTERS, PLACE_BITS, POSTING, Places, ROW, bucket_and_rest,
};
use super::weights::{self, Pair};
use super::{keys, sentences};
use crate::text::{Letters, fold};

/// Documents whose fingerprints are made at once.
const BATCH: usize = 512;
/// Postings to a bucket, about: a small directory stays in the processor's cache, and inside a bucket the place of a hash is
/// guessed from its value.
const BUCKET: usize = 64;

/// What a segment keeps of a document.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// Sequence number.
    pub sequence: u64,
    /// Its letters.
    pub letters: LetterCodes<'a>,
    /// Where they stand in its text.
    pub places: Places<'a>,
    /// Which of them end a sentence, one bit a letter.
    pub ends: Places<'a>,
}

/// The same, before it is written.
#[derive(Debug, Clone)]
pub struct Kept {
    sequence: u64,
    letters: Vec<u8>,
    places: Vec<u8>,
    ends: Vec<u8>,
}

impl Kept {
    /// What is kept of a document.
    #[must_use]
    pub fn of(sequence: u64, text: &str) -> Self {
        let chars: Vec<char> = text.chars().collect();
        let folded: Vec<char> = fold::fold(&chars).chars().collect();
        let letters = &Letters::of_folded(&folded);
        let count = letters.len().min(MOST_DOCUMENT_LETTERS);
        let codes = letters.chars().iter().take(count).flat_map(|&c| code(c).to_le_bytes()).collect();
        let origin = letters.origin().get(..count).unwrap_or(&[]);
        let mut words = vec![0u64; origin.last().map_or(0, |&last| last as usize / 64 + 1)];
        for &place in origin {
            if let Some(word) = words.get_mut(place as usize / 64) {
                *word |= 1 << (place % 64);
            }
        }
        let bytes = |words: Vec<u64>| words.into_iter().flat_map(u64::to_le_bytes).collect();
        let mut ends = sentences::ends(letters, &folded);
        ends.truncate(count.div_ceil(64));
        Self { sequence, letters: codes, places: bytes(words), ends: bytes(ends) }
    }

    /// As a segment takes it.
    #[must_use]
    pub fn entry(&self) -> Entry<'_> {
        Entry {
            sequence: self.sequence,
            letters: LetterCodes::of_bytes(&self.letters),
            places: Places::of_bytes(&self.places),
            ends: Places::of_bytes(&self.ends),
        }
    }

    /// Sequence number of the document.
    #[must_use]
    pub fn sequence(&self) -> u64 {
        self.sequence
    }
}

/// Bytes on their way out, summed up.
struct Summed<'a, W: Write> {
    out: &'a mut W,
    sum: Xxh3,
}

impl<W: Write> Summed<'_, W> {
    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.sum.update(bytes);
        self.out.write_all(bytes)
    }
}

/// Writes everything after the header of a segment of documents in order of sequence number; gives the header.
///
/// # Errors
/// What the writer refuses; and more than [`MOST_LETTERS`] in all.
pub(super) fn write<W: Write>(documents: &[Entry<'_>], out: &mut W) -> io::Result<Vec<u8>> {
    let mut out = Summed { out, sum: Xxh3::new() };
    let (mut letters_count, mut places_count, mut ends_count) = (0u64, 0u64, 0u64);
    for document in documents {
        let letters = document.letters.len() as u64;
        for value in [document.sequence, letters_count, letters, places_count, ends_count] {
            out.put(&value.to_le_bytes())?;
        }
        letters_count += letters;
        places_count += document.places.bytes.len() as u64 / 8;
        ends_count += document.ends.bytes.len() as u64 / 8;
    }
    if letters_count > MOST_LETTERS as u64 {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "more letters than a segment can number"));
    }
    let (bits, directory, postings) = postings(documents);
    for entry in &directory {
        out.put(&entry.to_le_bytes())?;
    }
    for posting in &postings {
        out.put(posting.to_le_bytes().get(..POSTING).unwrap_or(&[]))?;
    }
    for document in documents {
        out.put(document.letters.bytes)?;
    }
    for document in documents {
        out.put(document.places.bytes)?;
    }
    for document in documents {
        out.put(document.ends.bytes)?;
    }
    let (key_directory, keys) = keys(documents);
    for entry in &key_directory {
        out.put(&entry.to_le_bytes())?;
    }
    out.put(&keys)?;
    let mut head = Vec::with_capacity(HEADER);
    head.extend_from_slice(&MAGIC);
    head.extend([bits, weights::identity()].iter().flat_map(|value| value.to_le_bytes()));
    let sizes =
        [documents.len() as u64, postings.len() as u64, letters_count, places_count, ends_count, keys.len() as u64];
    head.extend(sizes.iter().flat_map(|size| size.to_le_bytes()));
    out.sum.update(&head);
    head.extend(out.sum.digest().to_le_bytes());
    debug_assert_eq!(head.len(), HEADER, "what was written above");
    debug_assert_eq!(ROW, 5 * size_of::<u64>(), "a row is the five values written above");
    Ok(head)
}

/// The fingerprints of a batch of documents, by document.
fn fingerprints(batch: &[Entry<'_>]) -> Vec<Vec<(u64, u32)>> {
    batch.par_iter().map(|document| winnow(&hashes(&document.letters.to_vec()))).collect()
}

/// Bits of the directory, directory and postings: a counting sort by bucket, then a sort inside each bucket.
fn postings(documents: &[Entry<'_>]) -> (u32, Vec<u32>, Vec<u64>) {
    let letters: usize = documents.iter().map(|d| d.letters.len()).sum();
    // Two in five grams are kept (2 / (window + 1)).
    let bits = (letters * 2 / 5 / BUCKET).max(2).ilog2().min(28);
    let mut directory = vec![0u32; (1usize << bits) + 1];
    for batch in documents.chunks(BATCH) {
        for (hash, _) in fingerprints(batch).into_iter().flatten() {
            if let Some(size) = directory.get_mut(bucket_and_rest(hash, bits).0 + 1) {
                *size += 1;
            }
        }
    }
    let mut sum = 0;
    for entry in &mut directory {
        sum += *entry;
        *entry = sum;
    }
    let mut next = directory.clone();
    let mut postings = vec![0u64; sum as usize];
    let mut before = 0u64;
    for batch in documents.chunks(BATCH) {
        for (document, grams) in batch.iter().zip(fingerprints(batch)) {
            for (hash, position) in grams {
                let (bucket, rest) = bucket_and_rest(hash, bits);
                let Some(slot) = next.get_mut(bucket) else { continue };
                if let Some(place) = postings.get_mut(*slot as usize) {
                    *place = (rest << PLACE_BITS) | (before + u64::from(position));
                }
                *slot += 1;
            }
            before += document.letters.len() as u64;
        }
    }
    sort_buckets(&directory, &mut postings);
    (bits, directory, postings)
}

/// The keys of every sentence of a batch of documents, by document: word and first letter.
fn sentence_keys(batch: &[Entry<'_>]) -> Vec<Vec<(Pair, u32)>> {
    let of = |document: &Entry<'_>| {
        let codes = document.letters.to_vec();
        let found = sentences::sentences(codes.len(), |at| document.ends.holds(at));
        let keys = found.flat_map(|(from, to)| {
            let first = u32::try_from(from).unwrap_or(u32::MAX);
            let keys = sentences::keys(codes.get(from..to).unwrap_or(&[]));
            keys.into_iter().map(move |key| (key, first))
        });
        keys.collect()
    };
    batch.par_iter().map(of).collect()
}

/// Directory of keys (first byte of the list of every word, and the end of the last), and the lists of first letters of
/// sentences.
fn keys(documents: &[Entry<'_>]) -> (Vec<u32>, Vec<u8>) {
    let mut directory = vec![0u32; weights::count() + 1];
    for batch in documents.chunks(BATCH) {
        for (key, _) in sentence_keys(batch).into_iter().flatten() {
            if let Some(size) = weights::number(key).and_then(|number| directory.get_mut(number + 1)) {
                *size += 1;
            }
        }
    }
    let mut sum = 0;
    for entry in &mut directory {
        sum += *entry;
        *entry = sum;
    }
    let mut next = directory.clone();
    let mut keys = vec![0u32; sum as usize];
    let mut before = 0;
    for batch in documents.chunks(BATCH) {
        for (document, found) in batch.iter().zip(sentence_keys(batch)) {
            for (key, first) in found {
                let Some(slot) = weights::number(key).and_then(|number| next.get_mut(number)) else { continue };
                if let Some(place) = keys.get_mut(*slot as usize) {
                    *place = first.saturating_add(before);
                }
                *slot += 1;
            }
            before = before.saturating_add(u32::try_from(document.letters.len()).unwrap_or(u32::MAX));
        }
    }
    let mut bytes = Vec::with_capacity(keys.len() * 2);
    let mut from = 0;
    for entry in &mut directory {
        let list = keys.get(from..*entry as usize).unwrap_or(&[]);
        from = *entry as usize;
        keys::write(list, &mut bytes);
        *entry = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    }
    (directory, bytes)
}

fn sort_buckets(directory: &[u32], postings: &mut [u64]) {
    let mut rest = postings;
    let mut buckets = Vec::with_capacity(directory.len());
    for pair in directory.windows(2) {
        let [from, to] = pair else { continue };
        let (bucket, tail) = rest.split_at_mut((to - from) as usize);
        if bucket.len() > 1 {
            buckets.push(bucket);
        }
        rest = tail;
    }
    buckets.into_par_iter().with_min_len(4096).for_each(<[u64]>::sort_unstable);
}
