// The other sides of a report: what the draft adds, its sources, the assessment record, what it was made with.

import { button, h, inLine, table } from "./dom.js";
import { segment } from "./api.js";
import { empty } from "./notice.js";
import { cut } from "./positions.js";
import { about, sides } from "./sides.js";
import { MARKERS, PASSAGES, count, levelOf, percent, time } from "./words.js";

const STATUS = { kept: "保留", changed: "改动", dropped: "删去" };
const markersOf = (markers) => Object.entries(MARKERS).filter(([key]) => markers[key]).map(([key, label]) => `${label} ${markers[key]}`).join("、") || "无";

/** What the draft adds, and what became of the superior's figures. */
export function additions(model) {
  const { report, text, place } = model;
  const added = report.additions;
  if (!added || added.ratio === null) return empty("没有可比的结果", "语料中没有算作上位文件的文件，或正文过短。");
  const paragraphs = added.paragraphs.map((paragraph) => {
    const [start, end] = [place(paragraph.span.start), place(paragraph.span.end)];
    const own = paragraph.added.map((span) => ({ start: place(span.start), end: place(span.end) }));
    return h("li", {}, h("p", { class: "words" }, cut(text, own, start, end).map(([from, to, there]) => there.length ? h("span", { class: "own shown" }, text.slice(from, to)) : h("span", { class: "faint" }, text.slice(from, to)))),
      h("p", { class: "hint" }, `新增 ${count(paragraph.characters)} 字；实招要素：${markersOf(paragraph.markers)}`));
  });
  const figures = added.figures.map((one) => [h("span", { class: `tag ${one.status}` }, STATUS[one.status] ?? one.status), one.figure, one.instead || "—"]);
  return h("div", { class: "stack" },
    h("p", {}, h("b", {}, `不在任何雷同段落中的文字 ${count(added.characters)} 字，占正文 ${percent(added.ratio)}`), `；其中实招要素：${markersOf(added.markers)}。`),
    paragraphs.length ? h("ol", { class: "added" }, paragraphs) : empty("没有新增的段落", "各段文字都见于上位文件。"),
    figures.length ? h("section", {}, h("h3", {}, "上位文件的数字和时限"), table("上位文件的数字和时限", ["去向", "上位文件", "送审稿"], figures)) : null);
}

/** The table of sources. `only(id)` shows the findings of one. */
export function sources(model, only) {
  const { novelty } = model.report;
  if (!novelty.sources.length) return empty("没有来源", "没有发现与上位文件或本机关此前文件重复的段落。");
  const superior = novelty.superior;
  const rows = novelty.sources.map((source) => h("tr", { class: source.document_id === superior?.document_id ? "superior" : "" },
    h("td", {}, h("a", { href: `#/documents/${segment(source.document_id)}` }, source.title),
      h("div", { class: "hint" }, inLine([source.issuer, levelOf(source.level), source.date]))),
    h("td", { class: "number" }, count(source.copied_characters)),
    h("td", {}, bar(source.ratio)),
    h("td", {}, [source.document_id === superior?.document_id ? "所贯彻的上位文件" : null, source.cited_in_draft ? "文中引用" : null, source.newer_version ? "所引文件的新版本" : null, source.own_earlier ? "本机关此前文件" : null, source.elsewhere ? "其他地区文件" : null, source.version_of ? "与前列文件同名（转载或另一版本）" : null].filter(Boolean).map((word) => h("span", { class: "tag" }, word))),
    h("td", {}, button("看提示", () => only(source.document_id), { class: "quiet small", "aria-label": `看提示：只看来自《${source.title}》的` }))));
  const { outline } = novelty;
  return h("div", { class: "stack" },
    superior ? h("p", {}, h("b", {}, "所贯彻的上位文件："), h("a", { href: `#/documents/${segment(superior.document_id)}` }, model.titles.get(superior.document_id) ?? superior.document_id), `。${superior.why}`) : h("p", {}, "本稿所落实的文件：未能判断。"),
    outline.ratio !== null ? h("p", {}, `提纲：${outline.headings} 个标题中有 ${outline.mirrored_headings} 个与来源对应（${percent(outline.ratio)}）`, outline.document_id ? [`，来源 `, h("a", { href: `#/documents/${segment(outline.document_id)}` }, model.titles.get(outline.document_id) ?? outline.document_id)] : "", "。") : null,
    table("来源", ["文件", "相同计分字数", "占比", "关系", ""], rows, { class: "sources" }),
    h("p", { class: "hint" }, "各来源的占比可以重叠，不能相加；总的照抄率按去重后的文字计。"));
}

