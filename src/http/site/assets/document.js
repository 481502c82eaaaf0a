// One document of the corpus: what is known of it, its outline, its text, with one place marked when asked for.

import { get, segment, tell } from "./api.js";
import { button, confirmed, h, inLine, sheet, toast } from "./dom.js";
import { may } from "./login.js";
import { failure } from "./notice.js";
import { converter, cut, lines } from "./positions.js";
import { relations } from "./relations.js";
import { count, kindOf, levelOf, time } from "./words.js";

/** Openings of headings, by level. */
const HEADINGS = [/^第[一二三四五六七八九十百零〇]+[编章节]/, /^[一二三四五六七八九十]+、/, /^[（(][一二三四五六七八九十]+[)）]/];
/** Longest heading, in characters; what is longer is a paragraph that opens like one. */
const LONGEST = 50;

function levelAt(line) {
  const text = line.trim();
  const level = HEADINGS.findIndex((opening) => opening.test(text));
  if (level < 0) return null;
  const heading = text.length <= LONGEST ? text : text.slice(0, text.search(/[。；：]/) + 1 || LONGEST);
  return heading.length <= LONGEST ? { level, heading } : null;
}

/** The place asked for, in the text's own units. */
function marked(query, text) {
  const [start, end] = (query.get("at") ?? "").split("-").map(Number);
  if (!Number.isInteger(start) || !Number.isInteger(end) || end <= start) return null;
  const unit = ["utf16", "utf8"].includes(query.get("unit")) ? query.get("unit") : "codepoint";
  const place = converter(text, unit);
  return { start: place(start), end: place(end) };
}

/** The view. */
export async function documentView({ names: [id], query, signal }) {
  const found = await get(`/v1/documents/${segment(id)}`, { signal });
  const mark = marked(query, found.text);
  const body = h("div", { class: "draft-lines document-lines" });
  const outline = [];
  const places = [];
  let titled = false;
  for (const [start, end] of lines(found.text)) {
    const line = h("p", {});
    const text = found.text.slice(start, end);
    const heading = levelAt(text);
    if (!titled && text.trim() && text.trim() === found.title.trim()) {
      line.className = "head title";
      titled = true;
    }
    if (heading) {
      line.className = `head head${heading.level + 1}`;
      outline.push({ ...heading, line });
    }
    for (const [from, to, there] of start < end ? cut(found.text, mark ? [mark] : [], start, end) : []) {
      line.append(there.length ? h("mark", { class: "asked" }, found.text.slice(from, to)) : found.text.slice(from, to));
    }
    body.append(line);
    places.push({ start, line });
  }
  /** Brings the line in which a place begins into view, marked until the next one is shown. */
  function show({ start }) {
    body.querySelectorAll(".shown-line").forEach((line) => line.classList.remove("shown-line"));
    const { line } = places.findLast((place) => place.start <= start) ?? places[0];
    line.classList.add("shown-line");
    line.tabIndex = -1;
    line.scrollIntoView({ block: "center" });
    line.focus({ preventScroll: true });
  }
  async function erase() {
    if (!(await confirmed("删除这份文件？", "它将不再参与检索和比对；已有的审核报告不受影响。", "删除"))) return;
    try {
      await tell("DELETE", `/v1/documents/${segment(id)}`);
      toast("已删除");
      location.hash = "#/search";
    } catch (error) {
      sheet("没有删除", failure(error));
    }
  }
  const facts = [["发文机关", found.issuer], ["层级", levelOf(found.level)], ["文种", kindOf(found.kind_original ?? found.kind)], ["日期", found.date], ["文号", found.docno], ["编号", found.id], ["字符数", count([...found.text].length)], ["存入", time(found.imported_at)]];
  const items = outline.map(({ level, heading, line }) => h("li", { class: `level${level}` }, button(heading, () => {
    line.scrollIntoView({ block: "start" });
    line.tabIndex = -1;
    line.focus({ preventScroll: true });
  }, { class: "link" })));
  return {
    title: found.title,
    element: h("div", { class: "page wide" },
      h("div", { class: "review-head" }, h("div", {}, h("h1", {}, found.title), h("p", { class: "facts-line" }, inLine([found.issuer, levelOf(found.level), found.date]))), h("div", { class: "row tools" }, button("返回", () => history.back(), { class: "quiet" }), may("corpus") ? button("删除", erase, { class: "quiet danger-text" }) : null)),
      h("div", { class: "document" },
        h("aside", { class: "stack" },
          h("section", { class: "card" }, h("dl", { class: "pairs" }, facts.filter(([, value]) => value).map(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]))),
          outline.length ? h("nav", { class: "card outline", "aria-label": "提纲" }, h("h2", {}, "提纲"), h("ol", {}, items)) : null),
        h("div", { class: "stack" }, relations(id, show, signal), h("article", { class: "card", "aria-label": "全文" }, body)))),
    shown: () => body.querySelector(".asked")?.scrollIntoView({ block: "center" }),
  };
}
