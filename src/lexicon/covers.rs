//! What the exceptions of an entry cover in a stretch of text: found once, however many hits of the entry stand there.

use regex::Regex;

/// The matches of some exceptions in a text.
#[derive(Debug, Default)]
pub(super) struct Covers {
    /// Where each begins, in order, with the farthest end of those up to it, in bytes of the text.
    reach: Vec<(usize, usize)>,
}

impl Covers {
    /// Looks for all of them.
    pub(super) fn of(exceptions: &[Regex], text: &str) -> Self {
        let found = exceptions.iter().flat_map(|exception| exception.find_iter(text));
        let mut reach: Vec<(usize, usize)> = found.map(|found| (found.start(), found.end())).collect();
        reach.sort_unstable();
        let mut farthest = 0;
        for (_, end) in &mut reach {
            farthest = farthest.max(*end);
            *end = farthest;
        }
        Self { reach }
    }

    /// Whether bytes `from..to` lie inside one match.
    pub(super) fn hold(&self, from: usize, to: usize) -> bool {
        let begun = self.reach.partition_point(|&(start, _)| start <= from);
        // Of the matches that have begun, the one that reaches farthest decides.
        begun.checked_sub(1).and_then(|last| self.reach.get(last)).is_some_and(|&(_, end)| to <= end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::{Entry, Hit, ListId, Matcher, TermList};
    use crate::span::{SourceText, Span};

    /// Whether a match of an exception holds a range, each exception run for this one range.
    fn simply(exceptions: &[Regex], text: &str, from: usize, to: usize) -> bool {
        exceptions.iter().any(|e| e.find_iter(text).any(|m| m.start() <= from && to <= m.end()))
    }

    proptest::proptest! {
        #[test]
        fn ranges_inside_a_match_are_the_same_ones(
            text in "[甲乙丙a]{0,30}",
            patterns in proptest::collection::vec("[甲乙丙a]{1,3}|[甲乙]\\+丙|a[甲乙]\\*a", 0..4),
        ) {
            let exceptions: Vec<Regex> = patterns.iter().map(|p| Regex::new(p).unwrap()).collect();
            let covers = Covers::of(&exceptions, &text);
            for from in 0..=text.len() {
                for to in from..=text.len() {
                    proptest::prop_assert_eq!(
                        covers.hold(from, to),
                        simply(&exceptions, &text, from, to),
                        "{} {}..{}", &text, from, to
                    );
                }
            }
        }

        #[test]
        fn hits_are_those_that_no_exception_holds(text in "[甲乙丙丁，。\n]{0,80}") {
            // Literals and expressions, with the same exceptions, several of them and none.
            let excepted = [
                (Entry::literal("甲乙", ""), vec!["[丙丁]甲乙", "甲乙{2}"]),
                (Entry::literal("乙", ""), vec!["甲乙丙?", "乙丙+丁", "丙乙"]),
                (Entry::regex("[甲丙]丁*乙", ""), vec!["[^，]丁乙", "甲乙丙?"]),
                (Entry::regex("丙{1,3}", ""), vec![]),
            ];
            let with = |(entry, exceptions): (Entry, Vec<&str>)| {
                Entry { exceptions: exceptions.into_iter().map(str::to_owned).collect(), ..entry }
            };
            let entries = excepted.map(with);
            let bare = entries.clone().map(|entry| Entry { exceptions: Vec::new(), ..entry });
            let matcher = |entries: &[Entry]| {
                Matcher::new(TermList { id: ListId::Slogans, version: 1, entries: entries.to_vec() }).unwrap()
            };
            let folded = SourceText::new(&text);
            let mut wanted: Vec<Hit> = matcher(&bare).candidates(&folded);
            let exceptions = |entry: usize| -> Vec<Regex> {
                entries[entry].exceptions.iter().map(|e| Regex::new(e).unwrap()).collect()
            };
            wanted.retain(|hit| {
                // The line up to its full stop, from which no exception reaches out.
                let breaks = |c: &char| matches!(c, '\n' | '。');
                let chars = folded.chars();
                let start = chars[..hit.span.start].iter().rposition(breaks).map_or(0, |at| at + 1);
                let rest = chars[hit.span.start..].iter().position(breaks);
                let end = rest.map_or(chars.len(), |at| hit.span.start + at);
                let at = |position: usize| folded.byte_of(position) - folded.byte_of(start);
                let unit = folded.slice(Span::new(start, end));
                !simply(&exceptions(hit.entry), unit, at(hit.span.start), at(hit.span.end))
            });
            proptest::prop_assert_eq!(matcher(&entries).candidates(&folded), wanted);
        }
    }
}
