//! Slogan candidates mined from the corpus: word sequences that many bodies write, in sentences the model finds empty and
//! with nothing checkable beside them, that no list has yet. An administrator takes them into the draft or turns them down.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::Serialize;
use utoipa::ToSchema;
use xxhash_rust::xxh3::xxh3_64;

use crate::desk::course::Course;
use crate::desk::error::DeskError;
use crate::desk::office::Desk;
use crate::desk::preview::Source;
use crate::desk::sequences;
use crate::desk::term_drafts::{DraftEdit, NO_DRAFT, TermListDraft};
use crate::lexicon::{Entry, EntryKind, Hit, Lexicon, ListId, Matcher, TermList};
use crate::measure::substance::Opinion;
use crate::measure::substance::messages::VAGUE;
use crate::measure::substance::mining::Seam;
use crate::review::what_if::Subject;
use crate::span::{self, SourceText};
use crate::store::Ruling;
use crate::text::segment;

/// Fewest documents and issuers of a candidate.
const FEWEST: (usize, usize) = (5, 4);
/// Least share of its sentences that the model finds empty.
const EMPTY: f64 = 0.5;
/// Share of a shorter candidate's documents that a longer one must have for the shorter to be but a part of it.
const PART: f64 = 0.5;
/// Share of a candidate's letters inside entries of the list from which it is known.
const KNOWN: f64 = 0.5;
/// Examples of a candidate.
const EXAMPLES: usize = 3;
/// Longest example, in characters.
const LONGEST_EXAMPLE: usize = 120;
/// Who is spoken of with reverence: what is said of them is no slogan of the draft's.
const REVERED: &[&str] =
    &["党", "中央", "总书记", "领袖", "人民", "民族", "社会主义", "祖国", "国家", "中国", "中华", "革命"];
/// Least share of the sentences with a candidate in which a sign or the end follows it: where other words do, it is but a
/// part of a phrase (工作的重要|意义).
const CLOSED: f64 = 0.5;
/// Least share of them in which it opens its clause: an object without its verb (治理效能) does not.
const OPENED: f64 = 0.3;
/// Share of them with a mark of enumeration beside it from which it is an item of lists (双拥共建、参事文史).
const LISTED: f64 = 0.5;
/// Category of the entries that name a verb with whatever follows it: all that begins so would be known.
const OF_VERBS: &str = "空泛动宾";

/// A candidate for the list of slogans.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Candidate {
    /// The words; verbs that stand for one another before the same object are joined: `(提升|提高)…`.
    pub pattern: String,
    /// `literal` for plain words, `regex` where verbs are joined.
    pub kind: EntryKind,
    /// Documents with it.
    pub documents: usize,
    /// Issuing bodies of those documents.
    pub issuers: usize,
    /// Sentences with it.
    pub sentences: usize,
    /// Share of these sentences that the model finds empty, 0 to 1.
    pub empty_share: f64,
    /// Share of these sentences with something checkable, 0 to 1.
    pub marked_share: f64,
    /// Sentences with it, shortened.
    pub examples: Vec<String>,
}

/// Candidates, the most promising first.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Suggestions {
    /// Documents looked at.
    pub documents: usize,
    /// Documents that were to be looked at and were not: the time was used up.
    pub left_out: usize,
    /// The candidates.
    pub candidates: Vec<Candidate>,
}

/// One document, mined.
#[derive(Debug)]
struct Mined {
    issuer: Option<String>,
    seams: Vec<Seam>,
}

