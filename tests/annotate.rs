//! Findings handed back in workbooks and documents: nothing else changes, and other programs read the result.
#![allow(clippy::unwrap_used, clippy::expect_used)] // A failing test is meant to stop.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use dutylint::annotate::{Annotated, annotate};
use dutylint::diagnostic::{Because, Diagnostic, ItemRef, Severity};
use dutylint::message::{Language, Message};
use dutylint::read::{Document, read};
use dutylint::source::{Source, Span};

fn file(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("testdata/office")
        .join(name);
    std::fs::read(path).unwrap()
}

fn finding(span: Span, severity: Severity) -> Diagnostic {
    Diagnostic {
        rule: Arc::from("sample/规则"),
        severity,
        message: Message::new("写法与规定不一致 <&> 请改", "not as the rule has it").into(),
        help: Some(Message::new("改为规范写法", "write it as usual").into()),
        because: Arc::from([Because {
            law: "中华人民共和国行政处罚法".to_owned(),
            article: "第六十条".to_owned(),
            from: None,
            until: None,
        }]),
        span,
        labels: Vec::new(),
        fix: None,
        item: Some(Arc::new(ItemRef {
            index: 0,
            number: Some("1".to_owned()),
            name: Some("对擅自移动森林防火标志的处罚".to_owned()),
            ..ItemRef::default()
        })),
        field: None,
        confidence: None,
        fold: None,
        fold_head: false,
        suppressed: None,
    }
}

/// A finding on the first place of `text`.
fn on(source: &Source, text: &str, severity: Severity) -> Diagnostic {
    let start = source.text().find(text).expect(text);
    finding(Span::new(start, start + text.len()), severity)
}

fn parts(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..archive.len())
        .map(|index| {
            let mut part = archive.by_index(index).unwrap();
            let mut content = Vec::new();
            part.read_to_end(&mut content).unwrap();
            (part.name().unwrap().into_owned(), content)
        })
        .collect()
}

/// That two packages hold the same; tells where they do not.
fn same(left: &[u8], right: &[u8]) {
    let (left, right) = (parts(left), parts(right));
    assert!(left.keys().eq(right.keys()));
    for (name, content) in &left {
        if content != &right[name] {
            let at = content
                .iter()
                .zip(&right[name])
                .take_while(|(a, b)| a == b)
                .count();
            let around = |text: &[u8]| {
                let end = text.len().min(at + 200);
                String::from_utf8_lossy(&text[at.saturating_sub(200)..end]).into_owned()
            };
            panic!(
                "{name} at {at}:\n{}\n{}",
                around(content),
                around(&right[name])
            );
        }
    }
}

/// The names of parts that differ, and of those that are new.
fn changed(before: &[u8], after: &[u8]) -> (Vec<String>, Vec<String>) {
    let (before, after) = (parts(before), parts(after));
    assert!(before.keys().all(|name| after.contains_key(name)));
    let differ = before
        .iter()
        .filter(|(name, content)| after.get(*name) != Some(content))
        .map(|(name, _)| name.clone())
        .collect();
    let new = after
        .keys()
        .filter(|name| !before.contains_key(*name))
        .cloned()
        .collect();
    (differ, new)
}

fn texts(source: &Source, document: &Document) -> Vec<String> {
    use dutylint::read::Block;
    let mut texts = Vec::new();
    for block in &document.blocks {
        match block {
            Block::Table(table) => {
                for cell in &table.cells {
                    texts.push(cell.text.text(source.text()).as_str().to_owned());
                }
            }
            Block::Paragraph(paragraph) => {
                texts.push(paragraph.text.text(source.text()).as_str().to_owned());
            }
            Block::Aside(text) => texts.push(text.text(source.text()).as_str().to_owned()),
            Block::Tree(_) => {}
        }
    }
    texts
}

fn workbook(name: &str) -> (Vec<u8>, Source, Vec<Diagnostic>) {
    let bytes = file(name);
    let (source, _) = read(name, bytes.clone()).unwrap();
    let diagnostics = vec![
        on(&source, "第四十八条", Severity::Error),
        on(&source, "《森林防火", Severity::Info),
        on(&source, "森林资源", Severity::Warning),
        on(&source, "对擅自移动", Severity::Warning),
        on(&source, "权责清单（3项）", Severity::Info),
        on(&source, "旧清单", Severity::Error),
    ];
    (bytes, source, diagnostics)
}

