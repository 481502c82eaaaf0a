//! [`Caller`]: on whose behalf a request is answered. Set at the door, known to everything that the request's handler
//! awaits; work that leaves for another thread is given its actor there.

use std::sync::Arc;

use crate::desk::DraftWords;
use crate::store::{Actor, Scope, StoredKey};

tokio::task_local! {
    static CALLER: Caller;
}

/// Who asks.
#[derive(Debug, Clone)]
pub(in crate::http) struct Caller {
    /// The name that records carry.
    pub(in crate::http) actor: Actor,
    /// The key that was presented and is needed; `None` where none is.
    pub(in crate::http) key: Option<Arc<StoredKey>>,
}

impl Caller {
    /// Somebody on this machine.
    pub(super) fn local() -> Self {
        Self { actor: Actor::local(), key: None }
    }

    /// Somebody with this key.
    pub(super) fn with(key: Arc<StoredKey>) -> Self {
        Self { actor: Actor::key(&key.id, &key.label), key: Some(key) }
    }

    /// Whoever asks now; outside of a request the program itself.
    pub(in crate::http) fn now() -> Self {
        CALLER.try_with(Self::clone).unwrap_or_else(|_| Self { actor: Actor::now(), key: None })
    }

    /// Whether both have the same key, or neither has one.
    pub(in crate::http) fn is(&self, other: &Self) -> bool {
        let id = |caller: &Self| caller.key.as_ref().map(|key| key.id.clone());
        id(self) == id(other)
    }

    /// Whether whoever asks may read what drafts say: the desk may, and somebody on this machine while no key is needed.
    pub(in crate::http) fn draft_words(&self) -> DraftWords {
        if self.has(&[Scope::Desk]) { DraftWords::Shown } else { DraftWords::Withheld }
    }

    /// The first of these scopes that whoever asks lacks; nothing when they have them all.
    pub(in crate::http) fn lacks(&self, scopes: &'static [Scope]) -> Option<&'static [Scope]> {
        scopes.chunks(1).find(|scope| !self.has(scope))
    }

    /// Whether whoever asks has one of these scopes; without keys everybody on this machine has all of them.
    pub(in crate::http) fn has(&self, scopes: &[Scope]) -> bool {
        self.key.as_ref().is_none_or(|key| scopes.iter().any(|scope| key.scopes.contains(scope)))
    }

    /// Answers on behalf of this caller.
    pub(in crate::http) async fn answering<T>(self, answer: impl Future<Output = T>) -> T {
        CALLER.scope(self, answer).await
    }
}