impl Desk {
    /// Mines at most `documents` documents of the corpus for at most `most` candidates.
    ///
    /// # Errors
    /// [`DeskError::Stopped`] when nobody waits any more; the store's.
    pub fn suggest_slogans(
        &self,
        documents: usize,
        most: usize,
        course: &Course<'_>,
    ) -> Result<Suggestions, DeskError> {
        let engine = self.engine();
        let sources = self.sample(documents);
        let mine = |source: &Source| -> Result<Option<Mined>, DeskError> {
            let Some(material) = self.material(source)? else { return Ok(None) };
            let subject = Subject::read_until(&material.input, &course.until);
            let opinion = Opinion::of(&subject.analysis, &engine.model);
            let seams = subject.seams(&engine.lexicon, &opinion);
            Ok(Some(Mined { issuer: material.input.issuer, seams }))
        };
        let settled = self.settled_candidates()?;
        let (mined, candidates) = self.pools.run(|| {
            let mined: Vec<Mined> = course.each(&sources, mine)?;
            let candidates = candidates(&mined, &engine.lexicon, &settled);
            Ok::<_, DeskError>((mined.len(), candidates))
        })?;
        let candidates = candidates.into_iter().take(most).collect();
        Ok(Suggestions { documents: mined, left_out: sources.len() - mined, candidates })
    }

    /// Candidates not to be offered: those turned down, and those that wait in the draft. One that was taken and whose draft
    /// was discarded is open again; one that was published is known to the list.
    fn settled_candidates(&self) -> Result<BTreeSet<String>, DeskError> {
        let drafted = match self.term_draft(ListId::Slogans) {
            Ok(draft) => draft.entries.into_iter().map(|entry| entry.pattern).collect(),
            Err(DeskError::NotFound { .. }) => BTreeSet::new(),
            Err(other) => return Err(other),
        };
        let made = self.store.settled_candidates()?.into_iter();
        let holds = |(pattern, ruling): &(String, Ruling)| *ruling == Ruling::Rejected || drafted.contains(pattern);
        Ok(made.filter(holds).map(|(pattern, _)| pattern).collect())
    }

    /// Takes a candidate into the draft of the slogans, which is made when there is none.
    ///
    /// # Errors
    /// [`DeskError::List`] when the list has it already.
    pub fn accept_candidate(&self, entry: Entry) -> Result<TermListDraft, DeskError> {
        let id = ListId::Slogans;
        let (mut entries, edit) = match self.term_draft(id) {
            Ok(draft) => (draft.entries, Some(draft.edit)),
            Err(DeskError::NotFound { .. }) => (self.term_list(id).entries, Some(NO_DRAFT)),
            Err(other) => return Err(other),
        };
        // A pattern of joined verbs is no text that could be met.
        let entry =
            Entry { kind: if sequences::is_joined(&entry.pattern) { EntryKind::Regex } else { entry.kind }, ..entry };
        let pattern = entry.pattern.clone();
        entries.push(entry);
        let draft = self.keep_term_draft(id, entries, DraftEdit { based_on: None, edit })?;
        self.store.settle_candidate(&pattern, Ruling::Approved)?;
        Ok(draft)
    }

    /// Turns a candidate down: it is not offered again.
    ///
    /// # Errors
    /// The store's.
    pub fn reject_candidate(&self, pattern: &str) -> Result<(), DeskError> {
        Ok(self.store.settle_candidate(pattern, Ruling::Rejected)?)
    }
}

/// The entry that a candidate's pattern makes.
#[must_use]
pub fn entry_of(pattern: &str) -> Entry {
    if sequences::is_joined(pattern) { Entry::regex(pattern, "") } else { Entry::literal(pattern, "") }
}

/// The pattern of every word sequence of a document that can be a candidate.
fn patterns_of(document: &Mined) -> impl Iterator<Item = String> + '_ {
    let runs = document.seams.iter().flat_map(|seam| &seam.runs);
    runs.flat_map(sequences::of).map(|sequence| sequence.pattern)
}

