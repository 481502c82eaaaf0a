//! Runs a preview: the texts on threads of a pool of its own, each judged anew only where the change reaches it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use sha2::{Digest, Sha256};

use crate::deadline::Deadline;
use crate::desk::course::Course;
use crate::desk::draft_words::DraftWords;
use crate::desk::engine::{Engine, list_of};
use crate::desk::error::DeskError;
use crate::desk::office::Desk;
use crate::desk::preview::material::{Material, Source};
use crate::desk::preview::names::Searches;
use crate::desk::preview::shape::{Preview, TriedOn};
use crate::desk::preview::tally::Tally;
use crate::desk::preview::tried::{Place, Tried};
use crate::lexicon::{ListId, TermList};
use crate::measure::substance::Remembered;
use crate::review::DraftInput;
use crate::review::what_if::{Subject, Trial, Twins};
use crate::store::{Draft, StoreError};

/// Most reviews a preview may be asked for.
pub const MOST_REVIEWS: usize = 10_000;
/// Most documents a preview may be asked for.
pub const MOST_DOCUMENTS: usize = 10_000;
/// How long somebody waits for a preview: what is not looked at by then is left out, and said so.
pub const PREVIEW_TIME: Duration = Duration::from_secs(20);
/// Most text of reviews that is looked at, in bytes: ten thousand drafts of usual length.
const MOST_TEXT: u64 = 256 << 20;
/// Most answers of the model that are kept between previews: about 60 bytes each, ten thousand drafts of usual length.
const MOST_ANSWERS: usize = 1_000_000;

/// What a preview is made on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PreviewScope {
    /// Kept reviews, the newest ones; at most [`MOST_REVIEWS`].
    pub reviews: usize,
    /// Documents of the corpus; at most [`MOST_DOCUMENTS`].
    pub documents: usize,
    /// Whether drafts may be told of; else no review is looked at, however many are asked for.
    pub words: DraftWords,
    /// The edit of the list's or profile's draft that was seen: another one is refused. `None` takes whichever is there.
    pub edit: Option<u64>,
}

impl PreviewScope {
    /// Whether a draft is the one that was seen.
    pub(super) fn takes(self, id: &str, edit: u64) -> Result<(), StoreError> {
        if self.edit.is_none_or(|seen| seen == edit) {
            return Ok(());
        }
        Err(StoreError::DraftConflict { id: id.to_owned() })
    }
}

impl Default for PreviewScope {
    fn default() -> Self {
        Self { reviews: 1_000, documents: 200, words: DraftWords::Shown, edit: None }
    }
}

/// What the sentence model said of texts, kept from one preview to the next: no list changes it.
#[derive(Debug, Default)]
pub(in crate::desk) struct Opinions(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    by_text: HashMap<[u8; 32], Arc<Remembered>>,
    answers: usize,
}

impl Opinions {
    /// What was said of a text, asked for where it is not known. What was cut short by the deadline is not kept.
    pub(super) fn of(&self, key: [u8; 32], until: &Deadline, ask: impl FnOnce() -> Remembered) -> Arc<Remembered> {
        let kept = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = kept().by_text.get(&key) {
            return Arc::clone(known);
        }
        let said = Arc::new(ask());
        if until.has_passed() {
            return said;
        }
        let mut kept = kept();
        if kept.answers + said.len() > MOST_ANSWERS {
            *kept = Kept::default();
        }
        kept.answers += said.len();
        kept.by_text.insert(key, Arc::clone(&said));
        said
    }
}

/// What tells one text for the model from another: the text, the title it is read with, the model.
pub(super) fn key_of(input: &DraftInput, model: &str) -> [u8; 32] {
    let parts = [model, input.title.as_deref().unwrap_or_default(), &input.text];
    let mut digest = Sha256::new();
    for part in parts {
        digest.update(part.len().to_le_bytes());
        digest.update(part);
    }
    digest.finalize().into()
}

impl Desk {
    /// Tries the draft of a list.
    ///
    /// # Errors
    /// [`DeskError::NotFound`] when there is none, [`StoreError::DraftConflict`] when it is not the one that was seen, else
    /// as [`Self::preview_terms`].
    pub fn preview_term_draft(
        &self,
        id: ListId,
        scope: PreviewScope,
        course: &Course<'_>,
    ) -> Result<Preview, DeskError> {
        let draft = self.stored_term_draft(id)?;
        scope.takes(id.name(), draft.edit)?;
        self.note_list_preview(id, scope)?;
        self.preview_kept_terms(&draft, scope, course)
    }

