//! A sentence as numbers: hashed n-grams of characters and subwords, marks of its shape, and its neighbours' words.

use tokenizers::Tokenizer;
use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::model::classifier::Sample;
use crate::model::error::ModelError;

/// Number of hashed features. Grams of the 2,100 training sentences fill about half of it.
pub(super) const DIMENSIONS: usize = 1 << 17;
/// Longest stretch of a sentence that is read, in characters: beyond it a sentence is a paragraph.
const LONGEST: usize = 400;
/// Weight of the neighbouring sentences beside the sentence itself.
const NEIGHBOUR: f32 = 0.5;
/// Weight of the marks of shape.
const SHAPE: f32 = 1.0;

/// Kinds of features; each has hash values of its own.
#[derive(Debug, Clone, Copy)]
enum Group {
    Character,
    Pair,
    Subword,
    SubwordPair,
    Shape,
    Before,
    After,
}

/// The non-zero features of a sentence: (index, value), sorted by index, each once.
pub(super) type Sparse = Vec<(u32, f32)>;

/// Counts of the features of a sentence, before they are weighted by rarity.
pub(super) fn counts(tokenizer: &Tokenizer, sample: &Sample<'_>) -> Result<Sparse, ModelError> {
    let text = cleaned(sample.text);
    let mut found: Vec<(u32, f32)> = Vec::with_capacity(text.len() * 3);
    let chars: Vec<char> = text.chars().collect();
    let mut buffer = [0u8; 8];
    for &c in &chars {
        found.push((index(Group::Character, c.encode_utf8(&mut buffer).as_bytes()), 1.0));
    }
    for pair in chars.windows(2) {
        let pair: String = pair.iter().collect();
        found.push((index(Group::Pair, pair.as_bytes()), 1.0));
    }
    let subwords = subwords(tokenizer, &text)?;
    for id in &subwords {
        found.push((index(Group::Subword, &id.to_le_bytes()), 1.0));
    }
    for pair in subwords.windows(2) {
        let [a, b] = pair else { continue };
        let bytes: Vec<u8> = a.to_le_bytes().into_iter().chain(b.to_le_bytes()).collect();
        found.push((index(Group::SubwordPair, &bytes), 1.0));
    }
    for (group, neighbour) in [(Group::Before, sample.before), (Group::After, sample.after)] {
        for id in self::subwords(tokenizer, &cleaned(neighbour))? {
            found.push((index(group, &id.to_le_bytes()), NEIGHBOUR));
        }
    }
    found.extend(shape(&chars).into_iter().map(|mark| (index(Group::Shape, mark.as_bytes()), SHAPE)));
    Ok(merged(found))
}

/// The sentence folded to plain forms, digits made one, blanks dropped, cut to [`LONGEST`].
fn cleaned(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace())
        .take(LONGEST)
        .map(|c| match c {
            '0'..='9' | '０'..='９' => '0',
            ',' => '，',
            ';' => '；',
            ':' => '：',
            '(' => '（',
            ')' => '）',
            _ => c,
        })
        .collect()
}

fn subwords(tokenizer: &Tokenizer, text: &str) -> Result<Vec<u32>, ModelError> {
    if text.is_empty() {
        return Ok(Vec::new());
    }
    let encoded = tokenizer.encode_fast(text, false).map_err(|e| ModelError::Tokenizer { reason: e.to_string() })?;
    Ok(encoded.get_ids().to_vec())
}

/// What the shape of a sentence says of it: length, figures, titles, lists, how it ends.
fn shape(chars: &[char]) -> Vec<String> {
    let count = |wanted: &[char]| chars.iter().filter(|c| wanted.contains(c)).count();
    let bucket = |n: usize, steps: &[usize]| steps.iter().take_while(|&&s| n >= s).count();
    vec![
        format!("length{}", bucket(chars.len(), &[8, 14, 22, 32, 45, 60, 80, 110, 150])),
        format!("digits{}", bucket(count(&['0']), &[1, 3, 6, 12])),
        format!("titles{}", bucket(count(&['《']), &[1, 2])),
        format!("commas{}", bucket(count(&['，']), &[1, 2, 3, 5, 8])),
        format!("list{}", bucket(count(&['、']), &[1, 2, 4, 7])),
        format!("quotes{}", bucket(count(&['“']), &[1, 2])),
        format!("end{}", chars.last().copied().filter(|c| !c.is_alphanumeric()).unwrap_or('-')),
        format!("start{}", chars.first().copied().filter(|c| !c.is_alphabetic()).unwrap_or('-')),
    ]
}

fn index(group: Group, bytes: &[u8]) -> u32 {
    let hash = xxh3_64_with_seed(bytes, group as u64);
    u32::try_from(hash % DIMENSIONS as u64).unwrap_or(0)
}

fn merged(mut found: Vec<(u32, f32)>) -> Sparse {
    found.sort_by_key(|&(index, _)| index);
    let mut merged: Sparse = Vec::with_capacity(found.len());
    for (index, value) in found {
        match merged.last_mut() {
            Some((last, sum)) if *last == index => *sum += value,
            _ => merged.push((index, value)),
        }
    }
    merged
}

/// Counts damped, weighted by rarity and brought to length 1.
pub(super) fn weighted(counts: Sparse, rarity: &[f32]) -> Sparse {
    let mut features: Sparse = counts
        .into_iter()
        .filter_map(|(index, count)| {
            let weight = rarity.get(index as usize).copied().filter(|w| *w > 0.0)?;
            let damped = if count > 1.0 { 1.0 + count.ln() } else { count };
            Some((index, damped * weight))
        })
        .collect();
    let length = features.iter().map(|(_, v)| v * v).sum::<f32>().sqrt();
    if length > 0.0 {
        features.iter_mut().for_each(|(_, v)| *v /= length);
    }
    features
}
