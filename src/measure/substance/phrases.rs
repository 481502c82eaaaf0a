//! Slogan phrases. A phrase is a clause: an entry of the list names what is hollow in it, the sentence model whether the
//! clause and its sentence leave anything checkable. Clear set phrases (severity 2 and 3) count wherever they stand.

use std::sync::LazyLock;

use regex::Regex;

use crate::lexicon::{Hit, ListId};
use crate::measure::substance::context;
use crate::measure::substance::guidance::Guidance;
use crate::measure::substance::reading::{Judged, Reading};
use crate::span::Span;

/// Severity from which an entry counts by itself.
const CLEAR: u8 = 2;
/// Least probability that the sentence is empty or mixed for a clause of it to be judged.
/// This and the two below were chosen by grouped cross-validation on the phrases that one reader marked in 1,488 sentences:
/// F1 0.616 at IoU 0.5 (precision 0.62, recall 0.62); 0.6 here gives 0.605.
const SENTENCE: f32 = 0.5;
/// Least probability of `empty` for a clause without an entry, with a vague one (severity 1), with a clear one. 0.13, 0.2
/// and 0.3 for the first give F1 0.610, 0.593 and 0.531 there.
const CLAUSE: [f32; 3] = [0.1, 0.05, 0.0];
/// Probability of `empty` from which a clause is hollow although a marker stands in it: F1 0.616 in place of 0.612.
const DESPITE_MARKER: f32 = 0.4;
/// Shortest and longest clause taken whole, in characters: of the annotated phrases 3 % are shorter and 4 % longer. Up to
/// 40 F1 is 0.006 higher, but set formulations that stand in no list are touched.
const LENGTH: std::ops::RangeInclusive<usize> = 5..=26;

/// A longer beginning of a clause before a clear entry is its subject, in characters, and no part of the phrase.
const SUBJECT: usize = 6;

/// What introduces a clause and does not belong to the phrase.
static OPENING: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^(?:[一二三四五六七八九十]是(?:要)?|（[一二三四五六七八九十\d]{1,3}）|[一二三四五六七八九十]{1,3}、|\d{1,2}[.．、]|[“”—\s])+")
        .ok()
});
/// What makes a clause checkable besides markers (a body or fund that is founded), beginnings of half a statement, and
/// bodies whose clauses are not to be judged by the model alone.
static HELD: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        "^(?:对于|依托|基于)|设立|成立|组建|《|以下|下列|应当|党|中国|中央|领导|社会主义|祖国",
        // Where something is so, and how things stand with us: conditions and facts, no slogans.
        "|^(?:在|对)[^，。；]{2,24}(?:的地方|的地区|的县|的市|的镇|的村)$",
        "|^(?:在)?(?:目前|当前)?[我本](?:国|省|市|县|区|州|镇|乡|村|校|院)(?:人|地|山|水|是|位于|地处|现有|属于|幅员|面积|人口|资源)"
    ))
    .ok()
});

/// A slogan phrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Phrase {
    /// Where it stands.
    pub span: Span,
    /// The entry that names it: its index in the list; `None` where the model alone speaks.
    pub entry: Option<usize>,
    /// Where the words of that entry stand.
    pub words: Option<Span>,
}

impl Phrase {
    /// Whether its entry is a slogan wherever it stands.
    #[must_use]
    pub fn is_clear(&self, reading: &Reading<'_>) -> bool {
        let entries = &reading.lexicon.get(ListId::Slogans).list().entries;
        self.entry.and_then(|entry| entries.get(entry)).is_some_and(|entry| entry.severity >= CLEAR)
    }
}

