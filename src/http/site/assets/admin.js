// Administration: term lists, norms, import of documents, keys, audit log, state of the service. The address says which part.

import { audit } from "./audit.js";
import { h } from "./dom.js";
import { feedback } from "./feedback.js";
import { imports } from "./imports.js";
import { keys } from "./keys.js";
import { may } from "./login.js";
import { norm, norms } from "./norms.js";
import { status } from "./status.js";
import { termList, termLists } from "./terms.js";

/** Each with the scopes of which one shows it. */
const PARTS = [["", "概况"], ["terms", "词表", "terms"], ["feedback", "反馈", "terms"], ["norms", "规范档", "terms", "desk"], ["import", "导入文件", "corpus"], ["keys", "密钥", "admin"], ["audit", "审计", "audit"]];

function viewOf([part, name]) {
  if (!part) return ["概况", status];
  if (part === "terms") return name ? ["词表", (place) => termList(name, place)] : ["词表", termLists];
  if (part === "feedback") return ["反馈", feedback];
  if (part === "norms") return ["规范档", name ? (place) => norm(name, place) : norms];
  if (part === "import") return ["导入文件", imports];
  if (part === "keys") return ["密钥", keys];
  if (part === "audit") return ["审计", audit];
  return null;
}

/** The view. */
export async function admin(place) {
  const part = place.names[0] ?? "";
  const found = viewOf(place.names);
  if (!found) return { title: "没有这一页", element: h("div", { class: "page" }, h("h1", {}, "没有这一页")) };
  const [title, make] = found;
  const made = await make(place);
  const here = () => document.querySelector(".subnav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  return {
    title: `${title} · 管理`,
    shown: here,
    element: h("div", { class: "page" }, h("h1", {}, "管理"),
      h("nav", { class: "subnav", "aria-label": "管理" }, PARTS.filter(([, , ...scopes]) => !scopes.length || may(...scopes)).map(([id, name]) => h("a", { href: id ? `#/admin/${id}` : "#/admin", "aria-current": id === part ? "page" : null }, name))),
      made),
  };
}
