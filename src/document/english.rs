//! The level of an issuing body that is named in English, as catalogues and translated metadata do. Words of a level
//! (Provincial, Municipal, District) come first, then place names, then central bodies and ministries.

use std::sync::LazyLock;

use crate::document::Level;

/// Names of places and bodies in English.
const TABLE: &str = include_str!("english.tsv");

/// The table: names with their level, the longest first.
struct Names {
    places: Vec<(&'static str, Level)>,
    bodies: Vec<(&'static str, Level)>,
}

static NAMES: LazyLock<Names> = LazyLock::new(|| {
    let mut names = Names { places: Vec::new(), bodies: Vec::new() };
    for (level, listed) in TABLE.lines().filter(|line| !line.starts_with('#')).filter_map(|l| l.split_once('\t')) {
        let Some(level) = Level::parse(level) else { continue };
        let central = matches!(level, Level::Central | Level::Department);
        let list = if central { &mut names.bodies } else { &mut names.places };
        list.extend(listed.split('|').map(|name| (name, level)));
    }
    // Stable: where a province and a city share a name, the province stands first.
    names.places.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
    names.bodies.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
    names
});

/// Words of a level anywhere in the name, the lowest level first: 南京市玄武区 is a district's.
const WORDS: &[(&str, Level)] = &[
    ("Township", Level::Township),
    ("Subdistrict", Level::Township),
    ("Sub-district", Level::Township),
    ("County", Level::County),
    ("District", Level::County),
    ("Prefecture", Level::City),
    ("Municipal", Level::City),
    ("Municipality", Level::City),
    ("City", Level::City),
    ("Provincial", Level::Province),
    ("Province", Level::Province),
    ("Autonomous Region", Level::Province),
];

/// Cities that are provinces.
const MUNICIPALITIES: [&str; 4] = ["Beijing", "Shanghai", "Tianjin", "Chongqing"];

/// Words of bodies that have no level in the chain of command.
const NOT_AUTHORITIES: &[&str] =
    &["University", "College", "School", "Hospital", "Company", "Co.", "Ltd", "Corporation", "Association"];

/// The level of the first body that says it; `None` where none does, or where the name is not English.
pub(super) fn level_of(name: &str) -> Option<Level> {
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    name.split([',', ';', '/']).find_map(|part| of_one(part.trim()))
}

fn of_one(name: &str) -> Option<Level> {
    let name =
        ["and ", "The ", "the ", "General Office of ", "the "].iter().fold(name, |n, h| n.strip_prefix(h).unwrap_or(n));
    if name.is_empty() || NOT_AUTHORITIES.iter().any(|word| has_word(name, word)) {
        return None;
    }
    if let Some((_, level)) = WORDS.iter().find(|(word, _)| has_word(name, word)) {
        let raised = *level == Level::City && MUNICIPALITIES.iter().any(|city| name.contains(city));
        return Some(if raised { Level::Province } else { *level });
    }
    let begins = |(listed, _): &&(&str, Level)| name.starts_with(listed);
    let place = NAMES.places.iter().find(|(listed, _)| begins_with_word(name, listed));
    place.or_else(|| NAMES.bodies.iter().find(begins)).map(|&(_, level)| level)
}

/// Whether a word stands in the name, not as a part of a longer one.
fn has_word(name: &str, word: &str) -> bool {
    name.match_indices(word).any(|(at, _)| {
        let before = name.get(..at).and_then(|head| head.chars().next_back());
        let after = name.get(at + word.len()..).and_then(|rest| rest.chars().next());
        [before, after].into_iter().flatten().all(|c| !c.is_alphanumeric())
    })
}

fn begins_with_word(name: &str, word: &str) -> bool {
    name.strip_prefix(word).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_by_english_name() {
        for (name, level) in [
            ("State Council of the People's Republic of China", Some(Level::Central)),
            ("General Office of the State Council", Some(Level::Central)),
            ("Ministry of Commerce, National Energy Administration", Some(Level::Department)),
            ("General Office of the Ministry of Education", Some(Level::Department)),
            ("People's Bank of China", Some(Level::Department)),
            ("Shandong Provincial Department of Education", Some(Level::Province)),
            ("Seven Departments including Shandong Provincial Finance Department", Some(Level::Province)),
            ("Qingdao Finance Bureau, Ministry of Finance", Some(Level::City)),
            ("General Office of Qingdao Municipal People's Government", Some(Level::City)),
            ("Beijing Municipal Education Commission", Some(Level::Province)),
            ("Guangxi Zhuang Autonomous Region", Some(Level::Province)),
            ("Laoshan District People's Government", Some(Level::County)),
            ("National University of Defense Technology", None),
            ("Dalian Example Co., Ltd", None),
            ("Example Bureau", None),
            ("省水利厅", None),
        ] {
            assert_eq!(level_of(name), level, "{name}");
        }
    }
}
