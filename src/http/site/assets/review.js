// One kept review: the head with its gauges, the text and its findings linked both ways, and the other sides.

import { get, getText, segment, tell } from "./api.js";
import { button, confirmed, h, inLine, put, reveal, say, sheet, tabs, toast } from "./dom.js";
import { draftText, LEGEND } from "./draft-text.js";
import { findings } from "./findings.js";
import { gauges } from "./gauges.js";
import { additions, assessment, passages, sources, versions } from "./more.js";
import { modelOf } from "./model.js";
import { failure, warnings } from "./notice.js";
import { picker } from "./reviews.js";
import { about, changes, sides } from "./sides.js";
import { FROM, kindOf, levelOf, time } from "./words.js";

const SHORTCUTS = "duanshixin.shortcuts";
const KEYS = [["n 或 j", "下一条提示"], ["p 或 k", "上一条提示"], ["a", "采纳当前提示"], ["i", "忽略当前提示（先写理由）"], ["u", "撤销对当前提示的处理"], ["Esc", "收起当前提示"], ["?", "显示本说明"]];

function menu(report) {
  const base = `/v1/reviews/${segment(report.id)}`;
  const link = (href, text, properties) => h("li", {}, h("a", { href, ...properties }, text));
  const element = h("details", { class: "menu" }, h("summary", {}, "下载"),
    h("ul", {}, link(`${base}/report.docx`, "Word（带批注）", { download: true }), link(`${base}/report.html`, "网页报告（可打印）", { target: "_blank", rel: "noopener" }),
      link(`${base}/findings.csv`, "提示清单（CSV）", { download: true }), link(base, "全部数据（JSON）", { download: `${report.id}.json` })));
  element.addEventListener("focusout", (event) => {
    if (!element.contains(event.relatedTarget)) element.open = false;
  });
  return element;
}

function headOf(report) {
  const { draft } = report;
  const facts = [draft.issuer, `${levelOf(draft.level)}（${FROM[draft.level_from] ?? draft.level_from}）`, draft.kind ? kindOf(draft.kind) : "文种未知", draft.date ?? "日期未知", `审核于 ${time(report.created_at)}`];
  async function erase() {
    if (!(await confirmed("删除这份审核？", "报告、文稿、原文件和处理意见都会从本机删除，不能恢复。", "删除"))) return;
    try {
      await tell("DELETE", `/v1/reviews/${segment(report.id)}`);
      toast("已删除");
      location.hash = "#/reviews";
    } catch (error) {
      sheet("没有删除", failure(error));
    }
  }
  const other = () => sheet("与另一版对比", h("p", {}, "选择同一文稿的另一版审核。"), picker(report.id, (id, created) => {
    const [from, to] = created < report.created_at ? [id, report.id] : [report.id, id];
    location.hash = `#/compare/${segment(from)}/${segment(to)}`;
  }));
  return h("div", { class: "review-head" },
    h("div", {}, h("h1", {}, draft.title || "（没有标题）"), h("p", { class: "facts-line" }, inLine(facts))),
    h("div", { class: "row tools" }, h("a", { class: "button quiet", href: "#/" }, "新的审核"), button("与另一版对比", other, { class: "quiet" }), menu(report), button("删除", erase, { class: "quiet danger-text" })));
}

function legend(model) {
  const present = new Set(model.items.map((item) => item.layer));
  const body = h("div", { class: "legend", role: "group", "aria-label": "图例" }, LEGEND.filter(([layer]) => present.has(layer)).map(([layer, text]) => h("span", { class: `swatch m ${layer}` }, text)));
  return body;
}

