//! [`Corpus::carriers`]: every document that carries a passage, letter for letter or changed: who said it first, who
//! repeated it, how it changed.

use std::sync::Arc;

use serde::Serialize;
use utoipa::ToSchema;

use super::head::DocumentHead;
use crate::corpus::error::CorpusError;
use crate::corpus::live::{Corpus, State};
use crate::deadline::Deadline;
use crate::document::PartialDate;
use crate::reuse::extend::{self, Room};
use crate::reuse::fingerprint::SURE_RUN;
use crate::reuse::index::Snapshot;
use crate::reuse::{Block, EditKind, Library, Match, Query, edits};
use crate::span::{self, SourceText, Span};
use crate::store::DocumentMeta;
use crate::text::Reading;

/// Shortest passage, in letters: a run of this length is never missed.
pub const SHORTEST_PASSAGE: usize = SURE_RUN;
/// Longest passage, in characters: some pages; whole drafts are reviewed.
pub const LONGEST_PASSAGE: usize = 5_000;
/// Most documents that are listed; all are counted.
pub const MAX_CARRIERS: usize = 200;
/// A document carries a passage when this share of its letters stands there,
const CARRIED: f64 = 0.4;
/// or this many letters of a long one: some sentences.
const CARRIED_LETTERS: usize = 100;
/// Who said most of a passage first is looked for among those that carry at least this share of what the fullest does.
const FULL: f64 = 0.8;
/// Worth, in equal letters, of what is added at the ends of a match. Little, because the document is known to carry the
/// passage.
const WORTH: f32 = 0.2;
/// A match that lacks at most this share of the passage at its ends is a change of them, no part.
const ENDS: f64 = 0.1;
/// Share of equal letters between two matches of one document that makes them one.
const JOINED: f64 = 0.3;

/// Why a passage cannot be traced. The text is Chinese and may be shown to users.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PassageError {
    /// Too few letters.
    #[error("这段话只有 {letters} 个字（标点不计），至少要 {SHORTEST_PASSAGE} 个；更短的词句请用引号检索")]
    Short {
        /// How many there are.
        letters: usize,
    },
    /// Too many characters.
    #[error("这段话有 {characters} 个字符，超过上限 {LONGEST_PASSAGE}；整份文件请用审核")]
    Long {
        /// How many there are.
        characters: usize,
    },
}

/// How a document carries a passage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum CarrierKind {
    /// 原文: letter for letter, all of it.
    Verbatim,
    /// 部分: letter for letter, a part of it.
    Part,
    /// 改动: with changes.
    Edited,
}

impl CarrierKind {
    /// The Chinese name shown to users.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Verbatim => "原文",
            Self::Part => "部分照录",
            Self::Edited => "有改动",
        }
    }
}

/// How a document's words differ from the passage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PassageChange {
    /// What sort, seen from the passage: insert is what the document has besides.
    pub kind: EditKind,
    /// Words of the passage.
    pub from: String,
    /// Words of the document.
    pub to: String,
    /// Where in the passage asked about.
    pub asked_span: Span,
    /// Where in the document.
    pub span: Span,
}

/// A document that carries the passage.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Carrier {
    /// The document.
    #[serde(flatten)]
    pub document: DocumentHead,
    /// How.
    pub carries: CarrierKind,
    /// Share of the passage's letters that stand in the document, 0–1.
    pub coverage: f64,
    /// Where the fullest part of it stands in the document.
    pub span: Span,
    /// The words there.
    pub text: String,
    /// Where these words stand in the passage.
    pub asked_span: Span,
    /// What was changed.
    pub changes: Vec<PassageChange>,
    /// The whole text, with which positions are converted into other units.
    #[serde(skip)]
    pub full_text: Arc<str>,
}

/// The documents that carry a passage.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Carriers {
    /// Letters of the passage that were compared.
    pub letters: usize,
    /// Number of documents that carry it.
    pub total: usize,
    /// Id of the earliest dated document among those that carry (nearly) most of it.
    pub first: Option<String>,
    /// The documents, highest level first, then the earliest; at most two hundred.
    pub carriers: Vec<Carrier>,
    /// Generation of the corpus.
    pub corpus_generation: u64,
}

/// Every document counts, the higher and earlier is the better source.
struct Everything<'a>(&'a State);

impl Library for Everything<'_> {
    fn standing(&self, sequence: u64) -> Option<u32> {
        self.0.documents.by_seq(sequence).map(|_| u32::try_from(sequence).unwrap_or(u32::MAX))
    }

    fn common(&self) -> usize {
        usize::MAX
    }
}

