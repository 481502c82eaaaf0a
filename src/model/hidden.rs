//! A layer of hidden numbers over both views of a sentence: what it holds and how it looks add up to each of them, the
//! positive ones speak for the labels. Where the regressions weigh every sign by itself, it weighs signs that go together.

use ndarray::{Array1, Array2};

use crate::model::features::{Features, VIEWS};
use crate::model::vectors::Vectors;

/// The layer.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Hidden {
    /// What a subword, character or pair adds to each hidden number: the rows of the subword view, then of the other.
    pub(crate) grams: Vectors,
    /// The same of the subword view's dense head: one row a feature.
    pub(crate) dense: Array2<f32>,
    /// What is there of each hidden number without any feature.
    pub(crate) bias: Array1<f32>,
    /// What a hidden number says for each label: one row a number.
    pub(crate) out: Array2<f32>,
    /// What is there of each label without any hidden number.
    pub(crate) out_bias: Array1<f32>,
}

impl Hidden {
    /// Log-odds of each label; `first` is the number of features in the tail of the first view.
    pub(crate) fn scores(&self, features: &[Features; VIEWS], first: usize) -> [f32; 4] {
        let [subwords, characters] = features;
        let mut numbers = self.bias.to_vec();
        // Row by row, as the weights lie in memory.
        let rows = rows_of(&self.dense);
        for (&value, row) in subwords.dense.iter().zip(rows).filter(|(value, _)| **value != 0.0) {
            for (number, weight) in numbers.iter_mut().zip(row) {
                *number += value * weight;
            }
        }
        for (view, start) in [(subwords, 0), (characters, first)] {
            for &(position, value) in &view.grams {
                self.grams.add(start + position as usize, value, &mut numbers);
            }
        }
        let mut said: [f32; 4] = std::array::from_fn(|label| self.out_bias.get(label).copied().unwrap_or_default());
        for (&number, row) in numbers.iter().zip(rows_of(&self.out)).filter(|(number, _)| **number > 0.0) {
            for (said, weight) in said.iter_mut().zip(row) {
                *said += number * weight;
            }
        }
        std::array::from_fn(|label| log_odds(&said, label))
    }
}

/// The rows of a table that lies row by row.
fn rows_of(table: &Array2<f32>) -> impl Iterator<Item = &[f32]> {
    table.as_slice().unwrap_or_default().chunks_exact(table.ncols().max(1))
}

/// Logarithm of the odds of one label by softmax: its score against what the others come to.
fn log_odds(scores: &[f32; 4], label: usize) -> f32 {
    let others = || scores.iter().enumerate().filter(move |(at, _)| *at != label).map(|(_, score)| *score);
    let largest = others().fold(f32::NEG_INFINITY, f32::max);
    let sum: f32 = others().map(|score| (score - largest).exp()).sum();
    scores.get(label).copied().unwrap_or_default() - largest - sum.ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn log_odds_are_those_of_the_softmax() {
        let scores = [1.0_f32, -0.5, 0.25, 3.0];
        let total: f32 = scores.iter().map(|score| score.exp()).sum();
        for (label, score) in scores.iter().enumerate() {
            let share = score.exp() / total;
            assert!((log_odds(&scores, label) - (share / (1.0 - share)).ln()).abs() < 1e-5);
        }
        assert!(log_odds(&[900.0, 0.0, 0.0, 0.0], 0) > 800.0, "no overflow");
    }

    #[test]
    fn heads_and_tails_add_up_and_only_what_is_positive_speaks() {
        let hidden = Hidden {
            grams: Vectors { dimensions: 2, bytes: vec![100, 0, 0, 50, -100, 0], scales: vec![0.01, 0.02, 0.01] },
            dense: Array2::from_shape_vec((1, 2), vec![0.5, -2.0]).unwrap(),
            bias: Array1::from(vec![0.0, 1.0]),
            out: Array2::from_shape_vec((2, 4), vec![1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0]).unwrap(),
            out_bias: Array1::zeros(4),
        };
        let features = |head: f32, first: Vec<(u32, f32)>, second: Vec<(u32, f32)>| {
            [
                Features { dense: Array1::from(vec![head]), grams: first },
                Features { dense: Array1::zeros(0), grams: second },
            ]
        };
        // Two features in the first view: the third row is the first of the second view.
        let scores = hidden.scores(&features(2.0, vec![(0, 1.0), (1, 3.0)], vec![]), 2);
        // Hidden numbers: 1 + 1 and 1 - 4 + 3 = 0.
        let wanted = [2.0, 0.0, 0.0, 0.0_f32];
        assert!(scores.iter().enumerate().all(|(label, found)| (found - log_odds(&wanted, label)).abs() < 1e-6));
        let scores = hidden.scores(&features(2.0, vec![(0, 1.0)], vec![(0, 5.0)]), 2);
        assert!(scores.iter().all(|found| (found - log_odds(&[0.0; 4], 0)).abs() < 1e-6), "{scores:?}");
    }
}
