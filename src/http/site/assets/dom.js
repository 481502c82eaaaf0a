// Building the page: elements with properties, text and children. Data only ever becomes text, never markup.

const SVG = "http://www.w3.org/2000/svg";

function fill(element, properties, children) {
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") {
      for (const [event, act] of Object.entries(value)) element.addEventListener(event, act);
    } else if (name === "data") {
      Object.assign(element.dataset, value);
    } else if (name === "value" || name === "checked" || name === "disabled" || name === "hidden" || name === "open") {
      element[name] = value;
    } else {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  add(element, children);
  return element;
}

/** Adds children: nodes, texts, lists of them; nothing for null and false. */
export function add(element, ...children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child instanceof Node ? child : String(child));
  }
  return element;
}

/** An element. */
export function h(tag, properties, ...children) {
  return fill(document.createElement(tag), properties, children);
}

/** An element of a drawing. */
export function s(tag, properties, ...children) {
  return fill(document.createElementNS(SVG, tag), properties, children);
}

/** Puts `children` in place of what an element holds. */
export function put(element, ...children) {
  element.replaceChildren();
  return add(element, ...children);
}

/** A button that acts. */
export function button(text, act, properties) {
  return h("button", { type: "button", ...properties, on: { click: act, ...properties?.on } }, text);
}

let counter = 0;
/** An id no other element has. */
export function fresh(prefix) {
  counter += 1;
  return `${prefix}-${counter}`;
}

/** A labelled field; `hint` says more, `field` is the control. */
export function labelled(label, control, hint) {
  const id = fresh("field");
  control.id = id;
  const error = h("p", { class: "fault", id: `${id}-fault`, hidden: true });
  const wrapped = h("div", { class: "field" }, h("label", { for: id }, label), control, hint ? h("p", { class: "hint", id: `${id}-hint` }, hint) : null, error);
  if (hint) control.setAttribute("aria-describedby", `${id}-hint`);
  /** Shows or clears what is wrong with the field. */
  wrapped.complain = (text) => {
    error.textContent = text ?? "";
    error.hidden = !text;
    control.setAttribute("aria-invalid", text ? "true" : "false");
    if (text) control.setAttribute("aria-describedby", error.id);
  };
  return wrapped;
}

/** A choice of one of `options` ([value, label] pairs). */
export function select(options, chosen, properties) {
  const list = options.map(([value, label]) => h("option", { value }, label));
  const element = h("select", properties, list);
  element.value = chosen ?? options[0]?.[0] ?? "";
  return element;
}

/** Tells something to those who do not see the page. */
export function say(text) {
  document.getElementById("live").textContent = text;
}

/** A short message at the edge of the page. */
export function toast(text, kind = "done") {
  const shown = h("div", { class: `toast ${kind}`, role: "status" }, text);
  document.getElementById("toasts").append(shown);
  setTimeout(() => shown.remove(), kind === "done" ? 4000 : 9000);
}

