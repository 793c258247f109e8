//! One defect is one finding; what takes its time is part of a page and of `--thorough`, and of nothing else.
#![allow(clippy::unwrap_used, clippy::expect_used)] // A failing test is meant to stop.

use std::path::Path;

/// The rules that told something about a list of these rows, with the flagged text, in the order of the file.
fn told(rows: &str, arguments: &[&str]) -> Vec<(String, String)> {
    let folder = tempfile::tempdir().unwrap();
    let header = "序号,事项名称,权力类型,责任事项,追责情形\n";
    std::fs::write(folder.path().join("清单.csv"), format!("{header}{rows}")).unwrap();
    let mut told = Vec::new();
    for line in check(folder.path(), arguments).lines() {
        let value: serde_json::Value = serde_json::from_str(line).unwrap();
        if value["kind"] == "finding" {
            let text = |key: &str| value[key].as_str().unwrap().to_owned();
            told.push((text("rule"), text("text")));
        }
    }
    told
}

fn check(folder: &Path, arguments: &[&str]) -> String {
    let output = assert_cmd::Command::cargo_bin("dutylint")
        .unwrap()
        .current_dir(folder)
        .args(["check", "--no-config", "--as-of", "2026-01-01", "清单.csv"])
        .args(["-o", "jsonl"])
        .args(arguments)
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}

fn one(rule: &str, text: &str) -> Vec<(String, String)> {
    vec![(rule.to_owned(), text.to_owned())]
}

#[test]
fn a_slip_that_two_rules_see_is_told_once() {
    let usual = "依法作出处理决定并且告知当事人承担相应责任。";
    let rows = |odd: &str| -> String {
        let row = |(at, text): (usize, &str)| format!("{at},对甲{at}的处罚,行政处罚,{text},\n");
        let rows = [usual, usual, usual, usual, odd].into_iter();
        rows.enumerate().map(row).collect()
    };
    let slips = ["--select", "slips,text", "--thorough"];
    let found = |wrong: &str, right: &str| told(&rows(&usual.replace(right, wrong)), &slips);
    assert_eq!(
        found("承当相应", "承担相应"),
        one("slips/confusable", "承当相应")
    );
    assert_eq!(
        found("做出处理", "作出处理"),
        one("slips/usage", "做出处理")
    );
    assert_eq!(
        found("告知告知当", "告知当"),
        one("text/repeated-word", "告知告知")
    );
    // Where the one that says more is not asked for, the other speaks.
    let alone = ["--select", "slips/odd-phrase"];
    assert_eq!(
        told(&rows(&usual.replace("担相应", "当相应")), &alone),
        one("slips/odd-phrase", "当")
    );
}

#[test]
fn the_statistical_model_is_asked_for_pages_and_where_it_is_wanted() {
    let row = "1,对甲的处罚,行政处罚,违反本条例规定的，由县级以上人民政府责令限其改正。,\n";
    let found = |arguments: &[&str]| {
        let told = told(row, arguments);
        told.iter()
            .any(|(rule, _)| rule == "slips/strange-character")
    };
    assert!(!found(&[]));
    assert!(found(&["--thorough"]));
    assert!(found(&["-o", "html:page.html"]));
    assert!(!found(&["-o", "html:page.html", "--no-thorough"]));
    assert!(!found(&["-o", "html:page.html", "--profile", "publish"]));
}