function bar(share) {
  const fill = h("span", { class: "bar-fill" });
  fill.style.width = `${Math.min(100, share * 100)}%`;
  return h("span", { class: "bar-cell" }, h("span", { class: "bar", "aria-hidden": "true" }, fill), percent(share));
}

/** The record of the consistency assessment. */
export function assessment(model) {
  const { assessment: items } = model.report;
  if (!items.length) return empty("没有涉及的事项", "没有发现检查考核、台账报表、机构牌子等可能给基层增加负担的要求。");
  const words = (span) => model.text.slice(model.place(span.start), model.place(span.end));
  const row = (item) => h("tr", { class: item.guarded ? "faint" : "" }, h("td", {}, item.item), h("td", {}, words(item.span)),
    h("td", {}, item.guarded ? "仅为提及，不算要求" : "可能是要求"), h("td", {}, item.norm ? [`${item.norm.title}${item.norm.article ?? ""}`, item.norm.quote ? h("div", { class: "hint" }, item.norm.quote) : null] : "—"), h("td", {}, item.exempt_if ?? "—"));
  const demands = items.filter((item) => !item.guarded);
  return h("div", { class: "stack" }, h("p", {}, `共 ${items.length} 处涉及，其中 ${demands.length} 处可能是对基层的要求。`),
    table("一致性评估记录", ["事项", "原文", "判断", "依据", "可以豁免的情形"], [...demands, ...items.filter((item) => item.guarded)].map(row), { class: "assessed" }));
}

/** All passages with their sources, side by side. `find(item)` shows one in the text. */
export function passages(model, find) {
  const items = model.items.filter((item) => item.passage);
  if (!items.length) return empty("没有雷同段落", "没有发现与语料中的文件重复的段落。");
  const kinds = [...new Set(items.map((item) => item.layer))];
  const list = h("ol", { class: "passages" });
  const rows = items.map((item, at) => {
    const row = h("li", {}, h("div", { class: "row" }, h("span", { class: "index" }, String(at + 1)), about(item.passage), button("在正文中看", () => find(item), { class: "quiet small" })), sides(item.passage, model));
    list.append(row);
    return row;
  });
  const shown = new Set(kinds);
  const toggles = kinds.map((kind) => {
    const one = button(`${PASSAGES[kind] ?? kind} ${items.filter((item) => item.layer === kind).length}`, () => {
      if (shown.has(kind)) shown.delete(kind);
      else shown.add(kind);
      one.setAttribute("aria-pressed", String(shown.has(kind)));
      items.forEach((item, n) => { rows[n].hidden = !shown.has(item.layer); });
    }, { class: "toggle", "aria-pressed": "true" });
    return one;
  });
  return h("div", { class: "stack" }, h("div", { class: "toggles", role: "group", "aria-label": "段落种类" }, toggles), list);
}

/** What the report was made with. */
export function versions(model) {
  const { report } = model;
  const { draft, structure } = report;
  const pairs = [
    ["审核编号", report.id], ["审核时间", time(report.created_at)], ["程序", report.versions.engine], ["词表", report.versions.lexicon],
    ["规范档", report.versions.norms], ["模型", report.versions.model], ["语料代次", String(report.versions.corpus_generation)],
    ["读取方式", draft.read_as], ["全文长度", `${count(draft.characters)} 字符`], ["文本校验值（SHA-256）", draft.text_sha256],
    ["读出的发文机关", structure.issuer ?? "—"], ["读出的文号", structure.document_number ?? "—"], ["读出的日期", structure.date ?? "—"],
    ["读出的主送机关", structure.recipients ?? "—"], ["读出的附件说明", structure.annex_note ?? "—"],
    ["读出的签发人", structure.signatory ?? "—"],
    ["附件等另计", `${count(report.brevity.annex_characters ?? 0)} 字`], ["正文中的表格另计", `${count(report.brevity.table_characters ?? 0)} 字`],
    ["正文中的外文词和数字", `${count(report.brevity.words_and_numbers ?? 0)} 个`],
    ["文体", report.substance.genre],
  ];
  return h("dl", { class: "pairs" }, pairs.map(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]));
}
