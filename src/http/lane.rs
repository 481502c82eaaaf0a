//! Permits: so much work at once, so many waiting, the rest refused at the door. Work runs off the async threads and
//! keeps its permit until it ends; long work ends at its deadline, or soon after its client has gone.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::access::Caller;
use super::error::HttpError;
use crate::deadline::Deadline;
use crate::store::acting;

/// Longest wait for a permit. A draft of the longest kind takes seconds, so whoever has waited this long stands behind
/// a crowd and is better told to come back.
pub(super) const LONGEST_WAIT: Duration = Duration::from_secs(20);

/// One kind of work with its own permits, so that it never takes those of another.
#[derive(Debug, Clone)]
pub(super) struct Lane {
    /// Those at work and those waiting.
    places: Arc<Semaphore>,
    /// Those at work.
    permits: Arc<Semaphore>,
    /// How many of each there are.
    size: (usize, usize),
    /// Those sent away.
    refused: Arc<AtomicU64>,
    /// How long the turn is waited for.
    patience: Duration,
}

/// How full a lane is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Load {
    /// Those at work.
    pub(super) working: usize,
    /// Those waiting.
    pub(super) waiting: usize,
    /// Those that can be at work at once.
    pub(super) workers: usize,
    /// Those that can wait behind them.
    pub(super) rooms: usize,
    /// Those sent away since the start: there was no room, or the turn did not come in time.
    pub(super) refused: u64,
}

/// A place in a lane: taken before the body is read, so that what waits in memory is bounded too.
#[derive(Debug)]
pub(super) struct Place {
    place: OwnedSemaphorePermit,
    permits: Arc<Semaphore>,
    refused: Arc<AtomicU64>,
    patience: Duration,
}

impl Lane {
    /// A lane for `workers` at once (at least one) and `waiting` behind them.
    pub(super) fn new(workers: usize, waiting: usize) -> Self {
        let workers = workers.max(1);
        Self {
            places: Arc::new(Semaphore::new(workers + waiting)),
            permits: Arc::new(Semaphore::new(workers)),
            size: (workers + waiting, workers),
            refused: Arc::default(),
            patience: LONGEST_WAIT,
        }
    }

