//! How titles are worded: which words read as a title, and whether one may end where it does. Lines and places are not
//! looked at here.

use std::sync::LazyLock;

use regex::Regex;

use crate::document::{Kind, places};

/// Longest title, in characters.
pub(super) const TITLE: usize = 120;

static NUMBER: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(&format!("^(?:{})$", crate::text::marks::NUMBER_PATTERN)).ok());

/// A title without the document number that stands behind it.
pub(super) fn without_number(title: &str) -> &str {
    let Some((head, last)) = title.trim_end().rsplit_once(char::is_whitespace) else { return title };
    let number = NUMBER.as_ref().is_some_and(|number| number.is_match(last));
    if number { head.trim_end() } else { title }
}

/// Whether a title may end here: an official kind, and no cited title left open.
pub(super) fn is_finished(title: &str) -> bool {
    let open = title.matches('《').count() > title.matches('》').count();
    let ends = Kind::of_title(&squeezed(title)).is_some_and(|kind| Kind::official().contains(&kind));
    let about = title.contains("关于");
    !open && (ends || !about)
}

/// A text without blanks.
pub(super) fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Endings of titles that name no kind.
const OTHER_ENDINGS: &[&str] = &["解释", "规则", "准则", "章程", "制度", "安排", "答复"];
/// Whole titles of letters, and how others end.
const LETTERS: &[&str] = &["贺信", "回信", "复信", "贺电", "慰问信", "慰问电", "感谢信", "唁电", "公开信", "倡议书"];

/// Whether joined lines read as a title: 关于…的+kind, an ending that only titles have, or a year or place at the head of
/// an official kind.
pub(super) fn reads_as_title(joined: &str) -> bool {
    let joined = squeezed(without_number(joined));
    let joined = joined.trim_start_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '《' | '“' | '〈'));
    let joined = joined.trim_end_matches('*');
    if LETTERS.contains(&joined) {
        return true;
    }
    let length = joined.chars().count();
    let spoken = joined.contains("——在");
    if !(6..=TITLE).contains(&length) || (joined.contains('，') && !spoken) {
        return false;
    }
    let sends = ["印发", "转发", "批转"].iter().any(|verb| joined.starts_with(verb));
    let about = joined.contains("关于") || sends;
    match Kind::of_title(joined) {
        Some(kind) if Kind::official().contains(&kind) => {
            let report = joined.ends_with("工作报告") || (spoken && joined.ends_with("上的报告"));
            about || report || (length >= 8 && names_year_or_place(joined))
        }
        Some(_) => length >= 8,
        None => {
            let bare = joined.split('（').next().unwrap_or_default();
            let ends = OTHER_ENDINGS.iter().any(|ending| joined.ends_with(ending) || bare.ends_with(ending));
            let own = names_year_or_place(joined) || joined.starts_with("中华人民共和国");
            let letter = joined.starts_with('致') && joined.ends_with('信');
            (ends && (about || own || (joined.contains('对') && joined.ends_with("答复")))) || letter
        }
    }
}

fn names_year_or_place(title: &str) -> bool {
    let chars: Vec<char> = title.chars().take(12).collect();
    let year = chars.len() > 4
        && chars.iter().take(4).all(char::is_ascii_digit)
        && matches!(chars.first(), Some('1' | '2'))
        && chars.get(4) == Some(&'年');
    year || places::listed_at(&chars, 0).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_behind_a_title_is_none_of_it() {
        assert_eq!(without_number("关于示例工作的通知 示发〔2026〕3号"), "关于示例工作的通知");
        assert_eq!(without_number("关于示例 工作的通知"), "关于示例 工作的通知");
    }

    #[test]
    fn words_read_as_a_title_or_not() {
        for (words, is_title) in [
            ("关于示例工作的通知", true),
            ("关 于 示 例 工 作 的 通 知", true),
            ("**示例市示例工作方案（试行）**", true),
            ("示例省规范性文件制定规则（试行）", false),
            ("北京市示例文件制定规则（试行）", true),
            ("中华人民共和国示例大会议事规则", true),
            ("致全市示例单位的一封信", true),
            ("齐心协力，共谋发展——在示例论坛上的致辞", true),
            ("高举旗帜团结奋斗——在示例代表大会上的报告", true),
            ("要认真做好工作，写好报告", false),
            ("示例规则", false),
            ("示例", false),
        ] {
            assert_eq!(reads_as_title(words), is_title, "{words}");
        }
        assert!(is_finished("关于示例的通知") && is_finished("示例市工作方案"));
        assert!(!is_finished("关于示例的制度") && !is_finished("示例部关于《示例办法"));
    }
}
