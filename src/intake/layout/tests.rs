//! Lines and paragraphs of pages, as official documents are set.

use super::{Glyph, Sheet, read};

fn text(pages: &[Sheet]) -> String {
    read(pages).text
}

/// Size of the characters of the samples, their left edge, and how many stand in a full line.
const SIZE: f32 = 10.0;
const LEFT: f32 = 50.0;
const FULL: usize = 24;

/// A page of lines `(indent in characters, text)`, from the top; characters of ASCII are half as wide.
fn sheet(lines: &[(f32, &str)]) -> Sheet {
    let mut sheet = Sheet::default();
    for (row, (indent, line)) in lines.iter().enumerate() {
        let mut x = LEFT + indent * SIZE;
        for character in line.chars() {
            let width = if character.is_ascii() { SIZE / 2.0 } else { SIZE };
            sheet.glyphs.push(Glyph { character, x, y: 100.0 + 16.0 * row as f32, width, size: SIZE, run: None });
            x += width;
        }
    }
    sheet
}

/// A line of body text that fills the column.
fn full(sign: char) -> String {
    sign.to_string().repeat(FULL)
}

/// The first line of an indented paragraph.
fn first(sign: char) -> String {
    sign.to_string().repeat(FULL - 2)
}

/// A full line that ends in a full stop.
fn stopped(sign: char) -> String {
    sign.to_string().repeat(FULL - 1) + "。"
}

#[test]
fn lines_of_indented_paragraphs_are_joined() {
    let (a, b, stop) = (full('甲'), full('乙'), stopped('丙'));
    let (one, two, english) = (first('首'), first('次'), "words ".repeat(7) + "in it");
    let page = sheet(&[
        (8.0, "标题二字"),
        (2.0, &one),
        (0.0, &a),
        (0.0, &stop),
        (0.0, &b),
        (0.0, "末行。"),
        (2.0, &two),
        (0.0, &english),
        (0.0, "next"),
    ]);
    assert_eq!(text(&[page]), format!("标题二字\n{one}{a}{stop}{b}末行。\n{two}{english} next\n"));
}

#[test]
fn without_indents_a_full_stop_at_the_edge_ends_a_paragraph() {
    let (a, b, stop) = (full('甲'), full('乙'), stopped('丙'));
    let page = sheet(&[(0.0, &a), (0.0, &stop), (0.0, &b), (0.0, "末行")]);
    assert_eq!(text(&[page]), format!("{a}{stop}\n{b}末行\n"));
}

#[test]
fn without_indents_prose_runs_on_over_a_full_stop_at_the_edge() {
    let prose = "句。".repeat(FULL / 2);
    let page = sheet(&[(0.0, &prose), (0.0, &full('甲')), (0.0, "末。行")]);
    assert_eq!(text(&[page]), format!("{prose}{}末。行\n", full('甲')));
}

#[test]
fn a_column_is_as_wide_as_most_of_its_lines() {
    let (one, a, b) = (first('首'), full('甲'), full('乙'));
    let hanging = full('丙') + "，";
    let wide = full('表') + &full('格');
    let mut lines = vec![(2.0, one.as_str()), (0.0, a.as_str()), (0.0, &hanging)];
    lines.extend([(0.0, b.as_str()); 8]);
    assert_eq!(text(&[sheet(&lines)]), format!("{one}{a}{hanging}{}\n", b.repeat(8)), "all lines hang together");
    lines.push((0.0, "末行。"));
    lines.push((0.0, &wide));
    let joined = format!("{one}{a}{hanging}{}末行。\n{wide}\n", b.repeat(8));
    assert_eq!(text(&[sheet(&lines)]), joined, "a table that sticks out does not part them");
}

#[test]
fn a_word_that_found_no_room_does_not_part_a_paragraph() {
    let (one, early) = (first('首'), "甲".repeat(FULL - 4));
    let page = |next: &str| text(&[sheet(&[(2.0, &one), (0.0, &early), (0.0, next), (2.0, "次段")])]);
    assert_eq!(page("GB/T33190的规定"), format!("{one}{early}GB/T33190的规定\n次段\n"));
    assert_eq!(page("（《（乙"), format!("{one}{early}（《（乙\n次段\n"));
    assert_eq!(page("乙丙丁"), format!("{one}{early}\n乙丙丁\n次段\n"));
}

