#!/usr/bin/env python3
"""Kills a server at random moments while it takes in documents, reviews and term-list entries, starts it again, and
looks whether everything it acknowledged is there and its index equals its store.

    python3 tests/bench/kill.py PROGRAM [--kills 100] [--seed 1]

PROGRAM is the built binary. One data folder lives through all kills. A write counts as acknowledged when its answer
arrived: 201 of a document, a review or an entry, an import whose job was seen to have succeeded, a backup likewise.
After each start: every acknowledged document is read back with its text, every review with its report, every entry
stands in the list in force; the documents the database holds are those the index lists and the search finds; a request
sent again under the Idempotency-Key of one that was cut off is done exactly once. Prints one line of figures; exits
with 1 at the first thing that is lost.
"""

import argparse
import http.client
import json
import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

# A word of every document put in here and of no other.
MARK = "夜鹭湾"
# Longest time between the start of the writers and the kill, in seconds.
LONGEST = 1.5


class Gone(Exception):
    """The server went while it was asked."""


class Server:
    def __init__(self, program, data):
        words = [program, "serve", "--listen", "127.0.0.1:0", "--data", data]
        self.process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for line in self.process.stdout:
            found = re.search(r"http://([0-9.]+):([0-9]+)/", line)
            if found:
                self.address = (found.group(1), int(found.group(2)))
                break
        else:
            sys.exit(f"the server did not start: {self.process.stderr.read()}")
        threading.Thread(target=self.process.stderr.read, daemon=True).start()

    def ask(self, method, path, body=None, **headers):
        """Status, headers and body of an answer; Gone when none came."""
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        if isinstance(body, (dict, list)):
            body, headers["content-type"] = json.dumps(body), "application/json"
        connection = http.client.HTTPConnection(*self.address, timeout=60)
        try:
            connection.request(method, path, body.encode() if body is not None else None, headers)
            answer = connection.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException) as error:
            raise Gone from error
        finally:
            connection.close()
        return answer.status, dict((n.lower(), v) for n, v in answer.getheaders()), content

    def json(self, path):
        status, _, content = self.ask("GET", path)
        if status != 200:
            raise LookupError(f"{path}: {status} {content.decode()}")
        return json.loads(content)

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


class Written:
    """What was acknowledged, and what was asked for without an answer."""

    def __init__(self):
        self.lock = threading.Lock()
        self.documents, self.reviews, self.entries = {}, {}, set()
        # Reviews that were read back already; all are read back again at the end.
        self.seen = set()
        # Imports by job, and reviews by key, of which no end was seen.
        self.open_keys = {}
        self.counts = {"documents": 0, "imports": 0, "reviews": 0, "entries": 0, "backups": 0, "rebuilds": 0}


def document(number):
    text = f"{MARK}第{number}号渔港整修方案，编号{number * 7919}。" + "逐项列明工期和造价。" * (1 + number % 40)
    return {"id": f"k-{number}", "title": f"关于第{number}号渔港的通知", "text": text}


def put_documents(server, written, numbers):
    while True:
        one = document(next(numbers))
        status, _, _ = server.ask("POST", "/v1/documents", one)
        if status == 201:
            with written.lock:
                written.documents[one["id"]] = one["text"]
                written.counts["documents"] += 1


def import_documents(server, written, numbers):
    while True:
        many = [document(next(numbers)) for _ in range(random.randint(50, 600))]
        lines = "\n".join(json.dumps(one, ensure_ascii=False) for one in many)
        status, headers, _ = server.ask("POST", "/v1/imports", lines, content_type="application/x-ndjson")
        if status == 202 and finished(server, headers["location"]) == "succeeded":
            with written.lock:
                written.documents.update((one["id"], one["text"]) for one in many)
                written.counts["imports"] += 1


def finished(server, location):
    while True:
        state = server.json(location)["state"]
        if state not in ("queued", "running"):
            return state
        time.sleep(0.02)


def publish_entries(server, written, numbers):
    while True:
        pattern = f"示例套话第{next(numbers)}句"
        _, headers, _ = server.ask("GET", "/v1/term-lists/slogans")
        status, _, content = server.ask(
            "POST", "/v1/term-lists/slogans/entries", {"pattern": pattern}, if_match=headers["etag"]
        )
        if status in (200, 201):
            with written.lock:
                written.entries.add(pattern)
                written.counts["entries"] += 1
        elif status not in (412, 503):
            raise LookupError(f"entry refused: {status} {content.decode()}")


def review_drafts(server, written, numbers):
    while True:
        number = next(numbers)
        key, draft = f"key-{number}", {"text": f"示例市第{number}号渔港请于5月{1 + number % 28}日前报送台账。"}
        with written.lock:
            written.open_keys[key] = draft
        status, headers, content = server.ask("POST", "/v1/reviews", draft, idempotency_key=key)
        with written.lock:
            del written.open_keys[key]
            if status == 201:
                written.reviews[headers["location"]] = content
                written.counts["reviews"] += 1


def back_up_and_rebuild(server, written, _):
    for turn in range(1_000_000):
        kind, path, body = ("backups", "/v1/backups", {}) if turn % 2 == 0 else ("rebuilds", "/v1/index/rebuild", None)
        status, headers, _ = server.ask("POST", path, body)
        if status == 202 and finished(server, headers["location"]) == "succeeded":
            with written.lock:
                written.counts[kind] += 1
        elif status not in (202, 503):
            raise LookupError(f"{path} refused: {status}")
        # One backup of many is enough of a load.
        for backup in server.json("/v1/backups")["backups"][1:]:
            server.ask("DELETE", f"/v1/backups/{backup['name']}")
        time.sleep(random.random())


