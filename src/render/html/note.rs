//! 退文意见: the note with which a draft goes back, made of the report's own words; the reviewer edits and signs it.

use crate::measure::{Finding, Measure};
use crate::norms::Advice;
use crate::render::draft::Draft;
use crate::render::figures;
use crate::render::groups::{self, Group};
use crate::render::words::{self, percent};
use crate::review::Report;

/// Places named for each rule.
const MOST_PLACES: usize = 3;
/// Longest quotation, in characters.
const QUOTED: usize = 24;
/// Numbers of the points.
const NUMBERS: [&str; 4] = ["一", "二", "三", "四"];

/// A note of return.
pub(super) struct Note {
    pub(super) addressee: String,
    pub(super) opening: String,
    pub(super) points: Vec<String>,
    pub(super) closing: &'static str,
}

/// The note, where the advice is to return the draft.
pub(super) fn of(report: &Report, draft: &Draft<'_>) -> Option<Note> {
    if report.verdict.advice != Advice::Return {
        return None;
    }
    let title = report.draft.title.as_deref().map_or_else(|| "有关文稿".to_owned(), words::titled);
    let points = Measure::ALL.into_iter().filter_map(|measure| point(report, draft, measure));
    let points = points.zip(NUMBERS).map(|(point, number)| format!("{number}、{point}"));
    Some(Note {
        addressee: report.draft.issuer.clone().unwrap_or_else(|| "报送单位".to_owned()),
        opening: format!(
            "你单位报送的{title}（送审稿）收悉。经审核（{}），建议修改后重新报送，理由如下：",
            reasons(report)
        ),
        points: points.collect(),
        closing: "请修改后重新报送，并在送审说明中写明采纳情况；确需保留的内容，请说明理由。",
    })
}

fn reasons(report: &Report) -> String {
    report.verdict.reasons.join("；")
}

/// What is said of one measure, where something is.
fn point(report: &Report, draft: &Draft<'_>, measure: Measure) -> Option<String> {
    let groups = groups::of(report, measure);
    let first = groups.first()?;
    let mut text = match measure {
        Measure::Brevity => format!("篇幅：{}。", figures::brevity(report)),
        Measure::Substance => format!("内容：{}。", figures::substance(report)),
        Measure::Novelty => format!("新意：{}。{}", figures::novelty(report), largest(report)),
        Measure::Assessment => "一致性评估：".to_owned(),
    };
    for group in &groups {
        text.push_str(&told(draft, group));
    }
    if let Some(suggestion) = first.findings.iter().find_map(|f| f.suggestion.as_deref()) {
        text.push_str(suggestion);
        text.push_str(if text.ends_with('。') { "" } else { "。" });
    }
    let mut norms: Vec<String> = Vec::new();
    for norm in groups.iter().flat_map(|g| &g.findings).filter_map(|f| f.norm.as_ref()).map(words::norm) {
        if !norms.contains(&norm) {
            norms.push(norm);
        }
    }
    if !norms.is_empty() {
        text.push_str(&format!("依据：{}。", norms.join("、")));
    }
    Some(text)
}

/// The source that gave most.
fn largest(report: &Report) -> String {
    let source = report.novelty.largest_source();
    source.map_or_else(String::new, |s| format!("重复最多的是{}（{}）。", words::titled(&s.title), percent(s.ratio)))
}

/// How often a rule was met and where; what has no place says itself.
fn told(draft: &Draft<'_>, group: &Group<'_>) -> String {
    let placed: Vec<&Finding> = group.findings.iter().copied().filter(|f| f.span.is_some()).collect();
    let Some(first) = placed.first() else {
        return group.findings.iter().map(|f| format!("{}。", f.message.trim_end_matches('。'))).collect();
    };
    if first.rule == "novelty.outline" || first.rule == "brevity.long_background" {
        return placed.iter().map(|f| format!("{}。", f.message.trim_end_matches('。'))).collect();
    }
    let place = |f: &&Finding| {
        let paragraph = draft.paragraph(draft.span(f.span.unwrap_or_default()).start);
        let words = f.quote.as_ref().map(|q| words::clip(&q.exact, QUOTED)).unwrap_or_default();
        format!("第{paragraph}段“{words}”")
    };
    let places: Vec<String> = placed.iter().take(MOST_PLACES).map(place).collect();
    let more = if placed.len() > MOST_PLACES { "等" } else { "" };
    format!("{}{}处：{}{more}。", group.label, placed.len() + group.left_out, places.join("，"))
}
