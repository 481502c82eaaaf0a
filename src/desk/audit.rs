//! The audit log of a desk: what no transaction of the store records by itself, and refusals, which are counted and
//! written down at most once a minute each, so that whoever knocks does not fill the log.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::desk::backup::backup_object;
use crate::desk::draft_words::DraftWords;
use crate::desk::error::DeskError;
use crate::desk::office::Desk;
use crate::desk::preview::PreviewScope;
use crate::lexicon::ListId;
use crate::store::{
    Action, Actor, AuditCheck, AuditFilter, AuditPage, AuditRow, Deed, Family, KnownRow, Retention, StoreError, acting,
};

/// Rows that one export may have: some hundred megabytes.
pub const MOST_EXPORTED: u64 = 500_000;
/// Shortest time between two rows about the same kind of refusal.
const BETWEEN: Duration = Duration::from_mins(1);

/// A refusal of a request: who was refused, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Who.
    pub actor: Actor,
    /// [`Action::LoginRefused`] or [`Action::ScopeRefused`].
    pub action: Action,
    /// What was asked for: empty, or the scopes that would do.
    pub object: String,
    /// Why.
    pub reason: &'static str,
}

/// What makes refusals of one kind.
type Kind = (String, Action, String, &'static str);

#[derive(Debug)]
struct Count {
    actor: Actor,
    waiting: u64,
    written: Option<Instant>,
}

/// Refusals not written down yet. There are as many kinds as keys and reasons, and no more.
#[derive(Debug, Default)]
pub(super) struct Refusals(Mutex<BTreeMap<Kind, Count>>);

impl Refusals {
    /// Counts a refusal; whether it is time to write.
    fn count(&self, refused: Refused) -> bool {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Refused { actor, action, object, reason } = refused;
        let kind = (actor.id.clone(), action, object, reason);
        let count = counts.entry(kind).or_insert_with(|| Count { actor, waiting: 0, written: None });
        count.waiting += 1;
        count.written.is_none_or(|written| written.elapsed() >= BETWEEN)
    }

    /// Takes what is to be written: of kinds whose time has come, or of `all`.
    fn due(&self, all: bool) -> Vec<(Actor, Deed)> {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut due = Vec::new();
        for ((_, action, object, reason), count) in counts.iter_mut() {
            let time = count.written.is_none_or(|written| written.elapsed() >= BETWEEN);
            if count.waiting > 0 && (all || time) {
                let deed = Deed { count: count.waiting, result: reason, ..Deed::done(*action, object.clone()) };
                due.push((count.actor.clone(), deed));
                count.waiting = 0;
                count.written = Some(Instant::now());
            }
        }
        due
    }
}

impl Desk {
    /// Counts a refusal; whether [`Self::write_refusals`] is to be called now.
    #[must_use]
    pub fn refused(&self, refused: Refused) -> bool {
        self.refusals.count(refused)
    }

    /// Writes down refusals whose time has come; `all` of them before the log is read, and at the end.
    ///
    /// # Errors
    /// The store's.
    pub fn write_refusals(&self, all: bool) -> Result<(), DeskError> {
        for (actor, deed) in self.refusals.due(all) {
            acting(actor, || self.store.record(&deed))?;
        }
        Ok(())
    }

    /// Records that a kept review left the house as a file of this kind. Called before the file is handed out.
    ///
    /// # Errors
    /// The store's; the file must not be handed out then.
    pub fn note_export(&self, review: &str, kind: &'static str) -> Result<(), DeskError> {
        let deed = Deed::done(Action::ReviewExported, review);
        Ok(self.store.record(&Deed { result: kind, ..deed })?)
    }

    /// Records what was done with a backup. A download is recorded before the file is handed out.
    ///
    /// # Errors
    /// The store's.
    pub fn note_backup(&self, action: Action, name: &str) -> Result<(), DeskError> {
        Ok(self.store.record(&Deed::done(action, backup_object(name)))?)
    }

    /// Records that the indexes were built anew, by the job of this id or, when it is empty, by none.
    ///
    /// # Errors
    /// The store's.
    pub fn note_reindex(&self, job: &str) -> Result<(), DeskError> {
        Ok(self.store.record(&Deed::done(Action::IndexRebuilt, job))?)
    }

    /// Records that a version of a term list or norm profile left as a file. Called before it is handed out.
    ///
    /// # Errors
    /// The store's.
    pub fn note_list_export(&self, family: Family, id: &str, version: u64) -> Result<(), DeskError> {
        let action = match family {
            Family::TermList => Action::TermListExported,
            Family::NormProfile => Action::NormProfileExported,
        };
        Ok(self.store.record(&Deed::done(action, id).version(version))?)
    }

    /// Records that drafts of kept reviews are about to be looked at to try a change of a profile, by its id; of what they say
    /// nothing is recorded.
    ///
    /// # Errors
    /// The store's.
    pub(super) fn note_preview(&self, id: &str, scope: PreviewScope) -> Result<(), DeskError> {
        if scope.words == DraftWords::Withheld || scope.reviews == 0 {
            return Ok(());
        }
        Ok(self.store.record(&Deed::done(Action::PreviewMade, id))?)
    }

    /// The same for a change of a list; that of searches reaches no draft.
    ///
    /// # Errors
    /// The store's.
    pub fn note_list_preview(&self, id: ListId, scope: PreviewScope) -> Result<(), DeskError> {
        if id == ListId::Synonyms { Ok(()) } else { self.note_preview(id.name(), scope) }
    }

    /// A page of the audit log, newest first.
    ///
    /// # Errors
    /// The store's.
    pub fn audit(&self, filter: &AuditFilter, before: Option<u64>, limit: usize) -> Result<AuditPage, DeskError> {
        self.write_refusals(true)?;
        Ok(self.store.audit(filter, before, limit)?)
    }

    /// Hands the rows of a filter to `take`, oldest first, and records the export.
    ///
    /// # Errors
    /// [`DeskError::TooManyRows`] beyond [`MOST_EXPORTED`], the store's, and `take`'s.
    pub fn export_audit<E: From<DeskError> + From<StoreError>>(
        &self,
        filter: &AuditFilter,
        take: &mut dyn FnMut(&AuditRow) -> Result<(), E>,
    ) -> Result<(), E> {
        self.write_refusals(true)?;
        let mut rows = 0;
        self.store.each_audit_row(filter, &mut |row| -> Result<(), E> {
            rows += 1;
            if rows > MOST_EXPORTED {
                return Err(DeskError::TooManyRows { most: MOST_EXPORTED }.into());
            }
            take(row)
        })?;
        let deed = Deed::done(Action::AuditExported, "");
        Ok(self.store.record(&Deed { count: rows, ..deed })?)
    }

    /// Checks the audit log.
    ///
    /// # Errors
    /// The store's.
    pub fn verify_audit(&self, known: Option<&KnownRow>) -> Result<AuditCheck, DeskError> {
        Ok(self.store.verify_audit(known)?)
    }

    /// Takes off the rows of the audit log that are older than `retention`; how many.
    ///
    /// # Errors
    /// The store's.
    pub fn prune_audit(&self, retention: Retention) -> Result<u64, DeskError> {
        Ok(self.store.prune_audit(retention)?)
    }

    /// Whether drafts with a mark of secrecy are reviewed.
    #[must_use]
    pub fn accepts_classified(&self) -> bool {
        self.accept_classified
    }

    /// Records the settings that differ from what was recorded of them last.
    ///
    /// # Errors
    /// The store's.
    pub fn note_settings(&self, settings: &[(&str, String)]) -> Result<(), DeskError> {
        for (name, value) in settings {
            self.store.record_setting(name, value)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thousand_refusals_are_two_rows() {
        let refusals = Refusals::default();
        let refused =
            |reason| Refused { actor: Actor::unknown(), action: Action::LoginRefused, object: String::new(), reason };
        assert!(refusals.count(refused("unknown")));
        assert_eq!(refusals.due(false).len(), 1);
        let again = (0..999).filter(|_| refusals.count(refused("unknown"))).count();
        assert_eq!((again, refusals.due(false).len()), (0, 0), "not before a minute is over");
        assert!(refusals.count(refused("expired")), "another reason is another kind");
        let counts: Vec<u64> = refusals.due(true).into_iter().map(|(_, deed)| deed.count).collect();
        assert_eq!(counts, [1, 999]);
        assert!(refusals.due(true).is_empty());
    }
}
