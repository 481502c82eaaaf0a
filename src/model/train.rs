//! Training: tokenizer, rarity, weights and threshold from labelled sentences; and the figures of a model.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use safetensors::tensor::{Dtype, TensorView};
use tokenizers::models::bpe::{BPE, BpeTrainerBuilder};
use tokenizers::{
    AddedToken, DecoderWrapper, ModelWrapper, NormalizerWrapper, PostProcessorWrapper, PreTokenizerWrapper, Tokenizer,
    TokenizerBuilder,
};

use crate::model::classifier::{Label, SentenceModel, TOKENIZER_FILE, WEIGHTS_FILE, decide, softmax};
use crate::model::error::ModelError;
use crate::model::features::{self, DIMENSIONS, Sparse};
use crate::model::regression::{self, Fitted};
use crate::model::samples::LabelledSample;

/// Tokens of the tokenizer: the characters of the samples and their commonest sequences.
const VOCABULARY: usize = 6_000;
/// A feature must occur in this many sentences to count.
const FEWEST_SENTENCES: u32 = 2;
/// Parts for cross-validation, by document.
const FOLDS: usize = 5;
/// Fewest samples worth training on.
const FEWEST_SAMPLES: usize = 20;

/// How a model is trained.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TrainOptions {
    /// Weight of the L2 penalty per sample, chosen by cross-validation.
    pub strength: f32,
}

impl Default for TrainOptions {
    fn default() -> Self {
        Self { strength: 2.0e-4 }
    }
}

/// A trained model as the contents of its files, with the figures of its cross-validation.
#[derive(Debug, Clone)]
pub struct TrainedModel {
    /// Contents of the tokenizer's file.
    pub tokenizer: Vec<u8>,
    /// Contents of the weights' file.
    pub weights: Vec<u8>,
    /// Figures on held-out parts of the samples.
    pub cross_validation: Figures,
    /// Threshold chosen there.
    pub threshold: f32,
}

/// Figures of the judgement empty against the rest.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Figures {
    /// Share of the sentences judged empty that are.
    pub precision: f64,
    /// Share of the empty sentences that are judged so.
    pub recall: f64,
    /// Harmonic mean of the two.
    pub f1: f64,
}

impl TrainedModel {
    /// Writes the model's files into a folder.
    ///
    /// # Errors
    /// [`ModelError::Io`] when the system refuses.
    pub fn save(&self, folder: &Path) -> Result<(), ModelError> {
        let error = |path: &Path| {
            let path = path.to_owned();
            move |source| ModelError::Io { path, source }
        };
        std::fs::create_dir_all(folder).map_err(error(folder))?;
        for (name, bytes) in [(TOKENIZER_FILE, &self.tokenizer), (WEIGHTS_FILE, &self.weights)] {
            let path = folder.join(name);
            std::fs::write(&path, bytes).map_err(error(&path))?;
        }
        Ok(())
    }
}

/// Trains a model. The threshold is the one with the best F1 over held-out parts (parts are by document).
///
/// # Errors
/// [`ModelError::TooLittle`] with fewer than 20 samples or without both empty and other ones; tokenizer errors.
pub fn train(samples: &[LabelledSample], options: TrainOptions) -> Result<TrainedModel, ModelError> {
    let empty = samples.iter().filter(|s| s.label == Label::Empty).count();
    if samples.len() < FEWEST_SAMPLES || empty == 0 || empty == samples.len() {
        let reason = format!("{}句，其中空话句{empty}句；至少需要{FEWEST_SAMPLES}句且两类都有", samples.len());
        return Err(ModelError::TooLittle { reason });
    }
    let tokenizer = train_tokenizer(samples)?;
    let counts = samples.iter().map(|s| features::counts(&tokenizer, &s.sample())).collect::<Result<Vec<_>, _>>()?;
    let labels: Vec<usize> = samples.iter().map(|s| s.label as usize).collect();
    let held_out = cross_validate(samples, &counts, &labels, options);
    let (threshold, cross_validation) = best_threshold(&held_out, &labels);
    let all: Vec<usize> = (0..samples.len()).collect();
    let (rarity, fitted) = fit_on(&all, &counts, &labels, options);
    let json = tokenizer.to_string(false).map_err(|e| ModelError::Tokenizer { reason: e.to_string() })?;
    let weights = serialised(&rarity, &fitted, threshold)?;
    Ok(TrainedModel { tokenizer: json.into_bytes(), weights, cross_validation, threshold })
}

