//! Who issued a document, by name: the body that the title begins with, the body whose order (令) it is, the bodies of the
//! signature, the body whose head signs, the red head; of speeches and letters, who speaks. Levels are not read here.

use std::sync::LazyLock;

use regex::Regex;

use crate::document::places;

/// What a document tells of its issuer.
#[derive(Debug, Default)]
pub(super) struct Clues<'a> {
    /// The title, with blanks and line breaks.
    pub(super) title: Option<&'a str>,
    /// Short lines at the top.
    pub(super) head: Vec<&'a str>,
    /// Lines of the signature.
    pub(super) signature: Vec<&'a str>,
    /// Lines between title and text, where a speaker is named.
    pub(super) below_title: Vec<&'a str>,
}

struct Patterns {
    number: Regex,
    /// A line that names an order: 示例市人民政府令（第1号）.
    order: Regex,
    /// The order named behind a title.
    noted: Regex,
    /// Who holds a post.
    person: Regex,
    /// What stands in brackets at the beginning or end of a line: a date, 代章.
    bracketed: Regex,
    /// Who signs a letter in the middle of a line.
    signed: Regex,
}

static PATTERNS: LazyLock<Option<Patterns>> = LazyLock::new(|| {
    let number = crate::text::marks::NUMBER_PATTERN;
    Some(Patterns {
        number: Regex::new(&format!("^(?:{number})")).ok()?,
        order: Regex::new(r"^(\p{Han}{2,30}?)令(?:[（〔\[]?[第\d〇○一二三四五六七八九十百〔〕\[\]]{1,12}号?）?)?$").ok()?,
        noted: Regex::new(r"（(\p{Han}{2,30}?)令[〔\[（第\d]").ok()?,
        person: Regex::new(
            r"^(?P<body>\p{Han}{0,24}?)[代副]?(?P<post>总理|主席|总书记|书记|省长|市长|州长|盟长|县长|区长|旗长|镇长|乡长|部长|局长|厅长|署长|行长|院长|检察长|委员长|主任)(?P<name>[\p{Han}·]{2,8})?$",
        )
        .ok()?,
        bracketed: Regex::new(r"^（[^（）]*）|（[^（）]*）$").ok()?,
        signed: Regex::new(
            r"[。！]\s*(\p{Han}[\p{Han}\s]{1,24}?)\s*(?:19|20)\d{2}年\d{1,2}月\d{1,2}日\s*(?:[（《]|$)",
        )
        .ok()?,
    })
});

/// Who issued the document.
pub(super) fn find(clues: &Clues) -> Option<String> {
    let patterns = PATTERNS.as_ref()?;
    let title = clues.title.unwrap_or_default();
    let spoken = is_spoken(title);
    let speaker = || clues.below_title.iter().find_map(|line| speaker(line, patterns)).filter(|_| spoken);
    in_title(title, patterns)
        .or_else(|| ordering(title, &clues.head, patterns))
        .or_else(|| signing(&clues.signature, patterns))
        .or_else(speaker)
        .or_else(|| {
            let mut lines = clues.signature.iter().chain(&clues.below_title);
            lines.find_map(|line| headed(&squeezed(line), title, patterns)).filter(|_| !spoken)
        })
        .or_else(|| red_head(&clues.head))
}

/// The body that a title begins with.
pub(super) fn of_title(title: &str) -> Option<String> {
    in_title(title, PATTERNS.as_ref()?)
}

/// Who signs a letter that stands, with its signature and date, on one line.
pub(super) fn of_letter(text: &str) -> Option<String> {
    let patterns = PATTERNS.as_ref()?;
    let who = patterns.signed.captures(text)?.get(1)?.as_str();
    speaker(who, patterns).or_else(|| Some(squeezed(who)).filter(|name| is_body(name)))
}

/// Blanks, and the characters of private use that converted files have in their place.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || ('\u{E000}'..='\u{F8FF}').contains(&c)
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|&c| !is_blank(c)).collect()
}

/// How names of issuing bodies end.
const BODY_ENDINGS: &[&str] = &[
    "政府",
    "委员会",
    "常委会",
    "办公厅",
    "办公室",
    "局",
    "厅",
    "部",
    "委",
    "院",
    "署",
    "办",
    "中央",
    "指挥部",
    "领导小组",
    "工作组",
    "银行",
    "分行",
    "支行",
    "中心",
    "协会",
    "学会",
    "联合会",
    "总会",
    "办事处",
    "管理处",
    "秘书处",
    "总队",
    "支队",
    "大队",
    "兵团",
    "大学",
    "学校",
    "公司",
    "集团",
    "总工会",
    "研究所",
    "监会",
];

