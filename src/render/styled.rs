//! Styled text laid out in lines of a terminal: Chinese characters take two columns, no line begins with a closing mark,
//! and nothing in a text can steer the terminal.

use anstyle::{AnsiColor, Style};
use unicode_width::UnicodeWidthChar;

/// Narrowest layout, in columns: below this, lines break where they must.
const NARROWEST: usize = 40;

/// Marks that may not begin a line.
const NO_START: &str = "，。；：！？、）》”’】〕］…,.;:!?)]}%％";
/// Marks that may not end a line.
const NO_END: &str = "（《“‘【〔［([{";

/// Plain words.
pub const PLAIN: Style = Style::new();
/// Titles.
pub const BOLD: Style = Style::new().bold();
/// What stands aside.
pub const GREY: Style = Style::new().dimmed();
/// Headings of parts.
pub const HEADING: Style = Style::new().bold().fg_color(color(AnsiColor::Cyan));
/// Nothing to do.
pub const GOOD: Style = Style::new().fg_color(color(AnsiColor::Green));
/// Worth a look.
pub const FAIR: Style = Style::new().fg_color(color(AnsiColor::Yellow));
/// Worth work.
pub const POOR: Style = Style::new().fg_color(color(AnsiColor::Red));
/// Words that a finding points at.
pub const MARKED: Style = Style::new().underline().fg_color(color(AnsiColor::Yellow));
/// Words changed between source and draft.
pub const CHANGED: Style = Style::new().bold().underline().fg_color(color(AnsiColor::Magenta));

const fn color(color: AnsiColor) -> Option<anstyle::Color> {
    Some(anstyle::Color::Ansi(color))
}

/// Words in one style.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// How they look.
    pub style: Style,
    /// What they are.
    pub text: String,
}

impl Piece {
    /// Words in one style.
    #[must_use]
    pub fn new(style: Style, text: impl Into<String>) -> Self {
        Self { style, text: text.into() }
    }
}

/// A page of lines no wider than a terminal.
#[derive(Debug, Clone)]
pub struct Page {
    out: String,
    width: usize,
}

impl Page {
    /// An empty page of `width` columns.
    #[must_use]
    pub fn new(width: usize) -> Self {
        Self { out: String::new(), width: width.max(NARROWEST) }
    }

    /// The page, with ANSI escapes for styles.
    #[must_use]
    pub fn finish(self) -> String {
        self.out
    }

    /// Width in columns.
    #[must_use]
    pub fn width(&self) -> usize {
        self.width
    }

    /// An empty line.
    pub fn blank(&mut self) {
        self.out.push('\n');
    }

    /// A paragraph in one style.
    pub fn text(&mut self, indent: usize, style: Style, text: impl Into<String>) {
        self.pieces(indent, &[Piece::new(style, text)]);
    }

    /// A paragraph, every line indented by `indent` columns.
    pub fn pieces(&mut self, indent: usize, pieces: &[Piece]) {
        self.labelled(indent, &Piece::new(PLAIN, ""), pieces);
    }

    /// A paragraph that opens with a label at `indent`; further lines hang under the text after the label.
    pub fn labelled(&mut self, indent: usize, label: &Piece, pieces: &[Piece]) {
        let lead = indent + columns(&label.text);
        let chars: Vec<(char, Style)> =
            pieces.iter().flat_map(|p| p.text.chars().map(|c| (shown(c), p.style))).collect();
        self.out.push_str(&" ".repeat(indent));
        self.styled(label.style, &label.text);
        let room = self.width.saturating_sub(lead).max(NARROWEST / 2);
        for (number, line) in wrap(&chars, room).into_iter().enumerate() {
            if number > 0 {
                self.out.push('\n');
                self.out.push_str(&" ".repeat(lead));
            }
            self.line(line);
        }
        self.out.push('\n');
    }

    fn line(&mut self, chars: &[(char, Style)]) {
        for run in chars.chunk_by(|a, b| a.1 == b.1) {
            let text: String = run.iter().map(|(c, _)| *c).collect();
            self.styled(run.first().map_or(PLAIN, |(_, style)| *style), &text);
        }
    }

    fn styled(&mut self, style: Style, text: &str) {
        if style.is_plain() || text.is_empty() {
            self.out.push_str(text);
        } else {
            self.out.push_str(&format!("{style}{text}{style:#}"));
        }
    }
}

/// The character shown for a character of a text: breaks and tabs are blanks, control characters and marks that turn
/// the direction of writing are shown as a replacement.
#[must_use]
pub fn shown(c: char) -> char {
    match c {
        '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}' => ' ',
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => '\u{FFFD}',
        c if c.is_control() => '\u{FFFD}',
        c => c,
    }
}

/// Columns that a text takes.
#[must_use]
pub fn columns(text: &str) -> usize {
    text.chars().map(width_of).sum()
}

