//! Files that are traps or wrecks, checked together with a good one: the good one is checked all the same, each of the
//! others is named with the reason and the way out, and all of it in bounded time and memory.
#![allow(clippy::unwrap_used, clippy::expect_used)] // A failing test is meant to stop.

use std::collections::BTreeMap;
use std::io::{Cursor, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::Value;

/// All of it, in a debug build on a busy machine.
const LONGEST: Duration = Duration::from_secs(180);
/// Address space in kB that it has to do with: tables of rules and the reserve of the allocator, and no trap unpacked.
const MEMORY: u32 = 6_000_000;

fn sample(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/office");
    std::fs::read(folder.join(name)).unwrap()
}

fn package(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for (name, content) in [("[Content_Types].xml", &b"<Types/>"[..])]
        .iter()
        .chain(parts)
    {
        writer.start_file(*name, options).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn workbook(sheet: &[u8]) -> Vec<u8> {
    package(&[
        (
            "xl/workbook.xml",
            br#"<workbook xmlns:r="r"><sheets><sheet name="a" sheetId="1" r:id="a"/></sheets></workbook>"#,
        ),
        (
            "xl/_rels/workbook.xml.rels",
            br#"<Relationships><Relationship Id="a" Type="x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#,
        ),
        ("xl/worksheets/sheet1.xml", sheet),
    ])
}

fn spreadsheet(content: &[u8], manifest: &[u8]) -> Vec<u8> {
    package(&[
        (
            "mimetype",
            b"application/vnd.oasis.opendocument.spreadsheet",
        ),
        ("META-INF/manifest.xml", manifest),
        ("content.xml", content),
    ])
}

fn document(xml: &[u8]) -> Vec<u8> {
    package(&[("word/document.xml", xml)])
}

fn half(name: &str) -> Vec<u8> {
    let mut bytes = sample(name);
    bytes.truncate(bytes.len() / 2);
    bytes
}

/// A workbook of zeros: a thousand times as large as its file.
fn bomb() -> Vec<u8> {
    let mut sheet = b"<worksheet><sheetData><row><c t=\"inlineStr\"><is><t>".to_vec();
    sheet.resize(200 << 20, b'0');
    let bomb = workbook(&sheet);
    assert!(bomb.len() < 1 << 20);
    bomb
}

fn million_areas() -> Vec<u8> {
    let mut sheet = String::from("<worksheet><sheetData/><mergeCells>");
    for row in (1..=2_000_000).step_by(2) {
        sheet.push_str(&format!(
            "<mergeCell ref=\"A{}:B{}\"/>",
            row / 2 + 1,
            row / 2 + 1
        ));
    }
    sheet.push_str("</mergeCells></worksheet>");
    workbook(sheet.as_bytes())
}

fn encrypted() -> Vec<u8> {
    let mut compound = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    let mut stream = compound.create_stream("EncryptedPackage").unwrap();
    stream.write_all(&[7; 4096]).unwrap();
    drop(stream);
    compound.flush().unwrap();
    compound.into_inner().into_inner()
}

const EXTERNAL: &[u8] = br#"<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/hostname">]><w:document xmlns:w="w"><w:body><w:p><w:r><w:t>&a;</w:t></w:r></w:p></w:body></w:document>"#;
const LAUGHS: &[u8] = br#"<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><office:document-content xmlns:office="o">&b;</office:document-content>"#;

/// Files that are refused, with a word of the reason.
fn refused() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let deep = |tag: &str| format!("<w:document xmlns:w=\"w\"><w:body>{}", tag.repeat(200_000));
    vec![
        ("bomb.xlsx", bomb(), "上限"),
        ("areas.xlsx", million_areas(), "合并区域"),
        (
            "beyond.xlsx",
            workbook(b"<worksheet><sheetData><row r=\"1048577\"><c r=\"XFE1048577\"><v>1</v></c></row></sheetData></worksheet>"),
            "上限",
        ),
        ("deep.docx", document(deep("<w:p>").as_bytes()), "嵌套"),
        ("tables.docx", document(deep("<w:tbl><w:tr><w:tc>").as_bytes()), "嵌套"),
        ("wrong.xlsx", workbook(b"<worksheet><sheetData><row></c></sheetData>"), "损坏"),
        ("wrong.docx", document(b"<w:document xmlns:w=\"w\"><w:body><w:p></w:body>"), "损坏"),
        ("external.docx", document(EXTERNAL), "DTD"),
        ("laughs.ods", spreadsheet(LAUGHS, b"<manifest/>"), "DTD"),
        ("encrypted.xlsx", encrypted(), "密码"),
        (
            "encrypted.ods",
            spreadsheet(b"\x00\x01", b"<m:manifest xmlns:m=\"m\"><m:encryption-data/></m:manifest>"),
            "密码",
        ),
        ("half.xlsx", half("wide.xlsx"), "损坏"),
        ("half.xls", half("xlwt.xls"), "损坏"),
        ("half.ods", half("wide.ods"), "损坏"),
        ("half.docx", half("document.docx"), "损坏"),
        ("half.doc", half("document.doc"), "损坏"),
        ("empty.xlsx", Vec::new(), "空的"),
    ]
}

/// Files that are read as far as sense goes, with the rule that tells what is wrong.
fn told() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let far = b"<worksheet><sheetData><row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row></sheetData></worksheet>";
    vec![
        ("far.xlsx", workbook(far), "list/not-found"),
        (
            "deep.json",
            "[".repeat(500_000).into_bytes(),
            "read/unreadable-part",
        ),
        (
            "deep.yaml",
            "- ".repeat(500_000).into_bytes(),
            "read/unreadable-part",
        ),
        (
            "deep.html",
            "<div>".repeat(500_000).into_bytes(),
            "read/unreadable-part",
        ),
        (
            "tables.html",
            "<table><tr><td>".repeat(100_000).into_bytes(),
            "read/unreadable-part",
        ),
    ]
}

/// Runs the program in `folder` with bounded memory, where the system can bound it.
fn run(folder: &Path, arguments: &[&str]) -> std::process::Output {
    let program = assert_cmd::cargo::cargo_bin!("dutylint");
    let mut command = if cfg!(target_os = "linux") {
        let mut shell = std::process::Command::new("sh");
        shell.args(["-c", &format!("ulimit -v {MEMORY}; exec \"$0\" \"$@\"")]);
        shell.arg(program);
        shell
    } else {
        std::process::Command::new(program)
    };
    command
        .current_dir(folder)
        .args(arguments)
        .output()
        .unwrap()
}

fn report(folder: &Path, names: &[&str]) -> (Option<i32>, Value) {
    let usual = [
        "check",
        "--no-config",
        "--as-of",
        "2026-01-01",
        "--format",
        "json",
    ];
    let output = run(folder, &[&usual[..], names].concat());
    let told = String::from_utf8_lossy(&output.stderr);
    let report =
        serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {told}"));
    (output.status.code(), report)
}

fn findings_of(report: &Value, name: &str) -> Vec<String> {
    let findings = report["findings"].as_array().unwrap();
    findings
        .iter()
        .filter(|finding| finding["file"] == name)
        .map(|finding| {
            format!(
                "{} {} {}",
                finding["rule"], finding["place"], finding["message"]
            )
        })
        .collect()
}

#[test]
fn the_others_are_checked_all_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    std::fs::write(folder.join("good.xlsx"), sample("wide.xlsx")).unwrap();
    let (refused, told) = (refused(), told());
    let mut names = vec!["good.xlsx"];
    for (name, bytes, _) in refused.iter().chain(&told) {
        std::fs::write(folder.join(name), bytes).unwrap();
        names.push(name);
    }

    let begun = Instant::now();
    let (code, all) = report(folder, &names);
    let took = begun.elapsed();
    assert!(took < LONGEST, "{took:?}");
    assert_eq!(code, Some(2));

    let (_, alone) = report(folder, &["good.xlsx"]);
    let good = findings_of(&alone, "good.xlsx");
    assert!(good.len() > 5);
    assert_eq!(findings_of(&all, "good.xlsx"), good);

    let errors: BTreeMap<&str, &str> = all["files"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| {
            let error = &file["error"];
            let text = error.as_str().or_else(|| error["message"].as_str());
            (file["name"].as_str().unwrap(), text.unwrap_or_default())
        })
        .collect();
    assert_eq!(errors["good.xlsx"], "");
    for (name, _, reason) in &refused {
        let error = errors[name];
        assert!(error.contains(reason), "{name}: {error}");
        // What to do.
        assert!(error.contains('请'), "{name}: {error}");
    }
    for (name, _, rule) in &told {
        assert_eq!(errors[name], "", "{name}");
        let findings = findings_of(&all, name);
        assert!(
            findings.iter().any(|finding| finding.contains(rule)),
            "{name}: {findings:?}"
        );
    }

    // People are told the same.
    let usual = ["check", "--no-config", "--as-of", "2026-01-01"];
    let output = run(folder, &[&usual[..], &names[..]].concat());
    let text = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    for name in names {
        assert!(text.contains(name), "{name}");
    }
}

#[test]
fn nothing_is_written_of_a_file_that_cannot_be_read() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    for (name, bytes) in [
        ("half.xlsx", half("wide.xlsx")),
        ("half.docx", half("document.docx")),
    ] {
        std::fs::write(folder.join(name), &bytes).unwrap();
        let output = run(
            folder,
            &["annotate", "--no-config", name, "-o", "copy.xlsx"],
        );
        assert_eq!(output.status.code(), Some(2), "{name}");
        assert_eq!(std::fs::read(folder.join(name)).unwrap(), bytes, "{name}");
        std::fs::remove_file(folder.join(name)).unwrap();
        assert_eq!(std::fs::read_dir(folder).unwrap().count(), 0, "{name}");
    }
}
