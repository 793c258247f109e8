//! Several outputs in one run, each as its schema says; colours by the usual conventions.
#![allow(clippy::unwrap_used, clippy::expect_used)] // A failing test is meant to stop.

use std::path::Path;

use serde_json::Value;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
/// Lists of several formats with findings of many rules, some of them waived.
const LISTS: [&str; 4] = [
    "testdata/jiangzhou",
    "testdata/lists",
    "testdata/office/wide.xlsx",
    "testdata/office/document.docx",
];

fn dutylint() -> assert_cmd::Command {
    let mut command = assert_cmd::Command::cargo_bin("dutylint").unwrap();
    command
        .current_dir(ROOT)
        .env_remove("NO_COLOR")
        .env_remove("CLICOLOR")
        .env_remove("CLICOLOR_FORCE");
    command
}

/// Writes every format that is named into a folder, in one run.
fn outputs(formats: &[&str]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let waivers = folder.path().join("豁免.yaml");
    std::fs::write(
        &waivers,
        "waivers:\n- rule: text\n  reason: 原文如此\n  approver: 某某\n  document: 江府办〔2026〕1号\n  expires: 2027-12-31\n",
    )
    .unwrap();
    let mut command = dutylint();
    command
        .arg("check")
        .args(LISTS)
        .args([
            "--no-config",
            "--no-cache",
            "--as-of",
            "2026-01-31",
            "--waivers",
        ])
        .arg(&waivers)
        .args(["-o", "short"]);
    for format in formats {
        let file = folder.path().join(format);
        command
            .arg("-o")
            .arg(format!("{format}:{}", file.display()));
    }
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    // What goes to the terminal comes beside the files.
    assert!(String::from_utf8_lossy(&output.stdout).contains("medical_security.html:"));
    folder
}

fn read(folder: &tempfile::TempDir, name: &str) -> String {
    std::fs::read_to_string(folder.path().join(name)).unwrap()
}

