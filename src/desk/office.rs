//! [`Desk`]: the data folder opened, with everything that works on it.

use std::path::PathBuf;
use std::sync::Arc;

use arc_swap::ArcSwap;
use serde::Serialize;
use utoipa::ToSchema;

use crate::corpus::{Corpus, IndexOutcome, Synonyms};
use crate::desk::audit::Refusals;
use crate::desk::engine::Engine;
use crate::desk::error::DeskError;
use crate::desk::jobs::Jobs;
use crate::desk::keys::Keys;
use crate::desk::pools::Pools;
use crate::desk::preview::Memory;
use crate::desk::shipped;
use crate::lexicon::ListId;
use crate::measure::novelty::{Catalogue, Rewording};
use crate::review;
use crate::review::input::{LONGEST_DRAFT, LONGEST_FIELD, MOST_AGAINST};
use crate::store::{Actor, Store, acting};

/// How a desk is opened.
#[derive(Debug, Clone, Default)]
pub struct DeskOptions {
    /// The data folder; made when it is not there.
    pub data: PathBuf,
    /// Whether drafts with a mark of secrecy are reviewed.
    pub accept_classified: bool,
    /// The norm profile of reviews that name none; the national one that comes with the program when left out.
    pub profile: Option<String>,
    /// Whether reviews look for rewordings.
    pub rewording: Rewording,
}

/// What happened at opening.
#[derive(Debug)]
pub struct Opened {
    /// Documents of the sample corpus that were loaded because the folder was empty.
    pub samples_loaded: usize,
    /// What became of the indexes.
    pub index: IndexOutcome,
}

/// The whole program on one data folder.
#[derive(Debug)]
pub struct Desk {
    pub(super) store: Arc<Store>,
    pub(super) corpus: Arc<Corpus>,
    pub(super) engine: ArcSwap<Engine>,
    /// The catalogue of the newest generation asked for.
    catalogue: ArcSwap<(u64, Arc<Catalogue>)>,
    pub(super) accept_classified: bool,
    pub(super) rewording: Rewording,
    keys: Keys,
    pub(super) refusals: Refusals,
    pub(super) pools: Pools,
    pub(super) jobs: Arc<Jobs>,
    /// What the sentence model said of the texts of former previews.
    pub(super) memory: Memory,
    /// Held while norm profiles are read, checked and published: each stands on others.
    pub(super) profiles: std::sync::Mutex<()>,
}

/// What the program accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct Limits {
    /// Longest draft, in code points.
    pub draft_characters: usize,
    /// Longest field beside the text, in characters.
    pub field_characters: usize,
    /// Most ids in `against`.
    pub against_ids: usize,
    /// Most entries of a term list.
    pub term_list_entries: usize,
    /// Longest search query, in characters.
    pub query_characters: usize,
    /// Most hits of one page of search results.
    pub search_page: usize,
}

/// What there is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Stats {
    /// Documents in the corpus.
    pub documents: usize,
    /// Generation of the corpus.
    pub corpus_generation: u64,
    /// Letters in the fingerprint index.
    pub indexed_letters: usize,
    /// Fingerprints.
    pub fingerprints: usize,
    /// Versions of the term lists in force.
    pub lexicon: String,
    /// Norm profile of reviews that name none.
    pub norms: String,
    /// Models: that of sentences, that of demands.
    pub model: String,
    /// This program.
    pub engine: String,
}

impl Desk {
    /// Opens a data folder. An empty one is filled with the sample corpus, term lists and profile that come with the
    /// program. `progress` is told documents indexed and to be indexed.
    ///
    /// # Errors
    /// [`DeskError`] when the folder is held by another process, cannot be used, or holds what cannot be read.
    pub fn open(options: &DeskOptions, progress: &mut dyn FnMut(u64, u64)) -> Result<(Self, Opened), DeskError> {
        let store = Arc::new(Store::open(&options.data)?);
        let fresh = store.generation() == 0;
        let engine = acting(Actor::system(), || Engine::load(&store, options.profile.as_deref()))?;
        let (corpus, index) = Corpus::open(Arc::clone(&store), &options.data, progress)?;
        corpus.use_synonyms(Synonyms::of(engine.lexicon.get(ListId::Synonyms).list()));
        let samples_loaded = if fresh { acting(Actor::system(), || shipped::load(&corpus))? } else { 0 };
        let keys = Keys::open(Arc::clone(&store))?;
        let desk = Self {
            store,
            keys,
            refusals: Refusals::default(),
            corpus: Arc::new(corpus),
            engine: ArcSwap::from_pointee(engine),
            catalogue: ArcSwap::from_pointee((0, Arc::new(Catalogue::default()))),
            accept_classified: options.accept_classified,
            rewording: options.rewording,
            pools: Pools::default(),
            jobs: Arc::default(),
            memory: Memory::default(),
            profiles: std::sync::Mutex::default(),
        };
        Ok((desk, Opened { samples_loaded, index }))
    }

    /// The corpus.
    #[must_use]
    pub fn corpus(&self) -> &Arc<Corpus> {
        &self.corpus
    }

    /// The store.
    #[must_use]
    pub fn store(&self) -> &Arc<Store> {
        &self.store
    }

    /// Who may use the service.
    #[must_use]
    pub fn keys(&self) -> &Keys {
        &self.keys
    }

    /// What reviews are made with now.
    #[must_use]
    pub fn engine(&self) -> Arc<Engine> {
        self.engine.load_full()
    }

    /// What the program accepts.
    #[must_use]
    pub fn limits(&self) -> Limits {
        Limits {
            draft_characters: LONGEST_DRAFT,
            field_characters: LONGEST_FIELD,
            against_ids: MOST_AGAINST,
            term_list_entries: crate::lexicon::check::MAX_ENTRIES,
            query_characters: crate::corpus::MAX_CHARACTERS,
            search_page: crate::corpus::MAX_SIZE,
        }
    }

    /// What there is.
    #[must_use]
    pub fn stats(&self) -> Stats {
        let view = self.corpus.view();
        let engine = self.engine();
        let (_, indexed_letters, fingerprints) = view.snapshot.size();
        Stats {
            documents: view.documents.len(),
            corpus_generation: view.generation,
            indexed_letters,
            fingerprints,
            lexicon: engine.lexicon.version(),
            norms: format!("{}@{}", engine.profile.id, engine.profile.version),
            model: review::models(&engine.model),
            engine: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }

    /// The catalogue of a generation, made once for it.
    pub(super) fn catalogue(&self, view: &crate::corpus::View) -> Arc<Catalogue> {
        let kept = self.catalogue.load();
        if kept.0 == view.generation && !kept.1.is_empty() {
            return Arc::clone(&kept.1);
        }
        let made = Arc::new(Catalogue::new(&view.documents));
        self.catalogue.store(Arc::new((view.generation, Arc::clone(&made))));
        made
    }
}
