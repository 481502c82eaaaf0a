//! The fields of the search index, and a document as the index takes it. Nothing is stored in the index: what a hit
//! shows comes from the store.

use tantivy::TantivyDocument;
use tantivy::schema::{FAST, Field, INDEXED, IndexRecordOption, STRING, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{TextAnalyzer, TokenizerManager};

use super::tokens::{self, PairTokenizer, WordTokenizer};
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
    /// Pairs of characters of the issuer's name.
    pub(super) issuer: Field,
    /// Level, by its English name.
    pub(super) level: Field,
    /// Kind, by its name.
    pub(super) kind: Field,
    /// Date as [`crate::document::PartialDate::ordinal`]; missing when unknown.
    pub(super) date: Field,
    /// Document number, folded, whole.
    pub(super) docno: Field,
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
        let issuer = builder.add_text_field("issuer", indexed(PAIRS, positions));
        let level = builder.add_text_field("level", STRING);
        let kind = builder.add_text_field("kind", STRING);
        let date = builder.add_u64_field("date", INDEXED | FAST);
        let docno = builder.add_text_field("docno", STRING);
        Self { schema: builder.build(), seq, title, text, pairs, issuer, level, kind, date, docno }
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
        fields.add_text(self.title, tokens::folded(&meta.title));
        fields.add_text(self.text, tokens::folded(&document.text));
        fields.add_text(self.pairs, &meta.title);
        if let Some(docno) = &meta.docno {
            fields.add_text(self.pairs, docno);
            fields.add_text(self.docno, tokens::folded(docno));
        }
        fields.add_text(self.pairs, &document.text);
        if let Some(issuer) = &meta.issuer {
            fields.add_text(self.issuer, issuer);
        }
        fields.add_text(self.level, meta.level.name());
        fields.add_text(self.kind, meta.kind.name());
        if let Some(date) = meta.date {
            fields.add_u64(self.date, u64::from(date.ordinal()));
        }
        fields
    }
}
