// Backups of this server: made, followed, listed, fetched, removed.

import { ask, get, segment, tell } from "./api.js";
import { button, confirmed, h, put, table } from "./dom.js";
import { follow } from "./jobs.js";
import { empty, failure } from "./notice.js";
import { bytes, count, time } from "./words.js";

const SCOPES = { all: "整个数据目录", lists: "词表和规范档" };

/** The backups there are, with what makes another one. */
export async function backups(signal) {
  const listed = h("div", {});
  const said = h("div", { class: "stack" });

  async function make(scope) {
    put(said);
    try {
      const answer = await ask("POST", "/v1/backups", { json: { scope }, signal });
      const followed = follow(await answer.json(), signal);
      put(said, followed.element);
      await followed.done;
      await draw();
    } catch (error) {
      if (error.name !== "AbortError") put(said, failure(error));
    }
  }

  async function remove(name) {
    if (!await confirmed("删除备份", `${name} 删除后不能找回。`, "删除")) return;
    try {
      await tell("DELETE", `/v1/backups/${segment(name)}`, { signal });
      await draw();
    } catch (error) {
      if (error.name !== "AbortError") put(said, failure(error));
    }
  }

  /** A download by the browser itself, whatever its size: from an address that is good once. */
  async function save(name) {
    try {
      const answer = await ask("POST", `/v1/backups/${segment(name)}/ticket`, { signal });
      const { url } = await answer.json();
      h("a", { href: url, download: name }).click();
    } catch (error) {
      if (error.name !== "AbortError") put(said, failure(error));
    }
  }

  function rowOf({ name, bytes: size, manifest }) {
    const held = manifest ? `${SCOPES[manifest.scope] ?? manifest.scope}${manifest.scope === "all" ? `：语料 ${count(manifest.counts.documents)} 份，审核 ${count(manifest.counts.reviews)} 份` : ""}` : "文件无法读取";
    return h("tr", {}, h("td", {}, h("code", {}, name)), h("td", {}, held), h("td", {}, bytes(size)), h("td", {}, manifest ? time(manifest.created_at) : "—"),
      h("td", { class: "acts" }, button("下载", () => save(name), { class: "quiet small", data: { act: "fetch" }, "aria-label": `下载 ${name}` }), button("删除", () => remove(name), { class: "quiet small", "aria-label": `删除 ${name}` })));
  }

  async function draw() {
    const { backups: there } = await get("/v1/backups", { signal });
    put(listed, there.length ? table("备份", ["文件", "内容", "大小", "制作于", ""], there.map(rowOf)) : empty("还没有备份", "备份放在服务器的备份目录，可下载另存；恢复用命令行 duanshixin backup restore。"));
  }

  await draw();
  return h("div", { class: "stack" },
    h("div", { class: "row" }, button("备份整个数据目录", () => make("all"), { class: "primary", data: { act: "backup" } }), button("只备份词表和规范档", () => make("lists"), { class: "quiet" })),
    said, listed);
}
