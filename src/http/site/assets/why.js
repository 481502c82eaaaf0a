// Why a hit was found and stands where it stands: how the query was cut, what stands where, the parts of the score.
// Asked for when first opened.

import { h, put } from "./dom.js";
import { failure } from "./notice.js";
import { count } from "./words.js";

const ROLES = { required: "须出现", alternative: "“或”的一边", excluded: "不得出现", excluded_in_part: "与别的条件一并排除", ordering: "只影响排序" };
const PLACES = [["in_title", "标题"], ["in_text", "正文"], ["in_issuer", "发文机关"], ["in_number", "文号"]];

function cutOf({ text, field, forms, role, documents }) {
  const also = forms.length > 1 ? `（${forms.join("、")}）` : "";
  return `${field ? `${field}：` : ""}${text}${also}，${ROLES[role] ?? role}，全部语料中 ${count(documents)} 份文件含有`;
}

function foundOf(found) {
  const places = PLACES.filter(([name]) => found[name]).map(([name, label]) => `${label} ${count(found[name])} 处`);
  return `“${found.text}”：${places.join("、") || "没有"}`;
}

const listed = (title, lines) => lines.length ? [h("p", {}, title), h("ul", {}, lines.map((line) => h("li", {}, line)))] : null;

/** What is told of one hit of a page that was explained. */
function told(page, id) {
  const hit = page.hits.find((one) => one.document_id === id);
  if (!hit) return "文件已不在这一页，请重新检索。";
  return [
    listed("检索词的切分", page.explanation.cuts.map(cutOf)),
    listed("在这份文件中", hit.explanation.found.map(foundOf)),
    listed(`得分 ${hit.score.toFixed(2)}`, hit.explanation.score.map(({ label, value }) => `${label} ${value.toFixed(2)}`)),
  ];
}

/** What opens beneath a hit; `ask` gives its page with the reasons. */
export function why(id, ask) {
  const body = h("div", {});
  const details = h("details", { class: "why" }, h("summary", {}, "为何命中"), body);
  let asked = false;
  details.addEventListener("toggle", async () => {
    if (!details.open || asked) return;
    asked = true;
    put(body, "正在查……");
    try {
      put(body, told(await ask(), id));
    } catch (error) {
      asked = false;
      if (error.name !== "AbortError") put(body, failure(error));
    }
  });
  return details;
}
