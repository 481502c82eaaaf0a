//! The part of a review that term lists decide, made with the lists in force and with the draft of one of them: what the
//! draft would change. The findings and figures are those that a review would give.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::deadline::Deadline;
use crate::document::DraftFacts;
use crate::lexicon::{Entry, EntryKind, Hit, Lexicon, ListId, Matcher, Scans, Setting, matcher};
use crate::measure::assessment;
use crate::measure::substance::Opinion;
use crate::measure::substance::mining::{self, Seam};
use crate::model::SentenceModel;
use crate::norms::Profile;
use crate::review::input::DraftInput;
use crate::review::known::Known;
pub use crate::review::outcome::{Figures, Mark, Outcome, Reader, mark};
pub use crate::review::twins::{EntryKey, Twins};
use crate::span::{SourceText, Span};
use crate::text::Analysis;

/// A draft read once, to be judged by several lists.
#[derive(Debug)]
pub struct Subject {
    /// The text with its readings.
    pub analysis: Analysis,
    pub(super) facts: DraftFacts,
}

impl Subject {
    /// Reads a draft as a review does.
    #[must_use]
    pub fn read(input: &DraftInput) -> Self {
        Self::read_until(input, &Deadline::default())
    }

    /// The same for what is judged until a deadline: once it has passed, all that is said of the draft may be a part.
    #[must_use]
    pub fn read_until(input: &DraftInput, deadline: &Deadline) -> Self {
        let analysis = Analysis::until(&input.text, input.title.as_deref(), deadline);
        let facts = input.facts(&analysis);
        Self { analysis, facts }
    }

    /// What is known of it.
    pub(super) fn facts(&self) -> &DraftFacts {
        &self.facts
    }

    /// What it offers to a search for slogans that no list has yet.
    #[must_use]
    pub fn seams(&self, lexicon: &Lexicon, opinion: &Opinion<'_>) -> Vec<Seam> {
        mining::seams(&self.analysis, &self.facts, lexicon, opinion)
    }
}

/// What a change of a list is tried with.
#[derive(Debug, Clone, Copy)]
pub struct Trial<'a> {
    /// The list that changes.
    pub list: ListId,
    /// The lists in force.
    pub before: &'a Lexicon,
    /// The same with the draft.
    pub after: &'a Lexicon,
    /// Which entries both have.
    pub twins: &'a Twins,
    /// The sentence model.
    pub model: &'a SentenceModel,
}

/// A hit that only one side has.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct HitChange {
    /// Where.
    pub span: Span,
    /// The entry.
    pub entry: Arc<EntryKey>,
}

/// What a change does to a draft.
#[derive(Debug, Clone, PartialEq)]
pub struct Effect {
    /// Hits of each entry that is met before or after: how often before, how often after.
    pub hits: BTreeMap<EntryKey, [usize; 2]>,
    /// Hits that are new.
    pub gained: Vec<HitChange>,
    /// Hits that are gone.
    pub lost: Vec<HitChange>,
    /// Entries, with the change, to which a shape of the text leads where no pattern need be met.
    pub shaped: BTreeSet<EntryKey>,
    /// What the measure that reads the list makes of the draft, before and after; `None` where the change does not reach
    /// it. The other measure cannot tell the lists apart: see [`Trial::figures`].
    pub outcomes: Option<[Arc<Outcome>; 2]>,
}

