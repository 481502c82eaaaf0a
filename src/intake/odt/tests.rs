//! OpenDocument texts, whole and hostile.

use std::io::{Cursor, Write as _};

use proptest::prelude::*;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::intake::error::IntakeError;
use crate::intake::{Intake, OriginKind, ReadAs, read};

/// A package of parts.
fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

const NAMES: &str = "xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0' \
    xmlns:text='urn:oasis:names:tc:opendocument:xmlns:text:1.0' \
    xmlns:table='urn:oasis:names:tc:opendocument:xmlns:table:1.0' \
    xmlns:style='urn:oasis:names:tc:opendocument:xmlns:style:1.0' \
    xmlns:draw='urn:oasis:names:tc:opendocument:xmlns:drawing:1.0' \
    xmlns:svg='urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0'";

/// A document with these styles and this body.
fn document(styles: &str, body: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content {NAMES}><office:automatic-styles>{styles}</office:automatic-styles>\
         <office:body><office:text>{body}</office:text></office:body></office:document-content>"
    );
    package(&[("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", &content)])
}

fn opened(styles: &str, body: &str) -> Intake {
    read(&document(styles, body), "稿").unwrap()
}

fn text(body: &str) -> String {
    opened("", body).text
}

const LISTS: &str = "<text:list-style style:name='L'>\
    <text:list-level-style-number text:level='1' style:num-format='一, 二, 三, ...' style:num-suffix='、'/>\
    <text:list-level-style-number text:level='2' style:num-prefix='（' style:num-suffix='）' \
        style:num-format='一, 二, 三, ...'/>\
    <text:list-level-style-number text:level='3' style:num-format='1' style:num-list-format='%1%.%3%.'/>\
    </text:list-style>\
    <text:list-style style:name='B'><text:list-level-style-bullet text:level='1' text:bullet-char='•'/></text:list-style>\
    <style:style style:name='V'><style:text-properties text:display='none'/></style:style>";

#[test]
fn blanks_tabs_and_line_ends_stand_as_they_show() {
    assert_eq!(
        text(
            "<text:h text:outline-level='1'>关于  示例<text:span>\n工作</text:span></text:h><text:p> 各<text:s text:c='2'/>县\
              <text:tab/>甲<text:line-break/> 乙 </text:p><text:p/>"
        ),
        "关于 示例 工作\n各  县\t甲\n乙\n"
    );
}

#[test]
fn lists_carry_their_numbers() {
    let item = |text: &str| format!("<text:list-item><text:p>{text}</text:p></text:list-item>");
    let inner = format!("<text:list>{}{}</text:list>", item("甲"), item("乙"));
    let deep = format!(
        "<text:list-item><text:list><text:list-item><text:list>{}</text:list></text:list-item></text:list></text:list-item>",
        item("丁")
    );
    let body = format!(
        "<text:list text:style-name='L'>{}<text:list-item><text:p>二级</text:p><text:p>续</text:p>{inner}</text:list-item>\
         {deep}</text:list><text:p>间</text:p>\
         <text:list text:style-name='L' text:continue-numbering='true'>{}</text:list>\
         <text:list text:style-name='L'>{}</text:list><text:list text:style-name='B'>{}</text:list>",
        item("一级"),
        item("接着"),
        item("重来"),
        item("圆点"),
    );
    let read = opened(LISTS, &body);
    assert_eq!(read.text, "一、一级\n二、二级\n续\n（一）甲\n（二）乙\n三.1. 丁\n间\n四、接着\n一、重来\n圆点");
    // The numbers are not in the file.
    let origin = read.origin.as_ref().unwrap();
    assert_eq!(origin.pieces.iter().map(|piece| piece.span.len()).collect::<Vec<_>>(), [2, 2, 1, 1, 1, 1, 1, 2, 2, 2]);
}

#[test]
fn tables_notes_and_boxes_are_lines() {
    let cell = |text: &str| format!("<table:table-cell><text:p>{text}</text:p></table:table-cell>");
    let body = format!(
        "<text:p>正文<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>注一</text:p></text:note-body>\
         </text:note>后<draw:frame><svg:title>图</svg:title><draw:text-box><text:p>框中</text:p></draw:text-box></draw:frame>文\
         <office:annotation><text:p>批注</text:p></office:annotation></text:p>\
         <table:table><table:table-row>{}{}</table:table-row><table:table-row>{}{}</table:table-row></table:table>\
         <text:p>末</text:p>",
        cell("甲"),
        cell("乙"),
        cell(""),
        cell("丁"),
    );
    let read = opened("", &body);
    assert_eq!(read.text, "正文后文\n框中\n甲\t乙\n\t丁\n末\n注一");
    let chars: Vec<char> = read.text.chars().collect();
    let told: Vec<(String, OriginKind, usize)> = read
        .origin
        .iter()
        .flat_map(|origin| &origin.pieces)
        .map(|piece| (chars[piece.span.start..piece.span.end].iter().collect(), piece.kind, piece.number))
        .collect();
    let (own, table) = (OriginKind::Paragraph, OriginKind::Table);
    let wanted = [
        ("正文后文", own, 1),
        ("框中", OriginKind::TextBox, 3),
        ("甲", table, 4),
        ("乙", table, 5),
        ("丁", table, 7),
        ("末", own, 8),
        ("注一", OriginKind::Footnote, 2),
    ];
    assert_eq!(told, wanted.map(|(words, kind, number)| (words.to_owned(), kind, number)));
}

