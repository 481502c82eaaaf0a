//! Searches that say how they were read and why each hit stands where it stands.

use super::tests::{document, filled};
use super::{CutFound, CutRole, Explain, SearchRequest};
use crate::span::{SourceText, Span};
use crate::store::NewDocument;

#[test]
fn a_search_explains_itself_and_its_parts_add_up() {
    let (_dir, corpus) = filled();
    let request = SearchRequest { q: "防汛抗旱的工作".to_owned(), explain: Explain::Yes, ..Default::default() };
    let page = corpus.search(&request).expect("search");
    let cuts: Vec<(String, bool, u64)> =
        page.explanation.expect("explanation").cuts.into_iter().map(|c| (c.text, c.required, c.documents)).collect();
    assert_eq!(cuts.iter().map(|c| c.0.as_str()).collect::<String>(), "防汛抗旱的工作");
    assert!(cuts.contains(&("的".to_owned(), false, 2)), "{cuts:?}");
    for hit in &page.hits {
        let why = hit.explanation.as_ref().expect("explanation");
        let sum: f32 = why.score.iter().map(|part| part.value).sum();
        assert!((sum - hit.score).abs() < 0.01, "{sum} {} {:?}", hit.score, why.score);
        assert!(why.found.iter().any(|f| f.in_text > 0));
    }
    let plain = corpus.search(&SearchRequest { explain: Explain::No, ..request }).expect("search");
    assert!(plain.explanation.is_none() && plain.hits.iter().all(|h| h.explanation.is_none()));
}

#[test]
fn every_word_is_told_with_what_it_does() {
    let (_dir, corpus) = filled();
    for (q, wanted) in [
        ("防汛 或 抗旱", &[("防汛", CutRole::Alternative), ("抗旱", CutRole::Alternative)][..]),
        ("防汛 -演练", &[("防汛", CutRole::Required), ("演练", CutRole::Excluded)]),
        (
            "防汛 -(演练 或 责任)",
            &[("防汛", CutRole::Required), ("演练", CutRole::Excluded), ("责任", CutRole::Excluded)],
        ),
        (
            "防汛 -(演练 标题:责任)",
            &[("防汛", CutRole::Required), ("演练", CutRole::ExcludedInPart), ("责任", CutRole::ExcludedInPart)],
        ),
        (
            "防汛 或 (责任 -演练)",
            &[("防汛", CutRole::Alternative), ("责任", CutRole::Alternative), ("演练", CutRole::ExcludedInPart)],
        ),
        ("防汛的责任", &[("防汛", CutRole::Required), ("的", CutRole::Ordering), ("责任", CutRole::Required)]),
        (
            "防汛 -(责任 -演练)",
            &[("防汛", CutRole::Required), ("责任", CutRole::ExcludedInPart), ("演练", CutRole::Alternative)],
        ),
    ] {
        let request = SearchRequest { q: q.to_owned(), explain: Explain::Yes, ..Default::default() };
        let page = corpus.search(&request).expect("search");
        let cuts = page.explanation.expect("explanation").cuts;
        let told: Vec<(&str, CutRole)> = cuts.iter().map(|cut| (cut.text.as_str(), cut.role)).collect();
        assert_eq!(told, wanted, "{q}");
        assert!(cuts.iter().all(|cut| cut.required == (cut.role == CutRole::Required)));
    }
}

#[test]
fn every_word_is_told_and_marked_where_it_stands() {
    let (_dir, corpus) = filled();
    let head = NewDocument {
        issuer: Some("防汛办".to_owned()), ..document("h", "函", "示例函〔2023〕8号\n防汛。")
    };
    corpus.put(&[head]).expect("put");
    // Title, text, issuer, number; then the marks there.
    for (q, id, counts, marks) in [
        ("防汛 抗旱", "a", [[1, 1, 0, 0], [1, 1, 0, 0]], ["防汛抗旱", "防汛抗旱", "", ""]),
        ("标题:防汛 责任", "a", [[1, 0, 0, 0], [0, 1, 0, 0]], ["防汛", "责任", "", ""]),
        ("发文机关:\"示例省\" 防汛", "a", [[0, 0, 1, 0], [1, 1, 0, 0]], ["防汛", "防汛", "示例省", ""]),
        ("发文机关:防汛 防汛", "h", [[0, 0, 1, 0], [0, 1, 0, 0]], ["", "防汛", "防汛", ""]),
        ("文号:政办发 防汛", "a", [[0, 0, 0, 1], [1, 1, 0, 0]], ["防汛", "防汛", "", "政办发"]),
        ("文号:示例函-2023 防汛", "h", [[0, 0, 0, 1], [0, 1, 0, 0]], ["", "防汛", "", ""]),
        ("\"政办发〔2024〕\" 落实", "a", [[0, 0, 0, 1], [0, 1, 0, 0]], ["", "落实", "", "政办发〔2024〕"]),
    ] {
        let request = SearchRequest { q: q.to_owned(), explain: Explain::Yes, ..Default::default() };
        let page = corpus.search(&request).expect("search");
        let hit = page.hits.iter().find(|hit| hit.document_id == id).expect(q);
        let why = hit.explanation.as_ref().expect("explanation");
        let places = |f: &CutFound| [f.in_title, f.in_text, f.in_issuer, f.in_number];
        let sum = |words: &[CutFound]| {
            words.iter().map(places).fold([0; 4], |a, b| std::array::from_fn(|at| a[at].max(b[at])))
        };
        let (first, rest) = why.found.split_at(1);
        assert_eq!((sum(first), sum(rest)), (counts[0], counts[1]), "{q}: {:?}", why.found);
        let first_of = |words: Option<&str>, spans: &[Span]| {
            let source = SourceText::new(words.unwrap_or_default());
            spans.first().map_or(String::new(), |&span| source.slice(span).to_owned())
        };
        let in_text: Vec<Span> = hit.passages.iter().flat_map(|p| p.highlights.clone()).collect();
        let marked = [
            first_of(Some(&hit.title), &hit.title_highlights),
            first_of(Some(&hit.full_text), &in_text),
            first_of(hit.issuer.as_deref(), &hit.issuer_highlights),
            first_of(hit.docno.as_deref(), &hit.docno_highlights),
        ];
        assert_eq!(marked, marks, "{q}");
    }
}
