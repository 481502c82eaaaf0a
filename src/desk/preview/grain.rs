//! [`Counting`]: how exactly counts over kept drafts are told. Whoever may not read drafts could otherwise try a phrase
//! and learn from one hit that some draft has it. Counts over the corpus are exact for everybody: it can be searched.

use std::hash::{Hash, RandomState};

use crate::desk::draft_words::DraftWords;

/// Unit of counts that are not exact, in drafts and in hits. Below it a count tells of single drafts.
pub(super) const STEP: usize = 10;
/// Fewest reviews a preview of whoever may not read drafts is made on: its answer, and the time it takes, must not
/// be about one draft.
const FEWEST: usize = 100;

/// Where counts are rounded, for every question another place that nobody outside knows: with the same place for all,
/// a known count just below it would show whether one more draft is met. The only figures of the program that are not
/// the same at every start.
#[derive(Debug, Default)]
pub(in crate::desk) struct Grain(RandomState);

/// How exactly counts over drafts are told.
#[derive(Debug, Clone, Copy)]
pub(super) enum Counting<'a> {
    /// As they are.
    Exact,
    /// In steps, and not at all where few drafts are met.
    Coarse(&'a Grain),
}

/// Counts of the corpus and of drafts, of which so many are met.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Parted {
    pub(super) documents: usize,
    pub(super) reviews: usize,
}

impl Parted {
    /// Adds to the one or the other.
    pub(super) fn add(&mut self, of_review: bool, count: usize) {
        let side = if of_review { &mut self.reviews } else { &mut self.documents };
        *side += count;
    }
}

impl<'a> Counting<'a> {
    pub(super) fn of(words: DraftWords, grain: &'a Grain) -> Self {
        match words {
            DraftWords::Shown => Self::Exact,
            DraftWords::Withheld => Self::Coarse(grain),
        }
    }

    /// What counts over drafts are multiples of.
    pub(super) fn step(self) -> usize {
        match self {
            Self::Exact => 1,
            Self::Coarse(_) => STEP,
        }
    }

    /// How many reviews are looked at where so many were asked for.
    pub(super) fn reviews(self, asked: usize) -> usize {
        match self {
            Self::Coarse(_) if asked > 0 => asked.max(FEWEST),
            Self::Coarse(_) | Self::Exact => asked,
        }
    }

    /// A count as it is told: never more than it is, and less than two steps below it. `met` is the number of drafts
    /// that it is about, `question` what is counted.
    pub(super) fn told(self, question: &impl Hash, count: Parted, met: usize) -> usize {
        let Parted { documents, reviews } = count;
        let Self::Coarse(grain) = self else { return documents + reviews };
        let place = grain.place(question);
        if met < STEP + place || reviews < STEP + place {
            return documents;
        }
        documents + (reviews - place) / STEP * STEP
    }
}

impl Grain {
    fn place(&self, question: &impl Hash) -> usize {
        use std::hash::BuildHasher as _;
        usize::try_from(self.0.hash_one(question) % STEP as u64).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(grain: &Grain, question: &str, reviews: usize, met: usize) -> usize {
        Counting::of(DraftWords::Withheld, grain).told(&question, Parted { documents: 3, reviews }, met) - 3
    }

    #[test]
    fn few_drafts_are_not_told_and_more_are_told_in_steps() {
        let grain = Grain::default();
        for question in (0..200).map(|n| format!("问{n}")) {
            for count in 0..100 {
                let bound = told(&grain, &question, count, count);
                assert!(bound <= count && count - bound < 2 * STEP && bound % STEP == 0, "{count}: {bound}");
                assert!(count >= STEP || bound == 0, "{count} is few");
            }
            assert_eq!(told(&grain, &question, 5_000, STEP - 1), 0, "many hits in few drafts");
        }
        assert_eq!(Counting::Exact.told(&"问", Parted { documents: 3, reviews: 1 }, 1), 4);
    }

    /// One draft more or less is seen at one place in ten, and nobody knows which.
    #[test]
    fn one_draft_more_is_seen_with_few_questions_only() {
        let grain = Grain::default();
        let questions: Vec<String> = (0..2_000).map(|n| format!("问{n}")).collect();
        for count in [9, 10, 19, 24, 57] {
            let seen = |question: &&String| {
                told(&grain, question, count, count) != told(&grain, question, count + 1, count + 1)
            };
            let share = questions.iter().filter(seen).count();
            assert!(share < 300, "{count}: {share} of 2,000");
        }
    }
}
