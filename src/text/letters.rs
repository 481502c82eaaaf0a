//! The normal form in which copying is found: only what carries meaning (Chinese characters, letters, digits), lower
//! case, number forms folded, item numbers left out. Every letter knows where it stood in the text as received.

use crate::span::Span;
use crate::text::fold;

/// The letters of a text and the way back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Letters {
    chars: Vec<char>,
    /// Code point position of every letter in the text as received, strictly rising.
    origin: Vec<u32>,
}

/// The letter a folded character stands for; `None` for blanks, punctuation and invisible marks.
#[must_use]
pub fn letter(c: char) -> Option<char> {
    if fold::is_han(c) {
        return Some(match c {
            '〇' | '零' => '0',
            '一' => '1',
            '二' => '2',
            '三' => '3',
            '四' => '4',
            '五' => '5',
            '六' => '6',
            '七' => '7',
            '八' => '8',
            '九' => '9',
            _ => c,
        });
    }
    match c {
        '①'..='⑨' => u32::from(c).checked_sub(0x2460 - 0x31).and_then(char::from_u32),
        _ if fold::is_invisible(c) => None,
        _ if c.is_ascii() => c.is_ascii_alphanumeric().then(|| c.to_ascii_lowercase()),
        _ if c.is_alphanumeric() => c.to_lowercase().next(),
        _ => None,
    }
}

/// Longest number of an item that is looked for at the start of a line, in characters with its marks and blanks.
const NUMBERING: usize = 14;

/// Length of the item number that opens a line or follows a sentence (一、 （一） 1. (1) ① 第三条 第二章), blanks before it included; 0 when
/// there is none. Numbers of items say where a clause stands, not what it says, and change with every copy.
fn numbering(line: &[char]) -> usize {
    // Not beyond the line: a text of empty lines would be read from each of them to its end.
    let blanks = line.iter().take_while(|c| c.is_whitespace() && !matches!(c, '\n' | '\r')).count();
    let rest = line.get(blanks..).unwrap_or(&[]);
    let rest = rest.get(..NUMBERING.min(rest.len())).unwrap_or(rest);
    let is_number = |c: &char| c.is_ascii_digit() || "〇零一二三四五六七八九十百千".contains(*c);
    let length = match rest {
        ['第', tail @ ..] => {
            let digits = tail.iter().take_while(|c| is_number(c)).count();
            match tail.get(digits) {
                Some('条' | '章' | '节' | '编') if digits > 0 => digits + 2,
                _ => 0,
            }
        }
        ['（' | '(', tail @ ..] => {
            let digits = tail.iter().take_while(|c| is_number(c)).count();
            match tail.get(digits) {
                Some('）' | ')') if digits > 0 => digits + 2,
                _ => 0,
            }
        }
        ['①'..='⑳', ..] => 1,
        _ => {
            let digits = rest.iter().take_while(|c| is_number(c)).count();
            match rest.get(digits) {
                Some('、') if digits > 0 => digits + 1,
                Some('.' | '．') if digits > 0 && rest.get(digits + 1).is_none_or(|c| !c.is_ascii_digit()) => {
                    digits + 1
                }
                _ => 0,
            }
        }
    };
    if length == 0 { 0 } else { blanks + length }
}

impl Letters {
    /// The letters of a folded text (one character for one character, see [`fold::fold`]).
    #[must_use]
    pub fn of_folded(folded: &[char]) -> Self {
        // Room for them all: what is not written to costs nothing, and a list that grows is there twice for a while.
        let mut letters = Self { chars: Vec::with_capacity(folded.len()), origin: Vec::with_capacity(folded.len()) };
        let mut numbered = 0;
        for (at, &c) in folded.iter().enumerate() {
            if at == 0 || folded.get(at - 1).is_some_and(|&before| matches!(before, '\n' | '\r' | '。' | '；')) {
                numbered = at + numbering(folded.get(at..).unwrap_or(&[]));
            }
            if at < numbered {
                continue;
            }
            if let Some(l) = letter(c) {
                letters.chars.push(l);
                letters.origin.push(u32::try_from(at).unwrap_or(u32::MAX));
            }
        }
        letters
    }

