//! Sentences made of protected formulations (规定表述). They are judged without these: where hardly anything is left there
//! is nothing to judge, and such a sentence is neither empty nor a slogan. It is counted apart, and costs nothing.

use std::sync::LazyLock;

use regex::Regex;

use crate::measure::substance::reading::Reading;
use crate::span::{self, Span};

/// Letters outside of protected formulations below which a sentence has nothing else to say (继续推进, 取得新进展).
const LEFT: usize = 8;

/// Words that lead from one protected formulation to the next and say nothing themselves.
static FRAME: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        "坚定不移|坚持不懈|坚持|坚定|坚决|始终|自觉|全面|深入|深刻|认真|切实|扎实|积极|完整|准确|牢固|牢记|更加|不断|持续|进一步|紧密地?|",
        "学习|领会|领悟|贯彻|落实|执行|践行|遵循|铸牢|树立|树牢|增强|做到|拥护|维护|捍卫|高举|弘扬|把握|立足|围绕|团结|",
        "推进|推动|促进|加快|构建|建设|巩固|发展|加强|完善|统筹|协调|指导|指引|引领|统领|",
        "必须|应当|我们|各级|要|以|用|为|把|在|按照|根据|周围|下|和|与|及|并|的|地|好"
    ))
    .ok()
});

/// How far a sentence is made of protected formulations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Guidance {
    /// It has something of its own to say, or holds none.
    Little,
    /// Too few other letters are left to judge.
    Rest,
    /// Half of its letters or more, or all but words that lead from one to the next.
    Most,
}

impl Guidance {
    /// How far a sentence is made of protected formulations.
    pub(super) fn of(reading: &Reading<'_>, sentence: Span) -> Self {
        let protected = &reading.formulated;
        if !span::any_overlap(protected, sentence) {
            return Self::Little;
        }
        let letters = |span: Span| reading.analysis.letters.from_text(span).len();
        let first = protected.partition_point(|p| p.end <= sentence.start);
        let inside = protected.iter().skip(first).take_while(|p| p.start < sentence.end);
        let inside: Vec<Span> = inside.map(|p| p.intersection(sentence)).collect();
        let held: usize = inside.iter().map(|&p| letters(p)).sum();
        let all = letters(sentence);
        let left = all.saturating_sub(held);
        if 2 * held >= all || is_frame(reading, &span::without(sentence, &inside)) {
            Self::Most
        } else if left < LEFT {
            Self::Rest
        } else {
            Self::Little
        }
    }
}

/// What is left of a sentence without the words that lead on, in pieces.
pub(super) fn without_frame(sentence: &str) -> Vec<&str> {
    FRAME.as_ref().map_or_else(|| vec![sentence], |frame| frame.split(sentence).collect())
}

/// Whether nothing but words that lead on stands in these stretches.
fn is_frame(reading: &Reading<'_>, rest: &[Span]) -> bool {
    let Some(frame) = FRAME.as_ref() else { return false };
    let says = |span: &Span| frame.replace_all(reading.analysis.folded(*span), "").chars().any(char::is_alphanumeric);
    !rest.iter().any(says)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{DraftFacts, Kind};
    use crate::lexicon::Lexicon;
    use crate::measure::substance::Opinion;
    use crate::model::SentenceModel;
    use crate::text::Analysis;
    use std::path::Path;

    #[test]
    fn sentences_of_protected_formulations_are_told() {
        let lexicon = Lexicon::shipped().unwrap();
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("models").join("sentence");
        let model = SentenceModel::load(&folder).unwrap();
        for (text, wanted) in [
            ("坚持稳中求进工作总基调。", Guidance::Most),
            ("铸牢中华民族共同体意识。", Guidance::Most),
            ("牢固树立和践行绿水青山就是金山银山的理念。", Guidance::Most),
            ("增强四个意识、坚定四个自信、做到两个维护。", Guidance::Most),
            ("必须始终坚定不移全面贯彻落实新发展理念。", Guidance::Most),
            ("让我们更加紧密地团结在以习近平同志为核心的党中央周围！", Guidance::Most),
            ("示例工作实现高质量发展。", Guidance::Rest),
            ("示例市财政局于6月底前拨付乡村振兴补助资金500万元。", Guidance::Little),
            ("要高度重视，狠抓落实，务求实效。", Guidance::Little),
        ] {
            let analysis = Analysis::new(text, None);
            let opinion = Opinion::of(&analysis, &model);
            let facts = DraftFacts { kind: Some(Kind::Notice), ..DraftFacts::default() };
            let reading = Reading::new(&analysis, &facts, &lexicon, &opinion);
            assert_eq!(Guidance::of(&reading, analysis.sentences[0].span), wanted, "{text}");
        }
    }
}
