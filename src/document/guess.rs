//! The level of a document whose issuer nobody named, guessed from what the document says of itself: the body before
//! 关于 in the title, head lines, enactment note, signature, the place a title begins with, and whom it is sent to.
//! The strongest sign decides; without a sign there is no answer. Weak signs (a place anywhere in the title, 我省, a
//! regulation that names no place) are asked last.

use std::sync::LazyLock;

use regex::Regex;

use crate::document::unplaced::{nationwide, rules_without_place, speaks_of_a_place, speaks_of_itself, without_place};
use crate::document::{Level, places};

/// Lines at the top and at the bottom that may name the issuer.
const TOP: usize = 8;
/// See [`TOP`].
const BOTTOM: usize = 10;
/// Longest line that is a name alone, in characters.
const NAME_LINE: usize = 30;
/// Longest line of the head that may hold an enactment note or recipients, in characters.
const HEAD_LINE: usize = 220;

struct Patterns {
    decree: Regex,
    congress: Regex,
    number: Regex,
    interpreted: Regex,
    place: Regex,
}

static PATTERNS: LazyLock<Option<Patterns>> = LazyLock::new(|| {
    Some(Patterns {
        decree: Regex::new(r"(?:^|[（(《\s日经])(\p{Han}{2,20}?)令[〔\[（(第\d]").ok()?,
        congress: Regex::new(r"(\p{Han}{2,12}?)第[一二三四五六七八九十]{1,3}届人民代表大会").ok()?,
        number: Regex::new(r"^(\p{Han}{1,8})[〔\[（(【](?:19|20)\d{2}[〕\]）)】]\s*第?\d{1,5}号$").ok()?,
        interpreted: Regex::new(r"由(\p{Han}{2,20}?)(?:负责解释|商\p{Han}{2,12}解释)").ok()?,
        place: Regex::new(r"^(?:关于)?(?:重新)?(?:印发|公布|发布|转发|修订)?[《〈]?(?:(?:19|20)\d{2}年?)?").ok()?,
    })
});

/// Signs of the addressed level in the line of recipients: a document goes to the level below its issuer's.
const RECIPIENTS: &[(&str, Level)] = &[
    ("各省、自治区", Level::Department),
    ("各省（区、市）", Level::Department),
    ("各地级以上市", Level::Province),
    ("各设区市", Level::Province),
    ("各市、州", Level::Province),
    ("各市（州）", Level::Province),
    ("各市、县", Level::Province),
    ("各县（市、区）", Level::City),
    ("各县（市）区", Level::City),
    ("各县、区", Level::City),
    ("各县（区）", Level::City),
    ("各区、县", Level::City),
    ("各区（市）县", Level::City),
    ("各区人民政府", Level::City),
    ("各镇人民政府", Level::County),
    ("各乡镇", Level::County),
    ("各乡（镇）", Level::County),
    ("各镇（街道）", Level::County),
    ("各街道", Level::County),
];

/// First characters of a document number, by level of the body that uses them.
const NUMBER_HEADS: &[(&str, Level)] = &[
    ("中办", Level::Central),
    ("中发", Level::Central),
    ("国发", Level::Central),
    ("国办", Level::Central),
    ("国函", Level::Central),
];

impl Level {
    /// The level a title speaks of: the body before 关于, else the place it begins with, else a weaker sign.
    #[must_use]
    pub fn of_title(title: &str) -> Option<Self> {
        let title: String = title.chars().filter(|c| !c.is_whitespace()).collect();
        strong(&title)
            .or_else(|| weak(&title))
            .or_else(|| without_place(&title))
            .or_else(|| rules_without_place(&title))
    }

    /// The level of the body whose characters stand before the year of a document number, where they say it.
    #[must_use]
    pub fn of_number(number: &str) -> Option<Self> {
        NUMBER_HEADS.iter().find(|(head, _)| number.starts_with(head)).map(|&(_, level)| level)
    }

    /// The level of an issuer; `title` tells the 市教委 of a municipality from that of a city.
    #[must_use]
    pub fn of_issuer_in(issuer: &str, title: Option<&str>) -> Option<Self> {
        let level = Self::of_issuer(issuer)?;
        Some(if issuer.starts_with('市') { raised(level, title.unwrap_or_default()) } else { level })
    }

