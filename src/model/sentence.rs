//! The sentence model: loads from two files (or their bytes) and judges sentences.

use std::path::Path;

use ndarray::{Array1, Array2, Axis};
use serde::Serialize;

use crate::digest::sha256;
use crate::model::base::Base;
use crate::model::features::{Encoded, Extractor, Features, VIEWS};
use crate::model::file::{Parts, Regression};
use crate::model::hidden::Hidden;
use crate::model::{Label, ModelError, Sample};

/// Name of the tokenizer's file in a model folder.
pub const TOKENIZER_FILE: &str = "tokenizer.json";
/// Name of the weights' file in a model folder.
pub const WEIGHTS_FILE: &str = "model.safetensors";

/// What the model says of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Judgement {
    /// `Empty` when its probability reaches the model's threshold, else the likeliest of the other three.
    pub label: Label,
    /// In the order of [`Label::ALL`]; they add up to 1. The first is calibrated by itself, the others share the rest.
    pub probabilities: [f32; 4],
}

/// The regressions of one view.
#[derive(Debug)]
struct Weights {
    /// Weights of the dense features: one row a label.
    dense: Array2<f32>,
    /// Weights of the sparse features, by position: one a label.
    grams: Vec<[f32; 4]>,
    bias: Array1<f32>,
}

impl Weights {
    fn new(regression: &Regression, dense_width: usize) -> Self {
        let (head, tail) = regression.weights.view().split_at(Axis(0), dense_width);
        Self {
            dense: head.t().as_standard_layout().to_owned(),
            grams: tail.outer_iter().map(|row| std::array::from_fn(|k| row.get(k).copied().unwrap_or(0.0))).collect(),
            bias: regression.bias.clone(),
        }
    }

    /// One score a label.
    fn scores(&self, features: &Features) -> [f32; 4] {
        let dense = self.dense.dot(&features.dense) + &self.bias;
        let mut scores: [f32; 4] = std::array::from_fn(|label| dense.get(label).copied().unwrap_or_default());
        for &(position, value) in &features.grams {
            for (score, weight) in scores.iter_mut().zip(self.grams.get(position as usize).into_iter().flatten()) {
                *score += value * weight;
            }
        }
        scores
    }
}

/// A trained model, ready to judge. Cheap to share by reference; it holds no state between calls.
#[derive(Debug)]
pub struct SentenceModel {
    extractor: Extractor,
    views: [Weights; VIEWS],
    hidden: Hidden,
    threshold: f32,
    version: String,
}

fn read(path: &Path) -> Result<Vec<u8>, ModelError> {
    std::fs::read(path).map_err(|source| ModelError::Read { path: path.to_owned(), source })
}

fn logistic(x: f32) -> f32 {
    1.0 / (1.0 + (-x).exp())
}

impl SentenceModel {
    /// Loads the two files of a model folder.
    ///
    /// # Errors
    /// [`ModelError::Read`] when a file cannot be read, else as [`Self::from_parts`].
    pub fn load(dir: &Path) -> Result<Self, ModelError> {
        Self::from_parts(&read(&dir.join(TOKENIZER_FILE))?, &read(&dir.join(WEIGHTS_FILE))?)
    }

    /// Builds the model from the contents of its two files.
    ///
    /// # Errors
    /// [`ModelError::Tokenizer`] or [`ModelError::Weights`] for a damaged file, [`ModelError::Mismatch`] for files that
    /// were not made for each other or for other features than this program computes.
    pub fn from_parts(tokenizer_json: &[u8], weights: &[u8]) -> Result<Self, ModelError> {
        let parts = Parts::decode(weights)?;
        parts.check_tokenizer(tokenizer_json)?;
        let base = Base::assemble(tokenizer_json, parts.vectors)?;
        let [subwords, characters] = Extractor::dense_widths(base.vectors.dimensions);
        let [by_subwords, by_characters] = &parts.regressions;
        let views = [Weights::new(by_subwords, subwords), Weights::new(by_characters, characters)];
        let digest = sha256(&[tokenizer_json, weights]);
        Ok(Self {
            extractor: Extractor::new(base, parts.centre, parts.grams),
            views,
            hidden: parts.hidden,
            threshold: parts.meta.threshold,
            version: format!("sentence-{}", digest.chars().take(12).collect::<String>()),
        })
    }

    /// Name of these very weights: `sentence-` and the first 12 hexadecimal digits of the SHA-256 of both files.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Probability from which a sentence counts as empty.
    #[must_use]
    pub const fn threshold(&self) -> f32 {
        self.threshold
    }

    /// Judges one sentence with its neighbours.
    #[must_use]
    pub fn judge(&self, sample: &Sample<'_>) -> Judgement {
        self.decide(&self.extractor.sample(sample))
    }

    /// Judges the sentences of a text in order, each the neighbour of the next. Every text is encoded
    /// once, so this is about twice as fast as [`Self::judge`] in a loop.
    #[must_use]
    pub fn judge_all(&self, sentences: &[&str]) -> Vec<Judgement> {
        let encoded: Vec<Encoded> = sentences.iter().map(|text| self.extractor.encode(text)).collect();
        let near = |i: Option<usize>| i.and_then(|i| encoded.get(i));
        let judge = |(i, (text, own)): (usize, (&&str, &Encoded))| {
            self.decide(&self.extractor.features(text, own, [near(i.checked_sub(1)), near(Some(i + 1))]))
        };
        sentences.iter().zip(&encoded).enumerate().map(judge).collect()
    }

    /// The mean of what the views' regressions and the hidden layer say, as probabilities.
    fn decide(&self, features: &[Features; VIEWS]) -> Judgement {
        let [by_subwords, by_characters] = &self.views;
        let [subwords, characters] = features;
        let scores = by_subwords.scores(subwords).into_iter().zip(by_characters.scores(characters));
        let by_hidden = self.hidden.scores(features, self.extractor.subwords.grams.keys.len());
        let mut probabilities = [0.0; 4];
        for ((to, (by_subwords, by_characters)), by_hidden) in probabilities.iter_mut().zip(scores).zip(by_hidden) {
            *to = logistic(f32::midpoint(f32::midpoint(by_subwords, by_characters), by_hidden));
        }
        let [empty, rest @ ..] = &mut probabilities;
        let sum: f32 = rest.iter().sum();
        for share in rest.iter_mut() {
            *share *= (1.0 - *empty) / sum.max(f32::MIN_POSITIVE);
        }
        let label = if *empty >= self.threshold {
            Label::Empty
        } else {
            let others = Label::ALL.into_iter().zip(probabilities).skip(1);
            others.max_by(|a, b| a.1.total_cmp(&b.1)).map_or(Label::Neutral, |(label, _)| label)
        };
        Judgement { label, probabilities }
    }
}
