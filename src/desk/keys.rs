//! [`Keys`]: who may use the service. A key is 256 random bits in letters, with a prefix and its id in front; it is
//! shown once, when it is made, and only its hash is kept.
//!
//! Keys are needed as soon as one was made that is not revoked, also when it has expired: that a date passes must never
//! open the service to everybody.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use arc_swap::ArcSwap;
use sha2::{Digest, Sha256};

use crate::desk::error::DeskError;
pub use crate::desk::secret::Secret;
use crate::desk::secret::{letters, random};
use crate::document::PartialDate;
use crate::store::{Scope, Store, StoredKey, today};
use crate::text::unseen::fault_of_words;

/// What every key begins with: a key that is found somewhere can be told for what it is.
const PREFIX: &str = "dsx";
/// Random bytes of an id.
const ID_BYTES: usize = 5;
/// Letters of an id.
const ID_LETTERS: usize = ID_BYTES * 8 / 5;
/// Keys that are not revoked, at most: every request is compared with each of them.
const MOST_KEYS: usize = 1_000;
/// Longest label, in characters.
const LONGEST_LABEL: usize = 100;
/// Longest text that is looked at as a key, in bytes: ours have 65.
const LONGEST_KEY: usize = 128;

/// A key that is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewKey {
    /// What people call it.
    pub label: String,
    /// What it is to allow.
    pub scopes: BTreeSet<Scope>,
    /// Last day it can be used; `None` when it is not to end.
    pub expires: Option<PartialDate>,
}

/// How things stand with a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyState {
    /// It can be used.
    Live,
    /// Its last day is over.
    Expired,
    /// It was revoked.
    Revoked,
}

impl KeyState {
    /// The stable English name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
        }
    }

    /// The Chinese name.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Live => "有效",
            Self::Expired => "已过期",
            Self::Revoked => "已吊销",
        }
    }
}

/// How a key stands on a day, `YYYY-MM-DD`.
#[must_use]
pub fn state_of(key: &StoredKey, day: &str) -> KeyState {
    if key.revoked_at.is_some() {
        KeyState::Revoked
    } else if key.expires_on.as_deref().is_some_and(|last| last < day) {
        KeyState::Expired
    } else {
        KeyState::Live
    }
}

/// Why a key was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyRefusal {
    /// It is none of ours.
    Unknown,
    /// Its last day is over.
    Expired(Arc<StoredKey>),
    /// It was revoked.
    Revoked(Arc<StoredKey>),
}

/// The keys of a data folder.
#[derive(Debug)]
pub struct Keys {
    store: Arc<Store>,
    /// As in the store: one process owns the folder.
    ring: ArcSwap<Vec<Arc<StoredKey>>>,
    /// Held while keys are changed and read again.
    changing: Mutex<()>,
}

impl Keys {
    /// The keys of this store.
    ///
    /// # Errors
    /// The store's.
    pub fn open(store: Arc<Store>) -> Result<Self, DeskError> {
        let keys = Self { store, ring: ArcSwap::default(), changing: Mutex::default() };
        keys.read_again()?;
        Ok(keys)
    }

    /// Makes a key; the key itself, shown this once, and what is known of it.
    ///
    /// # Errors
    /// [`DeskError::Key`] with every fault of what was asked for.
    pub fn create(&self, new: &NewKey) -> Result<(Secret, StoredKey), DeskError> {
        self.make(new, letters(&random::<ID_BYTES>()?))
    }

    /// The same for a request that may be sent again: the key's id is made of the request's, [`Self::id_for`] it.
    ///
    /// # Errors
    /// As [`Self::create`].
    pub fn create_for(&self, new: &NewKey, request: &str) -> Result<(Secret, StoredKey), DeskError> {
        self.make(new, Self::id_for(request))
    }

    /// The id of the key that a request makes.
    #[must_use]
    pub fn id_for(request: &str) -> String {
        letters(&hash_of(request)).chars().take(ID_LETTERS).collect()
    }

