"""Lawful repetition told from copying: runs of real pairs, labelled by reading, against what the review excludes.

usage: lawful.py PROGRAM DATA LABELS
  PROGRAM  the built program
  DATA     folder with the documents (*.jsonl, fields id and text)
  LABELS   JSON Lines: draft_id, higher_id, start, end (of the run in the draft), label, sure
Every draft is reviewed against its higher document alone. A run is taken for lawful when more than half of it lies in
excluded passages, for copied when more than half lies in passages that are not; a run that is in neither counts as
wrong. Right: `copied` is not excluded, every other label is.
"""
import collections, glob, json, os, subprocess, sys, tempfile

from sure_runs import lines, run

KEPT = ("id", "title", "issuer", "level", "date", "text")
LEVELS = {"central", "department", "province", "city", "county", "township"}


def facts(document):
    """What an import or a review takes of a document."""
    kept = {field: document[field] for field in KEPT if document.get(field)}
    if kept.get("level") not in LEVELS:
        kept.pop("level", None)
    if kept.get("title"):
        kept["title"] = " ".join(kept["title"].split())
    return kept


def stored(program, store, documents, folder):
    """Imports documents into a data folder."""
    path = os.path.join(folder, "library.jsonl")
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(json.dumps(document, ensure_ascii=False) + "\n" for document in documents)
    done = subprocess.run([program, "import", "--data", store, path], capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr)


def main():
    if len(sys.argv) != 4 or not glob.glob(os.path.join(sys.argv[2], "*.jsonl")):
        sys.exit(__doc__)
    program, data, path = sys.argv[1:]
    labels = lines(path)
    wanted = {row[side] for row in labels for side in ("draft_id", "higher_id")}
    texts = {}
    for file in sorted(glob.glob(os.path.join(data, "*.jsonl"))):
        texts.update((d["id"], d) for d in lines(file) if d.get("id") in wanted and "text" in d)
    pairs = sorted({(row["draft_id"], row["higher_id"]) for row in labels})
    with tempfile.TemporaryDirectory() as folder:
        store = os.path.join(folder, "data")
        stored(program, store, [facts(texts[name]) for name in sorted({higher for _, higher in pairs})], folder)
        drafts = [facts(texts[draft]) | {"id": f"{draft} {higher}", "against": [higher]} for draft, higher in pairs]
        passages = dict(zip(pairs, (report["passages"] for report in run(program, store, "review", drafts, folder))))
    tables = {"sure": collections.Counter(), "all": collections.Counter()}
    for row in labels:
        shares = collections.Counter()
        for passage in passages[row["draft_id"], row["higher_id"]]:
            span = passage["span"]
            shares[bool(passage["excluded"])] += max(0, min(span["end"], row["end"]) - max(span["start"], row["start"]))
        half = (row["end"] - row["start"]) / 2
        told = "lawful" if shares[True] > half else "copied" if shares[False] > half else "neither"
        for name in ("sure", "all") if row["sure"] else ("all",):
            tables[name][row["label"], told] += 1
    for name, table in tables.items():
        total = sum(table.values())
        right = sum(n for (label, told), n in table.items() if told == ("copied" if label == "copied" else "lawful"))
        copied = sum(n for (label, _), n in table.items() if label == "copied")
        found = table["copied", "copied"]
        print(f"{name}: {total} runs, accuracy {right / total:.3f}, recall of copied {found / copied:.3f} ({found} of {copied})")
        for label in sorted({label for label, _ in table}):
            print(f"  {label:12}" + "  ".join(f"{told} {table[label, told]}" for told in ("copied", "lawful", "neither")))


if __name__ == "__main__":
    main()
