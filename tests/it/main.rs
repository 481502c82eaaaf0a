//! The integration tests, one binary; each module says what it holds.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::get_unwrap,
    reason = "a test that cannot go on fails loudly, and says where"
)]

mod cli;
mod drafts;
mod layers;
mod properties;
mod support;
