//! 密级: marks of classified documents. Such drafts are refused before anything of them is stored or logged.

use std::sync::LazyLock;

use regex::Regex;

use crate::span::Span;
use crate::text::Analysis;

/// A mark with a star (机密★3年) wherever it stands, or a level of secrecy alone on a line.
static MARK: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?m)(?:绝\s*密|机\s*密|秘\s*密)\s*[★☆✩✭＊*]|^\s*(?:密\s*级\s*[：:]\s*)?(?:绝\s*密|机\s*密|秘\s*密)(?:\s*(?:\d{1,2}|长期)\s*年?)?\s*$",
    )
    .ok()
});

/// How many lines from the top and from the end may carry a mark without a star: a list may name the levels.
const EDGE_LINES: usize = 12;

/// Where the text carries a mark of secrecy, if it does.
#[must_use]
pub fn mark(analysis: &Analysis) -> Option<Span> {
    let lines = &analysis.paragraphs;
    let top = lines.get(EDGE_LINES.saturating_sub(1)).map_or(usize::MAX, |l| l.end);
    let bottom = lines.len().checked_sub(EDGE_LINES).and_then(|at| lines.get(at)).map_or(0, |l| l.start);
    MARK.as_ref()?
        .find_iter(analysis.folded.as_str())
        .map(|m| (analysis.folded.span_of_bytes(m.start(), m.end()), m.as_str().contains(['★', '☆', '✩', '✭', '*'])))
        .find(|(span, star)| *star || span.end <= top || span.start >= bottom)
        .map(|(span, _)| span)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_found_and_mentions_are_not() {
        for (text, marked) in [
            ("机密★3年\n示例市人民政府文件\n通知如下。", true),
            ("特急\n绝　密\n关于某事的报告", true),
            ("密级：秘密\n正文", true),
            ("正文第一段。\n机 密 ☆ 一年\n", true),
            ("不得泄露国家秘密、商业秘密和个人隐私。", false),
            ("（三）属于机密的，按保密规定办理。", false),
            ("秘密级文件由专人保管。", false),
        ] {
            assert_eq!(mark(&Analysis::new(text, None)).is_some(), marked, "{text}");
        }
    }
}
