"""Figures of 实 on real documents: sentences called empty in laws, technical documents, essays and speeches whose kind is
withheld, the order of these genres, how often each rule speaks, and what is usual in each kind.

usage: substance.py PROGRAM DATA [FINDINGS]
  PROGRAM   the built program
  DATA      folder with the documents (*.jsonl, fields id, kind and text)
  FINDINGS  writes the findings of 200 local documents there as JSON Lines, to be read (their words stay out of the project)
"""
import collections, glob, json, os, random, statistics, subprocess, sys, tempfile

SEED = 8
LAWS, LOCAL, EACH = 200, 200, 150
LENGTHS = range(300, 40_000)


def documents(data):
    found = {}
    for path in sorted(glob.glob(os.path.join(data, "*.jsonl"))):
        with open(path, encoding="utf-8") as file:
            for line in file:
                document = json.loads(line)
                if "id" in document and "text" in document and len(document["text"]) in LENGTHS:
                    found[document["id"]] = {**document, "file": os.path.basename(path)}
    return sorted(found.values(), key=lambda d: d["id"])


def drawn(pool, count):
    return random.Random(SEED).sample(pool, min(count, len(pool)))


def reports(program, rows):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "drafts.jsonl")
        with open(path, "w", encoding="utf-8") as file:
            file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        command = [program, "review", "--data", os.path.join(folder, "data"), "--format", "jsonl", path]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            sys.exit(done.stderr)
        return [json.loads(line) for line in done.stdout.splitlines()]


def row(document, kind):
    return {"id": document["id"], "text": document["text"], "kind": kind, "level": "unknown", "date": "2026-01-01"}


def share(found):
    empty = sum(r["substance"]["empty_sentences"] for r in found)
    return empty, sum(r["substance"]["sentences"] for r in found)


def genres(program, all_documents):
    pools = {
        "laws": drawn([d for d in all_documents if d["file"].startswith("laws")], LAWS),
        "technical": [d for d in all_documents if d.get("kind") == "technical"],
        "essays": drawn([d for d in all_documents if d["file"] == "essays.jsonl"], EACH),
        "speeches": drawn([d for d in all_documents if d["file"] == "speeches.jsonl"], EACH),
    }
    smoothed = {}
    for name, pool in pools.items():
        empty, sentences = share(reports(program, [row(d, "other") for d in pool]))
        smoothed[name] = (empty + 1) / (sentences + 1)
        print(f"{name}: {len(pool)} documents, {empty} of {sentences} sentences empty ({empty / max(1, sentences):.2%})")
    for name in ("essays", "speeches"):
        print(f"{name} over laws: {smoothed[name] / smoothed['laws']:.1f} times")


def rules(program, all_documents, path):
    pool = drawn([d for d in all_documents if d["file"] == "local.jsonl"], LOCAL)
    found = reports(program, [row(d, "other") for d in pool])
    texts = {d["id"]: d["text"] for d in pool}
    counts, holders, lines = collections.Counter(), collections.Counter(), []
    for report in found:
        told = [f for f in report["findings"] if f["rule"].startswith("substance.")]
        counts.update(f["rule"] for f in told)
        holders.update({f["rule"] for f in told})
        text = texts[report["draft"]["id"]]
        for finding in told:
            start, end = finding["span"]["start"], finding["span"]["end"]
            line = {"doc": report["draft"]["id"], "rule": finding["rule"], "start": start, "end": end}
            lines.append({**line, "before": text[max(0, start - 40):start], "text": text[start:end], "after": text[end:end + 30], "message": finding["message"]})
    for rule in sorted(counts):
        print(f"{rule}: {counts[rule]} in {holders[rule]} of {len(pool)} local documents")
    if path:
        with open(path, "w", encoding="utf-8") as file:
            file.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)


def usual(program, all_documents):
    """Median and 90th percentile of the figures by kind, as src/measure/substance/usual.tsv has them."""
    kinds = {"law": "law", "speech": "speech", "report": "report", "policy": None}
    by_genre = collections.defaultdict(list)
    for kind, given in kinds.items():
        pool = drawn([d for d in all_documents if d.get("kind") == kind], EACH * 2)
        for report in reports(program, [{**row(d, given), "title": d.get("title") or ""} for d in pool]):
            figures = report["substance"]
            if figures["sentences"] >= 10:
                by_genre[figures["genre"]].append((figures["slogans_per_1000"], figures["empty_share"]))
    for genre, found in sorted(by_genre.items()):
        columns = [sorted(column) for column in zip(*found)]
        cells = [f"{x:.4f}" for c in columns for x in (statistics.median(c), c[int(len(c) * 0.9)])]
        print("\t".join([genre, str(len(found)), *cells]))


def main():
    if len(sys.argv) < 3 or not glob.glob(os.path.join(sys.argv[2], "*.jsonl")):
        sys.exit(__doc__)
    program, data = sys.argv[1:3]
    all_documents = documents(data)
    genres(program, all_documents)
    rules(program, all_documents, sys.argv[3] if len(sys.argv) > 3 else None)
    usual(program, all_documents)


main()
