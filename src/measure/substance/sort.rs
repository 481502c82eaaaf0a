//! What sort of statement an empty sentence or phrase is: on background and significance, on what has come about, a
//! judgement, a task. Each lacks something else, and is told in words of its own: nobody is asked until when a thing is
//! to be done that is done, or who is to do what is only said.

use std::sync::LazyLock;

use regex::Regex;

use crate::measure::substance::reading::{Reading, asks};
use crate::measure::substance::style;
use crate::span::Span;

/// Sort of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    /// 意义、背景, with the words that say so.
    Significance(Span),
    /// 成效, what has come about or is to have come about, with the clause that says so.
    Outcome(Span),
    /// 议论: how things are, or how they are seen.
    Opinion,
    /// Anything else: a task, an attitude.
    Task,
}

/// Words that open on the times and the situation.
static BACKGROUND: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        "[^，。；]{0,16}(?:开局|起步|关键|决胜|攻坚|收官|奠基)之年|[^，。；]{0,20}关键(?:的)?(?:一年|时期|阶段|期)|",
        "(?:正?处于|进入|站在|面临|处在)[^，。；]{0,24}(?:阶段|时期|关口|机遇期|起点)|",
        "是[^，。；]{0,30}(?:一项|一个|一件)[^，。；]{0,16}(?:工作|任务|工程|举措|事业)|",
        "是[^。；]{2,90}的(?:[^，。；]{0,4}要求|(?:重要|根本|有力|坚实|必要|可靠)?(?:需要|举措|保证|保障|基础|前提)|生动诠释)|",
        "^有利于[^，。；]*|体现了[^。；]{2,40}的要求|[^，。；]{0,24}[作做]出了[^，。；]{0,8}贡献"
    ))
    .ok()
});

/// Words of what is done.
static DONE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        "[^解为除]了(?:[^解]|$)|已经|已(?:成|建|有|形成|取得)|取得[^，。；]{0,20}(?:成效|成就|成果|进展|突破|成绩|进步|胜利|佳绩)|",
        "得到[^，。；]{0,8}(?:加强|改善|提升|保障|解决|巩固|发展)|迈[出上]|[站跃]上|再上[^，。；]{0,4}台阶|丰硕|圆满|如期(?:实现|完成)|",
        "(?:^|[^出])成效(?:显著|明显)|总体(?:稳定|可控|平稳)|有力有效$|稳定可控$|蹄疾步稳$"
    ))
    .ok()
});

/// Of those, words that say it even behind a verb of effort: 推动示例产业取得了成效; 推动工作再上台阶 is wanted.
static SAID_DONE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new("[^解为除]了(?:[^解]|$)|已经|已(?:成|建|有|形成|取得)").ok());

/// A clause that only says of which time past the others speak.
static BEFORE_NOW: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new("^(?:这|过去|近|上|去|前)?[一两三四五几]?(?:年|年来|个月来)$|.以来$|^过去.{0,8}$|^去年").ok()
});

/// Words of a judgement.
static JUDGED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        "[^于还但也都正就只总凡一二三四五六七八九十]是[^，。；]|就是|[也仍却]|没有|不(?:仅|是|够|足|强|高|再)|因为|所以|如果|但是|才[能会]|[？?]$|",
        "完全有(?:基础|能力|信心|条件)|启示我们|根本在于|还[在有是]|严重$|滞后$|薄弱$|落后$|希望|相信|就[会能]|就?一定能"
    ))
    .ok()
});

/// A subject with what has become of it.
static BECOME: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        "^.{2,24}(?:持续|不断|更加|进一步|明显|显著|加速|加快|稳步|全面|扎实|深入|有效|有力|高水平|高质量|高效能|大幅|日益|逐步|稳妥|较快|",
        "基本|总体|初步|成功|顺利|胜利|充分)",
        "(?:提升|提高|增强|改善|优化|加强|推进|丰富|彰显|巩固|稳固|向好|落地|显现|形成|凸显|跃升|壮大|完善|深化|拓展|释放|好转|下降|",
        "增长|发展|进步|健全|实施|建立|夯实|加快|扩大|突破|增进|活跃|涌现|治理|完成|成型|转型|解决|化解|缓解|降低|集聚)$"
    ))
    .ok()
});

/// How a clause begins that wants something done.
static WANTED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        "^(?:[一二三四五六七八九十]{1,3}[是要]|围绕|聚焦|瞄准|锚定|始终|自觉|带头|把|要|必须|应|将|推动|推进|促进|确保|实现|加快|努力|使|让|引导|保持|坚持|不断|持续|以|通过|着力|力争|争取|",
        "积极|切实|大力|全力|进一步|加强|提升|提高|完善|深化|强化|优化|支持|鼓励|打造|建设|构建|健全|维护|带动|助力|深入|全面|扎实|",
        "加大|加速|做好|抓好|办好|用好|发挥|坚定|坚决|统筹|贯彻|落实|弘扬|防范|营造|培育|增强|巩固|拓展|扩大|激发|严格|依法)"
    ))
    .ok()
});

