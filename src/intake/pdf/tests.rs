//! PDF files, whole and hostile.

#![allow(clippy::cast_possible_truncation, reason = "samples are small")]

use std::time::{Duration, Instant};

use encoding_rs::GBK;
use proptest::prelude::*;

use super::plain;
use super::sample::{chinese, file, hex, packed, page, stream};
use crate::intake::error::IntakeError;

fn text(file: &[u8]) -> String {
    plain(file).map(|read| read.text).unwrap()
}

/// Whether a file is read or refused in bounded time.
fn refusal(file: &[u8]) -> Option<IntakeError> {
    let started = Instant::now();
    let result = plain(file);
    assert!(started.elapsed() < Duration::from_secs(7), "{:?}", started.elapsed());
    result.err()
}

fn gbk(text: &str) -> String {
    hex(&GBK.encode(text).0)
}

fn utf16(text: &str) -> String {
    hex(&text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>())
}

/// A page in several encodings without maps, one with a map, and names of glyphs.
fn rich() -> Vec<u8> {
    let map = b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def\n\
        1 begincodespacerange <0000> <FFFF> endcodespacerange\n\
        2 beginbfchar <0003> <6587> <0004> <D842DFB7> endbfchar\n\
        1 beginbfrange <0010> <0011> <7532> endbfrange endcmap end end";
    let fonts = format!(
        "/A {}/B {}/C <</Type/Font/Subtype/Type0/BaseFont/AAAAAA+Song/Encoding/Identity-H/ToUnicode 6 0 R\
         /DescendantFonts[<</Subtype/CIDFontType2/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>\
         /W[3 [500 1000] 16 17 1000]>>]>>/D <</Type/Font/Subtype/TrueType/BaseFont/Arial/FirstChar 65/Widths[600 600]\
         /Encoding<</BaseEncoding/WinAnsiEncoding/Differences[66/uni4E59 67/period]>>>>",
        chinese("GBK-EUC-H"),
        chinese("UniGB-UCS2-H"),
    );
    let operators = format!(
        "q BT /A 16 Tf 104 700 Td {} Tj 0 -24 TD [{} -200 {}] TJ ET Q\n\
         BT /B 16 Tf 1 0 0 1 72 640 Tm {} Tj T* ET\n\
         BT /C 1 Tf 16 0 0 16 72 616 Tm <0003000400100011> Tj /D 1 Tf (ABC) Tj ET\n/X Do",
        gbk("关于示例工作的通知"),
        gbk("各县"),
        gbk("（市、区）："),
        utf16("按统一编码写的一行。"),
    );
    let form = stream(
        "/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Matrix[1 0 0 1 0 -40]",
        format!(
            "BT /A 16 Tf 104 580 Td {} Tj ET 0.7 0.7 -0.7 0.7 0 0 cm BT /A 40 Tf {} Tj ET",
            gbk("表单中"),
            gbk("水印")
        )
        .as_bytes(),
    );
    page(operators.as_bytes(), &fonts, &[form, packed("", map)])
}

#[test]
fn characters_are_found_without_maps() {
    let found = plain(&rich()).unwrap();
    let chars: Vec<char> = found.text.chars().collect();
    let pieces = &found.origin.pieces;
    let lines: Vec<String> = pieces.iter().map(|p| chars[p.span.start..p.span.end].iter().collect()).collect();
    assert_eq!(lines.concat(), found.text.replace('\n', ""));
    assert_eq!(pieces.iter().map(|piece| piece.number).collect::<Vec<_>>(), (1..=lines.len()).collect::<Vec<_>>());
    assert!(found.origin.parts.iter().map(|part| part.label.as_str()).eq(["第1页"]));
    assert_eq!(found.text, "关于示例工作的通知\n各县（市、区）：\n按统一编码写的一行。\n文𠮷甲申A乙.\n表单中\n");
}

