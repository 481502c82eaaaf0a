//! What is known while a document is being read: the text so far with its layout, and paragraphs, runs and rows that
//! are still open.

use std::collections::HashMap;

use super::layout::{Layout, Paragraph, Piece, Run};
use super::look::Look;
use super::numbering::Numbering;
use super::styles::Styles;
use crate::intake::OriginKind;
use crate::span::Span;

/// Most pieces and paragraphs together: a text of the longest kind that is reviewed, in runs of two characters.
pub(super) const MOST_PIECES: usize = 600_000;

/// Which note a text belongs to: its story and its id there.
pub(super) type NoteId = (&'static str, String);

/// What reading has come to so far.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) text: String,
    /// Code points of the text.
    pub(super) length: usize,
    pub(super) layout: Layout,
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
    /// Puts a finished paragraph of a part behind the text; comments may stand in it if it is of the `main` story.
    pub(super) fn settle(&mut self, paragraph: Draft, (part, main): (usize, bool)) {
        if paragraph.dropped {
            return;
        }
        if let Some(before) = paragraph.before {
            self.text.push(before);
            self.length += 1;
        }
        let index = short(self.layout.paragraphs.len());
        let anchor = paragraph.note.and_then(|note| self.notes.get(&note).copied());
        let content = paragraph.content.filter(|_| main);
        self.layout.paragraphs.push(Paragraph {
            part,
            number: paragraph.number,
            kind: paragraph.kind,
            content,
            anchor,
        });
        for mut piece in paragraph.pieces {
            piece.paragraph = index;
            piece.span = Span::new(self.length + piece.span.start, self.length + piece.span.end);
            self.layout.pieces.push(piece);
        }
        self.text.push_str(&paragraph.text);
        self.length += paragraph.length as usize;
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
