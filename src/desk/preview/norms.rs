//! Previews of norm profiles: what the draft of one would do to the drafts reviewed by it or by a profile that stands on
//! it, and to a sample of the corpus judged by it.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::desk::course::Course;
use crate::desk::draft_words::DraftWords;
use crate::desk::engine::Engine;
use crate::desk::error::DeskError;
use crate::desk::office::Desk;
use crate::desk::preview::material::{Material, Source};
use crate::desk::preview::norm_shape::{NormPreview, NormTriedOn};
use crate::desk::preview::norm_tally::{NormTally, NormTried};
use crate::desk::preview::run::PreviewScope;
use crate::desk::preview::tried::Place;
use crate::norms::Profile;
use crate::review::known::Known;
use crate::review::what_if::Subject;
use crate::review::what_if_norms::NormTrial;

/// A profile to be tried: its file was read with all that stand on it, and is without fault.
#[derive(Debug, Clone)]
pub(in crate::desk) struct TriedProfile {
    id: String,
    based_on: u64,
    edit: Option<u64>,
    /// All profiles as they would be.
    after: BTreeMap<String, Arc<Profile>>,
}

/// Which profiles would judge otherwise, each as it is and as it would be.
type Affected = BTreeMap<String, [Arc<Profile>; 2]>;

/// What became of a text.
enum Looked {
    /// It was made by a profile that stays as it is.
    Other,
    /// It was tried.
    Tried(Box<NormTried>),
}

impl Desk {
    /// Tries the draft of a profile.
    ///
    /// # Errors
    /// [`DeskError::NotFound`] when there is none, [`DraftConflict`](crate::store::StoreError::DraftConflict) when it is not
    /// the one that was seen, else as [`Self::preview_norms`].
    pub fn preview_norm_draft(
        &self,
        id: &str,
        scope: PreviewScope,
        course: &Course<'_>,
    ) -> Result<NormPreview, DeskError> {
        let tried = self.tried_norm_draft(id, scope)?;
        self.note_preview(id, scope)?;
        self.preview_profile(&tried, scope, course)
    }

    /// Tries a file in place of a profile, as if it were made from the version in force. Publishing it would give the same
    /// counts for the same texts.
    ///
    /// # Errors
    /// [`DeskError::Profile`] with every fault; [`DeskError::Stopped`] when nobody waits any more; the store's.
    pub fn preview_norms(
        &self,
        id: &str,
        file: &str,
        scope: PreviewScope,
        course: &Course<'_>,
    ) -> Result<NormPreview, DeskError> {
        let based_on = self.profile_version(id);
        let after = self.profiles_with(id, file, based_on + 1)?;
        self.preview_profile(&TriedProfile { id: id.to_owned(), based_on, edit: None, after }, scope, course)
    }

    /// The draft of a profile, read with all profiles that stand on it.
    pub(in crate::desk) fn tried_norm_draft(&self, id: &str, scope: PreviewScope) -> Result<TriedProfile, DeskError> {
        let (draft, file) = self.stored_norm_draft(id)?;
        scope.takes(id, draft.edit)?;
        let after = self.profiles_with(id, &file, draft.based_on + 1)?;
        Ok(TriedProfile { id: draft.id, based_on: draft.based_on, edit: Some(draft.edit), after })
    }

    /// Tries a profile.
    pub(in crate::desk) fn preview_profile(
        &self,
        tried: &TriedProfile,
        scope: PreviewScope,
        course: &Course<'_>,
    ) -> Result<NormPreview, DeskError> {
        let engine = self.engine();
        let affected = affected(&engine, tried);
        let (sources, reviews_kept, beyond) = self.sources(scope)?;
        let look = |source: &Source| self.look(source, (&affected, &tried.id), &engine, course);
        let looked: Vec<Looked> = self.pools.run(|| course.each(&sources, look))?;
        let left_out = beyond + sources.len() - looked.len();
        let done: Vec<NormTried> = looked
            .into_iter()
            .filter_map(|one| match one {
                Looked::Tried(tried) => Some(*tried),
                Looked::Other => None,
            })
            .collect();
        let reviews = done.iter().filter(|one| one.place.review.is_some()).count();
        let documents = done.len() - reviews;
        let reviews_other = sources.len() + beyond - left_out - done.len();
        let tried_on = NormTriedOn { reviews, reviews_other, documents, reviews_kept, left_out };
        let (version, compared_with) = (self.profile_version(&tried.id), standing(&engine, tried).id.clone());
        let warnings = warnings(tried, (version, &compared_with), tried_on, scope.words);
        let NormTally { rules, advice, drafts_changed, drafts } = NormTally::of(done);
        Ok(NormPreview {
            profile: tried.id.clone(),
            version,
            compared_with,
            based_on: tried.based_on,
            edit: tried.edit,
            tried_on,
            rules,
            advice,
            drafts_changed,
            drafts,
            drafts_withheld: scope.words == DraftWords::Withheld,
            warnings,
        })
    }

