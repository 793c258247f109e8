//! The published JSON Schemas are the ones the types generate. `UPDATE_SCHEMAS=1 cargo test --test schemas` writes them.
#![allow(clippy::unwrap_used, clippy::expect_used)] // A failing test is meant to stop.

use std::path::Path;

fn published(name: &str, schema: &schemars::Schema) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("schema")
        .join(name);
    let mut generated = serde_json::to_string_pretty(schema).unwrap();
    generated.push('\n');
    if std::env::var_os("UPDATE_SCHEMAS").is_some() {
        std::fs::write(&path, &generated).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == generated,
        "{} is not what the types generate; run UPDATE_SCHEMAS=1 cargo test --test schemas",
        path.display()
    );
}

#[test]
fn findings() {
    published("findings.schema.json", &dutylint::report::schema());
}

#[test]
fn configuration() {
    published("config.schema.json", &dutylint::config::schema());
}

#[test]
fn lists() {
    published("list.schema.json", &dutylint::list::format::schema());
}

#[test]
fn vocabulary() {
    published(
        "vocabulary.schema.json",
        &schemars::schema_for!(dutylint::vocabulary::VocabularyFile),
    );
}

#[test]
fn laws() {
    published("laws.schema.json", &dutylint::law::table::own::schema());
}

#[test]
fn changes() {
    published("changes.schema.json", &dutylint::compare::schema());
}

#[test]
fn organisation() {
    published(
        "organisation.schema.json",
        &schemars::schema_for!(dutylint::org::OrganisationFile),
    );
}

#[test]
fn waivers() {
    published(
        "waivers.schema.json",
        &schemars::schema_for!(dutylint::suppress::RegisterFile),
    );
}

/// A schema with files that it accepts and, of the last of them, changes that it must reject.
fn told_apart(name: &str, good: &[String], changes: &[(&str, &str)]) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("schema")
        .join(name);
    let schema: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let json = |yaml: &str| -> serde_json::Value { serde_yaml::from_str(yaml).unwrap() };
    for text in good {
        let problems: Vec<String> = validator
            .iter_errors(&json(text))
            .map(|error| format!("{}: {error}", error.instance_path()))
            .take(5)
            .collect();
        assert!(problems.is_empty(), "{name}: {problems:#?}\n{text}");
    }
    let last = good.last().unwrap();
    for (from, to) in changes {
        let broken = last.replacen(from, to, 1);
        assert_ne!(broken, *last, "{name}: {from}");
        assert!(
            !validator.is_valid(&json(&broken)),
            "{name}: {from} -> {to}"
        );
    }
}

#[test]
fn broken_files_are_rejected() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let vocabulary = ["fields", "classes", "stages", "wording"]
        .iter()
        .filter_map(|name| {
            std::fs::read_to_string(root.join(format!("rules/vocabulary/{name}.yaml"))).ok()
        })
        .chain([
            "fields:\n  - key: basis\n    zh: 设定依据\n    en: basis\n    headers: [依据]\n"
                .to_owned(),
        ])
        .collect::<Vec<_>>();
    told_apart(
        "vocabulary.schema.json",
        &vocabulary,
        &[
            ("fields:", "felder:"),
            ("key: basis", "kei: basis"),
            ("headers: [依据]", "headers: {a: b}"),
        ],
    );
    let organisation = "\
department: 江州市医疗保障局
units:
  - name: 江州市医疗保障局
    kind: 部门
    level: 市
    units:
      - {name: 基金监管科, kind: 内设机构, since: 2019-03-01}
"
    .to_owned();
    told_apart(
        "organisation.schema.json",
        &[organisation],
        &[
            ("units:", "unit:"),
            ("- name: 江州", "- nmae: 江州"),
            ("kind: 部门", "kinds: 部门"),
            ("{name: 基金监管科, ", "{"),
            ("level: 市", "level: [市]"),
        ],
    );
    let waivers = "\
waivers:
  - rule: penalty/hearing
    item: JZ-001
    reason: 由上级机关组织听证
    approver: 法规科科长
    document: 江医保发〔2026〕1号
    expires: 2027-01-01
"
    .to_owned();
    told_apart(
        "waivers.schema.json",
        &[waivers],
        &[
            ("waivers:", "waiver:"),
            ("reason: 由上级机关组织听证", ""),
            ("approver:", "aprover:"),
            ("rule: penalty/hearing", "rule: {id: penalty/hearing}"),
        ],
    );
    let config = "\
rules: [rules/own.yaml]
fail-on: warning
exclude: ['草稿/**']
"
    .to_owned();
    told_apart(
        "config.schema.json",
        &[config],
        &[
            ("rules:", "ruls:"),
            ("fail-on: warning", "fail-on: grave"),
            ("exclude: ['草稿/**']", "exclude: {a: b}"),
        ],
    );
    let list = "\
title: 江州市民政局权责清单
items:
  - name: 对骗取救助款的处罚
    type: 行政处罚
"
    .to_owned();
    told_apart(
        "list.schema.json",
        &[list],
        &[
            ("items:\n", "items: 一项\nx:\n"),
            ("title: 江州市民政局权责清单", "title: [江州市]"),
        ],
    );
}
