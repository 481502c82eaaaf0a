//! The level of an issuing body, read from its name: central bodies and ministries from a list, everybody else from
//! the places the name begins with; English names apart. Where that is not sure, there is no answer.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::document::{Level, english, places};

/// Names of central bodies and ministries, one level a line.
const BODIES: &str = include_str!("bodies.tsv");

/// The list by name, with the length of its longest name.
static LISTED: LazyLock<(HashMap<&'static str, Level>, usize)> = LazyLock::new(|| {
    let mut by_name = HashMap::new();
    let mut longest = 0;
    for line in BODIES.lines().filter(|l| !l.starts_with('#')) {
        let Some((level, names)) = line.split_once('\t') else { continue };
        let Some(level) = Level::parse(level) else { continue };
        for name in names.split_whitespace() {
            longest = longest.max(name.chars().count());
            by_name.entry(name).or_insert(level);
        }
    }
    (by_name, longest)
});

/// What ends the name of a body that has no level in the chain of command.
const NOT_AUTHORITIES: &[&str] = &[
    "大学",
    "学院",
    "公司",
    "集团",
    "医院",
    "学校",
    "中学",
    "小学",
    "幼儿园",
    "协会",
    "学会",
    "商会",
    "报社",
    "日报",
    "杂志社",
    "出版社",
    "研究所",
    "村民委员会",
    "村委会",
    "居民委员会",
    "居委会",
    "社区",
];

/// Zones whose rank differs from place to place; only the desk knows it.
const ZONES: &[&str] = &["开发区", "高新区", "新区", "示范区", "试验区", "合作区", "保税区", "园区", "度假区"];

/// Names of a level alone, as bodies write of themselves (省政府, 市委): the level when more of a name follows.
const BARE: &[(&str, Level)] = &[
    ("自治区", Level::Province),
    ("省", Level::Province),
    ("市", Level::City),
    ("州", Level::City),
    ("盟", Level::City),
    ("县", Level::County),
    ("区", Level::County),
    ("旗", Level::County),
    ("街道", Level::Township),
    ("镇", Level::Township),
    ("乡", Level::Township),
];

/// Words that begin as one of [`BARE`] and mean something else.
const NOT_BARE: &[&str] =
    &["市场", "区域", "县域", "乡村", "乡镇", "省际", "市政", "市民", "区块", "州际", "市县", "省市"];

impl Level {
    /// The level of the body with this name; of several bodies, the first that answers. `None` when the name does not
    /// say it: a bureau without a place, a development zone, a company.
    #[must_use]
    pub fn of_issuer(name: &str) -> Option<Self> {
        let whole: Vec<char> = name.chars().filter(|c| !c.is_whitespace()).collect();
        english::level_of(name.trim()).or_else(|| of_one(&whole)).or_else(|| {
            name.split(|c: char| c.is_whitespace() || matches!(c, '、' | '，' | ',' | ';' | '；' | '/'))
                .map(|part| part.chars().collect::<Vec<char>>())
                .find_map(|part| of_one(&part))
        })
    }
}

impl Level {
    /// The level of the central body or ministry whose name begins the text, if one does.
    pub(super) fn of_listed(text: &str) -> Option<Self> {
        let chars: Vec<char> = text.chars().collect();
        let name = strip(&chars, "中华人民共和国").unwrap_or(&chars);
        // 国务院 before any other word is the State Council itself: 国务院发文….
        let council = name.starts_with(&['国', '务', '院']);
        listed(name).map(|(level, length)| if council && length == 3 { Self::Central } else { level })
    }
}

fn of_one(name: &[char]) -> Option<Level> {
    let name = strip(name, "中华人民共和国").unwrap_or(name);
    let text: String = name.iter().collect();
    if text.chars().count() < 2 || NOT_AUTHORITIES.iter().any(|end| text.ends_with(end)) {
        return None;
    }
    if let Some((level, length)) = listed(name) {
        let rest = name.get(length..).unwrap_or(&[]);
        let branch = if level == Level::Department { of_path(rest) } else { None };
        return branch.or(Some(level));
    }
    let name = strip(name, "中共").or_else(|| strip(name, "中国共产党")).unwrap_or(name);
    let text: String = name.iter().collect();
    of_path(name).or_else(|| of_bare(&text)).or_else(|| of_national(&text))
}

