//! Corrections in the files themselves: the flagged characters change and nothing else.
#![allow(clippy::unwrap_used, clippy::expect_used)] // A failing test is meant to stop.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use dutylint::diagnostic::{Applicability, Diagnostic, Edit, Fix, Severity};
use dutylint::fix::{Fixed, Reason, fix};
use dutylint::message::Message;
use dutylint::read::{ReadOptions, read};
use dutylint::source::{Source, Span, encode};
use proptest::prelude::*;

fn file(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("testdata/office")
        .join(name);
    std::fs::read(path).unwrap()
}

fn finding(edits: Vec<Edit>) -> Diagnostic {
    Diagnostic {
        rule: Arc::from("sample/rule"),
        severity: Severity::Warning,
        message: Message::new("写法不规范", "not as usual").into(),
        help: None,
        because: Arc::from([]),
        span: edits[0].span,
        labels: Vec::new(),
        fix: Some(Fix {
            title: Message::new("改正", "correct"),
            applicability: Applicability::Safe,
            edits,
        }),
        item: None,
        field: None,
        confidence: None,
        fold: None,
        fold_head: false,
        suppressed: None,
    }
}

/// The replacement of the `number`th place of `old` in the text.
fn replacement(source: &Source, old: &str, number: usize, new: &str) -> Edit {
    let (start, _) = source.text().match_indices(old).nth(number).expect(old);
    Edit {
        span: Span::new(start, start + old.len()),
        text: new.to_owned(),
    }
}

fn fixed(name: &str, bytes: &[u8], source: &Source, diagnostics: &[Diagnostic]) -> Fixed {
    let options = ReadOptions::default();
    fix(
        name,
        bytes,
        &options,
        source,
        diagnostics,
        Applicability::Safe,
    )
    .unwrap()
}

fn parts(bytes: &[u8]) -> BTreeMap<String, String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..archive.len())
        .map(|index| {
            let mut part = archive.by_index(index).unwrap();
            let mut content = Vec::new();
            part.read_to_end(&mut content).unwrap();
            let content = String::from_utf8_lossy(&content).into_owned();
            (part.name().unwrap().into_owned(), content)
        })
        .collect()
}

/// The names of the parts that differ; none is added or lost.
fn changed(before: &[u8], after: &[u8]) -> Vec<String> {
    let (before, after) = (parts(before), parts(after));
    assert!(before.keys().eq(after.keys()));
    let differ = before.iter().filter(|(name, text)| after[*name] != **text);
    differ.map(|(name, _)| name.clone()).collect()
}

/// XML without the characters between its tags.
fn tags(xml: &str) -> String {
    let text = regex::Regex::new(">[^<]*<").unwrap();
    text.replace_all(xml, "><").into_owned()
}

/// Runs `check` in a folder; gives standard output, standard error and the exit code.
fn check(folder: &Path, arguments: &[&str]) -> (String, String, i32) {
    let output = assert_cmd::Command::cargo_bin("dutylint")
        .unwrap()
        .current_dir(folder)
        .env("DUTYLINT_LANG", "")
        .args(["check", "--no-config"])
        .args(arguments)
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (
        text(output.stdout),
        text(output.stderr),
        output.status.code().unwrap(),
    )
}

const OFFICE: [&str; 4] = [
    "slips.xlsx",
    "slips.docx",
    "libreoffice/slips.xlsx",
    "libreoffice/slips.docx",
];

