// The norm profile in force, to be read: limits, sections, scores, thresholds, the catalogue of norms.

import { get, segment } from "./api.js";
import { h, table } from "./dom.js";
import { GRADES, NATURES, count, kindOf, levelOf } from "./words.js";

const natures = new Map(NATURES);
const SCORES = [["brevity", "短"], ["substance", "实"], ["novelty", "新"]];

function conditionOf(when) {
  const parts = [
    when?.kinds?.length ? `文种：${when.kinds.map(kindOf).join("、")}` : "", when?.natures?.length ? `性质：${when.natures.map((name) => natures.get(name) ?? name).join("、")}` : "",
    when?.levels?.length ? `层级：${when.levels.map(levelOf).join("、")}` : "", when?.titles?.length ? `标题含：${when.titles.join("、")}` : "",
  ];
  return parts.filter(Boolean).join("；") || "其余";
}

function thresholds(verdict) {
  const line = (given) => SCORES.filter(([key]) => given?.[key] !== undefined && given[key] !== null).map(([key, name]) => `${name}低于 ${given[key]}`).join("，或") || "不设";
  return h("dl", { class: "pairs" }, h("dt", {}, "建议修改"), h("dd", {}, line(verdict.revise)), h("dt", {}, "建议退回"), h("dd", {}, line(verdict.return)));
}

function scoreOf(name, score) {
  return [name, score.combine === "lowest" ? "取最低" : "加权平均", h("ul", {}, score.scales.map((scale) => h("li", {}, `${scale.figure}：`, scale.anchors.map((anchor) => `${anchor.at} → ${anchor.score}${anchor.name ? `（${anchor.name}）` : ""}`).join("；"))))];
}

/** The view. */
export async function norms({ signal }) {
  const { norm_profiles: heads } = await get("/v1/norm-profiles", { signal });
  const profiles = await Promise.all(heads.map((head) => get(`/v1/norm-profiles/${segment(head.id)}`, { signal })));
  return h("div", { class: "stack" }, profiles.map((profile) => h("div", { class: "stack" },
    h("section", { class: "card" }, h("h2", {}, profile.title), h("p", { class: "hint" }, `适用：${profile.jurisdiction} · 第 ${profile.version} 版 · 自 ${profile.valid_from}${profile.valid_to ? ` 至 ${profile.valid_to}` : " 起"}`), h("p", {}, profile.note),
      h("h3", {}, "字数口径"), h("p", {}, profile.counting.note), h("h3", {}, "何时建议修改、退回"), thresholds(profile.verdict)),
    h("section", { class: "card" }, h("h2", {}, "篇幅上限"), h("p", { class: "hint" }, "取首个适用的。"),
      table("篇幅上限", ["适用于", "条件", "上限", "依据"], profile.limits.map((rule) => [rule.label, conditionOf(rule.when), rule.value ? `${count(rule.value)} ${rule.unit === "pages" ? "页" : "字"}` : "不设", rule.norm ?? rule.reason ?? "—"]))),
    h("section", { class: "card" }, h("h2", {}, "应当从简的段落"), table("应当从简的段落", ["段落", "认法", "上限", "建议"], profile.sections.map((rule) => [rule.label, [...(rule.headings ?? []), ...(rule.words ?? [])].slice(0, 8).join("、"), `${count(rule.characters)} 字且占比 ${(rule.share * 100).toFixed(0)}%`, rule.suggestion]))),
    h("section", { class: "card" }, h("h2", {}, "计分"), table("计分", ["得分", "合成", "各指标的各档"], SCORES.map(([key, name]) => scoreOf(name, profile.scores[key])))),
    h("section", { class: "card" }, h("h2", {}, "依据"), table("依据", ["代号", "文件", "条款", "条文", "等级"], Object.entries(profile.norms).map(([key, norm]) => [key, norm.title, norm.article ?? "—", norm.quote ?? "—", GRADES[norm.grade] ?? norm.grade]))))));
}