/// A subword tokenizer (byte-pair encoding over characters) of the samples' sentences.
fn train_tokenizer(samples: &[LabelledSample]) -> Result<Tokenizer, ModelError> {
    let error = |e: tokenizers::Error| ModelError::Tokenizer { reason: e.to_string() };
    let unknown = "[UNK]";
    let bpe = BPE::builder().unk_token(unknown.to_owned()).build().map_err(error)?;
    let mut tokenizer: tokenizers::TokenizerImpl<
        ModelWrapper,
        NormalizerWrapper,
        PreTokenizerWrapper,
        PostProcessorWrapper,
        DecoderWrapper,
    > = TokenizerBuilder::new().with_model(ModelWrapper::BPE(bpe)).build().map_err(error)?;
    let mut trainer = tokenizers::models::TrainerWrapper::BpeTrainer(
        BpeTrainerBuilder::new()
            .show_progress(false)
            .vocab_size(VOCABULARY)
            .min_frequency(3)
            .max_token_length(Some(6))
            .special_tokens(vec![AddedToken::from(unknown, true)])
            .build(),
    );
    tokenizer.train(&mut trainer, samples.iter().map(|s| s.text.as_str())).map_err(error)?;
    Ok(tokenizer.into())
}

/// Rarity and weights learned from some of the samples.
fn fit_on(which: &[usize], counts: &[Sparse], labels: &[usize], options: TrainOptions) -> (Vec<f32>, Fitted) {
    let mut sentences: HashMap<u32, u32> = HashMap::new();
    for counts in which.iter().filter_map(|&at| counts.get(at)) {
        for &(index, _) in counts {
            *sentences.entry(index).or_default() += 1;
        }
    }
    let mut rarity = vec![0.0f32; DIMENSIONS];
    for (index, slot) in rarity.iter_mut().enumerate() {
        let found = u32::try_from(index).ok().and_then(|i| sentences.get(&i)).copied().unwrap_or(0);
        if found >= FEWEST_SENTENCES {
            *slot = ((1.0 + which.len() as f32) / (1.0 + found as f32)).ln() + 1.0;
        }
    }
    let weighted: Vec<Sparse> =
        which.iter().filter_map(|&at| counts.get(at)).map(|c| features::weighted(c.clone(), &rarity)).collect();
    let borrowed: Vec<&Sparse> = weighted.iter().collect();
    let own: Vec<usize> = which.iter().filter_map(|&at| labels.get(at).copied()).collect();
    let fitted = regression::fit(&borrowed, &own, options.strength);
    (rarity, fitted)
}

/// Probabilities of every sample from a model that did not see its document.
fn cross_validate(
    samples: &[LabelledSample],
    counts: &[Sparse],
    labels: &[usize],
    options: TrainOptions,
) -> Vec<[f32; 4]> {
    let folds = folds(samples);
    let mut found = vec![[0.25; 4]; samples.len()];
    for fold in 0..FOLDS {
        let inside: Vec<usize> = (0..samples.len()).filter(|&at| folds.get(at) != Some(&fold)).collect();
        let (rarity, fitted) = fit_on(&inside, counts, labels, options);
        for (at, slot) in found.iter_mut().enumerate().filter(|(at, _)| folds.get(*at) == Some(&fold)) {
            let features = counts.get(at).cloned().map(|c| features::weighted(c, &rarity)).unwrap_or_default();
            *slot = softmax(regression::scores(&features, &fitted.weights, &fitted.bias));
        }
    }
    found
}

/// The part each sample belongs to: documents in order of name, dealt out in turn.
fn folds(samples: &[LabelledSample]) -> Vec<usize> {
    let mut documents: BTreeMap<&str, usize> = samples.iter().map(|s| (s.document.as_str(), 0)).collect();
    for (at, (_, fold)) in documents.iter_mut().enumerate() {
        *fold = at % FOLDS;
    }
    samples.iter().map(|s| documents.get(s.document.as_str()).copied().unwrap_or(0)).collect()
}

/// The threshold with the best F1, in steps of a hundredth; the higher of equal ones, for precision's sake.
fn best_threshold(probabilities: &[[f32; 4]], labels: &[usize]) -> (f32, Figures) {
    let mut best = (0.5, Figures::default());
    for step in 20..=80u8 {
        let threshold = f32::from(step) / 100.0;
        let judged = probabilities.iter().map(|p| decide(*p, threshold) == Label::Empty);
        let figures = figures(judged.zip(labels.iter().map(|&l| l == Label::Empty as usize)));
        if figures.f1 >= best.1.f1 {
            best = (threshold, figures);
        }
    }
    best
}

/// Figures of pairs (judged empty, is empty).
fn figures(pairs: impl Iterator<Item = (bool, bool)>) -> Figures {
    let (mut both, mut judged, mut truly) = (0.0, 0.0, 0.0);
    for (a, b) in pairs {
        both += f64::from(u8::from(a && b));
        judged += f64::from(u8::from(a));
        truly += f64::from(u8::from(b));
    }
    let share = |part: f64, whole: f64| if whole > 0.0 { part / whole } else { 0.0 };
    Figures { precision: share(both, judged), recall: share(both, truly), f1: share(2.0 * both, judged + truly) }
}

