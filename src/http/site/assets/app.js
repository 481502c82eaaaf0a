// Which view an address names. Views are built anew when they are opened; nothing is kept between them but the address.

import { h, put, say } from "./dom.js";
import { Problem } from "./api.js";
import { failure } from "./notice.js";
import { admitted, login, may } from "./login.js";
import { desk } from "./desk.js";
import { reviews } from "./reviews.js";
import { review } from "./review.js";
import { compare } from "./compare.js";
import { search } from "./search.js";
import { documentView } from "./document.js";
import { provenance } from "./provenance.js";
import { admin } from "./admin.js";

/** Address patterns: part of the navigation, view; `*` stands for one segment. */
const VIEWS = [
  ["", "desk", desk],
  ["reviews", "reviews", reviews],
  ["reviews/*", "reviews", review],
  ["compare/*/*", "reviews", compare],
  ["search", "search", search],
  ["search/passage", "search", provenance],
  ["documents/*", "search", documentView],
  ["admin", "admin", admin],
  ["admin/*", "admin", admin],
  ["admin/*/*", "admin", admin],
];

function matched(path) {
  const given = path.split("/").filter(Boolean).map(decodeURIComponent);
  for (const [pattern, part, view] of VIEWS) {
    const wanted = pattern.split("/").filter(Boolean);
    if (wanted.length === given.length && wanted.every((name, at) => name === "*" || name === given[at])) {
      return { part, view, names: given.filter((_, at) => wanted[at] === "*") };
    }
  }
  return null;
}

let leave = null;
let turn = 0;

/** Where whoever may not review drafts begins. */
const elsewhere = () => (may("search") ? "#/search" : "#/admin");

async function show() {
  const [path, words] = location.hash.replace(/^#\/?/, "").split("?");
  let found = null;
  try {
    found = matched(path);
  } catch {
    // An address that cannot be decoded names no view.
  }
  leave?.abort();
  leave = new AbortController();
  turn += 1;
  const now = turn;
  for (const link of document.querySelectorAll("#nav a")) {
    if (link.dataset.part === found?.part) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  const place = { names: found?.names ?? [], query: new URLSearchParams(words ?? ""), signal: leave.signal };
  let view;
  try {
    await admitted();
    if (found?.part === "desk" && !may("desk")) {
      location.replace(elsewhere());
      return;
    }
    if (found) {
      say("正在读取…");
      view = await found.view(place);
    } else {
      view = { title: "没有这一页", element: h("div", { class: "page" }, h("h1", {}, "没有这一页"), h("p", {}, h("a", { href: "#/" }, "回到审核"))) };
    }
  } catch (error) {
    if (error.name === "AbortError") return;
    if (error.status === 401) {
      present(login(error, show), now);
      return;
    }
    // What the server did not say is a fault of this page.
    if (!(error instanceof Problem)) console.error(error);
    view = { title: "无法显示", element: h("div", { class: "page" }, h("h1", {}, "无法显示"), failure(error), h("p", {}, h("a", { href: "#/" }, "回到审核"))) };
  }
  present(view, now);
}

/** Puts a view on the page, unless another one was asked for meanwhile. */
function present(view, now) {
  const main = document.getElementById("main");
  if (now !== turn) return;
  put(main, view.element);
  document.title = `${view.title} · 短实新`;
  window.scrollTo(0, 0);
  if (turn > 1) main.focus({ preventScroll: true });
  say(view.title);
  view.shown?.();
}

document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  document.getElementById("main").focus();
});
window.addEventListener("hashchange", show);
show();
