//! Paragraphs, sentences and clauses. A sentence ends at 。！？；or the end of its paragraph, a line;
//! brackets and short quotations keep together. Clauses are what stands between commas.

use crate::span::Span;

/// Longest bracket or quotation, in characters, inside which no sentence ends: longer ones hold sentences of their own.
const KEPT_TOGETHER: usize = 120;

/// A sentence, without blanks at its ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// Where it stands.
    pub span: Span,
    /// Index of the paragraph among those that the sentences were cut from.
    pub paragraph: usize,
}

/// A clause: a stretch between commas, without the mark that ends it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clause {
    /// Where it stands.
    pub span: Span,
    /// Index of its sentence.
    pub sentence: usize,
}

/// The lines of a text that hold more than blanks, trimmed.
#[must_use]
pub fn paragraphs(folded: &[char]) -> Vec<Span> {
    let mut found = Vec::new();
    let mut start = 0;
    for (at, &c) in folded.iter().enumerate() {
        if ends_line(c) {
            found.extend(trimmed(folded, Span::new(start, at)));
            start = at + 1;
        }
    }
    found.extend(trimmed(folded, Span::new(start, folded.len())));
    found
}

/// Whether a character ends a line.
pub(crate) fn ends_line(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}' | '\u{0B}' | '\u{0C}')
}

/// `span` without blanks at its ends; `None` when nothing is left.
fn trimmed(folded: &[char], span: Span) -> Option<Span> {
    let blank = |c: &char| c.is_whitespace() || crate::text::fold::is_invisible(*c);
    let inside = folded.get(span.start..span.end)?;
    let first = inside.iter().position(|c| !blank(c))?;
    let last = inside.iter().rposition(|c| !blank(c))?;
    Some(Span::new(span.start + first, span.start + last + 1))
}

fn closing_of(open: char) -> Option<char> {
    Some(match open {
        '（' => '）',
        '(' => ')',
        '《' => '》',
        '“' => '”',
        '〔' => '〕',
        '[' => ']',
        _ => return None,
    })
}

/// The sentences of the paragraphs, in order.
#[must_use]
pub fn sentences(folded: &[char], paragraphs: &[Span]) -> Vec<Sentence> {
    let mut found = Vec::new();
    for (index, &paragraph) in paragraphs.iter().enumerate() {
        let mut start = paragraph.start;
        let mut at = paragraph.start;
        while at < paragraph.end {
            let Some(&c) = folded.get(at) else { break };
            if let Some(close) = closing_of(c)
                && let Some(end) = closed_at(folded, at, paragraph.end, close)
            {
                at = end + 1;
                if c == '“' && ends_inside(folded, end) && starts_anew(folded, at, paragraph.end) {
                    push(&mut found, folded, Span::new(start, at), index);
                    start = at;
                }
                continue;
            }
            at += 1;
            if is_end(c) {
                while at < paragraph.end
                    && folded.get(at).is_some_and(|&n| is_end(n) || matches!(n, '”' | '’' | '》' | '）'))
                {
                    at += 1;
                }
                push(&mut found, folded, Span::new(start, at), index);
                start = at;
            }
        }
        push(&mut found, folded, Span::new(start, paragraph.end), index);
    }
    found
}

/// Whether a quotation closed at `end` has the end of a sentence just inside.
fn ends_inside(folded: &[char], end: usize) -> bool {
    end.checked_sub(1).and_then(|i| folded.get(i)).is_some_and(|&c| is_end(c))
}

/// Whether what follows a quotation is a new sentence and not the rest of this one.
fn starts_anew(folded: &[char], at: usize, end: usize) -> bool {
    at >= end || folded.get(at).is_some_and(|&c| !matches!(c, '，' | '、' | '。' | '；' | '的' | '等'))
}

fn push(found: &mut Vec<Sentence>, folded: &[char], span: Span, paragraph: usize) {
    if let Some(span) = trimmed(folded, span) {
        found.push(Sentence { span, paragraph });
    }
}

fn is_end(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '；' | '!' | '?')
}

/// Position of the mark that closes the one at `open`, when it comes soon enough.
fn closed_at(folded: &[char], open: usize, end: usize, close: char) -> Option<usize> {
    let limit = end.min(open + KEPT_TOGETHER);
    folded.get(open + 1..limit)?.iter().position(|&c| c == close).map(|at| open + 1 + at)
}

/// The clauses of the sentences, in order: parts between commas, semicolons, colons and sentence ends.
#[must_use]
pub fn clauses(folded: &[char], sentences: &[Sentence]) -> Vec<Clause> {
    let mut found = Vec::new();
    for (index, sentence) in sentences.iter().enumerate() {
        let mut start = sentence.span.start;
        for at in sentence.span.start..sentence.span.end {
            let Some(&c) = folded.get(at) else { break };
            if matches!(c, '，' | '：') || is_end(c) {
                found.extend(trimmed(folded, Span::new(start, at)).map(|span| Clause { span, sentence: index }));
                start = at + 1;
            }
        }
        let tail = trimmed(folded, Span::new(start, sentence.span.end));
        found.extend(tail.map(|span| Clause { span, sentence: index }));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::span::SourceText;

    fn cut(text: &str) -> Vec<String> {
        let source = SourceText::new(text);
        let paragraphs = paragraphs(source.chars());
        sentences(source.chars(), &paragraphs).iter().map(|s| source.slice(s.span).to_owned()).collect()
    }

    #[test]
    fn sentences_keep_brackets_and_quotes_together() {
        for (text, wanted) in [
            ("一、总体要求\n到2025年底建成。\r\n  末句", vec!["一、总体要求", "到2025年底建成。", "末句"]),
            (
                "按规定（见附件1；另行通知。）办理；其他从严。",
                vec!["按规定（见附件1；另行通知。）办理；", "其他从严。"],
            ),
            ("他说：“要抓好落实。”会议要求整改！", vec!["他说：“要抓好落实。”", "会议要求整改！"]),
            ("提出“干。”的要求。", vec!["提出“干。”的要求。"]),
            ("真的吗？！是。", vec!["真的吗？！", "是。"]),
            ("，。", vec!["，。"]),
            ("", vec![]),
        ] {
            assert_eq!(cut(text), wanted, "{text}");
        }
    }

    #[test]
    fn one_long_line_is_cut_in_linear_time() {
        let text = "（".repeat(200_000);
        assert_eq!(cut(&text).len(), 1);
    }

    #[test]
    fn clauses_lie_between_commas() {
        let source = SourceText::new("各县要加强，落实到位：一是抓。");
        let paragraphs = paragraphs(source.chars());
        let sentences = sentences(source.chars(), &paragraphs);
        let cut: Vec<&str> = clauses(source.chars(), &sentences).iter().map(|c| source.slice(c.span)).collect();
        assert_eq!(cut, ["各县要加强", "落实到位", "一是抓"]);
    }
}
