//! What the tags of a page say: which of its text counts, where lines begin and end.

use std::borrow::Cow;
use std::cell::RefCell;

use html5ever::tokenizer::states::{RawKind, Rawtext, Rcdata, ScriptData};
use html5ever::tokenizer::{
    CharacterTokens, StartTag, Tag, TagToken, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

use crate::intake::error::IntakeError;

use super::attributes::{is_hidden, is_margin, keeps_lines};
use super::feed::{self, Progress, Told};
use super::furniture::Furniture;
use super::items::Items;
use super::lines::Lines;

/// Elements whose content is no text of the document.
const DROPPED: [&str; 17] = [
    "aside", "button", "del", "footer", "iframe", "menu", "nav", "noscript", "object", "rp", "rt", "script", "select",
    "style", "svg", "template", "textarea",
];
/// Those of them that stand in a line: they end with it, for their end may be missing.
const PASSING: [&str; 3] = ["del", "rp", "rt"];
/// Elements of words with their reading beside them: each ends the reading before it.
const RUBY: [&str; 5] = ["rb", "rp", "rt", "rtc", "ruby"];
/// Elements that run on in their line; all others begin and end one.
const INLINE: [&str; 29] = [
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "em", "font", "i", "img", "ins", "kbd", "label", "mark",
    "q", "rb", "ruby", "s", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr",
];
/// Elements that may ask for their line ends to be kept, or not to be shown; those that have no content cannot, for they never end.
const ASKING: [&str; 8] = ["article", "div", "li", "p", "pre", "section", "span", "td"];
/// Comparisons of attributes that a page may cost. A page of an office program costs a few thousand; this many take half
/// a second.
const MOST_COMPARISONS: u64 = 500_000_000;
/// What stands before a picture that is written out in letters.
const PICTURE: &str = "base64,";
/// Shortest picture in letters that is left out, in bytes.
const SHORTEST_PICTURE: usize = 1_000;
/// What the reader of tags calls an attribute that the tag has already.
const DUPLICATE: &str = "Duplicate attribute";
/// Cells of one row stand in one line.
const CELLS: [&str; 2] = ["td", "th"];

/// What a page says.
pub(in crate::intake) struct Page {
    /// Its text, one line a block.
    pub(in crate::intake) text: String,
    /// Its first heading of the first rank, else its title.
    pub(in crate::intake) title: Option<String>,
    /// Headers and footers of the pages of an office document that was written as a web page.
    pub(in crate::intake) margins: String,
    /// How many menus and the like were left out, and how the first of them begins.
    pub(in crate::intake) left_out: Option<(usize, String)>,
    /// Visible characters that are not shown.
    pub(in crate::intake) hidden: usize,
    /// Whether words are marked as deleted.
    pub(in crate::intake) revised: bool,
}

/// Reads a page tag by tag. No tree is built: a tree takes time by the square of the nesting depth, which a hostile
/// page chooses, and lines of text need none.
///
/// # Errors
/// [`IntakeError::Attributes`] for a page whose tags have more attributes than any page has.
pub(in crate::intake) fn plain(source: &str) -> Result<Page, IntakeError> {
    within(source, MOST_COMPARISONS)
}

fn within(source: &str, comparisons: u64) -> Result<Page, IntakeError> {
    let source = without_pictures(source);
    let read = |furniture: Furniture| -> Result<Page, IntakeError> {
        let reader = Reader(RefCell::new(State { furniture, ..State::default() }));
        let tokenizer = Tokenizer::new(reader, TokenizerOpts::default());
        feed::read(&source, &tokenizer, comparisons)?;
        Ok(tokenizer.sink.0.into_inner().finish())
    };
    let page = read(Furniture::default())?;
    // A page of nothing but menus is read as it is.
    if page.text.is_empty() && page.left_out.is_some() { read(Furniture::that_stays()) } else { Ok(page) }
}

/// The page without the pictures that are written out in letters: they are no text, and where it is not known what is
/// open, their strokes and line ends would be taken for borders of attributes.
fn without_pictures(source: &str) -> Cow<'_, str> {
    let in_picture = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=' | '\n' | '\r');
    let mut kept = String::new();
    let mut rest = source;
    while let Some((before, after)) = rest.split_once(PICTURE) {
        let next = after.trim_start_matches(in_picture);
        let long = after.len() - next.len() >= SHORTEST_PICTURE;
        kept.push_str(before);
        kept.push_str(PICTURE);
        rest = if long { next } else { after };
    }
    if kept.is_empty() {
        return Cow::Borrowed(source);
    }
    kept.push_str(rest);
    Cow::Owned(kept)
}

/// The state behind the interface of the tokenizer, which hands out shared references only.
struct Reader(RefCell<State>);

