//! A segment: the fingerprints and letters of a set of documents in one immutable file, memory-mapped.
//!
//! Layout (little endian): header of 64 bytes, document table, directory, postings, letters.
//! The directory has one entry per value of the upper `bits` of a hash; a posting of eight bytes holds the next 16 bits
//! of the hash, the document's number in the segment (22 bits) and the position of the gram (26 bits). Letters are the
//! codes of [`super::fingerprint::code`], two bytes each, so that a seed grows without a look at the store.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::ops::Range;
use std::path::Path;

use memmap2::Mmap;
use rayon::prelude::*;
use xxhash_rust::xxh3::Xxh3;

use super::fingerprint::{hashes, winnow};

/// First bytes of a segment file; the last byte is the version of the layout.
const MAGIC: [u8; 8] = *b"DSXSEG\0\x01";
const HEADER: usize = 64;
/// Bytes of a row of the document table: sequence number, first letter, number of letters.
const ROW: usize = 24;
const DOCUMENT_BITS: u32 = 22;
const POSITION_BITS: u32 = 26;
/// Most documents in a segment.
pub const MOST_DOCUMENTS: usize = 1 << DOCUMENT_BITS;
/// Most letters of one document; what lies beyond is not indexed (67 million letters, 200 MB of text).
pub const MOST_LETTERS: usize = 1 << POSITION_BITS;

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
struct Layout {
    bits: u32,
    documents: usize,
    directory: usize,
    postings: usize,
    postings_count: usize,
    letters: usize,
    letters_count: usize,
}

#[derive(Debug)]
enum Bytes {
    Mapped(Mmap),
    Owned(Vec<u8>),
}

impl Bytes {
    fn all(&self) -> &[u8] {
        match self {
            Self::Mapped(map) => map,
            Self::Owned(bytes) => bytes,
        }
    }
}

/// A readable segment.
#[derive(Debug)]
pub struct Segment {
    bytes: Bytes,
    layout: Layout,
}

/// Where a gram stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Posting {
    /// Number of the document in its segment.
    pub document: u32,
    /// Position of the gram's first letter.
    pub position: u32,
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    bytes.get(at..at + 8).and_then(|b| b.try_into().ok()).map_or(0, u64::from_le_bytes)
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 4).and_then(|b| b.try_into().ok()).map_or(0, u32::from_le_bytes)
}

fn low_bits(value: u64, bits: u32) -> u64 {
    value & ((1u64 << bits) - 1)
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

    /// A segment in memory, for documents that are compared once.
    ///
    /// # Errors
    /// [`SegmentError::Damaged`] never for bytes made here; kept so that both ways of reading share one check.
    pub fn in_memory(documents: &[(u64, &[u16])]) -> Result<Self, SegmentError> {
        Self::read(Bytes::Owned(build(documents)))
    }

    fn read(bytes: Bytes) -> Result<Self, SegmentError> {
        let all = bytes.all();
        if all.get(..8) != Some(&MAGIC[..]) {
            return Err(SegmentError::Damaged { reason: "not a segment of this version" });
        }
        let damaged = SegmentError::Damaged { reason: "length does not match the header" };
        let size = |at: usize| usize::try_from(u64_at(all, at)).unwrap_or(usize::MAX);
        let bits = u32_at(all, 8);
        let (documents, postings_count, letters_count) = (size(16), size(24), size(32));
        if bits > 30 || documents > MOST_DOCUMENTS {
            return Err(damaged);
        }
        let directory = HEADER + documents * ROW;
        let postings = directory + ((1usize << bits) + 1) * 4;
        let letters = postings_count.checked_mul(8).and_then(|l| l.checked_add(postings));
        let end = letters.and_then(|l| letters_count.checked_mul(2).and_then(|n| n.checked_add(l)));
        let (Some(letters), Some(end)) = (letters, end) else { return Err(damaged) };
        if end != all.len() {
            return Err(damaged);
        }
        if checksum(all.get(HEADER..).unwrap_or(&[])) != u64_at(all, 40) {
            return Err(SegmentError::Damaged { reason: "checksum does not match" });
        }
        let layout = Layout { bits, documents, directory, postings, postings_count, letters, letters_count };
        Ok(Self { bytes, layout })
    }

    /// Writes a segment file for documents given as (sequence number, letters), flushed to disk.
    ///
    /// # Errors
    /// [`SegmentError::Io`] when the file system refuses.
    pub fn write(path: &Path, documents: &[(u64, &[u16])]) -> Result<(), SegmentError> {
        let mut file = BufWriter::new(File::create(path)?);
        file.write_all(&build(documents))?;
        file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
        Ok(())
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
        u64_at(self.bytes.all(), HEADER + document * ROW)
    }

    /// The letters of a document.
    #[must_use]
    pub fn letters(&self, document: usize) -> LetterCodes<'_> {
        let all = self.bytes.all();
        let row = HEADER + document * ROW;
        let size = |at: usize| usize::try_from(u64_at(all, at)).unwrap_or(0);
        let (first, count) = (size(row + 8), size(row + 16));
        let from = self.layout.letters + first * 2;
        LetterCodes { bytes: all.get(from..from + count * 2).unwrap_or(&[]) }
    }

    /// Where the postings of a hash stand, as a range of [`Segment::postings`].
    #[must_use]
    pub fn postings_of(&self, hash: u64) -> Range<usize> {
        let (bucket, rest) = bucket_and_rest(hash, self.layout.bits);
        let entry = |i: usize| u32_at(self.bytes.all(), self.layout.directory + i * 4) as usize;
        let (from, to) = (entry(bucket), entry(bucket + 1).min(self.layout.postings_count));
        let key = |at: usize| self.packed(at) >> (DOCUMENT_BITS + POSITION_BITS);
        let first = partition_point(from..to, |at| key(at) < rest);
        let end = partition_point(first..to, |at| key(at) == rest);
        first..end
    }

    /// The postings of a range, in order of document and position.
    pub fn postings(&self, range: Range<usize>) -> impl Iterator<Item = Posting> + '_ {
        let from = self.layout.postings + range.start * 8;
        let bytes = self.bytes.all().get(from..from + range.len() * 8).unwrap_or(&[]);
        bytes.chunks_exact(8).map(|b| unpacked(u64_at(b, 0)))
    }

    /// Whether a range of postings of one hash has this place.
    #[must_use]
    pub fn has_posting(&self, range: Range<usize>, document: u32, position: u32) -> bool {
        let wanted = (u64::from(document) << POSITION_BITS) | u64::from(position);
        let place = |at: usize| low_bits(self.packed(at), DOCUMENT_BITS + POSITION_BITS);
        let at = partition_point(range.clone(), |at| place(at) < wanted);
        at < range.end && place(at) == wanted
    }

    fn packed(&self, at: usize) -> u64 {
        u64_at(self.bytes.all(), self.layout.postings + at * 8)
    }
}

