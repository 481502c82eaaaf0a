//! The fingerprint index of the corpus, held in step with the store; and texts read for comparison, kept while there is
//! room.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use super::error::CorpusError;
use super::table::DocumentTable;
use crate::reuse::index::Snapshot;
use crate::reuse::{ReuseIndex, ReuseIndexError};
use crate::store::{Document, Store};

/// Documents read from the store at once when the index is built: bounds memory to their texts.
const BUILD_BATCH: usize = 200;
/// Documents put in between two commits while the index is built: bounds memory to their letters.
const COMMIT_DOCUMENTS: usize = 20_000;

/// The fingerprint index.
#[derive(Debug)]
pub(super) struct Copies {
    index: ReuseIndex,
}

impl Copies {
    /// Opens the index in a folder and brings it into step; one that is damaged, foreign or ahead of the store is set
    /// aside and built again. What happened, in Chinese, when it was not as it should be.
    pub(super) fn open(
        dir: &Path,
        store: &Store,
        documents: &DocumentTable,
    ) -> Result<(Self, Option<String>), CorpusError> {
        let (index, reason) = match ReuseIndex::open(dir, store.identity()) {
            Ok(index) if index.generation() <= store.generation() => (index, None),
            Ok(_) => (Self::anew(dir, store)?, Some("比数据库新".to_owned())),
            Err(ReuseIndexError::Damaged { reason }) => (Self::anew(dir, store)?, Some(reason)),
            Err(error) => return Err(error.into()),
        };
        let mut copies = Self { index };
        let missing = copies.index.sequences().is_empty() && !documents.is_empty();
        copies.catch_up(store, documents)?;
        let news = match reason {
            Some(reason) => Some(format!("查重索引不可用（{reason}），已移开并由数据库重建")),
            None => missing.then(|| format!("没有查重索引，已由数据库重建，含 {} 份文件", documents.len())),
        };
        Ok((copies, news))
    }

    fn anew(dir: &Path, store: &Store) -> Result<ReuseIndex, CorpusError> {
        // One former index is kept, for whoever wants to know what happened to it.
        let aside = dir.with_extension("aside");
        if aside.exists() {
            std::fs::remove_dir_all(&aside).map_err(CorpusError::io(&aside))?;
        }
        std::fs::rename(dir, &aside).map_err(CorpusError::io(dir))?;
        Ok(ReuseIndex::open(dir, store.identity())?)
    }

    /// Takes documents in, to be committed later.
    pub(super) fn add(&mut self, documents: &[Document]) {
        let texts: Vec<(u64, &str)> = documents.iter().map(|d| (d.meta.seq, d.text.as_str())).collect();
        self.index.add(&texts);
    }

    /// Forgets what was not committed and brings the index into step with the store.
    pub(super) fn catch_up(&mut self, store: &Store, documents: &DocumentTable) -> Result<(), CorpusError> {
        self.index.discard();
        let held: BTreeSet<u64> = self.index.sequences();
        let missing: Vec<u64> = documents.iter().map(|d| d.seq).filter(|seq| !held.contains(seq)).collect();
        for chunk in missing.chunks(COMMIT_DOCUMENTS) {
            for batch in chunk.chunks(BUILD_BATCH) {
                self.add(&store.documents_by_seq(batch)?);
            }
            self.commit(self.index.generation(), documents)?;
        }
        if self.index.generation() != store.generation() {
            self.commit(store.generation(), documents)?;
        }
        Ok(())
    }

    /// Commits what was added under a generation of the store.
    pub(super) fn commit(&mut self, generation: u64, documents: &DocumentTable) -> Result<(), CorpusError> {
        Ok(self.index.commit(generation, &|seq| documents.by_seq(seq).is_some())?)
    }

    /// The committed state.
    pub(super) fn snapshot(&self) -> Snapshot {
        self.index.snapshot()
    }
}

/// Memory for texts read for comparison, in bytes.
pub(super) const READINGS_BYTES: usize = 64 << 20;
/// Memory for texts as stored, in bytes. Two hundred drafts against 50,000 documents take their sources from texts of about
/// this size together: with 64 MB a draft read 41 texts of the store again, with 128 MB 26, with this none.
pub(super) const TEXTS_BYTES: usize = 256 << 20;

/// What was used lately, by document; the least recently used is dropped first.
#[derive(Debug)]
pub(super) struct Recent<T> {
    kept: HashMap<u64, (T, usize, u64)>,
    by_use: BTreeMap<u64, u64>,
    clock: u64,
    bytes: usize,
    room: usize,
}

impl<T: Clone> Recent<T> {
    /// Keeps up to `room` bytes.
    pub(super) fn new(room: usize) -> Self {
        Self { kept: HashMap::new(), by_use: BTreeMap::new(), clock: 0, bytes: 0, room }
    }

    pub(super) fn get(&mut self, seq: u64) -> Option<T> {
        self.clock += 1;
        let (value, _, used) = self.kept.get_mut(&seq)?;
        self.by_use.remove(used);
        *used = self.clock;
        self.by_use.insert(self.clock, seq);
        Some(value.clone())
    }

    pub(super) fn put(&mut self, seq: u64, value: T, size: usize) {
        self.clock += 1;
        self.bytes += size;
        self.by_use.insert(self.clock, seq);
        if let Some((_, former, used)) = self.kept.insert(seq, (value, size, self.clock)) {
            self.bytes -= former;
            self.by_use.remove(&used);
        }
        while self.bytes > self.room
            && let Some((_, oldest)) = self.by_use.pop_first()
        {
            if let Some((_, dropped, _)) = self.kept.remove(&oldest) {
                self.bytes -= dropped;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readings_are_dropped_by_age_when_room_is_short() {
        let mut recent = Recent::new(100);
        for seq in 0..4 {
            recent.put(seq, seq, 30);
            assert!(recent.get(0).is_some() || seq > 0);
        }
        assert!(recent.bytes <= 100);
        assert_eq!(recent.get(3), Some(3));
        assert_eq!(recent.get(1), None);
        assert_eq!(recent.kept.len(), recent.by_use.len());
    }
}
