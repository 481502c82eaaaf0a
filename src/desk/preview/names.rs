//! What a change of 简称全称 does to searches: for each name that it touches, how many documents of the corpus are found by
//! it now, and how many would be.

use std::collections::BTreeSet;
use std::time::Instant;

use serde::Serialize;
use utoipa::ToSchema;

use crate::corpus::{CorpusError, SearchRequest, Synonyms};
use crate::desk::course::Course;
use crate::desk::error::DeskError;
use crate::desk::office::Desk;
use crate::lexicon::{ListDiff, TermList};

/// Most names that are searched for.
pub(super) const MOST_NAMES: usize = 200;

/// How many documents of the whole corpus a search for a name finds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
pub struct SearchEffect {
    /// The name, short or full.
    pub name: String,
    /// Documents found by it now.
    pub before: u64,
    /// Documents found by it with the draft. After publishing it is this number, for the same corpus.
    pub after: u64,
}

/// What becomes of the searches for the names that a change touches.
#[derive(Debug, Default)]
pub(super) struct Searches {
    /// Each name, those that change most first.
    pub(super) effects: Vec<SearchEffect>,
    /// Names that the change touches, searched for or not.
    pub(super) names: usize,
    /// Documents searched in.
    pub(super) documents: usize,
}

impl Searches {
    /// What could not be looked at.
    pub(super) fn warning(&self) -> Option<String> {
        let (names, tried) = (self.names, self.effects.len());
        (tried < names).then(|| format!("改动涉及 {names} 个简称和全称，试查了其中 {tried} 个"))
    }
}

impl Desk {
    /// Searches for the names that a change of the list touches, in the corpus as it is.
    pub(super) fn search_names(
        &self,
        [before, after]: [&TermList; 2],
        course: &Course<'_>,
    ) -> Result<Searches, DeskError> {
        let lists = [before, after].map(Synonyms::of);
        let names = touched([before, after], &lists);
        let asked: Vec<&String> = names.iter().take(MOST_NAMES).collect();
        let limit = SearchRequest::default().deadline;
        let look = |name: &&String| -> Result<Option<SearchEffect>, DeskError> {
            let count = |synonyms: &Synonyms| match self.corpus.count(name, synonyms, Instant::now() + limit) {
                // A name that is no query, as of signs alone, finds nothing by itself.
                Err(CorpusError::Query(_)) => Ok(Some(0)),
                counted => counted,
            };
            let [before, after] = &lists;
            let counts = count(before)?.zip(count(after)?);
            Ok(counts.map(|(before, after)| SearchEffect { name: (*name).clone(), before, after }))
        };
        let mut effects = self.pools.run(|| course.each(&asked, look))?;
        effects.sort_by_key(|effect| std::cmp::Reverse(effect.before.abs_diff(effect.after)));
        Ok(Searches { effects, names: names.len(), documents: self.corpus.table().len() })
    }
}

/// The names of all groups that a change touches, in their order.
fn touched([before, after]: [&TermList; 2], lists: &[Synonyms; 2]) -> BTreeSet<String> {
    let diff = ListDiff::between(before, after);
    let changed: BTreeSet<&str> = diff.changed.iter().map(|change| change.pattern.as_str()).collect();
    let changed =
        [before, after].into_iter().flat_map(|list| &list.entries).filter(|e| changed.contains(e.pattern.as_str()));
    let entries = diff.added.iter().chain(&diff.removed).chain(changed);
    let mut names = BTreeSet::new();
    for name in entries.flat_map(|entry| [&entry.pattern, &entry.label]).filter(|name| !name.is_empty()) {
        names.insert(name.clone());
        names.extend(lists.iter().flat_map(|list| list.group(name)).cloned());
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::{Entry, ListId};

    #[test]
    fn a_change_touches_the_whole_group_before_and_after() {
        let entry = |short: &str, full: &str| Entry { label: full.to_owned(), ..Entry::literal(short, "") };
        let list = |entries| TermList { id: ListId::Synonyms, version: 1, entries };
        let before = list(vec![entry("甲委", "甲委员会"), entry("甲会", "甲委员会"), entry("乙局", "乙管理局")]);
        let after = list(vec![entry("甲委", "丙委员会"), entry("甲会", "甲委员会"), entry("乙局", "乙管理局")]);
        let names = touched([&before, &after], &[&before, &after].map(Synonyms::of));
        assert_eq!(names.into_iter().collect::<Vec<_>>(), ["丙委员会", "甲会", "甲委", "甲委员会"]);
        assert!(touched([&before, &before], &[&before, &before].map(Synonyms::of)).is_empty());
    }
}
