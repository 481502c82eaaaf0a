//! Documents with all that documents have, marked at random places and read again.

#![allow(clippy::string_slice, reason = "samples are cut at places the test knows")]

use std::collections::BTreeMap;
use std::fmt::Write as _;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::render;
use super::sample::{Block, Inline, KIND, WORD, file};
use crate::intake::docx::{self, Document};
use crate::intake::package::{self, Package};
use crate::intake::xml::{Node, Xml};
use crate::review::Report;
use crate::span::Span;

fn read(bytes: &[u8]) -> Document {
    docx::read(&mut Package::open(bytes).unwrap(), docx::Aim::Marks).unwrap()
}

/// A report of `text` with findings and passages at these places.
fn report(text: &str, findings: &[Span], passages: &[(Span, &str, bool)]) -> Report {
    let finding = |(at, span): (usize, &Span)| {
        json!({
            "id": format!("f{at}"), "measure": "substance", "rule": "substance.slogan", "severity": "warning", "span": span,
            "quote": null, "message": "没有做法<script>alert(1)</script>\u{1}", "suggestion": "建议写明做法。",
            "norm": { "title": "《示例规定》", "article": "第2条", "quote": "开门见山。", "grade": "A" }, "term": null, "passage": null
        })
    };
    let passage = |(at, (span, kind, lawful)): (usize, &(Span, &str, bool))| {
        json!({
            "id": format!("p{at}"), "span": span, "text": "本稿", "similarity": 1.0, "others": [], "edits": [], "kind": kind,
            "source": { "document_id": "c1", "title": "国家示例文件", "span": { "start": 0, "end": 2 }, "text": "来源原句" },
            "excluded": if *lawful { json!({ "reason": "title" }) } else { Value::Null }
        })
    };
    serde_json::from_value(json!({
        "schema": 1, "id": "r1", "created_at": "2026-03-01T08:00:00.123Z",
        "draft": { "id": null, "title": "示例", "issuer": null, "level": "city", "level_from": "inferred", "kind": "通知",
            "date": null, "text_sha256": "", "read_as": "docx", "characters": text.chars().count() },
        "offset_unit": "codepoint",
        "structure": { "title": null, "issuer": null, "document_number": null, "kind": null, "date": null,
            "body": { "start": 0, "end": 1 }, "headings": [], "forwarded": null },
        "scores": { "brevity": 80.0, "substance": 61.5, "novelty": null },
        "scores_basis": { "brevity": null, "substance": null, "novelty": null },
        "brevity": { "characters": 40, "characters_with_punctuation": 46, "word_count": 41, "counted_by": "characters",
            "pages": 0.2, "limit": null, "no_limit": "没有可引用的篇幅规定", "over_by": 0, "sections": [] },
        "substance": { "slogan_count": 2, "slogans_per_1000": 50.0, "sentences": 4, "empty_sentences": 2, "empty_share": 0.5,
            "markers": { "deadline": 1, "quantity": 0, "responsible": 1, "measure": 0, "condition": 0, "money": 0,
                "object": 0, "fact": 0 },
            "protected": { "count": 0, "characters": 0, "share": 0.0 }, "genre": "通知" },
        "novelty": { "copied_ratio": null, "verbatim_ratio": null, "edited_ratio": null, "reworded_ratio": null,
            "lawful_ratio": null, "largest_source_ratio": null, "scorable_characters": 20, "sources": [],
            "superior": null, "outline": { "mirrored_headings": 0, "headings": 0, "ratio": null, "document_id": null } },
        "passages": passages.iter().enumerate().map(passage).collect::<Vec<_>>(),
        "assessment": [],
        "findings": findings.iter().enumerate().map(finding).collect::<Vec<_>>(),
        "verdict": { "advice": "revise", "reasons": ["“实”得分61.5"] },
        "versions": { "engine": "0.1.0", "lexicon": "slogans@1", "norms": "national@1", "model": "m1", "corpus_generation": 3 },
        "warnings": [{ "code": "revisions", "message": "文件带有修订" }]
    }))
    .expect("a report")
}

/// All parts of a package.
fn parts(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut package = Package::open(bytes).unwrap();
    let names: Vec<String> = package.names().into_iter().map(str::to_owned).collect();
    names.into_iter().map(|name| (name.clone(), package.needed(&name).unwrap())).collect()
}

/// Marks of comments in the main part: where each begins, ends and is referred to, in bytes.
#[derive(Debug, Default)]
struct Found {
    begin: Vec<usize>,
    end: Vec<usize>,
    reference: Vec<usize>,
}

