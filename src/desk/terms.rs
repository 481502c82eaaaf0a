//! Term lists in force: read, replaced, one entry added or taken away. A change counts from the next review on.

use std::sync::Arc;

use serde::Serialize;
use utoipa::ToSchema;

use crate::corpus::Synonyms;
use crate::desk::engine::{Engine, body_of, list_of};
use crate::desk::error::DeskError;
use crate::desk::meant::place;
use crate::desk::office::Desk;
use crate::lexicon::{Entry, EntryKind, EntryName, ListDiff, ListErrors, ListId, TermList, common};
use crate::store::{Actor, Family, NewRevision, Revision, StoreError};

/// Why a list is changed, and which version was seen; who does it is [`crate::store::Actor::now`].
#[derive(Debug, Clone, Copy)]
pub struct Change<'a> {
    /// The version the change was made on.
    pub expected: u64,
    /// Why. Where nothing is given, the version says what was done.
    pub note: &'a str,
}

impl Change<'_> {
    /// The reason, or what was done in place of one.
    pub(super) fn reason(&self, done: impl FnOnce() -> String) -> String {
        Some(self.note.trim().to_owned()).filter(|note| !note.is_empty()).unwrap_or_else(done)
    }
}

/// Whether a list that has entries may be left without any.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Emptying {
    /// It may not: that is a slip more often than not.
    #[default]
    Refused,
    /// Whoever asks says so.
    Wanted,
}

impl Emptying {
    /// As a flag says.
    #[must_use]
    pub fn of(wanted: bool) -> Self {
        if wanted { Self::Wanted } else { Self::Refused }
    }

    fn check(self, entries: &[Entry]) -> Result<(), DeskError> {
        if entries.is_empty() && self == Self::Refused { Err(DeskError::Emptied) } else { Ok(()) }
    }
}

/// A list without its entries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TermListHead {
    /// Id.
    pub id: ListId,
    /// Chinese name.
    pub label: String,
    /// Version in force.
    pub version: u64,
    /// Number of entries.
    pub entries: usize,
    /// Whether there is a draft of it.
    pub draft: bool,
}

/// A published version of a list or a profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Version {
    /// Version.
    pub version: u64,
    /// When it was published, RFC 3339 in UTC.
    pub created_at: String,
    /// Who published it.
    pub author: String,
    /// Why.
    pub note: String,
}

impl Version {
    pub(super) fn of(revision: Revision) -> Self {
        Self {
            version: revision.version,
            created_at: revision.created_at,
            author: revision.author,
            note: revision.note,
        }
    }
}

/// An entry in a version's note: its text, and what tells it from others of the same text.
fn told(entry: &Entry) -> String {
    let kind = (entry.kind == EntryKind::Regex).then(|| "正则".to_owned());
    let layer = entry.layer.map(|layer| format!("{}层级", layer.label()));
    let facts: Vec<String> = kind.into_iter().chain(layer).collect();
    if facts.is_empty() { entry.pattern.clone() } else { format!("{}（{}）", entry.pattern, facts.join("，")) }
}

/// Whether the version that is to be restored is in force already.
///
/// # Errors
/// [`StoreError::Conflict`] when it is, and another one was expected to be.
pub(super) fn is_in_force(id: &str, current: u64, version: u64, expected: u64) -> Result<bool, StoreError> {
    match version == current && current > 0 {
        true if expected != current => Err(StoreError::Conflict { id: id.to_owned(), expected, current }),
        same => Ok(same),
    }
}

impl Desk {
    /// The lists in force.
    #[must_use]
    pub fn term_lists(&self) -> Vec<TermListHead> {
        let engine = self.engine();
        let head = |id: ListId| {
            let list = engine.lexicon.get(id).list();
            let (label, draft) = (id.label().to_owned(), self.has_term_draft(id));
            TermListHead { id, label, version: list.version, entries: list.entries.len(), draft }
        };
        ListId::ALL.into_iter().map(head).collect()
    }

    /// A list in force.
    #[must_use]
    pub fn term_list(&self, id: ListId) -> TermList {
        self.engine().lexicon.get(id).list().clone()
    }

    /// A former version of a list.
    ///
    /// # Errors
    /// [`DeskError::NotFound`] when there is no such version.
    pub fn term_list_version(&self, id: ListId, version: u64) -> Result<TermList, DeskError> {
        let found = self.store.revision(Family::TermList, id.name(), version)?;
        let revision = found
            .ok_or_else(|| DeskError::NotFound { what: "词表版本", id: format!("{}@{version}", id.name()) })?;
        list_of(&revision.body, version)
    }

    /// All versions of a list, newest first.
    ///
    /// # Errors
    /// The store's.
    pub fn term_list_versions(&self, id: ListId) -> Result<Vec<Version>, DeskError> {
        let history = self.store.revision_history(Family::TermList, id.name())?;
        Ok(history.into_iter().map(Version::of).collect())
    }

