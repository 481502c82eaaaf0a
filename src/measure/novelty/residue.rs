//! 未改地名: names of places outside the issuer's area, as a text taken over from elsewhere keeps them. Told only where
//! nothing in the sentence gives the other place a role of its own.

use std::collections::BTreeSet;

use crate::document::{Area, DraftFacts, places};
use crate::measure::{Finding, Measure, Severity};
use crate::span::{self, Span};
use crate::text::Analysis;

/// Places that documents of all areas name.
const SPECIAL: [&str; 4] = ["香港", "澳门", "台湾", "雄安"];
/// Names that are words as well.
const WORDS_TOO: [&str; 10] =
    ["老城区", "新城区", "新建区", "城北区", "城中区", "城东区", "城西区", "市中区", "平房区", "河东区"];
/// Words of a sentence in which another place has a role of its own.
const ROLES: [&str; 47] = [
    "对口",
    "帮扶",
    "支援",
    "援建",
    "援助",
    "协作",
    "合作",
    "会商",
    "联席",
    "联动",
    "协同",
    "共建",
    "共治",
    "一体化",
    "交界",
    "毗邻",
    "相邻",
    "接壤",
    "跨省",
    "跨市",
    "跨区域",
    "跨界",
    "流域",
    "上下游",
    "城市群",
    "都市圈",
    "经济圈",
    "经济带",
    "承接",
    "引进",
    "招商",
    "学习",
    "借鉴",
    "经验",
    "考察",
    "交流",
    "调研",
    "比赛",
    "户籍",
    "省籍",
    "迁入",
    "迁出",
    "往返",
    "同胞",
    "边远",
    "地址",
    "邮编",
];
/// What follows a name that is part of the name of a body of another sort.
const BODIES: [&str; 22] = [
    "大学",
    "学院",
    "学校",
    "中学",
    "医院",
    "医科",
    "中医",
    "第一人民医院",
    "人民医院",
    "公司",
    "集团",
    "银行",
    "证券",
    "证交所",
    "研究院",
    "研究所",
    "研究中心",
    "法院",
    "检察院",
    "仲裁",
    "协会",
    "商会",
];
/// Characters after a name in which the name of such a body ends.
const BODY: usize = 14;
/// With what a full name ends.
const UNITS: [char; 7] = ['省', '市', '县', '区', '州', '旗', '盟'];
/// Shorter names are words of the language too often.
const SHORTEST: usize = 3;
/// Longest name, in characters.
const LONGEST: usize = 16;
/// Most words that the segmenter makes of a name.
const WORDS: usize = 5;
/// A text that names so many other places lists them; it is no copy that forgot one.
const MOST: usize = 12;

/// Findings of one place name each, in order of position.
pub(super) fn findings(analysis: &Analysis, facts: &DraftFacts, masks: &[Span]) -> Vec<Finding> {
    let title = analysis.structure.title.map_or("", |span| analysis.folded(span));
    let title = facts.title.as_deref().unwrap_or(title);
    let Some(area) = facts.issuer.as_deref().and_then(Area::of).or_else(|| Area::of(title)) else { return Vec::new() };
    if ROLES.iter().any(|role| title.contains(role)) {
        return Vec::new();
    }
    let mut named: Vec<(Span, &str)> = mentions(analysis, &area).collect();
    // A place with a role anywhere in the text, or in its title, has it everywhere.
    let mut roles = Roles::of(analysis);
    let mut partners: BTreeSet<&str> = named.iter().filter(|(span, _)| roles.has(*span)).map(|m| m.1).collect();
    partners.extend(named.iter().map(|m| m.1).filter(|name| title.contains(*name)));
    named.retain(|(_, name)| !partners.contains(name));
    named.retain(|(span, _)| !span::any_overlap(masks, *span));
    if named.len() > MOST {
        return Vec::new();
    }
    let mut told: Vec<usize> = Vec::new();
    let once = |(span, _): &(Span, &str)| {
        let sentence = analysis.sentence_at(span.start).unwrap_or(usize::MAX);
        let first = !told.contains(&sentence);
        told.push(sentence);
        first
    };
    named.retain(once);
    named.into_iter().map(|(span, name)| finding(span, name, area.name())).collect()
}

