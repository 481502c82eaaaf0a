// The list of findings with its filters. Rows are built once, details when they are first opened.

import { button, fresh, h, put, reveal, say, select } from "./dom.js";
import { detail } from "./detail.js";
import { DECISIONS, MEASURES, SEVERITIES } from "./words.js";

const SIGN = { error: "▲", warning: "◆", notice: "●", none: "○" };
const NAMES = new Map([...MEASURES, ["lawful", "合理"]]);
const WEIGHTS = new Map([...SEVERITIES, ["none", "不计入"]]);
/** Characters of the words that a row shows. */
const SHOWN = 60;

function rowOf(item, open) {
  const words = item.words.replace(/\s+/g, " ").trim();
  const state = h("span", { class: "state" });
  const head = button("", () => open(item), { class: "finding", "aria-expanded": "false", data: { id: item.id } });
  put(head, h("span", { class: `weight w-${item.severity}` }, h("span", { "aria-hidden": "true" }, SIGN[item.severity]), WEIGHTS.get(item.severity)),
    h("span", { class: "tag measure" }, NAMES.get(item.measure)), h("span", { class: "rule" }, item.rule), state,
    h("span", { class: "quote" }, words ? (words.length > SHOWN ? `${words.slice(0, SHOWN)}…` : words) : item.finding?.message ?? ""));
  return { item, head, state, element: h("li", { class: `item ${item.layer}` }, head), body: null };
}

function tally(items, of) {
  const counts = new Map();
  for (const item of items) counts.set(of(item), (counts.get(of(item)) ?? 0) + 1);
  return counts;
}

/** Toggle buttons of which those pressed are shown. */
function toggles(label, parts, counts, pressed, changed) {
  const present = parts.filter(([name]) => counts.get(name));
  const group = h("div", { class: "toggles", role: "group", "aria-label": label });
  group.append(...present.map(([name, text]) => {
    const one = button(`${text} ${counts.get(name)}`, () => {
      if (pressed.has(name)) pressed.delete(name);
      else pressed.add(name);
      one.setAttribute("aria-pressed", String(pressed.has(name)));
      changed();
    }, { "aria-pressed": String(pressed.has(name)), class: "toggle", data: { value: name } });
    return one;
  }));
  return group;
}

