//! What a sentence model knows before it sees a label: subwords and their vectors, learnt from plain text. Texts are not
//! kept, only the vocabulary and the numbers.

use crate::model::ModelError;
use crate::model::file::Parts;
use crate::model::subwords::Subwords;
use crate::model::vectors::Vectors;

/// How large the base becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseOptions {
    /// Most subwords. Grouped cross-validation on the training sentences: average precision 0.887 with 8,000, 0.897 with
    /// 16,000, 0.900 with 30,000; the last doubles the file.
    pub vocabulary: usize,
    /// Numbers in a subword's vector. 256 in place of 128 changed average precision by less than 0.002.
    pub dimensions: usize,
}

impl Default for BaseOptions {
    fn default() -> Self {
        Self { vocabulary: 16_000, dimensions: 128 }
    }
}

/// Tokenizer and subword vectors.
#[derive(Debug)]
pub struct Base {
    pub(crate) subwords: Subwords,
    pub(crate) vectors: Vectors,
    pub(crate) tokenizer_json: Vec<u8>,
}

impl Base {
    /// Learns from plain texts of any length; they are split at line ends and sentence marks. The same texts in the same
    /// order give the same base on one kind of machine.
    ///
    /// # Errors
    /// [`ModelError::TooLittle`] when the texts hold fewer than two different subwords, [`ModelError::Tokenizer`] when the
    /// tokenizer cannot be trained on them.
    pub fn learn(texts: &[String], options: &BaseOptions) -> Result<Self, ModelError> {
        let sentences: Vec<String> = texts.iter().flat_map(|text| sentences(text)).collect();
        let subwords = Subwords::learn(&sentences, options.vocabulary)?;
        if subwords.len() < 3 {
            return Err(ModelError::TooLittle { reason: "文本中没有可学的词".to_owned() });
        }
        let encoded = subwords.encode_all(&sentences)?;
        let vectors = Vectors::learn(&encoded, subwords.len(), options.dimensions);
        let tokenizer_json = subwords.to_bytes()?;
        // Read back, so that training runs on exactly what will be loaded later.
        Ok(Self { subwords: Subwords::from_bytes(&tokenizer_json)?, vectors, tokenizer_json })
    }

    /// Takes over the base of an existing model (the content of its two files), to train on other samples.
    ///
    /// # Errors
    /// As [`crate::model::SentenceModel::from_parts`].
    pub fn from_parts(tokenizer_json: &[u8], weights: &[u8]) -> Result<Self, ModelError> {
        let parts = Parts::decode(weights)?;
        parts.check_tokenizer(tokenizer_json)?;
        Self::assemble(tokenizer_json, parts.vectors)
    }

    pub(crate) fn assemble(tokenizer_json: &[u8], vectors: Vectors) -> Result<Self, ModelError> {
        let subwords = Subwords::from_bytes(tokenizer_json)?;
        if subwords.len() != vectors.scales.len() {
            return Err(ModelError::Mismatch {
                what: "词向量个数",
                expected: subwords.len().to_string(),
                found: vectors.scales.len().to_string(),
            });
        }
        Ok(Self { subwords, vectors, tokenizer_json: tokenizer_json.to_vec() })
    }
}

/// Lines and sentences of a text, for counting only; the sentences of a draft are split elsewhere.
fn sentences(text: &str) -> Vec<String> {
    text.split_inclusive(['\n', '。', '！', '？', '；'])
        .map(str::trim)
        .filter(|sentence| sentence.chars().nth(1).is_some())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_split_at_marks_and_lines() {
        assert_eq!(sentences("一是抓落实。\n二是报送材料；\n。\n"), ["一是抓落实。", "二是报送材料；"]);
    }

    #[test]
    fn no_text_is_an_error() {
        let options = BaseOptions { vocabulary: 50, dimensions: 4 };
        assert!(matches!(Base::learn(&[], &options), Err(ModelError::TooLittle { .. })));
    }
}
