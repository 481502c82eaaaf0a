#!/usr/bin/env python3
"""Quality and speed of search on a rated set, beside two peers in the same run.

    search.py BINARY DATA [--queries FILE] [--rounds N] [--alone] [--misses]

BINARY  the program; a fresh data folder is made, filled from DATA and served on a free port of this machine.
DATA    a folder of JSON Lines files (id, title, text, ...); lines without these three are left out.

The rated set (queries.tsv beside this script) holds: kind of query, query, ids of the right documents with their
grade (2 exactly what is asked for, 1 on the matter). Printed are nDCG@10 (gain 2^grade - 1), success@5 (a right
document among the first five) by kind, and the time of a request as a client sees it.

Peers: SQLite FTS5 with trigrams (title weighs 3; words of two characters, which trigrams cannot find, by LIKE) and
bm25s on the words jieba cuts in search mode (both from the Python package index; --alone leaves the peers out).
"""

import argparse
import http.client
import json
import math
import pathlib
import random
import re
import socket
import sqlite3
import statistics
import subprocess
import tempfile
import time
import urllib.parse


def documents(folder):
    for path in sorted(pathlib.Path(folder).glob("*.jsonl")):
        with open(path, encoding="utf-8") as lines:
            for line in lines:
                document = json.loads(line)
                if all(document.get(field) for field in ("id", "title", "text")):
                    yield document


def rated(path):
    queries = []
    for line in pathlib.Path(path).read_text(encoding="utf-8").splitlines()[1:]:
        kind, query, right = line.split("\t")
        grades = {i: int(g) for i, g in (item.rsplit(":", 1) for item in right.split())}
        queries.append((kind, query, grades))
    return queries


class Ours:
    """The program as a client sees it."""

    name = "duanshixin"

    def __init__(self, binary, data, folder):
        lines = pathlib.Path(folder, "documents.jsonl")
        with open(lines, "w", encoding="utf-8") as out:
            for document in documents(data):
                out.write(json.dumps(document, ensure_ascii=False) + "\n")
        store = str(pathlib.Path(folder, "data"))
        began = time.perf_counter()
        subprocess.run([binary, "import", str(lines), "--data", store], check=True, capture_output=True)
        self.built = time.perf_counter() - began
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        command = [binary, "serve", "--data", store, "--listen", f"127.0.0.1:{port}"]
        self.server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(600):
            try:
                self.client = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
                self.client.request("GET", "/readyz")
                self.client.getresponse().read()
                break
            except OSError:
                time.sleep(0.1)

    def search(self, query, size=10):
        self.client.request("GET", f"/v1/search?size={size}&q=" + urllib.parse.quote(query))
        answer = self.client.getresponse()
        body = json.loads(answer.read())
        if answer.status != 200:
            raise SystemExit(f"{query}: {body}")
        return [hit["document_id"] for hit in body["hits"]]

    def close(self):
        self.server.terminate()
        self.server.wait()


class Trigrams:
    """SQLite FTS5 with trigrams."""

    name = "FTS5 trigram"

    def __init__(self, data, folder):
        began = time.perf_counter()
        self.db = sqlite3.connect(str(pathlib.Path(folder, "fts.db")))
        self.db.execute("CREATE VIRTUAL TABLE d USING fts5(id UNINDEXED, title, text, tokenize='trigram')")
        rows = ((d["id"], d["title"], d["text"]) for d in documents(data))
        self.db.executemany("INSERT INTO d VALUES (?, ?, ?)", rows)
        self.db.commit()
        self.built = time.perf_counter() - began

    def search(self, query, size=10):
        terms = [term for term in re.split(r'[\s"“”、，]+', query) if term]
        long = [term for term in terms if len(term) >= 3]
        grams = list(dict.fromkeys(term[at : at + 3] for term in long for at in range(len(term) - 2)))
        if long and len(long) == len(terms):
            found = self.match(" AND ".join(f'"{term}"' for term in long), size)
            if len(found) >= size:
                return found
            more = self.match(" OR ".join(f'"{gram}"' for gram in grams), size)
            return list(dict.fromkeys(found + more))[:size]
        if long:
            found = self.match(" OR ".join(f'"{gram}"' for gram in grams), 200)
            short = [term for term in terms if len(term) < 3]
            holds = lambda i: all(self.has(i, term) for term in short)
            return ([i for i in found if holds(i)] + found)[:size]
        where = " AND ".join("(title LIKE ? OR text LIKE ?)" for _ in terms)
        order = " + ".join("(title LIKE ?)" for _ in terms)
        like = [f"%{term}%" for term in terms]
        values = [value for value in like for _ in (0, 1)] + like
        sql = f"SELECT id FROM d WHERE {where} ORDER BY {order} DESC, length(title), id LIMIT {size}"
        return [i for (i,) in self.db.execute(sql, values)]

    def match(self, expression, size):
        sql = "SELECT id FROM d WHERE d MATCH ? ORDER BY bm25(d, 0, 3, 1), id LIMIT ?"
        return [i for (i,) in self.db.execute(sql, (expression, size))]

    def has(self, identity, term):
        sql = "SELECT 1 FROM d WHERE id = ? AND (title LIKE ? OR text LIKE ?)"
        return self.db.execute(sql, (identity, f"%{term}%", f"%{term}%")).fetchone() is not None

    def close(self):
        self.db.close()


