//! Tickets for downloads: a browser that follows an address sends no key, so whoever has one is given an address that
//! is good for one download, for a short while, on behalf of that key. Only hashes are kept, and only in memory.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use sha2::{Digest, Sha256};

use super::caller::Caller;
use crate::desk::Secret;
use crate::http::error::HttpError;

/// How long a ticket is good for: a browser follows an address at once.
pub(in crate::http) const GOOD_FOR: Duration = Duration::from_secs(60);
/// Tickets that are good at once, at most: nobody follows a hundred addresses a minute.
const MOST: usize = 100;

/// What a ticket is for.
#[derive(Debug)]
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

impl Tickets {
    /// A ticket for a backup, for whoever asks now.
    ///
    /// # Errors
    /// [`HttpError::Busy`] when there are too many; the system's, when it has no random numbers.
    pub(in crate::http) fn issue(&self, backup: String) -> Result<Secret, HttpError> {
        self.issue_at(backup, Instant::now())
    }

    fn issue_at(&self, backup: String, now: Instant) -> Result<Secret, HttpError> {
        let secret = Secret::fresh()?;
        let mut tickets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        tickets.retain(|_, errand| errand.until > now);
        if tickets.len() >= MOST {
            return Err(HttpError::Busy);
        }
        let errand = Errand { backup, caller: Caller::now(), until: now + GOOD_FOR };
        tickets.insert(Sha256::digest(secret.reveal()).into(), errand);
        Ok(secret)
    }

    /// What a ticket is for; from now on it is for nothing. `None` when it is none, or none any more.
    pub(in crate::http) fn redeem(&self, ticket: &str) -> Option<Errand> {
        self.redeem_at(ticket, Instant::now())
    }

    fn redeem_at(&self, ticket: &str, now: Instant) -> Option<Errand> {
        let hash: [u8; 32] = Sha256::digest(ticket).into();
        let errand = self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&hash)?;
        (errand.until > now).then_some(errand)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ticket_is_good_once_and_not_for_long() {
        let (tickets, now) = (Tickets::default(), Instant::now());
        let one = tickets.issue_at("甲".to_owned(), now).unwrap();
        let two = tickets.issue_at("乙".to_owned(), now).unwrap();
        assert_ne!(one.reveal(), two.reveal());
        assert!(tickets.redeem_at("", now).is_none());
        assert_eq!(tickets.redeem_at(one.reveal(), now).map(|errand| errand.backup).as_deref(), Some("甲"));
        assert!(tickets.redeem_at(one.reveal(), now).is_none(), "once");
        assert!(tickets.redeem_at(two.reveal(), now + GOOD_FOR).is_none(), "too late");
        for _ in 0..MOST {
            tickets.issue_at(String::new(), now).unwrap();
        }
        assert!(matches!(tickets.issue_at(String::new(), now), Err(HttpError::Busy)));
        assert!(tickets.issue_at(String::new(), now + GOOD_FOR).is_ok(), "those that are over make room");
    }
}
