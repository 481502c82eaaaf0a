//! 零星相同: a few words that a draft has in common with a document of which it takes nothing else worth speaking of. They
//! are shown with this reason and not counted. Of 80 copies told in as many real documents a strict reader called 44 wrong:
//! set phrases, names, chance. How much is equal, and how much the draft takes of the same document elsewhere, parts them:
//! what is set apart here were 29 of the 44, and none of the 24 that he called right. In other documents a reader who did
//! not know which was which called 39 of 40 passages set apart wrong and none right, of 90 told 37 and 36; what many
//! documents hold, and short words of cited ones, are judged as they are since.
//!
//! 其他地区雷同: words that documents of other places alone have in common with the draft, and that it does not cite. None of
//! these is above it: of 34 such passages in three readings none was called right; most of them came into both from the same
//! law. They are shown with this reason, however long.
//!
//! Letters are counted and no shares of the draft, and what all of them may come to is held against the draft's own text: one
//! copied passage more sets nothing apart that was told before.

use std::cmp::Reverse;

use rustc_hash::{FxHashMap, FxHashSet};

use super::eligible::{Counted, Eligibility, Relation};
use super::lawful::{Excluded, Reason};
use super::passage::Built;
use crate::span::{self, Span};
use crate::text::{Analysis, titles};

/// Equal letters from which on a passage tells of copying by itself, and what a document must have in common with the draft
/// in all to be a source of less.
#[derive(Debug, Clone, Copy)]
struct Least {
    /// Equal letters of one passage that are enough.
    alone: usize,
    /// Equal letters of all passages of the document that make the others parts of something larger.
    in_all: usize,
    /// The same for passages of fewer than [`FEW`] equal letters.
    of_few: usize,
}

/// A clause is seldom shorter: set phrases are.
const FEW: usize = 20;
/// Of a higher document, and of the issuer's own.
const USUAL: Least = Least { alone: 34, in_all: 60, of_few: 300 };
/// Of a document that the draft cites.
const OF_CITED: Least = Least { alone: FEW, in_all: 60, of_few: 250 };
/// Of any that is not cited, where [`MANY`] hold the passage: what all say is taken from none of them.
const OF_MANY: Least = Least { alone: 70, in_all: 100, of_few: 300 };
/// Documents that hold a passage, from which on it is common to all.
const MANY: usize = 8;
/// What would be set apart in all, as a share of the draft's own letters (in no passage, nor in a protected formulation), from
/// which on nothing is: a draft that is pieced together from a hundred documents is copied all the same. It is 3 % in the
/// median of 240 real documents, 17 % in one of fifty.
const TOGETHER: f64 = 0.2;

impl Least {
    /// What is asked of a document that holds a passage, as one of so many; `None` of one that is no source.
    fn of(document: &Counted<'_>, holders: usize) -> Option<Self> {
        match document.relation {
            _ if document.cited => Some(OF_CITED),
            Relation::Elsewhere => None,
            _ if holders >= MANY => Some(OF_MANY),
            Relation::Higher | Relation::Own => Some(USUAL),
        }
    }

    /// Whether a passage of so many equal letters is told, of a document that has so many in all.
    fn is_met(self, equal: usize, in_all: usize) -> bool {
        equal >= self.alone || in_all >= if equal < FEW { self.of_few } else { self.in_all }
    }
}

/// A passage that is told.
struct Told {
    /// Its index among all passages.
    at: usize,
    /// Where it stands, in letters.
    span: Span,
    /// Equal letters that each of its sources holds of it, by sequence number.
    sources: Vec<(u64, usize)>,
}

