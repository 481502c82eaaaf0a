//! PDF files made for tests, object by object.

/// A file of objects numbered from 1; the first one is the catalog.
pub(super) fn file(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = b"%PDF-1.5\n".to_vec();
    let mut places = Vec::new();
    for (number, object) in (1..).zip(objects) {
        places.push(bytes.len());
        bytes.extend(format!("{number} 0 obj\n").as_bytes());
        bytes.extend(object);
        bytes.extend(b"\nendobj\n");
    }
    let table = bytes.len();
    bytes.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).as_bytes());
    for place in places {
        bytes.extend(format!("{place:010} 00000 n \n").as_bytes());
    }
    let size = objects.len() + 1;
    bytes.extend(format!("trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n").as_bytes());
    bytes
}

/// A stream as it is; `entries` stand in its dictionary.
pub(super) fn stream(entries: &str, data: &[u8]) -> Vec<u8> {
    let head = format!("<<{entries}/Length {}>>\nstream\n", data.len());
    [head.as_bytes(), data, b"\nendstream"].concat()
}

/// A compressed stream.
pub(super) fn packed(entries: &str, data: &[u8]) -> Vec<u8> {
    use std::io::Write as _;
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(data).unwrap();
    stream(&format!("{entries}/Filter/FlateDecode"), &encoder.finish().unwrap())
}

/// A file of one page with these operators and fonts (entries of a dictionary, such as `/F1 <<…>>`); `more` are
/// objects numbered from 5.
pub(super) fn page(operators: &[u8], fonts: &str, more: &[Vec<u8>]) -> Vec<u8> {
    let page = format!(
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<<{fonts}>>/XObject<</X 5 0 R>>>>>>"
    );
    let mut objects = vec![
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
        page.into_bytes(),
        stream("", operators),
    ];
    objects.extend_from_slice(more);
    file(&objects)
}

/// A font of Chinese characters under a national encoding: neither embedded nor with a map of its own.
pub(super) fn chinese(encoding: &str) -> String {
    format!(
        "<</Type/Font/Subtype/Type0/BaseFont/FangSong/Encoding/{encoding}/DescendantFonts[<</Type/Font/Subtype\
         /CIDFontType0/BaseFont/FangSong/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/DW 1000>>]>>"
    )
}

/// Bytes as a string of operators.
pub(super) fn hex(bytes: &[u8]) -> String {
    let digits: String = bytes.iter().map(|byte| format!("{byte:02X}")).collect();
    format!("<{digits}>")
}