/// Words of a sentence about what is still to come.
const TO_COME: [&str; 10] = ["完全有", "力争", "争取", "我们将", "今年要", "必将", "今后", "下一步", "为目标", "必定"];

/// Words of a sentence on the thought that guides all work, or on what work has taught.
const GUIDES: [&str; 3] = ["重要思想为指导", "特色社会主义思想为指导", "启示我们"];

/// What of a whole sentence decides the sort of its parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Whole {
    /// It asks somebody for something.
    asks: bool,
    /// It is about what is still to come.
    to_come: bool,
    /// It says by what thought all is done, or what was learnt: no task of its own.
    guides: bool,
}

impl Whole {
    pub(super) fn of(reading: &Reading<'_>, sentence: Span) -> Self {
        let words = reading.analysis.folded(sentence);
        let holds = |list: &[&str]| list.iter().any(|word| words.contains(word));
        Self { asks: asks(words), to_come: holds(&TO_COME), guides: holds(&GUIDES) }
    }
}

/// Whether a clause without marks at its ends is of a pattern.
fn is(pattern: &LazyLock<Option<Regex>>, clause: &str) -> bool {
    pattern.as_ref().is_some_and(|pattern| pattern.is_match(bare(clause)))
}

impl Sort {
    /// The sort of a stretch inside a sentence.
    pub(super) fn of(reading: &Reading<'_>, span: Span, sentence: &Whole) -> Self {
        let folded = &reading.analysis.folded;
        let base = folded.byte_of(span.start);
        let words = folded.slice(span);
        let matter = style::MATTERS.iter().chain(BACKGROUND.iter()).find_map(|pattern| pattern.find(words));
        if let Some(found) = matter {
            return Self::Significance(folded.span_of_bytes(base + found.start(), base + found.end()));
        }
        if sentence.guides {
            return Self::Opinion;
        }
        if sentence.asks {
            return Self::Task;
        }
        let clauses = &reading.analysis.clauses;
        let first = clauses.partition_point(|clause| clause.span.end <= span.start);
        let inside = clauses.iter().skip(first).map(|clause| clause.span.intersection(span));
        let inside: Vec<Span> = inside.take_while(|clause| clause.start < span.end && !clause.is_empty()).collect();
        let any = |pattern| inside.iter().any(|&clause| is(pattern, folded.slice(clause)));
        if !sentence.to_come {
            if let Some(&clause) = inside.iter().find(|&&clause| is_outcome(folded.slice(clause))) {
                return Self::Outcome(clause);
            }
            // 近年来，……使示例问题得到解决: behind such a time what is said to be done is done.
            let past = any(&BEFORE_NOW);
            if let Some(&done) = inside.iter().find(|&&clause| past && is(&DONE, folded.slice(clause))) {
                return Self::Outcome(done);
            }
            let last = inside.last().filter(|&&last| past && !is(&WANTED, folded.slice(last)));
            if let Some(&last) = last {
                return Self::Outcome(last);
            }
        }
        let wanted = inside.first().is_some_and(|&clause| is(&WANTED, folded.slice(clause)));
        if !wanted && any(&JUDGED) { Self::Opinion } else { Self::Task }
    }
}

/// Whether a clause only says of which time past the next ones speak: 这五年.
pub(super) fn is_frame(clause: &str) -> bool {
    is(&BEFORE_NOW, clause)
}

/// A clause without marks at its ends.
fn bare(clause: &str) -> &str {
    clause.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '？' | '?'))
}

/// Whether a clause begins with what is wanted.
pub(super) fn is_wanted(clause: &str) -> bool {
    is(&WANTED, clause)
}

/// Whether a clause says what has come about.
pub(super) fn is_outcome(clause: &str) -> bool {
    is(&DONE, clause) && (!is(&WANTED, clause) || is(&SAID_DONE, clause)) || is(&BECOME, clause) && !is(&WANTED, clause)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_come_about_is_told_from_what_is_wanted() {
        for (clause, wanted) in [
            ("示例成果加速落地", true),
            ("示例转型高水平推进", true),
            ("示例产业生态不断完善", true),
            ("示例改革取得重要进展", true),
            ("示例事业迈上新台阶；", true),
            ("扛牢了示例责任", true),
            ("发展示例活力持续增强", true),
            ("持续提升示例水平", false),
            ("推动示例产业不断完善", false),
            ("加强示例工作", false),
            ("为了示例目标", false),
            ("推动示例工作再上新台阶", false),
            ("推动示例工作取得新成效", false),
            ("推动示例产业取得了成效", true),
        ] {
            assert_eq!(is_outcome(clause), wanted, "{clause}");
        }
    }
}
