//! Everything a query finds, with what it is worth, until a deadline: hit by hit, so that the work can be left off and
//! the parts of a score are added in one order.

use std::time::Instant;

use tantivy::query::{EnableScoring, Query, Scorer, Weight};
use tantivy::{DocAddress, DocId, DocSet as _, Score, SegmentReader, TERMINATED};

use super::live::State;
use super::query::Part;
use super::statistics::Statistics;
use crate::document::PartialDate;
use crate::store::DocumentMeta;

/// Hits between two looks at the clock.
const BETWEEN_LOOKS: usize = 64;
/// What the highest level adds, as a share of what the words are worth: decides between documents that fit about equally
/// well, as search staff look for what stands above.
const LEVEL: f32 = 0.1;
/// What the newest documents get added, as a share of the same.
const DATE: f32 = 0.05;
/// Years between which [`DATE`] rises.
const YEARS: (u16, u16) = (1990, 2030);

/// A document found by its words.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    /// What its words are worth.
    pub(super) score: Score,
    /// Its number.
    pub(super) seq: u64,
    /// Where it stands in the index.
    pub(super) place: DocAddress,
}

/// What the parts of a score weigh in one state of the corpus.
pub(super) struct Weights(Vec<Box<dyn Weight>>);

impl Weights {
    /// Weighs parts by the documents that are there.
    pub(super) fn of(state: &State, parts: &[Part]) -> tantivy::Result<Self> {
        let statistics = Statistics::of(&state.searcher, &state.lengths);
        let scoring = || EnableScoring::enabled_from_statistics_provider(&statistics, &state.searcher);
        Ok(Self(parts.iter().map(|part| part.query.weight(scoring())).collect::<tantivy::Result<_>>()?))
    }

    /// What each part gives for one document of the same state.
    pub(super) fn parts_of(&self, state: &State, place: DocAddress) -> tantivy::Result<Vec<Score>> {
        let mut scorers = Scorers::new(self, state.searcher.segment_reader(place.segment_ord))?;
        Ok(scorers.of(place.doc_id).collect())
    }
}

/// Everything found, in order of place; whether it is everything.
pub(super) fn find(
    state: &State,
    query: &dyn Query,
    weights: &Weights,
    deadline: Instant,
) -> tantivy::Result<(Vec<Found>, bool)> {
    let weight = query.weight(EnableScoring::disabled_from_searcher(&state.searcher))?;
    let mut hits = Vec::new();
    let mut looked = 0usize;
    for (segment, reader) in (0u32..).zip(state.searcher.segment_readers()) {
        let seqs = reader.fast_fields().u64("seq")?;
        let mut scorers = Scorers::new(weights, reader)?;
        let mut docs = weight.scorer(reader, 1.0)?;
        while docs.doc() != TERMINATED {
            if looked.is_multiple_of(BETWEEN_LOOKS) && Instant::now() >= deadline {
                return Ok((hits, false));
            }
            looked += 1;
            let doc = docs.doc();
            if let (false, Some(seq)) = (reader.is_deleted(doc), seqs.first(doc)) {
                let score = scorers.of(doc).sum();
                hits.push(Found { score, seq, place: DocAddress::new(segment, doc) });
            }
            docs.advance();
        }
    }
    Ok((hits, true))
}

/// The parts of a score in one segment; asked for documents in rising order.
struct Scorers(Vec<Box<dyn Scorer>>);

impl Scorers {
    fn new(weights: &Weights, reader: &SegmentReader) -> tantivy::Result<Self> {
        Ok(Self(weights.0.iter().map(|weight| weight.scorer(reader, 1.0)).collect::<tantivy::Result<_>>()?))
    }

    fn of(&mut self, doc: DocId) -> impl Iterator<Item = Score> + '_ {
        self.0.iter_mut().map(move |scorer| {
            if scorer.doc() < doc {
                scorer.seek(doc);
            }
            if scorer.doc() == doc { scorer.score() } else { 0.0 }
        })
    }
}

/// What a document's level and date add to what its words are worth, with their names. Where nothing was asked for, they
/// alone count.
pub(super) fn priors(document: &DocumentMeta, words: Score) -> [(&'static str, Score); 2] {
    let words = if words > 0.0 { words } else { 1.0 };
    let level = document.level.rank().map_or(0.0, |rank| words * LEVEL * f32::from(4u8.saturating_sub(rank)) / 4.0);
    let (first, last) = YEARS;
    let year = document.date.map_or(first, PartialDate::year).clamp(first, last);
    let date = words * DATE * f32::from(year - first) / f32::from(last - first);
    [("层级", level), ("日期", date)]
}

/// Three decimals: beyond, the order in which numbers are added shows.
pub(super) fn rounded(score: Score) -> Score {
    (score * 1_000.0).round() / 1_000.0
}
