//! The same list in every shape gives the same items; real lists give the counts a careful reader gives.
#![allow(clippy::unwrap_used, clippy::expect_used)] // A failing test is meant to stop.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use dutylint::list::{Item, List, Value, extract, recognise};
use dutylint::read::{Document, read};
use dutylint::source::Source;
use dutylint::vocabulary::{Field, Vocabulary};

fn vocabulary() -> Vocabulary {
    Vocabulary::builtin().unwrap()
}

fn sample(name: &str) -> (Source, Document) {
    open(
        &Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("testdata/lists")
            .join(name),
    )
}

fn open(path: &Path) -> (Source, Document) {
    let name = path.file_name().unwrap().to_string_lossy();
    read(&name, std::fs::read(path).unwrap()).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The folder of real lists beside the checkout, where it is there.
fn shared(part: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("DUTYLINT_SHARED").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"),
        PathBuf::from,
    );
    let path = folder.join(part);
    if path.exists() {
        return Some(path);
    }
    println!("{} is absent: nothing to check", path.display());
    None
}

fn joined(item: &Item<'_>, field: Field) -> String {
    item.values(field).map(Value::as_str).collect()
}

/// What an item says, whatever its shape.
fn facts(list: &List<'_>, vocabulary: &Vocabulary) -> Vec<String> {
    list.items
        .iter()
        .map(|item| {
            let class = item
                .class
                .and_then(|id| vocabulary.class(id))
                .map(|class| class.zh.to_string());
            let mut lines = vec![format!(
                "{} | {} | {:?} | {}",
                item.number().unwrap_or("–"),
                joined(item, Field::Name),
                class,
                item.sub_class.as_deref().unwrap_or("–")
            )];
            for stage in &item.stages {
                let kinds: Vec<&str> = stage
                    .kinds
                    .iter()
                    .filter_map(|kind| vocabulary.stage(*kind))
                    .map(|kind| &*kind.zh)
                    .collect();
                let post = stage
                    .post
                    .and_then(|at| item.posts.get(at))
                    .map(|post| post.value.as_str());
                lines.push(format!(
                    "  {kinds:?} catch-all {} by {post:?}",
                    stage.catch_all
                ));
            }
            for (field, citation) in &item.citations {
                let provisions: Vec<&str> = citation
                    .articles
                    .iter()
                    .map(|article| list.source.slice(article.span))
                    .collect();
                lines.push(format!(
                    "  {} 《{}》{provisions:?}",
                    field.key(),
                    citation.title
                ));
            }
            lines.push(format!("  cases {}", joined(item, Field::Cases)));
            lines.join("\n")
        })
        .collect()
}

const SHAPES: [&str; 15] = [
    "wide.md",
    "list.yaml",
    "list.json",
    "records.jsonl",
    "wide.csv",
    "stage_rows.csv",
    "stage_rows.html",
    "card.html",
    "card_stage_table.html",
    "lines.txt",
    "inline_labels.txt",
    "flattened.txt",
    "flattened_bare.txt",
    "shifted_rows.txt",
    "sub_items.html",
];

#[test]
fn one_list_in_every_shape() {
    let vocabulary = vocabulary();
    let (source, document) = sample("wide.csv");
    let expected = facts(&recognise(&source, &document, &vocabulary), &vocabulary);
    assert_eq!(expected.len(), 4);
    for name in SHAPES.iter().filter(|name| **name != "sub_items.html") {
        let (source, document) = sample(name);
        let list = recognise(&source, &document, &vocabulary);
        let mut found = facts(&list, &vocabulary);
        if *name == "flattened_bare.txt" {
            // It prints no numbers at all, so none are inferred.
            for (found, expected) in found.iter_mut().zip(&expected) {
                let number = expected.split(' ').next().unwrap();
                *found = found.replacen('–', number, 1);
            }
        }
        assert_eq!(found, expected, "{name}");
        assert!(list.notes.is_empty(), "{name}");
        assert!(list.unassigned.is_empty(), "{name}");
    }
}

#[test]
fn the_extract_of_every_shape() {
    let vocabulary = vocabulary();
    for name in SHAPES {
        let (source, document) = sample(name);
        let list = recognise(&source, &document, &vocabulary);
        let value = extract::to_value(&list, &vocabulary);
        insta::with_settings!({snapshot_suffix => name, omit_expression => true}, {
            insta::assert_yaml_snapshot!("extract", value);
        });
        assert!(extract::to_csv(&list, &vocabulary).lines().count() > list.items.len());
    }
}