/// The phrases of a draft, in order, none overlapping another.
#[must_use]
pub fn find(reading: &Reading<'_>) -> Vec<Phrase> {
    // All candidates, not the longest: a long vague entry must not hide a clear one inside it.
    let hits = reading.hits(ListId::Slogans);
    let hits: Vec<Hit> = hits.iter().copied().filter(|hit| !reading.masks.blocks(hit.span)).collect();
    let mut found = Vec::new();
    for (index, judged) in reading.judged.iter().enumerate() {
        if reading.analysis.deadline.has_passed() {
            break;
        }
        // Where a sentence only names what follows, or leads from one set formulation to the next, a vague phrase is none.
        let clear_alone = context::names(reading, index) || Guidance::of(reading, judged.span) != Guidance::Little;
        let clauses = &reading.analysis.clauses;
        let first = clauses.partition_point(|c| c.sentence < judged.sentence);
        for clause in clauses.iter().skip(first).take_while(|c| c.sentence == judged.sentence) {
            let span = without_opening(reading, clause.span);
            let from = hits.partition_point(|hit| hit.span.start < span.start);
            let inside = hits.iter().skip(from).take_while(|hit| hit.span.start < span.end);
            let inside = inside.filter(|hit| hit.span.end <= span.end);
            let phrase = phrase(reading, judged, span, &inside.copied().collect::<Vec<_>>());
            let phrase = phrase.filter(|phrase| !clear_alone || phrase.is_clear(reading));
            found.extend(phrase.map(|phrase| Phrase { span: in_marks(reading, phrase.span), ..phrase }));
        }
    }
    found
}

/// The phrase a clause is or holds, if any.
fn phrase(reading: &Reading<'_>, judged: &Judged, clause: Span, hits: &[Hit]) -> Option<Phrase> {
    let severity = |hit: &&Hit| reading.lexicon.get(ListId::Slogans).entry(**hit).map_or(0, |e| e.severity);
    let strongest = hits.iter().max_by_key(|hit| (severity(hit), hit.span.len(), std::cmp::Reverse(hit.span.start)));
    let strength = strongest.as_ref().map_or(0, severity);
    let (entry, words) = (strongest.map(|hit| hit.entry), strongest.map(|hit| hit.span));
    if !reading.genre.legal && is_hollow(reading, judged, clause, strength) {
        let clear = strongest.filter(|_| strength >= CLEAR).map_or(clause.start, |hit| hit.span.start);
        let start = if clear > clause.start + SUBJECT { clear } else { clause.start };
        return Some(Phrase { span: Span::new(start, clause.end), entry, words });
    }
    strongest.filter(|_| strength >= CLEAR).map(|hit| Phrase { span: hit.span, entry, words })
}

/// Whether a clause as a whole says nothing checkable.
fn is_hollow(reading: &Reading<'_>, judged: &Judged, clause: Span, strength: u8) -> bool {
    let words = reading.analysis.folded(clause);
    let held = strength < CLEAR && HELD.as_ref().is_some_and(|held| held.is_match(words));
    if judged.hollow() < SENTENCE || !LENGTH.contains(&clause.len()) || held || reading.masks.blocks(clause) {
        return false;
    }
    let [without, vague, clear] = CLAUSE;
    let least = match strength {
        0 => without,
        1 => vague,
        _ => clear,
    };
    reading.opinion.emptiness(clause, words)
        >= if reading.is_checkable(clause) { DESPITE_MARKER.max(least) } else { least }
}

/// A phrase together with the quotation mark beside it whose other half stands in it.
fn in_marks(reading: &Reading<'_>, span: Span) -> Span {
    let chars = reading.analysis.folded.chars();
    let (mut open, mut closed) = (0usize, 0usize);
    for c in reading.analysis.folded.chars_in(span) {
        match c {
            '“' => open += 1,
            '”' if open > 0 => open -= 1,
            '”' => closed += 1,
            _ => {}
        }
    }
    let before = span.start.checked_sub(1).filter(|&at| closed > 0 && chars.get(at) == Some(&'“'));
    let behind = open > 0 && chars.get(span.end) == Some(&'”');
    Span::new(before.unwrap_or(span.start), span.end + usize::from(behind))
}

fn without_opening(reading: &Reading<'_>, clause: Span) -> Span {
    let words = reading.analysis.folded(clause);
    let opening = OPENING.as_ref().and_then(|opening| opening.find(words)).map_or(0, |m| m.as_str().chars().count());
    Span::new(clause.start + opening, clause.end)
}
