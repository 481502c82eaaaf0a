//! What lists of documents say of each.

use serde::Serialize;
use utoipa::ToSchema;

use crate::document::{Kind, Level, PartialDate};
use crate::store::DocumentMeta;

/// A document as lists name it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DocumentHead {
    /// Id.
    pub document_id: String,
    /// Title.
    pub title: String,
    /// Issuing body.
    pub issuer: Option<String>,
    /// Level of the issuing body.
    pub level: Level,
    /// Date.
    #[schema(value_type = Option<String>)]
    pub date: Option<PartialDate>,
    /// Kind.
    pub kind: Kind,
}

impl DocumentHead {
    /// What is said of a document.
    pub(super) fn of(document: &DocumentMeta) -> Self {
        Self {
            document_id: document.id.clone(),
            title: document.title.clone(),
            issuer: document.issuer.clone(),
            level: document.level,
            date: document.date,
            kind: document.kind,
        }
    }
}
