//! The structure of an official document (公文): title, recipients, heading tree, signature, date, annexes, and the
//! document that a 印发 or 转发 notice carries. Read from the lines alone; what is not there is `None`.

use std::sync::LazyLock;

use regex::Regex;

use crate::document::{Kind, PartialDate};
use crate::span::{SourceText, Span};
use crate::text::contents::{self, Contents};
use crate::text::ending;
use crate::text::furniture::MOST_LINES;
pub use crate::text::headings::Heading;
use crate::text::headings::{self, Row};
use crate::text::issuer;
use crate::text::marks::Marks;
use crate::text::title::{self, Place};
use crate::text::wording;

/// What a line of a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Before the title: red head, number, web page furniture; also the list of contents.
    Head,
    /// Title, one of its lines.
    Title,
    /// 主送机关
    Recipients,
    /// A heading that stands alone on its line.
    Heading,
    /// Running text (it may open with a run-in heading).
    Body,
    /// 附件说明: the list of annexes before the signature.
    AnnexNote,
    /// 署名
    Signature,
    /// 成文日期
    Date,
    /// 附注、版记
    Tail,
    /// Text of an annex or of the forwarded original.
    Annex,
}

/// A line with its role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub role: Role,
}

/// The structure found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Structure {
    /// Title, from its first to its last line.
    pub title: Option<Span>,
    /// Name of the issuing body, from title, order or signature, several with a blank between them; of a speech or
    /// letter, the name of who speaks.
    pub issuer: Option<String>,
    /// The document's own number (文号).
    pub document_number: Option<Span>,
    /// 签发人: who signs the document out, as the head names them.
    pub signatory: Option<Span>,
    /// Kind by the title.
    pub kind: Option<Kind>,
    /// Date under the signature or below the title.
    pub date: Option<PartialDate>,
    /// 主送机关
    pub recipients: Option<Span>,
    /// Running text from after title and recipients to before signature, annexes and forwarded original; where a notice
    /// prints the issuer's own document, the running text of that.
    pub body: Span,
    /// All headings of body and annexes, in order.
    pub headings: Vec<Heading>,
    /// The original of others that a 转发 or 印发 notice sends on.
    pub forwarded: Option<Span>,
    /// The issuer's own document that a notice prints (印发), from its title to the end of its running text.
    pub issued: Option<Span>,
    /// All lines with their roles.
    pub lines: Vec<Line>,
}

/// How many lines at the top may name the issuer.
const TOP_LINES: usize = 16;
/// Longest line of recipients, in characters.
const RECIPIENTS: usize = 160;

/// A document number on its line, alone or beside who signs the document out.
static NUMBER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let number = crate::text::marks::NUMBER_PATTERN.replace(r"\d{1,5}号", r"\d{1,5}\s*号");
    Regex::new(&format!(r"^({number})(?:\s*签\s*发(?:\s*人)?\s*[：:][^。；，]{{0,40}})?$")).ok()
});

/// Who signs a document out, at the end of a line of the head: 签发人：张某.
static SIGNED_OUT: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?:^|\s|号)签\s*发(?:\s*人)?\s*[：:]\s*([^。；，：:]{1,40})$").ok());

/// The document number that a line of the head holds.
fn number_in(text: &str) -> Option<&str> {
    Some(NUMBER.as_ref()?.captures(text)?.get(1)?.as_str())
}

impl Structure {
    /// Reads the structure of a folded text. `title` is the title the caller gave, if any.
    #[must_use]
    pub fn read(folded: &SourceText, paragraphs: &[Span], marks: &Marks, title: Option<&str>) -> Self {
        let mut found = Self {
            lines: paragraphs.iter().map(|&span| Line { span, role: Role::Body }).collect(),
            body: folded.span(),
            ..Self::default()
        };
        found.find_title(folded, title);
        found.find_recipients(folded);
        let contents = found.find_contents(folded);
        found.find_end(folded, 0);
        let carried = found.find_carried(folded, marks, title);
        found.find_number(folded);
        found.find_issuer_and_kind(folded, title);
        if let Some(carried) = carried {
            found.settle_carried(folded, &carried, contents.lines.clone());
        }
        found.find_headings(folded, &contents);
        found.set_body();
        found
    }

