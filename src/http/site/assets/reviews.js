// The kept reviews: a list with search, two to be compared, one to be erased.

import { get, query, segment, tell } from "./api.js";
import { button, confirmed, h, inLine, labelled, put, say, sheet, toast } from "./dom.js";
import { empty, failure } from "./notice.js";
import { time } from "./words.js";

/** Milliseconds after the last key until a search is sent. */
const PAUSE = 200;

/** A searched list of reviews that grows by pages; `row(head)` makes one row. */
export function listing(row, { size = 20, none, signal } = {}) {
  const list = h("ul", { class: "reviews" });
  const more = h("div", { class: "row center" });
  const words = h("input", { type: "search", placeholder: "按标题或编号查找", autocomplete: "off" });
  const field = labelled("查找审核记录", words);
  let turn = 0;
  let timer = null;
  async function load(cursor) {
    turn += 1;
    const now = turn;
    put(more);
    try {
      const page = await get(`/v1/reviews${query({ q: words.value.trim(), size, cursor })}`, { signal });
      if (now !== turn) return;
      if (!cursor) put(list);
      list.append(...page.reviews.map(row));
      if (!list.children.length) put(more, words.value.trim() ? empty("没有找到", "换一个词试试。") : none ?? empty("还没有审核记录"));
      if (page.next) put(more, button("更多", () => load(page.next), { class: "quiet" }));
      say(`列出 ${list.children.length} 份审核`);
    } catch (error) {
      if (error.name !== "AbortError") put(more, failure(error));
    }
  }
  words.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => load(), PAUSE);
  });
  load();
  return { element: h("div", { class: "stack" }, field, list, more), reload: () => load() };
}

const named = (head) => head.title || "（没有标题）";
const under = (head) => inLine([time(head.created_at), head.draft_id ? `编号 ${head.draft_id}` : null]);

/** A list from which one review other than `self` is chosen. */
export function picker(self, choose) {
  return listing((head) => h("li", {}, head.id === self
    ? h("span", { class: "faint" }, `${named(head)}（当前）`)
    : button(named(head), () => choose(head.id, head.created_at), { class: "link" }), h("span", { class: "hint" }, under(head))), { size: 50 }).element;
}

/** Short list for the first page. */
export function recent(signal) {
  return listing((head) => h("li", {}, h("a", { href: `#/reviews/${segment(head.id)}` }, named(head)), h("span", { class: "hint" }, under(head))), {
    size: 8, signal, none: empty("还没有审核记录", "审核过的稿子会列在这里，可以随时再看或删除。"),
  }).element;
}

/** The view. */
export function reviews({ signal }) {
  const chosen = new Map();
  const go = button("对比所选两份", () => {
    const [from, to] = [...chosen.values()].sort((a, b) => a.created_at.localeCompare(b.created_at));
    location.hash = `#/compare/${segment(from.id)}/${segment(to.id)}`;
  }, { disabled: true, data: { act: "compare" } });
  function row(head) {
    const box = h("input", { type: "checkbox", "aria-label": `选择：${named(head)}`, on: { change: () => {
      if (box.checked) chosen.set(head.id, head);
      else chosen.delete(head.id);
      go.disabled = chosen.size !== 2;
    } } });
    async function erase() {
      if (!(await confirmed("删除这份审核？", `“${named(head)}”的报告、文稿、原文件和处理意见都会从本机删除，不能恢复。`, "删除"))) return;
      try {
        await tell("DELETE", `/v1/reviews/${segment(head.id)}`);
        chosen.delete(head.id);
        go.disabled = chosen.size !== 2;
        element.remove();
        toast("已删除");
      } catch (error) {
        sheet("没有删除", failure(error));
      }
    }
    const element = h("li", {}, box, h("div", { class: "grow" }, h("a", { href: `#/reviews/${segment(head.id)}` }, named(head)), h("span", { class: "hint" }, under(head))),
      button("删除", erase, { class: "quiet small danger-text", "aria-label": `删除：${named(head)}` }));
    return element;
  }
  const list = listing(row, { signal, none: empty("还没有审核记录", "到“审核”页送一份稿子。", h("a", { class: "button", href: "#/" }, "去审核")) });
  return {
    title: "审核记录",
    element: h("div", { class: "page" }, h("div", { class: "row between" }, h("h1", {}, "审核记录"), go), h("p", { class: "hint" }, "选两份可以对比：哪些提示已消除，哪些是新出现的。"), h("section", { class: "card" }, list.element)),
  };
}
