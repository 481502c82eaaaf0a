#!/usr/bin/env python3
"""Word documents of every make, reviewed and handed back with comments: is everything else as it was?

    marked.py PROGRAM [--keep FOLDER]

PROGRAM  the built program
--keep   leaves all files in FOLDER

20 documents hold the shipped sample drafts: written by hand with tables, numbering, comments, revisions, headers,
pictures, text boxes, notes, fields, links, content controls, as WPS writes them, in the strict edition, in sections,
with all of these at once; by LibreOffice; and by python-docx (from the Python package index, in a throw-away
environment; left out without a network). Each is reviewed, fetched with comments, and judged by LibreOffice: its text
before and after is the same, it opens, and each comment stands on the words the report names (those of text boxes and
notes, which no comment can enter, repeat their words and are counted apart). All parts but the main one, its relations, the content types and
the comments are the same bytes; comments and revisions of others are still there; uploaded again, the text is the same.
"""

import argparse
import pathlib
import re
import struct
import subprocess
import sys
import tempfile
import venv
import xml.etree.ElementTree as tree
import zipfile
import zlib
from xml.sax.saxutils import escape

sys.dont_write_bytecode = True
import office  # noqa: E402 (leaves no compiled copy beside it)

ROOT = pathlib.Path(__file__).resolve().parents[2]
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SPACES = (f'xmlns:w="{W}" xmlns:r="{R}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
          'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
          'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
          'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
          'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml" '
          'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"')
TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
STRICT = [("http://schemas.openxmlformats.org/wordprocessingml/2006/main", "http://purl.oclc.org/ooxml/wordprocessingml/main"),
          ("http://schemas.openxmlformats.org/officeDocument/2006/relationships", "http://purl.oclc.org/ooxml/officeDocument/relationships"),
          ("http://schemas.openxmlformats.org/drawingml/2006/", "http://purl.oclc.org/ooxml/drawingml/")]
SENT = "要高度重视，切实加强领导，狠抓落实，确保取得实效。"
OURS = "短实新"
NUMBER = "^([一二三四五六七八九十]+、|（[一二三四五六七八九十]+）)"


def png():
    """A small picture."""
    chunk = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    rows = zlib.compress(b"".join(b"\0" + b"\x9b\x1b\x22" * 10 for _ in range(10)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 10, 10, 8, 2, 0, 0, 0)) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def run(words, look=""):
    return f'<w:r>{look}<w:t xml:space="preserve">{escape(words)}</w:t></w:r>'


def paragraph(inner, look=""):
    return f"<w:p>{look}{inner}</w:p>"


def drawing(rid="rIdPicture"):
    return ('<w:r><w:drawing><wp:inline><wp:extent cx="360000" cy="360000"/><wp:docPr id="7" name="图"/><a:graphic><a:graphicData '
            'uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr><pic:cNvPr id="0" name="图"/><pic:cNvPicPr/>'
            f'</pic:nvPicPr><pic:blipFill><a:blip r:embed="{rid}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/>'
            '<a:ext cx="360000" cy="360000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>')


def text_box(words):
    story = f"<w:txbxContent>{paragraph(run(words))}</w:txbxContent>"
    return ('<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" '
            'relativeHeight="2" behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="column">'
            '<wp:posOffset>0</wp:posOffset></wp:positionH><wp:positionV relativeFrom="paragraph"><wp:posOffset>0</wp:posOffset></wp:positionV>'
            '<wp:extent cx="2400000" cy="600000"/><wp:wrapTopAndBottom/><wp:docPr id="8" name="框"/><a:graphic><a:graphicData '
            'uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/>'
            '<a:ext cx="2400000" cy="600000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></wps:spPr><wps:txbx>' + story +
            '</wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict><v:rect style="width:180pt;height:45pt">'
            '<v:textbox>' + story + '</v:textbox></v:rect></w:pict></mc:Fallback></mc:AlternateContent></w:r>')