#[test]
fn workbooks_and_documents_are_corrected_in_place() {
    for name in OFFICE {
        let folder = tempfile::tempdir().unwrap();
        let short = name.rsplit('/').next().unwrap();
        let path = folder.path().join(short);
        let before = file(name);
        std::fs::write(&path, &before).unwrap();

        let (shown, told, code) = check(folder.path(), &["--diff", short]);
        assert_eq!(code, 1);
        assert!(shown.contains("+《森林防火条例》第四十八条"), "{shown}");
        assert!(told.contains("没有写文件"));
        assert_eq!(std::fs::read(&path).unwrap(), before);

        let (rest, told, _) = check(folder.path(), &["--fix", short, "--format", "short"]);
        let after = std::fs::read(&path).unwrap();
        assert_eq!(
            std::fs::read(path.with_file_name(format!("{short}.bak"))).unwrap(),
            before
        );
        assert!(told.contains(&format!("{short}.bak")), "{told}");
        let formulas = name == "libreoffice/slips.xlsx";
        assert_eq!(
            rest.matches("text/traditional-character").count(),
            usize::from(formulas)
        );
        assert!(!rest.contains("text/half-width"), "{rest}");
        // The result of a formula is not corrected, and that is said.
        assert_eq!(
            told.contains("公式") && told.contains("清单!F4"),
            formulas,
            "{told}"
        );

        let (source, _) = read(short, after.clone()).unwrap();
        assert!(source.text().contains("1.立案责任：发现线索的，及时立案。"));
        assert!(source.text().contains("第四十八条"));
        let changed = changed(&before, &after);
        let expected: &[&str] = match name {
            // Strings of the other writer stand in the sheets.
            "slips.xlsx" => &["xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"],
            "libreoffice/slips.xlsx" => &["xl/sharedStrings.xml"],
            _ => &["word/document.xml", "word/header1.xml"],
        };
        assert_eq!(changed, expected, "{name}");
        let (old, new) = (parts(&before), parts(&after));
        for part in &changed {
            // Runs and their formats, cells and their styles are the same.
            assert_eq!(tags(&old[part]), tags(&new[part]), "{name} {part}");
        }
        // Nothing is left to correct.
        let (_, told, _) = check(folder.path(), &["--fix", short, "--no-backup"]);
        assert!(told.contains("没有可以自动改正的问题"), "{told}");
        assert_eq!(std::fs::read(&path).unwrap(), after);
    }
}

#[test]
fn a_string_that_cells_share_changes_only_where_it_is_flagged() {
    let bytes = file("libreoffice/slips.xlsx");
    let (source, _) = read("slips.xlsx", bytes.clone()).unwrap();
    // The first of three cells, and the second in another way.
    let diagnostics = [
        finding(vec![replacement(&source, "給予", 0, "给予")]),
        finding(vec![replacement(&source, ",及时", 1, "，及时")]),
    ];
    let done = fixed("slips.xlsx", &bytes, &source, &diagnostics);
    assert_eq!((done.applied, done.refused.len()), (2, 0));
    let after = done.bytes.unwrap();
    let (again, _) = read("slips.xlsx", after.clone()).unwrap();
    let mut expected = source.text().replacen("給予", "给予", 1);
    let (second, _) = expected.match_indices(",及时").nth(1).unwrap();
    expected.replace_range(second..second + 1, "，");
    assert_eq!(again.text(), expected);
    assert_eq!(
        changed(&bytes, &after),
        ["xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"]
    );
    let count = |bytes: &[u8]| {
        let strings = &parts(bytes)["xl/sharedStrings.xml"];
        let unique = regex::Regex::new("uniqueCount=\"([0-9]+)\"").unwrap();
        let told: usize = unique.captures(strings).unwrap()[1].parse().unwrap();
        assert_eq!(told, strings.matches("<si>").count());
        told
    };
    assert_eq!(count(&after), count(&bytes) + 2);
    let sheet = |bytes: &[u8]| tags(&parts(bytes)["xl/worksheets/sheet1.xml"]);
    assert_eq!(sheet(&bytes), sheet(&after));
}

