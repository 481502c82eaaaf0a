// Searching the corpus: query and filters in the address, results with their passages, page by page.

import { get, query, segment } from "./api.js";
import { add, button, h, inLine, labelled, put, say, select } from "./dom.js";
import { empty, failure } from "./notice.js";
import { cut } from "./positions.js";
import { why } from "./why.js";
import { KINDS, LEVELS, count, kindOf, levelOf } from "./words.js";

const SORTS = [["relevance", "按符合程度"], ["date", "按日期"], ["level", "按层级"]];
const SIZE = 20;
/** Issuers and years listed. */
const MOST = 12;

/** A text with the words found marked. */
const marked = (text, marks) => cut(text, marks).map(([start, end, there]) => there.length ? h("mark", {}, text.slice(start, end)) : text.slice(start, end));

/** A passage; its positions are those of the document. */
function passageOf({ span, text, highlights }) {
  return h("p", { class: "words" }, marked(text, highlights.map((mark) => ({ start: mark.start - span.start, end: mark.end - span.start }))));
}

/** A hit; `ask` gives its page with the reasons. */
function hitOf(hit, ask) {
  const facts = [hit.issuer && marked(hit.issuer, hit.issuer_highlights), hit.docno && marked(hit.docno, hit.docno_highlights), levelOf(hit.level), kindOf(hit.kind), hit.date];
  const at = hit.passages[0] ? `?at=${hit.passages[0].span.start}-${hit.passages[0].span.end}&unit=utf16` : "";
  return h("li", { class: "hit" },
    h("h3", {}, h("a", { href: `#/documents/${segment(hit.document_id)}${at}` }, marked(hit.title, hit.title_highlights ?? []))),
    h("p", { class: "hint" }, inLine(facts)),
    hit.passages.map(passageOf),
    why(hit.document_id, ask));
}

/** A group of checkboxes; the values chosen. */
function boxes(label, options, chosen, name) {
  const names = new Map(options);
  const inputs = options.map(([value, text]) => {
    const input = h("input", { type: "checkbox", value, name, checked: chosen.includes(value) });
    return [input, h("label", { class: "box" }, input, h("span", {}, text))];
  });
  return {
    element: h("fieldset", { class: "boxes" }, h("legend", {}, label), inputs.map(([, line]) => line)),
    /** Writes the number of hits behind each value, where the server tells it. */
    tally(facets) {
      const counts = new Map(facets.map((facet) => [facet.value, facet.count]));
      for (const [input, line] of inputs) {
        const hits = counts.get(input.value) ?? 0;
        line.lastChild.textContent = `${names.get(input.value)} ${count(hits)}`;
        line.hidden = !hits && !input.checked;
      }
    },
    values: () => inputs.filter(([input]) => input.checked).map(([input]) => input.value).join(","),
  };
}

/** Longest words of a value that are shown: bodies that issue together have names of several lines. */
const LONGEST_PICK = 24;

/** Values with the number of hits behind each; `choose` is told which one was pressed. */
function picks(label, choose) {
  const list = h("ul", { class: "picks" });
  const element = h("fieldset", {}, h("legend", {}, label), list);
  element.hidden = true;
  return {
    element,
    tally(facets, chosen) {
      element.hidden = !facets.length;
      put(list, facets.map((facet) => {
        const pressed = chosen.includes(facet.value);
        const label = facet.label.length > LONGEST_PICK ? `${facet.label.slice(0, LONGEST_PICK)}…` : facet.label;
        return h("li", {}, button(`${label} ${count(facet.count)}`, () => choose(facet.value, pressed), { class: "pick", title: facet.label, "aria-pressed": String(pressed) }));
      }));
    },
  };
}

