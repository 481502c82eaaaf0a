//! What is checkable in a sentence whatever the model calls it: a figure that is reached, a body that is founded, an event that
//! is held, a title that others award, an accident that did not happen. And what one of its clauses does, so that nobody
//! is told that no method is named.

use std::sync::LazyLock;

use regex::Regex;

use crate::measure::substance::reading::Reading;
use crate::span::{self, Span};

/// A number in digits with what it counts. Years are no figures, and things that are only named count none (3个方面).
static FIGURE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"\d+(?:\.\d+)?\s?[余多几]?(?:%|％|‰|个百分点|[万亿千百]|家|件|项|名|人|户|处|条|座|所|套|台|辆|次|场|份|批|宗|起|倍|元|",
        r"平方|立方|亩|公顷|公里|千米|米|吨|千瓦|兆瓦|小时|分钟|天|个工作日|个月|",
        r"个(?:以上|左右)?[^方阶特关结意着层维环世“”])|",
        r"[一二三四五六七八九十百千两]+(?:万|亿)?(?:元|平方米|公里|公顷|亩|吨|倍|分之[一二三四五六七八九十百])"
    ))
    .ok()
});

/// A figure that something is to reach or has reached. One that only counts what is spoken of (办好10件实事) leaves a
/// sentence as empty as it was.
static REACHED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"\d(?:[%％‰]|个百分点)|\d[^，。；、]{0,6}(?:以上|以下|以内|左右)|",
        r"(?:达到?|超过?|新增|增长|增加|完成|突破|保持在|控制在|不低于|不少于|不超过|压减|减少|降低|降至|提高到|增至|新建|改造|建成)[^，。；、\d]{0,8}\d"
    ))
    .ok()
});

/// A number that stands for projects or clusters (“2+3+6” 体系, 培育三大集群). Labels of politics (两个……) are none, and neither is
/// what all work only looks at (聚焦三大产业).
static CODE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"\d\+\d|“\d{3,}”|(?:培育|打造|发展|建设|布局|壮大|做强|做大|推动|构建|形成|建成)[^，。；、“”]{0,6}",
        "[三四五六七八九十]大[^，。；、“”]{2,12}(?:产业链|产业|集群)"
    ))
    .ok()
});

/// Acts and facts.
static ACT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        "(?:组建|设立|成立)[^，。；、]{2,20}(?:集团|公司|小组|专班|委员会|办公室|中心|机构|基金|联盟|队|院|局|平台)(?:[，。；、和及]|$)|",
        "(?:举办|办好|承办|筹办)[^，。；]{2,24}(?:论坛|博览会|运动会|交易会|洽谈会|大会|峰会|年会|艺术节|文化节|电影节|旅游节|会展|大赛|锦标赛|马拉松)|",
        "(?:争创|申创|创建|申报|申建)(?:国家|全国|世界|省级)[^，。；]{0,16}",
        "(?:示范区|先行区|先导区|试验区|试点|示范市|示范县|示范基地|医学中心|创新中心|实验室|公园|遗产|文明城市|卫生城市|园林城市)|",
        "(?:未|没有)发生[^，。；]{2,30}(?:事故|案件|事件|疫情|灾害)|",
        // What others put on their lists, and campaigns with a name of their own (not 一批、各项、系列、多种).
        "(?:入围|入选|获评|荣获|获批|被(?:评|命名|认定|确定)为)[^，。；更]{4,}|",
        "(?:实施|开展|启动|组织)[^，。；、“”的各批系多]{4,20}(?:行动|工程|计划|试点)(?:[，。；、和及]|$)"
    ))
    .ok()
});

/// How a clause begins that says by what means.
static METHOD: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        "^(?:[一二三四五六七八九十]是|要|将|应|并|大力|积极|深入|持续|全面|广泛|组织|抓紧|加快|继续|进一步|扎实|有序|稳步|定期|依法|探索|支持|[，、“”])*",
        "(?:通过|依托|采取|采用|运用|利用|借助|推行|推广|实行|实施|开展|建立(?:健全)?|组建|设立|制定|出台|编制|修订|引导|鼓励|",
        "吸引|引进|举办|办好|争创|委托|购买|改造|新建|改建|扩建|建成|培训|清理|排查|检查|巡查|监测|查处|打击|公开|公布|考核|选派|",
        "发放|补贴|减免|拨付|开通|上线|赋予|允许|禁止|取消|下放|合并|推动[^，。；]{2,8}、[^，。；]{2,8}、)"
    ))
    .ok()
});

/// What only says that there are means (采取更加有效举措).
static MERE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new("采[取用](?:[^，。；]{0,6}有[力效]的?|[^，。；]{0,2}各种|一切|多种)?[^，。；]{0,2}(?:措施|举措|办法|手段|形式|方式)").ok()
});

/// Whom a number stands for in an address to all of them (14亿多中国人民, 56个民族): no figure of the draft's.
const ALL_PEOPLE: [&str; 7] = ["人民", "民族", "儿女", "同胞", "群众", "中国人", "党员"];
/// What a number only says with emphasis: 100%的热情.
const ZEAL: [&str; 5] = ["的热情", "的努力", "的干劲", "的精神", "的决心"];
/// How far behind the number they stand, in characters.
const NAMED: usize = 8;
/// What makes an act the occasion of something else, and a thing that did not happen a wish.
const OCCASIONS: [&str; 5] = ["为契机", "为抓手", "为载体", "为牵引", "为目标"];
const WISHES: [&str; 6] = ["确保", "力争", "争取", "要", "防止", "坚决"];