#[test]
fn a_document_with_everything_is_corrected_where_it_can_be() {
    let bytes = file("document.docx");
    let (source, _) = read("document.docx", bytes.clone()).unwrap();
    let edit = |old: &str, new: &str| finding(vec![replacement(&source, old, 0, new)]);
    let possible = [
        // Over runs of different formats, a reference of XML, inserted text, a link, a field, a nested table,
        // a text box, a footnote, an element for a character, an insertion and a blank at an end.
        edit("两人以上，出示", "二人以上，出示"),
        edit("A&B <证件>", "证件A"),
        edit("7654321", "1"),
        edit("《森林防火条例》", "《森林防火條例》"),
        edit("48", "48 & <49>"),
        edit("立案。\n2.调查", "立案。\n2.检查"),
        edit("附件一", "附件 "),
        edit("解释权", ""),
        edit("条\t甲", "条甲"),
        finding(vec![Edit {
            span: Span::empty(source.text().find("应当立案").unwrap()),
            text: "依法".to_owned(),
        }]),
    ];
    // The end of a paragraph is in one of them: it cannot be.
    let done = fixed("document.docx", &bytes, &source, &possible);
    assert_eq!(done.refused.len(), 1, "{:?}", done.refused);
    assert_eq!(done.refused[0].1, Reason::Generated);
    assert_eq!(done.applied, possible.len() - 1);
    let after = done.bytes.unwrap();
    assert_eq!(
        changed(&bytes, &after),
        ["word/document.xml", "word/footnotes.xml"]
    );
    let (again, _) = read("document.docx", after.clone()).unwrap();
    for text in [
        "二人以上，出示 证件A。",
        "48 & <49>",
        "附件 \n",
        "归市林业局",
        "依法应当立案",
    ] {
        assert!(again.text().contains(text), "{text}\n{}", again.text());
    }
    // An automatic number is not in the text.
    let number = finding(vec![replacement(&source, "一、主要", 0, "1.主要")]);
    let done = fixed("document.docx", &bytes, &source, &[number]);
    assert_eq!((done.applied, done.refused[0].1), (0, Reason::Generated));
    assert!(done.bytes.is_none());
}

#[test]
fn corrections_that_overlap_wait_and_those_that_agree_are_one() {
    let text = "序号,事项名称\n1,对擅自移动標志的处罚\n";
    let bytes = text.as_bytes();
    let (source, _) = read("a.csv", bytes.to_vec()).unwrap();
    let diagnostics = [
        finding(vec![replacement(&source, "標", 0, "标")]),
        finding(vec![replacement(&source, "標志", 0, "标记")]),
        finding(vec![replacement(&source, "標", 0, "标")]),
        Diagnostic {
            suppressed: Some(Arc::new(dutylint::diagnostic::Suppression {
                kind: "waiver",
                reason: None,
                approver: None,
            })),
            ..finding(vec![replacement(&source, "擅自", 0, "私自")])
        },
    ];
    let done = fixed("a.csv", bytes, &source, &diagnostics);
    assert_eq!((done.applied, done.postponed), (2, 1));
    let after = String::from_utf8(done.bytes.unwrap()).unwrap();
    assert_eq!(after, text.replace('標', "标"));
}

#[test]
fn text_files_keep_their_bytes() {
    let samples = [
        (
            "a.csv",
            "序号,事项名称,权力类型\r\n1,\"对移动標志,\n \"\"甲\"\"的处罚\",行政处罚\r\n",
        ),
        (
            "a.md",
            "# 清单\n\n| 序号 | 事项名称 |\n|---|---|\n| 1 | 对移动標志的处罚 |\n",
        ),
        (
            "a.html",
            "<html><body><table><tr><td>序号<td>事项<b>名</b>称<tr><td>1<td>对移动&#x6A19;志&amp;的处罚</table>",
        ),
        (
            "a.json",
            "{\"事项\": [{\"事项名称\": \"对移动\\u6a19志的处罚\", \"权力类型\": \"行政处罚\"}]}",
        ),
        (
            "a.yaml",
            "事项:\n  - 事项名称: >-\n      对移动標志\n      的处罚\n    权力类型: 行政处罚 # 標\n",
        ),
        ("a.txt", "江州市林业局权责清单\r\n1.对移动標志的处罚\r\n"),
    ];
    for (name, text) in samples {
        for encoding in ["utf-8", "gb18030", "utf-16le", "utf-16be"] {
            for mark in ["", "\u{FEFF}"] {
                if encoding == "gb18030" && !mark.is_empty() {
                    continue;
                }
                let bytes = encode(&format!("{mark}{text}"), encoding).unwrap();
                let Ok((source, _)) = read(name, bytes.clone()) else {
                    panic!("{name} {encoding}");
                };
                // Where the character is written as an entity or an escape, that is replaced.
                let old = ["&#x6A19;", "\\u6a19", "標"]
                    .into_iter()
                    .find(|old| source.text().contains(old))
                    .unwrap();
                let diagnostics = [finding(vec![replacement(&source, old, 0, "标")])];
                let done = fixed(name, &bytes, &source, &diagnostics);
                assert_eq!(done.applied, 1, "{name} {encoding} {:?}", done.refused);
                let expected = encode(&format!("{mark}{}", text.replacen(old, "标", 1)), encoding);
                assert_eq!(done.bytes, expected, "{name} {encoding}");
            }
        }
    }
}

