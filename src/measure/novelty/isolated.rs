//! 零星相同: a few words that a draft has in common with a document of which it takes nothing else worth speaking of. They
//! are shown with this reason and not counted. Of 100 copies told in real local documents a reader called 41 wrong (names
//! of strategies, set phrases, terms of law); such words were 18 of them, and none of the 45 that he called right.
//!
//! What is asked of the rest of the draft is asked of its own text, without what it takes: one copied passage more sets
//! nothing apart that was told before.

use std::collections::{BTreeMap, HashMap};

use super::eligible::Eligibility;
use super::lawful::{Excluded, Reason};
use super::passage::Built;
use crate::span::{self, Span};
use crate::text::Analysis;

/// Letters from which on a passage tells of copying by itself, and its document is a source.
const ENOUGH: usize = 30;
/// Letters of the draft's own between two passages of a document that make them parts of something larger.
const AROUND: usize = 400;
/// Letters that are taken from a document, as a share of the draft's own, from which on it is a source, however scattered.
const SHARE: f64 = 0.02;
/// What all passages of a few words together may come to, isolated or not, as a share of the draft's own letters: a draft
/// that is pieced together from a hundred documents is copied all the same.
const TOGETHER: f64 = 0.05;

/// The letters of a draft that stand in any passage, lawful ones too.
struct Shared {
    /// In order, disjoint.
    spans: Vec<Span>,
    /// Letters in all spans before each.
    before: Vec<usize>,
}

impl Shared {
    fn of(spans: Vec<Span>) -> Self {
        let spans = span::union(spans);
        let mut sum = 0;
        let before = spans
            .iter()
            .map(|span| {
                let before = sum;
                sum += span.len();
                before
            })
            .collect();
        Self { spans, before }
    }

    /// How many of them stand before a place.
    fn up_to(&self, place: usize) -> usize {
        let Some(last) = self.spans.partition_point(|span| span.start < place).checked_sub(1) else { return 0 };
        let (span, before) = (self.spans.get(last), self.before.get(last));
        span.zip(before).map_or(0, |(span, before)| before + span.end.min(place) - span.start)
    }

    /// How many of them stand in a stretch.
    fn within(&self, stretch: Span) -> usize {
        self.up_to(stretch.end) - self.up_to(stretch.start)
    }
}

/// A passage that is told.
struct Told {
    /// Its index among all passages.
    at: usize,
    letters: usize,
    /// The draft's own letters before it.
    place: usize,
    /// Letters that each of its sources holds of it, by sequence number.
    sources: BTreeMap<u64, usize>,
}

/// What is taken of a source.
#[derive(Default)]
struct Taken {
    letters: usize,
    /// Letters of the longest passage.
    longest: usize,
    /// Which of the passages told.
    passages: Vec<usize>,
}

/// Sets isolated passages apart; `passages` are in order of position. What the draft cites, or the caller named, is told
/// whole.
pub(super) fn set_apart(analysis: &Analysis, passages: &mut [Built], eligibility: &Eligibility<'_>) {
    if eligibility.is_named() {
        return;
    }
    let body = analysis.letters.from_text(analysis.structure.body);
    let shared = Shared::of(passages.iter().map(|built| analysis.letters.from_text(built.passage.span)).collect());
    let told = told(analysis, passages, &shared);
    let own = body.len() - shared.within(body);
    let mut of: HashMap<u64, Taken> = HashMap::new();
    for (number, told) in told.iter().enumerate() {
        for (&source, &letters) in &told.sources {
            let taken = of.entry(source).or_default();
            taken.letters += letters;
            taken.longest = taken.longest.max(letters);
            taken.passages.push(number);
        }
    }
    let near = |a: usize, b: usize| match (told.get(a), told.get(b)) {
        (Some(a), Some(b)) => a.place.abs_diff(b.place) <= AROUND,
        _ => false,
    };
    let is_source = |source: u64, number: usize| {
        let Some(taken) = of.get(&source) else { return false };
        let at = taken.passages.partition_point(|&other| other < number);
        let beside = [at.checked_sub(1), Some(at + 1)].into_iter().flatten();
        let mut beside = beside.filter_map(|at| taken.passages.get(at));
        taken.longest >= ENOUGH
            || taken.letters as f64 >= SHARE * own as f64
            || beside.any(|&other| near(other, number))
            || eligibility.get(source).is_some_and(|counted| counted.cited)
    };
    let alone = |(number, told): &(usize, &Told)| {
        told.letters < ENOUGH && !told.sources.keys().any(|&source| is_source(source, *number))
    };
    let short = |told: &&Told| told.letters < ENOUGH;
    let together: usize = told.iter().filter(short).map(|told| told.letters).sum();
    if together as f64 > TOGETHER * own as f64 {
        return;
    }
    for (_, told) in told.iter().enumerate().filter(alone) {
        if let Some(built) = passages.get_mut(told.at) {
            built.passage.excluded = Some(Excluded { reason: Reason::Isolated });
        }
    }
}

/// The passages that are told, in order.
fn told(analysis: &Analysis, passages: &[Built], shared: &Shared) -> Vec<Told> {
    let copies = passages.iter().enumerate().filter(|(_, built)| built.passage.is_copy());
    let told = copies.map(|(at, built)| {
        let span = analysis.letters.from_text(built.passage.span);
        let mut sources = BTreeMap::from([(built.sequence, span.len())]);
        for (sequence, part) in &built.others {
            let held = sources.entry(*sequence).or_default();
            *held = span.len().min((*held).max(analysis.letters.from_text(*part).len()));
        }
        let place = span.start - shared.up_to(span.start);
        Told { at, letters: span.len(), place, sources }
    });
    told.collect()
}
