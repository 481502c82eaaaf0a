//! Word sequences of a run of words that may be candidates for the list of slogans. A verb at the head stands for its
//! whole class: 提升治理效能, 提高治理效能 and 增强治理效能 are one phrase, `(提升|提高|…)治理效能`. Counted apart, none of them is
//! frequent, and what is left is their object without a verb.

use crate::measure::substance::mining::Run;

/// Words of a candidate.
const WORDS: std::ops::RangeInclusive<usize> = 2..=6;
/// Characters of a candidate: below four nearly everything is a plain word.
const CHARACTERS: std::ops::RangeInclusive<usize> = 4..=16;
/// Words that neither open nor close a phrase.
const BOUND: &[&str] = &[
    "的", "地", "得", "了", "着", "和", "与", "及", "或", "等", "在", "对", "以", "为", "向", "从", "把", "将", "要",
    "是", "不", "并", "而", "也", "都", "就", "于", "中", "上", "下", "内", "其", "这", "那", "该", "各", "所", "之",
    "有", "我们", "通过", "进行", "作为", "以及", "按照", "根据", "围绕", "在于", "使", "让", "被", "更", "更加", "最",
    "能", "可", "可以", "能够", "已", "已经", "正", "还", "又", "再", "同", "由", "自", "至", "到", "当前", "必须",
];
/// Words that may stand before a phrase and belong to the sentence.
const LEADING: &[&str] = &[
    "要",
    "将",
    "应",
    "应当",
    "必须",
    "务必",
    "须",
    "我们",
    "各级",
    "各地",
    "各部门",
    "不断",
    "持续",
    "进一步",
    "切实",
    "大力",
    "着力",
    "积极",
    "努力",
    "扎实",
    "全面",
    "深入",
    "有效",
    "全力",
    "更好",
    "地",
    "并",
    "来",
    "继续",
    "坚决",
];
/// Verbs that stand for one another before an object.
const CLASSES: [&[&str]; 7] = [
    &["提升", "提高", "增强", "扩大", "拓展"],
    &["完善", "健全", "优化", "改善", "改进"],
    &["推进", "推动", "促进", "加快", "深化"],
    &["打造", "构建", "建设", "营造", "培育", "形成", "壮大"],
    &["加强", "强化", "巩固"],
    &["激发", "释放", "激活", "发挥", "增添", "培植"],
    &["维护", "保持", "守护", "保障"],
];

/// A word sequence with how it stands in its run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sequence {
    /// The pattern that stands for it.
    pub(super) pattern: String,
    /// Whether nothing but words that lead in stands before it.
    pub(super) opens: bool,
    /// Whether the run ends with it.
    pub(super) closes: bool,
    /// Whether a mark of enumeration stands beside it.
    pub(super) listed: bool,
}

/// Every word sequence of a run that can be a candidate.
pub(super) fn of(run: &Run) -> impl Iterator<Item = Sequence> + '_ {
    let words = &run.words;
    let windows = WORDS.flat_map(move |length| words.windows(length).enumerate());
    windows.filter_map(move |(from, window)| {
        let bound = |word: &String| BOUND.contains(&word.as_str());
        let text = window.concat();
        let fits = CHARACTERS.contains(&text.chars().count()) && text.chars().all(|c| !c.is_ascii());
        if window.first().is_none_or(bound) || window.last().is_none_or(bound) || !fits {
            return None;
        }
        let closes = from + window.len() == words.len();
        Some(Sequence {
            pattern: pattern(window)?,
            opens: words.iter().take(from).all(|word| LEADING.contains(&word.as_str())),
            closes,
            listed: (from == 0 && run.listed_before) || (closes && run.listed_behind),
        })
    })
}

/// The words, with the class of a verb that opens them in its place.
fn pattern(words: &[String]) -> Option<String> {
    let (first, rest) = words.split_first()?;
    // 保障和改善民生, 优化提升传统产业: the object is another one.
    let is_object =
        |next: &String| !BOUND.contains(&next.as_str()) && !CLASSES.iter().any(|class| class.contains(&next.as_str()));
    let class = CLASSES.iter().find(|class| class.contains(&first.as_str()));
    let class = class.filter(|_| rest.first().is_some_and(is_object));
    Some(class.map_or_else(|| words.concat(), |class| format!("({}){}", class.join("|"), rest.concat())))
}

/// The texts that a pattern stands for.
pub(super) fn texts(pattern: &str) -> Vec<String> {
    match parts(pattern) {
        (Some(class), rest) => class.split('|').map(|verb| format!("{verb}{rest}")).collect(),
        (None, text) => vec![text.to_owned()],
    }
}

/// Whether one pattern is a part of another.
pub(super) fn is_part(part: &str, whole: &str) -> bool {
    let ((class, rest), (other, all)) = (parts(part), parts(whole));
    all.contains(rest) && (class.is_none() || class == other)
}

/// Whether a pattern stands for several texts.
pub(super) fn is_joined(pattern: &str) -> bool {
    parts(pattern).0.is_some_and(|class| class.contains('|'))
}

/// The class of verbs of a pattern, and what follows it.
fn parts(pattern: &str) -> (Option<&str>, &str) {
    let joined = pattern.strip_prefix('(').and_then(|inside| inside.split_once(')'));
    joined.map_or((None, pattern), |(class, rest)| (Some(class), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(words: &str, (listed_before, listed_behind): (bool, bool)) -> Run {
        Run { words: words.split(' ').map(str::to_owned).collect(), listed_before, listed_behind }
    }

    #[test]
    fn verbs_of_one_class_give_one_pattern() {
        let patterns = |words: &str| of(&run(words, (false, false))).map(|s| s.pattern).collect::<Vec<_>>();
        assert_eq!(patterns("提升 示例 效能"), patterns("增强 示例 效能"));
        let joined = "(提升|提高|增强|扩大|拓展)示例效能";
        assert!(patterns("提高 示例 效能").contains(&joined.to_owned()));
        assert_eq!(texts(joined).first().map(String::as_str), Some("提升示例效能"));
        assert!(is_part("示例效能", joined) && !is_part(joined, "示例效能") && is_joined(joined));
        assert_eq!(texts("点亮灯塔"), ["点亮灯塔"]);
        assert!(patterns("优化 提升 示例 产业").contains(&"优化提升示例产业".to_owned()));
    }

    #[test]
    fn a_phrase_opens_where_only_leading_words_stand_before_it() {
        for (words, marks, wanted) in [
            ("要 不断 点亮 灯塔", (false, false), (true, true, false)),
            ("有人 点亮 灯塔", (false, false), (false, true, false)),
            ("点亮 灯塔 之后", (false, false), (true, false, false)),
            ("点亮 灯塔", (true, false), (true, true, true)),
            ("点亮 灯塔", (false, true), (true, true, true)),
        ] {
            let found = of(&run(words, marks)).find(|s| s.pattern == "点亮灯塔").unwrap();
            assert_eq!((found.opens, found.closes, found.listed), wanted, "{words}");
        }
    }
}
