// State of the service: what it holds, which versions are in force, what it accepts, what it is doing.

import { get, tell } from "./api.js";
import { backups } from "./backups.js";
import { button, h, put, toast } from "./dom.js";
import { jobList } from "./jobs.js";
import { failure } from "./notice.js";
import { bytes, count } from "./words.js";

async function answers(path, signal) {
  try {
    await tell("GET", path, { signal });
    return true;
  } catch (error) {
    if (error.name === "AbortError") throw error;
    return false;
  }
}

const tile = (name, value) => h("div", { class: "tile" }, h("span", { class: "tile-value" }, value), h("span", { class: "tile-name" }, name));
const pairs = (list) => h("dl", { class: "pairs" }, list.map(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]));

/** The view. */
export async function status({ signal }) {
  const [stats, limits, alive, ready] = await Promise.all([get("/v1/stats", { signal }), get("/v1/limits", { signal }), answers("/livez", signal), answers("/readyz", signal)]);
  const jobs = await jobList(signal);
  const kept = await backups(signal);
  const said = h("div", {});
  async function reindex() {
    put(said);
    try {
      await tell("POST", "/v1/reindex");
      toast("已开始重建索引");
      jobs.refresh();
    } catch (error) {
      put(said, failure(error));
    }
  }
  const state = (good, yes, no) => h("span", { class: `lamp ${good ? "good" : "bad"}` }, good ? yes : no);
  return h("div", { class: "stack" },
    h("section", { class: "card" }, h("div", { class: "row between" }, h("h2", {}, "服务"), h("div", { class: "row" }, state(alive, "进程正常", "进程无应答"), state(ready, "可以受理", "暂不受理"))),
      h("div", { class: "tiles" }, tile("语料文件", count(stats.documents)), tile("查重索引字数", count(stats.indexed_letters)), tile("指纹", count(stats.fingerprints)), tile("语料代次", count(stats.corpus_generation)))),
    h("div", { class: "two" },
      h("section", { class: "card" }, h("h2", {}, "在用版本"), pairs([["程序", stats.engine], ["词表", stats.lexicon], ["规范档", stats.norms], ["句子模型", stats.model]])),
      h("section", { class: "card" }, h("h2", {}, "各项上限"), pairs([
        ["送审稿", `${count(limits.draft_characters)} 字符`], ["上传文件", bytes(limits.file_bytes)], ["导入正文", bytes(limits.import_bytes)],
        ["词表词条", count(limits.term_list_entries)], ["同时审核", `${limits.workers} 份，另可排队 ${limits.waiting} 份`]]))),
    h("section", { class: "card" }, h("div", { class: "row between" }, h("h2", {}, "任务"), button("重建索引", reindex, { class: "quiet small", data: { act: "reindex" } })), said, jobs.element),
    h("section", { class: "card stack" }, h("h2", {}, "备份"), kept));
}
