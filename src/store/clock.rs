//! The wall clock, read here and nowhere else: stamps of records. No measure ever sees it.

use std::time::Duration;

use time::OffsetDateTime;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;
use uuid::Uuid;

/// RFC 3339 in UTC, to the millisecond.
const FORMAT: &[BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]Z");
/// The same without marks, for file names.
const COMPACT: &[BorrowedFormatItem<'_>] = format_description!("[year][month][day]T[hour][minute][second]Z");

/// A fresh id with the time it was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// UUID version 7: sorts by time.
    pub id: String,
    /// RFC 3339 in UTC, to the millisecond.
    pub created_at: String,
}

impl Stamp {
    /// A new id and the time now.
    #[must_use]
    pub fn now() -> Self {
        Self { id: Uuid::now_v7().to_string(), created_at: now() }
    }

    /// The time now as `YYYYMMDDThhmmssZ`, for names of files.
    #[must_use]
    pub fn for_file_name() -> String {
        OffsetDateTime::now_utc().format(COMPACT).unwrap_or_default()
    }
}

/// The time now, RFC 3339 in UTC.
pub(super) fn now() -> String {
    OffsetDateTime::now_utc().format(FORMAT).unwrap_or_default()
}

/// The time so long ago, RFC 3339 in UTC; the earliest there is when that cannot be written.
pub(super) fn before(age: Duration) -> String {
    let age = time::Duration::try_from(age).unwrap_or(time::Duration::MAX);
    let then = OffsetDateTime::now_utc().checked_sub(age);
    then.and_then(|then| then.format(FORMAT).ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stamps_have_their_shape() {
        let (first, second) = (Stamp::now(), Stamp::now());
        assert!(first.id < second.id);
        assert_eq!(first.created_at.len(), "2026-01-01T00:00:00.000Z".len());
        assert_eq!(Stamp::for_file_name().len(), "20260101T000000Z".len());
        assert!(before(Duration::from_secs(60)) < now());
        assert!(before(Duration::MAX) < before(Duration::from_secs(60)));
    }
}
