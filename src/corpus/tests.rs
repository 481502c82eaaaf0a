//! The corpus as its users see it: in and out, searched, killed, damaged, put back.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use proptest::prelude::*;
use tempfile::{TempDir, tempdir};

use super::*;
use crate::document::{Kind, Level, PartialDate};
use crate::span::SourceText;
use crate::store::{NewDocument, Store, Upserted};

fn document(id: &str, title: &str, text: &str) -> NewDocument {
    NewDocument { id: id.to_owned(), title: title.to_owned(), text: text.to_owned(), ..Default::default() }
}

fn open(dir: &Path) -> (Corpus, IndexOutcome) {
    let store = Arc::new(Store::open(dir).expect("store"));
    Corpus::open(store, dir, &mut |_, _| {}).expect("corpus")
}

fn filled() -> (TempDir, Corpus) {
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

fn ids(corpus: &Corpus, q: &str) -> Vec<String> {
    search(corpus, &SearchRequest { q: q.to_owned(), ..Default::default() })
}

fn search(corpus: &Corpus, request: &SearchRequest) -> Vec<String> {
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
    ] {
        let mut found = ids(&corpus, q);
        let mut wanted: Vec<String> = wanted.iter().map(|&id| id.to_owned()).collect();
        if q == "汛" {
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
fn changes_show_at_once_and_survive_a_drop_without_close() {
    let (dir, corpus) = filled();
    let changed = corpus.put(&[document("a", "关于防汛的通知", "换了正文：台风。"), document("e", "新", "暴雨。")]);
    assert!(matches!(changed.expect("put")[..], [Upserted::Replaced { .. }, Upserted::Added { .. }]));
    assert!(corpus.delete("b").expect("delete") && !corpus.delete("b").expect("delete"));
    let check = |corpus: &Corpus| {
        assert_eq!(ids(corpus, "台风"), ["a"]);
        assert_eq!(ids(corpus, "暴雨"), ["e"]);
        assert_eq!(ids(corpus, "营商环境"), Vec::<String>::new());
        assert_eq!(ids(corpus, "\"现通知如下\""), Vec::<String>::new());
        assert_eq!(corpus.table().iter().map(|d| d.id.clone()).collect::<Vec<_>>(), ["c", "a", "e"]);
        assert_eq!(corpus.generation(), corpus.store().generation());
        assert_eq!(corpus.document("a").expect("read").map(|d| d.text).as_deref(), Some("换了正文：台风。"));
    };
    check(&corpus);
    drop(corpus);
    let (corpus, outcome) = open(dir.path());
    assert_eq!(outcome, IndexOutcome::Current { documents: 3 });
    check(&corpus);
    let rebuilt = corpus.reindex(&mut |_, _| {}).expect("reindex");
    assert_eq!(rebuilt, IndexOutcome::Rebuilt { reason: RebuildReason::Asked, documents: 3, set_aside: None });
    check(&corpus);
    corpus.put(&[document("f", "再新", "冰雹。")]).expect("put after reindex");
    assert_eq!(ids(&corpus, "冰雹"), ["f"]);
    drop(corpus);
    assert_eq!(open(dir.path()).1, IndexOutcome::Current { documents: 4 });
}

#[test]
fn an_index_behind_the_store_is_caught_up() {
    let (dir, corpus) = filled();
    let store = Arc::clone(corpus.store());
    drop(corpus);
    // Acknowledged by the store, and the process gone before the index heard of it.
    store.upsert_documents(&[document("a", "新题", "台风。"), document("z", "末", "地震。")]).expect("store");
    store.delete_document("c").expect("store");
    drop(store);
    let (corpus, outcome) = open(dir.path());
    assert_eq!(outcome, IndexOutcome::CaughtUp { added: 2, removed: 2 });
    assert_eq!(ids(&corpus, "台风"), ["a"]);
    assert_eq!(ids(&corpus, "地震"), ["z"]);
    assert_eq!(ids(&corpus, "防汛"), ["b"]);
    assert_eq!(corpus.generation(), corpus.store().generation());
}

#[test]
fn an_index_ahead_or_of_another_store_is_set_aside() {
    let (dir, corpus) = filled();
    drop(corpus);
    let other = tempdir().expect("temporary folder");
    drop(open(other.path()));
    let index = dir.path().join("index");
    std::fs::remove_dir_all(&index).expect("remove");
    std::fs::rename(other.path().join("index"), &index).expect("swap");
    let (corpus, outcome) = open(dir.path());
    let IndexOutcome::Rebuilt { reason: RebuildReason::Foreign, documents: 3, set_aside: Some(aside) } = outcome else {
        panic!("{outcome:?}")
    };
    assert!(aside.exists());
    assert_eq!(ids(&corpus, "责任"), ["a"]);
    drop(corpus);
    // The database is put back to a state of before.
    let database = dir.path().join("duanshixin.db");
    let before = std::fs::read(&database).expect("read");
    let (corpus, _) = open(dir.path());
    corpus.delete("a").expect("delete");
    drop(corpus);
    std::fs::write(&database, before).expect("restore");
    let (corpus, outcome) = open(dir.path());
    assert!(matches!(outcome, IndexOutcome::Rebuilt { reason: RebuildReason::Ahead, documents: 3, .. }), "{outcome:?}");
    assert_eq!(ids(&corpus, "责任"), ["a"]);
    assert!(!aside.exists(), "only the newest index set aside is kept");
}

#[test]
fn any_damage_to_the_index_is_noticed_and_mended() {
    let (dir, corpus) = filled();
    drop(corpus);
    let index = dir.path().join("index/search");
    let sound = tempdir().expect("temporary folder");
    copy(&index, sound.path());
    let names: Vec<PathBuf> = files(sound.path());
    assert!(names.len() > 5, "{names:?}");
    for name in names {
        let lock = name.to_string_lossy().ends_with(".lock");
        for damage in ["flip", "truncate", "empty", "delete"] {
            std::fs::remove_dir_all(&index).expect("remove");
            copy(sound.path(), &index);
            let file = index.join(&name);
            let mut bytes = std::fs::read(&file).expect("read");
            let middle = bytes.len() / 2;
            match damage {
                "flip" => bytes.iter_mut().skip(middle).take(1).for_each(|b| *b ^= 0x15),
                "truncate" => bytes.truncate(middle),
                _ => bytes.clear(),
            }
            std::fs::write(&file, bytes).expect("write");
            if damage == "delete" {
                std::fs::remove_file(&file).expect("delete");
            }
            let (corpus, outcome) = open(dir.path());
            let harmless = lock || outcome == IndexOutcome::Current { documents: 3 };
            assert!(
                harmless || matches!(outcome, IndexOutcome::Rebuilt { documents: 3, .. }),
                "{name:?} {damage}: {outcome:?}"
            );
            assert_eq!(ids(&corpus, "防汛"), ["a", "c", "b"], "{name:?} {damage}");
            assert_eq!(ids(&corpus, "\"深化“放管服”改革\""), ["b"], "{name:?} {damage}");
            corpus.put(&[document("t", "试", "可写。")]).expect("still writable");
            assert_eq!(ids(&corpus, "可写"), ["t"], "{name:?} {damage}");
            corpus.delete("t").expect("delete");
            drop(corpus);
            let segment = [".idx", ".pos", ".term", ".fast"].iter().any(|e| name.to_string_lossy().ends_with(e));
            assert!(!segment || matches!(outcome, IndexOutcome::Rebuilt { .. }), "{name:?} {damage} went unnoticed");
        }
    }
}

#[cfg(unix)]
#[test]
fn what_the_system_refuses_never_sets_an_index_aside() {
    let (dir, corpus) = filled();
    drop(corpus);
    let index = dir.path().join("index/search");
    let held = std::fs::File::create(index.join(".tantivy-writer.lock")).expect("lock file");
    held.try_lock().expect("held by somebody else");
    let store = Arc::new(Store::open(dir.path()).expect("store"));
    store.upsert_documents(&[document("z", "末", "地震。")]).expect("store");
    let refused = Corpus::open(Arc::clone(&store), dir.path(), &mut |_, _| {});
    assert!(matches!(refused, Err(CorpusError::Index { .. })));
    drop(held);
    let opened = Corpus::open(store, dir.path(), &mut |_, _| {}).expect("open");
    assert_eq!(opened.1, IndexOutcome::CaughtUp { added: 1, removed: 0 });
}

fn files(dir: &Path) -> Vec<PathBuf> {
    let mut names: Vec<PathBuf> =
        std::fs::read_dir(dir).expect("list").map(|e| PathBuf::from(e.expect("entry").file_name())).collect();
    names.sort();
    names
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("folder");
    for name in files(from) {
        std::fs::copy(from.join(&name), to.join(&name)).expect("copy");
    }
}

fn import(corpus: &Corpus, paths: &[PathBuf]) -> ImportSummary {
    let cancel = AtomicBool::new(false);
    let mut last = ImportProgress::default();
    let mut progress = |p: ImportProgress| {
        assert!(p.done >= last.done && p.done <= p.total);
        last = p;
    };
    let infer_level = |issuer: &str| if issuer.contains('省') { Level::Province } else { Level::Unknown };
    let mut control = ImportControl { infer_level, progress: &mut progress, cancel: &cancel };
    let summary = corpus.import(paths, &mut control).expect("import");
    assert_eq!(last.done, last.total);
    summary
}

const LINES: &str = "\u{FEFF}{\"id\":\"1\",\"title\":\"一\",\"text\":\"防汛一\",\"issuer\":\"示例省\",\"x\":1,\"y\":2}\r\n\
    \r\n\
    {\"id\":\"2\",\"title\":\"二\",\"text\":\"防汛二\",\"level\":\"国级\"}\n\
    {\"id\":\"3\",\"title\":\"三\",\"text\":\"防汛三\",\"date\":\"去年\"}\n\
    {\"id\":\"4\",\"title\":\"四\",\"text\":\"防汛四\",\"kind\":\"policy\",\"x\":3}\n\
    {\"id\":\"5\",\"title\":\"五\",\"text\":\"防汛";

#[test]
fn bad_lines_are_named_and_let_the_rest_in() {
    let dir = tempdir().expect("temporary folder");
    let (corpus, _) = open(&dir.path().join("data"));
    let file = dir.path().join("文件.jsonl");
    std::fs::write(&file, LINES).expect("write");
    let summary = import(&corpus, std::slice::from_ref(&file));
    assert_eq!((summary.added, summary.failed), (2, 3));
    let errors: Vec<(Option<u64>, Option<&str>)> =
        summary.errors.iter().map(|e| (e.line, e.field.as_deref())).collect();
    assert_eq!(errors, [(Some(3), Some("level")), (Some(4), Some("date")), (Some(6), None)]);
    assert!(summary.errors.iter().all(|e| e.file == "文件.jsonl"));
    let warnings: Vec<(&str, &str)> = summary.warnings.iter().map(|w| (w.code, w.message.as_str())).collect();
    assert_eq!(
        warnings,
        [("ignored_fields", "未使用的字段：x、y"), ("unlisted_kinds", "文种不在列表内，按 other 处理：policy（1 份）")]
    );
    assert_eq!(corpus.document("1").expect("read").map(|d| d.meta.level), Some(Level::Province));
    assert_eq!(ids(&corpus, "防汛").into_iter().collect::<BTreeSet<_>>(), ["1", "4"].map(String::from).into());
    let generation = corpus.generation();
    let again = import(&corpus, &[file]);
    assert_eq!((again.added, again.replaced, again.unchanged, again.failed), (0, 0, 2, 3));
    assert_eq!(corpus.generation(), generation);
}

#[test]
fn folders_are_read_file_by_file() {
    let dir = tempdir().expect("temporary folder");
    let (corpus, _) = open(&dir.path().join("data"));
    let folder = dir.path().join("语料");
    std::fs::create_dir_all(folder.join("省")).expect("folder");
    for (name, content) in [
        ("省/甲.md", "---\nid: doc-1\nissuer: 示例省人民政府\ndate: 2024\nkind: 通知\n---\n# 关于防汛的通知\n正文。"),
        ("乙.txt", "第二份文件\n正文防汛。"),
        ("丙.html", "<title>第三份</title><nav>菜单</nav><p>网页防汛。</p>"),
        ("丁.xlsx", "PK"),
        ("戊.txt", "---\nid: x\ncolour: 红\n---\n正文"),
        ("己.txt", ""),
        (".隐藏.txt", "不读"),
        ("庚.jsonl", "{\"id\":\"7\",\"title\":\"七\",\"text\":\"行内防汛\"}\n"),
    ] {
        std::fs::write(folder.join(name), content).expect("write");
    }
    let summary = import(&corpus, std::slice::from_ref(&folder));
    assert_eq!((summary.added, summary.failed), (4, 2), "{summary:?}");
    assert_eq!(summary.warnings.iter().map(|w| w.code).collect::<Vec<_>>(), ["skipped_files"]);
    let titles: Vec<(String, String)> = corpus.table().iter().map(|d| (d.id.clone(), d.title.clone())).collect();
    let wanted = [("丙.html", "第三份"), ("乙.txt", "第二份文件"), ("7", "七"), ("doc-1", "关于防汛的通知")];
    let wanted: BTreeSet<(String, String)> = wanted.map(|(a, b)| (a.to_owned(), b.to_owned())).into();
    assert_eq!(titles.into_iter().collect::<BTreeSet<_>>(), wanted);
    let first = corpus.document("doc-1").expect("read").expect("there").meta;
    assert_eq!((first.level, first.kind), (Level::Province, Kind::Notice));
    assert_eq!(import(&corpus, &[folder]).unchanged, 4);
    let missing = corpus.import(
        &[PathBuf::from("/不存在/的路径")],
        &mut ImportControl { infer_level: |_| Level::Unknown, progress: &mut |_| {}, cancel: &AtomicBool::new(false) },
    );
    assert!(matches!(missing, Err(CorpusError::Io { .. })));
}

#[test]
fn a_cancelled_import_keeps_what_it_stored() {
    let dir = tempdir().expect("temporary folder");
    let (corpus, _) = open(dir.path());
    let lines: String =
        (0..1_000).map(|n| format!("{{\"id\":\"{n}\",\"title\":\"题\",\"text\":\"正文{n}\"}}\n")).collect();
    let cancel = AtomicBool::new(false);
    let mut progress = |_| cancel.store(true, Ordering::Relaxed);
    let mut control = ImportControl { infer_level: |_| Level::Unknown, progress: &mut progress, cancel: &cancel };
    let summary =
        corpus.import_lines("请求", (&mut lines.as_bytes(), lines.len() as u64), &mut control).expect("import");
    assert!(summary.cancelled);
    assert_eq!(summary.added, 200);
    assert_eq!(corpus.table().len(), 200);
    assert_eq!(ids(&corpus, "正文199"), ["199"]);
}

#[test]
fn a_line_beyond_the_cap_is_named_and_passed_over() {
    let dir = tempdir().expect("temporary folder");
    let (corpus, _) = open(dir.path());
    let long = std::io::Read::take(std::io::repeat(b'a'), 70 << 20);
    let rest = &b"\n{\"id\":\"1\",\"title\":\"\xe9\xa2\x98\",\"text\":\"\xe6\x96\x87\"}\n{\"id\":\"2\"}"[..];
    let mut reader = std::io::BufReader::new(std::io::Read::chain(long, rest));
    let mut control =
        ImportControl { infer_level: |_| Level::Unknown, progress: &mut |_| {}, cancel: &AtomicBool::new(false) };
    let summary = corpus.import_lines("请求", (&mut reader, 0), &mut control).expect("import");
    assert_eq!((summary.added, summary.failed), (1, 2));
    assert_eq!(summary.errors.iter().map(|e| e.line).collect::<Vec<_>>(), [Some(1), Some(3)]);
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

/// Environment variable by which the test below starts itself as the process to be killed.
const VICTIM: &str = "DUANSHIXIN_TEST_VICTIM";

#[test]
fn what_was_acknowledged_survives_kill_9() {
    if let Some(dir) = std::env::var_os(VICTIM) {
        store_until_killed(Path::new(&dir));
    }
    let dir = tempdir().expect("temporary folder");
    let mut acknowledged = BTreeSet::new();
    for round in 0..4 {
        let mut victim = Command::new(std::env::current_exe().expect("this program"))
            .args(["--exact", "corpus::tests::what_was_acknowledged_survives_kill_9", "--nocapture"])
            .env(VICTIM, dir.path())
            .stdout(Stdio::piped())
            .spawn()
            .expect("victim");
        let output = std::io::BufReader::new(victim.stdout.take().expect("output"));
        for line in std::io::BufRead::lines(output).map_while(Result::ok) {
            acknowledged.extend(line.strip_prefix("stored ").map(str::to_owned));
            if acknowledged.len() > 12 * (round + 1) {
                victim.kill().expect("kill");
            }
        }
        victim.wait().expect("gone");
        let (corpus, outcome) = open(dir.path());
        assert!(!matches!(outcome, IndexOutcome::Rebuilt { .. }), "{outcome:?}");
        let table = corpus.table();
        assert_eq!(table.iter().map(|d| &d.id).collect::<BTreeSet<_>>().len(), table.len());
        for id in &acknowledged {
            assert_eq!(ids(&corpus, &format!("\"编号{id}号\"")), [id.as_str()], "{id}");
        }
    }
    assert!(acknowledged.len() > 48);
}

/// Stores document after document, some of them only in the database, and says so after each.
fn store_until_killed(dir: &Path) -> ! {
    let (corpus, _) = open(dir);
    let first = corpus.store().all_metadata().expect("metadata").len();
    for n in first.. {
        let new = [document(&format!("d{n}"), "题", &format!("编号d{n}号正文"))];
        if n % 3 == 0 {
            corpus.put(&new).expect("put");
        } else {
            corpus.store().upsert_documents(&new).expect("store");
        }
        println!("stored d{n}");
    }
    unreachable!("runs until it is killed")
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
