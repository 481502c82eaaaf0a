//! The wordings that a regular expression stands for, where they are few: `(坚持)?以人民为中心` is two.

use regex_syntax::hir::{Class, Hir, HirKind};

/// Most wordings of a pattern; one with more is a form that words are put into, not a wording with variants.
const MOST: usize = 64;
/// Most characters of a class in it, such as the numbers of congresses.
const MOST_CHARACTERS: usize = 12;

/// Every text that `pattern` matches; none where they are too many.
#[must_use]
pub(super) fn of(pattern: &str) -> Vec<String> {
    regex_syntax::parse(pattern).ok().and_then(|hir| spelled(&hir)).unwrap_or_default()
}

fn spelled(hir: &Hir) -> Option<Vec<String>> {
    let all = match hir.kind() {
        HirKind::Empty => vec![String::new()],
        HirKind::Literal(literal) => vec![std::str::from_utf8(&literal.0).ok()?.to_owned()],
        HirKind::Class(class) => characters(class)?,
        HirKind::Capture(capture) => spelled(&capture.sub)?,
        HirKind::Repetition(repetition) if repetition.max == Some(1) => {
            let mut all = spelled(&repetition.sub)?;
            all.extend((repetition.min == 0).then(String::new));
            all
        }
        HirKind::Concat(parts) => {
            let mut all = vec![String::new()];
            for part in parts {
                let ends = spelled(part)?;
                if all.len() * ends.len() > MOST {
                    return None;
                }
                all = all.iter().flat_map(|begun| ends.iter().map(move |end| format!("{begun}{end}"))).collect();
            }
            all
        }
        HirKind::Alternation(parts) => {
            let mut all = Vec::new();
            for part in parts {
                all.extend(spelled(part)?);
            }
            all
        }
        HirKind::Look(_) | HirKind::Repetition(_) => return None,
    };
    (all.len() <= MOST).then_some(all)
}

fn characters(class: &Class) -> Option<Vec<String>> {
    let Class::Unicode(class) = class else { return None };
    let size: usize = class.ranges().iter().map(regex_syntax::hir::ClassUnicodeRange::len).sum();
    let all = || class.ranges().iter().flat_map(|r| (r.start()..=r.end()).map(|c| c.to_string())).collect();
    (size <= MOST_CHARACTERS).then(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_wordings_are_spelled_out() {
        for (pattern, wanted) in [
            ("(坚持)?以人民为中心", vec!["坚持以人民为中心", "以人民为中心"]),
            ("甲(乙|丙丁)[戊己]", vec!["甲乙己", "甲乙戊", "甲丙丁己", "甲丙丁戊"]),
            ("“?四个意识”?", vec!["“四个意识”", "“四个意识", "四个意识”", "四个意识"]),
            ("甲.乙", vec![]),
            ("甲{2,3}", vec![]),
            ("甲[^，]?", vec![]),
            ("甲\\b", vec![]),
            ("(甲|乙)(甲|乙)(甲|乙)(甲|乙)(甲|乙)(甲|乙)(甲|乙)", vec![]),
            ("(", vec![]),
        ] {
            let mut found = of(pattern);
            let mut wanted: Vec<String> = wanted.into_iter().map(str::to_owned).collect();
            found.sort();
            wanted.sort();
            assert_eq!(found, wanted, "{pattern}");
        }
    }
}
