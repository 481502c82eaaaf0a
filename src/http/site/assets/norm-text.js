// A norm profile as text (TOML), with the faults the server finds beside the lines they are in.

import { ask, segment, tell } from "./api.js";
import { button, h, labelled, put, toLine } from "./dom.js";
import { lineOf } from "./norm-lines.js";
import { failure } from "./notice.js";

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

/** The editor of the profile at `path`, or of a new one; `done(id)` is called when a new version is in force. */
export function profileEditor({ path, taken, done }) {
  let tag = null;
  const text = h("textarea", { class: "tsv", rows: 20, spellcheck: "false", wrap: "off" });
  const field = labelled("规范档原文（TOML）", text, "写明 base 的只需写与基础不同的内容；各项含义见 README。");
  const note = h("input", { type: "text", maxlength: 500, autocomplete: "off", placeholder: "这次改了什么、为什么" });
  const said = h("div", { class: "stack" });

  async function read() {
    put(said);
    try {
      const response = await ask("GET", path, { headers: { Accept: TOML } });
      tag = response.headers.get("ETag");
      text.value = await response.text();
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

  function refused(error) {
    const placed = error.code === "bad_norm_profile" ? error.errors.map((fault) => ({ ...fault, line: fault.line ?? lineOf(text.value, fault.pointer ?? "") })) : [];
    put(said, failure({ title: error.title, detail: placed.length ? "原版本继续有效，请改正下列各处后再发布。" : error.detail, requestId: error.requestId, errors: placed.length ? [] : error.errors }),
      placed.length ? h("ol", { class: "row-faults", "aria-label": "有错的行" }, placed.map((fault) => h("li", {}, button(`第 ${fault.line} 行`, () => toLine(text, fault.line), { class: "link", data: { line: fault.line } }), " ", keyOf(fault) ? [h("code", {}, keyOf(fault)), " "] : null, fault.detail))) : null,
      error.code === "version_conflict" ? button("重新读取（放弃修改）", read, { class: "quiet" }) : null);
    if (placed.length) toLine(text, placed[0].line);
  }

  async function publish() {
    put(said);
    field.complain(null);
    const id = path ? null : own();
    if (!path && !id) return;
    try {
      const target = path ?? `/v1/norm-profiles/${segment(id)}`;
      await tell("PUT", `${target}?note=${encodeURIComponent(note.value.trim())}`, { body: text.value, headers: { "Content-Type": TOML, ...(tag ? { "If-Match": tag } : {}) } });
      await done(id);
    } catch (error) {
      refused(error);
    }
  }

  if (path) read();
  else text.value = START;
  return h("div", { class: "stack" }, said, field, labelled("修改说明", note), h("div", { class: "row end" }, button("检查并发布", publish, { class: "primary", data: { act: "publish-profile" } })));
}
