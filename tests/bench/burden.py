"""Burden rules against labelled sentences of real documents.

usage: burden.py PROGRAM DATA LABELS
  PROGRAM  the built program
  DATA     folder with the documents (*.jsonl, fields id, title, issuer, level, text)
  LABELS   JSON Lines: doc, start, end (code points of a sentence), demand (does it put a burden on lower levels), items
           (the kinds of burden), found (how the sentence came in: `hit` of a rule, `read` without looking at rules,
           `guarded` mention), item (of the hit), sha256 of the document's text, round (1; 2, 3, 4 and 5 were labelled to measure
           rules that had been changed, and mended on afterwards: round 5 in three steps, each labelled before the next
           mending, its doubtful sentences left out; 6: demands read before the shapes were written, mended on; 7: read
           before they were written and measured once, with the hits of its documents labelled afterwards; 8: hits and
           guarded mentions of other documents, the hits mended on once; 9: the same of 330 more documents, labelled by
           another reader, doubtful ones left out, mended on once; 10: demands, hits and guarded mentions of a third
           reader, whose reading is wider, mended on; 11: hits of rules of no other round and of sentences that stand
           beside the labelled ones, by the author of the rules, mended on once; 12: the same of other rules); tests/data/burden.jsonl is of this
           form
A document whose text has changed since is left out. Prints, for the tuned half (even SHA-256 of the document's id), the
held-out half and both of round 1, and for each later round: precision of the findings among the sentences that came in
as hits, recall of the demands found by reading, share of guarded mentions that are demands, and whether the kind of burden is right; then precision by rule from
15 hits on. Sentences without `found` give precision and recall alike. Faults go to the error output.
"""
import collections, glob, hashlib, json, os, subprocess, sys, tempfile

ENOUGH = 15


def lines(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def documents(data, labels):
    wanted = {row["doc"]: row.get("sha256") for row in labels}
    found = {}
    for path in sorted(glob.glob(os.path.join(data, "*.jsonl"))):
        for row in lines(path):
            name = row.get("id")
            if name in wanted and wanted[name] in (None, hashlib.sha256(row["text"].encode()).hexdigest()):
                found[name] = row
    return found


def reviews(program, documents):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "rows.jsonl")
        with open(path, "w", encoding="utf-8") as file:
            for row in documents.values():
                draft = {key: row[key] for key in ("id", "title", "issuer", "text") if row.get(key)}
                if row.get("level") not in (None, "", "unknown"):
                    draft["level"] = row["level"]
                file.write(json.dumps(draft, ensure_ascii=False) + "\n")
        command = [program, "review", "--data", os.path.join(folder, "data"), "--format", "jsonl", path]
        done = subprocess.run(command, capture_output=True, text=True)
    return {report["draft"]["id"]: report["assessment"] for report in map(json.loads, done.stdout.splitlines())}


def told(row, items):
    """Kinds of burden told in the sentence of a row."""
    return {item["item"] for item in items if not item["guarded"] and item["span"]["start"] < row["end"] and item["span"]["end"] > row["start"]}


def even(name):
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % 2 == 0


def share(part, whole):
    return f"{part}/{whole} = {part / max(whole, 1):.3f}"


def score(name, rows, reports):
    sort = lambda *sorts: [row for row in rows if row.get("found") in sorts]
    hits = [(row, told(row, reports[row["doc"]])) for row in sort("hit", None)]
    hits = [(row, kinds & {row["item"]} if "item" in row else kinds) for row, kinds in hits]
    hits = [(row, kinds) for row, kinds in hits if kinds]
    read = [(row, told(row, reports[row["doc"]])) for row in sort("read", None) if row["demand"]]
    guarded = sort("guarded")
    missed = [row for row in guarded if row["demand"] and not told(row, reports[row["doc"]])]
    true = [(row, kinds) for row, kinds in hits if row["demand"]]
    found = [(row, kinds) for row, kinds in read if kinds]
    print(f"{name}: precision {share(len(true), len(hits))}, kind of burden right in {share(sum(bool(k & set(r['items'])) for r, k in true), len(true))}; "
          f"recall {share(len(found), len(read))}, kind right in {share(sum(bool(k & set(r['items'])) for r, k in found), len(found))}; wrongly guarded {share(len(missed), len(guarded))}")
    return hits, read, missed


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    program, data, labels = sys.argv[1:]
    labels = lines(labels)
    texts = documents(data, labels)
    reports = reviews(program, texts)
    rows = [row for row in labels if row["doc"] in reports]
    print(f"{len(rows)} of {len(labels)} labelled sentences, {len(reports)} documents")
    first = [row for row in rows if row.get("round", 1) == 1]
    score("tuned half", [row for row in first if even(row["doc"])], reports)
    score("held-out half", [row for row in first if not even(row["doc"])], reports)
    hits, read, missed = score("both", first, reports)
    for number in sorted({row["round"] for row in rows if row.get("round", 1) > 1}):
        more = score(f"round {number}", [row for row in rows if row.get("round") == number], reports)
        hits, read, missed = hits + more[0], read + more[1], missed + more[2]
    rules = collections.defaultdict(list)
    for row, _ in hits:
        if "rule" in row:
            rules[row["rule"]].append(row["demand"])
    for rule, demands in sorted(rules.items()):
        if len(demands) >= ENOUGH:
            print(f"  {rule}: {share(sum(demands), len(demands))}")
    faults = [("no demand", row, kinds) for row, kinds in hits if not row["demand"]]
    faults += [("other kind", row, kinds) for row, kinds in hits if row["demand"] and not kinds & set(row["items"])]
    faults += [("missed", row, kinds) for row, kinds in read if not kinds] + [("wrongly guarded", row, set()) for row in missed]
    for sort, row, kinds in faults:
        half = "even" if even(row["doc"]) else "odd"
        text = texts[row["doc"]]["text"][row["start"]:row["end"]].replace("\n", " ")
        print(sort, half, row["doc"], row["start"], row.get("rule", ""), ",".join(sorted(kinds)), ",".join(row["items"]), text, sep="\t", file=sys.stderr)


if __name__ == "__main__":
    main()
