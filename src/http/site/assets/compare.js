// Two reviews of one draft: what is cured, what is new, what is still there, and how the figures moved.

import { get, segment } from "./api.js";
import { h, table, tabs } from "./dom.js";
import { matched } from "./match.js";
import { empty } from "./notice.js";
import { MEASURES, SEVERITIES, count, percent, named, score, time } from "./words.js";

const measure = new Map(MEASURES);
const weight = new Map(SEVERITIES);

function moved(before, after, better) {
  if (before === null || after === null || before === after) return h("span", { class: "faint" }, "—");
  const up = after > before;
  const good = up === (better === "up");
  return h("span", { class: good ? "good" : "bad" }, `${up ? "↑" : "↓"} ${good ? "改善" : "变差"}`);
}

function figures(a, b) {
  const row = (name, of, show, better) => [name, show(of(a)), show(of(b)), moved(of(a), of(b), better)];
  return table("得分和指标", ["指标", "前一版", "后一版", "变化"], [
    row("短", (r) => r.scores.brevity, score, "up"), row("实", (r) => r.scores.substance, score, "up"), row("新", (r) => r.scores.novelty, score, "up"),
    row("正文字数", (r) => r.brevity.characters, count, "down"), row("空话套话", (r) => r.substance.slogan_count, count, "down"),
    row("空话句占比", (r) => r.substance.empty_share, percent, "down"), row("重复", (r) => r.novelty.copied_ratio, percent, "down"),
  ], { class: "narrow" });
}

function listed(findings, burdens, none) {
  if (!findings.length) return empty(none);
  return h("ol", { class: "diff" }, findings.map(({ finding, former }) => h("li", {},
    h("p", {}, h("span", { class: `weight w-${finding.severity}` }, weight.get(finding.severity)), h("span", { class: "tag measure" }, measure.get(finding.measure)), h("span", { class: "rule" }, named(finding, burdens))),
    finding.quote ? h("blockquote", {}, h("span", { class: "faint" }, finding.quote.prefix), h("mark", {}, finding.quote.exact), h("span", { class: "faint" }, finding.quote.suffix)) : null,
    former ? h("p", { class: "hint" }, "前一版：", former) : null,
    h("p", {}, finding.message))));
}

/** The view. */
export async function compare({ names: [from, to], signal }) {
  const [a, b] = await Promise.all([from, to].map((id) => get(`/v1/reviews/${segment(id)}`, { signal })));
  const { gone, added, same } = matched(a.findings, b.findings);
  const burdens = new Map([...a.assessment, ...b.assessment].map((item) => [item.rule, item.item]));
  const plain = (findings) => findings.map((finding) => ({ finding }));
  const kept = same.map(({ before, after, changed }) => ({ finding: after, former: changed ? before.quote?.exact : null }));
  const head = (name, report) => h("div", { class: "card" }, h("span", { class: "tag" }, name), h("h2", {}, h("a", { href: `#/reviews/${segment(report.id)}` }, report.draft.title || "（没有标题）")), h("p", { class: "hint" }, time(report.created_at)));
  const parts = tabs("对比结果", [
    ["gone", `已消除 ${gone.length}`, () => listed(plain(gone), burdens, "没有消除的提示")],
    ["added", `新出现 ${added.length}`, () => listed(plain(added), burdens, "没有新出现的提示")],
    ["same", `仍然存在 ${same.length}`, () => listed(kept, burdens, "没有仍然存在的提示")],
  ]);
  return {
    title: "两版对比",
    element: h("div", { class: "page" }, h("h1", {}, "两版对比"),
      h("div", { class: "pair" }, head("前一版", a), head("后一版", b)),
      h("section", { class: "card" }, figures(a, b)),
      h("section", { class: "card" }, parts.element)),
  };
}
