//! Trains the hidden layer: Adam (Kingma and Ba, ICLR 2015) on the cross-entropy of the four labels, in batches drawn by a
//! fixed sequence, inputs and hidden numbers left out at random (Srivastava and others, JMLR 2014). The same inputs in the
//! same order give the same layer on one kind of machine. Settings by grouped cross-validation; see the model's card.

use ndarray::{Array1, Array2};
use rayon::prelude::*;

use crate::model::features::{Features, VIEWS};
use crate::model::hidden::Hidden;
use crate::model::random::SplitMix;
use crate::model::surface;
use crate::model::vectors::Vectors;

/// Hidden numbers.
const WIDTH: usize = 96;
/// Labels.
const LABELS: usize = 4;
/// Times that every sentence is seen.
const PASSES: usize = 5;
/// Sentences a step.
const BATCH: usize = 128;
/// Share of the inputs left out of a sentence at random.
const INPUTS_OUT: f32 = 0.3;
/// Share of the hidden numbers left out of a sentence at random.
const HIDDEN_OUT: f32 = 0.5;
/// Share of the sentences that are seen without their neighbours.
const ALONE: f32 = 0.25;
/// Share of a label that is given to all alike.
const SMOOTHING: f32 = 0.05;
/// Factor of the vectors in the dense head, beside the surface features.
const VECTORS: f32 = 3.0;
/// Size of a step, and how fast the means of slopes and of their squares fade.
const STEP: f32 = 0.002;
const FADING: [f32; 2] = [0.9, 0.999];
const EPSILON: f32 = 1e-8;
/// Decay of the tail's weights, and of all others.
const DECAY: [f32; 2] = [1e-6, 1e-4];
/// Spread of the tail's weights at the beginning.
const SPREAD: f32 = 0.05;
/// Any number: it only has to stay the same.
const SEED: u64 = 96;
/// Weights that one task updates.
const CHUNK: usize = 1 << 16;

/// What the layer learns from: the sentences with their neighbours and without.
#[derive(Debug)]
pub(crate) struct Lessons {
    /// With neighbours, then without.
    rows: [Vec<Input>; 2],
    /// Index of the label of each sentence.
    labels: Vec<usize>,
    head: usize,
    tail: usize,
}

/// One sentence: the dense head of the subword view, and the tails of both.
#[derive(Debug)]
struct Input {
    dense: Vec<f32>,
    grams: Vec<(usize, f32)>,
}

impl Input {
    fn new([subwords, characters]: &[Features; VIEWS], first: usize) -> Self {
        let shown = surface::NAMES.len();
        let scale = |(at, value): (usize, &f32)| if at < shown { *value } else { VECTORS * value };
        let tail = |start: usize, view: &Features| -> Vec<(usize, f32)> {
            view.grams.iter().map(|&(position, value)| (start + position as usize, value)).collect()
        };
        let grams = [tail(0, subwords), tail(first, characters)].concat();
        Self { dense: subwords.dense.iter().enumerate().map(scale).collect(), grams }
    }
}

impl Lessons {
    /// `views` holds all sentences with their neighbours, then all without; `sizes` the features of each view's tail.
    pub(crate) fn new(views: &[[Features; VIEWS]], labels: Vec<usize>, sizes: [usize; VIEWS]) -> Self {
        let [first, second] = sizes;
        let (with, without) = views.split_at(views.len() / 2);
        let rows = [with, without].map(|part| part.iter().map(|features| Input::new(features, first)).collect());
        let head = views.first().map_or(0, |[subwords, _]| subwords.dense.len());
        Self { rows, labels, head, tail: first + second }
    }

