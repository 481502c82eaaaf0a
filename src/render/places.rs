//! Where words stand in the file that a draft came in, as people say it: part, paragraph or line, characters.

use crate::intake::{OriginKind, OriginPart, OriginPiece};
use crate::review::Report;
use crate::span::Span;

/// The way from positions in code points of the text to places in the file.
#[derive(Debug)]
pub struct FilePlaces<'a> {
    parts: &'a [OriginPart],
    pieces: Vec<(Span, &'a OriginPiece)>,
}

impl<'a> FilePlaces<'a> {
    /// The places that a report knows; `codepoints` turns a range of the report into one in code points.
    #[must_use]
    pub fn of(report: &'a Report, codepoints: impl Fn(Span) -> Span) -> Self {
        let Some(origin) = &report.origin else { return Self { parts: &[], pieces: Vec::new() } };
        Self {
            parts: &origin.parts,
            pieces: origin.pieces.iter().map(|piece| (codepoints(piece.span), piece)).collect(),
        }
    }

    /// Where a range stands, such as 正文第12段（表格）第5—18字; `None` where the file knows no place for it.
    #[must_use]
    pub fn range(&self, span: Span) -> Option<String> {
        let from = self.pieces.partition_point(|(piece, _)| piece.end <= span.start);
        let behind = self.pieces.get(from..)?;
        let touched = behind.iter().take_while(|(piece, _)| piece.start < span.end.max(span.start + 1)).count();
        let ((first, piece), (last, ending)) = (behind.first()?, behind.get(touched.checked_sub(1)?)?);
        let start = span.start.max(first.start) - first.start + 1;
        let end = span.end.clamp(last.start, last.end) - last.start;
        let begin = format!("{}第{start}", self.stretch(piece));
        Some(match (first == last, end > start) {
            (true, true) => format!("{begin}—{end}字"),
            (true, false) => format!("{begin}字"),
            (false, _) => format!("{begin}字至{}第{end}字", self.stretch(ending)),
        })
    }

    /// The paragraph or line that holds a position, such as 正文第12段.
    #[must_use]
    pub fn paragraph(&self, position: usize) -> Option<String> {
        let at = self.pieces.partition_point(|(piece, _)| piece.end <= position);
        let (_, piece) = self.pieces.get(at).filter(|(piece, _)| piece.holds(position))?;
        Some(self.stretch(piece))
    }

    fn stretch(&self, piece: &OriginPiece) -> String {
        let part = self.parts.get(piece.part).map_or("", |part| part.label.as_str());
        let counted = if piece.kind == OriginKind::Line { "行" } else { "段" };
        let kind = Some(piece.kind.label()).filter(|kind| !kind.is_empty() && *kind != part);
        let kind = kind.map(|kind| format!("（{kind}）")).unwrap_or_default();
        format!("{part}第{}{counted}{kind}", piece.number)
    }
}
