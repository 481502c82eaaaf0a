//! Web pages: the bytes as they are.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| duanshixin_fuzz::check(data, "a.html"));
