//! The list of contents (目录) before a text: where it stands, and which headings it announces. A heading of the list
//! comes again in the text, there sometimes without its number.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::span::{SourceText, Span};
use crate::text::headings;
use crate::text::letters::Letters;

/// Lines from the top among which the list may begin: it stands behind cover, title and enactment note.
const BEGINS: usize = 200;
/// Longest entry, in characters.
const ENTRY: usize = 60;
/// A list has at least so many entries.
const FEWEST: usize = 2;

/// A list of contents.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Contents {
    /// Its lines, with the word 目录.
    pub(super) lines: Range<usize>,
    /// The announced headings: level and letters without number.
    pub(super) entries: Vec<(u8, Letters)>,
}

/// The list of contents among the lines of a folded text, if there is one.
pub(super) fn find(folded: &SourceText, lines: &[Span]) -> Option<Contents> {
    let opens = lines.iter().take(BEGINS).position(|&line| is_opening(folded, line))?;
    let from = opens + 1;
    let first = letters_of(folded, *lines.get(from)?);
    let listed = |line: &&Span| line.len() <= ENTRY && !folded.slice(**line).contains('。');
    let list = lines.get(from..)?.iter().take_while(listed).count();
    // The text begins where the first entry comes again; where that heading was lost, after the last entry.
    let again = (from + FEWEST..from + list).find(|&at| {
        lines.get(at).is_some_and(|&line| !first.is_empty() && letters_of(folded, line).chars() == first.chars())
    });
    let numbered = || {
        let is_entry = |line: &&Span| headings::level_of(folded.slice(**line)).is_some();
        from + lines.get(from..).unwrap_or(&[]).iter().take(list).take_while(is_entry).count()
    };
    let end = again.unwrap_or_else(numbered);
    let entries: Vec<(u8, Letters)> = lines
        .get(from..end)?
        .iter()
        .filter_map(|&line| Some((headings::level_of(folded.slice(line))?, letters_of(folded, line))))
        .collect();
    let later = lines.get(end..).unwrap_or(&[]).iter().filter(|line| line.len() <= ENTRY);
    let later: BTreeSet<Vec<char>> = later.map(|&line| letters_of(folded, line).chars().to_vec()).collect();
    let known = entries.iter().filter(|(_, entry)| later.contains(entry.chars())).count();
    (entries.len() >= FEWEST && known * 2 >= entries.len()).then_some(Contents { lines: opens..end, entries })
}

/// Whether a line is the word 目录 and nothing else.
fn is_opening(folded: &SourceText, line: Span) -> bool {
    const LONGEST: usize = 8;
    let squeezed = || folded.slice(line).chars().filter(|c| c.is_alphanumeric());
    line.len() <= LONGEST && (squeezed().eq("目录".chars()) || squeezed().eq("目次".chars()))
}

/// The letters of an entry: without its number, and without dots and page at its end.
fn letters_of(folded: &SourceText, line: Span) -> Letters {
    let text = folded.slice(line).trim_end_matches(|c: char| !c.is_alphanumeric() || c.is_ascii_digit());
    Letters::of_text(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::sentence;

    fn contents(text: &str) -> Option<(Range<usize>, usize)> {
        let folded = SourceText::new(text);
        let found = find(&folded, &sentence::paragraphs(folded.chars()))?;
        Some((found.lines, found.entries.len()))
    }

    #[test]
    fn a_list_ends_where_its_first_entry_comes_again() {
        let text = "示例条例\n目 录\n第一章 总则\n第二章 附则\n第一章 总 则\n第一条 略。\n第二章 附 则\n第二条 略。\n";
        assert_eq!(contents(text), Some((1..4, 2)));
        let paged = "目录\n一、总体要求……1\n（一）目标 …… 1\n二、保障措施……3\n一、总体要求\n（一）目标\n略。\n二、保障措施\n略。";
        assert_eq!(contents(paged), Some((0..4, 3)));
    }

    #[test]
    fn a_list_ends_before_the_text_when_the_first_heading_was_lost() {
        let text =
            "目录\n第一章 总则\n第二章 管理\n第三章 附则\n第一条 略。\n第二章 管理\n第二条 略。\n附则\n第三条 略。\n";
        assert_eq!(contents(text), Some((0..4, 3)));
    }

    #[test]
    fn a_long_list_is_read_in_linear_time() {
        let entries: String = (0..20_000).map(|i| format!("一、甲{}\n", "乙".repeat(i % 40))).collect();
        let text = format!("目录\n{entries}一、甲\n{entries}");
        assert!(contents(&text).is_some());
    }

    #[test]
    fn what_does_not_come_again_is_no_list() {
        assert_eq!(contents("目录\n第一章 总则\n第一条 略。\n第二章 附则\n第二条 略。\n"), None);
        assert_eq!(contents("第一章 总则\n第一条 略。\n"), None);
        assert_eq!(contents("目录"), None);
    }
}