fn unpacked(posting: u64) -> Posting {
    Posting {
        document: u32::try_from(low_bits(posting >> POSITION_BITS, DOCUMENT_BITS)).unwrap_or(0),
        position: u32::try_from(low_bits(posting, POSITION_BITS)).unwrap_or(0),
    }
}

/// First index of a range at which a condition, true before and false after, is false.
fn partition_point(range: Range<usize>, holds: impl Fn(usize) -> bool) -> usize {
    let (mut from, mut to) = (range.start, range.end.max(range.start));
    while from < to {
        let middle = from + (to - from) / 2;
        if holds(middle) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    from
}

/// The letters of one document inside a segment.
#[derive(Debug, Clone, Copy)]
pub struct LetterCodes<'a> {
    bytes: &'a [u8],
}

impl LetterCodes<'_> {
    /// Number of letters.
    #[must_use]
    pub fn len(self) -> usize {
        self.bytes.len() / 2
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.bytes.is_empty()
    }

    /// The code at a position.
    #[must_use]
    pub fn get(self, at: usize) -> Option<u16> {
        self.bytes.get(at * 2..at * 2 + 2).and_then(|b| b.try_into().ok()).map(u16::from_le_bytes)
    }

    /// All codes.
    #[must_use]
    pub fn to_vec(self) -> Vec<u16> {
        self.bytes.chunks_exact(2).filter_map(|b| b.try_into().ok()).map(u16::from_le_bytes).collect()
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

fn checksum(bytes: &[u8]) -> u64 {
    let mut hasher = Xxh3::new();
    hasher.update(bytes);
    hasher.digest()
}

fn bucket_and_rest(hash: u64, bits: u32) -> (usize, u64) {
    let bucket = hash.checked_shr(64 - bits).unwrap_or(0);
    let rest = hash.checked_shr(48 - bits).unwrap_or(0) & 0xFFFF;
    (usize::try_from(bucket).unwrap_or(0), rest)
}

/// The bytes of a segment.
fn build(documents: &[(u64, &[u16])]) -> Vec<u8> {
    let kept: Vec<Vec<(u64, u32)>> =
        documents.par_iter().map(|(_, codes)| winnow(&hashes(codes.get(..MOST_LETTERS).unwrap_or(codes)))).collect();
    let count: usize = kept.iter().map(Vec::len).sum();
    // About four postings to a bucket.
    let bits = (count / 4).max(2).ilog2().min(28);
    let (directory, postings) = sort_postings(&kept, bits, count);
    let letters_count: usize = documents.iter().map(|(_, codes)| codes.len()).sum();
    let mut bytes =
        Vec::with_capacity(HEADER + documents.len() * ROW + directory.len() * 4 + count * 8 + letters_count * 2);
    bytes.extend_from_slice(&MAGIC);
    bytes.extend_from_slice(&bits.to_le_bytes());
    bytes.extend_from_slice(&[0; 4]);
    for size in [documents.len(), count, letters_count] {
        bytes.extend_from_slice(&(size as u64).to_le_bytes());
    }
    bytes.resize(HEADER, 0);
    let mut first = 0u64;
    for (sequence, codes) in documents {
        for value in [*sequence, first, codes.len() as u64] {
            bytes.extend_from_slice(&value.to_le_bytes());
        }
        first += codes.len() as u64;
    }
    bytes.extend(directory.iter().flat_map(|d| d.to_le_bytes()));
    bytes.extend(postings.iter().flat_map(|p| p.to_le_bytes()));
    bytes.extend(documents.iter().flat_map(|(_, codes)| codes.iter().flat_map(|c| c.to_le_bytes())));
    let sum = checksum(bytes.get(HEADER..).unwrap_or(&[])).to_le_bytes();
    if let Some(place) = bytes.get_mut(40..48) {
        place.copy_from_slice(&sum);
    }
    bytes
}

/// Directory and postings: a counting sort by bucket, then a sort inside each bucket.
fn sort_postings(kept: &[Vec<(u64, u32)>], bits: u32, count: usize) -> (Vec<u32>, Vec<u64>) {
    let buckets = 1usize << bits;
    let mut directory = vec![0u32; buckets + 1];
    for (hash, _) in kept.iter().flatten() {
        if let Some(size) = directory.get_mut(bucket_and_rest(*hash, bits).0 + 1) {
            *size += 1;
        }
    }
    let mut sum = 0;
    for entry in &mut directory {
        sum += *entry;
        *entry = sum;
    }
    let mut next = directory.clone();
    let mut postings = vec![0u64; count];
    for (document, grams) in kept.iter().enumerate() {
        for &(hash, position) in grams {
            let (bucket, rest) = bucket_and_rest(hash, bits);
            let posting = (((rest << DOCUMENT_BITS) | document as u64) << POSITION_BITS) | u64::from(position);
            if let Some(slot) = next.get_mut(bucket) {
                if let Some(place) = postings.get_mut(*slot as usize) {
                    *place = posting;
                }
                *slot += 1;
            }
        }
    }
    let mut rest = postings.as_mut_slice();
    for pair in directory.windows(2) {
        let [from, to] = pair else { continue };
        let (bucket, tail) = rest.split_at_mut((to - from) as usize);
        bucket.sort_unstable();
        rest = tail;
    }
    (directory, postings)
}

#[cfg(test)]
mod tests {
    use super::super::fingerprint::codes;
    use super::*;

    fn letters(text: &str) -> Vec<u16> {
        codes(&text.chars().collect::<Vec<_>>())
    }

    #[test]
    fn holds_what_was_put_in() {
        let texts =
            ["为贯彻落实国家粮食储备安全管理有关规定", "", "结合本市实际制定本办法请遵照执行结合本市实际制定本办法"];
        let codes: Vec<Vec<u16>> = texts.iter().map(|t| letters(t)).collect();
        let documents: Vec<(u64, &[u16])> =
            codes.iter().enumerate().map(|(i, c)| (i as u64 * 7 + 3, c.as_slice())).collect();
        let segment = Segment::in_memory(&documents).unwrap();
        assert_eq!(segment.len(), 3);
        for (at, codes) in codes.iter().enumerate() {
            assert_eq!(segment.sequence(at), at as u64 * 7 + 3);
            assert_eq!(&segment.letters(at).to_vec(), codes);
            for (hash, position) in winnow(&hashes(codes)) {
                let wanted = Posting { document: u32::try_from(at).unwrap(), position };
                let range = segment.postings_of(hash);
                assert!(segment.postings(range.clone()).any(|p| p == wanted));
                assert!(segment.has_posting(range, wanted.document, position));
            }
        }
        assert!(segment.postings_of(12345).is_empty());
    }

    #[test]
    fn damage_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.seg");
        let codes = letters("为贯彻落实国家粮食储备安全管理有关规定");
        Segment::write(&path, &[(1, &codes)]).unwrap();
        assert!(Segment::open(&path).is_ok());
        let whole = std::fs::read(&path).unwrap();
        for at in (0..whole.len()).step_by(3) {
            // Bytes 12–15 and 48–63 of the header are reserved.
            if (12..16).contains(&at) || (48..64).contains(&at) {
                continue;
            }
            let mut bytes = whole.clone();
            bytes[at] ^= 0x5A;
            std::fs::write(&path, &bytes).unwrap();
            assert!(Segment::open(&path).is_err(), "byte {at}");
        }
        for length in [0, 10, 63, whole.len() - 1] {
            std::fs::write(&path, &whole[..length]).unwrap();
            assert!(Segment::open(&path).is_err(), "length {length}");
        }
    }
}