    /// Puts new entries in force; answers the new version.
    ///
    /// # Errors
    /// [`DeskError::List`] with every fault, entries that are too common among them, [`crate::store::StoreError::Conflict`] when somebody else was faster; the
    /// version in force stays then.
    pub fn replace_terms(&self, id: ListId, entries: Vec<Entry>, change: Change<'_>) -> Result<u64, DeskError> {
        let note = change.reason(|| {
            let engine = self.engine();
            let new = TermList { id, version: change.expected, entries: entries.clone() };
            let ListDiff { added, removed, changed } = ListDiff::between(engine.lexicon.get(id).list(), &new);
            let (added, removed, changed) = (added.len(), removed.len(), changed.len());
            format!("整表替换：增加 {added} 条，删除 {removed} 条，改动 {changed} 条")
        });
        let change = Change { note: &note, ..change };
        self.put_terms_in_force(id, entries, change, |new| self.store.publish(Family::TermList, new))
    }

    /// Publishes the content of a former version as a new one; answers the new version. The version in force stays as it
    /// is when it is the one that is asked for.
    ///
    /// # Errors
    /// [`DeskError::NotFound`] when there is no such version, [`DeskError::Emptied`] when it has no entries and that is not
    /// said to be wanted, else as [`Self::replace_terms`].
    pub fn restore_terms(
        &self,
        id: ListId,
        version: u64,
        emptying: Emptying,
        change: Change<'_>,
    ) -> Result<u64, DeskError> {
        if is_in_force(id.name(), self.engine().lexicon.get(id).list().version, version, change.expected)? {
            return Ok(version);
        }
        let former = self.term_list_version(id, version)?;
        emptying.check(&former.entries)?;
        self.replace_terms(id, former.entries, change)
    }

    /// What leads from one version of a list to another.
    ///
    /// # Errors
    /// [`DeskError::NotFound`] when there is no such version.
    pub fn term_list_diff(&self, id: ListId, from: u64, to: u64) -> Result<ListDiff, DeskError> {
        Ok(ListDiff::between(&self.term_list_version(id, from)?, &self.term_list_version(id, to)?))
    }

    /// Compiles entries, has `publish` store them, and puts them in force.
    pub(super) fn put_terms_in_force(
        &self,
        id: ListId,
        entries: Vec<Entry>,
        change: Change<'_>,
        publish: impl FnOnce(&NewRevision<'_>) -> Result<Revision, StoreError>,
    ) -> Result<u64, DeskError> {
        let list = TermList { id, version: change.expected + 1, entries };
        // Compiled before it is stored: what is published always loads.
        let compiled = self.engine().lexicon.with(list.clone())?;
        let problems = common::problems(compiled.get(id));
        if !problems.is_empty() {
            return Err(DeskError::List(ListErrors { problems }));
        }
        let body = body_of("词表", &list)?;
        let Change { expected, note } = change;
        let new = NewRevision { id: id.name(), expected, author: &Actor::now().label, note, body: &body };
        let published = publish(&new)?;
        // Another list may have been published meanwhile: only this one is put into what is in force now.
        self.engine.rcu(|engine| {
            let lexicon = engine.lexicon.taking(id, &compiled);
            Arc::new(Engine { lexicon, ..Engine::clone(engine) })
        });
        if id == ListId::Synonyms {
            self.corpus.use_synonyms(Synonyms::of(self.engine().lexicon.get(id).list()));
        }
        Ok(published.version)
    }

    /// Adds an entry at the end of a list.
    ///
    /// # Errors
    /// As [`Self::replace_terms`].
    pub fn add_term(&self, id: ListId, entry: Entry, change: Change<'_>) -> Result<u64, DeskError> {
        let mut entries = self.term_list(id).entries;
        let note = change.reason(|| format!("增加词条：{}", told(&entry)));
        entries.push(entry);
        self.replace_terms(id, entries, Change { note: &note, ..change })
    }

    /// Takes one entry out of a list: of several layers the most specific one where none is named, which is the one that
    /// counts; what a wider layer says counts again then.
    ///
    /// # Errors
    /// [`DeskError::NotFound`] when there is none, [`DeskError::TwoKinds`] when it may be one of two,
    /// [`DeskError::Emptied`] when it is the last one and that is not said to be wanted, else as [`Self::replace_terms`].
    pub fn remove_term(
        &self,
        id: ListId,
        name: &EntryName,
        emptying: Emptying,
        change: Change<'_>,
    ) -> Result<u64, DeskError> {
        let mut entries = self.term_list(id).entries;
        let gone = entries.remove(place(name, &entries)?);
        emptying.check(&entries)?;
        let note = change.reason(|| format!("删除词条：{}", told(&gone)));
        self.replace_terms(id, entries, Change { note: &note, ..change })
    }
}
