//! One list in every format (`testdata/make/family.py`) is the same list, with the same findings.
#![allow(clippy::unwrap_used, clippy::expect_used)] // A failing test is meant to stop.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

/// Rules that compare lists with each other: these are the same list.
const ACROSS_LISTS: &str = "duplicates/item-across-lists";

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/family")
}

fn run(arguments: &[&str]) -> Value {
    let output = assert_cmd::Command::cargo_bin("dutylint")
        .unwrap()
        .current_dir(folder())
        .args(arguments)
        .output()
        .unwrap();
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{arguments:?}: {error}"))
}

/// A text as it is compared: without blanks, and without the marks that the format has for line breaks and
/// before quotation marks.
fn plain(value: &Value) -> String {
    let text = value.as_str().unwrap_or_default().replace("<br>", "");
    let text = text.replace("\"\"", "\"").replace("\\\"", "\"");
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Findings: rule, item, field and flagged text, with how often.
type Findings = BTreeMap<(String, String, String, String), usize>;

/// The findings of each file, all checked in one run but not with each other.
fn findings(names: &[String], with_text: bool) -> Vec<Findings> {
    let mut arguments = vec![
        "check",
        "--no-config",
        "--as-of",
        "2026-01-01",
        "--format",
        "json",
        "--ignore",
        ACROSS_LISTS,
    ];
    arguments.extend(names.iter().map(String::as_str));
    let report = run(&arguments);
    let mut found = vec![Findings::new(); names.len()];
    for finding in report["findings"].as_array().unwrap() {
        let text = if with_text {
            plain(&finding["text"])
        } else {
            String::new()
        };
        let file = finding["file"].as_str().unwrap();
        let index = names.iter().position(|name| name == file).unwrap();
        let item = plain(&finding["item"]["name"]);
        let key = (
            plain(&finding["rule"]),
            item,
            plain(&finding["field"]),
            text,
        );
        *found[index].entry(key).or_default() += 1;
    }
    found
}

/// The items with their fields, without their places.
fn items(name: &str) -> Value {
    let mut extract = run(&["extract", "--no-config", "--to", "json", name]);
    strip(&mut extract);
    extract["items"].clone()
}

/// Takes away places, names of sheets and how items were laid out, and blanks from texts.
fn strip(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for place in [
                "at", "place", "line", "column", "span", "source", "file", "row", "section",
                "shape",
            ] {
                fields.remove(place);
            }
            fields.values_mut().for_each(strip);
            // A record names a field once, a table again in each row of the item.
            if let Some(Value::Array(fields)) = fields.get_mut("fields") {
                fields.sort_by_key(|field| field["field"].to_string());
            }
        }
        Value::Array(values) => {
            values.iter_mut().for_each(strip);
        }
        Value::String(_) => *value = Value::String(plain(value)),
        _ => {}
    }
}

#[test]
fn the_same_list_in_every_format_has_the_same_items_and_findings() {
    for list in ["list", "stages"] {
        let formats = [
            "html", "docx", "doc", "xlsx", "xls", "ods", "csv", "md", "yaml",
        ];
        let names: Vec<String> = formats
            .iter()
            .map(|format| format!("{list}.{format}"))
            .collect();
        let all = findings(&names, true);
        let expected = &all[0];
        for rule in [
            "text/traditional-character",
            "text/half-width-punctuation",
            "text/repeated-word",
            "slips/confusable",
        ] {
            let known = expected.keys().any(|(found, ..)| found == rule);
            assert!(known, "{list}: {rule} is not found any more");
        }
        let differ = |one: &Findings, other: &Findings| -> Vec<String> {
            one.iter()
                .filter(|(key, count)| other.get(*key) != Some(count))
                .map(|(key, count)| format!("{count}× {key:?}"))
                .collect()
        };
        let expected_items = items(&names[0]);
        assert_eq!(expected_items.as_array().unwrap().len(), 5);
        for (name, found) in names.iter().zip(&all) {
            assert!(
                found == expected,
                "{name}\nmissing: {:#?}\nnew: {:#?}",
                differ(expected, found),
                differ(found, expected)
            );
            let items = items(name);
            assert!(items == expected_items, "{name}: {items:#}");
        }
    }
}

#[test]
fn cells_broken_over_rows_are_one_field() {
    // A finding about a whole field is anchored at its first cell, so its flagged text is shorter.
    let names = ["list.html", "rows.xlsx", "rows.ods", "rows.csv"].map(str::to_owned);
    let all = findings(&names, false);
    for (name, found) in names.iter().zip(&all) {
        assert_eq!(found, &all[0], "{name}");
        assert_eq!(items(name).as_array().unwrap().len(), 5, "{name}");
    }
}