class Made:
    """A document being written by hand."""

    def __init__(self, lines):
        self.lines = lines
        self.blocks = [paragraph(run(line)) for line in lines]
        self.parts, self.types, self.relations = {}, [], []
        self.end = ('<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" w:bottom="1985" w:left="1588" '
                    'w:header="851" w:footer="992" w:gutter="0"/></w:sectPr>')

    def part(self, name, kind, content, rid=None):
        self.parts[f"word/{name}.xml"] = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{content}'
        self.types.append(f'<Override PartName="/word/{name}.xml" ContentType="{TYPE}.{kind}+xml"/>')
        self.relations.append((rid or f"rId{name}", f"{R}/{re.sub(r'[0-9]', '', name)}", f"{name}.xml", ""))

    def bytes_of(self, path):
        document = (f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:document {SPACES} mc:Ignorable="w14"><w:body>{"".join(self.blocks)}{self.end}</w:body></w:document>')
        relations = "".join(f'<Relationship Id="{i}" Type="{kind}" Target="{escape(target)}"{more}/>' for i, kind, target, more in self.relations)
        space = "http://schemas.openxmlformats.org/package/2006"
        parts = {
            "[Content_Types].xml": f'<Types xmlns="{space}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
                                   f'<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/><Override PartName="/word/document.xml" '
                                   f'ContentType="{TYPE}.document.main+xml"/>{"".join(self.types)}</Types>',
            "_rels/.rels": f'<Relationships xmlns="{space}/relationships"><Relationship Id="rId1" Type="{R}/officeDocument" Target="word/document.xml"/></Relationships>',
            "word/document.xml": document, "word/_rels/document.xml.rels": f'<Relationships xmlns="{space}/relationships">{relations}</Relationships>', **self.parts}
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
            for name, content in parts.items():
                out.writestr(name, content)


def table(made):
    rows = [made.lines[at:at + 2] for at in range(2, len(made.lines), 2)]
    cells = "".join("<w:tr>" + "".join(f'<w:tc><w:tcPr><w:tcW w:w="4400" w:type="dxa"/></w:tcPr>{paragraph(run(words))}</w:tc>' for words in (row + [""])[:2]) + "</w:tr>" for row in rows)
    made.blocks = made.blocks[:2] + [f'<w:tbl><w:tblPr><w:tblW w:w="8800" w:type="dxa"/></w:tblPr><w:tblGrid><w:gridCol w:w="4400"/><w:gridCol w:w="4400"/></w:tblGrid>{cells}</w:tbl>', paragraph("")]


def numbering(made):
    made.part("numbering", "numbering", f'<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/>'
              '<w:lvlText w:val="%1、"/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="（%2）"/></w:lvl></w:abstractNum>'
              '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num></w:numbering>')
    bare = lambda line: re.sub(NUMBER, "", line)
    made.blocks = [paragraph(run(bare(line)), f'<w:pPr><w:numPr><w:ilvl w:val="{int(line[0] == "（")}"/><w:numId w:val="1"/></w:numPr></w:pPr>' if bare(line) != line else "") for line in made.lines]


def comments(made):
    made.part("comments", "comments", f'<w:comments xmlns:w="{W}" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml">' + "".join(
        f'<w:comment w:id="{at}" w:author="甲" w:date="2026-03-01T08:00:00Z"><w:p w14:paraId="0000000{at}"><w:r><w:t>原有批注{at}</w:t></w:r></w:p></w:comment>' for at in (0, 4)) + "</w:comments>")
    for at, place in ((0, 1), (4, 3)):
        words = made.lines[place]
        made.blocks[place] = paragraph(f'{run(words[:3])}<w:commentRangeStart w:id="{at}"/>{run(words[3:8])}<w:commentRangeEnd w:id="{at}"/><w:r><w:commentReference w:id="{at}"/></w:r>{run(words[8:])}')


def revisions(made):
    who = 'w:author="乙" w:date="2026-03-01T08:00:00Z"'
    for place, words in list(enumerate(made.lines))[2:8:2]:
        half = len(words) // 2
        made.blocks[place] = paragraph(f'{run(words[:half])}<w:del w:id="{900 + place}" {who}><w:r><w:delText>删去的话</w:delText></w:r></w:del><w:ins w:id="{950 + place}" {who}>{run(words[half:])}</w:ins>',
                                       f'<w:pPr><w:pPrChange w:id="{970 + place}" {who}><w:pPr/></w:pPrChange></w:pPr>')


def margins(made):
    made.part("header1", "header", f'<w:hdr xmlns:w="{W}">{paragraph(run("内部资料（示例）"))}</w:hdr>')
    made.part("footer1", "footer", f'<w:ftr xmlns:w="{W}">{paragraph(run("— ") + "<w:fldSimple w:instr=" + chr(34) + "PAGE" + chr(34) + ">" + run("1") + "</w:fldSimple>" + run(" —"))}</w:ftr>')
    made.end = made.end.replace("<w:pgSz", '<w:headerReference w:type="default" r:id="rIdheader1"/><w:footerReference w:type="default" r:id="rIdfooter1"/><w:pgSz')


def pictures(made):
    made.parts["word/media/image1.png"] = png()
    made.relations.append(("rIdPicture", f"{R}/image", "media/image1.png", ""))
    for place in (2, 4):
        words = made.lines[place]
        made.blocks[place] = paragraph(run(words[:5]) + drawing() + run(words[5:]))


def boxes(made):
    for place in (1, 5):
        made.blocks[place] = paragraph(text_box(SENT) + run(made.lines[place]))


def notes(made):
    for kind, tag in (("footnotes", "footnote"), ("endnotes", "endnote")):
        made.part(kind, kind, f'<w:{kind} xmlns:w="{W}"><w:{tag} w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:{tag}><w:{tag} w:id="2"><w:p><w:r><w:{tag}Ref/></w:r>{run(" " + SENT)}</w:p></w:{tag}></w:{kind}>')
    made.blocks[3] = paragraph(run(made.lines[3]) + '<w:r><w:footnoteReference w:id="2"/></w:r>')
    made.blocks[4] = paragraph(run(made.lines[4]) + '<w:r><w:endnoteReference w:id="2"/></w:r>')


def fields(made):
    mark = lambda kind: f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'
    for place in (2, 4, 6):
        words = made.lines[place]
        made.blocks[place] = paragraph(f'<w:bookmarkStart w:id="{place}" w:name="b{place}"/>{run(words[:4])}<w:bookmarkEnd w:id="{place}"/>{mark("begin")}<w:r><w:instrText xml:space="preserve"> REF b2 \\h </w:instrText></w:r>{mark("separate")}'
                                       f'{run(words[4:9])}{mark("end")}{run(words[9:])}')


def links(made):
    made.relations.append(("rIdLink", f"{R}/hyperlink", "https://example.org/?a=1&b=2", ' TargetMode="External"'))
    for place in (2, 5, 7):
        words = made.lines[place]
        made.blocks[place] = paragraph(f'{run(words[:3])}<w:hyperlink r:id="rIdLink">{run(words[3:12], "<w:rPr><w:u w:val=" + chr(34) + "single" + chr(34) + "/></w:rPr>")}</w:hyperlink>{run(words[12:])}')


def controls(made):
    hold = lambda inner, at: f'<w:sdt><w:sdtPr><w:id w:val="{at}"/><w:text/></w:sdtPr><w:sdtContent>{inner}</w:sdtContent></w:sdt>'
    made.blocks[3] = hold(made.blocks[3] + made.blocks[4], 11)
    made.blocks[4] = ""
    words = made.lines[6]
    made.blocks[6] = paragraph(run(words[:4]) + hold(run(words[4:10]), 12) + run(words[10:]))


def wps(made):
    look = '<w:rPr><w:rFonts w:hint="eastAsia" w:ascii="仿宋_GB2312" w:eastAsia="仿宋_GB2312"/><w:sz w:val="32"/><w:szCs w:val="32"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr>'
    made.blocks = [paragraph("".join(run(words[at:at + 2], look) for at in range(0, len(words), 2)), '<w:pPr><w:keepNext w:val="0"/><w:spacing w:line="560" w:lineRule="exact"/><w:ind w:firstLine="640" w:firstLineChars="200"/></w:pPr>') for words in made.lines]
    made.parts["customXml/item1.xml"] = '<s:customData xmlns="http://www.wps.cn/officeDocument/2013/wpsCustomData" xmlns:s="http://www.wps.cn/officeDocument/2013/wpsCustomData"><customSectProps/></s:customData>'
    made.relations.append(("rIdCustom", f"{R}/customXml", "../customXml/item1.xml", ""))


def sections(made):
    for place, size in ((2, 'w:w="16838" w:h="11906" w:orient="landscape"'), (6, 'w:w="11906" w:h="16838"')):
        made.blocks[place] = paragraph(run(made.lines[place]), f'<w:pPr><w:sectPr><w:pgSz {size}/><w:pgMar w:top="1440" w:right="1440" w:bottom="1440" w:left="1440" w:header="720" w:footer="720" w:gutter="0"/><w:cols w:num="2" w:space="425"/></w:sectPr></w:pPr>')


BY_HAND = {"plain": [], "table": [table], "numbering": [numbering], "comments": [comments], "revisions": [revisions], "margins": [margins], "pictures": [pictures],
           "boxes": [boxes], "notes": [notes], "fields": [fields], "links": [links], "controls": [controls], "wps": [wps], "strict": [], "sections": [sections],
           "all": [controls, comments, revisions, margins, pictures, notes, links, sections]}
BY_LIBRARY = """
import sys
import docx
from docx.shared import Cm
folder, picture, *lines = sys.argv[1:]
one = docx.Document()
one.add_heading(lines[0], 0)
for line in lines[1:5]:
    one.add_paragraph(line, style="List Number")
rows = one.add_table(rows=2, cols=2)
for at, cell in enumerate(cell for row in rows.rows for cell in row.cells):
    cell.text = lines[5 + at]
one.add_picture(picture, width=Cm(2))
one.sections[0].header.paragraphs[0].text = "示例"
for line in lines[9:]:
    one.add_paragraph(line)
one.save(folder + "/library-table.docx")
two = docx.Document()
for line in lines:
    two.add_paragraph().add_run(line).bold = True
two.add_comment(two.paragraphs[2].runs, text="原有批注0", author="甲", initials="甲")
two.save(folder + "/library-comment.docx")
"""


def drafts():
    found = []
    for path in sorted((ROOT / "corpora/drafts").glob("*.txt")):
        text = re.sub(r"\A---\n.*?\n---\n", "", path.read_text(encoding="utf-8"), flags=re.S)
        found.append([line.strip() for line in text.splitlines() if line.strip()])
    return found


def strictly(path):
    """The same document in the strict edition of the format."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in parts.items():
            for usual, strict in STRICT if name.endswith((".xml", ".rels")) else []:
                content = content.replace(usual.encode(), strict.encode())
            if name == "word/document.xml":
                content = content.replace(b"<w:document ", b'<w:document w:conformance="strict" ', 1)
            out.writestr(name, content)


def make(folder):
    texts, made = drafts(), []
    for number, (name, steps) in enumerate(BY_HAND.items()):
        document = Made(texts[number % len(texts)])
        for step in steps:
            step(document)
        path = folder / f"{name}.docx"
        document.bytes_of(path)
        if name == "strict":
            strictly(path)
        made.append(path)
    sources = [folder / "office-comments.docx", folder / "office-boxes.docx"]
    for source, step in zip(sources, (comments, boxes)):
        document = Made(texts[0])
        for change in (step, notes, pictures, margins):
            change(document)
        document.bytes_of(source)
        # Through its own format, so that what comes out is written by LibreOffice and by nobody else.
        odt = office.convert([source], "odt", folder)
        source.unlink()
        made += office.convert(odt, "docx", folder)
    venv.create(folder / "venv", with_pip=True)
    python = str(folder / "venv/bin/python")
    (folder / "picture.png").write_bytes(png())
    if subprocess.run([python, "-m", "pip", "install", "-q", "python-docx>=1.2"], capture_output=True).returncode == 0:
        subprocess.run([python, "-c", BY_LIBRARY, str(folder), str(folder / "picture.png"), *texts[2]], check=True)
        made += [folder / "library-table.docx", folder / "library-comment.docx"]
    else:
        print("python-docx cannot be installed: its two documents are left out")
    return made


def annotations(odt):
    """Comments as LibreOffice understands them: author, text, the words they stand on."""
    with zipfile.ZipFile(odt) as package:
        root = tree.fromstring(package.read("content.xml"))
    space = lambda name: f"{{urn:oasis:names:tc:opendocument:xmlns:{name}:1.0}}"
    dc = "{http://purl.org/dc/elements/1.1/}"
    found, open_ones = [], {}

    def walk(element):
        if element.tag == space("office") + "annotation":
            note = {"author": element.findtext(dc + "creator") or "", "text": "\n".join("".join(p.itertext()) for p in element.findall(space("text") + "p")), "words": ""}
            found.append(note)
            open_ones[element.get(space("office") + "name")] = note
            return
        if element.tag == space("office") + "annotation-end":
            open_ones.pop(element.get(space("office") + "name"), None)
            return
        # Notes and frames hang on a place; their words are their own. Pieces of the format's making stand for characters.
        if element.tag in (space("text") + "note", space("drawing") + "frame", space("drawing") + "custom-shape"):
            return
        pieces = [element.text, *[piece for child in element for piece in (child, child.tail)]]
        for piece in pieces:
            if isinstance(piece, str):
                for note in open_ones.values():
                    note["words"] += piece
            elif piece is not None:
                walk(piece)

    # What was deleted stands apart, before the text.
    for element in root.iter(space("office") + "text"):
        for child in element:
            if child.tag != space("text") + "tracked-changes":
                walk(child)
    return found


def judged(service, path, marked):
    """What is wrong with a document that came back, and its comments: right, all, in boxes or notes."""
    status, report = service.review(path, level="city", kind="通知")
    if status != 201:
        return [f"refused: {report.get('detail')}"], None
    marked.write_bytes(service.ask("GET", f"/v1/reviews/{report['id']}/report.docx")[1])
    text, faults = service.text(report), []
    again = service.review(marked, level="city", kind="通知")
    if again[0] != 201 or service.text(again[1]) != text:
        faults.append("read again, the text is another")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(marked) as new:
        free = {"[Content_Types].xml", "word/document.xml", "word/_rels/document.xml.rels", "word/comments.xml"}
        faults += [f"{name} is not the same" for name in old.namelist() if name not in free and (name not in new.namelist() or old.read(name) != new.read(name))]
        faults += [f"{name} is new" for name in set(new.namelist()) - set(old.namelist()) - free]
        before, after = old.read("word/document.xml").decode(), new.read("word/document.xml").decode()
        for tag in ("w:ins ", "w:del ", "w:pPrChange ", "w:sectPr", "w:drawing>", "w:sdt>", "w:hyperlink ", "w:instrText"):
            if before.count("<" + tag) != after.count("<" + tag):
                faults.append(f"{tag.strip()} counted another time")
        for at in re.findall("原有批注[0-9]", old.read("word/comments.xml").decode() if "word/comments.xml" in old.namelist() else ""):
            if at not in new.read("word/comments.xml").decode():
                faults.append(f"{at} is gone")
    return faults, (report, text)


def placed(report, text, found):
    """Comments on the words the report names: right, all, and those that stand where a box or note hangs."""
    characters, right, hanging = list(text), 0, 0
    ours = [note for note in found if note["author"] == OURS and "短实新审核意见" not in note["text"]]
    named = [(item["message"], item["span"]) for item in report["findings"] if item["span"]]
    named += [("来源：", item["span"]) for item in report["passages"]]
    for note in ours:
        words = {office.bare("".join(characters[span["start"]:span["end"]])) for message, span in named if message in note["text"]}
        # A number that the format counts is told in the text and no words of the document.
        if office.bare(note["words"]) in words | {re.sub(NUMBER, "", word) for word in words}:
            right += 1
        # Where no comment can stand, its text says which words it is about.
        elif any(word and f"中：“{word}”" in office.bare(note["text"]) for word in words):
            hanging += 1
    return right, len(ours), hanging


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--keep", type=pathlib.Path)
    asked = parser.parse_args()
    office.available()
    temporary = tempfile.TemporaryDirectory()
    folder = asked.keep or pathlib.Path(temporary.name)
    for name in ("old", "new", "text/old", "text/new", "read"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    made = make(folder / "old")
    service, rows = office.Service(asked.program), {}
    try:
        for path in made:
            rows[path] = judged(service, path, folder / "new" / path.name)
    finally:
        service.stop()
    new = [folder / "new" / path.name for path, row in rows.items() if row[1]]
    old = [path for path, row in rows.items() if row[1]]
    says = {which: office.convert(paths, "txt:Text (encoded):UTF8", folder / "text" / which) for which, paths in (("old", old), ("new", new))}
    pdfs, odts = office.convert(new, "pdf", folder / "read"), office.convert(new, "odt", folder / "read")
    whole, total = 0, [0, 0, 0]
    for at, path in enumerate(old):
        faults, (report, text) = rows[path]
        if says["old"][at].read_text(encoding="utf-8-sig") != says["new"][at].read_text(encoding="utf-8-sig"):
            faults.append("LibreOffice reads another text")
        if not pdfs[at].stat().st_size:
            faults.append("LibreOffice does not open it")
        counts = placed(report, text, annotations(odts[at]))
        total = [sum(pair) for pair in zip(total, counts)]
        if counts[0] + counts[2] < counts[1]:
            faults.append(f"{counts[1] - counts[0] - counts[2]} comments on other words")
        if not counts[1]:
            faults.append("LibreOffice finds no comment")
        whole += not faults
        print(f"{path.name:24} {counts[0]:3} of {counts[1]:3} comments on their words, {counts[2]} in boxes or notes  {'; '.join(faults)}")
    for path, (faults, row) in rows.items():
        if not row:
            print(f"{path.name:24} {faults[0]}")
    print(f"{whole} of {len(rows)} documents whole; {total[0]} of {total[1]} comments on their words, {total[2]} where a box or note hangs")
    sys.exit(whole < len(rows))


main()
