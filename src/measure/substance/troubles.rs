//! Sentences that only tell what is wrong (示例能力不够强，示例矛盾仍较突出): how things stand, neither a task nor a slogan. Who is
//! told to do something about it, or praised for it, is not told that alone.

use std::sync::LazyLock;

use regex::Regex;

use crate::measure::substance::reading::{Reading, asks};
use crate::measure::substance::{sort, style};
use crate::span::Span;

/// How a clause ends that says what is wrong. 突出 and 较大 are said of achievements as well.
static WRONG: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        "(?:不够[^，。；、]{0,2}|不[强高足优畅实准]|不平衡|不充分|滞后|落后|偏[低高少弱慢]|较[低弱慢]|薄弱|短缺|短板(?:弱项)?|",
        "难点之一|问题之一|(?:问题|矛盾|压力|约束|制约|风险|隐患|困难|差距)(?:仍|依然|还|仍然|较|较为|比较|更加)*(?:突出|较大|紧迫|存在|不少)|",
        "[仍还][然]?[^，。；]{0,6}存在|时有发生)$"
    ))
    .ok()
});

/// What makes of such words the object of a task (补齐短板), a condition (只有……才能) or the reason why something matters.
const TASKS: [&str; 18] = [
    "补",
    "解决",
    "破解",
    "化解",
    "消除",
    "攻克",
    "聚焦",
    "紧盯",
    "针对",
    "引导",
    "弥补",
    "缩小",
    "只有",
    "只要",
    "才能",
    "需",
    "重要性",
    "紧迫性",
];

/// Whether a sentence only tells what is wrong: its last clause does, and none tells anybody to do anything.
pub(super) fn are_told(reading: &Reading<'_>, sentence: Span) -> bool {
    let words = reading.analysis.folded(sentence);
    let tells = |pattern: &LazyLock<Option<Regex>>| pattern.as_ref().is_some_and(|pattern| pattern.is_match(words));
    if asks(words) || TASKS.iter().any(|task| words.contains(task)) || tells(&style::MATTERS) {
        return false;
    }
    let clauses: Vec<&str> = words.split(['，', '；', '。', '：', '！']).collect();
    let wrong = |clause: &str| WRONG.as_ref().is_some_and(|wrong| wrong.is_match(clause));
    clauses.iter().rfind(|clause| !clause.is_empty()).is_some_and(|clause| wrong(clause))
        && !clauses.iter().any(|clause| sort::is_wanted(clause))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::document::DraftFacts;
    use crate::lexicon::Lexicon;
    use crate::measure::substance::Opinion;
    use crate::model::SentenceModel;
    use crate::text::Analysis;

    #[test]
    fn what_is_wrong_is_told_from_what_is_to_be_done() {
        let lexicon = Lexicon::shipped().unwrap();
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("models").join("sentence");
        let model = SentenceModel::load(&folder).unwrap();
        for (text, told) in [
            ("示例基础不够牢，示例设施比较滞后，示例矛盾还较突出。", true),
            ("怎样管好示例，仍是示例工作的难点之一。", true),
            ("示例事业还面临困难：示例质量偏低。", true),
            ("虽然示例基础薄弱，但我们砥砺前行、再创辉煌。", false),
            ("加快补齐示例短板。", false),
            ("要看到示例能力不够强。", false),
            ("推动示例产业发展，示例能力不够强。", false),
            ("示例成效突出。", false),
            ("解决好人民示例问题。", false),
        ] {
            let analysis = Analysis::new(text, None);
            let opinion = Opinion::of(&analysis, &model);
            let reading = Reading::new(&analysis, &DraftFacts::default(), &lexicon, &opinion);
            assert_eq!(are_told(&reading, analysis.sentences[0].span), told, "{text}");
        }
    }
}