    pub(super) fn role_at(&mut self, index: usize, role: Role) {
        if let Some(line) = self.lines.get_mut(index) {
            line.role = role;
        }
    }

    /// The title and the lines before it.
    fn find_title(&mut self, folded: &SourceText, given: Option<&str>) {
        let top: Vec<Span> = self.lines.iter().take(MOST_LINES).map(|line| line.span).collect();
        match title::find(folded, &top, given) {
            Some(Place::Lines { first, count }) => self.set_title(folded, first, count),
            Some(Place::Opening { line, title, text }) => self.split_line(line, title, text),
            None => {}
        }
    }

    /// Parts a line that opens with the title: title, what stands between (date, speaker), text.
    fn split_line(&mut self, index: usize, title: Span, text: usize) {
        let Some(line) = self.lines.get(index).copied() else { return };
        let parts = [
            (Span::new(line.span.start, title.start), Role::Head),
            (title, Role::Title),
            (Span::new(title.end, text), Role::Head),
            (Span::new(text, line.span.end), Role::Body),
        ];
        let parts = parts.into_iter().filter(|(span, _)| !span.is_empty()).map(|(span, role)| Line { span, role });
        self.lines.splice(index..=index, parts);
        for before in 0..index {
            self.role_at(before, Role::Head);
        }
        self.title = Some(title);
    }

    fn set_title(&mut self, folded: &SourceText, first: usize, count: usize) {
        for index in 0..first {
            self.role_at(index, Role::Head);
        }
        for index in first..first + count {
            self.role_at(index, Role::Title);
        }
        if let (Some(from), Some(to)) = (self.lines.get(first), self.lines.get(first + count - 1)) {
            let span = from.span.hull(to.span);
            // A bullet before the title is none of it, nor the document's number behind it.
            let text = folded.slice(span);
            let bullet = text.chars().take_while(|&c| is_bullet(c)).count();
            let numbered = text.chars().count() - wording::without_number(text).chars().count();
            self.title = Some(Span::new(span.start + bullet, span.end - numbered));
        }
    }

    /// 主送机关: the first line after the title that ends in a colon and names bodies; numbers and notes between
    /// title and recipients are head lines.
    fn find_recipients(&mut self, folded: &SourceText) {
        let first = self.lines.iter().position(|l| !matches!(l.role, Role::Head | Role::Title)).unwrap_or(0);
        let mut heads = Vec::new();
        for (index, line) in self.lines.iter().enumerate().skip(first).take(4) {
            let text = folded.slice(line.span);
            let note = number_in(text).is_some()
                || (text.starts_with('（') && text.ends_with('）'))
                || ending::begins_with_date(text) && line.span.len() <= 14;
            if note {
                heads.push(index);
                continue;
            }
            let length = line.span.len();
            if text.ends_with('：') && (2..=RECIPIENTS).contains(&length) && !text.contains(['。', '；']) {
                self.recipients = Some(line.span);
                heads.push(index);
            }
            break;
        }
        for index in heads {
            let role =
                if self.lines.get(index).map(|l| l.span) == self.recipients { Role::Recipients } else { Role::Head };
            self.role_at(index, role);
        }
    }

    /// The list of contents is no text.
    fn find_contents(&mut self, folded: &SourceText) -> Contents {
        let lines: Vec<Span> = self.lines.iter().map(|line| line.span).collect();
        let contents = contents::find(folded, &lines).unwrap_or_default();
        for index in contents.lines.clone() {
            self.role_at(index, Role::Head);
        }
        contents
    }