    /// Tries a change of profiles on one text; `None` when the text has gone.
    fn look(
        &self,
        source: &Source,
        (affected, tried): (&Affected, &str),
        engine: &Engine,
        course: &Course<'_>,
    ) -> Result<Option<Looked>, DeskError> {
        let since = self.memory.erasures();
        let Some(Material { review, document_id, copied, said, input }) = self.material(source)? else {
            return Ok(None);
        };
        let own = input.profile.as_deref().and_then(|id| engine.profile(id).ok()).unwrap_or(&engine.profile);
        let profile = if review.is_some() { own.id.as_str() } else { tried };
        let place = |title| Place { review: review.clone(), document_id: document_id.clone(), title };
        let Some([before, after]) = affected.get(profile) else {
            // Documents are there to be judged by the profile that is tried, also where it stays as it is.
            let unchanged = review.is_none().then(|| Box::new(NormTried { place: place(None), change: None }));
            return Ok(Some(unchanged.map_or(Looked::Other, Looked::Tried)));
        };
        let subject = Subject::read_until(&input, &course.until);
        let key = Known::key(&input, &engine.model);
        let mut known = self.memory.of(&key);
        known.remind(&said, &subject, &engine.model);
        let opinion = known.opinion(&subject, &engine.lexicon, &engine.model);
        let outcomes = NormTrial { before, after, lexicon: &engine.lexicon }.on(&subject, copied, &opinion);
        self.memory.keep(key, known.with(&opinion, &engine.lexicon), since, &course.until);
        let tried = NormTried::new(&subject, place(input.title), profile, outcomes);
        Ok(Some(Looked::Tried(Box::new(tried))))
    }
}

/// The profile in force that counts where the one that is tried would: itself, else the nearest one under it, else the
/// one of reviews that name none.
fn standing<'a>(engine: &'a Engine, tried: &TriedProfile) -> &'a Arc<Profile> {
    let mut id = Some(tried.id.as_str());
    // As many steps as there are profiles: none stands on itself.
    for _ in 0..=tried.after.len() {
        let Some(one) = id else { break };
        if let Some(profile) = engine.profiles.get(one) {
            return profile;
        }
        id = tried.after.get(one).and_then(|profile| profile.base.as_deref());
    }
    &engine.profile
}

/// The profiles that would judge otherwise than now.
fn affected(engine: &Engine, tried: &TriedProfile) -> Affected {
    let pairs = tried.after.iter().filter_map(|(id, after)| {
        let before = match engine.profiles.get(id) {
            Some(before) => before,
            None if *id == tried.id => standing(engine, tried),
            None => return None,
        };
        let same = Profile { version: before.version, ..Profile::clone(after) } == **before;
        (!same).then(|| (id.clone(), [Arc::clone(before), Arc::clone(after)]))
    });
    pairs.collect()
}

/// What to look at before publishing.
fn warnings(
    tried: &TriedProfile,
    (version, compared_with): (u64, &str),
    on: NormTriedOn,
    words: DraftWords,
) -> Vec<String> {
    let mut found = Vec::new();
    let based_on = tried.based_on;
    if based_on != version {
        found.push(format!(
            "草稿依据第{based_on}版，在用的已是第{version}版：试算与在用的比较，第{based_on}版之后的改动会被撤掉；核对后改以第{version}版为依据重新保存，才能发布"
        ));
    }
    if compared_with != tried.id {
        found.push(format!("“{}”是新的规范档，与“{compared_with}”比较", tried.id));
    } else if words == DraftWords::Shown && on.reviews == 0 {
        found.push(format!("试算的审核中没有用过规范档“{}”的", tried.id));
    }
    if on.left_out > 0 {
        found.push(format!("有 {} 份未能试算，数目以已试算的为准", on.left_out));
    }
    found
}
