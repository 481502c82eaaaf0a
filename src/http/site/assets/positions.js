// Positions of reports and documents, in the unit they come in, to places in JavaScript strings.

/** A function from positions of `unit` to places in `text`. */
export function converter(text, unit) {
  if (unit === "utf16") return (position) => Math.min(position, text.length);
  const places = [];
  let place = 0;
  for (const character of text) {
    const units = unit === "utf8" ? size(character.codePointAt(0)) : 1;
    for (let n = 0; n < units; n += 1) places.push(place);
    place += character.length;
  }
  places.push(place);
  return (position) => places[Math.min(position, places.length - 1)];
}

function size(point) {
  if (point < 0x80) return 1;
  if (point < 0x800) return 2;
  return point < 0x10000 ? 3 : 4;
}

/** Cuts `text` where a mark begins or ends: [start, end, marks there] triples that cover it. Marks have start and end. */
export function cut(text, marks, from = 0, to = text.length) {
  const edges = new Set([from, to]);
  for (const mark of marks) {
    if (mark.start > from && mark.start < to) edges.add(mark.start);
    if (mark.end > from && mark.end < to) edges.add(mark.end);
  }
  const sorted = [...edges].sort((a, b) => a - b);
  const pieces = [];
  for (let at = 0; at + 1 < sorted.length; at += 1) {
    const [start, end] = [sorted[at], sorted[at + 1]];
    pieces.push([start, end, marks.filter((mark) => mark.start <= start && mark.end >= end && mark.end > mark.start)]);
  }
  return pieces;
}

/** The lines of a text: [start, end] pairs without their line ends. */
export function lines(text) {
  const found = [];
  const ends = /\r\n|[\n\r\u2028\u2029]/g;
  let start = 0;
  for (let end = ends.exec(text); end; end = ends.exec(text)) {
    found.push([start, end.index]);
    start = end.index + end[0].length;
  }
  found.push([start, text.length]);
  return found;
}
