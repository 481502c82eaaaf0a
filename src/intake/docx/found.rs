//! What is known while a document is being read: the text so far with its layout, and paragraphs, runs and rows that
//! are still open.

use std::collections::HashMap;

use super::layout::{Layout, Paragraph, Piece, Run};
use super::look::Look;
use super::numbering::Numbering;
use super::styles::Styles;
use crate::intake::{Origin, OriginKind, OriginPart, OriginPiece};
use crate::span::Span;

/// Most pieces and paragraphs together: a text of the longest kind that is reviewed, in runs of two characters.
pub(super) const MOST_PIECES: usize = 600_000;

/// What a document is read for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Aim {
    /// To know what it says, and where.
    #[default]
    Text,
    /// To set marks in it: with the place of every piece in the markup, which takes as much memory as the text.
    Marks,
}

/// Which note a text belongs to: its story and its id there.
pub(super) type NoteId = (&'static str, String);

/// What reading has come to so far.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) text: String,
    /// Code points of the text.
    pub(super) length: usize,
    pub(super) origin: Origin,
    /// Where pieces stand in the markup, if marks are to be set.
    pub(super) layout: Layout,
    pub(super) aim: Aim,
    /// Pieces and paragraphs so far.
    pub(super) held: usize,
    /// Runs of the main story that refer to notes.
    pub(super) notes: HashMap<NoteId, u32>,
    /// Whether there are insertions, deletions or moves.
    pub(super) revised: bool,
    /// Visible characters that are marked as hidden.
    pub(super) hidden: usize,
    /// Visible characters that nobody can see, being white or tiny.
    pub(super) faint: usize,
    /// Whether another document is embedded as text.
    pub(super) embedded: bool,
    /// Whether there are pictures or other drawings.
    pub(super) drawn: bool,
    /// Whether there is a field whose code never ends.
    pub(super) unclosed: bool,
    /// What controls say in which nothing has been filled in.
    pub(super) placeholders: Vec<String>,
}

impl Found {
    pub(super) fn new(aim: Aim) -> Self {
        Self { aim, ..Self::default() }
    }

    /// Begins a part; `notes` says which kind it holds.
    pub(super) fn begin(&mut self, name: &str, notes: Option<&str>) -> usize {
        let label = match notes {
            Some("footnotes") => OriginKind::Footnote.label(),
            Some("endnotes") => OriginKind::Endnote.label(),
            _ => "正文",
        };
        self.origin.parts.push(OriginPart { name: name.to_owned(), label: label.to_owned() });
        self.layout.parts.push(name.to_owned());
        self.origin.parts.len() - 1
    }

    /// Puts a finished paragraph of a part behind the text; comments may stand in it if it is of the `main` story.
    pub(super) fn settle(&mut self, paragraph: &Draft, (part, main): (usize, bool)) {
        if paragraph.dropped {
            return;
        }
        if let Some(before) = paragraph.before {
            self.text.push(before);
            self.length += 1;
        }
        self.held += 1 + paragraph.pieces.len();
        // As far as the text is the paragraph's own: a number that the word processor writes stands before it.
        let own = paragraph.pieces.iter().find(|piece| piece.run.is_some());
        if let Some((first, last)) = own.zip(paragraph.pieces.last()) {
            let span = Span::new(self.length + first.span.start, self.length + last.span.end);
            let (kind, number) = (paragraph.kind, paragraph.number as usize);
            self.origin.pieces.push(OriginPiece { span, part, kind, number });
        }
        if self.aim == Aim::Marks {
            self.lay(paragraph, (part, main));
        }
        self.text.push_str(&paragraph.text);
        self.length += paragraph.length as usize;
    }

    /// Keeps where a paragraph stands in the markup.
    fn lay(&mut self, paragraph: &Draft, (part, main): (usize, bool)) {
        let index = short(self.layout.paragraphs.len());
        let anchor = paragraph.note.as_ref().and_then(|note| self.notes.get(note).copied());
        let content = paragraph.content.filter(|_| main);
        self.layout.paragraphs.push(Paragraph { part, kind: paragraph.kind, content, anchor });
        for piece in &paragraph.pieces {
            let span = Span::new(self.length + piece.span.start, self.length + piece.span.end);
            self.layout.pieces.push(Piece { span, paragraph: index, ..piece.clone() });
        }
    }
}

/// A position in a part; parts are far smaller than 4 GiB.
pub(super) fn short(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}

/// What a story is read with.
pub(super) struct Tools<'a> {
    pub(super) styles: &'a Styles,
    pub(super) numbering: &'a mut Numbering,
}

/// A paragraph being read, or waiting for the one around it.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) number: u32,
    pub(super) kind: OriginKind,
    pub(super) before: Option<char>,
    pub(super) content: Option<u32>,
    pub(super) note: Option<NoteId>,
    pub(super) text: String,
    pub(super) length: u32,
    pub(super) pieces: Vec<Piece>,
    /// Its mark is deleted: it runs on into the next one.
    pub(super) joined: bool,
    /// It stands in a deleted row.
    pub(super) dropped: bool,
    /// How its text looks unless a run says otherwise.
    pub(super) look: Look,
}

/// A run being read; it is recorded only when it holds text.
#[derive(Debug)]
pub(super) struct OpenRun {
    pub(super) run: Run,
    /// How deep in the markup it stands.
    pub(super) depth: usize,
    pub(super) index: Option<u32>,
    pub(super) look: Look,
}

#[derive(Debug, Default)]
pub(super) struct Row {
    pub(super) cells: usize,
    pub(super) deleted: bool,
}
