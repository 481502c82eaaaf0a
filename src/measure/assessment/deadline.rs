//! Deadlines too short for those who are to answer: the day by which something is to be reported, against the date of
//! the draft. Drafts without a full date are not judged, nor are days whose year or month the draft's date does not tell
//! (次年, 每月, 下下周, 会议召开5日前); holidays are not known, and what is said of a deadline says so.

use std::sync::LazyLock;

use regex::{Captures, Regex};
use time::{Date, Duration, Month, Weekday};

use crate::document::PartialDate;
use crate::measure::assessment::party::has_duty;
use crate::measure::assessment::shapes;
use crate::measure::assessment::words::any_of;
use crate::span::Span;
use crate::text::Analysis;

/// Id of the entry of the burden list that says what is wrong with a short deadline.
pub(super) const ENTRY: &str = "B24";
/// Most working days that are too few. The circular of 2025-10-22 criticises answers wanted within one or two, and desks
/// call five the least.
const SHORT: usize = 3;
/// Characters of a sentence that are read on either side of a day.
const WINDOW: usize = 120;

/// A day, and what may stand between it and 前.
static DAY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let day = r"(?:(?:(?<year>\d{4})年)?(?<month>\d{1,2})月)?(?<day>\d{1,2})[日号]|(?<week>[本这下])(?:周|星期)(?<weekday>[一二三四五六日天])";
    let hour = r"(?:（[^）]{0,6}）)?(?:[上下中]午|凌晨|傍晚|[早晚]上?)?(?:\d{1,2}(?:[时点](?:\d{1,2}分?|半|整)?|[:：]\d{2}))?(?:下班)?[之以]?前";
    Regex::new(&format!("(?:{day}){hour}")).ok()
});
/// The verb of answering that a day is set for, in the same clause, joined to it (，并报送) or with its object
/// before the comma (将名单，报送): behind any other comma another act begins.
static ANSWER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let verb = "反馈|报送|上报|回复|提交|填报|报回|报至|报给|报[我省市县区]";
    Regex::new(&format!(
        "^，?(?<between>[^，。；]{{0,40}}?(?:，并[^，。；及随适]{{0,16}}?)?|[将把][^，。；]{{1,40}}，)(?:{verb})"
    ))
    .ok()
});

/// Words by which a day returns, or lies in another year than the draft's, beside the class `regular` of the shapes.
const MOVED: [&str; 22] = [
    "每天",
    "每旬",
    "每学",
    "每个月",
    "每个季",
    "每两",
    "每半",
    "每隔",
    "逐年",
    "逐周",
    "逐日",
    "按周",
    "按日",
    "按旬",
    "明年",
    "翌年",
    "来年",
    "下年",
    "同年",
    "当年",
    "隔年",
    "去年",
];
/// Months and weeks that the draft's date does not tell.
const OTHER_MONTHS: [&str; 10] = ["上月", "上个月", "上季", "上周", "下月", "下个月", "次月", "首月", "当月", "当季"];
/// How a clause goes on to a day that is past, only a limit of what is counted, or the end of a longer figure.
const NOT_SET: [&str; 17] = [
    "已",
    "已于",
    "已在",
    "未",
    "未于",
    "未在",
    "截至",
    "截止",
    "截止到",
    "自",
    "从",
    "第",
    "上",
    "下",
    "将",
    "把",
    "对",
];
/// Verbs of other tasks of which the verb of answering may be but a noun (完成上级反馈问题整改), unless it is joined to
/// them or has them as its object.
const TASKS: [&str; 7] = ["完成", "建立", "成立", "健全", "开通", "启动", "负责"];
const JOINED: [&str; 3] = ["并", "将", "把"];
/// What somebody else's answer is the ground for (根据反馈意见修改).
const GROUNDS: [&str; 5] = ["根据", "按照", "针对", "结合", "对照"];
const ANSWERS: [&str; 4] = ["意见", "问题", "建议", "结果"];
const REVISED: [&str; 7] = ["修改", "完善", "整改", "调整", "抓", "进行", "认真"];
/// Ends of days within what stands between: the nearer one counts.
const NEARER: [&str; 7] = ["日前", "号前", "月底前", "月末前", "年底前", "年前", "周前"];
/// Nouns that the verb only describes (报送制度, 报送的材料).
const DESCRIBED: [&str; 9] = ["的", "制度", "机制", "平台", "系统", "渠道", "端口", "功能", "工作机制"];
/// What asks whoever reads for something: a bare day may else be one before an event (举办活动5日前).
const ASKS: [&str; 5] = ["请", "要", "须", "务必", "必须"];

