//! What an authority does in the ordinary course of its business, whoever asks for it: the plans and decisions of a
//! single case, the papers of an application that it passes on, the register that is the service itself. The words are
//! those of a burden; the thing is none.

use crate::measure::assessment::party::has_duty;
use crate::measure::assessment::words::{DUTY, any_of, without_number};

/// Plans that a law wants of those who hand out places, whatever the draft says of them.
const LEGAL: [&str; 7] =
    ["招生方案", "招生计划", "录取计划", "招录计划", "土地利用计划", "土地利用年度计划", "土地利用总体规划"];
/// Kinds of spatial plans.
const SPATIAL: [&str; 5] = ["总体", "详细", "控制性", "城乡", "国土空间"];
/// What a plan for land is about, and what is done with the land.
const LAND: [&str; 6] = ["土地", "用地", "使用权", "宗地", "地块", "采矿权"];
const DEALT: [&str; 10] = ["出让", "划拨", "供应", "供地", "储备", "转用", "征收", "收购", "处置", "收回"];
/// Plans of one case, and how one case is named.
const OF_A_CASE: [&str; 12] = [
    "出让方案",
    "转让方案",
    "划拨方案",
    "供地方案",
    "拆迁方案",
    "补偿方案",
    "安置方案",
    "收回方案",
    "该宗",
    "每宗",
    "逐宗",
    "该案",
];
/// Longest name of a plan that is read, and how near to it an approval stands, in characters.
const NAME: usize = 16;
const APPROVAL: usize = 24;
/// Signs that a paper decides one case: it goes to whoever may approve it.
const DECIDED: [&str; 3] = ["有批准权", "有审批权", "有权批准"];
/// Papers of an application.
const FILES: [&str; 14] = [
    "申报材料",
    "申报资料",
    "申报文件",
    "申请材料",
    "申请资料",
    "申请文件",
    "报批材料",
    "报审材料",
    "推荐材料",
    "推荐意见",
    "推荐名单",
    "审查意见",
    "初审意见",
    "项目申报",
];
/// What came out of examining one, and drafts sent on; not where it goes up again and again.
const RESULTS: [&str; 19] = [
    "送审稿",
    "草案",
    "备案材料",
    "备案的材料",
    "备案的相关材料",
    "审批的材料",
    "协商结果",
    "核定情况",
    "核实情况",
    "核查情况",
    "审核情况",
    "初审情况",
    "申请",
    "核查结果",
    "核实结果",
    "审核结果",
    "审查结果",
    "初审结果",
    "复核结果",
];
/// What sums up the work as a whole.
const SUMMED_UP: [&str; 2] = ["情况报告", "总结"];
/// Words of what is done again and again.
const PERIODS: [&str; 8] = ["每日", "每天", "每周", "每月", "每季", "每半年", "每年", "定期"];
/// Steps in the making or the review of a single paper.
const STEPS: [&str; 8] = ["起草单位", "起草部门", "送审单位", "或者说明", "或说明", "补充材料", "补充相关材料", "补正"];
/// Papers whose list stands beside.
const LISTED: [&str; 5] = ["以下材料", "下列材料", "以上材料", "上述材料", "下列文件"];
/// Bodies to which employers and villages answer: members, not superiors.
const MEMBERS: [&str; 16] = [
    "向理事会",
    "向董事会",
    "向会员",
    "向常务委员会",
    "向村民",
    "向居民",
    "向职工",
    "向群众",
    "向家长",
    "职工代表大会",
    "职工大会",
    "村民会议",
    "村民代表会议",
    "居民会议",
    "股东会",
    "业主大会",
];
/// One's own government: a department works for it every day.
const OWN_GOVERNMENT: [&str; 6] =
    ["报告本级人民政府", "报告同级人民政府", "报本级人民政府", "报本级政府", "报同级人民政府", "报同级政府"];
/// The same where nothing but the government itself is meant: the clause ends there.
const OWN_ALONE: [&str; 4] = ["送本级人民政府", "送本级政府", "送同级人民政府", "送同级政府"];
/// Verbs of handing something upwards, once 通报 and its like are out of the text.
const UPWARDS: [&str; 8] = ["报", "调度", "反馈", "提交", "上传", "上交", "送交", "告"];
/// Words with 报 that send nothing upwards.
const LEVEL: [&str; 3] = ["通报", "公报", "简报"];
/// Signs that end a predicate.
const ENDS: [char; 6] = ['，', '。', '；', '）', '、', '并'];
/// What follows where the register itself is the service.
const ISSUED: [&str; 10] =
    ["并向社会公布", "并公布", "电子化", "确认", "核发", "颁发", "发给", "发放", "妥善保管", "确权"];
