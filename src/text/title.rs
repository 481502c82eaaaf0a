//! Where a document's title stands: the first run of short lines that reads as one, the opening of a text that was pasted
//! as a single line, or else the headline of a page. Web page furniture (menus, 发布日期：…) is no title. Nothing else of
//! the structure is read.

use std::sync::LazyLock;

use regex::Regex;

use crate::document::Kind;
use crate::span::{SourceText, Span};
use crate::text::issuer;
use crate::text::letters::Letters;
use crate::text::wording::{TITLE, is_finished, reads_as_title, squeezed};

/// Longest line of a title, in characters.
const TITLE_LINE: usize = 60;
/// Most lines a title may be broken into.
const TITLE_LINES: usize = 4;
/// Longest line of a menu, in characters: 返回首页, 打印本页.
const MENU_LINE: usize = 15;
/// A line with the full stop of a sentence belongs to the text from this length on: shorter ones are slogans of a page.
const SENTENCE: usize = 20;

/// Where the title stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// On lines of its own.
    Lines {
        /// Index of the first.
        first: usize,
        /// How many.
        count: usize,
    },
    /// At the beginning of a line that goes on.
    Opening {
        /// Index of the line.
        line: usize,
        /// The title.
        title: Span,
        /// Where the text begins: at the salutation, after date and speaker.
        text: usize,
    },
}

struct Patterns {
    /// A heading of the first level or an article.
    numbered: Regex,
    date: Regex,
    number: Regex,
    /// 主送机关
    recipients: Regex,
    /// What web pages tell about a document: 索引号：…
    label: Regex,
    /// Any other label of a few characters, but for the speaker of a speech (张某：在…上的讲话).
    other_label: Regex,
    menu: Regex,
    /// Where a page stands in its site, whatever the length: 首页 > 政务公开.
    trail: Regex,
    /// Numbers of pages, annexes and orders, marks of publicity, the red head.
    mark: Regex,
    /// A speech on a single line: an agency's head, the title, its date in brackets.
    speech: Regex,
    salutation: Regex,
    /// How a text goes on that cites a speech instead of giving it.
    cited: Regex,
    /// A note on enactment.
    enacted: Regex,
    /// A letter on a single line: its name, then the occasion or whom it is sent to.
    letter: Regex,
}

