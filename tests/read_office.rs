//! Word and Excel files made by real programs (`testdata/make/office.py`), and files that are traps.
#![allow(clippy::unwrap_used, clippy::expect_used)] // A failing test is meant to stop.

use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};

use dutylint::read::{Block, Document, NoteKind, ReadError, Table, read};
use dutylint::source::{Place, Source};

fn file(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("testdata/office")
        .join(name);
    std::fs::read(path).unwrap()
}

fn open(name: &str) -> (Source, Document) {
    read(name, file(name)).unwrap()
}

fn tables(document: &Document) -> Vec<&Table> {
    document
        .blocks
        .iter()
        .filter_map(|block| match block {
            Block::Table(table) => Some(table),
            _ => None,
        })
        .collect()
}

fn paragraphs(source: &Source, document: &Document) -> Vec<String> {
    document
        .blocks
        .iter()
        .filter_map(|block| match block {
            Block::Paragraph(paragraph) => Some(&paragraph.text),
            Block::Aside(text) => Some(text),
            _ => None,
        })
        .map(|text| {
            let place = source.place(text.span.start()).unwrap();
            format!("{place} {}", text.text(source.text()).as_str())
        })
        .collect()
}

/// Cells as `F12+2x3 text`.
fn cells(source: &Source, table: &Table) -> Vec<String> {
    table
        .cells
        .iter()
        .filter(|cell| !cell.text.span.is_empty())
        .map(|cell| {
            let place = source.place(cell.text.span.start()).unwrap().to_string();
            let place = place.rsplit('!').next().unwrap();
            let merged = match (cell.row_span, cell.column_span) {
                (1, 1) => String::new(),
                (rows, columns) => format!("+{rows}x{columns}"),
            };
            let hidden = if cell.hidden { "?" } else { "" };
            let text = cell.text.text(source.text()).as_str().replace('\n', "⏎");
            format!("{place}{merged}{hidden} {text}")
        })
        .collect()
}

/// What holds for every file: spans on character boundaries, in order and apart, each with its place.
fn check(source: &Source, document: &Document) {
    let mut all: Vec<(usize, usize)> = Vec::new();
    for block in &document.blocks {
        match block {
            Block::Table(table) => {
                for cell in &table.cells {
                    assert!(cell.row + cell.row_span <= table.rows);
                    assert!(cell.column + cell.column_span <= table.columns);
                    assert!(table.span.contains(cell.text.span));
                    assert!(cell.nested.iter().all(|&nested| matches!(
                        document.blocks.get(nested),
                        Some(Block::Table(_))
                    )));
                    let place = source.place(cell.text.span.start()).unwrap();
                    if let Place::Cell { row, column, .. } = place {
                        assert_eq!((*row, *column), (cell.row, cell.column));
                    }
                    if cell.text.decoded.is_none() {
                        all.push((cell.text.span.start(), cell.text.span.end()));
                    }
                }
                let position = |index: usize| {
                    let cell = &table.cells[index];
                    (cell.row, cell.column)
                };
                assert!((1..table.cells.len()).all(|i| position(i - 1) < position(i)));
            }
            Block::Paragraph(paragraph) => {
                assert!(source.place(paragraph.text.span.start()).is_some());
                all.push((paragraph.text.span.start(), paragraph.text.span.end()));
            }
            Block::Aside(text) => {
                assert!(source.place(text.span.start()).is_some());
                all.push((text.span.start(), text.span.end()));
            }
            Block::Tree(_) => {}
        }
    }
    all.sort_unstable();
    for (start, end) in &all {
        assert!(source.text().get(*start..*end).is_some(), "{start}..{end}");
    }
    assert!(all.windows(2).all(|pair| pair[0].1 <= pair[1].0));
    for note in &document.notes {
        assert!(source.text().get(note.span.range()).is_some());
    }
}

fn notes(document: &Document, kind: NoteKind) -> Vec<&str> {
    document
        .notes
        .iter()
        .filter(|note| note.kind == kind)
        .map(|note| note.message.zh.as_str())
        .collect()
}

