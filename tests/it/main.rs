//! Integration tests, one binary. Table of contents:
//!
//! - `cli`: the program as its users run it: commands, exit codes, bad input, kill -9.
//! - `drafts`: the shipped drafts; what was planted is found, what was not is not.
//! - `files_out`: reports as a page and as tables, parsed back; hostile text in every field.
//! - `http`: every route and every error code, against the router in memory.
//! - `layers`: imports point down, files say what they are for.
//! - `norm_preview`: what a norm profile would change, against what it changes.
//! - `origins`: words at the place in the file that a report gives.
//! - `preview`: what a term list would change, against what it changes.
//! - `preview_kept`: what previews keep from one to the next is never what was.
//! - `properties`: what must hold for every draft.
//! - `runs`: drafts and documents of the same pieces: what every passage must hold.
//! - `sources`: which document a draft implements, and what of a source is told.
//! - `support`: what the tests share.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::get_unwrap,
    reason = "a test stops at the first fault; helper functions of integration tests are not covered by .clippy.toml"
)]

mod cli;
mod drafts;
mod files_out;
mod http;
mod layers;
mod norm_preview;
mod origins;
mod preview;
mod preview_kept;
mod properties;
mod runs;
mod sources;
mod support;
