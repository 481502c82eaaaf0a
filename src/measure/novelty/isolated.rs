//! 零星相同: a few words that a draft has in common with a document of which it takes nothing else worth speaking of. They
//! are shown with this reason and not counted: of 100 findings in real local documents such words were the copies that a
//! reader called wrong (names of strategies, set phrases, terms of law), never those he called right.

use std::collections::HashMap;

use super::eligible::Eligibility;
use super::lawful::{Excluded, Reason};
use super::passage::{Built, PassageKind};
use crate::span::Span;
use crate::text::Analysis;

/// Letters from which on a passage tells of copying by itself.
const ENOUGH: usize = 30;
/// Letters around a passage within which another one of the same document makes it part of something larger.
const AROUND: usize = 400;
/// Share of the body from which on a document is a source, however scattered.
const SHARE: f64 = 0.02;

/// Sets isolated passages apart; `passages` are in order of position. What the draft cites, or the caller named, is told
/// whole.
pub(super) fn set_apart(analysis: &Analysis, passages: &mut [Built], eligibility: &Eligibility<'_>) {
    if eligibility.is_named() {
        return;
    }
    let letters = |built: &Built| analysis.letters.from_text(built.passage.span);
    let body = analysis.letters.from_text(analysis.structure.body).len();
    // What is told of every source: how many letters, and where, in order of position.
    let mut taken: HashMap<u64, (usize, Vec<Span>)> = HashMap::new();
    for built in passages.iter().filter(|built| counts(built)) {
        let own = letters(built);
        for source in built.sources() {
            let (sum, places) = taken.entry(source).or_default();
            *sum += own.len();
            places.push(own);
        }
    }
    let is_source = |source: u64, own: Span| {
        let Some((sum, places)) = taken.get(&source) else { return false };
        let around = Span::new(own.start.saturating_sub(AROUND), own.end + AROUND);
        // Passages do not overlap: those around stand in a row, and of them the nearest two suffice.
        let at = places.partition_point(|place| place.start < own.start);
        let before = at.checked_sub(1).and_then(|at| places.get(at));
        let near = before.into_iter().chain(places.get(at..).unwrap_or(&[]).iter().take(2));
        *sum as f64 >= SHARE * body as f64
            || near.into_iter().any(|place| *place != own && !place.intersection(around).is_empty())
            || eligibility.get(source).is_some_and(|counted| counted.cited)
    };
    let alone = |built: &Built| {
        let own = letters(built);
        own.len() < ENOUGH && !built.sources().any(|source| is_source(source, own))
    };
    let apart: Vec<bool> = passages.iter().map(|built| counts(built) && alone(built)).collect();
    for (built, _) in passages.iter_mut().zip(apart).filter(|(_, apart)| *apart) {
        built.passage.excluded = Some(Excluded { reason: Reason::Isolated });
    }
}

/// Whether a passage is told as a copy.
fn counts(built: &Built) -> bool {
    built.passage.excluded.is_none() && built.passage.kind != PassageKind::Reworded
}
