// A term list as tab-separated text, with the faults the server finds beside the lines they are in.

import { ask, tell } from "./api.js";
import { button, h, labelled, put, toLine } from "./dom.js";
import { failure } from "./notice.js";

const TSV = "text/tab-separated-values";

/** The editor; `done()` is called when a new version is in force. */
export function tsvEditor({ path, done }) {
  let tag = null;
  const text = h("textarea", { class: "tsv", rows: 18, spellcheck: "false", wrap: "off" });
  const field = labelled("制表符分隔的文本，首行是列名；一格内多个值用 “ | ” 隔开", text);
  const note = h("input", { type: "text", maxlength: 500, autocomplete: "off" });
  const said = h("div", { class: "stack" });

  async function read() {
    try {
      const response = await ask("GET", path, { headers: { Accept: TSV } });
      tag = response.headers.get("ETag");
      text.value = await response.text();
    } catch (error) {
      put(said, failure(error));
    }
  }

  const jump = (line) => toLine(text, line);

  async function publish() {
    put(said);
    field.complain(null);
    try {
      await tell("PUT", `${path}?note=${encodeURIComponent(note.value.trim())}`, { body: text.value, headers: { "If-Match": tag, "Content-Type": TSV } });
      await done();
    } catch (error) {
      const lines = (error.errors ?? []).filter((fault) => fault.line > 0);
      put(said, failure({ title: error.title, detail: error.detail, requestId: error.requestId, errors: (error.errors ?? []).filter((fault) => !lines.includes(fault)) }),
        lines.length ? h("ol", { class: "row-faults", "aria-label": "有错的行" }, lines.map((fault) => h("li", {}, button(`第 ${fault.line} 行`, () => jump(fault.line), { class: "link", data: { line: fault.line } }), fault.column ? ` ${fault.column}：` : " ", fault.detail))) : null,
        error.code === "version_conflict" ? button("重新读取（放弃修改）", read, { class: "quiet" }) : null);
      if (lines.length) jump(lines[0].line);
    }
  }
  read();
  return h("div", { class: "stack" }, said, field, labelled("修改说明", note), h("div", { class: "row end" }, button("检查并发布", publish, { class: "primary", data: { act: "publish-text" } })));
}
