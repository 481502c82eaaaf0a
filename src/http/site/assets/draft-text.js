// The draft with its highlights. It is built once; what is chosen or filtered only changes classes.

import { h, reveal } from "./dom.js";
import { cut, lines } from "./positions.js";

/** Layers in the order in which their words are named. */
export const LEGEND = [
  ["verbatim", "原文照录"], ["edited", "改动后照搬"], ["reworded", "疑似改写"], ["lawful", "合理重复"], ["slogan", "空话套话"],
  ["hollow", "空话句"], ["burden", "增负要求"], ["place", "他地地名"], ["lengthy", "铺垫偏长"],
];

/** Longest heading that is set as one, in characters: what is longer is a numbered paragraph. */
const LONGEST = 36;

/** How many characters of lines, or empty lines, are laid out together, once they come near. */
const STRETCH = 2000;
/** What a line counts for beside its characters. */
const LINE = 20;

/** The headings: those that are a line of their own give it a class, those that open a paragraph are set in bold. */
function headings(model) {
  const { report, place, text } = model;
  const [alone, opening] = [new Map(), []];
  for (const { level, span } of report.structure.headings) {
    const [start, end] = [place(span.start), place(span.end)];
    if (end - start > LONGEST) continue;
    if (/^\s*$/.test(text.slice(end, end + 1))) alone.set(start, `head head${level}`);
    else opening.push({ start, end, heading: true });
  }
  if (report.structure.title) alone.set(place(report.structure.title.start), "head title");
  return { alone, opening };
}

/** The text. `choose(item)` is called when a highlight is clicked. */
export function draftText(model, choose) {
  const { alone, opening } = headings(model);
  const marks = [...model.items.filter((item) => item.start >= 0 && item.end > item.start), ...model.own, ...opening];
  // Gone through once with the lines, whatever their number; those over a line keep the order in which they were.
  const waiting = marks.map((mark, order) => ({ mark, order })).sort((a, b) => b.mark.start - a.mark.start);
  let over = [];
  const pieces = [];
  const places = new Map();
  const body = h("div", { class: "draft-lines" });
  let stretch = null;
  let room = 0;
  for (const [start, end] of lines(model.text)) {
    over = over.filter(({ mark }) => mark.end > start);
    while (waiting.length && waiting.at(-1).mark.start < end) over.push(waiting.pop());
    const own = over.filter(({ mark }) => mark.end > start).sort((a, b) => a.order - b.order).map(({ mark }) => mark);
    const indent = model.text.slice(start, end).match(/^[\s\u3000\uFEFF]*/)[0].length;
    const line = h("p", { class: alone.get(start + indent) ?? alone.get(start) ?? "" });
    for (const [from, to, there] of start < end ? cut(model.text, own, start, end) : []) {
      const words = model.text.slice(from, to);
      if (!there.length) {
        line.append(words);
        continue;
      }
      const items = there.filter((mark) => mark.layer);
      const piece = { items, own: there.some((mark) => mark.own), heading: there.some((mark) => mark.heading), node: h("span", {}, words), shown: "" };
      piece.node.dataset.piece = pieces.length;
      pieces.push(piece);
      for (const item of items) {
        if (!places.has(item)) places.set(item, []);
        places.get(item).push(piece);
      }
      line.append(piece.node);
    }
    if (room <= 0) {
      stretch = h("div", { class: "stretch" });
      body.append(stretch);
      room = STRETCH;
    }
    stretch.append(line);
    room -= end - start + LINE;
  }
  let visible = new Set(model.items);
  let active = null;

  function dress(piece) {
    const there = piece.items.filter((item) => visible.has(item) || item === active);
    const names = there.map((item) => item.layer);
    if (there.length) names.push("m");
    if (piece.own) names.push("own");
    if (piece.heading) names.push("opening");
    if (active && there.includes(active)) names.push("active");
    if (there.length && there.every((item) => model.decisions.has(item.id))) names.push("settled");
    const shown = names.join(" ");
    if (shown === piece.shown) return;
    piece.shown = shown;
    piece.node.className = shown;
  }

  body.addEventListener("click", (event) => {
    const node = event.target.closest("[data-piece]");
    if (!node || String(window.getSelection())) return;
    const there = pieces[Number(node.dataset.piece)].items.filter((item) => visible.has(item) || item === active);
    if (!there.length) return;
    // The shortest first; a click on what is chosen already goes on to the next below it.
    there.sort((a, b) => a.end - a.start - (b.end - b.start));
    choose(there[(there.indexOf(active) + 1) % there.length]);
  });
  pieces.forEach(dress);
  return {
    element: body,
    /** Shows the highlights of these items only. */
    show(items) {
      visible = items;
      pieces.forEach(dress);
    },
    /** Marks one item as chosen and brings it into view. */
    choose(item, pane) {
      const former = places.get(active) ?? [];
      active = item;
      former.forEach(dress);
      const now = places.get(item) ?? [];
      now.forEach(dress);
      if (pane && now.length) reveal(now[0].node, pane, { always: true });
    },
    /** A decision about an item has changed. */
    refresh(item) {
      (places.get(item) ?? []).forEach(dress);
    },
  };
}