/// A deadline that is too short.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Due {
    /// From the day to the verb.
    pub(super) span: Span,
    /// Working days from the day after the draft's date to the day named, both counted.
    pub(super) days: usize,
    /// Whether the day named is the draft's own.
    same_day: bool,
}

impl Due {
    /// What is said of the deadline, in Chinese.
    pub(super) fn says(&self) -> String {
        match self.days {
            _ if self.same_day => "按成文日期计算，成文当日就到期。".to_owned(),
            0 => "按成文日期计算，其间没有工作日（只除去周末，未计节假日和调休）。".to_owned(),
            days => format!("按成文日期计算，只留了{days}个工作日（只除去周末，未计节假日和调休）。"),
        }
    }
}

/// The deadlines of a draft of a date that leave too few working days, in order of position.
pub(super) fn short(analysis: &Analysis, date: Option<PartialDate>) -> Vec<Due> {
    let (Some(day), Some(from)) = (DAY.as_ref(), date.and_then(full)) else { return Vec::new() };
    let due = |captures: Captures<'_>| {
        let to = named(&captures, from)?;
        let days = working_days(from, to).filter(|&days| days <= SHORT)?;
        let found = captures.get(0)?;
        let span = analysis.folded.span_of_bytes(found.start(), found.end());
        let sentence = analysis.sentence_at(span.start).and_then(|at| analysis.sentences.get(at))?.span;
        let before = Span::new(sentence.start.max(span.start.saturating_sub(WINDOW)).min(span.start), span.start);
        let after = Span::new(span.end, sentence.end.min(span.end + WINDOW).max(span.end));
        let (before, after) = (analysis.folded(before), analysis.folded(after));
        let answered = answered(after)?;
        let to_verb = after.get(..answered)?.chars().count();
        is_of_the_draft(&captures, (before, after), from).then(|| Due {
            span: Span::new(span.start, span.end + to_verb),
            days,
            same_day: to == from,
        })
    };
    day.captures_iter(analysis.folded.as_str()).filter_map(due).collect()
}

/// Where the verb of answering ends that a day is set for, in bytes of what follows the day.
fn answered(after: &str) -> Option<usize> {
    let found = ANSWER.as_ref()?.captures(after)?;
    let end = found.get(0)?.end();
    let between = found.name("between")?.as_str();
    let next = after.get(end..)?;
    // 前期, 前后 are other words.
    let other_word = ["期", "后"].iter().any(|rest| between.starts_with(rest));
    let told = ["已", "已经", "未", "不"].iter().any(|word| between.ends_with(word));
    let task = TASKS.iter().filter_map(|task| between.rfind(task).map(|at| at + task.len())).max();
    let others = task.is_some_and(|at| {
        let rest = between.get(at..).unwrap_or_default();
        !(rest.is_empty() || any_of(between, &JOINED))
    });
    let revised = |rest: &str| REVISED.iter().any(|verb| rest.starts_with(verb));
    let ground = any_of(between, &GROUNDS) && ANSWERS.iter().filter_map(|noun| next.strip_prefix(noun)).any(revised);
    let noun = ground || DESCRIBED.iter().any(|noun| next.starts_with(noun));
    let past = next.strip_prefix('过').is_some_and(|rest| !rest.starts_with('程'));
    let denied = other_word || told || others || noun || past || any_of(between, &NEARER) || returns(between);
    (!denied).then_some(end)
}

