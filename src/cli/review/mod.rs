//! `review`: drafts in files, on standard input or as lines of JSON; a report each, in order.

mod command;
pub(in crate::cli) mod files;
pub(in crate::cli) mod line;
pub(in crate::cli) mod lines;
mod print;
mod target;

pub(super) use command::run;
