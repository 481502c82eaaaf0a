//! What the lines at the top of a page are: labels, menus, the trail that says where the page stands in its site, marks of
//! the red head, or the beginning of the text. Titles are not looked for here.

use std::cmp::Reverse;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::document::Kind;
use crate::text::fold;
use crate::text::wording::{TITLE, reads_as_title};

/// Longest line of a title, in characters.
pub(super) const TITLE_LINE: usize = 60;
/// Longest line of a menu, in characters: 返回首页, 打印本页.
const MENU_LINE: usize = 15;
/// Longest line of a menu that fills the top of a page, in characters.
const LONG_MENU: usize = 24;
/// A line with the full stop of a sentence belongs to the text from this length on: shorter ones are slogans of a page.
const SENTENCE: usize = 20;
/// Lines at the top that may hold the title.
const TOP_LINES: usize = 16;
/// Most lines that are looked at: the menu of a page may be long.
pub(super) const MOST_LINES: usize = 150;
/// Lines behind a long menu among which the text begins: a title and what stands around it.
const AFTER_MENU: usize = 6;
/// Lines of a table that tell about a document (索引号, 发布机构), from which on there is one.
const TABLE: usize = 2;

/// What the lines at the top of a page look like.
pub(super) struct Patterns {
    /// A heading of the first level or an article.
    numbered: Regex,
    date: Regex,
    number: Regex,
    /// An entry of a numbered list.
    item: Regex,
    /// 主送机关
    recipients: Regex,
    /// What web pages tell about a document: 索引号：…
    label: Regex,
    /// Any other label of a few characters, but for the speaker of a speech (张某：在…上的讲话).
    other_label: Regex,
    menu: Regex,
    /// Where a page stands in its site, or a newspaper's page, whatever the length: 首页 > 政务公开.
    trail: Regex,
    /// The same where nothing else can be meant: 当前位置：…, » 政务公开.
    position: Regex,
    /// A line of the table that tells about a document: 索引号：…
    table: Regex,
    /// The same where it names the title.
    pub(super) named: Regex,
    /// What a page puts behind a title on its line: 来源：…
    pub(super) behind: Regex,
    /// The word 附件 alone.
    pub(super) annex: Regex,
    /// An address of the web.
    address: Regex,
    /// Numbers of pages, annexes and orders, marks of publicity, the red head.
    mark: Regex,
    /// A speech on a single line: an agency's head, the title, its date in brackets.
    pub(super) speech: Regex,
    pub(super) salutation: Regex,
    /// How a text goes on that cites a speech instead of giving it.
    pub(super) cited: Regex,
    /// A note on enactment.
    pub(super) enacted: Regex,
    /// A letter on a single line: its name, then the occasion or whom it is sent to.
    pub(super) letter: Regex,
}

