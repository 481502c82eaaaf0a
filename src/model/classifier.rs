//! [`SentenceModel`]: a trained model in use.

use std::path::Path;

use ndarray::{Array1, Array2};
use safetensors::{Dtype, SafeTensors};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tokenizers::Tokenizer;
use utoipa::ToSchema;

use crate::model::error::ModelError;
use crate::model::features::{self, DIMENSIONS};

/// Name of the tokenizer's file in a model folder.
pub const TOKENIZER_FILE: &str = "tokenizer.json";
/// Name of the weights' file in a model folder.
pub const WEIGHTS_FILE: &str = "model.safetensors";

/// What a sentence is: would anything change for anyone if it were deleted?
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Label {
    /// 空话句: nothing checkable in it.
    Empty,
    /// 掺水句: something checkable, and slogans.
    Mixed,
    /// 实句: something checkable, no slogan.
    Concrete,
    /// 中性句: heading, transition, address.
    Neutral,
}

impl Label {
    /// All labels, in the order of the model's outputs.
    pub const ALL: [Self; 4] = [Self::Empty, Self::Mixed, Self::Concrete, Self::Neutral];

    /// The label with this English name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "empty" => Some(Self::Empty),
            "mixed" => Some(Self::Mixed),
            "concrete" => Some(Self::Concrete),
            "neutral" => Some(Self::Neutral),
            _ => None,
        }
    }

    /// The Chinese name shown to users.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Empty => "空话句",
            Self::Mixed => "掺水句",
            Self::Concrete => "实句",
            Self::Neutral => "中性句",
        }
    }
}

/// A sentence with its neighbours; empty texts where there is none.
#[derive(Debug, Clone, Copy, Default)]
pub struct Sample<'a> {
    /// The sentence before.
    pub before: &'a str,
    /// The sentence.
    pub text: &'a str,
    /// The sentence after.
    pub after: &'a str,
}

/// What the model says of a sentence.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Judgement {
    /// The label: empty from the model's threshold on, else the likeliest of the others.
    pub label: Label,
    /// Probabilities in the order of [`Label::ALL`]; they sum to 1.
    pub probabilities: [f32; 4],
}

/// A trained model.
#[derive(Debug)]
pub struct SentenceModel {
    pub(super) tokenizer: Tokenizer,
    /// Rarity of every feature; 0 for one that was not seen.
    pub(super) rarity: Array1<f32>,
    /// Shape (labels, features).
    pub(super) weights: Array2<f32>,
    /// Shape (labels).
    pub(super) bias: Array1<f32>,
    /// Probability of empty from which on a sentence is empty.
    pub(super) threshold: f32,
    version: String,
}

impl SentenceModel {
    /// Loads a model folder.
    ///
    /// # Errors
    /// [`ModelError`] when a file is missing or does not fit.
    pub fn load(folder: &Path) -> Result<Self, ModelError> {
        let read = |name: &str| {
            let path = folder.join(name);
            std::fs::read(&path).map_err(|source| ModelError::Io { path, source })
        };
        Self::from_parts(&read(TOKENIZER_FILE)?, &read(WEIGHTS_FILE)?)
    }

    /// Loads a model from the contents of its two files.
    ///
    /// # Errors
    /// [`ModelError`] when they are damaged or do not fit this program.
    pub fn from_parts(tokenizer_json: &[u8], weights: &[u8]) -> Result<Self, ModelError> {
        let tokenizer =
            Tokenizer::from_bytes(tokenizer_json).map_err(|e| ModelError::Tokenizer { reason: e.to_string() })?;
        let tensors = SafeTensors::deserialize(weights).map_err(|e| ModelError::Weights { reason: e.to_string() })?;
        let labels = Label::ALL.len();
        let rarity = Array1::from(tensor(&tensors, "rarity", &[DIMENSIONS])?);
        let bias = Array1::from(tensor(&tensors, "bias", &[labels])?);
        let flat = tensor(&tensors, "weights", &[labels, DIMENSIONS])?;
        let weights_array = Array2::from_shape_vec((labels, DIMENSIONS), flat)
            .map_err(|e| ModelError::Weights { reason: e.to_string() })?;
        let threshold = tensor(&tensors, "threshold", &[1])?.first().copied().unwrap_or(0.5);
        let mut hasher = Sha256::new();
        hasher.update(tokenizer_json);
        hasher.update(weights);
        let version = hasher.finalize().iter().take(6).map(|b| format!("{b:02x}")).collect();
        Ok(Self { tokenizer, rarity, weights: weights_array, bias, threshold, version })
    }

