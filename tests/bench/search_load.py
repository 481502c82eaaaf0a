#!/usr/bin/env python3
"""Time of a search over HTTP: on the real documents or on many more, idle and while an import runs.

    search_load.py BINARY DATA [--documents N] [--added N] [--seconds N] [--keep FOLDER]

BINARY  the program; a fresh data folder is made, filled and served on a free port of this machine.
DATA    a folder of JSON Lines files, as search.py reads them.

With --documents the real documents are filled up with recombinations (half of the pieces fragments of 6 to 13
characters, three in ten clauses, two in ten sentences, as growth.rs makes them; titles from halves of two real ones).
The rated queries of queries.tsv are asked in a shuffled order, one after another, for --seconds; then again while
--added further recombinations are imported as a job of the service. Answers of the first round warm the caches.
"""

import argparse
import json
import pathlib
import random
import tempfile
import threading
import time
import urllib.request

import search

FIELDS = ("id", "title", "text", "issuer", "level", "date", "docno")


class Recombined:
    """Documents pieced together from real ones, the same in every run."""

    def __init__(self, real, seed):
        self.real, self.dice = real, random.Random(seed)
        self.texts = ["".join(c for c in d["text"] if c == "\n" or ord(c) >= 32) for d in real]

    def piece(self, text, marks, most):
        at = self.dice.randrange(len(text))
        low, high = max(0, at - most), min(len(text), at + most)
        begin = max(text.rfind(mark, low, at) for mark in marks) + 1 or low
        ends = [end for end in (text.find(mark, at, high) for mark in marks) if end >= 0]
        return text[max(begin, low) : min(ends) + 1 if ends else high]

    def document(self, identity):
        dice = self.dice
        length, size, pieces = min(len(dice.choice(self.texts)), 60_000), 0, []
        while size < length:
            text, kind = dice.choice(self.texts), dice.randrange(10)
            if kind < 5:
                at = dice.randrange(len(text))
                pieces.append(text[at : at + 6 + dice.randrange(8)])
            else:
                pieces.append(self.piece(text, "，。；、\n", 40) if kind < 8 else self.piece(text, "。；\n", 120))
            size += len(pieces[-1])
            if dice.randrange(12) == 0:
                pieces.append("\n")
        first, second, like = (dice.choice(self.real) for _ in range(3))
        title = first["title"][: len(first["title"]) // 2] + second["title"][len(second["title"]) // 2 :]
        facts = {field: like[field] for field in ("issuer", "level", "date") if like.get(field)}
        return {"id": identity, "title": title[:120], "text": "".join(pieces), **facts}


class Filled(search.Ours):
    """The program on the real documents and as many recombined ones as are wanted."""

    def __init__(self, binary, data, folder, wanted):
        lines, store = pathlib.Path(folder, "documents.jsonl"), pathlib.Path(folder, "data")
        self.documents = [d for d in search.documents(data) if len(d["text"]) >= 200]
        if not store.exists() and not lines.exists():
            made = Recombined(self.documents, 7)
            with open(lines, "w", encoding="utf-8") as out:
                for document in self.documents:
                    kept = {field: document[field] for field in FIELDS if document.get(field)}
                    out.write(json.dumps(kept, ensure_ascii=False) + "\n")
                for number in range(len(self.documents), wanted):
                    out.write(json.dumps(made.document(f"synthetic-{number}"), ensure_ascii=False) + "\n")
        self.begin(binary, lines, store)


def ask(engine, queries, going):
    """Milliseconds of requests for ten hits, one after another, while `going` says so."""
    order, times = list(queries), []
    dice = random.Random(1)
    while going():
        dice.shuffle(order)
        for query in order:
            began = time.perf_counter()
            engine.search(query)
            times.append((time.perf_counter() - began) * 1000)
            if not going():
                break
    return sorted(times)


def report(label, times):
    at = lambda share: times[min(len(times) - 1, int(share * len(times)))]
    print(f"{label}: {len(times)} searches  p50 {at(0.5):.1f} ms  p99 {at(0.99):.1f} ms  largest {times[-1]:.1f} ms")
    return at(0.99)


def imported(engine, documents):
    """Imports documents as a job and waits for its end; the job."""
    address = f"http://127.0.0.1:{engine.client.port}"
    lines = "".join(json.dumps(document, ensure_ascii=False) + "\n" for document in documents).encode()
    request = urllib.request.Request(f"{address}/v1/imports", lines, {"Content-Type": "application/x-ndjson"})
    job = json.load(urllib.request.urlopen(request))
    while job["state"] in ("queued", "running"):
        time.sleep(0.05)
        job = json.load(urllib.request.urlopen(f"{address}/v1/jobs/{job['id']}"))
    return job


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("data")
    parser.add_argument("--documents", type=int, default=0, help="documents in all; the real ones when left out")
    parser.add_argument("--added", type=int, default=3_000, help="documents imported while searches go on")
    parser.add_argument("--seconds", type=float, default=30, help="time of the idle part")
    parser.add_argument("--keep", help="folder in which the corpus is kept for another run")
    args = parser.parse_args()
    queries = [query for _, _, query, _ in search.rated(pathlib.Path(__file__).with_name("queries.tsv"), args.data)]
    with tempfile.TemporaryDirectory() as scratch:
        engine = Filled(args.binary, args.data, args.keep or scratch, args.documents)
        try:
            print(f"{max(args.documents, len(engine.documents))} documents, imported in {engine.built:.0f} s")
            for query in queries:
                engine.search(query)
            until = time.monotonic() + args.seconds
            idle = report("idle", ask(engine, queries, lambda: time.monotonic() < until))
            # Other ids in every run, so that a kept corpus takes them in again.
            made, stamp = Recombined(engine.documents, 8), int(time.time())
            added = [made.document(f"added-{stamp}-{number}") for number in range(args.added)]
            worker = threading.Thread(target=lambda: print("import:", imported(engine, added)["state"]))
            worker.start()
            busy = report("during an import", ask(engine, queries, worker.is_alive))
            print(f"p99 during an import: {busy / idle:.1f} times the idle one")
        finally:
            engine.close()


if __name__ == "__main__":
    main()
