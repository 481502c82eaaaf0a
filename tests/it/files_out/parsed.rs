//! A page as a browser's tokenizer reads it.

use std::cell::RefCell;

use html5ever::tokenizer::states::{RawKind, Rawtext, Rcdata, ScriptData};
use html5ever::tokenizer::{
    BufferQueue, CharacterTokens, CommentToken, ParseError, StartTag, TagToken, Token, TokenSink, TokenSinkResult,
    Tokenizer, TokenizerOpts,
};

/// One thing of a page, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    Open { name: String, attributes: Vec<(String, String)> },
    Close(String),
    Text(String),
}

impl Part {
    /// The value of an attribute; empty without it.
    pub fn attribute(&self, wanted: &str) -> &str {
        let Self::Open { attributes, .. } = self else { return "" };
        attributes.iter().find(|(name, _)| name == wanted).map_or("", |(_, value)| value.as_str())
    }

    pub fn opens(&self, wanted: &str) -> bool {
        matches!(self, Self::Open { name, .. } if name == wanted)
    }

    pub fn has_class(&self, class: &str) -> bool {
        self.attribute("class").split(' ').any(|c| c == class)
    }
}

#[derive(Default)]
struct Sink {
    parts: RefCell<Vec<Part>>,
    faults: RefCell<Vec<String>>,
}

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut parts = self.parts.borrow_mut();
        match token {
            CharacterTokens(text) => match parts.last_mut() {
                Some(Part::Text(before)) => before.push_str(&text),
                _ => parts.push(Part::Text(text.to_string())),
            },
            TagToken(tag) if tag.kind == StartTag => {
                let name = tag.name.to_string();
                let attributes = tag.attrs.iter().map(|a| (a.name.local.to_string(), a.value.to_string())).collect();
                let raw: Option<RawKind> = match name.as_str() {
                    "script" => Some(ScriptData),
                    "style" => Some(Rawtext),
                    "title" => Some(Rcdata),
                    _ => None,
                };
                parts.push(Part::Open { name, attributes });
                if let Some(kind) = raw {
                    return TokenSinkResult::RawData(kind);
                }
            }
            TagToken(tag) => parts.push(Part::Close(tag.name.to_string())),
            CommentToken(comment) => self.faults.borrow_mut().push(format!("comment {comment:?}")),
            ParseError(error) => self.faults.borrow_mut().push(error.to_string()),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

/// Reads a page; anything a parser would stumble over fails the test.
pub fn parse(page: &str) -> Vec<Part> {
    let input = BufferQueue::default();
    input.push_back(page.into());
    let tokenizer = Tokenizer::new(Sink::default(), TokenizerOpts { exact_errors: true, ..TokenizerOpts::default() });
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    assert_eq!(*tokenizer.sink.faults.borrow(), [""; 0]);
    tokenizer.sink.parts.take()
}

/// The parts inside the first element for which `wanted` holds.
pub fn inside(parts: &[Part], wanted: impl Fn(&Part) -> bool) -> &[Part] {
    let start = parts.iter().position(wanted).unwrap();
    let Part::Open { name, .. } = &parts[start] else { panic!("no element") };
    let mut depth = 0;
    let length = parts[start..].iter().position(|part| {
        depth += usize::from(part.opens(name));
        depth -= usize::from(*part == Part::Close(name.clone()));
        depth == 0
    });
    &parts[start + 1..start + length.unwrap()]
}

/// The text of parts.
pub fn text(parts: &[Part]) -> String {
    parts.iter().map(|part| if let Part::Text(text) = part { text.as_str() } else { "" }).collect()
}

/// The lines of the draft as the page shows them.
pub fn lines(parts: &[Part]) -> Vec<String> {
    let mut shown: Vec<String> = Vec::new();
    let mut skipped = false;
    for part in inside(parts, |p| p.has_class("text")) {
        match part {
            Part::Open { name, .. } if name == "p" => {
                skipped = part.has_class("section");
                if !skipped {
                    shown.push(String::new());
                }
            }
            Part::Text(text) if !skipped => match shown.last_mut() {
                Some(line) => line.push_str(text.trim_end_matches('\n')),
                None => assert_eq!(text.trim(), ""),
            },
            _ => {}
        }
    }
    shown
}
