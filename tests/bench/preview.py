#!/usr/bin/env python3
"""What a preview of a term list costs: 1,000 kept reviews, six kinds of edits, each cold (nothing known of the texts) and
warm; 100,000 entries put in, tried, published, reviewed with, loaded at start.

    python3 tests/bench/preview.py PROGRAM DRAFTS.jsonl

PROGRAM is a release build; DRAFTS has one {"id", "title", "text", ...} a line, of which the first 1,000 are reviewed and
kept. Everything happens in a throw-away folder on a server of its own.
"""

import json
import pathlib
import random
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

ADDRESS = "127.0.0.1:8791"
CHARACTERS = "国家发展改革工作建设推进加强落实责任管理服务保障安全质量企业市场经济社会人民政府农村城市教育科技创新文化生态环境资源产业"


def literal(pattern, severity=2):
    return {"pattern": pattern, "severity": severity}


EDITS = [
    ("slogans", "five common words more", lambda e: e + [literal(w) for w in ("高质量发展", "做好工作", "切实保障", "积极推进", "大力发展")]),
    ("slogans", "five less, two rare ones more", lambda e: e[5:] + [literal("久久为功示例"), literal("落地见效示例", 1)]),
    ("markers", "one pattern more", lambda e: e + [{"pattern": "[0-9]+个", "kind": "regex", "category": "量化"}]),
    ("protected", "one more", lambda e: e + [literal("深化重点领域改革", 1)]),
    ("burden", "three less", lambda e: e[:-3]),
    ("slogans", "one that is met in every draft", lambda e: e + [{"pattern": "[的了和与]", "kind": "regex", "severity": 2}]),
]


class Server:
    def __init__(self, program, data):
        self.command = [program, "serve", "--data", data, "--listen", ADDRESS]

    def __enter__(self):
        began = time.time()
        self.process = subprocess.Popen(self.command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while True:
            try:
                urllib.request.urlopen(f"http://{ADDRESS}/livez").close()
                self.started = time.time() - began
                return self
            except OSError:
                time.sleep(0.05)

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def ask(self, method, path, body=None, headers=()):
        data = None if method == "GET" else b"" if body is None else json.dumps(body, ensure_ascii=False).encode()
        kind = {} if body is None else {"Content-Type": "application/json"}
        request = urllib.request.Request(f"http://{ADDRESS}{path}", data=data, headers={**kind, **dict(headers)}, method=method)
        began = time.time()
        with urllib.request.urlopen(request) as answer:
            return json.loads(answer.read() or b"null"), time.time() - began


def edits(program, data):
    for name, label, edit in EDITS:
        with Server(program, data) as server:
            path = f"/v1/term-lists/{name}"
            entries, _ = server.ask("GET", path)
            server.ask("PUT", f"{path}/draft", {"entries": edit(entries["entries"])})
            for state in ("cold", "warm"):
                found, seconds = server.ask("POST", f"{path}/draft/preview?reviews=1000&documents=0")
                on = found["tried_on"]
                print(f"{name}, {label}, {state}: {seconds:.2f} s; {on['reviews']} drafts, {on['sentences']} sentences, {on['reached']} reached, {found['drafts_changed']} changed, {on['left_out']} left out")
            server.ask("DELETE", f"{path}/draft")


def many(program, data, text):
    random.seed(1)
    found = set()
    while len(found) < 100_000:
        found.add("".join(random.choice(CHARACTERS) for _ in range(random.randint(4, 8))))
    entries = [literal(pattern, 1) for pattern in sorted(found)]
    path = "/v1/term-lists/slogans"
    with Server(program, data) as server:
        print(f"100,000 entries kept as a draft: {server.ask('PUT', f'{path}/draft', {'entries': entries})[1]:.2f} s")
        found, seconds = server.ask("POST", f"{path}/draft/preview?reviews=1000&documents=0")
        print(f"  tried: {seconds:.2f} s; {found['warnings']}")
        print(f"  published: {server.ask('POST', f'{path}/draft/publish?note=x', None, {'If-Match': '*'})[1]:.2f} s")
        times = sorted(server.ask("POST", "/v1/reviews", {"text": text, "store": False})[1] for _ in range(9))
        print(f"  review of {len(text)} characters: {1000 * times[4]:.0f} ms")
        try:
            server.ask("PUT", f"{path}/draft", {"entries": entries + [literal(f"x{n}") for n in range(100_001)]})
        except urllib.error.HTTPError as refused:
            print(f"  200,001 entries: {refused.code} {json.loads(refused.read())['errors']}")
    with Server(program, data) as server:
        print(f"  start: {server.started:.2f} s")


def main(program, drafts):
    lines = pathlib.Path(drafts).read_text(encoding="utf-8").splitlines()[:1_000]
    with tempfile.TemporaryDirectory() as folder:
        data, kept = f"{folder}/data", pathlib.Path(folder, "drafts.jsonl")
        kept.write_text("\n".join(lines), encoding="utf-8")
        subprocess.run([program, "review", "--keep", "--data", data, "--format", "jsonl", kept], stdout=subprocess.DEVNULL, check=False)
        edits(program, data)
        many(program, data, json.loads(lines[0])["text"])


if __name__ == "__main__":
    main(*sys.argv[1:])
