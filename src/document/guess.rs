//! The level of a document whose issuer nobody named, guessed from what the document says of itself: the body before
//! 关于 in the title, head lines, enactment note, signature, the place a title begins with, and whom it is sent to.
//! The strongest sign decides; without a sign there is no answer.

use std::sync::LazyLock;

use regex::Regex;

use crate::document::Level;
use crate::document::places;

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
    /// The level a title speaks of: the body before 关于, else the place it begins with.
    #[must_use]
    pub fn of_title(title: &str) -> Option<Self> {
        let title: String = title.chars().filter(|c| !c.is_whitespace()).collect();
        issuer_in_title(&title).or_else(|| place_of_title(&title))
    }

    /// The level of a text whose issuer is unknown; `title` is the title the caller gave, if any.
    #[must_use]
    pub fn of_text(title: Option<&str>, text: &str) -> Option<Self> {
        let patterns = PATTERNS.as_ref()?;
        let squeezed = |line: &str| line.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        let given = title.map(squeezed).unwrap_or_default();
        let lines: Vec<String> = text.lines().map(squeezed).filter(|l| !l.is_empty()).collect();
        let top = lines.get(..TOP.min(lines.len())).unwrap_or(&[]);
        let bottom = lines.get(lines.len().saturating_sub(BOTTOM)..).unwrap_or(&[]);
        issuer_in_title(&given)
            .or_else(|| place_of_title(&given))
            .or_else(|| top.iter().find_map(|line| of_head_line(line, patterns)))
            .or_else(|| top.iter().find_map(|line| addressed(line)).map(|level| raised(level, &given)))
            .or_else(|| bottom.iter().rev().find_map(|line| of_name_line(line)))
            .or_else(|| top.iter().filter(|l| may_be_title(l)).find_map(|line| Self::of_title(line)))
            .or_else(|| bottom.iter().find_map(|line| captured(&patterns.interpreted, line)))
            .or_else(|| nationwide(&given, text))
    }
}

/// Whether a line may be a title: short and without a sentence's punctuation.
fn may_be_title(line: &str) -> bool {
    line.chars().count() <= TITLE_LINE && !line.contains(['，', '。', '；', '：']) && !line.starts_with('第')
}

/// Longest line that may be a title, in characters.
const TITLE_LINE: usize = 60;

/// A regulation that applies all over the country: 条例 and 法 are made by the centre, the rest by ministries.
fn nationwide(title: &str, text: &str) -> Option<Level> {
    let title = title.trim_end_matches(['）', ')', '》']);
    let made = |ends: &[&str]| ends.iter().any(|end| title.ends_with(end));
    if !["在中华人民共和国境内", "在中华人民共和国领域", "全国人民代表大会常务委员会"].iter().any(|s| text.contains(s))
        || text.contains("本省")
        || text.contains("本市")
        || text.contains("本自治区")
    {
        None
    } else if made(&["条例", "法"]) {
        Some(Level::Central)
    } else if made(&["办法", "规定", "细则", "规则"]) {
        Some(Level::Department)
    } else {
        None
    }
}

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
    let mut at = 0;
    let mut level: Option<Level> = None;
    while let Some(place) = places::listed_at(&chars, at).or_else(|| titled(&chars, at)) {
        if level.is_some_and(|upper| upper.rank() >= place.level.rank()) {
            break;
        }
        level = Some(place.level);
        at += place.length;
    }
    level
}

/// Characters of a title in which its places stand.
const STARTS: usize = 40;

/// An invented place that begins a title (示例市): built like one and not deeper than a county.
fn titled(chars: &[char], at: usize) -> Option<places::Place> {
    places::place_at(chars, at).filter(|p| p.level != Level::Township)
}

/// What a line of the head says: a decree's or document's number, an enactment note, the red head.
fn of_head_line(line: &str, patterns: &Patterns) -> Option<Level> {
    if line.chars().count() > HEAD_LINE {
        return None;
    }
    let number = patterns.number.captures(line).and_then(|found| {
        let code = found.get(1)?.as_str();
        NUMBER_HEADS.iter().find(|(head, _)| code.starts_with(head)).map(|&(_, level)| level)
    });
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
            ("关于做好某项工作的通知", None),
        ] {
            assert_eq!(Level::of_title(title), level, "{title}");
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
    }
}
