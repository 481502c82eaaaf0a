//! Characters that show nothing of themselves, and whether a short text that people are to read later (why something was
//! changed, what a key is called, a document's title or id) can be taken: it must not be blank to the eye, nor turn what
//! stands beside it around.

/// Whether a character shows nothing of itself, or is none: a term with one would never be met in a text, or look like
/// another. Joiners, direction marks, byte order marks, variation selectors, tags, fillers; noncharacters; private use.
#[must_use]
pub fn is_unseen(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}'
        | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{2800}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}'
        | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF9}'..='\u{FFFB}' | '\u{FDD0}'..='\u{FDEF}' | '\u{E000}'..='\u{F8FF}'
        | '\u{E0000}'..='\u{10FFFF}')
        || u32::from(c) & 0xFFFE == 0xFFFE
}

/// Whether a character breaks a line or turns the direction of writing, as what stands after it then looks.
fn steers(c: char) -> bool {
    matches!(c, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Why words that people write and read cannot be taken, in Chinese; an empty text, or one of blanks, can.
#[must_use]
pub fn fault_of_words(text: &str) -> Option<String> {
    if text.chars().any(char::is_control) {
        return Some("含有控制字符（如换行、制表符、空字符）".to_owned());
    }
    if let Some(c) = text.chars().find(|&c| steers(c)) {
        return Some(format!("含有换行或改变文字方向的字符 U+{:04X}，请删去", u32::from(c)));
    }
    let blank = |c: char| c.is_whitespace() || is_unseen(c);
    (text.chars().all(blank) && text.chars().any(is_unseen)).then(|| "只有看不见的字符".to_owned())
}

/// The same of a name by which something is found again, in which nothing may be unseen: two would look like one.
#[must_use]
pub fn fault_of_name(text: &str) -> Option<String> {
    let unseen = || {
        let c = text.chars().find(|&c| is_unseen(c))?;
        Some(format!("含有看不见的字符 U+{:04X}，请删去", u32::from(c)))
    };
    fault_of_words(text).or_else(unseen)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_can_be_seen_and_stand_in_one_line() {
        for (text, words, name) in [
            ("", false, false),
            (" \u{3000}", false, false),
            ("按季度复核", false, false),
            ("𠮷😀", false, false),
            ("关于\u{200B}防汛", false, true),
            ("题\u{F00A}", false, true),
            ("\u{200B}\u{200B}", true, true),
            (" \u{FEFF} ", true, true),
            ("\u{3164}", true, true),
            ("甲\u{202E}乙", true, true),
            ("甲\u{2067}乙", true, true),
            ("甲\u{2028}乙", true, true),
            ("甲\n乙", true, true),
            ("甲\0", true, true),
            ("\u{1B}[31m甲", true, true),
            ("甲\u{85}", true, true),
        ] {
            assert_eq!((fault_of_words(text).is_some(), fault_of_name(text).is_some()), (words, name), "{text:?}");
        }
    }
}
