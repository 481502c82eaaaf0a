//! What a corpus answers depends on its documents alone, not on what was deleted or replaced before, nor on how often it
//! was indexed.

use std::sync::atomic::AtomicBool;

use serde_json::{Value, json};
use tempfile::{TempDir, tempdir};

use super::tests::{document, open};
use super::{Corpus, Explain, IndexOutcome, RebuildReason, SearchRequest, Sort};
use crate::document::{Level, PartialDate};
use crate::store::NewDocument;

/// What the documents are made of: some words stand everywhere, some are rare.
const WORDS: [&str; 16] = [
    "工作",
    "工作",
    "工作",
    "落实",
    "落实",
    "责任",
    "责任",
    "检查",
    "检查",
    "粮食",
    "储备",
    "防汛",
    "水库",
    "教育",
    "道路",
    "国务院",
];
/// Documents put in, of which some are replaced and some deleted.
const DOCUMENTS: usize = 150;
const QUERIES: [&str; 9] = [
    "工作 落实",
    "粮食 储备 检查",
    "\"落实责任\"",
    "标题:防汛",
    "水库 或 道路",
    "教育工作",
    "国务院 -道路",
    "防汛 检查 责任 水库",
    "",
];

/// A document of its own number and edition, the same whenever it is made.
fn made(number: usize, edition: usize) -> NewDocument {
    let mut state = (number * 31 + edition * 7 + 1) as u64;
    let mut next = |most: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap_or_default() % most
    };
    let mut words = |least: usize, more: usize| -> String {
        let count = least + next(more);
        (0..count).map(|n| format!("{}{}", WORDS[next(WORDS.len())], if n % 5 == 4 { "。" } else { "" })).collect()
    };
    let title = format!("关于{}的通知", words(1, 3));
    let text = words(5, 120);
    NewDocument {
        level: Level::ALL[number % Level::ALL.len()],
        date: PartialDate::parse(&(1990 + number % 30).to_string()).expect("date"),
        ..document(&format!("d{number}"), &title, &text)
    }
}

/// A corpus in which every third document was replaced and every fifth deleted, change by change; and one that was
/// given what is left at once.
fn grown_and_fresh() -> [(TempDir, Corpus); 2] {
    let folders = [tempdir().expect("temporary folder"), tempdir().expect("temporary folder")];
    let [grown, fresh] = folders.map(|folder| {
        let corpus = open(folder.path()).0;
        (folder, corpus)
    });
    let batches: Vec<usize> = (0..DOCUMENTS).collect();
    for batch in batches.chunks(40) {
        grown.1.put(&batch.iter().map(|&n| made(n, 0)).collect::<Vec<_>>()).expect("put");
    }
    grown.1.put(&(0..DOCUMENTS).step_by(3).map(|n| made(n, 1)).collect::<Vec<_>>()).expect("replaced");
    for n in (0..DOCUMENTS).step_by(5) {
        assert!(grown.1.delete(&format!("d{n}")).expect("deleted"));
    }
    let left = (0..DOCUMENTS).filter(|n| n % 5 != 0).map(|n| made(n, usize::from(n % 3 == 0)));
    fresh.1.put(&left.collect::<Vec<_>>()).expect("put");
    [grown, fresh]
}

/// All that searches say but the generation.
fn answers(corpus: &Corpus) -> Vec<Value> {
    let mut answers = Vec::new();
    for q in QUERIES {
        for sort in [Sort::Relevance, Sort::Level] {
            let request =
                SearchRequest { q: q.to_owned(), sort, size: 100, explain: Explain::Yes, ..Default::default() };
            let page = corpus.search(&request).expect("search");
            assert!(page.hits.len() > 1, "{q} finds too little to tell");
            answers.push(json!([q, page.total, page.hits, page.facets, page.explanation, page.relaxed]));
        }
    }
    let similar = corpus.similar("d1", 20).expect("search").expect("known");
    answers.push(json!([similar.words, similar.similar]));
    answers
}

#[test]
fn answers_do_not_depend_on_what_was_deleted_or_replaced() {
    let [(_grown_dir, grown), (_fresh_dir, fresh)] = grown_and_fresh();
    let has_deletions = grown.state().searcher.segment_readers().iter().any(|reader| reader.has_deletes());
    assert!(has_deletions, "nothing is left to be counted wrongly");
    let (before, wanted) = (answers(&grown), answers(&fresh));
    for (answer, wanted) in before.iter().zip(&wanted) {
        assert_eq!(answer, wanted);
    }
    let outcome = grown.reindex(&AtomicBool::new(false), &mut |_, _| {}).expect("reindex");
    assert!(matches!(outcome, IndexOutcome::Rebuilt { reason: RebuildReason::Asked, .. }), "{outcome:?}");
    assert_eq!(answers(&grown), wanted);
}

#[test]
fn pages_go_on_where_they_were_when_the_index_is_built_anew() {
    let [(_dir, corpus), _] = grown_and_fresh();
    let page = |q: &str, size, cursor| {
        let request = SearchRequest { q: q.to_owned(), size, cursor, ..Default::default() };
        let page = corpus.search(&request).expect("search");
        (page.hits.into_iter().map(|hit| hit.document_id).collect::<Vec<_>>(), page.next)
    };
    let begun: Vec<_> = QUERIES.into_iter().map(|q| (q, page(q, 100, None).0, page(q, 7, None))).collect();
    corpus.reindex(&AtomicBool::new(false), &mut |_, _| {}).expect("reindex");
    for (q, wanted, (mut found, mut cursor)) in begun {
        while let Some(next) = cursor {
            let (more, then) = page(q, 7, Some(next));
            found.extend(more);
            cursor = then;
        }
        // The first hundred were listed before.
        found.truncate(100);
        assert_eq!(found, wanted, "{q}");
    }
}
