// Import of documents: files are chosen or dropped, sent off, and the job is followed with its errors item by item.

import { upload } from "./api.js";
import { dropping } from "./desk.js";
import { button, h, put } from "./dom.js";
import { follow, jobList } from "./jobs.js";
import { empty, failure, progress } from "./notice.js";
import { bytes, count } from "./words.js";

const ACCEPT = ".jsonl,.ndjson,.docx,.doc,.wps,.odt,.ofd,.pdf,.txt,.md,.html,.htm";

/** The view. */
export async function imports({ signal }) {
  let files = [];
  const chooser = h("input", { type: "file", multiple: true, accept: ACCEPT, class: "unseen", tabindex: -1, "aria-label": "选择要导入的文件", id: "import-files" });
  const listed = h("div", {});
  const outcome = h("div", { class: "stack" });
  const jobs = await jobList(signal);
  const start = button("开始导入", send, { class: "primary", disabled: true, data: { act: "import" } });

  function take(more) {
    files = [...files, ...more];
    draw();
  }

  function draw() {
    start.disabled = !files.length;
    put(listed, files.length ? [h("ul", { class: "files" }, files.map((file, at) => h("li", {}, h("span", {}, file.name), h("span", { class: "hint" }, bytes(file.size)),
      button("移除", () => { files.splice(at, 1); draw(); }, { class: "quiet small", "aria-label": `移除 ${file.name}` })))),
    h("p", { class: "hint" }, `共 ${count(files.length)} 个文件，${bytes(files.reduce((sum, file) => sum + file.size, 0))}`)] : empty("还没有选文件", "把文件拖到这里，或点“选择文件”。"));
  }

  async function send() {
    const form = new FormData();
    files.forEach((file) => form.append("file", file, file.name));
    const bar = progress("上传进度");
    put(outcome, bar.element);
    start.disabled = true;
    try {
      const job = await upload("/v1/imports", form, { signal, progress: (share) => bar.set(share, `正在上传 ${Math.round(share * 100)}%`) });
      const followed = follow(job, signal);
      put(outcome, followed.element);
      chooser.value = "";
      files = [];
      draw();
      await followed.done;
      jobs.refresh();
    } catch (error) {
      if (error.name === "AbortError") return;
      put(outcome, failure(error));
      start.disabled = !files.length;
    }
  }

  chooser.addEventListener("change", () => take([...chooser.files]));
  const drop = h("div", { class: "drop quiet-drop" }, listed);
  dropping(drop, take);
  draw();
  return h("div", { class: "stack" },
    h("section", { class: "card stack" }, h("h2", {}, "导入文件"),
      h("p", { class: "hint" }, "每个文件一份，或 JSON Lines 每行一份（须有 id、title、text，可有 issuer、level、date、kind、docno）。同一编号的文件会被替换。有错的列在结果里，其余照常导入。"),
      drop, h("div", { class: "row between" }, h("div", { class: "row" }, chooser, button("选择文件", () => chooser.click(), { class: "quiet" })), start), outcome),
    h("section", { class: "card" }, h("h2", {}, "最近的任务"), jobs.element));
}
