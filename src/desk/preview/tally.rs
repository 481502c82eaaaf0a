//! Adds up what a change does to each text. Sums come in the order of the texts: the same texts give the same answer.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::desk::draft_words::DraftWords;
use crate::desk::preview::run::lists;
use crate::desk::preview::shape::{
    DraftEffect, EntryEffect, Preview, PreviewExample, PreviewScore, RuleEffect, TriedOn,
};
use crate::lexicon::{Entry, EntryKind, Lexicon, ListDiff, ListId, TermList};
use crate::review::what_if::{Effect, EntryKey, Mark, Outcome, Subject, differences};
use crate::span::Span;
use crate::text::Analysis;

/// Most entries, rules and drafts that are listed.
const LISTED: usize = 200;
/// Most examples of an entry, and of one text among them.
const EXAMPLES: (usize, usize) = (6, 2);
/// Characters of an example on each side of its words.
const AROUND: usize = 40;
/// Hits per 1,000 sentences from which an entry is too common to say much. In 1,500 real documents (222,731 sentences) the
/// most common literal of the slogans that come with the program has 9; only its patterns of a verb with whatever
/// follows, which count only where the model agrees, have more (17 to 93).
const COMMON: f64 = 20.0;
/// Longest literal that is looked into for others, in characters.
const LONGEST_HOLDER: usize = 40;
/// Entries named in one warning.
const NAMED: usize = 5;

/// A rule with the list and entry that a finding rests on.
type RuleKey = (String, Option<(String, String)>);

/// Where a text stands, and what it is called.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) review: Option<String>,
    pub(super) document_id: Option<String>,
    pub(super) title: Option<String>,
}

/// What a change does to one text.
#[derive(Debug)]
pub(super) struct Tried {
    pub(super) review: Option<String>,
    pub(super) document_id: Option<String>,
    title: Option<String>,
    pub(super) sentences: usize,
    pub(super) effect: Effect,
    examples: Vec<(EntryKey, PreviewExample)>,
}

impl Tried {
    pub(super) fn new(
        subject: &Subject,
        effect: Effect,
        Place { review, document_id, title }: Place,
        words: DraftWords,
    ) -> Self {
        let withheld = words == DraftWords::Withheld && review.is_some();
        let (review, title) = (review.map(|id| words.name_of(id)), title.filter(|_| !withheld));
        let most = if withheld { 0 } else { EXAMPLES.1 };
        let mut taken: BTreeMap<(&EntryKey, bool), usize> = BTreeMap::new();
        let mut examples = Vec::new();
        for (gained, hits) in [(true, &effect.gained), (false, &effect.lost)] {
            for hit in hits {
                let count = taken.entry((&hit.entry, gained)).or_default();
                *count += 1;
                if *count <= most {
                    let [before, words, after] = around(&subject.analysis, hit.span);
                    let (review, document_id) = (review.clone(), document_id.clone());
                    examples.push((
                        hit.entry.clone(),
                        PreviewExample { gained, review, document_id, before, words, after },
                    ));
                }
            }
        }
        Self { review, document_id, title, sentences: subject.analysis.sentences.len(), effect, examples }
    }

    /// The text as one that changes; `None` when it stays as it is.
    fn changed(&self) -> Option<(DraftEffect, [Vec<Mark>; 2])> {
        let [before, after] = self.effect.outcomes.as_ref()?;
        let [gained, lost] = differences(&before.marks, &after.marks);
        if before == after {
            return None;
        }
        let effect = DraftEffect {
            review: self.review.clone(),
            document_id: self.document_id.clone(),
            title: self.title.clone(),
            before: score(before),
            after: score(after),
            gained: gained.len(),
            lost: lost.len(),
        };
        Some((effect, [gained, lost]))
    }
}

fn score(outcome: &Outcome) -> PreviewScore {
    PreviewScore {
        slogan_count: outcome.slogans,
        empty_sentences: outcome.empty_sentences,
        demands: outcome.demands,
        substance: outcome.substance,
    }
}

