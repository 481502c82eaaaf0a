//! OFD packages: the bytes as the content of a page, and what follows a zero byte as the document.
#![no_main]

use duanshixin_fuzz::{check, halves, package};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let (page, document) = halves(data);
    let page = [b"<ofd:Page xmlns:ofd='o'><ofd:Content>", page, b"</ofd:Content></ofd:Page>"].concat();
    let document = [
        b"<ofd:Document xmlns:ofd='o'><ofd:Pages><ofd:Page BaseLoc='P.xml'/></ofd:Pages>",
        document,
        b"</ofd:Document>",
    ]
    .concat();
    let root = b"<ofd:OFD xmlns:ofd='o'><ofd:DocRoot>D.xml</ofd:DocRoot></ofd:OFD>";
    check(&package(&[("OFD.xml", root), ("D.xml", &document), ("P.xml", &page)]), "a.ofd");
});
