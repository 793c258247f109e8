use std::path::Path;
use std::sync::Arc;

use jiff::civil::date;

use super::*;
use crate::diagnostic::{ItemRef, Severity};
use crate::report::testing::{at, file, finding};
use crate::source::Span;

const TODAY: Date = date(2026, 1, 2);

fn known() -> Vec<KnownRule> {
    ["law/repealed", "text/repeated"]
        .into_iter()
        .map(|id| KnownRule {
            id: id.into(),
            category: "general".into(),
            formerly: Vec::new(),
            profiles: Vec::new(),
            thorough: false,
        })
        .chain(rules().iter().map(Definition::known))
        .collect()
}

/// A YAML list of one item a line, `name: text`, with a finding of `law/repealed` on each 旧法.
fn list(name: &str, format: &'static str, text: &str) -> FileReport {
    let mut items = Vec::new();
    let mut found = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if let Some((item, value)) = line.trim_start_matches("- ").split_once(':')
            && !line.trim_start().starts_with(['#', '<'])
        {
            let reference = Arc::new(ItemRef {
                index: items.len(),
                number: Some((items.len() + 1).to_string()),
                name: Some(item.to_owned()),
                ..ItemRef::default()
            });
            let mut hasher = rustc_hash::FxHasher::default();
            std::hash::Hash::hash(&(item, value.trim()), &mut hasher);
            items.push(ItemRecord {
                item: reference.clone(),
                span: Span::new(start, start + line.trim_end().len()),
                digest: std::hash::Hasher::finish(&hasher),
            });
            for index in 0..line.matches("旧法").count() {
                let here = at(line, "旧法", index);
                let span = Span::new(start + here.start(), start + here.end());
                found.push(Diagnostic {
                    item: Some(reference.clone()),
                    field: Some("basis".into()),
                    ..finding("law/repealed", Severity::Error, span)
                });
            }
        }
        start += line.len();
    }
    let mut report = file(name, Source::new(name, text.to_owned(), "UTF-8"), found);
    if let Ok(checked) = &mut report.outcome {
        checked.items = items.into();
        checked.format = format;
    }
    report
}

fn run(files: &mut [FileReport], suppressions: &Suppressions) -> Outcome {
    apply(files, suppressions, &known(), TODAY)
}

/// `rule kind` of each finding, `-` where it counts.
fn kinds(file: &FileReport) -> Vec<String> {
    file.diagnostics()
        .iter()
        .map(|found| {
            let kind = found.suppressed.as_ref().map_or("-", |why| why.kind);
            format!("{} {kind}", found.rule)
        })
        .collect()
}

fn with_waivers(text: &str) -> Suppressions {
    let source = Source::new("waivers.yaml", text.to_owned(), "UTF-8");
    Suppressions {
        waivers: vec![WaiverFile::read(source, Path::new(""))],
        ..Suppressions::default()
    }
}

/// `rule: flagged text` of what is said about the register.
fn said(outcome: &Outcome) -> Vec<String> {
    outcome
        .files
        .iter()
        .flat_map(|(source, found)| {
            found
                .iter()
                .map(|one| format!("{}: {}", one.rule, source.slice(one.span)))
        })
        .collect()
}

#[test]
fn comments_cover_their_line_or_what_comes_next() {
    let text = "# dutylint: ignore[law/repealed] 上级文件仍引用\n- 甲: 旧法\n\
                - 乙: 旧法 # dutylint: ignore[law] 同上\n- 丙: 旧法\n";
    let mut files = [list("a.yaml", "yaml", text)];
    run(&mut files, &Suppressions::default());
    assert_eq!(
        kinds(&files[0]),
        [
            "law/repealed comment",
            "law/repealed comment",
            "law/repealed -"
        ]
    );
}

#[test]
fn comments_without_reason_with_unknown_rule_or_without_use_are_told() {
    let text = "# dutylint: ignore[law/repealed]\n- 甲: 旧法\n# dutylint: ignore[law/repeald] 理由\n- 乙: 新法\n\
                # dutylint: ignore[text/repeated] 理由\n- 丙: 新法\n# dutylint: ignroe[text/repeated] 理由\n";
    let mut files = [list("a.yaml", "yaml", text)];
    run(&mut files, &Suppressions::default());
    assert_eq!(
        kinds(&files[0]),
        [
            "suppress/malformed -",
            "law/repealed -",
            "suppress/malformed -",
            "suppress/unused -",
            "suppress/malformed -",
        ]
    );
    assert!(
        files[0].diagnostics()[2]
            .message
            .zh
            .contains("law/repealed")
    );
}

