//! What the findings of this measure say. They advise, name what is missing, and never rewrite policy.

use crate::lexicon::{Entry, ListId};
use crate::measure::finding::{Finding, Measure, Severity, TermRef};
use crate::measure::substance::formulations::Doubtful;
use crate::measure::substance::phrases::Phrase;
use crate::measure::substance::reading::{Judged, Reading};
use crate::measure::substance::rules::{self, Rule};
use crate::norms::{Grade, NormRef};
use crate::span::Span;

/// Key of the norm on background and significance, as entries name it.
const SIGNIFICANCE: &str = "若干规定#2";

/// What users are told is missing: marker category, its name, the question it answers.
const ASKED: [(&str, &str, &str); 4] = [
    ("责任主体", "责任主体", "由谁做"),
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

/// What a stretch leaves open: the names and the questions, each joined as a list; empty when it answers all.
fn left_open(reading: &Reading<'_>, span: Span) -> (String, String) {
    let answered: Vec<&str> = reading.categories(span).collect();
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
    let message = match entry {
        Some(entry) => named(words, entry),
        None => format!("“{words}”：没有写明对象、做法或者指标，删去后要做的事没有变化。"),
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

fn named(words: &str, entry: &Entry) -> String {
    let category = if entry.category.is_empty() { "套话" } else { &entry.category };
    let note = entry.note.trim_end_matches('。');
    let why = if note.is_empty() { "没有可检查的内容" } else { note };
    let unless = entry.exempt.as_deref().map(|exempt| format!("（{exempt}）")).unwrap_or_default();
    format!("“{words}”（{category}）：{why}{unless}。")
}

/// The finding of a figure of style.
#[must_use]
pub fn style(reading: &Reading<'_>, rule: Rule, span: Span) -> Finding {
    let words = reading.analysis.text(span);
    let message = format!("“{words}”：{}。", rule.what);
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
    let message = format!("“{words}”与规定表述“{}”只差一个字，请核对。", doubtful.wording);
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
    let message = format!("“{}”在正文中已出现{most}次，此处是重复。", reading.analysis.text(span));
    let mut finding = Finding::new(Measure::Substance, rule.id, Severity::Notice, message);
    finding.span = Some(span);
    finding.suggestion = Some(format!("{}。", rule.why));
    finding
}

/// The finding of an empty sentence.
#[must_use]
pub fn empty_sentence(reading: &Reading<'_>, judged: &Judged) -> Finding {
    let (missing, open) = left_open(reading, judged.span);
    let message = if missing.is_empty() {
        "这一句以表态、铺垫为主，删去后要做的事、要知道的事没有变化。".to_owned()
    } else {
        format!("这一句没有写明{missing}，删去后要做的事、要知道的事没有变化。")
    };
    let mut finding = Finding::new(Measure::Substance, "substance.empty_sentence", Severity::Warning, message);
    finding.span = Some(judged.span);
    finding.suggestion = Some(if open.is_empty() {
        "建议只留具体内容。".to_owned()
    } else {
        format!("建议写明{open}；没有可写的内容时，建议删去或者并入有具体措施的句子。")
    });
    finding
}
