//! Documents built here, small and hostile ones, and what is read of them.

#![allow(clippy::string_slice, reason = "samples are cut at places the test knows")]

use std::io::{Cursor, Write as _};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::found::{Aim, MOST_PIECES};
use crate::intake::package::Package;
use crate::intake::{Intake, IntakeError, OriginKind, ReadAs, read};

const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// A package of parts.
pub(super) fn packed(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

pub(super) fn root(name: &str, inner: &str) -> String {
    format!(
        "<w:{name} xmlns:w=\"{WORD}\" xmlns:m=\"http://schemas.openxmlformats.org/officeDocument/2006/math\" \
         xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\">{inner}</w:{name}>"
    )
}

pub(super) fn document(body: &str) -> String {
    root("document", &format!("<w:body>{body}<w:sectPr/></w:body>"))
}

/// A document with further parts, which are named by their kind and related to the main one.
pub(super) fn whole(body: &str, others: &[(&str, &str)]) -> Vec<u8> {
    let relation = |kind: &str| format!("<Relationship Id='{kind}' Type='{RELATIONS}/{kind}' Target='{kind}.xml'/>");
    let relations: String = others.iter().map(|(kind, _)| relation(kind)).collect();
    let relations = format!("<Relationships>{relations}</Relationships>");
    let names: Vec<String> = others.iter().map(|(kind, _)| format!("word/{kind}.xml")).collect();
    let main = document(body);
    let mut parts = vec![("word/document.xml", main.as_str()), ("word/_rels/document.xml.rels", relations.as_str())];
    parts.extend(names.iter().map(String::as_str).zip(others.iter().map(|(_, content)| *content)));
    packed(&parts)
}

pub(super) fn intake(body: &str) -> Intake {
    read(&whole(body, &[]), "示例.docx").unwrap()
}

/// What the way back says of each stretch of a text: its words, its part, what it is and its number there.
fn told(read: &Intake) -> Vec<(String, usize, OriginKind, usize)> {
    let chars: Vec<char> = read.text.chars().collect();
    let words = |span: crate::span::Span| chars[span.start..span.end].iter().collect();
    let pieces = read.origin.iter().flat_map(|origin| &origin.pieces);
    pieces.map(|piece| (words(piece.span), piece.part, piece.kind, piece.number)).collect()
}

pub(super) fn text(body: &str) -> String {
    intake(body).text
}

/// A paragraph of one run.
pub(super) fn p(words: &str) -> String {
    format!("<w:p><w:r><w:t xml:space=\"preserve\">{words}</w:t></w:r></w:p>")
}

#[test]
fn the_content_says_what_a_file_is() {
    let bytes = whole(&p("正文"), &[]);
    for name in ["a.docx", "a.txt", "无扩展名", "a.zip"] {
        assert_eq!(read(&bytes, name).map(|i| (i.text, i.read_as)), Ok(("正文".to_owned(), ReadAs::Docx)), "{name}");
    }
    let moved = packed(&[
        (
            "[Content_Types].xml",
            "<Types><Override ContentType='application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml'/></Types>",
        ),
        (
            "_rels/.rels",
            &format!(
                "<Relationships><Relationship Type='{RELATIONS}/officeDocument' Target='/text/main.xml'/></Relationships>"
            ),
        ),
        ("text/main.xml", &document(&p("移动过的正文"))),
    ]);
    assert_eq!(read(&moved, "a.docx").map(|i| i.text).as_deref(), Ok("移动过的正文"));
    let sheet = packed(&[("xl/workbook.xml", "<a/>")]);
    assert_eq!(read(&sheet, "表.xlsx").map(drop), Err(IntakeError::UnknownPackage { extension: "xlsx".to_owned() }));
    assert_eq!(read(&whole(&p(" "), &[]), "a.docx").map(drop), Err(IntakeError::Empty));
}

#[test]
fn runs_tabs_breaks_and_blanks() {
    let body = "<w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr><w:r><w:rPr><w:b/></w:rPr><w:t> 甲 </w:t><w:tab/>\
                <w:t xml:space='preserve'> 乙 \n丙</w:t><w:br/></w:r><w:hyperlink><w:r><w:t>丁&amp;</w:t></w:r></w:hyperlink>\
                <w:r><w:noBreakHyphen/><w:softHyphen/><w:sym w:font='Wingdings' w:char='F0FE'/>\
                <w:sym w:font='x' w:char='4E00'/></w:r></w:p><w:p/><w:sdt><w:sdtPr><w:t>不是</w:t></w:sdtPr>\
                <w:sdtContent><w:p><w:r><w:t>戊</w:t></w:r></w:p></w:sdtContent></w:sdt>";
    assert_eq!(text(body), "甲\t 乙  丙\n丁&\u{2011}☑一\n\n戊");
}

#[test]
fn tables_are_read_cell_by_cell() {
    let cell = |inner: &str| format!("<w:tc><w:tcPr/>{inner}</w:tc>");
    let row = |cells: &[String]| format!("<w:tr>{}</w:tr>", cells.concat());
    let inner = format!("<w:tbl>{}</w:tbl><w:p/>", row(&[cell(&p("内1")), cell(&p("内2"))]));
    let table = format!(
        "{}<w:tbl><w:tblPr/>{}{}{}</w:tbl>{}",
        p("表前"),
        row(&[cell(&p("甲")), cell(&p("")), cell(&format!("{}{}", p("丙1"), p("丙2")))]),
        row(&[cell(&inner), cell(&p("乙"))]),
        format_args!("<w:tr><w:trPr><w:del w:id='1'/></w:trPr>{}</w:tr>", cell(&p("删去的行"))),
        p("表后")
    );
    let read = intake(&table);
    assert_eq!(read.text, "表前\n甲\t\t丙1\n丙2\n内1\t内2\n\t乙\n表后");
    let numbers: Vec<_> = told(&read).into_iter().map(|(words, _, kind, number)| (words, kind, number)).collect();
    let wanted = [("甲", 2), ("丙1", 4), ("丙2", 5), ("内1", 6), ("内2", 7), ("乙", 9)];
    let wanted = wanted.map(|(words, number)| (words.to_owned(), OriginKind::Table, number));
    assert_eq!(numbers[1..7], wanted);
    assert_eq!(
        (&numbers[0], &numbers[7]),
        (&("表前".to_owned(), OriginKind::Paragraph, 1), &("表后".to_owned(), OriginKind::Paragraph, 11))
    );
    assert_eq!(read.warnings.iter().map(|w| w.code).collect::<Vec<_>>(), ["revisions"]);
}

#[test]
fn insertions_stay_and_deletions_go() {
    let body = "<w:p><w:r><w:t>保留</w:t></w:r><w:ins w:id='1'><w:r><w:t>插入</w:t></w:r></w:ins><w:del w:id='2'><w:r>\
                <w:delText>删除</w:delText><w:t>也删</w:t></w:r></w:del><w:moveFrom><w:r><w:t>移走</w:t></w:r></w:moveFrom>\
                <w:moveTo><w:r><w:t>移来</w:t></w:r></w:moveTo></w:p>\
                <w:p><w:pPr><w:rPr><w:del w:id='3'/></w:rPr></w:pPr><w:r><w:t>前半</w:t></w:r></w:p>\
                <w:p><w:r><w:rPr><w:b/><w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange></w:rPr><w:t>后半</w:t></w:r></w:p>";
    let read = intake(body);
    assert_eq!(read.text, "保留插入移来\n前半后半");
    assert_eq!(read.warnings.iter().map(|w| w.code).collect::<Vec<_>>(), ["revisions"]);
    assert!(intake(&p("没有修订")).warnings.is_empty());
}

#[test]
fn hidden_text_is_told() {
    let styles = root(
        "styles",
        "<w:style w:styleId='a'><w:rPr><w:vanish/></w:rPr></w:style><w:style w:styleId='b'><w:basedOn w:val='a'/></w:style>",
    );
    let body = "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>藏一</w:t></w:r><w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>明</w:t></w:r>\
                <w:r><w:rPr><w:rStyle w:val='b'/></w:rPr><w:t>藏二</w:t></w:r></w:p>";
    let read = read(&whole(body, &[("styles", &styles)]), "a.docx").unwrap();
    assert_eq!(read.text, "藏一明藏二");
    assert!(matches!(&read.warnings[..], [w] if w.code == "hidden_text" && w.message.contains("4 个")));
}

#[test]
fn text_boxes_are_read_once() {
    let boxed = |words: &str| format!("<w:txbxContent>{}{}</w:txbxContent>", p(words), p("框内二"));
    let body = format!(
        "<w:p><w:r><w:t>框前</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>{}</w:drawing></mc:Choice>\
         <mc:Fallback><w:pict>{}</w:pict></mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>框后</w:t></w:r></w:p>{}",
        boxed("框内一"),
        boxed("框内一"),
        p("下一段")
    );
    let read = intake(&body);
    assert_eq!(read.text, "框前框后\n框内一\n框内二\n下一段");
    let kinds: Vec<_> = told(&read).into_iter().map(|(_, _, kind, number)| (kind, number)).collect();
    let (own, boxed) = (OriginKind::Paragraph, OriginKind::TextBox);
    assert_eq!(kinds, [(own, 1), (boxed, 2), (boxed, 3), (own, 4)]);
}

#[test]
fn fields_show_their_result_only() {
    let run = |inner: &str| format!("<w:r>{inner}</w:r>");
    let body = format!(
        "<w:p>{}{}{}{}{}{}<w:fldSimple w:instr='PAGE'><w:r><w:t>7</w:t></w:r></w:fldSimple></w:p>",
        run("<w:fldChar w:fldCharType='begin'/>"),
        run("<w:instrText>DATE</w:instrText><w:t>代码</w:t>"),
        run("<w:fldChar w:fldCharType='separate'/>"),
        run("<w:t>2026年</w:t>"),
        run("<w:fldChar w:fldCharType='end'/>"),
        run("<w:t>第</w:t>")
    );
    assert_eq!(text(&body), "2026年第7");
}

#[test]
fn notes_stand_at_the_end() {
    let notes = root(
        "footnotes",
        &format!(
            "<w:footnote w:type='separator' w:id='-1'>{}</w:footnote><w:footnote w:id='2'>{}</w:footnote>",
            p("线"),
            p("脚注文字")
        ),
    );
    let ends = root("endnotes", &format!("<w:endnote w:id='1'>{}</w:endnote>", p("尾注文字")));
    let body = "<w:p><w:r><w:t>正文</w:t></w:r><w:r><w:footnoteReference w:id='2'/></w:r></w:p>";
    let read = read(&whole(body, &[("footnotes", &notes), ("endnotes", &ends)]), "a.docx").unwrap();
    assert_eq!(read.text, "正文\n脚注文字\n尾注文字");
    let origin = read.origin.as_ref().unwrap();
    assert_eq!(
        origin.parts.iter().map(|part| (part.name.as_str(), part.label.as_str())).collect::<Vec<_>>(),
        [("word/document.xml", "正文"), ("word/footnotes.xml", "脚注"), ("word/endnotes.xml", "尾注")]
    );
    assert_eq!(
        told(&read),
        [
            ("正文".to_owned(), 0, OriginKind::Paragraph, 1),
            ("脚注文字".to_owned(), 1, OriginKind::Footnote, 1),
            ("尾注文字".to_owned(), 2, OriginKind::Endnote, 1)
        ]
    );
}

#[test]
fn headers_and_footers_stand_apart() {
    let header = root("hdr", &format!("{}{}", p("机密★5年"), p("示例文件")));
    let read = read(&whole(&p("正文"), &[("header", &header), ("footer", &root("ftr", &p("1")))]), "a.docx").unwrap();
    assert_eq!((read.text.as_str(), read.margins.as_str()), ("正文", "机密★5年\n示例文件\n1"));
}

#[test]
fn automatic_numbers_are_text() {
    let level = |l: usize, format: &str, pattern: &str, more: &str| {
        format!(
            "<w:lvl w:ilvl='{l}'><w:start w:val='1'/><w:numFmt w:val='{format}'/><w:lvlText w:val='{pattern}'/>{more}</w:lvl>"
        )
    };
    let headings = [
        level(0, "chineseCountingThousand", "%1、", "<w:pStyle w:val='h1'/>"),
        level(1, "chineseCounting", "（%2）", ""),
        level(2, "decimal", "%3.", "<w:suff w:val='space'/>"),
        level(3, "decimal", "（%4）", "<w:suff w:val='nothing'/>"),
        level(4, "decimal", "%1.%5", "<w:isLgl/>"),
    ]
    .concat();
    let numbering = root(
        "numbering",
        &format!(
            "<w:abstractNum w:abstractNumId='0'>{headings}</w:abstractNum>\
             <w:abstractNum w:abstractNumId='1'>{}</w:abstractNum><w:abstractNum w:abstractNumId='2'>{}</w:abstractNum>\
             <w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num><w:num w:numId='2'><w:abstractNumId w:val='1'/></w:num>\
             <w:num w:numId='3'><w:abstractNumId w:val='1'/><w:lvlOverride w:ilvl='0'><w:startOverride w:val='9'/></w:lvlOverride></w:num>\
             <w:num w:numId='4'><w:abstractNumId w:val='2'/></w:num>",
            level(0, "chineseCountingThousand", "第%1条", ""),
            level(0, "bullet", "", "")
        ),
    );
    let styles =
        root("styles", "<w:style w:styleId='h1'><w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr></w:style>");
    let item = |list: i32, level: usize, words: &str| {
        format!(
            "<w:p><w:pPr><w:numPr><w:ilvl w:val='{level}'/><w:numId w:val='{list}'/></w:numPr></w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>"
        )
    };
    let styled = |words: &str| format!("<w:p><w:pPr><w:pStyle w:val='h1'/></w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>");
    let body = [
        styled("总体要求"),
        item(1, 1, "目标"),
        item(1, 1, "原则"),
        item(1, 2, "甲"),
        item(1, 3, "乙"),
        styled("任务"),
        item(1, 1, "新的"),
        item(1, 4, "合"),
        item(2, 0, "为了"),
        item(2, 0, "本法"),
        item(3, 0, "跳到"),
        item(4, 0, "圆点"),
        item(0, 0, "无"),
        item(77, 0, "不明"),
    ]
    .concat();
    let read = read(&whole(&body, &[("numbering", &numbering), ("styles", &styles)]), "a.docx").unwrap();
    assert_eq!(
        read.text,
        "一、总体要求\n（一）目标\n（二）原则\n1. 甲\n（1）乙\n二、任务\n（一）新的\n2.1 合\n第一条 为了\n第二条 本法\n第九条 跳到\n圆点\n无\n不明"
    );
    // The numbers are not in the file.
    let own: Vec<String> = told(&read).into_iter().map(|(words, ..)| words).collect();
    let all =
        ["总体要求", "目标", "原则", "甲", "乙", "任务", "新的", "合", "为了", "本法", "跳到", "圆点", "无", "不明"];
    assert_eq!(own, all);
}

#[test]
fn formulas_are_read() {
    let body = "<w:p><w:r><w:t>式：</w:t></w:r><m:oMathPara><m:oMath><m:r><w:rPr><w:i/></w:rPr><m:t>a</m:t></m:r><m:r><m:t>=1</m:t></m:r>\
                </m:oMath></m:oMathPara><w:r><w:t>。</w:t></w:r></w:p>";
    assert_eq!(text(body), "式：a=1。");
}

#[test]
fn prefixes_are_free() {
    let main =
        format!("<d:document xmlns:d='{WORD}'><d:body><d:p><d:r><d:t>换了前缀</d:t></d:r></d:p></d:body></d:document>");
    let bytes = packed(&[("word/document.xml", &main)]);
    assert_eq!(read(&bytes, "a.docx").map(|i| i.text).as_deref(), Ok("换了前缀"));
}

#[test]
fn hostile_documents_are_refused() {
    let typed = format!("<!DOCTYPE w [<!ENTITY a 'x'>]>{}", document(&p("&a;")));
    let bytes = packed(&[("word/document.xml", &typed)]);
    assert!(matches!(read(&bytes, "a.docx"), Err(IntakeError::DocType { .. })));
    let deep = document(&format!("{}{}", "<w:tbl><w:tr><w:tc>".repeat(1_000), "</w:tc></w:tr></w:tbl>".repeat(1_000)));
    assert!(matches!(read(&packed(&[("word/document.xml", &deep)]), "a.docx"), Err(IntakeError::Depth { .. })));
    let cut = document(&p("正文"));
    let cut = cut.split_once("</w:p>").unwrap().0;
    assert!(matches!(read(&packed(&[("word/document.xml", cut)]), "a.docx"), Err(IntakeError::Xml { .. })));
    let crowded = document(&"<w:p/>".repeat(MOST_PIECES + 1));
    assert!(matches!(read(&packed(&[("word/document.xml", &crowded)]), "a.docx"), Err(IntakeError::Crowded { .. })));
    let crowded = document(&format!("<w:p>{}</w:p>", "<w:r><w:t>a</w:t></w:r>".repeat(MOST_PIECES + 2)));
    assert!(matches!(read(&packed(&[("word/document.xml", &crowded)]), "a.docx"), Err(IntakeError::Crowded { .. })));
    let whole = whole(&p("正文"), &[]);
    for end in 0..whole.len() {
        assert!(read(&whole[..end], "a.docx").is_err(), "{end}");
    }
}

#[test]
fn a_hundred_thousand_paragraphs_are_read() {
    let body: String = (0..100_000).map(|n| p(&format!("第{n}段的文字"))).collect();
    let bytes = whole(&body, &[]);
    let mut package = Package::open(&bytes).unwrap();
    let read = super::read(&mut package, Aim::Text).unwrap();
    assert_eq!((read.origin.pieces.len(), read.layout.paragraphs.len()), (100_000, 0));
    assert!(read.text.ends_with("\n第99999段的文字"));
}

#[test]
fn pieces_lead_to_their_markup() {
    let body = format!("{}<w:p><w:r><w:t>甲乙</w:t><w:tab/><w:t>丙</w:t></w:r></w:p>", p("首段"));
    let bytes = whole(&body, &[]);
    let read = super::read(&mut Package::open(&bytes).unwrap(), Aim::Marks).unwrap();
    let main = document(&body);
    let words: Vec<char> = read.text.chars().collect();
    for piece in &read.layout.pieces {
        let node = &main[piece.node.start as usize..piece.node.end as usize];
        let words: String = words[piece.span.start..piece.span.end].iter().collect();
        assert!(node == "<w:tab/>" && words == "\t" || node.contains(&format!(">{words}<")), "{node} {words}");
        let run = &read.layout.runs[piece.run.unwrap() as usize];
        let run = &main[run.place.start as usize..run.place.end as usize];
        assert!(run.starts_with("<w:r>") && run.ends_with("</w:r>") && run.contains(node), "{run}");
    }
}

proptest::proptest! {
    /// Markup cut, doubled and crossed at random is read or refused, never more.
    #[test]
    fn mangled_markup_is_no_danger(
        changes in proptest::collection::vec((0_usize..1_000, 0_usize..1_000, 0_usize..40), 1..8)
    ) {
        let cell = format!("<w:tbl><w:tr><w:tc>{}</w:tc><w:tc>{}</w:tc></w:tr></w:tbl>", p("甲"), p("乙"));
        let boxed = format!("<w:p><w:r><mc:AlternateContent><mc:Choice><w:txbxContent>{}</w:txbxContent></mc:Choice></mc:AlternateContent></w:r></w:p>", p("框"));
        let field = "<w:p><w:r><w:fldChar w:fldCharType='begin'/><w:t>码</w:t><w:fldChar w:fldCharType='end'/></w:r><m:oMath><m:r><m:t>x</m:t></m:r></m:oMath></w:p>";
        let mut main: Vec<char> = document(&format!("{}{cell}{boxed}{field}<w:p><w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr></w:p>", p("正文"))).chars().collect();
        for (from, to, length) in changes {
            let at = |permille: usize| permille * main.len() / 1_000;
            let (from, to) = (at(from), at(to));
            let piece: Vec<char> = main[from..(from + length).min(main.len())].to_vec();
            if length.is_multiple_of(2) {
                main.splice(to..to, piece);
            } else {
                main.drain(from..(from + length).min(main.len()));
            }
        }
        let main: String = main.into_iter().collect();
        drop(read(&packed(&[("word/document.xml", &main)]), "a.docx"));
    }
}
