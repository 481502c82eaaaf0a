//! PDF: the bytes as they are, and as the operators of a page with a Chinese font.
#![no_main]

use duanshixin_fuzz::check;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    check(data, "a.pdf");
    let head = "%PDF-1.5\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj \
                3 0 obj<</Type/Page/Contents 4 0 R/Resources<</Font<</A<</Subtype/Type0/Encoding/GBK-EUC-H/DescendantFonts\
                [<</CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)>>>>]>>>>/XObject<</X 4 0 R>>>>>>endobj\n4 0 obj<</Length ";
    let tail = b"\nendstream endobj trailer<</Root 1 0 R>>";
    let page = [head.as_bytes(), data.len().to_string().as_bytes(), b">>stream\n", data, tail].concat();
    check(&page, "a.pdf");
});
