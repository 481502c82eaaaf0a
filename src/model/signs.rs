//! A small linear judgement on signs: a unit of text is told by the signs it bears (words, marks, what is known of its
//! surroundings), each hashed to one of a fixed number of places. Gives one probability, and the likeliest of several
//! kinds. What the signs of a text are is asked elsewhere.

use std::collections::HashMap;

use ndarray::{Array1, Array2};
use rayon::prelude::*;
use safetensors::tensor::{Dtype, SafeTensors, TensorView};
use serde::{Deserialize, Serialize};

use crate::digest::sha256;
use crate::model::ModelError;
use crate::model::features::Features;
use crate::model::logistic::{Rows, Target};

/// Places of the signs. On 30,000 sentences with 240,000 different signs, cross-validation is the same at 2^20.
const PLACES: usize = 1 << 17;
/// Places of the same signs where kinds are told apart: few rows have a kind.
const KIND_PLACES: usize = 1 << 14;
/// Name and version of this form of file.
const FORMAT: &str = "duanshixin-signs-1";
/// The one metadata entry: several would be written in hash order.
const ENTRY: &str = "model";
/// Weight of the regularisation against the sum of losses.
const L2: f64 = 0.5;
/// Parts of the cross-validation; what is of one document stays together.
const FOLDS: u8 = 5;

/// The signs of one unit of text: places and values.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Signs(Vec<(u32, f32)>);

/// A sign by its sort and its characters.
#[must_use]
pub fn sign(sort: u8, chars: impl IntoIterator<Item = char>) -> u32 {
    let start = (u32::from(sort) + 1).wrapping_mul(0x9E37_79B1);
    let mixed = chars.into_iter().fold(start, |hash, c| {
        let hash = (hash ^ u32::from(c)).wrapping_mul(0x85EB_CA6B);
        hash ^ (hash >> 13)
    });
    let mixed = mixed.wrapping_mul(0xC2B2_AE35);
    mixed ^ (mixed >> 16)
}

/// Signs, each once.
#[must_use]
pub fn distinct(signs: impl IntoIterator<Item = u32>) -> Vec<u32> {
    let mut signs: Vec<u32> = signs.into_iter().collect();
    signs.sort_unstable();
    signs.dedup();
    signs
}

impl Signs {
    /// Adds distinct signs of one sort; all together have this length.
    pub fn add(&mut self, signs: &[u32], length: f32) {
        #[allow(clippy::cast_precision_loss, reason = "signs of one sentence")]
        let value = length / (signs.len().max(1) as f32).sqrt();
        self.0.extend(signs.iter().map(|&sign| (sign, value)));
    }

    /// Adds distinct signs that count fully.
    pub fn add_each(&mut self, signs: &[u32]) {
        self.0.extend(signs.iter().map(|&sign| (sign, 1.0)));
    }

    fn at(&self, places: usize) -> impl Iterator<Item = (usize, f32)> + '_ {
        self.0.iter().map(move |&(sign, value)| (sign as usize & (places - 1), value))
    }

    #[allow(clippy::cast_possible_truncation, reason = "a place is below 2^17")]
    fn row(&self, places: usize) -> Features {
        Features { dense: Array1::zeros(0), grams: self.at(places).map(|(at, value)| (at as u32, value)).collect() }
    }
}

/// A unit of text to learn from.
#[derive(Debug, Clone, PartialEq)]
pub struct Lesson {
    /// The document it is of.
    pub group: String,
    /// What it bears.
    pub signs: Signs,
    /// Whether it is one of those looked for.
    pub positive: bool,
    /// How much it counts.
    pub weight: f64,
    /// Its kind, where it has one.
    pub kind: Option<String>,
}

/// The trained judgement.
#[derive(Debug, Clone, PartialEq)]
pub struct SignModel {
    weights: Vec<f32>,
    bias: f32,
    kinds: Vec<String>,
    /// One row a place, one column a kind.
    kind_weights: Array2<f32>,
    kind_bias: Vec<f32>,
}

