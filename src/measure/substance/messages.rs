//! What the findings of this measure say. They advise, name what is missing, and never rewrite policy.

use std::sync::LazyLock;

use regex::Regex;

use crate::lexicon::{Entry, ListId};
use crate::measure::finding::{Finding, Measure, Severity, TermRef};
use crate::measure::substance::doer;
use crate::measure::substance::formulations::Doubtful;
use crate::measure::substance::phrases::Phrase;
use crate::measure::substance::reading::{Judged, Reading};
use crate::measure::substance::rules::{self, Rule};
use crate::norms::{Grade, NormRef};
use crate::span::{self, Span};

/// Key of the norm on background and significance, as entries name it.
const SIGNIFICANCE: &str = "若干规定#2";

/// What users are told is missing: marker category, its name, the question it answers.
const ASKED: [(&str, &str, &str); 4] = [
    (WHO, "责任主体", "由谁做"),
    ("时限", "时限", "何时完成"),
    ("量化", "数量", "做到多少"),
    ("具体举措", "做法", "怎样做"),
];

fn norm(key: &str) -> Option<NormRef> {
    (key == SIGNIFICANCE).then(|| NormRef {
        title: "《整治形式主义为基层减负若干规定》".to_owned(),
        article: Some("第2条".to_owned()),
        quote: Some(
            "一般不必阐述形势背景、重要意义、主要原则等内容，确需阐述的应当简明扼要；加强领导、落实责任、组织保障等内容应当精炼"
                .to_owned(),
        ),
        grade: Grade::A,
    })
}

/// Category of the markers that say who is to act.
const WHO: &str = "责任主体";

/// Categories whose entries name a verb with whatever follows it: the verb may as well be half of another word
/// (建设资金).
const OF_VERBS: [&str; 2] = ["空泛动宾", "动宾套话"];
/// Weight of entries that only count together with the model's word.
const VAGUE: u8 = 1;

/// What may stand before the verb of a clause.
static LEADING: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        "^(?:要|将|应当|应|须|必须|务必|来|并|就|也|都|更好地?|进一步|切实|不断|持续|深入|全面|大力|着力|积极|努力|扎实|稳步|有效|有力|",
        "加快|全力|坚决|始终|认真|充分|不折不扣|真正|牢牢|自觉|继续|我们|各级|各地|各部门|各单位|[、—\\s])*$"
    ))
    .ok()
});

/// What a stretch leaves open: the names and the questions, each joined as a list; empty when it answers all.
fn left_open(reading: &Reading<'_>, span: Span) -> (String, String) {
    let mut answered: Vec<&str> = reading.categories(span).collect();
    if doer::is_named(reading.analysis.folded(span)) {
        answered.push(WHO);
    }
    let open: Vec<_> = ASKED.iter().filter(|(category, ..)| !answered.contains(category)).collect();
    let names: Vec<&str> = open.iter().map(|(_, name, _)| *name).collect();
    let questions: Vec<&str> = open.iter().map(|(.., question)| *question).collect();
    (names.join("、"), questions.join("、"))
}

/// The finding of a phrase.
#[must_use]
pub fn slogan(reading: &Reading<'_>, phrase: Phrase, sentence: Span) -> Finding {
    let matcher = reading.lexicon.get(ListId::Slogans);
    let entry = phrase.entry.and_then(|index| matcher.list().entries.get(index));
    let severity = match entry.map_or(1, |e| e.severity) {
        3 => Severity::Error,
        2 => Severity::Warning,
        _ => Severity::Notice,
    };
    let words = reading.analysis.text(phrase.span);
    let message = match entry.filter(|entry| fits(reading, phrase, entry)) {
        Some(entry) => named(words, entry),
        None => format!("{}：没有写明怎样做、做到什么程度，删去后要做的事没有变化。", quoted(words)),
    };
    let mut finding = Finding::new(Measure::Substance, "substance.slogan", severity, message);
    finding.span = Some(phrase.span);
    let (_, open) = left_open(reading, sentence);
    finding.suggestion = Some(if open.is_empty() {
        "本句已有具体内容，建议删去这一短语。".to_owned()
    } else {
        format!("建议写明{open}；没有可写的内容时，建议删去。")
    });
    finding.norm = entry.and_then(|e| e.norm.as_deref()).and_then(norm);
    finding.term = entry.map(|entry| TermRef::of(matcher.list(), entry));
    finding
}

/// Words in quotation marks; those that have marks already get no second ones.
fn quoted(words: &str) -> String {
    let whole = words.strip_prefix('“').and_then(|rest| rest.strip_suffix('”'));
    match whole {
        Some(inside) if !inside.contains(['“', '”']) => words.to_owned(),
        _ => format!("“{}”", words.replace('“', "‘").replace('”', "’")),
    }
}