#[test]
fn objects_in_compressed_streams_are_read() {
    let operators = format!("BT /A 16 Tf 104 700 Td {} Tj ET", gbk("压缩的正文"));
    let font = chinese("GBK-EUC-H");
    let inner = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>".to_owned(),
        format!("<</Type/Page/Parent 2 0 R/Contents 5 0 R/Resources<</Font<</A {font}>>>>>>"),
    ];
    let (mut index, mut body) = (String::new(), String::new());
    for (number, object) in (1..).zip(&inner) {
        index.push_str(&format!("{number} {} ", body.len()));
        body.push_str(object);
        body.push(' ');
    }
    let objects = packed(&format!("/Type/ObjStm/N 3/First {}", index.len()), (index + &body).as_bytes());
    let mut bytes = b"%PDF-1.5\n".to_vec();
    let place = |bytes: &mut Vec<u8>, number: u8, object: &[u8]| {
        let at = bytes.len();
        bytes.extend(format!("{number} 0 obj\n").as_bytes());
        bytes.extend(object);
        bytes.extend(b"\nendobj\n");
        at
    };
    let fourth = place(&mut bytes, 4, &objects);
    let fifth = place(&mut bytes, 5, &packed("", operators.as_bytes()));
    let own = bytes.len();
    let row = |kind: u8, value: usize, index: u8| [kind, (value >> 8) as u8, value as u8, index];
    let rows =
        [row(0, 0, 255), row(2, 4, 0), row(2, 4, 1), row(2, 4, 2), row(1, fourth, 0), row(1, fifth, 0), row(1, own, 0)]
            .concat();
    place(&mut bytes, 6, &packed("/Type/XRef/Size 7/Root 1 0 R/W[1 2 1]", &rows));
    bytes.extend(format!("startxref\n{own}\n%%EOF").as_bytes());
    assert_eq!(text(&bytes), "压缩的正文\n");
}

#[test]
fn scans_and_fonts_without_encoding_are_told() {
    let picture = stream("/Subtype/Image/Width 1/Height 1", b"x");
    assert_eq!(refusal(&page(b"q 1 0 0 1 0 0 cm /X Do Q", "", &[picture])), Some(IntakeError::NoTextLayer));
    assert_eq!(refusal(&page(b"0 0 m 9 9 l S", "", &[])), Some(IntakeError::NoTextLayer), "letters that are drawn");
    let bare = "/A <</Subtype/Type0/Encoding/Identity-H/DescendantFonts[<</CIDSystemInfo<</Registry(Adobe)/Ordering\
                (Identity)/Supplement 0>>>>]>>";
    let error = refusal(&page(b"BT /A 9 Tf 9 9 Td <00010002> Tj ET", bare, &[]));
    assert!(matches!(error, Some(IntakeError::Pdf { problem }) if problem.contains("编码")));
}

#[test]
fn encrypted_files_are_told_before_they_are_unpacked() {
    // The dictionary of the key stands before the objects, as one program writes it.
    let key = b"<</Filter/Standard/V 5/R 6/Length 256>>".to_vec();
    let objects = packed("/Type/ObjStm/N 1/First 4", b"1 0 <</Type/Catalog>>");
    let plain = file(&[key, objects]);
    let at = plain.windows(6).rposition(|w| w == b"/Root ").unwrap();
    let bytes = [&plain[..at], b"/Encrypt 1 0 R", &plain[at..]].concat();
    assert!(matches!(refusal(&bytes), Some(IntakeError::Pdf { problem }) if problem.contains("已加密")));
}

fn is_damage(error: &Option<IntakeError>) -> bool {
    matches!(error, Some(IntakeError::Pdf { problem }) if problem.contains("损坏"))
}

