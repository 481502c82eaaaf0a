//! [`Brevity`]: the figures of 短, the findings they lead to, and what the score is made from.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::document::{DraftFacts, Level};
use crate::measure::brevity::count::{self, Counts};
use crate::measure::brevity::layout;
use crate::measure::brevity::sections::{self, Section};
use crate::measure::finding::{Finding, Measure, Severity};
use crate::norms::{Counted, Figure, LimitFor, NormRef, Profile, ScoreBasis, SectionRule, Unit};
use crate::text::Analysis;

/// The limit that applies to a draft.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AppliedLimit {
    /// In characters, by the count that decides; null where the limit is in pages.
    pub characters: Option<u32>,
    /// In pages; null where the limit is in characters.
    pub pages: Option<u32>,
    /// What it applies to, in Chinese.
    pub applies_to: String,
    /// Where it stands.
    pub norm: NormRef,
}

/// The figures of 短. Where a notice prints the issuer's own document (印发), that is the body, without the notice; where
/// it sends on an original of others (转发), only the notice is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Brevity {
    /// Chinese characters, words and numbers of the body without its tables.
    pub characters: usize,
    /// The same and punctuation marks.
    pub characters_with_punctuation: usize,
    /// Words of other scripts and numbers among `characters`, each counted as one.
    #[serde(default)]
    pub words_and_numbers: usize,
    /// Chinese characters, words and numbers of annexes and of the forwarded original, which are no body.
    #[serde(default)]
    pub annex_characters: usize,
    /// Chinese characters, words and numbers of the tables that stand in the body, which are counted apart from it.
    #[serde(default)]
    pub table_characters: usize,
    /// Words of the whole text as received, annexes included, as a word processor shows them.
    pub word_count: usize,
    /// Which count decides about the limit.
    pub counted_by: Counted,
    /// Pages of 22 lines of 28 characters, title and body, to a tenth.
    pub pages: f64,
    /// The limit that applies, or null.
    pub limit: Option<AppliedLimit>,
    /// Why no limit applies, in Chinese; null where one does.
    pub no_limit: Option<String>,
    /// By how much the draft is over the limit, in the limit's unit; 0 when it is not, or when there is none.
    pub over_by: u32,
    /// Sections that should be short, in order.
    pub sections: Vec<Section>,
}

/// Measures a draft by a profile.
#[must_use]
pub fn measure(analysis: &Analysis, facts: &DraftFacts, profile: &Profile) -> (Brevity, Vec<Finding>) {
    let body = sections::counts(analysis, analysis.structure.body);
    let decides = |counts: Counts| match profile.counting.decides {
        Counted::Characters => counts.characters,
        Counted::CharactersWithPunctuation => counts.with_punctuation(),
    };
    let counted = decides(body);
    let lines = layout::lines(analysis, &profile.page);
    let mut brevity = Brevity {
        characters: body.characters,
        characters_with_punctuation: body.with_punctuation(),
        words_and_numbers: body.words,
        annex_characters: sections::annexes(analysis).characters,
        table_characters: sections::tables(analysis, analysis.structure.body).characters,
        word_count: count::words(analysis.source.chars()),
        counted_by: profile.counting.decides,
        pages: layout::pages(lines, &profile.page),
        limit: None,
        no_limit: None,
        over_by: 0,
        sections: Vec::new(),
    };
    let mut findings = Vec::new();
    match profile.limit_for(facts) {
        LimitFor::None { reason } => brevity.no_limit = Some(reason.to_owned()),
        LimitFor::Limit { rule, value, norm } => {
            let (characters, pages, used) = match rule.unit {
                Unit::Characters => (Some(value), None, whole(counted)),
                Unit::Pages => (None, Some(value), lines.div_ceil(profile.page.lines)),
            };
            brevity.over_by = used.saturating_sub(value);
            brevity.limit =
                Some(AppliedLimit { characters, pages, applies_to: rule.label.clone(), norm: norm.clone() });
            findings.extend(over_limit(&brevity, used, facts, counted_part(analysis)));
        }
    }
    if !profile.sections_exempt.iter().any(|condition| condition.holds(facts)) {
        for found in sections::find(analysis, profile) {
            let characters = decides(sections::counts(analysis, found.span));
            let share = if counted == 0 { 0.0 } else { ratio(whole(characters), whole(counted)) };
            let section = Section {
                kind: found.rule.kind.clone(),
                label: found.rule.label.clone(),
                span: found.span,
                characters,
                share: (share * 10_000.0).round() / 10_000.0,
            };
            findings.extend(long_section(&section, found.rule, (profile, facts.level)));
            brevity.sections.push(section);
        }
    }
    (brevity, findings)
}

