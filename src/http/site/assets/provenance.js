// Where a sentence or paragraph comes from: every document that carries it, in order of level and date, who said it
// first, and how each changed it.

import { ask, query, segment } from "./api.js";
import { h, inLine, labelled, put, say } from "./dom.js";
import { empty, failure } from "./notice.js";
import { count, levelOf, percent } from "./words.js";

const CARRIED = { verbatim: "原文", part: "部分照录", edited: "有改动" };

/** What a document says otherwise. */
function changeOf({ kind, from, to }) {
  if (kind === "move") return [h("span", {}, "位置不同"), h("ins", {}, to)];
  if (!from) return [h("span", {}, "多出"), h("ins", {}, to)];
  if (!to) return [h("span", {}, "少了"), h("del", {}, from)];
  return [h("del", {}, from), h("span", {}, "改作"), h("ins", {}, to)];
}

function carrierOf(found, first) {
  const at = query({ at: `${found.span.start}-${found.span.end}`, unit: "utf16" });
  return h("li", { class: "hit" },
    h("h3", {}, h("a", { href: `#/documents/${segment(found.document_id)}${at}` }, found.title)),
    h("p", { class: "hint" }, inLine([found.issuer, levelOf(found.level), found.date ?? "无日期"])),
    h("p", {}, first ? h("strong", { class: "first" }, "最早 ") : null, `${CARRIED[found.carries]}，含这段话的 ${percent(found.coverage, 0)}`),
    h("p", { class: "words" }, found.text),
    found.changes.length ? h("ul", { class: "changes" }, found.changes.map((change) => h("li", {}, changeOf(change)))) : null);
}

/** The view. */
export function provenance({ signal }) {
  const text = labelled("一句或一段话", h("textarea", { rows: 5 }), "13 至 5000 字；更短的词句请在检索中加引号。");
  const results = h("section", { class: "card", "aria-label": "出处", hidden: true });
  async function find(event) {
    event.preventDefault();
    text.complain(null);
    results.hidden = false;
    put(results, h("p", { class: "hint" }, "正在查找……"));
    try {
      const answer = await ask("POST", "/v1/search/passage", { json: { text: text.querySelector("textarea").value, offset_unit: "utf16" }, signal });
      const found = await answer.json();
      if (!found.total) {
        put(results, empty("没有找到", "语料库中没有文件载有这段话，改动很大的也没有。"));
        return say("没有找到");
      }
      const listed = found.total > found.carriers.length ? `，列出 ${found.carriers.length} 份` : "";
      put(results, h("p", { class: "hint", role: "status" }, `${count(found.total)} 份文件载有这段话，按层级、日期排列${listed}。`),
        h("ol", { class: "hits" }, found.carriers.map((carrier) => carrierOf(carrier, carrier.document_id === found.first))));
      say(`${found.total} 份文件载有这段话`);
    } catch (error) {
      if (error.name === "AbortError") return;
      results.hidden = Boolean(error.at?.("/text"));
      put(results, failure(error));
      text.complain(error.at?.("/text"));
    }
  }
  return {
    title: "查出处",
    element: h("div", { class: "page" },
      h("h1", {}, "查一段话的出处"),
      h("form", { class: "card stack", on: { submit: find } }, text, h("div", { class: "row between" }, h("a", { href: "#/search" }, "按词语检索"), h("button", { type: "submit", class: "primary" }, "查出处"))),
      results),
  };
}
