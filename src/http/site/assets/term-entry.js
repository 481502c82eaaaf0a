// One entry of a term list in a form, and faults of a whole list laid beside their entries.

import { button, h, labelled, select, sheet } from "./dom.js";
import { KINDS, LAYERS, POSITIONS, layerOf } from "./words.js";

export const COLUMNS = { pattern: "词条", kind: "写法", category: "类别", severity: "级别", label: "显示为", note: "说明", exceptions: "例外", hit: "必须命中的例句", miss: "不得命中的例句", norm: "依据", exempt: "豁免", layer: "层级", exempt_kinds: "不计文种", exempt_positions: "不计位置", id: "编号" };
/** What the levels of severity are called. */
export const WEIGHTS = { 1: "提示", 2: "建议", 3: "重点" };
const SEVERAL = ["exceptions", "hit", "miss"];
/** Fields with some of several given values, which stand in one line of the form. */
const CHOSEN = { exempt_kinds: KINDS, exempt_positions: POSITIONS };

/** Who laid an entry down and where it does not count, in words. */
export function boundsOf(entry) {
  const label = (name, value) => CHOSEN[name].find(([one]) => one === value)?.[1] ?? value;
  const none = Object.keys(CHOSEN).flatMap((name) => (entry[name] ?? []).map((value) => label(name, value)));
  return [entry.layer ? `${layerOf(entry.layer)}层级` : "", none.length ? `在${none.join("、")}中不计` : ""].filter(Boolean);
}

/** Puts each fault of an answer beside its entry; what belongs to none comes back. `kept` are the rows as sent. */
export function problemsOf(error, kept) {
  return (error.errors ?? []).filter((fault) => {
    const [, at, column] = /^\/entries\/(\d+)(?:\/([^/]+))?/.exec(fault.pointer ?? "") ?? [];
    const row = kept[Number(at)];
    if (at === undefined || !row) return true;
    row.fault.push(`${COLUMNS[column] ? `${COLUMNS[column]}：` : ""}${fault.detail}`);
    return false;
  });
}

/** A form for an entry; `done(entry)` gets what was written. */
export function entrySheet(title, entry, done) {
  const line = (name, hint, properties) => labelled(COLUMNS[name], h("input", { name, type: "text", autocomplete: "off", value: entry[name] ?? "", ...properties }), hint);
  const block = (name, hint) => labelled(COLUMNS[name], h("textarea", { name, rows: 2, value: (entry[name] ?? []).join("\n") }), hint);
  const fields = {
    pattern: line("pattern"), kind: labelled(COLUMNS.kind, select([["literal", "原文"], ["regex", "正则"]], entry.kind, { name: "kind" })),
    category: line("category"), severity: labelled(COLUMNS.severity, select([["1", "1 提示"], ["2", "2 建议"], ["3", "3 重点"]], String(entry.severity), { name: "severity" })),
    layer: labelled(COLUMNS.layer, select([["", "不写（视为全国）"], ...LAYERS], entry.layer ?? "", { name: "layer" }), "同一词条以更具体的层级为准"),
    label: line("label", "不填则显示词条本身"), note: line("note", "为什么列入、建议怎么改"), norm: line("norm", "规范档中的代号"), exempt: line("exempt", "可以豁免的情形"),
    exceptions: block("exceptions", "每行一条，写法同正则；命中处在其中之一以内则不算"), hit: block("hit", "每行一句；发布时检查"), miss: block("miss", "每行一句；发布时检查"),
  };
  const several = Object.entries(CHOSEN).map(([name, options]) => {
    const boxes = options.map(([value, text]) => h("label", { class: "box" }, h("input", { type: "checkbox", name, value, checked: (entry[name] ?? []).includes(value) }), h("span", {}, text)));
    return h("fieldset", { class: "boxes" }, h("legend", {}, COLUMNS[name]), boxes);
  });
  const chosen = (name) => several.flatMap((set) => [...set.querySelectorAll(`input[name="${name}"]:checked`)]).map((box) => box.value);
  const valueOf = (name) => fields[name].querySelector("input, select, textarea").value;
  function save(event) {
    event.preventDefault();
    if (!valueOf("pattern").trim()) {
      fields.pattern.complain("请填写词条");
      fields.pattern.querySelector("input").focus();
      return;
    }
    const written = { ...entry };
    for (const name of Object.keys(fields)) {
      const value = valueOf(name);
      if (SEVERAL.includes(name)) written[name] = value.split("\n").map((text) => text.trim()).filter(Boolean);
      else if (name === "severity") written[name] = Number(value);
      else written[name] = value.trim();
    }
    for (const name of ["norm", "exempt", "label", "note", "layer"]) if (!written[name]) delete written[name];
    for (const name of Object.keys(CHOSEN)) {
      written[name] = chosen(name);
      if (!written[name].length) delete written[name];
    }
    dialog.close();
    done(written);
  }
  const dialog = sheet(title, h("form", { class: "stack", novalidate: true, on: { submit: save } }, h("div", { class: "grid" }, Object.values(fields)), several,
    h("div", { class: "row end" }, button("取消", () => dialog.close(), { class: "quiet" }), h("button", { type: "submit", class: "primary", data: { act: "keep" } }, "确定"))));
}
