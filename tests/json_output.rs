//! What the command prints as JSON keeps to the published schema, and its places are true.
#![allow(clippy::unwrap_used, clippy::expect_used)] // A failing test is meant to stop.

use serde_json::Value;

fn check(arguments: &[&str]) -> (Value, Option<i32>) {
    let output = assert_cmd::Command::cargo_bin("dutylint")
        .unwrap()
        .args(["check", "--no-config", "--format", "json"])
        .args(arguments)
        .output()
        .unwrap();
    let document = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)));
    (document, output.status.code())
}

fn assert_valid(document: &Value) {
    let text = std::fs::read_to_string("schema/findings.schema.json").unwrap();
    let schema: Value = serde_json::from_str(&text).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<String> = validator
        .iter_errors(document)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

/// Line and column (characters, from 1) of the byte `offset`, counted the slow way.
fn position(text: &str, offset: usize) -> (u64, u64) {
    let before = &text[..offset];
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let line = before.matches('\n').count() + 1;
    let column = before[line_start..].chars().count() + 1;
    (line as u64, column as u64)
}

fn assert_places_are_true(finding: &Value) {
    if !finding["place"].is_null() {
        return;
    }
    let text = std::fs::read_to_string(finding["file"].as_str().unwrap()).unwrap();
    let offset = |end: &str| usize::try_from(finding[end]["offset"].as_u64().unwrap()).unwrap();
    let (start, end) = (offset("start"), offset("end"));
    assert_eq!(&text[start..end], finding["text"].as_str().unwrap());
    for (name, at) in [("start", start), ("end", end)] {
        let told = &finding[name];
        let told = (
            told["line"].as_u64().unwrap(),
            told["column"].as_u64().unwrap(),
        );
        assert_eq!(told, position(&text, at), "{finding:#}");
    }
}

#[test]
fn the_whole_of_testdata() {
    let (document, code) = check(&["testdata/jiangzhou", "testdata/cli/清单.csv"]);
    assert!(code == Some(0) || code == Some(1), "{code:?}");
    assert_valid(&document);
    let findings = document["findings"].as_array().unwrap();
    assert!(!findings.is_empty());
    findings.iter().for_each(assert_places_are_true);
    let fingerprints: std::collections::BTreeSet<_> = findings
        .iter()
        .map(|finding| (finding["file"].as_str(), finding["fingerprint"].as_str()))
        .collect();
    assert_eq!(
        fingerprints.len(),
        findings.len(),
        "fingerprints are unique in a file"
    );
}

#[test]
fn office_files_have_addresses() {
    let (document, _) = check(&["testdata/office"]);
    assert_valid(&document);
    for finding in document["findings"].as_array().unwrap() {
        assert!(!finding["place"].is_null(), "{finding:#}");
    }
}

#[test]
fn a_file_that_cannot_be_read_is_in_the_document() {
    let (document, code) = check(&["testdata/cli/清单.csv", "testdata/cli/没有.csv"]);
    assert_eq!(code, Some(2));
    assert_valid(&document);
    assert_eq!(document["summary"]["failed"], 1);
    assert!(
        document["files"][1]["error"]
            .as_str()
            .unwrap()
            .contains("没有这个文件")
    );
}

#[test]
fn standard_input_has_the_name_it_is_given() {
    let output = assert_cmd::Command::cargo_bin("dutylint")
        .unwrap()
        .args([
            "check",
            "-",
            "--stdin-name",
            "民政/清单.csv",
            "--no-config",
            "--format",
            "json",
        ])
        .write_stdin(std::fs::read("testdata/cli/清单.csv").unwrap())
        .output()
        .unwrap();
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(document["files"][0]["name"], "民政/清单.csv");
    assert_eq!(document["files"][0]["items"], 3);
}

#[test]
fn the_order_does_not_depend_on_threads() {
    let run = |threads: &str| {
        assert_cmd::Command::cargo_bin("dutylint")
            .unwrap()
            .env("RAYON_NUM_THREADS", threads)
            .args([
                "check",
                "testdata",
                "--no-config",
                "--format",
                "json",
                "--as-of",
                "2026-01-31",
            ])
            .output()
            .unwrap()
            .stdout
    };
    let one = run("1");
    assert_eq!(one, run("4"));
    assert_eq!(one, run("7"));
}
