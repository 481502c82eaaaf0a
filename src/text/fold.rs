//! Folding, one character for one character: width, traditional to simplified, punctuation in the Chinese form
//! beside Chinese characters. Because no character is added or dropped, a position in the folded text is a position
//! in the text as received.

use std::sync::LazyLock;

use ferrous_opencc::OpenCC;
use ferrous_opencc::config::BuiltinConfig;

/// First and last code point of the ranges whose characters may have a simplified form
/// (CJK Unified Ideographs, Extension A, Compatibility Ideographs).
const HAN_RANGES: [(u32, u32); 3] = [(0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF)];
/// First code point of the table.
const FIRST: u32 = 0x3400;
/// Code points of the table: all of [`HAN_RANGES`].
const COUNT: usize = 0xFB00 - 0x3400;

/// Simplified form of every character from [`FIRST`] on, itself where it has none or more than one; taken from the
/// OpenCC dictionaries.
static SIMPLIFIED: LazyLock<Vec<char>> = LazyLock::new(|| {
    let mut table: Vec<char> = (FIRST..).take(COUNT).map(|c| char::from_u32(c).unwrap_or('\0')).collect();
    let Ok(converter) = OpenCC::from_config(BuiltinConfig::T2s) else { return table };
    let all: Vec<char> = HAN_RANGES.iter().flat_map(|&(from, to)| from..=to).filter_map(char::from_u32).collect();
    // A line break between the characters keeps the phrase dictionary out of it.
    let joined: String = all.iter().flat_map(|&c| [c, '\n']).collect();
    let converted = converter.convert(&joined);
    for (&from, to) in all.iter().zip(converted.split('\n')) {
        let mut chars = to.chars();
        if let (Some(to), None) = (chars.next(), chars.next())
            && let Some(place) = table_index(from).and_then(|at| table.get_mut(at))
        {
            *place = to;
        }
    }
    table
});

fn table_index(c: char) -> Option<usize> {
    u32::from(c).checked_sub(FIRST).and_then(|at| usize::try_from(at).ok())
}

/// Whether a character is a Chinese character (including extension planes and 〇).
#[must_use]
pub fn is_han(c: char) -> bool {
    matches!(u32::from(c), 0x3007 | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF)
}

/// Whether a character is invisible and carries no text: zero-width marks, soft hyphen, byte order mark.
#[must_use]
pub fn is_invisible(c: char) -> bool {
    matches!(u32::from(c), 0x00AD | 0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x2064 | 0xFEFF | 0xFE00..=0xFE0F)
}

/// The simplified form of a character, or the character itself.
#[must_use]
pub fn simplified(c: char) -> char {
    match table_index(c) {
        Some(at) if is_han(c) => SIMPLIFIED.get(at).copied().unwrap_or(c),
        _ => c,
    }
}

/// The form without regard to neighbours.
fn fold_alone(c: char) -> char {
    match c {
        '\u{3000}' | '\u{00A0}' | '\t' | '\u{2002}'..='\u{200A}' => ' ',
        '，' | '；' | '：' | '！' | '？' | '（' | '）' => c,
        '＂' => '”',
        '\u{FF01}'..='\u{FF5E}' => u32::from(c).checked_sub(0xFEE0).and_then(char::from_u32).unwrap_or(c),
        '﹐' => '，',
        '｡' => '。',
        '､' | '﹑' => '、',
        '「' | '『' | '〝' => '“',
        '」' | '』' | '〞' => '”',
        '〈' => '《',
        '〉' => '》',
        _ => simplified(c),
    }
}

/// The Chinese form of an ASCII punctuation mark that stands beside a Chinese character.
fn chinese_mark(c: char) -> Option<char> {
    Some(match c {
        ',' => '，',
        ';' => '；',
        ':' => '：',
        '!' => '！',
        '?' => '？',
        '(' => '（',
        ')' => '）',
        _ => return None,
    })
}

/// Folds a text; the result has exactly as many characters as the input.
#[must_use]
pub fn fold(chars: &[char]) -> String {
    let mut folded = String::with_capacity(chars.len() * 3);
    // Straight quotation marks open and close in turn; a line end starts anew.
    let mut open = false;
    for (at, &c) in chars.iter().enumerate() {
        if c == '\n' {
            open = false;
        }
        let alone = fold_alone(c);
        let beside_han = || {
            let before = at.checked_sub(1).and_then(|i| chars.get(i));
            [before, chars.get(at + 1)].into_iter().flatten().any(|&n| is_han(n) || matches!(n, '》' | '”' | '“'))
        };
        if alone == '"' && (open || beside_han()) {
            open = !open;
            folded.push(if open { '“' } else { '”' });
            continue;
        }
        folded.push(match chinese_mark(alone) {
            Some(mark) if beside_han() => mark,
            _ => alone,
        });
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> String {
        fold(&text.chars().collect::<Vec<_>>())
    }

    #[test]
    fn folds_width_script_and_marks() {
        for (given, wanted) in [
            ("２０２５年，ＡＢ", "2025年，AB"),
            ("國務院辦公廳", "国务院办公厅"),
            ("要加强领导,落实责任;做到:一", "要加强领导，落实责任；做到：一"),
            ("1,000 at 10:30", "1,000 at 10:30"),
            ("「引文」", "“引文”"),
            ("做到\"两个\"、\"四个\"。\n\"新", "做到“两个”、“四个”。\n“新"),
            ("a \"b\" c", "a \"b\" c"),
            ("甲\u{3000}乙", "甲 乙"),
        ] {
            assert_eq!(folded(given), wanted);
        }
    }

    #[test]
    fn keeps_the_number_of_characters() {
        let text = "𠮷野家😀\u{FEFF}①㈠……\r\n乾隆";
        assert_eq!(folded(text).chars().count(), text.chars().count());
    }
}
