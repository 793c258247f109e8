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