    fn make(&self, new: &NewKey, id: String) -> Result<(Secret, StoredKey), DeskError> {
        let _held = self.change();
        let faults = self.faults(new);
        if !faults.is_empty() {
            return Err(DeskError::Key(faults));
        }
        let secret = Secret::named(&format!("{PREFIX}_{id}"))?;
        let key = StoredKey {
            id,
            hash: hash_of(secret.reveal()),
            label: new.label.trim().to_owned(),
            scopes: new.scopes.clone(),
            created_at: String::new(),
            expires_on: new.expires.map(|date| date.to_string()),
            revoked_at: None,
            last_used: None,
        };
        let key = self.store.insert_key(&key)?;
        self.read_again()?;
        Ok((secret, key))
    }

    /// All keys, oldest first, also those revoked.
    #[must_use]
    pub fn all(&self) -> Vec<Arc<StoredKey>> {
        self.ring.load().to_vec()
    }

    /// Revokes a key; from now on it is refused.
    ///
    /// # Errors
    /// [`DeskError::NotFound`] when there is none with this id that is not revoked.
    pub fn revoke(&self, id: &str) -> Result<(), DeskError> {
        let held = self.change();
        self.revoke_held(id, &held)
    }

    /// The same, but for the last key that can be used to administer keys, and for one that all others are used up before:
    /// without it nobody could make another one while the server runs.
    ///
    /// # Errors
    /// [`DeskError::LastAdmin`], else as [`Self::revoke`].
    pub fn revoke_but_the_last(&self, id: &str) -> Result<(), DeskError> {
        let (held, day) = (self.change(), today());
        let administers =
            |key: &Arc<StoredKey>| key.scopes.contains(&Scope::Admin) && state_of(key, &day) == KeyState::Live;
        let (this, others): (Vec<_>, Vec<_>) = self.all().into_iter().filter(administers).partition(|key| key.id == id);
        if let Some(key) = this.first()
            && !others.iter().any(|other| lasts(other, key))
        {
            let others_until = others.iter().filter_map(|other| other.expires_on.clone()).max();
            return Err(DeskError::LastAdmin { id: id.to_owned(), others_until });
        }
        self.revoke_held(id, &held)
    }

    fn revoke_held(&self, id: &str, _held: &MutexGuard<'_, ()>) -> Result<(), DeskError> {
        let known = self.store.revoke_key(id)?;
        self.read_again()?;
        let id = || id.chars().take(80).collect();
        if known { Ok(()) } else { Err(DeskError::NotFound { what: "未吊销的密钥", id: id() }) }
    }

    /// Whether requests need a key.
    #[must_use]
    pub fn required(&self) -> bool {
        self.ring.load().iter().any(|key| key.revoked_at.is_none())
    }

    /// Whether the key with this id can be used today.
    #[must_use]
    pub fn is_live(&self, id: &str) -> bool {
        self.ring.load().iter().any(|key| key.id == id && state_of(key, &today()) == KeyState::Live)
    }

    /// Number of keys that can be used today.
    #[must_use]
    pub fn live(&self) -> usize {
        let day = today();
        self.ring.load().iter().filter(|key| state_of(key, &day) == KeyState::Live).count()
    }

    /// Whether a key that can be used today allows `scope`.
    #[must_use]
    pub fn any_with(&self, scope: Scope) -> bool {
        let day = today();
        self.ring.load().iter().any(|key| key.scopes.contains(&scope) && state_of(key, &day) == KeyState::Live)
    }

    /// The key that was presented. The time this takes says nothing of the keys there are: each is compared, whole, by
    /// its hash.
    ///
    /// # Errors
    /// [`KeyRefusal`].
    pub fn admit(&self, presented: &str) -> Result<Arc<StoredKey>, KeyRefusal> {
        if presented.len() > LONGEST_KEY {
            return Err(KeyRefusal::Unknown);
        }
        let hash = hash_of(presented);
        let ring = self.ring.load();
        let mut found = None;
        for key in ring.iter() {
            if equal(&key.hash, &hash) {
                found = Some(key);
            }
        }
        let key = found.ok_or(KeyRefusal::Unknown)?;
        match state_of(key, &today()) {
            KeyState::Live => Ok(Arc::clone(key)),
            KeyState::Expired => Err(KeyRefusal::Expired(Arc::clone(key))),
            KeyState::Revoked => Err(KeyRefusal::Revoked(Arc::clone(key))),
        }
    }

