#![no_main]

use dutylint_fuzz::{package, read_file};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let parts = [
        "xl/worksheets/sheet1.xml",
        "xl/sharedStrings.xml",
        "xl/styles.xml",
    ];
    let fixed = [
        ("[Content_Types].xml", "<Types/>"),
        (
            "xl/workbook.xml",
            "<workbook><sheets><sheet name=\"a\" r:id=\"1\"/></sheets></workbook>",
        ),
        (
            "xl/_rels/workbook.xml.rels",
            "<Relationships><Relationship Id=\"1\" Type=\"/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"2\" Type=\"/styles\" Target=\"styles.xml\"/></Relationships>",
        ),
    ];
    read_file(package(bytes, &parts, &fixed));
});
