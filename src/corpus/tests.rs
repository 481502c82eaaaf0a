//! The corpus as its users see it: in and out, searched; and apart, imported, killed, damaged, put back.

#![allow(clippy::string_slice, reason = "samples are cut at places the test knows")]

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use proptest::prelude::*;
use tempfile::{TempDir, tempdir};

use super::*;
use crate::document::{Kind, Level, PartialDate};
use crate::lexicon::{Entry, ListId, TermList};
use crate::span::SourceText;
use crate::store::{NewDocument, Store};

pub(super) fn document(id: &str, title: &str, text: &str) -> NewDocument {
    NewDocument { id: id.to_owned(), title: title.to_owned(), text: text.to_owned(), ..Default::default() }
}

pub(super) fn open(dir: &Path) -> (Corpus, IndexOutcome) {
    let store = Arc::new(Store::open(dir).expect("store"));
    Corpus::open(store, dir, &mut |_, _| {}).expect("corpus")
}

pub(super) fn filled() -> (TempDir, Corpus) {
    let dir = tempdir().expect("temporary folder");
    let (corpus, _) = open(dir.path());
    let dated = |d: NewDocument, date: &str| NewDocument { date: PartialDate::parse(date).expect("date"), ..d };
    let notice = NewDocument {
        issuer: Some("示例省人民政府办公厅".to_owned()),
        level: Level::Province,
        kind: Kind::Notice,
        docno: Some("示例政办发〔2024〕5号".to_owned()),
        ..document("a", "关于加强防汛抗旱工作的通知", "各市人民政府：\n为做好防汛抗旱工作，现通知如下。\n要落实责任。")
    };
    let opinion = NewDocument {
        issuer: Some("国务院".to_owned()),
        level: Level::Central,
        kind: Kind::Opinion,
        ..document("b", "关于优化营商环境的意见", "深化“放管服”改革，优化营商环境。防汛工作照常。")
    };
    let bare = document("c", "讲话", "同志们：国務院要求，ＡＩ應用要稳。防汛，防汛，防汛！");
    let speech = NewDocument { kind: Kind::Speech, level: Level::City, ..bare };
    let all = [dated(notice, "2024-05"), dated(opinion, "2023-11-02"), speech];
    corpus.put(&all).expect("put");
    (dir, corpus)
}

pub(super) fn ids(corpus: &Corpus, q: &str) -> Vec<String> {
    search(corpus, &SearchRequest { q: q.to_owned(), ..Default::default() })
}

pub(super) fn search(corpus: &Corpus, request: &SearchRequest) -> Vec<String> {
    corpus.search(request).expect("search").hits.into_iter().map(|h| h.document_id).collect()
}

#[test]
fn words_and_phrases_find_documents() {
    let (_dir, corpus) = filled();
    for (q, wanted) in [
        ("防汛", &["a", "c", "b"][..]),
        ("防汛 责任", &["a"]),
        ("防汛 -责任", &["c", "b"]),
        ("防汛 -\"营商环境\" -落实责任", &["c"]),
        ("\"深化“放管服”改革\"", &["b"]),
        ("\"汛抗旱工\"", &["a"]),
        ("\"通知如下。要落实\"", &["a"]),
        ("国务院要求", &["c"]),
        ("ai", &["c"]),
        ("汛", &["a", "b", "c"]),
        ("稳", &["c"]),
        ("示例政办发〔2024〕5号", &["a"]),
        ("\"通知各市\"", &[]),
        ("营商环境防汛", &["b"]),
        ("不存在的话", &[]),
        ("示例政办发[2024]5号", &["a"]),
        ("文号:政办发", &["a"]),
        ("标题:防汛", &["a"]),
        ("标题:\"优化营商\" 防汛", &["b"]),
        ("发文机关:示例省", &["a"]),
        ("发文机关:(国务院 或 示例省) 防汛 非 责任", &["b"]),
        ("(营商环境 OR 责任) 防汛", &["a", "b"]),
        ("防汛 AND NOT (责任 OR 营商环境)", &["c"]),
        ("营商*", &["b"]),
    ] {
        let mut found = ids(&corpus, q);
        let mut wanted: Vec<String> = wanted.iter().map(|&id| id.to_owned()).collect();
        if q == "汛" || q.contains(" OR 责任) 防汛") {
            found.sort();
            wanted.sort();
        }
        assert_eq!(found, wanted, "{q}");
    }
}

