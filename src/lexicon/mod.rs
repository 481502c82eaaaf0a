//! Term lists (词表): phrases and patterns that a desk maintains as data, their file format, the check a list must pass
//! as a whole, and the matcher compiled from it. What a hit means is for the measures to say.

mod automaton;
mod breaks;
mod cell;
pub mod check;
pub mod common;
mod covers;
pub mod diff;
pub mod entry;
mod fault;
mod groups;
pub mod layer;
pub mod matcher;
mod named;
pub mod near;
pub mod needle;
mod plain;
mod quotes;
pub mod scans;
pub mod set;
pub mod setting;
mod single;
mod sounds;
#[cfg(test)]
mod spreadsheet_tests;
pub mod table;
mod unit;
mod values;
mod wordings;
mod workbook;

pub use check::{ListErrors, MAX_PATTERN, Problem};
pub use diff::{EntryChange, FieldChange, ListDiff};
pub use entry::{Entry, EntryKind, ListId, TermList};
pub use layer::Layer;
pub use matcher::{Hit, Matcher};
pub use named::{EntryName, NotFound};
pub use near::Near;
pub use scans::Scans;
pub use set::Lexicon;
pub use setting::{Position, Setting};
pub use table::{FileFault, Sheet, Table};
