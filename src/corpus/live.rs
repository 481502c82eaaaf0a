//! [`Corpus`]: store and indexes held in step. Every change goes through the store first (that is the
//! acknowledgement), then into the indexes; a commit makes it visible to searches as one new state.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use arc_swap::ArcSwap;
use tantivy::Searcher;

use super::copies::{Copies, READINGS_BYTES, Recent, TEXTS_BYTES};
use super::error::CorpusError;
use super::fields::Fields;
use super::index::{IndexOutcome, RebuildReason, SearchIndex};
use super::statistics::Lengths;
use super::synonyms::Synonyms;
use super::table::DocumentTable;
use super::topics::LateTopics;
use crate::reuse::index::Snapshot;
use crate::store::{Document, DocumentMeta, NewDocument, Store, Upserted};
use crate::text::Reading;

/// Documents read from the store at once when an index is built: bounds memory to their texts.
const BUILD_BATCH: usize = 200;

/// The corpus: documents, their search index, what is known about each.
pub struct Corpus {
    store: Arc<Store>,
    dir: PathBuf,
    indexes: Mutex<Indexes>,
    state: ArcSwap<State>,
    texts: Mutex<Recent<Arc<str>>>,
    readings: Mutex<Recent<Arc<Reading>>>,
    copies_news: Option<String>,
    synonyms: ArcSwap<Synonyms>,
}

/// The corpus of one moment, as reviews see it.
#[derive(Debug, Clone)]
pub struct View {
    /// Generation of the store.
    pub generation: u64,
    /// What is known about every document.
    pub documents: Arc<DocumentTable>,
    /// Fingerprints.
    pub snapshot: Snapshot,
}

/// The derived indexes and what they have not committed yet. Whoever changes the corpus holds this.
pub(super) struct Indexes {
    search: SearchIndex,
    copies: Copies,
    /// Documents indexed since the last commit, and numbers taken out.
    added: Vec<DocumentMeta>,
    removed: Vec<u64>,
    /// Set while the indexes lack something the store has: an index refused in between.
    behind: bool,
}

/// How the building of an index is watched and given up.
struct BuildWatch<'a> {
    /// Told documents indexed and to be indexed.
    progress: &'a mut dyn FnMut(u64, u64),
    /// Set from elsewhere to give up.
    cancel: &'a AtomicBool,
}

/// What searches see: one committed state, whole.
pub(super) struct State {
    /// Generation of the store that this is.
    pub(super) generation: u64,
    /// The search index.
    pub(super) searcher: Searcher,
    /// Its fields.
    pub(super) fields: Fields,
    /// The documents.
    pub(super) documents: Arc<DocumentTable>,
    /// Fingerprints.
    pub(super) snapshot: Snapshot,
    /// Topic words.
    pub(super) topics: LateTopics,
    /// How long the documents are.
    pub(super) lengths: Lengths,
}

impl std::fmt::Debug for Corpus {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Corpus").field("dir", &self.dir).field("generation", &self.generation()).finish_non_exhaustive()
    }
}