/// The metadata.
#[derive(Debug, Serialize, Deserialize)]
struct Meta {
    format: String,
    bias: f32,
    kinds: Vec<String>,
    kind_bias: Vec<f32>,
}

fn damaged(reason: impl std::fmt::Display) -> ModelError {
    ModelError::Weights { reason: reason.to_string() }
}

fn logistic(x: f32) -> f32 {
    1.0 / (1.0 + (-x).exp())
}

impl SignModel {
    /// The probability that what bears these signs is one of those looked for.
    #[must_use]
    pub fn probability(&self, signs: &Signs) -> f32 {
        logistic(self.margin(signs))
    }

    /// The same before it is made a probability: 0 at one half.
    #[must_use]
    pub fn margin(&self, signs: &Signs) -> f32 {
        let weigh = |(at, value): (usize, f32)| value * self.weights.get(at).copied().unwrap_or_default();
        self.bias + signs.at(PLACES).map(weigh).sum::<f32>()
    }

    /// The score of each kind.
    fn kind_scores(&self, signs: &Signs) -> Vec<f32> {
        let mut scores = self.kind_bias.clone();
        for (at, value) in signs.at(KIND_PLACES) {
            for (score, weight) in scores.iter_mut().zip(self.kind_weights.row(at)) {
                *score += value * weight;
            }
        }
        scores
    }

    /// How much the signs speak for a kind: 0 at one half, and for a kind that the model does not know.
    #[must_use]
    pub fn speaks_for(&self, signs: &Signs, kind: &str) -> f32 {
        let at = self.kinds.iter().position(|known| known == kind);
        at.and_then(|at| self.kind_scores(signs).get(at).copied()).unwrap_or_default()
    }

    /// The likeliest kind; `None` for a model without kinds.
    #[must_use]
    pub fn kind(&self, signs: &Signs) -> Option<&str> {
        let scores = self.kind_scores(signs);
        let best = scores.iter().enumerate().max_by(|(i, a), (j, b)| a.total_cmp(b).then(j.cmp(i)))?;
        self.kinds.get(best.0).map(String::as_str)
    }

    /// The bytes of the file; the same model gives the same bytes.
    ///
    /// # Errors
    /// [`ModelError::Weights`] when it cannot be written down.
    pub fn encode(&self) -> Result<Vec<u8>, ModelError> {
        let bytes = |values: &mut dyn Iterator<Item = f32>| -> Vec<u8> { values.flat_map(f32::to_le_bytes).collect() };
        let weights = bytes(&mut self.weights.iter().copied());
        let kinds = bytes(&mut self.kind_weights.iter().copied());
        let view = |shape: Vec<usize>, data| TensorView::new(Dtype::F32, shape, data).map_err(damaged);
        let tensors = vec![
            ("weights", view(vec![PLACES], &weights)?),
            ("kinds", view(vec![KIND_PLACES, self.kinds.len()], &kinds)?),
        ];
        let meta = Meta {
            format: FORMAT.to_owned(),
            bias: self.bias,
            kinds: self.kinds.clone(),
            kind_bias: self.kind_bias.clone(),
        };
        let entry = serde_json::to_string(&meta).map_err(damaged)?;
        safetensors::serialize(tensors, Some(HashMap::from([(ENTRY.to_owned(), entry)]))).map_err(damaged)
    }

