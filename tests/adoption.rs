//! A repository with old findings adopts the tool: baseline, waivers, comments, changed rows.
#![allow(clippy::unwrap_used, clippy::expect_used)] // A failing test is meant to stop.

use std::path::Path;

use serde_json::Value;

const RULES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/cli/rules.yaml");
const LIST: &str = include_str!("../testdata/cli/清单.csv");

struct Repository(tempfile::TempDir);

impl Repository {
    fn new(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let repository = Self(folder);
        for (name, text) in files {
            repository.write(name, text);
        }
        repository
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path().join(name), text).unwrap();
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path().join(name)).unwrap()
    }

    /// Exit code, standard output and standard error.
    fn run(&self, arguments: &[&str]) -> (i32, String, String) {
        let output = assert_cmd::Command::cargo_bin("dutylint")
            .unwrap()
            .current_dir(self.path())
            .args(arguments)
            .args([
                "--rules",
                RULES,
                "--select",
                "cli,suppress",
                "--as-of",
                "2026-01-31",
            ])
            .output()
            .unwrap();
        (
            output.status.code().unwrap(),
            String::from_utf8(output.stdout).unwrap(),
            String::from_utf8(output.stderr).unwrap(),
        )
    }

    fn json(&self, arguments: &[&str]) -> (i32, Value) {
        let (code, out, error) = self.run(&[&["check", "--format", "json"], arguments].concat());
        let value = serde_json::from_str(&out).unwrap_or_else(|_| panic!("{out}{error}"));
        (code, value)
    }
}

/// `rule` of the findings that count.
fn counted(document: &Value) -> Vec<&str> {
    document["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|finding| finding["suppressed"].is_null())
        .map(|finding| finding["rule"].as_str().unwrap())
        .collect()
}

#[test]
fn only_what_is_new_counts_after_a_baseline() {
    let repository = Repository::new(&[("清单.csv", LIST)]);
    let baseline = ["--baseline", "旧.json"];
    let (code, _, said) = repository.run(&["baseline", "write", ".", "--baseline", "旧.json"]);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("2 处问题"), "{said}");
    let (code, document) = repository.json(&[".", "--baseline", "旧.json"]);
    assert_eq!((code, counted(&document).len()), (0, 0));
    assert_eq!(document["baseline"]["known"], 2);

    // Sorted, renumbered, moved to another name and form; one new item without a basis.
    let mut rows: Vec<String> = LIST
        .lines()
        .skip(1)
        .map(|row| row[2..].to_owned())
        .collect();
    rows.reverse();
    rows.insert(0, "孤儿认定,行政确认,江州市民政局,".to_owned());
    let mut text = String::from("序号\t事项名称\t权力类型\t行使主体\t设定依据\n");
    for (index, row) in rows.iter().enumerate() {
        text.push_str(&format!("{}\t{}\n", index + 1, row.replacen(',', "\t", 3)));
    }
    std::fs::remove_file(repository.path().join("清单.csv")).unwrap();
    repository.write("民政.tsv", &text);
    let (code, document) = repository.json(&[".", "--baseline", "旧.json"]);
    assert_eq!((code, counted(&document)), (1, vec!["cli/basis"]));

    // The value changed: the old finding is another one now.
    repository.write("民政.tsv", &text.replace("骗取骗取", "冒领冒领"));
    let (_, document) = repository.json(&[".", "--baseline", "旧.json"]);
    assert_eq!(counted(&document), ["cli/basis", "cli/twice"]);

    // Corrected: gone from the baseline when pruned, and reported until then.
    repository.write("民政.tsv", &text.replace("骗取骗取", "骗取"));
    let (code, _, said) = repository.run(&[&["baseline", "check", "."], &baseline[..]].concat());
    assert_eq!(code, 1, "{said}");
    assert!(
        said.contains("已消失") && said.contains("cli/twice"),
        "{said}"
    );
    let (code, _, said) = repository.run(&[&["baseline", "prune", "."], &baseline[..]].concat());
    assert_eq!(code, 0, "{said}");
    assert_eq!(repository.read("旧.json").matches("\"count\"").count(), 1);
}

#[test]
fn a_baseline_that_is_none_or_is_not_there_ends_the_run() {
    let repository = Repository::new(&[("清单.csv", LIST), ("旧.json", "{}")]);
    for name in ["旧.json", "没有.json"] {
        let (code, _, said) = repository.run(&["check", "清单.csv", "--baseline", name]);
        assert_eq!(code, 2, "{said}");
        assert!(said.contains(name), "{said}");
    }
}