/** The list. `chosen(item)` tells that one was opened, `filtered(items)` which are shown, `decided(item)` a decision. */
export function findings(model, { chosen, filtered, decided, compare }) {
  const { items } = model;
  const rows = new Map();
  const list = h("ol", { class: "findings", "aria-label": "提示列表" });
  const none = h("p", { class: "hint none", hidden: true }, "没有符合筛选条件的提示。");
  const total = h("p", { class: "hint tally", role: "status" });
  const wanted = {
    measures: new Set(MEASURES.map(([name]) => name)), severities: new Set([...SEVERITIES.map(([name]) => name), "none"]),
    rule: "", source: "", state: "",
  };
  let active = null;
  let visible = items;

  function open(item) {
    if (item === active) return close();
    close();
    active = item;
    const row = rows.get(item);
    row.element.hidden = false;
    row.head.setAttribute("aria-expanded", "true");
    row.element.classList.add("open");
    if (!row.body) {
      row.body = detail(item, model, { changed: (one) => { settle(one); decided(one); count(); }, compare: () => compare(item) });
      row.element.append(row.body);
    }
    row.body.hidden = false;
    const pane = list.closest(".pane");
    if (pane) reveal(row.element, pane);
    return chosen(item);
  }

  function close() {
    const row = rows.get(active);
    if (!row) return;
    row.head.setAttribute("aria-expanded", "false");
    row.element.classList.remove("open");
    row.body.hidden = true;
    row.element.hidden = !visible.includes(active);
    active = null;
    chosen(null);
  }

  function settle(item) {
    const made = model.decisions.get(item.id);
    const row = rows.get(item);
    row.state.textContent = made ? `${made.decision === "accepted" ? "✓" : "✕"} ${DECISIONS[made.decision]}` : "";
    row.element.classList.toggle("settled", Boolean(made));
  }

  const fits = (item) => {
    const state = model.decisions.get(item.id)?.decision ?? "open";
    if (item.measure === "lawful" ? !wanted.measures.has("lawful") : !wanted.measures.has(item.measure)) return false;
    return wanted.severities.has(item.severity) && (!wanted.rule || item.rule === wanted.rule)
      && (!wanted.source || item.passage?.source.document_id === wanted.source) && (!wanted.state || state === wanted.state);
  };

  function count() {
    const real = items.filter((item) => item.finding);
    const settled = real.filter((item) => model.decisions.has(item.id)).length;
    const more = model.leftOut ? `（另有 ${model.leftOut} 条同类提示过多，报告未列出）` : "";
    total.textContent = `显示 ${visible.length} 条，共 ${real.length} 条提示${more}，已处理 ${settled} 条`;
  }

  function filter() {
    visible = items.filter(fits);
    const kept = new Set(visible);
    for (const [item, row] of rows) {
      const hidden = !kept.has(item) && item !== active;
      if (row.element.hidden !== hidden) row.element.hidden = hidden;
    }
    none.hidden = visible.length > 0 || !model.report.findings.length;
    count();
    // Lawful repetition stays in the text in grey, whether or not it is listed.
    filtered(new Set([...visible, ...items.filter((item) => item.measure === "lawful" && !wanted.source && !wanted.rule)]));
  }

  for (const item of items) {
    const row = rowOf(item, open);
    rows.set(item, row);
    list.append(row.element);
    settle(item);
  }
  const rules = [...tally(items.filter((item) => item.finding), (item) => item.rule)];
  const sources = [...tally(items.filter((item) => item.passage), (item) => item.passage.source.document_id)];
  const choice = (label, key, options) => {
    const id = fresh("filter");
    const element = select([["", `全部${label}`], ...options], "", { id, on: { change: () => { wanted[key] = element.value; filter(); } } });
    return { element, field: h("span", { class: "choice" }, h("label", { for: id, class: "unseen" }, label), element) };
  };
  const bySource = choice("来源", "source", sources.map(([id, n]) => [id, `${model.titles.get(id) ?? id}（${n}）`]));
  const filters = h("div", { class: "filters", role: "group", "aria-label": "筛选提示" },
    toggles("方面", [...MEASURES, ["lawful", "合理重复"]], tally(items, (item) => item.measure), wanted.measures, filter),
    toggles("轻重", SEVERITIES, tally(items, (item) => item.severity), wanted.severities, filter),
    h("div", { class: "choices" },
      choice("种类", "rule", rules.map(([name, n]) => [name, `${name}（${n}）`])).field, sources.length ? bySource.field : null,
      choice("处理", "state", [["open", "未处理"], ["accepted", "已采纳"], ["ignored", "已忽略"]]).field),
    total);
  const reasons = h("datalist", { id: "reasons" }, ["引用上级原文，已注明出处", "规定表述，须照用", "情况特殊，已与起草处室核实", "不适用于本文"].map((value) => h("option", { value })));
  filter();
  return {
    filters, list: h("div", { class: "list" }, list, none, reasons),
    open,
    close,
    current: () => active,
    /** Opens the next or previous one shown. */
    step(by) {
      if (!visible.length) return;
      const at = visible.indexOf(active);
      const next = at < 0 ? visible.find((item) => by > 0 ? !active || item.start >= active.start : true) ?? visible[0] : visible[(at + by + visible.length) % visible.length];
      open(next);
      say(`${visible.indexOf(next) + 1} / ${visible.length}：${next.rule}`);
    },
    /** Shows the findings of one source only. */
    onlySource(id) {
      bySource.element.value = id;
      wanted.source = id;
      filter();
    },
    row: (item) => rows.get(item).element,
  };
}