    /// Reads the file and checks that its shapes fit.
    ///
    /// # Errors
    /// [`ModelError::Weights`] for a damaged file or one of another form.
    pub fn decode(bytes: &[u8]) -> Result<Self, ModelError> {
        let (_, header) = SafeTensors::read_metadata(bytes).map_err(damaged)?;
        let entry = header.metadata().as_ref().and_then(|entries| entries.get(ENTRY));
        let entry = entry.ok_or_else(|| damaged("缺少说明（metadata）"))?;
        let meta: Meta = serde_json::from_str(entry).map_err(damaged)?;
        if meta.format != FORMAT {
            return Err(damaged(format!("文件格式应为{FORMAT}，实为{}", meta.format)));
        }
        let file = SafeTensors::deserialize(bytes).map_err(damaged)?;
        let floats = |name: &str, shape: &[usize]| {
            let view = file.tensor(name).map_err(damaged)?;
            let fits = view.dtype() == Dtype::F32 && view.shape() == shape;
            let values: Vec<f32> =
                view.data().as_chunks::<4>().0.iter().map(|quad| f32::from_le_bytes(*quad)).collect();
            let sound = fits && values.iter().all(|value| value.is_finite());
            if sound { Ok(values) } else { Err(damaged(format!("张量 {name} 不合用"))) }
        };
        let kinds = meta.kinds.len();
        if meta.kind_bias.len() != kinds {
            return Err(damaged("各部分的大小互不相符"));
        }
        let kind_weights = Array2::from_shape_vec((KIND_PLACES, kinds), floats("kinds", &[KIND_PLACES, kinds])?);
        Ok(Self {
            weights: floats("weights", &[PLACES])?,
            bias: meta.bias,
            kinds: meta.kinds,
            kind_weights: kind_weights.map_err(damaged)?,
            kind_bias: meta.kind_bias,
        })
    }
}

/// What training gives.
#[derive(Debug)]
pub struct Taught {
    /// The model.
    pub model: SignModel,
    /// The probability of each lesson by a model that did not see its document.
    pub held_out: Vec<f64>,
}

/// Trains on lessons. The same lessons in the same order give the same model on one kind of machine.
///
/// # Errors
/// [`ModelError::TooLittle`] when there are no positive or no negative lessons.
pub fn teach(lessons: &[Lesson]) -> Result<Taught, ModelError> {
    let positive = lessons.iter().filter(|lesson| lesson.positive).count();
    if positive == 0 || positive == lessons.len() {
        return Err(ModelError::TooLittle { reason: "须有正反两类的句子".to_owned() });
    }
    let rows = Rows::new(lessons.iter().map(|lesson| lesson.signs.row(PLACES)).collect(), PLACES);
    let targets: Array1<f64> = lessons.iter().map(|lesson| f64::from(u8::from(lesson.positive))).collect();
    let weights: Array1<f64> = lessons.iter().map(|lesson| lesson.weight).collect();
    let folds: Vec<u8> = lessons.iter().map(|lesson| fold(&lesson.group)).collect();
    let parts: Vec<Array1<f64>> = (0..=FOLDS)
        .into_par_iter()
        .map(|left_out| {
            let kept = folds.iter().zip(&weights).map(|(&fold, &weight)| if fold == left_out { 0.0 } else { weight });
            rows.fit(&Target { targets: &targets, weights: &kept.collect(), l2: L2 })
        })
        .collect();
    let scores: Vec<Array1<f64>> = parts.iter().map(|solution| rows.scores(solution)).collect();
    let score = |at: usize, fold: u8| scores.get(usize::from(fold)).and_then(|all| all.get(at)).copied();
    let held_out = folds.iter().enumerate().map(|(at, &fold)| score(at, fold).unwrap_or_default());
    let held_out = held_out.map(|score| 1.0 / (1.0 + (-score).exp())).collect();
    // Of the last part nothing was left out.
    let solution = parts.last().cloned().unwrap_or_default();
    let (kinds, kind_weights, kind_bias) = teach_kinds(lessons);
    let model = SignModel {
        weights: solution.iter().take(PLACES).map(|&weight| single(weight)).collect(),
        bias: single(solution.last().copied().unwrap_or_default()),
        kinds,
        kind_weights,
        kind_bias,
    };
    Ok(Taught { model, held_out })
}

