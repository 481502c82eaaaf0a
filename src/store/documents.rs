//! Documents of the corpus: put in, replaced, deleted, read. Every committed change raises the corpus generation.

use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use serde::Serialize;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use super::audit::{self, Action, Deed, digest_of};
use super::clock;
use super::connections::{Store, signed, unsigned};
use super::error::StoreError;
use crate::digest::hex;
use crate::document::{Kind, Level, PartialDate};

/// 文件: a document to be stored.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewDocument {
    /// The corpus-wide id; a document with the same id is replaced.
    pub id: String,
    /// Title.
    pub title: String,
    /// Issuing body.
    pub issuer: Option<String>,
    /// Level of the issuing body.
    pub level: Level,
    /// Date, as far as it is known.
    pub date: Option<PartialDate>,
    /// Kind.
    pub kind: Kind,
    /// The kind as given, where it is none of ours.
    pub kind_original: Option<String>,
    /// 文号: document number.
    pub docno: Option<String>,
    /// The text as received.
    pub text: String,
}

/// What is known about a stored document besides its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DocumentMeta {
    /// Identity of this version of the content: a changed document gets a new number, none is used twice.
    #[serde(skip)]
    pub seq: u64,
    /// The corpus-wide id.
    pub id: String,
    /// Title.
    pub title: String,
    /// Issuing body.
    pub issuer: Option<String>,
    /// Level of the issuing body.
    pub level: Level,
    /// Date, as far as it is known.
    #[schema(value_type = Option<String>)]
    pub date: Option<PartialDate>,
    /// Kind.
    pub kind: Kind,
    /// The kind as given, where it is none of ours.
    pub kind_original: Option<String>,
    /// 文号: document number.
    pub docno: Option<String>,
    /// SHA-256 of the text, in lower-case hexadecimal digits.
    pub text_sha256: String,
    /// When it was stored, RFC 3339 in UTC.
    pub imported_at: String,
}

/// A stored document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Document {
    /// What is known about it.
    #[serde(flatten)]
    pub meta: DocumentMeta,
    /// The text as received.
    pub text: String,
}

/// What became of a document that was put in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Upserted {
    /// Its id was not there.
    Added {
        /// Its number.
        seq: u64,
    },
    /// Text or metadata differ from what was there.
    Replaced {
        /// Its new number.
        seq: u64,
        /// The number of the version that is gone.
        former: u64,
    },
    /// The same text and metadata were there; nothing was written.
    Unchanged {
        /// Its number.
        seq: u64,
    },
}

/// Columns of [`DocumentMeta`], in the order [`meta_of`] reads them.
const META: &str = "seq, id, title, issuer, level, date, kind, kind_original, docno, text_sha256, imported_at";

impl Store {
    /// Stores documents in one transaction: all of them, or none on error. Answers in order; of two with one id the
    /// later stays. The generation rises once when anything changed.
    ///
    /// # Errors
    /// SQLite's, a full disk among them.
    pub fn upsert_documents(&self, documents: &[NewDocument]) -> Result<Vec<Upserted>, StoreError> {
        let hashes: Vec<Hashes> = documents.iter().map(Hashes::of).collect();
        self.write("保存文件", |transaction| {
            let now = clock::now();
            let mut results = Vec::with_capacity(documents.len());
            for (document, hashes) in documents.iter().zip(&hashes) {
                results.push(upsert(transaction, document, hashes, &now).map_err(StoreError::sqlite("保存文件"))?);
            }
            if let Some(deed) = stored(documents, &results) {
                raise_generation(transaction)?;
                audit::note(transaction, &deed)?;
            }
            Ok(results)
        })
    }