#[test]
fn comments_of_web_pages_and_for_whole_files() {
    let text = "<!-- dutylint: ignore-file[law/repealed] 试点 -->\n- 甲: 旧法\n- 乙: 旧法旧法\n";
    let mut files = [list("a.md", "markdown", text)];
    run(&mut files, &Suppressions::default());
    assert_eq!(kinds(&files[0]), ["law/repealed comment"; 3]);
    // A format without comments has none.
    let mut files = [list("a.csv", "csv", text)];
    run(&mut files, &Suppressions::default());
    assert_eq!(kinds(&files[0]), ["law/repealed -"; 3]);
}

#[test]
fn waivers_name_rule_item_field_and_text() {
    let entry = "reason: 理由, approver: 某某, document: 江府办〔2026〕1号, expires: 2027-01-01}\n";
    let register = format!(
        "waivers:\n- {{rule: law/repealed, item: 甲, {entry}- {{rule: law, item: 乙, field: basis, text: 旧法, {entry}\
         - {{rule: law, item: 丙, field: duties, {entry}- {{rule: law, item: 丙, text: 另一法, {entry}"
    );
    let mut files = [list(
        "a.yaml",
        "yaml",
        "- 甲: 旧法\n- 乙: 旧法\n- 丙: 旧法\n",
    )];
    let outcome = run(&mut files, &with_waivers(&register));
    assert_eq!(
        kinds(&files[0]),
        [
            "law/repealed waiver",
            "law/repealed waiver",
            "law/repealed -"
        ]
    );
    assert_eq!(
        said(&outcome),
        ["suppress/unused: law", "suppress/unused: law"]
    );
    let why = files[0].diagnostics()[0].suppressed.clone().unwrap();
    assert_eq!(why.approver.as_deref(), Some("某某"));
    assert_eq!(why.reason.as_deref(), Some("理由（江府办〔2026〕1号）"));
    let states: Vec<State> = outcome.register.iter().map(|entry| entry.state).collect();
    assert_eq!(
        states,
        [State::Active, State::Active, State::Unused, State::Unused]
    );
}

#[test]
fn expired_and_incomplete_waivers_have_no_effect_and_are_told() {
    let register = "waivers:\n\
        - {rule: law, item: 甲, reason: 理由, approver: 某某, document: 一号, expires: 2026-01-01}\n\
        - {rule: law, item: 乙, reason: 理由, approver: 某某, document: 一号, expires: 2026-01-20}\n\
        - {rule: law, item: 丙, reason: '', approver: 某某, document: 一号, expires: 明年}\n\
        - {rule: law, item: 丙, reason: 理由, aprover: 某某, document: 一号, expires: 2027-01-01}\n";
    let mut files = [list(
        "a.yaml",
        "yaml",
        "- 甲: 旧法\n- 乙: 旧法\n- 丙: 旧法\n",
    )];
    let outcome = run(&mut files, &with_waivers(register));
    assert_eq!(
        kinds(&files[0]),
        ["law/repealed -", "law/repealed waiver", "law/repealed -"]
    );
    let said = said(&outcome);
    assert_eq!(said[0], "suppress/expired: 2026-01-01");
    assert_eq!(said[1], "suppress/expiring: 2026-01-20");
    assert!(
        said[2..]
            .iter()
            .all(|one| one.starts_with("suppress/malformed"))
    );
    assert!(said.iter().any(|one| one.ends_with("明年")), "{said:?}");
    assert!(said.iter().any(|one| one.contains("aprover")), "{said:?}");
}

