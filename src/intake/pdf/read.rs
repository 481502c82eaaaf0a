//! [`plain`]: a PDF file in, its text out.

use std::thread;

use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};

use super::guard::{self, Budget};
use super::page::{self, Seen};
use crate::intake::error::IntakeError;
use crate::intake::layout::{self, Sheet};
use crate::intake::origin::{Origin, OriginPart};

/// Most pages of a file.
const MOST_PAGES: usize = 2_000;
/// Stack of the thread that reads: values may be nested as deep as the library allows, whatever stack the caller has.
const STACK: usize = 16 << 20;
/// How a file ends, and within how many bytes from its end: some programs write more behind it.
const END: &[u8] = b"%%EOF";
const END_WITHIN: usize = 2_048;
/// With more than one unknown character in this many, the text is not worth reading.
const UNKNOWN_SHARE: usize = 10;

/// A PDF file as it was read.
pub(in crate::intake) struct PdfText {
    /// Its text, one line a paragraph.
    pub(in crate::intake) text: String,
    /// Where it stands: pages, and lines on them.
    pub(in crate::intake) origin: Origin,
    /// What stands beside it: headers, footers, watermarks.
    pub(in crate::intake) margins: String,
    /// Pages without any character, from 1: scanned or blank ones.
    pub(in crate::intake) silent: Vec<usize>,
    /// Whether some characters are unknown, and stand as U+FFFD.
    pub(in crate::intake) unknown: bool,
    /// Pages of which something is missing, from 1.
    pub(in crate::intake) damaged: Vec<usize>,
    /// Whether the file breaks off.
    pub(in crate::intake) cut: bool,
}

/// Why a file cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// In Chinese.
    Problem(&'static str),
    /// No page has a character: they show pictures.
    NoText,
    /// No page shows anything.
    Blank,
}

/// The file is not what it claims to be.
pub(super) const DAMAGED: Fault = Fault::Problem("文件已损坏或不完整，请用原来的软件重新导出");
/// The file would take too much memory or time.
pub(super) const TOO_MUCH: Fault = Fault::Problem("内容过大或过于复杂，已停止读取，请拆成几份");

/// Reads a PDF file.
///
/// # Errors
/// [`IntakeError::Pdf`] for a file that is damaged, encrypted or beyond a cap, [`IntakeError::NoTextLayer`] for a scan,
/// [`IntakeError::Empty`] for blank pages.
pub(in crate::intake) fn plain(file: &[u8]) -> Result<PdfText, IntakeError> {
    let result = thread::scope(|scope| {
        let worker = thread::Builder::new().name("pdf".to_owned()).stack_size(STACK).spawn_scoped(scope, || read(file));
        match worker.map(thread::ScopedJoinHandle::join) {
            Ok(Ok(result)) => result,
            // A fault of the library; the thread has fallen and nothing else.
            Ok(Err(_)) => Err(DAMAGED),
            Err(_) => Err(Fault::Problem("系统资源不足，请稍后再试")),
        }
    });
    result.map_err(|fault| match fault {
        Fault::Problem(problem) => IntakeError::Pdf { problem },
        Fault::NoText => IntakeError::NoTextLayer,
        Fault::Blank => IntakeError::Empty,
    })
}

fn read(file: &[u8]) -> Result<PdfText, Fault> {
    guard::check(file)?;
    let pdf = Pdf::new(file.to_vec()).map_err(|error| match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => Fault::Problem("文件已加密，请先取消密码"),
        LoadPdfError::Decryption(_) => Fault::Problem("文件已加密，且加密方式不受支持，请先取消密码"),
        LoadPdfError::Invalid => DAMAGED,
    })?;
    let pages = pdf.pages();
    if pages.len() > MOST_PAGES {
        return Err(Fault::Problem("页数超过 2000 页，请拆成几份"));
    }
    let mut reader = page::Reader::new(Budget::new());
    let mut seen = Vec::new();
    for page in pages.iter() {
        seen.push(reader.see(page)?);
    }
    let cut =
        !file.get(file.len().saturating_sub(END_WITHIN)..).unwrap_or_default().windows(END.len()).any(|w| w == END);
    let glyphs = || seen.iter().flat_map(|page| &page.sheet.glyphs).filter(|g| !g.character.is_whitespace());
    let (all, unknown) = (glyphs().count(), glyphs().filter(|g| g.character == '\u{FFFD}').count());
    if all == 0 {
        return Err(without_text(&seen, cut));
    }
    if unknown > all / UNKNOWN_SHARE {
        return Err(Fault::Problem("字体没有附带文字编码，无法可靠地读出文字"));
    }
    let pages = |which: fn(&Seen) -> bool| -> Vec<usize> {
        (1..).zip(&seen).filter(|(_, page)| which(page)).map(|(number, _)| number).collect()
    };
    let damaged = pages(|page| page.damaged);
    let silent = pages(|page| page.sheet.glyphs.is_empty() && !page.damaged);
    let sheets: Vec<Sheet> = seen.into_iter().map(|page| page.sheet).collect();
    let laid = layout::read(&sheets);
    let part = |number: usize| OriginPart { name: number.to_string(), label: format!("第{number}页") };
    let origin = Origin { parts: (1..=sheets.len()).map(part).collect(), pieces: laid.pieces };
    Ok(PdfText { text: laid.text, origin, margins: laid.margins, silent, unknown: unknown > 0, damaged, cut })
}

/// Why no page has a character. Pictures of a file that is damaged do not make it a scan.
fn without_text(pages: &[Seen], cut: bool) -> Fault {
    if cut || pages.is_empty() || pages.iter().any(|page| page.damaged) {
        return DAMAGED;
    }
    if pages.iter().any(|page| page.drawn) { Fault::NoText } else { Fault::Blank }
}
