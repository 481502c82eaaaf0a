//! The weights file: safetensors, with one metadata entry that says what the numbers mean.

use std::collections::HashMap;

use ndarray::{Array1, Array2};
use safetensors::tensor::{Dtype, SafeTensors, TensorView};
use serde::{Deserialize, Serialize};

use crate::digest::sha256;
use crate::model::features::{Extractor, Grams, VIEWS};
use crate::model::hidden::Hidden;
use crate::model::vectors::Vectors;
use crate::model::{Label, ModelError, surface};

/// Name and version of this form of file.
const FORMAT: &str = "duanshixin-sentence-3";
/// The one metadata entry: several would be written in hash order.
const ENTRY: &str = "model";

/// The metadata.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Meta {
    format: String,
    labels: Vec<String>,
    surface: Vec<String>,
    tokenizer_sha256: String,
    /// Probability from which a sentence counts as empty.
    pub(crate) threshold: f32,
}

impl Meta {
    pub(crate) fn new(tokenizer_json: &[u8], threshold: f32) -> Self {
        Self {
            format: FORMAT.to_owned(),
            labels: Label::ALL.map(|label| label.as_str().to_owned()).to_vec(),
            surface: surface::NAMES.map(str::to_owned).to_vec(),
            tokenizer_sha256: sha256(&[tokenizer_json]),
            threshold,
        }
    }
}

/// All that the file holds.
#[derive(Debug)]
pub(crate) struct Parts {
    pub(crate) meta: Meta,
    pub(crate) vectors: Vectors,
    pub(crate) centre: Array1<f32>,
    /// Features of the views: subwords, then characters.
    pub(crate) grams: [Grams; VIEWS],
    pub(crate) regressions: [Regression; VIEWS],
    pub(crate) hidden: Hidden,
}

/// The regressions of one view, one a label.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Regression {
    /// One row a feature (dense head, then grams), one column a label.
    pub(crate) weights: Array2<f32>,
    pub(crate) bias: Array1<f32>,
}

/// Names of the tensors of each view: features, their rarity, weights, bias.
const VIEW_TENSORS: [[&str; 4]; VIEWS] = [
    ["grams", "rarity", "weights", "bias"],
    ["character_grams", "character_rarity", "character_weights", "character_bias"],
];

/// Names of the hidden layer's tensors: rows of the tails, what they are multiplied by, rows of the dense head, what is
/// there of each number, what each says for the labels, what is there of each label.
const HIDDEN_TENSORS: [&str; 6] =
    ["hidden", "hidden_scales", "hidden_dense", "hidden_bias", "hidden_out", "hidden_out_bias"];

fn damaged(reason: impl std::fmt::Display) -> ModelError {
    ModelError::Weights { reason: reason.to_string() }
}

fn mismatch(what: &'static str, expected: &str, found: &str) -> ModelError {
    ModelError::Mismatch { what, expected: expected.to_owned(), found: found.to_owned() }
}

fn bytes_of_floats<'a>(values: impl IntoIterator<Item = &'a f32>) -> Vec<u8> {
    values.into_iter().flat_map(|value| value.to_le_bytes()).collect()
}

/// The data of a tensor of that type and number of dimensions, with its shape.
fn tensor<'a, const D: usize>(
    file: &SafeTensors<'a>,
    name: &str,
    dtype: Dtype,
) -> Result<([usize; D], &'a [u8]), ModelError> {
    let view = file.tensor(name).map_err(|_| damaged(format!("缺少张量 {name}")))?;
    let shape = <[usize; D]>::try_from(view.shape()).map_err(|_| damaged(format!("张量 {name} 的维数不对")))?;
    if view.dtype() != dtype {
        return Err(damaged(format!("张量 {name} 的类型不是 {dtype:?}")));
    }
    Ok((shape, view.data()))
}

/// Numbers of four bytes each.
fn quads<'a, T>(data: &'a [u8], read: fn([u8; 4]) -> T) -> impl Iterator<Item = T> + 'a
where
    T: 'a,
{
    data.as_chunks::<4>().0.iter().map(move |bytes| read(*bytes))
}