#[derive(Default)]
struct State {
    body: Lines,
    margins: Lines,
    title: Lines,
    heading: Lines,
    /// The open dropped element and how many of its name are open; it may hold others of any name.
    dropped: Option<(String, usize)>,
    /// Whether it is a header or footer of pages.
    in_margin: bool,
    /// The open element whose line ends count.
    kept: Within,
    /// The open element that is not shown.
    hidden: Within,
    furniture: Furniture,
    left_out: Option<(usize, String)>,
    items: Items,
    revised: bool,
    in_title: bool,
    /// Number of first headings begun, and whether one is open.
    headings: usize,
    in_heading: bool,
    progress: Progress,
    /// Attributes of the tag being read that it has already: each is compared with all it has, and dropped.
    duplicates: u64,
}

/// An element that is open, and how many of its name are.
#[derive(Default)]
struct Within(Option<(String, usize)>);

impl Within {
    /// Takes a tag into account; `begins` says whether an element that it opens is one of the kind looked for.
    fn tag(&mut self, tag: &Tag, begins: fn(&Tag) -> bool) {
        let (name, opens) = (&*tag.name, tag.kind == StartTag);
        // A paragraph ends where the next one begins.
        if opens && name == "p" {
            self.0.take_if(|(open, _)| open == name);
        }
        match &mut self.0 {
            Some((open, count)) if open == name => {
                *count = if opens { *count + 1 } else { *count - 1 };
                if *count == 0 {
                    self.0 = None;
                }
            }
            None if opens && ASKING.contains(&name) && begins(tag) => self.0 = Some((name.to_owned(), 1)),
            _ => {}
        }
    }
}

impl Told for Reader {
    fn progress(&self) -> Progress {
        self.0.borrow().progress
    }
}

impl TokenSink for Reader {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut state = self.0.borrow_mut();
        // A fault is told while its tag is still being read.
        state.progress.tokens += u64::from(!matches!(token, Token::ParseError(_)));
        match token {
            CharacterTokens(text) => state.text(&text),
            Token::ParseError(fault) => state.duplicates += u64::from(fault == DUPLICATE),
            TagToken(tag) => {
                let attributes = tag.attrs.len() as u64;
                state.progress.comparisons += attributes * (attributes + std::mem::take(&mut state.duplicates));
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
            if self.in_margin {
                self.margins.text(text);
            }
            return;
        }
        if self.in_title {
            self.title.text(text);
            return;
        }
        if self.in_heading && self.headings == 1 {
            self.heading.text(text);
        }
        self.furniture.text(text, self.hidden.0.is_some());
        if let Some(number) = self.items.before(text) {
            self.body.text(&number);
        }
        if self.kept.0.is_none() {
            self.body.text(text);
            return;
        }
        for (number, line) in text.split('\n').enumerate() {
            if number > 0 {
                self.body.end();
            }
            self.body.text(line);
        }
    }