/** The view. */
export function search({ query: asked, signal }) {
  const of = (name) => asked.get(name) ?? "";
  const several = (name) => of(name).split(",").filter(Boolean);
  const words = h("input", { type: "search", value: of("q"), placeholder: "例如：粮食 储备 \"质量抽检\" -棉花", autocomplete: "off", id: "search-words" });
  const sort = labelled("排序", select(SORTS, of("sort") || "relevance", { name: "sort" }));
  const levels = boxes("层级", LEVELS, several("level"), "level");
  const kinds = boxes("文种", KINDS, several("kind"), "kind");
  const issuer = labelled("发文机关含有（= 后为全名）", h("input", { type: "text", value: of("issuer"), autocomplete: "off" }));
  const from = labelled("日期自", h("input", { type: "text", value: of("from"), placeholder: "如 2024", autocomplete: "off" }));
  const to = labelled("日期至", h("input", { type: "text", value: of("to"), placeholder: "如 2026-06", autocomplete: "off" }));
  const results = h("ol", { class: "hits", "aria-label": "检索结果" });
  const narrow = (change) => { location.hash = `#/search${query({ ...conditions(), ...change })}`; };
  const chosenTopics = several("topic");
  const topics = picks("主题词", (word, pressed) => narrow({ topic: (pressed ? chosenTopics.filter((one) => one !== word) : [...chosenTopics, word]).join(",") }));
  const issuers = picks("发文机关", (name, pressed) => narrow({ issuer: pressed ? "" : name }));
  const years = picks("年份", (year, pressed) => narrow(pressed ? { from: "", to: "" } : { from: year, to: year }));
  const total = h("p", { class: "hint tally", role: "status" });
  const more = h("div", { class: "row center" });
  const valueOf = (field) => field.querySelector("input, select").value.trim();
  const conditions = () => ({
    q: words.value.trim(), level: levels.values(), kind: kinds.values(), topic: of("topic"), issuer: valueOf(issuer), from: valueOf(from), to: valueOf(to),
    sort: valueOf(sort) === "relevance" ? "" : valueOf(sort),
  });

  async function load(cursor) {
    [from, to].forEach((field) => field.complain(null));
    put(more, h("p", { class: "hint" }, "正在检索……"));
    try {
      const given = Object.fromEntries(["q", "level", "kind", "topic", "issuer", "from", "to", "sort"].map((name) => [name, of(name)]));
      const ask = (more) => get(`/v1/search${query({ ...given, size: SIZE, cursor, offset_unit: "utf16", ...more })}`, { signal });
      const page = await ask();
      let explained = null;
      const explain = () => (explained ??= ask({ explain: true }).catch((error) => { explained = null; throw error; }));
      results.append(...page.hits.map((hit) => hitOf(hit, explain)));
      const { value, relation } = page.total;
      total.textContent = `${relation === "gte" ? "至少" : "共"} ${count(value)} 份文件，已列出 ${results.children.length} 份`;
      if (page.facets) {
        levels.tally(page.facets.level);
        kinds.tally(page.facets.kind);
        topics.tally(page.facets.topic, chosenTopics);
        issuers.tally(page.facets.issuer.slice(0, MOST), [of("issuer")]);
        years.tally(page.facets.year.slice(0, MOST), of("from") === of("to") ? [of("from")] : []);
      }
      put(more, page.relaxed ? h("p", { class: "hint" }, "没有文件含全部词语，所列为含其中大部分的文件。") : null);
      if (page.next) add(more, button("更多结果", () => load(page.next), { class: "quiet", data: { act: "more" } }));
      else if (!results.children.length) add(more, empty("没有找到", "减少词或放宽条件试试；引号内的整句须逐字相同。"));
      say(total.textContent);
    } catch (error) {
      if (error.name === "AbortError") return;
      put(more, failure(error));
      from.complain(error.at?.("/from"));
      to.complain(error.at?.("/to"));
    }
  }

  function go(event) {
    event?.preventDefault();
    const address = `#/search${query(conditions())}`;
    if (address === location.hash) {
      put(results);
      load();
    } else {
      location.hash = address;
    }
  }
  sort.querySelector("select").addEventListener("change", go);
  const form = h("form", { class: "search-form", role: "search", on: { submit: go } },
    h("div", { class: "searchbar" }, h("label", { for: "search-words", class: "unseen" }, "检索词"), words, h("button", { type: "submit", class: "primary" }, "检索")),
    h("p", { class: "hint" }, "多个词须同时出现；英文或中文引号内为整句；词前加减号表示排除；不填则列出全部文件。", h("a", { href: "#/search/passage" }, "查一段话的出处")),
    h("div", { class: "search" },
      h("aside", { class: "card facets", "aria-label": "筛选" },
        h("details", { open: window.innerWidth > 900 }, h("summary", {}, "筛选条件"),
          h("div", { class: "stack" }, levels.element, topics.element, issuer, issuers.element, h("div", { class: "two" }, from, to), years.element, kinds.element,
            h("div", { class: "row" }, h("button", { type: "submit", class: "small" }, "应用"), button("清除", () => { location.hash = `#/search${query({ q: words.value.trim() })}`; }, { class: "quiet small" }))))),
      h("section", { class: "card", "aria-label": "结果" }, h("div", { class: "row between" }, total, sort), results, more)));
  return { title: "检索", element: h("div", { class: "page" }, h("h1", {}, "检索上位文件"), form), shown: () => load() };
}
