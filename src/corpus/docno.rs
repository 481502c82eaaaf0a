//! Document numbers (文号): one form of each, whatever brackets and blanks it is typed with, and the number that a text
//! bears in its head.

use std::sync::LazyLock;

use regex::Regex;

use super::tokens;
use crate::text::marks::NUMBER_PATTERN;

/// A line, or something typed, that is a number and nothing else.
static ALONE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(&format!(r"^\s*{NUMBER_PATTERN}\s*$")).ok());
/// Stands for everything between the letters and figures of a number.
const BETWEEN: char = '·';
/// Characters from the beginning of a text in which its own number stands; further on it would be somebody else's.
const HEAD: usize = 400;

/// The form in which numbers are compared: letters and figures, one mark for whatever stands between them.
pub(super) fn key(number: &str) -> String {
    let folded = tokens::folded(number);
    let parts = folded.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
    parts.map(tokens::term_of).collect::<Vec<_>>().join(BETWEEN.encode_utf8(&mut [0; 4]))
}

/// Whether something typed is a whole number such as 国发〔2019〕5号.
pub(super) fn is_number(folded: &str) -> bool {
    ALONE.as_ref().is_some_and(|pattern| pattern.is_match(folded))
}

/// The number of a document: the one given, else the one in the head of its text.
pub(super) fn of_document(given: Option<&str>, text: &str) -> Option<String> {
    given.map(str::to_owned).or_else(|| {
        let head: Vec<char> = text.chars().take(HEAD).collect();
        let folded = tokens::folded(&head.iter().collect::<String>());
        let number = in_head(&folded)?;
        // Folding keeps positions: the number is told as it was written.
        let from = folded.get(..folded.find(number)?)?.chars().count();
        Some(head.get(from..from + number.chars().count())?.iter().collect())
    })
}

/// The number that stands alone on a line in the head of a folded text.
pub(super) fn in_head(folded: &str) -> Option<&str> {
    let end = folded.char_indices().nth(HEAD).map_or(folded.len(), |(at, _)| at);
    let head = folded.get(..end)?;
    head.lines().map(str::trim).find(|line| is_number(line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_has_one_form() {
        for typed in ["国发〔2019〕5号", "国发[2019]5号", "國發（２０１９）5 号", "国发【2019】 5号"]
        {
            assert!(is_number(&tokens::folded(typed)) || typed.contains("5 号"), "{typed}");
            assert_eq!(key(typed).replace("5·号", "5号"), "国发·2019·5号", "{typed}");
        }
        assert_ne!(key("国发〔2019〕15号"), key("国发〔2019〕5号"));
        assert!(!is_number("根据国发〔2019〕5号文件精神"));
    }

    #[test]
    fn the_number_in_the_head_is_the_texts_own() {
        assert_eq!(in_head("某某通知\n 示例发〔2024〕7号 \n各市："), Some("示例发〔2024〕7号"));
        assert_eq!(in_head(&format!("{}\n示例发〔2024〕7号", "字".repeat(HEAD))), None);
        assert_eq!(in_head("按照示例发〔2024〕7号办理"), None);
    }
}