/// Listed names of places in the body that lie outside an area, each of whole words.
fn mentions<'a>(analysis: &'a Analysis, area: &'a Area) -> impl Iterator<Item = (Span, &'a str)> + 'a {
    let chars = analysis.folded.chars();
    let body = analysis.structure.body;
    let last = |word: &Span| chars.get(word.end.saturating_sub(1)).copied().unwrap_or_default();
    let ends = analysis.words().iter().enumerate().filter(move |(_, w)| UNITS.contains(&last(w)) && body.contains(**w));
    ends.filter_map(move |(at, word)| {
        let first = (at.saturating_sub(WORDS - 1)..=at).filter_map(|first| analysis.words().get(first));
        let (span, name, place) = first
            .map(|first| Span::new(first.start, word.end))
            .filter(|span| (SHORTEST..=LONGEST).contains(&span.len()))
            .find_map(|span| Some((span, analysis.folded(span), places::listed(analysis.folded(span))?)))?;
        let other = SPECIAL.iter().any(|s| name.starts_with(s)) || WORDS_TOO.contains(&name);
        // 会同县（市、区）: a unit of any name.
        let any = chars.get(word.end) == Some(&'（') && chars.get(word.end + 1).is_some_and(|c| UNITS.contains(c));
        (!other && !any && !area.touches(name, place)).then_some((span, name))
    })
}

/// Where a draft names other places for a reason. Each sentence is read once, however many places it names.
struct Roles<'a> {
    analysis: &'a Analysis,
    /// Titles and quotations.
    marked: Vec<Span>,
    /// The sentence looked at last, and whether it holds words of a role.
    last: Option<(usize, bool)>,
}

impl<'a> Roles<'a> {
    fn of(analysis: &'a Analysis) -> Self {
        let titles = analysis.marks.citations.iter().map(|c| c.marked);
        let marked = span::union(titles.chain(analysis.marks.quotations.iter().copied()).collect());
        Self { analysis, marked, last: None }
    }

    /// Whether a place is named in a title, as part of a body's name, or beside words of a role.
    fn has(&mut self, span: Span) -> bool {
        let analysis = self.analysis;
        let after = Span::new(span.end, (span.end + BODY).min(analysis.folded.len()));
        let after = analysis.folded(after).split(['，', '。', '、', '；', '\n']).next().unwrap_or_default();
        span::any_overlap(&self.marked, span) || BODIES.iter().any(|b| after.contains(b)) || self.beside(span)
    }

    fn beside(&mut self, span: Span) -> bool {
        let Some(at) = self.analysis.sentence_at(span.start) else { return false };
        if let Some((last, holds)) = self.last
            && last == at
        {
            return holds;
        }
        let sentence = self.analysis.sentences.get(at).map_or("", |s| self.analysis.folded(s.span));
        let holds = ROLES.iter().any(|role| sentence.contains(role));
        self.last = Some((at, holds));
        holds
    }
}

fn finding(span: Span, name: &str, area: &str) -> Finding {
    let message = format!("“{name}”不在“{area}”范围内，疑为照搬外地文件时未改的地名");
    let mut finding = Finding::new(Measure::Novelty, "novelty.place_residue", Severity::Warning, message);
    finding.span = Some(span);
    finding.suggestion = Some("请核对地名；确需写明外地的（如协作、引用、示例），可忽略本提示。".to_owned());
    finding
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Level, LevelFrom};

    fn told(issuer: &str, text: &str) -> Vec<String> {
        let analysis = Analysis::new(text, None);
        let facts = DraftFacts {
            id: None,
            title: None,
            issuer: Some(issuer.to_owned()),
            level: Level::City,
            level_from: LevelFrom::Given,
            kind: None,
            date: None,
            nature: None,
        };
        let findings = findings(&analysis, &facts, &[]);
        findings.iter().filter_map(|f| f.span).map(|span| analysis.text(span).to_owned()).collect()
    }

    #[test]
    fn places_of_others_are_told_unless_they_have_a_role() {
        for (issuer, text, places) in [
            (
                "示例市人民政府",
                "结合丽水市实际，制定本方案。由温州市教育局牵头，各县（市、区）落实。",
                vec!["丽水市", "温州市"],
            ),
            ("杭州市人民政府", "西湖区、余杭区要先行一步，全面落实浙江省要求。", vec![]),
            ("杭州市人民政府", "与绍兴市建立会商机制，共同治理水环境。每年与绍兴市互派干部。", vec![]),
            ("杭州市人民政府", "依照《广东省绿道建设管理规定》执行，邀请武汉市第一医院专家参加。", vec![]),
            (
                "杭州市人民政府",
                "香港特别行政区居民的登记另行规定，应当会同县（市、区）办理，主动适应城市发展。",
                vec![],
            ),
        ] {
            assert_eq!(told(issuer, text), places, "{text}");
        }
    }
}
