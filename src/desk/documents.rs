//! Documents of the corpus one by one: put in with what is missing inferred, listed, read, deleted.

use serde::Serialize;
use utoipa::ToSchema;

use crate::desk::error::DeskError;
use crate::desk::office::Desk;
use crate::document::{Kind, Level, PartialDate, facts};
use crate::review::input::LONGEST_FIELD;
use crate::store::{Document, DocumentMeta, NewDocument, Upserted};
use crate::text::unseen::{fault_of_name, fault_of_words};

/// 文件 as handed in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct GivenDocument {
    /// The corpus-wide id; a document with the same id is replaced.
    pub id: String,
    /// Title.
    pub title: String,
    /// The text.
    pub text: String,
    /// Issuing body.
    pub issuer: Option<String>,
    /// Level; inferred from the issuer when missing.
    pub level: Option<Level>,
    /// Date, as far as it is known.
    #[schema(value_type = Option<String>)]
    pub date: Option<PartialDate>,
    /// Kind; inferred from the title when missing.
    pub kind: Option<Kind>,
    /// 文号: document number.
    pub docno: Option<String>,
}

/// What became of a document that was put in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum PutOutcome {
    /// Its id was new.
    Added,
    /// Text or metadata differ from what was there.
    Replaced,
    /// The same was there.
    Unchanged,
}

/// Some of the documents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentList {
    /// Number of documents in all.
    pub total: usize,
    /// The documents without their texts, newest additions first.
    pub documents: Vec<DocumentMeta>,
    /// What to give as `before` for the next ones; `None` when there are none.
    pub next: Option<u64>,
}

impl GivenDocument {
    /// What keeps it out: field and reason in Chinese.
    #[must_use]
    pub fn faults(&self) -> Vec<(&'static str, String)> {
        let mut faults = Vec::new();
        let optional = |value: &Option<String>| value.clone().unwrap_or_default();
        let short = [
            ("id", self.id.clone()),
            ("title", self.title.clone()),
            ("issuer", optional(&self.issuer)),
            ("docno", optional(&self.docno)),
        ];
        for (field, value) in short {
            if value.chars().count() > LONGEST_FIELD {
                faults.push((field, format!("超过 {LONGEST_FIELD} 个字符")));
            } else if let Some(reason) = if field == "id" { fault_of_name(&value) } else { fault_of_words(&value) } {
                faults.push((field, reason));
            } else if value.trim().is_empty() && matches!(field, "id" | "title") {
                faults.push((field, "不能为空".to_owned()));
            }
        }
        if !facts::is_addressable(self.id.trim()) {
            faults.push(("id", "不能是 . 或 ..".to_owned()));
        }
        if self.text.contains('\0') {
            faults.push(("text", "含有空字符（NUL）".to_owned()));
        } else if !self.text.chars().any(|c| !c.is_whitespace() && !c.is_control()) {
            faults.push(("text", "不能为空".to_owned()));
        }
        faults
    }

    /// The document with what is missing inferred.
    fn complete(self) -> NewDocument {
        let trimmed = |value: Option<String>| value.map(|v| v.trim().to_owned()).filter(|v| !v.is_empty());
        let issuer = trimmed(self.issuer);
        let level = self.level.or_else(|| issuer.as_deref().and_then(Level::of_issuer)).unwrap_or_default();
        let kind = self.kind.or_else(|| Kind::of_title(&self.title)).unwrap_or_default();
        NewDocument {
            id: self.id.trim().to_owned(),
            title: self.title.trim().to_owned(),
            issuer,
            level,
            date: self.date,
            kind,
            kind_original: None,
            docno: trimmed(self.docno),
            text: self.text,
        }
    }
}

impl Desk {
    /// Puts a document in; searches and reviews see it when this returns. Check [`GivenDocument::faults`] first.
    ///
    /// # Errors
    /// The corpus's.
    pub fn put_document(&self, given: GivenDocument) -> Result<(PutOutcome, DocumentMeta), DeskError> {
        let document = given.complete();
        let id = document.id.clone();
        let put = self.corpus.put(&[document])?;
        let outcome = match put.first() {
            Some(Upserted::Replaced { .. }) => PutOutcome::Replaced,
            Some(Upserted::Unchanged { .. }) => PutOutcome::Unchanged,
            Some(Upserted::Added { .. }) | None => PutOutcome::Added,
        };
        Ok((outcome, self.document(&id)?.meta))
    }

    /// Documents by the order they came in, newest first; `before` is the `next` of the page before.
    #[must_use]
    pub fn documents(&self, before: Option<u64>, limit: usize) -> DocumentList {
        let view = self.corpus.view();
        let mut numbered: Vec<&DocumentMeta> =
            view.documents.iter().filter(|d| before.is_none_or(|b| d.seq < b)).collect();
        numbered.reverse();
        let more = numbered.len() > limit;
        numbered.truncate(limit);
        let next = numbered.last().filter(|_| more).map(|d| d.seq);
        DocumentList { total: view.documents.len(), documents: numbered.into_iter().cloned().collect(), next }
    }

    /// A document with its text.
    ///
    /// # Errors
    /// [`DeskError::NotFound`] when there is none with this id.
    pub fn document(&self, id: &str) -> Result<Document, DeskError> {
        self.corpus.document(id)?.ok_or_else(|| no_document(id))
    }

    /// Takes a document out of the corpus.
    ///
    /// # Errors
    /// [`DeskError::NotFound`] when there is none with this id, else the corpus's.
    pub fn erase_document(&self, id: &str) -> Result<(), DeskError> {
        if self.corpus.delete(id)? { Ok(()) } else { Err(no_document(id)) }
    }
}

fn no_document(id: &str) -> DeskError {
    DeskError::NotFound { what: "文件", id: id.chars().take(80).collect() }
}
