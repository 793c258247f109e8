use unicode_width::UnicodeWidthStr as _;

use super::super::AnnotateError;
use super::super::parts::{
    Patch, Rewrite, XML, children, each_element, escaped, patched, qualifier,
};
use super::super::words::{REVIEW_SHEET, Words};
use super::styles::Styles;
use crate::diagnostic::Severity;
use crate::message::Language;
use crate::read::xlsx::{REVIEW_NAME, Workbook};
use crate::source::column_letters;

/// Links that a spreadsheet program takes in one sheet.
const LINK_LIMIT: usize = 65_000;
/// Rows that fit on a sheet.
const ROW_LIMIT: usize = 1_000_000;

/// A finding as a row of the review sheet.
pub(super) struct Row {
    pub(super) words: Words,
    pub(super) severity: Severity,
    /// The cell it is about, `'Sheet 1'!F12`.
    pub(super) link: Option<String>,
}

/// Writes the sheet with all findings, in place of that of an earlier run.
pub(super) fn write(
    rewrite: &mut Rewrite<'_>,
    workbook: &Workbook,
    styles: &Styles,
    rows: &[Row],
    language: Language,
) -> Result<(), AnnotateError> {
    let text = sheet(styles, rows, language);
    if let Some(part) = workbook
        .review
        .as_ref()
        .and_then(|sheet| sheet.part.as_deref())
    {
        rewrite.set(part, text);
        return Ok(());
    }
    let part = rewrite.free_name("xl/worksheets/sheet#.xml");
    let id = rewrite.relate(&workbook.part, "worksheet", &part)?;
    rewrite.declare(
        &part,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml",
    )?;
    rewrite.set(&part, text);
    list(rewrite, workbook, &id)
}

/// Lists the new sheet in the workbook, with the name that marks it as ours.
fn list(rewrite: &mut Rewrite<'_>, workbook: &Workbook, id: &str) -> Result<(), AnnotateError> {
    let text = rewrite
        .text(&workbook.part)?
        .ok_or(AnnotateError::Changed)?;
    let mut largest = 0u32;
    let mut names = Vec::new();
    each_element(&text, |element| {
        if element.local() == "sheet" {
            largest = largest.max(element.number("sheetId").unwrap_or(0));
            names.extend(element.attribute("name").map(|name| name.to_lowercase()));
        }
    })?;
    let name = (1u32..)
        .map(|number| match number {
            1 => REVIEW_SHEET.to_owned(),
            number => format!("{REVIEW_SHEET}{number}"),
        })
        .find(|name| !names.contains(&name.to_lowercase()))
        .unwrap_or_default();
    let tree = children(&text)?;
    let p = qualifier(&tree.root.prefix);
    let child = |name: &str| tree.children.iter().find(|child| child.local == name);
    let sheets = child("sheets").ok_or(AnnotateError::Changed)?;
    let namespace = rewrite.relationships_namespace();
    let sheet = format!(
        "<{p}sheet xmlns:r=\"{namespace}\" name=\"{name}\" sheetId=\"{}\" r:id=\"{id}\"/>",
        largest + 1
    );
    let mut patches = vec![sheets.append(&text, &sheet)];
    let mark = format!(
        "<{p}definedName name=\"{REVIEW_NAME}\" hidden=\"1\">'{name}'!$A$1</{p}definedName>"
    );
    match child("definedNames") {
        Some(defined) => {
            // An old mark points at a sheet that was deleted.
            let old = old_mark(&text)?;
            patches.extend(old.map(|range| Patch::replace(range, "")));
            patches.push(defined.append(&text, &mark));
        }
        None => {
            let after = ["externalReferences", "functionGroups", "sheets"]
                .into_iter()
                .find_map(child)
                .unwrap_or(sheets);
            patches.push(Patch::insert(
                after.close.end,
                format!("<{p}definedNames>{mark}</{p}definedNames>"),
            ));
        }
    }
    let text = patched(&text, patches)?;
    rewrite.set(&workbook.part, text);
    Ok(())
}

/// The place of the defined name that marked an earlier review sheet.
fn old_mark(text: &str) -> Result<Option<std::ops::Range<usize>>, AnnotateError> {
    use crate::read::office::Kind;
    use crate::read::office::xml::{Token, XmlReader};
    let mut xml = XmlReader::new(Kind::XLSX, "workbook", text.as_bytes());
    let mut start = None;
    loop {
        let (token, range) = xml.next_with_range()?;
        match token {
            Token::Open(element)
                if element.local() == "definedName"
                    && element.attribute("name").as_deref() == Some(REVIEW_NAME) =>
            {
                if element.empty {
                    return Ok(Some(range));
                }
                start = Some(range.start);
            }
            Token::Close(element) if element.local() == "definedName" => {
                if let Some(start) = start {
                    return Ok(Some(start..range.end));
                }
            }
            Token::End => return Ok(None),
            _ => {}
        }
    }
}

/// The columns of the sheet: header in both languages and width in characters.
pub(in crate::annotate) const COLUMNS: [(&str, &str, u32); 9] = [
    ("序号", "no.", 6),
    ("级别", "severity", 8),
    ("位置", "place", 20),
    ("事项", "item", 28),
    ("问题", "problem", 44),
    ("原文", "text", 32),
    ("修改建议", "help", 40),
    ("依据", "legal basis", 32),
    ("规则", "rule", 26),
];

