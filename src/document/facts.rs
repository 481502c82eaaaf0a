//! The words of the trade that every other module shares: level, kind, date, nature and the facts of a draft.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// 层级: the level of the body that issues a document. A ministry (`department`) counts as central for its field.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// 中央
    Central,
    /// 部委
    Department,
    /// 省级
    Province,
    /// 地市级
    City,
    /// 县级
    County,
    /// 乡镇级
    Township,
    /// 未知
    #[default]
    Unknown,
}

impl Level {
    /// All levels, highest first.
    pub const ALL: [Self; 7] =
        [Self::Central, Self::Department, Self::Province, Self::City, Self::County, Self::Township, Self::Unknown];

    /// Rank in the chain of command, 0 for the centre and its ministries, 4 for townships; `None` when unknown.
    #[must_use]
    pub fn rank(self) -> Option<u8> {
        match self {
            Self::Central | Self::Department => Some(0),
            Self::Province => Some(1),
            Self::City => Some(2),
            Self::County => Some(3),
            Self::Township => Some(4),
            Self::Unknown => None,
        }
    }

    /// Place in the order of whose documents are implemented, 0 for the centre: a ministry stands below it, though for
    /// all others it speaks as the centre does; `None` when unknown.
    #[must_use]
    pub fn standing(self) -> Option<u8> {
        match self {
            Self::Central => Some(0),
            _ => self.rank().map(|rank| rank + 1),
        }
    }

    /// The stable English name used in files and requests.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Central => "central",
            Self::Department => "department",
            Self::Province => "province",
            Self::City => "city",
            Self::County => "county",
            Self::Township => "township",
            Self::Unknown => "unknown",
        }
    }

    /// The Chinese name shown to users.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Central => "中央",
            Self::Department => "部委",
            Self::Province => "省级",
            Self::City => "市级",
            Self::County => "县级",
            Self::Township => "乡镇级",
            Self::Unknown => "层级未知",
        }
    }

    /// The level with this English or Chinese name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        let name = name.trim();
        Self::ALL.into_iter().find(|l| l.name().eq_ignore_ascii_case(name) || l.label() == name)
    }
}

macro_rules! kinds {
    ($($variant:ident $name:tt $label:tt),+ $(,)?) => {
        /// 文种/体裁: the fifteen official kinds and the genres a desk sees beside them.
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
        pub enum Kind {
            $(#[doc = $label] #[serde(rename = $name)] $variant,)+
            /// 其他
            #[default]
            #[serde(rename = "other")]
            Other,
        }

        impl Kind {
            /// All kinds, the fifteen official ones first.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+ Self::Other];

            /// The stable name used in files and requests.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ Self::Other => "other" }
            }

            /// The Chinese name shown to users.
            #[must_use]
            pub fn label(self) -> &'static str {
                match self { $(Self::$variant => $label,)+ Self::Other => "其他" }
            }
        }
    };
}

kinds! {
    Resolution "决议" "决议", Decision "决定" "决定", Order "命令" "命令", Communique "公报" "公报",
    Announcement "公告" "公告", PublicNotice "通告" "通告", Opinion "意见" "意见", Notice "通知" "通知",
    Circular "通报" "通报", Report "报告" "报告", Request "请示" "请示", Reply "批复" "批复", Bill "议案" "议案",
    Letter "函" "函", Minutes "纪要" "纪要", Speech "speech" "讲话", Plan "plan" "规划计划",
    Measures "measures" "办法", Law "law" "法规", Brief "brief" "简报",
}

impl Kind {
    /// How many of [`Kind::ALL`] are official kinds of 《党政机关公文处理工作条例》 art. 8; they stand first.
    const OFFICIAL: usize = 15;

    /// The official kinds of 《党政机关公文处理工作条例》 art. 8.
    #[must_use]
    pub fn official() -> &'static [Self] {
        Self::ALL.get(..Self::OFFICIAL).unwrap_or(Self::ALL)
    }

    /// The kind with this name or Chinese label (`令` counts as 命令).
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        let name = name.trim();
        if name == "令" {
            return Some(Self::Order);
        }
        Self::ALL.iter().copied().find(|k| k.name() == name || k.label() == name)
    }

    /// The kind a title ends with: an official kind, else a plan, measures, law, brief or speech by its last word. What
    /// follows in brackets or after a dash is looked at only where the title before it names none.
    #[must_use]
    pub fn of_title(title: &str) -> Option<Self> {
        let whole = title.trim();
        let cut = whole.find(['（', '(', '—']).and_then(|at| whole.get(..at)).filter(|head| !head.trim().is_empty());
        cut.and_then(Self::at_the_end_of).or_else(|| Self::at_the_end_of(whole))
    }

    fn at_the_end_of(title: &str) -> Option<Self> {
        let title = title.trim();
        // A title that ends with another one (某局印发《某办法》) names no kind of its own.
        if names_another(title) {
            return None;
        }
        let title = title.trim_end_matches(['》', '”', '"']);
        if let Some(kind) = Self::official().iter().copied().find(|k| title.ends_with(k.name())) {
            return Some(kind);
        }
        ENDINGS.iter().find(|(ending, _)| title.ends_with(ending)).map(|&(_, kind)| kind)
    }
}

