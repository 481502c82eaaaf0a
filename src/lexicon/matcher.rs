//! Finds the entries of a list in a text. Literals run through one automaton; a regular expression runs only in units, or
//! in the [pieces](super::breaks) of them that none of its matches leaves, that hold its [needles](super::needle). Work is linear in the text, and the answer has one order.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::lexicon::automaton::Automaton;
use crate::lexicon::breaks::{self, Pieces};
use crate::lexicon::check::{self, ListErrors, Problem};
use crate::lexicon::covers::Covers;
use crate::lexicon::entry::{Entry, TermList};
use crate::lexicon::layer;
use crate::lexicon::near::{Near, NearIndex, Spelled};
use crate::lexicon::needle::{self, SETS};
use crate::lexicon::setting::{Exemptions, Setting};
use crate::lexicon::single::Single;
use crate::lexicon::unit::{Unit, Units};
use crate::lexicon::wordings;
use crate::span::{SourceText, Span};

/// An entry found in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hit {
    /// Where, in code points of the text as received.
    pub span: Span,
    /// Index of the entry in its list.
    pub entry: usize,
}

/// The sets of an entry's needles that were met in a piece, by the byte behind its first.
#[derive(Debug, Clone, Copy, Default)]
struct Met {
    piece: usize,
    sets: u8,
}

/// A list ready for use.
#[derive(Clone)]
pub struct Matcher {
    list: TermList,
    singles: Vec<Single>,
    literals: Option<Automaton>,
    /// Each text stands for a set of an expression: index of the entry times [`SETS`], plus number of the set.
    needles: Option<Automaton>,
    /// The sets of each entry, as bits.
    sets: Vec<u8>,
    /// The signs at which a text is cut for each entry, as bits.
    breaks: Vec<u8>,
    /// Regular expressions without needles: they run everywhere.
    everywhere: Vec<usize>,
    /// Whether each entry has exceptions: few do, and a hit of any other need not look at the entry.
    excepted: Vec<bool>,
    /// Wordings in halves, made when first asked for.
    near: OnceLock<NearIndex>,
}

impl std::fmt::Debug for Matcher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Matcher")
            .field("list", &self.list.id)
            .field("version", &self.list.version)
            .finish_non_exhaustive()
    }
}

impl Matcher {
    /// Checks and compiles a list.
    ///
    /// # Errors
    /// [`ListErrors`] with every fault of the list.
    pub fn new(list: TermList) -> Result<Self, ListErrors> {
        let singles = check::compiled(&list)?;
        Self::of_compiled(list, singles)
    }

    /// Compiles a draft: examples that fail keep it from being published, not from being tried.
    ///
    /// # Errors
    /// [`ListErrors`] with every other fault of the list.
    pub fn of_draft(list: TermList) -> Result<Self, ListErrors> {
        let (singles, _) = check::compiled_draft(&list)?;
        Self::of_compiled(list, singles)
    }

    pub(super) fn of_compiled(list: TermList, singles: Vec<Single>) -> Result<Self, ListErrors> {
        let mut literals: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        let mut needles: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        let mut everywhere = Vec::new();
        let mut of_entries = vec![0; singles.len()];
        let expression = |single: &Single| single.regex.as_ref().map_or(0, |regex| breaks::breaks(regex.as_str()));
        let breaks = singles.iter().map(expression).collect();
        let overruled = layer::overruled(&list);
        let counting = singles.iter().enumerate().zip(&mut of_entries).zip(overruled).filter(|(_, silent)| !silent);
        for (((index, single), of_entry), _) in counting {
            if let Some(literal) = &single.literal {
                literals.entry(literal.clone()).or_default().push(index);
            }
            if let Some(regex) = &single.regex {
                let sets = needle::needles(regex.as_str());
                if sets.is_empty() {
                    everywhere.push(index);
                }
                for (number, texts) in sets.into_iter().enumerate() {
                    *of_entry |= 1 << number;
                    for text in texts {
                        needles.entry(text).or_default().push(index * SETS + number);
                    }
                }
            }
        }
        let refused = |reason: String| ListErrors { problems: vec![Problem { row: 0, column: String::new(), reason }] };
        let literals = Automaton::new(literals).map_err(refused)?;
        let needles = Automaton::new(needles).map_err(refused)?;
        let excepted = singles.iter().map(|single| !single.exceptions.is_empty()).collect();
        let (sets, near) = (of_entries, OnceLock::new());
        Ok(Self { list, singles, literals, needles, sets, breaks, everywhere, excepted, near })
    }

    /// The list itself.
    #[must_use]
    pub fn list(&self) -> &TermList {
        &self.list
    }