/// Whether a text says that a day returns or lies in another year.
fn returns(text: &str) -> bool {
    shapes::of_class("regular").iter().any(|word| text.contains(word)) || any_of(text, &MOVED)
}

/// Whether a day is one of the year and month of the draft's date, or of those that are named. `around` is what stands
/// before and after it in its sentence.
fn is_of_the_draft(captures: &Captures<'_>, (before, after): (&str, &str), from: Date) -> bool {
    let inside = before.ends_with(|c: char| c.is_ascii_digit() || "./-—~～".contains(c));
    if inside || NOT_SET.iter().any(|word| before.ends_with(word)) {
        return false;
    }
    if captures.name("year").is_some() {
        return true;
    }
    if returns(before) {
        return false;
    }
    if captures.name("week").is_some() {
        return !before.ends_with(['第', '隔']);
    }
    let clause = before.rsplit('，').next().unwrap_or(before);
    if captures.name("month").is_some() {
        // Of a year before it only one that it belongs to: 2027年2月1日至3月5日前, not 2025年总结于3月5日前.
        let year = clause
            .rsplit_once('年')
            .filter(|(_, rest)| *rest == "度" || rest.chars().next().is_none_or(|c| c.is_ascii_digit()));
        return year.is_none_or(|(year, _)| {
            let digits = year.get(year.len().saturating_sub(4)..).and_then(|digits| digits.parse().ok());
            digits.map_or(year.ends_with(['今', '本']), |digits: i32| digits == from.year())
        });
    }
    let asked = clause.ends_with("本月") || (clause.ends_with(['于', '在']) && has_duty(clause, &ASKS));
    let (whole, rest) = (before.trim_end_matches("本月"), after.split('，').next().unwrap_or(after));
    asked && !whole.contains('月') && !any_of(rest, &OTHER_MONTHS) && !returns(rest)
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
        let monday = from.checked_sub(Duration::days(i64::from(from.weekday().number_days_from_monday())))?;
        let weeks = i64::from(week.as_str() == "下");
        return monday.checked_add(Duration::days(weeks * 7 + i64::try_from(offset).ok()?));
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
    Some((1..=days).filter_map(|n| from.checked_add(Duration::days(n))).filter(|day| !off(day)).count())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn due(text: &str, date: &str) -> Vec<Due> {
        short(&Analysis::new(text, None), PartialDate::parse(date).unwrap())
    }

    #[test]
    fn a_deadline_is_seen_from_the_date_of_the_draft() {
        // 2026-03-02 is a Monday.
        for (text, date, wanted) in [
            ("请于3月3日前反馈修改意见。", "2026-03-02", Some(1)),
            ("请于2026年3月5日12时前将名单报送市水务局。", "2026-03-02", Some(3)),
            ("请于3月6日前反馈修改意见。", "2026-03-02", None),
            ("请于3月5日17时30分前反馈。", "2026-03-02", Some(3)),
            ("请于3月5日晚8点半前反馈。", "2026-03-02", Some(3)),
            ("请于2026年度3月5日前反馈。", "2026-03-02", Some(3)),
            ("请于3月5日前报送过程资料。", "2026-03-02", Some(3)),
            ("请于本周五下班前反馈。", "2026-03-04", Some(2)),
            ("请于本周五前反馈。", "2026-03-02", None),
            ("请于下周一（上午）前反馈。", "2026-03-06", Some(1)),
            ("请于3月8日前反馈。", "2026-03-06", Some(0)),
            ("请于5日前反馈。", "2026-03-04", Some(1)),
            ("各镇要于本月5日前反馈。", "2026-03-04", Some(1)),
            ("请于今年3月5日前反馈。", "2026-03-04", Some(1)),
            ("2025年总结请于1月5日前报送。", "2026-01-02", Some(1)),
            ("请于3月3日前制定方案并报送市水务局。", "2026-03-02", Some(1)),
            ("请于3月3日前完成填报。", "2026-03-02", Some(1)),
            ("请于3月3日前完成巡查，并将结果报送市水务局。", "2026-03-02", Some(1)),
            ("请于3月3日前，将名单、方案（加盖公章），报送市水务局。", "2026-03-02", Some(1)),
            ("请于1月2日前反馈。", "2026-12-31", Some(1)),
            ("请于3月3日前反馈。", "2026-04-02", None),
            ("请于3月3日前反馈。", "2026-03", None),
            ("请于3月3日前反馈。", "", None),
            ("请于3月3日前完成巡查。", "2026-03-02", None),
            ("请于13月3日前反馈。", "2026-03-02", None),
        ] {
            let days: Vec<usize> = due(text, date).iter().map(|due| due.days).collect();
            assert_eq!(days, Vec::from_iter(wanted), "{text} {date}");
        }
    }

    #[test]
    fn days_that_the_date_of_the_draft_does_not_tell_are_not_counted() {
        for text in [
            "请于次年3月3日前反馈。",
            "请于明年3月3日前反馈。",
            "各镇每年3月3日前报送总结。",
            "各镇每年巡查一次，于3月3日前报送总结。",
            "各镇要于每月5日前报送总结。",
            "各镇要于下月5日前报送总结。",
            "各镇要于每季度首月5日前报送总结。",
            "请于5日前报送上月情况。",
            "请于3月1日至5日前报送总结。",
            "请于2027年2月1日至3月5日前报送总结。",
            "请于下下周一前反馈。",
            "请于会议召开5日前报送方案。",
            "主办者应当于5日前报送方案。",
            "3月3日前已报送的，不再报送。",
            "已于3月3日前报送。",
            "3月3日前报送的材料不再退回。",
            "3月3日前报送过名单。",
            "请于2027年度3月3日前报送总结。",
            "请于3月3日前完成巡查，及时反馈问题。",
            "请于3月3日前完成巡查，并及时反馈问题。",
            "请于3月3日前将险段整改到位，及时反馈问题。",
            "请于3月3日前制定方案并每月报送进展。",
            "请于3月3日前建立巡查信息报送制度。",
            "请于3月3日前完成专家反馈问题整改。",
            "请于3月3日前根据专家反馈意见修改方案。",
            "请于3月3日前期工作基础上反馈意见。",
        ] {
            assert_eq!(due(text, "2026-03-02"), [], "{text}");
        }
    }

    #[test]
    fn of_two_days_the_one_of_the_answer_counts() {
        let text = "请于3月3日前完成巡查，并于3月4日前报送总结。";
        let analysis = Analysis::new(text, None);
        let told =
            |date: &str| due(text, date).iter().map(|due| analysis.text(due.span).to_owned()).collect::<Vec<_>>();
        assert_eq!(told("2026-03-02"), ["3月4日前报送"]);
        assert!(told("2026-02-02").is_empty());
    }

    #[test]
    fn what_is_said_is_true_of_the_day() {
        for (text, date, wanted) in [
            ("请于3月2日前反馈。", "2026-03-02", "成文当日就到期"),
            ("请于3月8日前反馈。", "2026-03-06", "其间没有工作日"),
            ("请于3月3日前反馈。", "2026-03-02", "只留了1个工作日"),
        ] {
            let said: Vec<String> = due(text, date).iter().map(Due::says).collect();
            assert!(matches!(said.as_slice(), [said] if said.contains(wanted)), "{text} {said:?}");
        }
    }

    #[test]
    fn the_last_day_of_the_calendar_is_a_day() {
        for text in ["请于下周三前反馈。", "请于本周日前反馈。", "请于1月3日前反馈。", "请于10日前反馈。"]
        {
            assert_eq!(due(text, "9999-12-31"), [], "{text}");
        }
        assert_eq!(due("请于12月31日前反馈。", "9999-12-30").len(), 1);
        assert_eq!(due("请于本周日前反馈。", "0001-01-05").len(), 1);
    }
}