fn floats<const D: usize>(file: &SafeTensors<'_>, name: &str) -> Result<([usize; D], Vec<f32>), ModelError> {
    let (shape, data) = tensor(file, name, Dtype::F32)?;
    let values: Vec<f32> = quads(data, f32::from_le_bytes).collect();
    if values.iter().any(|value| !value.is_finite()) {
        return Err(damaged(format!("张量 {name} 含有非数值")));
    }
    Ok((shape, values))
}

/// The tensors of the hidden layer: name, type, shape, bytes.
fn hidden_tensors(hidden: &Hidden) -> Vec<(&'static str, Dtype, Vec<usize>, Vec<u8>)> {
    let [tail, scales, dense, bias, out, out_bias] = HIDDEN_TENSORS;
    let signed: Vec<u8> = hidden.grams.bytes.iter().map(|byte| byte.cast_unsigned()).collect();
    let rows = signed.len() / hidden.grams.dimensions.max(1);
    let table = |name, values: &Array2<f32>| {
        let (rows, columns) = values.dim();
        (name, Dtype::F32, vec![rows, columns], bytes_of_floats(values))
    };
    let list = |name, values: &Array1<f32>| (name, Dtype::F32, vec![values.len()], bytes_of_floats(values));
    vec![
        (tail, Dtype::I8, vec![rows, hidden.grams.dimensions], signed),
        (scales, Dtype::F32, vec![hidden.grams.scales.len()], bytes_of_floats(&hidden.grams.scales)),
        table(dense, &hidden.dense),
        list(bias, &hidden.bias),
        table(out, &hidden.out),
        list(out_bias, &hidden.out_bias),
    ]
}

/// The hidden layer over a dense head of `head` numbers and tails of `grams` features.
fn hidden(file: &SafeTensors<'_>, head: usize, grams: usize) -> Result<Hidden, ModelError> {
    let [tail, scales, dense, bias, out, out_bias] = HIDDEN_TENSORS;
    let ([rows, width], signed) = tensor(file, tail, Dtype::I8)?;
    let ([scale_count], scales) = floats(file, scales)?;
    let (dense_shape, dense) = floats::<2>(file, dense)?;
    let ([bias_count], bias) = floats(file, bias)?;
    let (out_shape, out) = floats::<2>(file, out)?;
    let ([labels], out_bias) = floats(file, out_bias)?;
    let fits = rows == grams
        && scale_count == rows
        && dense_shape == [head, width]
        && bias_count == width
        && out_shape == [width, Label::ALL.len()]
        && labels == Label::ALL.len();
    if !fits {
        return Err(damaged("各张量的大小互不相符"));
    }
    let bytes = signed.iter().map(|byte| byte.cast_signed()).collect();
    Ok(Hidden {
        grams: Vectors { dimensions: width, bytes, scales },
        dense: Array2::from_shape_vec(dense_shape, dense).map_err(damaged)?,
        bias: Array1::from_vec(bias),
        out: Array2::from_shape_vec(out_shape, out).map_err(damaged)?,
        out_bias: Array1::from_vec(out_bias),
    })
}