/// Quotation marks, dashes and the like are as wide as Chinese characters in the fonts Chinese terminals use; on others
/// lines come out a little short, never too long. Lines and blocks are narrow everywhere.
fn width_of(c: char) -> usize {
    match c {
        '\u{2500}'..='\u{259F}' => 1,
        c => c.width_cjk().unwrap_or(0),
    }
}

/// `text` filled up with blanks to `width` columns, or cut to it with a sign that something is missing. Cells of a table
/// must line up, so quotation marks count here as most terminals show them: narrow.
#[must_use]
pub fn fitted(text: &str, width: usize) -> String {
    let narrow = |c: char| c.width().unwrap_or(0);
    let whole = text.chars().map(narrow).sum::<usize>() <= width;
    let room = if whole { width } else { width.saturating_sub(narrow('…')) };
    let mut used = 0;
    let mut fitted = String::new();
    for c in text.chars().map(shown) {
        if used + narrow(c) > room {
            break;
        }
        used += narrow(c);
        fitted.push(c);
    }
    if !whole {
        fitted.push('…');
        used += narrow('…');
    }
    fitted.push_str(&" ".repeat(width.saturating_sub(used)));
    fitted
}

/// Lines of at most `room` columns.
fn wrap(chars: &[(char, Style)], room: usize) -> Vec<&[(char, Style)]> {
    let mut lines = Vec::new();
    let mut rest = chars;
    while !rest.is_empty() {
        let end = line_end(rest, room);
        let (line, tail) = rest.split_at(end);
        let kept = line.iter().rposition(|(c, _)| *c != ' ').map_or(0, |last| last + 1);
        lines.push(line.get(..kept).unwrap_or(line));
        let blanks = tail.iter().take_while(|(c, _)| *c == ' ').count();
        rest = tail.get(blanks..).unwrap_or(&[]);
    }
    lines
}

/// Number of characters of the next line; at least one.
fn line_end(chars: &[(char, Style)], room: usize) -> usize {
    let mut used = 0;
    let mut may_break = None;
    let mut before = None;
    for (at, &(c, _)) in chars.iter().enumerate() {
        if before.is_some_and(|before| breaks(before, c)) {
            may_break = Some(at);
        }
        used += width_of(c);
        if used > room && at > 0 {
            return may_break.unwrap_or(at);
        }
        before = Some(c);
    }
    chars.len()
}

/// Whether a line may end between two characters.
fn breaks(before: char, after: char) -> bool {
    if NO_START.contains(after) || NO_END.contains(before) {
        return false;
    }
    before == ' ' || after == ' ' || width_of(before) > 1 || width_of(after) > 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn laid_out(text: &str, width: usize) -> Vec<String> {
        let chars: Vec<(char, Style)> = text.chars().map(|c| (c, PLAIN)).collect();
        wrap(&chars, width).into_iter().map(|line| line.iter().map(|(c, _)| *c).collect()).collect()
    }

    #[test]
    fn lines_fit_and_keep_marks_with_their_words() {
        for (text, width, wanted) in [
            ("一二三四五", 6, vec!["一二三", "四五"]),
            ("一二三，四", 6, vec!["一二", "三，四"]),
            ("一二（三四）", 6, vec!["一二", "（三", "四）"]),
            ("一二 abc def", 8, vec!["一二 abc", "def"]),
            ("abcdefgh", 3, vec!["abc", "def", "gh"]),
            ("，，，，", 2, vec!["，", "，", "，", "，"]),
            ("", 4, vec![]),
        ] {
            assert_eq!(laid_out(text, width), wanted, "{text}");
        }
    }

    #[test]
    fn nothing_in_a_text_steers_the_terminal() {
        let mut page = Page::new(80);
        page.text(0, PLAIN, "甲\u{1B}[2J乙\u{202E}丙\n丁\u{7}");
        assert_eq!(page.finish(), "甲\u{FFFD}[2J乙\u{FFFD}丙 丁\u{FFFD}\n");
    }

    #[test]
    fn cells_are_filled_or_cut() {
        assert_eq!(fitted("一二", 6), "一二  ");
        assert_eq!(fitted("一二三四", 6), "一二… ");
        assert_eq!(fitted("一二三四", 7), "一二三…");
        assert_eq!(fitted("abcd", 4), "abcd");
    }

    #[test]
    fn further_lines_hang_under_the_first() {
        let mut page = Page::new(40);
        page.labelled(2, &Piece::new(PLAIN, "甲："), &[Piece::new(PLAIN, "字".repeat(20))]);
        assert_eq!(page.finish(), format!("  甲：{}\n      {}\n", "字".repeat(17), "字".repeat(3)));
    }

    proptest::proptest! {
        #[test]
        fn no_character_is_lost_but_blanks(text in "[甲a，（ 。b)]{0,60}", width in 2usize..30) {
            let lines = laid_out(&text, width);
            let joined: String = lines.concat();
            let strip = |s: &str| s.chars().filter(|c| *c != ' ').collect::<String>();
            proptest::prop_assert_eq!(strip(&joined), strip(&text));
        }
    }
}