#[test]
fn filters_orders_and_pages_hold() {
    let (_dir, corpus) = filled();
    let base = SearchRequest { q: "防汛".to_owned(), ..Default::default() };
    let date = |text: &str| PartialDate::parse(text).expect("date");
    let rows: [(SearchRequest, &[&str]); 12] = [
        (SearchRequest { levels: vec![Level::Central, Level::City], ..base.clone() }, &["c", "b"]),
        (SearchRequest { kinds: vec![Kind::Notice], ..base.clone() }, &["a"]),
        (SearchRequest { issuers: vec!["示例省".to_owned()], ..base.clone() }, &["a"]),
        (SearchRequest { issuers: vec!["国".to_owned()], ..base.clone() }, &["b"]),
        (SearchRequest { issuers: vec!["  ".to_owned()], ..base.clone() }, &[]),
        (SearchRequest { from: date("2024"), ..base.clone() }, &["a"]),
        (SearchRequest { to: date("2023"), ..base.clone() }, &["b"]),
        (SearchRequest { from: date("2023-11-02"), to: date("2024-05"), ..base.clone() }, &["a", "b"]),
        (SearchRequest { from: date("2024-06"), ..base.clone() }, &[]),
        (SearchRequest { sort: Sort::Date, ..base.clone() }, &["a", "b", "c"]),
        (SearchRequest { sort: Sort::Level, ..base.clone() }, &["b", "a", "c"]),
        (SearchRequest { q: String::new(), sort: Sort::Date, ..base.clone() }, &["a", "b", "c"]),
    ];
    for (request, wanted) in rows {
        assert_eq!(search(&corpus, &request), wanted, "{request:?}");
    }
    let first = corpus.search(&SearchRequest { size: 2, ..base.clone() }).expect("first page");
    assert_eq!((first.hits.len(), first.total.value), (2, 3));
    let follow = SearchRequest { size: 2, cursor: first.next, ..base.clone() };
    let second = corpus.search(&follow).expect("second page");
    assert_eq!((second.hits.first().map(|h| h.document_id.as_str()), second.next), (Some("b"), None));
    corpus.put(&[document("d", "新", "防汛")]).expect("put");
    let stale = corpus.search(&follow);
    assert!(matches!(stale, Err(CorpusError::Cursor(CursorError::Stale { .. }))), "{stale:?}");
}

#[test]
fn counts_stand_beside_hits_and_are_not_narrowed_by_their_own_filter() {
    let (_dir, corpus) = filled();
    let request = SearchRequest { q: "防汛".to_owned(), levels: vec![Level::Central], ..Default::default() };
    let page = corpus.search(&request).expect("search");
    let shown = |counts: &[FacetCount]| counts.iter().map(|c| format!("{} {}", c.label, c.count)).collect::<Vec<_>>();
    assert_eq!(page.total, Total { value: 1, relation: Relation::Eq });
    assert_eq!(shown(&page.facets.level), ["中央 1", "省级 1", "市级 1"]);
    assert_eq!(shown(&page.facets.kind), ["意见 1"]);
    assert_eq!(shown(&page.facets.year), ["2023 年 1"]);
    assert_eq!(shown(&page.facets.issuer), ["国务院 1"]);
    for facet in &page.facets.level {
        let level = Level::parse(&facet.value).into_iter().collect();
        let narrowed = corpus.search(&SearchRequest { levels: level, ..request.clone() }).expect("search");
        assert_eq!(narrowed.total.value, facet.count, "{facet:?}");
    }
}

#[test]
fn numbers_in_figures_and_in_characters_find_each_other() {
    let dir = tempdir().expect("temporary folder");
    let (corpus, _) = open(dir.path());
    let all = [
        ("a", "依照第108条办理。汛期自5月1日起。"),
        ("b", "依照第一百〇八条办理。汛期自五月一日起。"),
        ("c", "依照第一百零八条办理。汛期自05 月01 日起。"),
        ("d", "依照第一百一十八条和第8条办理，共100件。汛期自6月1日起，5月底前备汛。"),
    ];
    corpus.put(&all.map(|(id, text)| document(id, "通知", text))).expect("put");
    for query in ["第108条", "第一百〇八条", "第一百零八条", "5月1日", "五月一日", "05月01日汛期"]
    {
        let mut found = ids(&corpus, query);
        found.sort();
        assert_eq!(found, ["a", "b", "c"], "{query}");
    }
    for (query, wanted) in [("\"5月1日\"", "a"), ("\"五月一日\"", "b"), ("\"第一百零八条\"", "c")] {
        assert_eq!(ids(&corpus, query), [wanted], "{query}");
    }
}