#[test]
fn main_duties_and_boundaries() {
    let vocabulary = vocabulary();
    for name in ["lines.txt", "card.html"] {
        let (source, document) = sample(name);
        let list = recognise(&source, &document, &vocabulary);
        assert_eq!(list.duties.len(), 3, "{name}");
        assert_eq!(list.boundaries.len(), 1, "{name}");
        assert_eq!(
            list.title.as_ref().map(Value::as_str),
            Some("江州市城市管理局权责清单"),
            "{name}"
        );
        assert_eq!(
            list.department.as_ref().map(Value::as_str),
            Some("江州市城市管理局"),
            "{name}"
        );
    }
}

#[test]
fn misspelt_headers_and_declared_counts() {
    let vocabulary = vocabulary();
    let (source, document) = sample("stage_rows.html");
    let list = recognise(&source, &document, &vocabulary);
    let wrong: Vec<_> = list
        .headers
        .iter()
        .filter_map(|header| Some((header.value.as_str(), header.misspelling_of.as_deref()?)))
        .collect();
    assert_eq!(wrong, [("权利类型", "权力类型")]);
    let declared: Vec<(u32, usize)> = list
        .sections
        .iter()
        .map(|section| (section.declared[0].count, section.items.len()))
        .collect();
    assert_eq!(declared, [(1, 1), (1, 1), (2, 1), (1, 1)]);
    assert_eq!(source.slice(list.sections[2].declared[0].span), "2项");
    assert_eq!(list.repeated.len(), 8);
    assert_eq!(list.remarks.len(), 1);
}

#[test]
fn a_file_without_a_list_says_so() {
    let vocabulary = vocabulary();
    let (source, document) = read(
        "letter.txt",
        "关于召开会议的通知\n请各科室派员参加。\n"
            .as_bytes()
            .to_vec(),
    )
    .unwrap();
    let list = recognise(&source, &document, &vocabulary);
    assert!(list.items.is_empty());
    assert_eq!(list.notes.len(), 1);
    assert!(list.notes[0].message.zh.contains("关于召开会议的通知"));
    assert_eq!(list.remarks.len(), 2);
}

/// Items by class, in each section.
fn counts(list: &List<'_>, vocabulary: &Vocabulary) -> Vec<BTreeMap<String, usize>> {
    list.sections
        .iter()
        .map(|section| {
            let mut counts = BTreeMap::new();
            for item in &list.items[section.items.clone()] {
                let name = item
                    .class
                    .and_then(|id| vocabulary.class(id))
                    .map_or("–", |class| &class.zh);
                *counts.entry(name.to_owned()).or_default() += 1;
            }
            counts
        })
        .collect()
}

/// The counts that the table beside the real workbooks gives, by workbook.
fn expected_counts(readme: &str) -> BTreeMap<String, Vec<BTreeMap<String, usize>>> {
    let mut expected: BTreeMap<String, Vec<BTreeMap<String, usize>>> = BTreeMap::new();
    for line in readme
        .lines()
        .filter(|line| line.starts_with("| ") && !line.contains("---"))
        .skip(1)
    {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [sheet, _, classes] = cells.as_slice() else {
            continue;
        };
        let workbook = match sheet.rsplit_once('_') {
            Some((workbook, number)) if number.bytes().all(|byte| byte.is_ascii_digit()) => {
                workbook
            }
            _ => sheet,
        };
        let counts = classes
            .split(", ")
            .filter_map(|class| class.rsplit_once(' '))
            .map(|(class, count)| (class.to_owned(), count.parse().unwrap()))
            .collect();
        expected
            .entry(workbook.to_owned())
            .or_default()
            .push(counts);
    }
    expected
}

