//! Old Word files made for tests, record by record.

#![allow(clippy::cast_possible_truncation, reason = "samples are small")]

use std::io::{Cursor, Write};

/// A stretch of text as it is stored.
pub(super) enum Stretch<'a> {
    Wide(&'a str),
    Narrow(&'a [u8]),
}

/// Units of text (characters as Word counts them) from one to another, and the changes of their format.
pub(super) struct Change<'a> {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) bytes: &'a [u8],
}

/// An old Word file to be.
#[derive(Default)]
pub(super) struct Sample<'a> {
    pub(super) stretches: Vec<Stretch<'a>>,
    /// Units of each part but the body, which has the rest.
    pub(super) others: [u32; 7],
    pub(super) characters: Vec<Change<'a>>,
    pub(super) paragraphs: Vec<Change<'a>>,
    /// Other records of the table stream: number, bytes, and how many of them belong to the record.
    pub(super) tables: Vec<(usize, Vec<u8>, usize)>,
}

/// Where the text begins in the main stream.
const TEXT: usize = 0x400;
const PAGE: usize = 512;

impl Sample<'_> {
    /// The file.
    pub(super) fn file(&self) -> Vec<u8> {
        let (main, table) = self.streams();
        container(&[("WordDocument", &main), ("1Table", &table)])
    }

    /// The main stream and the table stream.
    pub(super) fn streams(&self) -> (Vec<u8>, Vec<u8>) {
        let mut main = vec![0; TEXT];
        let (mut units, mut places) = (vec![0_u32], Vec::new());
        // Place of every unit, and of the one behind the last.
        let mut at = Vec::new();
        for stretch in &self.stretches {
            let begin = u32::try_from(main.len()).unwrap();
            let width = match stretch {
                Stretch::Wide(text) => {
                    places.push(begin);
                    main.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
                    2
                }
                Stretch::Narrow(bytes) => {
                    places.push((2 * begin) | 0x4000_0000);
                    main.extend(*bytes);
                    1
                }
            };
            at.extend((begin as usize..main.len()).step_by(width));
            units.push(u32::try_from(at.len()).unwrap());
        }
        at.push(main.len());
        let mut clx = Vec::new();
        clx.extend(units.iter().flat_map(|unit| unit.to_le_bytes()));
        for place in &places {
            clx.extend([0, 0]);
            clx.extend(place.to_le_bytes());
            clx.extend([0, 0]);
        }
        let mut table = vec![0; 16];
        let mut record = |number: usize, bytes: &[u8], length: usize, main: &mut Vec<u8>| {
            let (place, length) = (table.len() as u32, length as u32);
            let field = 0x9A + 8 * number;
            main[field..field + 4].copy_from_slice(&place.to_le_bytes());
            main[field + 4..field + 8].copy_from_slice(&length.to_le_bytes());
            table.extend(bytes);
        };
        let head = [[1, 2, 0, 9, 9, 2].as_slice(), &(clx.len() as u32).to_le_bytes()].concat();
        let clx = [head, clx].concat();
        record(33, &clx, clx.len(), &mut main);
        for (number, bytes, length) in &self.tables {
            record(*number, bytes, *length, &mut main);
        }
        for (number, changes, entry) in [(12, &self.characters, 1), (13, &self.paragraphs, 13)] {
            if !changes.is_empty() {
                let page = append_page(&mut main, changes, &at, entry);
                let ends = [TEXT as u32, *at.last().unwrap() as u32, page];
                let bytes: Vec<u8> = ends.iter().flat_map(|n| n.to_le_bytes()).collect();
                record(number, &bytes, bytes.len(), &mut main);
            }
        }
        main[..4].copy_from_slice(&[0xEC, 0xA5, 0xC1, 0]);
        main[0x0A..0x0C].copy_from_slice(&0x0200_u16.to_le_bytes());
        let body = at.len() as u32 - 1 - self.others.iter().sum::<u32>();
        for (index, count) in std::iter::once(&body).chain(&self.others).enumerate() {
            main[0x4C + 4 * index..][..4].copy_from_slice(&count.to_le_bytes());
        }
        (main, table)
    }
}

/// Puts a page of formats behind the text; its number.
fn append_page(main: &mut Vec<u8>, changes: &[Change<'_>], at: &[usize], entry: usize) -> u32 {
    let (mut edges, mut offsets) = (Vec::new(), Vec::new());
    let mut page = vec![0; PAGE];
    let mut free = PAGE - 1;
    for change in changes {
        let list = match entry {
            1 => [&[change.bytes.len() as u8], change.bytes].concat(),
            _ => [&[0, (change.bytes.len() as u8 + 3) / 2, 0, 0], change.bytes].concat(),
        };
        free = (free - list.len()) & !1;
        page[free..free + list.len()].copy_from_slice(&list);
        // Whatever lies between two changes has none.
        edges.extend([at[change.from], at[change.to]]);
        offsets.extend([(free / 2) as u8, 0]);
    }
    offsets.pop();
    page[PAGE - 1] = offsets.len() as u8;
    for (index, edge) in edges.iter().enumerate() {
        page[4 * index..4 * index + 4].copy_from_slice(&(*edge as u32).to_le_bytes());
    }
    for (index, offset) in offsets.iter().enumerate() {
        page[4 * edges.len() + entry * index] = *offset;
    }
    main.resize(main.len().next_multiple_of(PAGE), 0);
    let number = main.len() / PAGE;
    main.extend(page);
    number as u32
}

/// A compound file of streams.
pub(super) fn container(streams: &[(&str, &[u8])]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    for (name, bytes) in streams {
        file.create_stream(name).unwrap().write_all(bytes).unwrap();
    }
    file.flush().unwrap();
    file.into_inner().into_inner()
}