    /// The layer learnt from the sentences that `used` lets in.
    pub(crate) fn fit(&self, used: impl Fn(usize) -> bool) -> Hidden {
        let mut order: Vec<usize> = (0..self.labels.len()).filter(|&at| used(at)).collect();
        let mut random = SplitMix::new(SEED);
        let mut net = Net::new(self.head, self.tail, &mut random);
        for _ in 0..PASSES {
            shuffle(&mut order, &mut random);
            for batch in order.chunks(BATCH) {
                for &at in batch {
                    let copy = usize::from(random.share() < ALONE);
                    let row = self.rows.get(copy).and_then(|rows| rows.get(at));
                    if let (Some(row), Some(&label)) = (row, self.labels.get(at)) {
                        net.learn(row, label, batch.len(), &mut random);
                    }
                }
                net.step();
            }
        }
        net.hidden()
    }
}

fn shuffle(order: &mut [usize], random: &mut SplitMix) {
    for end in (1..order.len()).rev() {
        order.swap(end, random.below(end + 1));
    }
}

/// Weights of one kind with their slopes and the fading means of slopes and squares.
#[derive(Debug)]
struct Weights {
    values: Vec<f32>,
    slopes: Vec<f32>,
    means: Vec<f32>,
    squares: Vec<f32>,
    width: usize,
    decay: f32,
}

impl Weights {
    /// `rows` × `width` weights, evenly spread on both sides of 0 with that standard deviation.
    fn new([rows, width]: [usize; 2], deviation: f32, decay: f32, random: &mut SplitMix) -> Self {
        let count = rows * width;
        let values = (0..count).map(|_| (random.share() * 2.0 - 1.0) * deviation * 3.0_f32.sqrt()).collect();
        Self { values, slopes: vec![0.0; count], means: vec![0.0; count], squares: vec![0.0; count], width, decay }
    }

    fn row(&self, at: usize) -> &[f32] {
        self.values.get(at * self.width..(at + 1) * self.width).unwrap_or_default()
    }

    fn add_slope(&mut self, at: usize, share: f32, of: &[f32]) {
        let row = self.slopes.get_mut(at * self.width..(at + 1) * self.width).unwrap_or_default();
        add(row, share, of);
    }

    /// One step against the slopes, which are 0 after it.
    fn step(&mut self, count: i32) {
        let [slow, slower] = FADING;
        let [first, second] = FADING.map(|fading| 1.0 - fading.powi(count));
        let decay = self.decay;
        let parts = self.values.par_chunks_mut(CHUNK).zip(self.slopes.par_chunks_mut(CHUNK));
        let means = self.means.par_chunks_mut(CHUNK).zip(self.squares.par_chunks_mut(CHUNK));
        parts.zip(means).for_each(|((values, slopes), (means, squares))| {
            for ((value, slope), (mean, square)) in values.iter_mut().zip(slopes).zip(means.iter_mut().zip(squares)) {
                let along = *slope + decay * *value;
                *slope = 0.0;
                *mean = slow * *mean + (1.0 - slow) * along;
                *square = slower * *square + (1.0 - slower) * along * along;
                *value -= STEP * (*mean / first) / ((*square / second).sqrt() + EPSILON);
            }
        });
    }
}

fn add(to: &mut [f32], share: f32, row: &[f32]) {
    for (to, value) in to.iter_mut().zip(row) {
        *to += share * value;
    }
}

/// The layer while it learns.
#[derive(Debug)]
struct Net {
    grams: Weights,
    dense: Weights,
    bias: Weights,
    out: Weights,
    out_bias: Weights,
    steps: i32,
}

impl Net {
    fn new(head: usize, tail: usize, random: &mut SplitMix) -> Self {
        #[allow(clippy::cast_precision_loss, reason = "sizes of a layer")]
        let spread = |inputs: usize| 1.0 / (3.0 * inputs.max(1) as f32).sqrt();
        let [of_grams, others] = DECAY;
        let mut weights = |shape, deviation, decay| Weights::new(shape, deviation, decay, random);
        Self {
            grams: weights([tail, WIDTH], SPREAD, of_grams),
            dense: weights([head, WIDTH], spread(head), others),
            bias: weights([1, WIDTH], spread(head), others),
            out: weights([WIDTH, LABELS], spread(WIDTH), others),
            out_bias: weights([1, LABELS], spread(WIDTH), others),
            steps: 0,
        }
    }

