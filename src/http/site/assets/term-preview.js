// What a draft of a term list would do: hits that come and go with examples, drafts whose scores change.

import { segment } from "./api.js";
import { h, table } from "./dom.js";
import { may } from "./login.js";
import { count, ruleOf } from "./words.js";

const score = (value) => (value === null ? "—" : value.toFixed(1));
const change = (from, to) => (from === to ? String(to) : `${from} → ${to}`);

/** Where a text stands: a link for whoever may open it, else its name. */
export function placeOf({ review, document_id: id }, name) {
  if (review) return may("desk") ? h("a", { href: `#/reviews/${segment(review)}` }, name ?? "送审稿") : name ?? "送审稿";
  return may("desk", "search", "corpus") ? h("a", { href: `#/documents/${segment(id)}` }, name ?? "语料") : name ?? "语料";
}

function exampleOf(example) {
  return h("li", {}, h("span", { class: "tag" }, example.gained ? "增" : "减"), " ", example.before, h("mark", {}, example.words), example.after, " ", placeOf(example));
}

function entryOf(entry) {
  return [h("details", {}, h("summary", {}, entry.pattern), h("ul", {}, entry.examples.map(exampleOf))), change(count(entry.before), count(entry.after)), `+${count(entry.gained)}`, `−${count(entry.lost)}`];
}

function draftOf(draft) {
  const { before, after } = draft;
  return [placeOf(draft, draft.title || draft.review || draft.document_id || ""), change(score(before.substance), score(after.substance)), change(before.slogan_count, after.slogan_count), change(before.empty_sentences, after.empty_sentences), change(before.demands, after.demands)];
}

/** The answer of a preview. */
export function previewOf(preview) {
  const on = preview.tried_on;
  const rules = preview.rules.map((rule) => [ruleOf(rule.rule, new Map()), rule.entry ?? "（句子模型）", `+${count(rule.gained)}`, `−${count(rule.lost)}`]);
  const { added, removed, changed } = preview.changes;
  const searches = preview.searches.map((search) => [search.name, change(count(search.before), count(search.after))]);
  return h("section", { class: "preview stack", "aria-label": "试算结果" },
    h("h3", {}, "试算结果"),
    h("p", { class: "hint" }, `与第 ${preview.version} 版比较：已保存的审核 ${count(on.reviews)} 份，语料 ${count(on.documents)} 份，共 ${count(on.sentences)} 句；受影响的 ${count(on.reached)} 份已重新判断。`),
    h("p", { class: "hint" }, `与在用的相比增加 ${count(added)} 条，删除 ${count(removed)} 条，改动 ${count(changed)} 条。`),
    preview.drafts_withheld ? h("p", { class: "hint withheld" }, "送审稿未计入：所用密钥没有审核权限，数目和例句都只有语料。") : null,
    preview.warnings.map((text) => h("p", { class: "fault" }, text)),
    searches.length ? [h("h4", {}, "改动所涉及的名称各能查到多少份文件"), table("改动所涉及的名称", ["名称", "查到的文件"], searches)] : null,
    h("h4", {}, `命中有增减的词条 ${count(preview.entries_changed)} 条`),
    preview.entries.length ? table("命中有增减的词条", ["词条（展开看例句）", "命中", "增", "减"], preview.entries.map(entryOf)) : h("p", { class: "hint" }, "没有变化。"),
    rules.length ? [h("h4", {}, "增减的提示"), table("增减的提示", ["规则", "词条", "增", "减"], rules)] : null,
    h("h4", {}, `提示或得分有变化的文稿 ${count(preview.drafts_changed)} 份`),
    preview.drafts.length ? table("有变化的文稿", ["文稿", "“实”得分", "空话套话", "空话句", "减负"], preview.drafts.map(draftOf)) : null);
}
