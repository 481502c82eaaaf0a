//! [`Scans`]: what lists find in one draft. Several parts of a review ask for the same list, and a change that is tried
//! leaves all lists but one as they are: each list is looked for once.

use std::sync::{Arc, Mutex, PoisonError};

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

impl Scans {
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
}
