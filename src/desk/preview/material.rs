//! What a preview is made on: drafts of kept reviews and documents of the corpus, read as a review reads them.

use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::desk::error::DeskError;
use crate::desk::office::Desk;
use crate::document::{Kind, Level, Nature, PartialDate};
use crate::review::DraftInput;
use crate::store::{DocumentMeta, ReviewMaterial};

/// Where a text comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::desk) enum Source {
    /// A kept review, by id.
    Review(String),
    /// A document of the corpus, by number.
    Document(u64),
}

/// A text to try a change on.
#[derive(Debug, Clone)]
pub(in crate::desk) struct Material {
    pub(in crate::desk) review: Option<String>,
    pub(in crate::desk) document_id: Option<String>,
    /// The share of a draft that its review found copied.
    pub(in crate::desk) copied: Option<f64>,
    /// What the sentence model said of a draft when it was reviewed, as bytes; empty where it was not kept.
    pub(in crate::desk) said: Vec<u8>,
    pub(in crate::desk) input: DraftInput,
}

/// What a report says of its draft: enough to review it again.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Head {
    id: Option<String>,
    title: Option<String>,
    issuer: Option<String>,
    level: Option<Level>,
    kind: Option<Kind>,
    nature: Option<Nature>,
    date: Option<String>,
}

impl Desk {
    /// The text behind a source; `None` when it has gone meanwhile.
    pub(in crate::desk) fn material(&self, source: &Source) -> Result<Option<Material>, DeskError> {
        match source {
            Source::Review(id) => Ok(self.store.review_material(id)?.map(of_review)),
            Source::Document(seq) => {
                let table = self.corpus.table();
                let Some(meta) = table.by_seq(*seq) else { return Ok(None) };
                let text = self.store.texts(&[*seq])?.pop();
                Ok(text.map(|(_, text)| of_document(meta, text.to_string())))
            }
        }
    }

    /// A sample of the corpus: whatever else is in it, a document is chosen or not by its id alone.
    pub(in crate::desk) fn sample(&self, size: usize) -> Vec<Source> {
        let table = self.corpus.table();
        let mut drawn: Vec<_> = table.iter().map(|meta| (Sha256::digest(meta.id.as_bytes()), meta.seq)).collect();
        drawn.sort_unstable();
        drawn.truncate(size);
        drawn.into_iter().map(|(_, seq)| Source::Document(seq)).collect()
    }
}

/// A kept review says what was given or found out about its draft: given again, it is found out to be the same.
fn of_review(kept: ReviewMaterial) -> Material {
    let head: Head = serde_json::from_str(&kept.draft).unwrap_or_default();
    let profile = kept.norms.rsplit_once('@').map(|(id, _)| id.to_owned());
    let input = DraftInput {
        text: kept.text,
        id: head.id,
        title: head.title,
        issuer: head.issuer,
        level: head.level,
        kind: head.kind,
        nature: head.nature,
        date: head.date.and_then(|date| PartialDate::parse(&date).ok().flatten()),
        profile,
        ..DraftInput::default()
    };
    Material { review: Some(kept.id), document_id: None, copied: kept.copied, said: kept.said, input }
}

fn of_document(meta: &DocumentMeta, text: String) -> Material {
    let input = DraftInput {
        text,
        title: Some(meta.title.clone()),
        issuer: meta.issuer.clone(),
        level: Some(meta.level),
        kind: Some(meta.kind),
        ..DraftInput::default()
    };
    Material { review: None, document_id: Some(meta.id.clone()), copied: None, said: Vec::new(), input }
}
