//! Who is to act, as far as a reader is told what is missing: a named body (市财政局：……) or bodies in general (各级政府务必
//! ……) at the head of a clause. In general terms it is no substance marker, but nobody may be told that nobody is named.

use std::sync::LazyLock;

use regex::Regex;

/// Longest head of a clause that is looked at, in characters: a longer one is no subject.
const HEAD: usize = 40;

/// Words that follow whoever is to act.
const DUTIES: [&str; 17] = [
    "一定要",
    "按照",
    "按职责",
    "务必",
    "必须",
    "应当",
    "负责",
    "牵头",
    "要",
    "应",
    "须",
    "：",
    "共同",
    "分别",
    "具体",
    "围绕",
    "会同",
];

/// How the names of bodies and of those who act in them end.
const BODIES: &str = "政府 党委 党组 党组织 支部 部门 单位 机关 机构 委员会 办公室 办事处 委 局 厅 办 院 中心 公司 企业 银行 学校 高校 \
    街道 社区 乡镇 支队 大队 小学 中学 中小学 幼儿园 园区 分行 支行 工会 \
    共青团 妇联 员工 指挥部 小组 专班 协会 媒体 人员 干部 负责人 领导 各地 地区 同志 党员";

/// How places end that stand for their governments, and short names of bodies, where 各, 全, 有关 or 相关 comes before
/// (各县（市、区）要, 各校要, 相关行业组织要).
const PLACES: &str = "省 市 县 区 旗 州 盟 镇 乡 村 校 地方 组织 上下";

/// Who is asked behind a verb (鼓励各地), and whose part is to be played (发挥市示例办统筹作用).
static ASKED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        "^[^，。；]{0,4}(?:请(?:各|你)|(?:鼓励|支持|引导|指导|督促|要求|组织)各(?:地|级|有关|相关|部门|单位|省|市|州|县|区|乡|镇|校|学校))|",
        "发挥[^，。；]{0,10}?(?:政府|部门|协会|商会|联盟|委员会|小组|专班|指挥部|学校|高校|机构|企业|[省市县区州][^，。；、]{1,8}[办委局厅])",
        "(?:和|与|、|等|的|在|统筹|协调|牵头|主体|主导|组织|作用)"
    ))
    .ok()
});

/// Whether a sentence names whoever is to act: at the head of one of its clauses, as a clause before what is to be done, or
/// behind a verb.
pub(super) fn is_named(sentence: &str) -> bool {
    let clauses: Vec<&str> = sentence.split(['，', '；', '。']).map(str::trim).collect();
    let asked = |clause: &str| ASKED.as_ref().is_some_and(|asked| asked.is_match(clause));
    let parted = clauses.windows(2).any(|pair| match pair {
        [body, task] => DUTIES.iter().any(|duty| task.starts_with(duty)) && is_subject(body),
        _ => false,
    });
    parted || clauses.iter().any(|clause| asked(clause) || heads(clause).any(is_body))
}

/// What stands before each word of duty of a clause.
fn heads(clause: &str) -> impl Iterator<Item = &str> {
    let places = DUTIES.iter().flat_map(|duty| clause.match_indices(duty));
    places.filter_map(|(at, _)| clause.get(..at)).filter_map(head)
}

/// What may be a subject at the end of these words: all of them, or of a longer list (公安、民政等部门) the last item. Looks
/// at no more than a head's length, as a clause may hold thousands of words of duty.
fn head(words: &str) -> Option<&str> {
    match words.char_indices().rev().nth(HEAD) {
        None => Some(words),
        Some((start, _)) => words.get(start..)?.rsplit_once('、').map(|(_, last)| last),
    }
}

/// Whether a whole clause is nothing but bodies in general (各级示例部门): 加强组织领导 ends like one and is none.
pub(super) fn is_subject(clause: &str) -> bool {
    clause.starts_with(['各', '全']) && is_body(clause)
}

/// Whether these words are the name of a body, or of bodies in general.
fn is_body(words: &str) -> bool {
    let words = words.trim().trim_end_matches(['都', '均', '也', '还']);
    let bare = match words.strip_suffix('）').and_then(|rest| rest.rsplit_once('（')) {
        Some((before, _)) => before,
        None => words,
    };
    let ends = |names: &str| names.split_whitespace().any(|name| bare.ends_with(name));
    let general = bare.contains('各') || bare.starts_with('全') || ["有关", "相关"].iter().any(|w| bare.contains(w));
    bare.chars().count() >= 2 && (ends(BODIES) || (general && ends(PLACES)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clause_of_thousands_of_duties_is_read_in_time_that_grows_with_it() {
        // Quadratic it would take minutes.
        let clause = format!("{}。", "切实提高示例站位要高度重视、要狠抓落实要".repeat(40_000));
        assert!(!is_named(&clause));
        assert_eq!(head(&format!("{}、示例部门", "示".repeat(HEAD))), Some("示例部门"));
        assert_eq!(head(&"示".repeat(HEAD + 1)), None);
    }

    #[test]
    fn whoever_acts_is_read_at_the_head_of_a_clause() {
        for (sentence, named) in [
            ("市财政委：强化资金保障，确保资金到位。", true),
            ("各级地震部门要切实加强领导。", true),
            ("全省各级政府和有关部门务必高度重视。", true),
            ("各县（市、区）要加强统筹。", true),
            ("防汛形势严峻，各镇要压实责任。", true),
            ("请各单位认真抓好落实。", true),
            ("各地、各有关部门按照职责分工抓好落实。", true),
            ("主要负责人要亲自抓。", true),
            ("要高度重视，狠抓落实。", false),
            ("防汛工作的重要性要充分认识。", false),
            ("持续优化市场环境，推动示例产业发展。", false),
            ("以下方面要抓好：", false),
            ("广大示例媒体要解读示例政策。", true),
            ("鼓励各地从实际出发。", true),
            ("各部门的示例工作人员，应专心推进示例改革。", true),
            ("充分发挥省示例办统筹协调作用。", true),
            ("充分发挥示例优势和引领作用。", false),
            ("加强组织领导，要提高示例水平。", false),
            ("引导各类示例政策倾斜。", false),
            ("各区政府一定要认真学习。", true),
            ("各校要高度重视，精心组织。", true),
            ("区教育局围绕示例目标，促进示例均衡发展。", true),
            (
                "示例甲、示例乙、示例丙、示例丁、示例戊、示例己、示例庚、示例辛、示例壬、示例癸、示例子、示例丑等部门要密切配合。",
                true,
            ),
            ("相关行业组织要充分发挥示例作用。", true),
            ("有关部门、各地方要加强示例推广。", true),
            ("各级工会、共青团、妇联要主动作为。", true),
            ("全市上下要统一思想。", true),
            ("要求各学校树立示例意识。", true),
            ("健全示例组织要持之以恒。", false),
            ("示例产业是示例机构的支撑，提升示例水平。", false),
            ("", false),
        ] {
            assert_eq!(is_named(sentence), named, "{sentence}");
        }
    }
}
