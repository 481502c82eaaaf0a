//! Imports: at once for the command line, as a job for the server.

use std::io::BufReader;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crate::corpus::{CorpusError, ImportControl, ImportProgress, ImportSummary};
use crate::desk::error::DeskError;
use crate::desk::office::Desk;
use crate::document::Level;
use crate::store::{Actor, Job, JobProgress, JobState, acting};

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

/// What a job does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobKind {
    /// Puts documents into the corpus.
    Import,
    /// Builds the indexes anew.
    Reindex,
}

impl JobKind {
    /// The stable name in records.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Import => "import",
            Self::Reindex => "reindex",
        }
    }
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

    /// Starts an import on a thread of its own; the job tells how far it is and, at the end, holds the summary.
    /// `held` is what the caller set apart for the job; it is dropped when the job is done.
    ///
    /// # Errors
    /// The store's, when the job cannot be recorded.
    pub fn start_import(self: &Arc<Self>, source: ImportSource, held: impl Send + 'static) -> Result<Job, DeskError> {
        self.start(JobKind::Import, held, move |desk, tell| {
            desk.import(&source, &AtomicBool::new(false), &mut |p| tell(p.done, p.total))
                .map(|summary| serde_json::to_value(summary).unwrap_or_default())
        })
    }

    /// Starts building the indexes anew; `held` as in [`Self::start_import`].
    ///
    /// # Errors
    /// The store's, when the job cannot be recorded.
    pub fn start_reindex(self: &Arc<Self>, held: impl Send + 'static) -> Result<Job, DeskError> {
        self.start(JobKind::Reindex, held, |desk, tell| {
            let outcome = desk.corpus.reindex(tell)?;
            Ok(serde_json::json!({ "outcome": outcome.to_string() }))
        })
    }

    /// A job.
    ///
    /// # Errors
    /// [`DeskError::NotFound`] when there is none with this id.
    pub fn job(&self, id: &str) -> Result<Job, DeskError> {
        self.store.job(id)?.ok_or_else(|| DeskError::NotFound { what: "任务", id: id.to_owned() })
    }

    /// The newest jobs, newest first.
    ///
    /// # Errors
    /// The store's.
    pub fn jobs(&self, limit: usize) -> Result<Vec<Job>, DeskError> {
        Ok(self.store.jobs(limit)?)
    }

    fn start<F>(self: &Arc<Self>, kind: JobKind, held: impl Send + 'static, work: F) -> Result<Job, DeskError>
    where
        F: FnOnce(&Self, &mut dyn FnMut(u64, u64)) -> Result<serde_json::Value, DeskError> + Send + 'static,
    {
        let job = self.store.create_job(kind.name())?;
        let desk = Arc::clone(self);
        let actor = Actor::now();
        let id = job.id.clone();
        let run = move || {
            let mut last = (0, 0);
            let mut tell = |done, total| {
                last = (done, total);
                let detail = serde_json::Value::Null;
                desk.record(&id, &JobProgress { state: JobState::Running, done, total, detail });
            };
            tell(0, 0);
            let result = acting(actor, || work(&desk, &mut tell));
            let (state, detail) = match result {
                Ok(detail) => (JobState::Succeeded, detail),
                Err(error) => (JobState::Failed, serde_json::json!({ "error": error.to_string() })),
            };
            desk.record(&id, &JobProgress { state, done: last.0, total: last.1, detail });
            drop(held);
        };
        let spawned = std::thread::Builder::new().name(kind.name().to_owned()).spawn(run);
        spawned.map_err(|source| CorpusError::Io { path: PathBuf::from(kind.name()), source })?;
        Ok(job)
    }

    /// Records progress; a job's record that cannot be written must not stop the job itself.
    fn record(&self, id: &str, progress: &JobProgress) {
        if let Err(error) = self.store.update_job(id, progress) {
            tracing::error!(job = id, %error, "job progress not recorded");
        }
    }
}
