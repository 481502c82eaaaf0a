//! Old Word files, whole and hostile.

#![allow(clippy::cast_possible_truncation, reason = "samples are small")]

use proptest::prelude::*;

use super::plain;
use super::sample::{Change, Sample, Stretch, container};
use crate::intake::error::IntakeError;

/// The text of a file.
fn text(sample: &Sample<'_>) -> String {
    plain(&sample.file()).map(|read| read.text).unwrap()
}

/// Why a file is refused.
fn refusal(file: &[u8]) -> String {
    match plain(file) {
        Err(IntakeError::OldWord { problem }) => problem.to_owned(),
        Err(other) => panic!("{other:?}"),
        Ok(read) => panic!("{}", read.text),
    }
}

/// Several pieces, a field within a field, a table, a deletion, hidden text, a symbol, a footnote, a header.
fn rich() -> Sample<'static> {
    Sample {
        stretches: vec![
            Stretch::Wide(
                "关于示例工作的通知\r各县：见\u{13} HYPERLINK \u{13}X\u{14}示\u{15}\u{14}附件\u{15}执行𠮷\u{0B}。\r",
            ),
            Stretch::Narrow(b"No. 5\x96A\r"),
            Stretch::Narrow(b"\xCD\xA8\xD6\xAA\r"),
            Stretch::Wide("甲\u{07}乙\u{07}\u{07}丙\u{07}\u{07}\u{07}删去\u{02}隐(\r"),
            Stretch::Wide("\u{02}注一\r页眉\r\r"),
        ],
        others: [4, 4, 0, 0, 0, 0, 0],
        characters: vec![
            Change { from: 64, to: 66, bytes: &[0x00, 0x08, 1] },
            Change { from: 67, to: 68, bytes: &[0x3C, 0x08, 1] },
            Change { from: 68, to: 69, bytes: &[0x09, 0x6A, 1, 0, 0xA1, 0x25] },
        ],
        paragraphs: vec![
            Change { from: 42, to: 50, bytes: &[0x0B, 0x46, 1, 0] },
            Change { from: 59, to: 60, bytes: &[0x17, 0x24, 1] },
            Change { from: 60, to: 63, bytes: &[0x17, 0x24, 0] },
            Change { from: 63, to: 64, bytes: &[0x17, 0x24, 1] },
        ],
        // Without the style, which would put every paragraph into the list.
        tables: lists().into_iter().take(2).collect(),
    }
}

#[test]
fn pieces_fields_tables_and_notes_become_lines() {
    let sample =
        Sample { stretches: vec![Stretch::Wide("甲乙"), Stretch::Narrow(b"\xCD\xA8 1\r")], ..Sample::default() };
    assert_eq!(text(&sample), "甲乙通 1\n");
    let read = plain(&rich().file()).unwrap();
    assert_eq!(
        read.text,
        "关于示例工作的通知\n各县：见附件执行𠮷\n。\n一、No. 5–A\n通知\n甲\t乙\n丙\t\n隐\u{25A1}\n注一\n"
    );
    assert_eq!(read.margins, "页眉\n\n");
    assert!(read.revised && read.hidden == 1);
}

/// Tables of one list of nine levels (一、 and （一）), its one use, and the first style as one of the list.
fn lists() -> Vec<(usize, Vec<u8>, usize)> {
    let mut levels = Vec::new();
    for level in 0..9_u8 {
        let (format, text): (u8, &[u16]) = match level {
            0 => (0x27, &[0, 0x3001]),
            1 => (0x25, &[0xFF08, 1, 0xFF09]),
            _ => (0, &[]),
        };
        let mut fixed = [0; 28];
        (fixed[0], fixed[4], fixed[15]) = (1, format, 2);
        levels.extend(fixed);
        levels.extend((text.len() as u16).to_le_bytes());
        levels.extend(text.iter().flat_map(|unit| unit.to_le_bytes()));
    }
    let mut list = [0; 30];
    (list[0], list[2]) = (1, 7);
    let mut uses = [0; 20];
    (uses[0], uses[4]) = (1, 7);
    // A style of paragraphs without name that is based on none.
    let style = [0, 0, 0xF1, 0xFF, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 6, 0, 0, 0, 0x0B, 0x46, 1, 0];
    let styles = [&[4, 0, 1, 0, 10, 0, 22, 0][..], &style].concat();
    vec![
        (73, [&list[..], &levels].concat(), list.len()),
        (74, uses.to_vec(), uses.len()),
        (1, styles.clone(), styles.len()),
    ]
}