/// Whether a title ends with the name of another document and begins with something else.
fn names_another(title: &str) -> bool {
    let mut depth = 0_usize;
    let open = title.char_indices().rev().find(|&(_, c)| {
        depth = match c {
            '》' => depth + 1,
            '《' => depth.saturating_sub(1),
            _ => depth,
        };
        depth == 0
    });
    let before = open.and_then(|(at, _)| title.get(..at)).unwrap_or_default();
    // 示例市人民政府令第3号《示例办法》 is that document.
    title.ends_with('》') && !before.is_empty() && !before.contains("令第")
}

/// Last words of titles that name a genre beside the official kinds.
const ENDINGS: &[(&str, Kind)] = &[
    ("令", Kind::Order),
    ("讲话", Kind::Speech),
    ("致辞", Kind::Speech),
    ("发言", Kind::Speech),
    ("演讲", Kind::Speech),
    ("方案", Kind::Plan),
    ("规划", Kind::Plan),
    ("计划", Kind::Plan),
    ("纲要", Kind::Plan),
    ("要点", Kind::Plan),
    ("办法", Kind::Measures),
    ("细则", Kind::Measures),
    ("规定", Kind::Measures),
    ("措施", Kind::Measures),
    ("条例", Kind::Law),
    ("法", Kind::Law),
    ("简报", Kind::Brief),
];

/// A date as far as it is known: year, year and month, or a full day. Ordered by the first day it may mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartialDate {
    year: u16,
    /// 0 when unknown.
    month: u8,
    /// 0 when unknown.
    day: u8,
}

/// Why a date was not understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("date {given:?} is not YYYY, YYYY-MM or YYYY-MM-DD")]
pub struct DateError {
    /// What was given, cut to 40 characters.
    pub given: String,
}

impl PartialDate {
    /// A date from its parts; 0 stands for an unknown month or day. `None` when no such date can be.
    #[must_use]
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        if year == 0 || year > 9999 || (month == 0 && day != 0) {
            return None;
        }
        if month != 0 {
            let named = time::Month::try_from(month).ok()?;
            if day != 0 {
                time::Date::from_calendar_date(i32::from(year), named, day).ok()?;
            }
        }
        Some(Self { year, month, day })
    }

    /// Reads `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; an empty text is no date.
    ///
    /// # Errors
    /// [`DateError`] for anything else, or a day that does not exist.
    pub fn parse(text: &str) -> Result<Option<Self>, DateError> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(None);
        }
        let error = || DateError { given: text.chars().take(40).collect() };
        let parts: Vec<&str> = text.split('-').collect();
        let widths = [4, 2, 2];
        let fits = parts.len() <= 3
            && parts.iter().zip(widths).all(|(p, w)| p.len() == w && p.bytes().all(|b| b.is_ascii_digit()));
        if !fits {
            return Err(error());
        }
        let number = |at: usize| parts.get(at).and_then(|p| p.parse::<u16>().ok()).unwrap_or(0);
        let (month, day) = (number(1), number(2));
        if (parts.len() > 1 && month == 0) || (parts.len() > 2 && day == 0) {
            return Err(error());
        }
        let small = |n: u16| u8::try_from(n).unwrap_or(u8::MAX);
        Self::new(number(0), small(month), small(day)).map(Some).ok_or_else(error)
    }

    /// `YYYYMMDD` with zeros for what is unknown: a number that sorts as the dates do.
    #[must_use]
    pub fn ordinal(self) -> u32 {
        u32::from(self.year) * 10_000 + u32::from(self.month) * 100 + u32::from(self.day)
    }

    /// The greatest ordinal that the date may mean: 2024 ends with 31 December.
    #[must_use]
    pub fn last_ordinal(self) -> u32 {
        match (self.month, self.day) {
            (0, _) => self.ordinal() + 1_231,
            (_, 0) => self.ordinal() + 31,
            _ => self.ordinal(),
        }
    }

    /// Year.
    #[must_use]
    pub fn year(self) -> u16 {
        self.year
    }

    /// Whether this date may lie before `other`: the parts that both know decide; where they say nothing (one date
    /// is only a year, say) the answer is yes, and the same full day is not before.
    #[must_use]
    pub fn before(self, other: Self) -> bool {
        let mine = [u32::from(self.year), u32::from(self.month), u32::from(self.day)];
        let theirs = [u32::from(other.year), u32::from(other.month), u32::from(other.day)];
        for (a, b) in mine.into_iter().zip(theirs) {
            if a == 0 || b == 0 {
                return true;
            }
            if a != b {
                return a < b;
            }
        }
        false
    }
}

