//! Which sentences say nothing (空话)? A small model that reads one sentence, with its neighbours as context, and gives
//! the probabilities of four labels, together with the code that trains it. It knows sentences only: no drafts, no lists, no
//! reports.
//!
//! Reading order: `label` and `sample` (what goes in and comes out), `subwords` → `vectors` → `surface` → `features` (how a
//! sentence becomes numbers), `hidden`, `sentence` (the model), `file` (its two files); then training: `base` (tokenizer and
//! vectors from plain text, by `cooccurrence` and `eigen`), `logistic`, `backprop`, `train`, `evaluate`. Apart from it
//! stands `signs`, a smaller judgement without vectors.

mod backprop;
mod base;
mod cooccurrence;
mod eigen;
mod error;
pub mod evaluate;
mod features;
mod file;
mod hidden;
mod label;
mod logistic;
mod random;
mod sample;
mod sentence;
pub mod signs;
mod subwords;
mod surface;
pub mod train;
mod vectors;

pub use base::{Base, BaseOptions};
pub use error::ModelError;
pub use label::Label;
pub use sample::{LabelledSample, Sample, read_samples, without_groups};
pub use sentence::{Judgement, SentenceModel, TOKENIZER_FILE, WEIGHTS_FILE};