#[test]
fn waivers_are_written_filled_in_and_in_force() {
    let repository = Repository::new(&[("清单.csv", LIST)]);
    let (_, _, said) = repository.run(&["check", "清单.csv", "--add-waivers", "豁免.yaml"]);
    assert!(said.contains("2 条豁免"), "{said}");
    // Yet without reason and approval: no effect, and told.
    let (code, document) = repository.json(&["清单.csv", "--waivers", "豁免.yaml"]);
    assert_eq!(code, 1);
    assert!(counted(&document).contains(&"suppress/malformed"));
    assert!(counted(&document).contains(&"cli/basis"));
    let filled = repository
        .read("豁免.yaml")
        .replace("reason: ''", "reason: 上级目录尚未公布")
        .replace("approver: ''", "approver: 某某")
        .replace("document: ''", "document: 江府办〔2026〕1号")
        .replace("expires: ''", "expires: '2026-12-31'");
    repository.write("豁免.yaml", &filled);
    let (code, document) = repository.json(&["清单.csv", "--waivers", "豁免.yaml"]);
    assert_eq!((code, counted(&document).len()), (0, 0), "{document:#}");
    assert_eq!(document["waivers"][0]["state"], "active");
    let (_, page, _) = repository.run(&["check", "清单.csv", "--waivers", "豁免.yaml"]);
    assert!(
        page.contains("江府办〔2026〕1号") && page.contains("某某批准"),
        "{page}"
    );
    // Appending keeps what is there.
    repository.write(
        "清单.csv",
        &format!("{LIST}4,孤儿认定,行政确认,江州市民政局,\n"),
    );
    let arguments = [
        "check",
        "清单.csv",
        "--waivers",
        "豁免.yaml",
        "--add-waivers",
        "豁免.yaml",
    ];
    repository.run(&arguments);
    assert!(repository.read("豁免.yaml").starts_with(&filled));
    assert!(repository.read("豁免.yaml").contains("孤儿认定"));
}

#[test]
fn an_expired_waiver_is_an_error_in_its_register() {
    let register = "waivers:\n- rule: cli\n  reason: 旧\n  approver: 某某\n  document: 江府办〔2025〕1号\n  expires: 2025-12-31\n";
    let repository = Repository::new(&[("清单.csv", LIST), ("豁免.yaml", register)]);
    let (code, document) = repository.json(&["清单.csv", "--waivers", "豁免.yaml"]);
    assert_eq!(code, 1);
    let expired = document["findings"]
        .as_array()
        .unwrap()
        .iter()
        .find(|finding| finding["rule"] == "suppress/expired")
        .unwrap();
    assert_eq!(expired["file"], "豁免.yaml");
    assert_eq!(expired["text"], "2025-12-31");
    assert_eq!(expired["start"]["line"], 6);
    assert_eq!(counted(&document).len(), 3);
}

#[test]
fn comments_in_a_list_suppress_with_a_reason() {
    let list = "title: 江州市民政局权责清单\nitems:\n\
        # dutylint: ignore[cli/basis] 依据待上级明确\n\
        - name: 临时救助对象认定\n  type: 行政确认\n  actor: 江州市民政局\n\
        - name: 孤儿认定\n  type: 行政确认\n  actor: 江州市民政局\n";
    let repository = Repository::new(&[("清单.yaml", list)]);
    let (code, document) = repository.json(&["清单.yaml"]);
    assert_eq!((code, counted(&document).len()), (1, 1), "{document:#}");
    let suppressed = &document["findings"][0]["suppressed"];
    assert_eq!(suppressed["reason"], "依据待上级明确");
}

