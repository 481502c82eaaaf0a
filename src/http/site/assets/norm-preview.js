// What a draft of a norm profile would do: limits, scores and advice that change, findings that come and go.

import { h, table } from "./dom.js";
import { placeOf } from "./term-preview.js";
import { ADVICE, count, ruleOf } from "./words.js";

const score = (value) => (value === null ? "—" : value.toFixed(1));
const change = (from, to) => (from === to ? String(to) : `${from} → ${to}`);

function limitOf({ limit_characters: characters, limit_pages: pages }) {
  if (characters !== null) return `${count(characters)} 字`;
  return pages === null ? "不设" : `${count(pages)} 页`;
}

function draftOf({ before, after, ...draft }) {
  const scores = (name) => change(score(before[name]), score(after[name]));
  return [placeOf(draft, draft.title || draft.review || draft.document_id || ""), change(limitOf(before), limitOf(after)), change(count(before.over_by), count(after.over_by)),
    scores("brevity"), scores("substance"), scores("novelty"), change(before.demands, after.demands), change(ADVICE[before.advice], ADVICE[after.advice])];
}

function exampleOf(example) {
  return h("li", {}, h("span", { class: "tag" }, example.gained ? "增" : "减"), " ", example.words ? [example.words, " "] : null, placeOf(example, example.title));
}

function ruleRow(rule) {
  return [h("details", {}, h("summary", {}, ruleOf(rule.rule, new Map())), h("ul", {}, rule.examples.map(exampleOf))), `+${count(rule.gained)}`, `−${count(rule.lost)}`];
}

/** The answer of a preview. */
export function normPreviewOf(preview) {
  const on = preview.tried_on;
  const base = preview.compared_with === preview.profile ? `第 ${preview.version} 版` : `规范档“${preview.compared_with}”`;
  return h("section", { class: "preview stack", "aria-label": "试算结果" },
    h("h3", {}, "试算结果"),
    h("p", { class: "hint" }, `与${base}比较：用它审核过的 ${count(on.reviews)} 份（用其他规范档的 ${count(on.reviews_other)} 份不受影响），语料 ${count(on.documents)} 份。“新”按审核当时的重复比例，语料不计“新”。`),
    preview.drafts_withheld ? h("p", { class: "hint withheld" }, "送审稿未计入：所用密钥没有审核权限，数目和例子都只有语料。") : null,
    preview.warnings.map((text) => h("p", { class: "fault" }, text)),
    preview.advice.length ? [h("h4", {}, "处理建议的变化"), table("处理建议的变化", ["现在", "发布之后", "份数"], preview.advice.map(({ from, to, drafts }) => [ADVICE[from], ADVICE[to], count(drafts)]))] : null,
    preview.rules.length ? [h("h4", {}, "增减的提示"), table("增减的提示", ["规则（展开看例子）", "增", "减"], preview.rules.map(ruleRow))] : null,
    h("h4", {}, `上限、得分、建议或提示有变化的文稿 ${count(preview.drafts_changed)} 份`),
    preview.drafts.length ? table("有变化的文稿", ["文稿", "上限", "超出", "短", "实", "新", "减负", "处理建议"], preview.drafts.map(draftOf)) : h("p", { class: "hint" }, "没有变化。"));
}