    /// The entry a hit stands for.
    #[must_use]
    pub fn entry(&self, hit: Hit) -> Option<&Entry> {
        self.list.entries.get(hit.entry)
    }

    /// Whether an exception of an entry covers a place inside `unit` of a folded text; the place need not be one that
    /// the entry's own pattern finds.
    #[must_use]
    pub fn excepts(&self, folded: &SourceText, unit: Span, place: Hit) -> bool {
        let base = folded.byte_of(unit.start);
        let at = |position: usize| folded.byte_of(position).saturating_sub(base);
        let text = folded.slice(unit);
        let covers = self.singles.get(place.entry).map(|single| Covers::of(&single.exceptions, text));
        covers.is_some_and(|covers| covers.hold(at(place.span.start), at(place.span.end)))
    }

    /// The entries found in a folded text, in order of position. Where hits overlap, the longest stays; of equally long
    /// ones the first in the text, then the first in the list.
    #[must_use]
    pub fn find(&self, folded: &SourceText) -> Vec<Hit> {
        longest(self.candidates(folded))
    }

    /// Places that are one character off a wording of the list, in order of position. A place that holds another entry
    /// word for word is among them.
    #[must_use]
    pub fn near(&self, folded: &SourceText) -> Vec<Near> {
        self.near_index().find(folded)
    }

    /// The wording that a place is one character off.
    #[must_use]
    pub fn wording(&self, near: Near) -> Option<String> {
        self.near_index().wording(near)
    }

    /// All literals and the few wordings of expressions, folded, one a line.
    #[must_use]
    pub fn wordings(&self) -> String {
        self.near_index().listed()
    }

    /// Whether a folded text is just what an entry says: a literal, or one of the few wordings of an expression.
    #[must_use]
    pub fn spells(&self, text: &str) -> bool {
        self.near_index().spells(text)
    }

    fn near_index(&self) -> &NearIndex {
        let spelled = |single: &Single| match (&single.literal, &single.regex) {
            (Some(literal), _) => Spelled::Literal(literal.clone()),
            (None, regex) => Spelled::Expression(regex.iter().flat_map(|r| wordings::of(r.as_str())).collect()),
        };
        self.near.get_or_init(|| NearIndex::new(self.singles.iter().map(spelled)))
    }

    /// [`Self::find`] in a draft: without what does not count in its kind or at its place.
    #[must_use]
    pub fn find_in(&self, setting: Setting<'_>) -> Vec<Hit> {
        longest(self.candidates_in(setting))
    }

    /// [`Self::candidates`] in a draft: without what does not count in its kind or at its place.
    #[must_use]
    pub fn candidates_in(&self, setting: Setting<'_>) -> Vec<Hit> {
        self.counting(self.candidates(&setting.analysis.folded), setting)
    }

    /// Of hits in a draft those whose entries count in its kind and at their place.
    #[must_use]
    pub fn counting(&self, mut hits: Vec<Hit>, setting: Setting<'_>) -> Vec<Hit> {
        let mut exemptions = Exemptions::of(setting);
        hits.retain(|hit| self.entry(*hit).is_none_or(|entry| !exemptions.hold(entry, hit.span)));
        hits
    }

    /// Every hit that no exception takes away, overlapping ones too, in order of position.
    #[must_use]
    pub fn candidates(&self, folded: &SourceText) -> Vec<Hit> {
        self.found(folded, |_| true)
    }

    /// The same of those entries alone that are `wanted`, by their index.
    #[must_use]
    pub fn candidates_of(&self, folded: &SourceText, wanted: &[bool]) -> Vec<Hit> {
        self.found(folded, |entry| wanted.get(entry) == Some(&true))
    }

    fn found(&self, folded: &SourceText, wanted: impl Fn(usize) -> bool + Copy) -> Vec<Hit> {
        let mut found = Vec::new();
        let mut met = if self.runs_regexes() { vec![Met::default(); self.singles.len()] } else { Vec::new() };
        for span in Units::of(folded.chars()) {
            let mut unit = Unit::new(folded, span);
            let first = found.len();
            self.literals_in(&mut unit, wanted, &mut found);
            if !met.is_empty() {
                self.regexes_in(&mut unit, wanted, &mut met, &mut found);
            }
            // Units follow each other, and so do their hits.
            found.get_mut(first..).unwrap_or(&mut []).sort_unstable();
        }
        found
    }

    fn runs_regexes(&self) -> bool {
        self.needles.is_some() || !self.everywhere.is_empty()
    }

