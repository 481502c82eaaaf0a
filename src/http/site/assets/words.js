// The Chinese words for names of the interface, and how figures and times are written.

export const LEVELS = [["central", "中央"], ["department", "部委"], ["province", "省级"], ["city", "市级"], ["county", "县级"], ["township", "乡镇级"], ["unknown", "层级未知"]];
export const KINDS = [..."决议 决定 命令 公报 公告 通告 意见 通知 通报 报告 请示 批复 议案 函 纪要".split(" ").map((kind) => [kind, kind]),
  ["speech", "讲话"], ["plan", "规划计划"], ["measures", "办法"], ["law", "法规"], ["brief", "简报"], ["other", "其他"]];
export const NATURES = [["comprehensive", "部署综合性工作"], ["special_task", "部署专项工作或具体任务"], ["comprehensive_report", "综合报告"], ["special_report", "专项报告"], ["general", "其他"]];
/** Who laid an entry of a term list down; of several with the same pattern the last in this row counts. */
export const LAYERS = [["national", "全国"], ["province", "省"], ["unit", "单位"]];
/** Places of a document at which an entry may not count. */
export const POSITIONS = [["title", "标题"], ["heading", "小标题"], ["opening", "开头"], ["closing", "结尾"], ["quotation", "引文"], ["annex", "附件"]];
const level = new Map(LEVELS);
const kind = new Map(KINDS);
export const levelOf = (name) => level.get(name) ?? name ?? "";
const layer = new Map(LAYERS);
export const layerOf = (name) => layer.get(name) ?? name ?? "";
export const kindOf = (name) => kind.get(name) ?? name ?? "";