#[test]
fn a_waiver_for_what_was_not_checked_is_not_called_unused() {
    let register = "waivers:\n- {rule: law, item: 别处的事项, reason: 理由, approver: 某某, document: 一号, expires: 2027-01-01}\n";
    let mut files = [list("a.yaml", "yaml", "- 甲: 旧法\n")];
    let mut suppressions = with_waivers(register);
    assert!(said(&run(&mut files, &suppressions)).is_empty());
    suppressions.whole_folders = true;
    assert_eq!(
        said(&run(&mut files, &suppressions)),
        ["suppress/unused: law"]
    );
}

#[test]
fn a_file_that_is_no_register_is_told() {
    for text in ["- rule: law\n", "waiver:\n- rule: law\n", "waivers: [\n"] {
        let mut files = [list("a.yaml", "yaml", "- 甲: 旧法\n")];
        let outcome = run(&mut files, &with_waivers(text));
        assert!(
            said(&outcome)
                .iter()
                .any(|one| one.starts_with("suppress/malformed")),
            "{text}"
        );
    }
}

fn with_baseline(files: &[FileReport]) -> Suppressions {
    // By its text, as it is kept.
    let baseline = serde_json::from_str(&Baseline::of(files).to_text()).unwrap();
    Suppressions {
        baseline: Some(baseline),
        ..Suppressions::default()
    }
}

#[test]
fn the_baseline_survives_sorting_and_numbering_and_ends_with_the_value() {
    let before = [list("a.yaml", "yaml", "- 甲: 旧法\n- 乙: 旧法旧法\n")];
    let suppressions = with_baseline(&before);
    let mut after = [list(
        "a.yaml",
        "yaml",
        "- 新: 新法\n\n- 乙: 依旧法旧法\n- 甲: 旧法\n- 丙: 旧法\n",
    )];
    let outcome = run(&mut after, &suppressions);
    assert_eq!(
        kinds(&after[0]),
        [
            "law/repealed baseline",
            "law/repealed baseline",
            "law/repealed baseline",
            "law/repealed -"
        ]
    );
    let standing = outcome.standing.unwrap();
    assert_eq!(
        (standing.known, standing.new, standing.gone.len()),
        (3, 1, 0)
    );
}

#[test]
fn equal_findings_are_counted() {
    let before = [list("a.yaml", "yaml", "- 甲: 旧法\n")];
    let mut after = [list("a.yaml", "yaml", "- 甲: 旧法旧法\n")];
    run(&mut after, &with_baseline(&before));
    assert_eq!(
        kinds(&after[0]),
        ["law/repealed baseline", "law/repealed -"]
    );
}

#[test]
fn the_baseline_follows_an_export_to_another_format_but_no_copy() {
    let before = [
        list("a.xlsx", "xlsx", "- 甲: 旧法\n"),
        list("b.yaml", "yaml", "- 乙: 旧法\n"),
    ];
    let suppressions = with_baseline(&before);
    // a.xlsx is gone, a.csv holds its item.
    let mut after = [
        list("a.csv", "csv", "- 甲: 旧法\n"),
        list("b.yaml", "yaml", "- 乙: 旧法\n- 甲: 旧法\n"),
    ];
    let outcome = run(&mut after, &suppressions);
    assert_eq!(kinds(&after[0]), ["law/repealed baseline"]);
    assert_eq!(
        kinds(&after[1]),
        ["law/repealed baseline", "law/repealed -"]
    );
    assert_eq!(outcome.standing.unwrap().gone.len(), 0);
}

#[test]
fn what_is_gone_is_pruned() {
    let before = [list("a.yaml", "yaml", "- 甲: 旧法\n- 乙: 旧法旧法\n")];
    let suppressions = with_baseline(&before);
    let mut after = [list("a.yaml", "yaml", "- 乙: 旧法\n")];
    let standing = run(&mut after, &suppressions).standing.unwrap();
    let baseline = suppressions.baseline.unwrap();
    assert_eq!(baseline.len(), 3);
    assert_eq!(baseline.without(&standing.gone).len(), 1);
}

