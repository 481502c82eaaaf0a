//! Jobs at work: each on a thread of its own, those that change the corpus one after another, those that look at
//! thousands of texts likewise, all of them to be stopped from elsewhere. What a job does is decided where it is started.

use std::collections::{BTreeMap, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::corpus::CorpusError;
use crate::deadline::Stopped;
use crate::desk::error::DeskError;
use crate::desk::office::Desk;
use crate::store::{Actor, Job, JobProgress, JobState, Stamp, acting};

/// Shortest time between two records of progress: each waits for the disk, and nobody looks more often.
const RECORD_EVERY: Duration = Duration::from_millis(100);

/// How often a waiting job looks whether somebody beside this process wants it stopped.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// What a job does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobKind {
    /// Puts documents into the corpus.
    Import,
    /// Builds the indexes anew.
    Reindex,
    /// Writes a backup.
    Backup,
    /// Tries the draft of a list or profile on kept reviews and on documents.
    Preview,
    /// Tries it on documents alone.
    CorpusPreview,
    /// Looks for candidates of a list.
    Suggest,
}

/// Jobs of which one works at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Line {
    /// Those that change the corpus.
    Corpus,
    /// Those that look at thousands of texts on all processors.
    Texts,
}

impl JobKind {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Import, Self::Reindex, Self::Backup, Self::Preview, Self::CorpusPreview, Self::Suggest];

    /// The stable name in records.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Import => "import",
            Self::Reindex => "reindex",
            Self::Backup => "backup",
            Self::Preview => "preview",
            Self::CorpusPreview => "corpus_preview",
            Self::Suggest => "suggest",
        }
    }

    /// The kind of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The line it waits in; `None` when it waits for nothing.
    fn line(self) -> Option<Line> {
        match self {
            Self::Import | Self::Reindex => Some(Line::Corpus),
            Self::Backup => None,
            Self::Preview | Self::CorpusPreview | Self::Suggest => Some(Line::Texts),
        }
    }

    /// Whether its result is an answer of its own rather than some figures: too long to stand in a list of jobs.
    fn answers(self) -> bool {
        match self {
            Self::Import | Self::Reindex | Self::Backup => false,
            Self::Preview | Self::CorpusPreview | Self::Suggest => true,
        }
    }
}

/// How long records are kept that serve only for a while.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// Jobs that are over.
    pub jobs: Duration,
    /// Answers to requests that may be sent again.
    pub answers: Duration,
}

impl Default for Retention {
    /// A month of jobs, a day of answers: a client that has not repeated a request by then has given up.
    fn default() -> Self {
        const DAY: Duration = Duration::from_secs(24 * 3_600);
        Self { jobs: 30 * DAY, answers: DAY }
    }
}

/// How a job ended that did not fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ended {
    /// To its end.
    Done,
    /// Before its end, as somebody asked.
    Cancelled,
    /// To its end, and none of what it was to do could be done.
    InVain,
}

/// What a job at work is given.
pub(super) struct JobControl<'a> {
    /// Set when it is to stop.
    pub(super) cancel: &'a Arc<AtomicBool>,
    /// Told units done and in all.
    pub(super) tell: &'a mut (dyn FnMut(u64, u64) + Send),
}

/// The jobs of this process that are not over.
#[derive(Debug, Default)]
pub(super) struct Jobs {
    live: Mutex<Live>,
    moved: Condvar,
}

#[derive(Debug, Default)]
struct Live {
    /// Set when the job is to stop.
    cancels: BTreeMap<String, Arc<AtomicBool>>,
    /// Jobs that wait for one another; the first one of each line works.
    waiting: VecDeque<(Line, String)>,
}

/// A job's place among the others, given back when it is dropped.
struct Ticket {
    jobs: Arc<Jobs>,
    id: String,
    line: Option<Line>,
    cancel: Arc<AtomicBool>,
}

