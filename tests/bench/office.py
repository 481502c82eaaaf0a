"""What files.py and marked.py need: the program as a client sees it, and LibreOffice without a window."""
import hashlib
import http.client
import json
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time

# LibreOffice converts a folder of files in one run; a run that hangs is ended.
LONGEST = 900


def available():
    """Ends the run with a clear word where LibreOffice is missing."""
    if not shutil.which("soffice"):
        sys.exit("LibreOffice is missing (Debian: apt-get install libreoffice-writer fonts-noto-cjk)")


def convert(paths, form, folder):
    """Writes `paths` in another form (an output filter of LibreOffice: docx, odt, html, doc, pdf) into `folder`."""
    with tempfile.TemporaryDirectory() as profile:
        command = ["soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", form,
                   "--outdir", str(folder), *map(str, paths)]
        subprocess.run(command, check=True, capture_output=True, timeout=LONGEST)
    written = [pathlib.Path(folder, pathlib.Path(path).stem + "." + form.split(":")[0]) for path in paths]
    missing = [path.name for path in written if not path.exists()]
    if missing:
        sys.exit(f"LibreOffice did not write {', '.join(missing)}")
    return written


def documents(folder, wanted):
    """Real documents by JSON Lines file: (file, number, most characters). Which ones is decided by the hash of their
    ids, so that the choice is spread and stays the same."""
    chosen = []
    for name, count, most in wanted:
        path = pathlib.Path(folder, name)
        if not path.exists():
            sys.exit(f"{path} is missing: DATA must be the folder of real documents (JSON Lines with id, title, text)")
        with open(path, encoding="utf-8") as lines:
            rows = [json.loads(line) for line in lines if line.strip()]
        rows = [row for row in rows if 800 <= len(row["text"]) <= most]
        rows.sort(key=lambda row: hashlib.sha256(row["id"].encode()).hexdigest())
        chosen += rows[:count]
    return chosen


def bare(text):
    """A text without blanks."""
    return re.sub(r"\s+", "", text)


class Service:
    """The program on a fresh data folder and a free port of this machine."""

    def __init__(self, program):
        self.folder = tempfile.TemporaryDirectory()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        command = [program, "serve", "--data", self.folder.name, "--listen", f"127.0.0.1:{self.port}"]
        self.server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(1200):
            try:
                if self.ask("GET", "/readyz")[0] == 200:
                    return
            except OSError:
                pass
            time.sleep(0.1)
        self.stop()
        sys.exit(f"{program} did not start")

    def ask(self, method, path, body=None, kind=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        connection.request(method, path, body, {"Content-Type": kind} if kind else {})
        answer = connection.getresponse()
        status, content = answer.status, answer.read()
        connection.close()
        return status, content

    def review(self, path, **fields):
        """Uploads a file; its report, or the refusal."""
        edge = "----file"
        parts = [f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode() for name, value in fields.items()]
        parts.append(f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{path.name}"\r\n\r\n'.encode())
        body = b"".join(parts) + path.read_bytes() + f"\r\n--{edge}--\r\n".encode()
        status, content = self.ask("POST", "/v1/reviews", body, f"multipart/form-data; boundary={edge}")
        return status, json.loads(content)

    def text(self, report):
        """The text that was read."""
        return self.ask("GET", f"/v1/reviews/{report['id']}/text")[1].decode()

    def stop(self):
        self.server.terminate()
        self.server.wait()
        self.folder.cleanup()
