//! What of a page is not the document on it: menus, the way to the page, its foot, lists of related pages. Such blocks are
//! known by the names that they are given and by their links. A block that has a heading, sentences or files in it stays,
//! and so does all that a system for publishing marks as the document.

use html5ever::tokenizer::{StartTag, Tag};

use super::attributes::attribute;

/// Elements that hold others and whose end is written.
const BLOCKS: [&str; 7] = ["div", "dl", "header", "ol", "section", "table", "ul"];
/// Words in the class or id of what is furniture.
const FURNITURE: [&str; 16] = [
    "breadcrumb",
    "breadcrumbs",
    "copyright",
    "crumb",
    "crumbs",
    "foot",
    "footer",
    "menu",
    "nav",
    "navbar",
    "navigation",
    "related",
    "share",
    "sidebar",
    "submenu",
    "toolbar",
];
/// Words that furniture and documents have: what is named so is furniture if it is made of links.
const DOUBTFUL: [&str; 8] = ["bottom", "head", "header", "links", "location", "position", "top", "topbar"];
/// Words of what is no furniture whatever else it is called.
const OWN: [&str; 8] = ["article", "body", "content", "detail", "doc", "main", "text", "title"];
/// What systems for publishing call the block that holds the document.
const DOCUMENTS: [&str; 7] =
    ["article-content", "articlecontent", "pages_content", "trs_editor", "trs_ueditor", "ucap-content", "zoom"];
/// How the heading of a list of other pages begins.
const RELATED: [&str; 8] =
    ["相关文件", "相关链接", "相关阅读", "相关解读", "相关新闻", "相关稿件", "延伸阅读", "推荐阅读"];
/// Endings of files that pages offer: a list of them belongs to the document.
const FILES: [&str; 12] =
    [".doc", ".docx", ".et", ".ofd", ".pdf", ".ppt", ".rar", ".txt", ".wps", ".xls", ".xlsx", ".zip"];
/// Most letters beside its links in a block that is furniture by its name.
const MOST_LETTERS: usize = 300;
/// Fewest links of a menu that has no name, and most letters of each on average: 政务公开, 办事服务.
const MENU: (usize, usize) = (3, 8);
/// Longest beginning of a block that is looked at, in characters.
const LONGEST_HEAD: usize = 8;

/// What is known of a block.
#[derive(Debug, Default)]
struct Block {
    /// Which of [`BLOCKS`] it is.
    kind: usize,
    /// Where its text begins.
    start: usize,
    named: Named,
    /// It stands in the block that holds the document, or is that one.
    document: bool,
    /// There is something in it that furniture has not.
    own: bool,
    letters: usize,
    linked: usize,
    links: usize,
    stops: usize,
    /// Visible characters that are not shown.
    hidden: usize,
    head: String,
}

/// What the names of a block say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Named {
    #[default]
    Nothing,
    Furniture,
    Doubtful,
}

/// The blocks that are open.
#[derive(Debug, Default)]
pub(super) struct Furniture {
    open: Vec<Block>,
    /// How many of each of [`BLOCKS`] are open.
    counts: [usize; BLOCKS.len()],
    /// Whether a link to another page is open.
    in_link: bool,
    /// What is known of the page outside of its blocks, and of those that have ended and are none.
    page: Block,
    /// Whether nothing is taken for furniture.
    stays: bool,
}

impl Furniture {
    /// One that takes nothing for furniture.
    pub(super) fn that_stays() -> Self {
        Self { stays: true, ..Self::default() }
    }

    /// Visible characters of the document that are not shown.
    pub(super) fn hidden(&self) -> usize {
        self.page.hidden + self.open.iter().map(|block| block.hidden).sum::<usize>()
    }

    /// Takes a tag into account; `at` is the length of the text before it. Where something ends there that is furniture,
    /// the text is to be cut from the place returned.
    pub(super) fn tag(&mut self, tag: &Tag, at: usize) -> Option<usize> {
        let opens = tag.kind == StartTag;
        match &*tag.name {
            "a" => self.link(tag),
            "h1" | "ucap-content" => self.own(),
            name => {
                let kind = BLOCKS.iter().position(|block| *block == name)?;
                if !opens {
                    return self.close(kind);
                }
                self.open(kind, tag, at);
            }
        }
        None
    }

    /// Takes text into account, which may be `hidden`.
    pub(super) fn text(&mut self, text: &str, hidden: bool) {
        let in_link = self.in_link;
        let block = self.open.last_mut().unwrap_or(&mut self.page);
        block.hidden += if hidden { text.chars().filter(|c| !c.is_whitespace()).count() } else { 0 };
        let letters = text.chars().filter(|c| c.is_alphanumeric()).count();
        block.letters += letters;
        block.linked += if in_link { letters } else { 0 };
        block.stops += text.matches('。').count();
        let room = LONGEST_HEAD.saturating_sub(block.head.chars().count());
        block.head.extend(text.chars().filter(|c| !c.is_whitespace()).take(room));
    }

