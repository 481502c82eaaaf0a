//! The sentence model: how empty a sentence is, learned from labelled sentences. A subword tokenizer, hashed n-grams and
//! a linear classifier: small, quick, and the same on every machine.

pub mod classifier;
mod error;
mod features;
mod regression;
pub mod samples;
pub mod train;

pub use classifier::{Judgement, Label, Sample, SentenceModel};
pub use error::ModelError;
