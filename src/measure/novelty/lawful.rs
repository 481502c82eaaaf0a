//! Lawful repetition: what a document may or must repeat (titles, quotations, protected formulations, formulas, cited
//! statute, the forwarded original) is set apart with its reason, shown, and not counted.

use std::ops::Range;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::formulas::{self, Patterns};
use crate::document::{DraftFacts, Kind};
use crate::span::{self, Span};
use crate::text::structure::Role;
use crate::text::{Analysis, Letters, segment};

/// Why a repetition is lawful.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// 引文
    Quotation,
    /// 注明出处的引用
    Citation,
    /// 文件、法规、会议、项目名称
    Title,
    /// 机构名称
    Name,
    /// 规定表述
    Protected,
    /// 公文、法律程式语
    Formula,
    /// 法定定义、责任条款
    Definition,
    /// 施行、废止、解释条款
    ClosingClause,
    /// 注明条款的法律条文
    Statute,
    /// 所转发的原文
    ForwardedText,
    /// 众多文件通用的套语
    Boilerplate,
    /// 零星相同: a few words, and nothing else of that document
    Isolated,
    /// 其他地区雷同: only documents of other places hold it, which are not above the draft
    Elsewhere,
}

impl Reason {
    /// The Chinese name shown to users.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Quotation => "引文",
            Self::Citation => "注明出处的引用",
            Self::Title => "文件或会议名称",
            Self::Name => "机构名称",
            Self::Protected => "规定表述",
            Self::Formula => "公文程式语",
            Self::Definition => "法定定义或责任条款",
            Self::ClosingClause => "施行、废止条款",
            Self::Statute => "注明条款的法律条文",
            Self::ForwardedText => "所转发的原文",
            Self::Boilerplate => "众多文件通用语",
            Self::Isolated => "零星相同",
            Self::Elsewhere => "其他地区雷同",
        }
    }
}

/// That a passage is not counted, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Excluded {
    /// The reason.
    pub reason: Reason,
}

/// Letters a passage may keep outside all masks and still be wholly lawful: particles and verbs around a name.
const REST: usize = 6;
/// The same as a share of the passage, for long ones.
const REST_SHARE: f64 = 0.2;
/// A short passage found in this many documents that count is nobody's text.
const COMMON_DOCUMENTS: usize = 8;
/// Longest passage, in letters, that can be common property.
const COMMON_LETTERS: usize = 45;
/// Longest passage, in letters, that can be a mere row of names.
const NAMED_LETTERS: usize = 30;
/// A short passage with this share of protected formulations is one of them with its verb.
const PROTECTED_SHARE: f64 = 0.4;
/// Longest quotation without a named source that counts as a name or term, in characters with its marks.
const QUOTED_TERM: usize = 22;

/// Which stretches of a draft are lawful to repeat, by reason.
#[derive(Debug, Clone, Default)]
pub struct Masks {
    /// In order of position; stretches of different reasons may overlap.
    spans: Vec<(Span, Reason)>,
    /// Length of the longest stretch, in characters.
    longest: usize,
    /// Protected formulations, sorted and disjoint.
    pub(super) protected: Vec<Span>,
    /// Whether the draft is itself a law or regulation.
    statute: bool,
}

impl Masks {
    /// Reads the masks of a draft where `passages` (sorted by start) need them: in the paragraphs they touch.
    #[must_use]
    pub fn of(analysis: &Analysis, facts: &DraftFacts, protected: &[Span], passages: &[Span]) -> Self {
        let statute = is_statute(analysis, facts);
        let mut masks = Self { spans: Vec::new(), longest: 0, protected: protected.to_vec(), statute };
        if let Some(patterns) = formulas::patterns() {
            masks.add_marks(analysis, patterns);
            masks.add_formulas(analysis, patterns, &touched(analysis, passages));
        }
        masks.add_structure(analysis);
        // Set formulas stand in the list of protected formulations too: they are told by what they are.
        let mut formulas = masks.spans.clone();
        formulas.retain(|(_, reason)| matches!(reason, Reason::Formula | Reason::ClosingClause));
        formulas.sort_unstable();
        let longest = formulas.iter().map(|(s, _)| s.len()).max().unwrap_or(0);
        let formula = |s: Span| {
            let first = formulas.partition_point(|(f, _)| f.start + longest < s.start);
            let near = formulas.get(first..).unwrap_or(&[]).iter().take_while(|(f, _)| f.start < s.end);
            let mut holding = near.filter(|(f, _)| 2 * f.intersection(s).len() >= s.len());
            holding.next().map(|&(_, reason)| reason)
        };
        let listed: Vec<(Span, Reason)> =
            protected.iter().map(|&s| (s, formula(s).unwrap_or(Reason::Protected))).collect();
        masks.spans.extend(listed);
        masks.spans.retain(|(s, _)| !s.is_empty());
        masks.spans.sort_unstable();
        masks.longest = masks.spans.iter().map(|(s, _)| s.len()).max().unwrap_or(0);
        masks
    }

