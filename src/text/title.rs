//! Where a document's title stands: the first run of short lines that reads as one, the opening of a text that was pasted
//! as a single line, or else what the page says of it: the table at its head, the name of an annex, a line told twice, the
//! headline. What the lines of a page are is told in [`super::furniture`]; nothing else of the structure is read.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::document::Kind;
use crate::span::{SourceText, Span};
use crate::text::furniture::{self, PATTERNS, Patterns, TITLE_LINE};
use crate::text::issuer;
use crate::text::letters::Letters;
use crate::text::wording::{self, is_finished, reads_as_title, squeezed};

/// Most lines a title may be broken into.
const TITLE_LINES: usize = 4;
/// Shortest headline, in characters.
const HEADLINE: usize = 8;
/// Lines of a document after a headline among which its text begins.
const TEXT_FOLLOWS: usize = 4;
/// Lines of a menu before a title that are told from the lines of the title itself.
const SECTIONS: usize = 2;

/// Years, edition or trial of a document on a line of their own: （2021—2025年）, （试行）.
static ADDED: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^（(?:[12]\d{3}[^（）。；号月日]{0,12}|试行|暂行|[^（）。；号月日]{0,8}版)）$").ok());

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

/// The title of a text whose first lines are `lines`: the caller's where the text has it, else the first that reads as one.
pub(super) fn find(folded: &SourceText, lines: &[Span], given: Option<&str>) -> Option<Place> {
    let patterns = PATTERNS.as_ref()?;
    let texts: Vec<&str> = lines.iter().map(|&line| folded.slice(line)).collect();
    // A title stands before the text: from the first sentence, heading, article or recipients on there is none.
    let tops = patterns.tops(&texts);
    let whole = tops.last()?.clone();
    let head = Head { patterns, folded, lines, texts };
    let given = given.map(Letters::of_text).filter(|letters| !letters.is_empty());
    if let Some(wanted) = &given {
        let is_given = |words: &str| Letters::of_text(words).chars() == wanted.chars();
        let end = tops.iter().map(|top| top.end).max().unwrap_or(whole.end);
        let found = head.run(0..end, is_given);
        // A title that the caller names otherwise is left on the lines that read as one.
        return found.or_else(|| head.run(whole, reads_as_title)).or_else(|| head.opening(tops.last()?.end));
    }
    // What an order is called, and another document's name alone, are the title only where there is no better one.
    let ordered = |words: &str| reads_as_title(words) && !wording::names_order(words) && !wording::is_cited(words);
    let reading = |reads: fn(&str) -> bool| tops.iter().find_map(|top| head.titled(top.clone(), reads));
    reading(ordered)
        .or_else(|| head.opening(whole.end))
        .or_else(|| head.named(whole.clone()))
        .or_else(|| tops.iter().find_map(|top| head.told_twice(top.clone())))
        .or_else(|| reading(reads_as_title))
        .or_else(|| head.annex(whole.clone()))
        .or_else(|| head.headline(whole))
}

/// The first lines of a text.
struct Head<'a> {
    patterns: &'a Patterns,
    folded: &'a SourceText,
    lines: &'a [Span],
    texts: Vec<&'a str>,
}

