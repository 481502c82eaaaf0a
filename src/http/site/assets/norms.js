// Norm profiles: which there are; one with its limits, sections, scores, thresholds and catalogue of norms, edited as
// text, and its versions.

import { ask, get, segment, tell } from "./api.js";
import { button, confirmed, h, put, say, sheet, table, toast } from "./dom.js";
import { may } from "./login.js";
import { TOML, profileEditor } from "./norm-text.js";
import { failure } from "./notice.js";
import { GRADES, NATURES, count, kindOf, levelOf, time } from "./words.js";

const natures = new Map(NATURES);
const SCORES = [["brevity", "短"], ["substance", "实"], ["novelty", "新"]];

function conditionOf(when) {
  const parts = [
    when?.kinds?.length ? `文种：${when.kinds.map(kindOf).join("、")}` : "", when?.natures?.length ? `性质：${when.natures.map((name) => natures.get(name) ?? name).join("、")}` : "",
    when?.levels?.length ? `层级：${when.levels.map(levelOf).join("、")}` : "", when?.titles?.length ? `标题含：${when.titles.join("、")}` : "",
  ];
  return parts.filter(Boolean).join("；") || "其余";
}

function thresholds(verdict) {
  const line = (given) => SCORES.filter(([key]) => given?.[key] !== undefined && given[key] !== null).map(([key, name]) => `${name}低于 ${given[key]}`).join("，或") || "不设";
  return h("dl", { class: "pairs" }, h("dt", {}, "建议修改"), h("dd", {}, line(verdict.revise)), h("dt", {}, "建议退回"), h("dd", {}, line(verdict.return)));
}

function scoreOf(name, score) {
  return [name, score.combine === "lowest" ? "取最低" : "加权平均", h("ul", {}, score.scales.map((scale) => h("li", {}, `${scale.figure}：`, scale.anchors.map((anchor) => `${anchor.at} → ${anchor.score}${anchor.name ? `（${anchor.name}）` : ""}`).join("；"))))];
}

const period = (profile) => `自 ${profile.valid_from}${profile.valid_to ? ` 至 ${profile.valid_to}` : " 起"}`;

/** The profiles. */
export async function norms({ signal }) {
  const { norm_profiles: heads } = await get("/v1/norm-profiles", { signal });
  const make = () => {
    const dialog = sheet("新建规范档", profileEditor({ taken: heads.map((head) => head.id), signal, done: (id) => { dialog.close(); toast("已发布，可在审核时选用"); location.hash = `#/admin/norms/${segment(id)}`; } }));
    dialog.classList.add("wide");
  };
  return h("section", { class: "card" },
    h("div", { class: "row between" }, h("div", {}, h("h2", {}, "规范档"), h("p", { class: "hint" }, "修改自下一次审核起生效，无须重启；有错的规范档整体不启用，原版本继续有效。")), may("terms") ? button("新建规范档", make, { data: { act: "new-profile" } }) : null),
    table("规范档", ["规范档", "适用", "基础", "有效期", "版本"], heads.map((head) => [
      [h("a", { href: `#/admin/norms/${segment(head.id)}` }, head.title), " ", head.default ? h("span", { class: "tag" }, "默认") : null, head.draft ? h("span", { class: "tag" }, "有草稿") : null], head.jurisdiction, head.base ?? "—", period(head), `第 ${head.version} 版`])));
}

/** One profile with its versions. */
export async function norm(id, { signal }) {
  const path = `/v1/norm-profiles/${segment(id)}`;
  const element = h("div", { class: "stack" });
  async function draw() {
    const [profile, { versions }, { norm_profiles: heads }] = await Promise.all([get(path, { signal }), get(`${path}/versions`, { signal }), get("/v1/norm-profiles", { signal })]);
    put(element, shown(profile, () => edit(profile, heads.some((head) => head.id === id && head.draft))), history({ path, versions, current: profile.version, draw }));
  }
  function edit(profile, drafted) {
    const dialog = sheet(`编辑规范档：${profile.title}`, profileEditor({ path, drafted, signal, done: async () => { dialog.close(); toast("已发布，自下一次审核起生效"); await draw(); } }));
    dialog.classList.add("wide");
    // A draft may have been kept meanwhile.
    dialog.addEventListener("close", () => draw().catch(() => {}), { once: true });
  }
  await draw();
  return element;
}

