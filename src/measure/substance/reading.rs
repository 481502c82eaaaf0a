//! The sentences of running text and what the model says of them. Titles, headings that only name what follows,
//! recipients, signatures and tables are no running text, nor is what mixes the lines of two columns. A numbered sentence
//! (一、要……，……。) is judged although it stands as a heading, and without its number: that says nothing.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use regex::Regex;

use crate::deadline::Deadline;
use crate::document::{Area, DraftFacts, PartialDate};
use crate::lexicon::{Hit, Lexicon, ListId, Setting, matcher};
use crate::measure::substance::genre::Genre;
use crate::measure::substance::masks::Masks;
use crate::measure::substance::opinion::Opinion;
use crate::model::{Judgement, Label, SentenceModel};
use crate::span::{self, Span};
use crate::text::Analysis;
use crate::text::letters::Letters;
use crate::text::structure::Role;

/// Fewest letters of a sentence that is judged.
const SHORTEST: usize = 4;
/// Fewest characters of an annex line without an end mark that is judged: shorter ones are titles and table cells.
const ANNEX_LINE: usize = 40;

/// Words by which a sentence says that something is to be done.
static ORDERS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new("应当|必须|务必|(?:^|[^主重需必纲摘概扼次])要[^求素点件领闻害道务]|(?:^|[^相反响效适供对答])应[^用急对答聘邀届]|(?:^|[^必])须[^知]")
        .ok()
});

/// A sentence of running text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Running {
    /// Index in [`Analysis::sentences`].
    pub(super) sentence: usize,
    /// Where it stands, without its number.
    pub(super) span: Span,
    /// Whether it stands as a heading.
    pub(super) heads: bool,
}

/// A sentence of running text with its judgement.
#[derive(Debug, Clone)]
pub struct Judged {
    /// Index in [`Analysis::sentences`].
    pub sentence: usize,
    /// Where it stands, without its number.
    pub span: Span,
    /// Whether it stands as a heading: a numbered sentence, alone on its line or before others.
    pub heads: bool,
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

    /// Probability that the sentence is empty.
    #[must_use]
    pub fn emptiness(&self) -> f32 {
        let [empty, ..] = self.judgement.probabilities;
        empty
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
    /// The area that the draft speaks for, where it is known.
    pub area: Option<Area>,
    /// Year of the draft, where it has a date.
    pub year: Option<u16>,
    /// The draft as entries ask about it.
    setting: Setting<'a>,
    /// Protected formulations in order, of overlapping ones the longest.
    pub protected: Vec<Hit>,
    /// All that any of them covers, merged.
    pub formulated: Vec<Span>,
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
        let year = facts.date.map(PartialDate::year);
        let title = facts.title.as_deref().or_else(|| Some(analysis.folded(analysis.structure.title?)));
        let area = Area::of_document(facts.level, facts.issuer.as_deref(), title.unwrap_or_default());
        let find = |id| opinion.scans().candidates(lexicon, id, setting);
        let formulations = find(ListId::Protected);
        let formulated = span::union(formulations.iter().map(|hit| hit.span).collect());
        let protected = matcher::longest(formulations.to_vec());
        let masks = Masks::find(analysis, &protected);
        let markers = markers(lexicon, &find(ListId::Markers));
        let judged = opinion.judged();
        Self { analysis, lexicon, opinion, genre, area, year, setting, protected, formulated, masks, markers, judged }
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

/// The sentences of running text, in order. An original of others that is sent on is not the draft's to mend.
pub(super) fn running(analysis: &Analysis) -> Vec<Running> {
    let structure = &analysis.structure;
    let headings = structure.headings.iter().map(|h| Span::new(h.span.start, h.span.end + 1)).collect();
    let headings: Vec<Span> = span::union(headings);
    let mut found = Vec::new();
    for (index, sentence) in analysis.sentences.iter().enumerate() {
        let whole = sentence.span;
        let line = structure.lines.partition_point(|l| l.span.end <= whole.start);
        let Some(line) = structure.lines.get(line) else { continue };
        let in_text = match line.role {
            Role::Body | Role::Heading => true,
            Role::Annex => whole.len() >= ANNEX_LINE || ends(analysis, whole),
            _ => false,
        };
        let sent_on = structure.forwarded.is_some_and(|original| original.contains(whole));
        if !in_text || sent_on || span::any_overlap(&analysis.mixed, whole) {
            continue;
        }
        let span = without_number(analysis, whole);
        let heads = span::covered(&headings, whole) >= whole.len();
        let judged = !heads || (span != whole && says(analysis, span));
        if judged && analysis.letters.from_text(span).len() >= SHORTEST {
            found.push(Running { sentence: index, span, heads });
        }
    }
    found
}

/// A sentence without the number before it. The number of an article stays: it says that the sentence is one of a law.
fn without_number(analysis: &Analysis, sentence: Span) -> Span {
    let words = analysis.folded(sentence);
    if words.starts_with('第') {
        return sentence;
    }
    let rest = Letters::without_number(words);
    let rest = if rest.len() < words.len() { rest.trim_start_matches([' ', '、', '.']) } else { rest };
    Span::new(sentence.end - rest.chars().count().min(sentence.len()), sentence.end)
}

/// Whether a heading says something, and does not only name what follows: a whole sentence of several clauses or with a
/// word of duty. Items of a list, which end in semicolons, do by that word alone.
fn says(analysis: &Analysis, heading: Span) -> bool {
    let words = analysis.folded(heading);
    let several = words.ends_with(['。', '！']) && words.contains('，');
    several || (words.ends_with(['。', '；', '！']) && asks(words))
}

/// Whether a sentence has a word by which something is to be done.
pub(super) fn asks(sentence: &str) -> bool {
    ORDERS.as_ref().is_some_and(|orders| orders.is_match(sentence))
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
    fn numbered_sentences_are_running_text() {
        for (text, wanted) in [
            ("一、要高度重视，狠抓落实。", vec!["要高度重视，狠抓落实。"]),
            ("（一）各镇要统一思想。", vec!["各镇要统一思想。"]),
            ("1．提高认识，加强领导！", vec!["提高认识，加强领导！"]),
            ("一、狠抓落实，务求实效。各镇按月巡查堤防。", vec!["狠抓落实，务求实效。", "各镇按月巡查堤防。"]),
            ("一、主要任务。\n（一）明确分工。由市水务局牵头办理。", vec!["由市水务局牵头办理。"]),
            ("一、总体要求和重要任务\n（二）申请表、身份证；\n（三）已经登记，没有欠费的；", vec![]),
            ("一、要高度重视，狠抓落实", vec![]),
            ("1.5万元由市财政局拨付给各县。", vec!["1.5万元由市财政局拨付给各县。"]),
        ] {
            let analysis = Analysis::new(text, None);
            let found: Vec<&str> = running(&analysis).iter().map(|r| analysis.folded(r.span)).collect();
            assert_eq!(found, wanted, "{text}");
        }
    }

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
