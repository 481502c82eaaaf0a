// A report made ready to be shown: its findings as items with places in the text, the passages behind them, decisions.

import { converter } from "./positions.js";
import { PASSAGES, isApart, named } from "./words.js";

const LAYERS = {
  "substance.slogan": "slogan", "substance.empty_sentence": "hollow", "novelty.place_residue": "place", "novelty.reworded": "reworded",
  "brevity.long_background": "lengthy",
};

/** What stretches of a file are called that are no running text. */
const FILE_KINDS = { table: "表格", text_box: "文本框", footnote: "脚注", endnote: "尾注" };

function layerOf(finding, passage) {
  if (passage) return passage.kind;
  if (LAYERS[finding.rule] && !isApart(finding)) return LAYERS[finding.rule];
  return finding.measure === "assessment" ? "burden" : "other";
}

function itemOf(finding, model) {
  const passage = model.passages.get(finding.passage) ?? null;
  const rule = passage ? PASSAGES[passage.kind] : named(finding, model.burdens);
  return {
    id: finding.id, finding, passage, measure: finding.measure, severity: finding.severity, rule,
    layer: layerOf(finding, passage), span: finding.span, words: finding.quote?.exact ?? "",
  };
}

/** A lawful repetition: no finding, but it can be looked at like one. */
function lawfulOf(passage) {
  return { id: `lawful-${passage.id}`, finding: null, passage, measure: "lawful", severity: "none", rule: PASSAGES.lawful, layer: "lawful", span: passage.span, words: passage.text };
}

/** The report with its text, decisions, and what was decided about the same words in an earlier version. */
export function modelOf(report, text, decisions, carried = []) {
  const place = converter(text, report.offset_unit);
  const model = {
    report, text, place,
    passages: new Map(report.passages.map((passage) => [passage.id, passage])),
    burdens: new Map(report.assessment.map((item) => [item.rule, item.item])),
    titles: new Map(report.novelty.sources.map((source) => [source.document_id, source.title])),
    decisions: new Map(decisions.map((decision) => [decision.finding, decision])),
    carried: new Map(carried.map((decision) => [decision.finding, decision])),
  };
  for (const passage of report.passages) {
    if (passage.source.title) model.titles.set(passage.source.document_id, passage.source.title);
  }
  const cut = (report.left_out ?? []).filter((left) => left.list === "findings");
  model.leftOut = cut.reduce((sum, left) => sum + left.total - left.listed, 0);
  const told = new Set(report.findings.map((finding) => finding.passage).filter(Boolean));
  const lawful = report.passages.filter((passage) => !told.has(passage.id) && passage.excluded).map(lawfulOf);
  model.items = [...report.findings.map((finding) => itemOf(finding, model)), ...lawful];
  for (const item of model.items) {
    item.start = item.span ? place(item.span.start) : -1;
    item.end = item.span ? place(item.span.end) : -1;
  }
  model.items.sort((a, b) => a.start - b.start || a.end - b.end);
  model.own = report.additions?.paragraphs?.flatMap((paragraph) => paragraph.added) ?? [];
  model.own = model.own.map((span) => ({ start: place(span.start), end: place(span.end), own: true }));
  return model;
}

/** Where words stand in the file that the draft came in, as people say it; empty where it came in none. */
export function filePlace({ report, text, place }, span) {
  const { parts, pieces } = report.origin ?? { parts: [], pieces: [] };
  const touched = span ? pieces.filter((piece) => piece.span.start < span.end && span.start < piece.span.end) : [];
  if (!touched.length) return "";
  const characters = (from, to) => [...text.slice(place(from), place(to))].length;
  const stretch = ({ part, kind, number }) => {
    const [label, name] = [parts[part].label, FILE_KINDS[kind] ?? ""];
    return `${label}第${number}${kind === "line" ? "行" : "段"}${name && name !== label ? `（${name}）` : ""}`;
  };
  const [first, last] = [touched[0], touched.at(-1)];
  const start = characters(first.span.start, Math.max(span.start, first.span.start)) + 1;
  const end = characters(last.span.start, Math.min(span.end, last.span.end));
  const begin = `${stretch(first)}第${start}`;
  if (first !== last) return `${begin}字至${stretch(last)}第${end}字`;
  return end > start ? `${begin}—${end}字` : `${begin}字`;
}

/** The edits of a passage as places in its two texts. */
export function editsOf(passage, unit) {
  const [draft, source] = [converter(passage.text, unit), converter(passage.source.text, unit)];
  const within = (place, span, from) => ({ start: place(Math.max(0, span.start - from)), end: place(Math.max(0, span.end - from)) });
  return passage.edits.map((edit) => ({
    edit,
    draft: within(draft, edit.span, passage.span.start),
    source: within(source, edit.source_span, passage.source.span.start),
  }));
}

/** Where a document is shown at the words of a passage. */
export function sourceLink(passage, unit) {
  const { document_id: id, span } = passage.source;
  return `#/documents/${encodeURIComponent(id)}?at=${span.start}-${span.end}&unit=${unit}`;
}
