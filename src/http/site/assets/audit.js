// The audit log: read with filters, exported, checked.

import { get, query } from "./api.js";
import { button, h, headed, labelled, put, select, table } from "./dom.js";
import { empty, failure } from "./notice.js";
import { ACTIONS, count, time } from "./words.js";

/** Rows asked for at once. */
const SIZE = 50;

const RESULTS = {
  done: "完成", created: "新建", changed: "修改", approved: "采用", rejected: "不采用", accepted: "采纳", ignored: "忽略", unknown: "没有这个密钥", expired: "密钥已过期", revoked: "密钥已吊销", refused: "没有权限",
  html: "网页报告", docx: "批注稿", findings_csv: "提示清单", assessment_csv: "一致性评估表",
};

const HEADS = ["序号", "时间", "操作者", "操作", "对象", "结果"];

function rowOf(row) {
  return headed(h("tr", {}, h("td", { class: "number" }, count(row.seq)), h("td", {}, time(row.at)), h("td", {}, row.label, row.label === row.actor ? null : h("p", { class: "hint" }, row.actor)),
    h("td", {}, ACTIONS[row.action] ?? row.action), h("td", {}, row.object ? h("code", {}, row.object) : "—", row.version === null ? null : row.action.startsWith("document") ? ` 内容号 ${row.version}` : ` 第 ${row.version} 版`),
    h("td", {}, RESULTS[row.result] ?? row.result, row.count === 1 ? null : ` × ${count(row.count)}`)), HEADS);
}

/** The view. */
export async function audit({ signal }) {
  const line = (name, properties) => h("input", { type: "text", name, autocomplete: "off", ...properties });
  const fields = {
    from: labelled("日期自", line("from", { placeholder: "如 2026-03-01", maxlength: 10 })), to: labelled("日期至", line("to", { placeholder: "含当日", maxlength: 10 })),
    action: labelled("操作", select([["", "全部"], ...Object.entries(ACTIONS)], "", { name: "action" })), actor: labelled("操作者", line("actor", { placeholder: "密钥的名称或编号" })),
    object: labelled("对象", line("object", { placeholder: "对象的编号" })),
  };
  const rows = h("tbody", {});
  const shown = table("审计日志", HEADS, []);
  shown.querySelector("tbody").replaceWith(rows);
  const more = h("div", { class: "row center" });
  const said = h("div", {});
  const exports = h("div", { class: "row" });
  const chosen = () => Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.querySelector("input, select").value.trim()]));

  async function read(cursor) {
    const given = chosen();
    for (const field of Object.values(fields)) field.complain("");
    put(said);
    try {
      const page = await get(`/v1/audit${query({ ...given, size: SIZE, cursor })}`, { signal });
      if (!cursor) put(rows);
      rows.append(...page.rows.map(rowOf));
      put(more, page.next ? button("更早的", () => read(page.next), { class: "quiet small", data: { act: "more" } }) : rows.children.length ? null : empty("没有符合的记录"));
      put(exports, ["csv", "jsonl"].map((kind) => h("a", { class: "button quiet small", href: `/v1/audit.${kind}${query(given)}`, download: true }, kind === "csv" ? "导出表格（CSV）" : "导出 JSON Lines")));
    } catch (error) {
      if (error.name === "AbortError") throw error;
      for (const [name, field] of Object.entries(fields)) field.complain(error.at?.(`/${name}`));
      put(said, failure(error));
    }
  }

  await read();
  const form = h("form", { class: "stack", on: { submit: (event) => { event.preventDefault(); read(); } } },
    h("div", { class: "grid" }, Object.values(fields)), h("div", { class: "row between" }, exports, h("button", { type: "submit", data: { act: "filter" } }, "应用")));
  return h("div", { class: "stack" }, checking(signal),
    h("section", { class: "card stack" }, h("h2", {}, "审计日志"), h("p", { class: "hint" }, "只记编号、版本和结果，不含文稿、标题、文件名和密钥。只能增加，不能修改或删除；超过保存期的按期清理。"), form, said, shown, more));
}

/** The check of the chain. */
function checking(signal) {
  const known = labelled("以前抄存的“序号:校验值”", h("input", { type: "text", name: "known", autocomplete: "off", maxlength: 90, placeholder: "可以不填" }), "填写后可以发现日志被整体替换。");
  const said = h("div", {});
  async function check(event) {
    event.preventDefault();
    known.complain("");
    put(said);
    try {
      const found = await get(`/v1/audit/check${query({ known: known.querySelector("input").value.trim() })}`, { signal });
      put(said, found.sound
        ? h("div", { class: "notice sound", role: "status" }, h("strong", { class: "good" }, `${count(found.rows)} 条校验值相接，未发现改动`), found.last ? h("p", {}, "请另行抄存：", h("code", {}, `${found.last}:${found.head}`)) : null)
        : h("div", { class: "notice error", role: "alert" }, h("strong", {}, "日志被动过"), h("ul", {}, found.faults.map((fault) => h("li", {}, `第 ${fault.seq} 条：${fault.reason}`)))));
    } catch (error) {
      if (error.name === "AbortError") return;
      known.complain(error.at?.("/known"));
      put(said, failure(error));
    }
  }
  return h("section", { class: "card stack" }, h("h2", {}, "核对"), h("form", { class: "stack", on: { submit: check } }, known,
    h("div", { class: "row end" }, h("button", { type: "submit", data: { act: "verify" } }, "核对日志"))), said);
}