    fn link(&mut self, tag: &Tag) {
        let target = attribute(tag, "href").unwrap_or_default().to_ascii_lowercase();
        // A list of contents leads to places of the page itself.
        self.in_link = tag.kind == StartTag && !target.is_empty() && !target.starts_with('#');
        if !self.in_link {
            return;
        }
        if FILES.iter().any(|ending| target.ends_with(ending)) {
            self.own();
        }
        if let Some(block) = self.open.last_mut() {
            block.links += 1;
        }
    }

    fn own(&mut self) {
        if let Some(block) = self.open.last_mut() {
            block.own = true;
        }
    }

    fn open(&mut self, kind: usize, tag: &Tag, start: usize) {
        let names: Vec<String> =
            ["class", "id"].iter().filter_map(|name| attribute(tag, name)).map(str::to_owned).collect();
        let within = self.open.last().is_some_and(|outer| outer.document);
        let document = within || names.iter().flat_map(|names| names.split_whitespace()).any(is_document);
        self.open.push(Block { kind, start, named: named(&names), document, ..Block::default() });
        if let Some(count) = self.counts.get_mut(kind) {
            *count += 1;
        }
    }

    /// Ends the innermost block of a kind with all that are open in it; where none is open, the tag ends nothing.
    fn close(&mut self, kind: usize) -> Option<usize> {
        if self.counts.get(kind).is_none_or(|count| *count == 0) {
            return None;
        }
        let mut cut = None;
        while let Some(block) = self.open.pop() {
            if let Some(count) = self.counts.get_mut(block.kind) {
                *count -= 1;
            }
            let last = block.kind == kind;
            if !self.stays && block.is_furniture() {
                cut = Some(block.start);
            } else {
                self.open.last_mut().unwrap_or(&mut self.page).take(&block);
            }
            if last {
                break;
            }
        }
        cut
    }
}

impl Block {
    /// Takes what a block inside of it had.
    fn take(&mut self, inner: &Self) {
        self.own |= inner.own || inner.document;
        self.letters += inner.letters;
        self.linked += inner.linked;
        self.links += inner.links;
        self.stops += inner.stops;
        self.hidden += inner.hidden;
        let room = LONGEST_HEAD.saturating_sub(self.head.chars().count());
        self.head.extend(inner.head.chars().take(room));
    }

    fn is_furniture(&self) -> bool {
        if self.own || self.document || self.letters == 0 {
            return false;
        }
        let of_links = self.links > 0 && self.linked * 2 >= self.letters && self.stops == 0;
        let related = RELATED.iter().any(|head| self.head.starts_with(head));
        // A table of links may be a list of documents, with its numbers in cells of their own.
        let table = BLOCKS.get(self.kind) == Some(&"table");
        let menu = !table && self.links >= MENU.0 && self.linked <= self.links * MENU.1;
        let by_name = match self.named {
            // Old pages are set in tables, their titles with them.
            Named::Furniture if table => of_links,
            Named::Furniture => self.stops <= 1 && self.letters - self.linked <= MOST_LETTERS,
            Named::Doubtful => of_links,
            Named::Nothing => false,
        };
        by_name || of_links && (related || menu && self.linked == self.letters)
    }
}

/// Whether a name is that of a block which holds the document.
fn is_document(name: &str) -> bool {
    DOCUMENTS.iter().any(|known| name.eq_ignore_ascii_case(known))
}

/// What the names of a block say: top_nav, mainMenu, nav2.
fn named(names: &[String]) -> Named {
    let mut words: Vec<String> = Vec::new();
    for name in names {
        let mut before = ' ';
        for c in name.chars() {
            if !c.is_ascii_alphabetic() {
                before = ' ';
                continue;
            }
            if before == ' ' || (before.is_ascii_lowercase() && c.is_ascii_uppercase()) {
                words.push(String::new());
            }
            if let Some(word) = words.last_mut() {
                word.push(c.to_ascii_lowercase());
            }
            before = c;
        }
    }
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    match (has(&OWN), has(&FURNITURE), has(&DOUBTFUL)) {
        (true, ..) | (_, false, false) => Named::Nothing,
        (_, true, _) => Named::Furniture,
        (_, false, true) => Named::Doubtful,
    }
}

#[cfg(test)]
mod tests {
    use crate::intake::html::plain;