#[test]
fn a_workbook_gets_comments_and_nothing_else_changes() {
    let (bytes, source, diagnostics) = workbook("wide.xlsx");
    let done = annotate(
        dutylint::read::Format::Xlsx,
        &bytes,
        &source,
        &diagnostics,
        Language::Zh,
    )
    .unwrap();
    assert!(done.is_copy);
    // B5 has a comment of somebody else: a cell takes only one, and theirs stays.
    assert_eq!((done.commented, done.beside_others, done.listed), (5, 1, 6));
    let (differ, new) = changed(&bytes, &done.bytes);
    assert_eq!(
        differ,
        [
            "[Content_Types].xml",
            "xl/_rels/workbook.xml.rels",
            "xl/comments/comment1.xml",
            "xl/drawings/commentsDrawing1.vml",
            "xl/styles.xml",
            "xl/workbook.xml",
            "xl/worksheets/sheet1.xml",
            "xl/worksheets/sheet2.xml",
        ]
    );
    assert_eq!(
        new,
        [
            "xl/comments1.xml",
            "xl/drawings/vmlDrawing1.vml",
            "xl/worksheets/_rels/sheet2.xml.rels",
            "xl/worksheets/sheet4.xml",
        ]
    );
    let after = parts(&done.bytes);
    let text = |name: &str| String::from_utf8(after[name].clone()).unwrap();
    assert!(text("xl/comments/comment1.xml").contains("请科室核对名称"));
    // The cells themselves are as they were, formats included.
    let cells = |xml: &str| {
        let start = xml.find("<sheetData>").unwrap();
        xml[start..xml.find("</sheetData>").unwrap()].to_owned()
    };
    for sheet in ["xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"] {
        let old = String::from_utf8(parts(&bytes)[sheet].clone()).unwrap();
        assert_eq!(cells(&old), cells(&text(sheet)));
    }
    // The review sheet is no part of the list when the copy is checked.
    let (again, document) = read("wide.xlsx", done.bytes.clone()).unwrap();
    assert_eq!(again.text(), source.text());
    assert_eq!(document.blocks.len(), 3);
}

#[test]
fn annotating_again_replaces_only_our_own() {
    let (bytes, source, diagnostics) = workbook("wide.xlsx");
    let format = dutylint::read::Format::Xlsx;
    let first = annotate(format, &bytes, &source, &diagnostics, Language::Zh).unwrap();
    let second = annotate(format, &first.bytes, &source, &diagnostics, Language::Zh).unwrap();
    same(&first.bytes, &second.bytes);
    let fewer = annotate(
        format,
        &second.bytes,
        &source,
        &diagnostics[..1],
        Language::Zh,
    )
    .unwrap();
    let expected = annotate(format, &bytes, &source, &diagnostics[..1], Language::Zh).unwrap();
    let (fewer, expected) = (parts(&fewer.bytes), parts(&expected.bytes));
    assert_eq!(
        fewer["xl/worksheets/sheet1.xml"],
        expected["xl/worksheets/sheet1.xml"]
    );
    assert_eq!(
        fewer["xl/comments/comment1.xml"],
        expected["xl/comments/comment1.xml"]
    );
    assert_eq!(
        fewer["xl/worksheets/sheet4.xml"],
        expected["xl/worksheets/sheet4.xml"]
    );
    let none = annotate(format, &second.bytes, &source, &[], Language::Zh).unwrap();
    let none = parts(&none.bytes);
    let comments = String::from_utf8(none["xl/comments/comment1.xml"].clone()).unwrap();
    assert!(comments.contains("请科室核对名称") && !comments.contains("写法与规定不一致"));
    assert!(
        !String::from_utf8(none["xl/worksheets/sheet1.xml"].clone())
            .unwrap()
            .contains("dutylint")
    );
}