/// What is no body by itself but a part of the one named before it.
const PARTS: &[&str] = &["办公厅", "办公室", "委员会", "常务委员会", "人民政府", "政府", "文件"];

/// Longest name of a body, in characters.
const BODY: usize = 40;

/// Whether a text is the name of a body and nothing else.
pub(super) fn is_body(text: &str) -> bool {
    (3..=BODY).contains(&text.chars().count())
        && text.chars().all(|c| matches!(c, '\u{4E00}'..='\u{9FFF}' | '·'))
        && BODY_ENDINGS.iter().any(|ending| text.ends_with(ending))
        && !PARTS.contains(&text)
}

/// The bodies named in a text, blanks and breaks between them; a name may be broken by both.
fn names(text: &str) -> Vec<String> {
    let words: Vec<&str> = text.split(is_blank).filter(|word| !word.is_empty()).collect();
    let (mut names, mut name) = (Vec::new(), String::new());
    for (at, word) in words.iter().enumerate() {
        name.push_str(word);
        // A single character or a mere part goes with what stands before it.
        let goes_on = words.get(at + 1).is_some_and(|next| next.chars().count() == 1 || PARTS.contains(next));
        if !goes_on && is_body(&name) {
            names.push(std::mem::take(&mut name));
        }
    }
    if !name.is_empty() {
        names.push(name);
    }
    names
}

/// Whether a text is one or more names of bodies, or several bodies in short (某部等部门).
pub(super) fn are_bodies(text: &str) -> bool {
    let names = names(text);
    let several = |name: &str| TITLE_ENDINGS.iter().any(|ending| name.ends_with(ending));
    !names.is_empty() && names.iter().flat_map(|name| name.split('、')).all(|name| is_body(name) || several(name))
}

/// What a title says after the body that issues it.
pub(super) const VERBS: [&str; 4] = ["关于", "印发", "转发", "批转"];
/// How the name at the head of a title may end besides [`BODY_ENDINGS`]: several bodies, or a place.
const TITLE_ENDINGS: &[&str] = &["等", "等部门", "部门", "省", "市", "州", "县", "区", "旗", "镇", "乡", "党组"];

/// The body that a title begins with: not another body whose document it sends on.
fn in_title(title: &str, patterns: &Patterns) -> Option<String> {
    let answers = ["答复", "复函"].iter().any(|end| squeezed(title).ends_with(end));
    let verbs = VERBS.iter().chain(Some(&"对").filter(|_| answers));
    let cut = verbs.filter_map(|verb| title.find(verb)).min()?;
    let before = title.get(..cut)?;
    let before = patterns.number.find(before).map_or(before, |m| before.get(m.end()..).unwrap_or_default());
    let outside = |c: char| !c.is_alphanumeric() && c != '）';
    let names = names(before.trim_matches(outside));
    let named = |c: char| c.is_alphabetic() || matches!(c, '、' | '（' | '）' | '·' | '，');
    let is_name = |name: &String| name.chars().count() >= 2 && name.chars().all(named);
    let last = names.last()?;
    let ends = BODY_ENDINGS.iter().chain(TITLE_ENDINGS).any(|ending| last.ends_with(ending));
    (ends && names.iter().all(is_name)).then(|| names.join(" "))
}

/// The body whose order it is: 示例市人民政府令, in the title or on a line of the head.
fn ordering(title: &str, head: &[&str], patterns: &Patterns) -> Option<String> {
    let title = squeezed(title);
    let body = |found: regex::Captures| Some(found.get(1)?.as_str().to_owned()).filter(|name| is_body(name));
    let named = |line: &str| patterns.order.captures(line).and_then(body);
    named(&title)
        .or_else(|| patterns.noted.captures(&title).and_then(body))
        .or_else(|| head.iter().find_map(|line| named(&squeezed(line))))
}

/// How lines begin that close a text and sign nothing.
const CLOSINGS: [&str; 4] = ["特此", "此复", "此致", "专此"];

/// Whether a line is a post, with or without the name of its holder: 市长 张某, but not 市长办公室.
fn is_person(line: &str, patterns: &Patterns) -> bool {
    patterns.person.is_match(line) && !is_body(line)
}

/// The bodies that sign, without the persons who sign for them.
fn signing(lines: &[&str], patterns: &Patterns) -> Option<String> {
    let mut text = String::new();
    for line in lines {
        let line = patterns.bracketed.replace_all(line.trim(), "");
        if !is_person(&squeezed(&line), patterns) && !CLOSINGS.iter().any(|word| line.starts_with(word)) {
            text.push_str(&line);
            text.push('\n');
        }
    }
    let bodies: Vec<String> = names(&text).into_iter().filter(|name| is_body(name)).collect();
    (!bodies.is_empty()).then(|| bodies.join(" "))
}

