//! What was found out about drafts, kept from one preview to the next: what the sentence model says, what the lists in
//! force find, what comes of it. A preview then has to judge anew only what the change does.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use crate::deadline::Deadline;
use crate::review::known::Known;

/// Most bytes that are kept: some 25 KB for a draft of 6,000 characters, so four thousand of them.
const MOST: usize = 100 << 20;

/// The drafts of which something is known, each by its [key](Known::key).
#[derive(Debug, Default)]
pub(in crate::desk) struct Memory(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    /// Each with what it counted when it was kept.
    drafts: HashMap<[u8; 32], (Known, usize)>,
    bytes: usize,
    /// How many times all was forgotten.
    erasures: u64,
}

impl Memory {
    /// What is known of a draft.
    pub(super) fn of(&self, key: &[u8; 32]) -> Known {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.drafts.get(key).map(|(known, _)| known.clone()).unwrap_or_default()
    }

    /// Forgets all drafts. What is known of one says where which entries stand in it: it goes when a draft is erased.
    pub(in crate::desk) fn forget(&self) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *kept = Kept { erasures: kept.erasures + 1, ..Kept::default() };
    }

    /// How many times drafts were erased: to be asked before a draft is read, see [`Memory::keep`].
    pub(super) fn erasures(&self) -> u64 {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).erasures
    }

    /// Keeps what is known of a draft by now, unless one was erased since it was read, which may be the same. What may have
    /// been cut short by the deadline is not kept. When there is too much, all that was kept before is forgotten.
    pub(super) fn keep(&self, key: [u8; 32], known: Known, since: u64, until: &Deadline) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !until.has_passed() && kept.erasures == since {
            kept.keep(key, known, MOST);
        }
    }
}

impl Kept {
    fn keep(&mut self, key: [u8; 32], known: Known, most: usize) {
        let former = self.drafts.remove(&key).map_or(0, |(_, bytes)| bytes);
        self.bytes -= former;
        let bytes = known.bytes();
        if self.bytes + bytes > most {
            *self = Self { erasures: self.erasures, ..Self::default() };
        }
        if bytes <= most {
            self.bytes += bytes;
            self.drafts.insert(key, (known, bytes));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_is_kept_than_there_is_room_for() {
        let (mut kept, one) = (Kept::default(), Known::default());
        let most = 3 * one.bytes();
        for number in 0..3 {
            // Kept again, a draft takes the place that it had.
            kept.keep([number; 32], one.clone(), most);
            kept.keep([number; 32], one.clone(), most);
        }
        assert_eq!((kept.drafts.len(), kept.bytes), (3, most));
        kept.keep([3; 32], one.clone(), most);
        assert_eq!((kept.drafts.len(), kept.bytes), (1, one.bytes()));
        kept.keep([4; 32], one.clone(), one.bytes() - 1);
        assert_eq!((kept.drafts.len(), kept.bytes), (0, 0));
    }

    #[test]
    fn what_may_have_been_cut_short_is_not_kept() {
        let memory = Memory::default();
        memory.keep([0; 32], Known::default(), 0, &Deadline::after(Some(std::time::Duration::ZERO)));
        assert!(memory.0.lock().unwrap().drafts.is_empty());
        memory.keep([0; 32], Known::default(), memory.erasures(), &Deadline::default());
        assert_eq!(memory.0.lock().unwrap().drafts.len(), 1);
        let before = memory.erasures();
        memory.forget();
        assert!(memory.0.lock().unwrap().drafts.is_empty());
        // What was read before the erasure may be what was erased.
        memory.keep([0; 32], Known::default(), before, &Deadline::default());
        assert!(memory.0.lock().unwrap().drafts.is_empty());
    }
}
