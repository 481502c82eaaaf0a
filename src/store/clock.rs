//! The wall clock, read here and nowhere else: stamps of records. No measure ever sees it.

use std::time::Duration;

use time::format_description::BorrowedFormatItem;
use time::macros::{format_description, offset};
use time::{Date, Month, OffsetDateTime, UtcOffset};
use uuid::Uuid;

/// RFC 3339 in UTC, to the millisecond.
const FORMAT: &[BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]Z");
/// The same without marks, for file names.
const COMPACT: &[BorrowedFormatItem<'_>] = format_description!("[year][month][day]T[hour][minute][second]Z");
/// A day.
pub(super) const DAY: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day]");

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
    written(OffsetDateTime::now_utc())
}

/// A moment as records have it: RFC 3339 in UTC.
pub(super) fn written(moment: OffsetDateTime) -> String {
    moment.to_offset(UtcOffset::UTC).format(FORMAT).unwrap_or_default()
}

/// The clock of the offices that this program serves: days begin and end by it, wherever the server stands.
pub(super) fn beijing() -> UtcOffset {
    offset!(+8)
}

/// The last millisecond of a day in Beijing; `None` beyond the calendar.
pub(super) fn end_of_day(day: Date) -> Option<OffsetDateTime> {
    let next = day.next_day()?.midnight().assume_offset(beijing());
    next.checked_sub(time::Duration::milliseconds(1))
}

/// The day in Beijing now, `YYYY-MM-DD`.
#[must_use]
pub fn today() -> String {
    day_of(OffsetDateTime::now_utc())
}

fn day_of(moment: OffsetDateTime) -> String {
    moment.to_offset(beijing()).format(DAY).unwrap_or_default()
}

/// The same day and hour so many months earlier; the last of the month where it has no such day.
pub(super) fn months_before(moment: OffsetDateTime, months: u32) -> OffsetDateTime {
    let date = moment.date();
    let count = i64::from(date.year()) * 12 + i64::from(u8::from(date.month())) - 1 - i64::from(months);
    let year = i32::try_from(count.div_euclid(12)).unwrap_or(date.year());
    let month = u8::try_from(count.rem_euclid(12) + 1).ok().and_then(|m| Month::try_from(m).ok());
    let month = month.unwrap_or(date.month());
    let day = date.day().min(month.length(year));
    Date::from_calendar_date(year, month, day).map_or(moment, |date| moment.replace_date(date))
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

    #[test]
    fn days_are_those_of_beijing_and_months_have_their_length() {
        use time::macros::{date, datetime};
        let end = end_of_day(date!(2027 - 12 - 31)).map(written);
        assert_eq!(end.as_deref(), Some("2027-12-31T15:59:59.999Z"));
        assert_eq!(day_of(datetime!(2026-05-01 17:00 UTC)), "2026-05-02");
        for (moment, months, wanted) in [
            (datetime!(2026-08-31 10:00 UTC), 6, "2026-02-28T10:00:00.000Z"),
            (datetime!(2026-01-15 00:00 UTC), 12, "2025-01-15T00:00:00.000Z"),
            (datetime!(2026-03-31 00:00 UTC), 1, "2026-02-28T00:00:00.000Z"),
        ] {
            assert_eq!(written(months_before(moment, months)), wanted);
        }
    }
}