/// Entering into a register.
const REGISTERS: [&str; 5] = ["登记造册", "造册登记", "建档立卡", "名册", "名录"];
/// What a register describes where it stands right before it: 建档立卡户.
const REGISTERED: [&str; 10] = ["户", "人口", "家庭", "对象", "群众", "农户", "贫困", "脱贫", "低收入", "学生"];
/// What follows where filing is only named, and where bound papers are handed in.
const FILED: [&str; 5] = ["制度", "等", "执行", "后", "程序"];
const HANDED_IN: [&str; 6] = ["递交", "提交", "报送", "送", "径", "份"];
/// What is done with money that is there.
const MANAGED: [&str; 8] = ["管理", "监管", "监督", "使用", "审计", "绩效", "监测", "核算"];
/// Nouns of somebody that end a subject.
const SOMEBODY: [&str; 6] = ["部门", "机关", "单位", "机构", "政府", "人"];
/// Words with which the predicate begins after a subject.
const PREDICATE: [&str; 5] = ["应", "要", "须", "不得", "负责"];
/// How a clause begins about whatever is done some day.
const SOME_DAY: [&str; 3] = ["今后", "以后", "凡"];
/// Longest noun of somebody that ends a subject, in characters.
const NOUN: usize = 16;

/// Whether a plan is one that the law wants, or the decision of a case. `before` is what stands before the words of the
/// plan in the clause, `after` what follows them in the sentence.
pub(super) fn is_legal_plan((before, words): (&str, &str), after: &str) -> bool {
    let length = words.chars().count();
    let spatial = words.starts_with("规划由") && SPATIAL.iter().any(|kind| before.ends_with(kind));
    let name: String = match words.split_once('由') {
        // 出让方案由…拟定: the name stands before.
        Some((plan, _)) => {
            let from = before.chars().count().saturating_sub(NAME);
            before.chars().skip(from).chain(plan.chars()).collect()
        }
        None => words.chars().skip(length.saturating_sub(NAME)).collect(),
    };
    let land = ["计划", "方案"].iter().any(|end| name.ends_with(end)) && any_of(&name, &LAND) && any_of(&name, &DEALT);
    let next: String = after.chars().take(APPROVAL).collect();
    // 出让方案由…根据年度计划拟定: the words of the hit begin with another plan.
    let by = before.rsplit_once('由').is_some_and(|(plan, _)| OF_A_CASE.iter().any(|name| plan.ends_with(name)));
    let case = by || any_of(&name, &OF_A_CASE);
    any_of(&name, &LEGAL) || case || land || spatial || any_of(&next, &DECIDED)
}

/// Whether what is handed on is the papers of an application, by its sentence and clause; a list of papers without a word for what
/// they are (以下材料) is one where the title speaks of approval.
pub(super) fn passes_on(sentence: &str, clause: &str, title: &str) -> bool {
    let procedure = ["报批", "审批", "审查", "申报", "认定", "许可"];
    let single = any_of(clause, &RESULTS) && !any_of(clause, &PERIODS) && !any_of(clause, &SUMMED_UP);
    single
        // A report that is issued (出具核查报告) is the paper of a case.
        || clause.contains("出具")
        || is_filing(clause)
        || any_of(clause, &FILES)
        || any_of(sentence, &STEPS)
        || (any_of(sentence, &LISTED) && (any_of(title, &procedure) || any_of(sentence, &["申报", "申请"])))
}

/// Whether a paper is only filed (报送备案) or handed in to be decided on: reports of how things go are more than that.
fn is_filing(clause: &str) -> bool {
    let clause = clause.trim_end_matches(['，', '。', '；']);
    if clause.ends_with("决定") {
        return true;
    }
    clause.ends_with("备案")
        && !any_of(clause, &["情况", "总结", "进展", "月", "日前", "日内"])
        && !any_of(clause, &PERIODS)
}

/// Whether a clause speaks of whatever is done some day (今后出台政策，不与…挂钩) or of a means (通过建立制度，…): how, not
/// that. What is to be done from now on again and again (今后每月报送) is told, and so is what the sentence ends with.
/// `next` is what follows the clause.
pub(super) fn is_manner(clause: &str, next: &str) -> bool {
    if has_duty(clause, &DUTY) {
        return false;
    }
    let some_day = || SOME_DAY.iter().any(|word| clause.starts_with(word));
    let case = || next.starts_with(['，', ',']) && !any_of(clause, &PERIODS);
    clause.starts_with("通过") || (some_day() && case())
}

/// Whether 规定 is no verb that ends what is left to somebody (由…向符合规定条件的单位…): a noun, or its words go on.
/// `after` is what follows it in the clause.
pub(super) fn is_by_rule(inside: &str, after: &str) -> bool {
    inside.starts_with('由') && inside.ends_with("规定") && !after.is_empty() && !after.starts_with(ENDS)
}

/// Whether a report is an alarm in a case (发现险情，及时报告…): `so_far` is what the sentence says up to the end of the
/// hit. What is to be reported by a day or again and again is more than that.
pub(super) fn is_alarm(so_far: &str, inside: &str) -> bool {
    let found = |clause: &str| clause.contains("发现") && !clause.contains("发现的");
    let alarm = ["及时报告", "及时上报", "随时报告"].iter().any(|word| inside.contains(word));
    alarm && !any_of(so_far, &PERIODS) && so_far.split('，').any(found)
}

