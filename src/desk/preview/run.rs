//! Runs a preview: the texts on threads of a pool of its own, each judged anew only where the change reaches it.

use std::sync::Arc;
use std::time::Duration;

use crate::deadline::Deadline;
use crate::desk::course::Course;
use crate::desk::draft_words::DraftWords;
use crate::desk::engine::{Engine, list_of};
use crate::desk::error::DeskError;
use crate::desk::office::Desk;
use crate::desk::preview::material::{Material, Source};
use crate::desk::preview::names::Searches;
use crate::desk::preview::shape::{DraftEffect, Preview, TriedOn};
use crate::desk::preview::tally::{self, Tally};
use crate::desk::preview::tried::{Judged, Place, Tried};
use crate::lexicon::{ListId, TermList};
use crate::review::known::Known;
use crate::review::what_if::{Figures, Subject, Trial, Twins};
use crate::store::{Draft, StoreError};

/// Most reviews a preview may be asked for.
pub const MOST_REVIEWS: usize = 10_000;
/// Most documents a preview may be asked for.
pub const MOST_DOCUMENTS: usize = 10_000;
/// How long somebody waits for a preview: what is not looked at by then is left out, and said so.
pub const PREVIEW_TIME: Duration = Duration::from_secs(20);
/// Most text of reviews that is looked at, in bytes: ten thousand drafts of usual length.
const MOST_TEXT: u64 = 256 << 20;
/// The share of the time that is left for what is told of the drafts that are listed: a tenth.
const FOR_LISTED: u32 = 10;

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
        let first = Course { until: course.until.leaving(FOR_LISTED), ..course.clone() };
        let try_on = |source: &Source| self.try_on(&trial, source, &engine, &first.until);
        let done: Vec<Tried> = self.pools.run(|| first.each(&sources, try_on))?;
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
        let listed = tally::listed(&done);
        let drafts = self.told(&trial, &listed, &engine, course)?;
        Ok(tally.preview(tried_on, &done, drafts, searches))
    }

    /// What is told of the drafts that are listed: also what the measure makes of them that does not read the list. The
    /// time may be over before all are told of.
    fn told(
        &self,
        trial: &Trial<'_>,
        listed: &[&Tried],
        engine: &Engine,
        course: &Course<'_>,
    ) -> Result<Vec<DraftEffect>, DeskError> {
        let tell = |tried: &&Tried| {
            let figures = self.other_figures(trial, tried, engine, &course.until)?;
            Ok(figures.and_then(|figures| tried.told(figures)))
        };
        let silent = Course::until(course.until.clone());
        self.pools.run(|| silent.each(listed, tell))
    }

    /// What the measure that does not read the list makes of a draft; `None` when its text has gone.
    fn other_figures(
        &self,
        trial: &Trial<'_>,
        tried: &Tried,
        engine: &Engine,
        until: &Deadline,
    ) -> Result<Option<Figures>, DeskError> {
        let since = self.memory.erasures();
        let mut known = self.memory.of(&tried.judged.key);
        if let Some(figures) = trial.known_figures(&tried.judged.profile, &known) {
            return Ok(Some(figures));
        }
        let Some(Material { input, said, .. }) = self.material(&tried.judged.source)? else { return Ok(None) };
        if Known::key(&input, &engine.model) != tried.judged.key {
            return Ok(None);
        }
        let subject = Subject::read_until(&input, until);
        known.remind(&said, &subject, &engine.model);
        let figures = trial.figures(&subject, &tried.judged.profile, &mut known);
        self.memory.keep(tried.judged.key, known, since, until);
        Ok(Some(figures))
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
        let since = self.memory.erasures();
        let Some(Material { review, document_id, input, said, .. }) = self.material(source)? else { return Ok(None) };
        let profile = input.profile.as_deref().and_then(|id| engine.profile(id).ok()).unwrap_or(&engine.profile);
        let key = Known::key(&input, &engine.model);
        let mut known = self.memory.of(&key);
        let subject = Subject::read_until(&input, until);
        known.remind(&said, &subject, &engine.model);
        let effect = trial.on(&subject, profile, &mut known);
        self.memory.keep(key, known, since, until);
        let place = Place { review, document_id, title: input.title };
        let judged = Judged { source: source.clone(), key, profile: Arc::clone(profile) };
        Ok(Some(Tried::new(&subject, effect, place, judged)))
    }
}