    /// Writes down that a key was used today; at most once a day.
    ///
    /// # Errors
    /// The store's.
    pub fn used(&self, key: &StoredKey) -> Result<(), DeskError> {
        let day = today();
        let _held = self.change();
        if self.ring.load().iter().any(|k| k.id == key.id && k.last_used.as_ref() == Some(&day)) {
            return Ok(());
        }
        self.store.key_used(&key.id, &day)?;
        self.read_again()
    }

    fn change(&self) -> MutexGuard<'_, ()> {
        self.changing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn read_again(&self) -> Result<(), DeskError> {
        self.ring.store(Arc::new(self.store.keys()?.into_iter().map(Arc::new).collect()));
        Ok(())
    }

    /// What keeps a key from being made: field and reason in Chinese.
    fn faults(&self, new: &NewKey) -> Vec<(&'static str, String)> {
        let mut faults = Vec::new();
        let label = new.label.trim();
        if label.is_empty() {
            faults.push(("label", "不能为空；请写明谁用、用在何处".to_owned()));
        } else if label.chars().count() > LONGEST_LABEL {
            faults.push(("label", format!("超过 {LONGEST_LABEL} 个字符")));
        } else if let Some(reason) = fault_of_words(label) {
            faults.push(("label", reason));
        }
        if new.scopes.is_empty() {
            faults.push(("scopes", format!("至少要有一项权限：{}", scopes())));
        }
        match new.expires.map(|date| date.to_string()) {
            Some(day) if day.len() != "2027-12-31".len() => {
                faults.push(("expires", "应为 YYYY-MM-DD".to_owned()));
            }
            Some(day) if day < today() => faults.push(("expires", format!("{day} 已经过去"))),
            Some(_) | None => {}
        }
        if self.ring.load().iter().filter(|key| key.revoked_at.is_none()).count() >= MOST_KEYS {
            faults.push(("label", format!("未吊销的密钥已有 {MOST_KEYS} 个，请先吊销不用的")));
        }
        faults
    }
}

/// Whether a key can be used as long as another one.
fn lasts(key: &StoredKey, other: &StoredKey) -> bool {
    match (&key.expires_on, &other.expires_on) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(day), Some(other)) => day >= other,
    }
}

/// The names of all scopes, for messages.
#[must_use]
pub fn scopes() -> String {
    Scope::ALL.map(Scope::name).join("、")
}

fn hash_of(key: &str) -> [u8; 32] {
    Sha256::digest(key).into()
}