#[test]
fn damaged_files_are_told_from_scans_and_blank_pages() {
    let whole = rich();
    for bytes in [&b"%PDF-1.4"[..], b"%PDF-", &whole[..300], &b"%PDF-1.7\n".repeat(1000)] {
        let error = refusal(bytes);
        assert!(is_damage(&error), "{error:?}");
    }
    let operators = format!("BT /A 16 Tf 104 700 Td {} Tj ET /X Do", gbk("正文"));
    let font = format!("/A {}", chinese("GBK-EUC-H"));
    let picture = stream("/Subtype/Image/Width 1/Height 1", b"x");
    let text_of = |fonts: &str| refusal(&page(operators.as_bytes(), fonts, std::slice::from_ref(&picture)));
    assert_eq!(text_of(&font), None);
    assert!(is_damage(&text_of("")), "its font is missing");
    let mut broken = packed("", operators.as_bytes());
    let data = broken.windows(7).position(|w| w == b"stream\n").unwrap() + 9;
    broken[data..data + 6].fill(0xFF);
    let catalog = b"<</Type/Catalog/Pages 2 0 R>>".to_vec();
    let pages = b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec();
    let one = |contents: &str, more: &[Vec<u8>]| {
        let page = format!("<</Type/Page/Parent 2 0 R/Resources<</Font<<{font}>>>>{contents}>>").into_bytes();
        file(&[&[catalog.clone(), pages.clone(), page], more].concat())
    };
    assert!(is_damage(&refusal(&one("/Contents 4 0 R", &[broken]))), "what it shows cannot be unpacked");
    assert!(is_damage(&refusal(&one("/Contents 9 0 R", &[]))), "what it shows is missing");
    assert_eq!(refusal(&one("", &[])), Some(IntakeError::Empty));
    assert_eq!(refusal(&one("/Contents 4 0 R", &[stream("", b"0.1 w q Q")])), Some(IntakeError::Empty));
    let scan = page(b"/X Do", "", &[picture]);
    assert_eq!(refusal(&scan), Some(IntakeError::NoTextLayer));
    assert!(is_damage(&refusal(&scan[..scan.len() - 60])), "a scan that breaks off");
}

#[test]
fn what_is_left_of_a_damaged_file_is_read_and_told() {
    let whole = rich();
    // Without its index the file is searched through.
    let cut = whole.windows(5).position(|bytes| bytes == b"xref\n").unwrap();
    let read = plain(&whole[..cut]).unwrap();
    assert!(read.text.contains("示例工作") && read.cut && read.damaged.is_empty());
    let operators = format!("BT /A 16 Tf 104 700 Td {} Tj ET", gbk("还在"));
    let font = format!("/A {}", chinese("GBK-EUC-H"));
    let page = |contents: &str| {
        format!("<</Type/Page/Parent 2 0 R/Resources<</Font<<{font}>>>>/Contents {contents}>>").into_bytes()
    };
    let read = plain(&file(&[
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>".to_vec(),
        page("[9 0 R 5 0 R]"),
        page("5 0 R"),
        stream("", operators.as_bytes()),
    ]))
    .unwrap();
    assert_eq!((read.text.as_str(), read.damaged, read.cut), ("还在\n还在\n", vec![1], false));
}

#[test]
fn loops_end() {
    let loops = [
        vec![b"<</Type/Catalog/Pages 2 0 R>>".to_vec(), b"<</Type/Pages/Kids[2 0 R 2 0 R 3 0 R]/Count 9>>".to_vec()],
        vec![b"1 0 R".to_vec(), b"2 0 R".to_vec()],
        vec![b"<</Type/Catalog/Pages 2 0 R>>".to_vec(), stream("/Length 2 0 R", b"x")],
    ];
    for objects in loops {
        assert!(refusal(&file(&objects)).is_some());
    }
    let form = stream("/Subtype/Form/Resources<</XObject<</X 5 0 R/Y 5 0 R>>>>", b"/X Do /Y Do /X Do /Y Do");
    assert!(refusal(&page(b"/X Do", "", &[form])).is_some());
    let previous = b"%PDF-1.4\n1 0 obj<<>>endobj\nxref\n0 0\ntrailer<</Root 1 0 R/Prev 27>>\nstartxref\n27\n%%EOF";
    assert!(refusal(previous).is_some());
}