/// The words of a hit with what of its sentence stands before and after.
fn around(analysis: &Analysis, span: Span) -> [String; 3] {
    let sentence = analysis.sentence_at(span.start).and_then(|at| analysis.sentences.get(at)).map_or(span, |s| s.span);
    let from = sentence.start.min(span.start).max(span.start.saturating_sub(AROUND));
    let to = sentence.end.max(span.end).min(span.end + AROUND);
    [Span::new(from, span.start), span, Span::new(span.end, to)].map(|part| analysis.text(part).to_owned())
}

/// The preview of all texts.
pub(super) fn preview(
    before: &Lexicon,
    after: &Lexicon,
    tried_on: TriedOn,
    (id, done): (ListId, Vec<Tried>),
) -> Preview {
    let mut rules: BTreeMap<RuleKey, [usize; 2]> = BTreeMap::new();
    let mut drafts = Vec::new();
    for (effect, marks) in done.iter().filter_map(Tried::changed) {
        for (side, marks) in marks.into_iter().enumerate() {
            for mark in marks {
                let counts = rules.entry((mark.rule, mark.term)).or_default();
                counts.iter_mut().skip(side).take(1).for_each(|count| *count += 1);
            }
        }
        drafts.push(effect);
    }
    drafts.sort_by(|a, b| by_change(b).total_cmp(&by_change(a)));
    let drafts_changed = drafts.len();
    drafts.truncate(LISTED);
    let mut rules: Vec<RuleEffect> = rules
        .into_iter()
        .map(|((rule, term), [gained, lost])| {
            let (list, entry) = term.unzip();
            RuleEffect { rule, list, entry, gained, lost }
        })
        .collect();
    rules.sort_by_key(|rule| Reverse(rule.gained + rule.lost));
    rules.truncate(LISTED);
    let mut entries = entries(&done, tried_on.sentences);
    let warnings = warnings(id, lists(id, before, after).map(|list| list.entries.as_slice()), &entries, tried_on)
        .into_iter()
        .chain(added_unmet(lists(id, before, after), &entries))
        .collect();
    entries.retain(|entry| entry.gained + entry.lost > 0);
    let entries_changed = entries.len();
    entries.truncate(LISTED);
    Preview {
        list: id,
        version: before.get(id).list().version,
        tried_on,
        entries_changed,
        entries,
        rules,
        drafts_changed,
        drafts,
        drafts_withheld: false,
        warnings,
    }
}

/// How much a draft changes: points of its score, then phrases.
fn by_change(draft: &DraftEffect) -> f64 {
    let points = match (draft.before.substance, draft.after.substance) {
        (Some(before), Some(after)) => (before - after).abs(),
        _ => 0.0,
    };
    points + small(draft.gained + draft.lost) / 1_000.0
}

/// Every entry that is met, those that change most first.
fn entries(done: &[Tried], sentences: usize) -> Vec<EntryEffect> {
    let mut found: BTreeMap<&EntryKey, EntryEffect> = BTreeMap::new();
    let fresh = |key: &EntryKey| EntryEffect {
        pattern: key.0.clone(),
        kind: key.1,
        before: 0,
        after: 0,
        gained: 0,
        lost: 0,
        per_1000_sentences: 0.0,
        examples: Vec::new(),
    };
    for tried in done {
        for (key, [before, after]) in &tried.effect.hits {
            let entry = found.entry(key).or_insert_with(|| fresh(key));
            entry.before += before;
            entry.after += after;
        }
        for hit in &tried.effect.gained {
            found.entry(&hit.entry).or_insert_with(|| fresh(&hit.entry)).gained += 1;
        }
        for hit in &tried.effect.lost {
            found.entry(&hit.entry).or_insert_with(|| fresh(&hit.entry)).lost += 1;
        }
        for (key, example) in &tried.examples {
            let entry = found.entry(key).or_insert_with(|| fresh(key));
            if entry.examples.len() < EXAMPLES.0 {
                entry.examples.push(example.clone());
            }
        }
    }
    let mut entries: Vec<EntryEffect> = found.into_values().collect();
    for entry in &mut entries {
        entry.per_1000_sentences = (10_000.0 * small(entry.after) / small(sentences.max(1))).round() / 10.0;
    }
    entries.sort_by_key(|entry| Reverse(entry.gained + entry.lost));
    entries
}

