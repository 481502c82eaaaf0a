// Term lists: which there are; one list with its entries, edited as a draft, tried, published as a whole.

import { ask, get, query, segment, tell } from "./api.js";
import { button, confirmed, h, headed, labelled, put, sheet, table, toast } from "./dom.js";
import { WEIGHTS, boundsOf, entrySheet, problemsOf } from "./term-entry.js";
import { inBackground } from "./jobs.js";
import { failure } from "./notice.js";
import { history } from "./term-history.js";
import { tableFiles } from "./term-table.js";
import { tsvEditor } from "./term-text.js";
import { count, time } from "./words.js";

const USES = { slogans: "命中的短语计入空话套话", protected: "先于一切计分遮住，单独计数、不扣分", markers: "使一句话可以核查的要素", burden: "可能给基层增加负担的要求", synonyms: "检索时一并查找的简称和全称" };
const HEADS = ["词条", "类别", "级别", "说明", "操作"];
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
    const head = heads.find((one) => one.id === id);
    const label = head?.label ?? id;
    const draft = head?.draft ? await draftOf(path, signal) : null;
    put(element, editor({ id, path, list, tag, draft, label, draw, signal }), history({ path, versions, tag, current: list.version, draw }));
  }
  await draw();
  return element;
}

/** The draft with its tag. */
async function draftOf(path, signal) {
  const response = await ask("GET", `${path}/draft`, { signal });
  return { ...(await response.json()), tag: response.headers.get("ETag") };
}

