// Who uses the page: asks for a key where the server needs one, shows who is logged in, and hides what the key does not
// allow. Links to the service are followed with the key in a header, so they are saved rather than opened.

import { ask, get } from "./api.js";
import { button, h, labelled, put, sheet, toast } from "./dom.js";
import { held, hold } from "./key.js";
import { failure } from "./notice.js";

/** Which scopes a part of the page needs, one of them. */
const PARTS = { desk: ["desk"], reviews: ["desk"], search: ["search"] };
export const SCOPES = [["desk", "审核"], ["search", "检索"], ["terms", "词表和规范档"], ["corpus", "语料库"], ["audit", "审计"], ["admin", "密钥和服务"]];
const NAMES = new Map(SCOPES);
export const scopeOf = (name) => NAMES.get(name) ?? name;

let known = null;
let asked = null;
/** The window that asks for a key. */
let open = null;

/** What whoever uses the page may do, as the server said last. */
export const access = () => known;

/** Whether one of these scopes is there. */
export const may = (...scopes) => scopes.some((scope) => known?.scopes.includes(scope));

/** Asks the server who this is, once; rejects with its Problem where a key is needed. */
export async function admitted() {
  asked ??= get("/v1/access", { quiet: true });
  try {
    known = await asked;
  } catch (error) {
    asked = null;
    known = null;
    throw error;
  } finally {
    shape();
  }
  return known;
}

/** Asks anew the next time. */
export function changed() {
  asked = null;
}

/** Shows of the frame what is allowed. */
function shape() {
  for (const link of document.querySelectorAll("#nav a")) link.hidden = !known || !may(...(PARTS[link.dataset.part] ?? known.scopes));
  const who = document.getElementById("who");
  put(who, known?.key ? [h("span", { class: "hint", title: `权限：${known.scopes.map(scopeOf).join("、")}` }, known.key.label), button("退出", logout, { class: "quiet small", data: { act: "logout" } })] : null);
}

function logout() {
  hold(null);
  changed();
  // Nothing is shown in between: what a view asked for would be broken off.
  history.replaceState(null, "", "#/");
  location.reload();
}

/** The form; `done` is called when the server has taken the key. */
function form(done) {
  const input = h("input", { type: "password", name: "key", autocomplete: "off", spellcheck: "false", placeholder: "dsx_…", maxlength: 128 });
  const field = labelled("访问密钥", input, "由管理员发放。只保存在本标签页，关闭标签页或退出后即清除。");
  async function enter(event) {
    event.preventDefault();
    field.complain("");
    const former = held();
    hold(input.value.trim());
    changed();
    try {
      await admitted();
    } catch (error) {
      hold(former);
      field.complain(error.code === "key_required" ? "请输入密钥" : `${error.title}：${error.detail}`);
      input.focus();
      return;
    }
    done();
  }
  return h("form", { class: "stack", on: { submit: enter } }, field, h("div", { class: "row end" }, h("button", { type: "submit", class: "primary", data: { act: "login" } }, "进入")));
}

/** The view of whoever has no key yet; `problem` says why. */
export function login(problem, done) {
  open?.close();
  const refused = held() ? failure(problem) : null;
  return {
    title: "登录",
    element: h("div", { class: "page" }, h("section", { class: "card login stack" }, h("h1", {}, "请输入访问密钥"), refused, form(done))),
    shown: () => document.querySelector(".login input").focus(),
  };
}

/** Asks for a key over a view that stays as it is: nothing written there is lost. */
document.addEventListener("key-needed", ({ detail }) => {
  if (open?.isConnected || document.querySelector(".login")) return;
  open = sheet("需要访问密钥", failure(detail), form(() => {
    open.close();
    toast("已登录，请重试刚才的操作");
  }));
});

/** What an answer is to be called when it is saved. */
function nameOf(response, link) {
  const said = /filename\*=UTF-8''([^;]+)/.exec(response.headers.get("Content-Disposition") ?? "");
  return said ? decodeURIComponent(said[1]) : link.getAttribute("download") || link.pathname.split("/").at(-1);
}

async function save(link) {
  try {
    const response = await ask("GET", `${link.pathname}${link.search}`);
    const address = URL.createObjectURL(await response.blob());
    h("a", { href: address, download: nameOf(response, link) }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  } catch (error) {
    sheet("没有下载", failure(error));
  }
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.('a[href^="/v1/"]');
  if (!link || !held()) return;
  event.preventDefault();
  save(link);
});
