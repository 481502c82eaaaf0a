//! [`Layout`]: where every piece of the text stands in the markup, byte by byte, so that marks can be set there.

use std::ops::Range;

use crate::intake::OriginKind;
use crate::span::Span;

/// A run of text, or a formula as a whole, in the markup of its part. Places are bytes of the decoded part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// The whole element.
    pub place: Range<u32>,
    /// Its start tag.
    pub tag: Range<u32>,
    /// Its properties.
    pub properties: Option<Range<u32>>,
    /// The outermost run around it, where it stands in a text box or the like.
    pub outer: Option<u32>,
    /// Whether it may be cut in two: a formula may not.
    pub divisible: bool,
}

/// A paragraph that text was taken from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paragraph {
    /// Which of [`Layout::parts`] it stands in.
    pub part: usize,
    /// What it is there.
    pub kind: OriginKind,
    /// Where in the markup its content begins, after its properties; `None` where nothing may be put there.
    pub content: Option<u32>,
    /// The run of the main part that its text hangs on, where it stands in a note.
    pub anchor: Option<u32>,
}

/// Text of one element, or a number that the word processor writes by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Where it stands in the text.
    pub span: Span,
    /// Where it begins in the text of its paragraph.
    pub offset: u32,
    /// Which of [`Layout::paragraphs`] it belongs to.
    pub paragraph: u32,
    /// Which of [`Layout::runs`] it belongs to; `None` for a generated number.
    pub run: Option<u32>,
    /// The element in the markup.
    pub node: Range<u32>,
    /// Whether the element holds this text as such and may be cut in two.
    pub divisible: bool,
}

/// Where the text stands in the markup.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Layout {
    /// Names of the parts; the main one first.
    pub parts: Vec<String>,
    /// Paragraphs in order of the text.
    pub paragraphs: Vec<Paragraph>,
    /// Runs that hold text.
    pub runs: Vec<Run>,
    /// Pieces in order of the text.
    pub pieces: Vec<Piece>,
}
