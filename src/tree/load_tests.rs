use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::*;
use crate::source::Source;

#[derive(Debug, Deserialize, JsonSchema, PartialEq)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Pack {
    version: u32,
    rules: Vec<Rule>,
    #[serde(default)]
    names: BTreeMap<Spanned<String>, Vec<Spanned<String>>>,
    #[serde(default)]
    strict: Option<bool>,
    ratio: Option<f64>,
}

#[derive(Debug, Deserialize, JsonSchema, PartialEq)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Rule {
    id: Spanned<String>,
    severity: Severity,
    require: Condition,
    fall_back: Option<Severity>,
    since: Option<String>,
}

#[derive(Debug, Deserialize, JsonSchema, PartialEq, Clone, Copy)]
#[serde(rename_all = "kebab-case")]
enum Severity {
    /// Wrong.
    Error,
    /// Likely wrong.
    Warning,
}

#[derive(Debug, Deserialize, JsonSchema, PartialEq)]
#[serde(rename_all = "kebab-case")]
enum Condition {
    All(Vec<Condition>),
    Not(Box<Condition>),
    Matches(Spanned<String>),
    Field { name: String, is: String },
    Anything,
}

fn read(text: &str) -> Result<Pack, Vec<Problem>> {
    load(&Source::new("包.yaml", text.to_owned(), "UTF-8"))
}

#[test]
fn a_file_becomes_its_type() {
    let text = "version: 1\nstrict: true\nratio: 0.5\nnames: {行政许可: [许可, '行政 许可']}\nrules:\n  - id: \"甲-1\"\n    severity: error\n    since: 2024-01-01\n    require:\n      all:\n        - matches: ^\\d+$\n        - not: {field: {name: 12, is: 乙}}\n        - anything\n";
    let pack = read(text).unwrap();
    assert_eq!(pack.version, 1);
    let rule = &pack.rules[0];
    assert_eq!(&text[rule.id.span.range()], "甲-1");
    assert_eq!(rule.since.as_deref(), Some("2024-01-01"));
    let Condition::All(parts) = &rule.require else {
        panic!()
    };
    let Condition::Matches(pattern) = &parts[0] else {
        panic!()
    };
    assert_eq!(&text[pattern.span.range()], "^\\d+$");
    assert_eq!(parts[2], Condition::Anything);
    let (name, synonyms) = pack.names.iter().next().unwrap();
    assert_eq!(&text[name.span.range()], "行政许可");
    assert_eq!(&text[synonyms[1].span.range()], "行政 许可");
}

#[test]
fn all_problems_are_told_at_once() {
    let text = "\
verson: 1
rules:
  - id: 甲
    sevrity: error
    require: {matchs: x}
  - id: [乙]
    severity: warn
    require:
      all: {matches: x}
    since:
  - id: 丙
    severity: Error
    fall-back: eror
    require: everything
  - 丁
strict: '是'
";
    let problems = read(text).unwrap_err();
    let told: Vec<(&str, &str)> = problems
        .iter()
        .map(|problem| (&text[problem.span.range()], problem.message.zh.as_str()))
        .collect();
    let has = |at: &str, words: &str| {
        assert!(
            told.iter()
                .any(|(span, zh)| *span == at && zh.contains(words)),
            "{at} {words}: {told:#?}"
        );
    };
    has("verson", "不认识的键");
    has("verson", "“version”");
    has("sevrity", "不认识的键");
    has("id", "“severity”");
    has("matchs", "不认识的键");
    has("[乙]", "应当是文字");
    has("warn", "不认识的值");
    has("{matches: x}", "应当是列表");
    has("Error", "不认识的值");
    has("eror", "不认识的值");
    has("everything", "不认识的值");
    has("丁", "应当是键值对");
    has("是", "true");
    assert_eq!(told.len(), 13, "{told:#?}");
    let help = |at: &str| {
        let problem = problems
            .iter()
            .find(|problem| &text[problem.span.range()] == at)
            .unwrap();
        problem.help.as_ref().unwrap().zh.clone()
    };
    assert!(
        help("warn").contains("是否应为“warning”"),
        "{}",
        help("warn")
    );
    assert!(help("matchs").contains("“matches”"));
    assert!(help("everything").contains("anything"));
}

#[test]
fn variants_are_single_keys() {
    let base = "version: 1\nrules:\n  - {id: 甲, severity: error, require: ";
    for (require, words) in [
        ("{matches: x, not: anything}", "只能写一个键"),
        ("{}", "不能为空"),
        ("matches", "缺少内容"),
        ("[anything]", "应当是"),
        ("", "应当是"),
    ] {
        let problems = read(&format!("{base}{require}}}\n")).unwrap_err();
        assert!(
            problems
                .iter()
                .any(|problem| problem.message.zh.contains(words)),
            "{require}: {problems:#?}"
        );
    }
}

#[test]
fn files_that_are_no_mapping() {
    for (text, words) in [
        ("", "version"),
        ("version：1\n", "键值对"),
        ("- 1\n", "键值对"),
        ("version: 1\nversion: 2\nrules: []\n", "重复"),
        ("version: 1\nrules: []\n---\nversion: 2\n", "一份文档"),
        ("version: -1\nrules: []\n", "不能小于"),
        ("version: '1'\nrules: []\n", "整数"),
        ("version: 99999999999\nrules: []\n", ""),
    ] {
        let problems = read(text).unwrap_err();
        assert!(
            problems[0].message.zh.contains(words),
            "{text}: {problems:#?}"
        );
    }
    let colon = &read("version：1\n").unwrap_err()[0];
    assert!(colon.help.as_ref().unwrap().zh.contains("全角冒号"));
}

#[test]
fn a_spanned_value_is_transparent_elsewhere() {
    let value: Spanned<String> = serde_json::from_str("\"甲\"").unwrap();
    assert_eq!(*value, "甲");
    assert_eq!(serde_json::to_string(&value).unwrap(), "\"甲\"");
    let own = schemars::schema_for!(Spanned<Vec<u32>>);
    let bare = schemars::schema_for!(Vec<u32>);
    assert_eq!(own, bare);
}

#[test]
fn json_files_are_strict() {
    let source = Source::new("包.json", "{version: 1}".into(), "UTF-8");
    assert!(load::<Pack>(&source).is_err());
    let source = Source::new("包.json", "{\"version\": 1, \"rules\": []}".into(), "UTF-8");
    assert_eq!(load::<Pack>(&source).unwrap().version, 1);
}
