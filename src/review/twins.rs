//! [`Twins`]: which entries of a list and of a change of it are the same. What both have is looked for once.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::document::Kind;
use crate::lexicon::layer::overruled;
use crate::lexicon::setting::Position;
use crate::lexicon::{Entry, EntryKind, Hit, Matcher, Setting, TermList};

/// What makes entries the same: the pattern and how it is read.
pub type EntryKey = (String, EntryKind);

/// Entries of two lists, side by side.
#[derive(Debug)]
pub struct Twins {
    /// The keys of both lists, in order.
    names: Vec<Arc<EntryKey>>,
    /// The number of each entry's key among these, in either list.
    keys: [Vec<usize>; 2],
    /// Where an entry of the first list stands in the second that is met at just the same places.
    twin: Vec<Option<usize>>,
    /// Which entries of the second list have no such twin in the first.
    fresh: Vec<bool>,
}

/// What decides at which places an entry is met, but for a more specific layer that silences it.
type Pattern<'a> = (&'a str, EntryKind, &'a [String], &'a [Kind], &'a [Position]);

fn pattern(entry: &Entry) -> Pattern<'_> {
    (&entry.pattern, entry.kind, &entry.exceptions, &entry.exempt_kinds, &entry.exempt_positions)
}

/// The entries of a list, each with whether it is silent.
fn heard(list: &TermList) -> impl Iterator<Item = (Pattern<'_>, bool)> {
    list.entries.iter().map(pattern).zip(overruled(list))
}

impl Twins {
    /// Compares a list with a change of it.
    #[must_use]
    pub fn of(before: &TermList, after: &TermList) -> Self {
        let lists = [before, after];
        let mut numbers: BTreeMap<(&str, EntryKind), usize> = lists
            .iter()
            .flat_map(|list| &list.entries)
            .map(|entry| ((entry.pattern.as_str(), entry.kind), 0))
            .collect();
        numbers.values_mut().enumerate().for_each(|(number, value)| *value = number);
        let number = |entry: &Entry| numbers.get(&(entry.pattern.as_str(), entry.kind)).copied().unwrap_or_default();
        let keys = lists.map(|list| list.entries.iter().map(number).collect());
        let names = numbers.keys().map(|&(text, kind)| Arc::new((text.to_owned(), kind))).collect();
        let mut there: BTreeMap<_, usize> = heard(after).zip(0..).collect();
        // Each is the twin of one.
        let twin: Vec<Option<usize>> = heard(before).map(|entry| there.remove(&entry)).collect();
        let mut fresh = vec![true; after.entries.len()];
        for &at in twin.iter().flatten() {
            fresh.get_mut(at).into_iter().for_each(|fresh| *fresh = false);
        }
        Self { names, keys, twin, fresh }
    }

    /// What the second list finds in a text in which the first finds `hits`: the same as if it were looked for anew.
    #[must_use]
    pub fn hits(&self, after: &Matcher, setting: Setting<'_>, hits: &[Hit]) -> Vec<Hit> {
        let twin = |hit: &Hit| Some(Hit { entry: (*self.twin.get(hit.entry)?)?, ..*hit });
        let mut found: Vec<Hit> = hits.iter().filter_map(twin).collect();
        if self.fresh.contains(&true) {
            let fresh = after.candidates_of(&setting.analysis.folded, &self.fresh);
            found.extend(after.counting(fresh, setting));
        }
        found.sort_unstable();
        found
    }

    /// The number of the key of an entry of the first or second list (0, 1).
    #[must_use]
    pub fn key(&self, side: usize, entry: usize) -> Option<usize> {
        self.keys.get(side)?.get(entry).copied()
    }

    /// The key with a number.
    #[must_use]
    pub fn name(&self, key: usize) -> Option<&Arc<EntryKey>> {
        self.names.get(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::ListId;
    use crate::lexicon::layer::Layer;
    use crate::text::Analysis;

    fn list(entries: Vec<Entry>) -> TermList {
        TermList { id: ListId::Slogans, version: 1, entries }
    }

    #[test]
    fn what_both_have_is_found_as_if_looked_for_anew() {
        let excepted = |words: &str| Entry { exceptions: vec![words.to_owned()], ..Entry::literal("落实", "") };
        let before = list(vec![
            Entry::literal("狠抓", ""),
            excepted("落实到位"),
            Entry::regex("切实[^，。]{0,4}", ""),
            Entry::literal("提高", ""),
            Entry::literal("到位", ""),
        ]);
        let after = list(vec![
            Entry::regex("切实[^，。]{0,4}", "另一类别"),
            Entry::literal("站位", ""),
            Entry { severity: 3, ..Entry::literal("狠抓", "") },
            excepted("狠抓落实"),
            Entry::regex("[一二三]个强化", ""),
            // Silent below the same words of the unit, and in no plan: neither is what the first list has.
            Entry::literal("提高", ""),
            Entry {
                layer: Some(Layer::Unit), exceptions: vec!["提高站位".to_owned()], ..Entry::literal("提高", "")
            },
            Entry { exempt_kinds: vec![Kind::Plan], ..Entry::literal("到位", "") },
        ]);
        let matchers = [&before, &after].map(|list| Matcher::new(list.clone()).unwrap());
        let twins = Twins::of(&before, &after);
        let analysis = Analysis::new("切实狠抓落实，提高站位，落实到位。\n三个强化，落实。", None);
        let setting = Setting { analysis: &analysis, kind: Some(Kind::Plan) };
        let found = twins.hits(&matchers[1], setting, &matchers[0].candidates_in(setting));
        assert_eq!(found, matchers[1].candidates_in(setting));
        assert!(!found.is_empty());
        assert_eq!(twins.fresh, [false, true, false, true, true, true, true, true]);
        let name = |side, entry| twins.name(twins.key(side, entry).unwrap()).unwrap().0.clone();
        assert_eq!(
            (name(0, 0), name(1, 2), name(0, 1), name(1, 3)),
            ("狠抓".into(), "狠抓".into(), "落实".into(), "落实".into())
        );
        assert_eq!((twins.key(0, 0), twins.key(0, 1)), (twins.key(1, 2), twins.key(1, 3)));
    }
}
