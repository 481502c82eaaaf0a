//! A segment: the fingerprints and letters of a set of documents in one immutable file, memory-mapped.
//!
//! Layout (little endian): header of 72 bytes, document table, directory, postings, letters, places, ends, directory of
//! keys, keys.
//! The directory has one entry per value of the upper `bits` of a hash; a posting of five bytes holds the next 12 bits of
//! the hash and the first letter of the gram, counted through the segment (28 bits). Letters are the codes of
//! [`super::fingerprint::code`], two bytes each, so that a seed grows without a look at the store. Places are one bit for
//! every character of a text, set where a letter stands: the way back from letters to the text as received. Ends are one
//! bit for every letter, set where it is the last of a sentence. A key is the first letter of a sentence, counted through
//! the segment, in the list of one of its rare words ([`super::keys`]); the directory of keys has one entry for every word
//! of the table ([`super::weights`]), which the header names: by another table the file cannot be read.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::ops::Range;
use std::path::Path;

use memmap2::Mmap;
use xxhash_rust::xxh3::Xxh3;

use super::build::{self, Entry};
use super::keys::KeyList;
use super::postings::{self, Packed};
pub(super) use super::postings::{PLACE_BITS, POSTING};
use super::sentences;
use super::starts::Starts;
pub use super::views::{LetterCodes, Places};
use super::views::{low_bits, u32_at, u64_at};
use super::weights::{self, Pair};
use crate::span::Span;

/// First bytes of a segment file; the last byte is the version of the layout.
pub(super) const MAGIC: [u8; 8] = *b"DSXSEG\0\x05";
pub(super) const HEADER: usize = 72;
/// Bytes of a row of the document table: sequence number, first letter, number of letters, first word of the places, first
/// word of the ends.
pub(super) const ROW: usize = 40;
pub(super) const REST_BITS: u32 = 12;
const POSTING_BITS: u32 = REST_BITS + PLACE_BITS;
/// Most letters of all documents of a segment (268 million, 900 MB of text).
pub const MOST_LETTERS: usize = 1 << PLACE_BITS;
/// Most letters of one document; what lies beyond is not indexed (16 million letters, 50 MB of text).
pub const MOST_DOCUMENT_LETTERS: usize = 1 << 24;

/// Why a segment cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum SegmentError {
    /// The file system refused.
    #[error("segment cannot be read or written: {0}")]
    Io(#[from] io::Error),
    /// The bytes are not a whole segment.
    #[error("segment is damaged: {reason}")]
    Damaged {
        /// What does not fit.
        reason: &'static str,
    },
}

/// The parts of a segment, as positions in its bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Layout {
    pub(super) bits: u32,
    documents: usize,
    pub(super) directory: usize,
    postings: usize,
    pub(super) postings_count: usize,
    letters: usize,
    letters_count: usize,
    places: usize,
    places_count: usize,
    ends: usize,
    ends_count: usize,
    key_directory: usize,
    keys: usize,
    keys_bytes: usize,
}

#[derive(Debug)]
pub(super) enum Bytes {
    Mapped(Mmap),
    Owned(Vec<u8>),
}

impl Bytes {
    pub(super) fn all(&self) -> &[u8] {
        match self {
            Self::Mapped(map) => map,
            Self::Owned(bytes) => bytes,
        }
    }
}

/// A readable segment.
#[derive(Debug)]
pub struct Segment {
    pub(super) bytes: Bytes,
    pub(super) layout: Layout,
    starts: Starts,
    /// Sequence number of every document.
    sequences: Vec<u64>,
}

impl Segment {
    /// Maps a segment file and checks that it is whole (length and checksum).
    ///
    /// # Errors
    /// [`SegmentError`] when the file cannot be opened or is not a whole segment.
    pub fn open(path: &Path) -> Result<Self, SegmentError> {
        let file = File::open(path)?;
        if file.metadata()?.len() < HEADER as u64 {
            return Err(SegmentError::Damaged { reason: "shorter than its header" });
        }
        Self::read(Bytes::Mapped(map(&file)?))
    }

