//! A second run believes what the first one kept, and nothing else.
#![allow(clippy::unwrap_used, clippy::expect_used)] // A failing test is meant to stop.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

const RULES: &str = include_str!("../testdata/cli/rules.yaml");
const LIST: &str = include_str!("../testdata/cli/清单.csv");
const BOOK: &[u8] = include_bytes!("../testdata/office/wide.xlsx");
const WORD: &[u8] = include_bytes!("../testdata/office/document.docx");

fn repository() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    };
    write("清单/甲.csv", LIST.as_bytes());
    write("清单/乙.csv", LIST.replace("殡葬", "养老").as_bytes());
    write("清单/丙.xlsx", BOOK);
    write("清单/丁.docx", WORD);
    write("规则.yaml", RULES.as_bytes());
    folder
}

fn command(folder: &Path, arguments: &[&str]) -> assert_cmd::Command {
    let mut command = assert_cmd::Command::cargo_bin("dutylint").unwrap();
    command.current_dir(folder).args([
        "check",
        "清单",
        "--rules",
        "规则.yaml",
        "--as-of",
        "2026-01-31",
    ]);
    command.args(arguments);
    command
}

/// Standard output of a check with a cache beside the lists.
fn check(folder: &Path, arguments: &[&str]) -> String {
    let output = command(folder, &[&["--cache-dir", "缓存"], arguments].concat())
        .output()
        .unwrap();
    assert_ne!(output.status.code(), Some(2), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// The files of the cache with the time they were written.
fn records(folder: &Path) -> Vec<(PathBuf, SystemTime)> {
    let mut found = Vec::new();
    let mut left = vec![folder.join("缓存/records")];
    while let Some(folder) = left.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                left.push(path);
            } else {
                let time = std::fs::metadata(&path).unwrap().modified().unwrap();
                found.push((path, time));
            }
        }
    }
    found.sort();
    found
}

#[test]
fn the_second_run_says_the_same_to_the_byte() {
    let root = repository();
    for format in ["json", "human", "html", "sarif"] {
        let plain = command(root.path(), &["--no-cache", "--format", format])
            .output()
            .unwrap();
        let first = check(root.path(), &["--format", format, "--statistics"]);
        let kept = records(root.path());
        let second = check(root.path(), &["--format", format, "--statistics"]);
        assert_eq!(first, second, "{format}");
        assert_eq!(
            kept,
            records(root.path()),
            "{format}: nothing is written anew"
        );
        let without = check(root.path(), &["--format", format]);
        assert_eq!(
            String::from_utf8(plain.stdout).unwrap(),
            without,
            "{format}"
        );
    }
    // Four files and what is between them; a page is checked by more rules and keeps records of its own.
    assert_eq!(records(root.path()).len(), 2 * 5);
}

#[test]
fn only_what_changed_is_checked_anew() {
    let root = repository();
    check(root.path(), &[]);
    let before = records(root.path());
    let changed = LIST.replace("临时救助", "医疗救助");
    std::fs::write(root.path().join("清单/甲.csv"), &changed).unwrap();
    let page = check(root.path(), &["--format", "short"]);
    assert!(
        page.contains("医疗救助") || page.contains("甲.csv"),
        "{page}"
    );
    // One file, and the comparison of the lists.
    assert_eq!(records(root.path()).len(), before.len() + 2);
    let fresh = command(root.path(), &["--no-cache", "--format", "short"])
        .output()
        .unwrap();
    assert_eq!(String::from_utf8(fresh.stdout).unwrap(), page);
}

#[test]
fn other_rules_another_day_and_other_settings_are_heeded() {
    let root = repository();
    let counts = |arguments: &[&str]| {
        let page = check(root.path(), &[&["--format", "json"], arguments].concat());
        let document: serde_json::Value = serde_json::from_str(&page).unwrap();
        let findings = document["findings"].as_array().unwrap().clone();
        let of = |rule: &str| {
            findings
                .iter()
                .filter(|finding| finding["rule"] == rule)
                .map(|finding| finding["severity"].as_str().unwrap().to_owned())
                .collect::<Vec<_>>()
        };
        (of("cli/basis"), findings.len())
    };
    let (basis, all) = counts(&[]);
    assert!(!basis.is_empty());
    let known = records(root.path()).len();
    // Severities and selections of a path need no new check.
    std::fs::write(
        root.path().join("dutylint.yaml"),
        "overrides:\n- files: ['清单/**']\n  severity: { cli/basis: info }\n",
    )
    .unwrap();
    let (now, _) = counts(&[]);
    assert_eq!(now, vec!["info"; basis.len()]);
    let (_, fewer) = counts(&["--select", "cli/basis"]);
    assert!(fewer < all);
    assert_eq!(records(root.path()).len(), known);
    // Other rules do.
    std::fs::write(
        root.path().join("规则.yaml"),
        RULES.replace("cli/basis", "cli/basis-2"),
    )
    .unwrap();
    std::fs::remove_file(root.path().join("dutylint.yaml")).unwrap();
    let (basis, _) = counts(&[]);
    assert!(basis.is_empty());
    assert!(records(root.path()).len() > known);
}

#[test]
fn spoilt_records_cost_only_the_work() {
    let root = repository();
    let first = check(root.path(), &["--format", "json"]);
    for (index, (path, _)) in records(root.path()).into_iter().enumerate() {
        let mut bytes = std::fs::read(&path).unwrap();
        match index % 3 {
            0 => bytes.truncate(bytes.len() / 2),
            1 => bytes.fill(0),
            _ => {
                let middle = bytes.len() / 2;
                bytes[middle] ^= 0x55;
            }
        }
        std::fs::write(&path, bytes).unwrap();
    }
    assert_eq!(check(root.path(), &["--format", "json"]), first);
    // A cache that cannot be: a file stands where the folder should.
    std::fs::remove_dir_all(root.path().join("缓存")).unwrap();
    std::fs::write(root.path().join("缓存"), "").unwrap();
    assert_eq!(check(root.path(), &["--format", "json"]), first);
}

#[test]
fn runs_at_the_same_time_do_each_other_no_harm() {
    let root = repository();
    let plain = command(root.path(), &["--no-cache", "--format", "json"])
        .output()
        .unwrap()
        .stdout;
    std::thread::scope(|scope| {
        let runs: Vec<_> = (0..4)
            .map(|_| scope.spawn(|| check(root.path(), &["--format", "json"])))
            .collect();
        for run in runs {
            assert_eq!(run.join().unwrap().into_bytes(), plain);
        }
    });
    let left: Vec<_> = records(root.path())
        .into_iter()
        .filter(|(path, _)| path.extension().is_some())
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn without_a_cache_nothing_is_kept() {
    let root = repository();
    let home = root.path().join("家");
    let output = command(root.path(), &["--no-cache"])
        .env("XDG_CACHE_HOME", &home)
        .env("HOME", &home)
        .output()
        .unwrap();
    assert_ne!(output.status.code(), Some(2));
    assert!(!home.exists());
    let output = command(root.path(), &["--no-cache", "--cache-dir", "x"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
}
