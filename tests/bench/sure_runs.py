"""The guarantee, judged by brute force: every run of 13 equal letters of two texts is reported, on both sides.

usage: sure_runs.py PROGRAM DATA EVALUATION [FIRST [COUNT]]
  PROGRAM     the built program
  DATA        folder with the documents (*.jsonl, fields id and text)
  EVALUATION  folder with dev.jsonl of pairs (higher_id, draft_id)
Imports both texts' folder into a temporary data folder, reviews every draft against its higher document alone, and
counts the letters of `stages` normalised text that lie in such a run and in no passage (excluded ones count as told).
"""
import glob, json, os, subprocess, sys, tempfile

RUN = 13


def lines(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def run(program, data, command, rows, folder):
    path = os.path.join(folder, "rows.jsonl")
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    done = subprocess.run([program, command, "--data", data, "--format", "jsonl", path], capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr)
    return [json.loads(line) for line in done.stdout.splitlines()]


def wanted(letters, other):
    grams = {other[i:i + RUN] for i in range(len(other) - RUN + 1)}
    found = set()
    for i in range(len(letters) - RUN + 1):
        if letters[i:i + RUN] in grams:
            found.update(range(i, i + RUN))
    return found


def missed(stage, other, spans):
    told = bytearray(max(stage["origin"], default=0) + 1)
    for span in spans:
        told[span["start"]:span["end"]] = b"\1" * (min(span["end"], len(told)) - min(span["start"], len(told)))
    letters = wanted(stage["normalised"], other["normalised"])
    return len(letters), sum(not told[stage["origin"][i]] for i in letters)


def main():
    if len(sys.argv) < 4 or not glob.glob(os.path.join(sys.argv[2], "*.jsonl")):
        sys.exit(__doc__)
    program, data, evaluation = sys.argv[1:4]
    first, count = (int(a) for a in (sys.argv[4:6] + ["0", "1000000"][len(sys.argv[4:6]):]))
    texts = {}
    for path in sorted(glob.glob(os.path.join(data, "*.jsonl"))):
        texts.update((d["id"], d) for d in lines(path) if "id" in d and "text" in d)
    pairs = [p for p in lines(os.path.join(evaluation, "dev.jsonl")) if p["draft_id"] in texts and p["higher_id"] in texts]
    pairs = pairs[first:first + count]
    with tempfile.TemporaryDirectory() as folder:
        library = os.path.join(folder, "library.jsonl")
        higher = sorted({p["higher_id"] for p in pairs})
        keep = ("id", "title", "issuer", "level", "date", "text")
        with open(library, "w", encoding="utf-8") as file:
            for name in higher:
                document = {k: texts[name][k] for k in keep if texts[name].get(k)}
                document["title"] = " ".join(document.get("title", name).split()) or name
                file.write(json.dumps(document, ensure_ascii=False) + "\n")
        store = os.path.join(folder, "data")
        done = subprocess.run([program, "import", "--data", store, library], capture_output=True, text=True)
        if done.returncode:
            sys.exit(done.stderr)
        rows = [{"id": n, "text": texts[n]["text"]} for n in sorted({i for p in pairs for i in (p["higher_id"], p["draft_id"])})]
        stages = {row["id"]: row for row in run(program, store, "stages", rows, folder)}
        drafts = [{"id": f"pair {i}", "text": texts[p["draft_id"]]["text"], "against": [p["higher_id"]]} for i, p in enumerate(pairs)]
        total = lost = 0
        for pair, report in zip(pairs, run(program, store, "review", drafts, folder)):
            draft, source = stages[pair["draft_id"]], stages[pair["higher_id"]]
            here = [p["span"] for p in report["passages"]]
            there = [s["span"] for p in report["passages"] for s in [p["source"], *p["others"]]]
            for side, other, spans in ((draft, source, here), (source, draft, there)):
                n, m = missed(side, other, spans)
                total, lost = total + n, lost + m
                if m:
                    print(pair["draft_id"], pair["higher_id"], "draft" if side is draft else "source", f"{m} of {n} letters missed")
    print(f"{len(pairs)} pairs: {total - lost} of {total} letters in runs of {RUN} reported, recall {(total - lost) / max(total, 1):.6f}")


if __name__ == "__main__":
    main()