    /// Tries a draft of a list as it was kept.
    pub(in crate::desk) fn preview_kept_terms(
        &self,
        draft: &Draft,
        scope: PreviewScope,
        course: &Course<'_>,
    ) -> Result<Preview, DeskError> {
        let preview = self.preview_terms(list_of(&draft.body, draft.based_on)?, scope, course)?;
        Ok(Preview { edit: Some(draft.edit), ..preview })
    }

    /// Tries a list in place of the one in force. Publishing it would give the same counts for the same texts.
    ///
    /// # Errors
    /// [`DeskError::List`] with every fault but failing examples; [`DeskError::Stopped`] when nobody waits any more; the
    /// store's.
    pub fn preview_terms(
        &self,
        list: TermList,
        scope: PreviewScope,
        course: &Course<'_>,
    ) -> Result<Preview, DeskError> {
        let engine = self.engine();
        let id = list.id;
        let tried = engine.lexicon.trying(list)?;
        let twins = Twins::of(engine.lexicon.get(id).list(), tried.get(id).list());
        let trial = Trial { list: id, before: &engine.lexicon, after: &tried, twins: &twins, model: &engine.model };
        let (sources, reviews_kept, beyond) = self.sources(scope)?;
        // The list of searches reaches no review: what it changes is what is found.
        let lists = [&engine.lexicon, &tried].map(|lexicon| lexicon.get(id).list());
        let (sources, searches) = match id {
            ListId::Synonyms => (Vec::new(), self.search_names(lists, course)?),
            ListId::Slogans | ListId::Burden | ListId::Markers | ListId::Protected => (sources, Searches::default()),
        };
        let beyond = if id == ListId::Synonyms { 0 } else { beyond };
        let try_on = |source: &Source| self.try_on(&trial, source, &engine, &course.until);
        let done: Vec<Tried> = self.pools.run(|| course.each(&sources, try_on))?;
        let left_out = beyond + sources.len() - done.len();
        let tried_on = TriedOn {
            reviews: done.iter().filter(|one| one.review.is_some()).count(),
            documents: searches.documents + done.iter().filter(|one| one.document_id.is_some()).count(),
            sentences: done.iter().map(|one| one.sentences).sum(),
            reached: 0,
            reviews_kept,
            left_out,
        };
        let tally = Tally { list: id, words: scope.words, before: &engine.lexicon, after: &tried };
        Ok(tally.preview(tried_on, &done, searches))
    }

    /// The texts to be looked at, the number of kept reviews, and how many of the reviews asked for are too much text.
    /// Whoever may not read drafts gets none of them tried: any count over them, rounded or not, and the time it takes
    /// would tell with enough tries whether some draft has a phrase.
    pub(super) fn sources(&self, scope: PreviewScope) -> Result<(Vec<Source>, usize, usize), DeskError> {
        let reviews = match scope.words {
            DraftWords::Shown => scope.reviews.min(MOST_REVIEWS),
            DraftWords::Withheld => 0,
        };
        let newest = self.store.newest_reviews(reviews)?;
        let mut text = 0;
        let fits = newest.iter().take_while(|(_, bytes)| {
            text += bytes;
            text <= MOST_TEXT
        });
        let mut sources: Vec<Source> = fits.map(|(id, _)| Source::Review(id.clone())).collect();
        let beyond = newest.len() - sources.len();
        sources.extend(self.sample(scope.documents.min(MOST_DOCUMENTS)));
        Ok((sources, self.store.count_reviews()?, beyond))
    }

    /// Tries a change on one text; `None` when the text has gone.
    fn try_on(
        &self,
        trial: &Trial<'_>,
        source: &Source,
        engine: &Engine,
        until: &Deadline,
    ) -> Result<Option<Tried>, DeskError> {
        let Some(Material { review, document_id, input, .. }) = self.material(source)? else { return Ok(None) };
        let profile = input.profile.as_deref().and_then(|id| engine.profile(id).ok()).unwrap_or(&engine.profile);
        let subject = Subject::read_until(&input, until);
        let effect = trial.on(&subject, profile, || {
            self.opinions.of(key_of(&input, engine.model.version()), until, || subject.remembered(&engine.model))
        });
        let place = Place { review, document_id, title: input.title };
        Ok(Some(Tried::new(&subject, effect, place)))
    }
}