#[test]
fn an_issuer_that_was_counted_is_found_as_often() {
    let (_dir, corpus) = filled();
    let of =
        |id: &str, issuer: &str| NewDocument { issuer: Some(issuer.to_owned()), ..document(id, "防汛", "防汛。") };
    corpus.put(&[of("o", "国务院办公厅"), of("j", "甲局，乙局"), of("k", "甲局"), of("t", "國務院")]).expect("put");
    let request = SearchRequest { q: "防汛".to_owned(), ..Default::default() };
    let counted = corpus.search(&request).expect("search").facets.issuer;
    assert_eq!(counted.len(), 6);
    for facet in counted {
        let narrowed = SearchRequest { issuers: vec![facet.value.clone()], ..request.clone() };
        assert_eq!(corpus.search(&narrowed).expect("search").total.value, facet.count, "{facet:?}");
    }
    let part = SearchRequest { issuers: vec!["国务院".to_owned()], ..request.clone() };
    assert_eq!(corpus.search(&part).expect("search").total.value, 3, "a part of a name is in all that have it");
    let both = SearchRequest { issuers: vec!["=甲局".to_owned(), "办公厅".to_owned()], ..request };
    assert_eq!(corpus.search(&both).expect("search").total.value, 3);
}

#[test]
fn names_of_one_body_find_each_other() {
    let (_dir, corpus) = filled();
    let issuer = |d: NewDocument| NewDocument { issuer: Some("国家发展和改革委员会".to_owned()), ..d };
    let full = document("f", "价格通知", "国家发展和改革委员会负责价格监测。");
    corpus.put(&[issuer(full), document("s", "答复", "由发改委牵头。")]).expect("put");
    assert_eq!(ids(&corpus, "发改委"), ["s"]);
    let first = corpus.search(&SearchRequest { size: 1, q: "防汛".to_owned(), ..Default::default() }).expect("search");
    let entry = Entry { label: "国家发展和改革委员会".to_owned(), ..Entry::literal("发改委", "") };
    corpus.use_synonyms(Synonyms::of(&TermList { id: ListId::Synonyms, version: 2, entries: vec![entry] }));
    let both: BTreeSet<String> = ids(&corpus, "发改委").into_iter().collect();
    assert_eq!(both, ["f", "s"].map(String::from).into());
    assert_eq!(ids(&corpus, "国家发展和改革委员会 牵头"), ["s"]);
    assert_eq!(ids(&corpus, "发文机关:发改委"), ["f"]);
    let filtered = SearchRequest { issuers: vec!["发改委".to_owned()], ..Default::default() };
    assert_eq!(search(&corpus, &filtered), ["f"]);
    assert_eq!(ids(&corpus, "\"发改委\""), ["s"], "a phrase is what it says");
    let next = SearchRequest { size: 1, q: "防汛".to_owned(), cursor: first.next, ..Default::default() };
    assert!(matches!(corpus.search(&next), Err(CorpusError::Cursor(CursorError::OtherNames))));
}

#[test]
fn when_no_document_has_all_words_those_with_most_come() {
    let (_dir, corpus) = filled();
    let page = |q: &str| corpus.search(&SearchRequest { q: q.to_owned(), ..Default::default() }).expect("search");
    let relaxed = page("防汛 责任 通知 珊瑚礁");
    assert_eq!((relaxed.relaxed, relaxed.hits.first().map(|h| h.document_id.as_str())), (true, Some("a")));
    assert!(!page("防汛 责任 通知").relaxed);
    for strict in ["防汛 珊瑚礁", "防汛 责任 通知 \"珊瑚礁\"", "(防汛 责任 通知) -珊瑚礁 蜃楼"]
    {
        let page = page(strict);
        assert_eq!((page.total.value, page.relaxed), (0, false), "{strict}");
    }
}

#[test]
fn a_search_out_of_time_says_so() {
    let (_dir, corpus) = filled();
    let deadline = std::time::Duration::ZERO;
    let page = corpus.search(&SearchRequest { q: "防汛".to_owned(), deadline, ..Default::default() }).expect("search");
    assert_eq!((page.total, page.next), (Total { value: 0, relation: Relation::Gte }, None));
}

