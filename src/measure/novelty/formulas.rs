//! The wording of lawful repetition: set formulas of official documents and statutes, and the cues of quotations,
//! definitions and liabilities. Patterns are matched against folded text in linear time.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::lawful::Reason;

/// The patterns; `None` only if one of them did not compile, which a test excludes.
pub(super) fn patterns() -> Option<&'static Patterns> {
    PATTERNS.as_ref()
}

/// A set formula.
pub(super) struct Formula {
    pattern: Regex,
    /// Why it is lawful to repeat.
    pub(super) reason: Reason,
    /// Words of which the pattern always holds one: without them a text need not be searched.
    needles: &'static [&'static str],
}

impl Formula {
    /// Where it stands in a text, in bytes.
    pub(super) fn find(&self, text: &str) -> impl Iterator<Item = Range<usize>> {
        let may = self.needles.iter().any(|needle| text.contains(needle));
        may.then(|| self.pattern.find_iter(text).map(|m| m.range())).into_iter().flatten()
    }
}

/// The patterns, compiled once.
pub(super) struct Patterns {
    /// Set formulas.
    pub(super) formulas: Vec<Formula>,
    /// What leads up to a cited title.
    pub(super) cue: Regex,
    /// What names the source of a quotation.
    pub(super) source: Regex,
    /// A sentence that defines a term.
    pub(super) definition: Regex,
    /// A sentence that lays down a liability.
    pub(super) liability: Regex,
    /// Three or more bodies in a row.
    pub(super) names: Regex,
}

