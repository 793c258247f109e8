#![no_main]

use dutylint::read::Format;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| dutylint_fuzz::read_as(Format::Yaml, bytes));
