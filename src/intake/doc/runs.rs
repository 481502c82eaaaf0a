//! Formats of stretches of the main stream, as far as they say what is text: deleted, hidden, the end of a table's row.

use super::bytes::{part, size_at, u16_at};
use super::header::{Header, Record};
use super::lists::Place;
use super::read::{DAMAGED, Fault};

/// Bytes of a page of formats.
const PAGE: usize = 512;
/// Codes of changes: marked as deleted, hidden, a symbol of another font, end of a row.
const DELETED: u16 = 0x0800;
const HIDDEN: u16 = 0x083C;
const SYMBOL: u16 = 0x6A09;
const ROW_END: u16 = 0x2417;

/// What a stretch is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Look {
    pub(super) deleted: bool,
    pub(super) hidden: bool,
    /// The character meant, where a bracket stands for a symbol.
    pub(super) symbol: Option<u16>,
    pub(super) row_end: bool,
    /// Where a paragraph stands in a list, and its style.
    pub(super) place: Place,
    pub(super) style: u16,
}

/// A stretch of bytes of the main stream with a look of its own.
#[derive(Debug, Clone, Copy)]
struct Run {
    from: usize,
    to: usize,
    look: Look,
}

/// All stretches with a look of their own, by place; characters and paragraphs apart.
#[derive(Debug)]
pub(super) struct Runs {
    characters: Vec<Run>,
    paragraphs: Vec<Run>,
}

/// How an entry of a page leads to its changes.
#[derive(Debug, Clone, Copy)]
enum Kind {
    Characters,
    Paragraphs,
}

impl Runs {
    /// Reads the pages of formats.
    pub(super) fn read(main: &[u8], table: &[u8], header: &Header) -> Result<Self, Fault> {
        Ok(Self {
            characters: pages(main, table, header.characters, Kind::Characters).ok_or(DAMAGED)?,
            paragraphs: pages(main, table, header.paragraphs, Kind::Paragraphs).ok_or(DAMAGED)?,
        })
    }

    /// The look of the character at a place.
    pub(super) fn character(&self, at: usize) -> Look {
        find(&self.characters, at)
    }

    /// The look of the paragraph whose mark is at a place.
    pub(super) fn paragraph(&self, at: usize) -> Look {
        find(&self.paragraphs, at)
    }
}

fn find(runs: &[Run], at: usize) -> Look {
    let behind = runs.partition_point(|run| run.from <= at);
    let run = behind.checked_sub(1).and_then(|index| runs.get(index));
    run.filter(|run| at < run.to).map(|run| run.look).unwrap_or_default()
}

/// The record holds `n + 1` places of four bytes and `n` numbers of pages.
fn pages(main: &[u8], table: &[u8], record: Record, kind: Kind) -> Option<Vec<Run>> {
    let record = part(table, record.at, record.length)?;
    let count = record.len().saturating_sub(4) / 8;
    // No page is named twice, so there are no more of them than the stream has room for.
    if count > main.len() / PAGE {
        return None;
    }
    let mut runs = Vec::new();
    for index in 0..count {
        let number = size_at(record, 4 * (count + 1) + 4 * index)? & 0x003F_FFFF;
        page(part(main, number.checked_mul(PAGE)?, PAGE)?, kind, &mut runs)?;
    }
    runs.sort_by_key(|run| run.from);
    Some(runs)
}

fn page(page: &[u8], kind: Kind, runs: &mut Vec<Run>) -> Option<()> {
    let count = usize::from(*page.last()?);
    let entry_size = match kind {
        Kind::Characters => 1,
        Kind::Paragraphs => 13,
    };
    let entries = page.get(4 * (count + 1)..)?;
    for index in 0..count {
        let (from, to) = (size_at(page, 4 * index)?, size_at(page, 4 * index + 4)?);
        let at = 2 * usize::from(*entries.get(index * entry_size)?);
        if at == 0 {
            continue;
        }
        let look = match kind {
            Kind::Characters => look(part(page, at + 1, usize::from(*page.get(at)?))?),
            Kind::Paragraphs => {
                let entry = paragraph(page, at)?;
                Look { style: u16_at(entry, 0)?, ..look(entry.get(2..)?) }
            }
        };
        if look != Look::default() {
            runs.push(Run { from, to, look });
        }
    }
    Some(())
}

/// The entry of a paragraph: the number of its style, then changes. It is counted in pairs of bytes.
fn paragraph(page: &[u8], at: usize) -> Option<&[u8]> {
    match usize::from(*page.get(at)?) {
        0 => part(page, at + 2, 2 * usize::from(*page.get(at + 1)?)),
        pairs => part(page, at + 1, 2 * pairs - 1),
    }
}

fn look(list: &[u8]) -> Look {
    let mut look = Look::default();
    for (code, operand) in changes(list) {
        let on = operand.first() == Some(&1);
        match code {
            DELETED => look.deleted = on,
            HIDDEN => look.hidden = on,
            SYMBOL => look.symbol = u16_at(operand, 2),
            ROW_END => look.row_end = on,
            _ => look.place.change(code, operand),
        }
    }
    look
}

/// The changes of a list: code and operand, with whatever comes behind it.
pub(super) fn changes(mut list: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    std::iter::from_fn(move || {
        let code = u16_at(list, 0)?;
        let operand = list.get(2..)?;
        // The topmost bits of the code say how long its operand is.
        let length = match code >> 13 {
            0 | 1 => 1,
            2 | 4 | 5 => 2,
            3 => 4,
            6 => 1 + operand.first().copied().map_or(0, usize::from),
            _ => 3,
        };
        list = operand.get(length..).unwrap_or_default();
        Some((code, operand))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_read_over_others() {
        let changes = [0x35, 0x08, 1, 0x43, 0x4A, 32, 0, 0x15, 0xC6, 2, 9, 9, 0x00, 0x08, 1];
        assert_eq!(look(&changes), Look { deleted: true, ..Look::default() });
        assert_eq!(look(&[0x3C, 0x08]), Look::default());
        assert_eq!(look(&[0x09, 0x6A, 1, 0, 0xA1, 0x25]).symbol, Some(0x25A1));
    }

    #[test]
    fn looks_end_with_their_stretch() {
        let look = Look { hidden: true, ..Look::default() };
        let runs = [Run { from: 10, to: 20, look }];
        assert_eq!([9, 10, 19, 20].map(|at| find(&runs, at).hidden), [false, true, true, false]);
    }
}
