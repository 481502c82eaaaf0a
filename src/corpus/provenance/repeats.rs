//! [`Corpus::repeated_by`]: the lower or later documents that repeat a document, and how much of each is repetition.

use std::cmp::Reverse;
use std::sync::Arc;

use serde::Serialize;
use utoipa::ToSchema;

use super::head::DocumentHead;
use crate::corpus::error::CorpusError;
use crate::corpus::live::{Corpus, State};
use crate::deadline::Deadline;
use crate::reuse::query::COMMON;
use crate::reuse::{Block, DocumentMatches, Library, Query};
use crate::span::{self, SourceText, Span};
use crate::store::DocumentMeta;
use crate::text::Reading;

/// Fewest letters that make a repetition: two or three sentences.
const FEWEST: usize = 50;
/// Letters that must stand together once: about a sentence. On fifteen real documents read, every repetition of shorter
/// runs only was put together from names of bodies, notes of adoption and penal formulas.
const TOGETHER: usize = 24;
/// Letters of the document that are compared: longer ones are cut here, and the answer says so.
const MOST_LETTERS: usize = 120_000;
/// Passages shown of each document, the longest.
const PASSAGES: usize = 3;

/// A passage that a document repeats.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RepeatedPassage {
    /// Where it stands in the document that repeats it.
    pub span: Span,
    /// The words there.
    pub text: String,
    /// Where it stands in the document that is repeated.
    pub source_span: Span,
}

/// A document that repeats another.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Repeater {
    /// The document.
    #[serde(flatten)]
    pub document: DocumentHead,
    /// Its letters that stand in the document that is repeated.
    pub copied_letters: usize,
    /// Their share of all its letters, 0–1.
    pub ratio: f64,
    /// Share of the repeated document's letters that stand in it, 0–1.
    pub source_ratio: f64,
    /// The longest passages, in order of position.
    pub passages: Vec<RepeatedPassage>,
    /// The whole text, with which positions are converted into other units.
    #[serde(skip)]
    pub full_text: Arc<str>,
}

/// The documents that repeat a document.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Repeated {
    /// The document that is repeated.
    #[serde(flatten)]
    pub document: DocumentHead,
    /// Its letters that were compared.
    pub letters: usize,
    /// Whether it was too long to be compared whole.
    pub cut: bool,
    /// How many documents repeat it.
    pub total: usize,
    /// Those of them that were asked for, the most repetitious first.
    pub repeaters: Vec<Repeater>,
    /// Generation of the corpus.
    pub corpus_generation: u64,
    /// The whole text, with which positions are converted into other units.
    #[serde(skip)]
    pub full_text: Arc<str>,
}

/// The documents that come after one, in level or in time.
struct After<'a> {
    state: &'a State,
    document: &'a DocumentMeta,
}

impl Library for After<'_> {
    fn standing(&self, sequence: u64) -> Option<u32> {
        let other = self.state.documents.by_seq(sequence)?;
        comes_after(other, self.document).then(|| u32::try_from(sequence).unwrap_or(u32::MAX))
    }

    fn common(&self) -> usize {
        COMMON
    }
}

/// Whether a document may repeat another: it is later and not higher; or lower and, as far as is known, not earlier. A
/// higher body that takes up what a lower one said does not copy it downwards.
fn comes_after(other: &DocumentMeta, document: &DocumentMeta) -> bool {
    let (dates, ranks) = (other.date.zip(document.date), other.level.rank().zip(document.level.rank()));
    let lower = ranks.is_some_and(|(own, above)| own > above);
    let higher = ranks.is_some_and(|(own, above)| own < above);
    other.seq != document.seq
        && !higher
        && match dates {
            Some((own, before)) => before.before(own) || (lower && own == before),
            None => lower,
        }
}

/// How much a document repeats, in letters.
struct Share {
    document: Arc<DocumentMeta>,
    /// Equal stretches: (in the repeated document, in this one).
    blocks: Vec<Block>,
    copied: usize,
    of_source: usize,
    letters: usize,
}

