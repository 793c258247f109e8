use std::path::{Path, PathBuf};

use jiff::civil::{Date, date};

use super::*;
use crate::diagnostic::Severity;
use crate::trouble::Trouble;

const TODAY: Date = date(2026, 11, 21);

fn known() -> Vec<KnownRule> {
    ["law/repealed", "law/unknown", "text/repeated"]
        .into_iter()
        .map(|id| KnownRule {
            id: id.into(),
            category: "general".into(),
            formerly: Vec::new(),
            profiles: Vec::new(),
            thorough: false,
        })
        .collect()
}

/// A folder with `dutylint.yaml` of this text and the files it names.
fn folder(text: &str, files: &[&str]) -> (tempfile::TempDir, PathBuf) {
    let root = tempfile::tempdir().unwrap();
    for file in files {
        std::fs::write(root.path().join(file), "").unwrap();
    }
    let path = root.path().join("dutylint.yaml");
    std::fs::write(&path, text).unwrap();
    (root, path)
}

fn load(path: &Path, requested: Requested) -> Settings {
    Settings::load(path, requested, TODAY).unwrap_or_else(|trouble| panic!("{trouble:?}"))
}

/// The flagged texts and messages of a file that must not load.
fn problems(text: &str) -> Vec<(String, String)> {
    let (_root, path) = folder(text, &[]);
    match Settings::load(&path, Requested::default(), TODAY) {
        Err(Trouble::InFile { source, problems }) => problems
            .into_iter()
            .map(|problem| (source.slice(problem.span).to_owned(), problem.message.zh))
            .collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn everything_can_be_left_out() {
    let (_root, path) = folder("", &[]);
    let settings = load(&path, Requested::default());
    assert_eq!(settings.as_of.value, TODAY);
    assert_eq!(settings.fail_on.value, Threshold::Error);
    assert!(settings.rules.value.is_empty());
}

#[test]
fn all_mistakes_are_told_with_their_places() {
    let found = problems("ruls: [a]\nas-of: 昨天\nlaws: [没有.yaml]\nexclude: ['a[']\n");
    // Keys first: with unknown keys nothing else can be relied on.
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].0, "ruls");
    let found = problems("as-of: 昨天\nlaws: [没有.yaml]\nexclude: ['a[']\n");
    let flagged: Vec<&str> = found.iter().map(|(text, _)| text.as_str()).collect();
    assert_eq!(flagged, ["昨天", "没有.yaml", "a["], "{found:?}");
}

#[test]
fn the_command_line_wins_over_the_profile_and_the_profile_over_the_file() {
    let text = "as-of: 2020-01-01\nprofile: 草稿\nfail-on: info\nmax-warnings: 3\n\
                profiles:\n  草稿:\n    fail-on: never\n    ignore: [text]\n";
    let (_root, path) = folder(text, &[]);
    let settings = load(&path, Requested::default());
    assert_eq!(settings.as_of.value, date(2020, 1, 1));
    assert_eq!(settings.fail_on.value, Threshold::Never);
    assert_eq!(settings.fail_on.origin, Origin::Profile);
    assert_eq!(settings.max_warnings.value, Some(3));
    let settings = load(
        &path,
        Requested {
            as_of: Some(date(2021, 1, 1)),
            fail_on: Some(Threshold::Warning),
            ..Requested::default()
        },
    );
    assert_eq!(settings.as_of.value, date(2021, 1, 1));
    assert_eq!(settings.fail_on.value, Threshold::Warning);
    assert_eq!(settings.fail_on.origin, Origin::CommandLine);
}

#[test]
fn overrides_are_for_the_paths_they_name() {
    let text = "severity: {law/repealed: info}\nexclude: ['草稿/**']\noverrides:\n\
                - {files: ['县区/**'], severity: {law: error}, ignore: [text/repeated]}\n";
    let (root, path) = folder(text, &[]);
    let settings = load(&path, Requested::default());
    let policies = settings.policies(&known(), &[]).unwrap();
    let policy = |name: &str| settings.policy(&policies, Some(&root.path().join(name)));
    let general = policy("市/清单.csv");
    let special = policy("县区/甲县/清单.csv");
    let severity = |policy: &Policy, rule| policy.severity(rule, Severity::Warning);
    assert_eq!(severity(&general, "law/repealed"), Some(Severity::Info));
    assert_eq!(severity(&general, "text/repeated"), Some(Severity::Warning));
    assert_eq!(severity(&special, "law/repealed"), Some(Severity::Error));
    assert_eq!(severity(&special, "text/repeated"), None);
    assert!(settings.excludes(&root.path().join("草稿/一.csv")));
    assert!(!settings.excludes(&root.path().join("一.csv")));
}

#[test]
fn unknown_rules_and_profiles_are_told_where_they_stand() {
    let text = "profile: 终稿\nignore: [law/repeald]\nseverity: {txt: off}\n";
    let (_root, path) = folder(text, &[]);
    let troubles = load(&path, Requested::default())
        .policies(&known(), &[])
        .unwrap_err();
    let [Trouble::InFile { source, problems }] = troubles.as_slice() else {
        panic!("{troubles:?}");
    };
    let flagged: Vec<&str> = problems
        .iter()
        .map(|problem| source.slice(problem.span))
        .collect();
    assert_eq!(flagged, ["终稿", "law/repeald", "txt"]);
    assert!(problems[1].message.zh.contains("law/repealed"));
    let requested = Requested {
        select: Some(vec!["nothing".into()]),
        ..Requested::default()
    };
    let settings = Settings::without_file(requested, TODAY, PathBuf::new());
    assert!(matches!(
        settings.policies(&known(), &[]).unwrap_err().as_slice(),
        [Trouble::Plain { .. }]
    ));
}

#[test]
fn a_misspelt_profile_is_told_with_the_nearest_and_a_declared_one_is_known() {
    let declared = ["draft".to_owned(), "publish".to_owned()];
    let chosen = |name: &str| {
        let requested = Requested {
            profile: Some(name.into()),
            ..Requested::default()
        };
        Settings::without_file(requested, TODAY, PathBuf::new()).policies(&known(), &declared)
    };
    assert!(chosen("publish").is_ok());
    let troubles = chosen("pubish").unwrap_err();
    let [
        Trouble::Plain {
            help: Some(help), ..
        },
    ] = troubles.as_slice()
    else {
        panic!("{troubles:?}");
    };
    assert!(help.zh.contains("publish"), "{help:?}");
    let (_root, path) = folder("profile: pubish\n", &[]);
    let troubles = load(&path, Requested::default())
        .policies(&known(), &declared)
        .unwrap_err();
    let [Trouble::InFile { source, problems }] = troubles.as_slice() else {
        panic!("{troubles:?}");
    };
    assert_eq!(source.slice(problems[0].span), "pubish");
    assert!(problems[0].help.as_ref().unwrap().zh.contains("publish"));
}
