"""The superior named: real pairs of a draft and the document it implements, with the whole corpus imported.

usage: superior.py PROGRAM DATA PAIRS [STORE]
  PROGRAM  the built program
  DATA     folder with the documents (*.jsonl, fields id and text): those an import takes are imported
  PAIRS    JSON Lines: draft_id, higher_id, relation; those whose relation begins with implements_ are taken
  STORE    data folder kept for another run; a temporary one when left out
A pair counts when its higher document may be the draft's superior: of a higher level or of the same issuer, and not
of the draft's date or a later one. Another version of the same title is as good as the document named. Prints which share has it as
`superior`, which has it among the first five sources, and every pair that fails.
"""
import glob, os, re, subprocess, sys, tempfile

from lawful import facts
from sure_runs import lines, run

RANK = {"central": 0, "department": 0, "province": 1, "city": 2, "county": 3, "township": 4}
FIVE = 5


def eligible(higher, draft):
    above, below = RANK.get(higher.get("level")), RANK.get(draft.get("level"))
    body, earlier, later = higher.get("issuer"), higher.get("date") or "", draft.get("date") or ""
    ranked = above is None or below is None or above < below or (body and body == draft.get("issuer"))
    return ranked and (not earlier or not later or earlier < later)


def main():
    if len(sys.argv) not in (4, 5) or not glob.glob(os.path.join(sys.argv[2], "*.jsonl")):
        sys.exit(__doc__)
    program, data, path = sys.argv[1:4]
    texts, sources = {}, sorted(glob.glob(os.path.join(data, "*.jsonl")))
    for file in sources:
        texts.update((d["id"], d) for d in lines(file) if "id" in d and "text" in d)
    implementing = [p for p in lines(path) if p["relation"].startswith("implements_")]
    pairs = [p for p in implementing if eligible(texts[p["higher_id"]], texts[p["draft_id"]])]
    with tempfile.TemporaryDirectory() as folder:
        store = sys.argv[4] if len(sys.argv) == 5 else os.path.join(folder, "data")
        if not os.path.exists(store):
            subprocess.run([program, "import", "--data", store, *sources], capture_output=True)
        names = sorted({p["draft_id"] for p in pairs})
        reports = dict(zip(names, run(program, store, "review", [facts(texts[name]) for name in names], folder)))
    key = lambda name: re.sub(r"[（(].*?[)）]|中华人民共和国|\s", "", texts[name]["title"]) if name in texts else name
    first = five = 0
    for pair in pairs:
        novelty, wanted = reports[pair["draft_id"]]["novelty"], key(pair["higher_id"])
        named = [novelty["superior"]["document_id"]] if novelty["superior"] else []
        listed = [source["document_id"] for source in novelty["sources"][:FIVE]]
        at_first, among = (any(key(name) == wanted for name in names) for names in (named, listed))
        first, five = first + at_first, five + among
        if not (at_first and among):
            print(pair["draft_id"], pair["higher_id"], "named" if at_first else f"named: {named}", "" if among else f"listed: {listed}")
    total = len(pairs)
    print(f"{len(implementing)} pairs, {total} count: superior {first / total:.3f} ({first}), among five sources {five / total:.3f} ({five})")


if __name__ == "__main__":
    main()
