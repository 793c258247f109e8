//! `org import`: organisation files drafted from tables as offices have them, and from lists.
#![allow(clippy::unwrap_used, clippy::expect_used)] // A failing test is meant to stop.

use std::path::Path;

use assert_cmd::Command;

fn dutylint(folder: &Path, arguments: &[&str]) -> (String, String, i32) {
    let output = Command::cargo_bin("dutylint")
        .unwrap()
        .current_dir(folder)
        .args(arguments)
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (
        text(&output.stdout),
        text(&output.stderr),
        output.status.code().unwrap(),
    )
}

const TABLE: &str = "机构名称,上级机构,机构类别,设立日期,曾用名,简称,并入,撤销日期\r\n\
    江州市民政局,,部门,2010年3月1日,,市民政局,,\r\n\
    社会救助科,江州市民政局,内设机构,,低保科（至2015/6/1）,,,\r\n\
    优抚科,江州市民政局,内设机构,,,,社会救助科,2018年1月1日\r\n";

#[test]
fn a_table_is_read_as_excel_saves_it() {
    let folder = tempfile::tempdir().unwrap();
    let bom = [b"\xEF\xBB\xBF", TABLE.as_bytes()].concat();
    let (gb18030, ..) = encoding_rs::GB18030.encode(TABLE);
    let tabs = TABLE.replace(',', "\t");
    let utf16: Vec<u8> = std::iter::once(0xFEFF)
        .chain(tabs.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    let mut drafts = Vec::new();
    for (name, bytes) in [
        ("带标记.csv", bom),
        ("国标.csv", gb18030.into_owned()),
        ("统一码.txt", utf16),
    ] {
        std::fs::write(folder.path().join(name), bytes).unwrap();
        let (draft, troubles, code) = dutylint(folder.path(), &["org", "import", name]);
        assert_eq!((code, troubles.as_str()), (0, ""), "{name}: {draft}");
        drafts.push(draft);
    }
    assert!(
        drafts.iter().all(|draft| *draft == drafts[0]),
        "{drafts:#?}"
    );
    assert!(
        drafts[0].contains("    since: 2010-03-01\n"),
        "{}",
        drafts[0]
    );
    assert!(
        drafts[0].contains("      - name: 低保科\n        until: 2015-06-01\n"),
        "{}",
        drafts[0]
    );
    assert!(
        drafts[0].contains("    merged-into: 社会救助科\n"),
        "{}",
        drafts[0]
    );
}

#[test]
fn a_draft_is_checked_used_and_never_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("机构.csv"), TABLE).unwrap();
    let run = |arguments: &[&str]| dutylint(folder.path(), arguments);
    let (told, _, code) = run(&["org", "import", "机构.csv", "-o", "机构.yaml"]);
    assert_eq!(code, 0, "{told}");
    assert!(told.contains("已起草 3 个机构"), "{told}");
    assert_eq!(run(&["org", "check", "机构.yaml"]).2, 0);
    let (_, troubles, code) = run(&["org", "import", "机构.csv", "-o", "机构.yaml"]);
    assert_eq!(code, 2);
    assert!(troubles.contains("已经存在"), "{troubles}");
    let list =
        "序号,事项名称,权力类型,行使主体,承办机构\n1,临时救助金给付,行政给付,江州市民政局,优抚科\n";
    std::fs::write(folder.path().join("清单.csv"), list).unwrap();
    let arguments = [
        "check",
        "--org",
        "机构.yaml",
        "--select",
        "organisation/unit",
        "--format",
        "short",
        "--no-config",
        "清单.csv",
    ];
    assert!(run(&arguments).2 < 2);
}

