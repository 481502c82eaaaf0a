"""Structure of real documents against marks made by reading: title, kind, issuer, first-level headings.

usage: structure.py PROGRAM DATA MARKS
  PROGRAM  the built program
  DATA     folder with the documents (*.jsonl, fields id and text)
  MARKS    tests/data/structure.jsonl: for every document the numbers of its lines (from 0) that are title (title_also: the
           same title told once more by the page around it) or first-level heading, the issuer and kind it names; where the
           title opens a line that goes on, its code points (title_span); round 1 was tuned on, rounds 2 and 3 were
           marked and first measured before anything was changed for them, then tuned on as well; so were rounds 4 and 5;
           rounds 6 and 7 (the halves of 120 documents in the order of a hash) were marked before the program had seen
           them, then 6 was tuned on and 7 measured once; no texts. `level1` is null where the headings were not marked.
           A document whose text has changed since (sha256) is left out. The kind `other` is none: such a title names no
           文种.
Prints by round precision, recall and F1 of the heading lines by sort of document, and how many titles, kinds and issuers are
right where the text has one, and how many are found where it has none.
"""
import glob, hashlib, json, os, subprocess, sys, tempfile


def lines(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def stages(program, texts, folder):
    path = os.path.join(folder, "rows.jsonl")
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(json.dumps({"id": name, "text": text}, ensure_ascii=False) + "\n" for name, text in texts.items())
    command = [program, "stages", "--data", os.path.join(folder, "data"), "--format", "jsonl", path]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr)
    return {row["id"]: row for row in map(json.loads, done.stdout.splitlines())}


def line_of(text, place):
    return text.count("\n", 0, place)


def share(part, whole):
    return f"{part}/{whole}" + (f" = {part / whole:.3f}" if whole else "")


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    program, data, marks = sys.argv[1:]
    marks = {row["id"]: row for row in lines(marks)}
    texts = {}
    for path in sorted(glob.glob(os.path.join(data, "*.jsonl"))):
        for row in lines(path):
            mark = marks.get(row.get("id"))
            if mark and hashlib.sha256(row["text"].encode()).hexdigest() == mark["sha256"]:
                texts[row["id"]] = row["text"]
    if not texts:
        sys.exit(f"{data}: none of the marked documents is here")
    with tempfile.TemporaryDirectory() as folder:
        found = stages(program, texts, folder)
    for number in sorted({marks[name]["round"] for name in texts}):
        told(number, {name: text for name, text in texts.items() if marks[name]["round"] == number}, marks, found)


def titles(text, stage, mark):
    """The title told and the one marked, in the form of the mark: code points where it has them, else lines."""
    title = stage["title"]
    if "title_span" in mark:
        return [title["start"], title["end"]] if title else [], mark["title_span"]
    own = list(range(line_of(text, title["start"]), line_of(text, title["end"]) + 1)) if title else []
    return own, mark["title_also"] if own == mark.get("title_also") else mark["title"]


def told(number, texts, marks, found):
    counts, named, absent, faults = {}, {}, {}, []
    for name, text in texts.items():
        mark, stage = marks[name], found[name]
        own = {line_of(text, h["span"]["start"]) for h in stage["headings"] if h["level"] == 1}
        marked = mark["level1"] is not None
        wanted = set(mark["level1"]) if marked else own
        for sort in (mark["sort"], "all") if marked else ():
            count = counts.setdefault(sort, [0, 0, 0])
            count[0] += len(own & wanted)
            count[1] += len(own)
            count[2] += len(wanted)
        kinds = [kind if kind != "other" else None for kind in (stage["kind"], mark["kind"])]
        values = [("title", *titles(text, stage, mark)), ("kind", *kinds), ("issuer", stage["issuer"], mark["issuer"])]
        for field, got, right in values:
            table = named if right else absent
            table.setdefault(field, [0, 0])[1] += 1
            table[field][0] += got == right if right else not got
            if (got or None) != (right or None):
                faults.append((name, field, got, right))
        if own != wanted:
            faults.append((name, "headings", sorted(own - wanted), sorted(wanted - own)))
    print(f"round {number}: {len(texts)} documents")
    for sort, (hit, got, wanted) in counts.items():
        precision, recall = hit / max(got, 1), hit / max(wanted, 1)
        f1 = 2 * precision * recall / max(precision + recall, 1e-9)
        print(f"headings, {sort}: precision {share(hit, got)}, recall {share(hit, wanted)}, F1 {f1:.3f}")
    for field in ("title", "kind", "issuer"):
        right, none = named.get(field, [0, 0]), absent.get(field, [0, 0])
        print(f"{field}: right where there is one {share(*right)}, none told where there is none {share(*none)}")
    for fault in faults:
        print(number, *fault, sep="\t", file=sys.stderr)


main()
