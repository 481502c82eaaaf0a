//! What a match of a regular expression must contain: sets of texts of each of which every match holds at least one.
//! A matcher looks for these texts first and runs an expression only where all sets are met.

use regex_syntax::hir::{Class, Hir, HirKind};

/// Most texts of a set; a larger set costs more to look for than it saves.
const MOST: usize = 48;
/// Most sets of an expression: the bits of a mask.
pub(super) const SETS: usize = 4;

/// Sets of texts, the most telling first, of each of which every match of `pattern` contains at least one; none when
/// there is no small set.
#[must_use]
pub fn needles(pattern: &str) -> Vec<Vec<String>> {
    let mut sets = regex_syntax::parse(pattern).map(|hir| required(&hir)).unwrap_or_default();
    sets.sort_by_key(|set| std::cmp::Reverse(worth(set)));
    // Single characters stand nearly everywhere: they are worth looking for only where there is nothing better.
    let telling = sets.iter().skip(1).take_while(|set| worth(set).0 > 1).count();
    sets.truncate((1 + telling).min(SETS));
    for set in &mut sets {
        set.sort_unstable();
        set.dedup();
    }
    sets
}

fn required(hir: &Hir) -> Vec<Vec<String>> {
    match hir.kind() {
        HirKind::Literal(literal) => {
            let text = std::str::from_utf8(&literal.0).unwrap_or_default();
            if text.is_empty() { Vec::new() } else { vec![vec![text.to_owned()]] }
        }
        HirKind::Class(class) => small_class(class).into_iter().collect(),
        HirKind::Repetition(repetition) if repetition.min > 0 => required(&repetition.sub),
        HirKind::Capture(capture) => required(&capture.sub),
        HirKind::Concat(parts) => parts.iter().flat_map(required).collect(),
        HirKind::Alternation(parts) => one_of(parts).into_iter().collect(),
        HirKind::Empty | HirKind::Look(_) | HirKind::Repetition(_) => Vec::new(),
    }
}

/// The best set of every part, together.
fn one_of(parts: &[Hir]) -> Option<Vec<String>> {
    let mut all = Vec::new();
    for part in parts {
        all.extend(required(part).into_iter().max_by_key(|set| worth(set))?);
    }
    (all.len() <= MOST).then_some(all)
}

/// The characters of a class of at most [`MOST`].
fn small_class(class: &Class) -> Option<Vec<String>> {
    let Class::Unicode(class) = class else { return None };
    let size: usize = class.ranges().iter().map(regex_syntax::hir::ClassUnicodeRange::len).sum();
    if size == 0 || size > MOST {
        return None;
    }
    Some(class.ranges().iter().flat_map(|r| (r.start()..=r.end()).map(|c| c.to_string())).collect())
}

/// Longer texts are rarer, and few of them better than many.
fn worth(set: &[String]) -> (usize, usize) {
    let shortest = set.iter().map(|s| s.chars().count()).min().unwrap_or(0);
    (shortest.min(3), MOST.saturating_sub(set.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_match_holds_a_needle() {
        let cases: [(&str, &[&[&str]]); 9] = [
            ("加强.{0,4}建设者", &[&["建设者"], &["加强"]]),
            ("(切实|进一步)?(加强|改进)", &[&["加强", "改进"]]),
            ("[一二三]个强化", &[&["个强化"]]),
            ("(甲乙|丙)[^，]{2,9}", &[&["丙", "甲乙"]]),
            ("(甲乙|丙丁)的.*(戊己){2}", &[&["戊己"], &["丙丁", "甲乙"]]),
            ("(甲){2,}", &[&["甲"]]),
            ("甲.乙", &[&["甲"]]),
            ("[^，。]{2,9}", &[]),
            // Digits of every script are too many.
            (r"\d+(%|％)?", &[]),
        ];
        for (pattern, wanted) in cases {
            assert_eq!(needles(pattern), wanted, "{pattern}");
        }
    }
}
