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
const OTHER_ENDINGS: &[&str] =
    &["解释", "规则", "准则", "章程", "制度", "安排", "答复", "指南", "指引", "须知", "手册", "规程", "规范", "预案"];
/// Where a news page names the document that was sent out.
const SENT_OUT: [&str; 4] = ["印发《", "发布《", "公布《", "出台《"];
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
            let news = joined.ends_with('》') && SENT_OUT.iter().any(|sent| joined.contains(sent));
            let section = joined.contains("信息公开");
            news || (ends && !section && (about || own || (joined.contains('对') && joined.ends_with("答复"))))
                || letter
        }
    }
}

fn names_year_or_place(title: &str) -> bool {
    let chars: Vec<char> = title.chars().take(12).collect();
    let year = chars.len() > 4
        && chars.iter().take(4).all(char::is_ascii_digit)
        && matches!(chars.first(), Some('1' | '2'))
        && chars.get(4) == Some(&'年');
    let nation = title.starts_with("全国") || title.starts_with("中国");
    year || nation || places::listed_at(&chars, 0).is_some()
}

/// Whether a title is that of an order or announcement that names no subject (示例市人民政府令): what it makes known names
/// the document better.
pub(super) fn names_order(title: &str) -> bool {
    let title = squeezed(title);
    let title = title.split('（').next().unwrap_or_default();
    !title.contains("关于")
        && (title.ends_with('令') || title.ends_with("公告") || title.ends_with("公报"))
        && issuer_only(title)
}

/// Whether words are but the name of a document: 《示例条例》.
pub(super) fn is_cited(words: &str) -> bool {
    words.starts_with('《') && words.ends_with('》')
}

fn issuer_only(title: &str) -> bool {
    let body = title
        .strip_suffix("公告")
        .or_else(|| title.strip_suffix("公报"))
        .or_else(|| title.strip_suffix('令'))
        .unwrap_or(title);
    crate::text::issuer::is_body(body)
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
            ("示例局发布《示例管理办法》", true),
            ("学习《示例管理办法》", false),
            ("北京市示例申办指南", true),
            ("北京市示例局信息公开指南", false),
            ("中国示例运行报告", true),
            ("示例", false),
        ] {
            assert_eq!(reads_as_title(words), is_title, "{words}");
        }
        assert!(names_order("示 例 市 人 民 政 府 令") && names_order("示例市人民政府公告"));
        assert!(!names_order("关于示例的公告") && !names_order("示例招生公告"));
        assert!(is_finished("关于示例的通知") && is_finished("示例市工作方案"));
        assert!(!is_finished("关于示例的制度") && !is_finished("示例部关于《示例办法"));
    }
}