/// Sets passages apart that are isolated or of other places, and says how many; `passages` are in order of position. What
/// is compared with documents that the caller named is told whole.
pub(super) fn set_apart(
    analysis: &Analysis,
    passages: &mut [Built],
    protected: &[Span],
    eligibility: &Eligibility<'_>,
) -> usize {
    if eligibility.is_named() {
        return 0;
    }
    let told: Vec<Told> = told(analysis, passages).collect();
    let mut in_all: FxHashMap<u64, usize> = FxHashMap::default();
    let mut words: FxHashMap<&[char], usize> = FxHashMap::default();
    let mut counted = FxHashSet::default();
    for told in &told {
        let letters = analysis.letters.chars().get(told.span.start..told.span.end).unwrap_or(&[]);
        let next = words.len();
        let number = *words.entry(letters).or_insert(next);
        // The same words again are taken once.
        for (source, equal) in told.sources.iter().filter(|(source, _)| counted.insert((*source, number))) {
            *in_all.entry(*source).or_default() += equal;
        }
    }
    let is_source = |&(source, equal): &(u64, usize), holders: usize| {
        let all = in_all.get(&source).copied().unwrap_or_default();
        let least = eligibility.get(source).and_then(|document| Least::of(&document, holders));
        least.is_some_and(|least| least.is_met(equal, all))
    };
    let is_taken = |told: &Told| {
        let holders = holders(told, eligibility);
        told.sources.iter().any(|source| is_source(source, holders))
    };
    let of_elsewhere = |told: &&Told| {
        let best = passages.get(told.at).and_then(|built| eligibility.get(built.sequence));
        best.is_some_and(|best| best.relation == Relation::Elsewhere)
    };
    let (elsewhere, mut alone): (Vec<&Told>, Vec<&Told>) =
        told.iter().filter(|told| !is_taken(told)).partition(of_elsewhere);
    let together: usize = alone.iter().map(|told| told.span.len()).sum();
    if together as f64 > TOGETHER * own(analysis, passages, protected) as f64 {
        alone.clear();
    }
    let apart = alone.len() + elsewhere.len();
    for (set, reason) in [(alone, Reason::Isolated), (elsewhere, Reason::Elsewhere)] {
        for told in set {
            if let Some(built) = passages.get_mut(told.at) {
                built.passage.excluded = Some(Excluded { reason });
            }
        }
    }
    apart
}

/// How many documents hold a passage, [`MANY`] where there are more; versions and reposts of one are one.
fn holders(told: &Told, eligibility: &Eligibility<'_>) -> usize {
    if told.sources.len() < MANY {
        return told.sources.len();
    }
    let mut known: FxHashSet<String> = FxHashSet::default();
    for counted in told.sources.iter().filter_map(|&(source, _)| eligibility.get(source)) {
        known.insert(titles::key(&counted.document.title));
        if known.len() >= MANY {
            break;
        }
    }
    known.len()
}

/// Letters of the body that are the draft's own.
fn own(analysis: &Analysis, passages: &[Built], protected: &[Span]) -> usize {
    let body = analysis.letters.from_text(analysis.structure.body);
    let others = passages.iter().map(|built| built.passage.span).chain(protected.iter().copied());
    let others = span::union(others.map(|span| analysis.letters.from_text(span).intersection(body)).collect());
    body.len() - others.iter().map(|span| span.len()).sum::<usize>()
}

/// The passages that are told, in order.
fn told(analysis: &Analysis, passages: &[Built]) -> impl Iterator<Item = Told> {
    let copies = passages.iter().enumerate().filter(|(_, built)| built.passage.is_copy());
    copies.map(|(at, built)| {
        let span = analysis.letters.from_text(built.passage.span);
        let others = built.others.iter().map(|&(sequence, part)| (sequence, built.equal.min(part.len())));
        let mut sources: Vec<(u64, usize)> = others.chain([(built.sequence, built.equal)]).collect();
        // Of what one document holds in several places, the most.
        sources.sort_unstable_by_key(|&(sequence, held)| (sequence, Reverse(held)));
        sources.dedup_by_key(|(sequence, _)| *sequence);
        Told { at, span, sources }
    })
}