    /// A short name of exactly this model: the first twelve digits of the SHA-256 of its files.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Probability of empty from which on a sentence is judged empty.
    #[must_use]
    pub fn threshold(&self) -> f32 {
        self.threshold
    }

    /// Judges sentences that stand one after the other, each with its neighbours.
    #[must_use]
    pub fn judge_all(&self, sentences: &[&str]) -> Vec<Judgement> {
        let at = |index: Option<usize>| index.and_then(|i| sentences.get(i)).copied().unwrap_or("");
        (0..sentences.len())
            .map(|i| self.judge(&Sample { before: at(i.checked_sub(1)), text: at(Some(i)), after: at(Some(i + 1)) }))
            .collect()
    }

    /// Judges a sentence. A sentence the tokenizer cannot read (it reads every text) is neutral.
    #[must_use]
    pub fn judge(&self, sample: &Sample<'_>) -> Judgement {
        let neutral = Judgement { label: Label::Neutral, probabilities: [0.0, 0.0, 0.0, 1.0] };
        let Ok(counts) = features::counts(&self.tokenizer, sample) else { return neutral };
        let Some(rarity) = self.rarity.as_slice() else { return neutral };
        let features = features::weighted(counts, rarity);
        let mut scores = [0.0f32; 4];
        for (label, score) in scores.iter_mut().enumerate() {
            let row = self.weights.row(label);
            let sum: f32 = features.iter().filter_map(|&(i, v)| row.get(i as usize).map(|w| w * v)).sum();
            *score = sum + self.bias.get(label).copied().unwrap_or(0.0);
        }
        let probabilities = softmax(scores);
        Judgement { label: decide(probabilities, self.threshold), probabilities }
    }
}

/// The label that probabilities mean under a threshold.
pub(super) fn decide(probabilities: [f32; 4], threshold: f32) -> Label {
    let [empty, mixed, concrete, neutral] = probabilities;
    if empty >= threshold {
        Label::Empty
    } else if mixed >= concrete && mixed >= neutral {
        Label::Mixed
    } else if concrete >= neutral {
        Label::Concrete
    } else {
        Label::Neutral
    }
}

/// Probabilities from scores.
pub(super) fn softmax(scores: [f32; 4]) -> [f32; 4] {
    let highest = scores.iter().copied().fold(f32::MIN, f32::max);
    let powers = scores.map(|s| (s - highest).exp());
    let sum: f32 = powers.iter().sum();
    powers.map(|p| p / sum)
}

/// A tensor of 32-bit numbers of the shape expected, all finite.
fn tensor(tensors: &SafeTensors<'_>, name: &str, shape: &[usize]) -> Result<Vec<f32>, ModelError> {
    let wrong = |reason: String| ModelError::Weights { reason };
    let view = tensors.tensor(name).map_err(|e| wrong(format!("{name}: {e}")))?;
    if view.shape() != shape || view.dtype() != Dtype::F32 {
        return Err(wrong(format!("{name} 的形状或类型不符：{:?}", view.shape())));
    }
    let values: Vec<f32> =
        view.data().chunks_exact(4).filter_map(|b| b.try_into().ok()).map(f32::from_le_bytes).collect();
    if values.iter().any(|v| !v.is_finite()) {
        return Err(wrong(format!("{name} 含有非数值")));
    }
    Ok(values)
}
