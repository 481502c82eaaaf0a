//! The body of a document, or its headers and footers, read from the markup, paragraph by paragraph.

use super::lists::{Begin, Counts, List};
use super::styles::Styles;
use crate::intake::error::IntakeError;
use crate::intake::origin::{OriginKind, OriginPiece};
use crate::intake::read::MAX_FILE_BYTES;
use crate::intake::xml::{Node, Tag, Xml};
use crate::span::Span;

/// Most blanks that one element may stand for.
const MOST_BLANKS: usize = 1_000;

/// What reading has come to.
#[derive(Debug, Default)]
pub(in crate::intake) struct Found {
    /// What a reader sees: a line a paragraph, cells parted by tabs, notes at the end.
    pub(in crate::intake) text: String,
    /// Code points of the text.
    pub(super) length: usize,
    /// Where each paragraph of it stands in the part.
    pub(in crate::intake) pieces: Vec<OriginPiece>,
    /// Headers and footers.
    pub(in crate::intake) margins: String,
    /// Whether there are changes that nobody has accepted or refused yet.
    pub(in crate::intake) revised: bool,
    /// Visible characters that are hidden.
    pub(in crate::intake) hidden: usize,
    /// Whether other documents are embedded.
    pub(in crate::intake) embedded: bool,
}

/// A paragraph being read, or waiting for the one around it.
#[derive(Debug, Default)]
struct Draft {
    /// What parts it from the paragraph before.
    before: Option<char>,
    text: String,
    /// Its number in the part, and what it is there.
    number: usize,
    kind: OriginKind,
    /// Code points of the text that are a number in front of it.
    label: usize,
    /// Blanks have come that show only when something follows.
    blank: bool,
    note: bool,
    /// Number of styles around the text that hide it.
    hidden: usize,
}

/// An element that its end must be known of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Open {
    Paragraph,
    /// A span of text, and whether it hides it.
    Span(bool),
    List,
    Row,
    /// The paragraphs in it stand apart from the one around it.
    Box,
    Note,
}

/// Reads the body.
pub(super) struct Reader<'a> {
    xml: Xml<'a>,
    part: &'a str,
    styles: &'a Styles,
    counts: Counts,
    found: Found,
    /// Open elements with their depth.
    open: Vec<(usize, Open)>,
    paragraphs: Vec<Draft>,
    /// Paragraphs of boxes, until the one that holds them has ended.
    waiting: Vec<Draft>,
    notes: Vec<Draft>,
    lists: Vec<List>,
    /// Number of the item that has begun and not shown it yet.
    label: Option<String>,
    /// Cells of the open rows.
    cells: Vec<usize>,
    /// What parts the next paragraph from the one before.
    before: Option<char>,
    in_note: usize,
    /// The kind of the note that began last.
    note_kind: OriginKind,
    /// Paragraphs so far.
    count: usize,
    /// Bytes that stand in the text and not in the markup.
    generated: usize,
}

impl<'a> Reader<'a> {
    /// Begins to read a part: that of the content, or that of the styles for its headers and footers.
    pub(super) fn new(part: &'a str, text: &'a str, styles: &'a Styles) -> Self {
        Self {
            xml: Xml::new(part, text),
            part,
            styles,
            counts: Counts::default(),
            found: Found::default(),
            open: Vec::new(),
            paragraphs: Vec::new(),
            waiting: Vec::new(),
            notes: Vec::new(),
            lists: Vec::new(),
            label: None,
            cells: Vec::new(),
            before: None,
            in_note: 0,
            note_kind: OriginKind::Footnote,
            count: 0,
            generated: 0,
        }
    }

    /// Reads to the end.
    pub(super) fn read(mut self) -> Result<Found, IntakeError> {
        while let Some(node) = self.xml.node()? {
            match node {
                Node::Open(tag) => self.open(&tag)?,
                Node::Close(_) => self.close(),
                Node::Text(text) => self.text(&text),
            }
            if (self.found.text.len() + self.generated) as u64 > MAX_FILE_BYTES {
                return Err(IntakeError::Unpacked { part: self.part.to_owned(), limit: MAX_FILE_BYTES });
            }
        }
        for note in std::mem::take(&mut self.notes) {
            self.settle(&note);
        }
        Ok(self.found)
    }