/// A document with the match that carries most.
struct Carried {
    document: Arc<DocumentMeta>,
    best: Match,
    coverage: f64,
}

impl Corpus {
    /// The documents that carry a passage.
    ///
    /// # Errors
    /// [`PassageError`] when it is too short or too long.
    pub fn carriers(&self, text: &str) -> Result<Carriers, CorpusError> {
        self.carriers_until(text, &Deadline::default())
    }

    /// The same until a deadline.
    ///
    /// # Errors
    /// As [`Self::carriers`]; [`CorpusError::Stopped`] when the deadline passes.
    pub fn carriers_until(&self, text: &str, deadline: &Deadline) -> Result<Carriers, CorpusError> {
        let state = self.state();
        let characters = text.chars().count();
        if characters > LONGEST_PASSAGE {
            return Err(PassageError::Long { characters }.into());
        }
        let asked = Reading::new(text);
        let letters = asked.letters.len();
        if letters < SHORTEST_PASSAGE {
            return Err(PassageError::Short { letters }.into());
        }
        let query = Query::until(asked.letters.chars(), deadline);
        let found = state.snapshot.matches(&query, &Everything(&state));
        deadline.check()?;
        let mut carried: Vec<Carried> = Vec::new();
        for matches in found.documents {
            deadline.check()?;
            let blocks = matches.matches.iter().flat_map(|m| &m.blocks);
            let covered = span::union(blocks.map(|b| Span::new(b.draft, b.draft + b.length)).collect());
            let equal: usize = covered.iter().map(|s| s.len()).sum();
            if equal < CARRIED_LETTERS && (equal as f64) < CARRIED * letters as f64 {
                continue;
            }
            let whole = whole(&matches.matches, &query, &state.snapshot, matches.sequence);
            if let (Some(best), Some(document)) = (whole, state.documents.by_seq(matches.sequence)) {
                let coverage = equal.max(best.matched()) as f64 / letters as f64;
                carried.push(Carried { document: Arc::clone(document), best, coverage });
            }
        }
        carried.sort_by(|a, b| order(&a.document).cmp(&order(&b.document)));
        let first = first(&carried).map(|document| document.id.clone());
        let shown = carried.iter().take(MAX_CARRIERS).filter_map(|c| self.carrier(&state, &asked, c));
        Ok(Carriers {
            letters,
            total: carried.len(),
            first,
            carriers: shown.collect(),
            corpus_generation: state.generation,
        })
    }

    /// A document as it is shown; `None` when it has gone meanwhile.
    fn carrier(&self, state: &State, asked: &Reading, carried: &Carried) -> Option<Carrier> {
        let Carried { document, best, coverage } = carried;
        let (seq, snapshot) = (document.seq, &state.snapshot);
        let full_text = self.text(seq)?;
        let text = SourceText::new(&full_text);
        let span = snapshot.to_text(seq, best.source)?;
        let lacking = asked.letters.len() - best.draft.len();
        let ends_changed = lacking > 0 && lacking as f64 <= ENDS * asked.letters.len() as f64;
        let carries = match best.is_verbatim() {
            true if lacking == 0 => CarrierKind::Verbatim,
            true if !ends_changed => CarrierKind::Part,
            _ => CarrierKind::Edited,
        };
        let mut changes = changes(snapshot, asked, &text, carried);
        if ends_changed {
            changes.extend(changed_ends(asked, best.draft, span));
            changes.sort_by_key(|change| change.asked_span);
        }
        Some(Carrier {
            document: DocumentHead::of(document),
            carries,
            coverage: (coverage.min(1.0) * 1_000.0).round() / 1_000.0,
            span,
            text: text.slice(span).to_owned(),
            asked_span: asked.letters.to_text(best.draft),
            changes,
            full_text,
        })
    }
}

/// How a document's words differ between the equal stretches of its match, in order of its text.
fn changes(snapshot: &Snapshot, asked: &Reading, text: &SourceText, carried: &Carried) -> Vec<PassageChange> {
    let (seq, source) = (carried.document.seq, carried.best.source);
    let here: Vec<char> = snapshot.letters(seq, source).into_iter().map(letter).collect();
    let edits = edits::edits(&turned(&carried.best), &here, asked.letters.chars());
    let shown = edits.into_iter().filter_map(|edit| {
        let place = Span::new(edit.draft.start + source.start, edit.draft.end + source.start);
        let (span, asked_span) = (place_in(snapshot, seq, place)?, place_of(asked, edit.source));
        let (from, to) = (asked.source.slice(asked_span).to_owned(), text.slice(span).to_owned());
        Some(PassageChange { kind: edit.kind, from, to, asked_span, span })
    });
    shown.collect()
}

