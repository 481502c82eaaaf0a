//! The table of pieces (CLX): which stretch of the main stream holds which characters, one byte or two bytes each.

use encoding_rs::{GBK, WINDOWS_1252};

use super::bytes::{part, size_at, u16_at};
use super::header::Header;
use super::read::{DAMAGED, Fault};

/// Kinds of entries: changed formats, which are skipped, and the table itself.
const FORMATS: u8 = 1;
const TABLE: u8 = 2;
/// Bit of a place: one byte a character, and the place is doubled.
const NARROW: usize = 0x4000_0000;

/// A stretch of characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece {
    /// Number of its first character, and of the first one behind it.
    pub(super) from: usize,
    pub(super) to: usize,
    /// Place of its first byte in the main stream.
    pub(super) at: usize,
    /// Bytes a character: 1 or 2.
    pub(super) width: usize,
}

/// The pieces in order; together they hold at least the characters of all parts, without gaps.
pub(super) fn read(table: &[u8], header: &Header) -> Result<Vec<Piece>, Fault> {
    let record = part(table, header.pieces.at, header.pieces.length).ok_or(DAMAGED)?;
    let pieces = parse(record).ok_or(DAMAGED)?;
    let mut next = 0;
    for piece in &pieces {
        if piece.from != next || piece.to < piece.from {
            return Err(DAMAGED);
        }
        next = piece.to;
    }
    // The last part of a file with several is followed by a paragraph mark that belongs to none.
    if next < header.parts.iter().sum() { Err(DAMAGED) } else { Ok(pieces) }
}

fn parse(mut record: &[u8]) -> Option<Vec<Piece>> {
    while let Some((&kind, rest)) = record.split_first() {
        match kind {
            FORMATS => {
                let length = usize::from(u16_at(rest, 0)?);
                record = rest.get(2 + length..)?;
            }
            TABLE => return entries(part(rest, 4, size_at(rest, 0)?)?),
            _ => return None,
        }
    }
    None
}

/// `n + 1` numbers of characters of four bytes, then `n` entries of eight.
fn entries(table: &[u8]) -> Option<Vec<Piece>> {
    let count = table.len().checked_sub(4)? / 12;
    let places = table.get(4 * (count + 1)..)?;
    (0..count)
        .map(|index| {
            let place = size_at(places, 8 * index + 2)?;
            let narrow = place & NARROW != 0;
            let at = place & (NARROW - 1);
            Some(Piece {
                from: size_at(table, 4 * index)?,
                to: size_at(table, 4 * index + 4)?,
                at: if narrow { at / 2 } else { at },
                width: if narrow { 1 } else { 2 },
            })
        })
        .collect()
}

/// Characters of a stretch of one-byte text, each with the number of bytes it took. The bytes are those of Western
/// Windows, but some programs put Chinese of two bytes there: taken so when all high bytes pair up to characters of
/// GB 2312, of which one at least is a Chinese one.
pub(super) fn narrow(bytes: &[u8], mut take: impl FnMut(char, usize)) {
    let chinese = is_gb2312(bytes);
    let mut rest = bytes;
    while let Some((&first, tail)) = rest.split_first() {
        let length = if chinese && first >= 0x80 { 2 } else { 1 };
        let encoding = if chinese { GBK } else { WINDOWS_1252 };
        let one = rest.get(..length).unwrap_or(rest);
        let (text, _) = encoding.decode_without_bom_handling(one);
        take(text.chars().next().unwrap_or('\u{FFFD}'), one.len());
        rest = rest.get(length..).unwrap_or(tail);
    }
}

fn is_gb2312(bytes: &[u8]) -> bool {
    let mut chinese = false;
    for run in bytes.split(u8::is_ascii).filter(|run| !run.is_empty()) {
        for pair in run.chunks(2) {
            let &[lead, trail] = pair else { return false };
            if !(0xA1..=0xF7).contains(&lead) || trail < 0xA1 {
                return false;
            }
            chinese |= lead >= 0xB0;
        }
    }
    chinese
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8]) -> String {
        let mut text = String::new();
        narrow(bytes, |c, _| text.push(c));
        text
    }

    #[test]
    fn narrow_text_is_western_or_chinese() {
        assert_eq!(text(b"caf\xE9 \x93A\x94 \x80"), "café “A” €");
        assert_eq!(text(b"\xCD\xA8\xD6\xAA 3\xA3\xBA"), "通知 3：");
        assert_eq!(text(b"\xC9\xE9"), "砷", "two letters that are a Chinese character in the other encoding");
        assert_eq!(text(b"\xC9\xE9\xE8"), "Éé\u{E8}");
    }

    #[test]
    fn tables_with_gaps_or_beyond_their_end_are_refused() {
        assert_eq!(parse(&[2, 255, 255, 255, 255]), None);
        assert_eq!(parse(&[1, 255, 255]), None);
        assert_eq!(parse(&[9]), None);
        assert_eq!(parse(&[]), None);
        let mut good = vec![1, 1, 0, 7, 2, 16, 0, 0, 0];
        good.extend([0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0x20, 0, 0, 0x40, 0, 0]);
        assert_eq!(parse(&good), Some(vec![Piece { from: 0, to: 5, at: 0x10, width: 1 }]));
    }
}
