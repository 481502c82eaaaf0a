//! [`render`]: a draft and its report as one Word document.

use super::comments::Comments;
use super::hanging;
use super::marks::Marker;
use super::markup::as_utf8;
use super::notes::{self, Marks};
use super::plain::Made;
use crate::intake::docx::{self, Aim, main_part};
use crate::intake::package::{self, Package};
use crate::intake::{IntakeError, xml};
use crate::render::RenderError;
use crate::render::draft::Draft;
use crate::render::words;
use crate::review::Report;
use crate::span::SourceText;

/// Where the report of a Word document does not stand in that document itself, the first comment says why.
const DAMAGED: &str = "原文件有损坏，批注写不进去；本批注稿由送审文字生成，原有版式、批注和修订请看原文件";
const OTHER_WORDS: &str = "原文件现在读出的文字与审核时不同；本批注稿由送审文字生成，原有版式、批注和修订请看原文件";

/// What came of setting marks into a file.
enum Outcome {
    /// The file with the marks.
    Written(Vec<u8>),
    /// It is no Word document.
    NotWord,
    /// It says something else than the text that was reviewed.
    OtherWords,
    /// With the marks it would no longer say what it says.
    Unsound,
}

/// The draft with the report in comments. `original` is the file as received: a Word document whose text is `text`
/// comes back with the comments in it; in any other case a document is made of the text, also where the parts that hold
/// comments are damaged.
///
/// # Errors
/// [`RenderError`] when the text is beyond what a document holds, or the one made of it would not say what it says.
pub fn render(report: &Report, text: &str, original: Option<&[u8]>) -> Result<Vec<u8>, RenderError> {
    let source = SourceText::new(text);
    let mut marks = notes::marks(report, &Draft::new(&source, report.offset_unit));
    let date = words::beijing_clock(&report.created_at);
    if let Some(bytes) = original.filter(|bytes| package::is_package(bytes)) {
        match annotated(bytes, &source, &marks, &date) {
            Ok(Outcome::Written(written)) => return Ok(written),
            Ok(Outcome::NotWord) => {}
            Ok(Outcome::OtherWords) => marks.tell(OTHER_WORDS),
            Ok(Outcome::Unsound) | Err(_) => marks.tell(DAMAGED),
        }
    }
    let title = marks.notes.first().and_then(|summary| summary.span);
    let made = Made::of(&source, title)?;
    let moved = moved(marks, &made);
    let bytes = made.bytes;
    let shown = SourceText::new(&docx::read(&mut Package::open(&bytes)?, Aim::Text)?.text);
    match annotated(&bytes, &shown, &moved, &date)? {
        Outcome::Written(written) => Ok(written),
        Outcome::NotWord | Outcome::OtherWords | Outcome::Unsound => Err(RenderError::Unsound),
    }
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

/// The document in `bytes` with comments and highlights.
fn annotated(bytes: &[u8], text: &SourceText, marks: &Marks, date: &str) -> Result<Outcome, IntakeError> {
    let mut package = Package::open(bytes)?;
    if !docx::is_document(&mut package)? {
        return Ok(Outcome::NotWord);
    }
    let document = docx::read(&mut package, Aim::Marks)?;
    if document.text != text.as_str() {
        return Ok(Outcome::OtherWords);
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
    let written = package::rewritten(bytes, &parts)?;
    Ok(if is_sound(&written, text, &ids)? { Outcome::Written(written) } else { Outcome::Unsound })
}

/// Whether a document that was written can be read, says what it is to say, and has all comments.
fn is_sound(written: &[u8], text: &SourceText, ids: &[i64]) -> Result<bool, IntakeError> {
    let mut package = Package::open(written)?;
    if docx::read(&mut package, Aim::Text)?.text != text.as_str() {
        return Ok(false);
    }
    let main = main_part(&mut package)?;
    Ok(Comments::of(&mut package, &main, "")?.have(ids))
}
