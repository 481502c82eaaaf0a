//! A report as a person reads it. JSON is the report itself (serde); here is the terminal. Nothing is judged here: what
//! a report does not say is not shown.

pub mod styled;
pub mod terminal;

pub use terminal::{Emphasis, TerminalOptions};
