//! Whom a phrase names, seen from the issuer: bodies below it, itself and its equals, or nobody with authority. The
//! phrase is what stands at the head of a clause up to its verb; where it ends is told by [`subject`].

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::document::{DraftFacts, Level, places};
use crate::measure::assessment::words::without_number;
use crate::norms::AssessmentRules;

/// Whom a phrase names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Party {
    /// A body below the issuer, or those below in general (各地, 有关部门).
    Lower,
    /// A body whose level is not said (制定机关, 土地管理部门).
    Bodies,
    /// The issuer, a body of its level or one above it.
    Own,
    /// Enterprises, citizens and others without authority.
    Private,
}

/// What a word of the profile names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    Addressee,
    NoAddressee,
    Public,
    Private,
}

/// The names as the issuer of one draft uses them.
#[derive(Debug)]
pub struct Names<'a> {
    /// The words of the profile.
    pub rules: &'a AssessmentRules,
    words: HashMap<char, Vec<(&'a str, Sort)>>,
    own: Option<u8>,
    /// Issuer and title: they tell the 市教委 of a municipality from that of a city.
    title: String,
}

/// Bodies that an issuer sets up beside itself, and its own parts.
const BESIDE: [&str; 7] = ["领导小组", "协调小组", "工作小组", "指挥部", "联席会议", "司", "议事协调机构"];
/// How an issuer speaks of itself: 我 or 本 before one of these.
const SELF: [char; 12] = ['部', '厅', '局', '委', '省', '市', '县', '区', '旗', '镇', '办', '会'];
/// First characters of bodies named without their place (市教育局, 县政府).
const UNITS: [char; 8] = ['省', '市', '县', '区', '旗', '镇', '乡', '州'];
/// Second characters that make another word of one of [`UNITS`] (市场, 区域, 县城).
const HALVES: [char; 16] =
    ['内', '外', '域', '场', '民', '际', '块', '间', '城', '价', '值', '容', '面', '区', '村', '分'];

impl<'a> Names<'a> {
    /// The names of a draft.
    #[must_use]
    pub fn new(facts: &DraftFacts, rules: &'a AssessmentRules) -> Self {
        let mut words: HashMap<char, Vec<(&str, Sort)>> = HashMap::new();
        for (list, sort) in [
            (&rules.addressees, Sort::Addressee),
            (&rules.not_addressees, Sort::NoAddressee),
            (&rules.public, Sort::Public),
            (&rules.private, Sort::Private),
        ] {
            for word in list {
                if let Some(first) = word.chars().next() {
                    words.entry(first).or_default().push((word, sort));
                }
            }
        }
        let title = [&facts.issuer, &facts.title].into_iter().flatten().map(String::as_str).collect();
        Self { rules, words, own: facts.level.rank(), title }
    }

    /// Whom a phrase names; `None` when it names nobody. Of several nouns the last decides, as it is the head of the
    /// phrase (企业主管部门 is an authority); of bodies of several levels, the lowest.
    #[must_use]
    pub fn party(&self, phrase: &str) -> Option<Party> {
        let phrase = without_number(phrase);
        let found = self.found(phrase);
        if found.addressed {
            return Some(if found.private && !found.public { Party::Private } else { Party::Lower });
        }
        if found.private {
            return Some(Party::Private);
        }
        self.by_level(phrase).or_else(|| {
            let own = is_self(phrase) || BESIDE.iter().any(|body| phrase.ends_with(body));
            if own { Some(Party::Own) } else { found.public.then_some(Party::Bodies) }
        })
    }

    /// Whether a text names an authority anywhere.
    #[must_use]
    pub fn authority(&self, text: &str) -> bool {
        let found = self.found(text);
        found.addressed || found.public
    }

    /// Whether a text names a lower level anywhere.
    #[must_use]
    pub fn addresses(&self, text: &str) -> bool {
        self.found(text).addressed
    }

    /// What kinds of names a text holds: one reading of the text.
    fn found(&self, text: &str) -> Found {
        let mut found = Found::default();
        // End and beginning of the noun that reaches furthest.
        let mut head = (0, usize::MAX);
        for (at, c) in text.char_indices() {
            let Some(words) = self.words.get(&c) else { continue };
            let rest = text.get(at..).unwrap_or_default();
            let none = words.iter().any(|&(word, sort)| sort == Sort::NoAddressee && rest.starts_with(word));
            for &(word, sort) in words.iter().filter(|(word, _)| rest.starts_with(word)) {
                match sort {
                    Sort::Addressee => found.addressed |= !none,
                    Sort::NoAddressee => {}
                    Sort::Public => found.public = true,
                    Sort::Private => {}
                }
                let reach = (at + word.len(), at);
                if matches!(sort, Sort::Public | Sort::Private)
                    && (reach.0 > head.0 || (reach.0 == head.0 && reach.1 < head.1))
                {
                    head = reach;
                    found.private = sort == Sort::Private;
                }
            }
        }
        found
    }