impl Jobs {
    fn live(&self) -> MutexGuard<'_, Live> {
        self.live.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn enter(self: &Arc<Self>, id: &str, kind: JobKind) -> Ticket {
        let cancel = Arc::new(AtomicBool::new(false));
        let mut live = self.live();
        live.cancels.insert(id.to_owned(), Arc::clone(&cancel));
        let line = kind.line();
        live.waiting.extend(line.map(|line| (line, id.to_owned())));
        Ticket { jobs: Arc::clone(self), id: id.to_owned(), line, cancel }
    }

    /// Asks a job to stop that is at work or waiting.
    fn cancel(&self, id: &str) {
        if let Some(cancel) = self.live().cancels.get(id) {
            cancel.store(true, Ordering::Relaxed);
            self.moved.notify_all();
        }
    }
}

impl Ticket {
    /// Waits until it is this job's turn; whether it still is to be done. `unwanted` is asked now and then whether
    /// somebody beside this process wants it stopped.
    fn turn(&self, unwanted: &dyn Fn() -> bool) -> bool {
        let mut live = self.jobs.live();
        loop {
            if self.cancel.load(Ordering::Relaxed) || unwanted() {
                return false;
            }
            let first = live.waiting.iter().find(|(line, _)| Some(*line) == self.line);
            if first.is_none_or(|(_, id)| *id == self.id) {
                return true;
            }
            live = self.jobs.moved.wait_timeout(live, LOOK_EVERY).unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        let mut live = self.jobs.live();
        live.cancels.remove(&self.id);
        live.waiting.retain(|(_, id)| *id != self.id);
        self.jobs.moved.notify_all();
    }
}

impl Desk {
    /// A job.
    ///
    /// # Errors
    /// [`DeskError::NotFound`] when there is none with this id.
    pub fn job(&self, id: &str) -> Result<Job, DeskError> {
        self.store.job(id)?.ok_or_else(|| DeskError::NotFound { what: "任务", id: id.chars().take(80).collect() })
    }

    /// The newest jobs of these kinds, newest first. A result that is an answer of its own is not among their details.
    ///
    /// # Errors
    /// The store's.
    pub fn jobs(&self, kinds: &[JobKind], limit: usize) -> Result<Vec<Job>, DeskError> {
        let kinds: Vec<&str> = kinds.iter().map(|kind| kind.name()).collect();
        let mut jobs = self.store.jobs(Some(&kinds), limit)?;
        for job in &mut jobs {
            if job.progress.detail.get("code").is_none() && JobKind::named(&job.kind).is_some_and(JobKind::answers) {
                job.progress.detail = serde_json::Value::Null;
            }
        }
        Ok(jobs)
    }

    /// Asks a job to stop. It does so after the piece of work at hand; what it has stored stays.
    ///
    /// # Errors
    /// [`DeskError::NotFound`] when there is none with this id, [`DeskError::JobOver`] when it has ended.
    pub fn cancel_job(&self, id: &str) -> Result<Job, DeskError> {
        let job = self.job(id)?;
        // A job that has told its end may still be about to leave its place.
        if job.progress.state.is_over() {
            return Err(DeskError::JobOver { state: job.state_label() });
        }
        // Recorded first, and once however often it is asked.
        self.store.want_stop(id)?;
        self.jobs.cancel(id);
        Ok(job)
    }

    /// Drops records that have been kept long enough.
    ///
    /// # Errors
    /// The store's.
    pub fn prune(&self, retention: &Retention) -> Result<(), DeskError> {
        self.store.prune_jobs(retention.jobs)?;
        self.store.prune_repeatable(retention.answers)?;
        Ok(self.store.empty_log_if_due()?)
    }

