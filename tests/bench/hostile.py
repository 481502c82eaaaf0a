#!/usr/bin/env python3
"""Hostile, damaged and odd files at every door: refused or read, at what cost, and in which words?

    hostile.py PROGRAM [--keep FOLDER] [--only WORD]

PROGRAM  the built program
--keep   leaves the files in FOLDER
--only   only files with this in their names

Each file goes through the command line (a process of its own: seconds and peak memory of all it does, the opening of
its data included), then through an upload to one server (seconds, and how far its memory grew), then all of them
through one import of a folder. Printed for each: what was made of it and what is said. The run fails where a file that
must be refused is read, one that must be read is refused, a process ends by a signal or with a panic, an answer is no
report and no problem of the 4xx kind, a refusal has no Chinese words, or a cap on time or memory is broken. What the
program takes for an ordinary short text is told first, since opening its data takes most of it, and the most that any
file takes last. Seconds are those of work, so that a busy machine does not count.
"""

import argparse
import hashlib
import io
import json
import os
import pathlib
import re
import struct
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib

sys.dont_write_bytecode = True
import office  # noqa: E402 (leaves no compiled copy beside it)

# Most seconds and bytes that a file may take (the requirements).
SECONDS, BYTES = 2.0, 200 << 20
# A text that is read and has so many characters may take as many bytes beside what an ordinary one takes: half of what
# is reviewed at all.
LONG = 500_000
WORDS = "各县人民政府要在2026年3月1日前报送示例材料。"
READ, REFUSED, EITHER = "read", "refused", "either"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = {W: "http://purl.oclc.org/ooxml/wordprocessingml/main",
          "http://schemas.openxmlformats.org/officeDocument/2006/relationships": "http://purl.oclc.org/ooxml/officeDocument/relationships"}
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def paragraph(words=WORDS):
    return f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"


def body(inside, head=""):
    return f'<?xml version="1.0" encoding="UTF-8"?>{head}<w:document xmlns:w="{W}"><w:body>{inside}</w:body></w:document>'


def docx_parts(document, target="word/document.xml", kind=MAIN, more=()):
    named = f'<Override PartName="/word/document.xml" ContentType="{kind}"/>'
    relation = '<Relationship Id="{}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" Target="{}"{}/>'
    space = "http://schemas.openxmlformats.org/package/2006"
    lists = "".join(relation.format(f"r{at}", name, where, mode) for at, (name, where, mode) in enumerate(more, 2))
    return {
        "[Content_Types].xml": f'<Types xmlns="{space}/content-types"><Default Extension="xml" ContentType="application/xml"/>{named}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{space}/relationships">{relation.format("r1", "officeDocument", target, "")}</Relationships>',
        "word/document.xml": document,
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{space}/relationships">{lists}</Relationships>',
    }


def packed(parts, long_form=False):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            with package.open(name, "w", force_zip64=long_form) as part:
                part.write(content.encode() if isinstance(content, str) else content)
    return out.getvalue()


def docx(inside, head="", more=(), extra=None, **how):
    return packed({**docx_parts(body(inside, head), more=more, **how), **(extra or {})})


def bomb(parts, name, mebibytes):
    """A package in which one part is very long and packed to a thousandth."""
    deflate, size, check, pieces = zlib.compressobj(9, zlib.DEFLATED, -15), 0, 0, []
    block = b" " * (1 << 20)
    for _ in range(mebibytes):
        pieces.append(deflate.compress(block))
        check, size = zlib.crc32(block, check), size + len(block)
    stream = b"".join(pieces) + deflate.flush()
    whole = packed({**parts, name: "@"}, False)
    # A second package with the stream in the place of the one letter: written by hand, since no library takes it packed.
    out, entries = io.BytesIO(), []
    with zipfile.ZipFile(io.BytesIO(whole)) as package:
        for entry in package.infolist():
            content = package.read(entry)
            data, length, crc, method = (stream, size, check, 8) if entry.filename == name else (content, len(content), zlib.crc32(content), 0)
            title, at = entry.filename.encode(), out.tell()
            common = struct.pack("<HHHHHIIIHH", 20, 0x800, method, 0, 33, crc, len(data), length, len(title), 0)
            out.write(b"PK\x03\x04" + common + title + data)
            entries.append(b"PK\x01\x02" + struct.pack("<H", 20) + common + struct.pack("<HHHII", 0, 0, 0, 0, at) + title)
    start, index = out.tell(), b"".join(entries)
    out.write(index + b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, len(entries), len(entries), len(index), start, 0))
    return out.getvalue()