    fn find_headings(&mut self, folded: &SourceText, contents: &Contents) {
        let may_hold = |line: &Line| matches!(line.role, Role::Body | Role::Annex);
        let (at, rows): (Vec<usize>, Vec<Row>) = self
            .lines
            .iter()
            .enumerate()
            .filter(|(_, line)| may_hold(line))
            .map(|(index, line)| {
                let carried = self.issued.is_some_and(|issued| issued.contains(line.span));
                (index, Row { span: line.span, annex: carried || line.role == Role::Annex })
            })
            .unzip();
        for found in headings::find(folded, &rows, &contents.entries) {
            self.headings.push(found.heading);
            let body = |&&index: &&usize| self.lines.get(index).is_some_and(|line| line.role == Role::Body);
            if let Some(&index) = at.get(found.row).filter(body).filter(|_| found.alone) {
                self.role_at(index, Role::Heading);
            }
        }
    }

    fn set_body(&mut self) {
        let start = self.issued.map_or(0, |issued| issued.start);
        let is_body = |l: &&Line| matches!(l.role, Role::Body | Role::Heading) && l.span.start >= start;
        let first = self.lines.iter().find(is_body);
        let last = self.lines.iter().rfind(is_body);
        self.body = match (first, last) {
            (Some(first), Some(last)) => first.span.hull(last.span),
            _ => Span::default(),
        };
    }

    fn find_number(&mut self, folded: &SourceText) {
        let head = || self.lines.iter().take_while(|l| !matches!(l.role, Role::Body | Role::Heading));
        self.document_number = head().find_map(|l| {
            let number = number_in(folded.slice(l.span))?;
            Some(Span::new(l.span.start, l.span.start + number.chars().count()))
        });
        self.signatory = head().find_map(|l| {
            let name = SIGNED_OUT.as_ref()?.captures(folded.slice(l.span))?.get(1)?.as_str().trim_end();
            let end = l.span.start + folded.slice(l.span).trim_end().chars().count();
            Some(Span::new(end - name.chars().count(), end))
        });
    }

    fn find_issuer_and_kind(&mut self, folded: &SourceText, given: Option<&str>) {
        let own = self.title.map(|title| folded.slice(title));
        let title = own.or(given);
        self.kind = title.map(wording::squeezed).and_then(|title| Kind::of_title(&title));
        let texts = |lines: &[Line]| lines.iter().map(|line| folded.slice(line.span)).collect::<Vec<&str>>();
        let short = |line: &&Line| line.role != Role::Title && line.span.len() <= HEAD_LINE;
        let head: Vec<Line> = self.lines.iter().take(TOP_LINES).filter(short).copied().collect();
        let signature: Vec<Line> = self.lines.iter().filter(|l| l.role == Role::Signature).copied().collect();
        let below = self.lines.iter().rposition(|line| line.role == Role::Title).map_or(0, |title| title + 1);
        let below = self.lines.get(below..).filter(|_| own.is_some()).unwrap_or(&[]);
        let speaker: Vec<Line> =
            below.iter().take(SPEAKER).take_while(|l| l.span.len() <= HEAD_LINE).copied().collect();
        self.issuer = issuer::find(&issuer::Clues {
            title,
            head: texts(&head),
            signature: texts(&signature),
            below_title: texts(&speaker),
        });
        if let (None, [line]) = (&self.issuer, below) {
            // A letter on a single line.
            self.issuer = issuer::of_letter(folded.slice(line.span));
        }
    }
}

/// Longest line of the head that may name the issuer, in characters.
const HEAD_LINE: usize = 60;
/// Lines below a title among which the speaker is named.
const SPEAKER: usize = 4;

