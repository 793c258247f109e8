#![no_main]

use dutylint_fuzz::{compound, read_file};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| read_file(compound(bytes, ["Workbook", ""])));
