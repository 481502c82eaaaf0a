//! What reviewers' decisions say about the lists: which exceptions of an entry the ignored findings speak for. An
//! administrator approves or rejects; nothing changes a list by itself. A ruling settles a proposal as long as it holds:
//! what was approved stands in the list or its draft, and reviewers have not gone on ignoring the entry as often again.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use utoipa::ToSchema;

use crate::desk::draft_words::DraftWords;
use crate::desk::engine::list_of;
use crate::desk::error::DeskError;
use crate::desk::meant::{Meant, place};
use crate::desk::office::Desk;
use crate::desk::term_drafts::{DraftEdit, NO_DRAFT, TermListDraft};
use crate::digest::sha256;
use crate::lexicon::{Entry, EntryKind, EntryName, Layer, ListId, Matcher, TermList};
use crate::span::{SourceText, Span};
use crate::store::{DecisionKind, Family, MadeDecision, MadeRuling, Remedy, Ruling};
use crate::text::{fold, segment};

/// Sentences of each side that exceptions are drawn from, the newest ones: each is compared with each.
const MOST_SENTENCES: usize = 1_000;
/// Fewest ignored findings of an entry for a proposal: one may be a slip.
const FEWEST_IGNORED: usize = 2;
/// Most reasons, examples and exceptions of a proposal.
const LISTED: usize = 8;

/// A reason with how often it was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ReasonCount {
    /// The reason, in the reviewer's words.
    pub reason: String,
    /// How often.
    pub count: usize,
}

/// An ignored finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct IgnoredExample {
    /// The review.
    pub review: String,
    /// The finding in its report.
    pub finding: String,
    /// The words of the finding.
    pub words: String,
    /// The sentence they stand in.
    pub sentence: String,
}

/// An exception that would take ignored findings away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ProposedException {
    /// The exception, as it would stand in the list.
    pub pattern: String,
    /// Ignored findings in whose sentence it stands. Where another entry is met at the same place, it still is: the preview
    /// of the draft tells.
    pub ignored: usize,
}

/// 例外建议: what the decisions about an entry speak for.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Proposal {
    /// The list.
    pub list: ListId,
    /// The entry's pattern.
    pub entry: String,
    /// How the pattern is read.
    pub kind: EntryKind,
    /// Who laid the entry down.
    pub layer: Layer,
    /// Its severity.
    pub severity: u8,
    /// Findings accepted.
    pub accepted: usize,
    /// Findings ignored.
    pub ignored: usize,
    /// Reasons given, the most frequent first.
    pub reasons: Vec<ReasonCount>,
    /// Ignored findings, the newest first.
    pub examples: Vec<IgnoredExample>,
    /// Exceptions that would take ignored findings away and no accepted one; empty where the context says nothing: then a
    /// lower severity is the other way.
    pub exceptions: Vec<ProposedException>,
    /// What an administrator made of it; null when it is open, also again: what was approved stands neither in the list
    /// nor in its draft any more, or the entry was ignored as often again since.
    pub ruling: Option<Ruling>,
}

impl Proposal {
    /// Leaves out what drafts say, and what reviewers say of them: their reasons may quote a draft, and exceptions are
    /// made of the words beside a hit.
    fn withhold(&mut self) {
        self.reasons.clear();
        self.examples.clear();
        self.exceptions.clear();
    }
}