/** Asks before something that cannot be undone; resolves to whether it is wanted. */
export function confirmed(title, text, yes) {
  return new Promise((resolve) => {
    const id = fresh("dialog");
    const dialog = h("dialog", { class: "ask", "aria-labelledby": id },
      h("h2", { id }, title), h("p", {}, text),
      h("div", { class: "row end" },
        button("取消", () => dialog.close(), { class: "quiet" }),
        button(yes, () => dialog.close("yes"), { class: "danger", data: { act: "confirm" } })));
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

/** A window over the page with a heading and a way to close it. */
export function sheet(title, ...children) {
  const id = fresh("sheet");
  const dialog = h("dialog", { class: "sheet", "aria-labelledby": id },
    h("div", { class: "sheet-head" }, h("h2", { id }, title), button("关闭", () => dialog.close(), { class: "quiet" })),
    h("div", { class: "sheet-body" }, ...children));
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/** Tabs: [id, label, make] triples; a panel is made when it is first opened. */
export function tabs(label, parts, first) {
  const bar = h("div", { class: "tabs", role: "tablist", "aria-label": label });
  const panels = h("div", { class: "panels" });
  const made = new Map();
  const heads = parts.map(([id, text, make]) => {
    const panel = h("section", { role: "tabpanel", id: `panel-${id}`, "aria-labelledby": `tab-${id}`, hidden: true, class: `panel panel-${id}` });
    const head = button(text, () => open(id), { role: "tab", id: `tab-${id}`, "aria-controls": `panel-${id}` });
    made.set(id, { head, panel, make, done: false });
    panels.append(panel);
    return head;
  });
  add(bar, heads);
  bar.addEventListener("keydown", (event) => {
    const at = heads.indexOf(document.activeElement);
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (at < 0 || !step) return;
    event.preventDefault();
    const next = heads[(at + step + heads.length) % heads.length];
    next.click();
    next.focus();
  });
  function open(id) {
    for (const [name, part] of made) {
      const chosen = name === id;
      part.head.setAttribute("aria-selected", String(chosen));
      part.head.tabIndex = chosen ? 0 : -1;
      part.panel.hidden = !chosen;
      if (chosen && !part.done) {
        part.done = true;
        add(part.panel, part.make());
      }
    }
  }
  open(first ?? parts[0][0]);
  return { element: h("div", {}, bar, panels), bar, open };
}

/** Least part of a pane that must be in the window for its content to be read. */
const READABLE = 0.6;

/** Scrolls `node` into the middle of its scrolling `pane`, and the pane into the window where too little of it shows. */
export function reveal(node, pane, { always } = {}) {
  const adjust = () => {
    const [inner, outer] = [node.getBoundingClientRect(), pane.getBoundingClientRect()];
    const beyond = inner.top < outer.top || inner.bottom > outer.bottom;
    if (!beyond && !always) return;
    const room = Math.max(0, outer.height - inner.height);
    pane.scrollTop += inner.top - outer.top - room * (always ? 0.4 : inner.top < outer.top ? 0.1 : 0.9);
  };
  adjust();
  // What was not laid out before it came near may have another height, and what lies beside it then.
  requestAnimationFrame(() => {
    adjust();
    requestAnimationFrame(adjust);
  });
  const { top, bottom, height } = pane.getBoundingClientRect();
  const visible = Math.min(bottom, window.innerHeight) - Math.max(top, 0);
  if (visible < Math.min(height, window.innerHeight) * READABLE) pane.scrollIntoView({ block: "nearest" });
}

/** Selects a line of a text field, counted from 1, and brings it into view. */
export function toLine(text, line) {
  const rows = text.value.split("\n");
  const start = rows.slice(0, line - 1).reduce((sum, row) => sum + row.length + 1, 0);
  text.focus();
  text.setSelectionRange(start, start + (rows[line - 1]?.length ?? 0));
  text.scrollTop = Math.max(0, (line - 4) * (text.scrollHeight / Math.max(1, rows.length)));
  text.scrollLeft = 0;
}

/** What is known of something, in one line; the window breaks it between its parts. */
export function inLine(parts) {
  return parts.filter(Boolean).map((part, at) => [at ? " · " : null, h("span", { class: "whole" }, part)]);
}

/** A row whose cells know their heads, which stand beside them in narrow windows. */
export function headed(row, heads) {
  [...row.children].forEach((cell, at) => { cell.dataset.head = heads[at] ?? ""; });
  return row;
}

/** A table with a caption for those who do not see it; cells are nodes or texts. */
export function table(caption, heads, rows, properties) {
  const lines = rows.map((row) => headed(row instanceof Node ? row : h("tr", {}, row.map((cell) => h("td", {}, cell))), heads));
  return h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": caption },
    h("table", properties, h("caption", { class: "unseen" }, caption),
      h("thead", {}, h("tr", {}, heads.map((head) => h("th", { scope: "col" }, head)))), h("tbody", {}, lines)));
}
