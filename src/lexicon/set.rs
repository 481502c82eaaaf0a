//! [`Lexicon`]: the lists in force, compiled, with their versions. The shipped lists are part of the program.

use std::sync::Arc;

use crate::lexicon::check::ListErrors;
use crate::lexicon::entry::{ListId, TermList};
use crate::lexicon::matcher::Matcher;
use crate::lexicon::table;

/// Version of the shipped lists.
const SHIPPED: u64 = 1;

/// The lists in force. Cloning is cheap.
#[derive(Debug, Clone)]
pub struct Lexicon {
    slogans: Arc<Matcher>,
    protected: Arc<Matcher>,
    markers: Arc<Matcher>,
    burden: Arc<Matcher>,
    synonyms: Arc<Matcher>,
}

impl Lexicon {
    /// The shipped lists, version 1. Compiling takes some tens of milliseconds: keep the result.
    ///
    /// # Errors
    /// [`ListErrors`] when a shipped file has a fault (a test keeps them free of any).
    pub fn shipped() -> Result<Self, ListErrors> {
        let compiled = |id: ListId| {
            let read = table::read(id, SHIPPED, file(id));
            if read.problems.is_empty() {
                Matcher::new(read.list).map(Arc::new)
            } else {
                Err(ListErrors { problems: read.problems })
            }
        };
        Ok(Self {
            slogans: compiled(ListId::Slogans)?,
            protected: compiled(ListId::Protected)?,
            markers: compiled(ListId::Markers)?,
            burden: compiled(ListId::Burden)?,
            synonyms: compiled(ListId::Synonyms)?,
        })
    }

    /// The same lists with one of them replaced.
    ///
    /// # Errors
    /// [`ListErrors`] with every fault of the new list; `self` stays as it is.
    pub fn with(&self, list: TermList) -> Result<Self, ListErrors> {
        Ok(self.having(Matcher::new(list)?))
    }

    /// The same lists with the draft of one of them, to be tried: examples that fail are no fault here.
    ///
    /// # Errors
    /// [`ListErrors`] with every other fault of the draft.
    pub fn trying(&self, list: TermList) -> Result<Self, ListErrors> {
        Ok(self.having(Matcher::of_draft(list)?))
    }

    fn having(&self, matcher: Matcher) -> Self {
        let id = matcher.list().id;
        let matcher = Arc::new(matcher);
        let mut lexicon = self.clone();
        match id {
            ListId::Slogans => lexicon.slogans = matcher,
            ListId::Protected => lexicon.protected = matcher,
            ListId::Markers => lexicon.markers = matcher,
            ListId::Burden => lexicon.burden = matcher,
            ListId::Synonyms => lexicon.synonyms = matcher,
        }
        lexicon
    }

    /// The same lists with one of them taken from another set, already compiled.
    #[must_use]
    pub fn taking(&self, id: ListId, from: &Self) -> Self {
        let mut lexicon = self.clone();
        match id {
            ListId::Slogans => lexicon.slogans = Arc::clone(&from.slogans),
            ListId::Protected => lexicon.protected = Arc::clone(&from.protected),
            ListId::Markers => lexicon.markers = Arc::clone(&from.markers),
            ListId::Burden => lexicon.burden = Arc::clone(&from.burden),
            ListId::Synonyms => lexicon.synonyms = Arc::clone(&from.synonyms),
        }
        lexicon
    }

    /// The compiled list with this id.
    #[must_use]
    pub fn get(&self, id: ListId) -> &Matcher {
        self.shared(id)
    }

    /// The same, by which lexicons know that they share it.
    #[must_use]
    pub fn shared(&self, id: ListId) -> &Arc<Matcher> {
        match id {
            ListId::Slogans => &self.slogans,
            ListId::Protected => &self.protected,
            ListId::Markers => &self.markers,
            ListId::Burden => &self.burden,
            ListId::Synonyms => &self.synonyms,
        }
    }

    /// Ids and versions of the lists that reviews are made with, such as `burden@1,markers@1,protected@1,slogans@3`.
    #[must_use]
    pub fn version(&self) -> String {
        let parts = ListId::REVIEW.map(|id| format!("{}@{}", id.name(), self.get(id).list().version));
        parts.join(",")
    }
}

/// The shipped list with this id, version 1.
///
/// # Errors
/// [`ListErrors`] when the shipped file has a fault.
pub fn shipped(id: ListId) -> Result<TermList, ListErrors> {
    TermList::from_tsv(id, SHIPPED, file(id))
}

fn file(id: ListId) -> &'static str {
    match id {
        ListId::Slogans => include_str!("../../corpora/lexicon/slogans.tsv"),
        ListId::Protected => include_str!("../../corpora/lexicon/protected.tsv"),
        ListId::Markers => include_str!("../../corpora/lexicon/markers.tsv"),
        ListId::Burden => include_str!("../../corpora/lexicon/burden.tsv"),
        ListId::Synonyms => include_str!("../../corpora/lexicon/synonyms.tsv"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::entry::Entry;

    #[test]
    fn the_shipped_lists_are_sound() {
        for id in ListId::ALL {
            if let Err(errors) = shipped(id) {
                let shown: Vec<String> = errors
                    .problems
                    .iter()
                    .map(|p| format!("{}:{} {}: {}", id.name(), p.row, p.column, p.reason))
                    .collect();
                panic!("{}", shown.join("\n"));
            }
        }
    }

    #[test]
    fn a_list_is_replaced_whole_or_not_at_all() {
        let lexicon = Lexicon::shipped().unwrap();
        let list = |entries| TermList { id: ListId::Slogans, version: 3, entries };
        let changed = lexicon.with(list(vec![Entry::literal("空话", "")])).unwrap();
        assert_eq!(changed.version(), "burden@1,markers@1,protected@1,slogans@3");
        assert_eq!(lexicon.version(), "burden@1,markers@1,protected@1,slogans@1");
        assert!(lexicon.with(list(vec![Entry::literal(" ", "")])).is_err());
    }
}