    /// Starts a job on a thread of its own. `held` is what the caller set apart for it; it is dropped when the job is
    /// over.
    pub(super) fn start<F>(
        self: &Arc<Self>,
        kind: JobKind,
        stamp: Stamp,
        held: impl Send + 'static,
        work: F,
    ) -> Result<Job, DeskError>
    where
        F: FnOnce(&Self, &mut JobControl<'_>) -> Result<(Ended, serde_json::Value), DeskError> + Send + 'static,
    {
        let job = self.store.create_job(stamp, kind.name())?;
        let ticket = self.jobs.enter(&job.id, kind);
        let desk = Arc::clone(self);
        let actor = Actor::now();
        let run = move || {
            let last = acting(actor, || desk.work(&ticket, work));
            desk.record(&ticket.id, &last);
            drop(ticket);
            drop(held);
        };
        let spawned = std::thread::Builder::new().name(kind.name().to_owned()).spawn(run);
        if let Err(source) = spawned {
            let error = CorpusError::Io { path: PathBuf::from(kind.name()), source };
            self.record(&job.id, &failed((0, 0), "internal_error", &error.to_string()));
            return Err(error.into());
        }
        Ok(job)
    }

    /// Does a job's work when it is its turn; how it ended.
    fn work<F>(&self, ticket: &Ticket, work: F) -> JobProgress
    where
        F: FnOnce(&Self, &mut JobControl<'_>) -> Result<(Ended, serde_json::Value), DeskError>,
    {
        let running = |(done, total)| {
            let detail = serde_json::Value::Null;
            self.record(&ticket.id, &JobProgress { state: JobState::Running, done, total, detail });
        };
        let unwanted = || self.store.stop_wanted(&ticket.id).unwrap_or(false);
        if !ticket.turn(&unwanted) {
            let detail = serde_json::Value::Null;
            return JobProgress { state: JobState::Cancelled, done: 0, total: 0, detail };
        }
        let (mut last, mut recorded) = ((0, 0), Instant::now());
        running(last);
        let mut tell = |done, total| {
            last = (done, total);
            if recorded.elapsed() >= RECORD_EVERY {
                running(last);
                if unwanted() {
                    ticket.cancel.store(true, Ordering::Relaxed);
                }
                recorded = Instant::now();
            }
        };
        let mut control = JobControl { cancel: &ticket.cancel, tell: &mut tell };
        // A job that panics has failed; its words may quote a document, so they stay inside.
        let result = catch_unwind(AssertUnwindSafe(|| work(self, &mut control)));
        let (done, total) = last;
        match result {
            Ok(Ok((Ended::Done, detail))) => JobProgress { state: JobState::Succeeded, done, total, detail },
            Ok(Ok((Ended::InVain, detail))) => JobProgress { state: JobState::Failed, done, total, detail },
            Ok(Ok((Ended::Cancelled, detail))) => JobProgress { state: JobState::Cancelled, done, total, detail },
            Ok(Err(DeskError::Corpus(CorpusError::Cancelled) | DeskError::Stopped(Stopped::Abandoned))) => {
                JobProgress { state: JobState::Cancelled, done, total, detail: serde_json::Value::Null }
            }
            Ok(Err(error)) => failed(last, "failed", &error.to_string()),
            Err(_) => failed(last, "internal_error", "程序内部错误，请把任务编号告诉管理员，以便查日志"),
        }
    }

    /// Records progress; a job's record that cannot be written must not stop the job itself.
    fn record(&self, id: &str, progress: &JobProgress) {
        if let Err(error) = self.store.update_job(id, progress) {
            tracing::error!(job = id, %error, "job progress not recorded");
        }
    }
}

/// A job that failed, with a stable code and the reason in Chinese.
fn failed((done, total): (u64, u64), code: &str, error: &str) -> JobProgress {
    let detail = serde_json::json!({ "code": code, "error": error });
    JobProgress { state: JobState::Failed, done, total, detail }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;
    use crate::desk::DeskOptions;

    fn desk(dir: &std::path::Path) -> Arc<Desk> {
        let options = DeskOptions { data: dir.to_owned(), ..DeskOptions::default() };
        Arc::new(Desk::open(&options, &mut |_, _| {}).unwrap().0)
    }

    fn ended(desk: &Desk, id: &str) -> Job {
        for _ in 0..2_000 {
            let job = desk.job(id).unwrap();
            if job.progress.state.is_over() {
                return job;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        panic!("{id} does not end");
    }

    #[test]
    fn jobs_on_the_corpus_wait_for_one_another_and_can_be_stopped_waiting() {
        let dir = tempfile::tempdir().unwrap();
        let desk = desk(dir.path());
        let (go, wait) = channel::<()>();
        let first = desk
            .start(JobKind::Import, Stamp::now(), (), move |_, control| {
                (control.tell)(1, 2);
                wait.recv().unwrap();
                Ok((Ended::Done, serde_json::Value::Null))
            })
            .unwrap();
        let second = desk.start_reindex(Stamp::now(), ()).unwrap();
        let third = desk.start_reindex(Stamp::now(), ()).unwrap();
        std::thread::sleep(Duration::from_millis(50));
        assert_eq!(desk.job(&second.id).unwrap().progress.state, JobState::Queued);
        assert!(desk.cancel_job(&second.id).is_ok());
        // A second wish finds the job stopping or stopped, and leaves no second row.
        assert!(matches!(desk.cancel_job(&second.id), Ok(_) | Err(DeskError::JobOver { .. })));
        assert_eq!(ended(&desk, &second.id).progress.state, JobState::Cancelled);
        assert_eq!(desk.job(&third.id).unwrap().progress.state, JobState::Queued);
        go.send(()).unwrap();
        let progress = ended(&desk, &first.id).progress;
        assert_eq!((progress.state, progress.done, progress.total), (JobState::Succeeded, 1, 2));
        assert_eq!(ended(&desk, &third.id).progress.state, JobState::Succeeded);
        assert!(matches!(desk.cancel_job(&third.id), Err(DeskError::JobOver { .. })));
        assert!(matches!(desk.cancel_job("无"), Err(DeskError::NotFound { .. })));
    }

    #[test]
    fn a_job_that_panics_has_failed_and_lets_the_next_one_work() {
        let dir = tempfile::tempdir().unwrap();
        let desk = desk(dir.path());
        let broken = desk.start(JobKind::Import, Stamp::now(), (), |_, _| panic!("正文")).unwrap();
        let next = desk.start_reindex(Stamp::now(), ()).unwrap();
        let job = ended(&desk, &broken.id);
        assert_eq!((job.progress.state, &job.progress.detail["code"]), (JobState::Failed, &"internal_error".into()));
        assert!(!job.progress.detail.to_string().contains("正文"));
        assert_eq!(ended(&desk, &next.id).progress.state, JobState::Succeeded);
    }

    #[test]
    fn an_import_stops_between_two_batches_and_keeps_what_is_in() {
        let dir = tempfile::tempdir().unwrap();
        let desk = desk(dir.path());
        let line = |n: usize| format!("{{\"id\":\"c-{n}\",\"title\":\"题\",\"text\":\"水库巡查第{n}次\"}}\n");
        let lines: String = (0..20_000).map(line).collect();
        let before = desk.stats().documents;
        let source = crate::desk::ImportSource::Lines(lines.into_bytes());
        let job = desk.start_import(Stamp::now(), source, ()).unwrap();
        while desk.job(&job.id).unwrap().progress.done == 0 {
            std::thread::sleep(Duration::from_millis(5));
        }
        desk.cancel_job(&job.id).unwrap();
        let job = ended(&desk, &job.id);
        assert_eq!(job.progress.state, JobState::Cancelled, "{job:?}");
        let added = job.progress.detail["added"].as_u64().unwrap();
        assert!(added > 0 && added < 20_000);
        assert_eq!(desk.stats().documents as u64, before as u64 + added);
    }
}