class Words:
    """bm25s on the words of jieba."""

    name = "bm25s jieba"

    def __init__(self, data, _):
        import bm25s
        import jieba

        jieba.setLogLevel(60)
        self.cut = lambda text: [w.lower() for w in jieba.lcut_for_search(text) if any(c.isalnum() for c in w)]
        began = time.perf_counter()
        self.ids = []
        numbers = {}
        tokens = []
        for document in documents(data):
            self.ids.append(document["id"])
            words = self.cut(document["title"] + "\n" + document["text"])
            tokens.append([numbers.setdefault(word, len(numbers)) for word in words])
        self.index = bm25s.BM25()
        self.index.index(bm25s.tokenization.Tokenized(ids=tokens, vocab=numbers), show_progress=False)
        self.built = time.perf_counter() - began

    def search(self, query, size=10):
        found, scores = self.index.retrieve([self.cut(query)], k=size, show_progress=False)
        return [self.ids[at] for at, score in zip(found[0], scores[0]) if score > 0]

    def close(self):
        pass


def ndcg(found, grades, depth=10):
    gain = lambda grade: 2**grade - 1
    own = sum(gain(grades.get(i, 0)) / math.log2(at + 2) for at, i in enumerate(found[:depth]))
    best = sorted(grades.values(), reverse=True)[:depth]
    return own / sum(gain(grade) / math.log2(at + 2) for at, grade in enumerate(best))


def measure(engine, queries, rounds, misses):
    rows, times = [], []
    for kind, query, grades in queries:
        found = engine.search(query)
        quality = ndcg(found, grades)
        rows.append((kind, quality, any(i in grades for i in found[:5])))
        if misses and quality < 0.9:
            print(f"  {engine.name}: {quality:.2f} {kind} {query} {found[:5]}")
    order = [query for _, query, _ in queries] * rounds
    random.Random(1).shuffle(order)
    for query in order:
        began = time.perf_counter()
        engine.search(query)
        times.append((time.perf_counter() - began) * 1000)
    return rows, sorted(times)


def report(name, rows, times, built):
    mean = lambda values: statistics.fmean(values)
    at = lambda share: times[min(len(times) - 1, int(share * len(times)))]
    print(f"{name}: nDCG@10 {mean(q for _, q, _ in rows):.3f}  success@5 {mean(s for _, _, s in rows):.3f}  "
          f"p50 {at(0.5):.1f} ms  p99 {at(0.99):.1f} ms  largest {times[-1]:.1f} ms  built in {built:.0f} s")
    for kind in sorted({kind for kind, _, _ in rows}):
        own = [(q, s) for k, q, s in rows if k == kind]
        print(f"    {kind:13} {len(own):3}  nDCG@10 {mean(q for q, _ in own):.3f}  success@5 {mean(s for _, s in own):.3f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("data")
    parser.add_argument("--queries", default=str(pathlib.Path(__file__).with_name("queries.tsv")))
    parser.add_argument("--rounds", type=int, default=20, help="times every query is asked for the time it takes")
    parser.add_argument("--alone", action="store_true", help="without the peers")
    parser.add_argument("--misses", action="store_true", help="print the queries that are answered badly")
    args = parser.parse_args()
    queries = rated(args.queries)
    print(f"{len(queries)} queries, {sum(1 for _ in documents(args.data))} documents")
    makers = [lambda folder: Ours(args.binary, args.data, folder)]
    if not args.alone:
        makers += [lambda folder: Trigrams(args.data, folder), lambda folder: Words(args.data, folder)]
    for make in makers:
        with tempfile.TemporaryDirectory() as folder:
            engine = make(folder)
            try:
                rounds = args.rounds if isinstance(engine, Ours) else 2
                rows, times = measure(engine, queries, rounds, args.misses)
                report(engine.name, rows, times, engine.built)
            finally:
                engine.close()


if __name__ == "__main__":
    main()
