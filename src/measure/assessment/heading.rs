//! Headings and titles: they name a class of tasks, and what is asked stands below them.

use crate::measure::assessment::context::{Context, Near};
use crate::measure::assessment::doer::Doers;
use crate::measure::assessment::party::has_duty;
use crate::measure::assessment::words::{DUTY, without_number};

/// How titles end.
const TITLES: [&str; 8] = ["通知", "意见", "决定", "办法", "批复", "通报", "公告", "方案"];
/// Longest numbered sentence that is read as a heading, in characters without the number.
const HEADING: usize = 24;

impl Context<'_> {
    /// Whether the hit stands in a heading that names nobody and orders nothing (五、加强资金保障): what it announces is
    /// asked for below it. One that ends like a sentence may be all that is asked unless its paragraph goes on, and one
    /// of a lower level an item of a list of duties.
    pub(super) fn is_bare_heading(&self, near: &Near<'_>) -> bool {
        let headings = &self.analysis.structure.headings;
        let at = headings.partition_point(|heading| heading.span.end <= near.hit.start);
        let text = self.text(near.sentence);
        let doers = Doers { analysis: self.analysis, names: &self.names };
        let marked = headings.get(at).is_some_and(|heading| {
            heading.span.contains(near.hit) && (heading.level == 1 || !doers.is_listed(near.hit.start))
        });
        let alone = marked && !text.ends_with(['。', '；']) && !self.orders(text);
        (alone || self.announces_what_follows(near)) && !doers.of(near.hit).is_some_and(|doer| doer.here)
    }

    /// Whether a numbered sentence is a heading by its length and by what follows it: no order, day or amount in it, and
    /// behind it the sentences that say what is asked (（八）开展督导。各区…).
    fn announces_what_follows(&self, near: &Near<'_>) -> bool {
        let Some(index) = self.analysis.sentence_at(near.hit.start) else { return false };
        let sentences = &self.analysis.sentences;
        let Some(sentence) = sentences.get(index) else { return false };
        let text = self.text(sentence.span);
        let name = without_number(text);
        // 第九条 建立档案。 is what an article asks; what follows it tells more.
        let numbered = name.len() < text.len() && !text.trim_start().starts_with('第');
        let short = numbered && name.chars().count() <= HEADING && text.ends_with('。');
        let first = index.checked_sub(1).and_then(|before| sentences.get(before));
        let opens = first.is_none_or(|before| before.paragraph != sentence.paragraph);
        let follows = sentences.get(index + 1).is_some_and(|next| {
            let next = self.text(next.span);
            without_number(next).len() == next.len() && !next.starts_with(['（', '('])
        });
        let plain = !has_duty(name, &DUTY) && !name.contains('请') && !name.contains(|c: char| c.is_ascii_digit());
        short && opens && follows && plain
    }

    /// Whether the sentence of the hit is not the first one of its paragraph.
    pub(super) fn continues_paragraph(&self, near: &Near<'_>) -> bool {
        let sentences = &self.analysis.sentences;
        let index = self.analysis.sentence_at(near.hit.start);
        let here = index.and_then(|index| sentences.get(index));
        let before = index.and_then(|index| sentences.get(index.checked_sub(1)?));
        here.zip(before).is_some_and(|(here, before)| here.paragraph == before.paragraph)
    }

    /// Whether a line is the title of a document (…关于…的通知).
    pub(super) fn is_title(&self, near: &Near<'_>) -> bool {
        let text = self.text(near.sentence);
        text.contains("关于") && TITLES.iter().any(|end| text.ends_with(end))
    }
}
