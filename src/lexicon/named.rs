//! [`EntryName`]: which entry of a list a finding, a decision or a request means. Entries of several layers, and a term and
//! a regular expression, may have one text: the text alone says less than it seems.

use serde::{Deserialize, Serialize};

use crate::lexicon::entry::{Entry, EntryKind};
use crate::lexicon::layer::Layer;

/// What an entry of a list is known by. What was kept before kinds and layers were says its pattern alone.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct EntryName {
    /// The entry's pattern; empty for no entry.
    pub pattern: String,
    /// How the pattern is read, where it is said.
    pub kind: Option<EntryKind>,
    /// Who laid the entry down, where it is said.
    pub layer: Option<Layer>,
}

/// Why a name means no entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotFound {
    /// There is none.
    Missing,
    /// A term and a regular expression have this text, and the name does not say which.
    TwoKinds,
}

impl EntryName {
    /// The whole name of an entry.
    #[must_use]
    pub fn of(entry: &Entry) -> Self {
        Self { pattern: entry.pattern.clone(), kind: Some(entry.kind), layer: Some(entry.layer.unwrap_or_default()) }
    }

    /// Whether an entry is of this name, as far as the name goes.
    #[must_use]
    pub fn fits(&self, entry: &Entry) -> bool {
        entry.pattern == self.pattern
            && self.kind.is_none_or(|kind| kind == entry.kind)
            && self.layer.is_none_or(|layer| layer == entry.layer.unwrap_or_default())
    }

    /// The place of the entry that is meant: where no layer is said, the most specific one, which is the one that counts.
    ///
    /// # Errors
    /// [`NotFound`] when there is none, or when it may be one of two kinds.
    pub fn find(&self, entries: &[Entry]) -> Result<usize, NotFound> {
        self.find_among(entries.iter().enumerate())
    }

    /// The same among some entries with their places.
    fn find_among<'e>(&self, entries: impl Iterator<Item = (usize, &'e Entry)>) -> Result<usize, NotFound> {
        let fitting: Vec<(usize, &Entry)> = entries.filter(|(_, entry)| self.fits(entry)).collect();
        let (_, first) = fitting.first().ok_or(NotFound::Missing)?;
        if fitting.iter().any(|(_, entry)| entry.kind != first.kind) {
            return Err(NotFound::TwoKinds);
        }
        let narrowest = fitting.iter().max_by_key(|(_, entry)| entry.layer.unwrap_or_default());
        narrowest.map(|&(at, _)| at).ok_or(NotFound::Missing)
    }

    /// The same where nobody can be asked: of two kinds the term.
    #[must_use]
    pub fn find_likely<'e>(&self, entries: impl Iterator<Item = (usize, &'e Entry)> + Clone) -> Option<usize> {
        match self.find_among(entries.clone()) {
            Err(NotFound::TwoKinds) => Self { kind: Some(EntryKind::Literal), ..self.clone() }.find_among(entries).ok(),
            found => found.ok(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_means_the_entry_that_counts_whatever_the_order() {
        let of = |layer, entry: Entry| Entry { layer, ..entry };
        let mut entries = vec![
            of(None, Entry::literal("甲", "")),
            of(Some(Layer::Unit), Entry::literal("甲", "")),
            of(Some(Layer::Province), Entry::regex("乙", "")),
            of(Some(Layer::Unit), Entry::literal("乙", "")),
        ];
        let name = |pattern: &str, kind, layer| EntryName { pattern: pattern.to_owned(), kind, layer };
        for _ in 0..2 {
            let meant = |name: EntryName| name.find(&entries).map(|at| EntryName::of(&entries[at]));
            let literal = Some(EntryKind::Literal);
            assert_eq!(meant(name("甲", None, None)), Ok(name("甲", literal, Some(Layer::Unit))));
            assert_eq!(meant(name("甲", None, Some(Layer::National))), Ok(name("甲", literal, Some(Layer::National))));
            assert_eq!(meant(name("甲", Some(EntryKind::Regex), None)), Err(NotFound::Missing));
            assert_eq!(meant(name("乙", None, None)), Err(NotFound::TwoKinds));
            let regex = Some(EntryKind::Regex);
            assert_eq!(meant(name("乙", regex, None)), Ok(name("乙", regex, Some(Layer::Province))));
            let likely = name("乙", None, None).find_likely(entries.iter().enumerate()).map(|at| entries[at].kind);
            assert_eq!(likely, literal);
            entries.reverse();
        }
    }
}
