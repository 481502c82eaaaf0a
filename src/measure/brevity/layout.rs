//! Laying a draft out on the page of 《党政机关公文格式》 5.2.3 (22 lines of 28 characters): how many lines and pages it
//! would fill. Never characters ÷ 616: short paragraphs leave much of the grid empty.
//!
//! What is laid out: title, recipients, headings and body; of a document that its issuer prints under a notice, its own
//! title and body, without the notice. Not laid out: red head, document number, signature, annexes,
//! version notes. Rules: a paragraph is indented by two characters, recipients are not; the title runs in the larger
//! font (20 characters a line) with one empty line after it; letters, digits and ASCII signs take half a character, and
//! a word or number is not broken; a closing mark that would begin a line hangs at the end of the line before, one a
//! line (避头), and an opening mark that would end a line moves to the next one (避尾).

use crate::norms::Page;
use crate::span::Span;
use crate::text::Analysis;
use crate::text::structure::Role;

/// Lines that a draft fills.
#[must_use]
pub fn lines(analysis: &Analysis, page: &Page) -> u32 {
    let folded = &analysis.folded;
    let mut total = 0;
    let mut titled = false;
    let draft = |span: Span| analysis.structure.issued.is_none_or(|issued| issued.contains(span));
    for line in analysis.structure.lines.iter().filter(|line| draft(line.span)) {
        let chars = folded.chars_in(line.span);
        let (columns, indent) = match line.role {
            Role::Title => (page.title_columns, 0),
            Role::Recipients => (page.columns, 0),
            Role::Heading | Role::Body => (page.columns, page.indent),
            Role::Head | Role::AnnexNote | Role::Signature | Role::Date | Role::Tail | Role::Annex => continue,
        };
        titled |= line.role == Role::Title;
        total += paragraph(chars, columns, indent);
    }
    total + u32::from(titled)
}

/// Pages of so many lines, rounded to a tenth.
#[must_use]
pub fn pages(lines: u32, page: &Page) -> f64 {
    (f64::from(lines) * 10.0 / f64::from(page.lines.max(1))).round() / 10.0
}

/// Lines of one paragraph. Widths are in half characters.
fn paragraph(chars: &[char], columns: u32, indent: u32) -> u32 {
    let width = columns * 2;
    let mut lines = 1;
    let mut used = indent * 2;
    let mut hung = false;
    let mut rest = chars;
    while let Some((&c, after)) = rest.split_first() {
        let (need, taken) = match c {
            _ if c.is_ascii_alphanumeric() => {
                // A word longer than a line is broken after all.
                let line = rest.iter().take(columns as usize);
                let length = line.take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '%')).count();
                (u32::try_from(length).unwrap_or(width), length)
            }
            _ if c.is_ascii() => (1, 1),
            _ => (2, 1),
        };
        let must_not_end = is_opening(c) && used + need + 2 > width;
        if used + need > width || must_not_end {
            if is_closing(c) && !hung {
                hung = true;
            } else {
                lines += 1;
                used = need;
                hung = false;
            }
        } else {
            used += need;
        }
        rest = if taken > 1 { rest.get(taken..).unwrap_or(&[]) } else { after };
    }
    lines
}

fn is_opening(c: char) -> bool {
    matches!(c, '（' | '《' | '“' | '‘' | '〔' | '【' | '〈' | '(' | '[')
}

fn is_closing(c: char) -> bool {
    matches!(
        c,
        '，' | '。'
            | '、'
            | '；'
            | '：'
            | '！'
            | '？'
            | '）'
            | '》'
            | '”'
            | '’'
            | '〕'
            | '】'
            | '〉'
            | ')'
            | ']'
            | '%'
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::norms::Profile;

    #[test]
    fn lines_that_a_page_broke_fill_no_lines_of_their_own() {
        let sentence = "示例市财政局每月十日前把补助资金拨付到各个社区养老服务中心并公开拨付的结果和依据。";
        let whole = sentence.repeat(12);
        let broken: Vec<String> = whole.chars().collect::<Vec<_>>().chunks(31).map(|l| l.iter().collect()).collect();
        let page = Profile::shipped().unwrap().page;
        let [whole, broken] = [whole, broken.join("\n")].map(|text| lines(&Analysis::new(&text, None), &page));
        assert_eq!(whole, broken);
    }

    #[test]
    fn paragraphs_fill_lines() {
        for (text, wanted) in [
            (String::new(), 1),
            ("责".repeat(26), 1),
            ("责".repeat(27), 2),
            ("责".repeat(26) + "。", 1),
            ("责".repeat(26) + "。”", 2),
            ("责".repeat(25) + "（甲）", 2),
            ("责".repeat(26 + 28), 2),
            ("责".repeat(25) + "2026", 2),
            ("责".repeat(24) + "2026", 1),
            ("a".repeat(100), 3),
        ] {
            let chars: Vec<char> = text.chars().collect();
            assert_eq!(paragraph(&chars, 28, 2), wanted, "{text}");
        }
    }
}
