//! What lists make of a draft, as far as a preview tells of it: figures and where findings stand, not their words.

use crate::lexicon::{Lexicon, ListId};
use crate::measure::substance::{Found, Opinion};
use crate::measure::{Finding, assessment, substance};
use crate::norms::Profile;
use crate::review::scores;
use crate::review::what_if::Subject;
use crate::span::Span;

/// A finding as far as one list or another can make it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark {
    /// Where.
    pub span: Span,
    /// Rule id, or the sort of a sentence that is counted apart.
    pub rule: String,
    /// The entry it rests on: list and pattern.
    pub term: Option<(String, String)>,
    /// Whether it is a sentence made of protected formulations, which is counted apart.
    pub apart: bool,
}

/// A finding as a mark; `None` when it concerns the whole draft.
#[must_use]
pub fn mark(finding: &Finding) -> Option<Mark> {
    let term = finding.term.as_ref().map(|term| (term.list.clone(), term.entry.clone()));
    let apart = substance::rules::is_apart(finding);
    Some(Mark { span: finding.span?, rule: substance::rules::sort(finding).to_owned(), term, apart })
}

/// The measures that read lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// 实
    Substance,
    /// 一致性评估
    Assessment,
}

impl Reader {
    /// The one that reads a list.
    #[must_use]
    pub fn of(list: ListId) -> Self {
        if list == assessment::LIST { Self::Assessment } else { Self::Substance }
    }

    /// The other one.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Substance => Self::Assessment,
            Self::Assessment => Self::Substance,
        }
    }

    /// The lists that it reads.
    #[must_use]
    pub fn lists(self) -> &'static [ListId] {
        match self {
            Self::Substance => &[ListId::Markers, ListId::Protected, ListId::Slogans],
            Self::Assessment => &[assessment::LIST],
        }
    }
}

/// What a measure counts in a draft.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Figures {
    /// 实
    Substance {
        /// Slogan phrases.
        slogans: usize,
        /// Empty sentences.
        empty_sentences: usize,
        /// The score.
        score: Option<f64>,
    },
    /// 一致性评估
    Assessment {
        /// Possible burdens on the grass roots that are not guarded.
        demands: usize,
    },
}

/// What one measure makes of a draft.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The figures.
    pub figures: Figures,
    /// The findings, in order.
    pub marks: Vec<Mark>,
}

impl Outcome {
    /// What a measure makes of a draft by these lists: what a review would give.
    pub(super) fn of(
        reader: Reader,
        Subject { analysis, facts }: &Subject,
        profile: &Profile,
        lexicon: &Lexicon,
        opinion: &Opinion<'_>,
    ) -> Self {
        let (figures, mut marks) = match reader {
            Reader::Substance => {
                let found = Found::of(analysis, facts, lexicon, opinion, &profile.formulations);
                let (figures, marks) =
                    (found.figures(), found.places().map(|place| marked(&place)).collect::<Vec<_>>());
                let score = scores::substance_basis(analysis, &figures, found.hollow(), profile);
                let (slogans, empty_sentences) = (figures.slogan_count, figures.empty_sentences);
                (Figures::Substance { slogans, empty_sentences, score: score.map(|basis| basis.score) }, marks)
            }
            Reader::Assessment => {
                let (items, found) = assessment::measure_again(analysis, facts, lexicon, profile, opinion.scans());
                let demands = items.iter().filter(|item| !item.guarded).count();
                (Figures::Assessment { demands }, found.iter().filter_map(mark).collect())
            }
        };
        marks.sort();
        Self { figures, marks }
    }

    /// About how many bytes it takes to keep.
    pub(super) fn bytes(&self) -> usize {
        let of_mark = |mark: &Mark| {
            let term = mark.term.as_ref().map_or(0, |(list, entry)| list.len() + entry.len());
            size_of::<Mark>() + mark.rule.len() + term
        };
        size_of::<Self>() + self.marks.iter().map(of_mark).sum::<usize>()
    }
}

/// A place where something is found as a mark.
pub(super) fn marked(place: &substance::Place<'_>) -> Mark {
    let term = place.entry.map(|(list, entry)| (list.name().to_owned(), entry.pattern.clone()));
    let rule = if place.apart { substance::rules::FORMULATED_SORT } else { place.rule };
    Mark { span: place.span, rule: rule.to_owned(), term, apart: place.apart }
}