    /// The letters of a text as received.
    #[must_use]
    pub fn of_text(text: &str) -> Self {
        let chars: Vec<char> = text.chars().collect();
        let folded: Vec<char> = fold::fold(&chars).chars().collect();
        Self::of_folded(&folded)
    }

    /// A folded line without the item number that opens it.
    #[must_use]
    pub fn without_number(folded: &str) -> &str {
        let head: Vec<char> = folded.chars().take(NUMBERING * 2).collect();
        let length = numbering(&head);
        folded.char_indices().nth(length).map_or("", |(at, _)| folded.split_at(at).1)
    }

    /// The letters in order.
    #[must_use]
    pub fn chars(&self) -> &[char] {
        &self.chars
    }

    /// Code point position of each letter in the text as received.
    #[must_use]
    pub fn origin(&self) -> &[u32] {
        &self.origin
    }

    /// Number of letters.
    #[must_use]
    pub fn len(&self) -> usize {
        self.chars.len()
    }

    /// Whether there is no letter.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.chars.is_empty()
    }

    /// The range of the text as received that a range of letters covers, from its first to its last letter.
    #[must_use]
    pub fn to_text(&self, letters: Span) -> Span {
        let first = self.origin.get(letters.start);
        let last = letters.end.checked_sub(1).and_then(|i| self.origin.get(i));
        match (first, last) {
            (Some(&first), Some(&last)) if letters.start < letters.end => Span::new(first as usize, last as usize + 1),
            _ => Span::default(),
        }
    }

    /// Widens a range of the text as received over the item number just before it (see the module's note on numbers);
    /// `folded` is the text these letters were taken from.
    #[must_use]
    pub fn with_number(folded: &[char], text: Span) -> Span {
        let breaks = |c: &char| matches!(c, '\n' | '\r' | '。' | '；');
        let from = text.start.saturating_sub(NUMBERING);
        let before = folded.get(from..text.start).unwrap_or(&[]);
        let start = before.iter().rposition(breaks).map(|at| from + at + 1).or((from == 0).then_some(0));
        let Some(start) = start else { return text };
        let length = numbering(folded.get(start..).unwrap_or(&[]));
        let between = folded.get(start + length..text.start);
        if length > 0 && between.is_some_and(|b| b.iter().all(|c| c.is_whitespace())) {
            let blanks = folded.get(start..).unwrap_or(&[]).iter().take_while(|c| c.is_whitespace()).count();
            Span::new(start + blanks, text.end)
        } else {
            text
        }
    }

    /// The range of letters inside a range of the text as received.
    #[must_use]
    pub fn from_text(&self, text: Span) -> Span {
        let position = |p: usize| self.origin.partition_point(|&o| (o as usize) < p);
        Span::new(position(text.start), position(text.end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drops_marks_and_folds_numbers() {
        let letters = Letters::of_text("一ＡＢ，國務院（2025）①\u{200B}末");
        assert_eq!(letters.chars().iter().collect::<String>(), "1ab国务院20251末");
        assert_eq!(letters.to_text(Span::new(1, 3)), Span::new(1, 3));
        assert_eq!(letters.from_text(Span::new(1, 5)), Span::new(1, 4));
        assert_eq!(letters.to_text(Span::new(3, 3)), Span::default());
    }

    #[test]
    fn drops_item_numbers_at_the_start_of_a_line() {
        for (text, wanted) in [
            ("第十二条 甲乙", "甲乙"),
            ("一、甲\n（二）乙\r\n  3.丙\n（4）丁\n⑤戊", "甲乙丙丁戊"),
            ("3.5亿元", "35亿元"),
            ("二〇二五年", "2025年"),
            ("第三产业", "第3产业"),
            ("依照第三条", "依照第3条"),
            ("末。第三条甲；（二）乙", "末甲乙"),
            ("第", "第"),
        ] {
            assert_eq!(Letters::of_text(text).chars().iter().collect::<String>(), wanted, "{text}");
        }
        let folded: Vec<char> = "末。 第三条 甲乙".chars().collect();
        assert_eq!(Letters::with_number(&folded, Span::new(7, 9)), Span::new(3, 9));
        assert_eq!(Letters::with_number(&folded, Span::new(8, 9)), Span::new(8, 9));
    }
}