/// The body whose head a person is: 示例省省长 signs for 示例省人民政府, 总理 for 国务院, 某局局长 for 某局; where the
/// post does not say of which place, it is the title's.
fn headed(line: &str, title: &str, patterns: &Patterns) -> Option<String> {
    let found = patterns.person.captures(line).filter(|_| !is_body(line))?;
    let (body, post) = (found.name("body")?.as_str(), found.name("post")?.as_str());
    let government = |place: &str| format!("{place}人民政府");
    match (post, post.chars().next()?) {
        ("总理", _) => Some("国务院".to_owned()),
        ("主席", _) if body == "自治区" => place_of(title, '区').as_deref().map(government),
        ("主席", _) => Some(body).filter(|body| body.ends_with("自治区")).map(government),
        (_, unit) if "省市州盟县区旗镇乡".contains(unit) => {
            let own = Some(format!("{}{unit}", body.trim_end_matches(unit))).filter(|_| !body.is_empty());
            own.or_else(|| place_of(title, unit)).as_deref().map(government)
        }
        _ => [body.to_owned(), format!("{body}{}", post.trim_end_matches('长'))].into_iter().find(|name| is_body(name)),
    }
}

/// The place of a kind (省, 市 …) that a title begins with, with those above it.
fn place_of(title: &str, unit: char) -> Option<String> {
    let title: Vec<char> = title.chars().filter(|c| c.is_alphanumeric()).collect();
    let mut at = 0;
    while let Some(place) = places::place_at(&title, at) {
        at += place.length;
        if title.get(at - 1) == Some(&unit) {
            return Some(title.get(..at)?.iter().collect());
        }
    }
    None
}

/// How titles of what is spoken or written by a person end.
const SPOKEN: &[&str] = &[
    "讲话",
    "致辞",
    "发言",
    "演讲",
    "贺词",
    "献词",
    "贺信",
    "回信",
    "复信",
    "贺电",
    "慰问信",
    "慰问电",
    "感谢信",
    "唁电",
];

/// Whether a title names a speech or a letter, or a report that was given as a speech.
fn is_spoken(title: &str) -> bool {
    let title = squeezed(title);
    let bare = title.split('（').next().unwrap_or_default();
    SPOKEN.iter().any(|ending| bare.ends_with(ending)) || (bare.contains('在') && bare.ends_with("上的报告"))
}

/// Words below a title that are no name.
const NO_NAMES: [&str; 8] = ["目录", "前言", "序言", "引言", "同志们", "朋友们", "试行", "草案"];

/// The person that a line below a title names: 国家某某部部长 张某, 张某.
fn speaker(line: &str, patterns: &Patterns) -> Option<String> {
    let line = squeezed(&patterns.bracketed.replace_all(line.trim(), ""));
    let name = patterns.person.captures(&line).and_then(|found| found.name("name"));
    let bare = || {
        let short = (2..=4).contains(&line.chars().count()) && line.chars().all(|c| c.is_alphabetic());
        (short && !is_body(&line) && !NO_NAMES.contains(&line.as_str())).then(|| line.clone())
    };
    name.map(|name| name.as_str().to_owned()).or_else(bare)
}