fn candidates(mined: &[Mined], lexicon: &Lexicon, settled: &BTreeSet<String>) -> Vec<Candidate> {
    // Counted by hash first: most sequences occur once, and keeping their words would take all the memory.
    let mut documents: FxHashMap<u64, (u32, u32)> = FxHashMap::default();
    for (number, document) in (1u32..).zip(mined) {
        for text in patterns_of(document) {
            let (count, last) = documents.entry(xxh3_64(text.as_bytes())).or_default();
            if *last != number {
                (*count, *last) = (*count + 1, number);
            }
        }
    }
    let frequent = |text: &String| {
        let count = documents.get(&xxh3_64(text.as_bytes())).map_or(0, |(count, _)| *count);
        usize::try_from(count).is_ok_and(|count| count >= FEWEST.0)
    };
    let texts: BTreeSet<String> = mined.iter().flat_map(patterns_of).filter(frequent).collect();
    let wordings = lexicon.get(ListId::Protected).wordings();
    let open = |text: &String| {
        segment::stands_alone(text)
            && !REVERED.iter().any(|name| text.contains(name))
            && !wordings.contains(text.as_str())
    };
    let all_open = |pattern: &String| {
        let texts = sequences::texts(pattern);
        let ruled = settled.contains(pattern) || texts.iter().any(|text| settled.contains(text));
        !ruled && texts.iter().all(open) && is_new(lexicon, &texts)
    };
    let new: Vec<String> = texts.into_iter().filter(all_open).collect();
    let counted = counted(mined, new);
    let own = counted.into_iter().filter(|(_, sum)| sum.is_own());
    let mut counted: Vec<Candidate> = own.map(|(text, sum)| candidate(mined, text, &sum)).collect();
    counted.retain(|found| found.documents >= FEWEST.0 && found.issuers >= FEWEST.1 && found.empty_share >= EMPTY);
    let mut kept = maximal(counted);
    kept.retain(|found| !sequences::texts(&found.pattern).iter().all(|text| segment::only_names(text)));
    kept.sort_by(|a, b| promise(b).total_cmp(&promise(a)));
    kept
}

/// Whether no list speaks of these texts yet, variants of one pattern.
fn is_new(lexicon: &Lexicon, texts: &[String]) -> bool {
    let slogans = lexicon.get(ListId::Slogans);
    // A verb that was counted by its class is known as such: what stands behind it decides.
    let says = |hit: &&Hit| {
        let of_verbs = slogans.entry(**hit).is_some_and(|entry| entry.severity <= VAGUE && entry.category == OF_VERBS);
        texts.len() == 1 || !of_verbs
    };
    texts.iter().all(|text| {
        let source = SourceText::new(text);
        let touched = |id: ListId| !lexicon.get(id).find(&source).is_empty();
        let hits = slogans.candidates(&source);
        let known = span::union(hits.iter().filter(says).map(|hit| hit.span).collect());
        let known: usize = known.iter().map(|span| span.len()).sum();
        !touched(ListId::Protected) && !touched(ListId::Markers) && count(known) < KNOWN * count(source.len())
    })
}