#[test]
fn deep_nesting_is_refused() {
    for nest in ["[", "<</A", "(", "<</Kids["] {
        let deep = nest.repeat(200_000).into_bytes();
        let pages = [b"<</Type/Pages/Count 1/Kids ".to_vec(), deep.clone()].concat();
        assert!(refusal(&file(&[b"<</Type/Catalog/Pages 2 0 R>>".to_vec(), pages])).is_some());
        assert!(refusal(&page(&deep, "", &[])).is_some());
        assert!(refusal(&file(&[deep])).is_some());
    }
}

#[test]
fn bombs_are_measured_before_they_go_off() {
    let zeros = vec![b' '; 80 << 20];
    let fonts = format!("/A {}", chinese("GBK-EUC-H"));
    let bombs = [
        file(&[
            b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
            b"<</Type/Page/Contents 4 0 R>>".to_vec(),
            packed("", &zeros),
        ]),
        file(&[packed("/Type/ObjStm/N 1/First 4", &zeros)]),
        file(&[packed("/Type/Obj#53tm/N 1/First 4", &zeros)]),
        page(b"BT /A 9 Tf 9 9 Td (x) Tj ET", "/A <</Subtype/Type0/ToUnicode 5 0 R>>", &[packed("", &zeros)]),
        page(
            "BT /A 9 Tf "
                .bytes()
                .chain(format!("{} Tj ", hex(&[0xB0; 60_000])).repeat(80).bytes())
                .collect::<Vec<u8>>()
                .as_slice(),
            &fonts,
            &[],
        ),
        page(
            b"/X Do",
            "",
            &[
                stream("/Subtype/Form/Resources<</XObject<</X 6 0 R>>>>", "/X Do ".repeat(40_000).as_bytes()),
                stream("/Subtype/Form", "q Q ".repeat(40_000).as_bytes()),
            ],
        ),
    ];
    for (number, bomb) in bombs.iter().enumerate() {
        let error = refusal(bomb);
        assert!(matches!(error, Some(IntakeError::Pdf { problem }) if problem.contains("过大")), "{number}: {error:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn no_damage_makes_it_fall(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        cut in prop::option::weighted(0.2, any::<prop::sample::Index>()),
    ) {
        let mut file = rich();
        for (at, byte) in changes {
            let at = at.index(file.len());
            file[at] = byte;
        }
        if let Some(cut) = cut {
            file.truncate(cut.index(file.len()));
        }
        prop_assert!(plain(&file).map_or(true, |read| read.text.len() < 1_000_000));
    }

    /// Whatever stands between the operators.
    #[test]
    fn no_operators_make_it_fall(
        words in prop::collection::vec(
            prop::sample::select(vec![
                "BT", "ET", "q", "Q", "/A 9 Tf", "/B 0 Tf", "/C -1 Tf", "/None 1 Tf", "<B0A1> Tj", "(\\377) Tj", "[<4E> 9 (", "] TJ",
                "1 0 0 1 9 9 Tm", "0 0 0 0 0 0 Tm", "1e38 0 0 1e38 0 0 cm", "9 9 Td", "T*", "<4E00> '", "1 2 (a) \"",
                "/X Do", "0 Tz", "99999999999 Tc", "<<", ">>", "BI /W 1 /H 1 ID x EI", "-9 TL", "9 Ts", "re", "%",
            ]),
            0..40,
        ),
    ) {
        let fonts = format!("/A {}/B {}/C <</Subtype/Type1>>", chinese("GBK-EUC-H"), chinese("UniGB-UTF16-V"));
        let form = stream("/Subtype/Form", b"BT /A 9 Tf <B0A1> Tj ET");
        let file = page(words.join(" ").as_bytes(), &fonts, &[form]);
        prop_assert!(plain(&file).map_or(true, |read| read.text.len() < 10_000));
    }
}