impl Corpus {
    /// The documents that repeat the one with this id, at most `size`; `None` when there is none with this id.
    ///
    /// # Errors
    /// The store's.
    pub fn repeated_by(&self, id: &str, size: usize) -> Result<Option<Repeated>, CorpusError> {
        self.repeated_by_until(id, size, &Deadline::default())
    }

    /// The same until a deadline.
    ///
    /// # Errors
    /// The store's; [`CorpusError::Stopped`] when the deadline passes.
    pub fn repeated_by_until(
        &self,
        id: &str,
        size: usize,
        deadline: &Deadline,
    ) -> Result<Option<Repeated>, CorpusError> {
        let state = self.state();
        let Some(document) = state.documents.by_id(id).cloned() else { return Ok(None) };
        let Some(text) = self.text(document.seq) else { return Ok(None) };
        let reading = Reading::new(&text);
        let all = reading.letters.chars();
        let letters = all.get(..MOST_LETTERS).unwrap_or(all);
        let query = Query::until(letters, deadline);
        let found = state.snapshot.matches(&query, &After { state: &state, document: &document });
        deadline.check()?;
        let mut shares: Vec<Share> = found.documents.iter().filter_map(|m| share(&state, m)).collect();
        let ratio = |share: &Share| share.copied as f64 / share.letters.max(1) as f64;
        shares.sort_by(|a, b| ratio(b).total_cmp(&ratio(a)).then_with(|| a.document.id.cmp(&b.document.id)));
        let thousandth =
            |part: usize, whole: usize| (part as f64 / whole.max(1) as f64 * 1_000.0).round().min(1_000.0) / 1_000.0;
        let shown = shares.iter().take(size).filter_map(|share| {
            let full_text = self.text(share.document.seq)?;
            Some(Repeater {
                document: DocumentHead::of(&share.document),
                copied_letters: share.copied,
                ratio: thousandth(share.copied, share.letters),
                source_ratio: thousandth(share.of_source, letters.len()),
                passages: passages(&state, share, &reading, &full_text),
                full_text,
            })
        });
        Ok(Some(Repeated {
            document: DocumentHead::of(&document),
            letters: letters.len(),
            cut: letters.len() < all.len(),
            total: shares.len(),
            repeaters: shown.collect(),
            corpus_generation: state.generation,
            full_text: Arc::clone(&text),
        }))
    }
}

/// What a document repeats, when that is more than a formula.
fn share(state: &State, matches: &DocumentMatches) -> Option<Share> {
    let document = Arc::clone(state.documents.by_seq(matches.sequence)?);
    let blocks: Vec<Block> = matches.matches.iter().flat_map(|m| m.blocks.iter().copied()).collect();
    let total = |spans: Vec<Span>| span::union(spans).iter().map(|s| s.len()).sum::<usize>();
    let copied = total(blocks.iter().map(|b| Span::new(b.source, b.source + b.length)).collect());
    let of_source = total(blocks.iter().map(|b| Span::new(b.draft, b.draft + b.length)).collect());
    let together = blocks.iter().any(|b| b.length >= TOGETHER);
    // A sentence with names and figures exchanged is in pieces, but more of it stands near each other.
    if copied < FEWEST || !(together || matches.matches.iter().any(|m| m.matched() >= 2 * TOGETHER)) {
        return None;
    }
    let letters = state.snapshot.letters_before(matches.sequence, usize::MAX)?;
    Some(Share { document, blocks, copied, of_source, letters })
}

/// The longest equal stretches, in order of position.
fn passages(state: &State, share: &Share, source: &Reading, text: &str) -> Vec<RepeatedPassage> {
    let mut longest = share.blocks.clone();
    longest.sort_by_key(|b| (Reverse(b.length), b.source, b.draft));
    longest.dedup_by_key(|b| (b.source, b.length));
    longest.truncate(PASSAGES);
    longest.sort_by_key(|b| b.source);
    let text = SourceText::new(text);
    let shown = longest.into_iter().filter_map(|block| {
        let letters = Span::new(block.source, block.source + block.length);
        let span = state.snapshot.to_text(share.document.seq, letters)?;
        let source_span = source.letters.to_text(Span::new(block.draft, block.draft + block.length));
        Some(RepeatedPassage { span, text: text.slice(span).to_owned(), source_span })
    });
    shown.collect()
}
