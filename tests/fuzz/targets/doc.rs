//! Old Word files: the bytes as they are, and as the two streams of a compound file.
#![no_main]

use std::io::{Cursor, Write};

use duanshixin_fuzz::check;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    check(data, "a.doc");
    // The head of the first record, so that the rest of it is reached.
    let (main, table) = data.split_at(data.len().min(0x600));
    let main = [&b"\xEC\xA5\xC1\x00\x00\x00\x00\x00\x00\x00\x00\x02"[..], main].concat();
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    for (name, bytes) in [("WordDocument", &main[..]), ("1Table", table)] {
        file.create_stream(name).unwrap().write_all(bytes).unwrap();
    }
    file.flush().unwrap();
    check(&file.into_inner().into_inner(), "a.doc");
});
