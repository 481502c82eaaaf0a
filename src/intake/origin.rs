//! The way back from the text to the file it was read from: which part, which paragraph, which characters of it.

use crate::span::Span;

/// Some of the text and where it stands in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OriginPiece {
    /// Where it stands in the text.
    pub span: Span,
    /// Which of [`Origin::parts`] it comes from.
    pub part: usize,
    /// Number of the paragraph among those that were read in that part, from 1; paragraphs of tables and text boxes
    /// count, deleted ones and separators of notes do not.
    pub paragraph: usize,
    /// Where it begins in the text of the paragraph, in code points.
    pub offset: usize,
    /// Whether it is a number that the word processor writes by itself.
    pub generated: bool,
}

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilePlace<'a> {
    /// Name of the part inside the file.
    pub part: &'a str,
    /// Number of the paragraph among those that were read in that part, from 1.
    pub paragraph: usize,
    /// Range in the text of the paragraph, in code points.
    pub range: Span,
    /// Whether it is a number that the word processor writes by itself.
    pub generated: bool,
}

/// Where every piece of a text comes from. Ends of paragraphs and cells belong to no piece.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origin {
    /// Names of the parts that were read.
    pub parts: Vec<String>,
    /// Pieces in order of the text.
    pub pieces: Vec<OriginPiece>,
}

impl Origin {
    /// The places of a range of the text, one a paragraph (two where a number and text of its own meet).
    #[must_use]
    pub fn places(&self, span: Span) -> Vec<FilePlace<'_>> {
        let first = self.pieces.partition_point(|p| p.span.end <= span.start);
        let touched = self.pieces.iter().skip(first).take_while(|p| p.span.start < span.end);
        let mut places: Vec<FilePlace<'_>> = Vec::new();
        for piece in touched {
            let shared = piece.span.intersection(span);
            let start = piece.offset + (shared.start - piece.span.start);
            let range = Span::new(start, start + shared.len());
            let part = self.parts.get(piece.part).map_or("", String::as_str);
            match places.last_mut() {
                Some(last)
                    if (last.part, last.paragraph, last.generated) == (part, piece.paragraph, piece.generated) =>
                {
                    last.range = last.range.hull(range);
                }
                _ => {
                    let (paragraph, generated) = (piece.paragraph, piece.generated);
                    places.push(FilePlace { part, paragraph, range, generated });
                }
            }
        }
        places
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_told_paragraph_by_paragraph() {
        let piece = |start, end, paragraph, offset, generated| OriginPiece {
            span: Span::new(start, end),
            part: 0,
            paragraph,
            offset,
            generated,
        };
        // 一、|总体|要求 ⏎ 正文
        let origin = Origin {
            parts: vec!["word/document.xml".to_owned()],
            pieces: vec![
                piece(0, 2, 1, 0, true),
                piece(2, 4, 1, 2, false),
                piece(4, 6, 1, 4, false),
                piece(7, 9, 2, 0, false),
            ],
        };
        let told = |start, end| -> Vec<(usize, usize, usize, bool)> {
            let places = origin.places(Span::new(start, end));
            places.iter().map(|p| (p.paragraph, p.range.start, p.range.end, p.generated)).collect()
        };
        assert_eq!(told(1, 8), [(1, 1, 2, true), (1, 2, 6, false), (2, 0, 1, false)]);
        assert_eq!(told(3, 5), [(1, 3, 5, false)]);
        assert_eq!(told(6, 7), []);
    }
}
