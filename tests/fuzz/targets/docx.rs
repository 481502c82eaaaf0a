//! Word documents: the bytes as the body, and what follows a zero byte as the lists.
#![no_main]

use duanshixin_fuzz::{check, halves, package};

const TYPES: &str = "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'><Override \
    PartName='/word/document.xml' ContentType='application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml'/></Types>";
const ROOT: &str = "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'><Relationship Id='r1' \
    Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument' Target='word/document.xml'/></Relationships>";
const PARTS: &str = "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'><Relationship Id='r2' \
    Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering' Target='numbering.xml'/></Relationships>";

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let (body, lists) = halves(data);
    let open = "<w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'><w:body>";
    let body = [open.as_bytes(), body, b"</w:body></w:document>"].concat();
    let parts = [
        ("[Content_Types].xml", TYPES.as_bytes()),
        ("_rels/.rels", ROOT.as_bytes()),
        ("word/_rels/document.xml.rels", PARTS.as_bytes()),
        ("word/document.xml", &body),
        ("word/numbering.xml", lists),
    ];
    check(&package(&parts), "a.docx");
});
