//! [`plain`]: a PDF file in, its text out.

use std::thread;

use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};

use super::guard::{self, Budget};
use super::page;
use crate::intake::error::IntakeError;
use crate::intake::layout;

/// Most pages of a file.
const MOST_PAGES: usize = 2_000;
/// Stack of the thread that reads: values may be nested as deep as the library allows, whatever stack the caller has.
const STACK: usize = 16 << 20;
/// With more than one unknown character in this many, the text is not worth reading.
const UNKNOWN_SHARE: usize = 10;

/// A PDF file as it was read.
pub(in crate::intake) struct PdfText {
    /// Its text, one line a paragraph.
    pub(in crate::intake) text: String,
    /// What stands beside it: headers, footers, watermarks.
    pub(in crate::intake) margins: String,
    /// Pages without any character, from 1: scanned or blank ones.
    pub(in crate::intake) silent: Vec<usize>,
    /// Whether some characters are unknown, and stand as U+FFFD.
    pub(in crate::intake) unknown: bool,
}

/// Why a file cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// In Chinese.
    Problem(&'static str),
    /// No page has a character.
    NoText,
}

/// The file is not what it claims to be.
pub(super) const DAMAGED: Fault = Fault::Problem("文件已损坏或不完整");
/// The file would take too much memory or time.
pub(super) const TOO_MUCH: Fault = Fault::Problem("内容过大或过于复杂，已停止读取");

/// Reads a PDF file.
///
/// # Errors
/// [`IntakeError::Pdf`] for a file that is damaged, encrypted or beyond a cap, [`IntakeError::NoTextLayer`] for a scan.
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
        return Err(Fault::Problem("页数超过 2000 页"));
    }
    let mut reader = page::Reader::new(Budget::new());
    let mut sheets = Vec::new();
    for page in pages.iter() {
        sheets.push(reader.sheet(page)?);
    }
    let glyphs = || sheets.iter().flat_map(|sheet| &sheet.glyphs).filter(|g| !g.character.is_whitespace());
    let (all, unknown) = (glyphs().count(), glyphs().filter(|g| g.character == '\u{FFFD}').count());
    if all == 0 {
        return Err(Fault::NoText);
    }
    if unknown > all / UNKNOWN_SHARE {
        return Err(Fault::Problem("字体没有附带文字编码，无法可靠地读出文字"));
    }
    let silent = (1..).zip(&sheets).filter(|(_, sheet)| sheet.glyphs.is_empty()).map(|(number, _)| number).collect();
    let laid = layout::read(&sheets);
    Ok(PdfText { text: laid.text, margins: laid.margins, silent, unknown: unknown > 0 })
}
