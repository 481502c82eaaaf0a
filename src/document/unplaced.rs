//! Titles and texts that name no place: what is made for the whole country is the centre's or a ministry's. Asked last,
//! when nothing else says who issued the document.

use crate::document::{Area, Level};

/// 条例 without a place are the State Council's (地方性法规 name their place, 规章 must not be called 条例); what calls
/// itself national is a ministry's.
pub(super) fn without_place(title: &str) -> Option<Level> {
    let cut = title.find(['（', '(']).and_then(|at| title.get(..at)).unwrap_or(title);
    if cut.ends_with("条例") && !cut.contains("关于") {
        return Some(Level::Central);
    }
    let national = ["国家", "全国"].iter().any(|head| title.starts_with(head));
    national.then_some(Level::Department)
}

/// How titles of rules (规章) end: 《规章制定程序条例》 art. 7 calls them 规定 or 办法.
const RULES: [&str; 4] = ["办法", "规定", "细则", "规则"];
/// Words of a title that may well be a city's, a township's or an office's own, though it names no place.
const OWN_MATTERS: &[&str] =
    &["城市", "城镇", "省域", "市域", "县域", "乡镇", "农村", "社区", "机关", "单位", "学校", "内部"];

/// Rules that name no place are a ministry's: those of a place carry its name. In the tuned half of the collection every
/// title of this kind whose level is known is a ministry's.
pub(super) fn rules_without_place(title: &str) -> Option<Level> {
    const SHORTEST: usize = 6;
    let cut = title.find(['（', '(']).and_then(|at| title.get(..at)).unwrap_or(title);
    let rules = RULES.iter().any(|end| cut.ends_with(end)) && cut.chars().count() >= SHORTEST;
    let own = cut.contains("关于") || OWN_MATTERS.iter().any(|word| cut.contains(word));
    let placed = || cut.char_indices().any(|(at, _)| Area::of(cut.get(at..).unwrap_or_default()).is_some());
    (rules && !own && !placed()).then_some(Level::Department)
}

/// Whether a text speaks of its issuer's own house or area (我局, 本区), as a ministry's rules do not.
pub(super) fn speaks_of_itself(text: &str) -> bool {
    const HOUSES: &str = "省市县区州旗镇乡局厅院校街";
    let mut before = ' ';
    text.chars().any(|c| {
        let own = matches!(before, '我' | '本') && HOUSES.contains(c);
        before = c;
        own
    })
}

/// A regulation that applies all over the country: 条例 and 法 are made by the centre, the rest by ministries.
pub(super) fn nationwide(title: &str, text: &str) -> Option<Level> {
    let title = title.trim_end_matches(['）', ')', '》']);
    let made = |ends: &[&str]| ends.iter().any(|end| title.ends_with(end));
    let state = ["在中华人民共和国境内", "在中华人民共和国领域", "全国人民代表大会常务委员会"];
    if !state.iter().any(|words| text.contains(words)) || speaks_of_a_place(text) {
        None
    } else if made(&RULES) {
        Some(Level::Department)
    } else if made(&["条例", "法"]) {
        Some(Level::Central)
    } else {
        None
    }
}

/// Whether a text speaks of its own area (本市), as what is made for the whole country does not.
pub(super) fn speaks_of_a_place(text: &str) -> bool {
    ["本省", "本市", "本县", "本区", "本自治", "我省", "我市", "我县", "我区"].iter().any(|own| text.contains(own))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_names_no_place_may_be_made_for_all() {
        for (title, level) in [
            ("示例资源听证规定", Some(Level::Department)),
            ("示例资源管理暂行办法（2026年修订）", Some(Level::Department)),
            ("关于示例资源的管理办法", None),
            ("城市示例管理办法", None),
            ("示例机关用车管理办法", None),
            ("沿海示例镇用车管理办法", None),
            ("示例规定", None),
        ] {
            assert_eq!(rules_without_place(title), level, "{title}");
        }
        assert_eq!(without_place("示例保护条例（草案）"), Some(Level::Central));
        assert_eq!(without_place("关于示例保护的条例"), None);
        assert_eq!(nationwide("示例管理办法", "在中华人民共和国境内从事示例活动"), Some(Level::Department));
        assert_eq!(nationwide("示例管理法", "在中华人民共和国境内从事示例活动"), Some(Level::Central));
        assert_eq!(nationwide("示例管理办法", "在中华人民共和国境内，本市示例活动"), None);
        assert!(speaks_of_itself("由我局负责") && !speaks_of_itself("由主管部门负责，本办法施行"));
    }
}
