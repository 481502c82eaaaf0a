//! Chosen passages made whole: their ends followed letter by letter, and two that are one copied passage joined.

use std::sync::Arc;

use super::excerpt::Texts;
use super::select::{self, Choice, Chosen};
use crate::reuse::Match;
use crate::reuse::extend::{self, Room};
use crate::reuse::fingerprint::SURE_RUN;
use crate::span::{self, Span};
use crate::text::{Analysis, Letters};

/// Worth of an extension, in equal letters, that begins inside a sentence: more than two letters could be by chance.
const INSIDE: f32 = 1.5;
/// Worth of one that begins where a sentence of the draft begins or ends: the next sentence must be a copy of its own.
const NEXT_SENTENCE: f32 = 6.0;
/// Share of equal letters between two passages of one source that makes them one.
const JOINED: f64 = 0.3;

/// Refines passages in order of draft position; beside them where sure runs of any source stand in the draft. `draft` are its letters' codes, `cuts` places of the draft (in letters) that no passage crosses.
pub(super) fn refine(
    choice: Choice,
    analysis: &Analysis,
    draft: &[u16],
    texts: &Texts<'_>,
    cuts: &[usize],
) -> (Vec<Chosen>, Vec<Span>) {
    let Choice { passages: chosen, sure } = choice;
    let mut refined: Vec<Chosen> = Vec::with_capacity(chosen.len());
    let starts: Vec<usize> = chosen.iter().map(|c| c.best.found.draft.start).skip(1).collect();
    for (at, mut passage) in chosen.into_iter().enumerate() {
        if analysis.deadline.has_passed() {
            break;
        }
        let own = passage.best.found.draft;
        let next = starts.get(at).copied().unwrap_or(analysis.letters.len());
        let told = refined.last().map_or(0, |c| c.best.found.draft.end);
        let lower = cuts.get(..cuts.partition_point(|&c| c <= own.start)).and_then(<[usize]>::last).copied();
        let upper = cuts.get(cuts.partition_point(|&c| c < own.end)).copied().unwrap_or(analysis.letters.len());
        let room = Room {
            draft: Span::new(told.max(lower.unwrap_or(0)).min(own.start), next.min(upper).max(own.end)),
            before: if opens_sentence(analysis, own.start) { NEXT_SENTENCE } else { INSIDE },
            after: if closes_sentence(analysis, own.end) { NEXT_SENTENCE } else { INSIDE },
        };
        let sequence = passage.best.sequence;
        let grown = within(texts, sequence, &[&passage.best.found], |source, found| {
            Some(extend::extend(found.first()?, draft, source, room))
        });
        if let Some(grown) = grown {
            passage.best.found = Arc::new(grown);
        }
        if let Some(last) = refined.last_mut()
            && last.best.sequence == sequence
            && !cuts.iter().any(|&c| last.best.found.draft.end <= c && c <= passage.best.found.draft.start)
            && let Some(whole) = within(texts, sequence, &[&last.best.found, &passage.best.found], |source, found| {
                extend::join(found.first()?, found.get(1)?, (draft, source), JOINED)
            })
        {
            last.best.found = Arc::new(whole);
            last.best.sure |= passage.best.sure;
            last.others.append(&mut passage.others);
            last.documents = last.documents.min(passage.documents);
        } else {
            refined.push(passage);
        }
    }
    let mut told: Vec<Chosen> = refined.into_iter().flat_map(substantial).collect();
    told.extend(select::untold_runs(&sure, &told));
    told.sort_by_key(|c| (c.best.found.draft, c.best.order, c.best.found.source));
    let runs = sure.iter().flat_map(|c| &c.found.runs).map(|run| Span::new(run.draft, run.draft + run.length));
    (told, span::union(runs.collect()))
}

/// Equal letters that a passage without a sure run must have: an edited sentence of ordinary length (inserted ones on the
/// development set have 31 or more, chance agreements 30 or fewer, most of them below 20).
const SUBSTANTIAL: usize = 24;
/// Share of the longer side that must be equal in it.
const SIMILAR: f64 = 0.6;
/// The same two for a long passage, which may be a summary: it drops up to half of its source.
const SUBSTANTIAL_SUMMARY: (usize, f64) = (45, 0.5);

/// Works on matches with the letters of their source around them, which are counted from the first of these on; `work`
/// gives a match in the same count.
fn within(
    texts: &Texts<'_>,
    sequence: u64,
    found: &[&Match],
    work: impl FnOnce(&[u16], &[Match]) -> Option<Match>,
) -> Option<Match> {
    let whole = found.iter().map(|m| m.source).reduce(Span::hull)?;
    let first = whole.start.saturating_sub(extend::REACH.1);
    let source = texts.letters(sequence, Span::new(first, whole.end + extend::REACH.1));
    let moved: Vec<Match> = found.iter().map(|m| m.from_letter(first)).collect();
    Some(work(&source, &moved)?.after_letters(first))
}

/// A passage that is more than a chance agreement; of another only what else it holds of sure runs, each told from its own
/// source.
fn substantial(passage: Chosen) -> Vec<Chosen> {
    if passage.best.sure || is_substantial(&passage.best.found) {
        return vec![passage];
    }
    let mut told: Vec<Chosen> = Vec::new();
    for other in passage.others.into_iter().filter(|c| c.sure) {
        let draft = other.found.draft;
        match told.iter_mut().find(|c| c.best.found.draft.contains(draft)) {
            Some(chosen) => chosen.others.push(other),
            None => told.push(Chosen { best: other, others: Vec::new(), documents: passage.documents }),
        }
    }
    told.sort_by_key(|c| c.best.found.draft);
    told
}

/// Whether a passage is more than a chance agreement of words on the same subject.
fn is_substantial(found: &Match) -> bool {
    let (matched, similarity) = (found.matched(), found.similarity());
    (matched >= SUBSTANTIAL && similarity >= SIMILAR)
        || (matched >= SUBSTANTIAL_SUMMARY.0 && similarity >= SUBSTANTIAL_SUMMARY.1)
}

/// Whether a short passage is only the end of one sentence and the beginning of the next: each part is shorter than a
/// sure run, so that no sentence says the same.
pub(super) fn is_fragment(found: &Match, analysis: &Analysis) -> bool {
    if found.matched() >= SUBSTANTIAL {
        return false;
    }
    let longest = found.blocks.iter().map(|block| {
        let places: Vec<usize> = (block.draft..block.draft + block.length).collect();
        places.chunk_by(|_, &next| !opens_sentence(analysis, next)).map(<[usize]>::len).max().unwrap_or(0)
    });
    longest.max().unwrap_or(0) < SURE_RUN
}

/// Whether a letter of the draft is the first of its sentence.
fn opens_sentence(analysis: &Analysis, letter: usize) -> bool {
    let from = letter.checked_sub(1).map_or(0, |last| end_in_text(&analysis.letters, last));
    let to = analysis.letters.origin().get(letter).map_or(from, |&o| o as usize);
    letter == 0 || has_end_mark(analysis, Span::new(from, to.max(from)))
}

/// Whether the letter before a place of the draft is the last of its sentence.
fn closes_sentence(analysis: &Analysis, place: usize) -> bool {
    place >= analysis.letters.len() || opens_sentence(analysis, place)
}

fn end_in_text(letters: &Letters, letter: usize) -> usize {
    letters.origin().get(letter).map_or(0, |&o| o as usize + 1)
}

fn has_end_mark(analysis: &Analysis, between: Span) -> bool {
    analysis.folded.chars_in(between).iter().any(|c| matches!(c, '。' | '；' | '！' | '？' | '\n'))
}
