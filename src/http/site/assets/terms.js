// Term lists: which there are; one list with its entries, edited as a table or as text, published as a whole.

import { ask, get, segment, tell } from "./api.js";
import { button, confirmed, h, labelled, put, say, sheet, table, toast } from "./dom.js";
import { entrySheet, problemsOf } from "./term-entry.js";
import { failure } from "./notice.js";
import { tsvEditor } from "./term-text.js";
import { count, time } from "./words.js";

const WEIGHTS = { 1: "提示", 2: "建议", 3: "重点" };
const USES = { slogans: "命中的短语计入空话套话", protected: "先于一切计分遮住，单独计数、不扣分", markers: "使一句话可以核查的要素", burden: "可能给基层增加负担的要求" };
/** Rows drawn at once. */
const SHOWN = 150;

/** The lists. */
export async function termLists({ signal }) {
  const { term_lists: lists } = await get("/v1/term-lists", { signal });
  return h("section", { class: "card" }, h("h2", {}, "词表"), h("p", { class: "hint" }, "修改自下一次审核起生效，无须重启；有错的词表整体不启用，原版本继续有效。"),
    table("词表", ["词表", "用途", "词条", "版本"], lists.map((list) => [h("a", { href: `#/admin/terms/${list.id}` }, list.label), USES[list.id] ?? "", count(list.entries), `第 ${list.version} 版`])));
}

/** One list. */
export async function termList(id, { signal }) {
  const path = `/v1/term-lists/${segment(id)}`;
  const element = h("div", { class: "stack" });
  async function draw() {
    const [response, { term_lists: heads }, { versions }] = await Promise.all([ask("GET", path, { signal }), get("/v1/term-lists", { signal }), get(`${path}/versions`, { signal })]);
    const tag = response.headers.get("ETag");
    const list = await response.json();
    const label = heads.find((head) => head.id === id)?.label ?? id;
    put(element, editor({ id, path, list, tag, label, draw }), history({ path, versions, tag, current: list.version, draw }));
  }
  await draw();
  return element;
}