    /// The same, in which the turn is waited for so long: where the work itself takes long, and whoever waits holds no
    /// body in memory.
    pub(super) fn patient(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// How full it is.
    pub(super) fn load(&self) -> Load {
        let (places, workers) = self.size;
        let working = workers.saturating_sub(self.permits.available_permits());
        let taken = places.saturating_sub(self.places.available_permits());
        Load {
            working,
            waiting: taken.saturating_sub(working),
            workers,
            rooms: places - workers,
            refused: self.refused.load(Ordering::Relaxed),
        }
    }

    /// Takes a place.
    ///
    /// # Errors
    /// [`HttpError::Busy`] when all are taken.
    pub(super) fn place(&self) -> Result<Place, HttpError> {
        let Ok(place) = Arc::clone(&self.places).try_acquire_owned() else {
            self.refused.fetch_add(1, Ordering::Relaxed);
            return Err(HttpError::Busy);
        };
        let (permits, refused) = (Arc::clone(&self.permits), Arc::clone(&self.refused));
        Ok(Place { place, permits, refused, patience: self.patience })
    }
}

impl Place {
    /// Runs `work` on a thread that may block, once it is its turn, on behalf of whoever asks.
    ///
    /// # Errors
    /// The work's; [`HttpError::Busy`] when the turn does not come; [`HttpError::Panicked`] when the work panicked.
    pub(super) async fn run<T, E>(self, work: impl FnOnce() -> Result<T, E> + Send + 'static) -> Result<T, HttpError>
    where
        T: Send + 'static,
        E: Into<HttpError> + Send + 'static,
    {
        self.run_within(None, |_| work()).await
    }

    /// The same for work that looks at a deadline: `limit` from its turn on, or at once when the client goes.
    ///
    /// # Errors
    /// As [`Self::run`].
    pub(super) async fn run_within<T, E>(
        self,
        limit: Option<Duration>,
        work: impl FnOnce(&Deadline) -> Result<T, E> + Send + 'static,
    ) -> Result<T, HttpError>
    where
        T: Send + 'static,
        E: Into<HttpError> + Send + 'static,
    {
        let permit = tokio::time::timeout(self.patience, Arc::clone(&self.permits).acquire_owned()).await;
        let Ok(Ok(permit)) = permit else {
            self.refused.fetch_add(1, Ordering::Relaxed);
            return Err(HttpError::Busy);
        };
        let held = (self.place, permit);
        let awaited = Awaited(Deadline::after(limit));
        let deadline = awaited.0.clone();
        let actor = Caller::now().actor;
        let task = tokio::task::spawn_blocking(move || {
            let result = acting(actor, || work(&deadline));
            drop(held);
            result
        });
        task.await.map_err(|_| HttpError::Panicked)?.map_err(Into::into)
    }
}

/// The deadline of work that somebody waits for. The server drops it with the request when the client goes.
struct Awaited(Deadline);

impl Drop for Awaited {
    fn drop(&mut self) {
        self.0.abandon();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deadline::Stopped;
    use std::sync::mpsc;

    #[tokio::test]
    async fn places_run_out_and_come_back() {
        let lane = Lane::new(1, 1);
        let (go, wait) = mpsc::channel::<()>();
        let first = tokio::spawn(lane.place().unwrap().run(move || wait.recv().map_err(|_| HttpError::Panicked)));
        let second = lane.place().unwrap();
        assert!(matches!(lane.place(), Err(HttpError::Busy)));
        tokio::task::yield_now().await;
        assert_eq!(lane.load(), Load { working: 1, waiting: 1, workers: 1, rooms: 1, refused: 1 });
        go.send(()).unwrap();
        assert!(first.await.unwrap().is_ok());
        assert_eq!(second.run(|| Ok::<_, HttpError>(7)).await.unwrap(), 7);
        assert!(lane.place().is_ok());
    }

    #[tokio::test]
    async fn a_turn_is_waited_for_as_long_as_the_lane_says() {
        let lane = Lane::new(1, 1).patient(Duration::from_millis(50));
        let (go, wait) = mpsc::channel::<()>();
        let first = tokio::spawn(lane.place().unwrap().run(move || wait.recv().map_err(|_| HttpError::Panicked)));
        tokio::time::sleep(Duration::from_millis(20)).await;
        let began = std::time::Instant::now();
        let second = lane.place().unwrap().run(|| Ok::<_, HttpError>(7)).await;
        assert!(matches!(second, Err(HttpError::Busy)) && began.elapsed() < LONGEST_WAIT / 2);
        let patient = lane.clone().patient(LONGEST_WAIT).place().unwrap();
        let third = tokio::spawn(patient.run(|| Ok::<_, HttpError>(8)));
        tokio::time::sleep(Duration::from_millis(200)).await;
        go.send(()).unwrap();
        assert!(first.await.unwrap().is_ok());
        assert_eq!(third.await.unwrap().unwrap(), 8);
    }

    #[tokio::test]
    async fn a_panic_gives_its_place_back() {
        let lane = Lane::new(1, 0);
        let work = || -> Result<(), HttpError> { panic!("work") };
        assert!(matches!(lane.place().unwrap().run(work).await, Err(HttpError::Panicked)));
        assert!(lane.place().is_ok());
    }

    #[tokio::test]
    async fn work_whose_client_has_gone_ends_and_gives_its_place_back() {
        let lane = Lane::new(1, 0);
        let (tell, told) = mpsc::channel();
        let work = move |deadline: &Deadline| loop {
            if let Err(stopped) = deadline.check() {
                tell.send(stopped).unwrap();
                return Err::<(), _>(HttpError::Panicked);
            }
            std::thread::yield_now();
        };
        let request = tokio::spawn(lane.place().unwrap().run_within(None, work));
        tokio::time::sleep(Duration::from_millis(20)).await;
        assert!(lane.place().is_err());
        request.abort();
        let stopped = tokio::task::spawn_blocking(move || told.recv_timeout(Duration::from_secs(30))).await;
        assert_eq!(stopped.unwrap(), Ok(Stopped::Abandoned));
        for _ in 0..600 {
            if lane.place().is_ok() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the place is not given back");
    }
}
