//! What is counted while the server is at work, and `/metrics`: the counts in the text format of Prometheus (0.0.4).
//! Labels are route templates, codes and states; nothing that a request brought with it ever becomes one.

mod counts;
mod exposition;
mod gather;

pub(super) use counts::{Metrics, ReviewOutcome, count};
pub(super) use gather::written;