function editor({ id, path, list, tag, label, draw }) {
  let entries = list.entries.map((entry) => ({ entry, state: "", fault: [] }));
  let shown = SHOWN;
  const words = h("input", { type: "search", autocomplete: "off", placeholder: "词条、类别、说明" });
  const find = labelled("查找", words);
  const rows = h("tbody", {});
  const more = h("div", { class: "row center" });
  const said = h("div", {});
  const note = h("input", { type: "text", maxlength: 500, autocomplete: "off", placeholder: "这次改了什么、为什么" });
  const noted = labelled("修改说明", note);
  const bar = h("div", { class: "publish", hidden: true });
  const touched = () => entries.filter((one) => one.state).length;

  function refresh() {
    const sought = words.value.trim().toLowerCase();
    const fits = entries.filter(({ entry, fault }) => fault.length || !sought || [entry.pattern, entry.category, entry.label, entry.note, entry.id].some((text) => (text ?? "").toLowerCase().includes(sought)));
    fits.sort((a, b) => Boolean(b.fault.length) - Boolean(a.fault.length) || Boolean(b.state === "new") - Boolean(a.state === "new"));
    put(rows, fits.slice(0, shown).map(rowOf));
    put(more, fits.length > shown ? button(`再显示一些（还有 ${count(fits.length - shown)} 条）`, () => { shown += SHOWN; refresh(); }, { class: "quiet small" }) : null, fits.length ? null : h("p", { class: "hint" }, "没有符合的词条。"));
    bar.hidden = !touched();
    bar.querySelector(".pending").textContent = `${touched()} 处修改尚未发布`;
  }

  function rowOf(one) {
    const { entry, state, fault } = one;
    const mark = { new: "新增", changed: "已改", gone: "待删" }[state];
    return h("tr", { class: `${state} ${fault.length ? "faulty" : ""}` },
      h("td", {}, entry.kind === "regex" ? h("code", {}, entry.pattern) : entry.pattern, mark ? h("span", { class: "tag" }, mark) : null, fault.map((text) => h("p", { class: "fault" }, text))),
      h("td", {}, entry.category), h("td", {}, WEIGHTS[entry.severity] ?? entry.severity), h("td", {}, entry.note ?? ""),
      h("td", { class: "acts" }, button("编辑", () => entrySheet("编辑词条", entry, (changed) => { one.entry = changed; one.state = state === "new" ? "new" : "changed"; one.fault = []; refresh(); }), { class: "quiet small", "aria-label": `编辑 ${entry.pattern}` }),
        button(state === "gone" ? "不删" : "删除", () => {
          if (state === "new") entries = entries.filter((other) => other !== one);
          else one.state = state === "gone" ? "" : "gone";
          refresh();
        }, { class: "quiet small", "aria-label": `${state === "gone" ? "不删" : "删除"} ${entry.pattern}` })));
  }

  async function publish() {
    put(said);
    const kept = entries.filter((one) => one.state !== "gone");
    try {
      await tell("PUT", `${path}?note=${encodeURIComponent(note.value.trim())}`, { json: { entries: kept.map((one) => one.entry) }, headers: { "If-Match": tag } });
      toast("已发布，自下一次审核起生效");
      await draw();
    } catch (error) {
      for (const one of entries) one.fault = [];
      const rest = problemsOf(error, kept);
      put(said, failure({ ...error, detail: error.detail, title: error.title, errors: rest }), error.code === "version_conflict" ? button("放弃修改并重新读取", draw, { class: "quiet" }) : null);
      refresh();
    }
  }

  add(bar);
  function add(target) {
    put(target, h("strong", { class: "pending" }), noted, button("发布", publish, { class: "primary", data: { act: "publish" } }), button("放弃修改", draw, { class: "quiet" }));
  }
  words.addEventListener("input", () => { shown = SHOWN; refresh(); });
  const asText = () => {
    const dialog = sheet(`以文本编辑：${label}`, tsvEditor({ path, done: async () => { dialog.close(); toast("已发布，自下一次审核起生效"); await draw(); } }));
    dialog.classList.add("wide");
  };
  refresh();
  return h("section", { class: "card stack" },
    h("div", { class: "row between" }, h("div", {}, h("h2", {}, label), h("p", { class: "hint" }, `第 ${list.version} 版 · ${count(list.entries.length)} 条 · ${USES[id] ?? ""}`)),
      h("div", { class: "row" }, button("新增词条", () => entrySheet("新增词条", { pattern: "", kind: "literal", category: "", severity: 1 }, (entry) => { entries = [{ entry, state: "new", fault: [] }, ...entries]; refresh(); }), { data: { act: "add" } }), button("以文本编辑", asText, { class: "quiet", data: { act: "text" } }))),
    said, bar, find,
    h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "词条表" }, h("table", { class: "terms" }, h("caption", { class: "unseen" }, "词条"), h("thead", {}, h("tr", {}, ["词条", "类别", "级别", "说明", "操作"].map((head) => h("th", { scope: "col" }, head)))), rows)), more);
}

function history({ path, versions, tag, current, draw }) {
  async function look(version) {
    try {
      const list = await get(`${path}/versions/${version}`);
      sheet(`第 ${version} 版`, table("词条", ["词条", "类别", "级别", "说明"], list.entries.map((entry) => [entry.pattern, entry.category, WEIGHTS[entry.severity] ?? entry.severity, entry.note ?? ""]))).classList.add("wide");
    } catch (error) {
      sheet("无法读取", failure(error));
    }
  }
  async function restore(version) {
    if (!(await confirmed(`恢复第 ${version} 版？`, "会以它的内容发布一个新版本，现有各版都保留。", "恢复"))) return;
    try {
      const list = await get(`${path}/versions/${version}`);
      await tell("PUT", `${path}?note=${encodeURIComponent(`恢复第 ${version} 版`)}`, { json: { entries: list.entries }, headers: { "If-Match": tag } });
      say("已恢复");
      toast(`已恢复第 ${version} 版的内容`);
      await draw();
    } catch (error) {
      sheet("没有恢复", failure(error));
    }
  }
  return h("section", { class: "card" }, h("h2", {}, "各个版本"),
    table("各个版本", ["版本", "时间", "发布人", "说明", ""], versions.map((one) => [`第 ${one.version} 版${one.version === current ? "（在用）" : ""}`, time(one.created_at), one.author, one.note || "—",
      h("div", { class: "row" }, button("查看", () => look(one.version), { class: "quiet small", "aria-label": `查看第 ${one.version} 版` }), one.version === current ? null : button("恢复", () => restore(one.version), { class: "quiet small", "aria-label": `恢复第 ${one.version} 版` }))])));
}