    /// The number of a heading; one in a list has its number from there.
    fn heading_label(&mut self, tag: &Tag<'_>) -> Option<String> {
        let level = tag.attribute("outline-level").and_then(|level| level.trim().parse().ok()).unwrap_or(1);
        let counted = tag.attribute("is-list-header").is_none_or(|header| header != "true");
        (self.lists.is_empty() && counted).then(|| self.counts.heading(level, self.styles.headings())).flatten()
    }

    fn open(&mut self, tag: &Tag<'_>) -> Result<(), IntakeError> {
        let styles = self.styles;
        let hides = |tag: &Tag<'_>| tag.attribute("style-name").is_some_and(|name| styles.is_hidden(&name));
        match tag.full_name() {
            "text:p" => self.open_paragraph(hides(tag), None),
            "text:h" => {
                let label = self.heading_label(tag);
                self.open_paragraph(hides(tag), label);
            }
            "text:span" => {
                let hides = hides(tag);
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.hidden += usize::from(hides);
                }
                self.enter(Open::Span(hides));
            }
            "text:s" => self.sign(' ', number(tag, "c").unwrap_or(1).min(MOST_BLANKS)),
            "text:tab" => self.sign('\t', 1),
            "text:line-break" => self.sign('\n', 1),
            "text:list" => self.open_list(tag),
            "text:list-item" => self.item(tag),
            "table:table-row" => {
                self.cells.push(0);
                self.enter(Open::Row);
            }
            "table:table-cell" => self.open_cell(),
            "draw:text-box" | "draw:custom-shape" => self.enter(Open::Box),
            "text:note" => {
                self.in_note += 1;
                let at_the_end = tag.attribute("note-class").is_some_and(|class| class == "endnote");
                self.note_kind = if at_the_end { OriginKind::Endnote } else { OriginKind::Footnote };
                self.enter(Open::Note);
            }
            "text:changed-region" => self.found.revised = true,
            "draw:object" => {
                self.found.embedded = true;
                self.xml.skip()?;
            }
            // Changes are listed before the text, deleted words with them; the rest shows nothing, or not here.
            "text:deletion"
            | "text:insertion"
            | "text:format-change"
            | "text:note-citation"
            | "text:ruby-text"
            | "text:script"
            | "office:annotation"
            | "office:binary-data"
            | "office:forms"
            | "office:settings"
            | "office:automatic-styles"
            | "office:styles"
            | "office:font-face-decls"
            | "office:meta"
            | "office:scripts"
            | "svg:title"
            | "svg:desc"
            | "text:hidden-paragraph" => self.xml.skip()?,
            _ => {}
        }
        Ok(())
    }

    fn enter(&mut self, open: Open) {
        self.open.push((self.xml.depth(), open));
    }

    fn close(&mut self) {
        let Some((_, open)) = self.open.pop_if(|(depth, _)| self.xml.depth() < *depth) else { return };
        match open {
            Open::Paragraph => self.close_paragraph(),
            Open::Span(hides) => {
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.hidden -= usize::from(hides);
                }
            }
            Open::List => {
                let depth = self.open.iter().filter(|(_, open)| *open == Open::List).count();
                if depth == 0 {
                    self.lists.drain(..).for_each(|list| self.counts.end(list));
                }
                self.label = None;
            }
            Open::Row => drop(self.cells.pop()),
            Open::Box => {}
            Open::Note => self.in_note -= 1,
        }
    }

    fn open_paragraph(&mut self, hides: bool, label: Option<String>) {
        let note = self.in_note > 0;
        let inner = !self.paragraphs.is_empty();
        let before = if note || inner { Some('\n') } else { self.before };
        let label = if note { None } else { label.or_else(|| self.label.take()) };
        let text = label.unwrap_or_default();
        self.generated += text.len();
        self.count += 1;
        let (number, kind, label) = (self.count, self.paragraph_kind(), text.chars().count());
        let hidden = usize::from(hides);
        self.paragraphs.push(Draft { before, text, number, kind, label, note, hidden, ..Draft::default() });
        self.enter(Open::Paragraph);
    }

    /// What a paragraph that begins here is: the innermost thing around it counts.
    fn paragraph_kind(&self) -> OriginKind {
        let around = self.open.iter().rev().find_map(|(_, open)| match open {
            Open::Note => Some(self.note_kind),
            Open::Box => Some(OriginKind::TextBox),
            Open::Row => Some(OriginKind::Table),
            Open::Paragraph | Open::Span(_) | Open::List => None,
        });
        around.unwrap_or_default()
    }

    fn close_paragraph(&mut self) {
        let Some(paragraph) = self.paragraphs.pop() else { return };
        if paragraph.note {
            self.notes.push(paragraph);
        } else if self.paragraphs.is_empty() {
            self.before = Some('\n');
            self.settle(&paragraph);
            for inner in std::mem::take(&mut self.waiting) {
                self.settle(&inner);
            }
        } else {
            self.waiting.push(paragraph);
        }
    }

    /// Puts a finished paragraph behind the text.
    fn settle(&mut self, paragraph: &Draft) {
        let found = &mut self.found;
        found.text.extend(paragraph.before);
        found.length += usize::from(paragraph.before.is_some());
        let start = found.length;
        found.text.push_str(&paragraph.text);
        found.length += paragraph.text.chars().count();
        let span = Span::new(start + paragraph.label, found.length);
        if !span.is_empty() {
            found.pieces.push(OriginPiece { span, part: 0, kind: paragraph.kind, number: paragraph.number });
        }
    }

    fn open_list(&mut self, tag: &Tag<'_>) {
        let outer = self.open.iter().any(|(_, open)| *open == Open::List);
        if !outer {
            let begin = Begin {
                style: tag.attribute("style-name"),
                id: tag.attribute("id"),
                continues: tag.attribute("continue-numbering").is_some_and(|value| value == "true"),
                after: tag.attribute("continue-list"),
            };
            self.lists.push(self.counts.begin(begin));
        }
        self.enter(Open::List);
    }

    fn item(&mut self, tag: &Tag<'_>) {
        let level = self.open.iter().filter(|(_, open)| *open == Open::List).count();
        let start = number(tag, "start-value").and_then(|n| u32::try_from(n).ok());
        let Some(list) = self.lists.last_mut() else { return };
        let levels = list.style.as_deref().and_then(|style| self.styles.list(style));
        self.label = levels.and_then(|levels| list.next(level, start, levels));
    }

    fn open_cell(&mut self) {
        let Some(cells) = self.cells.last_mut() else { return };
        *cells += 1;
        if *cells > 1 && self.before.is_some() {
            self.before = Some('\t');
        }
    }

    /// Text between elements: only what stands in a paragraph counts, and runs of blanks are one.
    fn text(&mut self, text: &str) {
        let around = self.open.iter().rev().find(|(_, open)| !matches!(open, Open::Span(_)));
        if around.is_none_or(|(_, open)| *open != Open::Paragraph) {
            return;
        }
        let Some(paragraph) = self.paragraphs.last_mut() else { return };
        for c in text.chars() {
            if matches!(c, ' ' | '\t' | '\n' | '\r') {
                paragraph.blank |= !paragraph.text.is_empty();
                continue;
            }
            if std::mem::take(&mut paragraph.blank) && !paragraph.text.ends_with([' ', '\n']) {
                paragraph.text.push(' ');
            }
            paragraph.text.push(c);
            self.found.hidden += usize::from(paragraph.hidden > 0 && !c.is_whitespace());
        }
    }

    /// A character that an element stands for.
    fn sign(&mut self, sign: char, times: usize) {
        let Some(paragraph) = self.paragraphs.last_mut() else { return };
        if std::mem::take(&mut paragraph.blank) {
            paragraph.text.push(' ');
        }
        paragraph.text.extend(std::iter::repeat_n(sign, times));
        self.generated += times;
    }
}

fn number(tag: &Tag<'_>, name: &str) -> Option<usize> {
    tag.attribute(name)?.trim().parse().ok()
}