#[test]
fn headers_are_no_text_and_stand_beside_it() {
    let content = format!(
        "<office:document-content {NAMES}><office:body><office:text><text:p>正文</text:p></office:text></office:body></office:document-content>"
    );
    let styles = format!(
        "<office:document-styles {NAMES}><office:master-styles><style:header><text:p>机密</text:p></style:header></office:master-styles></office:document-styles>"
    );
    let kind = ("mimetype", "application/vnd.oasis.opendocument.text");
    let opened = read(&package(&[kind, ("styles.xml", &styles), ("content.xml", &content)]), "稿").unwrap();
    assert_eq!((opened.text.as_str(), opened.margins.as_str()), ("正文", "机密"));
}

#[test]
fn changes_and_hidden_text_are_told() {
    let read = opened(
        LISTS,
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>删去</text:p></text:deletion></text:changed-region>\
         </text:tracked-changes><text:p>正文<text:change/><text:span text:style-name='V'>隐去</text:span>完</text:p>",
    );
    assert_eq!((read.text.as_str(), read.read_as), ("正文隐去完", ReadAs::Odt));
    let codes: Vec<&str> = read.warnings.iter().map(|w| w.code).collect();
    assert_eq!(codes, ["revisions", "hidden_text"]);
    assert!(read.warnings.iter().any(|w| w.message.contains("2 个隐藏")));
}

#[test]
fn what_cannot_be_read_is_told() {
    let kind = ("mimetype", "application/vnd.oasis.opendocument.text");
    assert!(matches!(read(&package(&[kind]), "a.odt"), Err(IntakeError::Part { .. })));
    let locked = [kind, ("META-INF/manifest.xml", "<m><encryption-data/></m>"), ("content.xml", "\u{1}")];
    assert!(
        matches!(read(&package(&locked), "a.odt"), Err(IntakeError::Package { problem }) if problem.contains("加密"))
    );
    let sheet = [("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", "<a/>")];
    assert!(matches!(read(&package(&sheet), "a.ods"), Err(IntakeError::UnknownPackage { .. })));
    assert_eq!(read(&document("", "<text:p> </text:p>"), "a.odt"), Err(IntakeError::Empty));
}

#[test]
fn bombs_are_refused() {
    let blanks = format!("<text:p>{}</text:p>", "<text:s text:c='4000000000'/>".repeat(30_000));
    assert!(matches!(read(&document("", &blanks), "a.odt"), Err(IntakeError::Unpacked { .. })));
    let deep = format!("{}x{}", "<text:span>".repeat(100_000), "</text:span>".repeat(100_000));
    assert!(matches!(
        read(&document("", &format!("<text:p>{deep}</text:p>")), "a.odt"),
        Err(IntakeError::Depth { .. })
    ));
    let entities = "<!DOCTYPE a [<!ENTITY b 'ha'>]><a>&b;</a>";
    let parts = [("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", entities)];
    assert!(matches!(read(&package(&parts), "a.odt"), Err(IntakeError::DocType { .. })));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// Elements in any order, closed or not.
    #[test]
    fn no_markup_makes_it_fall(
        words in prop::collection::vec(
            prop::sample::select(vec![
                "<text:p>", "</text:p>", "<text:list text:style-name='L'>", "</text:list>", "<text:list-item>", "</text:list-item>",
                "<text:h text:outline-level='99'>", "</text:h>", "<table:table-row>", "</table:table-row>", "<table:table-cell>",
                "</table:table-cell>", "<text:note>", "</text:note>", "<draw:text-box>", "</draw:text-box>", "<text:span text:style-name='V'>",
                "</text:span>", "<text:s text:c='-1'/>", "<text:tab/>", "文 字", "<text:list-item text:start-value='4294967295'>",
                "<text:note-citation>", "<text:tracked-changes>",
            ]),
            0..40,
        ),
    ) {
        let file = document(LISTS, &words.concat());
        prop_assert!(read(&file, "a.odt").map_or(true, |read| read.text.len() < 10_000));
    }
}
