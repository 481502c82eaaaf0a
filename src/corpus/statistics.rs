//! What BM25 is told of the corpus: how many documents there are, how many have a term, how long they are. Counted over
//! the documents that are there now. The index's own figures count deleted and replaced documents until their segment
//! happens to be merged, so that scores would depend on what happened to the index and change with a restoration.

use std::cell::RefCell;
use std::sync::{Mutex, PoisonError};

use rustc_hash::FxHashMap;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::query::Bm25StatisticsProvider;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Searcher, SegmentReader, Term};

/// Tokens of each field in all documents of one state, counted when first asked for.
#[derive(Default)]
pub(super) struct Lengths(Mutex<FxHashMap<Field, u64>>);

/// The figures of one state, for one search.
pub(super) struct Statistics<'a> {
    searcher: &'a Searcher,
    lengths: &'a Lengths,
    /// Documents of each term asked for before: a term stands in several parts of a query.
    known: RefCell<FxHashMap<Term, u64>>,
}

impl<'a> Statistics<'a> {
    /// The figures of the state whose searcher this is.
    pub(super) fn of(searcher: &'a Searcher, lengths: &'a Lengths) -> Self {
        Self { searcher, lengths, known: RefCell::default() }
    }
}

impl Bm25StatisticsProvider for Statistics<'_> {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        let kept = || self.lengths.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(&tokens) = kept().get(&field) {
            return Ok(tokens);
        }
        let mut tokens = 0;
        for reader in self.searcher.segment_readers() {
            tokens += tokens_of(reader, field)?;
        }
        kept().insert(field, tokens);
        Ok(tokens)
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        Ok(self.searcher.num_docs())
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        if let Some(&documents) = self.known.borrow().get(term) {
            return Ok(documents);
        }
        let mut documents = 0;
        for reader in self.searcher.segment_readers() {
            documents += u64::from(documents_of(reader, term)?);
        }
        self.known.borrow_mut().insert(term.clone(), documents);
        Ok(documents)
    }
}

/// Tokens of a field in the documents of a segment, by the rounded lengths that BM25 reads: exact ones are not kept of
/// each document, and after a merge not of all.
fn tokens_of(reader: &SegmentReader, field: Field) -> tantivy::Result<u64> {
    let Some(lengths) = reader.fieldnorms_readers().get_field(field)? else { return Ok(u64::from(reader.num_docs())) };
    let mut documents = [0u64; 256];
    for doc in reader.doc_ids_alive() {
        if let Some(count) = documents.get_mut(usize::from(lengths.fieldnorm_id(doc))) {
            *count += 1;
        }
    }
    let tokens = (0u8..=u8::MAX).zip(documents);
    Ok(tokens.map(|(id, count)| u64::from(FieldNormReader::id_to_fieldnorm(id)) * count).sum())
}

/// Documents of a segment that have a term.
fn documents_of(reader: &SegmentReader, term: &Term) -> tantivy::Result<u32> {
    let terms = reader.inverted_index(term.field())?;
    let Some(alive) = reader.alive_bitset() else { return Ok(terms.doc_freq(term)?) };
    let postings = terms.read_postings(term, IndexRecordOption::Basic)?;
    Ok(postings.map_or(0, |postings| postings.doc_freq_given_deletes(alive)))
}
