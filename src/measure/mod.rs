//! The measures: each reads an [`crate::text::Analysis`] and gives its figures and findings.

pub mod assessment;
pub mod brevity;
pub mod finding;
pub mod novelty;
pub mod substance;

pub use finding::{Finding, Measure, Quote, Severity, TermRef};