export const MEASURES = [["brevity", "短"], ["substance", "实"], ["novelty", "新"], ["assessment", "评估"]];
export const SEVERITIES = [["error", "重点"], ["warning", "建议"], ["notice", "提示"]];
export const PASSAGES = { verbatim: "原文照录", edited: "改动后照搬", reworded: "疑似改写", lawful: "合理重复" };
export const REASONS = {
  quotation: "引文", citation: "注明出处的引用", title: "文件或会议名称", name: "机构名称", protected: "规定表述", formula: "公文程式语",
  definition: "法定定义或责任条款", closing_clause: "施行、废止条款", statute: "注明条款的法律条文", forwarded_text: "所转发的原文", boilerplate: "众多文件通用语", isolated: "零星相同", elsewhere: "其他地区雷同",
};
export const EDITS = { region: "地名", organ: "机关", number: "数字", insert: "新增", delete: "删去", replace: "替换", move: "移位" };
export const ADVICE = { pass: "未到建议修改的界线", revise: "建议修改后再报", return: "建议退回并说明理由" };
export const FROM = { given: "填写", inferred: "自动识别", unknown: "未知" };
export const MARKERS = { responsible: "责任主体", deadline: "时限", quantity: "量化", measure: "具体举措", condition: "条件", money: "资金", object: "对象", fact: "事实" };
export const GRADES = { A: "条文原文", B: "官方公布", C: "报道转述", Practice: "工作惯例" };
export const JOBS = { import: "导入", reindex: "重建索引", backup: "备份", preview: "试算", corpus_preview: "试算（语料）", suggest: "找候选词条" };
export const STATES = { queued: "等待中", running: "进行中", succeeded: "已完成", failed: "失败", cancelled: "已取消" };
export const ACTIONS = {
  "review.created": "新建审核", "review.deleted": "删除审核", "review.exported": "导出审核", "decision.made": "作出处理意见", "decision.withdrawn": "撤销处理意见",
  "documents.stored": "存入文件", "document.deleted": "删除文件", "index.rebuilt": "重建索引",
  "term_list.drafted": "保存词表草稿", "term_list.draft_discarded": "放弃词表草稿", "term_list.published": "发布词表", "term_list.exported": "导出词表",
  "norm_profile.drafted": "保存规范档草稿", "norm_profile.draft_discarded": "放弃规范档草稿", "norm_profile.published": "发布规范档", "norm_profile.exported": "导出规范档",
  "preview.made": "以送审稿试算", "proposal.settled": "处理例外建议", "candidate.settled": "处理候选词条",
  "backup.created": "制作备份", "backup.fetched": "下载备份", "backup.deleted": "删除备份", "backup.restored": "恢复备份", "job.cancelled": "取消任务",
  "key.created": "新建密钥", "key.revoked": "吊销密钥", "login.refused": "拒绝登录", "scope.refused": "拒绝越权", "setting.changed": "改变设置",
  "audit.exported": "导出审计日志", "audit.pruned": "按期清理审计日志",
};
const FIELDS = {
  text: "正文", file: "文件", title: "标题", issuer: "发文机关", level: "层级", kind: "文种", date: "成文日期", nature: "文件性质", against: "只与这些文件对比",
  profile: "规范档", id: "编号", docno: "文号", q: "检索词", from: "起始日期", to: "截止日期", size: "每页条数", cursor: "翻页位置", name: "名称", scopes: "权限", expires: "可用到", reason: "理由",
  pattern: "词条", category: "类别", severity: "级别", note: "说明", exceptions: "例外", hit: "必须命中的例句", miss: "不得命中的例句", norm: "依据", exempt: "豁免", entries: "词条",
};
/** A field that a JSON pointer names, in the words of the page; null where it has none of its own. */
export function fieldOf(pointer) {
  const parts = (pointer ?? "").split("/").slice(1);
  const known = parts.map((part) => (/^\d+$/.test(part) ? `第 ${Number(part) + 1} 条` : FIELDS[part]));
  return parts.length && known.every(Boolean) ? known.join(" ") : null;
}
export const DECISIONS = { accepted: "采纳", ignored: "忽略" };
const RULES = {
  "brevity.over_limit": "超出篇幅", "brevity.long_background": "铺垫偏长", "substance.slogan": "空话套话", "substance.empty_sentence": "空话句", "substance.formulated_sentence": "规定表述句",
  "substance.numbered_slogan": "数字口号", "substance.parallel_run": "同首排比", "substance.stacked_degree": "程度词堆叠",
  "substance.four_character_run": "四字句连排", "substance.significance": "意义段", "substance.near_protected": "规定表述请核对",
  "substance.repeated_protected": "规定表述重复",
  "novelty.copied": "雷同段落", "novelty.reworded": "疑似改写", "novelty.outline": "提纲对应", "novelty.place_residue": "他地地名", "novelty.nothing_added": "可原文转发",
};

/** The name of a rule; burdens are called by their item. */
export function ruleOf(rule, items) {
  return RULES[rule] ?? items?.get(rule) ?? rule;
}

/** Whether a finding is of a sentence made of protected formulations, which is counted apart from the empty ones. */
export const isApart = (finding) => finding.rule === "substance.empty_sentence" && finding.severity === "notice";

/** The name of what a finding is. */
export const named = (finding, items) => (isApart(finding) ? "规定表述句" : ruleOf(finding.rule, items));

export const percent = (share, digits = 1) => (share === null || share === undefined ? "—" : `${(share * 100).toFixed(digits)}%`);
export const count = (number) => (number === null || number === undefined ? "—" : number.toLocaleString("zh-CN"));
export const score = (value) => (value === null || value === undefined ? "—" : value.toFixed(value === 100 || value === 0 ? 0 : 1));

/** A time of the server in the reader's zone. */
export function time(text) {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? text : date.toLocaleString("zh-CN", { dateStyle: "medium", timeStyle: "short" });
}

/** A size in bytes. */
export function bytes(size) {
  if (size < 1024) return `${size} 字节`;
  return size < 1 << 20 ? `${(size / 1024).toFixed(1)} KB` : `${(size / (1 << 20)).toFixed(1)} MB`;
}