    /// Adds the slopes of one sentence of a batch.
    fn learn(&mut self, row: &Input, label: usize, batch: usize, random: &mut SplitMix) {
        let mut keep = |value: f32| if random.share() < INPUTS_OUT { 0.0 } else { value / (1.0 - INPUTS_OUT) };
        let dense: Vec<(usize, f32)> =
            row.dense.iter().map(|&value| keep(value)).enumerate().filter(|(_, value)| *value != 0.0).collect();
        let grams: Vec<(usize, f32)> =
            row.grams.iter().map(|&(at, value)| (at, keep(value))).filter(|(_, value)| *value != 0.0).collect();
        let mut numbers = self.bias.values.clone();
        for (inputs, weights) in [(&dense, &self.dense), (&grams, &self.grams)] {
            for &(at, value) in inputs {
                add(&mut numbers, value, weights.row(at));
            }
        }
        // A hidden number that is not positive or left out says nothing and learns nothing.
        let gains: Vec<f32> = numbers
            .iter()
            .map(|&number| {
                let kept = random.share() >= HIDDEN_OUT;
                if kept && number > 0.0 { 1.0 / (1.0 - HIDDEN_OUT) } else { 0.0 }
            })
            .collect();
        for (number, gain) in numbers.iter_mut().zip(&gains) {
            *number *= gain;
        }
        let slopes = self.slopes_of_labels(&numbers, label, batch);
        let mut back = vec![0.0; WIDTH];
        for (at, ((to, gain), number)) in back.iter_mut().zip(&gains).zip(&numbers).enumerate() {
            *to = gain * self.out.row(at).iter().zip(&slopes).map(|(weight, slope)| weight * slope).sum::<f32>();
            self.out.add_slope(at, *number, &slopes);
        }
        self.out_bias.add_slope(0, 1.0, &slopes);
        self.bias.add_slope(0, 1.0, &back);
        for (inputs, weights) in [(dense, &mut self.dense), (grams, &mut self.grams)] {
            for (at, value) in inputs {
                weights.add_slope(at, value, &back);
            }
        }
    }

    /// Slope of the mean cross-entropy of a batch along the score of each label.
    fn slopes_of_labels(&self, numbers: &[f32], label: usize, batch: usize) -> Vec<f32> {
        let mut scores = self.out_bias.values.clone();
        for (at, &number) in numbers.iter().enumerate() {
            add(&mut scores, number, self.out.row(at));
        }
        let largest = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let shares: Vec<f32> = scores.iter().map(|score| (score - largest).exp()).collect();
        let sum: f32 = shares.iter().sum();
        #[allow(clippy::cast_precision_loss, reason = "labels and sentences of a batch")]
        let (even, batch) = (SMOOTHING / LABELS as f32, batch as f32);
        let wanted = |at: usize| even + if at == label { 1.0 - SMOOTHING } else { 0.0 };
        shares.iter().enumerate().map(|(at, share)| (share / sum - wanted(at)) / batch).collect()
    }

    fn step(&mut self) {
        self.steps += 1;
        for weights in [&mut self.grams, &mut self.dense, &mut self.bias, &mut self.out, &mut self.out_bias] {
            weights.step(self.steps);
        }
    }