/// The listed body whose name begins the text, the longest first.
fn listed(name: &[char]) -> Option<(Level, usize)> {
    let (by_name, longest) = &*LISTED;
    let found = (2..=(*longest).min(name.len())).rev().find_map(|length| {
        let head: String = name.get(..length)?.iter().collect();
        by_name.get(head.as_str()).map(|&level| (level, length))
    })?;
    let rest = name.get(found.1..).unwrap_or(&[]);
    match rest.first() {
        // 教育部门 is no ministry.
        Some('门') => None,
        // A body under the State Council that the list does not name.
        Some(c) if found.1 == 3 && name.starts_with(&['国', '务', '院']) && c.is_alphabetic() => {
            Some((Level::Department, 3))
        }
        _ => Some(found),
    }
}

/// The deepest level of the places that a name begins with.
fn of_path(name: &[char]) -> Option<Level> {
    let mut at = 0;
    let mut level: Option<Level> = None;
    while let Some(place) = places::place_at(name, at) {
        if level.is_some_and(|upper| upper.rank() >= place.level.rank()) {
            break;
        }
        level = Some(place.level);
        at += place.length;
    }
    let rest: String = name.get(at..).unwrap_or(&[]).iter().collect();
    let zone = ZONES.iter().any(|z| rest.contains(z)) && rest.contains("委");
    level.filter(|_| !zone)
}

fn of_bare(name: &str) -> Option<Level> {
    if NOT_BARE.iter().any(|word| name.starts_with(word)) {
        return None;
    }
    let (_, level) = BARE.iter().find(|(head, _)| name.strip_prefix(head).is_some_and(|rest| !rest.is_empty()))?;
    Some(*level)
}

/// 国家…局, 国家…委员会 and the like that the list does not name.
fn of_national(name: &str) -> Option<Level> {
    let body = name.starts_with("国家") && ["局", "委员会", "总署", "办公室"].iter().any(|end| name.ends_with(end));
    body.then_some(Level::Department)
}

fn strip<'a>(name: &'a [char], head: &str) -> Option<&'a [char]> {
    let head: Vec<char> = head.chars().collect();
    name.strip_prefix(head.as_slice()).filter(|rest| !rest.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_by_name() {
        for (name, level) in [
            ("国务院办公厅", Some(Level::Central)),
            ("国 务 院", Some(Level::Central)),
            ("中共中央 国务院", Some(Level::Central)),
            ("中共中央办公厅、国务院办公厅", Some(Level::Central)),
            ("最高人民法院", Some(Level::Central)),
            ("国务院扶贫开发领导小组办公室", Some(Level::Department)),
            ("国务院某某办公室", Some(Level::Department)),
            ("中华人民共和国财政部", Some(Level::Department)),
            ("国家发展改革委办公厅", Some(Level::Department)),
            ("中国人民银行等", Some(Level::Department)),
            ("国家某某管理局", Some(Level::Department)),
            ("中国人民银行示例省分行", Some(Level::Province)),
            ("国家税务总局示例市税务局", Some(Level::City)),
            ("示例省人民政府办公厅", Some(Level::Province)),
            ("内蒙古自治区人民政府", Some(Level::Province)),
            ("北京市教育委员会", Some(Level::Province)),
            ("新疆生产建设兵团", Some(Level::Province)),
            ("中共示例市委员会", Some(Level::City)),
            ("中共示例市委办公室 示例市人民政府办公室", Some(Level::City)),
            ("延边朝鲜族自治州人民政府", Some(Level::City)),
            ("广东省深圳市南山区人民政府", Some(Level::County)),
            ("昆山市人民政府", Some(Level::County)),
            ("北京市朝阳区人民政府", Some(Level::County)),
            ("示例县人民代表大会常务委员会", Some(Level::County)),
            ("示例市甲区财政局", Some(Level::County)),
            ("示例县乙镇人民政府", Some(Level::Township)),
            ("示例市甲区丙街道办事处", Some(Level::Township)),
            ("省水利厅", Some(Level::Province)),
            ("市委组织部", Some(Level::City)),
            ("县委办公室", Some(Level::County)),
            ("示例市城市管理局", Some(Level::City)),
            ("示例省住房和城乡建设厅", Some(Level::Province)),
            ("示例市高新区管委会", None),
            ("教育部门", None),
            ("财政局", None),
            ("市场监督管理局", None),
            ("北京示例科技有限公司", None),
            ("示例村村民委员会", None),
            ("Ministry of Commerce", Some(Level::Department)),
            ("Example Bureau", None),
            ("", None),
        ] {
            assert_eq!(Level::of_issuer(name), level, "{name}");
        }
    }
}
