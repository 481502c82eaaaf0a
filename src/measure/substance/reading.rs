//! The sentences of running text and what the model says of them. Titles, headings, recipients, signatures and tables
//! are no running text, nor is what mixes the lines of two columns.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::deadline::Deadline;
use crate::document::DraftFacts;
use crate::lexicon::{Hit, Lexicon, ListId, Setting, matcher};
use crate::measure::substance::genre::Genre;
use crate::measure::substance::masks::Masks;
use crate::measure::substance::opinion::Opinion;
use crate::model::{Judgement, Label, SentenceModel};
use crate::span::{self, Span};
use crate::text::Analysis;
use crate::text::structure::Role;

/// Fewest letters of a sentence that is judged.
const SHORTEST: usize = 4;
/// Fewest characters of an annex line without an end mark that is judged: shorter ones are titles and table cells.
const ANNEX_LINE: usize = 40;

/// A sentence of running text with its judgement.
#[derive(Debug, Clone)]
pub struct Judged {
    /// Index in [`Analysis::sentences`].
    pub sentence: usize,
    /// Where it stands.
    pub span: Span,
    /// What the model says.
    pub judgement: Judgement,
}

impl Judged {
    /// Probability that the sentence is empty or holds empty phrases.
    #[must_use]
    pub fn hollow(&self) -> f32 {
        let [empty, mixed, ..] = self.judgement.probabilities;
        empty + mixed
    }

    /// Whether the model calls it empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.judgement.label == Label::Empty
    }
}

/// All that the parts of this measure read.
#[derive(Debug)]
pub struct Reading<'a> {
    /// The draft.
    pub analysis: &'a Analysis,
    /// The lists in force.
    pub lexicon: &'a Lexicon,
    /// What the sentence model says.
    pub opinion: &'a Opinion<'a>,
    /// Genre of the draft.
    pub genre: Genre,
    /// The draft as entries ask about it.
    setting: Setting<'a>,
    /// Protected formulations in order, of overlapping ones the longest.
    pub protected: Vec<Hit>,
    /// Stretches without slogans.
    pub masks: Masks,
    /// Substance markers by category: one stretch can say both who and when.
    pub markers: BTreeMap<String, Vec<Span>>,
    /// Sentences of running text in order.
    pub judged: &'a [Judged],
}

impl<'a> Reading<'a> {
    /// Reads a draft by these lists.
    #[must_use]
    pub fn new(analysis: &'a Analysis, facts: &DraftFacts, lexicon: &'a Lexicon, opinion: &'a Opinion<'a>) -> Self {
        let (genre, setting) = (Genre::of(analysis, facts), Setting::of(analysis, facts));
        let find = |id| opinion.scans().candidates(lexicon, id, setting);
        let protected = matcher::longest(find(ListId::Protected).to_vec());
        let masks = Masks::find(analysis, &protected);
        let markers = markers(lexicon, &find(ListId::Markers));
        Self { analysis, lexicon, opinion, genre, setting, protected, masks, markers, judged: opinion.judged() }
    }

    /// Every hit of a list, overlapping ones too.
    #[must_use]
    pub fn hits(&self, id: ListId) -> Arc<[Hit]> {
        self.opinion.scans().candidates(self.lexicon, id, self.setting)
    }

    /// Categories of the markers that touch `span`.
    pub fn categories(&self, span: Span) -> impl Iterator<Item = &str> {
        self.markers
            .iter()
            .filter(move |(_, found)| span::any_overlap(found, span))
            .map(|(category, _)| category.as_str())
    }

    /// Whether any marker touches `span`.
    #[must_use]
    pub fn is_checkable(&self, span: Span) -> bool {
        self.categories(span).next().is_some()
    }
}

/// Sentences judged between two looks at the deadline: some hundredths of a second.
const AT_ONCE: usize = 500;

/// What the model says of the sentences of a text, each the neighbour of the next; of the first ones only when the
/// deadline passes.
pub(super) fn judged(model: &SentenceModel, texts: &[&str], deadline: &Deadline) -> Vec<Judgement> {
    let mut found = Vec::with_capacity(texts.len());
    while found.len() < texts.len() && !deadline.has_passed() {
        // With the neighbours on both sides, so that it does not show where a part ends.
        let before = found.len().min(1);
        let part = texts.iter().skip(found.len() - before).take(before + AT_ONCE + 1).copied().collect::<Vec<_>>();
        found.extend(model.judge_all(&part).into_iter().skip(before).take(AT_ONCE));
    }
    found
}

/// The markers of each category, in order of position; within one category the longest stays.
fn markers(lexicon: &Lexicon, hits: &[Hit]) -> BTreeMap<String, Vec<Span>> {
    let matcher = lexicon.get(ListId::Markers);
    let mut by_category: BTreeMap<String, Vec<Hit>> = BTreeMap::new();
    for &hit in hits {
        if let Some(entry) = matcher.entry(hit) {
            by_category.entry(entry.category.clone()).or_default().push(hit);
        }
    }
    let spans = |hits| matcher::longest(hits).into_iter().map(|hit| hit.span).collect();
    by_category.into_iter().map(|(category, hits)| (category, spans(hits))).collect()
}

/// The sentences of running text: index and span.
pub(super) fn running(analysis: &Analysis) -> Vec<(usize, Span)> {
    let structure = &analysis.structure;
    let mut headings: Vec<Span> = structure.headings.iter().map(|h| Span::new(h.span.start, h.span.end + 1)).collect();
    headings = span::union(headings);
    let mut found = Vec::new();
    for (index, sentence) in analysis.sentences.iter().enumerate() {
        let span = sentence.span;
        let line = structure.lines.partition_point(|l| l.span.end <= span.start);
        let Some(line) = structure.lines.get(line) else { continue };
        let judged = match line.role {
            Role::Body => true,
            Role::Annex => span.len() >= ANNEX_LINE || ends(analysis, span),
            _ => false,
        };
        let in_heading = span::covered(&headings, span) >= span.len();
        let whole = !span::any_overlap(&analysis.mixed, span);
        if judged && whole && !in_heading && analysis.letters.from_text(span).len() >= SHORTEST {
            found.push((index, span));
        }
    }
    found
}

/// Whether a sentence ends in an end mark.
pub(crate) fn ends(analysis: &Analysis, span: Span) -> bool {
    let last = analysis.folded.chars_in(span).last();
    last.is_some_and(|c| matches!(c, '。' | '！' | '？' | '；' | '”'))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn parts_do_not_show() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("models").join("sentence");
        let model = SentenceModel::load(&folder).unwrap();
        let sentences: Vec<String> = (0..AT_ONCE + 3).map(|n| format!("第{n}项要狠抓落实。")).collect();
        let texts: Vec<&str> = sentences.iter().map(String::as_str).collect();
        assert_eq!(judged(&model, &texts, &Deadline::default()), model.judge_all(&texts));
        assert!(judged(&model, &texts, &Deadline::after(Some(std::time::Duration::ZERO))).is_empty());
        assert!(judged(&model, &[], &Deadline::default()).is_empty());
    }
}
