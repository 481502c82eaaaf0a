//! Text as the lines it is shown in.

/// Lines as they grow; runs of blanks count as one, and as none between Chinese characters when they hold a line end. Cells
/// that share a line are parted by a tab.
#[derive(Default)]
pub(super) struct Lines {
    done: String,
    line: String,
    blank: Option<Blank>,
}

#[derive(Clone, Copy, PartialEq)]
enum Blank {
    Space,
    LineEnd,
    Cell,
}

impl Lines {
    pub(super) fn text(&mut self, text: &str) {
        for c in text.chars() {
            if c.is_whitespace() {
                let found = if matches!(c, '\n' | '\r') { Blank::LineEnd } else { Blank::Space };
                self.blank = Some(self.blank.filter(|before| *before != Blank::Space).unwrap_or(found));
                continue;
            }
            let wide = is_wide(c) && self.line.chars().next_back().is_some_and(is_wide);
            match self.blank.take() {
                Some(Blank::Space) => self.line.push(' '),
                Some(Blank::LineEnd) if !wide => self.line.push(' '),
                Some(Blank::Cell) => self.line.push('\t'),
                Some(Blank::LineEnd) | None => {}
            }
            self.line.push(c);
        }
    }

    /// Between two cells of a row.
    pub(super) fn cell(&mut self) {
        self.blank = Some(Blank::Cell);
    }

    pub(super) fn end(&mut self) {
        let line = self.line.trim();
        if !line.is_empty() {
            self.done.push_str(line);
            self.done.push('\n');
        }
        self.line.clear();
        self.blank = None;
    }

    /// Length of the lines that have ended, in bytes.
    pub(super) fn len(&self) -> usize {
        self.done.len()
    }

    /// Takes away the lines that have ended since the text was so long.
    pub(super) fn cut(&mut self, length: usize) -> String {
        let kept = length.min(self.done.len());
        if self.done.is_char_boundary(kept) { self.done.split_off(kept) } else { String::new() }
    }

    pub(super) fn finish(mut self) -> String {
        self.end();
        self.done
    }
}

/// Chinese characters and their punctuation, between which a line end is no word boundary.
fn is_wide(c: char) -> bool {
    c >= '\u{2E80}' || matches!(c, '“' | '”' | '‘' | '’' | '…' | '—')
}
