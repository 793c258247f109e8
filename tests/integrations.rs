//! The steps of the GitHub Action and of the GitLab template, run as plain shell; `--watch` as a real process. What needs
//! package registries (pre-commit, wheels, validators) is in `tests/integration/*.sh`.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used)] // A failing test is meant to stop.

use std::io::BufRead as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
const LIST: &str = include_str!("../testdata/cli/清单.csv");

fn yaml(path: &str) -> serde_yaml::Value {
    let text = std::fs::read_to_string(Path::new(ROOT).join(path)).unwrap();
    serde_yaml::from_str(&text).unwrap()
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("lists")).unwrap();
    std::fs::write(folder.path().join("lists/清单.csv"), LIST).unwrap();
    let rules = std::fs::read_to_string(Path::new(ROOT).join("testdata/cli/rules.yaml")).unwrap();
    std::fs::write(folder.path().join("规则.yaml"), rules).unwrap();
    folder
}

/// Runs a step with the program under test on the path.
fn shell(folder: &Path, script: &str, environment: &[(&str, &str)]) -> Output {
    let program = assert_cmd::cargo::cargo_bin("dutylint");
    let path = std::env::var("PATH").unwrap();
    let path = format!("{}:{path}", program.parent().unwrap().display());
    Command::new("bash")
        .args(["--noprofile", "--norc", "-eo", "pipefail", "-c", script])
        .current_dir(folder)
        .env("PATH", path)
        .envs(environment.iter().copied())
        .output()
        .unwrap()
}

#[test]
fn the_steps_of_the_action() {
    let root = folder();
    let action = yaml("action.yml");
    let temporary = root.path().join("tmp");
    std::fs::create_dir(&temporary).unwrap();
    let at = |name: &str| root.path().join(name).display().to_string();
    let environment = |arguments: &'static str| {
        vec![
            ("RUNNER_TEMP".to_owned(), temporary.display().to_string()),
            ("GITHUB_PATH".to_owned(), at("path")),
            ("GITHUB_STEP_SUMMARY".to_owned(), at("summary.md")),
            ("GITHUB_ACTION_PATH".to_owned(), ROOT.to_owned()),
            ("INPUT_PATHS".to_owned(), "lists".to_owned()),
            ("INPUT_ARGUMENTS".to_owned(), arguments.to_owned()),
            ("INPUT_SINCE".to_owned(), String::new()),
            ("INPUT_SARIF".to_owned(), "out.sarif".to_owned()),
        ]
    };
    let steps: Vec<&serde_yaml::Value> = action["runs"]["steps"]
        .as_sequence()
        .unwrap()
        .iter()
        .filter(|step| step["run"].is_string())
        .collect();
    assert_eq!(steps.len(), 2);
    let mut codes = Vec::new();
    let mut said = String::new();
    for step in &steps {
        let environment = environment("--rules 规则.yaml --select cli");
        let pairs: Vec<(&str, &str)> = environment.iter().map(|(a, b)| (&**a, &**b)).collect();
        let output = shell(root.path(), step["run"].as_str().unwrap(), &pairs);
        codes.push(output.status.code());
        said = String::from_utf8(output.stdout).unwrap();
    }
    assert_eq!(codes, [Some(0), Some(1)], "{said}");
    assert!(
        said.lines()
            .any(|line| line.starts_with("::error file=lists/清单.csv,")),
        "{said}"
    );
    let sarif: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(root.path().join("out.sarif")).unwrap())
            .unwrap();
    assert!(!sarif["runs"][0]["results"].as_array().unwrap().is_empty());
    assert!(
        std::fs::read_to_string(root.path().join("summary.md"))
            .unwrap()
            .starts_with("## ")
    );
    // Every input is handed to the steps.
    let passed = serde_yaml::to_string(&action["runs"]["steps"]).unwrap();
    for (name, _) in action["inputs"].as_mapping().unwrap() {
        let name = name.as_str().unwrap();
        assert!(passed.contains(&format!("inputs.{name} ")), "{name}");
    }
}

