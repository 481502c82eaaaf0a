//! Multinomial logistic regression with L2 regularisation, by Nesterov's accelerated gradient descent with a fixed step
//! and a fixed number of rounds: the same weights from the same samples, whatever the machine's load.

use ndarray::{Array1, Array2};

use crate::model::classifier::softmax;
use crate::model::features::{DIMENSIONS, Sparse};

/// Rounds of descent; the loss changes by less than 0.1 % over the last hundred.
const ROUNDS: usize = 400;
/// Step. The loss's curvature is at most 1/2 (features have length 1, plus the bias) and the regularisation.
const STEP: f32 = 1.0;

/// Weights and bias.
pub(super) struct Fitted {
    pub weights: Array2<f32>,
    pub bias: Array1<f32>,
}

/// Fits features to labels (0–3). `strength` is the weight of the L2 penalty per sample.
pub(super) fn fit(features: &[&Sparse], labels: &[usize], strength: f32) -> Fitted {
    // Only the columns that occur are worked on; all others stay 0.
    let mut columns: Vec<u32> = features.iter().flat_map(|f| f.iter().map(|&(index, _)| index)).collect();
    columns.sort_unstable();
    columns.dedup();
    let place = |index: u32| columns.binary_search(&index).ok().and_then(|at| u32::try_from(at).ok());
    let dense: Vec<Sparse> =
        features.iter().map(|f| f.iter().filter_map(|&(i, v)| place(i).map(|at| (at, v))).collect()).collect();
    let (narrow, bias) = descend(&dense, labels, columns.len(), strength);
    let mut weights = Array2::<f32>::zeros((CLASSES, DIMENSIONS));
    for (at, &column) in columns.iter().enumerate() {
        let (from, mut to) = (narrow.column(at), weights.column_mut(column as usize));
        to.assign(&from);
    }
    Fitted { weights, bias }
}

/// Number of labels.
const CLASSES: usize = 4;

fn descend(features: &[Sparse], labels: &[usize], columns: usize, strength: f32) -> (Array2<f32>, Array1<f32>) {
    let step = STEP / features.len().max(1) as f32;
    let mut weights = Array2::<f32>::zeros((CLASSES, columns));
    let mut bias = Array1::<f32>::zeros(CLASSES);
    let (mut ahead, mut ahead_bias) = (weights.clone(), bias.clone());
    for round in 0..ROUNDS {
        let (gradient, gradient_bias) = gradient(features, labels, &ahead, &ahead_bias);
        let next = &ahead * (1.0 - STEP * strength) - &gradient * step;
        let next_bias = &ahead_bias - &gradient_bias * step;
        let momentum = round as f32 / (round as f32 + 3.0);
        ahead = &next + &((&next - &weights) * momentum);
        ahead_bias = &next_bias + &((&next_bias - &bias) * momentum);
        weights = next;
        bias = next_bias;
    }
    (weights, bias)
}

/// Summed gradient of the loss at weights and bias.
fn gradient(
    features: &[Sparse],
    labels: &[usize],
    weights: &Array2<f32>,
    bias: &Array1<f32>,
) -> (Array2<f32>, Array1<f32>) {
    let mut gradient = Array2::<f32>::zeros(weights.raw_dim());
    let mut gradient_bias = Array1::<f32>::zeros(CLASSES);
    for (features, &label) in features.iter().zip(labels) {
        let probabilities = softmax(scores(features, weights, bias));
        for (class, probability) in probabilities.into_iter().enumerate() {
            let error = probability - if class == label { 1.0 } else { 0.0 };
            if let Some(b) = gradient_bias.get_mut(class) {
                *b += error;
            }
            let mut row = gradient.row_mut(class);
            for &(index, value) in features {
                if let Some(g) = row.get_mut(index as usize) {
                    *g += error * value;
                }
            }
        }
    }
    (gradient, gradient_bias)
}

/// Scores of a sample under weights and bias.
pub(super) fn scores(features: &Sparse, weights: &Array2<f32>, bias: &Array1<f32>) -> [f32; 4] {
    let mut scores = [0.0; CLASSES];
    for (class, score) in scores.iter_mut().enumerate() {
        let row = weights.row(class);
        let sum: f32 = features.iter().filter_map(|&(i, v)| row.get(i as usize).map(|w| w * v)).sum();
        *score = sum + bias.get(class).copied().unwrap_or(0.0);
    }
    scores
}