fn comments_of(main: &str) -> BTreeMap<String, Found> {
    let mut xml = Xml::new("main", main);
    let mut found: BTreeMap<String, Found> = BTreeMap::new();
    while let Some(node) = xml.node().expect("well-formed") {
        let Node::Open(tag) = node else { continue };
        let place = xml.place();
        let (list, at): (fn(&mut Found) -> &mut Vec<usize>, usize) = match tag.name() {
            "commentRangeStart" => (|own| &mut own.begin, place.start),
            "commentRangeEnd" => (|own| &mut own.end, place.end),
            "commentReference" => (|own| &mut own.reference, place.start),
            _ => continue,
        };
        list(found.entry(tag.attribute("id").unwrap()).or_default()).push(at);
    }
    found
}

/// The words between the marks of a comment, by the layout of the document that holds them.
fn words_at(document: &Document, marks: &Found) -> String {
    let (begin, end) = (marks.begin[0], marks.end[0]);
    let text: Vec<char> = document.text.chars().collect();
    let layout = &document.layout;
    let main = |p: &&docx::Piece| layout.paragraphs[p.paragraph as usize].part == 0 && p.run.is_some();
    let inside =
        layout.pieces.iter().filter(main).filter(|p| begin <= p.node.start as usize && p.node.end as usize <= end);
    inside.flat_map(|p| text[p.span.start..p.span.end].iter()).collect()
}

fn words() -> impl Strategy<Value = String> {
    prop::collection::vec(
        prop::sample::select(vec!["要", "高度", "重视", " ", "𠮷", "<b>", "&", "1.", "，", "é"]),
        1..6,
    )
    .prop_map(|parts| parts.concat())
}

fn an_inline() -> impl Strategy<Value = Inline> {
    let looks = prop::sample::select(vec![
        "",
        "<w:rPr/>",
        "<w:rPr><w:b/><w:lang w:eastAsia=\"zh-CN\"/></w:rPr>",
        "<w:rPr><w:highlight w:val=\"red\"/></w:rPr>",
        "<w:rPr><w:highlight w:val=\"none\"/></w:rPr>",
    ]);
    prop_oneof![
        4 => (words(), looks).prop_map(|(words, look)| Inline::Words(words, look)),
        1 => (words(), words()).prop_map(|(one, two)| Inline::Several(one, two)),
        1 => words().prop_map(Inline::Inserted),
        1 => words().prop_map(Inline::Deleted),
        1 => words().prop_map(Inline::Link),
        1 => words().prop_map(Inline::Boxed),
        1 => words().prop_map(Inline::Formula),
        1 => words().prop_map(Inline::Ruby),
        1 => words().prop_map(Inline::FieldOf),
        1 => (prop::sample::select(vec!["w:other", "mc:Choice Requires=\"w14\"", "w:smartTag w:element=\"x\""]), words())
            .prop_map(|(wrapper, words)| Inline::Wrapped(wrapper, words)),
        1 => Just(Inline::NoteMark),
        1 => prop::sample::select(vec!["<w:tab/>", "<w:noBreakHyphen></w:noBreakHyphen>", "<w:drawing><pic/></w:drawing>"])
            .prop_map(Inline::Sign),
    ]
}