function editor({ id, path, list, tag, draft, label, draw, signal }) {
  let entries = (draft ?? list).entries.map((entry) => ({ entry, state: "", fault: [] }));
  for (const { row, reason } of draft?.blocking ?? []) entries[row - 1]?.fault.push(reason);
  // What a draft is saved on: the state of the draft, else the version that was read.
  let seen = draft?.tag ?? tag;
  const stale = Boolean(draft) && draft.based_on !== draft.version;
  // The version that the draft is to be made from now, where that is another one.
  let base = null;
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
    bar.hidden = !touched() && !draft;
    bar.querySelector(".pending").textContent = touched() ? `${touched()} 处修改尚未保存` : "草稿已保存，尚未发布";
  }

  function rowOf(one) {
    const { entry, state, fault } = one;
    const mark = { new: "新增", changed: "已改", gone: "待删" }[state];
    return headed(h("tr", { class: `${state} ${fault.length ? "faulty" : ""}` },
      h("td", {}, entry.kind === "regex" ? h("code", {}, entry.pattern) : entry.pattern, mark ? h("span", { class: "tag" }, mark) : null, fault.map((text) => h("p", { class: "fault" }, text))),
      h("td", {}, entry.category), h("td", {}, WEIGHTS[entry.severity] ?? entry.severity), h("td", {}, entry.note ?? "", boundsOf(entry).map((text) => h("span", { class: "tag" }, text))),
      h("td", { class: "acts" }, button("编辑", () => entrySheet("编辑词条", entry, (changed) => { one.entry = changed; one.state = state === "new" ? "new" : "changed"; one.fault = []; refresh(); }), { class: "quiet small", "aria-label": `编辑 ${entry.pattern}` }),
        button(state === "gone" ? "不删" : "删除", () => {
          if (state === "new") entries = entries.filter((other) => other !== one);
          else one.state = state === "gone" ? "" : "gone";
          refresh();
        }, { class: "quiet small", "aria-label": `${state === "gone" ? "不删" : "删除"} ${entry.pattern}` }))), HEADS);
  }

  /** Saves the entries as the draft; its tag is what is tried or published then. */
  async function save() {
    put(said);
    for (const one of entries) one.fault = [];
    const kept = entries.filter((one) => one.state !== "gone");
    try {
      const response = await ask("PUT", `${path}/draft${query({ based_on: base })}`, { json: { entries: kept.map((one) => one.entry) }, headers: { "If-Match": seen } });
      seen = response.headers.get("ETag");
      base = null;
      const { blocking } = await response.json();
      for (const { row, reason } of blocking) kept[row - 1]?.fault.push(reason);
      return kept;
    } catch (error) {
      refuse(error, kept);
      return null;
    }
  }

  function refuse(error, kept) {
    const rest = problemsOf(error, kept);
    put(said, failure({ ...error, detail: error.detail, title: error.title, errors: rest }), error.code === "version_conflict" ? button("放弃修改并重新读取", discard, { class: "quiet" }) : null);
    refresh();
  }

  async function keep() {
    if (!(await save())) return;
    toast("草稿已保存，不影响审核");
    await draw();
  }

  async function attempt() {
    if (!(await save())) return;
    refresh();
    try {
      const followed = await inBackground(`${path}/draft/preview`, signal);
      put(said, followed.element);
      const { detail } = await followed.done;
      // What was tried is what is published: had somebody else changed the draft meanwhile, its tag would be another.
      if (detail?.edit && `"${detail.based_on}.${detail.edit}"` !== seen) put(said, h("p", { class: "fault" }, "草稿在保存之后被他人改过，试算的是他人的那一稿；请重新打开词表再发布。"), followed.element);
    } catch (error) {
      if (error.name !== "AbortError") put(said, failure(error));
    }
  }

  async function publish() {
    const reason = note.value.trim();
    noted.complain(reason ? null : "请写明修改说明");
    if (!reason) {
      note.focus();
      return;
    }
    const kept = await save();
    if (!kept) return;
    try {
      await tell("POST", `${path}/draft/publish?note=${encodeURIComponent(reason)}`, { headers: { "If-Match": seen } });
      toast("已发布，自下一次审核起生效");
      await draw();
    } catch (error) {
      for (const one of entries) one.fault = [];
      refuse(error, kept);
    }
  }

  async function discard() {
    if (seen !== tag) {
      try {
        await tell("DELETE", `${path}/draft`, { headers: { "If-Match": seen } });
      } catch (error) {
        if (error.code !== "not_found" && error.code !== "version_conflict") throw error;
      }
    }
    await draw();
  }

  async function drop() {
    if (seen === tag || (await confirmed("放弃草稿？", "草稿会删除，在用的词表不变。", "放弃"))) await discard();
  }

  put(bar, h("strong", { class: "pending" }), noted,
    button("试算", attempt, { data: { act: "try" } }), button("存草稿", keep, { class: "quiet", data: { act: "save" } }),
    button("发布", publish, { class: "primary", data: { act: "publish" } }), button("放弃修改", drop, { class: "quiet" }));
  words.addEventListener("input", () => { shown = SHOWN; refresh(); });
  const asText = () => {
    const dialog = sheet(`以文本编辑：${label}`, tsvEditor({ path, done: async () => { dialog.close(); toast("已发布，自下一次审核起生效"); await draw(); } }));
    dialog.classList.add("wide");
  };
  const asTable = () => {
    const dialog = sheet(`表格文件：${label}`, tableFiles({ path, label, seen, done: async () => { dialog.close(); toast("已读入为草稿，不影响审核"); await draw(); } }));
  };
  refresh();
  return h("section", { class: "card stack" },
    h("div", { class: "row between" }, h("div", {}, h("h2", {}, label), h("p", { class: "hint" }, `第 ${list.version} 版 · ${count(list.entries.length)} 条 · ${USES[id] ?? ""}`)),
      h("div", { class: "row" }, button("新增词条", () => entrySheet("新增词条", { pattern: "", kind: "literal", category: "", severity: 1 }, (entry) => { entries = [{ entry, state: "new", fault: [] }, ...entries]; refresh(); }), { data: { act: "add" } }), button("表格文件", asTable, { class: "quiet", data: { act: "table" } }), button("以文本编辑", asText, { class: "quiet", data: { act: "text" } }))),
    draft ? h("p", { class: "notice-line" }, `正在编辑草稿：依据第 ${draft.based_on} 版，${time(draft.updated_at)} 由${draft.author}保存；增加 ${draft.diff.added.length} 条，删除 ${draft.diff.removed.length} 条，改动 ${draft.diff.changed.length} 条。`) : null,
    stale ? h("p", { class: "fault" }, `词表已有第 ${draft.version} 版，请核对草稿后`, button("改以该版为依据", () => { base = draft.version; keep(); }, { class: "quiet small" })) : null,
    said, bar, find,
    h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "词条表" }, h("table", { class: "terms" }, h("caption", { class: "unseen" }, "词条"), h("thead", {}, h("tr", {}, HEADS.map((head) => h("th", { scope: "col" }, head)))), rows)), more);
}
