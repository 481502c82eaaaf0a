//! Alternatives for programs of different age: the first one that is understood and says something is read, the others
//! say the same once more.

use crate::intake::xml::{Tag, Xml};

/// A set of alternatives that is open.
#[derive(Debug, Default)]
pub(super) struct Alternatives {
    /// How much the story had said when the last one that was read began.
    begun: Option<u64>,
    /// Whether one was passed over that no word processor understands.
    passed: bool,
}

impl Alternatives {
    /// Whether the alternative that was just opened is to be read; `said` is how much the story has said so far.
    pub(super) fn read(&mut self, tag: &Tag<'_>, xml: &Xml<'_>, said: u64) -> bool {
        let needed = tag.attribute("Requires").unwrap_or_default();
        if needed.split_whitespace().any(|prefix| xml.is_foreign(prefix)) {
            self.passed = true;
            return false;
        }
        let open = self.begun.is_none_or(|before| before == said);
        if open {
            self.begun = Some(said);
        }
        open
    }

    /// Whether nothing of the set was read though there was something.
    pub(super) fn are_lost(&self) -> bool {
        self.begun.is_none() && self.passed
    }
}
