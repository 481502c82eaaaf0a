//! `kill -9` in the middle of an import: every acknowledged document is there and found, none twice.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use rusqlite::{Connection, OpenFlags};
use serde_json::json;

use super::program::Program;

/// Enough for several batches of the import.
const DOCUMENTS: usize = 3_000;

fn stored(program: &Program) -> BTreeSet<String> {
    let path = program.data().join("duanshixin.db");
    let ids = || -> rusqlite::Result<BTreeSet<String>> {
        let file = Connection::open_with_flags(&path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        let mut statement = file.prepare("SELECT id FROM documents WHERE id LIKE 'k-%'")?;
        let rows = statement.query_map([], |row| row.get(0))?;
        rows.collect()
    };
    ids().unwrap_or_default()
}

/// Ids that searches find.
fn found(program: &Program) -> Vec<String> {
    let mut ids = Vec::new();
    let mut cursor: Option<String> = None;
    loop {
        let mut words = vec!["search", "\"夜鹭湾\"", "--format", "json", "--size", "100"];
        words.extend(cursor.iter().flat_map(|c| ["--cursor", c.as_str()]));
        let page = program.run(&words).exits(0).json();
        ids.extend(page["hits"].as_array().unwrap().iter().map(|h| h["document_id"].as_str().unwrap().to_owned()));
        match page["next"].as_str() {
            Some(next) => cursor = Some(next.to_owned()),
            None => return ids,
        }
    }
}

#[test]
fn acknowledged_documents_survive_a_kill() {
    let program = Program::new();
    program.run(&["norms", "list"]).exits(0);
    let line = |n: usize| {
        let text = format!("夜鹭湾第{n}号渔港整修方案，编号{}。{}", n * 7919, "逐项列明工期和造价。".repeat(20));
        json!({"id": format!("k-{n}"), "title": format!("关于第{n}号渔港的通知"), "text": text}).to_string()
    };
    let file = program.file("corpus.jsonl", (0..DOCUMENTS).map(line).collect::<Vec<_>>().join("\n"));
    let mut import = program.command(&["import", &file]).spawn().unwrap();
    let began = Instant::now();
    while stored(&program).is_empty() && began.elapsed() < Duration::from_secs(60) {
        std::thread::sleep(Duration::from_millis(5));
    }
    let acknowledged = stored(&program);
    import.kill().unwrap();
    import.wait().unwrap();
    assert!(!acknowledged.is_empty(), "nothing was stored within a minute");
    let kept = stored(&program);
    assert!(kept.is_superset(&acknowledged));
    assert!(kept.len() < DOCUMENTS, "the import was over before it was killed");
    assert!(program.run(&["doctor"]).exits(0).out.contains("未发现问题"));
    let total = program.run(&["search", "\"夜鹭湾\"", "--format", "json"]).exits(0).json()["total"]["value"].clone();
    assert_eq!(total, stored(&program).len());
    let rest = program.run(&["import", &file]).exits(0);
    let wanted = format!("新增 {} 份，更新 0 份，未变 {} 份，失败 0 处", DOCUMENTS - kept.len(), kept.len());
    assert!(rest.err.contains(&wanted), "{wanted}: {}", rest.err);
    let ids = found(&program);
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "a document is found twice");
    assert_eq!(ids.len(), DOCUMENTS);
}