/// Signs that web pages put before a title.
fn is_bullet(c: char) -> bool {
    c.is_whitespace() || matches!(c, '■' | '□' | '●' | '○' | '◆' | '◇' | '★' | '☆' | '▲' | '►' | '·' | '*')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::sentence;

    fn read(text: &str, title: Option<&str>) -> (SourceText, Structure) {
        let folded = SourceText::new(text);
        let paragraphs = sentence::paragraphs(folded.chars());
        let structure = Structure::read(&folded, &paragraphs, &Marks::find(&folded), title);
        (folded, structure)
    }

    const NOTICE: &str = "示例市人民政府办公室\n关于做好防汛工作的通知\n示例办发〔2026〕3号\n各县（市、区）人民政府：\n为做好防汛工作，现通知如下：\n一、落实责任\n（一）明确分工。由市水务局牵头。\n1.巡查。每日巡查2次。\n二、保障措施\n加强值守。\n附件：1.名单\n示例市人民政府办公室\n2026年5月6日\n（此件公开发布）\n附件1\n名单\n";

    #[test]
    fn reads_a_notice() {
        let (text, s) = read(NOTICE, None);
        assert_eq!(s.title.map(|t| text.slice(t)), Some("示例市人民政府办公室\n关于做好防汛工作的通知"));
        assert_eq!(s.issuer.as_deref(), Some("示例市人民政府办公室"));
        assert_eq!(s.kind, Some(Kind::Notice));
        assert_eq!(s.document_number.map(|t| text.slice(t)), Some("示例办发〔2026〕3号"));
        assert_eq!(s.recipients.map(|t| text.slice(t)), Some("各县（市、区）人民政府："));
        assert_eq!(s.date.map(|d| d.to_string()), Some("2026-05-06".to_owned()));
        let headings: Vec<(u8, &str)> = s.headings.iter().map(|h| (h.level, text.slice(h.span))).collect();
        assert_eq!(headings, [(1, "一、落实责任"), (2, "（一）明确分工"), (3, "1.巡查"), (1, "二、保障措施")]);
        assert!(text.slice(s.body).starts_with("为做好") && text.slice(s.body).ends_with("加强值守。"));
    }

    #[test]
    fn splits_cover_and_the_document_it_prints() {
        let (text, s) = read(
            "示例市人民政府关于印发《示例市粮食储备管理办法》的通知\n各县人民政府：\n现印发给你们，请遵照执行。\n示例市人民政府\n2026年1月2日\n示例市粮食储备管理办法\n第一章 总则\n第一条 为加强管理，制定本办法。\n",
            None,
        );
        assert_eq!(s.issued.map(|f| text.slice(f).starts_with("示例市粮食储备管理办法")), Some(true));
        assert_eq!(s.forwarded, None);
        assert_eq!(text.slice(s.body), "第一章 总则\n第一条 为加强管理，制定本办法。");
        assert_eq!(s.headings.len(), 1);
    }

    #[test]
    fn a_list_of_contents_is_no_text_and_names_headings() {
        let (text, s) = read(
            "示例市示例促进条例\n目 录\n第一章 总则\n第二章 管理\n第三章 附则\n第一章 总 则\n第一条 略。\n管理\n第二条 略。\n第三章 附 则\n第三条 略。\n",
            None,
        );
        let headings: Vec<(u8, &str)> = s.headings.iter().map(|h| (h.level, text.slice(h.span))).collect();
        assert_eq!(headings, [(1, "第一章 总 则"), (1, "管理"), (1, "第三章 附 则")]);
        assert_eq!(s.lines.iter().filter(|line| line.role == Role::Head).count(), 4);
        assert!(text.slice(s.body).starts_with("第一章 总 则"));
    }

    #[test]
    fn the_cover_of_a_notice_gives_kind_and_issuer() {
        let (_, s) =
            read("示例省财政厅 示例省教育厅\n关于印发《关于示例工作的\n意见》的通知\n各市：\n现印发给你们。\n", None);
        assert_eq!((s.kind, s.issuer.as_deref()), (Some(Kind::Notice), Some("示例省财政厅 示例省教育厅")));
        let (_, s) = read(
            "关于示例工作的意见 示发〔2026〕3号\n各市：\n请落实。\n示例市财政局\n示例市教育局\n2026年1月2日\n",
            None,
        );
        assert_eq!((s.kind, s.issuer.as_deref()), (Some(Kind::Opinion), Some("示例市财政局 示例市教育局")));
        let rest = "示例学校历史悠久，培养了许多人才。".repeat(5);
        let (text, s) =
            read(&format!("贺信值此校庆之际，致以祝贺！{rest}示例市市长 张某2026年1月2日（示例社电）"), None);
        assert_eq!((s.title.map(|t| text.slice(t)), s.issuer.as_deref()), (Some("贺信"), Some("张某")));
    }

    #[test]
    fn numbered_sentences_and_bare_numbers_part_a_text() {
        let long = "同意你们关于示例示范区的请示，".repeat(6);
        let (text, s) = read(&format!("示例批复如下：\n一、{long}办好。\n二、\n三、各县要配合。\n"), None);
        let headings: Vec<&str> = s.headings.iter().map(|h| text.slice(h.span)).collect();
        assert_eq!(headings, ["一、同意你们关于示例示范区的请示", "三、各县要配合"]);
        assert!(s.lines.iter().all(|l| l.role != Role::Heading || text.slice(l.span) == "三、各县要配合。"));
        let (text, s) = read("各位代表：\n一\n去年工作有进展。\n二\n今年要继续。\n一\n", None);
        let headings: Vec<&str> = s.headings.iter().map(|h| text.slice(h.span)).collect();
        assert_eq!(headings, ["一", "二"]);
        assert!(read("一\n只有一个。", None).1.headings.is_empty());
    }

    #[test]
    fn no_title_is_looked_for_inside_the_text() {
        let law = "第一章 总则\n第一条 为了管理，制定本法。\n第二章 资源调查与发展规划\n第二条 略。\n";
        let (text, s) = read(law, None);
        assert_eq!((s.title, s.headings.len()), (None, 2), "{}", text.as_str());
        let (text, s) =
            read("示招委发〔2026〕8 号\n市招委关于印发《2026 年\n示例工作规定》的通知\n各县：\n请照办。\n", None);
        assert_eq!(s.title.map(|t| text.slice(t)), Some("市招委关于印发《2026 年\n示例工作规定》的通知"));
        assert_eq!(s.document_number.map(|t| text.slice(t)), Some("示招委发〔2026〕8 号"));
    }

    #[test]
    fn a_number_stands_alone_or_beside_who_signs() {
        for (line, number) in [
            ("示政办〔2026〕8号 签发人：张某", Some("示政办〔2026〕8号")),
            ("示政办〔2026〕8号　　　签发人：张某 李某", Some("示政办〔2026〕8号")),
            ("示政办〔2026〕8号", Some("示政办〔2026〕8号")),
            ("示政办〔2026〕8号文件执行情况", None),
        ] {
            let (text, s) = read(&format!("{line}\n示例市人民政府关于示例工作的请示\n省人民政府：\n请审批。\n"), None);
            assert_eq!(s.document_number.map(|t| text.slice(t)), number, "{line}");
        }
    }

    #[test]
    fn who_signs_out_stands_in_the_head() {
        for (head, signatory) in [
            ("示政办〔2026〕8号 签发人：张某", Some("张某")),
            ("示政办〔2026〕8号签发人：张某 李某", Some("张某 李某")),
            ("示例市人民政府文件\n签发人：王某", Some("王某")),
            ("示政办〔2026〕8号", None),
            ("示例市人民政府文件", None),
        ] {
            let title = "示例市人民政府关于示例工作的请示";
            let (text, s) = read(&format!("{head}\n{title}\n省人民政府：\n签发人：无。请审批。\n"), None);
            assert_eq!(s.signatory.map(|t| text.slice(t)), signatory, "{head}");
        }
    }

    #[test]
    fn an_empty_or_bare_text_has_a_body_and_nothing_else() {
        let (_, s) = read("", None);
        assert_eq!(s.body, Span::default());
        let (text, s) = read("要抓好落实，确保成效。", Some("别的题目"));
        assert_eq!(text.slice(s.body), "要抓好落实，确保成效。");
        assert!(s.title.is_none() && s.headings.is_empty() && s.kind.is_none());
    }
}