    /// Deletes a document; the number it had, or `None` when there is none with this id.
    ///
    /// # Errors
    /// SQLite's.
    pub fn delete_document(&self, id: &str) -> Result<Option<u64>, StoreError> {
        self.write("删除文件", |transaction| {
            let seq: Option<i64> = transaction
                .query_row("DELETE FROM documents WHERE id = ?1 RETURNING seq", [id], |row| row.get(0))
                .optional()
                .map_err(StoreError::sqlite("删除文件"))?;
            if let Some(seq) = seq {
                raise_generation(transaction)?;
                audit::note(transaction, &Deed::done(Action::DocumentDeleted, digest_of(id)).version(unsigned(seq)))?;
            }
            Ok(seq.map(unsigned))
        })
    }

    /// The document with this id.
    ///
    /// # Errors
    /// SQLite's, or a stored value that cannot be read back.
    pub fn document(&self, id: &str) -> Result<Option<Document>, StoreError> {
        self.read("读取文件", |reader| {
            let sql = format!("SELECT {META}, text FROM documents WHERE id = ?1");
            one_document(reader, &sql, id)
        })
    }

    /// The documents with these numbers, in the order asked; numbers that are gone are left out.
    ///
    /// # Errors
    /// SQLite's, or a stored value that cannot be read back.
    pub fn documents_by_seq(&self, seqs: &[u64]) -> Result<Vec<Document>, StoreError> {
        self.read("读取文件", |reader| {
            let sql = format!("SELECT {META}, text FROM documents WHERE seq = ?1");
            let found = seqs.iter().map(|&seq| one_document(reader, &sql, signed(seq)));
            found.filter_map(Result::transpose).collect()
        })
    }

    /// The texts of the documents with these numbers, in the order asked; numbers that are gone are left out.
    ///
    /// # Errors
    /// SQLite's.
    pub fn texts(&self, seqs: &[u64]) -> Result<Vec<(u64, Arc<str>)>, StoreError> {
        let failed = StoreError::sqlite("读取文件");
        self.read("读取文件", |reader| {
            let mut statement = reader.prepare_cached("SELECT text FROM documents WHERE seq = ?1").map_err(&failed)?;
            let mut texts = Vec::with_capacity(seqs.len());
            for &seq in seqs {
                let text = statement.query_row([signed(seq)], |row| row.get(0)).optional().map_err(&failed)?;
                texts.extend(text.map(|text| (seq, text)));
            }
            Ok(texts)
        })
    }

    /// What is known about every document, in order of their numbers.
    ///
    /// # Errors
    /// SQLite's, or a stored value that cannot be read back.
    pub fn all_metadata(&self) -> Result<Vec<DocumentMeta>, StoreError> {
        let failed = StoreError::sqlite("读取文件目录");
        self.read("读取文件目录", |reader| {
            let sql = format!("SELECT {META} FROM documents ORDER BY seq");
            let mut statement = reader.prepare_cached(&sql).map_err(&failed)?;
            let mut rows = statement.query([]).map_err(&failed)?;
            let mut found = Vec::new();
            while let Some(row) = rows.next().map_err(&failed)? {
                found.push(meta_of(row)?);
            }
            Ok(found)
        })
    }
}

/// The record of what a transaction stored: a single document by the digest of its id (whoever made the id may have
/// written anything), several by their numbers, which run on. `None` when nothing changed.
fn stored(documents: &[NewDocument], results: &[Upserted]) -> Option<Deed> {
    let changed = |(document, result): (&'_ NewDocument, &Upserted)| match *result {
        Upserted::Added { seq } | Upserted::Replaced { seq, .. } => Some((seq, digest_of(&document.id))),
        Upserted::Unchanged { .. } => None,
    };
    let changed: Vec<(u64, String)> = documents.iter().zip(results).filter_map(changed).collect();
    let ((first, id), (last, _)) = (changed.first()?, changed.last()?);
    if first == last {
        return Some(Deed::done(Action::DocumentsStored, id).version(*first));
    }
    let deed = Deed::done(Action::DocumentsStored, format!("{first}-{last}"));
    Some(Deed { count: changed.len() as u64, ..deed })
}

/// What decides whether a document is unchanged.
struct Hashes {
    text: [u8; 32],
    meta: [u8; 32],
}

