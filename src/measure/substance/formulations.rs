//! Protected formulations (规定表述) that a reader should look at again: those one character off the list, and those used
//! more often than the profile allows.

use std::collections::BTreeMap;

use crate::lexicon::{Entry, Hit, ListId};
use crate::measure::substance::reading::Reading;
use crate::norms::FormulationRules;
use crate::span::{self, Span};

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
        !masked && !exact.iter().any(|row| row.contains(near.span))
    });
    let mut found: Vec<Doubtful<'a>> = Vec::new();
    for near in doubtful {
        if found.last().is_none_or(|last| last.span.end <= near.span.start) {
            let entry = matcher.list().entries.get(near.entry).zip(matcher.wording(*near));
            found.extend(entry.map(|(entry, wording)| Doubtful { span: near.span, entry, wording }));
        }
    }
    found
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
