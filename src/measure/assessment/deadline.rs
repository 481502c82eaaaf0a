//! Deadlines too short for those who are to answer: the day by which something is to be reported, against the date of
//! the draft. Drafts without a full date are not judged, and holidays are not known: a deadline across them is shorter
//! than told here.

use std::sync::LazyLock;

use regex::{Captures, Regex};
use time::{Date, Duration, Month, Weekday};

use crate::document::PartialDate;
use crate::span::Span;
use crate::text::Analysis;

/// Id of the entry of the burden list that says what is wrong with a short deadline.
pub(super) const ENTRY: &str = "B24";
/// Most working days that are too few. The circular of 2025-10-22 criticises answers wanted within one or two, and desks
/// call five the least.
const SHORT: usize = 3;

/// A day, what may stand between it and 前, and the verb of answering it is set for.
static SET: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let day = r"(?:(?:(?<year>\d{4})年)?(?<month>\d{1,2})月)?(?<day>\d{1,2})[日号]|(?<week>[本这下])(?:周|星期)(?<weekday>[一二三四五六日天])";
    let hour = r"(?:（[^）]{0,6}）)?(?:[上下中]午)?(?:\d{1,2}(?:[时点]|[:：]\d{2}))?(?:下班)?[之以]?前";
    let verb = "反馈|报送|上报|回复|提交|填报|报回|返回|报至|报给|报[我省市县区]";
    Regex::new(&format!("(?:{day}){hour}[^。；]{{0,40}}?(?:{verb})")).ok()
});

/// A deadline that is too short.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Due {
    /// From the day to the verb.
    pub(super) span: Span,
    /// Working days from the day after the draft's date to the day named, both counted.
    pub(super) days: usize,
}

/// The deadlines of a draft of a date that leave too few working days, in order of position.
pub(super) fn short(analysis: &Analysis, date: Option<PartialDate>) -> Vec<Due> {
    let (Some(set), Some(from)) = (SET.as_ref(), date.and_then(full)) else { return Vec::new() };
    let due = |captures: Captures<'_>| {
        let days = working_days(from, named(&captures, from)?)?;
        let whole = captures.get(0)?;
        (days <= SHORT).then(|| Due { span: analysis.folded.span_of_bytes(whole.start(), whole.end()), days })
    };
    set.captures_iter(analysis.folded.as_str()).filter_map(due).collect()
}

/// A date of which year, month and day are known.
fn full(date: PartialDate) -> Option<Date> {
    let ordinal = date.ordinal();
    let (month, day) = (u8::try_from(ordinal / 100 % 100).ok()?, u8::try_from(ordinal % 100).ok()?);
    Date::from_calendar_date(i32::from(date.year()), Month::try_from(month).ok()?, day).ok()
}

/// The day that is named, seen from the date of the draft: without a year it is the next such day, within half a year.
fn named(captures: &Captures<'_>, from: Date) -> Option<Date> {
    let number = |name: &str| captures.name(name).and_then(|m| m.as_str().parse::<u16>().ok());
    if let Some(week) = captures.name("week") {
        let weekday = captures.name("weekday")?.as_str();
        let offset = ["一", "二", "三", "四", "五", "六", "日"].iter().position(|name| *name == weekday).unwrap_or(6);
        let monday = from - Duration::days(i64::from(from.weekday().number_days_from_monday()));
        let weeks = i64::from(week.as_str() == "下");
        return Some(monday + Duration::days(weeks * 7 + i64::try_from(offset).ok()?));
    }
    let day = u8::try_from(number("day")?).ok()?;
    let month = match number("month") {
        Some(month) => Month::try_from(u8::try_from(month).ok()?).ok()?,
        None => from.month(),
    };
    if let Some(year) = number("year") {
        return Date::from_calendar_date(i32::from(year), month, day).ok();
    }
    let this = Date::from_calendar_date(from.year(), month, day).ok()?;
    if this < from && u8::from(month) < 7 && u8::from(from.month()) > 6 {
        return Date::from_calendar_date(from.year() + 1, month, day).ok();
    }
    Some(this)
}

/// Working days after `from` up to `to`; `None` when that is past, or so far away that nobody needs to count.
fn working_days(from: Date, to: Date) -> Option<usize> {
    let days = (to - from).whole_days();
    if !(0..=14).contains(&days) {
        return None;
    }
    let off = |day: &Date| matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
    Some((1..=days).map(|n| from + Duration::days(n)).filter(|day| !off(day)).count())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(text: &str, date: &str) -> Vec<usize> {
        short(&Analysis::new(text, None), PartialDate::parse(date).unwrap()).iter().map(|due| due.days).collect()
    }

    #[test]
    fn a_deadline_is_seen_from_the_date_of_the_draft() {
        // 2026-03-02 is a Monday.
        for (text, date, wanted) in [
            ("请于3月3日前反馈修改意见。", "2026-03-02", Some(1)),
            ("请于2026年3月5日12时前将名单报送市水务局。", "2026-03-02", Some(3)),
            ("请于3月6日前反馈修改意见。", "2026-03-02", None),
            ("请于本周五下班前反馈。", "2026-03-04", Some(2)),
            ("请于本周五前反馈。", "2026-03-02", None),
            ("请于下周一（上午）前反馈。", "2026-03-06", Some(1)),
            ("请于3月8日前反馈。", "2026-03-06", Some(0)),
            ("请于5日前反馈。", "2026-03-04", Some(1)),
            ("请于1月2日前反馈。", "2026-12-31", Some(1)),
            ("请于3月3日前反馈。", "2026-04-02", None),
            ("请于3月3日前反馈。", "2026-03", None),
            ("请于3月3日前反馈。", "", None),
            ("请于3月3日前完成巡查。", "2026-03-02", None),
            ("请于13月3日前反馈。", "2026-03-02", None),
        ] {
            assert_eq!(days(text, date), Vec::from_iter(wanted), "{text} {date}");
        }
    }
}
