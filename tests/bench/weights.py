"""Writes src/reuse/weights.tsv: how rare letters and two-letter words are in official documents.
usage: weights.py OUT CORPUS.jsonl… [--without FILE.jsonl]   (JSON Lines: id, text; needs the Python package jieba)
A unit is a sentence of 12 letters or more. Only counts leave the corpus, no text."""
import collections, json, math, re, sys
import jieba

FEWEST_LETTERS, FEWEST_UNITS = 12, 10
DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
NUMBER = re.compile(r"^\s*(?:第[〇零一二三四五六七八九十百千\d]+[条章节编]|[（(][〇零一二三四五六七八九十百千\d]+[）)]|[〇零一二三四五六七八九十百千\d]+(?:、|[.．](?!\d)))")


def units(text):
    for sentence in re.split(r"[。；！？\n]", text):
        letters = re.sub(r"[\W_]", "", NUMBER.sub("", sentence)).lower().translate(DIGITS)
        if len(letters) >= FEWEST_LETTERS:
            yield letters


def main(out, *files):
    files, without = list(files), set()
    if "--without" in files:
        at = files.index("--without")
        without = {json.loads(line)["id"] for line in open(files[at + 1], encoding="utf-8")}
        del files[at : at + 2]
    jieba.setLogLevel(60)
    jieba.initialize()
    words = {w.translate(DIGITS) for w, f in jieba.dt.FREQ.items() if f > 0 and re.fullmatch("[\u4e00-\u9fff]{2}", w)}
    letters, pairs, count = collections.Counter(), collections.Counter(), 0
    for path in files:
        for line in open(path, encoding="utf-8"):
            document = json.loads(line)
            if document.get("id") in without or "text" not in document:
                continue
            for unit in units(document["text"]):
                count += 1
                letters.update(set(unit))
                pairs.update({unit[i : i + 2] for i in range(len(unit) - 1)} & words)
    weight = lambda n: round(2 * math.log((count + 1) / (n + 1)))
    rows = collections.defaultdict(list)
    for kind, counts in (("l", letters), ("p", pairs)):
        for item, n in counts.items():
            if n >= FEWEST_UNITS:
                rows[kind, weight(n)].append(item)
    with open(out, "w", encoding="utf-8") as file:
        file.write(f"# Half nats of rarity, -2 ln(share of sentences), of letters (l) and two-letter words (p) in {count} sentences of\n")
        file.write("# public Chinese laws, policies, speeches and reports. Made by tests/bench/weights.py; words are those of jieba (MIT).\n")
        for (kind, w), items in sorted(rows.items()):
            file.write(f"{kind}\t{w}\t{''.join(sorted(items))}\n")
    print(count, "sentences,", sum(map(len, rows.values())), "entries")


if __name__ == "__main__":
    main(*sys.argv[1:])
