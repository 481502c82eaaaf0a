//! 密级: marks of classified documents. Such drafts are refused before anything of them is stored or logged.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;

use crate::span::SourceText;
use crate::text::{Analysis, fold, sentence};

/// A level of secrecy with a star, wherever it stands (机密★3年). A plain asterisk counts only with a term after it: it
/// is also the mark of a footnote.
static STARRED: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?:绝\s*密|机\s*密|秘\s*密)\s*(?:[★☆✩✭▲■]|[＊*]\s*(?:\d{1,2}\s*年|长期))").ok());

/// What may stand beside a level of secrecy on its line: copy number, urgency, term, brackets.
static BESIDE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"密\s*级|份\s*号|特\s*急|加\s*急|平\s*急|特\s*提|紧急程度|长期|[\d一二三四五六七八九十]{1,3}\s*(?:年|个月)|[\d\s　：:·.、，（）()〔〕\[\]【】★☆*＊-]",
    )
    .ok()
});

/// How many lines from the top and from the end may carry a level of secrecy without a star.
const EDGE_LINES: usize = 12;

/// Whether a draft carries a mark of secrecy: in its text, in what it is `named` (title, issuer), or in the headers and
/// footers of its file.
#[must_use]
pub fn is_classified<'a>(analysis: &Analysis, named: impl IntoIterator<Item = &'a String>, margins: &str) -> bool {
    named.into_iter().any(|name| is_starred(name)) || is_marked(analysis) || is_marked_aside(margins)
}

/// A text without the marks that nobody sees: between the characters of a level they must not hide it.
fn visible(text: &str) -> Cow<'_, str> {
    if text.contains(fold::is_invisible) {
        Cow::Owned(text.chars().filter(|&c| !fold::is_invisible(c)).collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// Whether a text carries a mark of secrecy.
fn is_marked(analysis: &Analysis) -> bool {
    // As received: a line put together with the one before it stands alone no more.
    let received = analysis.is_joined().then(|| SourceText::new(&fold::fold(analysis.received().chars())));
    let folded = received.as_ref().unwrap_or(&analysis.folded);
    let lines = sentence::paragraphs(folded.chars());
    let edge = |at: usize| at < EDGE_LINES || at + EDGE_LINES >= lines.len();
    let alone = |at: usize| lines.get(at).is_some_and(|&line| stands_alone(folded.slice(line)));
    is_starred(folded.as_str()) || (0..lines.len()).filter(|&at| edge(at)).any(alone)
}

/// Whether the headers and footers of a file carry a mark of secrecy.
fn is_marked_aside(margins: &str) -> bool {
    is_starred(margins) || margins.lines().any(stands_alone)
}

/// Whether a short text (a title, an issuer) carries a starred mark.
fn is_starred(text: &str) -> bool {
    STARRED.as_ref().is_some_and(|mark| mark.is_match(&visible(text)))
}

/// Whether a line is a level of secrecy and nothing but what stands beside one.
fn stands_alone(line: &str) -> bool {
    /// A longer line is text.
    const LONGEST: usize = 60;
    let line = &visible(line);
    if line.chars().count() > LONGEST {
        return false;
    }
    let rest = BESIDE.as_ref().map(|beside| beside.replace_all(line, "").into_owned());
    rest.is_some_and(|rest| ["绝密", "机密", "秘密"].contains(&rest.as_str()))
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
            ("000001                    机密\n关于某事的通知", true),
            ("机密  特急\n通知", true),
            ("机密（五年）\n通知", true),
            ("机密·10年\n通知", true),
            ("【秘密】\n通知", true),
            ("正文提到机密*5年的件。", true),
            ("不得泄露国家秘密、商业秘密和个人隐私。", false),
            ("不得泄露**商业秘密**和个人隐私。", false),
            ("保守国家秘密*。", false),
            ("（三）属于机密的，按保密规定办理。", false),
            ("秘密级文件由专人保管。", false),
        ] {
            assert_eq!(is_marked(&Analysis::new(text, None)), marked, "{text}");
        }
        // Behind a full line that breaks off, as a page breaks it.
        let lines = ["示例市财政局每月十日前，把补助资金拨付到各社区"; 20].join("\n");
        let analysis = Analysis::new(&format!("{lines}\n机密\n一年"), None);
        assert!(analysis.is_joined() && is_marked(&analysis));
        assert!(
            is_marked_aside("页眉\n机密★5年")
                && is_marked_aside("内部资料\n秘密")
                && !is_marked_aside("保守国家秘密\n1")
        );
    }
}