/// What to look at before publishing.
fn warnings(id: ListId, [before, after]: [&[Entry]; 2], met: &[EntryEffect], tried_on: TriedOn) -> Vec<String> {
    let mut found = Vec::new();
    if tried_on.left_out > 0 {
        found.push(format!("有 {} 份未能试算，数目以已试算的为准", tried_on.left_out));
    }
    match id {
        ListId::Synonyms => found.push("简称全称只用于检索，不影响审核，没有可以试算的内容".to_owned()),
        ListId::Protected => found.push("规定表述还影响重复比例的计分字数，“新”的得分不在试算之内".to_owned()),
        ListId::Slogans | ListId::Burden | ListId::Markers => {}
    }
    let common = |entry: &&EntryEffect| entry.per_1000_sentences >= COMMON && entry.gained > entry.lost;
    let common: Vec<&EntryEffect> = met.iter().filter(common).filter(|_| id != ListId::Markers).collect();
    if !common.is_empty() {
        let named = common.iter().map(|e| format!("“{}”（每千句 {} 处）", e.pattern, e.per_1000_sentences));
        found.push(format!("有 {} 条命中过于频繁：{}", common.len(), listed(named)));
    }
    let overlaps = overlapping(before, after);
    if !overlaps.is_empty() {
        let named = overlaps.iter().map(|(short, long)| format!("“{short}”在“{long}”之中"));
        found.push(format!("新增或修改的词条中有 {} 处与其他词条重叠：{}", overlaps.len(), listed(named)));
    }
    found
}

/// New literals that stand inside another literal, or hold one: shorter and longer. Short ones count only once.
fn overlapping<'a>(before: &[Entry], after: &'a [Entry]) -> Vec<(&'a str, &'a str)> {
    let literal = |entry: &&Entry| entry.kind == EntryKind::Literal;
    let known: BTreeSet<&str> = before.iter().filter(literal).map(|e| e.pattern.as_str()).collect();
    let all: BTreeSet<&str> = after.iter().filter(literal).map(|e| e.pattern.as_str()).collect();
    let mut found = Vec::new();
    for &long in all.iter().filter(|long| long.chars().count() <= LONGEST_HOLDER) {
        for short in pieces(long).filter(|piece| *piece != long) {
            if let Some(&short) = all.get(short).filter(|&&short| !(known.contains(short) && known.contains(long))) {
                found.push((short, long));
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// Every piece of a text of two characters or more.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let starts = ends.clone();
    starts.into_iter().enumerate().flat_map(move |(at, from)| {
        let ends: Vec<usize> = ends.iter().skip(at + 2).copied().collect();
        ends.into_iter().filter_map(move |to| text.get(from..to))
    })
}

/// How many of the new entries were met nowhere; nothing when no text was tried.
fn added_unmet([before, after]: [&TermList; 2], met: &[EntryEffect]) -> Option<String> {
    let met: BTreeSet<(&str, EntryKind)> =
        met.iter().filter(|entry| entry.after > 0).map(|entry| (entry.pattern.as_str(), entry.kind)).collect();
    let added = ListDiff::between(before, after).added;
    let unmet: Vec<&Entry> =
        added.iter().filter(|entry| !met.contains(&(entry.pattern.as_str(), entry.kind))).collect();
    let named = unmet.iter().map(|entry| format!("“{}”", entry.shown()));
    (!unmet.is_empty() && before.id != ListId::Synonyms)
        .then(|| format!("新增的 {} 条中有 {} 条一次也没有命中：{}", added.len(), unmet.len(), listed(named)))
}

/// The first names of a list.
fn listed(names: impl Iterator<Item = String>) -> String {
    let mut names: Vec<String> = names.take(NAMED + 1).collect();
    let more = names.len() > NAMED;
    names.truncate(NAMED);
    format!("{}{}", names.join("、"), if more { "等" } else { "" })
}

fn small(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}
