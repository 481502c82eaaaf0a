#!/usr/bin/env python3
"""Quality and speed of search on a rated set, beside two peers in the same run.

    search.py BINARY DATA [--queries FILE] [--rounds N] [--alone] [--misses] [--keep FOLDER] [--found FILE]

BINARY  the program; a fresh data folder is made, filled from DATA and served on a free port of this machine.
DATA    a folder of JSON Lines files (id, title, text, ...); lines without these three are left out.

The rated set (queries.tsv beside this script) holds: number, kind of query, query, ids of the right documents with
their grade. 2: what is asked for (the document of that name or number, the one that holds the phrase, one that is
wholly about the matter, whatever its level); 1: on the matter (a part of it is; a document that implements the one
named). A phrase is kept as {id start length} of the text it was taken from, blanks left out. The first ten of all
three systems were read and judged together. Printed are nDCG@10 (gain 2^grade - 1), success@5 (a right document among
the first five) by kind and by half (weights were chosen with the whole set in view: the halves only show how much they
differ), and the time
of a request as a client sees it.

Peers: SQLite FTS5 with trigrams (title weighs 3; words of two characters, which trigrams cannot find, by LIKE) and
bm25s on the words jieba cuts in search mode (both from the Python package index; --alone leaves the peers out). They
are given title, text, issuer and document number, as the program is.
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
                    # A line break in a title is refused by an import.
                    document["title"] = " ".join(document["title"].split())
                    yield document


def head(document):
    """Issuer and number of a document, which the peers read as text."""
    return " ".join(document[field] for field in ("issuer", "docno") if document.get(field))


def rated(path, data):
    texts = {document["id"]: document["text"] for document in documents(data)}

    def phrase(place):
        identity, start, length = place[1].split()
        return re.sub(r"\s", "", texts[identity][int(start) : int(start) + int(length)])

    queries = []
    for line in pathlib.Path(path).read_text(encoding="utf-8").splitlines()[1:]:
        number, kind, query, right = line.split("\t")
        grades = {i: int(g) for i, g in (item.rsplit(":", 1) for item in right.split())}
        queries.append((int(number), kind, re.sub(r"\{(.*?)\}", phrase, query), grades))
    return queries


class Ours:
    """The program as a client sees it."""

    name = "duanshixin"

    def __init__(self, binary, data, folder):
        lines, store = pathlib.Path(folder, "documents.jsonl"), pathlib.Path(folder, "data")
        if not store.exists():
            with open(lines, "w", encoding="utf-8") as out:
                for document in documents(data):
                    out.write(json.dumps(document, ensure_ascii=False) + "\n")
        self.begin(binary, lines, store)

    def begin(self, binary, lines, store):
        """Imports the lines unless that was done before, and serves."""
        began = time.perf_counter()
        if not store.exists():
            subprocess.run([binary, "import", str(lines), "--data", str(store)], check=True, capture_output=True)
        self.built = time.perf_counter() - began
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        command = [binary, "serve", "--data", str(store), "--listen", f"127.0.0.1:{port}"]
        self.server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(6_000):
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
        rows = ((d["id"], d["title"], head(d) + "\n" + d["text"]) for d in documents(data))
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
            words = self.cut("\n".join([document["title"], head(document), document["text"]]))
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
    """Quality of every query, what was found, and the times."""
    rows, times, answers = [], [], {}
    for number, kind, query, grades in queries:
        found = answers[query] = engine.search(query)
        quality = ndcg(found, grades)
        rows.append((number, kind, quality, any(i in grades for i in found[:5])))
        if misses and quality < 0.9:
            print(f"  {engine.name}: {quality:.2f} {number} {kind} {query} {found[:5]}")
    order = [query for _, _, query, _ in queries] * rounds
    random.Random(1).shuffle(order)
    for query in order:
        began = time.perf_counter()
        engine.search(query)
        times.append((time.perf_counter() - began) * 1000)
    return rows, sorted(times), answers


def report(name, rows, times, built):
    def line(label, own):
        quality, success = statistics.fmean(row[2] for row in own), statistics.fmean(row[3] for row in own)
        print(f"    {label:13} {len(own):3}  nDCG@10 {quality:.3f}  success@5 {success:.3f}")

    at = lambda share: times[min(len(times) - 1, int(share * len(times)))]
    print(f"{name}: p50 {at(0.5):.1f} ms  p99 {at(0.99):.1f} ms  largest {times[-1]:.1f} ms  built in {built:.0f} s")
    line("all", rows)
    line("odd numbers", [row for row in rows if row[0] % 2])
    line("even numbers", [row for row in rows if row[0] % 2 == 0])
    for kind in sorted({row[1] for row in rows}):
        line(kind, [row for row in rows if row[1] == kind])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("data")
    parser.add_argument("--queries", default=str(pathlib.Path(__file__).with_name("queries.tsv")))
    parser.add_argument("--rounds", type=int, default=20, help="times every query is asked for the time it takes")
    parser.add_argument("--alone", action="store_true", help="without the peers")
    parser.add_argument("--misses", action="store_true", help="print the queries that are answered badly")
    parser.add_argument("--keep", help="folder in which the imported corpus is kept for another run")
    parser.add_argument("--found", help="file for the ids that every system found, to be judged")
    args = parser.parse_args()
    queries = rated(args.queries, args.data)
    answers = {}
    print(f"{len(queries)} queries, {sum(1 for _ in documents(args.data))} documents")
    makers = [lambda folder: Ours(args.binary, args.data, folder)]
    if not args.alone:
        makers += [lambda folder: Trigrams(args.data, folder), lambda folder: Words(args.data, folder)]
    for make in makers:
        with tempfile.TemporaryDirectory() as scratch:
            engine = make(args.keep if make is makers[0] and args.keep else scratch)
            try:
                rounds = args.rounds if isinstance(engine, Ours) else 2
                rows, times, answers[engine.name] = measure(engine, queries, rounds, args.misses)
                report(engine.name, rows, times, engine.built)
            finally:
                engine.close()
    if args.found:
        pathlib.Path(args.found).write_text(json.dumps(answers, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main()
