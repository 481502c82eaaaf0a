//! [`plain`]: an old Word file in, its text out.

use super::{container, header, lists, pieces, runs, text};
use crate::intake::error::IntakeError;

/// Most characters of a file, all parts together.
pub(super) const MOST_CHARACTERS: usize = 2_000_000;

/// An old Word file as it was read.
pub(in crate::intake) struct OldWord {
    /// Its text, one line a paragraph or row of a table.
    pub(in crate::intake) text: String,
    /// Its headers and footers.
    pub(in crate::intake) margins: String,
    /// Whether passages marked as deleted were left out.
    pub(in crate::intake) revised: bool,
    /// Visible characters that are formatted as hidden.
    pub(in crate::intake) hidden: usize,
}

/// What is wrong with an old Word file, in Chinese.
pub(super) type Fault = &'static str;

/// The records contradict each other.
pub(super) const DAMAGED: Fault = "文件已损坏或不完整";

/// Reads an old Word file.
pub(in crate::intake) fn plain(file: &[u8]) -> Result<OldWord, IntakeError> {
    read(file).map_err(|problem| IntakeError::OldWord { problem })
}

fn read(file: &[u8]) -> Result<OldWord, Fault> {
    let mut container = container::Container::open(file)?;
    let main = container.stream("WordDocument")?;
    let header = header::Header::read(&main)?;
    let table = container.stream(header.table)?;
    let pieces = pieces::read(&table, &header)?;
    let runs = runs::Runs::read(&main, &table, &header)?;
    let lists = lists::Lists::read(&table, &header);
    text::assemble(&main, &header, &pieces, text::Tools { runs: &runs, lists })
}
