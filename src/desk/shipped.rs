//! The sample corpus that comes with the program: invented documents of invented bodies, marked 示例.

use crate::corpus::Corpus;
use crate::desk::error::DeskError;
use crate::document::Level;
use crate::intake;
use crate::samples::DOCUMENTS;
use crate::store::NewDocument;

/// Puts the sample corpus into an empty corpus; the number of documents.
///
/// # Errors
/// The corpus's, or a sample file that cannot be read (a test keeps them readable).
pub(super) fn load(corpus: &Corpus) -> Result<usize, DeskError> {
    let documents = documents()?;
    corpus.put(&documents)?;
    Ok(documents.len())
}

fn documents() -> Result<Vec<NewDocument>, DeskError> {
    let unreadable = |e: intake::IntakeError| DeskError::Unreadable { what: "示例文件", reason: e.to_string() };
    DOCUMENTS
        .iter()
        .map(|(name, content)| {
            let read = intake::read(content.as_bytes(), name).map_err(unreadable)?;
            let front = read.front;
            let level = front.level.or_else(|| front.issuer.as_deref().and_then(Level::of_issuer));
            Ok(NewDocument {
                id: front.id.unwrap_or_else(|| (*name).to_owned()),
                title: front.title.unwrap_or_default(),
                issuer: front.issuer,
                level: level.unwrap_or_default(),
                date: front.date,
                kind: front.kind.unwrap_or_default(),
                kind_original: front.kind_original,
                docno: front.docno,
                text: read.text,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sample_says_what_it_is() {
        let documents = documents().unwrap();
        assert!(documents.len() >= 12);
        for document in documents {
            assert!(document.title.contains("示例"), "{}", document.id);
            assert!(document.issuer.is_some() && document.date.is_some(), "{}", document.id);
            assert!(document.level != Level::Unknown && !document.text.is_empty(), "{}", document.id);
        }
    }
}
