#!/usr/bin/env python3
"""Real documents written by LibreOffice and read back: is the text the same?

    files.py PROGRAM DATA [--ofd] [--keep FOLDER] [--only IDS]

PROGRAM  the built program
DATA     folder of real documents (JSON Lines with id, title, text)
--ofd    also OFD, made from the PDF files by easyofd (from the Python package index, in a throw-away environment)
--keep   leaves all files in FOLDER
--only   these ids alone, parted by commas

30 documents (laws, local rules, policies, reports, speeches) are set twice, plain and styled as an official document
(A4, 28 characters a line, first lines indented, page numbers), and written as docx, odt, html, doc and pdf. Printed for
every form: texts equal without blanks, least and mean similarity, and how well line ends were kept: F1 of the places
where a paragraph ends. Documents that are not equal, or less than 0.99 alike, follow by id and similarity.
"""

import argparse
import collections
import difflib
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import venv
from xml.sax.saxutils import escape

sys.dont_write_bytecode = True
import office  # noqa: E402 (leaves no compiled copy beside it)

WANTED = [("laws_national.jsonl", 6, 12_000), ("laws_local.jsonl", 4, 12_000), ("central.jsonl", 8, 15_000),
          ("local.jsonl", 8, 25_000), ("speeches.jsonl", 4, 15_000)]
# A paragraph end is known by so many characters before and after it.
AROUND = 6
# A first line of at most so many characters is a title.
TITLE = 60
FORMS = ["docx", "odt", "html", "doc", "pdf"]
# It works in a folder "test" of the current one and falls over a former one.
OFD = """
import os, sys, tempfile
from loguru import logger
logger.remove()
from easyofd import OFD
for pdf, ofd in zip(sys.argv[1::2], sys.argv[2::2]):
    with tempfile.TemporaryDirectory() as folder, open(pdf, "rb") as file, open(ofd, "wb") as out:
        os.chdir(folder)
        out.write(OFD().pdf2ofd(file.read(), optional_text=True))
        os.chdir("/")
"""
STYLED = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" office:version="1.3"
 office:mimetype="application/vnd.oasis.opendocument.text">
<office:styles>
 <style:style style:name="Body" style:family="paragraph"><style:paragraph-properties fo:text-indent="32pt"
  fo:line-height="28pt" fo:text-align="justify"/><style:text-properties style:font-name-asian="Noto Serif CJK SC"
  fo:font-size="16pt" style:font-size-asian="16pt"/></style:style>
 <style:style style:name="Head" style:family="paragraph"><style:paragraph-properties fo:text-align="center"
  fo:margin-bottom="28pt"/><style:text-properties style:font-name-asian="Noto Serif CJK SC" fo:font-size="22pt"
  style:font-size-asian="22pt"/></style:style>
</office:styles>
<office:automatic-styles><style:page-layout style:name="Page"><style:page-layout-properties fo:page-width="210mm"
 fo:page-height="297mm" fo:margin-top="37mm" fo:margin-bottom="25mm" fo:margin-left="28mm" fo:margin-right="24mm"/>
 <style:footer-style/></style:page-layout></office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="Page"><style:footer>
 <text:p>— <text:page-number text:select-page="current"/> —</text:p></style:footer></style:master-page></office:master-styles>
