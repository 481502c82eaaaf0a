//! Byte-pair merging of words: which characters and pairs of subwords make which subword. The library's own tokenizer does
//! the same with a text for each subword and a table of words met, which takes most of its time.

use rustc_hash::FxHashMap;
use serde::Deserialize;

use crate::model::ModelError;

/// What of a tokenizer's file is read.
#[derive(Deserialize)]
struct File {
    model: Model,
}

#[derive(Deserialize)]
struct Model {
    unk_token: Option<String>,
    dropout: Option<f32>,
    continuing_subword_prefix: Option<String>,
    end_of_word_suffix: Option<String>,
    #[serde(default)]
    fuse_unk: bool,
    #[serde(default)]
    byte_fallback: bool,
    #[serde(default)]
    ignore_merges: bool,
    vocab: FxHashMap<String, u32>,
    merges: Vec<(String, String)>,
}

/// A pair that is not merged.
const NEVER: u32 = u32::MAX;

/// The merges of a tokenizer.
#[derive(Debug)]
pub(super) struct Merges {
    unknown: u32,
    characters: FxHashMap<char, u32>,
    /// Two subwords: the rank of their merge and what it makes.
    pairs: FxHashMap<(u32, u32), (u32, u32)>,
}

fn refused(reason: impl Into<String>) -> ModelError {
    ModelError::Tokenizer { reason: reason.into() }
}

impl Merges {
    /// Reads the file of a tokenizer of the kind that this program trains.
    ///
    /// # Errors
    /// [`ModelError::Tokenizer`] for any other one.
    pub(super) fn read(json: &[u8]) -> Result<Self, ModelError> {
        let File { model } = serde_json::from_slice(json).map_err(|error| refused(error.to_string()))?;
        let affixes = [&model.continuing_subword_prefix, &model.end_of_word_suffix];
        let affixed = affixes.into_iter().flatten().any(|affix| !affix.is_empty());
        if model.dropout.is_some() || affixed || !model.fuse_unk || model.byte_fallback || model.ignore_merges {
            return Err(refused("not a plain byte-pair tokenizer"));
        }
        let id = |text: &str| model.vocab.get(text).copied().ok_or_else(|| refused(format!("no subword {text}")));
        let unknown = id(model.unk_token.as_deref().unwrap_or_default())?;
        let mut pairs = FxHashMap::default();
        for ((left, right), rank) in model.merges.iter().zip(0..) {
            pairs.insert((id(left)?, id(right)?), (rank, id(&format!("{left}{right}"))?));
        }
        let single = |text: &str| {
            let mut chars = text.chars();
            chars.next().filter(|_| chars.next().is_none())
        };
        let characters = model.vocab.iter().filter_map(|(text, id)| Some((single(text)?, *id))).collect();
        Ok(Self { unknown, characters, pairs })
    }

    /// Adds the subwords of a word: its characters, of which the pair with the lowest rank is merged until there is none,
    /// of equal ones the first. A run of unknown characters is one subword.
    pub(super) fn encode(&self, word: &str, ids: &mut Vec<u32>) {
        let mut parts: Vec<u32> = Vec::with_capacity(word.len() / 3 + 1);
        let mut known_before = true;
        for c in word.chars() {
            let known = self.characters.get(&c).copied();
            if known.is_some() || known_before {
                parts.push(known.unwrap_or(self.unknown));
            }
            known_before = known.is_some();
        }
        let made = |parts: &[u32], at: usize| self.pairs.get(&(*parts.get(at)?, *parts.get(at + 1)?)).copied();
        let rank = |parts: &[u32], at: usize| made(parts, at).map_or(NEVER, |(rank, _)| rank);
        // Of each part with the next one; the last has none.
        let mut ranks: Vec<u32> = (0..parts.len()).map(|at| rank(&parts, at)).collect();
        loop {
            let lowest = ranks.iter().enumerate().min_by_key(|(_, rank)| **rank).map(|(at, _)| at);
            let Some((at, (_, merged))) = lowest.and_then(|at| Some((at, made(&parts, at)?))) else { break };
            parts.splice(at..at + 2, [merged]);
            ranks.remove(at + 1);
            for pair in at.saturating_sub(1)..=at {
                ranks.get_mut(pair).into_iter().for_each(|known| *known = rank(&parts, pair));
            }
        }
        ids.append(&mut parts);
    }
}