#[test]
fn what_would_change_more_is_refused() {
    let cases: [(&str, &str, &str, &str, Reason); 5] = [
        (
            "a.csv",
            "序号,事项名称\n1,移动標志\n",
            "標",
            "标,志",
            Reason::Syntax,
        ),
        (
            "a.md",
            "| 序号 | 事项名称 |\n|---|---|\n| 1 | 移动標志 |\n",
            "標",
            "|",
            Reason::Syntax,
        ),
        // The tags between the cells would go.
        (
            "a.html",
            "<table><tr><td>序号<td>事项名称<tr><td>1<td>移动標志</table>",
            "1<td>移动",
            "移动",
            Reason::Structure,
        ),
        (
            "a.yaml",
            "事项:\n  - 名称: 甲乙\n    类型: 丙\n",
            "乙\n    类型: 丙",
            "丁",
            Reason::Structure,
        ),
        (
            "a.txt",
            "1.对移动標志的处罚\n2.对乙的处罚\n",
            "罚\n2.",
            "",
            Reason::Structure,
        ),
    ];
    for (name, text, old, new, reason) in cases {
        let (source, _) = read(name, text.into()).unwrap();
        let diagnostics = [finding(vec![replacement(&source, old, 0, new)])];
        let done = fixed(name, text.as_bytes(), &source, &diagnostics);
        assert_eq!(done.applied, 0, "{name}");
        assert_eq!(done.refused, [(diagnostics[0].span, reason)], "{name}");
        assert!(done.bytes.is_none());
        // One that cannot be made does not keep others from being made.
        if let Some((at, _)) = text
            .match_indices('標')
            .next()
            .filter(|_| reason == Reason::Structure)
        {
            let good = finding(vec![Edit {
                span: Span::new(at, at + "標".len()),
                text: "标".to_owned(),
            }]);
            let done = fixed(
                name,
                text.as_bytes(),
                &source,
                &[diagnostics[0].clone(), good],
            );
            assert_eq!((done.applied, done.refused.len()), (1, 1), "{name}");
            assert_eq!(done.bytes.unwrap(), text.replace('標', "标").into_bytes());
        }
    }
    let big5 = encode("編號,名稱\n1,移動標志\n", "big5").unwrap();
    let options = ReadOptions {
        encoding: Some("big5".to_owned()),
        ..ReadOptions::default()
    };
    let (source, _) = dutylint::read::read_with("a.csv", big5.clone(), &options).unwrap();
    let diagnostics = [finding(vec![replacement(&source, "標", 0, "标")])];
    let done = fix(
        "a.csv",
        &big5,
        &options,
        &source,
        &diagnostics,
        Applicability::Safe,
    )
    .unwrap();
    assert_eq!(done.refused[0].1, Reason::Encoding);
}

