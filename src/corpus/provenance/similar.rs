//! [`Corpus::similar`]: documents on the same matter, by the words that set a document apart from the rest.

use std::time::{Duration, Instant};

use rustc_hash::FxHashMap;
use serde::Serialize;
use tantivy::Term;
use tantivy::query::{Bm25StatisticsProvider as _, BooleanQuery, BoostQuery, Query, QueryClone as _, TermQuery};
use tantivy::schema::IndexRecordOption;
use utoipa::ToSchema;

use super::head::DocumentHead;
use crate::corpus::error::CorpusError;
use crate::corpus::live::{Corpus, State};
use crate::corpus::query::Part;
use crate::corpus::ranked::{self, Found, Weights};
use crate::corpus::statistics::Statistics;
use crate::corpus::{tokens, topics};
use crate::deadline::Stopped;
use crate::text::segment::{self, Cut};

/// Characters of a document from which its words are taken: what it is about stands in front.
const HEAD: usize = 20_000;
/// Words by which it is compared.
const WORDS: usize = 25;
/// Words whose documents are counted exactly before those are chosen.
const FRONT: usize = 8 * WORDS;
/// A document must have one in so many of them to be looked at. Fewer than that is what any two documents share.
const ONE_IN: usize = 6;
/// How much more a word of the title says of what a document is about.
const TITLE: f32 = 2.5;
/// How soon more of the same word says nothing more (k1 of BM25).
const SATURATION: f32 = 1.2;
/// Time it may take.
const DEADLINE: Duration = Duration::from_secs(2);

/// A document like another.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct SimilarDocument {
    /// The document.
    #[serde(flatten)]
    pub document: DocumentHead,
    /// How like it is, 0–1: what its words are worth beside the document's own.
    pub similarity: f64,
    /// Words they share, the most telling first.
    pub shared: Vec<String>,
}

/// The documents like one.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Similar {
    /// The document.
    #[serde(flatten)]
    pub document: DocumentHead,
    /// The words that set it apart, the most telling first.
    pub words: Vec<String>,
    /// Documents like it, the most alike first.
    pub similar: Vec<SimilarDocument>,
    /// Generation of the corpus.
    pub corpus_generation: u64,
}

impl Corpus {
    /// The documents most like the one with this id, at most `size`; `None` when there is none with this id.
    ///
    /// # Errors
    /// The index's; [`CorpusError::Stopped`] when it takes too long.
    pub fn similar(&self, id: &str, size: usize) -> Result<Option<Similar>, CorpusError> {
        let state = self.state();
        let Some(document) = state.documents.by_id(id) else { return Ok(None) };
        let Some(text) = self.text(document.seq) else { return Ok(None) };
        let failed = CorpusError::index("检索");
        let words = telling(&state, &document.title, &text).map_err(&failed)?;
        let parts: Vec<Part> = words.iter().map(|(word, weight)| part(&state, word, *weight)).collect();
        let any: Vec<Box<dyn Query>> = parts.iter().map(|part| part.query.box_clone()).collect();
        let least = any.len().div_ceil(ONE_IN);
        let query = BooleanQuery::union_with_minimum_required_clauses(any, least.max(1));
        let deadline = Instant::now() + DEADLINE;
        let weights = Weights::of(&state, &parts).map_err(&failed)?;
        let (mut found, complete) = ranked::find(&state, &query, &weights, deadline).map_err(&failed)?;
        if !complete {
            return Err(Stopped::OutOfTime { limit: DEADLINE }.into());
        }
        let own = found.iter().find(|f| f.seq == document.seq).map_or(f32::INFINITY, |f| f.score);
        found.retain(|f| f.seq != document.seq);
        found.sort_by(|a, b| ranked::rounded(b.score).total_cmp(&ranked::rounded(a.score)).then(a.seq.cmp(&b.seq)));
        let mut similar = Vec::new();
        for Found { score, seq, place } in found.into_iter().take(size) {
            let Some(other) = state.documents.by_seq(seq) else { continue };
            let values = weights.parts_of(&state, place).map_err(&failed)?;
            let shared = words.iter().zip(values).filter(|(_, value)| *value > 0.0).map(|((word, _), _)| word.clone());
            let similarity = f64::from((score / own).min(1.0));
            similar.push(SimilarDocument {
                document: DocumentHead::of(other),
                similarity: (similarity * 1_000.0).round() / 1_000.0,
                shared: shared.collect(),
            });
        }
        let words = words.into_iter().map(|(word, _)| word).collect();
        Ok(Some(Similar { document: DocumentHead::of(document), words, similar, corpus_generation: state.generation }))
    }
}