/// What of the passage stands before and behind the letters that a document has, at whose edges its words go another way.
fn changed_ends(asked: &Reading, held: Span, span: Span) -> impl Iterator<Item = PassageChange> + '_ {
    let ends = [(Span::new(0, held.start), span.start), (Span::new(held.end, asked.letters.len()), span.end)];
    ends.into_iter().filter(|(letters, _)| !letters.is_empty()).map(|(letters, at)| {
        let asked_span = asked.letters.to_text(letters);
        let from = asked.source.slice(asked_span).to_owned();
        PassageChange { kind: EditKind::Delete, from, to: String::new(), asked_span, span: Span::new(at, at) }
    })
}

/// Highest level first, then the earliest, undated ones last.
fn order(document: &DocumentMeta) -> (u8, bool, Option<PartialDate>, &str) {
    (document.level.rank().unwrap_or(u8::MAX), document.date.is_none(), document.date, &document.id)
}

/// Who said it first: the earliest of those that carry most of it.
fn first(carried: &[Carried]) -> Option<&Arc<DocumentMeta>> {
    let fullest = carried.iter().map(|c| c.coverage).fold(0.0, f64::max);
    let full = carried.iter().filter(|c| c.coverage >= FULL * fullest && c.document.date.is_some());
    full.min_by_key(|c| (c.document.date, order(&c.document))).map(|c| &c.document)
}

/// The matches of one document made one where they follow each other, their ends followed; the one that carries most.
fn whole(matches: &[Match], query: &Query, snapshot: &Snapshot, sequence: u64) -> Option<Match> {
    let source = matches.iter().map(|m| m.source).reduce(Span::hull)?;
    let start = source.start.saturating_sub(extend::REACH.1);
    let letters = snapshot.letters(sequence, Span::new(start, source.end + extend::REACH.1));
    let mut made: Vec<Match> = Vec::new();
    for found in matches.iter().map(|m| m.from_letter(start)) {
        let joined = made.last().and_then(|last| extend::join(last, &found, (query.codes(), &letters), JOINED));
        match (joined, made.last_mut()) {
            (Some(joined), Some(last)) => *last = joined,
            _ => made.push(found),
        }
    }
    let best = made.into_iter().max_by_key(|m| (m.matched(), std::cmp::Reverse(m.source.start)))?;
    let room = Room { draft: Span::new(0, query.codes().len()), before: WORTH, after: WORTH };
    Some(extend::extend(&best, query.codes(), &letters, room).after_letters(start))
}

/// A match seen from the other side, the document's letters counted from the first of the match on.
fn turned(found: &Match) -> Match {
    let first = found.source.start;
    let back = |b: &Block| Block { draft: b.source - first.min(b.source), source: b.draft, length: b.length };
    let mut blocks: Vec<Block> = found.blocks.iter().map(back).collect();
    blocks.sort_unstable();
    // Clauses put in another order may claim the same letters of the document; the first claim stands.
    let mut end = 0;
    blocks.retain(|b| {
        let free = b.draft >= end;
        if free {
            end = b.draft + b.length;
        }
        free
    });
    let draft = Span::new(0, found.source.len());
    Match { draft, source: found.draft, blocks, runs: Vec::new() }
}

/// The letter of a code; those beyond the basic plane have none of their own.
fn letter(code: u16) -> char {
    char::from_u32(u32::from(code)).unwrap_or(char::REPLACEMENT_CHARACTER)
}

/// Where letters of a document stand; an empty range stands behind the letter before it.
fn place_in(snapshot: &Snapshot, sequence: u64, letters: Span) -> Option<Span> {
    if !letters.is_empty() {
        return snapshot.to_text(sequence, letters);
    }
    let before = snapshot.to_text(sequence, Span::new(letters.start.checked_sub(1)?, letters.start))?;
    Some(Span::new(before.end, before.end))
}

/// The same in the passage asked about.
fn place_of(asked: &Reading, letters: Span) -> Span {
    if !letters.is_empty() {
        return asked.letters.to_text(letters);
    }
    let before = asked.letters.to_text(Span::new(letters.start.saturating_sub(1), letters.start));
    Span::new(before.end, before.end)
}