fn document() -> (Vec<u8>, Source, Vec<Diagnostic>) {
    let bytes = file("document.docx");
    let (source, _) = read("document.docx", bytes.clone()).unwrap();
    let diagnostics = vec![
        // Within a run, over runs of different formats, over a reference of XML, over a paragraph.
        on(&source, "擅自移动", Severity::Error),
        on(&source, "两人以上，出示", Severity::Warning),
        on(&source, "&B <", Severity::Info),
        on(&source, "及时立案。\n2.调查", Severity::Warning),
        // The same characters twice, and ranges that overlap.
        on(&source, "擅自移动", Severity::Info),
        on(&source, "移动森林", Severity::Info),
        // Inserted text, a link, the result of a field, a nested table, a text box, a footnote, an automatic number.
        on(&source, "7654321", Severity::Warning),
        on(&source, "《森林防火条例》", Severity::Error),
        on(&source, "48", Severity::Error),
        on(&source, "管理科\n", Severity::Info),
        on(&source, "附件一", Severity::Info),
        on(&source, "解释权", Severity::Info),
        on(&source, "一、", Severity::Info),
        // Something missing, and something about the whole file.
        finding(
            Span::empty(source.text().find("承办机构").unwrap()),
            Severity::Info,
        ),
        finding(Span::empty(0), Severity::Info),
    ];
    (bytes, source, diagnostics)
}

#[test]
fn a_document_gets_comments_on_the_characters_and_its_text_stays() {
    let (bytes, source, diagnostics) = document();
    let format = dutylint::read::Format::Docx;
    let done = annotate(format, &bytes, &source, &diagnostics, Language::Zh).unwrap();
    assert_eq!(done.commented, diagnostics.len());
    let (differ, new) = changed(&bytes, &done.bytes);
    assert_eq!(
        differ,
        [
            "[Content_Types].xml",
            "word/_rels/document.xml.rels",
            "word/document.xml",
        ]
    );
    assert_eq!(new, ["word/comments.xml"]);
    let (again, document) = read("document.docx", done.bytes.clone()).unwrap();
    assert_eq!(again.text(), source.text());
    let (_, before) = read("document.docx", bytes.clone()).unwrap();
    assert_eq!(texts(&again, &document), texts(&source, &before));

    let xml = String::from_utf8(parts(&done.bytes)["word/document.xml"].clone()).unwrap();
    let comments = commented(&xml);
    for (id, text) in [
        (0, "擅自移动"),
        (1, "两人以上，出示"),
        (2, "&amp;B &lt;"),
        (3, "及时立案。调查"),
        (5, "移动森林"),
        (6, "7654321"),
        (7, "《森林防火条例》"),
        (8, "48"),
        (9, "管理科"),
    ] {
        assert_eq!(comments[&id], text);
    }
    // Twice is the same as once.
    let second = annotate(format, &done.bytes, &again, &diagnostics, Language::Zh).unwrap();
    same(&second.bytes, &done.bytes);
    // Without findings only the cuts stay.
    let none = annotate(format, &done.bytes, &again, &[], Language::Zh).unwrap();
    let xml = String::from_utf8(parts(&none.bytes)["word/document.xml"].clone()).unwrap();
    assert!(!xml.contains("comment"));
    let (cleared, _) = read("document.docx", none.bytes).unwrap();
    assert_eq!(cleared.text(), source.text());
}

/// The text between the marks of each comment, as it stands in the XML.
fn commented(xml: &str) -> BTreeMap<u32, String> {
    let text = regex::Regex::new(r"<w:t[^>]*>([^<]*)</w:t>").unwrap();
    let start = regex::Regex::new("<w:commentRangeStart w:id=\"([0-9]+)\"/>").unwrap();
    start
        .captures_iter(xml)
        .map(|mark| {
            let id: u32 = mark[1].parse().unwrap();
            let from = mark.get(0).unwrap().end();
            let to = xml
                .find(&format!("<w:commentRangeEnd w:id=\"{id}\"/>"))
                .unwrap();
            assert!(xml[to..].contains(&format!("<w:commentReference w:id=\"{id}\"/>")));
            let between = text
                .captures_iter(&xml[from..to])
                .map(|text| text[1].to_owned())
                .collect();
            (id, between)
        })
        .collect()
}

