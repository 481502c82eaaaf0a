//! The figures of a report in words: how long, how empty, how much repeated, and how each score came about.

use crate::measure::substance::{Genre, Substance};
use crate::norms::Combine;
use crate::norms::scale::{ScoreBasis, ScorePart};
use crate::render::words::{self, percent};
use crate::review::Report;

/// Scores from which on a bar is green, and from which on it is yellow. For the eye only: the advice follows the
/// thresholds of the norm profile.
const GREEN_FROM: f64 = 80.0;
const YELLOW_FROM: f64 = 60.0;

/// How a score looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Nothing to do.
    Good,
    /// Worth a look.
    Fair,
    /// Worth work.
    Poor,
}

/// How a score looks.
#[must_use]
pub fn tone(score: f64) -> Tone {
    match score {
        s if s >= GREEN_FROM => Tone::Good,
        s if s >= YELLOW_FROM => Tone::Fair,
        _ => Tone::Poor,
    }
}

/// Longest list of recipients in one line, in characters.
const RECIPIENTS: usize = 24;

/// What is known of the draft, each in a few words.
#[must_use]
pub fn facts(report: &Report) -> Vec<String> {
    let draft = &report.draft;
    let mut facts = vec![
        draft.issuer.clone().unwrap_or_else(|| "发文机关未知".to_owned()),
        words::level(draft),
        draft.kind.map_or_else(|| "文种未知".to_owned(), |k| k.label().to_owned()),
        draft.date.clone().unwrap_or_else(|| "日期未知".to_owned()),
        format!("正文{}字", report.brevity.characters),
        format!("约{:.1}页", report.brevity.pages),
    ];
    if report.brevity.annex_characters > 0 {
        facts.push(format!("附件等另有{}字", report.brevity.annex_characters));
    }
    if report.brevity.table_characters > 0 {
        facts.push(format!("正文表格另有{}字", report.brevity.table_characters));
    }
    if let Some(recipients) = &report.structure.recipients {
        facts.push(format!("主送{}", words::clip(recipients, RECIPIENTS)));
    }
    if let Some(signatory) = &report.structure.signatory {
        facts.push(format!("签发人{}", words::clip(signatory, RECIPIENTS)));
    }
    if let Some(id) = &draft.id {
        facts.insert(0, format!("编号 {id}"));
    }
    facts
}

/// How a score came about.
#[must_use]
pub fn how(basis: &ScoreBasis) -> String {
    let parts: Vec<String> = basis.parts.iter().map(part).collect();
    format!("计分：{}{}", parts.join("，"), combined(basis))
}

/// One figure with the score it gave.
#[must_use]
pub fn part(part: &ScorePart) -> String {
    format!("{} {} → {:.1}分", part.label, figure(part.value), part.score)
}

/// How the parts of a score came together.
#[must_use]
pub fn combined(basis: &ScoreBasis) -> &'static str {
    match (basis.combine, basis.parts.len()) {
        (_, 0 | 1) => "",
        (Combine::Lowest, _) => "，取最低",
        (Combine::Mean, _) => "，取加权平均",
    }
}