#[test]
fn a_wide_list_is_the_same_in_every_workbook_format() {
    let (source, document) = open("libreoffice/wide.xlsx");
    check(&source, &document);
    let expected: Vec<Vec<String>> = tables(&document)
        .iter()
        .map(|table| cells(&source, table))
        .collect();
    for cell in [
        "A1+1x12 江州市林业局权责清单",
        "G3+1x2 实施层级及权限",
        "H4 权限",
        "A5+3x1 1",
        "D5+3x1 《森林防火条例》第四十八条",
        "E5+3x1 市林业⏎局",
        "I6 2.调查责任：执法人员不少于两人，出示执法证件。",
        "K5+3x1 2024年7月15日",
        "L5+3x1? 不收费",
        "L8+2x1? 35.0%",
        "B10? 对野生植物保护的监督检查",
        "A11+1x12 备注：本清单自公布之日起施行。",
    ] {
        assert!(
            expected[0].contains(&cell.to_owned()),
            "{cell} in {expected:?}"
        );
    }
    assert_eq!(expected[1], ["A1 旧清单，不再公布", "A2 #DIV/0!", "A3 3"]);
    assert!(expected[2].is_empty());
    assert_eq!(notes(&document, NoteKind::Hidden).len(), 2);
    assert_eq!(notes(&document, NoteKind::ErrorValue).len(), 1);
    for name in ["wide.xls", "wide.ods"] {
        let (source, document) = open(name);
        check(&source, &document);
        let found: Vec<Vec<String>> = tables(&document)
            .iter()
            .map(|table| cells(&source, table))
            .collect();
        assert_eq!(found, expected, "{name}");
        assert_eq!(notes(&document, NoteKind::Hidden).len(), 2, "{name}");
        assert!(tables(&document)[1].hidden, "{name}");
    }
}

#[test]
fn formulas_without_a_result_are_told() {
    let (source, document) = open("wide.xlsx");
    check(&source, &document);
    let told = notes(&document, NoteKind::UnreadablePart);
    assert_eq!(told.len(), 1);
    assert!(told[0].contains("作废!A2"), "{told:?}");
    let sheets = tables(&document);
    assert_eq!(source.slice(sheets[0].name_span), "权责清单（3项）");
}

#[test]
fn empty_fields_exist_and_filler_does_not() {
    let sheet = r#"<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c><c r="C1"><v>2</v></c><c r="F1" s="1"/></row>
        <row r="2"><c r="A2"><v>3</v></c><c r="B2" s="1"/><c r="C2" s="1"/><c r="F2" s="1"/></row>
        <row r="3"><c r="A3" s="1"/><c r="C3" s="1"/></row></sheetData></worksheet>"#;
    let (source, document) = read("a.xlsx", workbook_of(sheet)).unwrap();
    check(&source, &document);
    let all: Vec<(u32, u32)> = tables(&document)[0]
        .cells
        .iter()
        .map(|cell| (cell.row, cell.column))
        .collect();
    // C2 is a field that was left empty; B2 and F2 are under no header, row 3 is only borders.
    assert_eq!(all, [(0, 0), (0, 2), (1, 0), (1, 2)]);
}

#[test]
fn a_workbook_of_excel_97_by_another_writer() {
    // The name says nothing: many an .xlsx is one of these.
    let (source, document) = read("清单.xlsx", file("xlwt.xls")).unwrap();
    check(&source, &document);
    let sheets = tables(&document);
    let first = cells(&source, sheets[0]);
    for cell in [
        "A3+2x1 1",
        "B3+2x1 对擅自移动森林⏎防火标志的处罚",
        "D3 2024年7月15日",
        "D4 1234.5",
        "E3? 000042",
        "F3 1.立案责任：及时立案。",
        "A5? TRUE",
    ] {
        assert!(first.contains(&cell.to_owned()), "{cell} in {first:?}");
    }
    assert!(sheets[1].hidden);
    let second = cells(&source, sheets[1]);
    assert_eq!(second.len(), 300);
    assert!(second.iter().enumerate().all(|(index, cell)| {
        let text = "江州市林业局内设机构职责分工说明".repeat(index % 7 + 1);
        *cell == format!("A{} 第{}号{text}", index + 1, index + 1)
    }));
}

