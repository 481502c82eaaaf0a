//! Names of provinces, prefectures and counties, and of invented places built like them. A name is recognised at a
//! given position only; nothing is searched and nothing is judged here.

use std::collections::HashMap;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::document::Level;

/// 行政区划名称: province, prefecture, counties, one prefecture a line.
const TABLE: &str = include_str!("places.tsv");

/// A place name found at a position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Length of the name, in characters.
    pub length: usize,
    /// Level of the government that bears the name.
    pub level: Level,
    /// Whether the name stands in the table of real places; else it is only built like one (示例市).
    pub listed: bool,
    /// Lines of the table that lie in it, wholly or in part; a name of several places has the lines of all.
    lines: &'static [u16],
}

/// The area that an authority is in charge of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Area {
    /// Its name.
    name: String,
    level: Level,
    lines: &'static [u16],
}

/// The table by name.
struct Names {
    places: HashMap<String, (Level, Vec<u16>)>,
    /// Length of the longest name that begins with two characters: hardly any place of a text begins one.
    longest: FxHashMap<[char; 2], usize>,
}

static NAMES: LazyLock<Names> = LazyLock::new(|| {
    let mut names = Names { places: HashMap::new(), longest: FxHashMap::default() };
    // Higher levels first: a name that two levels share (北京市, 吉林) belongs to the higher one.
    let rows: Vec<Vec<&str>> = TABLE
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .map(|line| line.split('\t').collect())
        .collect();
    let cell = |row: &[&'static str], at: usize| row.get(at).copied().unwrap_or_default();
    for (line, row) in (0u16..).zip(&rows) {
        names.add(cell(row, 0), Level::Province, line);
        names.add(short_of_province(cell(row, 0)), Level::Province, line);
    }
    for (line, row) in (0u16..).zip(&rows) {
        names.add(cell(row, 1), Level::City, line);
    }
    for (line, row) in (0u16..).zip(&rows) {
        for county in cell(row, 2).split(' ') {
            names.add(county, Level::County, line);
        }
    }
    for (line, row) in (0u16..).zip(&rows) {
        names.add(short_of_city(cell(row, 1)), Level::City, line);
    }
    names
});

impl Names {
    /// Adds a name of at least two characters; where several levels share it, it is of the first given.
    fn add(&mut self, name: &str, level: Level, line: u16) {
        let chars: Vec<char> = name.chars().collect();
        if let &[first, second, ..] = chars.as_slice() {
            let longest = self.longest.entry([first, second]).or_default();
            *longest = chars.len().max(*longest);
            let (_, lines) = self.places.entry(name.to_owned()).or_insert((level, Vec::new()));
            if lines.last() != Some(&line) {
                lines.push(line);
            }
        }
    }
}

fn short_of_province(name: &str) -> &str {
    if name.starts_with("内蒙古") {
        return "内蒙古";
    }
    let cut = ["特别行政区", "壮族自治区", "回族自治区", "维吾尔自治区", "自治区", "省", "市"];
    cut.iter().find_map(|ending| name.strip_suffix(ending)).unwrap_or(name)
}

/// The name of a 市 without 市; districts of minorities keep their long names, which have no fixed short form.
fn short_of_city(name: &str) -> &str {
    name.strip_suffix('市').unwrap_or("")
}

/// Endings of names that are no place though they end as one.
const NO_PLACE: &[&str] = &[
    "城市",
    "都市",
    "超市",
    "上市",
    "股市",
    "门市",
    "全市",
    "本市",
    "各市",
    "我市",
    "社区",
    "园区",
    "开发区",
    "景区",
    "矿区",
    "库区",
    "灾区",
    "校区",
    "小区",
    "辖区",
    "片区",
    "街区",
    "牧区",
    "山区",
    "城区",
    "地区",
    "市区",
    "区县",
    "市县",
    "省市",
    "省区",
    "全区",
    "本区",
    "各区",
    "我区",
    "全县",
    "本县",
    "各县",
    "我县",
    "城镇",
    "城乡",
    "村镇",
    "集镇",
    "乡镇",
    "各镇",
    "全省",
    "本省",
    "我省",
    "各省",
    "新区",
    "特区",
    "高新区",
    "合作区",
    "示范区",
    "试验区",
    "保护区",
    "保税区",
    "自治区",
    "名胜区",
    "功能区",
    "行政区",
];

/// Most characters an invented name may have before its ending.
const STEM: usize = 6;

/// The place name that starts at `at`, the longest listed one first; else one that is built like a place name.
#[must_use]
pub fn place_at(text: &[char], at: usize) -> Option<Place> {
    listed_at(text, at).or_else(|| built_at(text, at))
}

/// The longest name of the table that starts at `at`.
#[must_use]
pub fn listed_at(text: &[char], at: usize) -> Option<Place> {
    let rest = text.get(at..)?;
    let &[first, second, ..] = rest else { return None };
    let longest = NAMES.longest.get(&[first, second]).copied()?.min(rest.len());
    let found = (2..=longest).rev().find_map(|length| listed(&rest.get(..length)?.iter().collect::<String>()))?;
    // 吉林 before 市 is a city, 海南 before 州 another place: a short name is no name when a unit follows it.
    let unit_follows = rest.get(found.length).is_some_and(|c| matches!(c, '市' | '州' | '区' | '县' | '省'));
    let full = rest.get(found.length - 1).is_some_and(|c| matches!(c, '市' | '州' | '区' | '县' | '省' | '旗' | '盟'));
    (full || !unit_follows).then_some(found)
}

/// The place of the table with exactly this name.
#[must_use]
pub fn listed(name: &str) -> Option<Place> {
    let (level, lines) = NAMES.places.get(name)?;
    Some(Place { length: name.chars().count(), level: *level, listed: true, lines })
}

/// A name built like a place name: up to [`STEM`] Chinese characters and 省, 市, 州, 盟, 县, 区, 旗, 镇, 乡 or 街道.
fn built_at(text: &[char], at: usize) -> Option<Place> {
    let rest = text.get(at..)?;
    for length in 2..=(STEM + 2).min(rest.len()) {
        let last = *rest.get(length - 1)?;
        if !matches!(last, '\u{4E00}'..='\u{9FFF}') {
            return None;
        }
        let level = match last {
            '省' => Level::Province,
            '市' | '州' | '盟' => Level::City,
            '县' | '区' | '旗' => Level::County,
            '镇' | '乡' => Level::Township,
            '道' if length > 2 && rest.get(length - 2) == Some(&'街') => Level::Township,
            _ => continue,
        };
        let name: String = rest.get(..length)?.iter().collect();
        // 市场, 区域, 县域: the unit is half of another word.
        let next = rest.get(length).copied().unwrap_or_default();
        let half = matches!(
            (last, next),
            ('市', '场' | '民' | '容') | ('区', '域' | '块' | '间' | '别' | '分') | ('县', '域')
        );
        if half || NO_PLACE.iter().any(|ending| name.ends_with(ending)) {
            return None;
        }
        return Some(Place { length, level, listed: false, lines: &[] });
    }
    None
}

/// What stands behind the names of places that a title begins with: itself where it begins with none.
#[must_use]
pub fn behind(title: &str) -> &str {
    let text: Vec<char> = title.chars().collect();
    let mut at = 0;
    while let Some(place) = place_at(&text, at) {
        at += place.length;
    }
    title.char_indices().nth(at).and_then(|(byte, _)| title.get(byte..)).unwrap_or_default()
}

impl Area {
    /// The area of the body whose name, or of the document whose title, begins with places: the smallest of them.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        let name = name.trim_start_matches(|c: char| !c.is_alphanumeric());
        let name = name.strip_prefix("中共").unwrap_or(name);
        if ["中国", "国家", "中央", "全国"].iter().any(|national| name.starts_with(national)) {
            return None;
        }
        let text: Vec<char> = name.chars().collect();
        let mut at = 0;
        let mut area: Option<Self> = None;
        while let Some(place) = place_at(&text, at) {
            if area.as_ref().is_some_and(|upper| upper.level.rank() >= place.level.rank()) {
                break;
            }
            let name = text.get(at..at + place.length)?.iter().collect();
            // Below an invented place everything is invented.
            let lines = if area.as_ref().is_some_and(|upper| upper.lines.is_empty()) { &[] } else { place.lines };
            area = Some(Self { name, level: place.level, lines });
            at += place.length;
        }
        area
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether a place with this name, as it stands in the table, lies in the area, around it, or is the area itself.
    /// Of what the table does not hold (townships, invented places), only the same name is.
    #[must_use]
    pub fn touches(&self, name: &str, place: Place) -> bool {
        let same = |a: &str, b: &str| a.starts_with(b) || b.starts_with(a);
        let siblings = self.level == Level::County && place.level == Level::County;
        same(&self.name, name) || (!siblings && self.lines.iter().any(|line| place.lines.contains(line)))
    }

    /// Whether it is known that neither of two areas lies in the other: both stand in the table and have nothing in
    /// common, or they are of one level and of different names.
    #[must_use]
    pub fn is_apart_from(&self, other: &Self) -> bool {
        let listed = !self.lines.is_empty() && !other.lines.is_empty();
        (listed || self.level == other.level) && !self.meets(other)
    }

    /// The area that a document speaks for, by its issuer, else by the title or the title cited in it; none of a document
    /// of the centre. Collections name the province for all that is issued in it: where the level is lower than the issuer's,
    /// the place that the title begins with tells, by its full name, for short ones are names of tea and mountains, too.
    #[must_use]
    pub fn of_document(level: Level, issuer: Option<&str>, title: &str) -> Option<Self> {
        if level.rank() == Some(0) {
            return None;
        }
        let begins = |title: &str| if title.starts_with("关于") { None } else { Self::of(title) };
        let cited = || title.split_once('《').and_then(|(_, cited)| begins(cited));
        let Some(issuer) = issuer.and_then(Self::of) else { return begins(title).or_else(cited) };
        let is_lower = level.rank().is_some() && level.rank() > issuer.level.rank();
        let own = begins(title).filter(|own| is_lower && own.is_full_name() && own.is_inside(&issuer));
        Some(own.unwrap_or(issuer))
    }

    /// Whether its name says what kind of place it is.
    fn is_full_name(&self) -> bool {
        self.name.ends_with(['省', '市', '州', '盟', '县', '区', '旗'])
    }

    /// Whether it lies in another area and is none of the same level.
    #[must_use]
    pub fn is_inside(&self, other: &Self) -> bool {
        self.level.rank() > other.level.rank() && self.meets(other)
    }

    /// The same for another area.
    #[must_use]
    pub fn meets(&self, other: &Self) -> bool {
        let place = Place { length: 0, level: other.level, listed: !other.lines.is_empty(), lines: other.lines };
        self.touches(&other.name, place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_behind_the_places_of_a_title() {
        for (title, rest) in [
            ("云南省昆明市城乡规划条例", "城乡规划条例"),
            ("示例省养老服务条例", "养老服务条例"),
            ("城乡规划条例", "城乡规划条例"),
            ("昆明市", ""),
            ("", ""),
        ] {
            assert_eq!(behind(title), rest, "{title}");
        }
    }

    #[test]
    fn areas_lie_in_each_other_or_apart() {
        for (a, b, meets) in [
            ("广州市人民政府", "广东省人民政府办公厅", true),
            ("广州市天河区教育局", "广东省人民政府", true),
            ("广州市人民政府", "福建省人民政府", false),
            ("广州市天河区教育局", "广州市越秀区教育局", false),
            ("深圳市财政局", "广州市财政局", false),
            ("中共山东省委", "潍坊市文物保护条例", true),
            ("示例市人民政府", "山东省人民政府", false),
            ("示例市人民政府", "示例市教育局", true),
        ] {
            let area = |name: &str| Area::of(name).expect("a place");
            assert_eq!(area(a).meets(&area(b)), meets, "{a} ~ {b}");
            assert_eq!(area(b).meets(&area(a)), meets, "{b} ~ {a}");
        }
        assert_eq!(Area::of("国务院办公厅"), None);
        assert_eq!(Area::of("中国人民银行贵州省分行"), None);
        assert_eq!(Area::of("《广东省养老服务条例》").map(|a| a.name), Some("广东省".to_owned()));
    }

    #[test]
    fn documents_speak_for_an_area() {
        for (level, issuer, title, area) in [
            (Level::City, Some("广州市人民政府"), "关于养老的通知", Some("广州市")),
            (Level::City, None, "关于实施《上海市养老服务条例》的意见", Some("上海市")),
            (Level::Province, None, "关于同意设立深圳市示例区的批复", None),
            (Level::Central, Some("国务院"), "上海市示例方案", None),
            (Level::City, Some("山东人大"), "潍坊市养老服务条例", Some("潍坊市")),
            (Level::City, Some("山东人大"), "广州市养老服务条例", Some("山东")),
            (Level::City, Some("云南人大"), "普洱茶产业发展办法", Some("云南")),
            (Level::Province, Some("山东人大"), "潍坊市城市更新条例", Some("山东")),
            (Level::County, Some("示例市天河区教育局"), "示例市养老方案", Some("天河区")),
        ] {
            let found = Area::of_document(level, issuer, title);
            assert_eq!(found.as_ref().map(Area::name), area, "{title}");
        }
        let apart = |a: &str, b: &str| Area::of(a).unwrap().is_apart_from(&Area::of(b).unwrap());
        assert!(apart("南京市人民政府", "重庆市人民政府") && apart("示例市人民政府", "模拟市人民政府"));
        assert!(!apart("南京市人民政府", "江苏省人民政府") && !apart("示例市人民政府", "模拟省人民政府"));
    }

    #[test]
    fn names_are_read_where_they_start() {
        for (text, wanted) in [
            ("广东省人民政府", Some((3, Level::Province, true))),
            ("广东人大", Some((2, Level::Province, true))),
            ("内蒙古自治区党委", Some((6, Level::Province, true))),
            ("北京市教委", Some((3, Level::Province, true))),
            ("吉林市公安局", Some((3, Level::City, true))),
            ("吉林公安", Some((2, Level::Province, true))),
            ("深圳经济特区", Some((2, Level::City, true))),
            ("朝阳区教委", Some((3, Level::County, true))),
            ("昆山市人民政府", Some((3, Level::County, true))),
            ("示例市人民政府", Some((3, Level::City, false))),
            ("示例县财政局", Some((3, Level::County, false))),
            ("城市管理局", None),
            ("社区服务中心", None),
            ("民政局", None),
        ] {
            let chars: Vec<char> = text.chars().collect();
            assert_eq!(place_at(&chars, 0).map(|p| (p.length, p.level, p.listed)), wanted, "{text}");
        }
    }
}