fn valid(schema: &str, document: &Value) {
    let path = Path::new(ROOT).join("testdata/schemas").join(schema);
    let schema: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<String> = validator
        .iter_errors(document)
        .take(5)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

/// The findings of the JSON report that count, each by itself.
fn counted(folder: &tempfile::TempDir) -> Vec<Value> {
    let document: Value = serde_json::from_str(&read(folder, "json")).unwrap();
    document["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|finding| finding["suppressed"].is_null() && finding["fold_head"] != true)
        .cloned()
        .collect()
}

#[test]
fn every_output_of_one_run_is_what_its_schema_says() {
    let folder = outputs(&[
        "json",
        "sarif",
        "gitlab",
        "rdjson",
        "junit",
        "checkstyle",
        "csv",
        "jsonl",
        "markdown",
        "html",
        "github",
        "human",
    ]);
    let found = counted(&folder);
    assert!(found.len() > 50, "{}", found.len());

    let sarif: Value = serde_json::from_str(&read(&folder, "sarif")).unwrap();
    valid("sarif-2.1.0.json", &sarif);
    let run = &sarif["runs"][0];
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    let results = run["results"].as_array().unwrap();
    let shown = results
        .iter()
        .filter(|result| result["suppressions"].as_array().is_none_or(Vec::is_empty))
        .filter(|result| result["properties"]["foldHead"] != true);
    assert_eq!(shown.count(), found.len());
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
    }
    for member in ["fixes", "suppressions", "relatedLocations"] {
        let has = |result: &&Value| result[member].as_array().is_some_and(|all| !all.is_empty());
        assert!(results.iter().find(has).is_some(), "no result has {member}");
    }

    let gitlab: Value = serde_json::from_str(&read(&folder, "gitlab")).unwrap();
    valid("gitlab-code-quality.json", &gitlab);
    let prints: std::collections::BTreeSet<&str> = gitlab
        .as_array()
        .unwrap()
        .iter()
        .map(|issue| issue["fingerprint"].as_str().unwrap())
        .collect();
    assert_eq!(prints.len(), found.len(), "fingerprints are unique");

    let rdjson: Value = serde_json::from_str(&read(&folder, "rdjson")).unwrap();
    valid("rdjson.json", &rdjson);
    assert_eq!(rdjson["diagnostics"].as_array().unwrap().len(), found.len());

    let elements = |name: &str, element: &str| {
        let text = read(&folder, name);
        let mut reader = quick_xml::Reader::from_str(&text);
        let mut count = 0;
        loop {
            match reader.read_event().unwrap() {
                quick_xml::events::Event::Eof => break count,
                quick_xml::events::Event::Start(tag) | quick_xml::events::Event::Empty(tag)
                    if tag.name().as_ref() == element =>
                {
                    for attribute in tag.attributes() {
                        attribute.unwrap();
                    }
                    count += 1;
                }
                _ => {}
            }
        }
    };
    assert_eq!(elements("checkstyle", "error"), found.len());
    assert!(elements("junit", "failure") > 0);
    for line in read(&folder, "jsonl").lines() {
        let _: Value = serde_json::from_str(line).unwrap();
    }
    for line in read(&folder, "github").lines() {
        assert!(line.starts_with("::"), "{line}");
    }
    assert!(
        read(&folder, "html").starts_with("<!doctype html>")
            || read(&folder, "html").starts_with("<!DOCTYPE html>")
    );
}

#[test]
fn colours_by_the_usual_conventions() {
    let page = |environment: &[(&str, &str)], arguments: &[&str]| {
        let mut command = dutylint();
        command
            .args([
                "check",
                "testdata/cli/清单.csv",
                "--no-config",
                "--no-cache",
            ])
            .args(["--rules", "testdata/cli/rules.yaml", "--select", "cli"])
            .args(arguments);
        for (name, value) in environment {
            command.env(name, value);
        }
        let output = command.output().unwrap();
        // No bar and no colour on standard error either.
        assert!(!output.stderr.contains(&0x1b), "{output:?}");
        output.stdout.contains(&0x1b)
    };
    // Not a terminal: no colour, unless asked for.
    assert!(!page(&[], &[]));
    assert!(page(&[], &["--color", "always"]));
    assert!(page(&[("CLICOLOR_FORCE", "1")], &[]));
    assert!(!page(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")], &[]));
    assert!(!page(&[("CLICOLOR_FORCE", "1")], &["--color", "never"]));
    // What is asked for by an option wins over the environment.
    assert!(page(&[("NO_COLOR", "1")], &["--color", "always"]));
}

/// Runs a check of many files in a terminal made by `script`; `None` where there is no such program.
#[cfg(target_os = "linux")]
fn in_a_terminal(environment: &[(&str, &str)]) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    let text =
        std::fs::read_to_string(Path::new(ROOT).join("testdata/jiangzhou/medical_security.html"))
            .unwrap();
    for number in 0..40 {
        std::fs::write(folder.path().join(format!("{number}.html")), &text).unwrap();
    }
    let program = assert_cmd::cargo::cargo_bin("dutylint");
    let line = format!("{} check . --no-cache -o short:said", program.display());
    let mut command = std::process::Command::new("script");
    command
        .args(["-qec", &line, "/dev/null"])
        .current_dir(folder.path())
        .env_remove("CI")
        .env("TERM", "xterm");
    for (name, value) in environment {
        command.env(name, value);
    }
    let output = command.output().ok()?;
    assert!(folder.path().join("said").is_file(), "{output:?}");
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

#[test]
#[cfg(target_os = "linux")]
fn a_bar_in_a_terminal_and_none_in_ci() {
    let Some(seen) = in_a_terminal(&[]) else {
        println!("no `script` here: not tested");
        return;
    };
    assert!(seen.contains("/40 个文件"), "{seen}");
    let seen = in_a_terminal(&[("CI", "true")]).unwrap_or_default();
    assert!(!seen.contains("/40"), "{seen}");
}
