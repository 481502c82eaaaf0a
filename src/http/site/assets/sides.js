// A passage and its source side by side, the changed words marked on both.

import { add, h } from "./dom.js";
import { cut } from "./positions.js";
import { editsOf, sourceLink } from "./model.js";
import { EDITS, PASSAGES, REASONS, percent } from "./words.js";

const told = ({ kind, from, to }) => kind === "move" ? `${EDITS.move}：${to}` : `${EDITS[kind] ?? kind}：${from || "（无）"} → ${to || "（删去）"}`;

/** One side: its text with the edits on it. */
function side(text, edits, which) {
  const marks = edits.map((one) => ({ ...one[which], edit: one.edit }));
  const gaps = marks.filter((mark) => mark.start === mark.end);
  const element = h("p", { class: "words" });
  const gap = (at) => gaps.filter((mark) => mark.start === at).map((mark) => h("span", { class: "gap", title: told(mark.edit) }, "‸"));
  for (const [start, end, there] of text ? splitAt(text, marks, gaps) : []) {
    add(element, gap(start));
    const words = text.slice(start, end);
    const mark = there[0];
    add(element, mark ? h(which === "draft" ? "ins" : "del", { class: `edit ${mark.edit.kind}`, title: told(mark.edit) }, words) : words);
  }
  return add(element, gap(text.length));
}

/** Pieces of the text, cut at gaps too. */
function splitAt(text, marks, gaps) {
  const points = gaps.map((gap) => ({ start: gap.start, end: text.length, point: true }));
  return cut(text, [...marks, ...points]).map(([start, end, there]) => [start, end, there.filter((mark) => !mark.point)]);
}

/** The two sides. */
export function sides(passage, model) {
  const unit = model.report.offset_unit;
  const edits = editsOf(passage, unit);
  const title = passage.source.title || model.titles.get(passage.source.document_id) || passage.source.document_id;
  return h("div", { class: "sides" },
    h("div", { class: "side" }, h("h4", {}, "送审稿"), side(passage.text, edits, "draft")),
    h("div", { class: "side" }, h("h4", {}, "来源 ", h("a", { href: sourceLink(passage, unit) }, title)), side(passage.source.text, edits, "source")));
}

/** A change in words. */
function changeOf({ kind, from, to }) {
  if (kind === "move") return h("ins", { class: "edit move" }, to);
  return [from ? h("del", { class: "edit" }, from) : "（无）", " → ", to ? h("ins", { class: "edit" }, to) : "（删去）"];
}

/** What was changed, in words. */
export function changes(passage) {
  if (!passage.edits.length) return null;
  const shown = passage.edits.slice(0, 12);
  return h("ul", { class: "changes", "aria-label": "改动之处" },
    shown.map((edit) => h("li", {}, h("span", { class: "tag" }, EDITS[edit.kind] ?? edit.kind), changeOf(edit))),
    passage.edits.length > shown.length ? h("li", { class: "hint" }, `另有 ${passage.edits.length - shown.length} 处`) : null);
}

/** Kind, likeness and reason of a passage in one line. */
export function about(passage) {
  const lawful = passage.excluded;
  return h("p", { class: "about" },
    h("span", { class: `swatch m ${lawful ? "lawful" : passage.kind}` }, lawful ? PASSAGES.lawful : PASSAGES[passage.kind]),
    ` 相同 ${percent(passage.similarity, 0)}`,
    lawful ? ` · 属于${REASONS[lawful.reason] ?? lawful.reason}，不计入` : passage.kind === "reworded" ? " · 只作线索，不计入得分" : "",
    passage.edits.length ? ` · 改动 ${passage.edits.length} 处` : "");
}