/// Whether a stretch holds a figure outside of set formulations.
pub(super) fn is_measured(reading: &Reading<'_>, span: Span) -> bool {
    holds(reading, &FIGURE, span) || holds(reading, &CODE, span)
}

/// Whether a sentence says something that can be checked, whatever the model says of it.
pub(super) fn is_held(reading: &Reading<'_>, sentence: Span) -> bool {
    (is_measured(reading, sentence) && holds(reading, &REACHED, sentence))
        || holds(reading, &CODE, sentence)
        || clauses(reading, sentence).any(|clause| acts(reading, clause))
}

/// Whether a clause tells an act or a fact.
fn acts(reading: &Reading<'_>, clause: Span) -> bool {
    let words = reading.analysis.folded(clause);
    let wished = words.contains("发生") && WISHES.iter().any(|wish| words.contains(wish));
    !wished && !OCCASIONS.iter().any(|occasion| words.contains(occasion)) && holds(reading, &ACT, clause)
}

/// The clauses of a sentence, as far as they lie in it.
fn clauses(reading: &Reading<'_>, sentence: Span) -> impl Iterator<Item = Span> {
    let clauses = &reading.analysis.clauses;
    let first = clauses.partition_point(|clause| clause.span.end <= sentence.start);
    let inside = clauses.iter().skip(first).map(|clause| clause.span);
    inside.take_while(move |clause| clause.start < sentence.end).map(move |clause| clause.intersection(sentence))
}

/// Whether a pattern stands in a stretch, not inside a set formulation.
fn holds(reading: &Reading<'_>, pattern: &LazyLock<Option<Regex>>, span: Span) -> bool {
    let folded = &reading.analysis.folded;
    let base = folded.byte_of(span.start);
    let found = pattern.iter().flat_map(|pattern| pattern.find_iter(folded.slice(span)));
    found.into_iter().any(|m| {
        let place = folded.span_of_bytes(base + m.start(), base + m.end());
        let named = folded.slice(Span::new(place.start, place.end + NAMED));
        let mere = ALL_PEOPLE.iter().chain(&ZEAL).any(|words| named.contains(words));
        !span::any_overlap(&reading.formulated, place) && !mere
    })
}

/// The clauses of a sentence that say by what means.
pub(super) fn means(reading: &Reading<'_>, sentence: Span) -> impl Iterator<Item = Span> {
    let is = |pattern: &LazyLock<Option<Regex>>, words: &str| pattern.as_ref().is_some_and(|p| p.is_match(words));
    let says = move |words: &str| is(&METHOD, words) && !is(&MERE, words);
    clauses(reading, sentence).filter(move |&clause| says(reading.analysis.folded(clause)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{DraftFacts, Kind};
    use crate::lexicon::Lexicon;
    use crate::measure::substance::Opinion;
    use crate::model::SentenceModel;
    use crate::text::Analysis;
    use std::path::Path;

    #[test]
    fn figures_acts_and_means_are_told() {
        let lexicon = Lexicon::shipped().unwrap();
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("models").join("sentence");
        let model = SentenceModel::load(&folder).unwrap();
        for (text, measured, held, method) in [
            ("城镇新增示例岗位500万个以上。", true, true, false),
            ("办好10件示例实事。", true, false, true),
            ("不辜负14亿多示例人民。", false, false, false),
            ("2026年要高度重视。", false, false, false),
            ("办成一批示例实事。", false, false, false),
            ("组建示例投资集团。", false, true, true),
            ("争创国家示例改革试验区。", false, true, true),
            ("加强领导，通过示例平台公开信息。", false, false, true),
            ("召开会议。", false, false, false),
            ("以100%的热情投入示例工作。", false, false, false),
            ("以创建国家示例示范区为契机，开创新局面。", false, false, false),
            ("去年没有发生重大示例事故。", false, true, false),
            ("确保没有发生重大示例事故。", false, false, false),
            ("示例城入围全国示例创新百强。", false, true, false),
            ("深入实施示例水网升级改造行动，提升示例水平。", false, true, true),
            ("实施更加积极的行动。", false, false, true),
            ("构建“2+3+6”示例体系。", true, true, false),
            ("培育三大示例产业集群。", true, true, false),
            ("做到两个维护和三大攻坚。", false, false, false),
            ("聚焦三大示例产业方向。", false, false, false),
            ("采取更加有效举措加以解决。", false, false, false),
            ("采取示例联审办法核对名单。", false, false, true),
        ] {
            let analysis = Analysis::new(text, None);
            let opinion = Opinion::of(&analysis, &model);
            let facts = DraftFacts { kind: Some(Kind::Notice), ..DraftFacts::default() };
            let reading = Reading::new(&analysis, &facts, &lexicon, &opinion);
            let span = analysis.sentences[0].span;
            let found = (is_measured(&reading, span), is_held(&reading, span), means(&reading, span).next().is_some());
            assert_eq!(found, (measured, held, method), "{text}");
        }
    }
}
