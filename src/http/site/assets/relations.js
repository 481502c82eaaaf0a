// What a document of the corpus has to do with the others: who repeats it, what resembles it. Each is asked for when its
// part is first opened.

import { get, query, segment } from "./api.js";
import { add, button, h, inLine, put } from "./dom.js";
import { may } from "./login.js";
import { failure } from "./notice.js";
import { count, levelOf, percent } from "./words.js";

/** Documents asked for at once. */
const SIZE = 20;

/** Where another document is read, at a place of it when given. */
const address = (id, span) => `#/documents/${segment(id)}${span ? query({ at: `${span.start}-${span.end}`, unit: "utf16" }) : ""}`;
const facts = (found, more) => inLine([found.issuer, levelOf(found.level), found.date, more]);

function repeaterOf(found, show) {
  const passages = found.passages.map((passage) => h("div", { class: "repeat" },
    h("p", { class: "words" }, passage.text),
    h("div", { class: "row" }, button("本文件中的位置", () => show(passage.source_span), { class: "link" }), h("a", { href: address(found.document_id, passage.span) }, "对方文件中的位置"))));
  return h("li", { class: "hit" },
    h("h3", {}, h("a", { href: address(found.document_id) }, found.title)),
    h("p", { class: "hint" }, facts(found)),
    h("p", {}, `照搬 ${count(found.copied_letters)} 字，占其全文 ${percent(found.ratio)}，占本文件 ${percent(found.source_ratio)}`),
    passages);
}

function similarOf(found) {
  return h("li", { class: "hit" },
    h("h3", {}, h("a", { href: address(found.document_id) }, found.title)),
    h("p", { class: "hint" }, facts(found, `相近 ${percent(found.similarity)}`)),
    h("p", { class: "hint" }, `共有词语：${found.shared.slice(0, 8).join("、")}`));
}

/** A part that is filled when it is first opened; `fill` answers what it holds. */
function part(title, name, fill) {
  const body = h("div", { class: "relation" });
  const details = h("details", { class: "card", data: { part: name } }, h("summary", {}, h("h2", {}, title)), body);
  let asked = false;
  async function load() {
    asked = true;
    put(body, h("p", { class: "hint" }, "正在查找……"));
    try {
      put(body, await fill());
    } catch (error) {
      if (error.name === "AbortError") return;
      put(body, failure(error));
      add(body, button("再试一次", load, { class: "quiet small" }));
    }
  }
  details.addEventListener("toggle", () => { if (details.open && !asked) load(); });
  return details;
}

/** Both parts for the document `id`; `show` brings a place of its text into view. */
export function relations(id, show, signal) {
  if (!may("search")) return [];
  const of = (what) => get(`/v1/documents/${segment(id)}/${what}${query({ size: SIZE, offset_unit: what === "repeated_by" ? "utf16" : "" })}`, { signal });
  const repeats = part("谁照搬了这份文件", "repeats", async () => {
    const found = await of("repeated_by");
    const cut = found.cut ? `只比较了前 ${count(found.letters)} 字。` : "";
    if (!found.total) return h("p", { class: "hint" }, `没有层级更低、或同级而日期更晚的文件成段照搬它。${cut}`);
    return [h("p", { class: "hint" }, `共 ${count(found.total)} 份，按照搬部分占其全文的比例排列，列出 ${found.repeaters.length} 份。${cut}照搬可能有正当理由，请看原文判断。`), h("ol", { class: "hits" }, found.repeaters.map((repeater) => repeaterOf(repeater, show)))];
  });
  const similar = part("相近的文件", "similar", async () => {
    const found = await of("similar");
    if (!found.similar.length) return h("p", { class: "hint" }, "没有相近的文件。");
    return [h("p", { class: "hint" }, `比较的词语：${found.words.slice(0, 12).join("、")}`), h("ol", { class: "hits" }, found.similar.map(similarOf))];
  });
  return [repeats, similar];
}