#[test]
fn a_document_is_read_whole() {
    let (source, document) = open("document.docx");
    check(&source, &document);
    assert_eq!(
        paragraphs(&source, &document),
        [
            "第1段 江州市林业局权责清单",
            "第2段 一、主要职责",
            "第3段 （一）贯彻林业法律法规。",
            "第4段 （二）负责森林防火。",
            "第5段 二、权责事项",
            "第6段 监督电话：0000-7654321",
            "第7段 依据见《森林防火条例》第48条\t甲\n乙 丙（控件文字）",
            "第8段 前半句，后半句。",
            "第9段 文本框在此。",
            "文本框1 附件一",
            "第10段 本清单自公布之日起施行。",
            "脚注1 解释权归市林业局。",
            "页眉1 江州市林业局",
        ]
    );
    let card = tables(&document);
    assert_eq!(
        cells(&source, card[0]),
        [
            "表格1 第1行 第1列 第1段 事项名称",
            "表格1 第1行 第2列 第1段+1x3 对擅自移动森林防火标志的处罚",
            "表格1 第2行 第1列 第1段 权力类型",
            "表格1 第2行 第2列 第1段 行政处罚",
            "表格1 第2行 第3列 第1段 承办机构",
            "表格1 第2行 第4列 第1段 森林资源管理科",
            "表格1 第3行 第1列 第1段+2x1 责任事项",
            "表格1 第3行 第2列 第1段+1x3 1.立案责任：发现线索，及时立案。⏎2.调查责任：两人以上，出示 A&B <证件>。",
            "表格1 第4行 第2列 第1段+1x3 环节如下：⏎⏎以上环节依法公开。",
            "表格1 第5行 第1列 第1段 追责情形",
            "表格1 第5行 第2列 第1段+1x3 1.应当立案而不立案的；⏎2.执法人员少于两人的。",
        ]
    );
    assert_eq!(
        cells(&source, card[1])[3],
        "表格2 第2行 第2列 第1段 森林资源⏎管理科"
    );
    assert_eq!(card[0].cells[8].nested.len(), 1);
    assert!(notes(&document, NoteKind::TrackedChanges)[0].contains("插入 1 处、删除 1 处"));
    assert_eq!(notes(&document, NoteKind::Hidden).len(), 1);
}

#[test]
fn page_headers_and_footers_are_read_without_what_is_filled_in() {
    for name in ["margins.xlsx", "margins.xls", "margins.ods"] {
        let (source, document) = open(name);
        check(&source, &document);
        assert_eq!(
            paragraphs(&source, &document),
            [
                "页眉1 江州市林业局权责清单",
                "页脚1 联系人&电话：0000-1234567"
            ],
            "{name}"
        );
    }
    let (source, document) = open("document.doc");
    assert_eq!(
        paragraphs(&source, &document).last().unwrap(),
        "页眉页脚1 江州市林业局"
    );
}

#[test]
fn an_old_document_has_the_same_cells() {
    let unnumbered = |name: &str| -> Vec<String> {
        let (source, document) = open(name);
        check(&source, &document);
        let numbers = regex::Regex::new(r"(^|⏎| )(\d\.|（?[一二]、?）?)").unwrap();
        tables(&document)
            .iter()
            .flat_map(|table| cells(&source, table))
            .map(|cell| numbers.replace_all(&cell, "$1").into_owned())
            .collect()
    };
    assert_eq!(unnumbered("document.doc"), unnumbered("document.docx"));
    let (_, document) = open("document.doc");
    assert_eq!(notes(&document, NoteKind::TrackedChanges).len(), 1);
    assert!(notes(&document, NoteKind::UnreadablePart)[0].contains("自动编号"));
}

