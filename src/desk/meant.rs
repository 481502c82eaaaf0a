//! Which entry in force a decision or a ruling is about: the one that counts. What was kept before kinds and layers were
//! kept says the pattern alone.

use std::collections::{BTreeMap, HashMap};

use crate::desk::engine::Engine;
use crate::desk::error::DeskError;
use crate::lexicon::{Entry, EntryName, ListId, NotFound, layer};

/// The lists in force, ready to look entries up in: decisions and entries may both be many.
pub(super) struct Meant<'e> {
    lists: BTreeMap<ListId, Places<'e>>,
}

/// The entries of a list.
struct Places<'e> {
    entries: &'e [Entry],
    /// Whether another one is met in its place.
    overruled: Vec<bool>,
    /// Where the entries with a pattern stand.
    of: HashMap<&'e str, Vec<usize>>,
}

impl<'e> Meant<'e> {
    /// The lists in force.
    pub(super) fn of(engine: &'e Engine) -> Self {
        let lists = ListId::ALL.into_iter().map(|id| {
            let list = engine.lexicon.get(id).list();
            let mut of: HashMap<&str, Vec<usize>> = HashMap::new();
            for (at, entry) in list.entries.iter().enumerate() {
                of.entry(&entry.pattern).or_default().push(at);
            }
            (id, Places { entries: &list.entries, overruled: layer::overruled(list), of })
        });
        Self { lists: lists.collect() }
    }

    /// The entry that is meant, as long as it is in force and no other one is met in its place.
    pub(super) fn entry(&self, list: &str, name: &EntryName) -> Option<(ListId, &'e Entry)> {
        let id = ListId::parse(list)?;
        let places = self.lists.get(&id)?;
        let of = places.of.get(name.pattern.as_str())?;
        let at = name.find_likely(of.iter().filter_map(|&at| Some((at, places.entries.get(at)?))))?;
        let counts = !places.overruled.get(at).copied().unwrap_or_default();
        counts.then(|| places.entries.get(at).map(|entry| (id, entry))).flatten()
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
