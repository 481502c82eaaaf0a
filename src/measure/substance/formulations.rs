//! Protected formulations (规定表述) that a reader should look at again: those one character off the list, and those used
//! more often than the profile allows. What a draft of its time could not know, what it speaks against, and lines of two
//! columns that are mixed up are no slips.

use std::collections::BTreeMap;

use crate::lexicon::{Entry, Hit, ListId};
use crate::measure::substance::reading::Reading;
use crate::norms::FormulationRules;
use crate::span::{self, Span};

/// Words of formulations with the year from which documents have them. An older draft has the wording of its own time
/// (新时期军事战略方针, 建设现代产业体系). From the reports of the party congresses and of the central meetings that
/// brought the words up; only those that another wording one character off came before.
const SINCE: [(&str, u16); 10] = [
    ("依法治国", 1997),
    ("法治国家", 1997),
    ("科学发展观", 2003),
    ("习近平", 2012),
    ("民主法治", 2012),
    ("治理体系", 2013),
    ("新时代", 2017),
    ("高质量发展", 2017),
    ("法治思想", 2020),
    ("现代化产业体系", 2022),
];

/// A place that is one character off an entry of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubtful<'a> {
    /// Where.
    pub span: Span,
    /// The entry.
    pub entry: &'a Entry,
    /// How it should read.
    pub wording: String,
}

/// Formulations that look miswritten. What the list holds in just that wording is none.
#[must_use]
pub fn doubtful<'a>(reading: &Reading<'a>) -> Vec<Doubtful<'a>> {
    let matcher = reading.lexicon.get(ListId::Protected);
    let right = span::union(reading.masks.protected.clone());
    let near = reading.opinion.scans().near(reading.lexicon, ListId::Protected, &reading.analysis.folded);
    // Rows that are patterns with room in them hold miswritten words as well; only what a row spells out is vouched for.
    let spelled = |hit: &&Hit| matcher.spells(reading.analysis.folded(hit.span));
    let exact = reading.protected.iter().filter(spelled);
    let exact: Vec<Span> = exact.map(|hit| hit.span).collect();
    let doubtful = near.iter().filter(|near| {
        let masked = right.iter().any(|r| r.overlaps(near.span) && !near.span.contains(*r));
        // What is one character off one row and is another row (防消结合, 防治结合) is right.
        !masked
            && !exact.iter().any(|row| row.contains(near.span))
            && !reading.masks.is_opposed(near.span)
            && !span::any_overlap(&reading.analysis.mixed, near.span)
    });
    let mut found: Vec<Doubtful<'a>> = Vec::new();
    for near in doubtful {
        if found.last().is_none_or(|last| last.span.end <= near.span.start) {
            let entry = matcher.list().entries.get(near.entry).zip(matcher.wording(*near));
            let entry = entry.filter(|(_, wording)| is_of_its_time(reading.year, wording));
            found.extend(entry.map(|(entry, wording)| Doubtful { span: near.span, entry, wording }));
        }
    }
    found
}

/// Whether a draft of this year can be meant to have a wording; one without a date can.
fn is_of_its_time(year: Option<u16>, wording: &str) -> bool {
    let too_early = |&(words, since): &(&str, u16)| year.is_some_and(|year| year < since) && wording.contains(words);
    !SINCE.iter().any(too_early)
}

/// Uses of a formulation beyond the number that the profile allows, with that number.
#[must_use]
pub fn repeated(reading: &Reading<'_>, rules: &FormulationRules) -> Vec<(Span, u32)> {
    let Some(most) = rules.most else { return Vec::new() };
    let matcher = reading.lexicon.get(ListId::Protected);
    let mut uses: BTreeMap<usize, u32> = BTreeMap::new();
    let mut found = Vec::new();
    for hit in &reading.protected {
        let counted = matcher.entry(*hit).is_some_and(|e| rules.counts(&e.category));
        let in_text = reading.judged.iter().any(|judged| judged.span.contains(hit.span));
        if counted && in_text {
            let used = uses.entry(hit.entry).or_default();
            *used += 1;
            if *used > most {
                found.push((hit.span, most));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_is_held_to_the_wordings_of_its_time() {
        for (year, wording, held) in [
            (Some(2005), "新时代军事战略方针", false),
            (Some(2026), "新时代军事战略方针", true),
            (Some(2014), "建设现代化产业体系", false),
            (Some(2014), "坚持依法治国", true),
            (Some(2001), "社会主义民主法治", false),
            (None, "新时代军事战略方针", true),
        ] {
            assert_eq!(is_of_its_time(year, wording), held, "{year:?} {wording}");
        }
    }
}
