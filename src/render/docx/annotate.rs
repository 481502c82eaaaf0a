//! [`render`]: a draft and its report as one Word document.

use super::comments::Comments;
use super::hanging;
use super::marks::Marker;
use super::markup::as_utf8;
use super::notes::{self, Marks};
use super::plain::Made;
use crate::intake::docx::{self, main_part};
use crate::intake::package::{self, Package};
use crate::intake::{IntakeError, xml};
use crate::render::RenderError;
use crate::render::draft::Draft;
use crate::render::words;
use crate::review::Report;
use crate::span::SourceText;

/// The draft with the report in comments. `original` is the file as received: a Word document whose text is `text`
/// comes back with the comments in it; in any other case a document is made of the text.
///
/// # Errors
/// [`RenderError`] when the file is damaged or beyond a cap, which one that was reviewed is not.
pub fn render(report: &Report, text: &str, original: Option<&[u8]>) -> Result<Vec<u8>, RenderError> {
    let source = SourceText::new(text);
    let marks = notes::marks(report, &Draft::new(&source, report.offset_unit));
    let date = words::beijing_clock(&report.created_at);
    if let Some(bytes) = original.filter(|bytes| package::is_package(bytes))
        && let Some(written) = annotated(bytes, &source, &marks, &date)?
    {
        return Ok(written);
    }
    let title = marks.notes.first().and_then(|summary| summary.span);
    let made = Made::of(&source, title)?;
    let moved = moved(marks, &made);
    let bytes = made.bytes;
    let shown = SourceText::new(&docx::read(&mut Package::open(&bytes)?)?.text);
    // The text of the made document is its own, so it is always found again.
    Ok(annotated(&bytes, &shown, &moved, &date)?.unwrap_or(bytes))
}

/// Comments and highlights in positions of the made document.
fn moved(mut marks: Marks, made: &Made) -> Marks {
    for span in marks.notes.iter_mut().filter_map(|note| note.span.as_mut()) {
        *span = made.span(*span);
    }
    for (span, _) in &mut marks.shades {
        *span = made.span(*span);
    }
    marks
}

/// The document in `bytes` with comments and highlights; `None` where it is none or says something else than `text`.
fn annotated(bytes: &[u8], text: &SourceText, marks: &Marks, date: &str) -> Result<Option<Vec<u8>>, IntakeError> {
    let mut package = Package::open(bytes)?;
    if !docx::is_document(&mut package)? {
        return Ok(None);
    }
    let document = docx::read(&mut package)?;
    if document.text != text.as_str() {
        return Ok(None);
    }
    // Opened anew: what was read so far counts no more.
    let mut package = Package::open(bytes)?;
    let main = main_part(&mut package)?;
    let markup = xml::decode(&main, package.needed(&main)?)?;
    let comments = Comments::of(&mut package, &main, &markup)?;
    let ids = comments.ids(marks.notes.len());
    let notes = hanging::told(&marks.notes, text, &document.layout);
    let mut parts = comments.parts(&mut package, &main, (&notes, &ids, date))?;
    let marked = Marker::new(&markup, text, &document.layout).marked(marks, &ids);
    parts.insert(main, as_utf8(marked).into_bytes());
    package::rewritten(bytes, &parts).map(Some)
}
