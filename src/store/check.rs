//! Whether the file is sound: SQLite's own check, and every text against the hash it was stored with.

use rusqlite::Connection;
use sha2::{Digest, Sha256};

use super::connections::Store;
use super::error::StoreError;

impl Store {
    /// What is wrong with the file, in Chinese; empty when nothing is. Reads every document.
    ///
    /// # Errors
    /// SQLite's, where the file cannot even be read.
    pub fn faults(&self) -> Result<Vec<String>, StoreError> {
        self.read("检查数据库", faults)
    }
}

/// What is wrong with a database, as [`Store::faults`] says it.
pub(super) fn faults(reader: &Connection) -> Result<Vec<String>, StoreError> {
    let failed = StoreError::sqlite("检查数据库");
    let mut faults = Vec::new();
    let mut check = reader.prepare("PRAGMA integrity_check").map_err(&failed)?;
    let mut rows = check.query([]).map_err(&failed)?;
    while let Some(row) = rows.next().map_err(&failed)? {
        let said: String = row.get(0).map_err(&failed)?;
        if said != "ok" {
            faults.push(format!("数据库结构：{said}"));
        }
    }
    let mut texts = reader.prepare("SELECT id, text, text_sha256 FROM documents ORDER BY seq").map_err(&failed)?;
    let mut rows = texts.query([]).map_err(&failed)?;
    while let Some(row) = rows.next().map_err(&failed)? {
        let (id, text): (String, String) = (row.get(0).map_err(&failed)?, row.get(1).map_err(&failed)?);
        let stored: [u8; 32] = row.get(2).map_err(&failed)?;
        if <[u8; 32]>::from(Sha256::digest(&text)) != stored {
            faults.push(format!("文件“{id}”的文本与入库时的校验值不符，请重新导入"));
        }
    }
    Ok(faults)
}

#[cfg(test)]
mod tests {
    use crate::store::{NewDocument, Store};

    #[test]
    fn a_changed_text_is_found() {
        let dir = tempfile::tempdir().expect("temporary folder");
        let store = Store::open(dir.path()).expect("open");
        let document = NewDocument { id: "甲".to_owned(), text: "正文".to_owned(), ..NewDocument::default() };
        store.upsert_documents(&[document]).expect("store");
        assert_eq!(store.faults().expect("check"), Vec::<String>::new());
        drop(store);
        let file = rusqlite::Connection::open(dir.path().join("duanshixin.db")).expect("file");
        file.execute("UPDATE documents SET text = '改过的正文'", []).expect("change");
        drop(file);
        let faults = Store::open(dir.path()).expect("open").faults().expect("check");
        assert!(faults.len() == 1 && faults.iter().all(|f| f.contains("“甲”")), "{faults:?}");
    }
}