#[test]
fn a_passage_is_traced_to_those_who_carry_it() {
    let dir = tempdir().expect("temporary folder");
    let (corpus, _) = open(dir.path());
    let dated = |id: &str, level: Level, date: &str, text: &str| NewDocument {
        level,
        date: PartialDate::parse(date).expect("date"),
        ..document(id, &format!("题{id}"), text)
    };
    let said = "各地要在每年汛期到来之前完成病险水库除险加固，并建立巡查责任人名册";
    corpus
        .put(&[
            dated("省", Level::Province, "2021-03", &format!("一、总则。\n二、{said}。三、附则。")),
            dated("国", Level::Central, "2020-01-02", &format!("前言😀。{said}。")),
            dated(
                "市",
                Level::City,
                "2022",
                &format!("{}。其他。", said.replace("各地", "各县").replace("名册", "名单台账")),
            ),
            dated("旧", Level::City, "2019", "无关的文字，说的是另一件事情，与水库没有一点关系。"),
            dated("半", Level::County, "", "各地要在每年汛期到来之前完成病险水库除险加固。"),
        ])
        .expect("put");
    let found = corpus.carriers(&format!("{said}。")).expect("found");
    let listed: Vec<(&str, CarrierKind)> =
        found.carriers.iter().map(|c| (c.document.document_id.as_str(), c.carries)).collect();
    let wanted = [
        ("国", CarrierKind::Verbatim),
        ("省", CarrierKind::Verbatim),
        ("市", CarrierKind::Edited),
        ("半", CarrierKind::Part),
    ];
    assert_eq!(listed, wanted, "{found:?}");
    assert_eq!((found.total, found.first.as_deref()), (4, Some("国")));
    for carrier in &found.carriers {
        let source = SourceText::new(&carrier.full_text);
        assert_eq!(source.get(carrier.span), Ok(carrier.text.as_str()));
        for change in &carrier.changes {
            assert_eq!(source.get(change.span), Ok(change.to.as_str()), "{change:?}");
            assert_eq!(SourceText::new(said).get(change.asked_span), Ok(change.from.as_str()), "{change:?}");
        }
    }
    let changes: Vec<(&str, &str)> = found
        .carriers
        .iter()
        .filter(|c| c.document.document_id == "市")
        .flat_map(|c| &c.changes)
        .map(|c| (c.from.as_str(), c.to.as_str()))
        .collect();
    assert_eq!(changes, [("地", "县"), ("册", "")]);
    assert!(matches!(corpus.carriers("太短的话。"), Err(CorpusError::Passage(PassageError::Short { letters: 4 }))));
    assert!(matches!(corpus.carriers(&"长".repeat(5_001)), Err(CorpusError::Passage(PassageError::Long { .. }))));

    let repeated = corpus.repeated_by("国", 10).expect("search").expect("known");
    let who: Vec<&str> = repeated.repeaters.iter().map(|r| r.document.document_id.as_str()).collect();
    assert!(who.is_empty(), "30 letters are no copy of a document: {who:?}");
    assert!(corpus.repeated_by("无", 10).expect("search").is_none());
}

