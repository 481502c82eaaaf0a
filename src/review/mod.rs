//! The review (审核): one draft through all measures into one report. Pure in its inputs: the same draft and the same
//! versions give the same bytes but for id and time.

pub mod additions;
pub mod input;
pub mod known;
pub mod left_out;
pub mod outcome;
pub mod pipeline;
mod places;
pub mod report;
mod return_note;
mod scores;
pub mod secrecy;
pub mod twins;
mod units;
mod verdict;
pub mod what_if;
pub mod what_if_norms;

pub use input::{DraftInput, InputError};
pub(crate) use pipeline::models;
pub use pipeline::{Reviewed, Tools, admitted, review};
pub use report::{Report, Warning};