impl Trial<'_> {
    /// Tries the change on a draft. What was found out about it before is taken from `known`, and what is found out now is
    /// left there.
    pub fn on(&self, subject: &Subject, profile: &Arc<Profile>, known: &mut Known) -> Effect {
        let opinion = known.opinion(subject, self.before, self.model);
        let effect = self.effect(subject, profile, known, &opinion);
        *known = known.with(&opinion, self.before);
        effect
    }

    /// The figures of the measure that does not read the list, now and with the change alike.
    pub fn figures(&self, subject: &Subject, profile: &Arc<Profile>, known: &mut Known) -> Figures {
        let opinion = known.opinion(subject, self.before, self.model);
        let outcome = self.outcome_before(Reader::of(self.list).other(), subject, profile, (known, &opinion));
        *known = known.with(&opinion, self.before);
        outcome.figures
    }

    /// The same where they are known without reading the draft.
    #[must_use]
    pub fn known_figures(&self, profile: &Arc<Profile>, known: &Known) -> Option<Figures> {
        known.outcome(Reader::of(self.list).other(), self.before, profile).map(|outcome| outcome.figures)
    }

    fn effect(&self, subject: &Subject, profile: &Arc<Profile>, known: &mut Known, opinion: &Opinion<'_>) -> Effect {
        let (folded, scans) = (&subject.analysis.folded, opinion.scans());
        let setting = Setting::of(&subject.analysis, &subject.facts);
        let (before, after) = (self.before.get(self.list), self.after.get(self.list));
        let old = scans.candidates(self.before, self.list, setting);
        let new: Arc<[Hit]> = self.twins.hits(after, setting, &old).into();
        scans.know(self.after, self.list, Arc::clone(&new));
        // Protected formulations mask by their longest hits, all other lists are read with overlapping ones.
        let [old, new] = [old, new]
            .map(|hits| if self.list == ListId::Protected { matcher::longest(hits.to_vec()).into() } else { hits });
        let [shaped_before, shaped_after] = match self.list {
            assessment::LIST => assessment::shaped(&subject.analysis, &subject.facts, profile, [before, after]),
            _ => [Vec::new(), Vec::new()],
        };
        // The same entries at the same places, in the same order: no measure can tell the lists apart.
        let same = old.len() == new.len()
            && old.iter().zip(new.iter()).all(|(a, b)| a.span == b.span && weight(before, *a) == weight(after, *b))
            && (self.list != ListId::Protected
                || self.nearly(self.before, scans, folded) == self.nearly(self.after, scans, folded))
            && entries(before, &shaped_before).eq(entries(after, &shaped_after));
        let keyed = [self.keyed(0, &old), self.keyed(1, &new)];
        let [gained, lost] = differences(&keyed[0], &keyed[1]).map(|changes| self.named(&changes));
        let outcomes = (!same && self.list != ListId::Synonyms).then(|| {
            let reader = Reader::of(self.list);
            let before = self.outcome_before(reader, subject, profile, (known, opinion));
            [before, Arc::new(Outcome::of(reader, subject, profile, self.after, opinion))]
        });
        let mut shaped = BTreeMap::new();
        for hit in shaped_after {
            let met = shaped.entry(hit.entry).or_insert(false);
            *met = *met || !assessment::excepted(&subject.analysis, after, hit);
        }
        let shaped = shaped.into_iter().filter(|(_, met)| *met);
        let shaped = shaped.filter_map(|(entry, _)| after.list().entries.get(entry)).map(key_of).collect();
        Effect { hits: self.counted(&keyed), gained, lost, shaped, outcomes }
    }

    /// Hits of the list before (0) or after (1), in order, each with the number of its key.
    fn keyed(&self, side: usize, hits: &[Hit]) -> Vec<(Span, usize)> {
        let keyed = hits.iter().filter_map(|hit| Some((hit.span, self.twins.key(side, hit.entry)?)));
        let mut keyed: Vec<(Span, usize)> = keyed.collect();
        keyed.sort_unstable();
        keyed
    }

    /// The same with the keys themselves.
    fn named(&self, hits: &[(Span, usize)]) -> Vec<HitChange> {
        let change = |&(span, key): &(Span, usize)| Some(HitChange { span, entry: Arc::clone(self.twins.name(key)?) });
        hits.iter().filter_map(change).collect()
    }

    /// How often each key is met before and after.
    fn counted(&self, [old, new]: &[Vec<(Span, usize)>; 2]) -> BTreeMap<EntryKey, [usize; 2]> {
        let mut counts: BTreeMap<usize, [usize; 2]> = BTreeMap::new();
        for (_, key) in old {
            let [before, _] = counts.entry(*key).or_default();
            *before += 1;
        }
        for (_, key) in new {
            let [_, after] = counts.entry(*key).or_default();
            *after += 1;
        }
        let named = counts.into_iter().filter_map(|(key, counts)| Some((self.twins.name(key)?, counts)));
        named.map(|(name, counts)| (EntryKey::clone(name), counts)).collect()
    }

    /// Where words stand that are one character off an entry, with the entry.
    fn nearly<'a>(&self, lexicon: &'a Lexicon, scans: &Scans, text: &SourceText) -> Vec<(Span, Option<&'a str>)> {
        let entries = &lexicon.get(self.list).list().entries;
        let entry = |index: usize| entries.get(index).map(|entry| entry.pattern.as_str());
        scans.near(lexicon, self.list, text).iter().map(|near| (near.span, entry(near.entry))).collect()
    }

    /// What a measure makes of a draft by the lists in force.
    fn outcome_before(
        &self,
        reader: Reader,
        subject: &Subject,
        profile: &Arc<Profile>,
        (known, opinion): (&mut Known, &Opinion<'_>),
    ) -> Arc<Outcome> {
        if let Some(outcome) = known.outcome(reader, self.before, profile) {
            return outcome;
        }
        let outcome = Arc::new(Outcome::of(reader, subject, profile, self.before, opinion));
        known.learn(reader, self.before, profile, &outcome);
        outcome
    }
}

