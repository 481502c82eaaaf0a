// State of the service: what it holds, which versions are in force, what it accepts, what it is doing.

import { get, tell } from "./api.js";
import { backups } from "./backups.js";
import { button, h, put, toast } from "./dom.js";
import { jobList } from "./jobs.js";
import { access, may } from "./login.js";
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
  const jobs = may("terms", "corpus", "admin") ? await jobList(signal) : null;
  const kept = may("admin") ? await backups(signal) : null;
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
  const { keys_required: needed, live_keys: live, loopback_only: loopback } = access();
  const entry = needed ? `须带密钥，${count(live)} 个有效` : "没有密钥：只监听本机地址，本机的人都可使用全部功能";
  return h("div", { class: "stack" },
    needed ? null : h("div", { class: "notice warn" }, h("strong", {}, "还没有访问密钥"), h("p", {}, "服务只监听本机地址。要供他人使用，请先", h("a", { href: "#/admin/keys" }, "新建密钥"), "，再以对外的地址启动服务。")),
    h("section", { class: "card" }, h("div", { class: "row between" }, h("h2", {}, "服务"), h("div", { class: "row" }, state(alive, "进程正常", "进程无应答"), state(ready, "可以受理", "暂不受理"))),
      h("div", { class: "tiles" }, tile("语料文件", count(stats.documents)), tile("查重索引字数", count(stats.indexed_letters)), tile("指纹", count(stats.fingerprints)), tile("语料代次", count(stats.corpus_generation)))),
    h("div", { class: "two" },
      h("section", { class: "card" }, h("h2", {}, "在用版本"), pairs([["访问", entry], ["监听", loopback ? "本机地址" : "对外地址"], ["程序", stats.engine], ["词表", stats.lexicon], ["规范档", stats.norms], ["模型", stats.model]])),
      h("section", { class: "card" }, h("h2", {}, "各项上限"), pairs([
        ["送审稿", `${count(limits.draft_characters)} 字符`], ["上传文件", bytes(limits.file_bytes)], ["导入正文", bytes(limits.import_bytes)],
        ["词表词条", count(limits.term_list_entries)], ["同时审核", `${limits.workers} 份，另可排队 ${limits.waiting} 份`]]))),
    jobs ? h("section", { class: "card" }, h("div", { class: "row between" }, h("h2", {}, "任务"), may("corpus") ? button("重建索引", reindex, { class: "quiet small", data: { act: "reindex" } }) : null), said, jobs.element) : null,
    kept ? h("section", { class: "card stack" }, h("h2", {}, "备份"), kept) : null);
}