    /// A segment in memory.
    ///
    /// # Errors
    /// [`SegmentError::Damaged`] never for bytes made here; kept so that both ways of reading share one check.
    pub fn in_memory(documents: &[Entry<'_>]) -> Result<Self, SegmentError> {
        let mut bytes = Vec::new();
        let head = build::write(documents, &mut bytes)?;
        Self::read(Bytes::Owned([head.as_slice(), bytes.as_slice()].concat()))
    }

    /// Writes a segment file for documents in order of sequence number, flushed to disk.
    ///
    /// # Errors
    /// [`SegmentError::Io`] when the file system refuses, or when there are more than [`MOST_LETTERS`].
    pub fn write(path: &Path, documents: &[Entry<'_>]) -> Result<(), SegmentError> {
        use std::io::Seek as _;
        let mut file = BufWriter::with_capacity(1 << 20, File::create(path)?);
        file.write_all(&[0; HEADER])?;
        let head = build::write(documents, &mut file)?;
        file.seek(io::SeekFrom::Start(0))?;
        file.write_all(&head)?;
        file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
        Ok(())
    }

    fn read(bytes: Bytes) -> Result<Self, SegmentError> {
        let all = bytes.all();
        if all.get(..8) != Some(&MAGIC[..]) {
            return Err(SegmentError::Damaged { reason: "not a segment of this version" });
        }
        let damaged = || SegmentError::Damaged { reason: "length does not match the header" };
        let size = |at: usize| usize::try_from(u64_at(all, at)).unwrap_or(usize::MAX);
        let bits = u32_at(all, 8);
        if u32_at(all, 12) != weights::identity() {
            return Err(SegmentError::Damaged { reason: "made with another table of words" });
        }
        let (documents, postings_count, letters_count) = (size(16), size(24), size(32));
        let (places_count, ends_count, keys_bytes) = (size(40), size(48), size(56));
        if bits > 30 || letters_count > MOST_LETTERS {
            return Err(damaged());
        }
        let after = |start: usize, count: usize, width: usize| {
            count.checked_mul(width).and_then(|length| start.checked_add(length)).ok_or_else(damaged)
        };
        let directory = after(HEADER, documents, ROW)?;
        let postings = directory + ((1usize << bits) + 1) * 4;
        let letters = after(postings, postings_count, POSTING)?;
        let places = after(letters, letters_count, 2)?;
        let ends = after(places, places_count, 8)?;
        let key_directory = after(ends, ends_count, 8)?;
        let keys = after(key_directory, weights::count() + 1, 4)?;
        if after(keys, keys_bytes, 1)? != all.len() {
            return Err(damaged());
        }
        let (head, body) = all.split_at_checked(HEADER).unwrap_or((all, &[]));
        if checksum([body, head.get(..HEADER - 8).unwrap_or(&[])]) != u64_at(all, HEADER - 8) {
            return Err(SegmentError::Damaged { reason: "checksum does not match" });
        }
        let layout = Layout {
            bits,
            documents,
            directory,
            postings,
            postings_count,
            letters,
            letters_count,
            places,
            places_count,
            ends,
            ends_count,
            key_directory,
            keys,
            keys_bytes,
        };
        let first = |document: usize| u32::try_from(u64_at(all, HEADER + document * ROW + 8)).unwrap_or(u32::MAX);
        let starts = Starts::new((0..documents).map(first), u32::try_from(letters_count).unwrap_or(u32::MAX));
        let sequences = (0..documents).map(|document| u64_at(all, HEADER + document * ROW)).collect();
        Ok(Self { bytes, layout, starts, sequences })
    }

    /// Number of documents.
    #[must_use]
    pub fn len(&self) -> usize {
        self.layout.documents
    }

    /// Whether there is no document.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Number of letters of all documents.
    #[must_use]
    pub fn letters_count(&self) -> usize {
        self.layout.letters_count
    }

    /// Number of postings.
    #[must_use]
    pub fn postings_count(&self) -> usize {
        self.layout.postings_count
    }

    /// Sequence number of a document.
    #[must_use]
    pub fn sequence(&self, document: usize) -> u64 {
        self.sequences.get(document).copied().unwrap_or(0)
    }

    /// The document with a sequence number.
    #[must_use]
    pub fn document(&self, sequence: u64) -> Option<usize> {
        self.sequences.binary_search(&sequence).ok()
    }

    fn row(&self, document: usize, field: usize) -> usize {
        usize::try_from(u64_at(self.bytes.all(), HEADER + document * ROW + field * 8)).unwrap_or(0)
    }

    /// What the index keeps of a document, to be written into another segment.
    #[must_use]
    pub fn entry(&self, document: usize) -> Entry<'_> {
        Entry {
            sequence: self.sequence(document),
            letters: self.letters(document),
            places: self.places(document),
            ends: self.ends(document),
        }
    }

    /// The document to which a letter, counted through the segment, belongs.
    pub(super) fn document_at(&self, letter: u32) -> Option<usize> {
        self.starts.document_at(letter)
    }

    /// The first letter of a document, counted through the segment; behind the last document, the number of all letters.
    pub(super) fn first_letter(&self, document: usize) -> u32 {
        self.starts.of(document)
    }

    /// The letters of a document.
    #[must_use]
    pub fn letters(&self, document: usize) -> LetterCodes<'_> {
        let at = |document| self.layout.letters + self.first_letter(document) as usize * 2;
        LetterCodes { bytes: self.bytes.all().get(at(document)..at(document + 1)).unwrap_or(&[]) }
    }

