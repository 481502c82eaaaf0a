//! What differs between two states of a list: entries added, removed, changed field by field. The order of entries is no
//! difference.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use crate::lexicon::entry::{Entry, EntryKind, TermList};
use crate::lexicon::layer::{self, Layer};
use crate::lexicon::table::{COLUMNS, cell};

/// A field of an entry that was changed; values as in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldChange {
    /// Name of the column.
    pub field: String,
    /// What stood there.
    pub from: String,
    /// What stands there now.
    pub to: String,
}

/// An entry that was changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct EntryChange {
    /// Its pattern now.
    pub pattern: String,
    /// How the pattern is read.
    pub kind: EntryKind,
    /// Who laid it down.
    pub layer: Layer,
    /// What was changed of it.
    pub fields: Vec<FieldChange>,
}

/// The difference between two states of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct ListDiff {
    /// Entries that the newer state has in addition, in its order.
    pub added: Vec<Entry>,
    /// Entries that it lacks, in the order of the older state.
    pub removed: Vec<Entry>,
    /// Entries that differ, in the order of the newer state.
    pub changed: Vec<EntryChange>,
}

/// What an entry is known by: its id, else its pattern in its layer.
type Key = (Option<String>, Layer, EntryKind, String);

fn key(entry: &Entry) -> Key {
    if let Some(id) = &entry.id {
        return (Some(id.clone()), Layer::default(), EntryKind::Literal, String::new());
    }
    let (kind, text) = layer::form(entry);
    (None, entry.layer.unwrap_or_default(), kind, text)
}

impl ListDiff {
    /// What leads from one state to the other.
    #[must_use]
    pub fn between(from: &TermList, to: &TermList) -> Self {
        let mut before: BTreeMap<Key, (usize, &Entry)> =
            from.entries.iter().enumerate().map(|(at, entry)| (key(entry), (at, entry))).collect();
        let mut diff = Self::default();
        for entry in &to.entries {
            match before.remove(&key(entry)) {
                None => diff.added.push(entry.clone()),
                Some((_, old)) => diff.changed.extend(changed(old, entry)),
            }
        }
        let mut gone: Vec<(usize, &Entry)> = before.into_values().collect();
        gone.sort_by_key(|(at, _)| *at);
        diff.removed = gone.into_iter().map(|(_, entry)| entry.clone()).collect();
        diff
    }

    /// Whether nothing differs.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty() && self.changed.is_empty()
    }
}

fn changed(from: &Entry, to: &Entry) -> Option<EntryChange> {
    let values = COLUMNS.map(|column| (column, cell(from, column), cell(to, column)));
    let fields: Vec<FieldChange> = values
        .into_iter()
        .filter(|(_, from, to)| from != to)
        .map(|(column, from, to)| FieldChange { field: column.to_owned(), from, to })
        .collect();
    let layer = to.layer.unwrap_or_default();
    (!fields.is_empty()).then(|| EntryChange { pattern: to.pattern.clone(), kind: to.kind, layer, fields })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::entry::ListId;
    use crate::lexicon::setting::Position;

    #[test]
    fn entries_are_told_apart_by_id_then_by_pattern() {
        let named = |id: &str, pattern: &str| Entry { id: Some(id.to_owned()), ..Entry::literal(pattern, "") };
        let list = |entries| TermList { id: ListId::Slogans, version: 1, entries };
        let from = list(vec![
            named("A", "甲"),
            Entry::literal("乙", "一类"),
            Entry::literal("丙", ""),
            Entry::regex("乙", ""),
        ]);
        let stronger = Entry { severity: 3, miss: vec!["不乙".to_owned()], ..Entry::literal("乙", "一类") };
        let to = list(vec![Entry::regex("乙", ""), stronger, Entry::literal("丁", ""), named("A", "甲甲")]);
        let diff = ListDiff::between(&from, &to);
        assert_eq!(diff.added.iter().map(|e| e.pattern.as_str()).collect::<Vec<_>>(), ["丁"]);
        assert_eq!(diff.removed.iter().map(|e| e.pattern.as_str()).collect::<Vec<_>>(), ["丙"]);
        let fields: Vec<(&str, Vec<&str>)> = diff
            .changed
            .iter()
            .map(|c| (c.pattern.as_str(), c.fields.iter().map(|f| f.field.as_str()).collect()))
            .collect();
        assert_eq!(fields, [("乙", vec!["severity", "miss"]), ("甲甲", vec!["pattern"])]);
        assert!(ListDiff::between(&to, &to).is_empty());
        let unit = Entry { layer: Some(Layer::Unit), ..Entry::literal("乙", "") };
        let positions = Entry { exempt_positions: vec![Position::Title], ..unit.clone() };
        let layered = list(vec![Entry::literal("乙", ""), unit]);
        let diff = ListDiff::between(&layered, &list(vec![positions, Entry::literal("乙", "")]));
        let change = FieldChange { field: "exempt_positions".to_owned(), from: String::new(), to: "标题".to_owned() };
        assert_eq!((diff.added.len(), diff.removed.len(), &diff.changed[0].fields), (0, 0, &vec![change]));
        assert_eq!(diff.changed[0].layer, Layer::Unit);
    }
}