#[test]
fn those_who_repeat_a_document_are_lower_or_later() {
    let dir = tempdir().expect("temporary folder");
    let (corpus, _) = open(dir.path());
    let body: String = [
        "汛前完成水库除险加固任务并逐座落实巡查人员",
        "建立县乡村三级预警平台实现信息直达到户到人",
        "储备冲锋舟救生衣编织袋等物资并每月盘点登记",
    ]
    .join("。\n");
    let dated = |id: &str, level: Level, date: &str, text: String| NewDocument {
        level,
        date: PartialDate::parse(date).expect("date"),
        ..document(id, &format!("水库防汛{id}"), &text)
    };
    corpus
        .put(&[
            dated("源", Level::Province, "2020-05", body.clone()),
            dated("抄", Level::City, "2021", format!("{body}。\n另有本地一条规定，由水利部门每季度通报一次进展情况。")),
            dated("早", Level::City, "2018", body.clone()),
            dated("上", Level::Central, "2019", body.clone()),
            dated("县", Level::County, "", format!("{body}。")),
        ])
        .expect("put");
    let found = corpus.repeated_by("源", 10).expect("search").expect("known");
    let who: Vec<(&str, f64)> = found.repeaters.iter().map(|r| (r.document.document_id.as_str(), r.ratio)).collect();
    assert_eq!(who.first(), Some(&("县", 1.0)), "{who:?}");
    assert_eq!(who.iter().map(|w| w.0).collect::<Vec<_>>(), ["县", "抄"]);
    assert!(who.iter().any(|w| w.0 == "抄" && (0.5..0.9).contains(&w.1)), "{who:?}");
    for repeater in &found.repeaters {
        let (own, source) = (SourceText::new(&repeater.full_text), SourceText::new(&found.full_text));
        for passage in &repeater.passages {
            assert_eq!(own.get(passage.span), Ok(passage.text.as_str()));
            assert!(source.get(passage.source_span).is_ok_and(|text| text.starts_with(&passage.text[..3])));
        }
    }
    let similar = corpus.similar("源", 3).expect("search").expect("known");
    assert!(similar.words.iter().any(|word| word == "水库"), "{:?}", similar.words);
    assert_eq!(similar.similar.len(), 3);
    assert!(similar.similar.iter().all(|s| s.document.document_id != "源" && s.similarity > 0.3), "{similar:?}");
    assert!(corpus.similar("无", 3).expect("search").is_none());
}

#[test]
fn hits_show_sentences_with_marks_in_the_text_as_received() {
    let (_dir, corpus) = filled();
    let page = corpus.search(&SearchRequest { q: "国务院 AI".to_owned(), ..Default::default() }).expect("search");
    let hit = page.hits.first().expect("a hit");
    let source = SourceText::new(&hit.full_text);
    let passage = hit.passages.first().expect("a passage");
    assert_eq!(passage.text, "同志们：国務院要求，ＡＩ應用要稳。");
    let marks: Vec<&str> = passage.highlights.iter().map(|&h| source.slice(h)).collect();
    assert_eq!(marks, ["国務院", "ＡＩ"]);
    let by_title = corpus.search(&SearchRequest { q: "优化营商环境的意见".to_owned(), ..Default::default() });
    assert_eq!(by_title.expect("search").hits.first().map(|h| h.document_id.as_str()), Some("b"));
}

#[test]
fn a_text_without_breaks_is_indexed_whole() {
    let dir = tempdir().expect("temporary folder");
    let (corpus, _) = open(dir.path());
    let (ascii, han) = ("x".repeat(80_000), "责".repeat(80_000));
    corpus
        .put(&[document("a", "题", &format!("{ascii}末尾甲")), document("b", "题", &format!("{han}末尾乙"))])
        .expect("put");
    assert_eq!(ids(&corpus, "\"x末尾甲\""), ["a"]);
    assert_eq!(ids(&corpus, "\"责责末尾乙\""), ["b"]);
    assert_eq!(ids(&corpus, "末尾乙"), ["b"]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn any_run_of_an_indexed_text_is_found_by_its_phrase(
        texts in proptest::collection::vec("[甲乙防汛工作国務院𠮷😀aB1,，。：:！!（(\u{200B}Ａ%、；;? \n]{2,60}", 1..6),
        picks in proptest::collection::vec((0usize..6, 0usize..60, 2usize..30), 12),
    ) {
        let dir = tempdir().expect("temporary folder");
        let (corpus, _) = open(dir.path());
        let named: Vec<NewDocument> =
            texts.iter().enumerate().map(|(n, text)| document(&n.to_string(), "题", text)).collect();
        corpus.put(&named).expect("put");
        for (index, start, length) in picks {
            let Some(text) = texts.get(index) else { continue };
            let run: String = text.chars().skip(start).take(length).take_while(|c| !c.is_whitespace()).collect();
            let visible = run.chars().filter(|&c| c != '\u{200B}').count();
            if visible < 2 {
                continue;
            }
            let request = SearchRequest { q: format!("\"{run}\""), ..Default::default() };
            let page = corpus.search(&request).expect("search");
            let hit = page.hits.iter().find(|h| h.document_id == index.to_string());
            prop_assert!(hit.is_some(), "{run:?} in {text:?}");
            for passage in hit.map(|h| h.passages.as_slice()).unwrap_or_default() {
                let source = SourceText::new(text);
                prop_assert_eq!(source.get(passage.span), Ok(passage.text.as_str()));
                prop_assert!(!passage.highlights.is_empty());
            }
        }
    }
}