impl Parts {
    /// The bytes of the file; the same parts give the same bytes.
    pub(crate) fn encode(&self) -> Result<Vec<u8>, ModelError> {
        let subwords = self.vectors.scales.len();
        let signed: Vec<u8> = self.vectors.bytes.iter().map(|byte| byte.cast_unsigned()).collect();
        let mut data = vec![
            ("vectors", Dtype::I8, vec![subwords, self.vectors.dimensions], signed),
            ("scales", Dtype::F32, vec![subwords], bytes_of_floats(&self.vectors.scales)),
            ("centre", Dtype::F32, vec![self.centre.len()], bytes_of_floats(&self.centre)),
        ];
        for (([grams, rarity, weights, bias], held), fit) in
            VIEW_TENSORS.into_iter().zip(&self.grams).zip(&self.regressions)
        {
            let keys: Vec<u8> = held.keys.iter().flatten().flat_map(|id| id.to_le_bytes()).collect();
            let (features, labels) = fit.weights.dim();
            data.extend([
                (grams, Dtype::U32, vec![held.keys.len(), 2], keys),
                (rarity, Dtype::F32, vec![held.keys.len()], bytes_of_floats(&held.rarity)),
                (weights, Dtype::F32, vec![features, labels], bytes_of_floats(&fit.weights)),
                (bias, Dtype::F32, vec![labels], bytes_of_floats(&fit.bias)),
            ]);
        }
        data.extend(hidden_tensors(&self.hidden));
        let tensors = data
            .iter()
            .map(|(name, dtype, shape, bytes)| Ok((*name, TensorView::new(*dtype, shape.clone(), bytes)?)))
            .collect::<Result<Vec<_>, safetensors::SafeTensorError>>()
            .map_err(damaged)?;
        let entry = serde_json::to_string(&self.meta).map_err(damaged)?;
        safetensors::serialize(tensors, Some(HashMap::from([(ENTRY.to_owned(), entry)]))).map_err(damaged)
    }

    /// Reads the file and checks that its shapes fit each other and this program.
    pub(crate) fn decode(bytes: &[u8]) -> Result<Self, ModelError> {
        let (_, header) = SafeTensors::read_metadata(bytes).map_err(damaged)?;
        let entry = header.metadata().as_ref().and_then(|entries| entries.get(ENTRY));
        let entry = entry.ok_or_else(|| damaged("缺少说明（metadata）"))?;
        let meta: Meta = serde_json::from_str(entry).map_err(damaged)?;
        let wanted = Meta::new(&[], meta.threshold);
        for (what, expected, found) in [
            ("文件格式", &wanted.format, &meta.format),
            ("标签", &wanted.labels.join(","), &meta.labels.join(",")),
            ("表面特征", &wanted.surface.join(","), &meta.surface.join(",")),
        ] {
            if expected != found {
                return Err(mismatch(what, expected, found));
            }
        }
        if !(meta.threshold > 0.0 && meta.threshold < 1.0) {
            return Err(damaged("判定阈值不在 0 与 1 之间"));
        }
        Self::tensors(&SafeTensors::deserialize(bytes).map_err(damaged)?, meta)
    }

    fn tensors(file: &SafeTensors<'_>, meta: Meta) -> Result<Self, ModelError> {
        let ([subwords, dimensions], signed) = tensor(file, "vectors", Dtype::I8)?;
        let ([scale_count], scales) = floats(file, "scales")?;
        let ([centre_len], centre) = floats(file, "centre")?;
        if scale_count != subwords || centre_len != dimensions {
            return Err(damaged("各张量的大小互不相符"));
        }
        let [head, character_head] = Extractor::dense_widths(dimensions);
        let [by_subwords, by_characters] = VIEW_TENSORS;
        let (grams, regression) = Self::view(file, by_subwords, head)?;
        let (character_grams, character_regression) = Self::view(file, by_characters, character_head)?;
        let hidden = hidden(file, head, grams.keys.len() + character_grams.keys.len())?;
        Ok(Self {
            meta,
            vectors: Vectors { dimensions, bytes: signed.iter().map(|byte| byte.cast_signed()).collect(), scales },
            centre: Array1::from_vec(centre),
            grams: [grams, character_grams],
            regressions: [regression, character_regression],
            hidden,
        })
    }

    /// The tensors of one view with a dense head of `head` numbers.
    fn view(file: &SafeTensors<'_>, names: [&str; 4], head: usize) -> Result<(Grams, Regression), ModelError> {
        let [grams, rarity, weights, bias] = names;
        let ([gram_count, pair], ids) = tensor(file, grams, Dtype::U32)?;
        let ([rarity_count], rarity) = floats(file, rarity)?;
        let (shape, weights) = floats::<2>(file, weights)?;
        let ([labels], bias) = floats(file, bias)?;
        let fits = pair == 2
            && rarity_count == gram_count
            && shape == [head + gram_count, Label::ALL.len()]
            && labels == Label::ALL.len();
        if !fits {
            return Err(damaged("各张量的大小互不相符"));
        }
        let ids: Vec<u32> = quads(ids, u32::from_le_bytes).collect();
        let grams = Grams { keys: ids.as_chunks::<2>().0.to_vec(), rarity };
        let weights = Array2::from_shape_vec(shape, weights).map_err(damaged)?;
        Ok((grams, Regression { weights, bias: Array1::from_vec(bias) }))
    }

