//! [`Course`]: a long look at many texts, one after another on all processors: until when it goes on, who is told how far
//! it is, and what is done with what it did not come to.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rayon::prelude::*;

use crate::deadline::{Deadline, Stopped};
use crate::desk::error::DeskError;
use crate::desk::jobs::JobControl;

/// Until when texts are looked at, and who follows.
#[derive(Clone)]
pub struct Course<'a> {
    /// When it passes, what has not been looked at is left out; when it is abandoned, there is no answer.
    pub until: Deadline,
    /// Told texts looked at and in all, from any thread.
    pub tell: &'a (dyn Fn(u64, u64) + Sync),
}

impl std::fmt::Debug for Course<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Course").field("until", &self.until).finish_non_exhaustive()
    }
}

impl Course<'_> {
    /// One that nobody follows.
    #[must_use]
    pub fn until(until: Deadline) -> Self {
        Self { until, tell: &|_, _| {} }
    }

    /// Looks at each of `sources` in the pool at hand; what was found, in their order, without those that were not looked
    /// at to their end.
    ///
    /// # Errors
    /// `look`'s; [`DeskError::Stopped`] when nobody waits any more.
    pub(super) fn each<S: Sync, T: Send>(
        &self,
        sources: &[S],
        look: impl Fn(&S) -> Result<Option<T>, DeskError> + Sync,
    ) -> Result<Vec<T>, DeskError> {
        let (done, total) = (AtomicU64::new(0), sources.len() as u64);
        (self.tell)(0, total);
        // One by one: texts differ in length, and a thread that is done takes over no part of what another has begun.
        let found = sources.par_iter().with_max_len(1).map(|source| {
            if self.until.has_passed() {
                return Ok(None);
            }
            let found = look(source)?;
            // What reads a text gives up with the deadline, so what it found by then may be but a part.
            if self.until.has_passed() {
                return Ok(None);
            }
            done.fetch_add(1, Ordering::Relaxed);
            (self.tell)(done.load(Ordering::Relaxed), total);
            Ok(found)
        });
        let found: Vec<Option<T>> = found.collect::<Result<_, DeskError>>()?;
        if let Err(stopped @ Stopped::Abandoned) = self.until.check() {
            return Err(stopped.into());
        }
        (self.tell)(total, total);
        Ok(found.into_iter().flatten().collect())
    }
}

/// A look that a job makes: its progress is the job's, it ends when the job is to stop, and after `limit` at the latest.
pub(super) fn of_job<T>(
    control: &mut JobControl<'_>,
    limit: Duration,
    look: impl FnOnce(&Course<'_>) -> Result<T, DeskError>,
) -> Result<T, DeskError> {
    let until = Deadline::unless(Some(limit), Arc::clone(control.cancel));
    let job = Mutex::new((0, &mut *control.tell));
    // Whoever finds another thread telling has nothing to add: the last word is said when all threads are done.
    let tell = |done: u64, total: u64| {
        if let Ok(mut job) = job.try_lock()
            && done >= job.0
        {
            job.0 = done;
            (job.1)(done, total);
        }
    };
    look(&Course { until, tell: &tell })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::AtomicBool;

    #[test]
    fn what_is_told_grows_to_the_whole() {
        let told = Mutex::new(Vec::new());
        let tell = |done, total| told.lock().unwrap().push((done, total));
        let numbers: Vec<u64> = (0..100).collect();
        let course = Course { until: Deadline::default(), tell: &tell };
        let odd = course.each(&numbers, |n| Ok((n % 2 == 1).then_some(*n))).unwrap();
        assert_eq!(odd, (0..50).map(|n| 2 * n + 1).collect::<Vec<u64>>());
        let told = told.into_inner().unwrap();
        assert_eq!((told.first(), told.last()), (Some(&(0, 100)), Some(&(100, 100))));
    }

    #[test]
    fn out_of_time_something_is_left_out_and_abandoned_nothing_is_answered() {
        let none = Course::until(Deadline::after(Some(Duration::ZERO)));
        assert_eq!(none.each(&[1, 2], |n| Ok(Some(*n))).unwrap(), [0; 0]);
        let stop = Arc::new(AtomicBool::new(false));
        let course = Course::until(Deadline::unless(None, Arc::clone(&stop)));
        let stopped = course.each(&[1, 2], |n| {
            stop.store(true, Ordering::Relaxed);
            Ok(Some(*n))
        });
        assert!(matches!(stopped, Err(DeskError::Stopped(Stopped::Abandoned))), "{stopped:?}");
    }
}
