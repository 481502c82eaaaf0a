//! A report as a person reads it: on a terminal, as one HTML file, as tables for a spreadsheet, as comments in the draft
//! itself; the audit log as a table. JSON is the report itself (serde). Nothing is judged here: what a report does not say is not shown.

pub mod audit;
pub mod csv;
pub mod docx;
mod draft;
mod error;
mod figures;
mod groups;
pub mod html;
mod places;
pub mod styled;
pub mod terminal;
mod words;

pub use error::RenderError;
pub use terminal::{Emphasis, TerminalOptions};