#[test]
fn runs_that_lie_over_each_other_keep_their_order() {
    let mut page = Sheet::default();
    let mut add = |run: u32, x: f32, step: f32, words: &str| {
        for (place, character) in words.chars().enumerate() {
            let x = x + step * place as f32;
            page.glyphs.push(Glyph { character, x, y: 100.0, width: SIZE, size: SIZE, run: Some(run) });
        }
    };
    // Set by a mean of wide and narrow letters, the first run reaches over the second.
    add(1, 0.0, 9.0, "依据2024年的安排");
    add(2, 60.0, 9.0, "的要求");
    add(3, 60.3, 9.0, "的要求");
    assert_eq!(text(&[page]), "依据2024年的安排的要求\n");
    let mut page = Sheet::default();
    for (run, x, character) in [(1, 0.0, '甲'), (1, 100.0, '丁'), (2, 40.0, '乙'), (2, 50.0, '丙')] {
        page.glyphs.push(Glyph { character, x, y: 100.0, width: SIZE, size: SIZE, run: Some(run) });
    }
    assert_eq!(text(&[page]), "甲 乙丙 丁\n", "a run may stand in the gap of another");
}

#[test]
fn runs_that_are_each_spread_over_the_line_follow_each_other() {
    let mut page = Sheet::default();
    for (run, (step, words)) in
        (0..).zip([(87.0, "市和区"), (240.0, "1"), (240.0, "（"), (120.0, "县级市"), (240.0, "）")])
    {
        for (place, character) in words.chars().enumerate() {
            let x = LEFT + step * place as f32;
            page.glyphs.push(Glyph { character, x, y: 100.0, width: SIZE, size: SIZE, run: Some(run) });
        }
    }
    assert_eq!(text(&[page]), "市和区1（县级市）\n");
}

#[test]
fn a_paragraph_runs_on_over_the_page() {
    let (one, a, b) = (first('首'), full('甲'), full('乙'));
    let before = sheet(&[(2.0, &one), (0.0, &a), (10.0, "— 1 —")]);
    let behind = sheet(&[(0.0, &b), (0.0, "末行。"), (2.0, "次段"), (10.0, "— 2 —")]);
    assert_eq!(text(&[before, behind]), format!("{one}{a}{b}末行。\n次段\n"));
}

#[test]
fn page_numbers_and_headers_go_and_numbers_of_the_text_stay() {
    let page =
        |number: usize, body: &str| sheet(&[(0.0, "示例省人民政府文件汇编"), (2.0, body), (4.5, &number.to_string())]);
    let laid = read(&[page(7, "甲"), page(8, "乙"), page(9, "丙")]);
    assert_eq!((laid.text.as_str(), laid.margins.as_str()), ("甲\n乙\n丙\n", "示例省人民政府文件汇编"));
    let places: Vec<_> = laid.pieces.iter().map(|piece| (piece.part, piece.number, piece.span.start)).collect();
    assert_eq!(places, [(0, 1, 0), (1, 1, 2), (2, 1, 4)], "the first line of text is the first line");
    assert_eq!(text(&[sheet(&[(2.0, "得分"), (2.0, "98")])]), "得分\n98\n", "a number on one page is no page number");
    assert_eq!(text(&[sheet(&[(2.0, "正文"), (3.0, "第 3 页 共 5 页")])]), "正文\n");
    assert_eq!(text(&[sheet(&[(2.0, "占比"), (3.0, "3/5的村")])]), "占比\n3/5的村\n");
}

#[test]
fn gaps_between_cells_and_words_show() {
    let mut page = sheet(&[(0.0, "甲"), (0.0, "ab")]);
    let add = |page: &mut Sheet, character, x: f32, y: f32| {
        page.glyphs.push(Glyph { character, x, y, width: SIZE / 2.0, size: SIZE, run: None });
    };
    add(&mut page, '丁', LEFT + 40.0, 100.0);
    add(&mut page, 'c', LEFT + 13.0, 116.0);
    add(&mut page, 'd', LEFT + 18.5, 116.0);
    assert_eq!(text(&[page]), "甲 丁\nab cd\n");
}

#[test]
fn letters_printed_twice_are_one_and_stretched_lines_stay_whole() {
    let mut page = Sheet::default();
    for (index, character) in "加粗标题".chars().enumerate() {
        let glyph = |x: f32| Glyph { character, x, y: 100.0, width: SIZE, size: SIZE, run: None };
        // Stretched to one and a half, as justification at its worst.
        page.glyphs.extend([glyph(15.0 * index as f32), glyph(15.0 * index as f32 + 0.4)]);
    }
    assert_eq!(text(&[page]), "加粗标题\n");
}

#[test]
fn odd_numbers_do_no_harm() {
    let glyph = |x, y, size| Glyph { character: '甲', x, y, width: 1.0, size, run: None };
    let odd = [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, f32::MAX, -f32::MAX, 0.0, -1.0];
    let mut page = Sheet::default();
    for x in odd {
        for y in odd {
            page.glyphs.extend(odd.map(|size| glyph(x, y, size)));
        }
    }
    assert!(text(&[page, Sheet::default()]).chars().filter(|c| *c == '甲').count() > 0);
    assert_eq!(text(&[]), "");
}
