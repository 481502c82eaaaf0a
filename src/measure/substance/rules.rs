//! The rules of this measure: what each finds, why a desk looks for it, and an example. One place for the reasons that
//! findings give.

use crate::lexicon::{Hit, Matcher};
use crate::measure::finding::{Finding, Severity};

/// Category of the list for set formulas of documents (此件公开发布): left alone as the formulations are, but none of them.
const FORMULAS: &str = "公文程式语";

/// Whether a hit of the protected formulations is a set formula of documents.
pub(super) fn is_formula(protected: &Matcher, hit: &Hit) -> bool {
    protected.entry(*hit).is_some_and(|entry| entry.category == FORMULAS)
}

/// Category of slogans that are words of degree.
pub(super) const OF_DEGREE: &str = "程度堆砌";

/// A rule with what it says of itself, in Chinese.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Stable id, as findings carry it.
    pub id: &'static str,
    /// Name shown to users.
    pub name: &'static str,
    /// What is found.
    pub what: &'static str,
    /// Why it matters, and what to do.
    pub why: &'static str,
    /// An invented example.
    pub example: &'static str,
}

/// Id of the findings of slogan phrases.
pub const SLOGAN: &str = "substance.slogan";
/// Id of the findings of empty sentences.
pub const EMPTY_SENTENCE: &str = "substance.empty_sentence";

/// 规定表述句: what an empty sentence is called that is made of protected formulations. Told under the same id, as a notice,
/// and counted apart.
pub const FORMULATED: Rule = Rule {
    id: EMPTY_SENTENCE,
    name: "规定表述句",
    what: "除规定表述外没有可以核对的内容",
    why: "规定表述照用，不作评价、另行统计；建议在本句或者后文写明措施，没有措施可写的，可以精简规定表述前后的文字",
    example: "坚持稳中求进工作总基调。",
};

/// Whether a finding is of a sentence made of protected formulations: a notice, counted apart from the empty sentences.
#[must_use]
pub fn is_apart(finding: &Finding) -> bool {
    sort(finding) == FORMULATED_SORT
}

/// The sort of a finding in a list that holds only the first of each: its rule, but for sentences made of protected
/// formulations, which must not push out the empty ones.
#[must_use]
pub fn sort(finding: &Finding) -> &str {
    sort_of(&finding.rule, finding.severity)
}

/// The sort of a finding of this rule and severity; see [`sort`].
#[must_use]
pub fn sort_of(rule: &str, severity: Severity) -> &str {
    if rule == EMPTY_SENTENCE && severity == Severity::Notice { FORMULATED_SORT } else { rule }
}

/// See [`sort`].
pub const FORMULATED_SORT: &str = "substance.formulated_sentence";

/// 数字口号
pub const NUMBERED: Rule = Rule {
    id: "substance.numbered_slogan",
    name: "数字口号",
    what: "用“几个什么”概括工作的提法",
    why: "读者要先猜各是什么；写明各项内容就够了，不必另造提法。上级文件的固定提法请注明出处",
    example: "切实做到“四个强化”“五个到位”。",
};

/// 排比
pub const PARALLEL: Rule = Rule {
    id: "substance.parallel_run",
    name: "同首排比",
    what: "三个以上开头相同、又都没有具体内容的分句连用",
    why: "排比只加气势，不增加要做的事；建议合并成一句，写明由谁做、做什么",
    example: "要在谋划上下功夫，要在推进上下功夫，要在落实上下功夫。",
};

/// 程度词堆叠
pub const DEGREE: Rule = Rule {
    id: "substance.stacked_degree",
    name: "程度词堆叠",
    what: "表示程度、态度的词连用",
    why: "叠加的程度词不能检查，留一个或者都不留，意思不变；要求更高的，写明标准或者期限",
    example: "进一步切实加强排查。",
};

/// 四字句连排
pub const FOUR_CHARACTER: Rule = Rule {
    id: "substance.four_character_run",
    name: "四字句连排",
    what: "三个以上没有具体内容的四字短语连用",
    why: "四字短语连排多是表态，看不出由谁、何时、怎样做；建议只留有措施的一项并写明做法",
    example: "高度重视、精心组织、周密部署、狠抓落实。",
};

/// 意义段
pub const SIGNIFICANCE: Rule = Rule {
    id: "substance.significance",
    name: "意义段",
    what: "一段之内两处以上阐述意义",
    why: "文件应当开门见山，一般不必阐述重要意义；确需阐述的，简明扼要写一句",
    example: "做好这项工作，是保障民生的迫切需要，是优化环境的重要举措，对长远发展具有重大意义。",
};

/// 规定表述疑似写错
pub const NEAR_PROTECTED: Rule = Rule {
    id: "substance.near_protected",
    name: "规定表述请核对",
    what: "与词表中的规定表述只差一个字",
    why: "规定表述应当一字不差；如系另一提法，可以忽略",
    example: "坚持以习近平新时期中国特色社会主义思想为指导。",
};

/// 规定表述重复
pub const REPEATED_PROTECTED: Rule = Rule {
    id: "substance.repeated_protected",
    name: "规定表述重复",
    what: "同一规定表述超过规范档允许的次数",
    why: "规定表述不计入空话；本单位规范档要求不在正文中反复出现",
    example: "（各部分都以同一句指导思想开头）",
};

/// The rules beside `substance.slogan` and `substance.empty_sentence`.
pub const ALL: [Rule; 7] =
    [NUMBERED, PARALLEL, DEGREE, FOUR_CHARACTER, SIGNIFICANCE, NEAR_PROTECTED, REPEATED_PROTECTED];

/// The rule of this id.
#[must_use]
pub fn of(id: &str) -> Option<Rule> {
    ALL.into_iter().find(|rule| rule.id == id)
}
