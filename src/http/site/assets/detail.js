// One finding opened: why, by which norm or term, the passage behind it, and what is decided about it.

import { ask, segment, tell } from "./api.js";
import { button, fresh, h, put, say } from "./dom.js";
import { may } from "./login.js";
import { filePlace } from "./model.js";
import { failure } from "./notice.js";
import { about, changes, sides } from "./sides.js";
import { DECISIONS, GRADES, layerOf, time } from "./words.js";

const LIST_NAMES = { slogans: "空话套话", protected: "规定表述", markers: "实招要素", burden: "减负规则" };

/** What a term is called: a pattern says nothing to those who do not write patterns. */
const termed = (entry) => (/[[\](){}|\\^$*+?]/.test(entry) ? "固定句式" : entry.length > 40 ? `${entry.slice(0, 40)}…` : entry);

function normOf(norm) {
  return h("div", { class: "norm" },
    h("strong", {}, norm.title), norm.article ? ` ${norm.article}` : "", " ", h("span", { class: "tag" }, GRADES[norm.grade] ?? norm.grade),
    norm.quote ? h("blockquote", {}, norm.quote) : null);
}

function passageOf(item, model, compare) {
  const { passage } = item;
  const others = passage.others.map((other) => h("a", { href: `#/documents/${segment(other.document_id)}?at=${other.span.start}-${other.span.end}&unit=${model.report.offset_unit}` }, model.titles.get(other.document_id) ?? other.document_id));
  return h("div", {}, about(passage), sides(passage, model), changes(passage),
    h("p", { class: "row" }, button("放大并排对照", compare, { class: "quiet small", data: { act: "compare" } })),
    others.length ? h("details", {}, h("summary", {}, `另见于 ${others.length} 份文件`), h("ul", {}, others.map((link) => h("li", {}, link)))) : null);
}

/** The form that decides; `changed` is called when the server has kept it. */
function decisionOf(item, model, changed) {
  const element = h("div", { class: "decide" });
  const address = `/v1/reviews/${segment(model.report.id)}/decisions/${segment(item.id)}`;
  const complaint = h("div", {});
  async function send(act) {
    put(complaint);
    try {
      await act();
      draw();
      changed(item);
    } catch (error) {
      put(complaint, failure(error));
    }
  }
  const decide = (decision, reason) => send(async () => {
    const answer = await ask("PUT", address, { json: { decision, reason } });
    model.decisions.set(item.id, await answer.json());
    say(`已${DECISIONS[decision]}`);
  });
  function draw() {
    const made = model.decisions.get(item.id);
    if (made) {
      put(element, h("p", { class: `made ${made.decision}` }, h("strong", {}, `已${DECISIONS[made.decision]}`), made.reason ? `：${made.reason}` : "", h("span", { class: "hint" }, ` ${time(made.decided_at)}`)),
        button("撤销", () => send(async () => {
          await tell("DELETE", address);
          model.decisions.delete(item.id);
          say("已撤销");
        }), { class: "quiet small", data: { act: "undo" } }), complaint);
      return;
    }
    const id = fresh("reason");
    const carried = model.carried.get(item.id);
    const reason = h("input", { id, type: "text", value: carried?.reason ?? "", maxlength: 500, list: "reasons", placeholder: "理由（忽略时须写明）", autocomplete: "off" });
    const ignore = () => {
      if (reason.value.trim()) return decide("ignored", reason.value.trim());
      put(complaint, h("p", { class: "fault" }, "请写明忽略的理由，例如“引用上级原文”。"));
      reason.focus();
      return null;
    };
    reason.addEventListener("keydown", (event) => {
      if (event.key === "Enter") ignore();
    });
    put(element, carried ? h("p", { class: "hint carried" }, `上一版中已忽略（${time(carried.decided_at)}），原句未变，可以沿用：点“忽略”即可。`) : null,
      h("label", { for: id, class: "unseen" }, "理由"), reason,
      button("采纳", () => decide("accepted", reason.value.trim()), { class: "small", data: { act: "accept" } }),
      button("忽略", ignore, { class: "quiet small", data: { act: "ignore" } }), complaint);
  }
  draw();
  return element;
}

/** The opened finding. */
export function detail(item, model, { changed, compare }) {
  const { finding } = item;
  const file = filePlace(model, item.span);
  const where = file ? h("p", { class: "hint file" }, `文件位置　${file}`) : null;
  if (!finding) return h("div", { class: "detail" }, where, passageOf(item, model, compare));
  return h("div", { class: "detail" },
    h("p", { class: "message" }, finding.message), where,
    finding.suggestion ? h("p", { class: "suggestion" }, h("strong", {}, "怎么改　"), finding.suggestion) : null,
    item.passage ? passageOf(item, model, compare) : null,
    finding.norm ? normOf(finding.norm) : null,
    finding.term ? h("p", { class: "hint" }, "词条 ", h(may("terms") ? "a" : "span", { title: finding.term.entry, href: may("terms") ? `#/admin/terms/${segment(finding.term.list)}` : null }, `${LIST_NAMES[finding.term.list] ?? finding.term.list}：${termed(finding.term.entry)}`), `（${finding.term.layer ? `${layerOf(finding.term.layer)}层级，` : ""}第 ${finding.term.version} 版）`) : null,
    decisionOf(item, model, changed));
}