/// A package of the given parts, with what every package has.
fn package(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for (name, content) in parts {
        // Packing takes long in a test build: only a bomb needs it.
        let bomb = content.len() > 60 << 20;
        let method = if bomb {
            zip::CompressionMethod::Deflated
        } else {
            zip::CompressionMethod::Stored
        };
        let options = options.compression_method(method);
        writer.start_file(*name, options).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn workbook_of(sheet: &str) -> Vec<u8> {
    package(&[
        ("[Content_Types].xml", b"<Types/>"),
        (
            "xl/workbook.xml",
            r#"<workbook xmlns:r="r"><sheets><sheet name="表" sheetId="1" r:id="a"/></sheets></workbook>"#.as_bytes(),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            br#"<Relationships><Relationship Id="a" Type="x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#,
        ),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

fn document_of(body: &str) -> Vec<u8> {
    package(&[
        ("[Content_Types].xml", b"<Types/>"),
        (
            "word/document.xml",
            format!(r#"<w:document xmlns:w="w"><w:body>{body}</w:body></w:document>"#).as_bytes(),
        ),
    ])
}

#[test]
fn absurd_dimensions_cost_nothing() {
    let sheet = r#"<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>甲</t></is></c></row>
        <row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>乙</t></is></c></row></sheetData>
        <mergeCells><mergeCell ref="A1:XFC1048575"/></mergeCells></worksheet>"#;
    let (source, document) = read("a.xlsx", workbook_of(sheet)).unwrap();
    check(&source, &document);
    let sheets = tables(&document);
    assert_eq!(sheets[0].cells.len(), 2);
    assert_eq!((sheets[0].rows, sheets[0].columns), (1_048_576, 16_384));
    let sheet =
        r#"<worksheet><sheetData><row><c r="XFE1"><v>1</v></c></row></sheetData></worksheet>"#;
    assert!(matches!(
        read("a.xlsx", workbook_of(sheet)),
        Err(ReadError::TooLarge { .. })
    ));
}

#[test]
fn many_merged_areas_are_read_in_time_or_refused() {
    let sheet = |count: u32| {
        let areas: String = (0..count)
            .map(|index| {
                let (row, column) = (2 * (index / 8) + 1, index % 8);
                let letter = char::from(b'A' + u8::try_from(column).unwrap());
                format!("<mergeCell ref=\"{letter}{row}:{letter}{}\"/>", row + 1)
            })
            .collect();
        format!(
            "<worksheet><sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row></sheetData><mergeCells>{areas}</mergeCells></worksheet>"
        )
    };
    assert!(read("a.xlsx", workbook_of(&sheet(100_000))).is_ok());
    assert!(matches!(
        read("a.xlsx", workbook_of(&sheet(500_001))),
        Err(ReadError::TooLarge { .. })
    ));
}

#[test]
fn overlapping_areas_are_told() {
    let sheet = r#"<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>
        <row r="2"><c r="A2"><v>3</v></c></row></sheetData>
        <mergeCells><mergeCell ref="A1:B2"/><mergeCell ref="B2:C3"/></mergeCells></worksheet>"#;
    let (source, document) = read("a.xlsx", workbook_of(sheet)).unwrap();
    check(&source, &document);
    assert_eq!(cells(&source, tables(&document)[0]), ["A1+2x2 1"]);
    assert_eq!(notes(&document, NoteKind::UnreadablePart).len(), 1);
    // B1 and A2 lie beneath.
    assert!(notes(&document, NoteKind::Hidden)[0].contains("2 个单元格"));
}

#[test]
fn bombs_are_refused() {
    let zeros = vec![b' '; 64 << 20];
    let mut sheet = b"<worksheet>".to_vec();
    sheet.extend(zeros);
    sheet.extend(b"</worksheet>");
    let bomb = workbook_of(std::str::from_utf8(&sheet).unwrap());
    assert!(bomb.len() < 1 << 20);
    let error = read("a.xlsx", bomb).unwrap_err();
    assert!(matches!(error, ReadError::TooLarge { .. }), "{error}");

    let deep = "<w:p>".repeat(100_000);
    let error = read("a.docx", document_of(&deep)).unwrap_err();
    assert!(matches!(error, ReadError::TooLarge { .. }), "{error}");

    let entity = r#"<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/passwd">]><w:document xmlns:w="w"><w:body><w:p><w:r><w:t>&a;</w:t></w:r></w:p></w:body></w:document>"#;
    let file = package(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("word/document.xml", entity.as_bytes()),
    ]);
    let error = read("a.docx", file).unwrap_err();
    assert!(error.to_string().contains("DTD"), "{error}");
}

#[test]
fn nested_tables_stop_somewhere() {
    let table = "<w:tbl><w:tr><w:tc>";
    let deep = format!(
        "{}<w:p/>{}",
        table.repeat(150),
        "</w:tc></w:tr></w:tbl>".repeat(150)
    );
    let (source, document) = read("a.docx", document_of(&deep)).unwrap();
    check(&source, &document);
    assert_eq!(tables(&document).len(), 150);
    let boxes = format!(
        "<w:p>{}<w:t>底</w:t>{}</w:p>",
        "<w:r><w:txbxContent><w:p>".repeat(20),
        "</w:p></w:txbxContent></w:r>".repeat(20)
    );
    let (source, document) = read("a.docx", document_of(&boxes)).unwrap();
    check(&source, &document);
    assert_eq!(notes(&document, NoteKind::UnreadablePart).len(), 1);
}

#[test]
fn protected_files_say_what_to_do() {
    let mut compound = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    compound
        .create_stream("EncryptedPackage")
        .unwrap()
        .write_all(b"x")
        .unwrap();
    compound.flush().unwrap();
    let error = read("a.xlsx", compound.into_inner().into_inner()).unwrap_err();
    assert!(matches!(error, ReadError::Encrypted { .. }), "{error}");
    assert!(error.to_string().contains("soffice"), "{error}");

    // The flag of a protected document in the header of its stream.
    let mut compound = cfb::CompoundFile::open(Cursor::new(file("document.doc"))).unwrap();
    let mut stream = compound.open_stream("WordDocument").unwrap();
    std::io::Seek::seek(&mut stream, std::io::SeekFrom::Start(0x0B)).unwrap();
    stream.write_all(&[0x13]).unwrap();
    drop(stream);
    compound.flush().unwrap();
    let error = read("a.doc", compound.into_inner().into_inner()).unwrap_err();
    assert!(matches!(error, ReadError::Encrypted { .. }), "{error}");

    // A record FilePass after the first record of the workbook.
    let mut compound = cfb::CompoundFile::open(Cursor::new(file("xlwt.xls"))).unwrap();
    let mut stream = compound.open_stream("Workbook").unwrap();
    let mut start = [0; 4];
    std::io::Read::read_exact(&mut stream, &mut start).unwrap();
    let next = 4 + u64::from(u16::from_le_bytes([start[2], start[3]]));
    std::io::Seek::seek(&mut stream, std::io::SeekFrom::Start(next)).unwrap();
    stream.write_all(&[0x2F, 0x00]).unwrap();
    drop(stream);
    compound.flush().unwrap();
    let error = read("a.xls", compound.into_inner().into_inner()).unwrap_err();
    assert!(matches!(error, ReadError::Encrypted { .. }), "{error}");
}

const SAMPLES: [&str; 7] = [
    "wide.xlsx",
    "libreoffice/wide.xlsx",
    "wide.xls",
    "wide.ods",
    "xlwt.xls",
    "document.docx",
    "document.doc",
];

#[test]
fn cut_off_files_are_an_error_and_no_panic() {
    for name in SAMPLES {
        let whole = file(name);
        let step = (whole.len() / 40).max(1);
        for length in (8..whole.len() - 600).step_by(step) {
            match read(name, whole[..length].to_vec()) {
                Ok((source, document)) => check(&source, &document),
                Err(error) => assert!(error.to_string().chars().count() > 10, "{error}"),
            }
        }
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(200))]

    #[test]
    fn damaged_files_are_no_panic(sample in 0..SAMPLES.len(), changes in proptest::collection::vec((0.0..1.0f64, proptest::prelude::any::<u8>()), 1..12)) {
        let mut bytes = file(SAMPLES[sample]);
        for (place, value) in changes {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
            let at = (place * bytes.len() as f64) as usize;
            bytes[at] = value;
        }
        if let Ok((source, document)) = read(SAMPLES[sample], bytes) {
            check(&source, &document);
        }
    }

    #[test]
    fn any_sheet_is_read(cells in proptest::collection::vec((0u32..6, 0u32..6, "[甲乙a&<\n ]{0,4}"), 0..20), areas in proptest::collection::vec((0u32..6, 0u32..6, 0u32..4, 0u32..4), 0..6)) {
        let letter = |column: u32| char::from(b'A' + u8::try_from(column).unwrap());
        let rows: String = cells
            .iter()
            .map(|(row, column, text)| {
                let text = quick_xml::escape::escape(text.as_str());
                format!("<row r=\"{0}\"><c r=\"{1}{0}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{text}</t></is></c></row>", row + 1, letter(*column))
            })
            .collect();
        let merged: String = areas
            .iter()
            .map(|(row, column, down, right)| format!("<mergeCell ref=\"{}{}:{}{}\"/>", letter(*column), row + 1, letter(column + right), row + down + 1))
            .collect();
        let sheet = format!("<worksheet><sheetData>{rows}</sheetData><mergeCells>{merged}</mergeCells></worksheet>");
        let (source, document) = read("a.xlsx", workbook_of(&sheet)).unwrap();
        check(&source, &document);
    }
}

/// The folder with real lists beside the checkout; `None`, with a line printed, where there is none.
fn real_lists() -> Option<PathBuf> {
    let shared = std::env::var_os("DUTYLINT_SHARED").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"),
        PathBuf::from,
    );
    let lists = shared.join("lists");
    if lists.is_dir() {
        return Some(lists);
    }
    println!("no real lists beside the checkout: nothing to compare");
    None
}

#[test]
fn real_workbooks_have_the_cells_that_another_reader_sees() {
    use calamine::{Data, Reader, open_workbook_auto_from_rs};
    let Some(lists) = real_lists() else { return };
    let mut paths: Vec<PathBuf> = std::fs::read_dir(lists)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|end| end.to_string_lossy().starts_with("xls"))
        })
        .collect();
    paths.sort();
    assert!(!paths.is_empty());
    for path in paths {
        let bytes = std::fs::read(&path).unwrap();
        let (source, document) = read(&path.to_string_lossy(), bytes.clone()).unwrap();
        check(&source, &document);
        let mut other = open_workbook_auto_from_rs(Cursor::new(bytes)).unwrap();
        let sheets = tables(&document);
        assert_eq!(sheets.len(), other.sheet_names().len());
        for (table, sheet) in sheets.iter().zip(other.sheet_names()) {
            assert_eq!(table.name.as_deref(), Some(sheet.as_str()));
            let range = other.worksheet_range(&sheet).unwrap();
            let (top, left) = range.start().unwrap_or_default();
            let mut compared = 0;
            for (row, column, data) in range.used_cells() {
                let (row, column) = (
                    top + u32::try_from(row).unwrap(),
                    left + u32::try_from(column).unwrap(),
                );
                let text = match data {
                    Data::String(text) => text.replace("\r\n", "\n").replace('\r', "\n"),
                    Data::Float(number) => number.to_string(),
                    Data::Int(number) => number.to_string(),
                    other => other.to_string(),
                };
                if text.is_empty() {
                    continue;
                }
                let ours = table
                    .cells
                    .iter()
                    .find(|cell| (cell.row, cell.column) == (row, column))
                    .map(|cell| cell.text.text(source.text()).as_str().to_owned());
                let covered = table.cells.iter().any(|cell| {
                    (cell.row..cell.row + cell.row_span).contains(&row)
                        && (cell.column..cell.column + cell.column_span).contains(&column)
                        && (cell.row, cell.column) != (row, column)
                });
                if covered {
                    // Text beneath a merged area is not on the page; the document says that it is there.
                    assert!(!notes(&document, NoteKind::Hidden).is_empty());
                    continue;
                }
                assert_eq!(
                    ours.as_deref(),
                    Some(text.as_str()),
                    "{sheet} {row} {column}"
                );
                compared += 1;
            }
            let filled = table
                .cells
                .iter()
                .filter(|cell| !cell.text.span.is_empty())
                .count();
            assert_eq!(filled, compared, "{} {sheet}", path.display());
        }
    }
}