    /// By the levels that the parts of a list name.
    fn by_level(&self, phrase: &str) -> Option<Party> {
        let parts = phrase.split(['、', '和', '与', '及', '或', ' ']).map(|part| part.trim_matches(['（', '）', '(', ')']));
        let lowest = parts.filter_map(|part| self.level(part)?.rank()).max()?;
        let lower = self.own.map_or(lowest > 1, |own| lowest > own);
        Some(if lower { Party::Lower } else { Party::Own })
    }

    /// The level that a name begins with: that of the issuer's own area (市教育局), of a listed body or place, or, before
    /// a word for a body, of a name built like one of a place (示例区政府; not 实验区建设).
    fn level(&self, part: &str) -> Option<Level> {
        let level = |name: &str| Level::of_issuer_in(name, Some(&self.title));
        let mut chars = part.chars();
        let unit = chars.next().filter(|c| UNITS.contains(c)).map(String::from);
        if let Some(unit) = unit.or_else(|| part.starts_with("街道").then(|| "街道".to_owned())) {
            let rest = part.get(unit.len()..).unwrap_or_default();
            let other = rest.starts_with(HALVES) || (rest.starts_with('政') && !rest.starts_with("政府"));
            return if other { None } else { level(&format!("{unit}委办公室")) };
        }
        let found = level(part)?;
        let sure = matches!(found, Level::Central | Level::Department)
            || places::listed_at(&part.chars().collect::<Vec<char>>(), 0).is_some();
        (sure || self.found(part).public).then_some(found)
    }
}

/// What kinds of names a text holds.
#[derive(Debug, Default)]
struct Found {
    addressed: bool,
    public: bool,
    /// Whether the noun that reaches furthest is private.
    private: bool,
}

/// Whether the issuer speaks of itself: 我局, 本市.
fn is_self(phrase: &str) -> bool {
    let mut chars = phrase.chars();
    matches!(chars.next(), Some('我' | '本')) && chars.next().is_some_and(|c| SELF.contains(&c))
}

/// Words that end the subject of a clause: words of duty, prepositions, adverbs and verbs that open a predicate.
const ENDS: &[&str] = &[
    "要", "应", "须", "务必", "将", "可", "需", "不得", "负责", "牵头", "会同", "配合", "协同", "联合", "按", "根据",
    "依据", "依照", "依法", "结合", "对", "向", "在", "从", "把", "以", "为", "通过", "经", "于", "每", "切实", "认真",
    "抓紧", "尽快", "加快", "积极", "及时", "定期", "不定期", "适时", "进一步", "全面", "严格", "充分", "共同", "分别",
    "统一", "加强", "加大", "落实", "完善", "健全", "建立", "推进", "推动", "组织", "开展", "强化", "提高", "深化",
    "实施", "实行", "做好", "抓好", "坚持", "明确", "制定", "制订", "出台", "编制", "编写", "印发", "成立", "设立",
    "配备", "报", "上报", "签订", "纳入", "列入", "发挥", "鼓励", "支持", "引导", "优化", "构建", "督促", "指导",
    "协调", "研究", "统筹", "依托", "围绕", "汇总", "提出", "确定", "安排", "具体", "主动", "科学", "指定", "提供",
    "进行", "保障", "确保", "履行", "承担", "收集", "填", "所", "到", "已", "正", "均", "都", "也", "仍", "由",
    "请", "不", "未", "能", "有", "是", "给", "协助", "参照", "着力", "大力", "深入", "高度", "继续", "带头", "逐", "如", "因",
    "同时", "并", "其中", "此外", "另外", "原则上", "力争", "争取",
];

/// Words in which one of [`ENDS`] is a syllable only.
const NOT_ENDS: &[&str] = &[
    "主要", "重要", "需要", "纲要", "要素", "要点", "供应", "相应", "对应", "反应", "应急", "应用", "应对", "适应", "效应", "响应", "必须", "许可",
    "认可", "可再生", "可能", "可行", "可持续", "可靠", "可操作", "可复制", "可推广", "可追溯", "可视", "方可", "可比", "可信", "可供", "可用", "可控", "不可", "可感", "可查", "可溯", "尽可能", "可及", "必需", "对口", "对外", "所在", "存在", "在京", "在职", "以上", "以下", "以内", "行为", "为主",
    "经济", "经信", "经营", "经办", "经贸", "财经", "属于", "按揭", "组织部", "组织人事", "党组织", "组织机构", "组织者",
    "协调小组", "协调机构", "协调办", "推进办", "推进小组", "推进组", "推进领导", "实施机关", "实施单位", "实施主体", "报社", "日报", "报名", "报纸",
    "研究院", "研究所", "研究机构", "指导中心", "指导单位", "指导部门", "保障部门", "保障局", "保障厅", "保障中心",
    "保障主管", "保障行政", "保障部", "社会保障", "保障性", "住房保障", "医疗保障", "保障管理", "保障机构", "编制部门", "编制单位", "编制机关", "编制机构", "机构编制", "编制委", "统筹地区", "依法行政", "承担单位", "安排单位",
    "支持中心", "汇总单位", "牵头单位", "牵头部门", "配合单位", "责任单位", "研究室", "事务所", "派出所", "交易所",
    "所属", "自治", "自然", "到期", "有关", "所有", "国有", "公有", "私有", "拥有", "有限", "能源", "功能", "智能",
    "职能", "节能", "新能源", "不动产", "环保", "填埋", "并网", "正式", "改正", "成都", "首都", "都市", "制定机关",
    "提供单位", "提供者", "服务提供", "实行", "设立单位", "签订单位", "具体实施", "科学技术", "科学院", "科学研究", "社会科学",
    "全面", "联合会", "联合体", "统一战线", "共同体", "是否", "自由贸易", "应届", "如皋", "如东", "给水", "供给", "各有",
    "未成年", "因公", "发挥", "请示",
];

