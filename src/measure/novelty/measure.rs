//! The measure itself: which documents count, what of them the draft repeats, what of that is lawful, the figures.

use std::sync::Arc;

use super::catalogue::Catalogue;
use super::eligible::{Against, Eligibility};
use super::excerpt::Texts;
use super::figures::{self, Novelty};
use super::passage::{self, Passage};
use super::{isolated, lawful, outline, refine, residue, reworded, select, superior};
use crate::document::DraftFacts;
use crate::measure::Finding;
use crate::norms::NormRef;
use crate::reuse::Query;
use crate::reuse::index::Snapshot;
use crate::span::{self, Span};
use crate::text::structure::Role;
use crate::text::{Analysis, Reading};

/// The documents a draft may be compared with, as they are at one moment.
pub struct Library<'a> {
    /// Fingerprints.
    pub snapshot: &'a Snapshot,
    /// All documents.
    pub catalogue: &'a Catalogue,
    /// The text of a document by sequence number; `None` when it has gone meanwhile.
    pub text: &'a (dyn Fn(u64) -> Option<Arc<str>> + Sync),
    /// The same, read for comparison.
    pub reading: &'a (dyn Fn(u64) -> Option<Arc<Reading>> + Sync),
    /// The norm that findings of copying cite.
    pub norm: Option<&'a NormRef>,
    /// Whether rewordings are looked for.
    pub rewording: Rewording,
}

/// Whether sentences that say the same in other words are looked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Rewording {
    /// They are.
    #[default]
    LookedFor,
    /// They are left out; what is copied is found all the same.
    LeftOut,
}

impl std::fmt::Debug for Library<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Library").field("documents", &self.catalogue.len()).finish_non_exhaustive()
    }
}

/// What the measure gives.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// The figures.
    pub novelty: Novelty,
    /// Passages in order of position.
    pub passages: Vec<Passage>,
    /// Findings.
    pub findings: Vec<Finding>,
    /// Warnings as (code, message).
    pub warnings: Vec<(&'static str, String)>,
}

/// Measures a draft. `protected` are the spans of protected formulations, sorted and disjoint. When the deadline of the
/// analysis passes, what comes back is unfinished: the caller checks it.
#[must_use]
pub fn measure(
    analysis: &Analysis,
    facts: &DraftFacts,
    protected: &[Span],
    library: &Library<'_>,
    against: &Against,
) -> Outcome {
    let eligibility = Eligibility::of(analysis, facts, library.catalogue, against);
    let query = Query::until(analysis.letters.chars(), &analysis.deadline);
    let found = library.snapshot.matches(&query, &eligibility);
    let cuts = cuts(analysis);
    let texts = Texts::new(library);
    let likely = outline::likely(analysis, &found.documents);
    let chosen = select::choose(found.documents, &eligibility, &cuts, &analysis.deadline);
    let (chosen, sure) = refine::refine(chosen, analysis, query.codes(), &texts, &cuts);
    let told: Vec<Span> = chosen.iter().map(|c| analysis.letters.to_text(c.best.found.draft)).collect();
    let masks = lawful::Masks::of(analysis, facts, protected, &told);
    let mut passages = passage::build(analysis, (chosen, &sure), &texts, &eligibility, &masks);
    let told = span::union(passages.iter().map(|b| b.passage.span).collect());
    if library.rewording == Rewording::LookedFor {
        let open = reworded::open(analysis, &told, protected);
        passages.extend(reworded::find(analysis, query.codes(), &open, library, &eligibility));
    }
    passages.sort_by_key(|b| b.passage.span);
    for (number, built) in (1..).zip(&mut passages) {
        built.passage.id = format!("p{number}");
    }
    let mut outcome = figures::figures(analysis, &passages, &masks, &eligibility);
    // A few words here and there count for nothing, yet they tell which document a draft follows.
    let superior = superior::superior(analysis, facts, &outcome.novelty, &eligibility);
    if isolated::set_apart(analysis, &mut passages, protected, &eligibility) > 0 {
        outcome = figures::figures(analysis, &passages, &masks, &eligibility);
    }
    outcome.novelty.superior = superior;
    figures::complete_sources(&mut outcome.novelty, &eligibility);
    outline::compare(analysis, library, &eligibility, &likely, &mut outcome);
    outcome.warnings.extend(eligibility.warnings());
    outcome.findings.extend(passage::findings(&passages, library, &eligibility));
    outcome.findings.extend(reworded::findings(&passages, library));
    outcome.findings.extend(residue::findings(analysis, facts, protected));
    outcome.passages = passages.into_iter().map(|p| p.passage).collect();
    outcome
}

/// Where title, recipients, body and signature meet, in letters: a passage is of one of them.
fn cuts(analysis: &Analysis) -> Vec<usize> {
    let part = |role: Role| match role {
        Role::Heading | Role::Body => 0,
        Role::Title => 1,
        Role::Recipients => 2,
        Role::Head => 3,
        Role::AnnexNote | Role::Annex => 4,
        Role::Signature | Role::Date | Role::Tail => 5,
    };
    let lines = analysis.structure.lines.windows(2);
    lines
        .filter_map(|pair| match pair {
            [before, after] if part(before.role) != part(after.role) => {
                Some(analysis.letters.from_text(after.span).start)
            }
            _ => None,
        })
        .collect()
}