static PATTERNS: LazyLock<Option<Patterns>> = LazyLock::new(|| {
    let number = crate::text::marks::NUMBER_PATTERN.replace(r"\d{1,5}号", r"\d{1,5}\s*号");
    Some(Patterns {
        numbered: Regex::new(r"^(?:[一二三四五六七八九十百]{1,4}\s*、|第[一二三四五六七八九十百零〇\d]{1,5}[章编条])").ok()?,
        date: Regex::new(r"^（?(?:[12]\d{3}|[一二][〇○0零一二三四五六七八九]{3})年\s*[\d一二三四五六七八九十]{1,3}月").ok()?,
        number: Regex::new(&format!("^(?:{number})$")).ok()?,
        recipients: Regex::new(r"^(?:各|.{0,60}(?:人民政府|各部门|各单位|有关单位|有关部门|委员会)).{0,150}：$").ok()?,
        label: Regex::new(
            r"^(?:索\s*引\s*号|分\s*类|主题分类|信息分类|信息类别|发布机构|发文机关|发文机构|制发机关|公开主体|发文日期|发布日期|发布时间|成文日期|生成日期|日期|名\s*称|标\s*题|文\s*号|发文字号|主\s*题\s*词|关键词|来\s*源|信息来源|文章来源|作\s*者|编\s*辑|责任编辑|公开方式|公开形式|有效性|浏览次数|阅读次数|点击|字体|字号|\p{Han}{0,6}(?:位置|日期|时间|名称|概述|属性|编号|单位))\s*：",
        )
        .ok()?,
        other_label: Regex::new(r"^((?:\p{Han}\s*){2,6})：(?:[^在]|$)").ok()?,
        menu: Regex::new(r"[>»|｜]|返回|首页|打印|关闭|字体|字号|分享|收藏|登录|注册|搜索|检索|导航|无障碍|手机版|电脑版|PC端|客户端|繁体|上一篇|下一篇").ok()?,
        trail: Regex::new(r"首页|>>|»|\S\s>\s").ok()?,
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

/// The title of a text whose first lines are `lines`: the caller's where the text has it, else the first that reads as one.
pub(super) fn find(folded: &SourceText, lines: &[Span], given: Option<&str>) -> Option<Place> {
    let patterns = PATTERNS.as_ref()?;
    let wanted = given.map(Letters::of_text).filter(|letters| !letters.is_empty());
    let texts: Vec<&str> = lines.iter().map(|&line| folded.slice(line)).collect();
    // A title stands before the text: from the first sentence, heading, article or recipients on there is none.
    let top = texts.iter().position(|text| patterns.begins_text(text)).unwrap_or(texts.len());
    let mut fallback = None;
    for first in 0..top {
        for count in 1..=TITLE_LINES.min(top - first) {
            let run = texts.get(first..first + count)?;
            if !run.iter().enumerate().all(|(at, text)| patterns.may_be_title_line(text, at > 0)) {
                break;
            }
            let joined = run.concat();
            let found = match &wanted {
                Some(wanted) => Letters::of_text(&joined).chars() == wanted.chars(),
                None => reads_as_title(&joined),
            };
            if found {
                if wanted.is_some() {
                    return Some(Place::Lines { first, count });
                }
                let count = patterns.whole(&texts, first, count, top);
                let led = leading(texts.get(first..first + count)?);
                return Some(Place::Lines { first: first + led, count: count - led });
            }
            let place = Place::Lines { first, count };
            if wanted.is_some() && fallback.is_none() && reads_as_title(&joined) {
                fallback = Some(place);
            }
        }
    }
    fallback.or_else(|| opening(folded, top, *lines.get(top)?, patterns)).or_else(|| {
        let first = texts.iter().take(top).position(|text| !patterns.is_furniture(text, text.chars().count()))?;
        let headline = wanted.is_none() && patterns.is_headline(texts.get(first..)?);
        headline.then_some(Place::Lines { first, count: 1 })
    })
}

/// The title that opens a line: of a letter, or of a speech whose date follows and, not far on, a salutation.
fn opening(folded: &SourceText, line: usize, span: Span, patterns: &Patterns) -> Option<Place> {
    let text = folded.slice(span);
    if let Some(title) = patterns.letter.captures(text).and_then(|found| found.get(1)) {
        let end = span.start + title.as_str().chars().count();
        return Some(Place::Opening { line, title: Span::new(span.start, end), text: end });
    }
    let found = patterns.speech.captures(text)?;
    let (title, date) = (found.name("title")?, found.name("date")?);
    let rest = text.get(date.end()..)?;
    let near = rest.char_indices().nth(SALUTATION).map_or(rest.len(), |(at, _)| at);
    let salutation = patterns.salutation.find(rest.get(..near)?).map(|m| m.start());
    // Without one, only what names its occasion and goes on with something else than a verb is the speech itself.
    let given = ["在", "——在"].iter().any(|on| title.as_str().starts_with(on) || title.as_str().contains("——在"));
    let begins = salutation.or_else(|| (given && !patterns.cited.is_match(rest)).then_some(0))?;
    let at = |bytes: usize| text.get(..bytes).map_or(span.start, |head| span.start + head.chars().count());
    Some(Place::Opening { line, title: Span::new(at(title.start()), at(title.end())), text: at(date.end() + begins) })
}

/// Characters after the date of a speech within which it must be addressed to somebody: an article that cites a speech
/// goes on otherwise.
const SALUTATION: usize = 200;

impl Patterns {
    /// Whether a line belongs to the text that a title stands before.
    fn begins_text(&self, text: &str) -> bool {
        let length = text.chars().count();
        let sentence = text.contains('。') && (length > TITLE_LINE || (length >= SENTENCE && text.ends_with('。')));
        let salutation = text.starts_with("各位") && text.ends_with('：');
        sentence || salutation || self.numbered.is_match(text) || self.recipients.is_match(text)
    }

    /// Whether a line may be one of a title's; `goes_on` when another one stands before it.
    fn may_be_title_line(&self, text: &str, goes_on: bool) -> bool {
        let length = text.chars().count();
        let shortest = if goes_on { 1 } else { 2 };
        let longest = if text.contains("关于") { TITLE } else { TITLE_LINE };
        (shortest..=longest).contains(&length)
            && text.contains(char::is_alphanumeric)
            && !text.contains(['。', '；', '！'])
            && !text.ends_with('：')
            && !self.date.is_match(text)
            && !self.number.is_match(text)
            && !self.is_furniture(text, length)
    }

    fn is_furniture(&self, text: &str, length: usize) -> bool {
        self.label.is_match(text)
            || self
                .other_label
                .captures(text)
                .is_some_and(|found| !names_speaker(found.get(1).map_or("", |label| label.as_str())))
            || self.trail.is_match(text)
            || self.mark.is_match(text)
            || (length <= MENU_LINE && self.menu.is_match(text))
            || is_key_words(text)
    }

    /// How many lines the title has that begins at `first` and reads as one after `count`: more where it is not at its
    /// end there (…《示例法 / 实施条例》…的决定, …制度 / …的意见).
    fn whole(&self, texts: &[&str], first: usize, count: usize, top: usize) -> usize {
        let run = |count: usize| texts.get(first..first + count).unwrap_or(&[]).concat();
        let next = texts.get(first + count).copied().unwrap_or_default();
        if is_finished(&run(count)) || next.starts_with("关于") {
            return count;
        }
        let longer = (count + 1..=TITLE_LINES.min(top - first))
            .take_while(|&more| texts.get(first + more - 1).is_some_and(|text| self.may_be_title_line(text, true)));
        let official = |title: &str| Kind::of_title(title).is_some_and(|kind| Kind::official().contains(&kind));
        longer
            .map(|more| (more, squeezed(&run(more))))
            .find(|(_, title)| official(title))
            .map_or(count, |(more, _)| more)
    }

    /// Whether the first of these lines is the headline of a page: words without a sentence's marks, and a text that
    /// follows soon.
    fn is_headline(&self, texts: &[&str]) -> bool {
        let Some((first, rest)) = texts.split_first() else { return false };
        let length = first.chars().filter(|c| !c.is_whitespace()).count();
        let han = first.chars().filter(|c| matches!(c, '\u{4E00}'..='\u{9FFF}')).count();
        let begins = |text: &&str| self.begins_text(text) || text.chars().count() > TITLE_LINE;
        (HEADLINE..=TITLE_LINE).contains(&length)
            && han >= HEADLINE - 2
            && self.may_be_title_line(first, false)
            && !first.contains(['，', '：', '？', '…'])
            && !first.starts_with(['（', '—', '-', '各'])
            && !first.ends_with(':')
            && !issuer::is_body(first)
            && !self.enacted.is_match(first)
            && !is_menu(first)
            && rest.iter().take(TEXT_FOLLOWS).any(begins)
    }
}

/// Shortest headline, in characters.
const HEADLINE: usize = 8;
/// Lines after a headline among which its text begins.
const TEXT_FOLLOWS: usize = 4;

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
fn is_menu(text: &str) -> bool {
    const LONGEST: usize = 8;
    let words: Vec<&str> = text.split_whitespace().collect();
    words.len() >= 3 && words.iter().all(|word| word.chars().count() <= LONGEST)
}

/// How many lines stand before a title that is found with them: above a line that begins with 关于, or with a body and
/// 关于, only bodies belong to the title.
fn leading(lines: &[&str]) -> usize {
    let verb = |line: &&str| issuer::VERBS.iter().filter_map(|verb| line.find(verb)).min();
    let Some((at, cut)) = lines.iter().enumerate().find_map(|(at, line)| Some((at, verb(line)?))) else { return 0 };
    let before = lines.get(at).and_then(|line| line.get(..cut)).unwrap_or_default();
    let begins = before.trim().is_empty() || issuer::are_bodies(before);
    if !begins {
        return 0;
    }
    let above = lines.get(..at).unwrap_or(&[]);
    (0..at).find(|&led| issuer::are_bodies(&above.get(led..).unwrap_or(&[]).join("\n"))).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::sentence;

    fn title(text: &str) -> Option<String> {
        let folded = SourceText::new(text);
        let lines = sentence::paragraphs(folded.chars());
        let span = match find(&folded, &lines, None)? {
            Place::Lines { first, count } => lines[first].hull(lines[first + count - 1]),
            Place::Opening { title, .. } => title,
        };
        Some(folded.slice(span).to_owned())
    }

    #[test]
    fn titles_are_found_among_the_furniture_of_a_page() {
        for (text, wanted) in [
            (
                "返回PC端\n示例市防汛工作方案（试行）\n发布时间：2026-01-02\n为做好工作。",
                Some("示例市防汛工作方案（试行）"),
            ),
            (
                "首页 > 政务公开\n索 引 号：006 分类：教育\n名 称：关于做好示例工作的意见\n━━━━\n关于做好示例工作的\n意见\n各县人民政府：\n正文。",
                Some("关于做好示例工作的\n意见"),
            ),
            ("■ 2026年示例市招生通告\n一、对象", Some("■ 2026年示例市招生通告")),
            ("北京市示例工作的意见\n各区教委：\n正文。", Some("北京市示例工作的意见")),
            ("政府工作报\n告\n——2026年1月5日在示例市第九届人民代表大会上\n各位代表：\n正文。", Some("政府工作报\n告")),
            ("关于审理示例案件若干问题的解释\n为正确审理，制定本解释。", Some("关于审理示例案件若干问题的解释")),
            ("各县人民政府：\n省示例厅《关于改革的意见》已经同意，现转发给你们。\n关于改革的意见\n一、略", None),
            ("我们要认真做好示例工作的报告。", None),
            (
                "国务院关于示例工作的\n制度、办法和\n指 导 意 见\n示发〔2026〕3号\n正文。",
                Some("国务院关于示例工作的\n制度、办法和\n指 导 意 见"),
            ),
            (
                "示例部关于实施《示例管理法\n实施条例》的决定\n正文。",
                Some("示例部关于实施《示例管理法\n实施条例》的决定"),
            ),
            ("示例 工作 措施 函\n示例部\n关于示例工作的函\n正文。", Some("示例部\n关于示例工作的函")),
            ("办事指南下载\n示例信息公开\n关于示例工作的通知\n正文。", Some("关于示例工作的通知")),
            ("您当前的位置：首页 > 政策\n示例部关于示例工作的意见\n正文。", Some("示例部关于示例工作的意见")),
            ("时 效 性：有效\n示例省示例管理办法\n第一条 略。", Some("示例省示例管理办法")),
            ("示例局：示例省示例管理方案\n正文。", Some("示例局：示例省示例管理方案")),
            (
                "示例省政府办公厅、示例省军区办公室\n关于示例工作的函\n正文。",
                Some("示例省政府办公厅、示例省军区办公室\n关于示例工作的函"),
            ),
            ("附件 2\n示例省示例管理办法\n第一条 略。", Some("示例省示例管理办法")),
            ("示例部\n关于示例程序\n相互协助的安排\n第一条 略。", Some("示例部\n关于示例程序\n相互协助的安排")),
            ("示例市人民政府对第12号提案的答复\n正文。", Some("示例市人民政府对第12号提案的答复")),
            ("印发示例区示例办法的通知\n各街道：\n正文。", Some("印发示例区示例办法的通知")),
            ("感谢信\n示例单位：\n正文。", Some("感谢信")),
        ] {
            assert_eq!(title(text).as_deref(), wanted, "{text}");
        }
    }

    #[test]
    fn the_headline_of_a_page_is_its_title() {
        let rest = format!("\n{}。", "会议总结去年的工作，部署今年的任务，".repeat(4));
        let headline = |head: &str| title(&format!("{head}{rest}"));
        assert_eq!(headline("2026年示例市示例工作会议召开").as_deref(), Some("2026年示例市示例工作会议召开"));
        for head in [
            "示例工作",
            "示例市人民政府办公室",
            "同志们，示例工作会议召开了",
            "示例部令第6号 根据某决定修正",
            "网上直播 文字实录 图片实录",
            "各示例区示例局及其示例单位:",
        ] {
            assert_eq!(headline(head), None, "{head}");
        }
        assert_eq!(title("2026年示例市示例工作会议召开\n略\n"), None);
    }

    #[test]
    fn a_letter_on_one_line_opens_with_its_name() {
        let rest = "示例学校历史悠久，培养了许多人才。".repeat(5);
        assert_eq!(title(&format!("贺信值此示例学校建校之际，致以祝贺！{rest}")).as_deref(), Some("贺信"));
        assert_eq!(title(&format!("回信示例村的乡亲们：你们好！{rest}")).as_deref(), Some("回信"));
        assert_eq!(title(&format!("回信已经收到。{rest}")), None);
    }

    #[test]
    fn a_speech_on_one_line_opens_with_its_title() {
        let rest = "今天，我们在这里集会，总结过去的工作。";
        let speech = |head: &str| title(&format!("{head}{}", rest.repeat(5)));
        let wanted = Some("在示例市工作大会上的讲话".to_owned());
        assert_eq!(speech("在示例市工作大会上的讲话（2026年1月2日）张某同志们："), wanted);
        assert_eq!(speech("新华社示例1月2日电在示例市工作大会上的讲话（2026年1月2日）张某同志们，朋友们："), wanted);
        assert_eq!(
            speech("深化示例协作——在示例会议上的讲话（2026年1月2日，北京）主席 张某尊敬的各位来宾："),
            Some("深化示例协作——在示例会议上的讲话".to_owned())
        );
        assert_eq!(speech("他在示例市工作大会上的讲话（2026年1月2日）指出，要抓落实。"), None);
        assert_eq!(speech("在示例市工作大会上的讲话（2026年1月2日）张某"), wanted);
        assert_eq!(speech("同志们："), None);
    }
}