impl Head<'_> {
    fn text(&self, at: usize) -> &str {
        self.texts.get(at).copied().unwrap_or_default()
    }

    fn joined(&self, first: usize, count: usize) -> String {
        self.texts.get(first..first + count).unwrap_or(&[]).concat()
    }

    fn may_go_on(&self, at: usize) -> bool {
        self.texts.get(at).is_some_and(|text| self.patterns.may_be_title_line(text, true))
    }

    /// The first run of lines in a range that reads as `reads` asks, as few lines as will do.
    fn run(&self, top: Range<usize>, reads: impl Fn(&str) -> bool) -> Option<Place> {
        top.clone().find_map(|first| {
            let longest = TITLE_LINES.min(top.end - first);
            let fits = |&count: &usize| self.patterns.may_be_title_line(self.text(first + count - 1), count > 1);
            let count = (1..=longest).take_while(fits).find(|&count| reads(&self.joined(first, count)))?;
            Some(Place::Lines { first, count })
        })
    }

    /// The same with all its lines, and without those of a menu before it; or a title that the page goes on behind.
    fn titled(&self, top: Range<usize>, reads: fn(&str) -> bool) -> Option<Place> {
        let begun = |at: usize| {
            let title = self.patterns.behind.captures(self.text(at))?.get(1)?.as_str();
            reads(title).then(|| self.part(at, 0, title))?
        };
        let begun = top.clone().find_map(|at| Some((at, begun(at)?)));
        let (first, count) = match (self.run(top.clone(), reads), begun) {
            (Some(Place::Lines { first, .. }), Some((at, place))) if at == first => return Some(place),
            (Some(Place::Lines { first, count }), _) => (first, count),
            (_, begun) => return begun.map(|(_, place)| place),
        };
        let led = self.sections(first, count, reads);
        let (first, count) = (first + led, count - led);
        let count = self.whole(first, count, top.end);
        let led = leading(self.texts.get(first..first + count)?);
        let count = count + usize::from(ADDED.as_ref().is_some_and(|added| added.is_match(self.text(first + count))));
        Some(Place::Lines { first: first + led, count: count - led })
    }

    /// How many lines of a menu stand before a title that is found with them.
    fn sections(&self, first: usize, count: usize, reads: fn(&str) -> bool) -> usize {
        let is_menu = |led: usize| (first..first + led).all(|at| furniture::is_section(self.text(at)));
        let led = (SECTIONS..count).rev().find(|&led| is_menu(led) && reads(&self.joined(first + led, count - led)));
        led.unwrap_or(0)
    }

    /// How many lines the title has that begins at `first` and reads as one after `count`: more where it is not at its
    /// end there (…《示例法 / 实施条例》…的决定, …制度 / …的意见).
    fn whole(&self, first: usize, count: usize, top: usize) -> usize {
        let run = |count: usize| self.joined(first, count);
        let next = self.text(first + count);
        if is_finished(&run(count)) || next.starts_with("关于") {
            return count;
        }
        let longer = (count + 1..=TITLE_LINES.min(top - first)).take_while(|&more| self.may_go_on(first + more - 1));
        let official = |title: &str| Kind::of_title(title).is_some_and(|kind| Kind::official().contains(&kind));
        longer
            .map(|more| (more, squeezed(&run(more))))
            .find(|(_, title)| official(title))
            .map_or(count, |(more, _)| more)
    }

    /// A part of a line that is the title; the rest of the line is the page's.
    fn part(&self, at: usize, bytes: usize, title: &str) -> Option<Place> {
        let line = *self.lines.get(at)?;
        let start = line.start + self.text(at).get(..bytes)?.chars().count();
        let title = Span::new(start, start + title.chars().count());
        Some(Place::Opening { line: at, title, text: line.end })
    }

    /// The title that the table at the head of a page names.
    fn named(&self, top: Range<usize>) -> Option<Place> {
        top.into_iter().find_map(|at| {
            let title = self.patterns.named.captures(self.text(at))?.get(1)?;
            reads_as_title(title.as_str()).then(|| self.part(at, title.start(), title.as_str()))?
        })
    }

    /// The name of an annex, right below the word 附件.
    fn annex(&self, top: Range<usize>) -> Option<Place> {
        const ENDINGS: [&str; 5] = ["表", "名单", "清单", "标准", "目录"];
        let is_name = |at: usize| {
            let name = self.text(at);
            name.chars().count() >= HEADLINE
                && self.patterns.may_be_title_line(name, false)
                && !name.contains(['，', '|'])
        };
        let first = top.clone().skip(1).find(|&at| self.patterns.annex.is_match(self.text(at - 1)) && is_name(at))?;
        let ends = |text: &str| ENDINGS.iter().any(|ending| text.ends_with(ending));
        let broken = !ends(self.text(first)) && top.contains(&(first + 1)) && self.may_go_on(first + 1);
        let count = 1 + usize::from(broken && ends(self.text(first + 1)));
        Some(Place::Lines { first, count })
    }

    /// A line that a page tells twice before the text begins.
    fn told_twice(&self, top: Range<usize>) -> Option<Place> {
        let again = |first: usize| (first + 1..top.end).any(|at| self.text(at) == self.text(first));
        let first = top.clone().find(|&first| self.is_headline(first) && again(first))?;
        Some(Place::Lines { first, count: 1 })
    }

    /// The headline of a page: its first words, and a text that follows soon.
    fn headline(&self, top: Range<usize>) -> Option<Place> {
        let is_page = |text: &str| self.patterns.is_furniture(text, text.chars().count());
        let first = top.into_iter().find(|&at| !is_page(self.text(at)))?;
        let mut follows = self.texts.iter().skip(first + 1).filter(|text| !is_page(text)).take(TEXT_FOLLOWS);
        let begins = |text: &&str| {
            self.patterns.begins_text(text) || text.chars().count() > TITLE_LINE || squeezed(text) == "目录"
        };
        (self.is_headline(first) && follows.any(begins)).then_some(Place::Lines { first, count: 1 })
    }

    /// Whether a line may be a headline: words without a sentence's marks.
    fn is_headline(&self, at: usize) -> bool {
        let text = self.text(at);
        let length = text.chars().filter(|c| !c.is_whitespace()).count();
        let han = text.chars().filter(|c| matches!(c, '\u{4E00}'..='\u{9FFF}')).count();
        (HEADLINE..=TITLE_LINE).contains(&length)
            && han >= HEADLINE - 2
            && self.patterns.may_be_title_line(text, false)
            && !text.contains(['，', '：', '？', '…'])
            && !text.starts_with(['（', '—', '-', '各'])
            && !text.ends_with(':')
            && !issuer::is_body(text)
            && !self.patterns.enacted.is_match(text)
            && !furniture::is_menu(text)
    }

    /// The title that opens a line: of a letter, or of a speech whose date follows and, not far on, a salutation.
    fn opening(&self, line: usize) -> Option<Place> {
        let (patterns, span) = (self.patterns, *self.lines.get(line)?);
        let text = self.folded.slice(span);
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
        Some(Place::Opening {
            line,
            title: Span::new(at(title.start()), at(title.end())),
            text: at(date.end() + begins),
        })
    }
}

