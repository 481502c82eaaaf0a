//! OpenDocument texts: the bytes as the body, and what follows a zero byte as the styles.
#![no_main]

use duanshixin_fuzz::{check, halves, package};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let (body, styles) = halves(data);
    let open = "<office:document-content xmlns:office='o' xmlns:text='t' xmlns:table='b' xmlns:style='s' xmlns:draw='d'>";
    let content = [
        open.as_bytes(),
        styles,
        b"<office:body><office:text>",
        body,
        b"</office:text></office:body></office:document-content>",
    ]
    .concat();
    let kind: &[u8] = b"application/vnd.oasis.opendocument.text";
    check(&package(&[("mimetype", kind), ("content.xml", &content)]), "a.odt");
});