<office:body><office:text>{paragraphs}</office:text></office:body></office:document>
"""


def styled(text):
    lines = [escape(line.strip()) for line in text.splitlines() if line.strip()]
    styles = ["Head" if len(lines[0]) <= TITLE else "Body"] + ["Body"] * (len(lines) - 1)
    return STYLED.format(paragraphs="".join(f'<text:p text:style-name="{style}">{line}</text:p>' for style, line in zip(styles, lines)))


def alike(one, other):
    """Twice the characters that both have in the same order, of all; found by sentences first, which is quick."""
    if one == other:
        return 1.0
    pieces = [re.findall(r"[^。；，、：]*[。；，、：]?", text) for text in (one, other)]
    same = 0
    for kind, a, b, c, d in difflib.SequenceMatcher(None, *pieces, autojunk=False).get_opcodes():
        left, right = "".join(pieces[0][a:b]), "".join(pieces[1][c:d])
        if kind == "equal":
            same += len(left)
        elif kind == "replace":
            same += sum(block.size for block in difflib.SequenceMatcher(None, left, right, autojunk=False).get_matching_blocks())
    return 2 * same / max(len(one) + len(other), 1)


def ends(text):
    """Where paragraphs end, each by the characters around it, so that a fault elsewhere does not count here."""
    lines = [line for line in map(office.bare, text.splitlines()) if line]
    return collections.Counter((before[-AROUND:], after[:AROUND]) for before, after in zip(lines, lines[1:]))


def ofd_files(pdfs, folder):
    venv.create(folder / "venv", with_pip=True)
    python = str(folder / "venv/bin/python")
    subprocess.run([python, "-m", "pip", "install", "-q", "easyofd"], check=True)
    pairs = [(pdf.resolve(), pdf.resolve().with_suffix(".ofd")) for pdf in pdfs]
    subprocess.run([python, "-c", OFD, *[str(path) for pair in pairs for path in pair]], check=True, capture_output=True)
    return [ofd for _, ofd in pairs]


def judged(service, texts, paths, faults):
    """Prints nothing; the row of a form."""
    equal, ratios, marks = 0, [], []
    for path in paths:
        name = path.stem
        status, report = service.review(path, level="city")
        if status != 201:
            faults.append((path.name, f"{status} {report.get('detail')}"))
            ratios.append(0.0)
            continue
        read = service.text(report)
        one, other = office.bare(texts[name]), office.bare(read)
        ratio = alike(one, other)
        ratios.append(ratio)
        equal += one == other
        wanted, found = ends(texts[name]), ends(read)
        total = wanted.total() + found.total()
        f1 = 2 * (wanted & found).total() / total if total else 1.0
        marks.append(f1)
        if one != other or f1 < 0.9:
            faults.append((path.name, f"similarity {ratio:.4f}, line ends {f1:.3f}"))
    return equal, ratios, marks


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("data")
    parser.add_argument("--ofd", action="store_true")
    parser.add_argument("--keep", type=pathlib.Path)
    parser.add_argument("--only")
    asked = parser.parse_args()
    office.available()
    rows = office.documents(asked.data, WANTED)
    if asked.only:
        rows = [row for row in rows if row["id"] in asked.only.split(",")]
    temporary = tempfile.TemporaryDirectory()
    folder = asked.keep or pathlib.Path(temporary.name)
    print(f"{len(rows)} documents, {sum(len(row['text']) for row in rows):,} characters: {' '.join(row['id'] for row in rows)}")
    service, faults = office.Service(asked.program), []
    print(f"{'setting':8} {'form':5} {'equal':>8} {'least':>7} {'mean':>7} {'line ends F1':>13}")
    try:
        for setting in ("plain", "styled"):
            place = folder / setting
            place.mkdir(parents=True, exist_ok=True)
            texts, sources = {}, []
            for row in rows:
                lines = "\n".join(line.strip() for line in row["text"].splitlines() if line.strip()) + "\n"
                texts[row["id"]] = lines
                source = place / f"{row['id']}.{'txt' if setting == 'plain' else 'fodt'}"
                source.write_text("\ufeff" + lines if setting == "plain" else styled(lines), encoding="utf-8")
                sources.append(source)
            written = {form: office.convert(sources, form, place) for form in FORMS}
            if asked.ofd:
                written["ofd"] = ofd_files(written["pdf"], place)
            for form, paths in written.items():
                faults.append((f"-- {setting} {form}", ""))
                equal, ratios, marks = judged(service, texts, paths, faults)
                print(f"{setting:8} {form:5} {equal:3} of {len(paths):2} {min(ratios):7.4f} {statistics.mean(ratios):7.4f} {statistics.mean(marks or [0]):13.4f}", flush=True)
    finally:
        service.stop()
    for name, fault in faults:
        print(name, fault, sep="\t", file=sys.stderr)


main()
