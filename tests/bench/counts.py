"""Character counts against an independent count, written from the definition of the counts and not from the code.

usage: counts.py PROGRAM DATA [NUMBER]
  PROGRAM  the built program
  DATA     folder with the documents (*.jsonl, fields id and text)
  NUMBER   documents compared (200), the first by the SHA-256 of their id
Compared are, of every document: Chinese characters, words and numbers of the body; the same with punctuation; the words of
the whole text as a word processor counts them; and the tables of the body, which are counted apart. Which lines are body and
which are rows of tables is the program's word (structure.body without the list of annexes, structure.tables); what stands
in them is counted here. Prints how many documents agree, and every one that does not.
"""
import glob, hashlib, json, os, re, subprocess, sys, tempfile, unicodedata

INVISIBLE = {0x00AD, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065), *range(0xFE00, 0xFE10)}
JOINERS = ".,-/'’:_@&"
NUMBER_SIGNS = re.compile("CIRCLED|PARENTHESIZED|ROMAN NUMERAL|DIGIT .* FULL STOP|NUMBER .* FULL STOP")
ITEM = re.compile(r"\d{1,2}\s*[.．、]")
NOTE = re.compile(r"附\s*件\s*[\d一二三四五六七八九十]{0,3}\s*[：:.]")


def ideograph(char):
    return char == "〇" or unicodedata.name(char, "").startswith(("CJK UNIFIED IDEOGRAPH", "CJK COMPATIBILITY IDEOGRAPH"))


def number_sign(char):
    return unicodedata.category(char) in ("No", "Nl") and bool(NUMBER_SIGNS.search(unicodedata.name(char, "")))


def blank(char):
    return char.isspace() or ord(char) in INVISIBLE or unicodedata.category(char) == "Cc"


def plain(char):
    """A full-width letter, digit or sign as its plain form; the marks of Chinese punctuation stay what they are."""
    return chr(ord(char) - 0xFEE0) if 0xFF01 <= ord(char) <= 0xFF5E and char not in "，；：！？（）" else char


def tokens(text):
    """The text cut into `han`, `word`, `sign` and `blank`: one pass over what each place begins with."""
    kinds = []
    text = "".join(map(plain, text))
    word = "".join("w" if c.isalnum() and not ideograph(c) and not number_sign(c) else "j" if c in JOINERS else " " for c in text)
    runs = {match.start(): match.end() for match in re.finditer("w(?:w|j(?=w))*", word)}
    at = 0
    while at < len(text):
        if at in runs:
            kinds.append("word")
            at = runs[at]
            continue
        char = text[at]
        kinds.append("blank" if blank(char) else "han" if ideograph(char) or number_sign(char) else "sign")
        at += 1
    return kinds


def body_counts(text):
    kinds = tokens(text)
    characters = kinds.count("han") + kinds.count("word")
    return characters, characters + kinds.count("sign")


def wide(char):
    """Characters of East Asian width, and the signs that Chinese fonts make as wide."""
    code = ord(char)
    ranges = (0x2010, 0x2027), (0x2030, 0x205E), (0x2100, 0x27BF), (0x2E80, 0x33FF), (0xFE30, 0xFE4F), (0xFF00, 0xFFEF), (0x1F000, 0x1FAFF)
    return ideograph(char) or any(first <= code <= last for first, last in ranges)


def word_count(text):
    """As a word processor: every wide character is one, every stretch of others between blanks is one."""
    spaced = "".join(" " if blank(c) else f" {c} " if wide(c) else c for c in text)
    return len(spaced.split(" ")) - spaced.split(" ").count("")


def without_annex_list(lines):
    """The lines without the list of annexes: 附件：…, and numbered lines right after it."""
    listed = False
    for line in filter(None, (line.strip() for line in lines)):
        listed = len(line) <= 80 and bool(NOTE.match(line) or listed and ITEM.match(line))
        if not listed:
            yield line


def parted(text, body, tables):
    """The running text and the tables of the body."""
    running, rows, at = [], [], body["start"]
    for table in tables:
        start, end = max(table["start"], at), min(table["end"], body["end"])
        if start < end:
            running.append(text[at:start])
            rows.append(text[start:end])
            at = end
    return "\n".join([*running, text[at:body["end"]]]), "\n".join(rows)


def documents(data, number):
    rows = []
    for path in sorted(glob.glob(os.path.join(data, "*.jsonl"))):
        with open(path, encoding="utf-8") as file:
            rows += [row for row in map(json.loads, file) if row.get("text") and row.get("id")]
    rows.sort(key=lambda row: hashlib.sha256(row["id"].encode()).hexdigest())
    return rows[:number]


def reviews(program, rows):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "rows.jsonl")
        with open(path, "w", encoding="utf-8") as file:
            file.writelines(json.dumps({"id": row["id"], "text": row["text"]}, ensure_ascii=False) + "\n" for row in rows)
        command = [program, "review", "--data", os.path.join(folder, "data"), "--format", "jsonl", path]
        done = subprocess.run(command, capture_output=True, text=True)
    return {report["draft"]["id"]: report for report in map(json.loads, done.stdout.splitlines())}


def main():
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    program, data = sys.argv[1:3]
    rows = documents(data, int(sys.argv[3]) if len(sys.argv) == 4 else 200)
    reports = reviews(program, rows)
    agree, compared = 0, 0
    for row in rows:
        report = reports.get(row["id"])
        if report is None:
            print(row["id"], "was not reviewed", sep="\t")
            continue
        compared += 1
        body, brevity = report["structure"]["body"], report["brevity"]
        running, rows_of_tables = parted(row["text"], body, report["structure"]["tables"])
        mine = [body_counts(line) for line in without_annex_list(running.splitlines())]
        of_tables = sum(body_counts(line)[0] for line in without_annex_list(rows_of_tables.splitlines()))
        mine = (sum(one for one, _ in mine), sum(both for _, both in mine), of_tables, word_count(row["text"]))
        told = tuple(brevity[name] for name in ("characters", "characters_with_punctuation", "table_characters", "word_count"))
        agree += mine == told
        if mine != told:
            print(row["id"], "told", told, "counted", mine, sep="\t")
    print(f"{agree} of {compared} documents agree in all four counts")


if __name__ == "__main__":
    main()
