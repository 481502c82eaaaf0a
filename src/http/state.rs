//! [`AppState`]: what every handler is given.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::access::{Guard, RateLimits, Tickets};
use super::error::HttpError;
use super::lane::Lane;
use super::metrics::Metrics;
use crate::desk::{Desk, Retention};

/// How much is done at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capacity {
    /// Reviews and searches at once.
    pub workers: usize,
    /// Requests that wait behind them; more are refused with 503.
    pub waiting: usize,
    /// How long a review or a question of provenance may take once it is its turn; `None` for as long as it takes. Work
    /// that has an end of its own, and answers then with what it has (searches, previews, candidates), ends at whichever
    /// comes first.
    pub time_limit: Option<Duration>,
}

/// How long work may take when nothing is set. Ordinary drafts take milliseconds and 300,000 characters copied
/// throughout a few seconds; whatever takes longer than this holds one of few workers and has mostly lost its client.
pub const TIME_LIMIT: Duration = Duration::from_secs(60);

impl Default for Capacity {
    /// One worker a core, and a queue that a worker of that kind clears in seconds.
    fn default() -> Self {
        let workers = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Self { workers, waiting: 32, time_limit: Some(TIME_LIMIT) }
    }
}

/// What an administrator may set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings {
    /// How long records are kept that serve only for a while.
    pub retention: Retention,
    /// Where backups are put; `backups` in the data folder when left out.
    pub backups: Option<PathBuf>,
}

impl Settings {
    /// Where backups of a desk are put.
    pub(super) fn shelf(&self, desk: &Desk) -> PathBuf {
        self.backups.clone().unwrap_or_else(|| desk.store().dir().join("backups"))
    }
}

/// Imports and re-indexings at once: one works, the others wait for the corpus with their whole body in memory.
pub(super) const MOST_JOBS: usize = 2;
/// Imports read beyond those at once: each holds its whole body in memory.
const MOST_REPEATS: usize = 1;
/// Backups at once: a second one would only take its disk from the first.
const MOST_BACKUPS: usize = 1;
/// Jobs watched as they go on, and backups fetched, at once: each holds a connection for minutes.
const MOST_STREAMS: usize = 32;
/// Short reads of the store at once, and waiting: milliseconds each.
const READERS: (usize, usize) = (16, 256);
/// Previews waiting behind the one at work, none with a body in memory.
const PREVIEWS_WAITING: usize = 4;
/// How long a preview's turn is waited for: as many of 20 seconds as may stand before it, and one search for candidates.
const PREVIEW_PATIENCE: Duration = Duration::from_secs(140);
/// Previews and searches for candidates that are jobs: one works, the others wait with the list they try in memory.
const MOST_LOOKS: usize = 5;
/// Changes of the corpus waiting: one at a time, and an import may hold them up.
const CHANGES_WAITING: usize = 16;

/// Room for work that outlives its request; given back when it is dropped.
pub(super) type Room = OwnedSemaphorePermit;

/// The desk, the permits, and whether the server is about to stop. Cloning is cheap.
#[derive(Debug, Clone)]
pub struct AppState {
    /// All there is to call.
    pub(super) desk: Arc<Desk>,
    /// How much is done at once.
    pub(super) capacity: Capacity,
    /// Reviews, and term lists compiled.
    pub(super) heavy: Lane,
    /// Searches, and kept reports written out: milliseconds each, never behind a long review.
    pub(super) search: Lane,
    /// Short reads and small writes.
    pub(super) light: Lane,
    /// Documents put in and deleted.
    pub(super) changes: Lane,
    /// Previews that are waited for: seconds on all processors, so one at a time.
    pub(super) preview: Lane,
    /// Imports and re-indexings.
    pub(super) jobs: Arc<Semaphore>,
    /// What the door goes by.
    pub(super) guard: Arc<Guard>,
    /// Names by which the server is known, besides its addresses.
    pub(super) hosts: Arc<[String]>,
    /// Imports read again, because they may have been done already.
    pub(super) repeats: Arc<Semaphore>,
    /// Backups.
    pub(super) backups: Arc<Semaphore>,
    /// Previews and searches for candidates that are jobs.
    pub(super) looks: Arc<Semaphore>,
    /// Answers that go on for minutes.
    pub(super) streams: Arc<Semaphore>,
    /// Addresses given out for one download each.
    pub(super) tickets: Arc<Tickets>,
    /// What is counted.
    pub(super) metrics: Arc<Metrics>,
    settings: Arc<Settings>,
    stopping: Arc<AtomicBool>,
    present: Arc<AtomicUsize>,
}