    /// The lines of a page, and how many blocks of it were left out.
    fn read(page: &str) -> (Vec<String>, usize) {
        let page = plain(page).unwrap();
        (page.text.lines().map(str::to_owned).collect(), page.left_out.map_or(0, |(count, _)| count))
    }

    fn links(words: &[&str]) -> String {
        words.iter().map(|words| format!("<li><a href='/x'>{words}</a></li>")).collect()
    }

    const TEXT: &str = "<h1>关于示例的通知</h1><p>各县：</p><p>请于三月底前报送。</p>";
    const LINES: [&str; 3] = ["关于示例的通知", "各县：", "请于三月底前报送。"];

    #[test]
    fn menus_of_ordinary_pages_go() {
        let menu = links(&["首页", "政务公开", "办事服务"]);
        for furniture in [
            format!("<div class='top-nav2'>欢迎访问{menu}</div>"),
            format!("<div id=mainmenu><ul>{menu}</ul></div>"),
            format!("<div class='siteMenu'>{menu}</div>"),
            format!("<div class=header>欢迎{menu}</div>"),
            "<div class='crumbs'>当前位置：<a href='/'>首页</a> &gt; <a href='/z'>文件</a></div>".to_owned(),
            "<div class=position>当前位置：<a href='/'>首页</a>&gt;<a href='/z'>政策文件</a></div>".to_owned(),
            format!("<section class=related>相关{}</section>", links(&["关于做好另一项示例工作的通知"])),
            format!("<div><h3>相关文件</h3><ul>{}</ul></div>", links(&["关于做好另一项示例工作的通知"])),
            "<div class='footer'><p>主办：示例市人民政府办公室</p><p>建议使用新的浏览器。</p></div>".to_owned(),
            format!("<div class=nav><div>{menu}</div><ul><li>没有结束的项目</div>"),
        ] {
            for page in [format!("{furniture}{TEXT}"), format!("<div class=wrap>{TEXT}{furniture}</div>")] {
                let (lines, count) = read(&page);
                assert_eq!(lines, LINES, "{page}");
                assert!(count > 0, "{page}");
            }
        }
    }

    #[test]
    fn nothing_of_a_document_goes() {
        let menu = links(&["首页", "政务公开", "办事服务"]);
        let long = "示例材料".repeat(100);
        for (page, first, last) in [
            (format!("<div class=header>{TEXT}</div>"), LINES[0], LINES[2]),
            (format!("<div class=nav>{TEXT}"), LINES[0], LINES[2]),
            (format!("<div class=nav><div class=body>一。二。三。</div></div>{TEXT}"), "一。二。三。", LINES[2]),
            (
                "<table class=nav><tr><td><a href='/'>首页</a><td>示例手册第二册</table><p>文".to_owned(),
                "首页\t示例手册第二册",
                "文",
            ),
            (format!("<div class=footer>{long}</div>"), long.as_str(), long.as_str()),
            (format!("<div class=TRS_Editor><div class=nav>{menu}</div></div>"), "首页", "办事服务"),
            (format!("<div id=zoom><ul>{menu}</ul></div>"), "首页", "办事服务"),
            ("<div class=top><p>示例市人民政府</p></div><p>正文</p>".to_owned(), "示例市人民政府", "正文"),
            (
                "<p>文</p><ul><li><a href=a.doc>附件1</a><li><a href=b.pdf>附件2</a><li><a href=c.xls>表</a></ul>"
                    .to_owned(),
                "文",
                "表",
            ),
            (
                "<ul><li><a href='#a'>一、甲</a><li><a href='#b'>二、乙</a><li><a href='#c'>三、丙</a></ul><p>文"
                    .to_owned(),
                "一、甲",
                "文",
            ),
            (
                format!(
                    "<p>废止下列文件</p><ul>{}</ul>",
                    links(&["示例市防汛工作办法", "示例市抗旱工作办法", "示例市救灾工作办法"])
                ),
                "废止下列文件",
                "示例市救灾工作办法",
            ),
            // A page of nothing else.
            (format!("<div class=nav>{menu}</div>"), "首页", "办事服务"),
        ] {
            let (lines, count) = read(&page);
            assert_eq!(
                (lines.first().map(String::as_str), lines.last().map(String::as_str)),
                (Some(first), Some(last)),
                "{page}"
            );
            assert_eq!(count, 0, "{page}");
        }
    }

    #[test]
    fn blocks_without_measure_are_read_soon() {
        let page = format!("{}文{}", "<ul><div>".repeat(100_000), "</section></div>".repeat(100_000));
        assert_eq!(read(&page).0, ["文"]);
    }
}
