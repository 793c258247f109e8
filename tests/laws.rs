//! Tables of laws of one's own, from the command line and from the configuration.
#![allow(clippy::unwrap_used, clippy::expect_used)] // A failing test is meant to stop.

const LIST: &str = "\
序号,职权名称,职权类型,设定依据
1,对损坏灯塔行为的处罚,行政处罚,《江州市灯塔管理办法》第四十条
2,对擅自熄灭灯塔行为的处罚,行政处罚,《江州市旧灯塔规定》第三条
3,对灯塔管理情况的检查,行政检查,《教育督导条例》（国务院令第625号）第三条
";

const LAWS: &str = "\
source: 江州市政府公报
laws:
  - title: 江州市灯塔管理办法
    class: 地方政府规章
    versions: [{adopted: 2020-03-05, in-force: 2020-07-01, articles: 32}]
  - title: 教育督导条例
    numbers: [国务院令第625号]
repeals:
  - {title: 江州市旧灯塔规定, by: 江州市灯塔管理办法, article: 32, from: 2020-07-01}
";

struct Folder(tempfile::TempDir);

impl Folder {
    fn new(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        Self(folder)
    }

    /// Exit code, and standard output with standard error.
    fn run(&self, arguments: &[&str]) -> (i32, String) {
        let output = assert_cmd::Command::cargo_bin("dutylint")
            .unwrap()
            .current_dir(self.0.path())
            .env("DUTYLINT_LANG", "zh")
            .args(arguments)
            .output()
            .unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        let told = text(output.stdout) + &text(output.stderr);
        (output.status.code().unwrap(), told)
    }
}

const CHECK: [&str; 6] = [
    "check",
    "清单.csv",
    "--as-of",
    "2024-01-01",
    "--select",
    "law/",
];

#[test]
fn a_table_adds_and_corrects() {
    let folder = Folder::new(&[("清单.csv", LIST), ("法律.yaml", LAWS)]);
    let (_, without) = folder.run(&CHECK);
    assert!(
        without.contains("未收录《江州市灯塔管理办法》"),
        "{without}"
    );
    assert!(without.contains("《教育督导条例》的文号是"), "{without}");
    let (code, with) = folder.run(&[&CHECK[..], &["--laws", "法律.yaml"]].concat());
    assert_eq!(code, 1, "{with}");
    assert!(
        with.contains("《江州市灯塔管理办法》没有第四十条，最后一条是第 32 条"),
        "{with}"
    );
    assert!(
        with.contains("《江州市旧灯塔规定》已于 2020-07-01 废止"),
        "{with}"
    );
    assert!(!with.contains("教育督导条例"), "{with}");
}

#[test]
fn titles_of_a_table_are_known_without_brackets() {
    let list = LIST.replace("《江州市灯塔管理办法》", "江州市灯塔管理办法");
    let folder = Folder::new(&[("清单.csv", &list), ("法律.yaml", LAWS)]);
    let (_, told) = folder.run(&CHECK);
    assert!(!told.contains("第四十条"), "{told}");
    let (code, told) = folder.run(&[&CHECK[..], &["--laws", "法律.yaml"]].concat());
    assert_eq!(code, 1, "{told}");
    assert!(told.contains("第四十条"), "{told}");
    let (_, told) = folder.run(&["extract", "清单.csv", "--laws", "法律.yaml"]);
    assert!(told.contains("\"title\": \"江州市灯塔管理办法\""), "{told}");
}

#[test]
fn the_configuration_names_tables() {
    let folder = Folder::new(&[
        ("清单.csv", LIST),
        ("法律.yaml", LAWS),
        ("dutylint.yaml", "laws: [法律.yaml]\n"),
    ]);
    let (_, told) = folder.run(&CHECK);
    assert!(
        told.contains("《江州市灯塔管理办法》没有第四十条"),
        "{told}"
    );
    let (_, told) = folder.run(&[&CHECK[..], &["--no-config"]].concat());
    assert!(told.contains("未收录《江州市灯塔管理办法》"), "{told}");
}

#[test]
fn later_tables_come_first() {
    let folder = Folder::new(&[
        ("清单.csv", LIST),
        ("法律.yaml", LAWS),
        (
            "改.yaml",
            "laws: [{title: 江州市灯塔管理办法, versions: [{articles: 41}]}]\n",
        ),
    ]);
    let (_, told) =
        folder.run(&[&CHECK[..], &["--laws", "法律.yaml", "--laws", "改.yaml"]].concat());
    assert!(!told.contains("没有第四十条"), "{told}");
    assert!(told.contains("江州市旧灯塔规定"), "{told}");
}