impl Corpus {
    /// Opens the corpus of a store; its indexes lie in `index/` of the folder `dir`. An index that is behind is
    /// caught up; one that is missing, damaged, foreign or ahead is set aside and rebuilt. `progress` is told the
    /// number of documents indexed and to be indexed.
    ///
    /// # Errors
    /// The store's; and what the system refuses (locks, permissions, a full disk), which never sets an index aside.
    pub fn open(
        store: Arc<Store>,
        dir: &Path,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<(Self, IndexOutcome), CorpusError> {
        let dir = dir.join("index");
        let documents = DocumentTable::new(store.all_metadata()?);
        let (copies, copies_news) = Copies::open(&dir.join("copies"), &store, &documents)?;
        let opened = SearchIndex::open(&dir.join("search"), store.identity(), store.generation())?;
        let (search, outcome) = match opened {
            Ok(mut search) => {
                let mut watch = BuildWatch { progress, cancel: &AtomicBool::new(false) };
                let (added, removed) = catch_up(&store, &mut search, &documents, &mut watch)?;
                let outcome = if added + removed == 0 {
                    IndexOutcome::Current { documents: documents.len() as u64 }
                } else {
                    IndexOutcome::CaughtUp { added, removed }
                };
                (search, outcome)
            }
            Err(reason) => {
                let mut watch = BuildWatch { progress, cancel: &AtomicBool::new(false) };
                rebuild(&store, &dir.join("search"), &documents, reason, &mut watch)?
            }
        };
        let indexes = Indexes { search, copies, added: Vec::new(), removed: Vec::new(), behind: false };
        let state = ArcSwap::from_pointee(State::of(&indexes, Arc::new(documents)));
        Ok((
            Self {
                store,
                dir,
                indexes: Mutex::new(indexes),
                state,
                texts: Mutex::new(Recent::new(TEXTS_BYTES)),
                readings: Mutex::new(Recent::new(READINGS_BYTES)),
                copies_news,
                synonyms: ArcSwap::default(),
            },
            outcome,
        ))
    }

    /// The store behind it.
    #[must_use]
    pub fn store(&self) -> &Arc<Store> {
        &self.store
    }

    /// The generation that searches see.
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.state.load().generation
    }

    /// What is known about every document that searches see.
    #[must_use]
    pub fn table(&self) -> Arc<DocumentTable> {
        Arc::clone(&self.state.load().documents)
    }

    /// What happened to the fingerprint index at opening, in Chinese, when it was not as it should be.
    #[must_use]
    pub fn copies_news(&self) -> Option<&str> {
        self.copies_news.as_deref()
    }

    /// From now on searches take these names of bodies for the same.
    pub fn use_synonyms(&self, synonyms: Synonyms) {
        self.synonyms.store(Arc::new(synonyms));
    }

    /// The names that searches take for the same.
    pub(super) fn synonyms(&self) -> Arc<Synonyms> {
        self.synonyms.load_full()
    }

    /// The corpus as reviews see it now.
    #[must_use]
    pub fn view(&self) -> View {
        let state = self.state.load();
        View { generation: state.generation, documents: Arc::clone(&state.documents), snapshot: state.snapshot.clone() }
    }

    /// A document's text, by sequence number; `None` when it has gone from the store or cannot be read.
    #[must_use]
    pub fn text(&self, seq: u64) -> Option<Arc<str>> {
        self.read_text(seq).ok().flatten()
    }

    /// The same where it matters why there is none. Texts used lately are kept in memory.
    ///
    /// # Errors
    /// The store's.
    pub fn read_text(&self, seq: u64) -> Result<Option<Arc<str>>, CorpusError> {
        let kept = || self.texts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(text) = kept().get(seq) {
            return Ok(Some(text));
        }
        // Read outside the lock: several reviews may read at once, and two reading the same text is no harm.
        let Some((_, text)) = self.store.texts(&[seq])?.pop() else { return Ok(None) };
        kept().put(seq, Arc::clone(&text), text.len());
        Ok(Some(text))
    }

    /// A document's text read for comparison; `None` when it has gone from the store.
    ///
    /// # Errors
    /// The store's.
    pub fn reading(&self, seq: u64) -> Result<Option<Arc<Reading>>, CorpusError> {
        let kept = || self.readings.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(reading) = kept().get(seq) {
            return Ok(Some(reading));
        }
        let Some(text) = self.read_text(seq)? else { return Ok(None) };
        let reading = Arc::new(Reading::new(&text));
        kept().put(seq, Arc::clone(&reading), reading.size());
        Ok(Some(reading))
    }

    /// The document with this id, as stored.
    ///
    /// # Errors
    /// The store's.
    pub fn document(&self, id: &str) -> Result<Option<Document>, CorpusError> {
        Ok(self.store.document(id)?)
    }

    /// The documents with these ids, in the order asked; unknown ids are left out.
    ///
    /// # Errors
    /// The store's.
    pub fn documents(&self, ids: &[String]) -> Result<Vec<Document>, CorpusError> {
        let found = ids.iter().map(|id| self.store.document(id));
        Ok(found.filter_map(Result::transpose).collect::<Result<_, _>>()?)
    }