def overlapping(count=9_000):
    """Many entries over one packed stream."""
    stream = zlib.compress(b" " * (7 << 20), 9)[2:-4]
    common = struct.pack("<HHHHHIII", 20, 0, 8, 0, 33, zlib.crc32(b" " * (7 << 20)), len(stream), 7 << 20)
    parts = docx_parts(body(paragraph()))
    del parts["[Content_Types].xml"]
    local = b"PK\x03\x04" + common + struct.pack("<HH", 19, 0) + b"[Content_Types].xml" + stream
    names = [b"[Content_Types].xml"] + [b"word/p%d.xml" % at for at in range(count)]
    index = b"".join(b"PK\x01\x02" + struct.pack("<H", 20) + common + struct.pack("<HHHHHII", len(name), 0, 0, 0, 0, 0, 0) + name for name in names)
    return local + index + b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, len(names), len(names), len(index), len(local), 0)


def pdf(objects, trailer="/Root 1 0 R", version="1.5"):
    """A PDF file of numbered objects, with a table of their places."""
    out, places = f"%PDF-{version}\n".encode(), {}
    for number, content in objects.items():
        places[number] = len(out)
        out += f"{number} 0 obj\n".encode() + (content if isinstance(content, bytes) else content.encode()) + b"\nendobj\n"
    last, at = max(objects) + 1, len(out)
    rows = "".join(f"{places.get(number, 0):010} {'00000 n' if number in places else '65535 f'} \n" for number in range(last))
    return out + f"xref\n0 {last}\n{rows}trailer<</Size {last} {trailer.replace('@XREF', str(at))}>>\nstartxref\n{at}\n%%EOF".encode()


def stream(data, more=""):
    return f"<</Length {len(data)}{more}>>stream\n".encode() + data + b"\nendstream"


FONT = "<</Type/Font/Subtype/Type0/BaseFont/Song/Encoding/UniGB-UTF16-H/DescendantFonts[<</Type/Font/Subtype/CIDFontType0/BaseFont/Song/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>>>]>>"


def shown(words=WORDS, matrix="1 0 0 1 72 700"):
    return f"BT /F 16 Tf {matrix} Tm <{words.encode('utf-16-be').hex()}> Tj ET".encode()


def pages(content=None, page="", tree="/Kids[3 0 R]/Count 1", more=None, catalogue="", **how):
    return pdf({
        1: f"<</Type/Catalog/Pages 2 0 R{catalogue}>>", 2: f"<</Type/Pages{tree}>>",
        3: f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>/XObject<</X 6 0 R>>>>{page}>>",
        4: content or stream(shown()), 5: FONT, 6: stream(b"/X Do", "/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>"), **(more or {})}, **how)


def ofd(documents=1, words=WORDS, location="Doc_{}/Document.xml", page=None):
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    parts = {"OFD.xml": f'<ofd:OFD {space} Version="1.0" DocType="OFD">' + "".join(f"<ofd:DocBody><ofd:DocInfo/><ofd:DocRoot>{location.format(at)}</ofd:DocRoot></ofd:DocBody>" for at in range(documents)) + "</ofd:OFD>"}
    for at in range(documents):
        text = f'<ofd:TextObject ID="9" Boundary="20 {20 + 10 * at} 170 8" Font="1" Size="6"><ofd:TextCode X="0" Y="6">{words}</ofd:TextCode></ofd:TextObject>'
        parts[f"Doc_{at}/Document.xml"] = f'<ofd:Document {space}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData><ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages></ofd:Document>'
        parts[f"Doc_{at}/Pages/Page_0/Content.xml"] = page or f'<ofd:Page {space}><ofd:Content><ofd:Layer ID="2">{text}</ofd:Layer></ofd:Content></ofd:Page>'
    return packed(parts)


