//! Threads for reviews: each review at work has a pool of its own, so that the operating system shares the processors
//! between a long draft and a short one. In one common pool the short one would wait behind every piece of the long one.

use std::sync::{Mutex, PoisonError};

use rayon::{ThreadPool, ThreadPoolBuilder};

/// Pools that are not in use; there are never more than reviews at work at once.
#[derive(Debug, Default)]
pub(super) struct Pools(Mutex<Vec<ThreadPool>>);

impl Pools {
    /// Runs `work` in a pool of its own; where no threads can be made, in the common one.
    pub(super) fn run<T: Send>(&self, work: impl FnOnce() -> T + Send) -> T {
        let free = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let Some(pool) = free.or_else(|| ThreadPoolBuilder::new().build().ok()) else { return work() };
        let done = pool.install(work);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(pool);
        done
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;

    #[test]
    fn a_short_work_does_not_wait_for_a_long_one() {
        let pools = Pools::default();
        let (release, wait) = channel::<()>();
        std::thread::scope(|scope| {
            let long = scope.spawn(|| {
                pools.run(move || {
                    let each = |_: usize| std::thread::yield_now();
                    wait.recv().unwrap();
                    (0..rayon::current_num_threads()).for_each(each);
                })
            });
            // Ends although the long one has not.
            assert_eq!(pools.run(|| rayon::join(|| 1, || 2)), (1, 2));
            release.send(()).unwrap();
            long.join().unwrap();
        });
        assert!(!pools.0.lock().unwrap().is_empty());
    }
}
