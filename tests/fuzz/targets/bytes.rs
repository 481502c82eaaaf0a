//! Any bytes under a name without an ending: whatever they look like.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| duanshixin_fuzz::check(data, "file"));