impl std::fmt::Display for PartialDate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}", self.year)?;
        if self.month != 0 {
            write!(f, "-{:02}", self.month)?;
        }
        if self.day != 0 {
            write!(f, "-{:02}", self.day)?;
        }
        Ok(())
    }
}

impl Serialize for PartialDate {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Whence the level of a draft is known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum LevelFrom {
    /// The caller said so.
    Given,
    /// Read from the issuer's name or the text.
    Inferred,
    /// Not known.
    #[default]
    Unknown,
}

/// 文件性质: what a document is for, on which length limits depend.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Nature {
    /// 部署综合性工作
    Comprehensive,
    /// 部署专项工作或具体任务
    SpecialTask,
    /// 综合报告
    ComprehensiveReport,
    /// 专项报告
    SpecialReport,
    /// 其他
    General,
}

/// What is known about a draft besides its text, after the caller's words and the text have been put together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DraftFacts {
    /// The caller's own id.
    pub id: Option<String>,
    /// Title.
    pub title: Option<String>,
    /// Issuing body.
    pub issuer: Option<String>,
    /// Level of the issuing body.
    pub level: Level,
    /// Whence the level is known.
    pub level_from: LevelFrom,
    /// Kind; `None` when neither said nor readable.
    pub kind: Option<Kind>,
    /// Date; never filled in by the clock.
    pub date: Option<PartialDate>,
    /// Nature, where the caller said it.
    pub nature: Option<Nature>,
}

/// Whether an id can stand in an address: `.` and `..` are steps on the way there.
#[must_use]
pub fn is_addressable(id: &str) -> bool {
    !matches!(id, "." | "..")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_read_and_compare() {
        let date = |text: &str| PartialDate::parse(text).ok().flatten();
        assert_eq!(date("2024-02-29").map(|d| d.to_string()), Some("2024-02-29".to_owned()));
        assert_eq!(date("2024").map(PartialDate::ordinal), Some(20_240_000));
        for bad in ["2023-02-29", "2024-13", "24", "2024-1-1", "2024-00", "2024/01/01", "２０２４"] {
            assert!(PartialDate::parse(bad).is_err(), "{bad}");
        }
        assert_eq!(PartialDate::parse("  "), Ok(None));
        let (Some(year), Some(day)) = (date("2024"), date("2024-05-01")) else { unreachable!() };
        assert!(year.before(day) && day.before(year) && !day.before(day));
        assert!(date("2023-12").is_some_and(|d| d.before(day)));
        assert!(date("2024-06").is_some_and(|d| !d.before(day)));
    }

    #[test]
    fn kinds_from_titles() {
        for (title, kind) in [
            ("某市人民政府关于加强防汛工作的通知", Some(Kind::Notice)),
            ("关于印发《示例市养老服务条例》的通知", Some(Kind::Notice)),
            ("示例省粮食储备管理办法（试行）", Some(Kind::Measures)),
            ("在全市工作会议上的讲话", Some(Kind::Speech)),
            ("深化协作——在示例会议上的讲话", Some(Kind::Speech)),
            ("示例市工作的意见（解读）", Some(Kind::Opinion)),
            ("2025年政府工作报告", Some(Kind::Report)),
            ("示例局印发《示例管理办法》", None),
            ("《示例管理办法》", Some(Kind::Measures)),
            ("《实施《示例条例》办法》", Some(Kind::Measures)),
            ("无名之文", None),
        ] {
            assert_eq!(Kind::of_title(title), kind, "{title}");
        }
        assert_eq!(Kind::parse("通知"), Some(Kind::Notice));
        assert_eq!(Kind::parse("speech"), Some(Kind::Speech));
        assert_eq!(Kind::official().len(), 15);
        assert_eq!(Kind::official().last(), Some(&Kind::Minutes));
    }
}
