// A norm profile as text (TOML), kept as a draft, tried and published, with the faults the server finds beside the lines
// they are in.

import { ask, query, segment, tell } from "./api.js";
import { button, confirmed, h, labelled, put, toLine } from "./dom.js";
import { inBackground } from "./jobs.js";
import { lineOf } from "./norm-lines.js";
import { failure } from "./notice.js";
import { time } from "./words.js";

/** Media type of a profile as its author writes it. */
export const TOML = "application/toml";
const START = `base = "national"
id = "unit"
title = "某单位（请改）"
jurisdiction = "某地（请改）"
valid_from = "2026-01-01"

[norms."本单位"]
title = "《某单位办文细则》（请改）"
article = "第一条"
grade = "Practice"

[[limits]]
id = "notice"
label = "通知"
when = { kinds = ["通知"] }
value = 3000
norm = "本单位"
`;

/** The key that a fault names as the author writes it; nothing where the server names a line. */
const keyOf = ({ pointer = "" }) => (/^\/内容/.test(pointer) ? "" : pointer.slice(1).replaceAll("/", "."));

/** The draft of the profile at `path`, with its tag. */
async function draftOf(path, signal) {
  const response = await ask("GET", `${path}/draft`, { signal });
  return { ...(await response.json()), tag: response.headers.get("ETag") };
}

/**
 * The editor of the profile at `path`, whose draft is shown where it has one, or of a new one; `done(id)` is called when
 * a new version is in force.
 */
export function profileEditor({ path, drafted, taken, done, signal }) {
  let tag = null;
  // The tag of the draft, where there is one: what is tried or published then.
  let draft = null;
  // The version that the draft is to be made from now, where that is another one.
  let base = null;
  const text = h("textarea", { class: "tsv", rows: 20, spellcheck: "false", wrap: "off" });
  const field = labelled("规范档原文（TOML）", text, "写明 base 的只需写与基础不同的内容；各项含义见 README。");
  const note = h("input", { type: "text", maxlength: 500, autocomplete: "off", placeholder: "这次改了什么、为什么" });
  const noted = labelled("修改说明", note);
  const about = h("div", {});
  const said = h("div", { class: "stack" });
  const drop = button("放弃草稿", discard, { class: "quiet", hidden: true });

  function known(kept) {
    draft = kept?.tag ?? null;
    drop.hidden = !draft;
    const stale = kept && kept.based_on !== kept.version;
    put(about, kept ? h("p", { class: "notice-line" }, `正在编辑草稿：依据第 ${kept.based_on} 版，${time(kept.updated_at)} 由${kept.author}保存。`) : null,
      stale ? h("p", { class: "fault" }, `规范档已有第 ${kept.version} 版，请核对草稿后`, button("改以该版为依据", () => { base = kept.version; keep(); }, { class: "quiet small" })) : null);
  }

  async function read(there = drafted, from = path) {
    put(said);
    try {
      if (path) {
        const response = await ask("GET", path, { headers: { Accept: TOML }, signal });
        tag = response.headers.get("ETag");
        text.value = await response.text();
      }
      const kept = there ? await draftOf(from, signal) : null;
      if (kept) text.value = kept.file;
      known(kept);
    } catch (error) {
      put(said, failure(error));
    }
  }

  /** The id the text gives itself; a new profile is put in under it. */
  function own() {
    const id = /^\s*id\s*=\s*"([^"]+)"/m.exec(text.value)?.[1];
    if (!id) field.complain("请写明 id，如 id = \"unit\"");
    else if (taken.includes(id)) field.complain(`已有规范档“${id}”，请换一个 id，或到它的页面编辑`);
    else return id;
    text.focus();
    return null;
  }

  /** Where the profile is, or a new one is to be; nothing when it has no usable id. */
  function target() {
    field.complain(null);
    if (path) return path;
    const id = own();
    return id && `/v1/norm-profiles/${segment(id)}`;
  }

  function refused(error, at) {
    if (error.name === "AbortError") return;
    const placed = error.code === "bad_norm_profile" ? error.errors.map((fault) => ({ ...fault, line: fault.line ?? lineOf(text.value, fault.pointer ?? "") })) : [];
    put(said, failure({ title: error.title, detail: placed.length ? "原版本继续有效，请改正下列各处后再发布。" : error.detail, requestId: error.requestId, errors: placed.length ? [] : error.errors }),
      placed.length ? h("ol", { class: "row-faults", "aria-label": "有错的行" }, placed.map((fault) => h("li", {}, button(`第 ${fault.line} 行`, () => toLine(text, fault.line), { class: "link", data: { line: fault.line } }), " ", keyOf(fault) ? [h("code", {}, keyOf(fault)), " "] : null, fault.detail))) : null,
      error.code === "version_conflict" ? button("重新读取（放弃修改）", () => read(Boolean(draft), at), { class: "quiet" }) : null,
      error.code === "if_match_required" ? button("读取已有的草稿（放弃修改）", () => read(true, at), { class: "quiet" }) : null);
    if (placed.length) toLine(text, placed[0].line);
  }

  /** Keeps the text as the draft; where it is, or nothing when it was refused. */
  async function keep() {
    put(said);
    const at = target();
    if (!at) return null;
    try {
      const response = await ask("PUT", `${at}/draft${query({ based_on: base })}`, { body: text.value, headers: { "Content-Type": TOML, ...(draft ? { "If-Match": draft } : {}) } });
      base = null;
      known({ ...(await response.json()), tag: response.headers.get("ETag") });
      return at;
    } catch (error) {
      refused(error, at);
      return null;
    }
  }

  async function attempt() {
    const at = await keep();
    if (!at) return;
    try {
      const followed = await inBackground(`${at}/draft/preview`, signal);
      put(said, followed.element);
      await followed.done;
    } catch (error) {
      refused(error, at);
    }
  }

  async function discard() {
    const at = target();
    if (!at || !(await confirmed("放弃草稿？", "草稿会删除，在用的规范档不变。", "放弃"))) return;
    try {
      await tell("DELETE", `${at}/draft`, { headers: { "If-Match": draft } });
      await read(false);
    } catch (error) {
      refused(error, at);
    }
  }

  /** Publishes the draft where there is one, else the text at once. */
  async function publish() {
    put(said);
    const reason = note.value.trim();
    noted.complain(draft && !reason ? "请写明修改说明" : null);
    if (draft && !reason) {
      note.focus();
      return;
    }
    const at = draft ? await keep() : target();
    if (!at) return;
    const why = `note=${encodeURIComponent(reason)}`;
    try {
      if (draft) await tell("POST", `${at}/draft/publish?${why}`, { headers: { "If-Match": draft } });
      else await tell("PUT", `${at}?${why}`, { body: text.value, headers: { "Content-Type": TOML, ...(tag ? { "If-Match": tag } : {}) } });
      await done(path ? null : own());
    } catch (error) {
      refused(error, at);
    }
  }

  if (path) read();
  else text.value = START;
  return h("div", { class: "stack" }, about, said, field, noted, h("div", { class: "row end" }, drop, button("存草稿", keep, { class: "quiet", data: { act: "keep-profile" } }), button("试算", attempt, { data: { act: "try-profile" } }), button("检查并发布", publish, { class: "primary", data: { act: "publish-profile" } })));
}