#[test]
fn other_formats_get_a_sheet_beside() {
    for (name, format) in [
        ("wide.xls", dutylint::read::Format::Xls),
        ("wide.ods", dutylint::read::Format::Ods),
        ("document.doc", dutylint::read::Format::Doc),
    ] {
        let bytes = file(name);
        let (source, _) = read(name, bytes.clone()).unwrap();
        let diagnostics = [on(&source, "擅自移动", Severity::Error)];
        let done = annotate(format, &bytes, &source, &diagnostics, Language::Zh).unwrap();
        assert!(!done.is_copy);
        let (sheet, _) = read("审查意见.xlsx", done.bytes).unwrap();
        for text in [
            "写法与规定不一致",
            "擅自移动",
            "《中华人民共和国行政处罚法》第六十条",
            "sample/规则",
        ] {
            assert!(sheet.text().contains(text), "{name} {text}");
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

fn saved(folder: &Path, name: &str, done: &Annotated) -> String {
    let path = folder.join(name);
    std::fs::write(&path, &done.bytes).unwrap();
    path.to_string_lossy().into_owned()
}

#[test]
fn other_programs_read_the_copies() {
    let folder = tempfile::tempdir().unwrap();
    let (bytes, source, diagnostics) = workbook("wide.xlsx");
    let done = annotate(
        dutylint::read::Format::Xlsx,
        &bytes,
        &source,
        &diagnostics,
        Language::Zh,
    )
    .unwrap();
    let sheet = saved(folder.path(), "a.xlsx", &done);
    let (bytes, source, diagnostics) = document();
    let done = annotate(
        dutylint::read::Format::Docx,
        &bytes,
        &source,
        &diagnostics,
        Language::Zh,
    )
    .unwrap();
    let text = saved(folder.path(), "b.docx", &done);
    if available("python3", &["-c", "import openpyxl"]) {
        let program = "
import sys, openpyxl
book = openpyxl.load_workbook(sys.argv[1])
sheet = book['权责清单（3项）']
print([(cell.coordinate, cell.comment.author) for row in sheet.iter_rows() for cell in row if cell.comment])
print(sorted(str(area.sqref) for area in sheet.conditional_formatting))
print(book['作废']['A1'].comment.text.splitlines()[0], book['作废'].sheet_state)
review = book['审查意见']
print(review.max_row, review['C3'].hyperlink.location, review['G3'].value)
print(len(sheet.merged_cells.ranges), sheet['B5'].comment.text, sheet.column_dimensions['L'].hidden)
";
        let output = Command::new("python3")
            .args(["-c", program, &sheet])
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
            told[0],
            "[('A1', 'dutylint 审查'), ('B5', '张科长'), ('D5', 'dutylint 审查'), ('F5', 'dutylint 审查')]"
        );
        assert!(
            told[1].contains("D5:D7") && told[1].contains("A5:A9"),
            "{}",
            told[1]
        );
        assert_eq!(told[2], "【错误】写法与规定不一致 <&> 请改 hidden");
        assert_eq!(told[3], "8 '权责清单（3项）'!D5 改为规范写法");
        assert!(told[4].ends_with("请科室核对名称 True"), "{}", told[4]);
    }
    if available("python3", &["-c", "import docx"]) {
        let program = "
import sys, docx
document = docx.Document(sys.argv[1])
print(len(document.tables), document.tables[0].cell(0, 1).text, len(document.paragraphs))
";
        let output = Command::new("python3")
            .args(["-c", program, &text])
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        assert!(
            String::from_utf8(output.stdout)
                .unwrap()
                .starts_with("1 对擅自移动森林防火标志的处罚")
        );
    }
    if std::env::var_os("DUTYLINT_SOFFICE").is_some() && available("soffice", &["--version"]) {
        let home = folder.path().join("home");
        for (name, target) in [("a.xlsx", "pdf"), ("b.docx", "pdf")] {
            let done = Command::new("soffice")
                .arg(format!("-env:UserInstallation=file://{}", home.display()))
                .args(["--headless", "--convert-to", target, "--outdir"])
                .arg(folder.path())
                .arg(folder.path().join(name))
                .output()
                .unwrap();
            assert!(done.status.success());
        }
        assert!(
            std::fs::metadata(folder.path().join("a.pdf"))
                .unwrap()
                .len()
                > 1000
        );
        assert!(
            std::fs::metadata(folder.path().join("b.pdf"))
                .unwrap()
                .len()
                > 1000
        );
    }
    if let Some(keep) = std::env::var_os("DUTYLINT_KEEP") {
        for name in ["a.xlsx", "b.docx"] {
            std::fs::copy(folder.path().join(name), Path::new(&keep).join(name)).unwrap();
        }
    }
}
