//! What the model said of a draft, as bytes: kept with a review, so that a change of a list is tried on its draft without
//! asking the model again. The bytes hold numbers only, no word of the draft. A digest before them covers what was asked (the
//! model, how it reads, the sentences) and what was answered: bytes of another draft, model or program, and damaged ones,
//! count for nothing.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use crate::measure::substance::opinion::Remembered;
use crate::measure::substance::reading::{Judged, Running, running};
use crate::model::{Judgement, Label, SentenceModel};
use crate::span::Span;
use crate::text::Analysis;

/// Bytes of the digest.
const DIGEST: usize = 32;
/// How sentences are read and answers written: to be raised when the program gives other answers with the same weights, or
/// writes them otherwise.
const READING: u8 = 1;
/// Labels and probabilities of a judgement.
const LABELS: usize = Label::ALL.len();

impl Remembered {
    /// All that was said, as bytes: the digest; the number of sentences, the label of each and its probabilities; then the
    /// clauses that were asked about, each by start, end and probability.
    #[must_use]
    pub fn to_bytes(&self, analysis: &Analysis, model: &SentenceModel) -> Vec<u8> {
        let mut answers = number(self.judged().len()).to_vec();
        for Judged { judgement, .. } in self.judged() {
            answers.push(judgement.label as u8);
            answers.extend(judgement.probabilities.iter().flat_map(|p| p.to_le_bytes()));
        }
        for (clause, empty) in self.clauses() {
            answers.extend([number(clause.start), number(clause.end), empty.to_le_bytes()].concat());
        }
        [&digest(analysis, model, &running(analysis), &answers)[..], &answers].concat()
    }

    /// What was said, from its bytes; `None` where they are not of these sentences and this model, or damaged.
    #[must_use]
    pub fn from_bytes(bytes: &[u8], analysis: &Analysis, model: &SentenceModel) -> Option<Self> {
        let (found, answers) = bytes.split_at_checked(DIGEST)?;
        let running = running(analysis);
        if found != digest(analysis, model, &running, answers) {
            return None;
        }
        let (count, mut rest) = answers.split_first_chunk()?;
        if u32::from_le_bytes(*count) as usize != running.len() {
            return None;
        }
        let mut judged = Vec::with_capacity(running.len());
        for Running { sentence, span, heads } in running {
            let (label, after) = rest.split_first()?;
            let (probabilities, after) = after.split_first_chunk::<{ 4 * LABELS }>()?;
            rest = after;
            let judgement =
                Judgement { label: *Label::ALL.get(usize::from(*label))?, probabilities: floats(probabilities) };
            judged.push(Judged { sentence, span, heads, judgement });
        }
        let (clauses, []) = rest.as_chunks::<12>() else { return None };
        let clauses: BTreeMap<Span, f32> = clauses.iter().map(clause).collect();
        Some(Self::new(judged, clauses))
    }
}

/// What was asked and answered, as a digest.
fn digest(analysis: &Analysis, model: &SentenceModel, running: &[Running], answers: &[u8]) -> [u8; DIGEST] {
    let mut digest = Sha256::new();
    digest.update([READING]);
    digest.update(model.version());
    for Running { sentence, span, heads } in running {
        digest.update([*sentence, span.start, span.end, usize::from(*heads)].map(number).concat());
        digest.update(analysis.folded(*span));
    }
    digest.update(answers);
    digest.finalize().into()
}

/// A position or count; a text has at most a million characters.
fn number(position: usize) -> [u8; 4] {
    u32::try_from(position).unwrap_or(u32::MAX).to_le_bytes()
}

fn floats(bytes: &[u8; 4 * LABELS]) -> [f32; LABELS] {
    let (each, _) = bytes.as_chunks::<4>();
    std::array::from_fn(|at| each.get(at).map_or(0.0, |bytes| f32::from_le_bytes(*bytes)))
}

fn clause(bytes: &[u8; 12]) -> (Span, f32) {
    let [a, b, c, d, e, f, g, h, p, q, r, s] = *bytes;
    let [start, end] = [[a, b, c, d], [e, f, g, h]].map(|position| u32::from_le_bytes(position) as usize);
    (Span { start, end }, f32::from_le_bytes([p, q, r, s]))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::document::DraftFacts;
    use crate::lexicon::Lexicon;
    use crate::measure::substance::{Found, Opinion};
    use crate::norms::Profile;

    fn model() -> SentenceModel {
        SentenceModel::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("models/sentence")).unwrap()
    }

    const TEXT: &str = "关于做好示例工作的通知\n各县人民政府：\n要提高政治站位，切实增强责任感使命感，狠抓各项工作落实。6月底前由市财政局拨付补助资金30万元，要高度重视。\n一、各部门要加强领导，统筹推进，确保取得实效。";

    fn said(text: &str) -> (Analysis, Vec<u8>) {
        let analysis = Analysis::new(text, None);
        let (lexicon, model) = (Lexicon::shipped().unwrap(), model());
        let profile = Profile::shipped().unwrap();
        let opinion = Opinion::of(&analysis, &model);
        let _ = Found::of(&analysis, &DraftFacts::default(), &lexicon, &opinion, &profile.formulations);
        let bytes = opinion.said().unwrap().to_bytes(&analysis, &model);
        (analysis, bytes)
    }

    #[test]
    fn what_was_said_comes_back_to_the_last_bit() {
        let model = model();
        let (analysis, bytes) = said(TEXT);
        let again = Remembered::from_bytes(&bytes, &analysis, &model).unwrap();
        assert_eq!(again.to_bytes(&analysis, &model), bytes);
        let fresh = Remembered::of(&analysis, &model);
        let judgements = |said: &Remembered| said.judged().iter().map(|j| j.judgement).collect::<Vec<_>>();
        assert_eq!(judgements(&again), judgements(&fresh));
        assert!(fresh.judged().len() >= 3 && !again.clauses().is_empty());
    }

    #[test]
    fn other_texts_and_damaged_bytes_are_refused() {
        let model = model();
        let (analysis, bytes) = said(TEXT);
        let other = Analysis::new(&TEXT.replace("6月", "7月"), None);
        assert!(Remembered::from_bytes(&bytes, &other, &model).is_none());
        for damaged in [&bytes[..0], &bytes[..31], &bytes[..34], &bytes[..60], &bytes[..bytes.len() - 1]] {
            assert!(Remembered::from_bytes(damaged, &analysis, &model).is_none(), "{}", damaged.len());
        }
        // One bit anywhere, in the digest or in an answer.
        for at in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[at] ^= 1;
            assert!(Remembered::from_bytes(&damaged, &analysis, &model).is_none(), "{at}");
        }
    }
}