function shown(profile, edit) {
  return h("div", { class: "stack" },
    h("section", { class: "card" },
      h("div", { class: "row between" }, h("div", {}, h("h2", {}, profile.title), h("p", { class: "hint" }, `适用：${profile.jurisdiction} · 第 ${profile.version} 版 · ${period(profile)}${profile.base ? ` · 以 ${profile.base} 为基础` : ""}`)), may("terms") ? button("编辑", edit, { data: { act: "edit-profile" } }) : null),
      profile.note ? h("p", {}, profile.note) : null, h("h3", {}, "字数口径"), h("p", {}, profile.counting.note), h("h3", {}, "何时建议修改、退回"), thresholds(profile.verdict)),
    h("section", { class: "card" }, h("h2", {}, "篇幅上限"), h("p", { class: "hint" }, "取首个适用的。"),
      table("篇幅上限", ["适用于", "条件", "上限", "依据"], profile.limits.map((rule) => [rule.label, conditionOf(rule.when), rule.value ? `${count(rule.value)} ${rule.unit === "pages" ? "页" : "字"}` : "不设", rule.norm ?? rule.reason ?? "—"]))),
    h("section", { class: "card" }, h("h2", {}, "应当从简的段落"), table("应当从简的段落", ["段落", "认法", "上限", "建议"], profile.sections.map((rule) => [rule.label, [...(rule.headings ?? []), ...(rule.words ?? [])].slice(0, 8).join("、"), `${count(rule.characters)} 字且占比 ${(rule.share * 100).toFixed(0)}%`, rule.suggestion]))),
    h("section", { class: "card" }, h("h2", {}, "计分"), table("计分", ["得分", "合成", "各指标的各档"], SCORES.map(([key, name]) => scoreOf(name, profile.scores[key])))),
    h("section", { class: "card" }, h("h2", {}, "依据"), table("依据", ["代号", "文件", "条款", "条文", "等级"], Object.entries(profile.norms).map(([key, one]) => [key, one.title, one.article ?? "—", one.quote ?? "—", GRADES[one.grade] ?? one.grade]))));
}

function history({ path, versions, current, draw }) {
  const file = async (version) => (await ask("GET", `${path}/versions/${version}`)).text();
  async function look(version) {
    try {
      sheet(`第 ${version} 版`, h("pre", { class: "tsv", tabindex: 0, role: "region", "aria-label": `第 ${version} 版的内容` }, await file(version))).classList.add("wide");
    } catch (error) {
      sheet("无法读取", failure(error));
    }
  }
  async function restore(version) {
    if (!(await confirmed(`恢复第 ${version} 版？`, "会以它的内容发布一个新版本，现有各版都保留。", "恢复"))) return;
    try {
      await tell("PUT", `${path}?note=${encodeURIComponent(`恢复第 ${version} 版`)}`, { body: await file(version), headers: { "If-Match": `"${current}"`, "Content-Type": TOML } });
      say("已恢复");
      toast(`已恢复第 ${version} 版的内容`);
      await draw();
    } catch (error) {
      sheet("没有恢复", failure(error));
    }
  }
  return h("section", { class: "card" }, h("h2", {}, "各个版本"),
    table("各个版本", ["版本", "时间", "发布人", "说明", ""], versions.map((one) => [`第 ${one.version} 版${one.version === current ? "（在用）" : ""}`, time(one.created_at), one.author, one.note || "—",
      h("div", { class: "row" }, button("查看", () => look(one.version), { class: "quiet small", "aria-label": `查看第 ${one.version} 版` }), one.version === current || !may("terms") ? null : button("恢复", () => restore(one.version), { class: "quiet small", "aria-label": `恢复第 ${one.version} 版` }))])));
}