    /// Whether an exception of the entry covers bytes `from..to` of a unit.
    fn excepted_in(&self, entry: usize, unit: &mut Unit<'_>, from: usize, to: usize) -> bool {
        let Some(single) = self.singles.get(entry).filter(|_| self.excepted.get(entry) == Some(&true)) else {
            return false;
        };
        let covers = unit.covers.entry(entry).or_insert_with(|| Covers::of(&single.exceptions, unit.text));
        covers.hold(from, to)
    }

    /// The literals in a unit.
    fn literals_in(&self, unit: &mut Unit<'_>, wanted: impl Fn(usize) -> bool, found: &mut Vec<Hit>) {
        let Some(literals) = &self.literals else { return };
        // Hits come by rising ends, and the length of each is known: no position has to be searched for.
        let mut end = unit.span.start;
        for (from, to, characters, entries) in literals.find(unit.text) {
            while unit.folded.byte_of(end) < unit.base + to {
                end += 1;
            }
            let span = Span::new(end.saturating_sub(characters), end);
            let kept = entries.iter().filter(|&&entry| wanted(entry) && !self.excepted_in(entry, unit, from, to));
            found.extend(kept.map(|&entry| Hit { span, entry }));
        }
    }

    /// The matches of regular expressions in a unit. `met` holds the sets of each that were met last.
    fn regexes_in(&self, unit: &mut Unit<'_>, wanted: impl Fn(usize) -> bool, met: &mut [Met], found: &mut Vec<Hit>) {
        let mut pieces: Option<Pieces<'_>> = None;
        for (_, end, _, entries) in self.needles.iter().flat_map(|a| a.find(unit.text)) {
            let pieces = pieces.get_or_insert_with(|| Pieces::of(unit.text));
            // No expression is cut inside one of its needles: its piece at the end of one is that of the whole needle.
            pieces.go_to(end);
            for &needle in entries {
                let (entry, set) = (needle / SETS, 1 << (needle % SETS));
                let (Some(met), Some(&sets)) = (met.get_mut(entry), self.sets.get(entry)) else { continue };
                let mask = self.breaks.get(entry).copied().unwrap_or_default();
                let piece = unit.base + pieces.start(mask) + 1;
                if met.piece != piece {
                    *met = Met { piece, sets: 0 };
                }
                if met.sets != sets {
                    met.sets |= set;
                    if met.sets == sets && wanted(entry) {
                        self.regex_in(entry, unit, pieces.piece(mask), found);
                    }
                }
            }
        }
        for &entry in self.everywhere.iter().filter(|&&entry| wanted(entry)) {
            self.regex_in(entry, unit, (0, unit.text), found);
        }
    }

    /// The matches of one regular expression in a piece of a unit, which begins at a byte of it.
    fn regex_in(&self, entry: usize, unit: &mut Unit<'_>, (start, piece): (usize, &str), found: &mut Vec<Hit>) {
        let regex = self.singles.get(entry).and_then(|single| single.regex.as_ref());
        for m in regex.into_iter().flat_map(|regex| regex.find_iter(piece)) {
            let (from, to) = (start + m.start(), start + m.end());
            if !self.excepted_in(entry, unit, from, to) {
                let span = unit.folded.span_of_bytes(unit.base + from, unit.base + to);
                found.push(Hit { span, entry });
            }
        }
    }
}

/// Of overlapping hits the longest ones, in order of position.
#[must_use]
pub fn longest(mut hits: Vec<Hit>) -> Vec<Hit> {
    hits.retain(|hit| !hit.span.is_empty());
    hits.sort_unstable();
    let mut kept = Vec::with_capacity(hits.len());
    let mut taken = Vec::new();
    let mut rest = hits.as_mut_slice();
    while let Some(first) = rest.first() {
        // Hits that overlap each other, one by one, decide among themselves.
        let mut end = first.span.end;
        let apart = rest.iter().position(|hit| {
            let apart = hit.span.start >= end;
            end = end.max(hit.span.end);
            apart
        });
        let (chain, others) = rest.split_at_mut(apart.unwrap_or(rest.len()));
        longest_of_chain(chain, &mut taken, &mut kept);
        rest = others;
    }
    kept
}