    /// The code of a letter, counted through the segment; 0 where there is none.
    pub(super) fn letter(&self, letter: u32) -> u16 {
        let all = LetterCodes { bytes: self.bytes.all().get(self.layout.letters..).unwrap_or(&[]) };
        all.get(letter as usize).unwrap_or(0)
    }

    /// The places of a document's letters in its text.
    fn places(&self, document: usize) -> Places<'_> {
        let first = self.row(document, 3);
        let end = if document + 1 < self.len() { self.row(document + 1, 3) } else { self.layout.places_count };
        let at = |word: usize| self.layout.places + word * 8;
        Places { bytes: self.bytes.all().get(at(first)..at(end.max(first))).unwrap_or(&[]) }
    }

    /// Which letters of a document end a sentence.
    fn ends(&self, document: usize) -> Places<'_> {
        let first = self.row(document, 4);
        let at = |word: usize| self.layout.ends + word * 8;
        let end = first + self.row(document, 2).div_ceil(64);
        Places { bytes: self.bytes.all().get(at(first)..at(end.min(self.layout.ends_count).max(first))).unwrap_or(&[]) }
    }

    /// The keys of a word: first letters of sentences, counted through the segment; none for what is no word.
    pub(super) fn keys_of(&self, word: Pair) -> KeyList<'_> {
        let Some(number) = weights::number(word) else { return KeyList::of(&[]) };
        let entry = |i: usize| u32_at(self.bytes.all(), self.layout.key_directory + i * 4) as usize;
        let (from, to) = (entry(number), entry(number + 1).min(self.layout.keys_bytes));
        KeyList::of(self.bytes.all().get(self.layout.keys + from..self.layout.keys + to).unwrap_or(&[]))
    }

    /// The sentence of a document that begins with a letter, counted through the segment: the range of its letters in the
    /// document.
    pub(super) fn sentence(&self, document: usize, first: u32) -> Option<Span> {
        let start = first.checked_sub(self.first_letter(document))? as usize;
        let longest = self.row(document, 2).min(start + sentences::LONGEST);
        let end = self.ends(document).next(start..longest).map_or(longest, |last| last + 1);
        (start < end).then(|| Span::new(start, end))
    }

    /// How many letters of a document stand before a place of its text, in code points.
    #[must_use]
    pub fn letters_before(&self, document: usize, place: usize) -> usize {
        self.places(document).before(place)
    }

    /// The range of a document's text as received, in code points, that a range of its letters covers.
    #[must_use]
    pub fn to_text(&self, document: usize, letters: Span) -> Span {
        let places = self.places(document);
        let last = letters.end.checked_sub(1).filter(|&last| last >= letters.start);
        let both = last.and_then(|last| places.of_both(letters.start, last));
        both.map(|(first, last)| Span::new(first, last + 1)).unwrap_or_default()
    }

    /// The postings of a range of one hash: where its gram begins, counted through the segment, in order.
    pub fn postings(&self, range: Range<usize>) -> impl ExactSizeIterator<Item = u32> + '_ {
        self.packed_postings(range).iter().map(postings::place)
    }

    pub(super) fn packed_postings(&self, range: Range<usize>) -> &[Packed] {
        let at = |posting: usize| self.layout.postings + posting * POSTING;
        self.bytes.all().get(at(range.start)..at(range.end)).unwrap_or(&[]).as_chunks().0
    }

    pub(super) fn packed(&self, at: usize) -> u64 {
        // Eight bytes are read and five kept; letters or places always follow the last posting.
        low_bits(u64_at(self.bytes.all(), self.layout.postings + at * POSTING), POSTING_BITS)
    }
}

/// Maps a file that is never changed after it was written.
#[allow(
    unsafe_code,
    reason = "a memory map is unsafe because the file may change underneath; segment files are written once under a temporary name, renamed, and only ever deleted"
)]
fn map(file: &File) -> io::Result<Mmap> {
    // SAFETY: see the reason above; a deleted file stays mapped until the map is dropped.
    unsafe { Mmap::map(file) }
}

fn checksum(parts: [&[u8]; 2]) -> u64 {
    let mut hasher = Xxh3::new();
    for part in parts {
        hasher.update(part);
    }
    hasher.digest()
}

