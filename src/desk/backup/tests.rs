//! Backups of small folders: what is refused leaves nothing behind, what is damaged is found out.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use tempfile::{TempDir, tempdir};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::*;
use crate::desk::{Change, Desk, DeskError, DeskOptions};
use crate::lexicon::ListId;
use crate::store::{NewDocument, Snapshot, Store, digest_of};

/// A data folder with one document, and its backup.
fn backed_up() -> (TempDir, PathBuf) {
    let dir = tempdir().unwrap();
    let store = Store::open(&dir.path().join("data")).unwrap();
    let document = NewDocument { id: "甲".to_owned(), text: "正文".repeat(5_000), ..NewDocument::default() };
    store.upsert_documents(&[document]).unwrap();
    let file = dir.path().join("b.zip");
    let made = create_backup(&dir.path().join("data"), &file, BackupScope::All, &mut |_, _| true, &|_| Ok(())).unwrap();
    assert_eq!(made.unwrap().1.manifest.counts.documents, 1);
    (dir, file)
}

fn names(dir: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        std::fs::read_dir(dir).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn restored(file: &Path, dir: &Path) -> Result<Manifest, DeskError> {
    restore_folder(file, dir, &mut |_, _| {})
}

#[test]
fn a_backup_is_one_private_file_and_comes_back_whole() {
    let (dir, file) = backed_up();
    assert_eq!(names(dir.path()), ["b.zip", "data"]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let manifest = verify_backup(&file).unwrap();
    let target = dir.path().join("new");
    std::fs::create_dir(&target).unwrap();
    std::fs::write(target.join("duanshixin.db.part"), "先前中断的恢复留下的").unwrap();
    assert_eq!(restored(&file, &target).unwrap(), manifest);
    assert_eq!(names(&target), ["duanshixin.db"]);
    let store = Store::open(&target).unwrap();
    assert_eq!(store.document("甲").unwrap().unwrap().text, "正文".repeat(5_000));
    assert_eq!(store.generation(), manifest.generation);
}

#[test]
fn what_a_cut_off_backup_left_is_taken_away_once_it_is_old() {
    let dir = tempdir().unwrap();
    for (name, age) in [("duanshixin-1.zip.part", 7_200), ("duanshixin-2.zip.part", 60), ("other.part", 7_200)] {
        let file = std::fs::File::create(dir.path().join(name)).unwrap();
        let then = std::time::SystemTime::now() - std::time::Duration::from_secs(age);
        file.set_modified(then).unwrap();
    }
    shelf::tidy(dir.path()).unwrap();
    assert_eq!(names(dir.path()), ["duanshixin-2.zip.part", "other.part"]);
}

#[test]
fn nothing_is_written_over() {
    let (dir, file) = backed_up();
    let again = create_backup(&dir.path().join("data"), &file, BackupScope::All, &mut |_, _| true, &|_| Ok(()));
    assert!(matches!(again, Err(DeskError::Backup(BackupError::Exists { .. }))), "{again:?}");
    let occupied = restored(&file, &dir.path().join("data"));
    assert!(matches!(occupied, Err(DeskError::Backup(BackupError::Occupied { .. }))), "{occupied:?}");
    let none =
        create_backup(&dir.path().join("none"), &dir.path().join("c"), BackupScope::All, &mut |_, _| true, &|_| Ok(()));
    assert!(matches!(none, Err(DeskError::Backup(BackupError::NoData { .. }))), "{none:?}");
    assert_eq!(
        create_backup(&dir.path().join("data"), dir.path(), BackupScope::All, &mut |_, _| false, &|_| Ok(())).unwrap(),
        None
    );
    assert_eq!(names(dir.path()), ["b.zip", "data"]);
}

#[test]
fn what_cannot_be_recorded_is_not_made() {
    let (dir, _) = backed_up();
    let (data, target) = (dir.path().join("data"), dir.path().join("张三.zip"));
    let refused = |name: &str| Err(DeskError::NotFound { what: "日志", id: name.to_owned() });
    let made = create_backup(&data, &target, BackupScope::All, &mut |_, _| true, &refused);
    assert!(matches!(made, Err(DeskError::NotFound { id, .. }) if id == "张三.zip"));
    assert_eq!(names(dir.path()), ["b.zip", "data"]);
    assert_eq!(backup_object("张三.zip"), digest_of("张三.zip"));
    assert_eq!(backup_object("duanshixin-20260101T000000Z-abc123.zip"), "duanshixin-20260101T000000Z-abc123.zip");
}

/// Wherever a byte of the file is changed or its end cut off, either nothing is lost or it is refused.
#[test]
fn a_damaged_backup_is_found_out_and_leaves_no_folder() {
    let (dir, file) = backed_up();
    let whole = std::fs::read(&file).unwrap();
    let target = dir.path().join("new");
    let broken = dir.path().join("broken.zip");
    let mut refused = 0;
    for at in (0..whole.len()).step_by(whole.len() / 60 + 1) {
        for bytes in [whole[..at].to_vec(), {
            let mut bytes = whole.clone();
            bytes[at] ^= 0x55;
            bytes
        }] {
            std::fs::write(&broken, bytes).unwrap();
            match restored(&broken, &target) {
                Err(DeskError::Backup(BackupError::Damaged { .. } | BackupError::NotBackup { .. })) => refused += 1,
                // Times and flags of the container that nobody reads.
                Ok(manifest) => {
                    assert_eq!(manifest, verify_backup(&file).unwrap());
                    std::fs::remove_dir_all(&target).unwrap();
                }
                Err(error) => panic!("{at}: {error:?}"),
            }
            assert!(!target.exists(), "{at}");
        }
    }
    assert!(refused > 100, "{refused}");
}

/// A package with this manifest and nothing else.
fn package(dir: &Path, manifest: &serde_json::Value) -> PathBuf {
    let path = dir.join("made.zip");
    let mut zip = ZipWriter::new(std::fs::File::create(&path).unwrap());
    zip.start_file("manifest.json", SimpleFileOptions::default()).unwrap();
    zip.write_all(manifest.to_string().as_bytes()).unwrap();
    zip.finish().unwrap();
    path
}

#[test]
fn newer_and_foreign_files_are_refused_by_name() {
    let (dir, file) = backed_up();
    let mut manifest = serde_json::to_value(verify_backup(&file).unwrap()).unwrap();
    let target = dir.path().join("new");
    manifest["schema"] = (Snapshot::known_schema() + 1).into();
    let newer = restored(&package(dir.path(), &manifest), &target);
    assert!(matches!(newer, Err(DeskError::Backup(BackupError::Newer { what: "数据库结构版本", .. }))), "{newer:?}");
    let newer = restored(&package(dir.path(), &serde_json::json!({"format": 2, "database": []})), &target);
    assert!(matches!(newer, Err(DeskError::Backup(BackupError::Newer { what: "备份格式", .. }))), "{newer:?}");
    let foreign = restored(&package(dir.path(), &serde_json::json!({"name": "别的程序"})), &target);
    assert!(matches!(foreign, Err(DeskError::Backup(BackupError::NotBackup { .. }))), "{foreign:?}");
    // A whole database under a manifest that tells another story.
    manifest["schema"] = Snapshot::known_schema().into();
    let empty = restored(&package(dir.path(), &manifest), &target);
    assert!(matches!(empty, Err(DeskError::Backup(BackupError::Damaged { .. }))), "{empty:?}");
    assert!(!target.exists());
}

#[test]
fn lists_travel_alone_and_become_new_versions_all_or_none() {
    let dir = tempdir().unwrap();
    let open = |name: &str| {
        let options = DeskOptions { data: dir.path().join(name), ..DeskOptions::default() };
        Desk::open(&options, &mut |_, _| {}).unwrap().0
    };
    let (from, to) = (open("from"), open("to"));
    let mut entries = from.term_list(ListId::Slogans).entries;
    entries.truncate(3);
    let change = Change { expected: 1, note: "示例" };
    from.replace_terms(ListId::Slogans, entries.clone(), change).unwrap();
    let file = dir.path().join("lists.zip");
    let made =
        create_backup(&dir.path().join("from"), &file, BackupScope::Lists, &mut |_, _| true, &|_| Ok(())).unwrap();
    let (_, outcome) = made.unwrap();
    assert_eq!(outcome.manifest.counts.documents, 0);
    assert!(outcome.manifest.files.iter().all(|f| !f.name.ends_with(".db")));

    let restored = to.restore_lists(&file).unwrap();
    assert_eq!((restored.term_lists, restored.norm_profiles.len()), (vec![ListId::Slogans.label().to_owned()], 0));
    let list = to.term_list(ListId::Slogans);
    assert_eq!((list.version, list.entries), (2, entries));
    let again = to.restore_lists(&file).unwrap();
    assert!(again.term_lists.is_empty() && again.unchanged > restored.unchanged);
    assert_eq!(to.term_list_versions(ListId::Slogans).unwrap().len(), 2);

    let whole = dir.path().join("whole.zip");
    create_backup(&dir.path().join("from"), &whole, BackupScope::All, &mut |_, _| true, &|_| Ok(())).unwrap();
    let wrong = to.restore_lists(&whole);
    assert!(matches!(wrong, Err(DeskError::Backup(BackupError::WholeFolder { .. }))), "{wrong:?}");
    let wrong = restore_folder(&file, &dir.path().join("new"), &mut |_, _| {});
    assert!(matches!(wrong, Err(DeskError::Backup(BackupError::OnlyLists { .. }))), "{wrong:?}");
}
