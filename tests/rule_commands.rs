//! `test`, `new rule` and `explain --item`: what a writer of rules has.
#![allow(clippy::unwrap_used, clippy::expect_used)] // A failing test is meant to stop.

use std::path::Path;

use serde_json::Value;

fn run(folder: &Path, arguments: &[&str]) -> (String, String, i32) {
    let output = assert_cmd::Command::cargo_bin("dutylint")
        .unwrap()
        .current_dir(folder)
        .args(arguments)
        .args(["--color", "never"])
        .output()
        .unwrap();
    (
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap(),
        output.status.code().unwrap(),
    )
}

const RULES: &str = "
pack: own
title: {zh: 本局}
rules:
  - id: own/days
    title: {zh: 送达期限}
    severity: warning
    category: own
    for: text
    in: [duties]
    check: {pattern: {pattern: 十日}}
    message: {zh: '写的是「{text}」。'}
    examples:
      valid:
        - text: 七日内送达。
        - text: 十日内送达。
      invalid:
        - text: 作出决定后，十日内送达。
          flags: [十日]
        - text: 五日内送达。
        - text: 十日内送达，再过十日归档。
          flags: [十日]
          says: 七日
  - id: own/bare
    title: {zh: 没有例子}
    severity: info
    category: own
    for: item
    require: {present: basis}
    message: {zh: 没有依据。}
";

#[test]
fn a_new_rule_passes_its_own_tests() {
    let folder = tempfile::tempdir().unwrap();
    let (out, told, code) = run(
        folder.path(),
        &["new", "rule", "own/short-name", "-o", "own.yaml"],
    );
    assert_eq!((out.as_str(), code), ("", 0), "{told}");
    assert!(told.contains("dutylint test own.yaml"), "{told}");
    let (out, _, code) = run(folder.path(), &["test", "own.yaml"]);
    assert_eq!(code, 0, "{out}");
    assert_eq!(
        out,
        "1 条规则的 4 个例子：通过 4，误报 0，漏报 0，不符 0，读不出 0\n"
    );
    let (_, told, code) = run(
        folder.path(),
        &["new", "rule", "own/other", "-o", "own.yaml"],
    );
    assert_eq!(code, 2);
    assert!(told.contains("已经存在"), "{told}");
    let (_, told, code) = run(folder.path(), &["new", "rule", "Own Rule"]);
    assert_eq!(code, 2);
    assert!(told.contains("写法不对"), "{told}");
}

#[test]
fn examples_are_validated_noisy_missing_or_wrong() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("own.yaml"), RULES).unwrap();
    let (out, _, code) = run(folder.path(), &["test", "own.yaml", "--json"]);
    assert_eq!(code, 1);
    let results: Value = serde_json::from_str(&out).unwrap();
    let verdicts: Vec<&str> = results
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["verdict"].as_str().unwrap())
        .collect();
    assert_eq!(
        verdicts,
        ["validated", "noisy", "validated", "missing", "wrong"]
    );
    assert_eq!(results[2]["findings"][0]["text"], "十日");
    let (out, _, code) = run(folder.path(), &["test", "own.yaml"]);
    assert_eq!(code, 1);
    for told in [
        "误报[own/days]：正例第 2 例不该报，却报出了",
        "漏报[own/days]：反例第 2 例应当报，却没有报",
        "不符[own/days]：反例第 3 例报出的与例子所写不同",
        "应标出「十日」，实际标出「十日」「十日」；消息里应有「七日」",
        "own.yaml:16:11",
        "1 条规则的 5 个例子：通过 2，误报 1，漏报 1，不符 1，读不出 0",
        "没有例子的规则：own/bare",
    ] {
        assert!(out.contains(told), "{told}\n{out}");
    }
    let (out, _, _) = run(folder.path(), &["test", "own.yaml", "--lang", "en"]);
    assert!(
        out.contains("validated 2, noisy 1, missing 1, wrong 1, unreadable 0"),
        "{out}"
    );
}

#[test]
fn what_came_out_otherwise_than_the_snapshot_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let rules = folder.path().join("own.yaml");
    let snapshot = folder.path().join("own.snap");
    run(
        folder.path(),
        &["new", "rule", "own/short-name", "-o", "own.yaml"],
    );
    let (out, _, code) = run(folder.path(), &["test", "own.yaml", "--update"]);
    assert_eq!(code, 0, "{out}");
    assert!(out.contains("已写快照 own.snap"), "{out}");
    let written = std::fs::read_to_string(&snapshot).unwrap();
    assert!(
        written.contains("own/short-name:\n  - example: 1\n    findings:\n"),
        "{written}"
    );
    assert!(
        written.contains("says: \"名称「处罚」太短。\""),
        "{written}"
    );
    // The folder of the rules has the snapshot in it: it is no rule file.
    let (out, _, code) = run(folder.path(), &["test", "."]);
    assert_eq!(code, 0, "{out}");
    let changed = std::fs::read_to_string(&rules).unwrap();
    let changed = changed.replace("名称「{name}」太短。", "事项名称「{name}」太短。");
    std::fs::write(&rules, changed).unwrap();
    let (out, _, code) = run(folder.path(), &["test", "own.yaml"]);
    assert_eq!(code, 1);
    assert!(out.contains("与快照不同"), "{out}");
    let (_, _, code) = run(folder.path(), &["test", "own.yaml", "--update"]);
    assert_eq!(code, 0);
    let (_, _, code) = run(folder.path(), &["test", "own.yaml"]);
    assert_eq!(code, 0);
}

