//! The marks and words of a query, with where each stands.

use super::error::{QueryError, QueryFault};
use crate::corpus::tokens;

/// A field that a word or phrase may be bound to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    /// 标题
    Title,
    /// 发文机关
    Issuer,
    /// 文号
    Number,
}

impl Scope {
    /// How it is written, the Chinese name first.
    const NAMES: [(Self, [&'static str; 2]); 3] =
        [(Self::Title, ["标题", "title"]), (Self::Issuer, ["发文机关", "issuer"]), (Self::Number, ["文号", "docno"])];

    /// The Chinese name.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Title => "标题",
            Self::Issuer => "发文机关",
            Self::Number => "文号",
        }
    }

    /// The field that opens here, with its length; in whatever form its name is typed, blanks before the colon or not.
    fn opening(rest: &[char]) -> Option<(Self, usize)> {
        Self::NAMES.into_iter().find_map(|(scope, names)| {
            let name = names.into_iter().find(|name| starts_with(rest, name))?;
            let behind = rest.get(name.chars().count()..).unwrap_or_default();
            let colon = behind.iter().position(|&c| !blank(c))?;
            matches!(behind.get(colon), Some(':' | '：')).then_some((scope, name.chars().count() + colon + 1))
        })
    }
}

fn starts_with(text: &[char], start: &str) -> bool {
    let mut own = text.iter();
    start.chars().all(|c| own.next().is_some_and(|&own| tokens::key(own) == Some(c)))
}

/// What a token is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TokenKind {
    Open,
    Close,
    And,
    Or,
    Not,
    Field(Scope),
    Word,
    Phrase,
}

/// A mark or word of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    /// The characters, without quotes and without the star that closes a word.
    pub(super) text: String,
    /// Index of its first character.
    pub(super) at: usize,
}

/// Cuts a query into tokens.
pub(super) fn tokens(query: &[char]) -> Result<Vec<Token>, QueryError> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(&c) = query.get(at) {
        let rest = query.get(at..).unwrap_or_default();
        let (kind, length) = match c {
            _ if blank(c) => {
                at += 1;
                continue;
            }
            '(' | '（' => (TokenKind::Open, 1),
            ')' | '）' => (TokenKind::Close, 1),
            '-' | '－' if rest.get(1).is_some_and(|&next| !blank(next)) => (TokenKind::Not, 1),
            '"' | '＂' | '“' => {
                let close: &[char] = if c == '“' { &['”', '"', '＂'] } else { &['"', '＂'] };
                let inside = rest.get(1..).unwrap_or_default();
                let length = inside.iter().position(|c| close.contains(c));
                let length = length.ok_or(QueryError::at(at, QueryFault::UnclosedQuote))?;
                let text = inside.get(..length).unwrap_or_default().iter().collect();
                found.push(Token { kind: TokenKind::Phrase, text, at });
                at += length + 2;
                continue;
            }
            _ => match Scope::opening(rest) {
                Some((scope, length)) => (TokenKind::Field(scope), length),
                None => {
                    let length = word(rest);
                    (operator(rest.get(..length).unwrap_or_default()), length)
                }
            },
        };
        let mut text: String = rest.get(..length).unwrap_or_default().iter().collect();
        if kind == TokenKind::Word {
            text.truncate(text.trim_end_matches(['*', '＊']).len());
        }
        found.push(Token { kind, text, at });
        at += length;
    }
    Ok(found)
}

fn blank(c: char) -> bool {
    c.is_whitespace() || c.is_control()
}

/// Length of the word that opens here: up to a blank, a quote or a parenthesis that closes more than the word opened.
/// So 办法（试行） is one word.
fn word(rest: &[char]) -> usize {
    let mut open = 0usize;
    let ends = |&c: &char| match c {
        '"' | '＂' | '“' => true,
        '(' | '（' => {
            open += 1;
            false
        }
        ')' | '）' => match open.checked_sub(1) {
            Some(less) => {
                open = less;
                false
            }
            None => true,
        },
        _ => blank(c),
    };
    rest.iter().position(ends).unwrap_or(rest.len()).max(1)
}

fn operator(word: &[char]) -> TokenKind {
    match tokens::folded(&word.iter().collect::<String>()).as_str() {
        "与" | "AND" => TokenKind::And,
        "或" | "OR" => TokenKind::Or,
        "非" | "NOT" => TokenKind::Not,
        _ => TokenKind::Word,
    }
}