/// Whether what an entry says fits the words around: one of a verb with its object must open the clause.
fn fits(reading: &Reading<'_>, phrase: Phrase, entry: &Entry) -> bool {
    let verb = entry.severity <= VAGUE && OF_VERBS.contains(&entry.category.as_str());
    let Some(words) = phrase.words.filter(|_| verb) else { return true };
    let before = reading.analysis.folded(Span::new(phrase.span.start, words.start));
    LEADING.as_ref().is_some_and(|leading| leading.is_match(before))
}

fn named(words: &str, entry: &Entry) -> String {
    let category = if entry.category.is_empty() { "套话" } else { &entry.category };
    let note = entry.note.trim_end_matches('。');
    let why = if note.is_empty() { "没有可检查的内容" } else { note };
    let unless = entry.exempt.as_deref().map(|exempt| format!("（{exempt}）")).unwrap_or_default();
    format!("{}（{category}）：{why}{unless}。", quoted(words))
}

/// The finding of a figure of style.
#[must_use]
pub fn style(reading: &Reading<'_>, rule: Rule, span: Span) -> Finding {
    let words = reading.analysis.text(span);
    let message = format!("{}：{}。", quoted(words), rule.what);
    let mut finding = Finding::new(Measure::Substance, rule.id, Severity::Notice, message);
    finding.span = Some(span);
    finding.suggestion = Some(format!("{}。", rule.why));
    finding.norm = (rule == rules::SIGNIFICANCE).then(|| norm(SIGNIFICANCE)).flatten();
    finding
}

/// The finding of a formulation that looks miswritten.
#[must_use]
pub fn doubtful(reading: &Reading<'_>, doubtful: &Doubtful<'_>) -> Finding {
    let rule = rules::NEAR_PROTECTED;
    let matcher = reading.lexicon.get(ListId::Protected);
    let words = reading.analysis.text(doubtful.span);
    let message = format!("{}与规定表述{}只差一个字，请核对。", quoted(words), quoted(&doubtful.wording));
    let mut finding = Finding::new(Measure::Substance, rule.id, Severity::Notice, message);
    finding.span = Some(doubtful.span);
    finding.suggestion = Some(format!("{}。", rule.why));
    finding.term = Some(TermRef::of(matcher.list(), doubtful.entry));
    finding
}

/// The finding of a formulation used more than `most` times.
#[must_use]
pub fn repeated(reading: &Reading<'_>, span: Span, most: u32) -> Finding {
    let rule = rules::REPEATED_PROTECTED;
    let message = format!("{}在正文中已出现{most}次，此处是重复。", quoted(reading.analysis.text(span)));
    let mut finding = Finding::new(Measure::Substance, rule.id, Severity::Notice, message);
    finding.span = Some(span);
    finding.suggestion = Some(format!("{}。", rule.why));
    finding
}

/// The finding of an empty sentence. Where set formulations stand in it, nothing is said of them: they stay.
#[must_use]
pub fn empty_sentence(reading: &Reading<'_>, judged: &Judged) -> Finding {
    let (missing, open) = left_open(reading, judged.span);
    let formulated = span::any_overlap(&reading.formulated, judged.span);
    let (who, unless) = if formulated {
        ("规定表述以外，这一句", "规定表述可以保留，其余表态、铺垫建议精炼。")
    } else {
        ("这一句", "没有可写的内容时，建议删去或者并入有具体措施的句子。")
    };
    let what =
        if missing.is_empty() { "以表态、铺垫为主".to_owned() } else { format!("没有写明{missing}") };
    let unchanged = if formulated { "" } else { "，删去后要做的事、要知道的事没有变化" };
    let message = format!("{who}{what}{unchanged}。");
    let mut finding = Finding::new(Measure::Substance, "substance.empty_sentence", Severity::Warning, message);
    finding.span = Some(judged.span);
    finding.suggestion = Some(match (open.is_empty(), formulated) {
        (true, false) => "建议只留具体内容。".to_owned(),
        (true, true) => unless.to_owned(),
        (false, _) => format!("建议写明{open}；{unless}"),
    });
    finding
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_in_marks_get_no_second_ones() {
        for (words, wanted) in [
            ("“四个强化”", "“四个强化”"),
            ("狠抓落实", "“狠抓落实”"),
            ("做到“四个强化”", "“做到‘四个强化’”"),
            ("“甲”和“乙”", "“‘甲’和‘乙’”"),
        ] {
            assert_eq!(quoted(words), wanted);
        }
    }
}
