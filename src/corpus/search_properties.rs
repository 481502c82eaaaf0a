//! What holds for every query: any run of an indexed document is found, pages give every hit once, whatever is typed is
//! answered or refused in time.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use tempfile::{TempDir, tempdir};

use super::{Corpus, CorpusError, Explain, MAX_SIZE, SearchRequest, Sort, Synonyms};
use crate::document::{Kind, Level, PartialDate};
use crate::lexicon::{Entry, ListId, TermList};
use crate::store::{NewDocument, Store};

/// Documents of the corpus.
const DOCUMENTS: usize = 57;
/// Longest time a search of them may take, far beyond what it needs on a busy machine.
const BOUNDED: Duration = Duration::from_secs(5);

/// The shipped documents, which read as official texts do, and parts of them under other titles, of all levels and many
/// years; with their texts.
fn filled() -> (TempDir, Corpus, Vec<(String, String)>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpora/documents");
    let mut shipped: Vec<String> = std::fs::read_dir(folder)
        .expect("shipped documents")
        .map(|entry| std::fs::read_to_string(entry.expect("entry").path()).expect("text"))
        .collect();
    shipped.sort();
    let document = |n: usize| {
        let source = &shipped[n % shipped.len()];
        let part = || source.chars().skip(n * 37 % 400).take(600).collect();
        NewDocument {
            id: format!("d{n}"),
            title: format!("关于做好第{n}项工作的通知"),
            text: if n < shipped.len() { source.clone() } else { part() },
            level: Level::ALL[n % Level::ALL.len()],
            kind: Kind::Notice,
            date: PartialDate::parse(&format!("{}", 1990 + n % 30)).expect("date"),
            ..Default::default()
        }
    };
    let documents: Vec<NewDocument> = (0..DOCUMENTS).map(document).collect();
    let folder = tempdir().expect("temporary folder");
    let store = Arc::new(Store::open(folder.path()).expect("store"));
    let (corpus, _) = Corpus::open(store, folder.path(), &mut |_, _| {}).expect("corpus");
    corpus.put(&documents).expect("put");
    let entry = Entry { label: "国家发展和改革委员会".to_owned(), ..Entry::literal("发改委", "") };
    corpus.use_synonyms(Synonyms::of(&TermList { id: ListId::Synonyms, version: 2, entries: vec![entry] }));
    (folder, corpus, documents.into_iter().map(|d| (d.id, d.text)).collect())
}

/// Every id of a search, page by page, and how many hits the first page promised.
fn paged(corpus: &Corpus, request: &SearchRequest) -> (Vec<String>, u64) {
    let (mut ids, mut total, mut cursor) = (Vec::new(), None, None);
    loop {
        let page = corpus.search(&SearchRequest { cursor, ..request.clone() }).expect("search");
        assert!(page.hits.len() <= request.size && (page.next.is_none() || page.hits.len() == request.size));
        ids.extend(page.hits.into_iter().map(|h| h.document_id));
        total.get_or_insert(page.total.value);
        match page.next {
            Some(next) => cursor = Some(next),
            None => return (ids, total.unwrap_or_default()),
        }
    }
}

#[test]
fn runs_of_real_words_are_found_wherever_the_segmenter_cuts() {
    let (_folder, corpus, texts) = filled();
    let places = (0..DOCUMENTS, any::<prop::sample::Index>(), 2usize..26);
    let mut runner = TestRunner::new(ProptestConfig::with_cases(600));
    let tested = runner.run(&places, |(document, start, length)| {
        let (id, text) = &texts[document];
        let chars: Vec<char> = text.chars().collect();
        // A quote ends the phrase; any other form of it is the same character.
        let run: String = chars.iter().skip(start.index(chars.len())).take(length).collect();
        let run = run.replace('"', "“");
        prop_assume!(run.chars().filter(|c| !c.is_whitespace()).count() >= 2);
        let request = SearchRequest { q: format!("\"{run}\""), size: MAX_SIZE, ..Default::default() };
        let found = corpus.search(&request).expect("search");
        let hit = found.hits.iter().find(|h| h.document_id == *id);
        prop_assert!(hit.is_some(), "{run:?} of {id}");
        let marks = hit.into_iter().flat_map(|h| &h.passages).flat_map(|p| &p.highlights).count();
        prop_assert!(marks > 0, "{run:?} of {id} is not marked");
        Ok(())
    });
    assert!(tested.is_ok(), "{tested:?}");
}

