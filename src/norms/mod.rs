//! Norms as data: where a requirement stands, how sure its wording is, the limits and score anchors of a desk.

pub mod citation;

pub use citation::{Grade, NormRef};