/// The figures of a model on labelled sentences, with the 95 % interval of F1 over 1,000 resamplings (fixed seed).
#[must_use]
pub fn evaluate(model: &SentenceModel, samples: &[LabelledSample]) -> (Figures, (f64, f64)) {
    const RESAMPLINGS: usize = 1_000;
    let pairs: Vec<(bool, bool)> =
        samples.iter().map(|s| (model.judge(&s.sample()).label == Label::Empty, s.label == Label::Empty)).collect();
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut draw = || {
        // xorshift64*: enough for resampling, and the same everywhere.
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        usize::try_from(state.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33).unwrap_or(0)
    };
    let mut scores: Vec<f64> = (0..RESAMPLINGS)
        .map(|_| figures((0..pairs.len()).filter_map(|_| pairs.get(draw() % pairs.len().max(1)).copied())).f1)
        .collect();
    scores.sort_by(f64::total_cmp);
    let at = |share: usize| scores.get(RESAMPLINGS * share / 1000).copied().unwrap_or(0.0);
    (figures(pairs.iter().copied()), (at(25), at(975)))
}

fn serialised(rarity: &[f32], fitted: &Fitted, threshold: f32) -> Result<Vec<u8>, ModelError> {
    let error = |e: safetensors::SafeTensorError| ModelError::Weights { reason: e.to_string() };
    let bytes = |values: &mut dyn Iterator<Item = f32>| values.flat_map(f32::to_le_bytes).collect::<Vec<u8>>();
    let parts = [
        ("rarity", vec![DIMENSIONS], bytes(&mut rarity.iter().copied())),
        ("weights", vec![Label::ALL.len(), DIMENSIONS], bytes(&mut fitted.weights.iter().copied())),
        ("bias", vec![Label::ALL.len()], bytes(&mut fitted.bias.iter().copied())),
        ("threshold", vec![1], bytes(&mut std::iter::once(threshold))),
    ];
    let views = parts
        .iter()
        .map(|(name, shape, data)| {
            TensorView::new(Dtype::F32, shape.clone(), data).map(|view| (*name, view)).map_err(error)
        })
        .collect::<Result<Vec<_>, _>>()?;
    safetensors::serialize(views, None).map_err(error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Sample;

    fn samples() -> Vec<LabelledSample> {
        let rows = [
            ("要提高站位，狠抓落实。", Label::Empty),
            ("要高度重视，切实加强领导。", Label::Empty),
            ("6月底前由财政局拨付补助30万元。", Label::Concrete),
            ("每月检查2次，由水务局负责。", Label::Concrete),
            ("要高度重视，7月底前完成整改12处。", Label::Mixed),
            ("现将有关事项通知如下：", Label::Neutral),
        ];
        let sample = |at: usize, text: &str, label| LabelledSample {
            document: format!("d{}", at % 10),
            before: String::new(),
            text: text.to_owned(),
            after: String::new(),
            label,
        };
        (0..60).map(|at| sample(at, rows[at % rows.len()].0, rows[at % rows.len()].1)).collect()
    }

    #[test]
    fn training_is_repeatable_and_learns() {
        let first = train(&samples(), TrainOptions::default()).unwrap();
        let second = train(&samples(), TrainOptions::default()).unwrap();
        assert!(first.weights == second.weights && first.tokenizer == second.tokenizer);
        let folder = tempfile::tempdir().unwrap();
        first.save(folder.path()).unwrap();
        let model = SentenceModel::load(folder.path()).unwrap();
        let judge = |text| model.judge(&Sample { text, ..Sample::default() }).label;
        assert_eq!(judge("要切实提高站位，加强领导。"), Label::Empty);
        assert_ne!(judge("8月底前由水务局检查3次。"), Label::Empty);
        let (figures, (low, high)) = evaluate(&model, &samples());
        assert!(figures.f1 > 0.9 && low <= figures.f1 && figures.f1 <= high);
        for odd in ["", "😀", "\u{0}", "𠮷𠮷𠮷"] {
            let sum: f32 = model.judge(&Sample { text: odd, ..Sample::default() }).probabilities.iter().sum();
            assert!((sum - 1.0).abs() < 1e-4);
        }
    }

    #[test]
    fn damaged_files_and_too_few_samples_are_refused() {
        assert!(matches!(train(&samples()[..10], TrainOptions::default()), Err(ModelError::TooLittle { .. })));
        let trained = train(&samples(), TrainOptions::default()).unwrap();
        assert!(SentenceModel::from_parts(b"{}", &trained.weights).is_err());
        assert!(SentenceModel::from_parts(&trained.tokenizer, b"short").is_err());
        let cut = &trained.weights[..trained.weights.len() - 8];
        assert!(SentenceModel::from_parts(&trained.tokenizer, cut).is_err());
    }
}