/// Pieces of what stands in documents beside plain words: letters and digits of both widths, traditional and rare
/// characters, numbers in rings, signs, blanks.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[一-龥]{1,8}",
        2 => "[a-zA-Z]{1,8}",
        2 => "[0-9]{1,6}",
        1 => "[Ａ-Ｚａ-ｚ０-９]{1,4}",
        1 => "[國發廣東臺學習實際鄉鎮關於]{1,4}",
        1 => "[\u{3400}-\u{4DBF}\u{20000}-\u{2A6DF}]{1,2}",
        1 => "[①②③⑩Ⅰ-Ⅻ㈠-㈩〇㎡℃‰]{1,2}",
        2 => "[，。；：、！？（）《》〔〕“”‘’—…·%,.;:()/+*^~-]{1,2}",
        1 => "[ \u{3000}\n\t]{1,2}",
    ]
}

/// Documents of such pieces, so that nothing rests on how official texts read.
#[test]
fn any_run_of_any_text_is_found() {
    let texts = prop::collection::vec(prop::collection::vec(piece(), 20..120), 6);
    let runs = prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), 2usize..40), 40);
    let mut runner = TestRunner::new(ProptestConfig::with_cases(16));
    let tested = runner.run(&(texts, runs), |(texts, runs)| {
        let texts: Vec<String> = texts.iter().map(|pieces| pieces.concat()).collect();
        let document = |(n, text): (usize, &String)| NewDocument {
            id: format!("d{n}"),
            title: format!("第{n}份"),
            text: text.clone(),
            level: Level::City,
            kind: Kind::Notice,
            ..Default::default()
        };
        let folder = tempdir().expect("temporary folder");
        let store = Arc::new(Store::open(folder.path()).expect("store"));
        let (corpus, _) = Corpus::open(store, folder.path(), &mut |_, _| {}).expect("corpus");
        corpus.put(&texts.iter().enumerate().map(document).collect::<Vec<_>>()).expect("put");
        for (which, start, length) in runs {
            let number = which.index(texts.len());
            let chars: Vec<char> = texts[number].chars().collect();
            let run: String = chars.iter().skip(start.index(chars.len())).take(length).collect();
            if run.chars().filter(|c| !c.is_whitespace()).count() < 2 {
                continue;
            }
            let request = SearchRequest { q: format!("\"{run}\""), size: MAX_SIZE, ..Default::default() };
            let found = corpus.search(&request);
            let ids: Vec<String> =
                found.map(|page| page.hits.into_iter().map(|hit| hit.document_id).collect()).unwrap_or_default();
            prop_assert!(ids.contains(&format!("d{number}")), "{run:?} of {:?}", texts[number]);
        }
        Ok(())
    });
    assert!(tested.is_ok(), "{tested:?}");
}

#[test]
fn pages_give_every_hit_exactly_once() {
    let (_folder, corpus, _) = filled();
    let queries = vec!["", "工作", "示例", "落实 责任", "通知 或 意见", "\"应当\"", "粮食 -汛", "标题:通知"];
    let asked = (
        prop::sample::select(queries),
        prop::sample::select(vec![Sort::Relevance, Sort::Date, Sort::Level]),
        1usize..=20,
        prop::option::of(prop::sample::select(Level::ALL.to_vec())),
    );
    let mut runner = TestRunner::new(ProptestConfig::with_cases(60));
    let tested = runner.run(&asked, |(q, sort, size, level)| {
        let levels = level.into_iter().collect();
        let request = SearchRequest { q: q.to_owned(), sort, size, levels, ..Default::default() };
        let (ids, total) = paged(&corpus, &request);
        let whole = corpus.search(&SearchRequest { size: MAX_SIZE, ..request }).expect("search");
        let wanted: Vec<String> = whole.hits.into_iter().map(|h| h.document_id).collect();
        prop_assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
        prop_assert_eq!(ids.len() as u64, total);
        prop_assert_eq!(ids, wanted);
        Ok(())
    });
    assert!(tested.is_ok(), "{tested:?}");
}

#[test]
fn whatever_is_typed_is_answered_or_refused_in_time() {
    let (_folder, corpus, _) = filled();
    let typed = prop_oneof![
        any::<String>(),
        "[\\PC\n\t]{0,1100}",
        "([-－\"“”() （）甲的a*^:：工作落实防汛]|与|或|非|AND|OR|NOT|标题:|文号：|发文机关:|发改委|示例发〔2024〕7号| ){0,60}",
        "[工作落实的责任年a1 ]{0,1000}",
    ];
    let asked = (typed, prop::sample::select(vec![Explain::No, Explain::Yes]));
    let mut runner = TestRunner::new(ProptestConfig::with_cases(250));
    let tested = runner.run(&asked, |(q, explain)| {
        let started = Instant::now();
        let answer = corpus.search(&SearchRequest { q, explain, ..Default::default() });
        prop_assert!(started.elapsed() < BOUNDED, "{:?}", started.elapsed());
        match answer {
            Ok(page) => prop_assert!(page.hits.len() as u64 <= page.total.value),
            Err(error) => prop_assert!(matches!(error, CorpusError::Query(_)), "{error}"),
        }
        Ok(())
    });
    assert!(tested.is_ok(), "{tested:?}");
}
