// The head of a report: three gauges with how they came about, and the advice with its reasons.

import { h, s } from "./dom.js";
import { ADVICE, MARKERS, count, percent, score } from "./words.js";

/** Sweep of a gauge: three quarters of a circle. */
const SWEEP = 270;

function arc(from, to, properties) {
  const point = (share) => {
    const angle = ((share * SWEEP - SWEEP / 2 - 90) * Math.PI) / 180;
    return `${(50 + 40 * Math.cos(angle)).toFixed(2)} ${(50 + 40 * Math.sin(angle)).toFixed(2)}`;
  };
  const large = (to - from) * SWEEP > 180 ? 1 : 0;
  return s("path", { d: `M${point(from)}A40 40 0 ${large} 1 ${point(to)}`, fill: "none", "stroke-width": 9, ...properties });
}

function dial(name, value, bands) {
  const share = value === null ? 0 : Math.max(0, Math.min(1, value / 100));
  const ticks = bands.map((at) => arc(Math.max(0, at / 100 - 0.006), Math.min(1, at / 100 + 0.006), { class: "tick" }));
  return s("svg", { viewBox: "0 0 100 92", class: "dial", role: "img", "aria-label": value === null ? `${name}：未计算` : `${name}：${score(value)} 分` },
    arc(0, 1, { class: "track", "stroke-linecap": "round" }),
    share > 0 ? arc(0, share, { class: "value", "stroke-linecap": "round" }) : null, ticks,
    s("text", { x: 50, y: 56, class: "number" }, score(value)), s("text", { x: 50, y: 84, class: "name" }, name));
}

function basisOf(basis) {
  if (!basis) return null;
  const parts = basis.parts.map((part) => h("li", {}, h("b", {}, `${part.label} ${Number(part.value.toFixed(3))}，得 ${score(part.score)} 分`),
    h("span", { class: "hint" }, part.anchors.map((anchor) => `${anchor.at} → ${anchor.score}${anchor.name ? `（${anchor.name}）` : ""}`).join("；"))));
  return h("details", { class: "basis" }, h("summary", {}, "怎么算的"), h("ul", {}, parts),
    h("p", { class: "hint" }, parts.length > 1 ? (basis.combine === "lowest" ? "各项取最低分。" : "各项取加权平均。") : "", "各档之间按直线折算。"));
}

/** Which side of the desk's thresholds a score lies on. */
function standing(value, key, verdict) {
  if (value === null) return "unknown";
  if (verdict?.return?.[key] !== undefined && verdict.return[key] !== null && value < verdict.return[key]) return "low";
  if (verdict?.revise?.[key] !== undefined && verdict.revise[key] !== null && value < verdict.revise[key]) return "middle";
  return "high";
}

function gauge(key, name, report, facts, verdict) {
  const value = report.scores[key];
  const bands = [verdict?.return?.[key], verdict?.revise?.[key]].filter((at) => at !== undefined && at !== null);
  return h("section", { class: `card gauge ${standing(value, key, verdict)}`, "aria-label": name },
    dial(name, value, bands), h("ul", { class: "facts" }, facts.filter(Boolean).map((fact) => h("li", {}, fact))), basisOf(report.scores_basis[key]));
}

function brevityFacts({ brevity }) {
  const { limit } = brevity;
  const most = limit ? (limit.characters ? `${count(limit.characters)} 字` : `${limit.pages} 页`) : null;
  return [
    [h("b", {}, `正文 ${count(brevity.characters)} 字`), `，含标点 ${count(brevity.characters_with_punctuation)} 字，约 ${brevity.pages} 页`],
    brevity.table_characters ? h("span", { class: "hint" }, `正文中的表格另有 ${count(brevity.table_characters)} 字，不计入`) : null,
    limit ? [`上限 ${most}`, brevity.over_by ? h("b", {}, `，超出 ${count(brevity.over_by)} ${limit.characters ? "字" : "页"}`) : "，未超出"] : brevity.no_limit,
    limit ? h("span", { class: "hint" }, `${limit.applies_to}；依据${limit.norm.title}${limit.norm.article ?? ""}`) : null,
    brevity.sections.length ? brevity.sections.map((section) => `${section.label} ${percent(section.share)}`).join("，") : null,
  ];
}

