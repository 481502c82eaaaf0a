//! The fingerprint index of the corpus: immutable segments and a manifest that names them with the generation of the
//! store they were built from. Everything here can be made again from the store.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::build::{Entry, Kept};
use super::query::{Found, Library, Query};
use super::reworded::{self, Reworded};
use super::segment::{self, Segment, SegmentError};
use crate::deadline::Deadline;
use crate::span::Span;

/// No segment is merged beyond this many letters, all that one can number; bounds the memory of a merge (about four bytes
/// a letter).
const LARGEST_SEGMENT: usize = segment::MOST_LETTERS;
const MANIFEST: &str = "manifest.json";

/// Why the index cannot be used or written.
#[derive(Debug, thiserror::Error)]
pub enum ReuseIndexError {
    /// The file system refused.
    #[error("fingerprint index {path}: {source}")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Files are missing or damaged; the index must be built again.
    #[error("fingerprint index is damaged: {reason}")]
    Damaged {
        /// What is wrong.
        reason: String,
    },
}

#[derive(Debug, Serialize, Deserialize)]
struct Manifest {
    layout: u32,
    /// Identity of the store.
    store: String,
    generation: u64,
    segments: Vec<String>,
    next: u64,
}

/// Version of manifest and segments together; another version is built again.
const LAYOUT: u32 = 5;

#[derive(Debug, Clone)]
struct Named {
    name: String,
    segment: Arc<Segment>,
}

/// The index: readers clone a [`Snapshot`], one writer adds and commits.
#[derive(Debug)]
pub struct ReuseIndex {
    folder: PathBuf,
    store: String,
    generation: u64,
    next: u64,
    segments: Vec<Named>,
    /// Documents added since the last commit.
    pending: Vec<Kept>,
}

/// The segments of one moment; stays valid while the index goes on.
#[derive(Debug, Clone, Default)]
pub struct Snapshot {
    segments: Vec<Arc<Segment>>,
}

fn io_error(path: &Path) -> impl FnOnce(std::io::Error) -> ReuseIndexError + '_ {
    move |source| ReuseIndexError::Io { path: path.to_owned(), source }
}

fn segment_error(path: &Path) -> impl FnOnce(SegmentError) -> ReuseIndexError + '_ {
    move |error| match error {
        SegmentError::Io(source) if source.kind() != std::io::ErrorKind::NotFound => {
            ReuseIndexError::Io { path: path.to_owned(), source }
        }
        other => ReuseIndexError::Damaged { reason: format!("{}: {other}", path.display()) },
    }
}