impl Hashes {
    fn of(document: &NewDocument) -> Self {
        let mut meta = Sha256::new();
        let date = document.date.map(|d| d.to_string());
        let optional = [&document.issuer, &date, &document.kind_original, &document.docno];
        let given = [document.title.as_str(), document.level.name(), document.kind.name()];
        for field in given.into_iter().map(Some).chain(optional.map(Option::as_deref)) {
            // The length stands before each field, so that no two sets of fields give the same bytes.
            meta.update(field.map_or(u64::MAX, |f| f.len() as u64).to_le_bytes());
            meta.update(field.unwrap_or_default());
        }
        Self { text: Sha256::digest(&document.text).into(), meta: meta.finalize().into() }
    }
}

fn upsert(
    transaction: &Transaction<'_>,
    document: &NewDocument,
    hashes: &Hashes,
    now: &str,
) -> rusqlite::Result<Upserted> {
    let former: Option<(i64, [u8; 32], [u8; 32])> = transaction
        .prepare_cached("SELECT seq, text_sha256, meta_sha256 FROM documents WHERE id = ?1")?
        .query_row([&document.id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    if let Some((seq, text, meta)) = former {
        if text == hashes.text && meta == hashes.meta {
            return Ok(Upserted::Unchanged { seq: unsigned(seq) });
        }
        transaction.prepare_cached("DELETE FROM documents WHERE seq = ?1")?.execute([seq])?;
    }
    transaction
        .prepare_cached(
            "INSERT INTO documents (id, title, issuer, level, date, kind, kind_original, docno, text_sha256,
             meta_sha256, imported_at, text) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        )?
        .execute(params![
            document.id,
            document.title,
            document.issuer,
            document.level.name(),
            document.date.map(|d| d.to_string()),
            document.kind.name(),
            document.kind_original,
            document.docno,
            hashes.text,
            hashes.meta,
            now,
            document.text,
        ])?;
    let seq = unsigned(transaction.last_insert_rowid());
    Ok(former.map_or(Upserted::Added { seq }, |(former, ..)| Upserted::Replaced { seq, former: unsigned(former) }))
}

fn raise_generation(transaction: &Transaction<'_>) -> Result<(), StoreError> {
    transaction
        .execute("UPDATE counters SET value = value + 1 WHERE name = 'generation'", [])
        .map(drop)
        .map_err(StoreError::sqlite("更新语料代次"))
}

fn one_document(reader: &Connection, sql: &str, key: impl rusqlite::ToSql) -> Result<Option<Document>, StoreError> {
    let failed = StoreError::sqlite("读取文件");
    let mut statement = reader.prepare_cached(sql).map_err(&failed)?;
    let mut rows = statement.query([key]).map_err(&failed)?;
    let Some(row) = rows.next().map_err(&failed)? else { return Ok(None) };
    Ok(Some(Document { meta: meta_of(row)?, text: row.get("text").map_err(&failed)? }))
}

fn meta_of(row: &Row<'_>) -> Result<DocumentMeta, StoreError> {
    let failed = StoreError::sqlite("读取文件目录");
    let unreadable = |what: &'static str, value: &str| {
        let value = value.chars().take(40).collect();
        StoreError::Unreadable { what, value }
    };
    let level: String = row.get(4).map_err(&failed)?;
    let date: Option<String> = row.get(5).map_err(&failed)?;
    let kind: String = row.get(6).map_err(&failed)?;
    let date = match &date {
        Some(date) => PartialDate::parse(date).map_err(|_| unreadable("documents.date", date))?,
        None => None,
    };
    let hash: [u8; 32] = row.get(9).map_err(&failed)?;
    Ok(DocumentMeta {
        seq: unsigned(row.get(0).map_err(&failed)?),
        id: row.get(1).map_err(&failed)?,
        title: row.get(2).map_err(&failed)?,
        issuer: row.get(3).map_err(&failed)?,
        level: Level::parse(&level).ok_or_else(|| unreadable("documents.level", &level))?,
        date,
        kind: Kind::parse(&kind).ok_or_else(|| unreadable("documents.kind", &kind))?,
        kind_original: row.get(7).map_err(&failed)?,
        docno: row.get(8).map_err(&failed)?,
        text_sha256: hex(&hash),
        imported_at: row.get(10).map_err(&failed)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::tempdir;

    fn document(id: &str, text: &str) -> NewDocument {
        NewDocument {
            id: id.to_owned(), title: format!("关于{id}的通知"), text: text.to_owned(), ..Default::default()
        }
    }

    #[test]
    fn a_document_comes_back_as_it_was() {
        let dir = tempdir().expect("temporary folder");
        let store = Store::open(dir.path()).expect("open");
        let given = NewDocument {
            issuer: Some("示例省人民政府".to_owned()),
            level: Level::Province,
            date: PartialDate::new(2024, 5, 0),
            kind: Kind::Other,
            kind_original: Some("policy".to_owned()),
            docno: Some("示例政发〔2024〕1号".to_owned()),
            ..document("甲", "正文𠮷\r\n末\u{0}行")
        };
        store.upsert_documents(std::slice::from_ref(&given)).expect("upsert");
        let found = store.document("甲").expect("read").expect("there");
        assert_eq!(found.text, given.text);
        assert_eq!(found.meta.level, Level::Province);
        assert_eq!(found.meta.date, given.date);
        assert_eq!(found.meta.kind_original, given.kind_original);
        assert_eq!(found.meta.docno, given.docno);
        assert_eq!(found.meta.issuer, given.issuer);
        assert_eq!(found.meta.text_sha256.len(), 64);
        assert_eq!(store.all_metadata().expect("all"), std::slice::from_ref(&found.meta));
        assert_eq!(store.documents_by_seq(&[99, found.meta.seq]).expect("by number"), [found]);
        assert_eq!(store.document("乙").expect("read"), None);
    }

    #[test]
    fn only_changes_raise_the_generation_and_take_a_number() {
        let dir = tempdir().expect("temporary folder");
        let store = Store::open(dir.path()).expect("open");
        let both = [document("甲", "一"), document("乙", "二")];
        assert_eq!(
            store.upsert_documents(&both).expect("first"),
            [Upserted::Added { seq: 1 }, Upserted::Added { seq: 2 }]
        );
        assert_eq!(store.generation(), 1);
        assert_eq!(
            store.upsert_documents(&both).expect("again"),
            [Upserted::Unchanged { seq: 1 }, Upserted::Unchanged { seq: 2 }]
        );
        assert_eq!(store.generation(), 1);
        let renamed = NewDocument { title: "新题".to_owned(), ..document("甲", "一") };
        let changed = store.upsert_documents(&[renamed, document("丙", "三"), document("丙", "四")]).expect("third");
        assert_eq!(
            changed,
            [
                Upserted::Replaced { seq: 3, former: 1 },
                Upserted::Added { seq: 4 },
                Upserted::Replaced { seq: 5, former: 4 }
            ]
        );
        assert_eq!(store.generation(), 2);
        assert_eq!(store.texts(&[5, 1, 2]).expect("texts"), [(5, "四".into()), (2, "二".into())]);
        assert_eq!(store.delete_document("丙").expect("delete"), Some(5));
        assert_eq!(store.delete_document("丙").expect("delete"), None);
        assert_eq!(store.generation(), 3);
        assert_eq!(store.upsert_documents(&[document("丁", "五")]).expect("last"), [Upserted::Added { seq: 6 }]);
        drop(store);
        assert_eq!(Store::open(dir.path()).expect("reopen").generation(), 4);
    }

    #[test]
    fn fields_that_swap_their_words_are_a_change() {
        let one = NewDocument { issuer: Some("甲".to_owned()), docno: None, ..document("x", "y") };
        let two = NewDocument { issuer: None, docno: Some("甲".to_owned()), ..document("x", "y") };
        assert_ne!(Hashes::of(&one).meta, Hashes::of(&two).meta);
    }
}
