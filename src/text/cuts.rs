//! [`Cuts`]: where characters of a text as received were left out before it was read, and the way back.

use crate::span::Span;

/// One stretch left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Cut {
    /// Position in the text as read before which it stood.
    at: usize,
    /// Characters left out up to here, this stretch among them.
    total: usize,
}

/// Stretches left out of a text, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cuts {
    cuts: Vec<Cut>,
}

impl Cuts {
    /// Notes that `length` characters are left out before position `at` of the text as read; positions must not fall.
    pub(super) fn leave_out(&mut self, at: usize, length: usize) {
        let total = self.cuts.last().map_or(0, |cut| cut.total) + length;
        self.cuts.push(Cut { at, total });
    }

    /// Whether nothing was left out.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.cuts.is_empty()
    }

    /// Characters left out before the first `count` cuts end.
    fn total(&self, count: usize) -> usize {
        count.checked_sub(1).and_then(|last| self.cuts.get(last)).map_or(0, |cut| cut.total)
    }

    /// The range of the text as received that a range of the text as read covers, from its first to its last character.
    #[must_use]
    pub fn to_received(&self, span: Span) -> Span {
        let one = |position: usize| position + self.total(self.cuts.partition_point(|cut| cut.at <= position));
        let start = one(span.start);
        // What is left out behind the last character is none of the range.
        Span::new(start, if span.is_empty() { start } else { one(span.end - 1) + 1 })
    }

    /// The range of the text as read that a range of the text as received covers; a position inside a stretch left out
    /// counts as that behind it.
    #[must_use]
    pub fn to_read(&self, span: Span) -> Span {
        let one = |position: usize| {
            let passed = self.cuts.partition_point(|cut| cut.at + cut.total <= position);
            let next = self.cuts.get(passed).map_or(usize::MAX, |cut| cut.at);
            (position - self.total(passed).min(position)).min(next)
        };
        Span::new(one(span.start), one(span.end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_go_there_and_back() {
        // 甲乙 | 丙丁 || 戊 with one and two characters left out.
        let mut cuts = Cuts::default();
        cuts.leave_out(2, 1);
        cuts.leave_out(4, 2);
        for (read, received) in
            [((0, 2), (0, 2)), ((1, 3), (1, 4)), ((2, 4), (3, 5)), ((0, 5), (0, 8)), ((4, 5), (7, 8))]
        {
            let (read, received) = (Span::new(read.0, read.1), Span::new(received.0, received.1));
            assert_eq!(cuts.to_received(read), received);
            assert_eq!(cuts.to_read(received), read);
        }
        assert_eq!(cuts.to_received(Span::new(2, 2)), Span::new(3, 3));
        assert_eq!(cuts.to_read(Span::new(2, 6)), Span::new(2, 4));
    }
}
