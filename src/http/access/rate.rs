//! How many requests a key has: a bucket of tokens each, filled evenly, so that one caller's crowd leaves room for the
//! others. Requests without a key are not counted: they come from this machine.

use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};

use governor::clock::{Clock as _, MonotonicClock};
use governor::middleware::NoOpMiddleware;
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota, RateLimiter};

/// One key's bucket.
type Bucket = RateLimiter<NotKeyed, InMemoryState, MonotonicClock, NoOpMiddleware<std::time::Instant>>;

/// How many requests a key has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimits {
    /// Requests a minute; `None` for as many as are asked.
    pub per_minute: Option<NonZeroU32>,
    /// Requests at once, after a rest.
    pub burst: NonZeroU32,
}

impl RateLimits {
    /// Requests a minute when nothing else is set: ten a second are more than a room full of reviewers, and one machine
    /// of two cores answers forty reviews a second.
    pub const PER_MINUTE: u32 = 600;
    /// Requests at once when nothing else is set: a view of the page asks five times, an import of a folder by scripts
    /// a hundred times.
    pub const BURST: u32 = 100;
}

impl Default for RateLimits {
    fn default() -> Self {
        let burst = NonZeroU32::new(Self::BURST).unwrap_or(NonZeroU32::MIN);
        Self { per_minute: NonZeroU32::new(Self::PER_MINUTE), burst }
    }
}

/// The buckets of all keys; there are never more than keys.
#[derive(Debug)]
pub(super) struct Buckets {
    quota: Option<Quota>,
    clock: MonotonicClock,
    buckets: Mutex<BTreeMap<String, Arc<Bucket>>>,
}

impl Buckets {
    pub(super) fn new(limits: RateLimits) -> Self {
        let quota = limits.per_minute.map(|rate| Quota::per_minute(rate).allow_burst(limits.burst));
        Self { quota, clock: MonotonicClock, buckets: Mutex::default() }
    }

    /// Takes a token of this key.
    ///
    /// # Errors
    /// Whole seconds until there is one again, at least one.
    pub(super) fn take(&self, key: &str) -> Result<(), u64> {
        let Some(quota) = self.quota else { return Ok(()) };
        let bucket = {
            let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
            let new = || Arc::new(RateLimiter::direct_with_clock(quota, self.clock.clone()));
            Arc::clone(buckets.entry(key.to_owned()).or_insert_with(new))
        };
        bucket.check().map_err(|until| {
            let wait = until.wait_time_from(self.clock.now());
            wait.as_secs() + u64::from(wait.subsec_nanos() > 0).max(u64::from(wait.is_zero()))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits(per_minute: u32, burst: u32) -> RateLimits {
        RateLimits { per_minute: NonZeroU32::new(per_minute), burst: NonZeroU32::new(burst).unwrap() }
    }

    #[test]
    fn a_bucket_runs_dry_alone_and_says_when_it_is_filled() {
        let buckets = Buckets::new(limits(6, 3));
        for _ in 0..3 {
            assert_eq!(buckets.take("甲"), Ok(()));
        }
        let wait = buckets.take("甲").unwrap_err();
        assert!((9..=10).contains(&wait), "{wait}");
        assert_eq!(buckets.take("乙"), Ok(()), "another key has its own");
        let all = Buckets::new(limits(0, 1));
        assert!((0..9_999).all(|_| all.take("甲").is_ok()));
    }
}
