//! [`Scans`]: what lists find in one draft. Several parts of a review ask for the same list, and a change that is tried
//! leaves all lists but one as they are: each list is looked for once.

use std::sync::{Arc, Mutex, PoisonError, Weak};

use crate::lexicon::entry::ListId;
use crate::lexicon::matcher::{Hit, Matcher};
use crate::lexicon::near::Near;
use crate::lexicon::set::Lexicon;
use crate::lexicon::setting::Setting;
use crate::span::SourceText;

/// Answers of compiled lists so far.
type Known<T> = Mutex<Vec<(Arc<Matcher>, Arc<[T]>)>>;

/// What lists find in one draft; all questions must be about the same one.
#[derive(Debug, Default)]
pub struct Scans {
    hits: Known<Hit>,
    near: Known<Near>,
}

/// What lists found in a draft, to be gone on from. A list that is no more is not held.
#[derive(Debug, Clone, Default)]
pub struct Kept {
    hits: Vec<(Weak<Matcher>, Arc<[Hit]>)>,
    near: Vec<(Weak<Matcher>, Arc<[Near]>)>,
}

impl Kept {
    /// About how many bytes it takes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let hits: usize = self.hits.iter().map(|(_, hits)| size_of_val::<[Hit]>(hits)).sum();
        hits + self.near.iter().map(|(_, near)| size_of_val::<[Near]>(near)).sum::<usize>()
    }
}

/// Whether what is remembered is this very one: its place is not given to another one as long as it is remembered.
#[must_use]
pub fn is_the_same<T>(remembered: &Weak<T>, one: &Arc<T>) -> bool {
    std::ptr::eq(remembered.as_ptr(), Arc::as_ptr(one))
}

impl Scans {
    /// Goes on from what was kept of the same draft, as far as it is of these lists.
    #[must_use]
    pub fn resumed(kept: &Kept, lexicon: &Lexicon) -> Self {
        Self { hits: Mutex::new(of_lists(&kept.hits, lexicon)), near: Mutex::new(of_lists(&kept.near, lexicon)) }
    }

    /// What is known of these lists.
    #[must_use]
    pub fn kept(&self, lexicon: &Lexicon) -> Kept {
        Kept { hits: kept(&self.hits, lexicon), near: kept(&self.near, lexicon) }
    }

    /// [`Matcher::candidates_in`] of a list.
    #[must_use]
    pub fn candidates(&self, lexicon: &Lexicon, id: ListId, setting: Setting<'_>) -> Arc<[Hit]> {
        remembered(&self.hits, lexicon.shared(id), |matcher| matcher.candidates_in(setting))
    }

    /// Takes what a list finds in the text from elsewhere.
    pub fn know(&self, lexicon: &Lexicon, id: ListId, hits: Arc<[Hit]>) {
        self.hits.lock().unwrap_or_else(PoisonError::into_inner).push((Arc::clone(lexicon.shared(id)), hits));
    }

    /// [`Matcher::near`] of a list.
    #[must_use]
    pub fn near(&self, lexicon: &Lexicon, id: ListId, folded: &SourceText) -> Arc<[Near]> {
        remembered(&self.near, lexicon.shared(id), |matcher| matcher.near(folded))
    }
}

fn of_lists<T>(kept: &[(Weak<Matcher>, Arc<[T]>)], lexicon: &Lexicon) -> Vec<(Arc<Matcher>, Arc<[T]>)> {
    let known = |id: ListId| {
        let list = lexicon.shared(id);
        let (_, found) = kept.iter().find(|(kept, _)| is_the_same(kept, list))?;
        Some((Arc::clone(list), Arc::clone(found)))
    };
    ListId::ALL.into_iter().filter_map(known).collect()
}

fn kept<T>(known: &Known<T>, lexicon: &Lexicon) -> Vec<(Weak<Matcher>, Arc<[T]>)> {
    let known = known.lock().unwrap_or_else(PoisonError::into_inner);
    let of_these =
        known.iter().filter(|(matcher, _)| ListId::ALL.iter().any(|&id| Arc::ptr_eq(lexicon.shared(id), matcher)));
    of_these.map(|(matcher, found)| (Arc::downgrade(matcher), Arc::clone(found))).collect()
}

fn remembered<T>(known: &Known<T>, matcher: &Arc<Matcher>, find: impl FnOnce(&Matcher) -> Vec<T>) -> Arc<[T]> {
    let lock = || known.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, found)) = lock().iter().find(|(known, _)| Arc::ptr_eq(known, matcher)) {
        return Arc::clone(found);
    }
    let found: Arc<[T]> = find(matcher).into();
    lock().push((Arc::clone(matcher), Arc::clone(&found)));
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::entry::{Entry, TermList};
    use crate::text::Analysis;

    #[test]
    fn a_list_is_looked_for_once_and_another_one_anew() {
        let lexicon = Lexicon::shipped().unwrap();
        let entries = vec![Entry::literal("示例", "")];
        let other = lexicon.with(TermList { id: ListId::Slogans, version: 2, entries }).unwrap();
        let (scans, analysis) = (Scans::default(), Analysis::new("示例：要提高政治站位。", None));
        let setting = Setting { analysis: &analysis, kind: None };
        for lexicon in [&lexicon, &other] {
            for id in [ListId::Slogans, ListId::Protected] {
                let found = scans.candidates(lexicon, id, setting);
                assert_eq!(found.to_vec(), lexicon.get(id).candidates(&analysis.folded), "{id:?}");
                assert!(Arc::ptr_eq(&found, &scans.candidates(lexicon, id, setting)));
            }
        }
        assert_eq!(scans.hits.lock().unwrap().len(), 3, "the list that both share is looked for once");
        assert_eq!(scans.near(&lexicon, ListId::Protected, &analysis.folded).len(), 0);
    }

    #[test]
    fn what_is_kept_is_of_the_very_list_and_holds_none() {
        let lexicon = Lexicon::shipped().unwrap();
        let analysis = Analysis::new("示例：要提高政治站位。", None);
        let setting = Setting { analysis: &analysis, kind: None };
        let list = |word: &str| {
            let entries = vec![Entry::literal(word, "")];
            lexicon.with(TermList { id: ListId::Slogans, version: 2, entries }).unwrap()
        };
        let other = list("示例");
        let scans = Scans::default();
        let found = [&lexicon, &other].map(|lexicon| scans.candidates(lexicon, ListId::Slogans, setting));
        let kept = scans.kept(&other);
        assert_eq!((kept.hits.len(), kept.bytes()), (1, size_of::<Hit>()), "of the other lexicon's list alone");
        let again = Scans::resumed(&kept, &other);
        assert!(Arc::ptr_eq(&again.candidates(&other, ListId::Slogans, setting), &found[1]));
        assert_eq!(again.candidates(&lexicon, ListId::Slogans, setting), found[0]);
        drop((scans, again, other));
        assert!(kept.hits[0].0.upgrade().is_none(), "the list is not held");
        // A list compiled later may lie anywhere but where the remembered one lay.
        let later = list("站位");
        let of_later = Scans::resumed(&kept, &later).candidates(&later, ListId::Slogans, setting);
        assert_eq!(of_later.to_vec(), later.get(ListId::Slogans).candidates_in(setting));
    }
}