pub(super) static PATTERNS: LazyLock<Option<Patterns>> = LazyLock::new(|| {
    let number = crate::text::marks::NUMBER_PATTERN.replace(r"\d{1,5}号", r"\d{1,5}\s*号");
    Some(Patterns {
        numbered: Regex::new(r"^(?:[一二三四五六七八九十百]{1,4}\s*、|第[一二三四五六七八九十百零〇\d]{1,5}[章编条])").ok()?,
        date: Regex::new(r"^（?(?:[12]\d{3}|[一二][〇○0零一二三四五六七八九]{3})年\s*[\d一二三四五六七八九十]{1,3}月").ok()?,
        number: Regex::new(&format!("^(?:{number})$")).ok()?,
        item: Regex::new(r"^\d{1,2}[.．、][^\d]").ok()?,
        recipients: Regex::new(r"^(?:各|.{0,60}(?:人民政府|各部门|各单位|有关单位|有关部门|委员会)).{0,150}：$").ok()?,
        label: Regex::new(
            r"^(?:索\s*引\s*号|分\s*类|主题分类|信息分类|信息类别|发布机构|发文机关|发文机构|制发机关|公开主体|发文日期|发布日期|发布时间|成文日期|生成日期|日期|名\s*称|标\s*题|文\s*号|发文字号|主\s*题\s*词|关键词|来\s*源|信息来源|文章来源|作\s*者|编\s*辑|责任编辑|公开方式|公开形式|有效性|浏览次数|阅读次数|点击|字体|字号|\p{Han}{0,6}(?:位置|日期|时间|名称|概述|属性|编号|单位))\s*：",
        )
        .ok()?,
        other_label: Regex::new(r"^((?:\p{Han}\s*){2,6})：(?:[^在]|$)").ok()?,
        menu: Regex::new(r"[>»|｜]|返回|首页|打印|关闭|字体|字号|分享|收藏|登录|注册|搜索|检索|导航|无障碍|手机版|电脑版|PC端|客户端|繁体|上一篇|下一篇").ok()?,
        trail: Regex::new(r"首页|>>|»|\S\s>\s|\S\s/\s.*\s/(?:\s|$)").ok()?,
        position: Regex::new(r"(?:当前|现在|您|你|所在)的?(?:当前|所在)?的?位置|首页\s*(?:[>»›]|$)|^[>»›]").ok()?,
        table: Regex::new(
            r"^(?:索\s*引\s*号|主题分类|信息分类|信息类别|发布机构|发文机关|发文机构|制发机关|公开主体|成文日期|生成日期|名\s*称|标\s*题|文\s*号|发文字号|主\s*题\s*词|内\s*容\s*概\s*述)\s*(?:：|\s|$)",
        )
        .ok()?,
        named: Regex::new(r"^(?:[\[【]\s*)?(?:名\s*称|标\s*题)(?:\s*[\]】])?(?:\s*：\s*|\s+)(.+)$").ok()?,
        behind: Regex::new(
            r"^(.+?)\s+[（\[【]?(?:责任编辑|编辑|作者|来源|信息来源|文章来源|新闻来源|发布机构|发布时间|发布日期|更新时间|浏览次数|字体|字号)(?:：|$)",
        )
        .ok()?,
        annex: Regex::new(r"^附\s*件\s*[\d一二三四五六七八九十]{0,3}\s*：?$").ok()?,
        address: Regex::new(r"^(?:https?://|www\.)").ok()?,
        mark: Regex::new(
            r"^(?:[—\-－–\s]*\d{1,3}[—\-－–\s]*|附\s*件\s*[\d一二三四五六七八九十]{0,3}|\p{Han}{0,12}令?\s*第\s*\d{1,4}\s*号|(?:主动|依申请|不予)公开|(?:\p{Han}{2,30}(?:政府|委员会|委|厅|局|部|办公室|院))?\s*文\s*件|[\[【].{1,10}[\]】])$",
        )
        .ok()?,
        speech: Regex::new(
            r"^(?:新华社\p{Han}{2,10}\d{1,2}月\d{1,2}日电\s*)?(?P<title>[^。！？；：]{4,110}?(?:讲话|致辞|发言|演讲|贺词))\s*(?P<date>（(?:19|20)\d{2}年[^（）]{3,30}）)",
        )
        .ok()?,
        cited: Regex::new(r"^\s*(?:中|指出|强调|要求|提出|明确|深刻|是|为|以|和|与|及|等|精神|的|[，。、；：])").ok()?,
        enacted: Regex::new(r"令第|号令|\d{4}年\d{1,2}月\d{1,2}日").ok()?,
        letter: Regex::new(
            r"^(贺信|回信|复信|贺电|慰问信|慰问电|感谢信|唁电|公开信|倡议书)\s*(?:值此|欣闻|惊悉|获悉|[^。！？；]{2,60}：)",
        )
        .ok()?,
        salutation: Regex::new(r"(?:同志们|各位|尊敬的|女士们|先生们|朋友们|同胞们|主席先生|总统先生)[^。！？；：]{0,60}：").ok()?,
    })
});

impl Patterns {
    /// The parts of the top to look for a title in, the surest first: behind the line that says where the page stands in
    /// its site, behind the table that tells about the document, and all of it. Other documents that a page names stand
    /// above both.
    pub(super) fn tops(&self, texts: &[&str]) -> Vec<Range<usize>> {
        let begun = texts.iter().position(|text| self.opens(text));
        let head = texts.get(..begun.unwrap_or(texts.len())).unwrap_or(texts);
        let is_position =
            |text: &&str| !text.contains('。') && text.chars().count() <= TITLE_LINE && self.position.is_match(text);
        let position = head.iter().rposition(is_position);
        let whole = self.top(texts, 0);
        let rows = head.iter().take(whole.end).enumerate().filter(|(_, text)| self.table.is_match(text));
        let rows: Vec<usize> = rows.map(|(at, _)| at).collect();
        let table = rows.last().filter(|_| rows.len() >= TABLE);
        let mut tops = Vec::new();
        if let Some(&last) = table {
            tops.push(last + 1..whole.end);
        }
        if let Some(position) = position {
            tops.push(self.top(texts, position + 1));
        }
        // Whatever stands lower is nearer to the text.
        tops.sort_by_key(|top| Reverse(top.start));
        tops.push(whole);
        tops
    }