impl Desk {
    /// What the decisions about entries speak for, those ignored most first; settled ones only when `settled`. With
    /// `words` withheld the counts alone.
    ///
    /// # Errors
    /// The store's.
    pub fn proposals(&self, settled: bool, words: DraftWords) -> Result<Vec<Proposal>, DeskError> {
        let (engine, drafts) = (self.engine(), self.drafted()?);
        // An entry that has gone from the list, or is not met any more, needs no exception.
        let meant = Meant::of(&engine);
        let key = |list: &str, name: &EntryName| {
            let (id, entry) = meant.entry(list, name)?;
            Some(((id, EntryName::of(entry)), entry))
        };
        let mut by_entry: BTreeMap<(ListId, EntryName), (&Entry, Vec<MadeDecision>)> = BTreeMap::new();
        for made in self.store.decisions_about_entries()? {
            if let Some((key, entry)) = key(&made.about.list, &made.about.entry) {
                by_entry.entry(key).or_insert_with(|| (entry, Vec::new())).1.push(made);
            }
        }
        let mut ignored_in_all = BTreeMap::<(ListId, EntryName), usize>::new();
        for count in self.store.decision_counts()? {
            if let Some((key, _)) = key(&count.list, &count.entry) {
                *ignored_in_all.entry(key).or_default() += count.ignored;
            }
        }
        // A ruling that says the kind and layer comes after those that do not.
        let mut rulings = BTreeMap::new();
        for ((list, name), made) in self.store.rulings()? {
            rulings.extend(key(&list, &name).map(|(key, _)| (key, made)));
        }
        let mut found = Vec::new();
        for (key, (entry, made)) in by_entry {
            let drafted = drafts.get(&key.0).and_then(|entries| entries.get(key.1.find(entries).ok()?));
            let ignored = ignored_in_all.get(&key).copied().unwrap_or_default();
            let holds = |ruling: &&MadeRuling| holds(ruling, ignored, [Some(entry), drafted]);
            let ruling = rulings.get(&key).filter(holds).map(|made| made.ruling);
            if ruling.is_some() == settled {
                found.extend(proposal(key.0, entry, &made, ruling));
            }
        }
        found.sort_by_key(|proposal| std::cmp::Reverse(proposal.ignored));
        if words == DraftWords::Withheld {
            found.iter_mut().for_each(Proposal::withhold);
        }
        Ok(found)
    }

    /// The entries of the lists that have a draft.
    fn drafted(&self) -> Result<BTreeMap<ListId, Vec<Entry>>, DeskError> {
        let mut found = BTreeMap::new();
        for id in ListId::ALL {
            if let Some(draft) = self.store.draft(Family::TermList, id.name())? {
                found.insert(id, list_of(&draft.body, draft.based_on)?.entries);
            }
        }
        Ok(found)
    }

    /// Approves a proposal: puts the remedy into the draft of the list, which is made when there is none. The entry is the
    /// one that is meant in the list in force, in its draft where it stands there alone.
    ///
    /// # Errors
    /// [`DeskError::NotFound`] when the entry is not in the draft or list, [`DeskError::TwoKinds`] when two have the text,
    /// [`DeskError::List`] when an exception cannot be used.
    pub fn approve_proposal(
        &self,
        (id, named): (ListId, &EntryName),
        remedy: &Remedy,
        note: &str,
    ) -> Result<TermListDraft, DeskError> {
        let (mut entries, edit) = match self.term_draft(id) {
            Ok(draft) => (draft.entries, Some(draft.edit)),
            Err(DeskError::NotFound { .. }) => (self.term_list(id).entries, Some(NO_DRAFT)),
            Err(other) => return Err(other),
        };
        let name = match self.named_in_force(id, named) {
            Ok(name) => name,
            Err(DeskError::NotFound { .. }) => named.clone(),
            Err(other) => return Err(other),
        };
        let at = place(&name, &entries)?;
        let missing = || DeskError::NotFound { what: "词条", id: name.pattern.clone() };
        let entry = entries.get_mut(at).ok_or_else(missing)?;
        let name = EntryName::of(entry);
        for exception in &remedy.exceptions {
            if !entry.exceptions.contains(exception) {
                entry.exceptions.push(exception.clone());
            }
        }
        entry.severity = remedy.severity.unwrap_or(entry.severity);
        let draft = self.keep_term_draft(id, entries, DraftEdit { based_on: None, edit })?;
        // The words may be a draft's: they live in the list alone, and go with it.
        let exceptions = remedy.exceptions.iter().map(|exception| marked(exception)).collect();
        let remedy = Remedy { exceptions, severity: remedy.severity };
        self.settle_proposal((id, &name), (Ruling::Approved, Some(remedy)), note)?;
        Ok(draft)
    }

    /// Rejects a proposal: it is not made again before the entry was ignored as often again.
    ///
    /// # Errors
    /// [`DeskError::NotFound`] when the entry is not in the list, [`DeskError::TwoKinds`] when two have the text.
    pub fn reject_proposal(&self, (id, named): (ListId, &EntryName), note: &str) -> Result<(), DeskError> {
        let name = self.named_in_force(id, named)?;
        self.settle_proposal((id, &name), (Ruling::Rejected, None), note)
    }

