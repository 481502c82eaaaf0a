//! How a document ends: annex note, signature, date, annexes and notes (附注、版记), line by line.

use std::sync::LazyLock;

use regex::Regex;

use crate::document::PartialDate;
use crate::span::SourceText;
use crate::text::headings::number_of;
use crate::text::issuer;
use crate::text::structure::{Line, Role, Structure};

/// Lines at the end among which a signature without date may stand.
const LAST_LINES: usize = 4;

struct Patterns {
    date: Regex,
    annex: Regex,
    /// A further annex in the list of annexes.
    item: Regex,
    tail: Regex,
}

static PATTERNS: LazyLock<Option<Patterns>> = LazyLock::new(|| {
    Some(Patterns {
        date: Regex::new(
            r"^(?:（)?([12]\d{3}|[一二][〇○0零一二三四五六七八九]{3})年\s*(\d{1,2}|[一二三四五六七八九十]{1,3})月\s*(\d{1,2}|[一二三四五六七八九十]{1,3})日",
        )
        .ok()?,
        annex: Regex::new(r"^附\s*件\s*[\d一二三四五六七八九十]{0,3}\s*(?:[：:.]|$)").ok()?,
        item: Regex::new(r"^\d{1,2}\s*[.．、]").ok()?,
        tail: Regex::new(r"^(?:（(?:此件|联系人|印发范围)|抄送[：:]|主题词[：:]|信息公开(?:选项|形式)|公开方式[：:])").ok()?,
    })
});

impl Structure {
    /// Signature, date, annex note, annexes and the lines after them, from a line on.
    pub(super) fn find_end(&mut self, folded: &SourceText, from: usize) {
        let Some(patterns) = PATTERNS.as_ref() else { return };
        let mut ended = false;
        for index in from..self.lines.len() {
            let Some(&Line { span, role }) = self.lines.get(index) else { break };
            let text = folded.slice(span);
            if role != Role::Body {
                if self.date.is_none() && matches!(role, Role::Head) {
                    self.date = date_in(text, patterns);
                }
                continue;
            }
            let after_note =
                index.checked_sub(1).and_then(|at| self.lines.get(at)).is_some_and(|l| l.role == Role::AnnexNote);
            if patterns.tail.is_match(text) {
                self.role_at(index, Role::Tail);
            } else if patterns.annex.is_match(text) && span.len() <= 80 {
                // A bare 附件 opens an annex; with words after the colon it is the list before the signature.
                let note = !ended && text.contains('：');
                self.role_at(index, if note { Role::AnnexNote } else { Role::Annex });
                ended |= !note;
            } else if !ended && after_note && span.len() <= 80 && patterns.item.is_match(text) {
                self.role_at(index, Role::AnnexNote);
            } else if !ended && span.len() <= 24 && patterns.date.is_match(text) {
                self.date = date_in(text, patterns);
                self.role_at(index, Role::Date);
                self.mark_signature(folded, index);
                ended = true;
            } else if ended {
                self.role_at(index, Role::Annex);
            }
        }
        if !ended {
            self.find_undated_signature(folded);
        }
    }

    /// A signature without date: the last line of the text, where it is the name of a body.
    fn find_undated_signature(&mut self, folded: &SourceText) {
        let last = self.lines.iter().enumerate().rev().take(LAST_LINES).find(|(_, line)| line.role == Role::Body);
        let Some((index, &Line { span, .. })) = last else { return };
        let before = index.checked_sub(1).and_then(|at| self.lines.get(at));
        let follows_text = before
            .is_some_and(|line| folded.slice(line.span).ends_with(['。', '；', '）', '同']) || line.role != Role::Body);
        if follows_text && issuer::is_body(&folded.slice(span).replace(' ', "")) {
            self.role_at(index, Role::Signature);
        }
    }

    /// The short lines without punctuation just above the date are the signature.
    fn mark_signature(&mut self, folded: &SourceText, date: usize) {
        for index in (date.saturating_sub(4)..date).rev() {
            let Some(&Line { span, role }) = self.lines.get(index) else { return };
            let text = folded.slice(span);
            let name = role == Role::Body && span.len() <= 30 && !text.contains(['。', '，', '；', '：', '、']);
            if !name {
                return;
            }
            self.role_at(index, Role::Signature);
        }
    }
}

/// Whether a line opens an annex or the list of annexes.
pub(super) fn opens_annex(text: &str) -> bool {
    PATTERNS.as_ref().is_some_and(|patterns| patterns.annex.is_match(text))
}

/// Whether a line begins with a date.
pub(super) fn begins_with_date(text: &str) -> bool {
    PATTERNS.as_ref().is_some_and(|patterns| patterns.date.is_match(text))
}

fn date_in(text: &str, patterns: &Patterns) -> Option<PartialDate> {
    let found = patterns.date.captures(text)?;
    let part = |index: usize| found.get(index).and_then(|m| number_of(m.as_str()));
    let small = |n: u16| u8::try_from(n).ok();
    PartialDate::new(part(1)?, small(part(2)?)?, small(part(3)?)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::marks::Marks;
    use crate::text::sentence;

    fn roles(text: &str) -> Vec<Role> {
        let folded = SourceText::new(text);
        let lines = sentence::paragraphs(folded.chars());
        Structure::read(&folded, &lines, &Marks::find(&folded), None).lines.iter().map(|line| line.role).collect()
    }

    #[test]
    fn the_end_is_read_line_by_line() {
        use Role::{Annex, AnnexNote, Body, Date, Signature, Tail};
        let text = "加强值守。\n附件：1.名单\n2.样表\n示例市水务局\n示例市教育局\n2026年5月6日\n（此件公开发布）\n附件1\n名单\n";
        assert_eq!(roles(text), [Body, AnnexNote, AnnexNote, Signature, Signature, Date, Tail, Annex, Annex]);
        assert_eq!(roles("加强值守。\n示例市水务局\n"), [Body, Signature]);
        assert_eq!(roles("加强值守。\n共同做好工作\n"), [Body, Body]);
    }
}
