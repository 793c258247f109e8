//! The JSON Schema of rule files: it is what the types generate, accepts the built-in packs, and rejects
//! broken ones.
#![allow(clippy::unwrap_used, clippy::expect_used)] // A failing test is meant to stop.

use std::path::Path;

use dutylint::check;
use serde_json::Value;

fn schema() -> Value {
    check::rule_schema().into()
}

fn json(yaml: &str) -> Value {
    serde_yaml::from_str(yaml).unwrap()
}

#[test]
fn the_published_schema_is_the_generated_one() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema/rules.schema.json");
    let mut generated = serde_json::to_string_pretty(&schema()).unwrap();
    generated.push('\n');
    if std::env::var_os("UPDATE_SCHEMAS").is_some() {
        std::fs::write(&path, &generated).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == generated,
        "{} is not what the types generate; run UPDATE_SCHEMAS=1 cargo test",
        path.display()
    );
}

#[test]
fn the_built_in_packs_are_accepted() {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    for pack in check::builtin_packs() {
        let problems: Vec<String> = validator
            .iter_errors(&json(pack.text()))
            .map(|error| format!("{}: {error}", error.instance_path()))
            .take(5)
            .collect();
        assert!(problems.is_empty(), "{}: {problems:#?}", pack.name());
    }
}

#[test]
fn broken_packs_are_rejected() {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    let good = "
pack: own
title: {zh: 本局}
rules:
  - id: own/name
    title: {zh: 名称}
    severity: warning
    category: own
    for: item
    when: {class: 行政处罚}
    require: {matches: {field: name, pattern: 处罚}}
    message: {zh: 名称里没有处罚。}
";
    assert!(validator.is_valid(&json(good)));
    for (from, to) in [
        ("pack: own", "package: own"),
        ("title: {zh: 本局}", ""),
        ("severity: warning", "severity: grave"),
        ("for: item", "for: row"),
        ("class: 行政处罚", "klass: 行政处罚"),
        ("when: {class", "wenn: {class"),
        ("class: 行政处罚", "class: {is: 行政处罚}"),
        ("field: name, pattern: 处罚", "pattern: [处罚]"),
        ("field: name, pattern: 处罚", "field: name, regex: 处罚"),
        ("{zh: 名称里没有处罚。}", "{de: Name.}"),
        (
            "require: {matches: {field: name, pattern: 处罚}}",
            "check: {patern: {pattern: 处罚}}",
        ),
        (
            "require: {matches: {field: name, pattern: 处罚}}",
            "at: nome",
        ),
    ] {
        let broken = good.replacen(from, to, 1);
        assert_ne!(broken, good);
        assert!(!validator.is_valid(&json(&broken)), "{from} -> {to}");
    }
}