    /// The whole name of the entry in force that is meant.
    fn named_in_force(&self, id: ListId, named: &EntryName) -> Result<EntryName, DeskError> {
        let engine = self.engine();
        let entries = &engine.lexicon.get(id).list().entries;
        let at = place(named, entries)?;
        Ok(entries.get(at).map_or_else(|| named.clone(), EntryName::of))
    }

    fn settle_proposal(
        &self,
        (id, name): (ListId, &EntryName),
        (ruling, remedy): (Ruling, Option<Remedy>),
        note: &str,
    ) -> Result<(), DeskError> {
        let (engine, counts) = (self.engine(), self.store.decision_counts()?);
        let meant = Meant::of(&engine);
        let about = |list: &str, entry: &EntryName| {
            meant.entry(list, entry).is_some_and(|(list, entry)| list == id && name.fits(entry))
        };
        let ignored = counts.iter().filter(|c| about(&c.list, &c.entry)).map(|c| c.ignored).sum();
        Ok(self.store.rule((id.name(), name), &MadeRuling { ruling, ignored, remedy }, note)?)
    }
}

/// What is kept of an exception to know it again.
fn marked(exception: &str) -> String {
    sha256(&[exception.as_bytes()])
}

/// Whether a ruling settles a proposal about an entry, which may stand in the list and in its draft: what was approved is
/// there, and the entry was not ignored as often again as when it was ruled.
fn holds(made: &MadeRuling, ignored: usize, entries: [Option<&Entry>; 2]) -> bool {
    let stands = |remedy: &Remedy| {
        entries.into_iter().flatten().any(|entry| {
            let there: Vec<String> = entry.exceptions.iter().map(|exception| marked(exception)).collect();
            remedy.exceptions.iter().all(|exception| there.contains(exception))
                && remedy.severity.is_none_or(|severity| entry.severity == severity)
        })
    };
    made.remedy.as_ref().is_none_or(stands) && ignored < 2 * made.ignored.max(FEWEST_IGNORED)
}

/// What the decisions about an entry speak for; `None` when too few were ignored.
fn proposal(list: ListId, entry: &Entry, made: &[MadeDecision], ruling: Option<Ruling>) -> Option<Proposal> {
    let of = |kind: DecisionKind| made.iter().filter(move |made| made.decision.decision == kind);
    let ignored = of(DecisionKind::Ignored).count();
    if ignored < FEWEST_IGNORED {
        return None;
    }
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    for made in of(DecisionKind::Ignored).filter(|made| !made.decision.reason.is_empty()) {
        *reasons.entry(&made.decision.reason).or_default() += 1;
    }
    let mut reasons: Vec<ReasonCount> =
        reasons.into_iter().map(|(reason, count)| ReasonCount { reason: reason.to_owned(), count }).collect();
    reasons.sort_by_key(|reason| std::cmp::Reverse(reason.count));
    reasons.truncate(LISTED);
    let example = |made: &MadeDecision| IgnoredExample {
        review: made.review.clone(),
        finding: made.decision.finding.clone(),
        words: made.about.words.clone(),
        sentence: made.about.sentence.clone(),
    };
    let sentences = |kind| -> Vec<&str> { of(kind).map(|made| made.about.sentence.as_str()).collect() };
    Some(Proposal {
        list,
        entry: entry.pattern.clone(),
        kind: entry.kind,
        layer: entry.layer.unwrap_or_default(),
        severity: entry.severity,
        accepted: of(DecisionKind::Accepted).count(),
        ignored,
        reasons,
        examples: of(DecisionKind::Ignored).take(LISTED).map(example).collect(),
        exceptions: exceptions(entry, &sentences(DecisionKind::Ignored), &sentences(DecisionKind::Accepted)),
        ruling,
    })
}