impl Brevity {
    /// How the score comes about; `None` where no limit applies: without a measure there is no score.
    #[must_use]
    pub fn score(&self, profile: &Profile) -> Option<ScoreBasis> {
        let limit = self.limit.as_ref()?;
        // A limit in pages is worth the full grid of those pages.
        let page = f64::from(profile.page.lines * profile.page.columns);
        let (length, room) = match (limit.characters, limit.pages) {
            (Some(characters), _) => {
                let counted = match self.counted_by {
                    Counted::Characters => self.characters,
                    Counted::CharactersWithPunctuation => self.characters_with_punctuation,
                };
                (ratio(whole(counted), characters), f64::from(characters))
            }
            (None, Some(pages)) => (self.pages / f64::from(pages.max(1)), f64::from(pages) * page),
            (None, None) => return None,
        };
        let talk: usize = self.sections.iter().map(|s| s.characters).sum();
        let talk = f64::from(whole(talk)) / room.max(1.0);
        profile.scores.brevity.of(&[(Figure::LengthRatio, length), (Figure::GeneralTalkRatio, talk)])
    }
}

fn whole(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

fn ratio(part: u32, of: u32) -> f64 {
    f64::from(part) / f64::from(of.max(1))
}

/// Title and article of a norm, as a message names it.
fn named(norm: &NormRef) -> String {
    format!("{}{}", norm.title, norm.article.as_deref().unwrap_or_default())
}

/// What of a document is counted, where that is not plain.
fn counted_part(analysis: &Analysis) -> &'static str {
    let structure = &analysis.structure;
    match (structure.issued, structure.forwarded) {
        (Some(_), _) => "，计所印发的文件，不计印发通知和附件",
        (None, Some(_)) => "，只计通知本身，不计所转发的原文",
        (None, None) => "",
    }
}

fn over_limit(brevity: &Brevity, used: u32, facts: &DraftFacts, part: &str) -> Option<Finding> {
    let limit = brevity.limit.as_ref().filter(|_| brevity.over_by > 0)?;
    let (value, unit) = match (limit.characters, limit.pages) {
        (Some(characters), _) => (characters, "字"),
        (None, pages) => (pages.unwrap_or_default(), "页"),
    };
    let says = if limit.norm.grade.is_rule() { "规定" } else { "要求" };
    let how = match (unit, brevity.counted_by) {
        ("页", _) => "按每页22行、每行28字排版",
        (_, Counted::Characters) => "不计标点",
        (_, Counted::CharactersWithPunctuation) => "计标点",
    };
    let mut message = format!(
        "正文{used}{unit}（{how}{part}），约合{:.1}页，比{}{says}的“一般不超过{value}{unit}”多{}{unit}（{}）。",
        brevity.pages,
        named(&limit.norm),
        brevity.over_by,
        limit.applies_to,
    );
    if facts.nature.is_none() {
        message.push_str("送审时未注明文件性质，暂按此类提示。");
    }
    let mut finding = Finding::new(Measure::Brevity, "brevity.over_limit", Severity::Warning, message);
    finding.suggestion = Some(
        "建议先压缩背景、意义、原则和保障措施，再合并重复内容，具体清单可改作附件；确需超出的，建议在送审说明中写明理由。"
            .to_owned(),
    );
    finding.norm = Some(limit.norm.clone());
    Some(finding)
}

