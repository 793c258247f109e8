//! `config show`, `init`, completions and manual pages.
#![allow(clippy::unwrap_used, clippy::expect_used)] // A failing test is meant to stop.

use std::path::Path;

const LIST: &str = include_str!("../testdata/cli/清单.csv");

/// Exit code, standard output and standard error.
fn run(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output = assert_cmd::Command::cargo_bin("dutylint")
        .unwrap()
        .current_dir(folder)
        .env_remove("DUTYLINT_LANG")
        .args(arguments)
        .output()
        .unwrap();
    (
        output.status.code().unwrap(),
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap(),
    )
}

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    folder
}

#[test]
fn what_is_in_force_is_shown_with_where_it_comes_from() {
    let configuration = "fail-on: warning\nexclude: ['旧/**']\nignore: [list/numbering]\nprofile: 严\nprofiles:\n  严:\n    max-warnings: 3\n\
                         overrides:\n- files: ['草稿/**']\n  severity: { law/ended: info }\n";
    let root = folder(&[
        ("dutylint.yaml", configuration),
        ("草稿/清单.csv", LIST),
        ("旧/清单.csv", LIST),
    ]);
    let (code, page, said) = run(
        root.path(),
        &["config", "show", "草稿/清单.csv", "--as-of", "2026-01-31"],
    );
    assert_eq!(code, 0, "{said}");
    for line in [
        "# 配置文件：dutylint.yaml",
        "as-of: 2026-01-31  # 命令行",
        "fail-on: warning  # 配置文件",
        "max-warnings: 3  # 方案“严”",
        "org: null  # 缺省",
        "exclude: ['旧/**']  # 配置文件",
        "  list/numbering: off  # 配置文件",
        "  law/ended: info  # 配置文件中对 草稿/** 的规定",
    ] {
        assert!(page.lines().any(|known| known == line), "{line}\n{page}");
    }
    let _: serde_yaml::Value = serde_yaml::from_str(&page).unwrap();
    // The override is for drafts only.
    let (_, page, _) = run(root.path(), &["config", "show"]);
    assert!(!page.contains("law/ended"), "{page}");
    let (_, page, _) = run(
        root.path(),
        &["config", "show", "旧/清单.csv", "--lang", "en"],
    );
    assert!(page.contains("left out by `exclude`"), "{page}");
    let (_, page, _) = run(root.path(), &["config", "show", "--no-config"]);
    assert!(
        page.contains("没有配置文件")
            && page.contains("  slips/strange-character: off  # 只在 --thorough 时检查"),
        "{page}"
    );
    let (_, page, _) = run(
        root.path(),
        &["config", "show", "--no-config", "--thorough"],
    );
    assert!(page.contains("severity: {}"), "{page}");
}

#[test]
fn a_configuration_is_written_after_a_look_at_the_lists() {
    let root = folder(&[
        ("民政/清单.csv", LIST),
        ("说明 [草].md", "# 说明\n\n这里放清单。\n"),
    ]);
    let (code, _, said) = run(root.path(), &["init"]);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("1 份清单、3 个事项"), "{said}");
    let text = std::fs::read_to_string(root.path().join("dutylint.yaml")).unwrap();
    for part in ["csv 1", "行政处罚 1", "# org:", "fail-on: error"] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    // It is in force, and what it leaves out is left out.
    let (code, page, said) = run(root.path(), &["check", ".", "--format", "json"]);
    assert_ne!(code, 2, "{said}");
    let document: serde_json::Value = serde_json::from_str(&page).unwrap();
    let files: Vec<&str> = document["files"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| file["name"].as_str().or(file["file"].as_str()).unwrap())
        .collect();
    assert_eq!(files, ["民政/清单.csv"]);
    // Not written over unless asked to.
    let (code, _, said) = run(root.path(), &["init"]);
    assert_eq!(code, 2, "{said}");
    let (code, _, said) = run(root.path(), &["init", "--force", "--lang", "en"]);
    assert_eq!(code, 0, "{said}");
    let text = std::fs::read_to_string(root.path().join("dutylint.yaml")).unwrap();
    assert!(text.contains("lang: en"), "{text}");
    // From there on: old findings are kept, only new ones count.
    let (code, _, said) = run(root.path(), &["baseline", "write", "."]);
    assert_eq!(code, 0, "{said}");
    let (code, _, said) = run(root.path(), &["check", "."]);
    assert_eq!(code, 0, "{said}");
}

#[test]
fn every_remark_of_the_configuration_is_one_that_loads() {
    let root = folder(&[
        ("清单.csv", LIST),
        ("规则/a.txt", ""),
        ("词表.yaml", ""),
        ("本地法规.yaml", ""),
        ("豁免.yaml", ""),
        ("机构.yaml", ""),
    ]);
    run(root.path(), &["init"]);
    let path = root.path().join("dutylint.yaml");
    let text = std::fs::read_to_string(&path).unwrap();
    // Settings that stand in remarks, switched on.
    let open: String = text
        .lines()
        .map(|line| {
            let setting = line
                .strip_prefix("# ")
                .filter(|rest| rest.starts_with(|c: char| c.is_ascii_lowercase() || c == ' '))
                .filter(|rest| rest.trim_start().starts_with("- ") || rest.contains(':'));
            format!("{}\n", setting.unwrap_or(line))
        })
        .collect();
    let requested = dutylint::config::Requested::default();
    std::fs::write(&path, &open).unwrap();
    dutylint::config::Settings::load(&path, requested, jiff::civil::date(2026, 1, 31))
        .unwrap_or_else(|trouble| panic!("{trouble:?}\n{open}"));
    assert!(open.contains("\noverrides:\n"), "{open}");
}

#[test]
fn completions_for_every_shell() {
    let root = folder(&[]);
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let (code, page, _) = run(root.path(), &["completions", shell]);
        assert_eq!(code, 0, "{shell}");
        assert!(page.contains("max-warnings"), "{shell}");
    }
    // The shell itself takes them.
    let (_, script, _) = run(root.path(), &["completions", "bash"]);
    std::fs::write(root.path().join("dutylint.bash"), script).unwrap();
    let words = "source ./dutylint.bash; COMP_WORDS=(dutylint base); COMP_CWORD=1; _dutylint dutylint base dutylint; echo ${COMPREPLY[@]}";
    match std::process::Command::new("bash")
        .args(["-c", words])
        .current_dir(root.path())
        .output()
    {
        Ok(output) => assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "baseline"),
        Err(error) => println!("no bash here: {error}"),
    }
}

#[test]
fn manual_pages_for_every_command() {
    let root = folder(&[]);
    let (code, _, said) = run(root.path(), &["man", "man1", "--lang", "en"]);
    assert_eq!(code, 0, "{said}");
    let page = |name: &str| {
        std::fs::read_to_string(root.path().join("man1").join(name)).unwrap_or_default()
    };
    assert!(page("dutylint.1").contains(".TH"));
    assert!(page("dutylint-check.1").contains("max\\-warnings"));
    assert!(page("dutylint-baseline-write.1").contains("dutylint"));
    let (code, _, _) = run(root.path(), &["man", "man1/dutylint.1"]);
    assert_eq!(code, 2);
}