    /// The level of a text whose issuer is unknown; `title` is the title the caller gave, if any.
    #[must_use]
    pub fn of_text(title: Option<&str>, text: &str) -> Option<Self> {
        let patterns = PATTERNS.as_ref()?;
        let squeezed = |line: &str| line.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        let given = title.map(squeezed).unwrap_or_default();
        let lines = || text.lines().map(squeezed).filter(|l| !l.is_empty());
        let top: Vec<String> = lines().take(TOP).collect();
        let mut bottom: Vec<String> = lines().rev().take(BOTTOM).collect();
        bottom.reverse();
        strong(&given)
            .or_else(|| top.iter().find_map(|line| of_head_line(line, patterns)))
            .or_else(|| top.iter().find_map(|line| addressed(line)).map(|level| raised(level, &given)))
            .or_else(|| bottom.iter().rev().find_map(|line| of_name_line(line)))
            .or_else(|| top.iter().filter(|l| may_be_title(l)).find_map(|line| strong(line)))
            .or_else(|| weak(&given))
            .or_else(|| without_place(&given).filter(|_| !speaks_of_a_place(text)))
            .or_else(|| bottom.iter().find_map(|line| captured(&patterns.interpreted, line)))
            .or_else(|| nationwide(&given, text))
            .or_else(|| rules_without_place(&given).filter(|_| !speaks_of_itself(text)))
    }
}

/// The body before 关于, else the place that a title begins with.
fn strong(title: &str) -> Option<Level> {
    issuer_in_title(title).or_else(|| place_of_title(title))
}

/// Names of a level alone, as a title speaks of the issuer's own area.
const OWN: &[(&str, Level)] = &[
    ("我省", Level::Province),
    ("全省", Level::Province),
    ("我市", Level::City),
    ("全市", Level::City),
    ("我县", Level::County),
    ("我区", Level::County),
];

/// Signs that leave more room for doubt: a body named at either end of the title or in a decree's number, a real place
/// anywhere but in a cited title, 我省.
fn weak(title: &str) -> Option<Level> {
    let patterns = PATTERNS.as_ref()?;
    let own = || {
        let (_, level) = OWN.iter().find(|(word, _)| title.contains(word))?;
        Some(raised(*level, title))
    };
    named_at_an_end(title).or_else(|| captured(&patterns.decree, title)).or_else(|| place_in(title)).or_else(own)
}

/// The listed body that a title begins with, or that is appended to it (…条例-国务院).
fn named_at_an_end(title: &str) -> Option<Level> {
    let appended = || title.rsplit_once(['-', '—']).and_then(|(_, tail)| Level::of_listed(tail));
    Level::of_listed(title).or_else(appended)
}

