//! The page of `--format html` in a browser: it says what it should, and its filter works.
#![allow(clippy::unwrap_used, clippy::expect_used)] // A failing test is meant to stop.

use std::path::{Path, PathBuf};
use std::process::Command;

fn page(folder: &Path) -> PathBuf {
    let list = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/family/stages.xlsx");
    std::fs::copy(list, folder.join("清单.xlsx")).unwrap();
    assert_cmd::Command::cargo_bin("dutylint")
        .unwrap()
        .current_dir(folder)
        .args(["check", "--no-config", "--as-of", "2026-01-01"])
        .args(["清单.xlsx", "-o", "html:page.html"])
        .output()
        .unwrap();
    folder.join("page.html")
}

/// The attributes `data-NAME` of the findings that are shown, of a page as the browser has it.
fn shown(page: &str, name: &str) -> Vec<String> {
    let finding = regex::Regex::new(r#"<article class="finding[^>]*>"#).unwrap();
    let value = regex::Regex::new(&format!(r#"data-{name}="([^"]*)""#)).unwrap();
    finding
        .find_iter(page)
        .map(|tag| tag.as_str())
        .filter(|tag| !tag.contains(" hidden"))
        .map(|tag| value.captures(tag).unwrap()[1].to_owned())
        .collect()
}

/// Whether the sections of the items with this name are shown.
fn items_shown(page: &str) -> usize {
    let item = regex::Regex::new(r#"<section class="item[^>]*>"#).unwrap();
    item.find_iter(page)
        .filter(|tag| !tag.as_str().contains(" hidden"))
        .count()
}

#[test]
fn the_page_tells_what_was_checked_with_what() {
    let folder = tempfile::tempdir().unwrap();
    let text = std::fs::read_to_string(page(folder.path())).unwrap();
    let sections = [
        "按规则",
        "按权力类型",
        "权力类型与责任环节对照",
        "适用法律的日期",
        "法律数据截至",
        "所用规则（条）",
        "本次没有适用对象的规则",
        "2026-01-01",
    ];
    for words in sections {
        assert!(text.contains(words), "{words}");
    }
    // The hash of the file, a gap in the matrix with its number, a flagged character with its finding.
    let hash = regex::Regex::new("<code>[0-9a-f]{64}</code>").unwrap();
    assert!(hash.is_match(&text));
    assert!(text.contains(r#"<td class="count gap">1<small>(1)</small></td>"#));
    let marked = regex::Regex::new(r#"<mark class="warning"[^>]*>條<sup>"#).unwrap();
    assert!(marked.is_match(&text));
    assert_eq!(items_shown(&text), 5);
    for address in ["http:", "https:", "src=", "@import", "url("] {
        assert!(!text.contains(address), "{address}");
    }
}

fn chromium() -> Option<&'static str> {
    ["chromium", "chromium-browser", "google-chrome"]
        .into_iter()
        .find(|program| {
            Command::new(program)
                .arg("--version")
                .output()
                .is_ok_and(|output| output.status.success())
        })
}

/// The page as the browser has it after its script ran.
fn dump(browser: &str, folder: &Path, page: &Path, state: &str) -> String {
    let output = Command::new(browser)
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
        ])
        .args([
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ])
        .arg(format!(
            "--user-data-dir={}",
            folder.join("profile").display()
        ))
        .arg("--dump-dom")
        .arg(format!("file://{}{state}", page.display()))
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_filter_works_in_a_browser() {
    let Some(browser) = chromium() else {
        println!("no Chromium is there: the filter was not tried");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let page = page(folder.path());
    let see = |state: &str| dump(browser, folder.path(), &page, state);
    let all = see("");
    let severities = shown(&all, "severity");
    let count = |severity: &str| severities.iter().filter(|one| *one == severity).count();
    assert!(count("error") > 0 && count("warning") > 0 && count("info") > 0);

    let errors = see("#filter?severity=error");
    assert_eq!(shown(&errors, "severity"), vec!["error"; count("error")]);
    // Items without an error go with their findings.
    assert!(items_shown(&errors) < items_shown(&all));

    let rule = see("#filter?rule=text/traditional-character");
    assert_eq!(shown(&rule, "rule"), ["text/traditional-character"]);
    assert_eq!(items_shown(&rule), 1);
    // The other characters are not marked any more.
    let on = regex::Regex::new(r#"<mark class="[a-z]+"|<mark class="[a-z]+ gap""#).unwrap();
    assert_eq!(on.find_iter(&rule).count(), 1);

    let item = see("#filter?item=%E9%87%87%E4%BC%90%E8%AE%B8%E5%8F%AF");
    assert_eq!(items_shown(&item), 2);
    assert!(!shown(&item, "rule").is_empty());
    assert!(
        shown(&item, "rule")
            .iter()
            .all(|rule| !rule.starts_with("penalty/"))
    );

    let none = see("#filter?severity=error&rule=text/traditional-character");
    assert!(shown(&none, "rule").is_empty());
}
