//! What a report does not list: a hostile or monstrous draft must not make a report that nobody can open. Figures and
//! scores are those of all there is; the lists hold the first of each sort, and the report says how many it leaves out.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::measure::Finding;
use crate::measure::novelty::{Passage, PassageKind};
use crate::measure::substance;
use crate::review::report::{Report, Warning};

/// Most findings of one rule, passages of one sort, mentions of one rule of the assessment, headings, sections and
/// paragraphs that a report lists. Of the 122 longest of 5,120 real documents, reviewed as a city's drafts, only the two
/// above 106,000 characters have more of a sort (the longest, of 403,228, has 1,298 copied passages that count and 923
/// slogans) and one more has 1,061 added paragraphs; nobody reads a thousand of a kind.
pub const MOST_LISTED: usize = 1_000;
/// Most changes that all passages together list, most other sources, and most parts of paragraphs that a draft adds:
/// about a megabyte each.
pub const MOST_PARTS: usize = 10_000;

/// A list of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Listed {
    /// `findings`, those of one rule.
    Findings,
    /// `passages`, those that count, those that are lawful, or those said in other words.
    Passages,
    /// `passages[].others`
    OtherSources,
    /// `passages[].edits`
    Edits,
    /// `assessment`, the mentions of one rule.
    Assessment,
    /// `structure.headings`
    Headings,
    /// `brevity.sections`
    Sections,
    /// `additions.paragraphs`
    AddedParagraphs,
    /// `additions.figures`
    Figures,
}

impl Listed {
    /// The Chinese name shown to users.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Findings => "提示",
            Self::Passages => "重复段落",
            Self::OtherSources => "重复段落的其他来源",
            Self::Edits => "重复段落中的改动",
            Self::Assessment => "一致性评估的表述",
            Self::Headings => "标题",
            Self::Sections => "背景意义保障等部分",
            Self::AddedParagraphs => "新增内容的段落",
            Self::Figures => "上位文件的数字",
        }
    }
}

/// 未列出: how many of a list were left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LeftOut {
    /// The list.
    pub list: Listed,
    /// The rule, for findings and mentions (`substance.formulated_sentence` for notices on sentences made of protected
    /// formulations); for passages `counted`, `lawful` or `reworded`.
    pub of: Option<String>,
    /// How many there are.
    pub total: usize,
    /// How many of them the report lists: the first ones.
    pub listed: usize,
}

/// Shortens the lists of a finished report and says what was left out, in `left_out` and in one warning.
pub(super) fn shorten(report: &mut Report) {
    let mut told = Told::default();
    told.by_sort(Listed::Passages, &mut report.passages, |passage| sort_of(passage).to_owned());
    told.by_sort(Listed::Findings, &mut report.findings, |finding: &Finding| {
        substance::rules::sort(finding).to_owned()
    });
    told.by_sort(Listed::Assessment, &mut report.assessment, |item| item.rule.clone());
    told.first(Listed::Headings, &mut report.structure.headings);
    told.first(Listed::Sections, &mut report.brevity.sections);
    told.parts(Listed::Edits, report.passages.iter_mut().map(|passage| &mut passage.edits));
    told.parts(Listed::OtherSources, report.passages.iter_mut().map(|passage| &mut passage.others));
    told.first(Listed::AddedParagraphs, &mut report.additions.paragraphs);
    let mut parts = 0;
    let paragraphs = &mut report.additions.paragraphs;
    let whole = paragraphs.iter().position(|paragraph| {
        parts += paragraph.added.len();
        parts > MOST_PARTS
    });
    told.at_most(Listed::AddedParagraphs, paragraphs, whole.unwrap_or(usize::MAX));
    // A figure belongs to a passage: without it, it leads nowhere.
    if told.0.keys().any(|(list, _)| *list == Listed::Passages) {
        let figures = &mut report.additions.figures;
        let total = figures.len();
        figures.retain(|figure| report.passages.iter().any(|passage| passage.id == figure.passage));
        told.note(Listed::Figures, None, (total, figures.len()));
    }
    report.left_out =
        told.0.into_iter().map(|((list, of), (total, listed))| LeftOut { list, of, total, listed }).collect();
    for (number, finding) in (1..).zip(&mut report.findings) {
        finding.id = format!("f{number}");
    }
    report.warnings.extend(warning(&report.left_out));
}

/// The sort of a passage: each has its own share of the list, so that lawful repetition does not push out what counts.
fn sort_of(passage: &Passage) -> &'static str {
    match (passage.excluded, passage.kind) {
        (Some(_), _) => "lawful",
        (None, PassageKind::Reworded) => "reworded",
        (None, PassageKind::Verbatim | PassageKind::Edited) => "counted",
    }
}

