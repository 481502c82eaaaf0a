// The versions of a term list: read, compared with the one in force, brought back.

import { get, tell } from "./api.js";
import { button, confirmed, h, say, sheet, table, toast } from "./dom.js";
import { failure } from "./notice.js";
import { COLUMNS, WEIGHTS } from "./term-entry.js";
import { time } from "./words.js";

/** What differs between two versions. */
function differences({ added, removed, changed }) {
  if (!added.length && !removed.length && !changed.length) return h("p", { class: "hint" }, "没有差异。");
  const names = (title, entries) => (entries.length ? [h("h3", {}, `${title} ${entries.length} 条`), h("ul", {}, entries.map((entry) => h("li", {}, entry.pattern)))] : null);
  return [names("增加", added), names("删除", removed),
    changed.length ? [h("h3", {}, `改动 ${changed.length} 条`), table("改动的词条", ["词条", "哪一项", "原来", "现在"], changed.flatMap((entry) => entry.fields.map((field) => [entry.pattern, COLUMNS[field.field] ?? field.field, field.from || "（空）", field.to || "（空）"])))] : null];
}

/** The versions. */
export function history({ path, versions, tag, current, draw }) {
  const shown = async (title, act) => {
    try {
      sheet(title, await act()).classList.add("wide");
    } catch (error) {
      sheet("无法读取", failure(error));
    }
  };
  const look = (version) => shown(`第 ${version} 版`, async () => {
    const list = await get(`${path}/versions/${version}`);
    return table("词条", ["词条", "类别", "级别", "说明"], list.entries.map((entry) => [entry.pattern, entry.category, WEIGHTS[entry.severity] ?? entry.severity, entry.note ?? ""]));
  });
  const compare = (version) => shown(`由第 ${version} 版到第 ${current} 版`, async () => h("div", {}, differences(await get(`${path}/versions/${version}/diff/${current}`))));
  async function restore(version) {
    if (!(await confirmed(`恢复第 ${version} 版？`, "会以它的内容发布一个新版本，现有各版都保留。", "恢复"))) return;
    try {
      await tell("POST", `${path}/versions/${version}/restore?note=${encodeURIComponent(`恢复第 ${version} 版`)}`, { headers: { "If-Match": tag } });
      say("已恢复");
      toast(`已恢复第 ${version} 版的内容`);
      await draw();
    } catch (error) {
      sheet("没有恢复", failure(error));
    }
  }
  const acts = (version) => h("div", { class: "row" }, button("查看", () => look(version), { class: "quiet small", "aria-label": `查看第 ${version} 版` }),
    version === current ? null : [button("比较", () => compare(version), { class: "quiet small", "aria-label": `比较第 ${version} 版` }), button("恢复", () => restore(version), { class: "quiet small", "aria-label": `恢复第 ${version} 版` })]);
  return h("section", { class: "card" }, h("h2", {}, "各个版本"),
    table("各个版本", ["版本", "时间", "发布人", "说明", ""], versions.map((one) => [`第 ${one.version} 版${one.version === current ? "（在用）" : ""}`, time(one.created_at), one.author, one.note || "—", acts(one.version)])));
}
