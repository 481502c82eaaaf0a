//! Text to subword ids: folding, then a byte-pair tokenizer over runs of one kind of character. Also trains the tokenizer.

use tokenizers::models::bpe::{BPE, BpeTrainer};
use tokenizers::pre_tokenizers::whitespace::WhitespaceSplit;
use tokenizers::{AddedToken, Model as _, Tokenizer};

use crate::model::ModelError;

/// Stands for characters that the tokenizer never saw.
const UNKNOWN: &str = "[UNK]";
/// Longest subword, in characters: set phrases of four characters and short names whole, sentences not.
const LONGEST: usize = 6;
/// Most single characters in the vocabulary: more than the 3,500 in common use; rarer ones become the unknown subword.
const ALPHABET: usize = 5_000;
/// Runs of digits keep their length up to this (a year stays a year); the digits themselves are all `0`.
const DIGITS: usize = 4;
/// Sentences encoded at a time when a corpus is read.
const BATCH: usize = 4_096;

/// A trained tokenizer and its file.
#[derive(Debug)]
pub(crate) struct Subwords {
    tokenizer: Tokenizer,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Digit,
    Latin,
    Other,
    Space,
}

/// Folds full-width forms, case and digits, and puts a space around every mark and between kinds of characters.
pub(crate) fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 4);
    let (mut last, mut run) = (Kind::Space, 0);
    for c in text.chars() {
        let c = match c {
            '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
            _ => c,
        };
        let kind = match c {
            _ if c.is_ascii_digit() => Kind::Digit,
            _ if c.is_ascii_alphabetic() => Kind::Latin,
            _ if c.is_alphanumeric() => Kind::Other,
            _ => Kind::Space,
        };
        if kind != last && last != Kind::Space {
            out.push(' ');
        }
        run = if kind == last { run + 1 } else { 0 };
        last = kind;
        match kind {
            Kind::Digit if run < DIGITS => out.push('0'),
            Kind::Digit => {}
            Kind::Latin => out.push(c.to_ascii_lowercase()),
            Kind::Other => out.push(c),
            Kind::Space if c.is_whitespace() || c.is_control() => out.push(' '),
            Kind::Space => {
                out.push(c);
                out.push(' ');
            }
        }
    }
    out
}

fn refused(error: &tokenizers::Error) -> ModelError {
    ModelError::Tokenizer { reason: error.to_string() }
}

/// A limit on the alphabet that cuts between two counts, never among characters of equal count: which of those stayed
/// would depend on hash order.
fn alphabet_limit(folded: &[String]) -> usize {
    let mut counts = std::collections::BTreeMap::<char, u64>::new();
    for c in folded.iter().flat_map(|text| text.chars()) {
        *counts.entry(c).or_default() += 1;
    }
    let mut sizes: Vec<u64> = counts.into_values().collect();
    sizes.sort_unstable_by(|a, b| b.cmp(a));
    let first_left_out = sizes.get(ALPHABET).copied().unwrap_or(0);
    sizes.iter().take_while(|&&count| count > first_left_out).count()
}

impl Subwords {
    /// Learns a vocabulary of at most `vocabulary` subwords from text. The same text gives the same tokenizer.
    pub(crate) fn learn(texts: &[String], vocabulary: usize) -> Result<Self, ModelError> {
        let folded: Vec<String> = texts.iter().map(|text| fold(text)).collect();
        let model =
            BPE::builder().unk_token(UNKNOWN.to_owned()).fuse_unk(true).build().map_err(|error| refused(&error))?;
        let mut tokenizer = Tokenizer::new(model);
        tokenizer.with_pre_tokenizer(Some(WhitespaceSplit));
        let mut trainer = BpeTrainer::builder()
            .vocab_size(vocabulary)
            .min_frequency(2)
            .limit_alphabet(alphabet_limit(&folded))
            .max_token_length(Some(LONGEST))
            .special_tokens(vec![AddedToken::from(UNKNOWN, true)])
            .show_progress(false)
            .build();
        let mut trainer_wrapper = tokenizers::models::TrainerWrapper::BpeTrainer(std::mem::take(&mut trainer));
        tokenizer.train(&mut trainer_wrapper, folded.iter()).map_err(|error| refused(&error))?;
        Ok(Self { tokenizer })
    }

    /// Reads `tokenizer.json`.
    pub(crate) fn from_bytes(json: &[u8]) -> Result<Self, ModelError> {
        let tokenizer = Tokenizer::from_bytes(json).map_err(|error| refused(&error))?;
        Ok(Self { tokenizer })
    }

    /// The content of `tokenizer.json`.
    pub(crate) fn to_bytes(&self) -> Result<Vec<u8>, ModelError> {
        self.tokenizer.to_string(false).map(String::into_bytes).map_err(|error| refused(&error))
    }

    /// Number of subwords.
    pub(crate) fn len(&self) -> usize {
        self.tokenizer.get_vocab_size(true)
    }

    /// The ids of a text, in order.
    pub(crate) fn encode(&self, text: &str) -> Result<Vec<u32>, ModelError> {
        // Word by word, as the tokenizer does it after its bookkeeping of offsets, which takes half of its time.
        let (folded, model) = (fold(text), self.tokenizer.get_model());
        let mut ids = Vec::with_capacity(folded.len() / 4);
        for word in folded.split_whitespace() {
            ids.extend(model.tokenize(word).map_err(|error| refused(&error))?.into_iter().map(|token| token.id));
        }
        Ok(ids)
    }

    /// The ids of many texts; on all cores.
    pub(crate) fn encode_all(&self, texts: &[String]) -> Result<Vec<Vec<u32>>, ModelError> {
        let mut out = Vec::with_capacity(texts.len());
        for batch in texts.chunks(BATCH) {
            let folded: Vec<String> = batch.iter().map(|text| fold(text)).collect();
            let encodings = self.tokenizer.encode_batch_fast(folded, false).map_err(|error| refused(&error))?;
            out.extend(encodings.iter().map(|encoding| encoding.get_ids().to_vec()));
        }
        Ok(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts() -> Vec<String> {
        (0..40).flat_map(|i| [format!("第{i}条 应当按期报送材料。"), format!("要狠抓落实，ＡＢ{i}")]).collect()
    }

    #[test]
    fn folding_separates_kinds_and_marks() {
        assert_eq!(
            fold("２０２６年App上线，好").split_whitespace().collect::<Vec<_>>(),
            ["0000", "年", "app", "上线", ",", "好"]
        );
        assert_eq!(fold("123456").trim(), "0000");
        assert_eq!(fold(""), "");
    }

    #[test]
    fn learning_twice_gives_the_same_file_and_the_file_the_same_ids() {
        let (a, b) = (Subwords::learn(&texts(), 60).unwrap(), Subwords::learn(&texts(), 60).unwrap());
        let json = a.to_bytes().unwrap();
        assert_eq!(json, b.to_bytes().unwrap());
        let read = Subwords::from_bytes(&json).unwrap();
        let ids = a.encode("应当狠抓落实，3条").unwrap();
        assert_eq!(read.encode("应当狠抓落实，3条").unwrap(), ids);
        assert_eq!(a.encode_all(&["应当狠抓落实，3条".to_owned()]).unwrap(), [ids]);
        assert!(a.len() <= 60);
        assert!(a.encode("").unwrap().is_empty());
        assert_eq!(a.encode("🙂").unwrap().len(), 1, "an unknown character is one unknown subword");
    }

    #[test]
    fn a_damaged_file_is_an_error() {
        assert!(matches!(Subwords::from_bytes(b"{\"version\":"), Err(ModelError::Tokenizer { .. })));
    }
}