/// The longest hits of a chain. `taken` is room to work in.
fn longest_of_chain(chain: &mut [Hit], taken: &mut Vec<bool>, kept: &mut Vec<Hit>) {
    if let [alone] = chain {
        kept.push(*alone);
        return;
    }
    let start = chain.iter().map(|hit| hit.span.start).min().unwrap_or(0);
    let end = chain.iter().map(|hit| hit.span.end).max().unwrap_or(0);
    chain.sort_unstable_by_key(|hit| (std::cmp::Reverse(hit.span.len()), hit.span.start, hit.entry));
    taken.clear();
    taken.resize(end - start, false);
    let before = kept.len();
    for hit in chain {
        let (from, to) = (hit.span.start - start, hit.span.end - start);
        // What is kept already is as long or longer: where it overlaps, it holds the first or the last character.
        let free = |at: usize| taken.get(at) == Some(&false);
        if free(from) && free(to - 1) {
            taken.get_mut(from..to).unwrap_or(&mut []).fill(true);
            kept.push(*hit);
        }
    }
    kept.get_mut(before..).unwrap_or(&mut []).sort_unstable();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::entry::ListId;
    use regex::Regex;

    fn matcher(entries: Vec<Entry>) -> Matcher {
        Matcher::new(TermList { id: ListId::Slogans, version: 1, entries }).unwrap()
    }

    fn found(matcher: &Matcher, text: &str) -> Vec<String> {
        let source = SourceText::new(text);
        let folded = SourceText::new(&check::folded(text));
        matcher.find(&folded).iter().map(|hit| source.slice(hit.span).to_owned()).collect()
    }

    #[test]
    fn the_longest_hit_stays() {
        let excepted =
            Entry { exceptions: vec!["进一步(加强|明确)".to_owned()], ..Entry::literal("进一步", "") };
        let matcher = matcher(vec![
            Entry::literal("狠抓落实", ""),
            Entry::literal("落实", ""),
            Entry::regex("狠抓(工作)?落实到位", ""),
            Entry::regex("切实[^，。]{0,4}", ""),
            excepted,
            Entry::regex("[一二三]个强化", ""),
        ]);
        for (text, wanted) in [
            ("狠抓落实到位，落实", vec!["狠抓落实到位", "落实"]),
            ("狠抓落實。", vec!["狠抓落實"]),
            ("切实狠抓落实", vec!["切实狠抓落实"]),
            ("进一步加强。进一步提高，", vec!["进一步"]),
            ("𠮷😀三个强化", vec!["三个强化"]),
            ("切实\n狠抓", vec!["切实"]),
            ("", vec![]),
        ] {
            assert_eq!(found(&matcher, text), wanted, "{text}");
        }
    }

    #[test]
    fn equal_hits_have_one_order() {
        let matcher =
            matcher(vec![Entry::regex("甲乙|乙丙", ""), Entry::literal("甲乙", ""), Entry::literal("乙丙", "")]);
        let hits = matcher.find(&SourceText::new("甲乙丙"));
        assert_eq!(hits, [Hit { span: Span::new(0, 2), entry: 0 }]);
    }

    proptest::proptest! {
        #[test]
        fn needles_lose_no_match(text in "[甲乙丙丁，；：、。\n]{0,60}") {
            let patterns = [
                "甲.{0,2}丁", "(甲|乙丙)+丁?", "[甲丙][^，]{1,3}乙", "(丙丙|丁){2}", "[^甲]{3}丁",
                "甲乙.*(丙丁|丁丁)", "(?:甲甲)?乙丙.?(丁丙){1,2}(甲丁|丙甲)", "甲[^，；：、]{0,4}(乙|丙)", "丙，?甲",
                "[^，。；]{0,3}(甲|丁丁)[^，：]*乙", "甲、[^；]{1,4}(丙|，丁)", r"\b甲[乙丙]*", "[甲乙]+$",
            ];
            let matcher = matcher(patterns.map(|p| Entry::regex(p, "")).to_vec());
            let folded = SourceText::new(&text);
            let mut wanted = Vec::new();
            for unit in Units::of(folded.chars()) {
                let base = folded.byte_of(unit.start);
                for (entry, pattern) in patterns.iter().enumerate() {
                    for m in Regex::new(pattern).unwrap().find_iter(folded.slice(unit)) {
                        wanted.push(Hit { span: folded.span_of_bytes(base + m.start(), base + m.end()), entry });
                    }
                }
            }
            wanted.sort_unstable();
            proptest::prop_assert_eq!(matcher.candidates(&folded), wanted);
        }

        #[test]
        fn hits_stand_apart_in_order(text in "[甲乙丙]{0,40}") {
            let entries = ["甲乙", "乙丙甲", "丙", "甲甲"].map(|p| Entry::literal(p, "")).to_vec();
            let hits = matcher(entries).find(&SourceText::new(&text));
            for pair in hits.windows(2) {
                proptest::prop_assert!(pair[0].span.end <= pair[1].span.start);
            }
        }
    }
}