static PATTERNS: LazyLock<Option<Patterns>> = LazyLock::new(|| {
    let formulas = [
        (
            r"自[^，。；]{2,24}起(?:正式)?(?:施行|实施|执行)[^。；]{0,20}",
            Reason::ClosingClause,
            &["起施行", "起实施", "起执行", "起正式"][..],
        ),
        (
            r"(?:原)?《[^》]{3,60}》(?:[（(][^）)]{0,40}[）)])?[^，。；]{0,6}同时废止",
            Reason::ClosingClause,
            &["同时废止"][..],
        ),
        (
            r"有效期(?:为)?[\d一二三四五六七八九十]{1,3}年|由[^，。；]{2,30}负责解释",
            Reason::ClosingClause,
            &["有效期", "负责解释"][..],
        ),
        (
            r"现(?:将[^。]{2,80})?印发(?:给)?你们，?请[^。]{0,40}|请(?:认真)?(?:遵照|结合实际|贯彻)[^，。；]{0,10}(?:执行|落实)",
            Reason::Formula,
            &["你们", "请"][..],
        ),
        (
            r"经[^，。；]{2,20}(?:同意|批准|审议通过)，?现[^，。；]{0,40}(?:如下|你们)",
            Reason::Formula,
            &["如下", "你们"][..],
        ),
        (
            r"各省、?自治区、?直辖市[^。；]{0,50}|国务院各部委、?各直属机构|各(?:市|县|区|州|盟|地)[^。；，]{0,30}人民政府[^。；]{0,40}(?:委|办|局|部门|机构|直属单位)",
            Reason::Formula,
            &["自治区", "国务院各部委", "人民政府"][..],
        ),
        (
            r"(?:县|省|市|区|乡|镇)(?:级)?(?:以上)?(?:地方)?(?:各级)?(?:、[^，。；、]{1,6}){0,3}人民政府(?:[^，。；]{0,4}(?:有关|主管|相关)[^，。；]{0,4}部门)?",
            Reason::Formula,
            &["人民政府"][..],
        ),
        (
            r"构成犯罪的，?依法追究刑事责任|依法(?:追究|给予)[^，。；]{0,12}(?:责任|处分|处罚)|(?:对)?直接负责的主管人员和其他直接责任人员|滥用职权、玩忽职守、徇私舞弊|违反本[^，。；]{1,6}规定",
            Reason::Formula,
            &["刑事责任", "依法追究", "依法给予", "直接责任人员", "玩忽职守", "违反本"][..],
        ),
        (
            r"根据[^。；]{2,60}(?:规定|精神|要求|部署)，?(?:结合[^，。；]{1,16}实际)?，?制定本[^，。；]{1,6}|结合本?[^，。；]{1,8}实际，?(?:特)?制定[^，。；]{1,10}",
            Reason::Formula,
            &["制定"][..],
        ),
        (
            r"本(?:条例|办法|规定|法|细则|意见|通知)所称[^，。；]{1,20}，?(?:是指|包括)?|适用(?:于)?本(?:条例|办法|规定|法|细则)",
            Reason::Formula,
            &["所称", "适用"][..],
        ),
        (
            r"(?:主管|负责)(?:本|全)(?:行政区域|省|市|县|区)(?:内)?的?[^，。；]{0,24}(?:工作)?|在(?:本|其)行政区域内",
            Reason::Formula,
            &["主管本", "主管全", "负责本", "负责全", "行政区域内"][..],
        ),
        (
            r"法律、(?:行政法规|法规)[^，。；]{0,12}规定的其他[^，。；]{0,8}|法律、法规(?:对[^，。；]{1,20})?另有规定的?，?从其规定",
            Reason::Formula,
            &["规定的其他", "从其规定"][..],
        ),
        (
            r"任何(?:单位|组织)和个人(?:都|均)?(?:有权|不得|应当)|(?:做|作)出(?:显著|突出)[^，。；]{0,8}的(?:单位|组织)和个人[^。；]{0,24}(?:表彰|奖励)?",
            Reason::Formula,
            &["和个人", "作出", "做出"][..],
        ),
        (
            r"违反本[^，。；]{1,6}规定，?(?:有下列(?:行为|情形)之一的)?|有下列(?:行为|情形)之一的",
            Reason::Formula,
            &["违反本", "下列"][..],
        ),
        (
            r"(?:自收到|收到)[^，。；]{2,16}之日起[^，。；]{1,8}内?[^，。；]{0,20}(?:提起(?:行政)?诉讼|申请(?:行政)?复议)|向人民法院(?:提起(?:行政)?诉讼|申请[^，。；]{1,8})|申请行政复议",
            Reason::Formula,
            &["诉讼", "复议", "人民法院"][..],
        ),
        (
            r"[\p{Han}\d]{0,24}人民代表大会(?:常务委员会)?(?:第[^，。；《》]{1,12}次会议)?(?:[^，。；《》]{0,8}(?:通过|批准|修订|修正))?",
            Reason::Name,
            &["人民代表大会"][..],
        ),
        (
            r"按照(?:各自)?(?:的)?职责(?:分工)?(?:和本(?:条例|办法|规定)规定)?[^，。；]{0,12}(?:(?:负责|做好)[^。；]{0,40}工作)?|在各自(?:的)?职责范围内[^。；]{0,40}",
            Reason::Formula,
            &["职责"][..],
        ),
        (
            r"任何(?:单位|组织)(?:和|或者|或)个人[^，。；]{0,6}(?:有权|均可|可以)[^。；]{0,60}(?:举报|投诉|检举|控告)|(?:对)?[^，。；]{2,30}不服的，?(?:可以|有权)[^。；]{4,80}(?:复议|诉讼|仲裁)|可以[^，。；]{0,8}向[^，。；]{2,24}(?:仲裁委员会申请仲裁|人民法院(?:提起|起诉)[^，。；]{0,8})|之日起[\d十百]{1,4}[日天]内[^，。；]{0,4}向人民法院[^，。；]{0,8}",
            Reason::Formula,
            &["个人", "不服", "仲裁", "人民法院"][..],
        ),
    ];
    Some(Patterns {
        formulas: formulas
            .into_iter()
            .map(|(pattern, reason, needles)| Regex::new(pattern).map(|pattern| Formula { pattern, reason, needles }))
            .collect::<Result<_, _>>()
            .ok()?,
        cue: Regex::new(r"(?:根据|依据|按照|依照|遵照|贯彻落实|落实|执行|参照|符合)[^，。；《]{0,12}$").ok()?,
        source: Regex::new(r"指出|强调|要求|规定|提出|明确|《|讲话").ok()?,
        definition: Regex::new(r"所称[^。]{1,40}(?:是指|包括)|(?:的含义|用语的含义)|^[^，。；]{1,20}(?:[：:，]?是指|[：:]指)|(?:^|，)为[^，。；]{2,12}法定").ok()?,
        liability: Regex::new(r"责令|罚款|没收|处分|刑事责任|行政处罚|赔偿责任|吊销").ok()?,
        names: Regex::new(r"(?:[\p{Han}（）]{1,16}(?:部|委|局|厅|署|院|会|办|政府|部门|机构|银行|委员会|办公室|总局)(?:、|和|及|以及|会同)){2,}[\p{Han}]{1,16}(?:部|委|局|厅|署|院|会|办|政府|部门|机构|银行|委员会|办公室|总局)").ok()?,
    })
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_patterns_compile() {
        assert!(patterns().is_some());
    }
}