/// Characters after the date of a speech within which it must be addressed to somebody: an article that cites a speech
/// goes on otherwise.
const SALUTATION: usize = 200;

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
            (
                "示例市示例局关于甲工作的通知\n今天是：\n您的位置：首页 > 政策\n示例市示例管理办法\n来源：示例局\n第一章 总则",
                Some("示例市示例管理办法"),
            ),
            (
                "温馨提示：为了向您提供更好的服务，请登录账户查看本人的信息，并保管好密码。\n您现在的位置：首页\n» 政策\n示例市示例管理办法\n第一条 略。",
                Some("示例市示例管理办法"),
            ),
            ("示例信息\n办事指南及表格下载\n示例市示例管理办法\n第一条 略。", Some("示例市示例管理办法")),
            ("示例日报 / 2026年 / 1月 / 第A01版 /\n示例省示例发展规划\n第一条 略。", Some("示例省示例发展规划")),
            ("http://www.example.cn/1.html\n示例市示例管理办法\n第一条 略。", Some("示例市示例管理办法")),
            ("2026年示例市示例指南\n来源：示例局\n字体：\n大 中 小\n一、总量\n略。", Some("2026年示例市示例指南")),
            ("示例产业发展行动计划\n（2026—2030年）\n正文。", Some("示例产业发展行动计划\n（2026—2030年）")),
            ("示例市示例管理办法\n（征求意见稿）\n第一条 略。", Some("示例市示例管理办法")),
            ("示例市人民政府令\n第3号\n示例市示例管理办法\n第一条 略。", Some("示例市示例管理办法")),
            (
                "示例市人民政府令\n第3号\n《示例办法》已经会议通过，现予公布，自公布之日起施行。\n市长 张某",
                Some("示例市人民政府令"),
            ),
        ] {
            assert_eq!(title(text).as_deref(), wanted, "{text}");
        }
    }

    #[test]
    fn a_place_in_a_sentence_is_no_place_of_a_page() {
        let text = "关于做好示例大桥检测工作的通知\n为掌握大桥所在位置的水文情况，现将有关事项通知如下。\n附件\n示例大桥检测工作方案\n一、总体要求";
        assert_eq!(title(text).as_deref(), Some("关于做好示例大桥检测工作的通知"));
    }

    #[test]
    fn a_given_title_is_found_behind_the_place_of_a_page() {
        let text = "温馨提示：为了向您提供更好的服务，请登录账户查看本人的信息，并保管好密码。\n您现在的位置：首页\n» 政策\n示例市示例管理办法\n第一条 略。";
        let folded = SourceText::new(text);
        let found = find(&folded, &sentence::paragraphs(folded.chars()), Some("示例市示例管理办法"));
        assert!(matches!(found, Some(Place::Lines { first: 3, count: 1 })));
    }

    #[test]
    fn a_page_tells_its_title_in_a_table_or_before_its_source() {
        for (text, wanted) in [
            (
                "【标 题】 关于示例工作的通知\n【文 号】 示发〔2026〕3号\n各县人民政府：\n正文。",
                Some("关于示例工作的通知"),
            ),
            ("发文机关 示例市人民政府\n标 题 示例市示例管理办法\n各县人民政府：\n正文。", Some("示例市示例管理办法")),
            (
                "示例市示例管理办法 责任编辑：张某 来源：示例报\n示例市人民政府令\n第3号\n第一条 略。",
                Some("示例市示例管理办法"),
            ),
            ("附件：\n示例市示例人员指标及分值表\n|甲|乙|\n|丙|丁|", Some("示例市示例人员指标及分值表")),
            (
                "附件1\n示例区示例人员子女入学\n示例积分项目一览表\n序号",
                Some("示例区示例人员子女入学\n示例积分项目一览表"),
            ),
            (
                "示例证件办理（首次）\n服务名称\n示例证件办理（首次）\n办事依据\n《示例条例》",
                Some("示例证件办理（首次）"),
            ),
            ("名称：示例\n各县人民政府：\n正文。", None),
        ] {
            assert_eq!(title(text).as_deref(), wanted, "{text}");
        }
    }

    #[test]
    fn a_title_may_stand_below_a_long_menu() {
        let menu: String = (1..=60).map(|n| format!("示例栏目{n}\n")).collect();
        let rest = "文号：示发〔2026〕3号\n示例局关于示例工作的通知\n各县示例局：\n正文。";
        assert_eq!(title(&format!("{menu}{rest}")).as_deref(), Some("示例局关于示例工作的通知"));
        // A table or list without any sentence is no menu before a text.
        assert_eq!(title(&format!("{menu}示例局关于示例工作的通知\n")), None);
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
