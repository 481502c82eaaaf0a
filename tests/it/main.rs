//! Integration tests, one binary. Table of contents:
//!
//! - `drafts`: the shipped drafts; what was planted is found, what was not is not.
//! - `http`: the service over HTTP.
//! - `properties`: what must hold for every draft.
//! - `support`: what the tests share.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test stops at the first fault; helper functions of integration tests are not covered by .clippy.toml"
)]

mod drafts;
mod http;
mod properties;
mod support;