/// A figure without needless zeros.
#[must_use]
pub fn figure(value: f64) -> String {
    let text = format!("{value:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// 短 in a sentence.
#[must_use]
pub fn brevity(report: &Report) -> String {
    let brevity = &report.brevity;
    let part = match (report.structure.issued, report.structure.forwarded) {
        (Some(_), _) => "，计所印发的文件，不计印发通知",
        (None, Some(_)) => "，不计所转发的原文",
        (None, None) => "",
    };
    let tables = match brevity.table_characters {
        0 => String::new(),
        characters => format!("；正文中的表格{characters}字不计入"),
    };
    let (bare, punctuated) = (brevity.characters, brevity.characters_with_punctuation);
    let length = format!("正文{bare}字（计标点{punctuated}字{part}{tables}）");
    match (&brevity.limit, &brevity.no_limit) {
        (Some(limit), _) => {
            let (value, unit) = match (limit.characters, limit.pages) {
                (Some(characters), _) => (characters, "字"),
                (None, pages) => (pages.unwrap_or_default(), "页"),
            };
            let over = match brevity.over_by {
                0 => "，未超出".to_owned(),
                over => format!("，超出{over}{unit}"),
            };
            format!("{length}，一般不超过{value}{unit}（{}，{}）{over}", limit.applies_to, words::norm(&limit.norm))
        }
        (None, Some(reason)) => format!("{length}；{reason}"),
        (None, None) => length,
    }
}

/// 实 in a sentence.
#[must_use]
pub fn substance(report: &Report) -> String {
    let substance = &report.substance;
    let per = substance.slogans_per_1000.map(|n| format!("（每千字{n:.1}处）")).unwrap_or_default();
    let share = substance.told_share().map(|s| format!("，占{}", percent(s))).unwrap_or_default();
    let apart = match substance.protected.sentences {
        0 => String::new(),
        apart => format!("，规定表述{apart}句另计"),
    };
    let counts: Vec<String> =
        words::markers(&substance.markers).iter().take(MARKERS).map(|(name, count)| format!("{name}{count}")).collect();
    format!(
        "空话套话{}处{per}；空话句{}句{share}（共{}句{apart}）；实招要素：{}{}{}",
        substance.slogan_count,
        substance.empty_sentences,
        substance.sentences,
        counts.join("、"),
        protected(substance),
        usual(substance)
    )
}

/// How many protected formulations there are.
fn protected(substance: &Substance) -> String {
    match substance.protected.count {
        0 => String::new(),
        count => format!("；规定表述{count}处，不计入空话套话"),
    }
}

/// The genre that a draft was judged as, and what is usual there where enough documents were measured.
fn usual(substance: &Substance) -> String {
    if substance.genre.is_empty() || substance.genre == Genre::UNKNOWN {
        return "；未认出文种".to_owned();
    }
    let genre = format!("；按“{}”审核", substance.genre);
    let Some(usual) = substance.usual else { return genre };
    format!(
        "{genre}，同类公开文件{}份，空话句占比的中位数{}，九成不超过{}",
        usual.documents,
        percent(usual.empty_share.median),
        percent(usual.empty_share.high)
    )
}

/// Kinds of substance markers that a sentence names: who, when, how much, how.
const MARKERS: usize = 4;

/// Warnings that say why novelty was not computed.
const NOT_COMPARED: [&str; 2] = ["no_document_counts", "text_too_short_for_novelty"];

/// 新 in a sentence.
#[must_use]
pub fn novelty(report: &Report) -> String {
    let novelty = &report.novelty;
    let Some(repeated) = novelty.repeated() else {
        let why = report.warnings.iter().find(|warning| NOT_COMPARED.contains(&warning.code.as_str()));
        return why.map_or_else(|| "未计算重复比例".to_owned(), |warning| warning.message.clone());
    };
    let part = |name: &str, ratio: Option<f64>| ratio.filter(|r| *r > 0.0).map(|r| format!("{name}{}", percent(r)));
    let parts: Vec<String> = [part("原文照录", novelty.verbatim_ratio), part("改动后照搬", novelty.edited_ratio)]
        .into_iter()
        .flatten()
        .collect();
    let mut text = repeated;
    if !parts.is_empty() {
        text.push_str(&format!("（{}）", parts.join("，")));
    }
    if let Some(largest) = novelty.largest_source_ratio.filter(|r| *r > 0.0) {
        text.push_str(&format!("，最大来源占{}", percent(largest)));
    }
    text.push_str(&format!("；计分文字{}字", novelty.scorable_characters));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_have_no_needless_zeros() {
        for (value, text) in [(1.0, "1"), (0.0, "0"), (0.25, "0.25"), (12.3456, "12.346"), (100.0, "100")] {
            assert_eq!(figure(value), text);
        }
    }
}
