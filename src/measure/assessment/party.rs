//! Whom a phrase names, seen from the issuer: bodies below it, itself and its equals, or nobody with authority. The
//! phrase is what stands at the head of a clause up to its verb; where it ends is told by [`subject`].

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::document::{DraftFacts, Level, places};
use crate::measure::assessment::short::{is_self, lowest_tier};
use crate::measure::assessment::words::{is_thing, without_number};
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
    /// Short names that the draft gives to bodies (以下简称主管部门), with whom they stand for.
    pub(super) short: Vec<(String, Party)>,
    /// Issuer and title: they tell the 市教委 of a municipality from that of a city.
    title: String,
}

/// Bodies that an issuer sets up beside itself, and its own parts.
const BESIDE: [&str; 8] =
    ["领导小组", "协调小组", "工作小组", "指挥部", "联席会议", "联席会议成员单位", "司", "议事协调机构"];
/// Departments in general: lower ones, but of the level that stands before them.
const GENERAL: [&str; 4] = ["有关部门", "相关部门", "有关单位", "相关单位"];
/// What stands between a body and the departments it acts with.
const LED_BY: [&str; 3] = ["及其", "等", "商"];
/// How bodies of the state begin that are named without more.
const OF_THE_STATE: [&str; 3] = ["中央", "国家局", "国家总局"];
/// Ways to say everybody, or whoever does something of his own.
const EVERYBODY: [&str; 4] = ["单位和个人", "单位或者个人", "单位、个人", "从事"];
/// First characters of bodies named without their place (市教育局, 县政府).
pub(super) const UNITS: [char; 8] = ['省', '市', '县', '区', '旗', '镇', '乡', '州'];
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
        Self { rules, words, own: facts.level.rank(), short: Vec::new(), title }
    }

    /// Whom a phrase names; `None` when it names nobody. Of several nouns the last decides, as it is the head of the
    /// phrase (企业主管部门 is an authority); of bodies of several levels, the lowest.
    #[must_use]
    pub fn party(&self, phrase: &str) -> Option<Party> {
        let phrase = without_number(phrase);
        let mut found = self.found(phrase);
        found.private &= !is_thing(phrase);
        // 有关单位和个人 are all; whoever carries on a trade (从事) is no authority.
        if EVERYBODY.iter().any(|words| phrase.contains(words)) {
            return Some(Party::Private);
        }
        if found.addressed && self.beside(phrase) {
            return Some(Party::Own);
        }
        if found.addressed {
            // 乡镇企业 is an enterprise, a list with one in it is not.
            let own_noun = found.private_end && !phrase.contains(['、', '和', '及', '与']);
            let private = found.private && (own_noun || !found.public);
            return Some(if private { Party::Private } else { Party::Lower });
        }
        if found.private {
            return Some(Party::Private);
        }
        let of_the_state = OF_THE_STATE.iter().any(|words| phrase.starts_with(words)) || phrase.ends_with("总局");
        if of_the_state && !is_thing(phrase) {
            return Some(Party::Own);
        }
        if phrase == "城市" && self.own.is_none_or(|own| own < 2) {
            return Some(Party::Lower);
        }
        if found.public && (phrase.contains("地方") || phrase.starts_with("当地")) && self.own.is_none_or(|own| own < 3)
        {
            return Some(Party::Lower);
        }
        self.by_level(phrase).or_else(|| {
            // 各管理局 are several, and the issuer has none beside it; 各主管部门 may well stand beside it.
            if found.public && phrase.starts_with('各') && !phrase.ends_with("部门") && !is_thing(phrase) {
                return Some(Party::Lower);
            }
            let own = is_self(phrase) || BESIDE.iter().any(|body| phrase.ends_with(body));
            if own { Some(Party::Own) } else { found.public.then_some(Party::Bodies) }
        })
    }

    /// Whether a phrase names departments of the issuer's own level, though in general words: 市有关部门,
    /// 市政府及其有关部门, 财政部等有关部门.
    fn beside(&self, phrase: &str) -> bool {
        if phrase.contains('各') || !GENERAL.iter().any(|words| phrase.contains(words)) {
            return false;
        }
        let head = LED_BY.iter().find_map(|word| phrase.split_once(word)).map(|(head, _)| head);
        let single = !phrase.contains(['、', '和', '及', '与']);
        let own = |text: &str| self.by_level(text) == Some(Party::Own);
        head.is_some_and(|head| !head.is_empty() && own(head)) || (single && own(phrase))
    }

    /// Whether a phrase begins with the name of the issuer's level: 市防汛领导小组.
    #[must_use]
    pub fn is_own_level(&self, phrase: &str) -> bool {
        self.by_level(phrase) == Some(Party::Own)
    }

    /// Whether the issuer is a body of the centre.
    #[must_use]
    pub fn is_central(&self) -> bool {
        self.own == Some(0)
    }

    /// Whether a phrase names a body above the issuer.
    #[must_use]
    pub fn above(&self, phrase: &str) -> bool {
        let level = self.level(without_number(phrase)).and_then(Level::rank);
        matches!((level, self.own), (Some(level), Some(own)) if level < own)
    }

    /// Whether a phrase ends with a body: 对土地实施管理的各部门, not 向主管部门报告.
    #[must_use]
    pub fn is_body(&self, phrase: &str) -> bool {
        let ends = |words: &[String]| words.iter().any(|word| phrase.ends_with(word.as_str()));
        ends(&self.rules.public) || phrase.ends_with(UNITS)
    }

    /// Whether a text speaks of a private party last.
    #[must_use]
    pub fn private(&self, text: &str) -> bool {
        self.found(text).private
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
            // 政府作用 is what a government does, not the government.
            let role = |word: &str| rest.get(word.len()..).is_some_and(|next| next.starts_with("作用"));
            for &(word, sort) in words.iter().filter(|(word, _)| rest.starts_with(word) && !role(word)) {
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
                    found.private_end = found.private && head.0 == text.len();
                }
            }
        }
        found
    }

    /// By the levels that the parts of a list name.
    fn by_level(&self, phrase: &str) -> Option<Party> {
        let parts =
            phrase.split(['、', '和', '与', '及', '或', ' ']).map(|part| part.trim_matches(['（', '）', '(', ')']));
        let lowest = parts.filter_map(|part| self.level(part)?.rank()).max()?;
        let lower = self.own.map_or(lowest > 1, |own| lowest > own);
        Some(if lower { Party::Lower } else { Party::Own })
    }

    /// The level that a name begins with: that of the issuer's own area (市教育局), of a listed body or place, or, before
    /// a word for a body, of a name built like one of a place (示例区政府; not 实验区建设).
    fn level(&self, part: &str) -> Option<Level> {
        let level = |name: &str| Level::of_issuer_in(name, Some(&self.title));
        if let Some(unit) = lowest_tier(part) {
            return level(&format!("{unit}委办公室"));
        }
        let mut chars = part.chars();
        let unit = chars.next().filter(|c| UNITS.contains(c)).map(String::from);
        if let Some(unit) = unit.or_else(|| part.starts_with("街道").then(|| "街道".to_owned())) {
            let rest = part.get(unit.len()..).unwrap_or_default();
            let body = ["城管", "城建", "城乡"].iter().any(|name| rest.starts_with(name));
            let other = (rest.starts_with(HALVES) && !body) || (rest.starts_with('政') && !rest.starts_with("政府"));
            // 镇区 is the centre of a town, but its offices are those of towns and districts.
            let offices = unit == "镇" && rest.starts_with('区') && self.found(part).public;
            return if other && !offices { None } else { level(&format!("{unit}委办公室")) };
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
    /// Whether it is, and the text ends with it.
    private_end: bool,
}

/// Words that end the subject of a clause (`end`: words of duty, prepositions, adverbs, verbs that open a predicate), and
/// words in which one of them is a syllable only (`word`).
const SUBJECTS: &str = include_str!("subjects.tsv");

/// [`SUBJECTS`] by first character.
struct Table {
    ends: HashMap<char, Vec<&'static str>>,
    words: HashMap<char, Vec<&'static str>>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table { ends: HashMap::new(), words: HashMap::new() };
    for (sort, list) in SUBJECTS.lines().filter_map(|line| line.split_once('\t')) {
        let by_first = if sort == "end" { &mut table.ends } else { &mut table.words };
        for word in list.split_whitespace() {
            if let Some(first) = word.chars().next() {
                by_first.entry(first).or_default().push(word);
            }
        }
    }
    table
});
/// Whether a text holds a word of duty: 要 and 应 alone, not in 主要, 供应 or 应急.
#[must_use]
pub fn has_duty(text: &str, modals: &[impl AsRef<str>]) -> bool {
    modals.iter().any(|modal| text.match_indices(modal.as_ref()).any(|(at, _)| !in_word(text, at)))
}

