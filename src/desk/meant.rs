//! Which entry in force a decision or a ruling is about: the one that counts. What was kept before kinds and layers were
//! kept says the pattern alone.

use std::collections::BTreeMap;

use crate::desk::engine::Engine;
use crate::desk::error::DeskError;
use crate::lexicon::{Entry, EntryName, ListId, NotFound, layer};

/// The lists in force, ready to look entries up in.
pub(super) struct Meant<'e> {
    lists: BTreeMap<ListId, (&'e [Entry], Vec<bool>)>,
}

impl<'e> Meant<'e> {
    /// The lists in force.
    pub(super) fn of(engine: &'e Engine) -> Self {
        let lists = ListId::ALL.into_iter().map(|id| {
            let list = engine.lexicon.get(id).list();
            (id, (list.entries.as_slice(), layer::overruled(list)))
        });
        Self { lists: lists.collect() }
    }

    /// The entry that is meant, as long as it is in force and no other one is met in its place.
    pub(super) fn entry(&self, list: &str, name: &EntryName) -> Option<(ListId, &'e Entry)> {
        let id = ListId::parse(list)?;
        let (entries, overruled) = self.lists.get(&id)?;
        let at = name.find_likely(entries)?;
        let counts = !overruled.get(at).copied().unwrap_or_default();
        counts.then(|| entries.get(at).map(|entry| (id, entry))).flatten()
    }
}

/// The place of an entry that somebody names.
///
/// # Errors
/// [`DeskError::NotFound`] when there is none, [`DeskError::TwoKinds`] when the name may mean two.
pub(super) fn place(name: &EntryName, entries: &[Entry]) -> Result<usize, DeskError> {
    name.find(entries).map_err(|fault| match fault {
        NotFound::Missing => DeskError::NotFound { what: "词条", id: name.pattern.clone() },
        NotFound::TwoKinds => DeskError::TwoKinds { pattern: name.pattern.clone() },
    })
}