struct Table {
    ends: HashMap<char, Vec<&'static str>>,
    not_ends: HashMap<char, Vec<&'static str>>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let by_first = |words: &[&'static str]| {
        let mut map: HashMap<char, Vec<&'static str>> = HashMap::new();
        for word in words {
            if let Some(first) = word.chars().next() {
                map.entry(first).or_default().push(word);
            }
        }
        map
    };
    Table { ends: by_first(ENDS), not_ends: by_first(NOT_ENDS) }
});

/// Whether a text holds a word of duty: 要 and 应 alone, not in 主要, 供应 or 应急.
#[must_use]
pub fn has_duty(text: &str, modals: &[String]) -> bool {
    modals.iter().any(|modal| text.match_indices(modal.as_str()).any(|(at, _)| !in_word(text, at)))
}

/// Whether the character at a byte position belongs to one of [`NOT_ENDS`].
pub(super) fn in_word(text: &str, at: usize) -> bool {
    let end = at + text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    let nearest = text.get(..end).unwrap_or_default().char_indices().rev().take(LONGEST_WORD);
    nearest.into_iter().any(|(start, c)| {
        let rest = text.get(start..).unwrap_or_default();
        let words = TABLE.not_ends.get(&c).into_iter().flatten();
        words.filter(|word| rest.starts_with(**word)).any(|word| start + word.len() > at)
    })
}

/// Characters of the longest of [`NOT_ENDS`].
const LONGEST_WORD: usize = 6;

/// Whether a text leaves it open whether to act: 可 alone, not in 许可 or 可行.
#[must_use]
pub fn may(text: &str) -> bool {
    text.match_indices('可').any(|(at, _)| !in_word(text, at))
}

/// Longest subject that is looked for, in characters.
const SUBJECT: usize = 60;

/// The head of a clause up to the word that ends its subject: numbers and times before it are left out, and what stands
/// in brackets ends nothing.
#[must_use]
pub fn subject(clause: &str) -> &str {
    let clause = without_time(without_number(clause));
    let mut kept = 0;
    let mut depth = 0_u8;
    for (at, c) in clause.char_indices().take(SUBJECT) {
        let rest = clause.get(at..).unwrap_or_default();
        if matches!(c, '（' | '(') {
            depth = depth.saturating_add(1);
        } else if matches!(c, '）' | ')') {
            depth = depth.saturating_sub(1);
        }
        let starts = |words: &HashMap<char, Vec<&'static str>>| {
            let mut fitting = words.get(&c).into_iter().flatten().filter(|word| rest.starts_with(**word));
            fitting.by_ref().map(|word| word.len()).max()
        };
        if let Some(length) = starts(&TABLE.not_ends) {
            kept = kept.max(at + length);
        }
        if at >= kept && depth == 0 && starts(&TABLE.ends).is_some() {
            return unless_a_time(clause.get(..at).unwrap_or_default());
        }
    }
    let end = clause.char_indices().nth(SUBJECT).map_or(clause.len(), |(at, _)| at);
    unless_a_time(clause.get(..end).unwrap_or_default())
}

/// A subject, but nothing where it is only a time (节假日, 试点期间).
fn unless_a_time(subject: &str) -> &str {
    let ends = ["期间", "节假日", "阶段", "时"].iter().any(|time| subject.ends_with(time));
    let begins = ["自收", "自接", "自本", "自发", "自印", "自公"].iter().any(|time| subject.starts_with(time));
    if ends || begins { "" } else { subject }
}

/// A clause without the time it begins with: 每年3月底前, 于2026年6月30日前.
fn without_time(clause: &str) -> &str {
    let part = |c: char| c.is_ascii_digit() || "年月日底前后初末上中下旬半每季度周第一二三四五六七八九十当次于在从至起内之．.—-－".contains(c);
    let rest = clause.trim_start_matches(part);
    // 上级, 下级, 年级: the last character taken belongs to a word.
    let taken = clause.len() - rest.len();
    match clause.get(..taken).and_then(|time| time.chars().next_back()) {
        Some('前' | '后' | '起' | '日' | '年' | '月' | '内' | '底' | '季' | '度' | '旬' | '周') => rest,
        _ => clause,
    }
}
