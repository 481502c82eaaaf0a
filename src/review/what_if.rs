//! The part of a review that term lists decide, made with the lists in force and with the draft of one of them: what the
//! draft would change. The findings and figures are those that a review would give.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::deadline::Deadline;
use crate::document::DraftFacts;
use crate::lexicon::{Entry, EntryKind, Hit, Lexicon, ListId, Matcher, Scans, Setting, matcher};
use crate::measure::substance::mining::{self, Seam};
use crate::measure::substance::{Opinion, Remembered};
use crate::measure::{Finding, assessment, substance};
use crate::model::SentenceModel;
use crate::norms::Profile;
use crate::review::input::DraftInput;
use crate::review::scores;
pub use crate::review::twins::{EntryKey, Twins};
use crate::span::{SourceText, Span};
use crate::text::Analysis;

/// A draft read once, to be judged by several lists.
#[derive(Debug)]
pub struct Subject {
    /// The text with its readings.
    pub analysis: Analysis,
    facts: DraftFacts,
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

    /// What the model says of it.
    #[must_use]
    pub fn remembered(&self, model: &SentenceModel) -> Remembered {
        Remembered::of(&self.analysis, model)
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

/// A finding as far as one list or another can make it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark {
    /// Where.
    pub span: Span,
    /// Rule id.
    pub rule: String,
    /// The entry it rests on: list and pattern.
    pub term: Option<(String, String)>,
}

/// What lists make of a draft.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// Slogan phrases.
    pub slogans: usize,
    /// Empty sentences.
    pub empty_sentences: usize,
    /// Possible burdens on the grass roots that are not guarded.
    pub demands: usize,
    /// The score of substance.
    pub substance: Option<f64>,
    /// The findings, in order.
    pub marks: Vec<Mark>,
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
    /// What lists make of the draft, before and after; `None` where the change does not reach it.
    pub outcomes: Option<[Outcome; 2]>,
}

impl Trial<'_> {
    /// Tries the change on a draft. `said` is asked for what the model says, only where the change reaches the draft.
    pub fn on(&self, subject: &Subject, profile: &Profile, said: impl FnOnce() -> Arc<Remembered>) -> Effect {
        let (folded, scans) = (&subject.analysis.folded, Scans::default());
        let setting = Setting::of(&subject.analysis, &subject.facts);
        let (before, after) = (self.before.get(self.list), self.after.get(self.list));
        let old = scans.candidates(self.before, self.list, setting);
        let new: Arc<[Hit]> = self.twins.hits(after, setting, &old).into();
        scans.know(self.after, self.list, Arc::clone(&new));
        // Protected formulations mask by their longest hits, all other lists are read with overlapping ones.
        let [old, new] = [old, new]
            .map(|hits| if self.list == ListId::Protected { matcher::longest(hits.to_vec()).into() } else { hits });
        let [shaped_before, shaped_after] = match self.list {
            assessment::LIST => assessment::shaped(&subject.analysis, &subject.facts, [before, after]),
            _ => [Vec::new(), Vec::new()],
        };
        // The same entries at the same places, in the same order: no measure can tell the lists apart.
        let same = old.len() == new.len()
            && old.iter().zip(new.iter()).all(|(a, b)| a.span == b.span && weight(before, *a) == weight(after, *b))
            && (self.list != ListId::Protected
                || self.nearly(self.before, &scans, folded) == self.nearly(self.after, &scans, folded))
            && entries(before, &shaped_before).eq(entries(after, &shaped_after));
        let keyed = [self.keyed(0, &old), self.keyed(1, &new)];
        let [gained, lost] = differences(&keyed[0], &keyed[1]).map(|changes| self.named(&changes));
        let outcomes = (!same && self.list != ListId::Synonyms).then(|| {
            let opinion = Opinion::resumed(self.model, said(), scans);
            self.outcomes(subject, profile, &opinion)
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

    /// What lists make of a draft, before and after. The measure that does not read the list that changes is asked once.
    fn outcomes(&self, subject: &Subject, profile: &Profile, opinion: &Opinion<'_>) -> [Outcome; 2] {
        let substance = |lexicon| OfSubstance::of(subject, profile, lexicon, opinion);
        let assessed = |lexicon| OfAssessment::of(subject, profile, lexicon);
        if self.list == assessment::LIST {
            let same = substance(self.after);
            [self.before, self.after].map(|lexicon| Outcome::of(same.clone(), assessed(lexicon)))
        } else {
            let same = assessed(self.after);
            [self.before, self.after].map(|lexicon| Outcome::of(substance(lexicon), same.clone()))
        }
    }
}

/// What the measure of substance says of a draft: figures, score, findings.
#[derive(Debug, Clone)]
struct OfSubstance {
    slogans: usize,
    empty_sentences: usize,
    score: Option<f64>,
    marks: Vec<Mark>,
}

impl OfSubstance {
    fn of(subject: &Subject, profile: &Profile, lexicon: &Lexicon, opinion: &Opinion<'_>) -> Self {
        let Subject { analysis, facts } = subject;
        let (figures, found, _) = substance::measure_again(analysis, facts, lexicon, opinion, &profile.formulations);
        Self {
            slogans: figures.slogan_count,
            empty_sentences: figures.empty_sentences,
            score: scores::substance_basis(analysis, &figures, &found, profile).map(|basis| basis.score),
            marks: found.iter().filter_map(mark).collect(),
        }
    }
}

/// What the assessment says of a draft: demands that are not guarded, findings.
#[derive(Debug, Clone)]
struct OfAssessment {
    demands: usize,
    marks: Vec<Mark>,
}

impl OfAssessment {
    fn of(Subject { analysis, facts }: &Subject, profile: &Profile, lexicon: &Lexicon) -> Self {
        let (items, found) = assessment::measure(analysis, facts, lexicon, profile);
        let demands = items.iter().filter(|item| !item.guarded).count();
        Self { demands, marks: found.iter().filter_map(mark).collect() }
    }
}

impl Outcome {
    fn of(substance: OfSubstance, assessment: OfAssessment) -> Self {
        let OfSubstance { slogans, empty_sentences, score, mut marks } = substance;
        marks.extend(assessment.marks);
        marks.sort();
        Self { slogans, empty_sentences, demands: assessment.demands, substance: score, marks }
    }
}

/// A finding as a mark; `None` when it concerns the whole draft.
#[must_use]
pub fn mark(finding: &Finding) -> Option<Mark> {
    let term = finding.term.as_ref().map(|term| (term.list.clone(), term.entry.clone()));
    Some(Mark { span: finding.span?, rule: finding.rule.clone(), term })
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
        let effect = trial.on(&subject, &Profile::shipped().unwrap(), || Arc::new(subject.remembered(&model)));
        assert_eq!((effect.gained.len(), effect.lost.len()), (0, 0), "no pattern is met");
        assert!(effect.shaped.is_empty(), "the entry is gone");
        let [before, after] = effect.outcomes.expect("the change reaches the draft");
        assert_eq!((before.demands, after.demands), (1, 0));
    }
}
