#![no_main]

use dutylint::read::read;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok((source, document)) = read("fuzz", bytes.to_vec()) {
        dutylint_fuzz::check_document(&source, &document);
    }
});
