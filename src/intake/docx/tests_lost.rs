//! What might get lost on the way: fields without an end, alternatives, drawn words, other documents, controls.

use super::tests::{document, intake, p, packed, text};
use crate::intake::{IntakeError, read};

/// The codes of what was noticed in a document.
fn told(body: &str) -> (String, Vec<&'static str>) {
    let read = intake(body);
    (read.text, read.warnings.iter().map(|w| w.code).collect())
}

fn run(inner: &str) -> String {
    format!("<w:r>{inner}</w:r>")
}

fn mark(kind: &str) -> String {
    format!("<w:r><w:fldChar w:fldCharType='{kind}'/></w:r>")
}

#[test]
fn a_field_that_never_ends_swallows_nothing() {
    let begun = format!("{}{}", mark("begin"), run("<w:instrText>PAGE</w:instrText>"));
    let deleted = |inner: &str| format!("<w:del w:id='1'>{inner}</w:del>");
    let whole = format!("{begun}{}{}{}", mark("separate"), run("<w:t>7</w:t>"), mark("end"));
    for (first, text, codes) in [
        (begun.clone(), "题甲\n乙", vec!["unclosed_field"]),
        (format!("{begun}{whole}"), "题7甲\n乙", vec!["unclosed_field"]),
        (format!("{begun}{}", mark("separate")), "题甲\n乙", vec![]),
        (format!("{begun}{}", deleted(&mark("end"))), "题甲\n乙", vec!["revisions"]),
        (format!("{}{}", deleted(&begun), mark("end")), "题甲\n乙", vec!["revisions"]),
        (deleted(&whole), "题甲\n乙", vec!["revisions"]),
        (whole.clone(), "题7甲\n乙", vec![]),
    ] {
        let body = format!("<w:p>{}{first}{}</w:p>{}", run("<w:t>题</w:t>"), run("<w:t>甲</w:t>"), p("乙"));
        assert_eq!(told(&body), (text.to_owned(), codes), "{first}");
    }
    // The code of a field may run over paragraphs.
    let long = format!("<w:p>{begun}</w:p><w:p>{}{}</w:p>", run("<w:t>码</w:t>"), mark("end"));
    assert_eq!(told(&format!("{long}{}", p("文"))), ("\n\n文".to_owned(), vec![]));
}

#[test]
fn of_alternatives_one_that_says_something_is_read() {
    let words = |words: &str| format!("<w:t>{words}</w:t>");
    let choice = |needs: &str, inner: &str| format!("<mc:Choice Requires='{needs}'>{inner}</mc:Choice>");
    let fallback = |inner: &str| format!("<mc:Fallback>{inner}</mc:Fallback>");
    let emoji = "<w16se:symEx w16se:char='1F60A'/>";
    for (set, wanted, codes) in [
        (format!("{}{}", choice("w14", &words("新")), fallback(&words("旧"))), "前新后", vec![]),
        (format!("{}{}", choice("zz", &words("外")), fallback(&words("旧"))), "前旧后", vec![]),
        (format!("{}{}", choice("w14 zz", &words("外")), fallback(&words("旧"))), "前旧后", vec![]),
        (format!("{}{}", choice("zz", &words("外")), choice("w14", &words("新"))), "前新后", vec![]),
        (format!("{}{}", choice("w16se", emoji), fallback(&words("😊"))), "前😊后", vec![]),
        (choice("w14", &words("新")), "前新后", vec![]),
        (choice("zz", &words("外")), "前后", vec!["parts_left_out"]),
    ] {
        let body = format!(
            "<w:p xmlns:zz='urn:zz' xmlns:w14='http://schemas.microsoft.com/office/word/2010/wordml' \
             xmlns:w16se='http://schemas.microsoft.com/office/word/2015/wordml/symex'><w:r><w:t>前</w:t>\
             <mc:AlternateContent>{set}</mc:AlternateContent><w:t>后</w:t></w:r></w:p>"
        );
        assert_eq!(told(&body), (wanted.to_owned(), codes), "{set}");
    }
}

#[test]
fn drawn_words_are_read_and_other_documents_told() {
    let art =
        "<w:pict><v:shape><v:textpath style='font-family:宋体' string='示例市人民政府&#10;文件'/></v:shape></w:pict>";
    let body = format!("<w:p>{}{}</w:p>{}", run(art), run("<w:t>示政发</w:t>"), p("题"));
    assert_eq!(told(&body), ("示政发\n示例市人民政府 文件\n题".to_owned(), vec![]));
    let nothing = format!("<w:p>{}</w:p>", run("<w:pict><v:shape><v:textpath string=' '/></v:shape></w:pict>文"));
    assert_eq!(text(&format!("{nothing}{}", p("题"))), "\n题");
    assert_eq!(told(&format!("{}<w:subDoc/>", p("题"))), ("题".to_owned(), vec!["parts_left_out"]));
}

#[test]
fn controls_that_nobody_filled_in_are_told_and_left_out() {
    let control = |flag: &str, words: &str| {
        format!("<w:sdt><w:sdtPr><w:text/>{flag}</w:sdtPr><w:sdtContent>{words}</w:sdtContent></w:sdt>")
    };
    let words = |words: &str| run(&format!("<w:t>{words}</w:t>"));
    let inner = |flag: &str| format!("<w:p>{}{}</w:p>", words("拟稿："), control(flag, &words("点击输入文字")));
    assert_eq!(told(&inner("")), ("拟稿：点击输入文字".to_owned(), vec![]));
    assert_eq!(told(&inner("<w:showingPlcHdr w:val='0'/>")).1, Vec::<&str>::new());
    let read = intake(&format!("{}{}", inner("<w:showingPlcHdr/>"), control("", &p("已填"))));
    assert_eq!(read.text, "拟稿：\n已填");
    assert!(matches!(&read.warnings[..], [w] if w.code == "unfilled_controls" && w.message.contains("“点击输入文字”")));
}

#[test]
fn a_document_of_pictures_is_told_as_such() {
    let picture = "<w:p><w:r><w:drawing/></w:r></w:p>";
    let main = document(picture);
    assert_eq!(read(&packed(&[("word/document.xml", &main)]), "a.docx").map(drop), Err(IntakeError::OnlyPictures));
    let bare = document("<w:p/>");
    assert_eq!(read(&packed(&[("word/document.xml", &bare)]), "a.docx").map(drop), Err(IntakeError::Empty));
    assert_eq!(text(&format!("{picture}{}", p("正文"))), "\n正文");
}