/// Whether the character at a byte position belongs to one of the `word`s of [`SUBJECTS`].
pub(super) fn in_word(text: &str, at: usize) -> bool {
    let end = at + text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    let nearest = text.get(..end).unwrap_or_default().char_indices().rev().take(LONGEST_WORD);
    nearest.into_iter().any(|(start, c)| {
        let rest = text.get(start..).unwrap_or_default();
        let words = TABLE.words.get(&c).into_iter().flatten();
        words.filter(|word| rest.starts_with(**word)).any(|word| start + word.len() > at)
    })
}

/// Characters of the longest of the `word`s of [`SUBJECTS`].
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
        if let Some(length) = starts(&TABLE.words) {
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
    let ends = ["期间", "节假日", "阶段", "时", "后", "前"].iter().any(|time| subject.ends_with(time));
    let begins = ["自收", "自接", "自本", "自发", "自印", "自公"].iter().any(|time| subject.starts_with(time));
    if ends || begins { "" } else { subject }
}

/// A clause without the time it begins with: 每年3月底前, 于2026年6月30日前.
fn without_time(clause: &str) -> &str {
    let part = |c: char| {
        c.is_ascii_digit()
            || "年月日底前后初末上中下旬半每季度周第一二三四五六七八九十当次于在从至起内之．.—-－".contains(c)
    };
    let rest = clause.trim_start_matches(part);
    // 上级, 下级, 年级: the last character taken belongs to a word.
    let taken = clause.len() - rest.len();
    match clause.get(..taken).and_then(|time| time.chars().next_back()) {
        Some('前' | '后' | '起' | '日' | '年' | '月' | '内' | '底' | '季' | '度' | '旬' | '周') => rest,
        _ => clause,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::norms::Profile;

    #[test]
    fn a_subject_ends_before_its_predicate() {
        for (clause, wanted) in [
            ("各镇要加强巡查", "各镇"),
            ("（二）各镇、街道办事处应当配合", "各镇、街道办事处"),
            ("第三条（管理部门） 市水务局负责巡查", "市水务局"),
            ("每年3月底前各镇报送总结", "各镇"),
            ("于2026年6月30日前报送总结", ""),
            ("市应急管理局制定预案", "市应急管理局"),
            ("主要负责同志要带头", "主要负责同志"),
            ("汛期节假日要值班", ""),
            ("加强部门协作", ""),
            ("镇（街道办事处应当配合的）组织", "镇（街道办事处应当配合的）"),
        ] {
            assert_eq!(subject(clause), wanted, "{clause}");
        }
    }

    #[test]
    fn a_party_is_seen_from_the_issuer() {
        let profile = Profile::shipped().unwrap();
        let names = |level: Level, title: &str| {
            let facts = DraftFacts { level, title: Some(title.to_owned()), ..DraftFacts::default() };
            Names::new(&facts, &profile.assessment)
        };
        let city = names(Level::City, "示例市水务局通知");
        for (phrase, wanted) in [
            ("各镇", Some(Party::Lower)),
            ("区水务局", Some(Party::Lower)),
            ("市、区政府", Some(Party::Lower)),
            ("示例县人民政府", Some(Party::Lower)),
            ("市水务局", Some(Party::Own)),
            ("市政府", Some(Party::Own)),
            ("省水利厅", Some(Party::Own)),
            ("水利部", Some(Party::Own)),
            ("我局", Some(Party::Own)),
            ("市防汛工作领导小组", Some(Party::Own)),
            ("市场监管总局", Some(Party::Own)),
            ("各管理局", Some(Party::Lower)),
            ("各主管部门", Some(Party::Bodies)),
            ("制定机关", Some(Party::Bodies)),
            ("施工企业", Some(Party::Private)),
            ("企业主管部门", Some(Party::Bodies)),
            ("防汛实验区", None),
            ("市场", None),
            ("", None),
        ] {
            assert_eq!(city.party(phrase), wanted, "{phrase}");
        }
        assert_eq!(names(Level::Central, "").party("省级财政部门"), Some(Party::Lower));
        assert_eq!(names(Level::Province, "").party("省级财政部门"), Some(Party::Own));
        assert_eq!(names(Level::Province, "").party("市水务局"), Some(Party::Lower));
        assert_eq!(names(Level::Province, "重庆市通知").party("市水务局"), Some(Party::Own));
        assert_eq!(names(Level::Unknown, "").party("县水务局"), Some(Party::Lower));
    }

    #[test]
    fn syllables_of_other_words_are_no_words_of_duty_or_leave() {
        let modals = ["要", "应", "须"];
        for (text, duty) in [
            ("各镇要巡查", true),
            ("主要道路", false),
            ("供应物资", false),
            ("应急响应要快", true),
            ("应急响应", false),
            ("各镇必须巡查", true),
            ("必须坚持统筹规划", false),
            ("必需的物资", false),
        ] {
            assert_eq!(has_duty(text, &modals), duty, "{text}");
        }
        for (text, open) in [("各镇可另行规定", true), ("取得许可", false), ("切实可行", false), ("方可开工", false)]
        {
            assert_eq!(may(text), open, "{text}");
        }
    }
}
