//! What is known while a document is being read: the text so far with its layout, and paragraphs, runs and rows that
//! are still open.

use std::collections::HashMap;

use super::layout::{Layout, Piece, Run};
use super::numbering::Numbering;
use super::styles::Styles;
use crate::intake::OriginKind;

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
    /// Whether another document is embedded as text.
    pub(super) embedded: bool,
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
}

/// A run being read; it is recorded only when it holds text.
#[derive(Debug)]
pub(super) struct OpenRun {
    pub(super) run: Run,
    pub(super) index: Option<u32>,
    pub(super) hidden: bool,
}

/// What of a complex field is being read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Field {
    Code,
    Result,
}

#[derive(Debug, Default)]
pub(super) struct Row {
    pub(super) cells: usize,
    pub(super) deleted: bool,
}