#[test]
fn only_changed_items_count_against_an_earlier_state() {
    let before = list("a.yaml", "yaml", "- 甲: 旧法\n- 乙: 旧法\n- 丁: 旧法\n");
    let suppressions = Suppressions {
        published: Some(Published {
            files: [(Arc::from("a.yaml"), Earlier::of(&before).unwrap())]
                .into_iter()
                .collect(),
        }),
        ..Suppressions::default()
    };
    let mut after = [list(
        "a.yaml",
        "yaml",
        "- 丁: 旧法\n- 新: 旧法\n- 甲: 旧法\n- 乙: 改过的旧法\n- 甲: 旧法\n",
    )];
    run(&mut after, &suppressions);
    assert_eq!(
        kinds(&after[0]),
        [
            "law/repealed unchanged",
            "law/repealed -",
            "law/repealed unchanged",
            "law/repealed -",
            "law/repealed -",
        ]
    );
}

#[test]
fn findings_about_the_whole_list_count_when_they_are_new() {
    let whole = |text: &str, places: &[(&str, usize)]| {
        let mut one = list("a.yaml", "yaml", text);
        if let Ok(checked) = &mut one.outcome {
            checked.diagnostics = places
                .iter()
                .map(|(needle, index)| {
                    finding("list/title", Severity::Error, at(text, needle, *index))
                })
                .collect();
        }
        one
    };
    let before = whole("- 甲: 旧题\n", &[("旧题", 0)]);
    let suppressions = Suppressions {
        published: Some(Published {
            files: [(Arc::from("a.yaml"), Earlier::of(&before).unwrap())]
                .into_iter()
                .collect(),
        }),
        ..Suppressions::default()
    };
    let text = "- 新: 一\n- 甲: 旧题\n- 丙: 旧题\n";
    let mut after = [whole(text, &[("一", 0), ("旧题", 0), ("旧题", 1)])];
    run(&mut after, &suppressions);
    assert_eq!(
        kinds(&after[0]),
        ["list/title -", "list/title unchanged", "list/title -"]
    );
}

#[test]
fn a_finding_on_an_old_item_counts_when_it_points_at_a_new_one() {
    let before = list("a.yaml", "yaml", "- 甲: 旧法\n- 乙: 旧法\n");
    let suppressions = Suppressions {
        published: Some(Published {
            files: [(Arc::from("a.yaml"), Earlier::of(&before).unwrap())]
                .into_iter()
                .collect(),
        }),
        ..Suppressions::default()
    };
    let text = "- 新: 别的\n- 甲: 旧法\n- 乙: 旧法\n";
    let mut after = [list("a.yaml", "yaml", text)];
    if let Ok(checked) = &mut after[0].outcome {
        checked.diagnostics[0]
            .labels
            .push(crate::diagnostic::Label {
                file: None,
                span: at(text, "别的", 0),
                message: crate::message::Message::new("同", "same"),
            });
    }
    run(&mut after, &suppressions);
    assert_eq!(
        kinds(&after[0]),
        ["law/repealed -", "law/repealed unchanged"]
    );
}

#[test]
fn folds_follow_their_members() {
    let folded = |members: usize, suppressed: usize| {
        let text = "- 甲: 旧法\n".repeat(members);
        let mut one = list("a.yaml", "yaml", &text);
        if let Ok(checked) = &mut one.outcome {
            let why = Arc::new(Suppression {
                kind: "waiver",
                reason: None,
                approver: None,
            });
            for (index, diagnostic) in checked.diagnostics.iter_mut().enumerate() {
                diagnostic.fold = Some("law/repealed#0".into());
                diagnostic.suppressed = (index < suppressed).then(|| why.clone());
            }
            checked.diagnostics.insert(
                0,
                Diagnostic {
                    fold: Some("law/repealed#0".into()),
                    fold_head: true,
                    ..finding("law/repealed", Severity::Error, Span::default())
                },
            );
        }
        let mut files = [one];
        run(&mut files, &Suppressions::default());
        let [one] = files;
        one
    };
    let kept = folded(4, 1);
    assert!(kept.diagnostics()[0].fold_head && kept.diagnostics()[0].suppressed.is_none());
    let all = folded(4, 4);
    assert!(all.diagnostics()[0].fold_head && all.diagnostics()[0].suppressed.is_some());
    let dissolved = folded(4, 3);
    assert!(!dissolved.diagnostics().iter().any(|one| one.fold_head));
    assert!(!dissolved.diagnostics()[3].is_folded_away());
}