/// Where the texts occur in hollow clauses, sentence by sentence, and in how many sentences that are held.
fn counted(mined: &[Mined], texts: Vec<String>) -> Vec<(String, Sum<'_>)> {
    // As plain texts: so many expressions would be more than a matcher takes.
    let spelled = texts.iter().zip(0..).flat_map(|(pattern, number): (&String, usize)| {
        sequences::texts(pattern).into_iter().map(move |text| (Entry::literal(text, ""), number))
    });
    let (entries, owners): (Vec<Entry>, Vec<usize>) = spelled.unzip();
    let list = TermList { id: ListId::Slogans, version: 0, entries };
    let Ok(matcher) = Matcher::new(list) else { return Vec::new() };
    let numbers: FxHashMap<&str, usize> = texts.iter().zip(0..).map(|(text, number)| (text.as_str(), number)).collect();
    let each = |document: &Mined| {
        let mut found: BTreeMap<usize, Counts> = BTreeMap::new();
        for seam in &document.seams {
            if seam.held {
                let hits = matcher.candidates(&SourceText::new(&seam.text));
                for entry in hits.into_iter().filter_map(|hit| owners.get(hit.entry).copied()).collect::<BTreeSet<_>>()
                {
                    found.entry(entry).or_default().held += 1;
                }
                continue;
            }
            let mut here: BTreeMap<usize, [bool; 3]> = BTreeMap::new();
            for sequence in seam.runs.iter().flat_map(sequences::of) {
                if let Some(&number) = numbers.get(sequence.pattern.as_str()) {
                    let [opened, closed, listed] = here.entry(number).or_default();
                    *opened |= sequence.opens;
                    *closed |= sequence.closes;
                    *listed |= sequence.listed;
                }
            }
            for (number, [opened, closed, listed]) in here {
                let counts = found.entry(number).or_default();
                counts.sentences += 1;
                counts.opened += usize::from(opened);
                counts.closed += usize::from(closed);
                counts.listed += usize::from(listed);
                counts.empty += usize::from(seam.empty);
                counts.marked += usize::from(seam.marked);
            }
        }
        found
    };
    let by_document: Vec<BTreeMap<usize, Counts>> = mined.par_iter().map(each).collect();
    let mut sums: Vec<Sum<'_>> = vec![Sum::default(); texts.len()];
    for (number, (document, found)) in mined.iter().zip(by_document).enumerate() {
        for (entry, counts) in found {
            let Some(sum) = sums.get_mut(entry) else { continue };
            sum.add(counts);
            if counts.sentences == 0 {
                continue;
            }
            sum.documents += 1;
            sum.issuers.extend(document.issuer.as_deref());
            if sum.first.len() < EXAMPLES {
                sum.first.push(number);
            }
        }
    }
    texts.into_iter().zip(sums).collect()
}

/// A text with what was counted.
fn candidate(mined: &[Mined], pattern: String, sum: &Sum<'_>) -> Candidate {
    Candidate {
        documents: sum.documents,
        issuers: sum.issuers.len(),
        sentences: sum.counts.sentences,
        empty_share: share(sum.counts.empty, sum.counts.sentences),
        marked_share: share(sum.counts.marked, sum.counts.sentences),
        examples: sum.first.iter().filter_map(|&number| example(mined.get(number)?, &pattern)).collect(),
        kind: entry_of(&pattern).kind,
        pattern,
    }
}

/// Sentences with a text.
#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    /// Those in which it stands in a hollow clause.
    sentences: usize,
    /// Those among them in which nothing or words that lead in stand before it.
    opened: usize,
    /// Those among them in which a sign or the end follows it.
    closed: usize,
    /// Those among them in which a mark of enumeration stands beside it.
    listed: usize,
    /// Those among them that the model finds empty.
    empty: usize,
    /// Those among them with something checkable.
    marked: usize,
    /// Those that are held.
    held: usize,
}

/// Where a text occurs.
#[derive(Debug, Clone, Default)]
struct Sum<'a> {
    documents: usize,
    issuers: BTreeSet<&'a str>,
    counts: Counts,
    /// The first documents.
    first: Vec<usize>,
}

impl Sum<'_> {
    fn add(&mut self, more: Counts) {
        let counts = &mut self.counts;
        counts.sentences += more.sentences;
        counts.opened += more.opened;
        counts.closed += more.closed;
        counts.listed += more.listed;
        counts.empty += more.empty;
        counts.marked += more.marked;
        counts.held += more.held;
    }

    /// Whether it is a phrase of its own: mostly outside of sentences that are held, mostly with an end behind it, often
    /// with nothing before it, and no item of lists.
    fn is_own(&self) -> bool {
        let Counts { sentences, opened, closed, listed, held, .. } = self.counts;
        let all = count(sentences);
        held < sentences
            && count(closed) >= CLOSED * all
            && count(opened) >= OPENED * all
            && count(listed) < LISTED * all
    }
}