/** The text beside its findings. */
function working(model, signal) {
  const scroller = h("div", { class: "pane text-pane", tabindex: 0, role: "region", "aria-label": "送审稿正文" });
  let byText = false;
  let text = null;
  const list = findings(model, {
    chosen: (item) => text.choose(item, byText ? null : scroller), filtered: (items) => text?.show(items), decided: (item) => text.refresh(item), compare: enlarge,
  });
  text = draftText(model, (item) => {
    byText = true;
    if (list.current() !== item) list.open(item);
    byText = false;
    reveal(list.row(item), lister);
  });
  function enlarge(item) {
    sheet(item.rule, about(item.passage), sides(item.passage, model), changes(item.passage)).classList.add("wide");
  }
  const own = h("input", { type: "checkbox", id: "show-own", on: { change: () => text.element.classList.toggle("show-own", own.checked) } });
  put(scroller, text.element);
  const lister = h("div", { class: "pane list-pane", tabindex: 0, role: "region", "aria-label": "提示" }, model.report.findings.length ? null : h("p", { class: "empty" }, "没有提示。"), list.list);
  const help = () => {
    const on = h("input", { type: "checkbox", id: "keys-on", checked: enabled(), on: { change: () => remember(on.checked) } });
    sheet("键盘操作", h("table", { class: "keys" }, h("tbody", {}, KEYS.map(([key, does]) => h("tr", {}, h("th", { scope: "row" }, h("kbd", {}, key)), h("td", {}, does))))),
      h("p", {}, on, h("label", { for: "keys-on" }, " 启用单键操作")));
  };
  const acts = {
    n: () => list.step(1), j: () => list.step(1), p: () => list.step(-1), k: () => list.step(-1),
    a: () => press("accept"), u: () => press("undo"), "?": help, Escape: () => list.close(),
    i: () => list.current() && list.row(list.current()).querySelector(".decide input")?.focus(),
  };
  function press(act) {
    if (list.current()) list.row(list.current()).querySelector(`[data-act="${act}"]`)?.click();
  }
  document.addEventListener("keydown", (event) => {
    const writing = event.target.closest?.("input:not([type=checkbox]), textarea, select") && event.key !== "Escape";
    if (writing || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]") || !acts[event.key]) return;
    if (event.key !== "?" && event.key !== "Escape" && !enabled()) return;
    event.preventDefault();
    acts[event.key]();
  }, { signal });
  const element = h("div", { class: "working" },
    h("section", { class: "card column", "aria-label": "正文" },
      h("div", { class: "pane-head" }, legend(model), h("span", { class: "own-choice" }, own, h("label", { for: "show-own" }, "标出新增"))), scroller),
    h("section", { class: "card column", "aria-label": "提示" },
      h("div", { class: "pane-head" },
        h("div", { class: "row between" }, h("h2", {}, "提示"), h("div", { class: "row" }, button("上一条", () => list.step(-1), { class: "quiet small", data: { act: "previous" } }), button("下一条", () => list.step(1), { class: "quiet small", data: { act: "next" } }), button("键盘操作 ?", help, { class: "quiet small" }))),
        h("details", { class: "filter-fold", open: window.innerWidth > 900 }, h("summary", {}, "筛选"), list.filters)),
      lister));
  return { element, list };
}

function enabled() {
  try {
    return localStorage.getItem(SHORTCUTS) !== "off";
  } catch {
    return true;
  }
}

function remember(on) {
  try {
    localStorage.setItem(SHORTCUTS, on ? "on" : "off");
  } catch {
    say("浏览器不允许保存设置");
  }
}

/** The bands of a report. Those of earlier programs name their profile only: it tells them as long as it is in that version. */
async function bandsOf(report, signal) {
  if (report.verdict.bands) return report.verdict.bands;
  const [id, version] = report.versions.norms.split("@");
  try {
    const profile = await get(`/v1/norm-profiles/${segment(id)}`, { signal });
    return profile.version === Number(version) ? profile.verdict : null;
  } catch (error) {
    if (error.name === "AbortError") throw error;
    return null;
  }
}

/** The view. */
export async function review({ names: [id], signal }) {
  const base = `/v1/reviews/${segment(id)}`;
  const [report, text, { decisions, carried }] = await Promise.all([
    get(base, { signal }), getText(`${base}/text`, { signal }), get(`${base}/decisions`, { signal }),
  ]);
  const bands = await bandsOf(report, signal);
  const model = modelOf(report, text, decisions, carried);
  const desk = working(model, signal);
  const copied = model.items.filter((item) => item.passage).length;
  const parts = tabs("报告的各部分", [
    ["text", `正文与提示 ${report.findings.length + model.leftOut}`, () => desk.element],
    ["passages", `并排对照 ${copied}`, () => passages(model, show)],
    ["additions", "新增内容", () => additions(model)],
    ["sources", `来源 ${report.novelty.sources.length}`, () => sources(model, (source) => { parts.open("text"); desk.list.onlySource(source); })],
    ["assessment", `一致性评估 ${report.assessment.length}`, () => assessment(model)],
    ["versions", "审核所用版本", () => versions(model)],
  ]);
  function show(item) {
    parts.open("text");
    if (desk.list.current() !== item) desk.list.open(item);
  }
  return {
    title: report.draft.title || "审核报告",
    element: h("div", { class: "page wide" }, headOf(report), gauges(report, bands), warnings(report.warnings), parts.element),
  };
}