/// The deepest of the first real places in a title that follow each other; what stands in a cited title (《…》) is
/// another document's.
fn place_in(title: &str) -> Option<Level> {
    let mut depth = 0usize;
    let outside: Vec<char> = title
        .chars()
        .map(|c| {
            match c {
                '《' | '〈' => depth += 1,
                '》' | '〉' => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 { c } else { '《' }
        })
        .collect();
    let start = (0..outside.len()).find(|&at| places::listed_at(&outside, at).is_some_and(is_named))?;
    places_from(&outside, start, places::listed_at)
}

/// Whether a listed name found inside a text is surely one: the short names of cities are words as well (安康, 大同).
fn is_named(place: places::Place) -> bool {
    place.length >= 3 || place.level == Level::Province
}

/// Whether a line may be a title: short and without a sentence's punctuation.
fn may_be_title(line: &str) -> bool {
    line.chars().count() <= TITLE_LINE && !line.contains(['，', '。', '；', '：']) && !line.starts_with('第')
}

/// Longest line that may be a title, in characters.
const TITLE_LINE: usize = 60;

/// The body named before 关于, or before 印发 and its like.
fn issuer_in_title(title: &str) -> Option<Level> {
    let cut = ["关于", "印发", "转发", "发布", "公布"].iter().filter_map(|word| title.find(word)).min()?;
    let before = title.get(..cut).unwrap_or_default();
    let length = before.chars().count();
    if !(2..=60).contains(&length) || before.contains('《') {
        return None;
    }
    let level = Level::of_issuer(before)?;
    Some(if before.starts_with('市') { raised(level, title) } else { level })
}

/// 市教委 of a municipality writes of itself, and to its districts, as every city's does: where the title names the
/// municipality, the city's level is a province's.
fn raised(level: Level, title: &str) -> Level {
    let municipal = level == Level::City && MUNICIPALITIES.iter().any(|name| title.contains(name));
    if municipal { Level::Province } else { level }
}

/// 直辖市
const MUNICIPALITIES: [&str; 4] = ["北京市", "上海市", "天津市", "重庆市"];

/// The listed place, or the state itself, that a title begins with after 关于印发 and a year.
fn place_of_title(title: &str) -> Option<Level> {
    let patterns = PATTERNS.as_ref()?;
    let skipped = patterns.place.find(title).map_or(0, |m| m.end());
    let rest = title.get(skipped..).unwrap_or_default();
    if rest.starts_with("中华人民共和国") {
        return Some(Level::Central);
    }
    let chars: Vec<char> = rest.chars().take(STARTS).collect();
    places_from(&chars, 0, |text, at| places::listed_at(text, at).or_else(|| titled(text, at)))
}

/// Characters of a title in which its places stand.
const STARTS: usize = 40;

/// The level of the deepest of the places that follow each other from `at` on. Below a real place only real places count:
/// 深圳市宝安龙岗两区 is no county.
fn places_from(text: &[char], mut at: usize, find: impl Fn(&[char], usize) -> Option<places::Place>) -> Option<Level> {
    let mut upper: Option<places::Place> = None;
    while let Some(place) = find(text, at) {
        let ends = |upper: places::Place| upper.level.rank() >= place.level.rank() || (upper.listed && !place.listed);
        if upper.is_some_and(ends) {
            break;
        }
        upper = Some(place);
        at += place.length;
    }
    upper.map(|place| place.level)
}

/// An invented place that begins a title (示例市): built like one, not deeper than a county, and without a real place in
/// it (实施北京市…).
fn titled(chars: &[char], at: usize) -> Option<places::Place> {
    let place = places::place_at(chars, at).filter(|p| p.level != Level::Township)?;
    let holds_another = (at + 1..at + place.length).any(|inner| places::listed_at(chars, inner).is_some());
    (place.listed || !holds_another).then_some(place)
}

/// What a line of the head says: a decree's or document's number, an enactment note, the red head.
fn of_head_line(line: &str, patterns: &Patterns) -> Option<Level> {
    if line.chars().count() > HEAD_LINE {
        return None;
    }
    let number = patterns.number.captures(line).and_then(|found| Level::of_number(found.get(1)?.as_str()));
    let enacted = line.starts_with(['（', '(']) || line.contains("通过") || line.contains('令');
    let noted = || {
        let council = line.contains("国务院第") && line.contains("常务会议");
        let body = || captured(&patterns.congress, line).or_else(|| captured(&patterns.decree, line));
        if council {
            Some(Level::Central)
        } else if enacted {
            body()
        } else {
            None
        }
    };
    let red = || line.strip_suffix("文件").and_then(Level::of_issuer);
    number.or_else(noted).or_else(red)
}

/// The level of the body that the first group of a pattern names.
fn captured(pattern: &Regex, line: &str) -> Option<Level> {
    pattern.captures_iter(line).find_map(|found| {
        let name = found.get(1)?.as_str();
        let name =
            ["根据", "业经", "已经"].iter().fold(name, |n, word| n.rsplit_once(word).map_or(n, |(_, tail)| tail));
        Level::of_issuer(name)
    })
}

fn addressed(line: &str) -> Option<Level> {
    let recipients = line.ends_with(['：', ':']) && line.chars().count() <= HEAD_LINE;
    if !recipients {
        return None;
    }
    RECIPIENTS.iter().find(|(sign, _)| line.contains(sign)).map(|&(_, level)| level)
}

/// A line that is the name of a body and nothing else.
fn of_name_line(line: &str) -> Option<Level> {
    let length = line.chars().count();
    let ends = ["政府", "委", "局", "厅", "部", "办公室", "委员会", "院", "办事处", "国务院", "署", "银行"];
    let name = (3..=NAME_LINE).contains(&length)
        && ends.iter().any(|end| line.ends_with(end))
        && !line.contains(['。', '，', '：', ':', '；', '、', '第', '》']);
    if name { Level::of_issuer(line) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_by_title() {
        for (title, level) in [
            ("示例省人民政府关于加强防汛工作的通知", Some(Level::Province)),
            ("国务院关于做好某项工作的意见", Some(Level::Central)),
            ("建设部、商务部关于规范某项管理的意见", Some(Level::Department)),
            ("2026年示例市政府工作报告", Some(Level::City)),
            ("关于印发《示例市养老服务办法》的通知", Some(Level::City)),
            ("深圳经济特区某某条例", Some(Level::City)),
            ("示例市甲区2026年招生工作方案", Some(Level::County)),
            ("中华人民共和国某某法", Some(Level::Central)),
            ("城市地下空间管理规定", None),
            ("示例资源听证规定", Some(Level::Department)),
            ("关于做好某项工作的通知", None),
            ("关于做好2026年深圳市示例工作的通知", Some(Level::City)),
            ("关于实施北京市示例制度的意见", Some(Level::Province)),
            ("关于落实《天津市示例办法》有关问题的通知", None),
            ("关于切实做好我市示例工作的意见", Some(Level::City)),
            ("深圳市宝安龙岗两区示例办法", Some(Level::City)),
            ("示例保护条例", Some(Level::Central)),
            ("示例条例-国务院", Some(Level::Central)),
            ("示例管理办法（建设部令第9号）", Some(Level::Department)),
            ("卫生部-示例公开办法", Some(Level::Department)),
            ("国务院示例改革方案（新闻稿）", Some(Level::Central)),
            ("国家示例项目管理办法", Some(Level::Department)),
        ] {
            assert_eq!(Level::of_title(title), level, "{title}");
        }
    }

    #[test]
    fn the_title_tells_a_municipality_from_a_city() {
        for (issuer, title, level) in [
            ("市教委", "市教委关于2026年天津市示例工作的意见", Some(Level::Province)),
            ("市教委", "市教委关于示例工作的意见", Some(Level::City)),
            ("深圳市教育局", "关于同天津市协作的意见", Some(Level::City)),
        ] {
            assert_eq!(Level::of_issuer_in(issuer, Some(title)), level, "{title}");
        }
    }

    #[test]
    fn levels_by_text() {
        for (text, level) in [
            ("示例市人民政府文件\n示市发〔2026〕3号\n关于做好工作的通知\n正文。", Some(Level::City)),
            (
                "某某条例\n（2026年1月1日示例省第十四届人民代表大会常务委员会第二次会议通过）\n第一条 略。",
                Some(Level::Province),
            ),
            ("某某办法\n（2026年1月1日财政部令第9号公布）\n第一条 略。", Some(Level::Department)),
            ("关于某事的通知\n各县（市、区）人民政府：\n请抓好落实。\n", Some(Level::City)),
            ("正文。\n示例县人民政府\n2026年1月2日", Some(Level::County)),
            ("只有正文。", None),
            ("", None),
        ] {
            assert_eq!(Level::of_text(None, text), level, "{text}");
        }
        let title = Some("示例保护条例");
        assert_eq!(Level::of_text(title, "第一条 为了保护示例，制定本条例。"), Some(Level::Central));
        assert_eq!(Level::of_text(title, "第一条 为了保护本市示例，制定本条例。"), None);
        let title = Some("示例资源听证规定");
        assert_eq!(Level::of_text(title, "第一条 为了规范听证，制定本规定。"), Some(Level::Department));
        assert_eq!(Level::of_text(title, "第一条 为了规范我局听证，制定本规定。"), None);
    }
}
