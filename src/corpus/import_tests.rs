//! Imports: lines and folders, what is refused, what a stop leaves.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use tempfile::tempdir;

use super::tests::{ids, open};
use super::*;
use crate::document::{Kind, Level};

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
