//! What official texts mark with signs: 《titles》, “quotations”, document numbers (文号), cited articles.

use std::sync::LazyLock;

use regex::Regex;

use crate::span::{SourceText, Span};

/// Longest quotation that is taken for one, in characters; an unclosed mark must not swallow the rest of a text.
const LONGEST_QUOTATION: usize = 1_500;
/// Longest 《title》, in characters.
const LONGEST_TITLE: usize = 150;

/// A cited title with what follows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Citation {
    /// The title with its marks 《》.
    pub marked: Span,
    /// The title inside the marks.
    pub title: Span,
    /// The document number in brackets after it.
    pub number: Option<Span>,
    /// The article cited after it (第十二条), with paragraph and item.
    pub article: Option<Span>,
}

/// Everything marked in a text, in order of position.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marks {
    /// 《titles》 and what follows them. Titles inside titles are not listed apart.
    pub citations: Vec<Citation>,
    /// “Quotations” with their marks.
    pub quotations: Vec<Span>,
    /// Document numbers such as 国发〔2019〕5号.
    pub numbers: Vec<Span>,
}

/// A document number: issuer's code, year in brackets, number.
pub(crate) const NUMBER_PATTERN: &str = r"[\p{Han}]{1,10}[〔\[（(【](?:19|20)\d{2}[〕\]）)】]\s*第?\d{1,5}号";

static NUMBER: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(NUMBER_PATTERN).ok());
static AFTER_TITLE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let pattern = format!(
        r"^\s*(?:[（(]\s*(?P<number>{NUMBER_PATTERN})[^）)]{{0,30}}[）)])?\s*(?P<article>第[一二三四五六七八九十百千零〇\d]{{1,7}}条(?:之[一二三四五六七八九十])?(?:第[一二三四五六七八九十\d]{{1,3}}款)?(?:第?[（(][一二三四五六七八九十\d]{{1,3}}[）)]项?)?)?"
    );
    Regex::new(&pattern).ok()
});

impl Marks {
    /// Finds the marks of a folded text.
    #[must_use]
    pub fn find(folded: &SourceText) -> Self {
        let titles = enclosed(folded.chars(), '《', '》', LONGEST_TITLE);
        let citations = titles.into_iter().map(|marked| citation(folded, marked)).collect();
        let quotations = enclosed(folded.chars(), '“', '”', LONGEST_QUOTATION);
        let numbers = NUMBER.as_ref().map_or_else(Vec::new, |pattern| {
            pattern.find_iter(folded.as_str()).map(|m| folded.span_of_bytes(m.start(), m.end())).collect()
        });
        Self { citations, quotations, numbers }
    }
}

fn citation(folded: &SourceText, marked: Span) -> Citation {
    let title = Span::new(marked.start + 1, marked.end.saturating_sub(1));
    let mut cited = Citation { marked, title, number: None, article: None };
    let rest = Span::new(marked.end, (marked.end + 80).min(folded.len()));
    let base = folded.byte_of(rest.start);
    let found = AFTER_TITLE.as_ref().and_then(|pattern| pattern.captures(folded.slice(rest)));
    if let Some(found) = found {
        let place = |name: &str| {
            found.name(name).map(|m| folded.span_of_bytes(base + m.start(), base + m.end())).filter(|s| !s.is_empty())
        };
        cited.number = place("number");
        cited.article = place("article");
    }
    cited
}

/// Outermost stretches between `open` and `close`, with the marks, no longer than `longest` and not across lines. Only
/// a title may be broken once, between two Chinese characters, as texts taken from pages with fixed lines have it.
fn enclosed(chars: &[char], open: char, close: char, longest: usize) -> Vec<Span> {
    let mut found = Vec::new();
    let mut start = None;
    let mut depth = 0usize;
    let mut broken = false;
    let han = |c: Option<&char>| c.is_some_and(|c| matches!(c, '\u{4E00}'..='\u{9FFF}'));
    for (at, &c) in chars.iter().enumerate() {
        let wrapped = || open == '《' && !broken && at > 0 && han(chars.get(at - 1)) && han(chars.get(at + 1));
        if start.is_some_and(|s| at - s > longest) || (c == '\n' && !wrapped()) {
            start = None;
            depth = 0;
        }
        broken |= c == '\n';
        if c == open {
            // Quotation marks do not nest: a second opening mark means that the first was never closed.
            depth = if open == '“' { 1 } else { depth + 1 };
            if depth == 1 {
                start = Some(at);
                broken = false;
            }
        } else if c == close && depth > 0 {
            depth -= 1;
            if depth == 0
                && let Some(s) = start.take()
            {
                found.push(Span::new(s, at + 1));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_titles_numbers_and_articles() {
        let folded = SourceText::new(
            "根据《示例省粮食条例》第十二条第二款和《关于印发《示例办法》的通知》（示例发〔2025〕3号），“做好”工作。《未闭合\n一、一行\n二、又一行》《示例市折行\n规定》",
        );
        let marks = Marks::find(&folded);
        let shown: Vec<(&str, Option<&str>, Option<&str>)> = marks
            .citations
            .iter()
            .map(|c| (folded.slice(c.title), c.number.map(|s| folded.slice(s)), c.article.map(|s| folded.slice(s))))
            .collect();
        assert_eq!(
            shown,
            [
                ("示例省粮食条例", None, Some("第十二条第二款")),
                ("关于印发《示例办法》的通知", Some("示例发〔2025〕3号"), None),
                ("示例市折行\n规定", None, None),
            ]
        );
        let quoted: Vec<&str> = marks.quotations.iter().map(|&s| folded.slice(s)).collect();
        assert_eq!(quoted, ["“做好”"]);
        assert_eq!(marks.numbers.len(), 1);
    }
}
