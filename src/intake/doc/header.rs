//! The first record of the main stream (FIB): which version, how many characters, and where the other records are.

use super::bytes::{size_at, u16_at};
use super::read::{DAMAGED, Fault, MOST_CHARACTERS};

/// First two bytes of a Word file of 97 or later.
const MAGIC: u16 = 0xA5EC;
/// Lowest version number of Word 97.
const WORD_97: u16 = 0x00C1;
/// Flags: encrypted or obfuscated; the table stream is `1Table`.
const ENCRYPTED: u16 = 0x0100;
const OBFUSCATED: u16 = 0x8000;
const SECOND_TABLE: u16 = 0x0200;

/// Where the numbers of characters of the parts stand: body, footnotes, headers, macros, comments, endnotes, text
/// boxes, text boxes of headers.
const PARTS: usize = 0x4C;
/// Where pairs of place and length of the records in the table stream begin.
const RECORDS: usize = 0x9A;
/// Numbers of the records that are used.
const STYLES: usize = 1;
const RUNS_OF_CHARACTERS: usize = 12;
const RUNS_OF_PARAGRAPHS: usize = 13;
const PIECES: usize = 33;
const LISTS: usize = 73;
const USES_OF_LISTS: usize = 74;

/// Place and length of a record in the table stream.
#[derive(Debug, Clone, Copy)]
pub(super) struct Record {
    pub(super) at: usize,
    pub(super) length: usize,
}

/// What the first record says.
#[derive(Debug)]
pub(super) struct Header {
    /// Name of the table stream.
    pub(super) table: &'static str,
    /// Characters of each of the eight parts, which follow each other.
    pub(super) parts: [usize; 8],
    pub(super) characters: Record,
    pub(super) paragraphs: Record,
    pub(super) pieces: Record,
    pub(super) styles: Record,
    pub(super) lists: Record,
    pub(super) uses: Record,
}

impl Header {
    /// Reads the record.
    pub(super) fn read(main: &[u8]) -> Result<Self, Fault> {
        let magic = u16_at(main, 0).ok_or(DAMAGED)?;
        let version = u16_at(main, 2).ok_or(DAMAGED)?;
        if magic != MAGIC || version < WORD_97 {
            return Err("文件由 Word 97 之前的版本生成");
        }
        let flags = u16_at(main, 0x0A).ok_or(DAMAGED)?;
        if flags & (ENCRYPTED | OBFUSCATED) != 0 {
            return Err("文件已加密，请先取消密码");
        }
        let mut parts = [0; 8];
        for (index, part) in parts.iter_mut().enumerate() {
            *part = size_at(main, PARTS + 4 * index).ok_or(DAMAGED)?;
            if *part > MOST_CHARACTERS {
                return Err("文件过长");
            }
        }
        if parts.iter().sum::<usize>() > MOST_CHARACTERS {
            return Err("文件过长");
        }
        let record = |number: usize| -> Result<Record, Fault> {
            let at = size_at(main, RECORDS + 8 * number).ok_or(DAMAGED)?;
            let length = size_at(main, RECORDS + 8 * number + 4).ok_or(DAMAGED)?;
            Ok(Record { at, length })
        };
        Ok(Self {
            table: if flags & SECOND_TABLE == 0 { "0Table" } else { "1Table" },
            parts,
            characters: record(RUNS_OF_CHARACTERS)?,
            paragraphs: record(RUNS_OF_PARAGRAPHS)?,
            pieces: record(PIECES)?,
            styles: record(STYLES)?,
            lists: record(LISTS)?,
            uses: record(USES_OF_LISTS)?,
        })
    }
}