WRITERS = [put_documents, import_documents, publish_entries, review_drafts, back_up_and_rebuild]


def run_until_killed(server, written, numbers):
    def writer(work):
        try:
            work(server, written, numbers)
        except Gone:
            pass
        except Exception as error:  # told by the caller; a thread cannot end the program
            faults.append(error)

    faults = []
    threads = [threading.Thread(target=writer, args=[work]) for work in WRITERS]
    for thread in threads:
        thread.start()
    time.sleep(random.uniform(0.01, LONGEST))
    server.kill()
    for thread in threads:
        thread.join()
    if faults:
        sys.exit(f"{type(faults[0]).__name__}: {faults[0]}")


def listed(server):
    """Ids of documents that the index has."""
    found, cursor = [], ""
    while cursor is not None:
        page = server.json(f"/v1/documents?size=100{cursor}")
        found += [one["id"] for one in page["documents"]]
        cursor = f"&cursor={page['next']}" if page["next"] else None
    return found


def check(server, written, data):
    """What is lost or does not agree, in words."""
    database = sqlite3.connect(f"file:{os.path.join(data, 'duanshixin.db')}?mode=ro", uri=True)
    stored = dict(database.execute("SELECT id, text FROM documents"))
    database.close()
    lost = [one for one, text in written.documents.items() if stored.get(one) != text]
    if lost:
        return f"{len(lost)} acknowledged documents lost: {lost[:5]}"
    going = [job for job in server.json("/v1/jobs?size=1000")["jobs"] if job["state"] in ("queued", "running")]
    if going:
        return f"{len(going)} jobs of a former process are told to be going on"
    indexed = listed(server)
    if sorted(indexed) != sorted(stored):
        return f"index has {len(indexed)} documents, store {len(stored)}"
    marked = sum(MARK in text for text in stored.values())
    query = "%22" + "".join(f"%{byte:02X}" for byte in MARK.encode()) + "%22"
    found = server.json(f"/v1/search?q={query}&size=1")["total"]
    if found["value"] != marked and found["relation"] == "eq" or found["value"] > marked:
        return f"search finds {found}, store has {marked}"
    for location, report in written.reviews.items():
        if location not in written.seen and server.ask("GET", location)[2] != report:
            return f"review {location} lost or changed"
    written.seen.update(written.reviews)
    patterns = {entry["pattern"] for entry in server.json("/v1/term-lists/slogans")["entries"]}
    if not written.entries <= patterns:
        return f"entries lost: {sorted(written.entries - patterns)[:5]}"
    return sent_again(server, written)


def sent_again(server, written):
    """Reviews that were cut off are sent again, twice: done once, answered alike."""
    for key, draft in written.open_keys.items():
        first = server.ask("POST", "/v1/reviews", draft, idempotency_key=key)
        again = server.ask("POST", "/v1/reviews", draft, idempotency_key=key)
        if first[0] != 201 or (again[0], again[2], again[1]["location"]) != (201, first[2], first[1]["location"]):
            return f"{key} is answered {first[0]} and {again[0]}"
        written.reviews[first[1]["location"]] = first[2]
    written.open_keys.clear()
    kept = len(listed_reviews(server))
    if kept != len(written.reviews):
        return f"{kept} reviews kept, {len(written.reviews)} answered"
    return None


def listed_reviews(server):
    found, cursor = [], ""
    while cursor is not None:
        page = server.json(f"/v1/reviews?size=100{cursor}")
        found += [one["id"] for one in page["reviews"]]
        cursor = f"&cursor={page['next']}" if page["next"] else None
    return found


class Numbers:
    """Numbers that several threads take."""

    def __init__(self):
        self.lock, self.last = threading.Lock(), 0

    def __next__(self):
        with self.lock:
            self.last += 1
            return self.last


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program")
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    random.seed(options.seed)
    began, written, numbers, slowest = time.monotonic(), Written(), Numbers(), 0.0
    with tempfile.TemporaryDirectory() as folder:
        data = os.path.join(folder, "data")
        for kill in range(options.kills):
            started = time.monotonic()
            server = Server(options.program, data)
            slowest = max(slowest, time.monotonic() - started)
            fault = check(server, written, data)
            if fault:
                sys.exit(f"after {kill} kills: {fault}")
            run_until_killed(server, written, numbers)
        server = Server(options.program, data)
        written.seen.clear()
        fault = check(server, written, data)
        server.process.terminate()
        server.process.wait()
        doctor = subprocess.run([options.program, "doctor", "--data", data], capture_output=True, text=True, check=False)
        if fault or doctor.returncode:
            sys.exit(f"after {options.kills} kills: {fault or doctor.stdout + doctor.stderr}")
    acknowledged = ", ".join(f"{count} {kind}" for kind, count in written.counts.items())
    print(
        f"{options.kills} kills in {time.monotonic() - began:.0f} s, acknowledged: {acknowledged};"
        f" {len(written.documents)} documents and {len(written.reviews)} reviews there, nothing lost,"
        f" index equals store after every start; slowest start {slowest:.1f} s"
    )


if __name__ == "__main__":
    main()
