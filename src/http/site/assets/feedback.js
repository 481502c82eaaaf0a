// What reviewers' decisions say about the lists: exceptions proposed, precision of rules and entries; and candidates mined
// from the corpus.

import { get, segment, tell } from "./api.js";
import { button, h, put, sheet, table, toast } from "./dom.js";
import { inBackground } from "./jobs.js";
import { failure } from "./notice.js";
import { count, ruleOf } from "./words.js";

const LISTS = { slogans: "空话套话", protected: "规定表述", markers: "实招要素", burden: "减负规则", synonyms: "简称全称" };
const percent = (share) => (share === null ? "不足五次" : `${(share * 100).toFixed(0)}%`);
const link = (list, text) => h("a", { href: `#/admin/terms/${segment(list)}` }, text);

/** Does something about a row, which goes when it is done. */
function settle(row, act, done) {
  return async () => {
    try {
      await act();
      row().remove();
      toast(done);
    } catch (error) {
      sheet("没有成功", failure(error));
    }
  };
}

function proposalOf(proposal, withheld) {
  const { list, entry, kind, layer } = proposal;
  const send = (path, more) => tell("POST", `/v1/proposals/${path}`, { json: { list, entry, kind, layer, ...more } });
  const approve = (more) => settle(() => element, () => send("approve", more), "已写入草稿，发布后生效");
  const exceptions = proposal.exceptions.map((one) => h("li", {}, h("code", {}, one.pattern), `（可去掉 ${one.ignored} 次） `, button("加为例外", approve({ exceptions: [one.pattern] }), { class: "quiet small" })));
  const element = h("article", { class: "proposal stack" },
    h("h3", {}, link(list, `${LISTS[list]}：${entry}`)),
    h("p", { class: "hint" }, `采纳 ${count(proposal.accepted)} 次，忽略 ${count(proposal.ignored)} 次${proposal.reasons.length ? `；理由：${proposal.reasons.map((one) => `${one.reason}（${one.count}）`).join("、")}` : ""}`),
    withheld ? null : [
      h("details", {}, h("summary", {}, "被忽略的原句"), h("ul", {}, proposal.examples.map((one) => h("li", {}, h("a", { href: `#/reviews/${segment(one.review)}` }, one.sentence))))),
      exceptions.length ? h("ul", {}, exceptions) : h("p", { class: "hint" }, "上下文没有共同之处，可以考虑降低级别。"),
    ],
    h("div", { class: "row" }, proposal.severity > 1 ? button(`降为 ${proposal.severity - 1} 级`, approve({ severity: proposal.severity - 1 }), { class: "quiet small" }) : null,
      button("不采用", settle(() => element, () => send("reject", {}), "已记下，不再提出"), { class: "quiet small" })));
  return element;
}

function candidateOf(candidate) {
  const { pattern, kind } = candidate;
  const send = (path, more) => () => tell("POST", `/v1/term-lists/slogans/suggest/${path}`, { json: { pattern, ...more } });
  const row = h("tr", {}, h("td", {}, h("details", {}, h("summary", {}, pattern), h("ul", {}, candidate.examples.map((text) => h("li", {}, text))))),
    h("td", {}, count(candidate.documents)), h("td", {}, count(candidate.issuers)), h("td", {}, count(candidate.sentences)), h("td", {}, percent(candidate.empty_share)),
    h("td", { class: "acts" }, button("采用", settle(() => row, send("accept", { kind }), "已写入草稿，发布后生效"), { class: "quiet small", "aria-label": `采用 ${pattern}` }),
      button("不采用", settle(() => row, send("reject"), "已记下，不再列出"), { class: "quiet small", "aria-label": `不采用 ${pattern}` })));
  return row;
}

function candidates(signal) {
  const found = h("div", { class: "stack" });
  async function look() {
    try {
      const followed = await inBackground("/v1/term-lists/slogans/suggest", signal);
      put(found, followed.element);
      const job = await followed.done;
      if (job.state !== "succeeded" || job.detail.error) return;
      const { documents, candidates: list } = job.detail;
      put(found, h("p", { class: "hint" }, `看了 ${count(documents)} 份语料，候选词条 ${count(list.length)} 条。`),
        list.length ? table("候选词条", ["短语（展开看例句）", "文件", "机关", "句", "空话句占", ""], list.map(candidateOf)) : null);
    } catch (error) {
      if (error.name !== "AbortError") put(found, failure(error));
    }
  }
  return h("section", { class: "card stack" }, h("h2", {}, "候选词条"), h("p", { class: "hint" }, "多个机关常用、所在句子多被判为空洞、旁边没有实招要素、词表中还没有的短语。"),
    h("div", { class: "row" }, button("从语料中查找", look, { data: { act: "suggest" } })), found);
}

/** The view. */
export async function feedback({ signal }) {
  const [{ proposals, drafts_withheld: withheld }, precision] = await Promise.all([get("/v1/proposals", { signal }), get("/v1/rules/precision", { signal })]);
  const rowOf = (one) => [one.entry ? link(one.list, one.entry) : ruleOf(one.rule, new Map()), count(one.accepted), count(one.ignored), percent(one.precision)];
  const heads = (first) => [first, "采纳", "忽略", "准确率"];
  return h("div", { class: "stack" },
    h("section", { class: "card stack" }, h("h2", {}, "例外建议"), h("p", { class: "hint" }, "审核人员两次以上忽略的词条。采用后写入词表草稿，试算、发布后生效。"),
      withheld ? h("p", { class: "hint withheld" }, "送审稿的原句、忽略的理由和由原句得出的例外未列出：所用密钥没有审核权限，只列次数。") : null,
      proposals.length ? proposals.map((one) => proposalOf(one, withheld)) : h("p", { class: "empty" }, "没有待处理的建议。")),
    h("section", { class: "card stack" }, h("h2", {}, "准确率"), h("p", { class: "hint" }, "采纳 ÷（采纳 + 忽略）；随审核一同删除的处理意见不再计入。"),
      precision.rules.length ? table("各规则的准确率", heads("规则"), precision.rules.map(rowOf)) : h("p", { class: "empty" }, "还没有处理意见。"),
      precision.entries.length ? table("各词条的准确率", heads("词条"), precision.entries.map(rowOf)) : null),
    candidates(signal));
}