/// The entry with a word before or after it, as it stands in ignored sentences and in no accepted one.
fn exceptions(entry: &Entry, ignored: &[&str], accepted: &[&str]) -> Vec<ProposedException> {
    let list = TermList {
        id: ListId::Slogans,
        version: 0,
        entries: vec![Entry { hit: vec![], miss: vec![], ..entry.clone() }],
    };
    let Ok(matcher) = Matcher::new(list) else { return Vec::new() };
    let folded = |text: &&str| fold::fold(&text.chars().collect::<Vec<_>>());
    let ignored: Vec<String> = ignored.iter().take(MOST_SENTENCES).map(folded).collect();
    let accepted: Vec<String> = accepted.iter().take(MOST_SENTENCES).map(folded).collect();
    let fits = |words: &String| !accepted.iter().any(|text| text.contains(words));
    let found: BTreeSet<String> =
        ignored.iter().filter_map(|sentence| surroundings(&matcher, sentence).into_iter().find(fits)).collect();
    // A sentence that speaks for one of them may hold another too.
    let count = |words: &String| ignored.iter().filter(|sentence| sentence.contains(words)).count();
    let mut found: Vec<ProposedException> = found
        .into_iter()
        .map(|words| ProposedException { ignored: count(&words), pattern: regex::escape(&words) })
        .collect();
    found.sort_by_key(|exception| std::cmp::Reverse(exception.ignored));
    found.truncate(LISTED);
    found
}

/// The first hit in a sentence with the word after it, with the word before it, with both: shorter contexts first.
fn surroundings(matcher: &Matcher, sentence: &str) -> Vec<String> {
    let text = SourceText::new(sentence);
    let Some(hit) = matcher.find(&text).first().copied() else { return Vec::new() };
    let words = segment::words(sentence, segment::Cut::Plain);
    let speaks = |word: &&segment::Word<'_>| word.text.chars().any(char::is_alphanumeric);
    let after = words.iter().find(|word| word.span.end > hit.span.end);
    let before = words.iter().rfind(|word| word.span.start < hit.span.start);
    let end = after.filter(speaks).map(|word| word.span.end);
    let start = before.filter(speaks).map(|word| word.span.start);
    let spans = [
        end.map(|end| Span::new(hit.span.start, end)),
        start.map(|start| Span::new(start, hit.span.end)),
        start.zip(end).map(|(start, end)| Span::new(start, end)),
    ];
    spans.into_iter().flatten().map(|span| text.slice(span).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exceptions_speak_for_ignored_sentences_only() {
        let entry = Entry::literal("进一步加强", "");
        let ignored = ["要进一步加强值班值守。", "各单位进一步加強值班值守，", "进一步加强。"];
        let found = exceptions(&entry, &ignored, &["进一步加强领导。"]);
        let found: Vec<(&str, usize)> = found.iter().map(|e| (e.pattern.as_str(), e.ignored)).collect();
        assert_eq!(found, [("进一步加强值班", 2)]);
        // What follows says nothing then: what stands before does.
        let found = exceptions(&entry, &["要进一步加强值班。"], &["应进一步加强值班。"]);
        assert_eq!(found.iter().map(|e| e.pattern.as_str()).collect::<Vec<_>>(), ["要进一步加强"]);
        assert_eq!(exceptions(&entry, &["进一步加强。"], &[]), []);
        // Each is counted wherever it stands, not only where it came first to mind.
        let found = exceptions(&entry, &["要进一步加强值班。", "要进一步加强。"], &[]);
        let found: Vec<(&str, usize)> = found.iter().map(|e| (e.pattern.as_str(), e.ignored)).collect();
        assert_eq!(found, [("要进一步加强", 2), ("进一步加强值班", 1)]);
    }

    #[test]
    fn a_ruling_holds_while_its_remedy_stands_and_the_entry_is_not_ignored_as_often_again() {
        let entry = |exceptions: &[&str], severity| Entry {
            exceptions: exceptions.iter().map(|&text| text.to_owned()).collect(),
            severity,
            ..Entry::literal("甲", "")
        };
        let remedy = Remedy { exceptions: vec![marked("甲乙")], severity: Some(1) };
        let approved = MadeRuling { ruling: Ruling::Approved, ignored: 3, remedy: Some(remedy) };
        let rejected = MadeRuling { ruling: Ruling::Rejected, ignored: 3, remedy: None };
        let (plain, mended) = (entry(&[], 2), entry(&["丙", "甲乙"], 1));
        assert!(holds(&approved, 5, [Some(&plain), Some(&mended)]));
        assert!(holds(&approved, 5, [Some(&mended), None]));
        assert!(!holds(&approved, 5, [Some(&plain), None]));
        assert!(!holds(&approved, 5, [Some(&entry(&["甲乙"], 2)), None]));
        assert!(!holds(&approved, 6, [Some(&mended), None]));
        assert!(holds(&rejected, 5, [Some(&plain), None]) && !holds(&rejected, 6, [Some(&plain), None]));
    }
}