#[test]
fn formats_that_cannot_be_corrected_say_how_to_convert_them() {
    for name in ["slips.xls", "slips.ods"] {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(name), file(name)).unwrap();
        let (_, told, _) = check(folder.path(), &["--fix", name, "--format", "short"]);
        assert!(
            told.contains("soffice --headless --convert-to xlsx"),
            "{told}"
        );
        assert_eq!(std::fs::read(folder.path().join(name)).unwrap(), file(name));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn any_corrections_leave_everything_else(
        which in 0usize..4,
        places in proptest::collection::vec((0usize..4000, 0usize..12, "(改|&|<|_x0041_| ){0,3}"), 1..6),
    ) {
        let name = OFFICE[which];
        let bytes = file(name);
        let (source, _) = read(name, bytes.clone()).unwrap();
        let text = source.text();
        let mut diagnostics: Vec<Diagnostic> = places
            .into_iter()
            .map(|(start, length, new)| {
                let boundary = |at: usize| (0..=at.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap();
                let start = boundary(start % text.len());
                finding(vec![Edit { span: Span::new(start, boundary(start + length).max(start)), text: new }])
            })
            .collect();
        diagnostics.sort_by_key(|diagnostic| diagnostic.span);
        let done = fixed(name, &bytes, &source, &diagnostics);
        if let Some(after) = done.bytes {
            let (again, document) = read(name, after.clone()).unwrap();
            let (_, before) = read(name, bytes.clone()).unwrap();
            prop_assert_eq!(document.blocks.len(), before.blocks.len());
            let changes = dutylint::fix::changes((&source, &before), (&again, &document));
            prop_assert!(changes.len() <= done.applied, "{:?}", changes);
            for part in changed(&bytes, &after) {
                prop_assert!(
                    part == "xl/sharedStrings.xml" || part.starts_with("xl/worksheets/sheet") || part == "word/document.xml" || part == "word/header1.xml",
                    "{}", part
                );
            }
        }
    }
}

/// Whether a program is there; prints a line when it is not.
fn available(program: &str, arguments: &[&str]) -> bool {
    let there = Command::new(program)
        .args(arguments)
        .output()
        .is_ok_and(|output| output.status.success());
    if !there {
        println!("{program} {arguments:?} is not there: not compared with it");
    }
    there
}

#[test]
fn other_programs_read_the_corrected_files() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["slips.xlsx", "slips.docx"] {
        std::fs::write(folder.path().join(name), file(name)).unwrap();
    }
    check(folder.path(), &["--fix", "--no-backup", "."]);
    if available("python3", &["-c", "import openpyxl, docx"]) {
        let program = "
import openpyxl, docx
sheet = openpyxl.load_workbook('slips.xlsx', rich_text=True)['清单']
print(sheet['D2'].value, sheet['F4'].value, sheet['B4'].comment.text, sheet.column_dimensions['E'].width)
print([getattr(part, 'text', part) for part in sheet['D4'].value])
runs = docx.Document('slips.docx').tables[0].cell(2, 1).paragraphs[0].runs
print([(run.text, run.bold) for run in runs])
";
        let output = Command::new("python3")
            .args(["-c", program])
            .current_dir(folder.path())
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        let told = String::from_utf8(output.stdout).unwrap();
        let told: Vec<&str> = told.lines().collect();
        assert_eq!(
            told,
            [
                "《森林防火条例》第四十八条 =\"对符合條件的申请不予受理的\" & \"。\" 请科室核对 40.0",
                "['《中华人民共和国森林法》第五十六', '条', '、第五十七条']",
                "[('《森林防火条例》第四十八', None), ('条', True)]",
            ]
        );
    }
    if available("soffice", &["--version"]) {
        let home = folder.path().join("home");
        for (name, target, text) in [
            (
                "slips.xlsx",
                "csv:Text - txt - csv (StarCalc):44,34,76",
                "《森林防火条例》第四十八条",
            ),
            (
                "slips.docx",
                "txt:Text (encoded):UTF8",
                "立案责任：发现线索的，及时立案。",
            ),
        ] {
            let done = Command::new("soffice")
                .arg(format!("-env:UserInstallation=file://{}", home.display()))
                .args(["--headless", "--convert-to", target, "--outdir"])
                .arg(folder.path())
                .arg(folder.path().join(name))
                .output()
                .unwrap();
            assert!(done.status.success());
            let ending = target.split(':').next().unwrap();
            let saved = std::fs::read(folder.path().join(name).with_extension(ending)).unwrap();
            let (saved, _) = read("a.txt", saved).unwrap();
            assert!(saved.text().contains(text), "{}", saved.text());
        }
    }
}