/** Among fewer sentences a share says little, and is not told. */
const FEW_SENTENCES = 8;

function substanceFacts({ substance }) {
  const markers = Object.entries(MARKERS).filter(([key]) => substance.markers[key]).map(([key, label]) => `${label} ${substance.markers[key]}`);
  return [
    [h("b", {}, `空话套话 ${substance.slogan_count} 处`), substance.slogans_per_1000 === null ? "" : `，每千字 ${substance.slogans_per_1000.toFixed(1)} 处`],
    `空话句 ${substance.empty_sentences} 句 / 共 ${substance.sentences} 句${substance.sentences < FEW_SENTENCES ? "" : `（${percent(substance.empty_share)}）`}`,
    `实招要素：${markers.join("、") || "无"}`,
    substance.protected.count ? h("span", { class: "hint" }, `规定表述 ${substance.protected.count} 处、${substance.protected.sentences ?? 0} 句，另计、不扣分`) : null,
  ];
}

function noveltyFacts({ novelty }) {
  if (novelty.copied_ratio === null) return ["未计算，理由见须知"];
  const [own, elsewhere] = [novelty.own_ratio ?? 0, novelty.elsewhere_ratio ?? 0];
  const others = [own ? `，与本机关此前文件相同 ${percent(own)}` : "", elsewhere ? `，与其他地区文件相同 ${percent(elsewhere)}` : ""].join("");
  return [
    [h("b", {}, `与上位文件重复 ${percent(Math.max(0, novelty.copied_ratio - own - elsewhere))}`), others, `（照录 ${percent(novelty.verbatim_ratio)}，改动照搬 ${percent(novelty.edited_ratio)}）`],
    `来源 ${novelty.sources.length} 份，最大来源占 ${percent(novelty.largest_source_ratio)}`,
    novelty.reworded_ratio ? `疑似改写 ${percent(novelty.reworded_ratio)}，不计分` : null,
    h("span", { class: "hint" }, `合理重复 ${percent(novelty.lawful_ratio)}，不计入；计分文字 ${count(novelty.scorable_characters)} 字`),
  ];
}

const SCORES = [["brevity", "短"], ["substance", "实"], ["novelty", "新"]];

/** What is said where no score is below its threshold: one that is not known is not above it either. */
function calm(scores) {
  const unknown = SCORES.filter(([measure]) => (scores[measure] ?? null) === null).map(([, name]) => `“${name}”`);
  if (!unknown.length) return "三项得分都在建议线以上。";
  return unknown.length === SCORES.length ? "三项得分都未计算，请人工判断。" : `已计算的得分都在建议线以上；${unknown.join("")}未计算，请人工判断。`;
}

/** Advice and gauges. `verdict` are the thresholds of the profile in force, or null. */
export function gauges(report, verdict) {
  const { advice, reasons } = report.verdict;
  const sign = { pass: "✓", revise: "✎", return: "↩" }[advice] ?? "·";
  return h("div", { class: "gauges" },
    h("section", { class: `card advice ${advice}`, "aria-label": "处理建议" },
      h("h2", {}, h("span", { class: "sign", "aria-hidden": "true" }, sign), ADVICE[advice] ?? advice),
      reasons.length ? h("ul", {}, reasons.map((reason) => h("li", {}, reason))) : h("p", {}, calm(report.scores)),
      h("p", { class: "hint" }, "供参考，由审核人员决定。")),
    gauge("brevity", "短", report, brevityFacts(report), verdict),
    gauge("substance", "实", report, substanceFacts(report), verdict),
    gauge("novelty", "新", report, noveltyFacts(report), verdict));
}
