//! Lines of a text as they stood on a page: how wide they are, how far indented, whether they break off.

use crate::span::Span;
use crate::text::fold::is_han;
use crate::text::sentence;

/// Narrowest line of a page, in columns (a Chinese character takes two): shorter lines are entries of lists and tables.
const NARROWEST: usize = 40;
/// Columns that a full line may fall short of the width: a mark or a number that did not fit went to the next one.
pub(super) const RAGGED: usize = 5;
/// Columns of blanks from which a line is indented: it begins a paragraph.
pub(super) const INDENTED: usize = 4;

/// Marks that begin no line: they hang over the end of the one before, or take a character along to the next.
const HANGING: &str = "，。；：、！？）》”％";

/// A text and its lines.
#[derive(Debug, Clone, Copy)]
pub(super) struct Page<'a> {
    /// The text as received.
    pub(super) received: &'a [char],
    /// The same text folded.
    pub(super) folded: &'a [char],
    /// Its lines that hold text, trimmed.
    pub(super) lines: &'a [Span],
}

impl Page<'_> {
    /// Each line with the next one.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (Span, Span)> {
        self.lines.iter().copied().zip(self.lines.iter().copied().skip(1))
    }

    /// A line, folded.
    pub(super) fn text(&self, line: Span) -> &[char] {
        self.folded.get(line.start..line.end).unwrap_or(&[])
    }

    /// The first character of a line, folded.
    pub(super) fn first(&self, line: Span) -> Option<char> {
        self.folded.get(line.start).copied()
    }

    /// The last character of a line, folded.
    pub(super) fn last(&self, line: Span) -> Option<char> {
        line.end.checked_sub(1).and_then(|at| self.folded.get(at)).copied()
    }

    /// Columns of a trimmed line with the blanks before it, but without a mark that may hang over its end.
    pub(super) fn width(&self, line: Span) -> usize {
        let chars = self.received.get(line.start..line.end).unwrap_or(&[]);
        let chars = chars.split_last().filter(|(last, _)| HANGING.contains(**last)).map_or(chars, |(_, before)| before);
        self.indent(line) + chars.iter().map(|&c| columns(c)).sum::<usize>()
    }

    /// Columns of the blanks before a trimmed line.
    pub(super) fn indent(&self, line: Span) -> usize {
        let before = self.received.get(..line.start).unwrap_or(&[]).iter().rev();
        before.take_while(|&&c| c.is_whitespace() && !sentence::ends_line(c)).map(|&c| columns(c)).sum()
    }

    /// Columns of the word or number with which a line begins, with the marks that cannot stand apart from it.
    pub(super) fn opening(&self, line: Span) -> usize {
        let chars = self.received.get(line.start..line.end).unwrap_or(&[]);
        let word = chars.iter().take_while(|&&c| c.is_ascii_graphic()).count();
        let marks = chars.iter().skip(word.max(1)).take_while(|&&c| HANGING.contains(c)).count();
        chars.iter().take(word.max(1) + marks).map(|&c| columns(c)).sum()
    }

    /// Line ends between two lines, whatever their characters: a carriage return and its line feed are one, and the end of
    /// a page is none beside another.
    pub(super) fn breaks(&self, line: Span, next: Span) -> usize {
        let (mut ends, mut pages, mut before) = (0, 0, None);
        for &c in self.folded.get(line.end..next.start).unwrap_or(&[]) {
            match c {
                '\u{0C}' => pages = 1,
                '\n' if before == Some('\r') => {}
                _ => ends += usize::from(sentence::ends_line(c)),
            }
            before = Some(c);
        }
        ends.max(pages)
    }

    /// The width of a line that is no entry of a list or table.
    pub(super) fn long(&self, line: Span) -> Option<usize> {
        Some(self.width(line)).filter(|&width| width >= NARROWEST)
    }

    /// Whether a line ends inside a sentence.
    pub(super) fn breaks_off(&self, line: Span) -> bool {
        self.last(line).is_some_and(goes_on_behind)
    }
}

/// The widest of the widths that most lines have, but for [`RAGGED`] columns, and how many have it; `widths` are sorted.
pub(super) fn commonest(widths: &[usize]) -> Option<(usize, usize)> {
    let near = |&widest: &usize| {
        let from = widths.partition_point(|&width| width + RAGGED <= widest);
        widths.partition_point(|&width| width <= widest) - from
    };
    let widest = widths.iter().copied().max_by_key(near)?;
    Some((widest, near(&widest)))
}

/// Whether a sentence goes on behind this character.
pub(super) fn goes_on_behind(c: char) -> bool {
    is_han(c)
        || c.is_ascii_alphanumeric()
        || matches!(c, '，' | '、' | '》' | '）' | '”' | '%' | '℃' | '（' | '《' | '“' | '—')
}

/// Columns that a character takes.
pub(super) fn columns(c: char) -> usize {
    match c {
        '\t' => INDENTED,
        _ if c.is_ascii() => 1,
        _ => 2,
    }
}