/// The cells of a row of the sheet, in the order of the columns but the first.
pub(in crate::annotate) fn cells(words: &Words) -> [&str; 8] {
    [
        &words.severity,
        &words.place,
        &words.item,
        &words.message,
        &words.flagged,
        &words.help,
        &words.because,
        &words.rule,
    ]
}

/// The height in points that shows the cells of a row whole: programs do not agree on who makes room for broken lines.
pub(in crate::annotate) fn height(cells: &[&str; 8]) -> u32 {
    const LINE: usize = 14;
    // The largest height of a row that there is.
    const MOST: usize = 409;
    let lines = cells
        .iter()
        .zip(COLUMNS.iter().skip(1))
        .map(|(text, column)| {
            let width = (column.2 as usize).saturating_sub(1).max(1);
            text.split('\n')
                .map(|line| line.width_cjk().div_ceil(width).max(1))
                .sum::<usize>()
        });
    let points = lines.max().unwrap_or(1).saturating_mul(LINE) + 2;
    u32::try_from(points.min(MOST)).unwrap_or_default()
}

/// The sentence above the table.
pub(in crate::annotate) fn title(count: usize, linked: bool, language: Language) -> String {
    let links = match language {
        _ if !linked => "",
        Language::Zh => "点击“位置”可转到所在单元格。",
        Language::En => " The places are links.",
    };
    match (language, count) {
        (Language::Zh, 0) => "权责清单审查意见：没有发现问题。".to_owned(),
        (Language::Zh, count) => format!("权责清单审查意见：共 {count} 条。{links}"),
        (Language::En, 0) => "Review of the list: no findings.".to_owned(),
        (Language::En, count) => format!("Review of the list: {count} findings.{links}"),
    }
}

fn sheet(styles: &Styles, rows: &[Row], language: Language) -> String {
    let mut out = String::with_capacity(1024 + rows.len() * 900);
    out.push_str(XML);
    out.push_str("<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetPr><pageSetUpPr fitToPage=\"1\"/></sheetPr><sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"2\" topLeftCell=\"A3\" activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight=\"15\"/><cols>");
    for (index, (.., width)) in COLUMNS.iter().enumerate() {
        let number = index + 1;
        out.push_str(&format!(
            "<col min=\"{number}\" max=\"{number}\" width=\"{width}\" customWidth=\"1\"/>"
        ));
    }
    out.push_str("</cols><sheetData><row r=\"1\">");
    text_cell(
        &mut out,
        0,
        1,
        styles.title,
        &title(rows.len(), true, language),
    );
    out.push_str("</row><row r=\"2\">");
    for (column, (zh, en, _)) in COLUMNS.iter().enumerate() {
        let name = match language {
            Language::Zh => zh,
            Language::En => en,
        };
        text_cell(&mut out, column, 2, styles.header, name);
    }
    out.push_str("</row>");
    let mut links = String::new();
    for (index, row) in rows.iter().take(ROW_LIMIT).enumerate() {
        let number = index + 3;
        let row_cells = cells(&row.words);
        out.push_str(&format!(
            "<row r=\"{number}\" ht=\"{}\" customHeight=\"1\">",
            height(&row_cells)
        ));
        text_cell(&mut out, 0, number, styles.text, &(index + 1).to_string());
        let link = row.link.as_ref().filter(|_| index < LINK_LIMIT);
        for (column, text) in row_cells.into_iter().enumerate() {
            let style = match column {
                0 => styles.severity(row.severity),
                1 if link.is_some() => styles.link,
                _ => styles.text,
            };
            text_cell(&mut out, column + 1, number, style, text);
        }
        out.push_str("</row>");
        if let Some(link) = link {
            links.push_str(&format!(
                "<hyperlink ref=\"C{number}\" location=\"{}\"/>",
                escaped(link)
            ));
        }
    }
    out.push_str("</sheetData>");
    if !rows.is_empty() {
        let last = column_letters(u32::try_from(COLUMNS.len() - 1).unwrap_or(0));
        out.push_str(&format!(
            "<autoFilter ref=\"A2:{last}{}\"/>",
            rows.len().min(ROW_LIMIT) + 2
        ));
    }
    if !links.is_empty() {
        out.push_str("<hyperlinks>");
        out.push_str(&links);
        out.push_str("</hyperlinks>");
    }
    out.push_str("<pageMargins left=\"0.4\" right=\"0.4\" top=\"0.5\" bottom=\"0.5\" header=\"0.3\" footer=\"0.3\"/><pageSetup paperSize=\"9\" orientation=\"landscape\" fitToHeight=\"0\"/></worksheet>");
    out
}

fn text_cell(out: &mut String, column: usize, row: usize, style: usize, text: &str) {
    let letters = column_letters(u32::try_from(column).unwrap_or(0));
    out.push_str(&format!(
        "<c r=\"{letters}{row}\" s=\"{style}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{}</t></is></c>",
        escaped(text)
    ));
}