    /// From a line on, the lines that stand before the text. Beyond the first ones only the menu of a page goes on, line by
    /// short line, and only up to where a text begins.
    fn top(&self, texts: &[&str], from: usize) -> Range<usize> {
        let behind = texts.get(from..).unwrap_or(&[]);
        let near = behind.iter().take(TOP_LINES).position(|text| self.begins_text(text));
        let length = near.unwrap_or_else(|| {
            let short = |text: &&&str| text.chars().count() <= LONG_MENU || self.label.is_match(text);
            let menu = behind.iter().take_while(short).count();
            let far = behind.iter().take(menu + AFTER_MENU).position(|text| self.begins_text(text));
            far.unwrap_or_else(|| behind.len().min(TOP_LINES))
        });
        from..from + length
    }

    /// Whether a line belongs to the text that a title stands before.
    pub(super) fn begins_text(&self, text: &str) -> bool {
        let length = text.chars().count();
        let sentence = text.contains('。') && (length > TITLE_LINE || (length >= SENTENCE && text.ends_with('。')));
        let salutation = text.starts_with("各位") && text.ends_with('：');
        sentence || salutation || self.opens(text)
    }

    /// Whether a line is a heading, an article or the recipients.
    fn opens(&self, text: &str) -> bool {
        self.numbered.is_match(text) || (text.ends_with('：') && self.recipients.is_match(text))
    }

    /// Whether a line may be one of a title's; `goes_on` when another one stands before it.
    pub(super) fn may_be_title_line(&self, text: &str, goes_on: bool) -> bool {
        let length = text.chars().count();
        let shortest = if goes_on { 1 } else { 2 };
        let longest = if text.contains("关于") { TITLE } else { TITLE_LINE };
        (shortest..=longest).contains(&length)
            && if goes_on { text.contains(char::is_alphanumeric) } else { text.contains(fold::is_han) }
            && !text.contains(['。', '；', '！'])
            && !text.ends_with('：')
            && !self.date.is_match(text)
            && !self.number.is_match(text)
            && !self.item.is_match(text)
            && !self.is_furniture(text, length)
    }

    /// Whether a line belongs to the page and not to the document.
    pub(super) fn is_furniture(&self, text: &str, length: usize) -> bool {
        self.label.is_match(text)
            || self
                .other_label
                .captures(text)
                .is_some_and(|found| !names_speaker(found.get(1).map_or("", |label| label.as_str())))
            || self.trail.is_match(text)
            || self.table.is_match(text)
            || self.named.is_match(text)
            || self.address.is_match(text)
            || self.mark.is_match(text)
            || (length <= MENU_LINE && self.menu.is_match(text) && !reads_as_title(text))
            || is_key_words(text)
    }
}

/// Whether what stands before a colon is a body that says what follows (示例局：…) and no label.
fn names_speaker(label: &str) -> bool {
    label.trim_end().ends_with(['委', '局', '部', '厅', '院', '府', '办'])
}

/// Subject words of an archive (主题词) on a line of their own: short words apart, the last of them the kind.
fn is_key_words(text: &str) -> bool {
    const LONGEST: usize = 5;
    let words: Vec<&str> = text.split_whitespace().collect();
    let short = words.iter().all(|word| word.chars().count() <= LONGEST);
    let apart = words.first().is_some_and(|word| word.chars().count() > 1);
    let kind = words.last().is_some_and(|word| Kind::official().iter().any(|kind| kind.label() == *word));
    words.len() >= 3 && short && apart && kind
}

/// Words of a menu, three or more short ones apart.
pub(super) fn is_menu(text: &str) -> bool {
    const LONGEST: usize = 8;
    let words: Vec<&str> = text.split_whitespace().collect();
    words.len() >= 3 && words.iter().all(|word| word.chars().count() <= LONGEST)
}

/// Whether a line is called like a section of a site (政务公开, 办事指南及表格下载).
pub(super) fn is_section(text: &str) -> bool {
    const ENDINGS: [&str; 14] = [
        "信息", "下载", "公开", "目录", "专栏", "指南", "首页", "中心", "动态", "查询", "互动", "服务", "导航", "栏目",
    ];
    !text.contains("关于") && ENDINGS.iter().any(|ending| text.ends_with(ending))
}
