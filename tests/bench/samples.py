"""Labelled sentences with their words: joins models/sentence/labels.tsv (document, place, label) with the documents.

usage: samples.py DATA LABELS [SAMPLES …] > samples.jsonl
  DATA     folder with the documents (*.jsonl, fields id and text)
  LABELS   models/sentence/labels.tsv: id of the document, start and end in code points, label
  SAMPLES  further labelled sentences as JSON Lines, put in front as they are (fields doc, before, text, after, label);
           one that LABELS names too is left out there: its label was read again
What comes out is what `duanshixin train --samples` reads. A row whose document is not there is told and left out.
"""
import glob, json, os, re, sys

NEIGHBOUR = 80
SENTENCE = re.compile(r"[^。！？；\n]*[。！？；\n]?[”’）』」]?")


def neighbours(text, start, end):
    """The sentences before and after, at most NEIGHBOUR characters of each."""
    spans = [m.span() for m in SENTENCE.finditer(text) if m.group().strip()]
    before = [text[a:b].strip() for a, b in spans if b <= start]
    after = [text[a:b].strip() for a, b in spans if a >= end]
    return (before[-1][-NEIGHBOUR:] if before else ""), (after[0][:NEIGHBOUR] if after else "")


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    data, labels, *samples = sys.argv[1:]
    with open(labels, encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file][1:]
    wanted = {row[0] for row in rows}
    texts = {}
    for path in sorted(glob.glob(os.path.join(data, "*.jsonl"))):
        with open(path, encoding="utf-8") as file:
            for line in file:
                document = json.loads(line)
                if document.get("id") in wanted:
                    texts[document["id"]] = document["text"]
    again = {(name, texts[name][int(start) : int(end)]) for name, start, end, _ in rows if name in texts}
    for path in samples:
        with open(path, encoding="utf-8") as file:
            for line in file:
                sample = json.loads(line)
                if (sample["doc"], sample["text"]) not in again:
                    sys.stdout.write(line)
    missing = 0
    for name, start, end, label in rows:
        text = texts.get(name)
        if text is None:
            missing += 1
            continue
        start, end = int(start), int(end)
        before, after = neighbours(text, start, end)
        sample = {"doc": name, "before": before, "text": text[start:end], "after": after, "label": label}
        print(json.dumps(sample, ensure_ascii=False))
    if missing:
        print(f"{missing} of {len(rows)} rows left out: their documents are not in {data}", file=sys.stderr)


main()
