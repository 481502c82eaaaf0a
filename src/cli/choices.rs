//! Forms of output that several commands offer.

use clap::ValueEnum;

/// How other things are printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum ListFormat {
    /// For people.
    #[default]
    Terminal,
    /// JSON.
    Json,
}

/// How the audit log is exported.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum AuditFileFormat {
    /// JSON Lines.
    #[default]
    Jsonl,
    /// A table.
    Csv,
}
