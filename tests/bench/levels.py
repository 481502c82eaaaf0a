"""Level of the issuing body, read from title and issuer alone, against the level that the collection gives.

usage: levels.py PROGRAM DATA [WRONG]
  PROGRAM  the built program
  DATA     folder with local.jsonl and central.jsonl (fields id, title, issuer, level)
  WRONG    tests/data/levels.tsv: id, level and reason of documents whose given level is wrong
Feeds `review` a draft of one neutral sentence with the title and the issuer, no level. Prints by file and by half (parity
of the SHA-256 of the id: rules were tuned on the even half) how many are answered and how many of those are right, as the
collection says and with its errors put right; then the confusions. A ministry counts as central for its field: the
second figure of each pair lets central and department stand for each other. Every fault goes to the error output.
"""
import collections, hashlib, json, os, subprocess, sys, tempfile

FILES = ["local.jsonl", "central.jsonl"]
SENTENCE = "本件用于核对发文机关层级。"


def rows_of(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def told(program, rows):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "rows.jsonl")
        with open(path, "w", encoding="utf-8") as file:
            for row in rows:
                draft = {"id": row["id"], "title": row["title"], "issuer": row["issuer"], "text": SENTENCE}
                file.write(json.dumps(draft, ensure_ascii=False) + "\n")
        command = [program, "review", "--data", os.path.join(folder, "data"), "--format", "jsonl", path]
        done = subprocess.run(command, capture_output=True, text=True)
    drafts = [report["draft"] for report in map(json.loads, done.stdout.splitlines())]
    if len(drafts) != len(rows):
        sys.exit(f"{len(drafts)} of {len(rows)} drafts were reviewed\n{done.stderr[-500:]}")
    return {draft["id"]: draft["level"] for draft in drafts}


def even(name):
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % 2 == 0


def rank(level):
    return "central" if level == "department" else level


def line(name, rows, levels, truth):
    known = [row["id"] for row in rows if truth[row["id"]] != "unknown"]
    answered = [i for i in known if levels[i] != "unknown"]
    right = sum(levels[i] == truth[i] for i in answered)
    ranked = sum(rank(levels[i]) == rank(truth[i]) for i in answered)
    share = lambda part, whole: f"{part}/{whole} = {part / max(whole, 1):.3f}"
    print(f"{name}: answered {share(len(answered), len(known))}, right {share(right, len(answered))}, by rank {share(ranked, len(answered))}")


def main():
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    program, data = sys.argv[1:3]
    corrected = {}
    if len(sys.argv) == 4:
        with open(sys.argv[3], encoding="utf-8") as file:
            corrected = dict(row.split("\t")[:2] for row in file if not row.startswith("#"))
    for name in FILES:
        rows = rows_of(os.path.join(data, name))
        levels = told(program, rows)
        given = {row["id"]: row["level"] for row in rows}
        truth = {i: corrected.get(i, level) for i, level in given.items()}
        for label, part in [("all", rows), ("tuned half", [r for r in rows if even(r["id"])]), ("held-out half", [r for r in rows if not even(r["id"])])]:
            line(f"{name}, {label}, as given", part, levels, given)
            line(f"{name}, {label}, corrected", part, levels, truth)
        confusions = collections.Counter((truth[i], level) for i, level in levels.items() if rank(level) != rank(truth[i]))
        print(f"{name}: " + ", ".join(f"{a} told {b} {n}" for (a, b), n in confusions.most_common()))
        for row in rows:
            if levels[row["id"]] != truth[row["id"]]:
                print(name, "even" if even(row["id"]) else "odd", row["id"], truth[row["id"]], levels[row["id"]], row["issuer"], row["title"], sep="\t", file=sys.stderr)


if __name__ == "__main__":
    main()
