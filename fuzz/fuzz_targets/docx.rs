#![no_main]

use dutylint_fuzz::{package, read_file};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let parts = [
        "word/document.xml",
        "word/numbering.xml",
        "word/styles.xml",
        "word/footnotes.xml",
    ];
    let fixed = [
        ("[Content_Types].xml", "<Types/>"),
        (
            "word/_rels/document.xml.rels",
            "<Relationships><Relationship Id=\"1\" Type=\"/numbering\" Target=\"numbering.xml\"/><Relationship Id=\"2\" Type=\"/styles\" Target=\"styles.xml\"/><Relationship Id=\"3\" Type=\"/footnotes\" Target=\"footnotes.xml\"/></Relationships>",
        ),
    ];
    read_file(package(bytes, &parts, &fixed));
});
