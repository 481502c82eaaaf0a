//! What a match of a regular expression must contain: a set of texts of which every match holds at least one.
//! A matcher looks for these texts first and runs an expression only where one of them stands.

use regex_syntax::hir::{Class, Hir, HirKind};

/// Most texts of a set; a larger set costs more to look for than it saves.
const MOST: usize = 48;

/// The texts of which every match of `pattern` contains at least one; `None` when there is no such small set.
#[must_use]
pub fn needles(pattern: &str) -> Option<Vec<String>> {
    let hir = regex_syntax::parse(pattern).ok()?;
    let mut found = required(&hir)?;
    found.sort_unstable();
    found.dedup();
    Some(found)
}

fn required(hir: &Hir) -> Option<Vec<String>> {
    match hir.kind() {
        HirKind::Literal(literal) => {
            let text = std::str::from_utf8(&literal.0).ok()?;
            (!text.is_empty()).then(|| vec![text.to_owned()])
        }
        HirKind::Class(class) => small_class(class),
        HirKind::Repetition(repetition) if repetition.min > 0 => required(&repetition.sub),
        HirKind::Capture(capture) => required(&capture.sub),
        HirKind::Concat(parts) => parts.iter().filter_map(required).max_by_key(|set| worth(set)),
        HirKind::Alternation(parts) => {
            let mut all = Vec::new();
            for part in parts {
                all.extend(required(part)?);
            }
            (all.len() <= MOST).then_some(all)
        }
        HirKind::Empty | HirKind::Look(_) | HirKind::Repetition(_) => None,
    }
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
        let cases: [(&str, Option<&[&str]>); 7] = [
            ("加强.{0,4}建设者", Some(&["建设者"])),
            ("(切实|进一步)?(加强|改进)", Some(&["加强", "改进"])),
            ("[一二三]个强化", Some(&["个强化"])),
            ("(甲乙|丙)[^，]{2,9}", Some(&["丙", "甲乙"])),
            ("(甲){2,}", Some(&["甲"])),
            ("[^，。]{2,9}", None),
            (r"\d+(%|％)?", Some(&[])),
        ];
        for (pattern, wanted) in cases {
            let found = needles(pattern);
            match wanted {
                Some([]) => assert!(found.is_none(), "{pattern}: digits of every script are too many"),
                Some(wanted) => assert_eq!(
                    found.as_deref().map(|f| f.iter().map(String::as_str).collect()),
                    Some(wanted.to_vec()),
                    "{pattern}"
                ),
                None => assert_eq!(found, None, "{pattern}"),
            }
        }
    }
}