    fn tag(&mut self, tag: &Tag) {
        let name = &*tag.name;
        let opens = tag.kind == StartTag;
        if self.is_dropped(name, opens) {
            return;
        }
        if opens && is_margin(tag) {
            self.dropped = Some((name.to_owned(), 1));
            self.in_margin = true;
            return;
        }
        if DROPPED.contains(&name) {
            if opens && !(name == "svg" && tag.self_closing) {
                self.dropped = Some((name.to_owned(), 1));
                self.revised |= name == "del";
            }
            return;
        }
        self.kept.tag(tag, keeps_lines);
        self.hidden.tag(tag, is_hidden);
        self.items.tag(tag);
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
            self.body.cell();
        } else if !INLINE.contains(&name) {
            self.body.end();
        }
        if let Some(from) = self.furniture.tag(tag, self.body.len()) {
            let words = self.body.cut(from);
            self.left_out.get_or_insert((0, words)).0 += 1;
        }
    }

    /// Whether a tag stands in what is dropped, or ends it.
    fn is_dropped(&mut self, name: &str, opens: bool) -> bool {
        let Some((open, count)) = &mut self.dropped else { return false };
        let ends = open == name && !opens;
        let breaks = !INLINE.contains(&name) || RUBY.contains(&name);
        if PASSING.contains(&open.as_str()) && breaks && !ends {
            self.dropped = None;
            return false;
        }
        if open == name {
            *count = if opens { *count + 1 } else { *count - 1 };
        }
        if *count == 0 {
            self.dropped = None;
            self.in_margin = false;
            self.margins.end();
        }
        true
    }

    fn finish(self) -> Page {
        let one_line = |lines: Lines| lines.finish().replace('\n', "");
        let title = [self.heading, self.title].into_iter().map(one_line).find(|t| !t.is_empty());
        Page {
            text: self.body.finish(),
            title,
            margins: self.margins.finish(),
            left_out: self.left_out,
            hidden: self.furniture.hidden(),
            revised: self.revised,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Comparisons that the pages here may cost, so that they are soon refused in a slow build too.
    const FEW: u64 = 2_000_000;

    /// A page that is read.
    fn plain(source: &str) -> Page {
        super::plain(source).unwrap()
    }

    /// So many attributes, all different.
    fn attributes(count: usize) -> String {
        (0..count).map(|at| format!("a{at}=1 ")).collect()
    }

    #[test]
    fn attributes_beyond_all_measure_are_refused_soon() {
        let many = attributes(8_000);
        let words = "a b=c 'd' ".repeat(2_000);
        for (page, why) in [
            (format!("<p {many}>"), "one tag"),
            (format!("<p {}>", attributes(1_000)).repeat(3), "many tags"),
            (format!("<p a='>' <p {}>", many.replace(' ', "/")), "behind a quoted end, parted by strokes"),
            (format!("<p title='{words}' {many}>"), "behind a long value"),
            (format!("<p {words} title=\"<b x='\" {many}>"), "behind a tag in a value"),
            (format!("<p title=\">{words}<b x='\" {many}>"), "behind the end of a tag in a value"),
            (format!("<!-- {words} --><p {many}>"), "behind a comment"),
            (format!("<!-- {words} --!><!----><p {many}>"), "behind odd ends of comments"),
            (format!("<!{words}><?{words}></3 {words}><p {many}>"), "behind what else is no tag"),
            (format!("<script><!-- {words} </script {many}>"), "of the end of a script"),
            (format!("<script><!-- <script>{words}</script>{words}--></script {many}>"), "of the end of two"),
            (format!("<title><!-- {words} </title {many}>"), "of the end of a title"),
            (format!("</><!-- {words} --><p {many}>"), "behind an end without a name"),
            (format!("<<<p {many}>"), "behind other beginnings"),
            (format!("<p {many}"), "without an end"),
            (format!("<p {}{}>", attributes(400), "a0 ".repeat(4_000)).repeat(2), "again and again"),
        ] {
            assert!(matches!(within(&page, FEW), Err(IntakeError::Attributes)), "{why}");
        }
        assert_eq!(plain(&format!("<p {}>正文", attributes(200))).text, "正文\n");
    }

    /// Half a million words with marks that would part attributes.
    #[test]
    fn nothing_but_attributes_is_counted_as_such() {
        let words = "a b=c/d 'e' \"f ".repeat(100_000);
        let single = words.replace('\'', " ");
        for (page, what) in [
            (format!("<p>正<!-- {words} -->文"), "a comment"),
            (format!("<p>正<!--{words}--!>文"), "a comment with an odd end"),
            (format!("<!DOCTYPE html SYSTEM '{single}'><p>正文"), "a document type"),
            (format!("<?xml {words}?><p>正文"), "an instruction"),
            (format!("<p>正<![CDATA[{words}]]>文").replace("]]>", ">"), "a marked section"),
            (format!("<script>if(a<b){{{words}}}<!-- {words} --></script><p>正文"), "a script"),
            (format!("<style>{words}</style><p>正文"), "a style"),
            (format!("<p>正<img alt='{single}'>文"), "a value"),
            (format!("<p>正<img src=data:image/png;base64,{}>文", "iVBOR/w0+".repeat(100_000)), "a picture"),
            (format!("<p>正<img src=\"data:image/png;base64,{}\">文", "iVBOR/w0+".repeat(100_000)), "another"),
            (
                format!("<p>正<img title='甲>乙' src=\"data:image/png;base64,{}\">文", "iVBOR/w0+\n".repeat(100_000)),
                "a picture behind a mark",
            ),
            (format!("<p>正<!-- {} -->文", "<tr>\n <td class=\"a b\"> c </td>".repeat(100_000)), "tags in a comment"),
            (format!("<div hidden {}><!-- {words} --><p>正文", attributes(300)), "a comment behind a tag"),
        ] {
            assert_eq!(within(&page, FEW).map(|page| page.text).as_deref(), Ok("正文\n"), "{what}");
        }
    }

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
            "关于做好示例工作的通知\n各县：\n为做好工作，\n现通知如下&执行。\n散 文 A B\n甲\t乙\n丙\n"
        );
    }

    #[test]
    fn headers_and_footers_of_pages_stand_apart() {
        let page = plain(
            "<div title=\"header\"><p>内部资料</p></div><p>正文<div title='x'>甲</div><div title=\"footer\"><div>— 1 —</div></div><p>乙",
        );
        assert_eq!((page.text.as_str(), page.margins.as_str()), ("正文\n甲\n乙\n", "内部资料\n— 1 —\n"));
    }

    #[test]
    fn line_ends_that_count_stay() {
        for (page, wanted) in [
            (
                "<p>一\n二</p><pre>\n关于<b>甲</b>的\n通知\r\n\n　　各县：</pre>三\n四",
                "一二\n关于甲的\n通知\n各县：\n三四\n",
            ),
            (
                "<div style='color:red; White-Space : PRE-wrap'>甲\n<div>乙\n丙</div>丁\n戊</div>己\n庚",
                "甲\n乙\n丙\n丁\n戊\n己庚\n",
            ),
            ("<pre>甲<p>乙\n丙</pre>丁\n戊</pre>", "甲\n乙\n丙\n丁戊\n"),
            ("<br style='white-space:pre'>甲\n乙", "甲乙\n"),
            ("<p style='white-space:nowrap'>甲\n乙</p>", "甲乙\n"),
            ("<script>x</script><pre>甲\n乙<script>\n</script></pre>", "甲\n乙\n"),
        ] {
            assert_eq!(plain(page).text, wanted, "{page}");
        }
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