impl ReuseIndex {
    /// Opens the index in a folder, which must belong to the store with this identity; an empty or missing folder gives
    /// an empty index of generation 0.
    ///
    /// # Errors
    /// [`ReuseIndexError::Damaged`] when it must be built again, [`ReuseIndexError::Io`] when the system refuses.
    pub fn open(folder: &Path, store: &str) -> Result<Self, ReuseIndexError> {
        fs::create_dir_all(folder).map_err(io_error(folder))?;
        let mut index = Self {
            folder: folder.to_owned(),
            store: store.to_owned(),
            generation: 0,
            next: 1,
            segments: Vec::new(),
            pending: Vec::new(),
        };
        let path = folder.join(MANIFEST);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(index),
            Err(e) => return Err(io_error(&path)(e)),
        };
        let manifest: Manifest = serde_json::from_slice(&bytes)
            .map_err(|e| ReuseIndexError::Damaged { reason: format!("manifest: {e}") })?;
        if manifest.layout != LAYOUT {
            return Err(ReuseIndexError::Damaged { reason: format!("layout {} is not {LAYOUT}", manifest.layout) });
        }
        if manifest.store != store {
            return Err(ReuseIndexError::Damaged { reason: "belongs to another store".to_owned() });
        }
        index.generation = manifest.generation;
        index.next = manifest.next;
        for name in manifest.segments {
            let path = folder.join(&name);
            let segment = Arc::new(Segment::open(&path).map_err(segment_error(&path))?);
            index.segments.push(Named { name, segment });
        }
        index.sweep();
        Ok(index)
    }

    /// The generation of the store this index was committed with.
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// Sequence numbers of all documents inside, deleted ones of the store included.
    #[must_use]
    pub fn sequences(&self) -> BTreeSet<u64> {
        self.segments.iter().flat_map(|n| (0..n.segment.len()).map(|d| n.segment.sequence(d))).collect()
    }

    /// Takes documents in, as (sequence number, text); they count from the next commit on.
    pub fn add(&mut self, documents: &[(u64, &str)]) {
        let kept: Vec<Kept> = documents.par_iter().map(|(sequence, text)| Kept::of(*sequence, text)).collect();
        self.pending.extend(kept);
    }

    /// Forgets what was added since the last commit.
    pub fn discard(&mut self) {
        self.pending.clear();
    }

    /// Writes what was added as a segment, merges small segments (dropping documents that `live` denies), and names
    /// the generation. The manifest is replaced in one step: after a crash the index is the old or the new one.
    ///
    /// # Errors
    /// [`ReuseIndexError`] when a file cannot be written; the index then stays as it was.
    pub fn commit(&mut self, generation: u64, live: &dyn Fn(u64) -> bool) -> Result<(), ReuseIndexError> {
        let pending = std::mem::take(&mut self.pending);
        let written = self.write_commit(&pending, generation, live);
        if written.is_err() {
            self.pending = pending;
        }
        written
    }

    fn write_commit(
        &mut self,
        pending: &[Kept],
        generation: u64,
        live: &dyn Fn(u64) -> bool,
    ) -> Result<(), ReuseIndexError> {
        let mut segments = self.segments.clone();
        let mut rest = pending;
        while !rest.is_empty() {
            let mut letters = 0;
            let fits = |kept: &&Kept| {
                letters += kept.entry().letters.len();
                letters <= LARGEST_SEGMENT
            };
            let (now, later) = rest.split_at(rest.iter().take_while(fits).count().max(1));
            segments.push(self.write_segment(now.iter().map(Kept::entry).collect())?);
            rest = later;
        }
        while let Some((larger, smaller)) = due(&segments) {
            let merged = self.merge(&[larger, smaller].map(|at| segments.get(at).cloned()), live)?;
            segments.retain(|n| !merged.1.contains(&n.name));
            segments.push(merged.0);
        }
        let names = segments.iter().map(|n| n.name.clone()).collect();
        let store = self.store.clone();
        let manifest = Manifest { layout: LAYOUT, store, generation, segments: names, next: self.next };
        self.write_manifest(&manifest)?;
        self.segments = segments;
        self.generation = generation;
        self.sweep();
        Ok(())
    }

    /// The segments as they are now.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        Snapshot { segments: self.segments.iter().map(|n| Arc::clone(&n.segment)).collect() }
    }

    fn write_segment(&mut self, mut documents: Vec<Entry<'_>>) -> Result<Named, ReuseIndexError> {
        documents.sort_by_key(|d| d.sequence);
        let name = format!("{:08}.seg", self.next);
        self.next += 1;
        let path = self.folder.join(&name);
        let temporary = self.folder.join(format!("{name}.tmp"));
        Segment::write(&temporary, &documents).map_err(segment_error(&temporary))?;
        fs::rename(&temporary, &path).map_err(io_error(&path))?;
        let segment = Arc::new(Segment::open(&path).map_err(segment_error(&path))?);
        Ok(Named { name, segment })
    }

    /// Two segments as one, without the documents that are gone; and the names of the two.
    fn merge(
        &mut self,
        merge: &[Option<Named>; 2],
        live: &dyn Fn(u64) -> bool,
    ) -> Result<(Named, Vec<String>), ReuseIndexError> {
        let merge: Vec<&Named> = merge.iter().flatten().collect();
        let entries = merge.iter().flat_map(|n| (0..n.segment.len()).map(|d| n.segment.entry(d)));
        let merged = self.write_segment(entries.filter(|entry| live(entry.sequence)).collect())?;
        Ok((merged, merge.iter().map(|n| n.name.clone()).collect()))
    }

    fn write_manifest(&self, manifest: &Manifest) -> Result<(), ReuseIndexError> {
        let path = self.folder.join(MANIFEST);
        let temporary = self.folder.join("manifest.tmp");
        let bytes = serde_json::to_vec_pretty(manifest)
            .map_err(|e| ReuseIndexError::Damaged { reason: format!("manifest: {e}") })?;
        let mut file = fs::File::create(&temporary).map_err(io_error(&temporary))?;
        file.write_all(&bytes).and_then(|()| file.sync_all()).map_err(io_error(&temporary))?;
        fs::rename(&temporary, &path).map_err(io_error(&path))?;
        let folder = fs::File::open(&self.folder).map_err(io_error(&self.folder))?;
        folder.sync_all().map_err(io_error(&self.folder))
    }

    /// Removes files that the manifest does not name: left by a crash or replaced by a merge.
    fn sweep(&self) {
        let Ok(entries) = fs::read_dir(&self.folder) else { return };
        for entry in entries.flatten() {
            let name = entry.file_name();
            let named = self.segments.iter().any(|n| name == n.name.as_str());
            let ours = Path::new(&name).extension().is_some_and(|e| e == "seg" || e == "tmp");
            if ours && !named {
                // A file that cannot be removed now is tried again at the next commit.
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}

impl Snapshot {
    /// What the corpus shares with a draft.
    #[must_use]
    pub fn matches(&self, query: &Query, library: &(dyn Library + Sync)) -> Found {
        let segments: Vec<&Segment> = self.segments.iter().map(AsRef::as_ref).collect();
        query.matches(&segments, library)
    }

    /// What of the corpus sentences of a draft may reword, by ranges of its letters ([`super::sentences`]); in order.
    #[must_use]
    pub fn reworded(
        &self,
        codes: &[u16],
        sentences: &[Span],
        library: &(dyn Library + Sync),
        deadline: &Deadline,
    ) -> Vec<Reworded> {
        let segments: Vec<&Segment> = self.segments.iter().map(AsRef::as_ref).collect();
        reworded::search(codes, sentences, &segments, library, deadline)
    }

    /// The codes of a range of a document's letters, as far as there are any; empty when the document is not in the index.
    #[must_use]
    pub fn letters(&self, sequence: u64, range: Span) -> Vec<u16> {
        let codes = |segment: &Arc<Segment>| {
            let letters = segment.letters(segment.document(sequence)?);
            Some((range.start..range.end.min(letters.len())).filter_map(|at| letters.get(at)).collect())
        };
        self.segments.iter().find_map(codes).unwrap_or_default()
    }

    /// How many letters of a document stand before a place of its text, in code points.
    #[must_use]
    pub fn letters_before(&self, sequence: u64, place: usize) -> Option<usize> {
        self.segments.iter().find_map(|segment| Some(segment.letters_before(segment.document(sequence)?, place)))
    }

    /// The range of a document's text, in code points, that a range of its letters covers; `None` when the document is
    /// not in the index.
    #[must_use]
    pub fn to_text(&self, sequence: u64, letters: Span) -> Option<Span> {
        let place = |segment: &Arc<Segment>| Some(segment.to_text(segment.document(sequence)?, letters));
        self.segments.iter().find_map(place)
    }

    /// Number of documents, of letters and of postings.
    #[must_use]
    pub fn size(&self) -> (usize, usize, usize) {
        self.segments
            .iter()
            .fold((0, 0, 0), |(d, l, p), s| (d + s.len(), l + s.letters_count(), p + s.postings_count()))
    }
}

/// Two segments to be merged: every segment shall be less than half as large as the next larger one, so that there are
/// few to look into and a document is rewritten only as often as its segment doubles.
fn due(segments: &[Named]) -> Option<(usize, usize)> {
    let letters = |at: usize| segments.get(at).map_or(0, |n| n.segment.letters_count());
    let mut order: Vec<usize> = (0..segments.len()).collect();
    order.sort_by_key(|&at| std::cmp::Reverse(letters(at)));
    let pairs = order.windows(2).rev().filter_map(|pair| match pair {
        [larger, smaller] => Some((*larger, *smaller)),
        _ => None,
    });
    let mut near = pairs.filter(|&(larger, smaller)| letters(smaller) * 2 > letters(larger));
    near.find(|&(larger, smaller)| letters(larger) + letters(smaller) <= LARGEST_SEGMENT)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Letters;

    struct All;

    impl Library for All {
        fn standing(&self, sequence: u64) -> Option<u32> {
            Some(u32::try_from(sequence).unwrap())
        }
        fn common(&self) -> usize {
            crate::reuse::query::COMMON
        }
    }

    #[test]
    fn commits_survive_and_merges_lose_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let mut index = ReuseIndex::open(folder.path(), "store").unwrap();
        let glyph = |n: u32, i: u32| char::from_u32(0x4E10 + (n * 131 + i * (n + 7)) % 20_000).unwrap();
        let texts: Vec<String> = (0..20).map(|n| (0..60).map(|i| glyph(n, i)).collect()).collect();
        for (at, text) in texts.iter().enumerate() {
            index.add(&[(at as u64 + 1, text)]);
            index.commit(at as u64 + 1, &|s| s != 3).unwrap();
        }
        assert!(ReuseIndex::open(folder.path(), "another").is_err());
        let index = ReuseIndex::open(folder.path(), "store").unwrap();
        assert_eq!(index.generation(), 20);
        assert!(index.sequences().contains(&20) && !index.sequences().contains(&3));
        assert!(index.segments.len() <= 5, "twenty documents are in segments of 16 and 4");
        for (at, text) in texts.iter().enumerate() {
            let found = index.snapshot().matches(&Query::new(Letters::of_text(text).chars()), &All);
            assert_eq!(found.documents.iter().any(|d| d.sequence == at as u64 + 1), at + 1 != 3);
        }
    }

    #[test]
    fn what_was_not_committed_is_not_there() {
        let folder = tempfile::tempdir().unwrap();
        let mut index = ReuseIndex::open(folder.path(), "store").unwrap();
        index.add(&[(1, "为贯彻落实国家粮食储备安全管理有关规定")]);
        drop(index);
        fs::write(folder.path().join("00000009.seg.tmp"), b"left over").unwrap();
        let index = ReuseIndex::open(folder.path(), "store").unwrap();
        assert!(index.sequences().is_empty());
        fs::write(folder.path().join(MANIFEST), b"{\"layout\":1").unwrap();
        assert!(matches!(ReuseIndex::open(folder.path(), "store"), Err(ReuseIndexError::Damaged { .. })));
    }
}