    /// Stores and indexes documents; searches find them when this returns. Answers in order.
    ///
    /// # Errors
    /// The store's, and then nothing has changed; the index's, and then everything is stored and is found after the
    /// next change or start that succeeds.
    pub fn put(&self, documents: &[NewDocument]) -> Result<Vec<Upserted>, CorpusError> {
        let mut indexes = self.lock();
        let results = self.put_batch(&mut indexes, documents)?;
        self.publish(&mut indexes)?;
        Ok(results)
    }

    /// Deletes a document; whether there was one with this id.
    ///
    /// # Errors
    /// As [`Self::put`].
    pub fn delete(&self, id: &str) -> Result<bool, CorpusError> {
        let mut indexes = self.lock();
        let Some(seq) = self.store.delete_document(id)? else { return Ok(false) };
        self.index_batch(&mut indexes, &[], &[seq])?;
        self.publish(&mut indexes)?;
        Ok(true)
    }

    /// Builds the indexes anew from the store. Searches go on in the former state until it is done. Setting `cancel`
    /// from elsewhere gives it up after the batch at hand.
    ///
    /// # Errors
    /// As [`Self::open`], or [`CorpusError::Cancelled`]; the former state stays then.
    pub fn reindex(
        &self,
        cancel: &AtomicBool,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<IndexOutcome, CorpusError> {
        let mut indexes = self.lock();
        let documents = DocumentTable::new(self.store.all_metadata()?);
        indexes.search.close()?;
        let behind = std::mem::replace(&mut indexes.behind, true);
        let dir = self.dir.join("search");
        let mut watch = BuildWatch { progress, cancel };
        let built = rebuild(&self.store, &dir, &documents, RebuildReason::Asked, &mut watch);
        if matches!(built, Err(CorpusError::Cancelled)) {
            // The index in use lacks only what was not committed when it was closed.
            indexes.behind = behind || !indexes.added.is_empty() || !indexes.removed.is_empty();
        }
        let (search, outcome) = built?;
        let folder = self.dir.join("copies");
        std::fs::remove_dir_all(&folder).map_err(CorpusError::io(&folder))?;
        let (copies, _) = Copies::open(&folder, &self.store, &documents)?;
        *indexes = Indexes { search, copies, added: Vec::new(), removed: Vec::new(), behind: false };
        self.state.store(Arc::new(State::of(&indexes, Arc::new(documents))));
        Ok(outcome)
    }

    /// What searches see now.
    pub(super) fn state(&self) -> Arc<State> {
        self.state.load_full()
    }

    /// Whoever holds this may change the corpus.
    pub(super) fn lock(&self) -> MutexGuard<'_, Indexes> {
        self.indexes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Stores documents in one transaction and hands the changed ones to the indexes, to be published later.
    pub(super) fn put_batch(
        &self,
        indexes: &mut Indexes,
        documents: &[NewDocument],
    ) -> Result<Vec<Upserted>, CorpusError> {
        let results = self.store.upsert_documents(documents)?;
        let mut new = BTreeSet::new();
        let mut gone = Vec::new();
        for result in &results {
            match *result {
                Upserted::Added { seq } => drop(new.insert(seq)),
                Upserted::Replaced { seq, former } => {
                    new.insert(seq);
                    // Of two documents with one id in a batch the first never reached the indexes.
                    if !new.remove(&former) {
                        gone.push(former);
                    }
                }
                Upserted::Unchanged { .. } => {}
            }
        }
        let new: Vec<u64> = new.into_iter().collect();
        self.index_batch(indexes, &new, &gone)?;
        Ok(results)
    }

    /// Hands changes that the store has acknowledged to every index.
    fn index_batch(&self, indexes: &mut Indexes, new: &[u64], gone: &[u64]) -> Result<(), CorpusError> {
        if indexes.behind {
            return Ok(());
        }
        // Until all of it has gone through, the indexes lack something.
        indexes.behind = true;
        let documents = self.store.documents_by_seq(new)?;
        for &seq in gone {
            indexes.search.remove(seq)?;
        }
        for document in &documents {
            indexes.search.add(document)?;
        }
        indexes.copies.add(&documents);
        indexes.added.extend(documents.into_iter().map(|d| d.meta));
        indexes.removed.extend(gone);
        indexes.behind = false;
        Ok(())
    }

    /// Commits the indexes and shows the new state to searches. Brings them into step first when they are behind.
    pub(super) fn publish(&self, indexes: &mut Indexes) -> Result<(), CorpusError> {
        let generation = self.store.generation();
        let mut table = DocumentTable::clone(&self.table());
        if indexes.behind {
            table = DocumentTable::new(self.store.all_metadata()?);
            indexes.search.discard();
            let mut watch = BuildWatch { progress: &mut |_, _| {}, cancel: &AtomicBool::new(false) };
            catch_up(&self.store, &mut indexes.search, &table, &mut watch)?;
            indexes.copies.catch_up(&self.store, &table)?;
        } else if indexes.search.generation() == generation {
            return Ok(());
        } else {
            indexes.behind = true;
            indexes.search.commit(generation)?;
            table.change(&indexes.removed, std::mem::take(&mut indexes.added));
            indexes.copies.commit(generation, &table)?;
        }
        indexes.behind = false;
        indexes.added.clear();
        indexes.removed.clear();
        self.state.store(Arc::new(State::of(indexes, Arc::new(table))));
        Ok(())
    }
}

impl Indexes {
    /// Gives back the memory that indexing took; for the end of a large change.
    pub(super) fn settle(&mut self) -> Result<(), CorpusError> {
        self.search.close()
    }
}

impl State {
    fn of(indexes: &Indexes, documents: Arc<DocumentTable>) -> Self {
        let search = &indexes.search;
        Self {
            generation: search.generation(),
            searcher: search.searcher(),
            fields: search.fields().clone(),
            documents,
            snapshot: indexes.copies.snapshot(),
            topics: LateTopics::default(),
            lengths: Lengths::default(),
        }
    }
}

/// Brings every index into step with the store, by the numbers each holds; how many documents went in and out.
fn catch_up(
    store: &Store,
    search: &mut SearchIndex,
    documents: &DocumentTable,
    watch: &mut BuildWatch<'_>,
) -> Result<(u64, u64), CorpusError> {
    let held = search.seqs()?;
    let wanted: BTreeSet<u64> = documents.iter().map(|d| d.seq).collect();
    let gone: Vec<u64> = held.difference(&wanted).copied().collect();
    let missing: Vec<u64> = wanted.difference(&held).copied().collect();
    let (removed, added) = (gone.len() as u64, missing.len() as u64);
    for seq in gone {
        search.remove(seq)?;
    }
    let mut done = 0;
    for batch in missing.chunks(BUILD_BATCH) {
        if watch.cancel.load(Ordering::Relaxed) {
            search.discard();
            return Err(CorpusError::Cancelled);
        }
        for document in store.documents_by_seq(batch)? {
            search.add(&document)?;
        }
        done += batch.len() as u64;
        (watch.progress)(done, added);
    }
    if removed + added > 0 || search.generation() != store.generation() {
        search.commit(store.generation())?;
    }
    Ok((added, removed))
}

/// Builds the search index anew beside `dir` and puts it there, setting aside what lay there.
fn rebuild(
    store: &Store,
    dir: &Path,
    documents: &DocumentTable,
    reason: RebuildReason,
    watch: &mut BuildWatch<'_>,
) -> Result<(SearchIndex, IndexOutcome), CorpusError> {
    let mut search = SearchIndex::create_beside(dir, store.identity())?;
    let (added, _) = catch_up(store, &mut search, documents, watch)?;
    // An empty index has no commit yet, and one without a mark would be taken for damaged.
    search.commit(store.generation())?;
    let (search, set_aside) = search.install(dir, &reason)?;
    Ok((search, IndexOutcome::Rebuilt { reason, documents: added, set_aside }))
}