#[test]
fn the_script_of_the_gitlab_template() {
    let root = folder();
    let template = yaml("ci/gitlab.yml");
    let job = &template["dutylint"];
    let script: Vec<&str> = job["script"]
        .as_sequence()
        .unwrap()
        .iter()
        .map(|line| line.as_str().unwrap())
        .collect();
    let output = shell(
        root.path(),
        &script.join("\n"),
        &[
            ("DUTYLINT_PATHS", "lists"),
            ("DUTYLINT_ARGUMENTS", "--rules 规则.yaml --select cli"),
            ("DUTYLINT_SINCE", ""),
        ],
    );
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let artifacts = &job["artifacts"];
    let mut files = vec![artifacts["paths"][0].as_str().unwrap()];
    for (_, file) in artifacts["reports"].as_mapping().unwrap() {
        files.push(file.as_str().unwrap());
    }
    for file in files {
        assert!(root.path().join(file).is_file(), "{file}");
    }
    assert!(root.path().join(".dutylint-cache/records").is_dir());
    // With a revision: nothing is new.
    let git = "git init -q && git add -A && git -c user.name=t -c user.email=t@example.invalid commit -qm a";
    assert!(shell(root.path(), git, &[]).status.success());
    let output = shell(
        root.path(),
        &script.join("\n"),
        &[
            ("DUTYLINT_PATHS", "lists"),
            ("DUTYLINT_ARGUMENTS", "--rules 规则.yaml --select cli"),
            ("DUTYLINT_SINCE", "HEAD"),
        ],
    );
    assert_eq!(output.status.code(), Some(0), "{output:?}");
}

#[test]
fn the_hooks_say_which_files_are_lists() {
    let hooks = yaml(".pre-commit-hooks.yaml");
    for hook in hooks.as_sequence().unwrap() {
        let pattern = regex::Regex::new(hook["files"].as_str().unwrap()).unwrap();
        for name in ["清单.xlsx", "a/b.docx", "c.html", "d.csv"] {
            assert!(pattern.is_match(name), "{name}");
        }
        for name in ["dutylint.yaml", "README.md", "图.png"] {
            assert!(!pattern.is_match(name), "{name}");
        }
        assert_eq!(hook["entry"].as_str(), Some("dutylint check"));
    }
}

/// A process that is ended with the test.
struct Watching(std::process::Child);

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn watching_checks_again_what_changed() {
    let root = folder();
    let mut child = Command::new(assert_cmd::cargo::cargo_bin("dutylint"))
        .current_dir(root.path())
        .args([
            "check",
            "lists",
            "--watch",
            "--rules",
            "规则.yaml",
            "--select",
            "cli",
        ])
        .args(["--format", "short", "--cache-dir", "缓存", "--lang", "en"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let out = child.stdout.take().unwrap();
    let error = child.stderr.take().unwrap();
    let _watching = Watching(child);
    let (send, lines) = std::sync::mpsc::channel();
    let sender = send.clone();
    std::thread::spawn(move || {
        for line in std::io::BufReader::new(out).lines().map_while(Result::ok) {
            let _ = sender.send(line);
        }
    });
    std::thread::spawn(move || {
        for line in std::io::BufReader::new(error).lines().map_while(Result::ok) {
            let _ = send.send(line);
        }
    });
    // The lines until the program waits again.
    let round = || {
        let mut said = Vec::new();
        loop {
            let line = lines
                .recv_timeout(std::time::Duration::from_secs(60))
                .unwrap_or_else(|_| panic!("{said:?}"));
            let is_last = line.contains("waiting for changes");
            said.push(line);
            if is_last {
                break said.join("\n");
            }
        }
    };
    let first = round();
    assert!(first.contains("cli/basis"), "{first}");
    let list = root.path().join("lists/清单.csv");
    std::fs::write(&list, LIST.replace("骗取骗取", "骗取")).unwrap();
    let second = round();
    assert!(
        !second.contains("cli/twice") && second.contains("cli/basis"),
        "{second}"
    );
    // A new file, then rules that are wrong: told, and watched on.
    std::fs::write(root.path().join("lists/乙.csv"), LIST).unwrap();
    let third = round();
    assert!(third.contains("乙.csv"), "{third}");
    let rules = std::fs::read_to_string(root.path().join("规则.yaml")).unwrap();
    std::fs::write(root.path().join("规则.yaml"), "rules: 3\n").unwrap();
    let fourth = round();
    assert!(fourth.contains("规则.yaml"), "{fourth}");
    std::fs::write(root.path().join("规则.yaml"), rules).unwrap();
    let fifth = round();
    assert!(fifth.contains("cli/basis"), "{fifth}");
}