fn part(state: &State, word: &str, weight: f32) -> Part {
    let term = Term::from_field_text(state.fields.text, word);
    let query = TermQuery::new(term, IndexRecordOption::WithFreqs);
    Part { label: word.to_owned(), query: Box::new(BoostQuery::new(Box::new(query), weight)) }
}

/// The words that set a text apart, the most telling first, with how often they occur, more of the same counting less and
/// those of the title that name its matter more. Only words of the dictionary: what the segmenter guesses in rare text (names, remains of web
/// pages, pieces of words) is rare, but tells nothing.
fn telling(state: &State, title: &str, text: &str) -> tantivy::Result<Vec<(String, f32)>> {
    let head: String = text.chars().take(HEAD).collect();
    let mut counts: FxHashMap<String, f32> = FxHashMap::default();
    let mut titled = known_words(title);
    for word in titled.iter().cloned().chain(known_words(&head)) {
        *counts.entry(word).or_default() += 1.0;
    }
    titled.retain(|word| !topics::stands_everywhere(word) && !word.ends_with(['省', '市', '县']));
    let statistics = Statistics::of(&state.searcher, &state.lengths);
    let all = state.documents.len() as f32;
    let mut counted: Vec<(String, f32)> = counts.into_iter().collect();
    counted.sort_by(|a, b| a.0.cmp(&b.0));
    let weigh = |documents: u64, word: String, frequency: f32| {
        let documents = documents as f32;
        let rarity = (1.0 + (all - documents + 0.5).max(0.0) / (documents + 0.5)).ln();
        // A word of this document alone leads nowhere.
        (documents >= 2.0).then_some((frequency * rarity, word, frequency))
    };
    let heaviest = |weighed: &mut Vec<(f32, String, f32)>, most: usize| {
        weighed.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        weighed.truncate(most);
    };
    let term = |word: &str| Term::from_field_text(state.fields.text, word);
    let mut weighed: Vec<(f32, String, f32)> = Vec::with_capacity(counted.len());
    for (word, count) in counted {
        let frequency = count / (count + SATURATION) * if titled.contains(&word) { TITLE } else { 1.0 };
        weighed.extend(weigh(state.searcher.doc_freq(&term(&word))?, word, frequency));
    }
    // Deleted documents are counted so far: going over the postings of every word to leave them out would take long.
    heaviest(&mut weighed, FRONT);
    let mut exact = Vec::with_capacity(weighed.len());
    for (_, word, frequency) in weighed {
        exact.extend(weigh(statistics.doc_freq(&term(&word))?, word, frequency));
    }
    let mut weighed = exact;
    heaviest(&mut weighed, WORDS);
    Ok(weighed.into_iter().map(|(_, word, frequency)| (word, frequency)).collect())
}

/// The words of two letters and more that the segmenter knows, as the index writes them.
fn known_words(text: &str) -> Vec<String> {
    let folded = tokens::folded(text);
    let words = segment::words(&folded, Cut::Plain);
    let known = words
        .iter()
        .filter(|w| w.span.len() > 1 && w.text.chars().all(char::is_alphabetic) && segment::is_known(w.text));
    known.map(|w| tokens::term_of(w.text)).collect()
}
