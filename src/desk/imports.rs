//! Imports: at once for the command line, as a job for the server.

use std::io::BufReader;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crate::corpus::{ImportControl, ImportProgress, ImportSummary};
use crate::desk::error::DeskError;
use crate::desk::jobs::{Ended, JobKind};
use crate::desk::office::Desk;
use crate::document::Level;
use crate::store::{Job, Stamp};

/// What is imported.
#[derive(Debug, Clone)]
pub enum ImportSource {
    /// Files and folders of this machine.
    Paths(Vec<PathBuf>),
    /// JSON Lines as received.
    Lines(Vec<u8>),
    /// Files as received, each with its name.
    Files(Vec<(String, Vec<u8>)>),
}

fn infer_level(issuer: &str) -> Level {
    Level::of_issuer(issuer).unwrap_or_default()
}

impl Desk {
    /// Imports now, telling `progress` bytes done and in all.
    ///
    /// # Errors
    /// The corpus's; bad lines and files are no error but stand in the summary.
    pub fn import(
        &self,
        source: &ImportSource,
        cancel: &AtomicBool,
        progress: &mut dyn FnMut(ImportProgress),
    ) -> Result<ImportSummary, DeskError> {
        let mut control = ImportControl { infer_level, progress, cancel };
        let summary = match source {
            ImportSource::Paths(paths) => self.corpus.import(paths, &mut control)?,
            ImportSource::Files(files) => self.corpus.import_files(files, &mut control)?,
            ImportSource::Lines(bytes) => {
                let mut reader = BufReader::new(bytes.as_slice());
                self.corpus.import_lines("请求正文", (&mut reader, bytes.len() as u64), &mut control)?
            }
        };
        Ok(summary)
    }

    /// Starts an import; the job tells how far it is and, at the end, holds the summary.
    ///
    /// # Errors
    /// The store's, when the job cannot be recorded.
    pub fn start_import(
        self: &Arc<Self>,
        stamp: Stamp,
        source: ImportSource,
        held: impl Send + 'static,
    ) -> Result<Job, DeskError> {
        self.start(JobKind::Import, stamp, held, move |desk, control| {
            let summary = desk.import(&source, control.cancel, &mut |p| (control.tell)(p.done, p.total))?;
            let ended = match (summary.cancelled, summary.is_in_vain()) {
                (true, _) => Ended::Cancelled,
                (false, true) => Ended::InVain,
                (false, false) => Ended::Done,
            };
            Ok((ended, serde_json::to_value(summary).unwrap_or_default()))
        })
    }

    /// Starts building the indexes anew.
    ///
    /// # Errors
    /// The store's, when the job cannot be recorded.
    pub fn start_reindex(self: &Arc<Self>, stamp: Stamp, held: impl Send + 'static) -> Result<Job, DeskError> {
        let id = stamp.id.clone();
        self.start(JobKind::Reindex, stamp, held, move |desk, control| {
            let outcome = desk.corpus.reindex(control.cancel, control.tell)?;
            desk.note_reindex(&id)?;
            Ok((Ended::Done, serde_json::json!({ "outcome": outcome.to_string() })))
        })
    }
}
