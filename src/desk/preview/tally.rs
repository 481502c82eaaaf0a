//! Adds up what a change does to each text. Sums come in the order of the texts: the same texts give the same answer.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::desk::draft_words::DraftWords;
use crate::desk::preview::names::Searches;
use crate::desk::preview::shape::{DraftEffect, EntryEffect, ListChanges, Preview, RuleEffect, TriedOn};
use crate::desk::preview::tried::{Tried, TriedChange};
use crate::desk::preview::warnings::warnings;
use crate::lexicon::{EntryName, Layer, Lexicon, ListDiff, ListId, TermList};
use crate::review::what_if::EntryKey;

/// Most entries, rules and drafts that are listed.
const LISTED: usize = 200;
/// Most examples of an entry.
const EXAMPLES: usize = 6;

/// A rule with the list and entry that a finding rests on.
type RuleKey<'a> = (&'a str, Option<&'a (String, String)>);

/// What is added up for whom.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tally<'a> {
    pub(super) list: ListId,
    /// Whether drafts may be among the texts.
    pub(super) words: DraftWords,
    /// The lists in force.
    pub(super) before: &'a Lexicon,
    /// The same with the draft.
    pub(super) after: &'a Lexicon,
}

/// Hits of one entry.
#[derive(Debug, Default)]
struct Counts {
    before: usize,
    after: usize,
    gained: usize,
    lost: usize,
}

impl Tally<'_> {
    /// The preview of all texts.
    pub(super) fn preview(
        self,
        tried_on: TriedOn,
        done: &[Tried],
        drafts: Vec<DraftEffect>,
        searches: Searches,
    ) -> Preview {
        let lists = [self.before, self.after].map(|lexicon| lexicon.get(self.list).list());
        let reached = done.iter().filter(|one| one.effect.outcomes.is_some()).count();
        let tried_on = TriedOn { reached, ..tried_on };
        let mut entries = entries(done, tried_on.sentences);
        let shaped = done.iter().flat_map(|one| &one.effect.shaped).collect();
        let diff = ListDiff::between(lists[0], lists[1]);
        let mut warnings = warnings((lists, &diff), (&entries, &shaped), tried_on, self.words);
        warnings.extend(searches.warning());
        entries.retain(|entry| entry.gained + entry.lost > 0);
        let entries_changed = entries.len();
        entries.truncate(LISTED);
        for entry in &mut entries {
            entry.layer = layer_of(entry, lists);
        }
        let drafts_changed = done.iter().filter(|one| one.change.is_some()).count();
        let untold = drafts_changed.min(LISTED) - drafts.len();
        if untold > 0 {
            warnings.push(format!("有变化的文稿中，有 {untold} 份没有来得及列出，各项数目已把它们计算在内"));
        }
        Preview {
            list: self.list,
            version: lists[0].version,
            based_on: lists[1].version,
            edit: None,
            changes: ListChanges { added: diff.added.len(), removed: diff.removed.len(), changed: diff.changed.len() },
            tried_on,
            entries_changed,
            entries,
            rules: rules(done),
            drafts_changed,
            drafts,
            searches: searches.effects,
            drafts_withheld: self.words == DraftWords::Withheld,
            warnings,
        }
    }
}

/// Whose entry is met: the one that counts with the draft, else the one that counts now.
fn layer_of(entry: &EntryEffect, [before, after]: [&TermList; 2]) -> Layer {
    let name = EntryName { pattern: entry.pattern.clone(), kind: Some(entry.kind), layer: None };
    let found = [after, before].into_iter().find_map(|list| list.entries.get(name.find(&list.entries).ok()?));
    found.and_then(|entry| entry.layer).unwrap_or_default()
}

/// Findings that come and go, most first.
fn rules(done: &[Tried]) -> Vec<RuleEffect> {
    let mut rules: BTreeMap<RuleKey<'_>, [usize; 2]> = BTreeMap::new();
    for TriedChange { gained, lost, .. } in done.iter().filter_map(|one| one.change.as_ref()) {
        for mark in gained {
            rules.entry((mark.rule.as_str(), mark.term.as_ref())).or_default()[0] += 1;
        }
        for mark in lost {
            rules.entry((mark.rule.as_str(), mark.term.as_ref())).or_default()[1] += 1;
        }
    }
    let told = |((rule, term), [gained, lost]): (RuleKey<'_>, [usize; 2])| {
        let (list, entry) = term.cloned().unzip();
        RuleEffect { rule: rule.to_owned(), list, entry, gained, lost }
    };
    let mut rules: Vec<RuleEffect> = rules.into_iter().map(told).collect();
    rules.sort_by_key(|rule| Reverse(rule.gained + rule.lost));
    rules.truncate(LISTED);
    rules
}

/// The texts that are listed: those that change, most first.
pub(super) fn listed(done: &[Tried]) -> Vec<&Tried> {
    let changed = done.iter().filter_map(|one| Some((by_change(one.change.as_ref()?), one)));
    let mut changed: Vec<(f64, &Tried)> = changed.collect();
    changed.sort_by(|a, b| b.0.total_cmp(&a.0));
    changed.truncate(LISTED);
    changed.into_iter().map(|(_, one)| one).collect()
}

/// Every entry that is met, those that change most first.
fn entries(done: &[Tried], sentences: usize) -> Vec<EntryEffect> {
    let mut found: BTreeMap<&EntryKey, Counts> = BTreeMap::new();
    for one in done {
        // Each hit that comes or goes is of an entry that is met before or after.
        for (key, [before, after]) in &one.effect.hits {
            let counts = found.entry(key).or_default();
            counts.before += before;
            counts.after += after;
        }
        for hit in &one.effect.gained {
            found.entry(&hit.entry).or_default().gained += 1;
        }
        for hit in &one.effect.lost {
            found.entry(&hit.entry).or_default().lost += 1;
        }
    }
    let mut entries: BTreeMap<&EntryKey, EntryEffect> =
        found.iter().map(|(key, counts)| (*key, entry(key, counts, sentences))).collect();
    for (key, example) in done.iter().flat_map(|one| &one.examples) {
        if let Some(entry) = entries.get_mut(key).filter(|entry| entry.examples.len() < EXAMPLES) {
            entry.examples.push(example.clone());
        }
    }
    let mut entries: Vec<EntryEffect> = entries.into_values().collect();
    entries.sort_by_key(|entry| Reverse(entry.gained + entry.lost));
    entries
}

fn entry(key: &EntryKey, &Counts { before, after, gained, lost }: &Counts, sentences: usize) -> EntryEffect {
    EntryEffect {
        pattern: key.0.clone(),
        kind: key.1,
        layer: Layer::default(),
        before,
        after,
        gained,
        lost,
        per_1000_sentences: (10_000.0 * small(after) / small(sentences.max(1))).round() / 10.0,
        examples: Vec::new(),
    }
}

/// How much a draft changes: points of its score, then phrases.
fn by_change(change: &TriedChange) -> f64 {
    change.points() + small(change.gained.len() + change.lost.len()) / 1_000.0
}

fn small(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}
