//! The readers of the program, and what the targets share: packages around bytes that are made up, and what must hold
//! whatever they are.

#![allow(dead_code, reason = "the program uses more of the readers than their fuzzing does")]

#[path = "../../src/span.rs"]
pub mod span;

#[path = "../../src/document/mod.rs"]
pub mod document;

#[path = "../../src/intake/mod.rs"]
pub mod intake;

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// Reads a file. Whether it is refused does not matter; that the text has a visible character does, and that the way
/// back stays within it.
///
/// # Panics
/// If a file that was read breaks a promise.
pub fn check(bytes: &[u8], name: &str) {
    let Ok(read) = intake::read(bytes, name) else { return };
    assert!(read.text.chars().any(|c| !c.is_whitespace() && !c.is_control()));
    let length = read.text.chars().count();
    let Some(origin) = read.origin else { return };
    let whole =
        origin.pieces.iter().all(|piece| piece.part < origin.parts.len() && piece.number > 0 && !piece.span.is_empty());
    let next = origin.pieces.iter().skip(1).map(|piece| piece.span.start).chain([length]);
    assert!(whole && origin.pieces.iter().zip(next).all(|(piece, next)| piece.span.end <= next));
}

/// A zip package of parts; parts that the format has in common are stored, so that bytes reach the readers unchanged.
///
/// # Panics
/// Never: it is written to memory.
#[must_use]
pub fn package(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// The bytes in two parts, at the first zero byte.
#[must_use]
pub fn halves(data: &[u8]) -> (&[u8], &[u8]) {
    let middle = data.iter().position(|byte| *byte == 0).unwrap_or(data.len());
    (&data[..middle], data.get(middle + 1..).unwrap_or_default())
}
