#!/usr/bin/env python3
"""Holds a running server against its own description with Schemathesis, and prints the figures.

    python3 tests/bench/contract.py PROGRAM [--seconds 300] [--examples 30] [--schemathesis COMMAND]

PROGRAM is the built binary. The server listens on a free port of this machine, on a data folder that goes when the run
is over. Needs Schemathesis 4 (`pip install schemathesis`). Fails when a check fails: an answer of 500 or more, a status
or media type that is not described, a body that is not as its schema says, an invalid request that is let in, a method
that is not refused.
"""

import argparse
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile

# 503 is how a full server refuses work, with its code and when to come back. A change without If-Match is refused
# with 428, one on a former version with 412 before its body is looked at. Not checked is that every request of the right
# shape is accepted: a query without words, or a profile with a fault in its figures, has the right shape.
CONFIG = """
[checks.positive_data_acceptance]
enabled = false
[checks.ensure_resource_availability]
enabled = false
[checks.not_a_server_error]
expected-statuses = ["2xx", "3xx", "4xx", "503"]
[phases.stateful.inference]
# Locations are not taken for links: this program guesses wrong targets from them.
algorithms = ["dependency-analysis"]
[checks.missing_required_header]
expected-statuses = ["400", "401", "403", "406", "415", "422", "428"]
[checks.negative_data_rejection]
expected-statuses = ["400", "401", "403", "404", "405", "406", "409", "412", "413", "415", "422", "428", "503"]

# An import takes any text and says in its job, line by line, what did not get in.
[[operations]]
include-path = "/v1/imports"
include-method = "POST"
checks = { negative_data_rejection = { enabled = false } }
"""

# Bodies that are text of their own kinds, and one of bytes.
HOOKS = """
import schemathesis

for media_type in ["application/toml", "application/x-ndjson", "text/tab-separated-values", "text/csv"]:
    schemathesis.serializer.alias(media_type, "text/plain")
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
schemathesis.serializer.alias(SHEET, "application/octet-stream")
"""


def start(program, data):
    """The server and its address."""
    words = [program, "serve", "--listen", "127.0.0.1:0", "--data", data]
    server = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    for line in server.stdout:
        found = re.search(r"http://([0-9.:]+)/", line)
        if found:
            return server, found.group(1)
    sys.exit("the server did not start")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program")
    parser.add_argument("--seconds", type=int, default=300)
    parser.add_argument("--examples", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--schemathesis", default=shutil.which("st") or "st")
    parser.add_argument("--include-path")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        server, address = start(options.program, os.path.join(folder, "data"))
        report, config = os.path.join(folder, "report.json"), os.path.join(folder, "schemathesis.toml")
        for name, text in [("schemathesis.toml", CONFIG), ("contract_hooks.py", HOOKS)]:
            with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                file.write(text)
        named = options.schemathesis
        words = [
            os.path.abspath(named) if os.path.exists(named) else named, "--config-file", config, "run", f"http://{address}/openapi.json",
            "--max-examples", str(options.examples), "--seed", str(options.seed),
            "--max-time", str(options.seconds), "--request-timeout", "30", "--continue-on-failure", "--report", "json",
            "--report-json-path", report, "--warnings", "off", "--suppress-health-check", "all", "--no-color",
        ]  # fmt: skip
        if options.include_path:
            words += ["--include-path-regex", options.include_path]
        environment = {**os.environ, "SCHEMATHESIS_HOOKS": "contract_hooks", "PYTHONPATH": folder}
        try:
            done = subprocess.run(words, check=False, env=environment, cwd=folder, timeout=options.seconds + 120).returncode
            alive = server.poll() is None
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(30)
        with open(report, encoding="utf-8") as file:
            told = json.load(file)
    print(
        f"{told['operations']['tested']} of {told['operations']['total']} operations,"
        f" {told['test_cases']['generated']} cases, {len(told['failures'])} kinds of failures"
        f" in {told['test_cases']['with_failures']} cases, {len(told['errors'])} errors, server alive: {alive}"
    )
    sys.exit(0 if done == 0 and alive else 1)


if __name__ == "__main__":
    main()