/// The bodies of the red head: names, then the word 文件.
fn red_head(head: &[&str]) -> Option<String> {
    let last = head.iter().position(|line| squeezed(line).ends_with("文件"))?;
    let above = head.get(..last)?.iter().filter(|line| is_body(&squeezed(line)));
    let own = squeezed(head.get(last)?);
    let own = own.strip_suffix("文件").unwrap_or_default().to_owned();
    let names: Vec<String> =
        above.map(|line| squeezed(line)).chain(Some(own.clone()).filter(|o| !o.is_empty())).collect();
    ((own.is_empty() || is_body(&own)) && !names.is_empty()).then(|| names.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(title: &str, head: &[&str], signature: &[&str], below_title: &[&str]) -> Option<String> {
        find(&Clues {
            title: Some(title),
            head: head.to_vec(),
            signature: signature.to_vec(),
            below_title: below_title.to_vec(),
        })
    }

    #[test]
    fn the_title_names_who_issues_and_not_whose_document_is_sent_on() {
        for (title, wanted) in [
            ("示例省人民政府办公厅转发省水利厅关于某事的通知", Some("示例省人民政府办公厅")),
            ("示例市水务局关于某事的通知", Some("示例市水务局")),
            ("示例省财政厅 示例省教育厅\n关于某事的通知", Some("示例省财政厅 示例省教育厅")),
            ("示例市人民政\n府办公室关于某事的通知", Some("示例市人民政府办公室")),
            ("示例市人民政府 办公室关于某事的通知", Some("示例市人民政府办公室")),
            ("国 务 院关于某事的通知", Some("国务院")),
            ("示例部等部门关于某事的通知", Some("示例部等部门")),
            ("示例部\u{E003}\u{E003}示例监会关于某事的通知", Some("示例部 示例监会")),
            ("示办发〔2026〕3号示例县人民政府关于某事的通知", Some("示例县人民政府")),
            ("示例部《关于某事的通知》", Some("示例部")),
            ("示例省人民政府对第12号提案的答复", Some("示例省人民政府")),
            ("首页 > 政务公开 > 关于某事的通知", None),
            ("2026年关于某事的通知", None),
            ("关于某事的通知", None),
        ] {
            assert_eq!(told(title, &[], &[], &[]).as_deref(), wanted, "{title}");
        }
    }

    #[test]
    fn bodies_sign_and_persons_sign_for_bodies() {
        for (title, signature, wanted) in [
            ("关于某事的通知", &["示例市教育局", "示例市 财政局（代章）"][..], Some("示例市教育局 示例市财政局")),
            ("关于某事的通知", &["特此通知", "示例省税务局 示例省财政厅"], Some("示例省税务局 示例省财政厅")),
            ("示例省示例管理办法", &["省 长 张某"], Some("示例省人民政府")),
            ("示例省示例管理办法", &["代省长 张某"], Some("示例省人民政府")),
            ("示例示例管理办法", &["省长"], None),
            ("示例条例", &["总 理 张某某"], Some("国务院")),
            ("示例管理办法", &["国家示例总局局长 张某"], Some("国家示例总局")),
            ("示例管理办法", &["示例建设部部长 张某"], Some("示例建设部")),
            ("示例管理办法", &["部长 张某"], None),
            ("示例办法", &["自治区主席 张某"], None),
            ("关于某事的公告", &["特此公告"], None),
            ("关于某事的公告", &["示例市市长办公室"], Some("示例市市长办公室")),
        ] {
            assert_eq!(told(title, &[], signature, &[]).as_deref(), wanted, "{title} {signature:?}");
        }
    }

    #[test]
    fn an_order_is_its_bodys_and_the_red_head_comes_last() {
        let person = &["市长 张某"][..];
        for (title, head, signature, wanted) in [
            ("示例管理办法", &["示例市人民政府令", "第3号"][..], person, Some("示例市人民政府")),
            ("示例管理办法", &["示例市人民政府令（第3号）"], person, Some("示例市人民政府")),
            ("示例条例（国务院令第3号）", &[], person, Some("国务院")),
            ("示例市人民政府令", &[], person, Some("示例市人民政府")),
            ("关于某事的通知", &["示例市水务局", "示 例 市 公 安 局", "文件"], &[], Some("示例市水务局 示例市公安局")),
            ("关于某事的通知", &["示例市水务局文件"], &["示例市教育局"], Some("示例市教育局")),
            ("示例管理办法", &["示例部令〔2026〕第3号"], &[], Some("示例部")),
            ("示例管理办法", &["示政令第3号", "示例市人民政府令第4号修订）"], &[], None),
        ] {
            assert_eq!(told(title, head, signature, &[]).as_deref(), wanted, "{title} {head:?}");
        }
    }

    #[test]
    fn speeches_and_letters_are_the_speakers() {
        for (title, below, wanted) in [
            ("在示例大会上的讲话", &["（2026年1月2日）", "张 某"][..], Some("张某")),
            ("在示例大会上的致辞", &["（2026年1月2日，示例市）示例市市长 张某某"], Some("张某某")),
            ("政府工作报告", &["——2026年1月2日在示例大会上", "示例市市长 张某"], Some("示例市人民政府")),
            ("在示例大会上的报告", &["张某"], Some("张某")),
            ("关于某事的通知", &["张某"], None),
            ("在示例大会上的讲话", &["同志们："], None),
        ] {
            assert_eq!(told(title, &[], &[], below).as_deref(), wanted, "{title} {below:?}");
        }
        let letter = "贺信值此周年之际，致以祝贺！示例学校历史悠久。 示例市市长 张某 2026年1月2日（示例社电）";
        assert_eq!(of_letter(letter).as_deref(), Some("张某"));
        assert_eq!(of_letter("致以祝贺！张某2026年1月2日在示例市说。"), None);
        assert_eq!(of_letter("致以祝贺！示例市教育局2026年1月2日").as_deref(), Some("示例市教育局"));
    }
}