#[test]
fn lists_draft_a_file_that_loads() {
    let folder = tempfile::tempdir().unwrap();
    let mut list = String::from("江州市水利局权责清单\n序号,事项名称,权力类型,行使主体,承办机构\n");
    for number in 1..=9 {
        let unit = if number == 4 {
            "水政检察支队"
        } else {
            "水政监察支队/河湖科"
        };
        list.push_str(&format!(
            "{number},对第{number}类堤防破坏行为的处罚,行政处罚,江州市水利局,{unit}\n"
        ));
    }
    std::fs::write(folder.path().join("清单.csv"), list).unwrap();
    let (draft, troubles, code) = dutylint(folder.path(), &["org", "import", "清单.csv"]);
    assert_eq!((code, troubles.as_str()), (0, ""), "{draft}");
    assert!(draft.contains("另有写法“水政检察支队”（1 处）"), "{draft}");
    assert_eq!(
        draft.matches("    parent: 江州市水利局\n").count(),
        2,
        "{draft}"
    );
    std::fs::write(folder.path().join("草稿.yaml"), draft).unwrap();
    assert_eq!(dutylint(folder.path(), &["org", "check", "草稿.yaml"]).2, 0);
    let (_, troubles, code) = dutylint(folder.path(), &["org", "import", "没有.csv"]);
    assert_eq!(code, 2);
    assert!(troubles.contains("没有.csv"), "{troubles}");
}

#[test]
fn words_of_an_office_take_effect_everywhere() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    let run = |arguments: &[&str]| dutylint(folder.path(), arguments);
    write(
        "机构.yaml",
        "units:\n  - {name: 江州市民政局, kind: 部门}\n  - {name: 江州园区, kind: 园区, parent: 江州市民政局}\n",
    );
    write(
        "清单.csv",
        "序号,事项名称,权力类型,行使主体,承办机构\n1,对甲的处罚,行政处罚,江州市民政局,江州园区\n2,乙的备案,其他行政权力,江州市民政局,网格长\n",
    );
    let check = [
        "check",
        "清单.csv",
        "--org",
        "机构.yaml",
        "--no-cache",
        "--select",
        "organisation/",
        "--format",
        "short",
    ];
    let (_, troubles, code) = run(&["org", "check", "机构.yaml"]);
    assert!(
        code == 2 && troubles.contains("没有“园区”这个机构类别"),
        "{troubles}"
    );
    write(
        "dutylint.yaml",
        "vocabulary: [词表.yaml]\nrules: [规则.yaml]\n",
    );
    write(
        "词表.yaml",
        "units:\n  kinds: [{name: 园区, endings: [园区], decides-penalties: false}]\n  posts: [网格长]\n",
    );
    write(
        "规则.yaml",
        "pack: own\ntitle: {zh: 园区, en: parks}\nrules:\n  - id: own/park\n    title: {zh: 园区, en: park}\n    severity: info\n    category: organisation\n    for: item\n    forbid: {unit: {field: unit, kind: 园区}}\n    message: {zh: 由园区承办。, en: a park is in charge}\n    examples:\n      valid: [{item: {事项名称: 甲, 承办机构: 法规科}}]\n      invalid: [{item: {事项名称: 甲, 承办机构: 江州园区}}]\n",
    );
    let (shown, troubles, code) = run(&["org", "show", "机构.yaml"]);
    assert!(
        code == 0 && shown.contains("江州园区  [园区]"),
        "{shown}{troubles}"
    );
    let (draft, troubles, _) = run(&["org", "import", "清单.csv"]);
    assert!(
        draft.contains("kind: 园区") && !draft.contains("网格长"),
        "{draft}{troubles}"
    );
    let (found, troubles, _) = run(&check);
    assert!(
        found.contains("“江州园区”是园区，没有登记授权或者委托")
            && found.contains("责任单位只写了“网格长”")
            && !found.contains("没有“江州园区”"),
        "{found}{troubles}"
    );
    let (found, troubles, _) = run(&[
        "check",
        "清单.csv",
        "--no-cache",
        "--select",
        "own/",
        "--format",
        "short",
    ]);
    assert!(found.contains("由园区承办"), "{found}{troubles}");
    write(
        "词表.yaml",
        "units:\n  template-actors: ['(']\n  post: [网格长]\n",
    );
    let (_, troubles, code) = run(&check);
    assert!(
        code == 2 && troubles.contains("post") && troubles.contains("词表.yaml"),
        "{troubles}"
    );
}
