//! Adds up what a change does to each text. Sums come in the order of the texts: the same texts give the same answer.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::desk::preview::grain::{Counting, Parted};
use crate::desk::preview::shape::{DraftEffect, EntryEffect, Preview, RuleEffect, TriedOn};
use crate::desk::preview::tried::Tried;
use crate::desk::preview::warnings::warnings;
use crate::lexicon::{Lexicon, ListId};
use crate::review::what_if::EntryKey;

/// Most entries, rules and drafts that are listed.
const LISTED: usize = 200;
/// Most examples of an entry.
const EXAMPLES: usize = 6;

/// A rule with the list and entry that a finding rests on.
type RuleKey = (String, Option<(String, String)>);

/// What is added up for whom.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tally<'a> {
    pub(super) list: ListId,
    /// How exactly counts over drafts are told.
    pub(super) counting: Counting<'a>,
    /// The lists in force.
    pub(super) before: &'a Lexicon,
    /// The same with the draft.
    pub(super) after: &'a Lexicon,
}

/// Counts of one entry or rule: hits before, after, gained, lost; how many drafts they are about.
#[derive(Debug, Default)]
struct Counts {
    before: Parted,
    after: Parted,
    gained: Parted,
    lost: Parted,
    met: usize,
}

impl Tally<'_> {
    /// The preview of all texts.
    pub(super) fn preview(self, tried_on: TriedOn, done: &[Tried]) -> Preview {
        let lists = [self.before, self.after].map(|lexicon| lexicon.get(self.list).list());
        // What figures of the whole preview answer depends on the whole list.
        let asked = || lists[1].entries.iter().map(|entry| (&entry.pattern, entry.kind)).collect::<Vec<_>>();
        let total = |drafts: Parted| self.counting.told(&asked(), drafts, drafts.reviews);
        let of_each = |of: &dyn Fn(&Tried) -> bool| {
            let mut parted = Parted::default();
            done.iter().for_each(|one| parted.add(one.is_draft(), usize::from(of(one))));
            parted
        };
        let reached = total(of_each(&|one| one.effect.outcomes.is_some()));
        let drafts_changed = total(of_each(&|one| one.changed().is_some()));
        let tried_on = TriedOn { reached, ..tried_on };
        let mut entries = self.entries(done, tried_on.sentences);
        let warnings = warnings(lists, &entries, tried_on, self.counting);
        entries.retain(|entry| entry.gained + entry.lost > 0);
        let entries_changed = entries.len();
        entries.truncate(LISTED);
        Preview {
            list: self.list,
            version: lists[0].version,
            tried_on,
            entries_changed,
            entries,
            rules: self.rules(done),
            drafts_changed,
            drafts: self.drafts(done),
            drafts_withheld: false,
            drafts_step: self.counting.step(),
            warnings,
        }
    }

    /// Findings that come and go, most first.
    fn rules(self, done: &[Tried]) -> Vec<RuleEffect> {
        let mut rules: BTreeMap<RuleKey, Counts> = BTreeMap::new();
        for (one, (_, [gained, lost])) in done.iter().filter_map(|one| Some((one, one.changed()?))) {
            let mut here: BTreeMap<RuleKey, [usize; 2]> = BTreeMap::new();
            for mark in gained {
                here.entry((mark.rule, mark.term)).or_default()[0] += 1;
            }
            for mark in lost {
                here.entry((mark.rule, mark.term)).or_default()[1] += 1;
            }
            for (key, [gained, lost]) in here {
                let counts = rules.entry(key).or_default();
                counts.gained.add(one.is_draft(), gained);
                counts.lost.add(one.is_draft(), lost);
                counts.met += usize::from(one.is_draft());
            }
        }
        let told = |(key, counts): (RuleKey, Counts)| {
            let [gained, lost] = [counts.gained, counts.lost].map(|n| self.counting.told(&key, n, counts.met));
            let (rule, term) = key;
            let (list, entry) = term.unzip();
            RuleEffect { rule, list, entry, gained, lost }
        };
        let mut rules: Vec<RuleEffect> =
            rules.into_iter().map(told).filter(|rule| rule.gained + rule.lost > 0).collect();
        rules.sort_by_key(|rule| Reverse(rule.gained + rule.lost));
        rules.truncate(LISTED);
        rules
    }

    /// Texts that change, most first.
    fn drafts(self, done: &[Tried]) -> Vec<DraftEffect> {
        let named = |one: &&Tried| !one.is_draft() || matches!(self.counting, Counting::Exact);
        let changed = done.iter().filter(named).filter_map(Tried::changed);
        let mut drafts: Vec<DraftEffect> = changed.map(|(effect, _)| effect).collect();
        drafts.sort_by(|a, b| by_change(b).total_cmp(&by_change(a)));
        drafts.truncate(LISTED);
        drafts
    }

    /// Every entry that is met, those that change most first.
    fn entries(self, done: &[Tried], sentences: usize) -> Vec<EntryEffect> {
        let mut found: BTreeMap<&EntryKey, Counts> = BTreeMap::new();
        for one in done {
            // Each hit that comes or goes is of an entry that is met before or after.
            for (key, [before, after]) in &one.effect.hits {
                let counts = found.entry(key).or_default();
                counts.before.add(one.is_draft(), *before);
                counts.after.add(one.is_draft(), *after);
                counts.met += usize::from(one.is_draft());
            }
            for hit in &one.effect.gained {
                found.entry(&hit.entry).or_default().gained.add(one.is_draft(), 1);
            }
            for hit in &one.effect.lost {
                found.entry(&hit.entry).or_default().lost.add(one.is_draft(), 1);
            }
        }
        let mut entries: BTreeMap<&EntryKey, EntryEffect> =
            found.iter().map(|(key, counts)| (*key, self.entry(key, counts, sentences))).collect();
        for (key, example) in done.iter().flat_map(|one| &one.examples) {
            if let Some(entry) = entries.get_mut(key).filter(|entry| entry.examples.len() < EXAMPLES) {
                entry.examples.push(example.clone());
            }
        }
        let met = |entry: &EntryEffect| entry.before + entry.after + entry.gained + entry.lost > 0;
        let mut entries: Vec<EntryEffect> = entries.into_values().filter(met).collect();
        entries.sort_by_key(|entry| Reverse(entry.gained + entry.lost));
        entries
    }

    fn entry(self, key: &EntryKey, counts: &Counts, sentences: usize) -> EntryEffect {
        let told = |n: Parted| self.counting.told(key, n, counts.met);
        let after = told(counts.after);
        EntryEffect {
            pattern: key.0.clone(),
            kind: key.1,
            before: told(counts.before),
            after,
            gained: told(counts.gained),
            lost: told(counts.lost),
            per_1000_sentences: (10_000.0 * small(after) / small(sentences.max(1))).round() / 10.0,
            examples: Vec::new(),
        }
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

fn small(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}