    /// Titles, quotations, and the clauses that cite a title.
    fn add_marks(&mut self, analysis: &Analysis, patterns: &Patterns) {
        for citation in &analysis.marks.citations {
            let end = citation.article.or(citation.number).unwrap_or(citation.marked).end;
            self.spans.push((Span::new(citation.marked.start, end), Reason::Title));
            let clause = clause_at(analysis, citation.marked.start);
            let lead = analysis.folded(Span::new(clause.start, citation.marked.start));
            if patterns.cue.is_match(lead) {
                self.spans.push((clause.hull(citation.marked), Reason::Citation));
            }
        }
        for &quotation in &analysis.marks.quotations {
            if quotation.len() <= QUOTED_TERM {
                self.spans.push((quotation, Reason::Quotation));
                continue;
            }
            let sentence = sentence_at(analysis, quotation.start);
            let around = analysis.folded(Span::new(sentence.start.min(quotation.start), quotation.start));
            if patterns.source.is_match(around) {
                self.spans.push((quotation, Reason::Quotation));
            }
        }
    }

    fn add_formulas(&mut self, analysis: &Analysis, patterns: &Patterns, paragraphs: &[Span]) {
        let found = paragraphs.par_iter().with_min_len(8).flat_map_iter(|&paragraph| {
            let mut spans: Vec<(Span, Reason)> = Vec::new();
            if analysis.deadline.has_passed() {
                return spans;
            }
            let text = analysis.folded(paragraph);
            let first = analysis.folded.byte_of(paragraph.start);
            let span_of = |m: Range<usize>| analysis.folded.span_of_bytes(first + m.start, first + m.end);
            for formula in &patterns.formulas {
                spans.extend(formula.find(text).map(|m| (span_of(m), formula.reason)));
            }
            spans.extend(patterns.names.find_iter(text).map(|m| (span_of(m.range()), Reason::Name)));
            spans
        });
        self.spans.par_extend(found);
        if !self.statute {
            return;
        }
        // The items of a list belong to the liability or definition that leads it.
        let mut leads = false;
        for sentence in &analysis.sentences {
            let words = analysis.folded(sentence.span);
            let own = patterns.definition.is_match(words) || patterns.liability.is_match(words);
            let item = words.trim_start().starts_with(['（', '(']);
            if own || (leads && item) {
                self.spans.push((sentence.span, Reason::Definition));
            }
            leads = (own && opens_list(words)) || (leads && item);
        }
    }

    fn add_structure(&mut self, analysis: &Analysis) {
        let structure = &analysis.structure;
        self.spans.extend(structure.forwarded.map(|s| (s, Reason::ForwardedText)));
        for line in &structure.lines {
            match line.role {
                Role::Title => self.spans.push((line.span, Reason::Title)),
                Role::Recipients | Role::Signature | Role::Date | Role::Tail => {
                    self.spans.push((line.span, Reason::Formula));
                }
                Role::Head | Role::Heading | Role::Body | Role::AnnexNote | Role::Annex => {}
            }
        }
    }

    /// Why the letters of `passage` (a span of the draft) are lawful to repeat, if they are.
    pub(super) fn reason(&self, analysis: &Analysis, passage: Span, documents: usize) -> Option<Reason> {
        let letters = |s: Span| analysis.letters.from_text(s).len();
        let total = letters(passage);
        let first = self.spans.partition_point(|(s, _)| s.start + self.longest < passage.start);
        let inside: Vec<(Span, Reason)> = self
            .spans
            .get(first..)
            .unwrap_or(&[])
            .iter()
            .take_while(|(s, _)| s.start < passage.end)
            .filter(|(s, _)| s.overlaps(passage))
            .map(|&(s, r)| (s.intersection(passage), r))
            .collect();
        let masked: usize = span::union(inside.iter().map(|(s, _)| *s).collect()).into_iter().map(letters).sum();
        let rest = total.saturating_sub(masked);
        if rest <= REST.min(total / 2) || (rest as f64) < REST_SHARE * total as f64 {
            return inside.iter().max_by_key(|(s, r)| (letters(*s), std::cmp::Reverse(*r))).map(|&(_, r)| r);
        }
        let protected: usize = inside.iter().filter(|(_, r)| *r == Reason::Protected).map(|&(s, _)| letters(s)).sum();
        if total <= COMMON_LETTERS && protected as f64 >= PROTECTED_SHARE * total as f64 {
            return Some(Reason::Protected);
        }
        if total <= NAMED_LETTERS && segment::only_names(Letters::without_number(analysis.folded(passage))) {
            return Some(Reason::Name);
        }
        (documents >= COMMON_DOCUMENTS && total <= COMMON_LETTERS).then_some(Reason::Boilerplate)
    }
}