def odt(inside, head=""):
    spaces = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    return packed({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": f"<?xml version='1.0'?>{head}<office:document-content {spaces}><office:body><office:text>{inside}</office:text></office:body></office:document-content>"})


def packages():
    """Packages that lie, burst, climb, or are cut."""
    laughs = "<!DOCTYPE a [<!ENTITY a 'ha'>" + "".join(f"<!ENTITY {chr(98 + at)} '{f'&{chr(97 + at)};' * 10}'>" for at in range(9)) + "]>"
    plain = docx_parts(body(paragraph()))
    usual = docx(paragraph())
    out_of_it = "file:///etc/passwd"
    strict = {name: content for name, content in plain.items()}
    for old, new in STRICT.items():
        strict = {name: content.replace(old, new) for name, content in strict.items()}
    yield "bomb-2g-main.docx", REFUSED, bomb(plain, "word/document.xml", 2048)
    yield "bomb-2g-picture.docx", READ, bomb(plain, "word/media/image1.png", 2048)
    yield "bomb-styles.docx", REFUSED, bomb(docx_parts(body(paragraph()), more=[("styles", "styles.xml", "")]), "word/styles.xml", 300)
    yield "bomb-types.docx", EITHER, bomb({k: v for k, v in plain.items() if k != "[Content_Types].xml"}, "[Content_Types].xml", 300)
    yield "bomb.odt", REFUSED, bomb({"mimetype": "application/vnd.oasis.opendocument.text"}, "content.xml", 300)
    yield "bomb.ofd", REFUSED, bomb({}, "OFD.xml", 300)
    yield "overlapping-entries.docx", REFUSED, overlapping()
    yield "entities.docx", REFUSED, docx("<w:p><w:r><w:t>&j;</w:t></w:r></w:p>", laughs)
    yield "entities.odt", REFUSED, odt("<text:p>&j;</text:p>", laughs)
    yield "external-entity.docx", REFUSED, docx("<w:p><w:r><w:t>&x;</w:t></w:r></w:p>", f"<!DOCTYPE a [<!ENTITY x SYSTEM '{out_of_it}'>]>")
    yield "external-relation.docx", READ, docx(paragraph(), more=[("footnotes", out_of_it, ' TargetMode="External"'), ("styles", "http://192.0.2.1/styles.xml", ' TargetMode="External"')])
    yield "climbing-names.docx", READ, docx(paragraph(), extra={"../../../../tmp/evil.xml": "x", "/etc/evil": "x", "C:\\evil.exe": "x"})
    yield "climbing-target.docx", EITHER, packed(docx_parts(body(paragraph()), target="../../../etc/passwd"))
    yield "climbing-target.ofd", REFUSED, ofd(location="../../../../etc/passwd")
    yield "nested-zip.docx", REFUSED, packed({"a.docx": usual})
    yield "zip64.docx", READ, packed(plain, long_form=True)
    for share in (4, 2):
        yield f"truncated-{share}.docx", REFUSED, usual[:len(usual) // share]
    yield "truncated-end.docx", REFUSED, usual[:-10]
    yield "before-the-zip.docx", EITHER, b"x" * 50 + usual
    yield "after-the-zip.docx", READ, usual + b"\0" * 500
    yield "twice-the-same-name.docx", REFUSED, packed({**plain, "WORD/document.xml": "x"})
    yield "strict.docx", READ, packed(strict)
    yield "macros.docm", READ, docx(paragraph(), kind="application/vnd.ms-word.document.macroEnabled.main+xml", extra={"word/vbaProject.bin": b"\xD0\xCF\x11\xE0" * 99})
    yield "several.ofd", READ, ofd(3)
    yield "hundred-documents.ofd", READ, ofd(100)
    yield "no-content.ofd", REFUSED, ofd(page="<a/>")


def large():
    """Files that are long, wide or deep."""
    cells = "".join("<w:tr>" + "".join(f"<w:tc>{paragraph(f'{row}行{column}')}</w:tc>" for column in range(50)) + "</w:tr>" for row in range(600))
    yield "paragraphs-100k.docx", READ, docx("".join(paragraph(f"第{at}项。") for at in range(100_000)))
    yield "table-30k-cells.docx", READ, docx(f"<w:tbl>{cells}</w:tbl>")
    yield "tables-in-tables.docx", EITHER, docx("<w:tbl><w:tr><w:tc>" * 60 + paragraph() + "</w:tc></w:tr></w:tbl>" * 60)
    yield "deep.docx", REFUSED, docx("<w:p>" * 200_000)
    yield "deep-runs.docx", REFUSED, docx("<w:smartTag>" * 100_000 + "</w:smartTag>" * 100_000)
    yield "attributes.docx", EITHER, docx("<w:p " + " ".join(f'w:a{at}="1"' for at in range(100_000)) + f">{WORDS}</w:p>{paragraph()}")
    yield "runs-500k.docx", EITHER, docx("<w:p>" + "<w:r><w:t>字</w:t></w:r>" * 500_000 + "</w:p>")
    yield "one-line-5m.txt", REFUSED, ("啊" * 5_000_000).encode()
    yield "lines-3m.txt", REFUSED, b"\n" * 3_000_000 + "啊\n".encode() * 2_000_000
    yield "text-200m.txt", REFUSED, None
    yield "deep.html", READ, ("<html>" + "<div>" * 300_000 + WORDS).encode()
    yield "attributes.html", REFUSED, ("<html><p " + " ".join(f"a{at}=1" for at in range(1_000_000)) + ">" + WORDS).encode()
    yield "attributes-many-tags.html", REFUSED, ("<html>" + ("<p " + " ".join(f"a{at}=1" for at in range(2_500)) + ">") * 600 + WORDS).encode()
    words = "a b=c/d 'e' " * 300_000
    yield "comment.html", READ, f"<html><p>{WORDS}<!-- {words} --></p>".encode()
    yield "value.html", READ, f'<html><p>{WORDS}<img alt="{words}"></p>'.encode()
    yield "picture.html", READ, f'<html><p>{WORDS}<img src="data:image/png;base64,{"iVBOR/w0+" * 2_000_000}"></p>'.encode()
    yield "declarations.html", READ, f"<html><p>{WORDS}{'<!>' * 5_000_000}</p>".encode()
    yield "openers.html", EITHER, f"<html><p>{WORDS}<script>{'<a <!' * 3_500_000}".encode()
    yield "attributes-behind.html", REFUSED, ("<html><!-- " + words + "--><p " + " ".join(f"a{at}=1" for at in range(1_000_000)) + ">" + WORDS).encode()
    yield "table.html", READ, ("<html><table>" + "<tr>" + "<td>格" * 100 + "</tr>" * 1000 + "</table><p>" + WORDS).encode()
    yield "unclosed.html", READ, ("<html>" + "<b><i><a href=x>" * 3_000 + "<p>" + WORDS).encode()
    yield "tables-misplaced.html", EITHER, ("<html>" + "<table>啊" * 20_000 + WORDS).encode()


def texts():
    """Text in every dress."""
    long = (WORDS + "\n") * 20
    yield "utf-16-le-no-mark.txt", READ, long.encode("utf-16-le")
    yield "utf-16-be-no-mark.txt", READ, long.encode("utf-16-be")
    yield "utf-16-odd.txt", READ, b"\xFF\xFE" + long.encode("utf-16-le") + b"x"
    yield "utf-16-odd-no-mark.txt", READ, long.encode("utf-16-le") + b"x"
    yield "utf-16-pairs-no-mark.txt", READ, ("、" + (WORDS[:-1] + "𠮷。") * 400).encode("utf-16-be")
    yield "utf-32.txt", EITHER, long.encode("utf-32")
    yield "gb18030-four-bytes.txt", READ, ("关于𠮷祥镇㐀家村工作的通知\n" + long + "𪚥𠀀㐁").encode("gb18030")
    yield "big5.txt", EITHER, "各縣人民政府要在三月一日前報送材料。".encode("big5") * 20
    yield "mark-in-the-middle.txt", READ, (long + "\ufeff" + long).encode()
    yield "right-to-left.txt", READ, ("\u202e" + long + "\u200f\u2067" + long).encode()
    yield "old-mac-lines.txt", READ, long.replace("\n", "\r").encode()
    yield "zero-bytes.txt", REFUSED, b"abc\0def"
    yield "surrogates.txt", EITHER, long.encode() + b"\xed\xa0\x80\xed\xb0\x80"
    yield "controls.txt", REFUSED, b"\x01\x02" * 999
    yield "combining.txt", READ, (WORDS + "\u0301" * 50_000).encode()
    for ending in ("txt", "md", "html", "docx", "doc", "wps", "pdf", "odt", "ofd"):
        yield f"empty.{ending}", REFUSED, b""
    yield "one-byte.docx", REFUSED, b"P"
    yield "blank.txt", REFUSED, "\u3000\n\t \u200b".encode()


def dressed():
    """Names that say one thing and contents that are another."""
    usual, rich = docx(paragraph()), b"{\\rtf1\\ansi " + "".join(f"\\u{ord(c)}?" for c in WORDS).encode() + b"}"
    yield "docx-as.doc", READ, usual
    yield "docx-as.pdf", READ, usual
    yield "docx-as.txt", READ, usual
    yield "docx-as.wps", READ, usual
    yield "pdf-as.docx", READ, pages()
    yield "page-as.doc", READ, f"<html><body><p>{WORDS}</p></body></html>".encode()
    yield "text-as.docx", REFUSED, WORDS.encode()
    yield "text-as.wps", REFUSED, WORDS.encode()
    yield "picture-as.docx", REFUSED, b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9
    yield "archive-as.docx", REFUSED, packed({"稿.txt": WORDS})
    yield "sheet-as.docx", REFUSED, packed({"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<a/>"})
    yield "rich.rtf", REFUSED, rich
    yield "rich-as.doc", REFUSED, rich
    yield "rich-as.wps", REFUSED, rich
    yield "sheet.et", REFUSED, b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + b"\0" * 4096
    yield "old.doc", REFUSED, b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + b"\xFF" * 4096
    yield "old-cut.wps", REFUSED, b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"
    yield "program.exe", REFUSED, b"MZ" + b"\0" * 999
    yield "archive.rar", REFUSED, b"Rar!\x1a\x07\x00" + b"\0" * 99
    yield "no-ending", READ, WORDS.encode()
    yield "名" * 80 + ".txt", READ, WORDS.encode()


def portable():
    """PDF files that loop, lie, are locked or turned."""
    for turn in (90, 180, 270, -90, 45):
        yield f"turned-{turn}.pdf", READ, pages(page=f"/Rotate {turn}")
    yield "turned-words.pdf", READ, pages(stream(shown(matrix="0 1 -1 0 300 100")))
    yield "locked.pdf", REFUSED, pages(more={7: f"<</Filter/Standard/V 2/R 3/Length 128/P -4/O<{'41' * 32}>/U<{'42' * 32}>>>"}, trailer="/Root 1 0 R/Encrypt 7 0 R/ID[<41><41>]")
    yield "tree-cycle.pdf", EITHER, pages(tree="/Kids[2 0 R 3 0 R 2 0 R]/Count 3")
    yield "tree-cycle-only.pdf", REFUSED, pages(tree="/Kids[2 0 R]/Count 1")
    yield "tree-wide.pdf", EITHER, pages(tree=f"/Kids[{'3 0 R ' * 200_000}]/Count 200000")
    yield "table-loop.pdf", EITHER, pages(trailer="/Root 1 0 R/Prev @XREF")
    yield "form-loop.pdf", EITHER, pages(stream(shown() + b" /X Do"))
    yield "many-forms.pdf", EITHER, pages(stream(shown() + b" /X Do" * 100_000))
    yield "length-loop.pdf", EITHER, pages(b"<</Length 4 0 R>>stream\nBT ET\nendstream")
    yield "flate-bomb.pdf", EITHER, pages(stream(zlib.compress(b" " * (700 << 20), 9), "/Filter/FlateDecode"))
    twice = zlib.compress(zlib.compress(b" " * (700 << 20), 9), 9)
    yield "flate-twice.pdf", EITHER, pages(stream(twice, "/Filter[/FlateDecode/FlateDecode]"))
    yield "deep-arrays.pdf", EITHER, pages(stream(b"[" * 500_000 + shown()))
    yield "deep-dictionaries.pdf", EITHER, pages(page="/A " + "<</A " * 50_000 + ">>" * 50_000)
    yield "many-words.pdf", EITHER, pages(stream(shown("字") * 150_000))
    yield "count-lies.pdf", READ, pages(tree="/Kids[3 0 R]/Count -2147483648")
    yield "picture-only.pdf", REFUSED, pages(stream(b"q Q"))
    whole = pages()
    yield "truncated.pdf", EITHER, whole[:len(whole) // 2]
    yield "no-table.pdf", READ, whole[:whole.index(b"xref")]
    yield "cut-head.pdf", EITHER, whole[200:]
    yield "noise.pdf", REFUSED, b"%PDF-1.7\n" + hashlib.shake_128(b"noise").digest(1 << 20)


def write(folder, only):
    """Writes the files in a process of its own: what it takes would count for every process started afterwards."""
    told = folder.with_name(folder.name + ".tsv")
    writer = os.fork()
    if not writer:
        status = 1
        try:
            with open(told, "w", encoding="utf-8") as table:
                for source in (packages, large, texts, dressed, portable):
                    for name, wanted, content in source():
                        if only in name:
                            pour(folder / name, content)
                            table.write(f"{name}\t{wanted}\n")
            status = 0
        finally:
            os._exit(status)
    if os.waitpid(writer, 0)[1]:
        sys.exit("the files could not be written")
    rows = told.read_text(encoding="utf-8").splitlines()
    told.unlink()
    return [(folder / name, wanted) for name, wanted in (row.split("\t") for row in rows)]


def pour(path, content):
    with open(path, "wb") as file:
        if content is not None:
            file.write(content)
            return
        for _ in range(200):
            file.write(b"0123456789abcde\n" * (1 << 16))


def run(program, data, path):
    """The command line on one file: status, seconds, peak memory, what it says of a refusal, characters of what it read."""
    with tempfile.TemporaryFile() as says, tempfile.TemporaryFile() as out:
        child = subprocess.Popen([program, "review", "--data", data, "--format", "jsonl", str(path)], stdout=out, stderr=says)
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        took = used.ru_utime + used.ru_stime
        says.seek(0)
        out.seek(0)
        read = out.read()
        characters = json.loads(read)["draft"]["characters"] if read else None
        return child.returncode, took, used.ru_maxrss * 1024, says.read().decode(errors="replace").strip(), characters


def fresh(pid):
    """Begins counting the peak memory of a process anew; what it holds now, in bytes."""
    pathlib.Path(f"/proc/{pid}/clear_refs").write_text("5", encoding="ascii")
    return peak(pid)


def peak(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) * 1024


def worked(pid):
    """Seconds of work of a process so far."""
    with open(f"/proc/{pid}/stat", encoding="ascii") as line:
        fields = line.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def uploaded(port, path):
    """Status and answer of an upload; by curl, which reads the refusal of a file that it is still sending."""
    with tempfile.NamedTemporaryFile() as out:
        command = ["curl", "-sS", "-o", out.name, "-w", "%{http_code}", "-F", f"file=@{path}", f"http://127.0.0.1:{port}/v1/reviews"]
        told = subprocess.run(command, capture_output=True, text=True)
        try:
            return int(told.stdout or 0), json.loads(out.read() or b"{}")
        except ValueError:
            return 0, {"detail": told.stderr.strip()}


def judged(wanted, read):
    return wanted == EITHER or (wanted == READ) == read


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--keep", type=pathlib.Path)
    parser.add_argument("--only", default="")
    asked = parser.parse_args()
    temporary = tempfile.TemporaryDirectory()
    folder = asked.keep or pathlib.Path(temporary.name) / "files"
    folder.mkdir(parents=True, exist_ok=True)
    data, faults = str(pathlib.Path(temporary.name) / "data"), []
    made = write(folder, asked.only)
    ordinary = pathlib.Path(temporary.name) / "ordinary.txt"
    ordinary.write_text(WORDS, encoding="utf-8")
    run(asked.program, data, ordinary)
    usual = min((run(asked.program, data, ordinary)[1:3] for _ in range(3)))
    print(f"an ordinary text: {usual[0]:.2f} s, {usual[1] >> 20} MB")
    service = office.Service(asked.program)
    service.review(ordinary)
    start = peak(service.server.pid)
    costs = []
    print(f"{'file':30} {'wanted':7} {'command line':>20} {'upload':>20}")
    for path, wanted in made:
        status, took, memory, says, characters = run(asked.program, data, path)
        read = characters is not None
        began, held = worked(service.server.pid), fresh(service.server.pid)
        code, answer = uploaded(service.port, path)
        grown = peak(service.server.pid) - held
        waited = worked(service.server.pid) - began
        said = answer.get("detail", "") if code != 201 else ""
        wrong = []
        if status < 0 or "panic" in says:
            wrong.append(f"ended with {status}")
        if not judged(wanted, read):
            wrong.append(f"command line: {'read' if read else 'refused'}")
        if not judged(wanted, code == 201):
            wrong.append(f"upload: {code}")
        if code != 201 and not 400 <= code < 500:
            wrong.append(f"upload: {code}")
        if not read and not re.search("[\u4e00-\u9fff]", says):
            wrong.append("no word of why")
        costs.append((took, memory, path.name))
        if took > SECONDS or waited > SECONDS:
            wrong.append("too slow")
        if memory > BYTES + (usual[1] if read and characters >= LONG else 0) or grown > BYTES:
            wrong.append("too much memory")
        faults += [f"{path.name}: {one}" for one in wrong]
        print(f"{path.name[:30]:30} {wanted:7} {'read' if read else 'refused':8}{took:5.2f} s {memory >> 20:4} MB {code:4} {waited:6.2f} s {grown >> 20:4} MB  {'; '.join(wrong)}\n    {says.splitlines()[0][-220:] if says else ''}\n    {said}", flush=True)
    print(f"server: {start >> 20} MB after one text, at most {peak(service.server.pid) >> 20} MB after all")
    slowest, largest = max(costs), max(costs, key=lambda cost: cost[1])
    print(f"command line: at most {slowest[0]:.2f} s ({slowest[2]}) and {largest[1] >> 20} MB ({largest[2]})")
    alive = service.ask("GET", "/readyz")[0]
    if alive != 200:
        faults.append("the server is gone")
    service.stop()
    began = time.monotonic()
    with tempfile.TemporaryFile() as says:
        child = subprocess.Popen([asked.program, "import", "--data", data, str(folder)], stdout=says, stderr=says)
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        says.seek(0)
        words = says.read().decode(errors="replace")
    print(f"import of the folder: status {child.returncode}, {time.monotonic() - began:.1f} s, {used.ru_maxrss >> 10} MB")
    print(words)
    if child.returncode < 0 or "panic" in words:
        faults.append(f"import ended with {child.returncode}")
    print(f"{len(made)} files, {len(faults)} faults")
    print("\n".join(faults))
    sys.exit(bool(faults))


main()
