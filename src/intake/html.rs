//! HTML to plain text: one line a block element, menus, scripts and the like left out.

use std::cell::RefCell;

use html5ever::tokenizer::states::{RawKind, Rawtext, Rcdata, ScriptData};
use html5ever::tokenizer::{
    BufferQueue, CharacterTokens, StartTag, Tag, TagToken, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

/// Elements whose content is no text of the document.
const DROPPED: [&str; 14] = [
    "aside", "button", "footer", "iframe", "menu", "nav", "noscript", "object", "script", "select", "style", "svg",
    "template", "textarea",
];
/// Elements that run on in their line; all others begin and end one.
const INLINE: [&str; 27] = [
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "em", "font", "i", "img", "ins", "kbd", "label", "mark",
    "q", "s", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr",
];
/// Cells of one row stand in one line.
const CELLS: [&str; 2] = ["td", "th"];

/// What a page says.
pub(super) struct Page {
    /// Its text, one line a block.
    pub(super) text: String,
    /// Its first heading of the first rank, else its title.
    pub(super) title: Option<String>,
}

/// Reads a page tag by tag. No tree is built: a tree takes time by the square of the nesting depth, which a hostile
/// page chooses, and lines of text need none.
pub(super) fn plain(source: &str) -> Page {
    let input = BufferQueue::default();
    input.push_back(source.into());
    let tokenizer = Tokenizer::new(Reader::default(), TokenizerOpts::default());
    // The reader never asks for a script to be run, so the input is read to its end at once.
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.0.into_inner().finish()
}

/// The state behind the interface of the tokenizer, which hands out shared references only.
#[derive(Default)]
struct Reader(RefCell<State>);

#[derive(Default)]
struct State {
    body: Lines,
    title: Lines,
    heading: Lines,
    /// The open dropped element and how many of its name are open; it may hold others of any name.
    dropped: Option<(String, usize)>,
    in_title: bool,
    /// Number of first headings begun, and whether one is open.
    headings: usize,
    in_heading: bool,
}

impl TokenSink for Reader {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut state = self.0.borrow_mut();
        match token {
            CharacterTokens(text) => state.text(&text),
            TagToken(tag) => {
                state.tag(&tag);
                if let Some(kind) = raw_content(&tag) {
                    return TokenSinkResult::RawData(kind);
                }
            }
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

/// How the content of an element is to be read when no tags count in it.
fn raw_content(tag: &Tag) -> Option<RawKind> {
    if tag.kind != StartTag {
        return None;
    }
    match &*tag.name {
        "script" => Some(ScriptData),
        "style" | "iframe" | "noscript" => Some(Rawtext),
        "title" | "textarea" => Some(Rcdata),
        _ => None,
    }
}

impl State {
    fn text(&mut self, text: &str) {
        if self.dropped.is_some() {
            return;
        }
        if self.in_title {
            self.title.text(text);
            return;
        }
        if self.in_heading && self.headings == 1 {
            self.heading.text(text);
        }
        self.body.text(text);
    }

    fn tag(&mut self, tag: &Tag) {
        let name = &*tag.name;
        let opens = tag.kind == StartTag;
        if let Some((open, count)) = &mut self.dropped {
            if open == name {
                *count = if opens { *count + 1 } else { *count - 1 };
            }
            if *count == 0 {
                self.dropped = None;
            }
            return;
        }
        if DROPPED.contains(&name) {
            if opens && !(name == "svg" && tag.self_closing) {
                self.dropped = Some((name.to_owned(), 1));
            }
            return;
        }
        match name {
            // A drawing may have titles of its own; only what stands outside is the page's.
            "title" => self.in_title = opens,
            "h1" => {
                self.in_heading = opens;
                self.headings += usize::from(opens);
            }
            _ => {}
        }
        if CELLS.contains(&name) {
            self.body.space();
        } else if !INLINE.contains(&name) {
            self.body.end();
        }
    }

    fn finish(self) -> Page {
        let one_line = |lines: Lines| lines.finish().replace('\n', "");
        let title = [self.heading, self.title].into_iter().map(one_line).find(|t| !t.is_empty());
        Page { text: self.body.finish(), title }
    }
}

/// Lines as they grow; runs of blanks count as one, and as none between Chinese characters when they hold a line end.
#[derive(Default)]
struct Lines {
    done: String,
    line: String,
    blank: Option<Blank>,
}

#[derive(Clone, Copy, PartialEq)]
enum Blank {
    Space,
    LineEnd,
}

impl Lines {
    fn text(&mut self, text: &str) {
        for c in text.chars() {
            if c.is_whitespace() {
                let found = if matches!(c, '\n' | '\r') { Blank::LineEnd } else { Blank::Space };
                self.blank = Some(if self.blank == Some(Blank::LineEnd) { Blank::LineEnd } else { found });
                continue;
            }
            let wide = is_wide(c) && self.line.chars().next_back().is_some_and(is_wide);
            match self.blank.take() {
                Some(Blank::Space) => self.line.push(' '),
                Some(Blank::LineEnd) if !wide => self.line.push(' '),
                _ => {}
            }
            self.line.push(c);
        }
    }

    fn space(&mut self) {
        self.blank = self.blank.or(Some(Blank::Space));
    }

    fn end(&mut self) {
        let line = self.line.trim();
        if !line.is_empty() {
            self.done.push_str(line);
            self.done.push('\n');
        }
        self.line.clear();
        self.blank = None;
    }

    fn finish(mut self) -> String {
        self.end();
        self.done
    }
}

/// Chinese characters and their punctuation, between which a line end is no word boundary.
fn is_wide(c: char) -> bool {
    c >= '\u{2E80}' || matches!(c, '“' | '”' | '‘' | '’' | '…' | '—')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_lines_and_menus_go() {
        let page = plain(
            "<!doctype html><html><head><title>门户 - 通知</title><style>p{}</style></head><body>
             <nav><a>首页</a></nav><select><option>选</option></select><h1>关于做好
             示例工作的通知</h1><div>各县：<p>　　为<b>做好</b>工作，<br>现通知如下&amp;执行。</p>散 文 A
             B</div><table><tr><td>甲</td><td>乙</td></tr><tr><th>丙</th></tr></table>
             <script>var x = '不是正文';</script><footer>版权</footer><!-- 注 --></body></html>",
        );
        assert_eq!(page.title.as_deref(), Some("关于做好示例工作的通知"));
        assert_eq!(
            page.text,
            "关于做好示例工作的通知\n各县：\n为做好工作，\n现通知如下&执行。\n散 文 A B\n甲 乙\n丙\n"
        );
    }

    #[test]
    fn deep_nesting_and_broken_tags_are_read() {
        let deep = format!("{}正文{}", "<div><b>".repeat(100_000), "</div>".repeat(100_000));
        assert_eq!(plain(&deep).text, "正文\n");
        assert_eq!(plain("<p>一<p>二</b></div><<>三").text, "一\n二\n<<>三\n");
        assert_eq!(plain("没有标签").text, "没有标签\n");
        assert_eq!(
            plain("<title>题 &amp; 目</title><svg/><svg><title>图</title></svg>").title.as_deref(),
            Some("题 & 目")
        );
    }
}