    /// Refuses a tokenizer other than the one the weights were trained with.
    pub(crate) fn check_tokenizer(&self, tokenizer_json: &[u8]) -> Result<(), ModelError> {
        let found = sha256(&[tokenizer_json]);
        if found == self.meta.tokenizer_sha256 {
            return Ok(());
        }
        Err(mismatch("分词模型的 SHA-256", &self.meta.tokenizer_sha256, &found))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts() -> Parts {
        let [head, character_head] = Extractor::dense_widths(2);
        let grams = |first| Grams { keys: vec![[first, 1], [1, u32::MAX]], rarity: vec![1.5, 2.5] };
        let regression = |head| Regression { weights: Array2::from_elem((head + 2, 4), 0.5), bias: Array1::zeros(4) };
        Parts {
            meta: Meta::new(b"{}", 0.4),
            vectors: Vectors { dimensions: 2, bytes: vec![1, -2, 127, -127], scales: vec![0.5, 0.25] },
            centre: Array1::from_vec(vec![0.1, -0.1]),
            grams: [grams(0), grams(7)],
            regressions: [regression(head), regression(character_head)],
            hidden: Hidden {
                grams: Vectors { dimensions: 3, bytes: (1..=12).collect(), scales: vec![0.5; 4] },
                dense: Array2::from_elem((head, 3), 0.25),
                bias: Array1::zeros(3),
                out: Array2::from_elem((3, 4), 0.75),
                out_bias: Array1::zeros(4),
            },
        }
    }

    #[test]
    fn what_is_written_is_read() {
        let bytes = parts().encode().unwrap();
        assert_eq!(bytes, parts().encode().unwrap());
        let read = Parts::decode(&bytes).unwrap();
        let wrote = parts();
        assert_eq!((read.meta, read.vectors, read.grams), (wrote.meta, wrote.vectors, wrote.grams));
        assert_eq!((read.centre, read.regressions, read.hidden), (wrote.centre, wrote.regressions, wrote.hidden));
    }

    #[test]
    fn damage_is_noticed() {
        let bytes = parts().encode().unwrap();
        for cut in [0, 4, 8, 40, bytes.len() / 2, bytes.len() - 1] {
            assert!(matches!(Parts::decode(&bytes[..cut]), Err(ModelError::Weights { .. })), "cut at {cut}");
        }
        let spoil: [fn(&mut Parts); 9] = [
            |p| p.regressions[0].weights = Array2::zeros((3, 4)),
            |p| p.regressions[1].weights = Array2::zeros((3, 4)),
            |p| p.regressions[1].bias = Array1::from_elem(4, f32::NAN),
            |p| p.meta.threshold = 1.0,
            |p| p.centre = Array1::zeros(3),
            |p| p.hidden.grams.scales = vec![0.5; 3],
            |p| p.hidden.dense = Array2::zeros((2, 3)),
            |p| p.hidden.out = Array2::from_elem((3, 4), f32::INFINITY),
            |p| p.hidden.out_bias = Array1::zeros(3),
        ];
        for change in spoil {
            let mut parts = parts();
            change(&mut parts);
            assert!(matches!(Parts::decode(&parts.encode().unwrap()), Err(ModelError::Weights { .. })));
        }
    }

    #[test]
    fn files_for_another_program_or_tokenizer_are_refused() {
        let mut other = parts();
        other.meta.surface.push("stars".to_owned());
        let found = Parts::decode(&other.encode().unwrap());
        assert!(matches!(found, Err(ModelError::Mismatch { what: "表面特征", .. })));
        assert!(parts().check_tokenizer(b"{}").is_ok());
        assert!(matches!(parts().check_tokenizer(b"{ }"), Err(ModelError::Mismatch { .. })));
    }
}
