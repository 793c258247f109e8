//! `--statistics`: what was in the scope of a rule, what was looked at, what failed, what was waived.
#![allow(clippy::unwrap_used, clippy::expect_used)] // A failing test is meant to stop.

use serde_json::Value;

const LIST: &str = "\
权力编码,项目名称,权力类型,责任事项
A1,对甲的处罚,行政处罚,一次告知。七日内送达。
A2,对乙的处罚,行政处罚,按规定办理。
A3,对丙的检查,行政检查,七日内送达。
A4,对丁的检查,行政检查,按规定办理。
";

const RULES: &str = "
pack: own
title: {zh: 本局}
rules:
  - id: own/any-text
    title: {zh: 七日}
    severity: warning
    category: own
    for: text
    in: [duties]
    check: {pattern: {pattern: 七日}}
    message: {zh: 写了七日。}
  - id: own/penalty-text
    title: {zh: 处罚中的七日}
    severity: warning
    category: own
    for: text
    in: [duties]
    when: {class: 行政处罚}
    check: {pattern: {pattern: 七日}}
    message: {zh: 写了七日。}
  - id: own/other-file
    title: {zh: 另一个文件}
    severity: warning
    category: own
    for: text
    files: ['**/别的*.csv']
    check: {pattern: {pattern: 七日}}
    message: {zh: 写了七日。}
  - id: own/first-match
    title: {zh: 分情形}
    severity: warning
    category: own
    for: text
    in: [duties]
    first-match: true
    assert:
      - when: {class: 行政处罚}
        check: {pattern: {pattern: 七日}}
      - check: {pattern: {pattern: 按规定}}
    message: {zh: 写法不妥。}
  - id: own/several
    title: {zh: 两项要求}
    severity: warning
    category: own
    for: item
    assert:
      - require: {present: basis}
      - when: {class: 行政处罚}
        require: {present: actor}
    message: {zh: 缺少内容。}
  - id: own/none
    title: {zh: 没有对象}
    severity: warning
    category: own
    for: item
    when: {class: 行政裁决}
    require: {present: basis}
    message: {zh: 缺少内容。}
  - id: own/codes
    title: {zh: 编码重复}
    severity: warning
    category: own
    for: all-lists
    check: {unique: {fields: [code]}}
    message: {zh: 编码重复。}
    labels: {first: {zh: 在这里}}
";

const WAIVERS: &str = "
waivers:
  - rule: own/any-text
    item: A1
    reason: 已报请审核
    approver: 王五
    document: 晨法〔2026〕1号
    expires: 2027-01-01
";

fn figures(folder: &std::path::Path) -> Vec<(String, [u64; 4], bool)> {
    let output = assert_cmd::Command::cargo_bin("dutylint")
        .unwrap()
        .current_dir(folder)
        .args(["check", "清单.csv", "--no-config", "--rules", "rules.yaml"])
        .args(["--select", "own/", "--statistics", "--format", "json"])
        .args(["--as-of", "2026-11-21", "--waivers", "waivers.yaml"])
        .output()
        .unwrap();
    let report: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)));
    let rules = report["summary"]["rules"].as_array().unwrap();
    let mut all = Vec::new();
    for rule in rules {
        let id = rule["rule"].as_str().unwrap();
        if id.starts_with("own/") {
            let number = |key: &str| rule[key].as_u64().unwrap();
            let keys = ["in_scope", "evaluated", "findings", "suppressed"];
            all.push((
                id.to_owned(),
                keys.map(number),
                rule["vacuous"].as_bool().unwrap(),
            ));
        }
    }
    all
}

#[test]
fn every_kind_of_rule_is_counted() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("清单.csv"), LIST).unwrap();
    std::fs::write(folder.path().join("rules.yaml"), RULES).unwrap();
    std::fs::write(folder.path().join("waivers.yaml"), WAIVERS).unwrap();
    let expected = [
        // All four texts are in scope, though two of them have none of its words.
        ("own/any-text", [4, 4, 1, 1], false),
        ("own/penalty-text", [2, 2, 1, 0], false),
        ("own/other-file", [0, 0, 0, 0], true),
        ("own/first-match", [4, 4, 2, 0], false),
        // The second requirement applies to two of four items; that it says the same of the same place
        // as the first is told once.
        ("own/several", [4, 6, 4, 0], false),
        ("own/none", [0, 0, 0, 0], true),
        ("own/codes", [4, 4, 0, 0], false),
    ];
    let expected: Vec<_> = expected
        .iter()
        .map(|(id, counts, vacuous)| ((*id).to_owned(), *counts, *vacuous))
        .collect();
    assert_eq!(figures(folder.path()), expected);
}