/// What of an entry a measure reads.
fn weight(matcher: &Matcher, hit: Hit) -> Option<(&str, EntryKind, u8, &str, Option<&str>)> {
    let entry = matcher.entry(hit)?;
    Some((&entry.pattern, entry.kind, entry.severity, &entry.category, entry.id.as_deref()))
}

/// Where hits stand, and all of their entries.
fn entries<'a>(matcher: &'a Matcher, hits: &'a [Hit]) -> impl Iterator<Item = (Span, Option<&'a Entry>)> {
    hits.iter().map(|hit| (hit.span, matcher.entry(*hit)))
}

fn key_of(entry: &Entry) -> EntryKey {
    (entry.pattern.clone(), entry.kind)
}

/// What only the second and only the first of two sorted lists hold.
pub fn differences<T: Ord + Clone>(old: &[T], new: &[T]) -> [Vec<T>; 2] {
    let (mut gained, mut lost) = (Vec::new(), Vec::new());
    let (mut old, mut new) = (old.iter().peekable(), new.iter().peekable());
    loop {
        match (old.peek(), new.peek()) {
            (None, None) => return [gained, lost],
            (Some(_), None) => lost.extend(old.next().cloned()),
            (None, Some(_)) => gained.extend(new.next().cloned()),
            (Some(a), Some(b)) => match a.cmp(b) {
                std::cmp::Ordering::Equal => {
                    old.next();
                    new.next();
                }
                std::cmp::Ordering::Less => lost.extend(old.next().cloned()),
                std::cmp::Ordering::Greater => gained.extend(new.next().cloned()),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What only a shape finds is no hit of the list, but the list decides what becomes of it.
    #[test]
    fn a_change_of_what_only_shapes_find_is_seen() {
        let before = Lexicon::shipped().unwrap();
        let mut list = before.get(assessment::LIST).list().clone();
        list.entries.retain(|entry| entry.id.as_deref() != Some("B18"));
        let after = before.with(list).unwrap();
        let model =
            SentenceModel::load(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("models/sentence")).unwrap();
        let text = "关于做好水库管理工作的通知\n各镇人民政府：\n各镇应当配备水库管理员。".to_owned();
        let subject =
            Subject::read(&DraftInput { text, level: Some(crate::document::Level::County), ..DraftInput::default() });
        let twins = Twins::of(before.get(assessment::LIST).list(), after.get(assessment::LIST).list());
        let trial = Trial { list: assessment::LIST, before: &before, after: &after, twins: &twins, model: &model };
        let profile = Arc::new(Profile::shipped().unwrap());
        let mut known = Known::default();
        let effect = trial.on(&subject, &profile, &mut known);
        assert_eq!((effect.gained.len(), effect.lost.len()), (0, 0), "no pattern is met");
        assert!(effect.shaped.is_empty(), "the entry is gone");
        let [before, after] = effect.outcomes.clone().expect("the change reaches the draft");
        let demands = |demands| Figures::Assessment { demands };
        assert_eq!((before.figures, after.figures), (demands(1), demands(0)));
        assert_eq!(trial.on(&subject, &profile, &mut known), effect, "what is known changes nothing");
    }
}
