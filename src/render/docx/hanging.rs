//! Comments on words that no comment can enter, those of notes and text boxes: such a comment stands where the note or
//! the box hangs, so it says which words it is about.

use super::notes::Note;
use crate::intake::docx::{Layout, Piece};
use crate::render::words;
use crate::span::{SourceText, Span};

/// Longest words that are repeated, in characters.
const LONGEST: usize = 300;
/// The line of a comment that its words come before: the first one names the finding.
const AFTER_HEAD: usize = 1;

/// The comments, each on words of a note or box with a line that repeats them. The first comment is about the whole
/// draft and stays as it is.
pub(super) fn told(notes: &[Note], text: &SourceText, layout: &Layout) -> Vec<Note> {
    let mut notes = notes.to_vec();
    for note in notes.iter_mut().skip(1) {
        let Some(span) = note.span else { continue };
        let Some(place) = place(layout, span) else { continue };
        let said = text.slice(span).split_whitespace().collect::<Vec<_>>().join(" ");
        let line = format!("所指文字在{place}中：“{}”", words::clip(&said, LONGEST));
        note.lines.insert(AFTER_HEAD.min(note.lines.len()), line);
    }
    notes
}

/// What holds the words of a span, where nothing of it stands in the text itself.
fn place(layout: &Layout, span: Span) -> Option<&'static str> {
    let first = layout.pieces.partition_point(|piece| piece.span.end <= span.start);
    let touched = layout.pieces.iter().skip(first).take_while(|piece| piece.span.start < span.end);
    let mut places = touched.map(|piece| holder(layout, piece));
    let place = places.next()??;
    places.all(|other| other.is_some()).then_some(place)
}

fn holder(layout: &Layout, piece: &Piece) -> Option<&'static str> {
    let paragraph = layout.paragraphs.get(piece.paragraph as usize)?;
    if paragraph.part != 0 {
        let part = layout.parts.get(paragraph.part).map_or("", String::as_str);
        return Some(if part.contains("endnote") { "尾注" } else { "脚注" });
    }
    let run = layout.runs.get(piece.run? as usize)?;
    run.outer.map(|_| "文本框")
}
