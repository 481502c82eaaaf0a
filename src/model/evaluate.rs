//! How good a model is at finding empty sentences: precision, recall and F1 of `empty` against the rest, with an interval.

use serde::Serialize;

use crate::model::random::SplitMix;
use crate::model::{Label, LabelledSample, ModelError, SentenceModel};

/// Draws of the bootstrap.
const DRAWS: usize = 2_000;
/// Any number: it only has to stay the same, so that the interval does.
const SEED: u64 = 7;

/// Counts of decisions on `empty`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Empty, and found.
    pub hits: usize,
    /// Not empty, yet flagged.
    pub false_alarms: usize,
    /// Empty, and not found.
    pub misses: usize,
}

#[allow(clippy::cast_precision_loss, reason = "counts of sentences are far below 2^52")]
fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

impl Counts {
    /// Counts one decision.
    pub const fn add(&mut self, flagged: bool, empty: bool) {
        match (flagged, empty) {
            (true, true) => self.hits += 1,
            (true, false) => self.false_alarms += 1,
            (false, true) => self.misses += 1,
            (false, false) => {}
        }
    }

    /// Share of the flagged sentences that are empty; 0 when none is flagged.
    #[must_use]
    pub fn precision(&self) -> f64 {
        ratio(self.hits, self.hits + self.false_alarms)
    }

    /// Share of the empty sentences that are flagged; 0 when there is none.
    #[must_use]
    pub fn recall(&self) -> f64 {
        ratio(self.hits, self.hits + self.misses)
    }

    /// Harmonic mean of precision and recall.
    #[must_use]
    pub fn f1(&self) -> f64 {
        ratio(2 * self.hits, 2 * self.hits + self.false_alarms + self.misses)
    }
}

/// The result on a set of sentences.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Evaluation {
    /// Sentences judged.
    pub sentences: usize,
    /// Decisions on `empty`.
    pub counts: Counts,
    /// Precision of `empty`.
    pub precision: f64,
    /// Recall of `empty`.
    pub recall: f64,
    /// F1 of `empty` against the rest.
    pub f1: f64,
    /// 95 % interval of the F1: sentences drawn with replacement 2,000 times, fixed seed.
    pub f1_interval: [f64; 2],
    /// Share of sentences whose label of four is right.
    pub accuracy: f64,
    /// Rows: label given by readers; columns: label of the model; both in the order of [`Label::ALL`].
    pub confusion: [[usize; 4]; 4],
}

/// Judges every sample with its neighbours and compares with the readers' labels.
///
/// # Errors
/// [`ModelError::TooLittle`] when there is no sample.
pub fn evaluate(model: &SentenceModel, samples: &[LabelledSample]) -> Result<Evaluation, ModelError> {
    if samples.is_empty() {
        return Err(ModelError::TooLittle { reason: "没有可评测的样本".to_owned() });
    }
    let pairs: Vec<(Label, Label)> =
        samples.iter().map(|sample| (sample.label, model.judge(&sample.sample()).label)).collect();
    let mut confusion = [[0; 4]; 4];
    for (row, truth) in confusion.iter_mut().zip(Label::ALL) {
        for (cell, found) in row.iter_mut().zip(Label::ALL) {
            *cell = pairs.iter().filter(|pair| **pair == (truth, found)).count();
        }
    }
    let counts = count(pairs.iter().copied());
    let right = pairs.iter().filter(|(truth, found)| truth == found).count();
    Ok(Evaluation {
        sentences: pairs.len(),
        counts,
        precision: counts.precision(),
        recall: counts.recall(),
        f1: counts.f1(),
        f1_interval: interval(&pairs),
        accuracy: ratio(right, pairs.len()),
        confusion,
    })
}

fn count(pairs: impl Iterator<Item = (Label, Label)>) -> Counts {
    let mut counts = Counts::default();
    for (truth, found) in pairs {
        counts.add(found == Label::Empty, truth == Label::Empty);
    }
    counts
}

/// Percentile bootstrap.
fn interval(pairs: &[(Label, Label)]) -> [f64; 2] {
    let mut random = SplitMix::new(SEED);
    let mut draws: Vec<f64> = (0..DRAWS)
        .map(|_| count((0..pairs.len()).filter_map(|_| pairs.get(random.below(pairs.len())).copied())).f1())
        .collect();
    draws.sort_by(f64::total_cmp);
    let at = |share: usize| draws.get(DRAWS * share / 1000).copied().unwrap_or(0.0);
    [at(25), at(975)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_follow_from_counts() {
        let counts = Counts { hits: 6, false_alarms: 2, misses: 4 };
        assert!((counts.precision() - 0.75).abs() < 1e-12);
        assert!((counts.recall() - 0.6).abs() < 1e-12);
        assert!((counts.f1() - 2.0 / 3.0).abs() < 1e-12);
        assert_eq!(Counts::default().f1(), 0.0);
    }

    #[test]
    fn the_interval_holds_the_figure_and_repeats() {
        let mut pairs = vec![(Label::Empty, Label::Empty); 30];
        pairs.extend(vec![(Label::Empty, Label::Mixed); 10]);
        pairs.extend(vec![(Label::Concrete, Label::Empty); 10]);
        pairs.extend(vec![(Label::Concrete, Label::Concrete); 50]);
        let [low, high] = interval(&pairs);
        assert!(low < 0.75 && 0.75 < high && high - low < 0.3, "{low} {high}");
        assert_eq!(interval(&pairs), [low, high]);
    }
}
