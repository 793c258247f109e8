//! Repeated and near-duplicate items as an officer reads them: what is said of each spelling, and of each copy.
#![allow(clippy::unwrap_used, clippy::expect_used)] // A failing test is meant to stop.

use std::path::Path;

use assert_cmd::Command;

fn checked(folder: &Path, files: &[&str], format: &str) -> String {
    let output = Command::cargo_bin("dutylint")
        .unwrap()
        .current_dir(folder)
        .args([
            "check",
            "--no-cache",
            "--no-config",
            "--select",
            "duplicates/",
        ])
        .args(["--format", format])
        .args(files)
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}

/// A list of penalties: title and names.
fn list(folder: &Path, file: &str, department: &str, names: &[&str]) {
    let mut text = format!("{department}权责清单,,\n序号,事项名称,权力类型\n");
    for (at, name) in names.iter().enumerate() {
        text.push_str(&format!("{},{name},行政处罚\n", at + 1));
    }
    std::fs::write(folder.join(file), text).unwrap();
}

const SPELLINGS: [&str; 4] = [
    "对未按规定办理养老机构备案的处罚",
    "对未按规定办理养老机构备案的行政处罚",
    "对未按规定办理养老机构备案行为的处罚",
    "对未按规定办理养老机构备案处罚",
];

/// The words of the labels of the only finding.
fn labels(json: &str) -> Vec<String> {
    let report: serde_json::Value = serde_json::from_str(json).unwrap();
    let [finding] = report["findings"].as_array().unwrap().as_slice() else {
        panic!("{json}");
    };
    let labels = finding["labels"].as_array().unwrap();
    labels
        .iter()
        .map(|label| format!("{} {}", label["text"], label["message"]).replace('"', ""))
        .collect()
}

#[test]
fn each_spelling_of_a_cluster_tells_its_own_characters() {
    let folder = tempfile::tempdir().unwrap();
    list(folder.path(), "一.csv", "江州市民政局", &SPELLINGS);
    let told = labels(&checked(folder.path(), &["一.csv"], "json")).join("\n");
    assert!(
        told.contains("又一种写法：多“行为”") && told.contains("又一种写法：少“的”"),
        "{told}"
    );
    for (at, (place, name)) in ["江州市", "云溪市", "临水县", "东山县"]
        .iter()
        .zip(SPELLINGS)
        .enumerate()
    {
        let file = format!("{}.csv", ["甲", "乙", "丙", "丁"][at]);
        list(folder.path(), &file, &format!("{place}民政局"), &[name]);
    }
    let files = ["甲.csv", "乙.csv", "丙.csv", "丁.csv"];
    let told = labels(&checked(folder.path(), &files, "json")).join("\n");
    assert!(
        told.contains("又一种写法：多“行为”") && told.contains("又一种写法：少“的”"),
        "{told}"
    );
}

#[test]
fn words_that_change_nothing_pair_short_names_too() {
    let folder = tempfile::tempdir().unwrap();
    let names = ["对骗取救助款的处罚", "对骗取救助款行为的行政处罚"];
    list(folder.path(), "一.csv", "江州市民政局", &names);
    let told = checked(folder.path(), &["一.csv"], "short");
    assert!(told.contains("只差：多“行为”，多“行政”"), "{told}");
}

#[test]
fn copies_and_other_rows_of_a_name_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("一.csv"),
        "江州市民政局权责清单,,,\n序号,事项名称,权力类型,备注\n1,殡葬设施审批,行政许可,\n\
         2,殡葬设施审批,行政许可,\n3,殡葬设施审批,其他行政权力,\n4,慈善组织认定,行政确认,甲\n5,慈善组织认定,行政确认,乙\n",
    )
    .unwrap();
    let told = checked(folder.path(), &["一.csv"], "short");
    assert!(told.contains("“殡葬设施审批”整行重复，共 2 次"), "{told}");
    assert!(
        told.contains("“殡葬设施审批”列在不同的权力类型下，共 2 处"),
        "{told}"
    );
    assert!(told.contains("列了 2 次，不同的只有：备注"), "{told}");
}

#[test]
fn headings_and_columns_of_levels_excuse_a_repetition() {
    let folder = tempfile::tempdir().unwrap();
    for text in [
        "江州市民政局权责清单,,\n序号,事项名称,权力类型\n一、省级行政权力,,\n1,殡葬设施审批,行政许可\n二、市级行政权力,,\n1,殡葬设施审批,行政许可\n",
        "江州市民政局权责清单,,,\n序号,事项名称,权力类型,行使层级\n1,殡葬设施审批,行政许可,省级\n2,殡葬设施审批,行政许可,市级\n",
    ] {
        std::fs::write(folder.path().join("一.csv"), text).unwrap();
        let told = checked(folder.path(), &["一.csv"], "short");
        assert!(
            told.contains("提示 “殡葬设施审批”在不同层级下都列了，共 2 处"),
            "{told}"
        );
        assert_eq!(told.matches("[duplicates/").count(), 1, "{told}");
    }
}
