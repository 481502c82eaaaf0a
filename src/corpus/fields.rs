//! The fields of the search index, and a document as the index takes it. Nothing is stored in the index: what a hit
//! shows comes from the store, and what filters and counts look at comes from the table of documents.

use tantivy::TantivyDocument;
use tantivy::schema::{FAST, Field, INDEXED, IndexRecordOption, STRING, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{TextAnalyzer, TokenizerManager};

use super::docno;
use super::names;
use super::tokens::{self, PairTokenizer, WordTokenizer};
use super::topics;
use crate::store::Document;

/// Name of [`WordTokenizer`] in the index.
const WORDS: &str = "duanshixin_words";
/// Name of [`PairTokenizer`] in the index.
const PAIRS: &str = "duanshixin_pairs";

/// The fields.
#[derive(Debug, Clone)]
pub(super) struct Fields {
    /// All of them, as the index wants them.
    pub(super) schema: Schema,
    /// Number of the document's version; what ties the index to the store.
    pub(super) seq: Field,
    /// Words of the title.
    pub(super) title: Field,
    /// Words of the text.
    pub(super) text: Field,
    /// Pairs of characters of title, document number and text: each its own value, so that no phrase crosses.
    pub(super) pairs: Field,
    /// Pairs of characters of the title alone.
    pub(super) title_pairs: Field,
    /// Names by which the document is asked for, whole, as [`names::key`] writes them.
    pub(super) names: Field,
    /// Pairs of characters of the issuer's name.
    pub(super) issuer: Field,
    /// Words that name the document's matter, as [`topics::of`] gives them.
    pub(super) topics: Field,
    /// Document number, whole, as [`docno::key`] writes it; the one in the head of the text when none was given.
    pub(super) docno: Field,
    /// Pairs of characters of the same.
    pub(super) docno_pairs: Field,
}

impl Fields {
    /// The fields of this version of the program.
    pub(super) fn new() -> Self {
        let indexed = |tokenizer, record| {
            let indexing = TextFieldIndexing::default().set_tokenizer(tokenizer).set_index_option(record);
            TextOptions::default().set_indexing_options(indexing)
        };
        let positions = IndexRecordOption::WithFreqsAndPositions;
        let mut builder = Schema::builder();
        let seq = builder.add_u64_field("seq", INDEXED | FAST);
        let title = builder.add_text_field("title", indexed(WORDS, IndexRecordOption::WithFreqs));
        let text = builder.add_text_field("text", indexed(WORDS, positions));
        let pairs = builder.add_text_field("pairs", indexed(PAIRS, positions));
        let title_pairs = builder.add_text_field("title_pairs", indexed(PAIRS, positions));
        let issuer = builder.add_text_field("issuer", indexed(PAIRS, positions));
        let names = builder.add_text_field("names", STRING);
        let topics = builder.add_text_field(topics::COLUMN, TextOptions::default().set_fast("raw"));
        let docno = builder.add_text_field("docno", STRING);
        let docno_pairs = builder.add_text_field("docno_pairs", indexed(PAIRS, positions));
        Self {
            schema: builder.build(),
            seq,
            title,
            text,
            pairs,
            title_pairs,
            names,
            topics,
            issuer,
            docno,
            docno_pairs,
        }
    }

    /// The tokenizers that the fields name.
    pub(super) fn tokenizers() -> TokenizerManager {
        let manager = TokenizerManager::default();
        manager.register(WORDS, TextAnalyzer::from(WordTokenizer));
        manager.register(PAIRS, TextAnalyzer::from(PairTokenizer));
        manager
    }

    /// A document as the index takes it.
    pub(super) fn document(&self, document: &Document) -> TantivyDocument {
        let meta = &document.meta;
        let mut fields = TantivyDocument::default();
        fields.add_u64(self.seq, meta.seq);
        let text = tokens::folded(&document.text);
        fields.add_text(self.title, tokens::folded(&meta.title));
        fields.add_text(self.title_pairs, &meta.title);
        fields.add_text(self.pairs, &meta.title);
        for name in names::of(&meta.title) {
            fields.add_text(self.names, name);
        }
        for word in topics::of(&meta.title) {
            fields.add_text(self.topics, word);
        }
        if let Some(docno) = &meta.docno {
            fields.add_text(self.pairs, docno);
        }
        if let Some(number) = meta.docno.as_deref().or_else(|| docno::in_head(&text)).map(docno::key) {
            fields.add_text(self.docno_pairs, &number);
            fields.add_text(self.docno, number);
        }
        fields.add_text(self.pairs, &document.text);
        fields.add_text(self.text, text);
        if let Some(issuer) = &meta.issuer {
            fields.add_text(self.issuer, issuer);
        }
        fields
    }
}