/// Whether a clause tells whoever drafts a paper how to go about it.
pub(super) fn drafts(clause: &str) -> bool {
    any_of(clause, &["起草单位应", "起草部门应", "起草单位要", "起草单位须"])
}

/// Whether a report goes to nobody above: to members, to the authority's own government, or sideways.
pub(super) fn goes_to_none_above(inside: &str, clause: &str) -> bool {
    // Kinds of papers (向上级的请示、报告).
    if inside.contains("的请示") {
        return true;
    }
    let rest = LEVEL.iter().fold(inside.to_owned(), |text, word| text.replace(word, ""));
    let sideways = rest != inside && !any_of(&rest, &UPWARDS);
    let alone = OWN_ALONE.iter().any(|end| clause.trim_end_matches(['，', '。', '；']).ends_with(end));
    sideways || alone || any_of(clause, &MEMBERS) || any_of(clause, &OWN_GOVERNMENT)
}

/// Whether a register only describes who is in it (建档立卡户), or takes in what was applied for (予以登记造册).
pub(super) fn is_register(inside: &str, before: &str, after: &str) -> bool {
    let register = REGISTERS.iter().any(|word| inside.ends_with(word));
    let next = after.trim_start_matches(['，', '、', '的']);
    // What is filed: a list of steps, a way to file, papers of a filing or of a case that goes on.
    let named = inside.contains("归档") && (before.ends_with('的') || FILED.iter().any(|word| after.starts_with(word)));
    let handed_in = inside.ends_with("装订成册") && any_of(after, &HANDED_IN);
    named
        || handed_in
        || register
            && (ISSUED.iter().any(|word| next.starts_with(word))
                || REGISTERED.iter().any(|word| next.starts_with(word))
                || before.ends_with("予以"))
}

/// Whether money is only to be looked after (经费监管) or counted as a cost (预算成本), or a burden on the purse is spoken of
/// (减轻财政负担): no share in it (财政负担50%). `after` is what follows the hit.
pub(super) fn is_management(inside: &str, after: &str) -> bool {
    let after = after.trim_start_matches('的');
    let figure = after.starts_with(|c: char| c.is_ascii_digit() || "一二三四五六七八九十百全部".contains(c));
    MANAGED.iter().any(|word| after.starts_with(word)) || after.starts_with("成本") || (inside == "财政负担" && !figure)
}

/// Whether money is named as a source (由预算安排资金, 新增安排资金, 省级预算安排用于…的资金), or beside something else that is
/// arranged (安排、资金).
pub(super) fn is_source(before: &str, inside: &str) -> bool {
    let from = |words: &[&str]| words.iter().any(|word| before.ends_with(word));
    inside.ends_with("、资金")
        || (inside == "安排资金" && from(&["预算", "新增"]))
        || (inside.starts_with("安排用于") && from(&["预算"]) && !has_duty(before, &DUTY))
}

/// Whether persons are named only to say what they answer for (明确负责人的责任), or to act in a case (指定两名人员承办).
pub(super) fn is_staffing_a_case(inside: &str, after: &str) -> bool {
    after.starts_with("承办")
        || (inside.starts_with("明确") && after.starts_with(['的', '、']) && after.contains("责任"))
}

/// Whether a hit begins with the circumstances in view of which something is done (根据实际情况…，报…), no matter of a report.
pub(super) fn is_in_view_of(before: &str, inside: &str) -> bool {
    let paper = any_of(inside, &["制定", "制订", "前报", "日前"]);
    !paper
        && inside.starts_with("情况")
        && before.ends_with("实际")
        && any_of(before, &["根据", "依据", "按照", "结合", "视"])
}

/// Whether a sentence says by which ideas all is guided (以…为指导，…): what it goes on with is a programme.
pub(super) fn is_principle(sentence: &str) -> bool {
    let text = without_number(sentence).trim_start_matches("坚持");
    text.starts_with('以') && text.split('，').next().is_some_and(|clause| clause.ends_with("为指导"))
}

/// Whether a hit is the subject of its own clause (编制方案应当…): how it is done, not that it is.
pub(super) fn is_subject_itself(after: &str) -> bool {
    PREDICATE.iter().any(|word| after.starts_with(word))
}

/// Whether a clause is but the subject of the next one (签订协议的部门，应当…). `after` is the rest of the clause behind
/// the hit, `next` what follows the comma.
pub(super) fn is_subject(after: &str, next: &str) -> bool {
    let next = next.trim_start_matches(['，', ',', ' ']);
    // 建立制度，是…的基础.
    if next.starts_with('是') && !next.starts_with("是否") {
        return true;
    }
    let Some((_, noun)) = after.rsplit_once('的') else { return false };
    noun.chars().count() <= NOUN
        && SOMEBODY.iter().any(|end| noun.ends_with(end))
        && PREDICATE.iter().any(|word| next.starts_with(word))
}