#[test]
fn mistakes_in_a_table_stop_the_check() {
    let folder = Folder::new(&[
        ("清单.csv", LIST),
        (
            "法律.yaml",
            "laws:\n  - title: 甲办法\n    clas: 行政法规\n",
        ),
    ]);
    let (code, told) = folder.run(&[&CHECK[..], &["--laws", "法律.yaml"]].concat());
    assert_eq!(code, 2, "{told}");
    assert!(told.contains("法律.yaml:3:5"), "{told}");
    assert!(told.contains("class"), "{told}");
}

const TEXT: &str = "\
江州市灯塔管理办法
（2020年3月5日江州市人民政府令第12号公布，自2020年7月1日起施行）

第一条　为了规范灯塔管理，制定本办法。
第二条　灯塔管理单位应当建立账簿，如实记录检查情况。
第三条　损坏灯塔的，处五千元以上三万元以下罚款。
";

#[test]
fn texts_are_imported_and_quotations_corrected() {
    let folder = Folder::new(&[
        ("办法.txt", TEXT),
        (
            "清单.csv",
            "序号,职权名称,职权类型,设定依据\n1,对损坏灯塔行为的处罚,行政处罚,《江州市灯塔管理办法》第三条：损坏灯塔的，处五千元以上五万元以下罚款。\n2,对灯塔的检查,行政检查,《江州市灯塔管理办法》第二条：灯塔管理单位应当建立帐簿，如实记录检查情况。\n",
        ),
    ]);
    let (code, told) = folder.run(&["laws", "import", ".", "-o", "本地.dutylaw"]);
    assert_eq!(code, 0, "{told}");
    assert!(told.contains("1 个版本、3 条"), "{told}");
    let (_, told) = folder.run(&[&CHECK[..], &["--laws", "本地.dutylaw"]].concat());
    assert!(
        told.contains("law/altered-quotation") && told.contains("不一致，“五万”应为"),
        "{told}"
    );
    assert!(told.contains("law/variant-characters"), "{told}");
    let (code, told) = folder.run(&[
        "laws",
        "show",
        "江州市灯塔管理办法",
        "--laws",
        "本地.dutylaw",
    ]);
    assert_eq!(code, 0, "{told}");
    assert!(
        told.contains("2020-07-01") && told.contains("有 3 条的文字"),
        "{told}"
    );
}

#[test]
fn what_is_known_is_shown_with_its_sources() {
    let folder = Folder::new(&[("法律.yaml", LAWS)]);
    let (code, told) = folder.run(&["laws", "show", "教育督导条例", "--laws", "法律.yaml"]);
    assert_eq!(code, 0);
    assert!(
        told.contains("国务院令第625号  [江州市政府公报（法律.yaml:"),
        "{told}"
    );
    assert!(told.contains("china-law-db:"), "{told}");
    let (code, told) = folder.run(&["laws", "show", "教育督到条例"]);
    assert_eq!(code, 2);
    assert!(told.contains("教育督导条例"), "{told}");
    let (code, told) = folder.run(&["laws", "search", "医疗保障", "监督"]);
    assert_eq!(code, 0);
    assert!(
        told.contains("《医疗保障基金使用监督管理条例》 行政法规"),
        "{told}"
    );
}

#[test]
fn an_update_tells_what_it_changes() {
    let newer = "laws:\n- title: 江州市灯塔管理办法\n  versions: [{adopted: 2020-03-05, articles: 33}, {adopted: 2025-01-01}]\n- title: 江州市新办法\n";
    let folder = Folder::new(&[("法律.yaml", LAWS), ("新.yaml", newer)]);
    let (code, told) = folder.run(&[
        "laws",
        "update",
        "新.yaml",
        "--laws",
        "法律.yaml",
        "-o",
        "合并.yaml",
    ]);
    assert_eq!(code, 0, "{told}");
    for expected in [
        "articles 由 32 改为 33",
        "《江州市灯塔管理办法》新增 2025-01-01 的版本",
        "新增《江州市新办法》",
        "共 3 处改变",
    ] {
        assert!(told.contains(expected), "{expected}: {told}");
    }
    let (code, told) = folder.run(&["laws", "show", "江州市旧灯塔规定", "--laws", "合并.yaml"]);
    assert_eq!(code, 0, "{told}");
}

#[test]
fn the_table_itself_is_checked() {
    let folder = Folder::new(&[(
        "法律.yaml",
        "laws: [{title: 甲办法, versions: [{adopted: 2020-01-01}], ended: {on: 2021-01-01, by: 乙办法}}]\n",
    )]);
    let (code, told) = folder.run(&["laws", "check", "--as-of", "2026-11-21"]);
    assert_eq!(code, 0, "{told}");
    let (code, told) = folder.run(&[
        "laws",
        "check",
        "--laws",
        "法律.yaml",
        "--as-of",
        "2026-11-21",
    ]);
    assert_eq!(code, 1, "{told}");
    assert!(told.contains("dead-replacement 《甲办法》"), "{told}");
}