fn example(document: &Mined, pattern: &str) -> Option<String> {
    let texts = sequences::texts(pattern);
    let found = |seam: &Seam| {
        texts.iter().find_map(|text| seam.text.split_once(text.as_str()).map(|(before, _)| before.chars().count()))
    };
    let (seam, before) = document.seams.iter().filter(|seam| !seam.held).find_map(|seam| Some((seam, found(seam)?)))?;
    let from = before.saturating_sub(LONGEST_EXAMPLE / 2);
    Some(seam.text.chars().skip(from).take(LONGEST_EXAMPLE).collect())
}

/// The longest of texts that stand for one another: a part goes where a longer one has most of its documents.
fn maximal(mut found: Vec<Candidate>) -> Vec<Candidate> {
    let length = |c: &Candidate| sequences::texts(&c.pattern).iter().map(|text| text.chars().count()).max();
    found.sort_by_key(|c| (std::cmp::Reverse(length(c)), c.pattern.clone()));
    let mut kept: Vec<Candidate> = Vec::new();
    for candidate in found {
        let longer = |other: &Candidate| {
            sequences::is_part(&candidate.pattern, &other.pattern)
                && count(other.documents) >= PART * count(candidate.documents)
        };
        if !kept.iter().any(longer) {
            kept.push(candidate);
        }
    }
    kept
}

/// How much a candidate promises: emptiness, discounted where few sentences speak for it, by how many bodies write it.
fn promise(candidate: &Candidate) -> f64 {
    let n = count(candidate.sentences).max(1.0);
    // Lower end of the 95 % Wilson interval.
    let (z, p) = (1.96, candidate.empty_share);
    let middle = p + z * z / (2.0 * n);
    let margin = z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
    (middle - margin) / (1.0 + z * z / n) * count(candidate.issuers).ln_1p()
}

fn share(part: usize, whole: usize) -> f64 {
    (1_000.0 * count(part) / count(whole.max(1))).round() / 1_000.0
}

fn count(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::substance::mining::Run;

    /// A sentence with one hollow run of words.
    fn open(words: &str) -> Seam {
        let words: Vec<String> = words.split(' ').map(str::to_owned).collect();
        let text = format!("{}。", words.concat());
        let run = Run { words, listed_before: false, listed_behind: false };
        Seam { text, empty: true, marked: false, held: false, runs: vec![run] }
    }

    /// A sentence about what is protected.
    fn held(text: &str) -> Seam {
        Seam { text: text.to_owned(), empty: true, marked: false, held: true, runs: Vec::new() }
    }

    #[test]
    fn candidates_are_whole_phrases_of_nobody_revered() {
        let document = |number: usize| Mined {
            issuer: Some(format!("示例{number}市人民政府")),
            seams: vec![
                open("点亮 绿水 金 灯塔"),
                // Always goes on, each time otherwise.
                open(&format!("看护 示例 苗圃 第{number} 期")),
                open("点亮 人民 灯塔"),
                open("弘扬 毛泽东 作风"),
                open("苗圃 我们"),
                // Mostly said of what is protected.
                open("浇灌 示例 花园"),
                held("在示例思想指引下浇灌示例花园。"),
            ],
        };
        let mined: Vec<Mined> = (0..8).map(document).collect();
        let lexicon = Lexicon::shipped().unwrap();
        let patterns = |settled: &[&str]| -> Vec<String> {
            let settled = settled.iter().map(|&text| text.to_owned()).collect();
            candidates(&mined, &lexicon, &settled).into_iter().map(|candidate| candidate.pattern).collect()
        };
        assert_eq!(patterns(&[]), ["点亮绿水金灯塔"]);
        assert!(!patterns(&["点亮绿水金灯塔"]).contains(&"点亮绿水金灯塔".to_owned()));
        let found = candidates(&mined, &lexicon, &BTreeSet::new());
        assert_eq!((found[0].documents, found[0].issuers, found[0].sentences), (8, 8, 8));
        assert_eq!(found[0].examples, vec!["点亮绿水金灯塔。"; EXAMPLES]);
    }
}
