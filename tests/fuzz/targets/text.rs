//! Plain text and Markdown with what stands before it, in any encoding.
#![no_main]

use duanshixin_fuzz::check;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    check(data, "a.txt");
    check(&[b"---\n", data].concat(), "a.md");
});
