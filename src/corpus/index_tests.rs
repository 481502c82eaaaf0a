//! The indexes beside the store: changed, caught up, damaged, killed.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use tempfile::tempdir;

use super::tests::{document, filled, ids, open};
use super::*;
use crate::store::{Store, Upserted};

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
    let rebuilt = corpus.reindex(&AtomicBool::new(false), &mut |_, _| {}).expect("reindex");
    assert_eq!(rebuilt, IndexOutcome::Rebuilt { reason: RebuildReason::Asked, documents: 3, set_aside: None });
    check(&corpus);
    corpus.put(&[document("f", "再新", "冰雹。")]).expect("put after reindex");
    assert_eq!(ids(&corpus, "冰雹"), ["f"]);
    let given_up = corpus.reindex(&AtomicBool::new(true), &mut |_, _| {});
    assert!(matches!(given_up, Err(CorpusError::Cancelled)), "{given_up:?}");
    corpus.put(&[document("g", "又新", "寒潮。")]).expect("put after a given up reindex");
    assert_eq!((ids(&corpus, "冰雹"), ids(&corpus, "寒潮")), (vec!["f".to_owned()], vec!["g".to_owned()]));
    drop(corpus);
    assert_eq!(open(dir.path()).1, IndexOutcome::Current { documents: 5 });
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
            .args(["--exact", "corpus::index_tests::what_was_acknowledged_survives_kill_9", "--nocapture"])
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
