//! The way back from the text to the file it was read from: which part, which paragraph or line, which characters of it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::span::{self, Span};

/// A part of a file that text was read from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OriginPart {
    /// Its name inside the file: that of the entry of a package, the number of a page of a PDF file.
    pub name: String,
    /// What people call it, in Chinese.
    pub label: String,
}

/// What a stretch of text is in its part.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OriginKind {
    /// 正文: a paragraph of the running text.
    #[default]
    Paragraph,
    /// 表格: a paragraph of a cell.
    Table,
    /// 文本框: a paragraph of a text box.
    TextBox,
    /// 脚注: a paragraph of a footnote.
    Footnote,
    /// 尾注: a paragraph of an endnote.
    Endnote,
    /// A line of a page.
    Line,
}

impl OriginKind {
    /// What people call it; empty for the running text and for lines.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Paragraph | Self::Line => "",
            Self::Table => "表格",
            Self::TextBox => "文本框",
            Self::Footnote => "脚注",
            Self::Endnote => "尾注",
        }
    }
}

/// A paragraph of a file, or a line of a page, as far as it is text of the file's own: numbers that the word processor
/// writes by itself stand before it. The n-th position of `span` is the n-th one of the paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OriginPiece {
    /// Where it stands in the text.
    pub span: Span,
    /// Which of [`Origin::parts`] it comes from, from 0.
    pub part: usize,
    /// What it is there.
    pub kind: OriginKind,
    /// Its number among the paragraphs of the part in the order of the markup, from 1: those of tables, text boxes and
    /// deleted rows count, those of alternatives for older programs and of separators of notes do not. Of a line its
    /// number on the page, without headers, footers and page numbers.
    pub number: usize,
}

/// Where the text comes from. Ends of paragraphs and cells belong to no piece.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Origin {
    /// The parts that were read.
    pub parts: Vec<OriginPart>,
    /// Pieces in order of the text.
    pub pieces: Vec<OriginPiece>,
}

impl Origin {
    /// The pieces that any of the spans touches, with their parts; `None` where there is none.
    #[must_use]
    pub fn around(&self, spans: Vec<Span>) -> Option<Self> {
        let spans = span::union(spans);
        let mut touched = Self::default();
        let mut last = None;
        for piece in self.pieces.iter().filter(|piece| span::any_overlap(&spans, piece.span)) {
            // Pieces come part by part.
            if last != Some(piece.part) {
                touched.parts.extend(self.parts.get(piece.part).cloned());
                last = Some(piece.part);
            }
            touched.pieces.push(OriginPiece { part: touched.parts.len().saturating_sub(1), ..*piece });
        }
        (!touched.pieces.is_empty()).then_some(touched)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_touched_is_told() {
        let part = |name: &str| OriginPart { name: name.to_owned(), label: format!("第{name}页") };
        let piece = |start, end, part, number| OriginPiece {
            span: Span::new(start, end),
            part,
            kind: OriginKind::Line,
            number,
        };
        let origin = Origin {
            parts: vec![part("1"), part("2"), part("3")],
            pieces: vec![piece(0, 4, 0, 1), piece(5, 9, 1, 1), piece(10, 12, 1, 2), piece(12, 20, 2, 1)],
        };
        assert_eq!(origin.around(vec![Span::new(4, 5), Span::new(9, 9)]), None);
        let touched = origin.around(vec![Span::new(11, 13), Span::new(0, 1)]).unwrap();
        assert_eq!(touched.parts, [part("1"), part("2"), part("3")]);
        assert_eq!(touched.pieces, [piece(0, 4, 0, 1), piece(10, 12, 1, 2), piece(12, 20, 2, 1)]);
        let touched = origin.around(vec![Span::new(13, 14)]).unwrap();
        assert_eq!((touched.parts, touched.pieces), (vec![part("3")], vec![piece(12, 20, 0, 1)]));
    }
}