#[test]
fn numbers_of_lists_are_text() {
    let in_list: &[u8] = &[0x0B, 0x46, 1, 0];
    let below: &[u8] = &[0x0A, 0x26, 1, 0x0B, 0x46, 1, 0];
    let sample = Sample {
        stretches: vec![Stretch::Wide("甲\r\r乙\r丙\r丁\r戊\r")],
        paragraphs: vec![
            Change { from: 0, to: 3, bytes: in_list },
            Change { from: 3, to: 7, bytes: below },
            Change { from: 7, to: 9, bytes: in_list },
        ],
        tables: lists(),
        ..Sample::default()
    };
    // The last paragraph has the first style, which has a list as well; the empty one is counted.
    assert_eq!(text(&sample), "一、甲\n\n（一）乙\n（二）丙\n三、丁\n四、戊\n");
}

#[test]
fn what_cannot_be_read_soundly_asks_for_another_format() {
    let (main, table) = rich().streams();
    let with = |at: usize, bytes: &[u8]| {
        let mut main = main.clone();
        main[at..at + bytes.len()].copy_from_slice(bytes);
        container(&[("WordDocument", &main), ("1Table", &table)])
    };
    for (file, wanted) in [
        (rich().file()[..600].to_vec(), "损坏"),
        (vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], "损坏"),
        (container(&[("Workbook", b"x")]), "表格"),
        (container(&[("EncryptedPackage", b"x")]), "加密"),
        (container(&[("WordDocument", b"x"), ("1Table", b"")]), "损坏"),
        (container(&[("WordDocument", &main)]), "文字部分"),
        (with(2, &[0x65, 0]), "Word 97"),
        (with(0x0A, &[0, 3]), "加密"),
        (with(0x4C, &u32::MAX.to_le_bytes()), "过长"),
        (with(0x4C, &2000_u32.to_le_bytes()), "损坏"),
        (with(0x1A2, &u32::MAX.to_le_bytes()), "损坏"),
        (with(0x9A + 8 * 12, &[0xF0, 0xFF, 0xFF, 0x7F]), "损坏"),
    ] {
        let problem = refusal(&file);
        assert!(problem.contains(wanted), "{problem} / {wanted}");
    }
    let endless = Sample { stretches: vec![Stretch::Wide("正文\u{13} TOC 其余\r")], ..Sample::default() };
    assert!(refusal(&endless.file()).contains("损坏"));
}

#[test]
fn a_text_beyond_the_cap_is_refused() {
    let long = "长".repeat(60_000);
    let stretches = (0..40).map(|_| Stretch::Wide(&long)).collect();
    let file = Sample { stretches, ..Sample::default() }.file();
    assert!(refusal(&file).contains("过长"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn no_damage_makes_it_fall(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        cut in prop::option::weighted(0.2, any::<prop::sample::Index>()),
    ) {
        let mut file = rich().file();
        for (at, byte) in changes {
            let at = at.index(file.len());
            file[at] = byte;
        }
        if let Some(cut) = cut {
            file.truncate(cut.index(file.len()));
        }
        if let Ok(read) = plain(&file) {
            prop_assert!(read.text.len() < 10_000_000);
        }
    }

    /// Damage inside the records, which most random places miss.
    #[test]
    fn no_damage_of_the_records_makes_it_fall(
        changes in prop::collection::vec((any::<bool>(), any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let (mut main, mut table) = rich().streams();
        for (first, at, byte) in changes {
            let stream = if first { &mut main } else { &mut table };
            let at = at.index(stream.len());
            stream[at] = byte;
        }
        let file = container(&[("WordDocument", &main), ("1Table", &table)]);
        prop_assert!(plain(&file).map_or(true, |read| read.text.len() < 10_000_000));
    }
}
