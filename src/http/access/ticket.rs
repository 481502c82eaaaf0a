//! Tickets for downloads: a browser that follows an address sends no key, so whoever has one is given an address that
//! is good for one download, for a short while, on behalf of that key. Only hashes are kept, and only in memory.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use sha2::{Digest, Sha256};

use super::caller::Caller;
use crate::desk::Secret;
use crate::http::error::HttpError;

/// How long a ticket is good for: a browser follows an address at once.
pub(in crate::http) const GOOD_FOR: Duration = Duration::from_secs(60);
/// Tickets that are good at once, at most.
const MOST: usize = 100;
/// Those of one key among them: nobody follows ten addresses a minute, and nobody keeps the others from theirs.
const MOST_OF_ONE: usize = 10;

/// What a ticket is for.
#[derive(Debug, Clone)]
pub(in crate::http) struct Errand {
    /// Name of the backup.
    pub(in crate::http) backup: String,
    /// Who asked for it.
    pub(in crate::http) caller: Caller,
    until: Instant,
}

/// The tickets that are good now.
#[derive(Debug, Default)]
pub(in crate::http) struct Tickets(Mutex<BTreeMap<[u8; 32], Errand>>);

/// A ticket taken out for a download: used up when that begins, else put back as it was.
#[derive(Debug)]
pub(in crate::http) struct Held<'a> {
    tickets: &'a Tickets,
    hash: [u8; 32],
    errand: Option<Errand>,
}

impl Held<'_> {
    /// The download begins: what it is for. The ticket is for nothing from now on.
    pub(in crate::http) fn use_up(mut self) -> Option<Errand> {
        self.errand.take()
    }

    /// What it is for.
    pub(in crate::http) fn errand(&self) -> Option<&Errand> {
        self.errand.as_ref()
    }
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        if let Some(errand) = self.errand.take() {
            self.tickets.good().insert(self.hash, errand);
        }
    }
}

impl Tickets {
    /// A ticket for a backup, for whoever asks now.
    ///
    /// # Errors
    /// [`HttpError::TooFast`] when whoever asks has too many, [`HttpError::Busy`] when there are too many; the system's,
    /// when it has no random numbers.
    pub(in crate::http) fn issue(&self, backup: String) -> Result<Secret, HttpError> {
        self.issue_at(backup, Caller::now(), Instant::now())
    }

    fn good(&self) -> MutexGuard<'_, BTreeMap<[u8; 32], Errand>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn issue_at(&self, backup: String, caller: Caller, now: Instant) -> Result<Secret, HttpError> {
        let secret = Secret::fresh()?;
        let mut tickets = self.good();
        tickets.retain(|_, errand| errand.until > now);
        let own = tickets.values().filter(|errand| errand.caller.is(&caller)).map(|errand| errand.until);
        let (count, first) = own.fold((0, None), |(n, first): (usize, Option<Instant>), until| {
            (n + 1, Some(first.map_or(until, |first| first.min(until))))
        });
        if count >= MOST_OF_ONE {
            let wait = first.map_or(GOOD_FOR, |first| first.duration_since(now));
            return Err(HttpError::TooFast { seconds: wait.as_secs() + 1 });
        }
        if tickets.len() >= MOST {
            return Err(HttpError::Busy);
        }
        let errand = Errand { backup, caller, until: now + GOOD_FOR };
        tickets.insert(Sha256::digest(secret.reveal()).into(), errand);
        Ok(secret)
    }

    /// What a ticket is for, for whoever only asks about it. `None` when it is none, or none any more.
    pub(in crate::http) fn look(&self, ticket: &str) -> Option<Errand> {
        let hash: [u8; 32] = Sha256::digest(ticket).into();
        self.good().get(&hash).filter(|errand| errand.until > Instant::now()).cloned()
    }

    /// Takes a ticket out: while it is held nobody else has it. `None` when it is none, or none any more.
    pub(in crate::http) fn hold(&self, ticket: &str) -> Option<Held<'_>> {
        self.hold_at(ticket, Instant::now())
    }

    fn hold_at(&self, ticket: &str, now: Instant) -> Option<Held<'_>> {
        let hash: [u8; 32] = Sha256::digest(ticket).into();
        let errand = self.good().remove(&hash).filter(|errand| errand.until > now)?;
        Some(Held { tickets: self, hash, errand: Some(errand) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Actor, Scope, StoredKey};
    use std::collections::BTreeSet;
    use std::sync::Arc;

    fn holder(id: &str) -> Caller {
        let key = StoredKey {
            id: id.to_owned(),
            hash: [0; 32],
            label: String::new(),
            scopes: BTreeSet::from([Scope::Admin]),
            created_at: String::new(),
            expires_on: None,
            revoked_at: None,
            last_used: None,
        };
        Caller { actor: Actor::key(id, ""), key: Some(Arc::new(key)) }
    }

    #[test]
    fn a_ticket_is_good_once_and_not_for_long() {
        let (tickets, now) = (Tickets::default(), Instant::now());
        let issue = |name: &str| tickets.issue_at(name.to_owned(), holder("k"), now).unwrap();
        let used = |held: Option<Held<'_>>| held.and_then(Held::use_up).map(|errand| errand.backup);
        let [one, two] = ["甲", "乙"].map(issue);
        assert_ne!(one.reveal(), two.reveal());
        assert!(tickets.hold_at("", now).is_none());
        let held = tickets.hold_at(one.reveal(), now).unwrap();
        assert!(tickets.hold_at(one.reveal(), now).is_none(), "one at a time");
        drop(held);
        assert_eq!(tickets.look(one.reveal()).map(|errand| errand.backup).as_deref(), Some("甲"), "put back");
        assert_eq!(used(tickets.hold_at(one.reveal(), now)).as_deref(), Some("甲"));
        assert!(tickets.hold_at(one.reveal(), now).is_none() && tickets.look(one.reveal()).is_none(), "once");
        assert!(tickets.hold_at(two.reveal(), now + GOOD_FOR).is_none(), "too late");
    }

    #[test]
    fn nobody_takes_all_tickets() {
        let (tickets, now) = (Tickets::default(), Instant::now());
        let issue = |who: &str, now| tickets.issue_at(String::new(), holder(who), now);
        for who in 0..MOST / MOST_OF_ONE {
            for _ in 0..MOST_OF_ONE {
                issue(&who.to_string(), now).unwrap();
            }
            let refused = issue(&who.to_string(), now + Duration::from_secs(20));
            assert!(matches!(refused, Err(HttpError::TooFast { seconds: 41 })), "{refused:?}");
        }
        assert!(matches!(issue("another", now), Err(HttpError::Busy)));
        assert!(issue("0", now + GOOD_FOR).is_ok(), "those that are over make room");
    }
}
