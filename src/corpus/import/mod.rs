//! Import: JSON Lines, Word, text, Markdown and HTML files and folders of them, read as a stream, stored in batches. A
//! bad line or file is reported with its place and lets the rest in.

mod batch;
mod folder;
mod line;
mod report;

pub use batch::ImportControl;
pub use report::{ImportError, ImportProgress, ImportSummary, ImportWarning};