/// A request that is being answered.
#[derive(Debug)]
pub(super) struct Presence(Arc<AtomicUsize>);

impl Drop for Presence {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

impl AppState {
    /// What a server on this desk works with.
    #[must_use]
    pub fn new(desk: Arc<Desk>, capacity: Capacity) -> Self {
        Self {
            desk,
            capacity,
            heavy: Lane::new(capacity.workers, capacity.waiting),
            search: Lane::new(capacity.workers, capacity.waiting),
            light: Lane::new(READERS.0, READERS.1),
            changes: Lane::new(1, CHANGES_WAITING),
            preview: Lane::new(1, PREVIEWS_WAITING).patient(PREVIEW_PATIENCE),
            jobs: Arc::new(Semaphore::new(MOST_JOBS)),
            guard: Arc::new(Guard::new(true, RateLimits::default())),
            hosts: Arc::new([]),
            repeats: Arc::new(Semaphore::new(MOST_REPEATS)),
            backups: Arc::new(Semaphore::new(MOST_BACKUPS)),
            looks: Arc::new(Semaphore::new(MOST_LOOKS)),
            streams: Arc::new(Semaphore::new(MOST_STREAMS)),
            tickets: Arc::default(),
            metrics: Arc::default(),
            settings: Arc::default(),
            stopping: Arc::new(AtomicBool::new(false)),
            present: Arc::new(AtomicUsize::new(0)),
        }
    }

    /// The same for a server that listens on loopback or not, with these limits of requests.
    #[must_use]
    pub fn guarded(self, loopback: bool, rate: RateLimits) -> Self {
        Self { guard: Arc::new(Guard::new(loopback, rate)), ..self }
    }

    /// Whether requests need a key: when there are keys, and always where other machines reach the server.
    pub(super) fn needs_keys(&self) -> bool {
        !self.guard.loopback || self.desk.keys().required()
    }

    /// The same for a server that answers to these names too, as behind a proxy.
    #[must_use]
    pub fn known_as(self, hosts: &[String]) -> Self {
        Self { hosts: hosts.into(), ..self }
    }

    /// The same with what an administrator has set.
    #[must_use]
    pub fn with_settings(self, settings: Settings) -> Self {
        Self { settings: Arc::new(settings), ..self }
    }

    /// What an administrator has set.
    pub(super) fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Where backups are put.
    pub(super) fn shelf(&self) -> PathBuf {
        self.settings.shelf(&self.desk)
    }

    /// How long work may take that ends by itself after `own`.
    pub(super) fn within(&self, own: Duration) -> Duration {
        self.capacity.time_limit.map_or(own, |limit| own.min(limit))
    }

    /// Room for one more of a kind of work that outlives its request, given back when it is done.
    pub(super) fn room(kind: &Arc<Semaphore>) -> Result<Room, HttpError> {
        Arc::clone(kind).try_acquire_owned().map_err(|_| HttpError::Busy)
    }

    /// From now on no new work is taken, and `/readyz` says so.
    pub fn stop(&self) {
        self.stopping.store(true, Ordering::Release);
    }

    /// Whether [`Self::stop`] was called.
    pub(super) fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Acquire)
    }

    /// Lets a request in.
    ///
    /// # Errors
    /// [`HttpError::Stopping`] after [`Self::stop`].
    pub(super) fn enter(&self) -> Result<Presence, HttpError> {
        self.present.fetch_add(1, Ordering::AcqRel);
        let presence = Presence(Arc::clone(&self.present));
        if self.is_stopping() { Err(HttpError::Stopping) } else { Ok(presence) }
    }

    /// Requests that are being answered.
    pub(super) fn present(&self) -> usize {
        self.present.load(Ordering::Acquire)
    }
}