/// What is suggested where no norm stands behind it.
const PLAINLY: &str = "建议压缩，只留读者需要知道的内容，直接进入政策措施。";

fn long_section(section: &Section, rule: &SectionRule, (profile, level): (&Profile, Level)) -> Option<Finding> {
    let long = section.characters > rule.characters as usize && section.share > rule.share;
    if !long {
        return None;
    }
    let norm = profile.norm(&rule.norm).filter(|norm| norm.speaks_of(level));
    let by = norm.map(|n| format!("（参见{}）", named(n))).unwrap_or_default();
    let message =
        format!("“{}”内容{}字，占正文{:.1}%，建议精炼{by}。", section.label, section.characters, section.share * 100.0);
    let mut finding = Finding::new(Measure::Brevity, "brevity.long_background", Severity::Notice, message);
    finding.span = Some(section.span);
    // What the profile suggests is in the words of its norm.
    finding.suggestion = Some(norm.map_or_else(|| PLAINLY.to_owned(), |_| rule.suggestion.clone()));
    finding.norm = norm.cloned();
    Some(finding)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Kind, Nature};

    fn profile() -> Profile {
        Profile::shipped().unwrap()
    }

    fn notice(body: &str) -> String {
        format!(
            "示例市人民政府关于做好防汛工作的通知\n各县（市、区）人民政府：\n{body}\n示例市人民政府\n2026年5月6日\n附件\n名单很长很长。\n"
        )
    }

    fn facts(nature: Option<Nature>) -> DraftFacts {
        DraftFacts { kind: Some(Kind::Notice), nature, ..DraftFacts::default() }
    }

    #[test]
    fn only_the_body_counts() {
        let (brevity, findings) = measure(
            &Analysis::new(&notice("现就2026年防汛工作通知如下：\n一、每日巡查2次。"), None),
            &facts(None),
            &profile(),
        );
        assert_eq!((brevity.characters, brevity.characters_with_punctuation), (19, 22));
        assert_eq!(brevity.limit.as_ref().and_then(|l| l.characters), Some(5000));
        assert_eq!((brevity.over_by, findings.len()), (0, 0));
        assert!(brevity.word_count > brevity.characters);
        assert!((brevity.pages - 0.2).abs() < 0.11);
    }

    #[test]
    fn tables_of_the_body_are_counted_apart() {
        let rows = "事项\t单位\n每日巡查\t市水务局\n";
        let with = notice(&format!("分工如下：\n{rows}一、每日巡查2次。"));
        let without = notice("分工如下：\n一、每日巡查2次。");
        let measured = |text: &str| measure(&Analysis::new(text, None), &facts(None), &profile()).0;
        let (with, without) = (measured(&with), measured(&without));
        assert_eq!((with.characters, with.table_characters), (without.characters, 12));
        assert_eq!((without.characters, without.table_characters), (11, 0));
        let long = notice(&format!("分工如下：\n{}以上请逐项落实，每月5日前办结。", rows.repeat(500)));
        assert_eq!((measured(&long).over_by, measured(&long).table_characters), (0, 6000));
    }

    #[test]
    fn length_is_held_against_the_limit() {
        for (sentences, nature, over_by) in [
            (400, None, 0),
            (420, Some(Nature::SpecialTask), 200),
            (550, None, 500),
            (900, Some(Nature::Comprehensive), 0),
        ] {
            let text = notice(&"各县要每日巡查二次。\n".repeat(sentences));
            let (brevity, findings) = measure(&Analysis::new(&text, None), &facts(nature), &profile());
            assert_eq!(brevity.over_by, over_by, "{sentences}");
            assert_eq!(findings.iter().filter(|f| f.rule == "brevity.over_limit").count(), usize::from(over_by > 0));
            assert_eq!(brevity.score(&profile()).is_none(), nature == Some(Nature::Comprehensive));
        }
    }

    #[test]
    fn a_printed_plan_is_counted_and_a_forwarded_original_is_not() {
        let plan = "每县每月巡查两次，由市水务局督促。\n".repeat(400);
        let carried = |title: &str, name: &str| {
            format!("{title}\n各县人民政府：\n现印发给你们，请遵照执行。\n示例市人民政府\n2026年1月2日\n{name}\n{plan}")
        };
        let own = carried("示例市人民政府关于印发《示例市防汛方案》的通知", "示例市防汛方案");
        let (brevity, findings) = measure(&Analysis::new(&own, None), &facts(None), &profile());
        assert_eq!(brevity.characters_with_punctuation, 400 * 17);
        assert!(findings.iter().any(|f| f.rule == "brevity.over_limit" && f.message.contains("不计印发通知")));
        let bare = Analysis::new(&format!("示例市防汛方案\n{plan}"), Some("示例市防汛方案"));
        let bare = measure(&bare, &facts(None), &profile()).0;
        assert!((brevity.pages - bare.pages).abs() < f64::EPSILON, "{} {}", brevity.pages, bare.pages);
        let others = carried("示例市人民政府转发省人民政府关于防汛工作意见的通知", "关于防汛工作的意见");
        let (brevity, findings) = measure(&Analysis::new(&others, None), &facts(None), &profile());
        assert_eq!(brevity.characters_with_punctuation, 13);
        assert!(findings.is_empty());
    }

    #[test]
    fn sections_are_found_and_the_long_ones_named() {
        let long = "各级要充分认识这项工作的长期性和复杂性并且认真对待。".repeat(6);
        let body = format!(
            "近年来，我市防汛工作取得明显成效，但是形势仍然严峻。\n一、重要意义\n{long}\n二、主要任务\n（一）每日巡查2次。\n三、保障措施\n（一）加强组织领导。成立专门机构。\n（二）落实责任。"
        );
        let analysis = Analysis::new(&notice(&body), None);
        let (brevity, findings) = measure(&analysis, &facts(None), &profile());
        let kinds: Vec<&str> = brevity.sections.iter().map(|s| s.kind.as_str()).collect();
        assert_eq!(kinds, ["background", "significance", "safeguards"]);
        assert!(analysis.text(brevity.sections[2].span).ends_with("落实责任。"));
        let named: Vec<_> = findings.iter().map(|f| (f.rule.as_str(), f.span)).collect();
        assert_eq!(named, [("brevity.long_background", Some(brevity.sections[1].span))]);
        let central = DraftFacts { level: Level::Central, ..facts(None) };
        let (_, of_centre) = measure(&analysis, &central, &profile());
        let [section] = of_centre.as_slice() else { panic!("{of_centre:?}") };
        assert!(section.norm.is_none() && !section.message.contains("规定"), "{section:?}");
        assert!(findings.iter().all(|f| f.norm.is_some()));
        let law = DraftFacts { kind: Some(Kind::Law), ..DraftFacts::default() };
        assert!(measure(&analysis, &law, &profile()).0.sections.is_empty());
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(24))]
        #[test]
        fn more_text_never_scores_higher(sentences in 300usize..700, more in 1usize..300) {
            let score = |n: usize| {
                let text = notice(&format!("一、组织保障\n{}", "各县要每日巡查二次。\n".repeat(n)));
                measure(&Analysis::new(&text, None), &facts(None), &profile()).0.score(&profile()).unwrap().score
            };
            proptest::prop_assert!(score(sentences + more) <= score(sentences));
        }
    }

    #[test]
    fn nothing_is_counted_in_nothing() {
        let (brevity, findings) = measure(&Analysis::new("", None), &DraftFacts::default(), &profile());
        assert_eq!((brevity.characters, brevity.word_count, findings.len()), (0, 0, 0));
        assert!(brevity.pages.abs() < f64::EPSILON);
    }
}
