//! What searchers type, on a small corpus: it is answered or refused as a query, and what is marked lies in the text.
#![no_main]

use std::sync::{Arc, LazyLock};

use duanshixin::corpus::{Corpus, CorpusError, Explain, SearchRequest};
use duanshixin::store::{NewDocument, Store};

static CORPUS: LazyLock<Corpus> = LazyLock::new(|| {
    let folder = std::env::temp_dir().join(format!("duanshixin-fuzz-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let store = Arc::new(Store::open(&folder).unwrap());
    let (corpus, _) = Corpus::open(store, &folder, &mut |_, _| {}).unwrap();
    let document = |id: &str, title: &str, text: &str| NewDocument {
        id: id.to_owned(),
        title: title.to_owned(),
        text: text.to_owned(),
        issuer: Some(format!("示例{id}人民政府")),
        docno: Some(format!("示例{id}发〔2024〕7号")),
        ..Default::default()
    };
    let notice = document("省", "关于做好防汛工作的通知", "各市要落实责任，2024年5月1日前查清第108条所列隐患。");
    let speech = document("市", "在会上的讲话（ＡＩ）", "國務院要求「放管服」；a-b 5% 😀 防汛，防汛！");
    corpus.put(&[notice, speech]).unwrap();
    corpus
});

libfuzzer_sys::fuzz_target!(|query: &str| {
    let request = SearchRequest { q: query.to_owned(), explain: Explain::Yes, ..Default::default() };
    match CORPUS.search(&request) {
        Ok(page) => {
            assert_eq!(page.hits.len() as u64, page.total.value);
            for hit in &page.hits {
                let length = hit.full_text.chars().count();
                for passage in &hit.passages {
                    assert!(passage.span.end <= length);
                    assert!(passage.highlights.iter().all(|mark| passage.span.contains(*mark)));
                }
            }
        }
        Err(error) => assert!(matches!(error, CorpusError::Query(_)), "{error}"),
    }
});