/// One regression a kind, on the positive lessons that have one.
fn teach_kinds(lessons: &[Lesson]) -> (Vec<String>, Array2<f32>, Vec<f32>) {
    let known: Vec<(&Lesson, &str)> = lessons
        .iter()
        .filter_map(|lesson| Some((lesson, lesson.kind.as_deref()?)))
        .filter(|(l, _)| l.positive)
        .collect();
    let mut kinds: Vec<String> = known.iter().map(|(_, kind)| (*kind).to_owned()).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let rows = Rows::new(known.iter().map(|(lesson, _)| lesson.signs.row(KIND_PLACES)).collect(), KIND_PLACES);
    let weights: Array1<f64> = known.iter().map(|(lesson, _)| lesson.weight).collect();
    let solutions: Vec<Array1<f64>> = kinds
        .par_iter()
        .map(|kind| {
            let targets = known.iter().map(|(_, of)| f64::from(u8::from(of == kind))).collect();
            rows.fit(&Target { targets: &targets, weights: &weights, l2: L2 })
        })
        .collect();
    let mut table = Array2::zeros((KIND_PLACES, kinds.len()));
    for (mut column, solution) in table.columns_mut().into_iter().zip(&solutions) {
        for (to, &weight) in column.iter_mut().zip(solution) {
            *to = single(weight);
        }
    }
    let bias = solutions.iter().map(|solution| single(solution.last().copied().unwrap_or_default())).collect();
    (kinds, table, bias)
}

#[allow(clippy::cast_possible_truncation, reason = "weights are stored in single precision")]
fn single(weight: f64) -> f32 {
    weight as f32
}

/// The part of the cross-validation in which a document is left out.
fn fold(group: &str) -> u8 {
    let digest = sha256(&[group.as_bytes()]);
    digest.bytes().take(4).fold(0, |sum: u8, digit| sum.wrapping_mul(7).wrapping_add(digit)) % FOLDS
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lesson(number: usize, text: &str, kind: Option<&str>) -> Lesson {
        let mut signs = Signs::default();
        signs.add(&distinct(text.chars().map(|c| sign(0, [c]))), 2.0);
        let kind = kind.map(str::to_owned);
        Lesson { group: format!("d{number}"), signs, positive: kind.is_some(), weight: 1.0, kind }
    }

    fn lessons() -> Vec<Lesson> {
        (0..40)
            .map(|i| match i % 4 {
                0 => lesson(i, "各镇报送情况", Some("报送")),
                1 => lesson(i, "各镇安排经费", Some("经费")),
                _ => lesson(i, "居民办理登记", None),
            })
            .collect()
    }

    #[test]
    fn what_is_taught_is_told_and_kept() {
        let taught = teach(&lessons()).unwrap();
        let model = SignModel::decode(&taught.model.encode().unwrap()).unwrap();
        assert_eq!(model, taught.model);
        let [report, money, other] = ["各镇报送情况", "各镇安排经费", "居民办理登记"].map(|t| lesson(0, t, None).signs);
        assert!(model.probability(&report) > 0.7 && model.probability(&other) < 0.3);
        assert_eq!((model.kind(&report), model.kind(&money)), (Some("报送"), Some("经费")));
        assert!(model.speaks_for(&report, "报送") > 0.0 && model.speaks_for(&money, "报送") < 0.0);
        assert_eq!(model.speaks_for(&report, "示例").to_bits(), 0.0_f32.to_bits());
        assert_eq!(teach(&lessons()).unwrap().model.encode().unwrap(), taught.model.encode().unwrap());
        assert!(taught.held_out.iter().zip(lessons()).all(|(p, lesson)| (*p > 0.5) == lesson.positive));
    }

    #[test]
    fn a_damaged_file_and_one_sided_lessons_are_refused() {
        let mut bytes = teach(&lessons()).unwrap().model.encode().unwrap();
        bytes.truncate(bytes.len() / 2);
        assert!(matches!(SignModel::decode(&bytes), Err(ModelError::Weights { .. })));
        let one_sided: Vec<Lesson> = lessons().into_iter().filter(|lesson| lesson.positive).collect();
        assert!(matches!(teach(&one_sided), Err(ModelError::TooLittle { .. })));
    }
}
