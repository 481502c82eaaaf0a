// Errors, warnings, empty places and progress, shown calmly.

import { add, h, put } from "./dom.js";
import { fieldOf } from "./words.js";

/** Where a fault is: a field by its name on the page, a line, else the place in the file as whoever wrote it knows it. */
function place(error) {
  if (error.line !== undefined) return h("b", {}, error.line === 0 ? "整个正文" : `第 ${error.line} 行${error.column ? `“${error.column}”列` : ""}`);
  const named = fieldOf(error.pointer);
  if (named) return h("b", {}, named);
  const raw = (error.pointer ?? "").replace(/^\//, "");
  return raw ? h("code", {}, raw) : null;
}

/** What went wrong, in the server's words, with every place. */
export function failure(error) {
  const faults = error.errors ?? [];
  const same = faults.length === 1 && faults[0].detail === error.detail;
  return h("div", { class: "notice error", role: "alert" },
    h("strong", {}, error.title ?? "出了问题"),
    h("p", {}, error.detail || error.message || ""),
    faults.length && !same ? h("ul", {}, faults.slice(0, 50).map((fault) => h("li", {}, place(fault), " ", fault.detail))) : null,
    faults.length > 50 ? h("p", {}, `另有 ${faults.length - 50} 处`) : null,
    error.requestId ? h("p", { class: "hint" }, `请求编号 ${error.requestId}`) : null);
}

/** A place where nothing is yet. */
export function empty(title, text, ...actions) {
  return h("div", { class: "empty" }, h("strong", {}, title), text ? h("p", {}, text) : null, actions);
}

/** Progress of something that runs: `set(share or null, text)`. */
export function progress(label) {
  const bar = h("progress", { max: 1, "aria-label": label });
  const text = h("span", { class: "progress-text" });
  const element = h("div", { class: "progress", role: "status", "aria-live": "polite" }, bar, text);
  return {
    element,
    set(share, words) {
      if (share === null) bar.removeAttribute("value");
      else bar.value = share;
      if (text.textContent !== words) put(text, words);
    },
  };
}

/** A list of statements about a report. */
export function warnings(list) {
  if (!list?.length) return null;
  return h("details", { class: "notice warn", open: list.length <= 3 },
    h("summary", {}, `须知 ${list.length} 条`), add(h("ul", {}), list.map((warning) => h("li", {}, warning.message))));
}
