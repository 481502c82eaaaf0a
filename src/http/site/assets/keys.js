// Access keys: which there are, a new one shown once, one revoked.

import { ask, get, segment, tell } from "./api.js";
import { button, confirmed, h, labelled, put, sheet, table, toast } from "./dom.js";
import { held, hold } from "./key.js";
import { SCOPES, access, admitted, changed, scopeOf } from "./login.js";
import { empty, failure } from "./notice.js";
import { time } from "./words.js";

const STATES = { live: "有效", expired: "已过期", revoked: "已吊销" };
const TAGS = { live: "succeeded", expired: "changed", revoked: "failed" };

/** The view. */
export async function keys({ signal }) {
  const listed = h("div", {});
  const told = h("div", {});

  async function draw() {
    const { keys: all } = await get("/v1/keys", { signal });
    put(told, all.some((key) => key.state !== "revoked") ? null : h("div", { class: "notice warn" }, h("strong", {}, "还没有访问密钥"),
      h("p", {}, "服务只监听本机地址，本机的人都可使用全部功能。新建第一个密钥（须含“密钥和服务”权限）之后，所有请求都要带密钥。")));
    put(listed, all.length ? table("访问密钥", ["名称", "编号", "权限", "状态", "可用到", "最近使用", ""], all.map(rowOf)) : empty("没有密钥", "新建后列在这里；密钥本身不保存。"));
  }

  function rowOf(key) {
    const live = key.state !== "revoked";
    return [key.label, h("code", {}, key.id), key.scopes.map(scopeOf).join("、"),
      h("span", { class: `tag ${TAGS[key.state]}`, title: key.revoked_at ? `吊销于 ${time(key.revoked_at)}` : `新建于 ${time(key.created_at)}` }, STATES[key.state] ?? key.state),
      key.expires ?? "长期", key.last_used ?? "没有用过", live ? button("吊销", () => revoke(key), { class: "quiet small danger-text", "aria-label": `吊销 ${key.label}` }) : null];
  }

  async function revoke(key) {
    const own = access()?.key?.id === key.id ? "这是您正在使用的密钥，吊销后本页须用另一个密钥登录。" : "";
    if (!(await confirmed(`吊销“${key.label}”？`, `使用它的人和程序立即不能再访问，不能恢复。${own}`, "吊销"))) return;
    try {
      await tell("DELETE", `/v1/keys/${segment(key.id)}`);
      toast("已吊销");
      await draw();
    } catch (error) {
      sheet("没有吊销", failure(error));
    }
  }

  await draw();
  return h("div", { class: "stack" }, told, h("section", { class: "card" }, h("h2", {}, "访问密钥"), listed), creating(draw));
}

/** The form for a new key; `made` is called when there is one. */
function creating(made) {
  const label = labelled("名称", h("input", { type: "text", name: "label", autocomplete: "off", maxlength: 100, placeholder: "谁用、用在何处" }));
  const expires = labelled("可用到", h("input", { type: "text", name: "expires", autocomplete: "off", inputmode: "numeric", maxlength: 10, placeholder: "如 2027-12-31，不填为长期" }), "北京时间，含当日。");
  const boxes = SCOPES.map(([name, text]) => h("label", { class: "box" }, h("input", { type: "checkbox", name: "scope", value: name }), text));
  const scopes = h("fieldset", { class: "boxes" }, h("legend", {}, "权限（互不包含：管理密钥的不能因此读审计日志）"), boxes);
  const said = h("div", { class: "stack" });

  async function create(event) {
    event.preventDefault();
    put(said);
    for (const field of [label, expires]) field.complain("");
    const chosen = boxes.map((box) => box.querySelector("input")).filter((box) => box.checked).map((box) => box.value);
    const last = expires.querySelector("input").value.trim();
    const first = !held();
    try {
      const response = await ask("POST", "/v1/keys", { json: { label: label.querySelector("input").value, scopes: chosen, ...(last ? { expires: last } : {}) } });
      const key = await response.json();
      event.target.reset();
      put(said, shownOnce(key, first));
      if (!first) await made();
    } catch (error) {
      label.complain(error.at?.("/label"));
      expires.complain(error.at?.("/expires"));
      put(said, failure(error));
    }
  }
  return h("section", { class: "card stack" }, h("h2", {}, "新建密钥"),
    h("form", { class: "stack", on: { submit: create } }, h("div", { class: "two" }, label, expires), scopes,
      h("div", { class: "row end" }, h("button", { type: "submit", class: "primary", data: { act: "create-key" } }, "新建"))), said);
}

/** A key that was just made: to be copied now. The first one is needed to go on. */
function shownOnce(key, first) {
  const text = h("input", { type: "text", readonly: true, value: key.key, class: "secret", data: { secret: "key" } });
  const field = labelled("密钥", text, "只显示这一次，请立即妥善保存；程序只存它的校验值。");
  async function copy() {
    try {
      await navigator.clipboard.writeText(key.key);
      toast("已复制");
    } catch {
      text.select();
      toast("请按 Ctrl+C 复制", "note");
    }
  }
  async function enter() {
    hold(key.key);
    changed();
    await admitted();
    location.reload();
  }
  return h("div", { class: "notice warn" }, h("strong", {}, `已新建“${key.label}”`), field,
    h("div", { class: "row" }, button("复制", copy, { class: "quiet small" }), first ? button("已保存，用它登录", enter, { class: "primary small", data: { act: "use-key" } }) : null));
}
