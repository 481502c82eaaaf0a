// A term list as a file of a spreadsheet: taken out as Excel or CSV, read in as a draft, with faults at their rows.

import { ask } from "./api.js";
import { button, h, labelled, put } from "./dom.js";
import { failure } from "./notice.js";

const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/** Media types by the ending of a file's name. */
const KINDS = { xlsx: XLSX, csv: "text/csv", tsv: "text/tab-separated-values", txt: "text/tab-separated-values" };

/** Hands the list out under a name. */
async function take(path, name, ending) {
  const response = await ask("GET", path, { headers: { Accept: KINDS[ending] } });
  const address = URL.createObjectURL(await response.blob());
  h("a", { href: address, download: `${name}.${ending}` }).click();
  setTimeout(() => URL.revokeObjectURL(address), 1_000);
}

/** The sheet's content; `seen` is what a draft is saved on, `done()` is called when one was. */
export function tableFiles({ path, label, seen, done }) {
  const said = h("div", { class: "stack", "aria-live": "polite" });
  const file = h("input", { type: "file", accept: ".xlsx,.csv,.tsv,.txt" });
  const field = labelled("读入表格文件（xlsx、csv、tsv），存为草稿，不影响审核；首行是列名，如“词条、类别、级别”", file);

  const taken = (ending) => () => take(path, label, ending).catch((error) => put(said, failure(error)));

  async function read() {
    const [chosen] = file.files;
    put(said);
    field.complain(chosen ? null : "请选择文件");
    if (!chosen) return;
    const kind = KINDS[chosen.name.split(".").pop().toLowerCase()];
    if (!kind) {
      field.complain("只能读 xlsx、csv、tsv；旧式 xls 请另存为 xlsx");
      return;
    }
    try {
      const response = await ask("PUT", `${path}/draft`, { body: await chosen.arrayBuffer(), headers: { "Content-Type": kind, "If-Match": seen } });
      await response.text();
      await done();
    } catch (error) {
      const rows = (error.errors ?? []).filter((fault) => fault.line > 0);
      put(said, failure({ title: error.title, detail: error.detail, requestId: error.requestId, errors: (error.errors ?? []).filter((fault) => !rows.includes(fault)) }),
        rows.length ? h("ol", { class: "row-faults", "aria-label": "有错的行" }, rows.map((fault) => h("li", {}, `第 ${fault.line} 行`, fault.column ? ` ${fault.column}：` : " ", fault.detail))) : null);
    }
  }
  return h("div", { class: "stack" },
    h("div", { class: "row" }, button("下载 Excel", taken("xlsx"), { class: "quiet", data: { act: "take-xlsx" } }), button("下载 CSV", taken("csv"), { class: "quiet", data: { act: "take-csv" } })),
    field, h("div", { class: "row end" }, button("读入为草稿", read, { class: "primary", data: { act: "read-table" } })), said);
}