    /// The layer as it is kept.
    fn hidden(&self) -> Hidden {
        let head = self.dense.values.len() / WIDTH;
        // The factor of the vectors goes into their weights.
        let dense = Array2::from_shape_fn((head, WIDTH), |(at, number)| {
            let factor = if at < surface::NAMES.len() { 1.0 } else { VECTORS };
            factor * self.dense.row(at).get(number).copied().unwrap_or_default()
        });
        let out = |(at, label): (usize, usize)| self.out.row(at).get(label).copied().unwrap_or_default();
        Hidden {
            grams: Vectors::rounded(&self.grams.values, WIDTH),
            dense,
            bias: Array1::from(self.bias.values.clone()),
            out: Array2::from_shape_fn((WIDTH, LABELS), out),
            out_bias: Array1::from(self.out_bias.values.clone()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sentences with one of two signs are of the second label, with both or none of the first: no weighing of single signs
    /// tells them apart.
    fn lessons(copies: usize) -> Lessons {
        let seen = |at: usize| {
            let held = [(at & 1, 0), (at >> 1 & 1, 1)].into_iter().filter(|(held, _)| *held == 1);
            let grams = held.map(|(_, position)| (position, 1.0)).collect();
            let head = || Array1::zeros(surface::NAMES.len());
            [Features { dense: head(), grams }, Features { dense: head(), grams: vec![(0, 1.0)] }]
        };
        let views: Vec<[Features; VIEWS]> = (0..2 * 4 * copies).map(|at| seen(at % 4)).collect();
        let labels = (0..4 * copies).map(|at| usize::from(matches!(at % 4, 1 | 2))).collect();
        Lessons::new(&views, labels, [2, 1])
    }

    #[test]
    fn signs_that_go_together_are_learnt_and_training_repeats() {
        let lessons = lessons(4_000);
        let hidden = lessons.fit(|_| true);
        let head = Array1::zeros(surface::NAMES.len());
        for (grams, label) in
            [(vec![], 0), (vec![(0, 1.0)], 1), (vec![(1, 1.0)], 1), (vec![(0, 1.0), (1, 1.0)], 0_usize)]
        {
            let features = [
                Features { dense: head.clone(), grams: grams.clone() },
                Features { dense: head.clone(), grams: vec![(0, 1.0)] },
            ];
            let scores = hidden.scores(&features, 2);
            assert!(scores[label] > 0.0 && scores[1 - label] < 0.0, "{grams:?}: {scores:?}");
        }
        assert_eq!(hidden, lessons.fit(|_| true));
        // Of one label alone nothing is told apart.
        let alone = lessons.fit(|at| matches!(at % 4, 1 | 2));
        let features =
            [Features { dense: head.clone(), grams: vec![] }, Features { dense: head, grams: vec![(0, 1.0)] }];
        assert!(alone.scores(&features, 2)[1] > 0.0);
    }

    #[test]
    fn slopes_are_those_of_the_smoothed_cross_entropy() {
        let mut random = SplitMix::new(3);
        let mut net = Net::new(2, 2, &mut random);
        let numbers: Vec<f32> = (0..WIDTH).map(|_| random.share()).collect();
        let slopes = net.slopes_of_labels(&numbers, 2, 4);
        let loss = |net: &Net| -> f64 {
            let mut scores = net.out_bias.values.clone();
            for (at, &number) in numbers.iter().enumerate() {
                add(&mut scores, number, net.out.row(at));
            }
            let sum: f64 = scores.iter().map(|score| f64::from(*score).exp()).sum();
            let wanted = |at| f64::from(SMOOTHING) / 4.0 + if at == 2 { 1.0 - f64::from(SMOOTHING) } else { 0.0 };
            scores.iter().enumerate().map(|(at, score)| wanted(at) * (sum.ln() - f64::from(*score))).sum::<f64>() / 4.0
        };
        for (at, found) in slopes.iter().enumerate() {
            net.out_bias.values[at] += 1e-2;
            let up = loss(&net);
            net.out_bias.values[at] -= 2e-2;
            let slope = (up - loss(&net)) / 2e-2;
            net.out_bias.values[at] += 1e-2;
            assert!((slope - f64::from(*found)).abs() < 1e-4, "{at}: {slope} {found}");
        }
    }
}
