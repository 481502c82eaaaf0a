//! Import: JSON Lines, files of every kind that is read, and folders of them, read as a stream, stored in batches. A bad
//! line or file is reported with its place and lets the rest in.

mod batch;
mod folder;
mod line;
mod report;

pub use batch::ImportControl;
pub use report::{ImportError, ImportProgress, ImportSummary, ImportWarning};