fn warning(left_out: &[LeftOut]) -> Option<Warning> {
    let mut by_list: BTreeMap<Listed, (usize, usize)> = BTreeMap::new();
    for left in left_out {
        let (total, listed) = by_list.entry(left.list).or_default();
        *total += left.total;
        *listed += left.listed;
    }
    let parts: Vec<String> = by_list
        .into_iter()
        .map(|(list, (total, listed))| format!("{}共{total}处，有{}处未列出", list.label(), total - listed))
        .collect();
    let message = format!(
        "送审稿过长或者重复过多，报告只列出每类的前{MOST_LISTED}处：{}；各项数字和得分按全部内容计算",
        parts.join("；")
    );
    (!parts.is_empty()).then(|| Warning { code: "left_out".to_owned(), message })
}

/// What was left out: (all, listed) by list and sort.
#[derive(Default)]
struct Told(BTreeMap<(Listed, Option<String>), (usize, usize)>);

impl Told {
    fn note(&mut self, list: Listed, of: Option<String>, (total, listed): (usize, usize)) {
        if listed < total {
            // A list that is shortened twice had all its entries at first.
            let kept = self.0.entry((list, of)).or_insert((total, listed));
            kept.1 = listed;
        }
    }

    /// Keeps the first of every sort.
    fn by_sort<T>(&mut self, list: Listed, entries: &mut Vec<T>, sort: impl Fn(&T) -> String) {
        let mut totals: BTreeMap<String, usize> = BTreeMap::new();
        entries.retain(|entry| {
            let count = totals.entry(sort(entry)).or_default();
            *count += 1;
            *count <= MOST_LISTED
        });
        for (sort, total) in totals {
            self.note(list, Some(sort), (total, total.min(MOST_LISTED)));
        }
    }

    fn first<T>(&mut self, list: Listed, entries: &mut Vec<T>) {
        self.at_most(list, entries, MOST_LISTED);
    }

    fn at_most<T>(&mut self, list: Listed, entries: &mut Vec<T>, most: usize) {
        let total = entries.len();
        entries.truncate(most);
        self.note(list, None, (total, entries.len()));
    }

    /// Keeps the first parts of all lists together.
    fn parts<'a, T: 'a>(&mut self, list: Listed, lists: impl Iterator<Item = &'a mut Vec<T>>) {
        let (mut total, mut listed) = (0, 0);
        for parts in lists {
            total += parts.len();
            parts.truncate(MOST_PARTS - listed);
            listed += parts.len();
        }
        self.note(list, None, (total, listed));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::{Measure, Severity};

    #[test]
    fn lists_keep_their_first_and_totals_stay_exact() {
        let mut told = Told::default();
        let mut entries: Vec<usize> = (0..3 * MOST_LISTED).collect();
        told.by_sort(Listed::Findings, &mut entries, |n| if n % 3 == 0 { "a" } else { "b" }.to_owned());
        assert_eq!(entries.len(), 2 * MOST_LISTED);
        assert_eq!(entries.iter().filter(|n| *n % 3 == 0).max(), Some(&(3 * MOST_LISTED - 3)));
        assert_eq!(entries.iter().filter(|n| *n % 3 != 0).max(), Some(&(MOST_LISTED / 2 * 3 - 1)));
        let mut lists = [vec![0; MOST_PARTS - 1], vec![0; 5], vec![0; 7]];
        told.parts(Listed::Edits, lists.iter_mut());
        assert_eq!(lists.map(|list| list.len()), [MOST_PARTS - 1, 1, 0]);
        let mut short = vec![0; MOST_LISTED];
        told.first(Listed::Headings, &mut short);
        let mut twice = vec![0; MOST_LISTED + 9];
        told.first(Listed::AddedParagraphs, &mut twice);
        told.at_most(Listed::AddedParagraphs, &mut twice, 5);
        let noted: Vec<_> =
            told.0.into_iter().map(|((list, of), counts)| (list, of.unwrap_or_default(), counts)).collect();
        assert_eq!(
            noted,
            [
                (Listed::Findings, "b".to_owned(), (2 * MOST_LISTED, MOST_LISTED)),
                (Listed::Edits, String::new(), (MOST_PARTS + 11, MOST_PARTS)),
                (Listed::AddedParagraphs, String::new(), (MOST_LISTED + 9, 5)),
            ]
        );
    }

    #[test]
    fn notices_on_formulations_do_not_push_out_empty_sentences() {
        let finding =
            |severity| Finding::new(Measure::Substance, substance::rules::EMPTY_SENTENCE, severity, "示例".to_owned());
        let mut findings = vec![finding(Severity::Notice); MOST_LISTED + 5];
        findings.push(finding(Severity::Warning));
        let mut told = Told::default();
        told.by_sort(Listed::Findings, &mut findings, |finding| substance::rules::sort(finding).to_owned());
        assert_eq!(findings.last().map(|last| last.severity), Some(Severity::Warning));
        let noted: Vec<_> = told.0.into_iter().collect();
        let of = Some(substance::rules::FORMULATED_SORT.to_owned());
        assert_eq!(noted, [((Listed::Findings, of), (MOST_LISTED + 5, MOST_LISTED))]);
    }
}