/// The paragraphs that spans, sorted by start, touch.
fn touched(analysis: &Analysis, spans: &[Span]) -> Vec<Span> {
    let told = span::union(spans.to_vec());
    analysis.paragraphs.iter().copied().filter(|&p| span::any_overlap(&told, p)).collect()
}

/// Whether a sentence leads a list of items.
fn opens_list(words: &str) -> bool {
    words.contains("下列") || words.trim_end().ends_with(['：', ':'])
}

/// Share of a text's lines that must open with an article number for the text to be taken for a law.
const ARTICLE_LINES: f64 = 0.3;

/// Whether a draft is itself a law or regulation: by its kind, else by articles (第一条 …) opening its lines.
fn is_statute(analysis: &Analysis, facts: &DraftFacts) -> bool {
    match facts.kind {
        Some(Kind::Law | Kind::Measures) => return true,
        None | Some(Kind::Other) => {}
        Some(_) => return false,
    }
    let heads = analysis.paragraphs.iter().map(|&p| analysis.folded.chars_in(p).iter().take(8).collect::<String>());
    let mut first = false;
    let mut articles = 0usize;
    for head in heads.filter(|h| h.starts_with('第') && h.contains('条')) {
        first |= head.starts_with("第一条");
        articles += 1;
    }
    first && articles >= 3 && articles as f64 >= ARTICLE_LINES * analysis.paragraphs.len() as f64
}

fn clause_at(analysis: &Analysis, position: usize) -> Span {
    let index = analysis.clauses.partition_point(|c| c.span.end <= position);
    analysis.clauses.get(index).map_or(Span::new(position, position), |c| c.span)
}

fn sentence_at(analysis: &Analysis, position: usize) -> Span {
    analysis
        .sentence_at(position)
        .and_then(|i| analysis.sentences.get(i))
        .map_or(Span::new(position, position), |s| s.span)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_in_the_list_is_told_as_one() {
        for (text, reason) in [
            ("本意见自2026年1月1日起施行。", Reason::ClosingClause),
            ("现将有关事项通知如下：", Reason::Formula),
            ("坚持示例工作总基调。", Reason::Protected),
        ] {
            let analysis = Analysis::new(text, None);
            let span = Span::new(0, text.chars().count() - 1);
            let masks = Masks::of(&analysis, &DraftFacts::default(), &[span], &[span]);
            assert_eq!(masks.reason(&analysis, span, 1), Some(reason), "{text}");
        }
    }

    #[test]
    fn lawful_words_have_a_reason_and_copies_have_none() {
        let rows = [
            (
                "根据《示例省粮食流通管理条例》有关规定，制定方案。",
                "《示例省粮食流通管理条例》",
                Some(Reason::Citation),
            ),
            (
                "会议强调“要把粮食安全放在首位，确保储备粮数量真实质量良好。”",
                "要把粮食安全放在首位，确保储备粮数量真实质量良好",
                Some(Reason::Quotation),
            ),
            ("本办法自2026年1月1日起施行。", "本办法自2026年1月1日起施行", Some(Reason::ClosingClause)),
            ("现印发给你们，请认真贯彻执行。", "现印发给你们，请认真贯彻执行", Some(Reason::Formula)),
            (
                "建立粮情监测预警机制，每月开展一次质量抽检，发现问题限期整改。",
                "建立粮情监测预警机制，每月开展一次质量抽检",
                None,
            ),
        ];
        for (text, passage, wanted) in rows {
            let analysis = Analysis::new(text, None);
            let byte = text.find(passage).unwrap();
            let span = analysis.source.span_of_bytes(byte, byte + passage.len());
            let masks = Masks::of(&analysis, &DraftFacts::default(), &[], &[span]);
            assert_eq!(masks.reason(&analysis, span, 1), wanted, "{text}");
        }
    }
}
