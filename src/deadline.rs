//! [`Deadline`]: until when work may go on. Whoever works long looks at it in its outer loops and gives up; whoever asked
//! for the work checks it before the result is used, so that what was cut short is an error and never a result.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Until when work may go on: a time, and whether somebody still waits for it. Clones are the same deadline.
#[derive(Debug, Clone, Default)]
pub struct Deadline(Option<Arc<Limit>>);

#[derive(Debug)]
struct Limit {
    /// The end, and how long it was off at the beginning.
    end: Option<(Instant, Duration)>,
    /// Nobody waits for the work any more.
    abandoned: Arc<AtomicBool>,
}

/// Why work was given up. The text is Chinese and may be shown to users.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Stopped {
    /// The time was up.
    #[error(
        "处理超过{}秒的时限仍未完成，已停止，没有保存任何内容；请把送审稿拆成几份、把要找的范围缩小，或者稍后再试；审核的时限由管理员以 --time-limit 设定",
        limit.as_secs_f64()
    )]
    OutOfTime {
        /// How long the work was allowed to take.
        limit: Duration,
    },
    /// Nobody waits for the result.
    #[error("请求方已断开，已停止处理，没有保存任何内容")]
    Abandoned,
}

impl Deadline {
    /// A deadline `limit` from now, or never; it can be abandoned either way.
    #[must_use]
    pub fn after(limit: Option<Duration>) -> Self {
        Self::unless(limit, Arc::default())
    }

    /// The same for work that somebody may stop who knows nothing of deadlines: it is abandoned once `abandoned` is set.
    #[must_use]
    pub fn unless(limit: Option<Duration>, abandoned: Arc<AtomicBool>) -> Self {
        let end = limit.and_then(|limit| Some((Instant::now().checked_add(limit)?, limit)));
        Self(Some(Arc::new(Limit { end, abandoned })))
    }

    /// A deadline that passes so much of the whole time earlier (a tenth, for 10), and is abandoned with this one.
    #[must_use]
    pub fn leaving(&self, share: u32) -> Self {
        let earlier = |limit: &Arc<Limit>| {
            let end = limit.end.map(|(end, time)| {
                let left = time.checked_div(share).unwrap_or_default();
                (end.checked_sub(left).unwrap_or(end), time)
            });
            Arc::new(Limit { end, abandoned: Arc::clone(&limit.abandoned) })
        };
        Self(self.0.as_ref().map(earlier))
    }

    /// Says that nobody waits for the work any more. One that never ends goes on.
    pub fn abandon(&self) {
        if let Some(limit) = &self.0 {
            limit.abandoned.store(true, Ordering::Relaxed);
        }
    }

    /// Whether work must stop. Costs some ten nanoseconds.
    #[must_use]
    pub fn has_passed(&self) -> bool {
        self.check().is_err()
    }

    /// Whether work may go on.
    ///
    /// # Errors
    /// [`Stopped`] when it must stop; from then on always.
    pub fn check(&self) -> Result<(), Stopped> {
        let Some(limit) = &self.0 else { return Ok(()) };
        if limit.abandoned.load(Ordering::Relaxed) {
            return Err(Stopped::Abandoned);
        }
        match limit.end {
            Some((end, limit)) if Instant::now() >= end => Err(Stopped::OutOfTime { limit }),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_stops_when_the_time_is_up_or_nobody_waits() {
        let soon = Deadline::after(Some(Duration::ZERO));
        assert_eq!(soon.check(), Err(Stopped::OutOfTime { limit: Duration::ZERO }));
        for limit in [None, Some(Duration::from_secs(3_600)), Some(Duration::MAX)] {
            let deadline = Deadline::after(limit);
            let elsewhere = deadline.clone();
            assert!(!elsewhere.has_passed(), "{limit:?}");
            deadline.abandon();
            assert_eq!(elsewhere.check(), Err(Stopped::Abandoned), "{limit:?}");
        }
        let never = Deadline::default();
        never.abandon();
        assert!(!never.has_passed());
    }

    #[test]
    fn an_earlier_deadline_leaves_its_share_of_the_time() {
        let whole = Deadline::after(Some(Duration::from_secs(100)));
        let (first, none) = (whole.leaving(10), whole.leaving(1));
        assert!(!first.has_passed() && none.has_passed() && !whole.has_passed());
        whole.abandon();
        assert_eq!(first.check(), Err(Stopped::Abandoned));
        assert!(!Deadline::default().leaving(1).has_passed());
        assert!(!Deadline::after(None).leaving(1).has_passed());
    }

    #[test]
    fn the_message_names_the_limit() {
        let said = Stopped::OutOfTime { limit: Duration::from_secs(60) }.to_string();
        assert!(said.contains("60秒") && said.contains("--time-limit"), "{said}");
    }
}
