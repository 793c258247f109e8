#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| dutylint_fuzz::check_citations(text));