pub(super) fn bucket_and_rest(hash: u64, bits: u32) -> (usize, u64) {
    let bucket = hash.checked_shr(64 - bits).unwrap_or(0);
    let rest = low_bits(hash.checked_shr(64 - REST_BITS - bits).unwrap_or(0), REST_BITS);
    (usize::try_from(bucket).unwrap_or(0), rest)
}

#[cfg(test)]
mod tests {
    use super::super::build::Kept;
    use super::super::fingerprint::{codes, hashes, winnow};
    use super::*;
    use crate::text::Letters;

    #[test]
    fn holds_what_was_put_in() {
        let texts =
            ["为贯彻落实国家粮食，储备安全管理有关规定", "", "结合本市实际制定本办法请遵照执行结合本市实际制定本办法"];
        let kept: Vec<Kept> = (0..).zip(texts).map(|(i, t)| Kept::of(i * 7 + 3, t)).collect();
        let segment = Segment::in_memory(&kept.iter().map(Kept::entry).collect::<Vec<_>>()).unwrap();
        assert_eq!(segment.len(), 3);
        assert_eq!(segment.document(4), None);
        for (at, text) in texts.iter().enumerate() {
            let letters = Letters::of_text(text);
            let codes = codes(letters.chars());
            assert_eq!(segment.sequence(at), at as u64 * 7 + 3);
            assert_eq!(segment.document(at as u64 * 7 + 3), Some(at));
            assert_eq!(segment.letters(at).to_vec(), codes);
            for end in 0..=letters.len() {
                let span = Span::new(end / 2, end);
                assert_eq!(segment.to_text(at, span), letters.to_text(span), "{text}");
                let place = letters.to_text(span).end;
                assert_eq!(segment.letters_before(at, place), letters.from_text(Span::new(0, place)).end, "{text}");
            }
            for (hash, position) in winnow(&hashes(&codes)) {
                let wanted = segment.first_letter(at) + position;
                assert_eq!(segment.document_at(wanted), Some(at));
                let range = segment.postings_of(hash);
                assert!(segment.postings(range.clone()).any(|letter| letter == wanted));
                let around = wanted.saturating_sub(1)..wanted + 2;
                let mut found: Vec<u32> = around.clone().collect();
                segment.retain_with(&mut found, range.clone(), 0, 0);
                let stands = |letter: &u32| segment.postings(range.clone()).any(|other| other == *letter);
                assert_eq!(found, around.filter(stands).collect::<Vec<_>>());
            }
        }
        assert!(segment.postings_of(12345).is_empty());
        assert_eq!(segment.document_at(segment.first_letter(3)), None);
    }

    #[test]
    fn sentences_are_found_by_their_words() {
        let texts = [
            "饲料生产企业应当如实记录生产过程。第二条　本条例自公布之日起施行，由农业农村部解释。",
            "短。",
            "登记簿按照街道和宗地编号的顺序装订成册",
        ];
        let kept: Vec<Kept> = (1..).zip(texts).map(|(i, t)| Kept::of(i, t)).collect();
        let segment = Segment::in_memory(&kept.iter().map(Kept::entry).collect::<Vec<_>>()).unwrap();
        let found = |word: &str| -> Vec<(usize, Span)> {
            let word = weights::pairs(&codes(&word.chars().collect::<Vec<_>>()))[0];
            let place = |first| {
                let document = segment.document_at(first)?;
                Some((document, segment.sentence(document, first)?))
            };
            segment.keys_of(word).filter_map(place).collect()
        };
        assert!(found("饲料").contains(&(0, Span::new(0, 16))));
        assert!(found("登记").contains(&(2, Span::new(0, 19))));
        assert!(found("施行").contains(&(0, Span::new(16, 35))));
    }

    #[test]
    fn damage_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.seg");
        let kept = Kept::of(1, "为贯彻落实国家粮食储备安全管理有关规定");
        Segment::write(&path, &[kept.entry()]).unwrap();
        assert!(Segment::open(&path).is_ok());
        let whole = std::fs::read(&path).unwrap();
        // Every part is hit: the head and the small parts closely, the directory of words here and there.
        let close = (0..600).chain(whole.len() - 60..whole.len()).step_by(3);
        for at in close.chain((600..whole.len()).step_by(997)) {
            let mut bytes = whole.clone();
            bytes[at] ^= 0x5A;
            std::fs::write(&path, &bytes).unwrap();
            assert!(Segment::open(&path).is_err(), "byte {at}");
        }
        for length in [0, 10, 71, whole.len() - 1] {
            std::fs::write(&path, &whole[..length]).unwrap();
            assert!(Segment::open(&path).is_err(), "length {length}");
        }
    }
}