impl Repository {
    fn git(&self, arguments: &[&str]) {
        let output = std::process::Command::new("git")
            .arg("-C")
            .arg(self.path())
            .args([
                "-c",
                "user.name=测试",
                "-c",
                "user.email=test@example.invalid",
            ])
            .args(arguments)
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
}

/// `item: rule` of the findings that count.
fn counted_items(document: &Value) -> Vec<String> {
    document["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|finding| finding["suppressed"].is_null())
        .map(|finding| {
            format!(
                "{}: {}",
                finding["item"]["name"].as_str().unwrap(),
                finding["rule"].as_str().unwrap()
            )
        })
        .collect()
}

#[test]
fn since_a_revision_only_changed_items_count() {
    let repository = Repository::new(&[("清单.csv", LIST), ("别的.csv", LIST)]);
    repository.git(&["init", "-q"]);
    repository.git(&["add", "."]);
    repository.git(&["commit", "-q", "-m", "first"]);
    let (code, document) = repository.json(&[".", "--since", "HEAD"]);
    assert_eq!((code, counted(&document).len()), (0, 0), "{document:#}");
    // Rows move, the file is renamed, one item is new, another one changes.
    let mut rows: Vec<&str> = LIST.lines().skip(1).collect();
    rows.reverse();
    let header = LIST.lines().next().unwrap();
    let text = format!(
        "{header}\n{}\n9,孤儿认定,行政确认,江州市民政局,\n",
        rows.join("\n")
    );
    repository.git(&["mv", "清单.csv", "民政 清单.csv"]);
    repository.write("民政 清单.csv", &text);
    let (code, document) = repository.json(&[".", "--since", "HEAD"]);
    assert_eq!(
        (code, counted_items(&document)),
        (1, vec!["孤儿认定: cli/basis".to_owned()])
    );
    // Against a named file the same, without git.
    repository.write("旧.txt", LIST);
    std::fs::create_dir(repository.path().join("旧清单")).unwrap();
    repository.write("旧清单/民政 清单.csv", LIST);
    for old in ["旧.txt", "旧清单"] {
        let (_, document) = repository.json(&["民政 清单.csv", "--against", old]);
        assert_eq!(counted_items(&document), ["孤儿认定: cli/basis"], "{old}");
    }
    // A file that git does not know is new as a whole.
    repository.write("新.csv", LIST);
    let (_, document) = repository.json(&["新.csv", "--since", "HEAD"]);
    assert_eq!(counted(&document).len(), 2);
}

#[test]
fn what_cannot_be_compared_with_is_told() {
    let repository = Repository::new(&[("清单.csv", LIST), ("乙.csv", LIST)]);
    for (arguments, word) in [
        (&["清单.csv", "--since", "HEAD"][..], "git"),
        (&["清单.csv", "--against", "没有.csv"], "没有.csv"),
        (&[".", "--against", "清单.csv"], "一份旧清单"),
    ] {
        let (code, _, said) = repository.run(&[&["check"], arguments].concat());
        assert_eq!(code, 2, "{said}");
        assert!(said.contains(word), "{said}");
    }
    repository.git(&["init", "-q"]);
    let (code, _, said) = repository.run(&["check", "清单.csv", "--since", "没有的分支"]);
    assert_eq!(code, 2);
    assert!(
        said.contains("没有的分支") && said.contains("fetch-depth"),
        "{said}"
    );
}

#[test]
fn the_change_report_of_a_list() {
    let new = "事项名称\t序号\t权力类型\t行使主体\t设定依据\n孤儿认定\t1\t行政确认\t江州市民政局\t《江州市办法》第二条\n";
    let renamed = LIST
        .lines()
        .skip(1)
        .map(|row| {
            let cells: Vec<&str> = row.splitn(5, ',').collect();
            format!(
                "{}\t2\t{}\t{}\t{}\n",
                cells[1].replace("骗取", "冒领"),
                cells[2],
                cells[3],
                cells[4]
            )
        })
        .collect::<String>();
    let repository = Repository::new(&[("旧.csv", LIST), ("新.tsv", &format!("{new}{renamed}"))]);
    let diff = |arguments: &[&str]| {
        let output = assert_cmd::Command::cargo_bin("dutylint")
            .unwrap()
            .current_dir(repository.path())
            .args([&["diff", "旧.csv"], arguments].concat())
            .output()
            .unwrap();
        (
            output.status.code().unwrap(),
            String::from_utf8(output.stdout).unwrap(),
        )
    };
    let (code, page) = diff(&["新.tsv"]);
    assert_eq!(code, 1);
    assert!(page.contains("新增 1") && page.contains("更名"), "{page}");
    assert!(page.contains("[-骗取骗取-]{+冒领冒领+}"), "{page}");
    let (_, text) = diff(&["新.tsv", "--format", "json"]);
    let document: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(document["summary"]["added"], 1, "{document:#}");
    let (code, page) = diff(&["旧.csv"]);
    assert_eq!(code, 0);
    assert!(page.contains("没有变动"), "{page}");
    for format in ["markdown", "html"] {
        let (_, _) = diff(&["新.tsv", "--format", format, "-o", "变动"]);
        assert!(repository.read("变动").contains("<ins>冒领冒领</ins>"));
    }
}