fn a_block() -> impl Strategy<Value = Block> {
    let parts = || prop::collection::vec(an_inline(), 0..6);
    prop_oneof![
        3 => parts().prop_map(Block::Paragraph),
        1 => parts().prop_map(Block::Item),
        1 => prop::collection::vec(parts(), 1..4).prop_map(Block::Table),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn text_and_all_other_parts_stay(
        mut blocks in prop::collection::vec(a_block(), 1..6),
        comments in any::<bool>(),
        places in prop::collection::vec((0_usize..1_000, 1_usize..12), 0..6),
        copied in prop::collection::vec((0_usize..1_000, 1_usize..20, 0_usize..4), 0..4),
    ) {
        blocks.push(Block::Paragraph(vec![Inline::Words("末段的话".to_owned(), "")]));
        if comments {
            blocks.push(Block::Paragraph(vec![Inline::Commented("批注过的话".to_owned())]));
        }
        let bytes = file(&blocks, comments);
        let before = read(&bytes);
        let length = before.text.chars().count();
        let span = |permille: usize, many: usize| {
            let start = permille * length / 1_000;
            Span::new(start, (start + many).min(length))
        };
        let findings: Vec<Span> = places.into_iter().map(|(at, many)| span(at, many)).collect();
        let passages: Vec<(Span, &str, bool)> = copied
            .into_iter()
            .map(|(at, many, kind)| (span(at, many), ["verbatim", "edited", "reworded", "verbatim"][kind], kind == 3))
            .collect();
        let report = report(&before.text, &findings, &passages);
        let written = render(&report, &before.text, Some(&bytes)).unwrap();
        prop_assert_eq!(&written, &render(&report, &before.text, Some(&bytes)).unwrap());

        let after = read(&written);
        prop_assert_eq!(&after.text, &before.text);
        let (old, new) = (parts(&bytes), parts(&written));
        let touched = ["[content_types].xml", "word/document.xml", "word/_rels/document.xml.rels", "word/comments.xml"];
        for (name, content) in &old {
            if !touched.contains(&name.as_str()) {
                prop_assert_eq!(content, &new[name], "{}", name);
            }
        }
        prop_assert_eq!(new.len(), old.len() + usize::from(!comments));

        let main = String::from_utf8(new["word/document.xml"].clone()).unwrap();
        let list = String::from_utf8(new["word/comments.xml"].clone()).unwrap();
        let found = comments_of(&main);
        for (id, marks) in &found {
            prop_assert_eq!((marks.begin.len(), marks.end.len(), marks.reference.len()), (1, 1, 1), "{} in {}", id, main);
            prop_assert!(marks.begin[0] < marks.end[0] && marks.end[0] <= marks.reference[0]);
            let comment = format!("w:comment w:id=\"{id}\"");
            prop_assert_eq!(list.matches(&comment).count(), 1, "{}", id);
        }
        prop_assert_eq!(list.contains("原有批注"), comments);
        prop_assert!(!list.contains("由送审文字生成"));
        let safe = !list.contains("<script>") && !list.contains('\u{1}');
        prop_assert!(safe, "{}", list);
        let own = usize::from(comments);
        prop_assert_eq!(list.matches("<w:comment ").count(), found.len());
        prop_assert!(found.len() > own);
    }
}

/// A document of one paragraph, marked at the places of words.
fn marked(
    parts: &[Inline],
    words: &[&str],
    passages: &[(&str, &str, bool)],
) -> (Document, String, BTreeMap<String, Found>) {
    let bytes = file(&[Block::Paragraph(parts.to_vec())], false);
    let text = read(&bytes).text;
    let span = |words: &str| {
        let at = text.split_once(words).map(|(before, _)| before.chars().count()).expect("words of the text");
        Span::new(at, at + words.chars().count())
    };
    let findings: Vec<Span> = words.iter().map(|words| span(words)).collect();
    let passages: Vec<(Span, &str, bool)> =
        passages.iter().map(|(words, kind, lawful)| (span(words), *kind, *lawful)).collect();
    let written = render(&report(&text, &findings, &passages), &text, Some(&bytes)).unwrap();
    let main = String::from_utf8(self::parts(&written)["word/document.xml"].clone()).unwrap();
    let found = comments_of(&main);
    (read(&written), main, found)
}

#[test]
fn comments_stand_on_their_exact_words() {
    let bold = "<w:rPr><w:b/></w:rPr>";
    let parts = [
        Inline::Words("要高度重视，".to_owned(), bold),
        Inline::Inserted("狠抓落实。".to_owned()),
        Inline::Several("第一".to_owned(), "第二".to_owned()),
        Inline::Link("链接文字".to_owned()),
        Inline::Deleted("删去".to_owned()),
        Inline::Words("结尾".to_owned(), ""),
    ];
    let words = ["要", "度重视", "视，狠抓", "落实。第一\t第", "二", "接文字结", "结尾"];
    let (document, main, found) = marked(&parts, &words, &[]);
    // The first comment is that of the whole draft.
    let told: Vec<String> = (1..=words.len()).map(|id| words_at(&document, &found[&id.to_string()])).collect();
    assert_eq!(told, words);
    assert_eq!(main.matches(bold).count(), 5, "each piece of the cut run is bold: {main}");
}

#[test]
fn copied_words_are_highlighted_by_kind() {
    let parts = [Inline::Words("甲乙丙丁戊己庚辛".to_owned(), "<w:rPr><w:b/><w:lang/></w:rPr>")];
    let passages =
        [("乙丙", "verbatim", false), ("丁", "edited", false), ("己", "reworded", false), ("庚辛", "verbatim", true)];
    let (document, main, _) = marked(&parts, &[], &passages);
    let coloured: Vec<(String, String)> = document
        .layout
        .pieces
        .iter()
        .filter(|p| document.layout.paragraphs[p.paragraph as usize].part == 0)
        .map(|p| {
            let run = &document.layout.runs[p.run.unwrap() as usize];
            let properties =
                run.properties.clone().map(|r| &main[r.start as usize..r.end as usize]).unwrap_or_default();
            let colour = properties.split("w:highlight w:val=\"").nth(1).and_then(|rest| rest.split('"').next());
            assert!(properties.contains("<w:b/>") && properties.ends_with("<w:lang/></w:rPr>"), "{properties}");
            let words = document.text.chars().skip(p.span.start).take(p.span.len()).collect();
            (words, colour.unwrap_or_default().to_owned())
        })
        .collect();
    let wanted = [("甲", ""), ("乙丙", "yellow"), ("丁", "cyan"), ("戊", ""), ("己", "green"), ("庚辛", "lightGray")];
    assert_eq!(coloured, wanted.map(|(words, colour)| (words.to_owned(), colour.to_owned())));
}

#[test]
fn words_of_notes_and_boxes_are_commented_where_they_hang() {
    let parts = [
        Inline::Words("正文".to_owned(), ""),
        Inline::NoteMark,
        Inline::Boxed("框里的话".to_owned()),
        Inline::Words("之后".to_owned(), ""),
    ];
    let (_, main, found) = marked(&parts, &["脚注里", "框里"], &[]);
    // In order of the text: the box stands before the note.
    let between = |id: &str| &main[found[id].begin[0]..found[id].end[0]];
    assert!(between("1").contains("AlternateContent") && !between("1").contains("之后"));
    assert!(between("2").contains("footnoteReference") && !between("2").contains("正文"));
}

#[test]
fn comments_that_hang_repeat_the_words_they_are_about() {
    let inline = [
        Inline::Words("正文".to_owned(), ""),
        Inline::NoteMark,
        Inline::Boxed("框里的话".to_owned()),
        Inline::Words("之后".to_owned(), ""),
    ];
    let bytes = file(&[Block::Paragraph(inline.to_vec())], true);
    let text = read(&bytes).text;
    let spans = ["正文", "框里", "脚注里", "之后"].map(|words| {
        let at = text.find(words).map(|at| text[..at].chars().count()).unwrap();
        Span::new(at, at + words.chars().count())
    });
    let written = parts(&render(&report(&text, &spans, &[]), &text, Some(&bytes)).unwrap());
    let comments = String::from_utf8_lossy(&written["word/comments.xml"]).into_owned();
    assert!(
        comments.contains("所指文字在文本框中：“框里”") && comments.contains("所指文字在脚注中：“脚注里”"),
        "{comments}"
    );
    assert_eq!(comments.matches("所指文字在").count(), 2, "words of the text itself need no repeating");
}

#[test]
fn a_document_is_made_of_other_drafts() {
    let text = "关于某事的通知\r\n\r\n要高度重视𠮷县。\u{0}<b>&\r\n末段";
    let span = |from: usize, to: usize| Span::new(from, to);
    // A copy without a finding is told by a longer one.
    let passages = [(span(11, 13), "verbatim", true), (span(11, 14), "verbatim", false)];
    let mut report = report(text, &[span(11, 16), span(16, 18)], &passages);
    for original in [None, Some(text.as_bytes()), Some(&b"PK\x03\x04 damaged"[..])].into_iter().take(2) {
        let written = render(&report, text, original).unwrap();
        let document = read(&written);
        assert_eq!(document.text, "关于某事的通知\n\n要高度重视𠮷县。\u{FFFD}<b>&\n末段");
        let main = String::from_utf8(parts(&written)["word/document.xml"].clone()).unwrap();
        let found = comments_of(&main);
        // Of comments that begin together, the longer one comes first.
        assert_eq!(words_at(&document, &found["1"]), "要高度重视");
        assert_eq!(words_at(&document, &found["2"]), "要高");
        assert_eq!(words_at(&document, &found["3"]), "𠮷县");
        assert!(!found.contains_key("4"));
    }
    // The same in another unit.
    report.offset_unit = crate::span::OffsetUnit::Utf16;
    report.findings[1].span = Some(span(16, 19));
    let document = read(&render(&report, text, None).unwrap());
    assert!(document.text.contains("𠮷县"));
}

#[test]
fn a_file_that_says_something_else_is_not_touched() {
    let bytes = file(&[Block::Paragraph(vec![Inline::Words("别的话".to_owned(), "")])], true);
    let written = render(&report("送审稿", &[], &[]), "送审稿", Some(&bytes)).unwrap();
    assert_eq!(read(&written).text, "送审稿");
    assert!(String::from_utf8_lossy(&parts(&written)["word/comments.xml"]).contains("与审核时不同"));
}

/// The parts of a document of a single paragraph, one of them changed.
fn damaged(comments: bool, change: impl Fn(&str, Vec<u8>) -> Option<Vec<u8>>) -> (String, Vec<u8>) {
    let bytes = file(&[Block::Paragraph(vec![Inline::Words("要高度重视".to_owned(), "")])], comments);
    let changed: Vec<(String, Vec<u8>)> =
        parts(&bytes).into_iter().filter_map(|(name, content)| Some((name.clone(), change(&name, content)?))).collect();
    let listed: Vec<(&str, &[u8])> = changed.iter().map(|(name, content)| (name.as_str(), &content[..])).collect();
    (read(&bytes).text, package::packed(&listed).unwrap())
}

#[test]
fn a_file_whose_comments_are_damaged_gives_way_to_one_of_its_text() {
    let cut = |content: Vec<u8>| Some(content[..content.len() / 2].to_vec());
    let types = "[content_types].xml";
    for (part, comments, change) in [
        ("word/comments.xml", true, &cut as &dyn Fn(Vec<u8>) -> Option<Vec<u8>>),
        ("word/comments.xml", true, &|_| Some(b"\xFF\xFE\x00".to_vec())),
        (types, false, &cut),
        (types, false, &|_| None),
    ] {
        let (text, bytes) =
            damaged(comments, |name, content| if name == part { change(content) } else { Some(content) });
        let written = parts(&render(&report(&text, &[Span::new(1, 3)], &[]), &text, Some(&bytes)).unwrap());
        let list = String::from_utf8_lossy(&written["word/comments.xml"]).into_owned();
        assert!(list.contains("原文件有损坏") && list.matches("<w:comment ").count() == 2, "{part}: {list}");
        assert!(String::from_utf8_lossy(&written["word/document.xml"]).contains("要"), "{part}");
    }
}

#[test]
fn a_document_of_the_strict_edition_stays_one() {
    const STRICT: [(&str, &str); 2] = [
        (WORD, "http://purl.oclc.org/ooxml/wordprocessingml/main"),
        (KIND, "http://purl.oclc.org/ooxml/officeDocument/relationships"),
    ];
    let usual = parts(&file(&[Block::Paragraph(vec![Inline::Words("要高度重视".to_owned(), "")])], false));
    let strict: Vec<(String, String)> = usual
        .into_iter()
        .map(|(name, content)| {
            let content = String::from_utf8_lossy(&content).into_owned();
            (name, STRICT.iter().fold(content, |content, (usual, strict)| content.replace(usual, strict)))
        })
        .collect();
    let listed: Vec<(&str, &[u8])> = strict.iter().map(|(name, content)| (name.as_str(), content.as_bytes())).collect();
    let bytes = package::packed(&listed).unwrap();
    let text = read(&bytes).text;
    let written = parts(&render(&report(&text, &[Span::new(1, 3)], &[]), &text, Some(&bytes)).unwrap());
    for (name, content) in &written {
        let content = String::from_utf8_lossy(content);
        assert!(STRICT.iter().all(|(usual, _)| !content.contains(usual)), "{name}: {content}");
    }
    assert!(String::from_utf8_lossy(&written["word/_rels/document.xml.rels"]).contains("relationships/comments"));
}

#[test]
fn a_long_document_is_marked() {
    let mut text = String::new();
    let mut blocks = Vec::new();
    for n in 0..1_200 {
        let words = format!("第{n}段要高度重视这项工作，各地各部门要在六月底前完成检查并报告结果。");
        writeln!(text, "{words}").unwrap();
        blocks.push(Block::Paragraph(vec![Inline::Words(words, "<w:rPr><w:b/></w:rPr>")]));
    }
    let bytes = file(&blocks, false);
    let text = read(&bytes).text;
    let findings: Vec<Span> = (0..600).map(|n| Span::new(n * 70, n * 70 + 5)).collect();
    let report = report(&text, &findings, &[(Span::new(0, 20_000), "edited", false)]);
    let written = render(&report, &text, Some(&bytes)).unwrap();
    assert_eq!(read(&written).text, text);
}
