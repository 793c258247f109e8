#![no_main]

use dutylint_fuzz::{package, read_file};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let fixed = [(
        "mimetype",
        "application/vnd.oasis.opendocument.spreadsheet",
    )];
    read_file(package(bytes, &["content.xml", "styles.xml"], &fixed));
});