#[test]
fn the_built_in_examples_come_out_as_they_say() {
    let folder = tempfile::tempdir().unwrap();
    let (out, told, code) = run(folder.path(), &["test", "--as-of", "2026-11-21"]);
    assert_eq!(code, 0, "{out}{told}");
    assert!(out.contains("误报 0，漏报 0，不符 0，读不出 0"), "{out}");
}

const LIST: &str = "\
序号,项目名称,权力类型,设定依据,责任事项
1,对骗取救助款的处罚,行政处罚,《社会救助暂行办法》第六十八条,立案责任：及时立案。调查责任：全面调查。决定责任：作出决定。送达责任：七日内送达。
2,养老机构备案,其他行政权力,,受理责任：一次告知。
";

#[test]
fn why_a_rule_found_something_or_did_not() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("清单.csv"), LIST).unwrap();
    let why = |rule: &str, item: &str| {
        let arguments = ["explain", "--rule", rule, "--item", item, "清单.csv"];
        run(folder.path(), &arguments)
    };
    let (out, told, code) = why("penalty/notification", "1");
    assert_eq!(code, 0, "{told}");
    for line in [
        "第 1 项，序号 1：对骗取救助款的处罚",
        "范围 when：符合",
        "权力类型是行政处罚",
        "所以报出",
        "环节有：立案、",
        "→ ",
    ] {
        assert!(out.contains(line), "{line}\n{out}");
    }
    let (out, _, _) = why("penalty/notification", "养老机构备案");
    assert!(out.contains("范围 when：不符合，所以不查"), "{out}");
    assert!(out.contains("权力类型是其他行政权力"), "{out}");
    let (out, _, _) = why("penalty/decision", "#1");
    assert!(out.contains("满足"), "{out}");
    assert!(!out.contains("→"), "{out}");
    let (_, told, code) = why("penalty/decison", "1");
    assert_eq!(code, 2);
    assert!(told.contains("penalty/decision"), "{told}");
    let (_, told, code) = why("penalty/decision", "7");
    assert_eq!(code, 2);
    assert!(told.contains("共 2 项"), "{told}");
}

#[test]
fn what_was_compared_is_told_of_citations_and_of_all_lists() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("清单.csv"), LIST).unwrap();
    let other = "序号,事项名称,权力类型\n1,对骗取救助款行为的处罚,行政处罚\n";
    std::fs::write(folder.path().join("另一份.csv"), other).unwrap();
    let why = |rule: &str, lists: &[&str]| {
        let mut arguments = vec![
            "explain",
            "--rule",
            rule,
            "--item",
            "1",
            "--as-of",
            "2024-12-01",
        ];
        arguments.extend(lists);
        let (out, told, code) = run(folder.path(), &arguments);
        assert_eq!(code, 0, "{told}");
        out
    };
    let out = why("law/ended", &["清单.csv"]);
    for line in [
        "认作《社会救助暂行办法》（行政法规），2024-12-01 有效",
        "核对的条款：第六十八条",
        "没有抄条文，只核对名称、版本和条款号",
    ] {
        assert!(out.contains(line), "{line}\n{out}");
    }
    let rule = "duplicates/similar-name-across-lists";
    let out = why(rule, &["清单.csv"]);
    assert!(
        out.contains("本事项拿来比较的是「对骗取救助款的处罚」"),
        "{out}"
    );
    assert!(out.contains("只与本清单其余 1 处比较"), "{out}");
    let out = why(rule, &["清单.csv", "另一份.csv"]);
    assert!(out.contains("另外 1 份清单的 1 处比较"), "{out}");
}

#[test]
fn the_page_of_one_rule_has_its_examples() {
    let folder = tempfile::tempdir().unwrap();
    let (out, _, code) = run(folder.path(), &["explain", "penalty/notification"]);
    assert_eq!(code, 0);
    for part in [
        "依据：",
        "对象：事项",
        "报什么、怎么改：",
        "会报出的：",
        "不会报出的：",
        "权力类型",
    ] {
        assert!(out.contains(part), "{part}\n{out}");
    }
}
