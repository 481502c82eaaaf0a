// Which findings of two reviews are the same: by rule and exact words, then by likeness of the words.

/** Likeness from which changed words count as the same finding. */
const ALIKE = 0.6;

const key = (...parts) => parts.join("\u0000");
const keys = [
  ({ rule, quote }) => key(rule, quote?.exact ?? "", quote?.prefix ?? "", quote?.suffix ?? ""),
  ({ rule, quote }) => key(rule, quote?.exact ?? "", quote?.prefix ?? ""),
  ({ rule, quote }) => key(rule, quote?.exact ?? "", quote?.suffix ?? ""),
  ({ rule, quote }) => key(rule, quote?.exact ?? ""),
];

function pairs(text) {
  const found = new Map();
  for (let at = 0; at + 1 < text.length; at += 1) {
    const pair = text.slice(at, at + 2);
    found.set(pair, (found.get(pair) ?? 0) + 1);
  }
  return found;
}

/** Dice coefficient of two bags of letter pairs, 0–1. */
function likeness(a, b) {
  let [common, size] = [0, 0];
  for (const [pair, n] of a) {
    common += Math.min(n, b.get(pair) ?? 0);
    size += n;
  }
  for (const n of b.values()) size += n;
  return size ? (2 * common) / size : 0;
}

/** Splits the findings of two reports: those gone, those new, those in both ([before, after] pairs). */
export function matched(before, after) {
  let [old, fresh] = [[...before], [...after]];
  const same = [];
  for (const of of keys) {
    const waiting = new Map();
    for (const finding of fresh) {
      const name = of(finding);
      if (!waiting.has(name)) waiting.set(name, []);
      waiting.get(name).push(finding);
    }
    const taken = new Set();
    old = old.filter((finding) => {
      const partner = waiting.get(of(finding))?.shift();
      if (!partner) return true;
      taken.add(partner);
      same.push({ before: finding, after: partner, changed: false });
      return false;
    });
    fresh = fresh.filter((finding) => !taken.has(finding));
  }
  const bags = new Map(fresh.map((finding) => [finding, pairs(finding.quote?.exact ?? "")]));
  const gone = old.filter((finding) => {
    const bag = pairs(finding.quote?.exact ?? "");
    let best = null;
    for (const [other, words] of bags) {
      if (other.rule !== finding.rule) continue;
      const alike = likeness(bag, words);
      if (alike >= ALIKE && (!best || alike > best.alike)) best = { other, alike };
    }
    if (!best) return true;
    bags.delete(best.other);
    same.push({ before: finding, after: best.other, changed: true });
    return false;
  });
  return { gone, added: [...bags.keys()], same };
}
