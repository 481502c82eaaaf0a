//! Changes of a part, gathered in any order and made at once.

use std::ops::Range;

/// Which of several changes at one place comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Order {
    /// Ends of marks.
    Closing,
    /// Borders inside of runs.
    Between,
    /// Beginnings of marks.
    Opening,
    /// What takes the place of something.
    Instead,
}

/// Changes of a part.
#[derive(Debug, Default)]
pub(super) struct Edits {
    edits: Vec<(Range<usize>, Order, String)>,
}

impl Edits {
    /// Puts `text` at a place.
    pub(super) fn insert(&mut self, at: u32, order: Order, text: String) {
        self.replace(at..at, order, text);
    }

    /// Puts `text` in the place of what stands there.
    pub(super) fn replace(&mut self, place: Range<u32>, order: Order, text: String) {
        self.edits.push((place.start as usize..place.end as usize, order, text));
    }

    /// The part with all changes; one that would cut into another is left out.
    pub(super) fn apply(mut self, part: &str) -> String {
        self.edits.sort_by_key(|(place, order, _)| (place.start, *order));
        let added: usize = self.edits.iter().map(|(_, _, text)| text.len()).sum();
        let mut out = String::with_capacity(part.len() + added);
        let mut done = 0;
        for (place, _, text) in self.edits {
            let Some(kept) = part.get(done..place.start) else { continue };
            out.push_str(kept);
            out.push_str(&text);
            done = place.end;
        }
        out.push_str(part.get(done..).unwrap_or_default());
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_come_in_order_of_place() {
        let mut edits = Edits::default();
        edits.replace(1..2, Order::Instead, "乙".to_owned());
        edits.insert(3, Order::Closing, "]".to_owned());
        edits.insert(1, Order::Opening, "[".to_owned());
        edits.insert(1, Order::Closing, ")".to_owned());
        assert_eq!(edits.apply("abc"), "a)[乙c]");
    }
}