#[test]
fn real_workbooks_are_read_whole() {
    let Some(folder) = shared("lists") else {
        return;
    };
    let vocabulary = vocabulary();
    let expected = expected_counts(&std::fs::read_to_string(folder.join("README.md")).unwrap());
    let mut seen = 0;
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
        let Some(expected) = expected.get(&stem) else {
            continue;
        };
        let (source, document) = open(&path);
        let list = recognise(&source, &document, &vocabulary);
        let found: Vec<_> = counts(&list, &vocabulary)
            .into_iter()
            .filter(|counts| !counts.is_empty())
            .collect();
        assert_eq!(&found, expected, "{stem}");
        assert_eq!(list.unassigned.len(), 0, "{stem}");
        seen += 1;
    }
    assert_eq!(seen, expected.len());
}

#[test]
fn real_seed_of_label_lines() {
    let Some(path) = shared("seeds/guangyuan_medical_security.txt") else {
        return;
    };
    let vocabulary = vocabulary();
    let (source, document) = open(&path);
    let list = recognise(&source, &document, &vocabulary);
    let mut classes: BTreeMap<String, usize> = BTreeMap::new();
    for item in &list.items {
        let class = item.class.and_then(|id| vocabulary.class(id)).unwrap();
        *classes.entry(class.zh.to_string()).or_default() += 1;
    }
    assert_eq!(
        classes.into_iter().collect::<Vec<_>>(),
        [
            ("行政处罚".to_owned(), 5),
            ("行政强制".to_owned(), 2),
            ("行政检查".to_owned(), 2)
        ]
    );
    let stages: Vec<usize> = list.items.iter().map(|item| item.stages.len()).collect();
    assert_eq!(stages, [8, 8, 8, 8, 8, 5, 5, 4, 4]);
    assert!(
        list.items
            .iter()
            .flat_map(|item| &item.stages)
            .all(|stage| stage.label.is_some())
    );
    assert_eq!(list.duties.len(), 13);
    assert_eq!(list.boundaries.len(), 1);
    assert!(list.headers.iter().all(|header| header.field.is_some()));
    assert_eq!(
        list.headers
            .iter()
            .filter(|header| header.misspelling_of.is_some())
            .count(),
        9
    );
    assert_eq!(list.unassigned.len(), 0);
}

#[test]
fn real_seed_of_mixed_shapes() {
    let Some(path) = shared("seeds/yichun_medical_security.txt") else {
        return;
    };
    let vocabulary = vocabulary();
    let (source, document) = open(&path);
    let list = recognise(&source, &document, &vocabulary);
    assert_eq!(list.items.len(), 25);
    let numbers: Vec<&str> = list
        .items
        .iter()
        .map(|item| item.number().unwrap())
        .collect();
    let mut different = numbers.clone();
    different.dedup();
    assert_eq!(
        different,
        (1..=22)
            .map(|number| number.to_string())
            .collect::<Vec<_>>()
    );
    assert_eq!(numbers.iter().filter(|number| **number == "4").count(), 4);
    assert_eq!(
        list.items
            .iter()
            .filter(|item| item.inferred_number.is_some())
            .count(),
        15
    );
    let line = |item: &Item<'_>| source.position(item.origin.span.start()).line;
    let nameless: Vec<usize> = list
        .items
        .iter()
        .filter(|item| item.name().is_none())
        .map(line)
        .collect();
    assert_eq!(nameless, [49, 216, 432]);
    assert!(
        list.items
            .iter()
            .all(|item| item.class.is_some() == item.name().is_some())
    );
    let repeated: Vec<usize> = list
        .repeated
        .iter()
        .map(|copy| source.position(copy.span.start()).line)
        .collect();
    assert_eq!(repeated, [37]);
    assert_eq!(list.items[list.repeated[0].item].number(), Some("4"));
    let stages: Vec<usize> = list.items.iter().map(|item| item.stages.len()).collect();
    assert_eq!(
        stages,
        [
            5, 5, 5, 6, 6, 6, 0, 3, 5, 5, 5, 5, 5, 6, 6, 5, 5, 6, 5, 5, 5, 4, 5, 6, 8
        ]
    );
    for item in list.items.iter().filter(|item| !item.stages.is_empty()) {
        assert!(
            item.stages.iter().all(|stage| stage.post.is_some()),
            "line {}",
            line(item)
        );
        assert!(
            item.value(Field::AccountabilityBasis).is_some(),
            "line {}",
            line(item)
        );
        assert!(
            item.citations
                .iter()
                .any(|(field, _)| *field == Field::Basis),
            "line {}",
            line(item)
        );
    }
    assert_eq!(list.unassigned.len(), 0);
}