/// Whether two hashes are equal; every byte is looked at.
fn equal(a: &[u8; 32], b: &[u8; 32]) -> bool {
    std::hint::black_box(a.iter().zip(b).fold(0, |differing, (x, y)| differing | (x ^ y))) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> (tempfile::TempDir, Keys) {
        let folder = tempfile::tempdir().unwrap();
        let store = Arc::new(Store::open(folder.path()).unwrap());
        (folder, Keys::open(store).unwrap())
    }

    fn asked(label: &str, expires: &str) -> NewKey {
        let expires = PartialDate::parse(expires).ok().flatten();
        NewKey { label: label.to_owned(), scopes: BTreeSet::from([Scope::Desk]), expires }
    }

    #[test]
    fn a_key_is_known_until_it_is_revoked_and_stored_only_as_its_hash() {
        let (folder, keys) = keys();
        assert!(!keys.required());
        let (secret, key) = keys.create(&asked("综合处", "9999-12-31")).unwrap();
        assert_eq!((secret.reveal().len(), format!("{secret:?}").as_str()), (65, "Secret"));
        assert!(secret.reveal().starts_with(&format!("dsx_{}_", key.id)), "the prefix names the key");
        assert_eq!(keys.admit(secret.reveal()).unwrap().label, "综合处");
        let short: String = secret.reveal().chars().take(64).collect();
        for wrong in ["", "dsx_", &short, &format!("{short}aa"), &"a".repeat(999)] {
            assert_eq!(keys.admit(wrong), Err(KeyRefusal::Unknown), "{wrong}");
        }
        keys.used(&key).unwrap();
        assert_eq!(keys.all()[0].last_used, Some(today()));
        keys.revoke(&key.id).unwrap();
        assert!(matches!(keys.admit(secret.reveal()), Err(KeyRefusal::Revoked(_))));
        assert!(keys.revoke(&key.id).is_err() && !keys.required());
        let rest = secret.reveal().rsplit('_').next().unwrap();
        for entry in std::fs::read_dir(folder.path()).unwrap() {
            let bytes = std::fs::read(entry.unwrap().path()).unwrap();
            assert!(!bytes.windows(rest.len()).any(|w| w == rest.as_bytes()));
        }
    }

    #[test]
    fn a_key_that_expired_is_refused_and_does_not_open_the_service() {
        let (_folder, keys) = keys();
        let (secret, key) = keys.create(&asked("甲", "")).unwrap();
        let past = StoredKey { expires_on: Some("2026-01-31".to_owned()), ..key };
        for (day, state) in [("2026-01-31", KeyState::Live), ("2026-02-01", KeyState::Expired)] {
            assert_eq!(state_of(&past, day), state, "{day}");
        }
        keys.ring.store(Arc::new(vec![Arc::new(past)]));
        assert!(matches!(keys.admit(secret.reveal()), Err(KeyRefusal::Expired(_))));
        assert!(keys.required() && keys.live() == 0);
    }

    #[test]
    fn the_key_of_a_request_is_found_by_it_and_the_last_administrator_stays() {
        let (_folder, keys) = keys();
        let admin = |label: &str| NewKey { scopes: BTreeSet::from([Scope::Admin]), ..asked(label, "") };
        let (_, first) = keys.create_for(&admin("甲"), "request-1").unwrap();
        assert_eq!((first.id.len(), &first.id), (ID_LETTERS, &Keys::id_for("request-1")));
        assert!(keys.create_for(&admin("甲"), "request-1").is_err(), "a request makes one key");
        let (_, desk) = keys.create(&asked("乙", "")).unwrap();
        assert!(matches!(keys.revoke_but_the_last(&first.id), Err(DeskError::LastAdmin { .. })));
        keys.revoke_but_the_last(&desk.id).unwrap();
        assert!(matches!(keys.revoke_but_the_last(&desk.id), Err(DeskError::NotFound { .. })));
        let (_, second) = keys.create(&admin("丙")).unwrap();
        keys.revoke_but_the_last(&first.id).unwrap();
        assert!(keys.revoke_but_the_last(&second.id).is_err());
        // One that ends before it takes its place for some days only.
        let until = |day| NewKey { expires: PartialDate::parse(day).ok().flatten(), ..admin("丁") };
        let (_, short) = keys.create(&until("9998-12-31")).unwrap();
        let refused = keys.revoke_but_the_last(&second.id).unwrap_err();
        assert!(refused.to_string().contains("其余的到 9998-12-31 为止"), "{refused}");
        let (_, shorter) = keys.create(&until("9997-12-31")).unwrap();
        keys.revoke_but_the_last(&shorter.id).unwrap();
        let (_, lasting) = keys.create(&admin("戊")).unwrap();
        for revoked in [&second, &short] {
            keys.revoke_but_the_last(&revoked.id).unwrap();
        }
        assert!(keys.revoke_but_the_last(&lasting.id).is_err());
        keys.revoke(&lasting.id).unwrap();
    }

    #[test]
    fn hashes_are_equal_when_every_byte_is() {
        let hash = hash_of("甲");
        for at in 0..hash.len() {
            let mut near = hash;
            near[at] ^= 1;
            assert!(equal(&hash, &hash) && !equal(&hash, &near), "{at}");
        }
    }

    #[test]
    fn what_is_wrong_with_a_key_is_told_at_once() {
        let (_folder, keys) = keys();
        for (new, fields) in [
            (NewKey::default(), vec!["label", "scopes"]),
            (asked("长".repeat(101).as_str(), ""), vec!["label"]),
            (asked("a\u{7}b", "2020-01-01"), vec!["label", "expires"]),
            (asked("\u{200B}", ""), vec!["label"]),
            (asked("甲\u{202E}乙", ""), vec!["label"]),
            (asked("甲", "2099-01"), vec!["expires"]),
        ] {
            let Err(DeskError::Key(faults)) = keys.create(&new) else { panic!("{new:?} was made") };
            assert_eq!(faults.iter().map(|(field, _)| *field).collect::<Vec<_>>(), fields);
        }
        assert!(keys.all().is_empty());
    }
}
