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
use crate::text::Analysis;

/// Letters from which on a passage tells of copying by itself, and its document is a source.
const ENOUGH: usize = 30;
/// Letters of the draft's own between two passages of a document that make them parts of something larger.
const AROUND: usize = 400;
/// Letters that are taken from a document, as a share of the draft's own, from which on it is a source, however scattered.
const SHARE: f64 = 0.02;
/// What all isolated passages together may come to, as a share of the draft's own letters: a draft that is pieced together
/// from a hundred documents is copied all the same.
const TOGETHER: f64 = 0.05;

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
    let told = told(analysis, passages);
    let taken: usize = told.iter().map(|told| told.letters).sum();
    let own = analysis.letters.from_text(analysis.structure.body).len().saturating_sub(taken);
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
    let isolated: Vec<&Told> = told.iter().enumerate().filter(alone).map(|(_, told)| told).collect();
    let together: usize = isolated.iter().map(|told| told.letters).sum();
    if together as f64 > TOGETHER * own as f64 {
        return;
    }
    for told in isolated {
        if let Some(built) = passages.get_mut(told.at) {
            built.passage.excluded = Some(Excluded { reason: Reason::Isolated });
        }
    }
}

/// The passages that are told, in order.
fn told(analysis: &Analysis, passages: &[Built]) -> Vec<Told> {
    let mut before = 0;
    let copies = passages.iter().enumerate().filter(|(_, built)| built.passage.is_copy());
    let told = copies.map(|(at, built)| {
        let span = analysis.letters.from_text(built.passage.span);
        let mut sources = BTreeMap::from([(built.sequence, span.len())]);
        for (sequence, part) in &built.others {
            let held = sources.entry(*sequence).or_default();
            *held = span.len().min((*held).max(analysis.letters.from_text(*part).len()));
        }
        let place = span.start.saturating_sub(before);
        before += span.len();
        Told { at, letters: span.len(), place, sources }
    });
    told.collect()
}
