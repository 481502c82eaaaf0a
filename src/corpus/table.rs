//! What is known about every document of the corpus, in memory: small, shared, replaced as a whole.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use crate::store::DocumentMeta;

/// The live documents as of one generation, in order of their numbers.
#[derive(Debug, Clone, Default)]
pub struct DocumentTable {
    /// Ordered by `seq`.
    documents: Vec<Arc<DocumentMeta>>,
    /// Number of the document with each id.
    by_id: HashMap<String, u64>,
}

impl DocumentTable {
    /// The table of these documents, in any order.
    #[must_use]
    pub fn new(documents: Vec<DocumentMeta>) -> Self {
        let mut table = Self::default();
        table.change(&[], documents);
        table
    }

    /// Number of documents.
    #[must_use]
    pub fn len(&self) -> usize {
        self.documents.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.documents.is_empty()
    }

    /// All documents, in order of their numbers.
    pub fn iter(&self) -> impl Iterator<Item = &DocumentMeta> {
        self.documents.iter().map(AsRef::as_ref)
    }

    /// The document with this number.
    #[must_use]
    pub fn by_seq(&self, seq: u64) -> Option<&Arc<DocumentMeta>> {
        let at = self.documents.binary_search_by_key(&seq, |d| d.seq).ok()?;
        self.documents.get(at)
    }

    /// The document with this id.
    #[must_use]
    pub fn by_id(&self, id: &str) -> Option<&Arc<DocumentMeta>> {
        self.by_seq(*self.by_id.get(id)?)
    }

    /// Puts in `new` in order, then takes out the documents with the numbers in `gone`, new ones among them.
    pub(super) fn change(&mut self, gone: &[u64], new: Vec<DocumentMeta>) {
        for document in new {
            self.by_id.insert(document.id.clone(), document.seq);
            self.documents.push(Arc::new(document));
        }
        let gone: BTreeSet<u64> = gone.iter().copied().collect();
        self.documents.retain(|d| !gone.contains(&d.seq));
        self.by_id.retain(|_, seq| !gone.contains(seq));
        self.documents.sort_by_key(|d| d.seq);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Kind, Level};

    fn meta(seq: u64, id: &str) -> DocumentMeta {
        DocumentMeta {
            seq,
            id: id.to_owned(),
            title: String::new(),
            issuer: None,
            level: Level::Unknown,
            date: None,
            kind: Kind::Other,
            kind_original: None,
            docno: None,
            text_sha256: String::new(),
            imported_at: String::new(),
        }
    }

    #[test]
    fn a_replaced_document_is_found_under_its_new_number() {
        let mut table = DocumentTable::new(vec![meta(2, "乙"), meta(1, "甲")]);
        table.change(&[1], vec![meta(3, "甲")]);
        assert_eq!(table.iter().map(|d| d.seq).collect::<Vec<_>>(), [2, 3]);
        assert_eq!(table.by_id("甲").map(|d| d.seq), Some(3));
        assert!(table.by_seq(1).is_none());
        table.change(&[3, 4], vec![meta(4, "甲"), meta(5, "甲")]);
        assert_eq!(table.by_id("甲").map(|d| d.seq), Some(5));
        table.change(&[2, 5], Vec::new());
        assert!(table.is_empty() && table.by_id("乙").is_none());
    }
}
