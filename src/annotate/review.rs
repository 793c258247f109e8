use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Workbook};

use super::words::{REVIEW_SHEET, Words};
use super::xlsx::{COLUMNS, cells, height, title};
use super::{AnnotateError, Annotated};
use crate::diagnostic::{Diagnostic, Severity};
use crate::message::Language;
use crate::source::Source;

/// A workbook with a sheet of all findings, for files that take no comments.
pub(super) fn review_sheet(
    source: &Source,
    diagnostics: &[&Diagnostic],
    language: Language,
) -> Result<Annotated, AnnotateError> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name(REVIEW_SHEET)?;
    let text = Format::new()
        .set_text_wrap()
        .set_align(FormatAlign::Top)
        .set_border(FormatBorder::Thin)
        .set_border_color(Color::RGB(0x00BF_BFBF))
        .set_font_size(10);
    let header = text
        .clone()
        .set_bold()
        .set_background_color(Color::RGB(0x00E7_E6E6));
    let severity = |severity| {
        text.clone()
            .set_background_color(Color::RGB(match severity {
                Severity::Error => 0x00FF_C7CE,
                Severity::Warning => 0x00FF_EB9C,
                Severity::Info => 0x00DD_EBF7,
            }))
    };
    let severities = [Severity::Info, Severity::Warning, Severity::Error].map(severity);
    sheet.write_with_format(
        0,
        0,
        title(diagnostics.len(), false, language),
        &Format::new().set_bold(),
    )?;
    for (column, (zh, en, width)) in (0u16..).zip(COLUMNS) {
        let name = match language {
            Language::Zh => zh,
            Language::En => en,
        };
        sheet.write_with_format(1, column, name, &header)?;
        sheet.set_column_width(column, f64::from(width))?;
    }
    let mut last = 1;
    for (row, diagnostic) in (2u32..1_000_000).zip(diagnostics) {
        last = row;
        let words = Words::new(diagnostic, source, language);
        let row_cells = cells(&words);
        sheet.set_row_height(row, height(&row_cells))?;
        sheet.write_with_format(row, 0, row - 1, &text)?;
        for (column, content) in (1u16..).zip(row_cells) {
            let format = match (column, diagnostic.severity) {
                (1, Severity::Info) => &severities[0],
                (1, Severity::Warning) => &severities[1],
                (1, Severity::Error) => &severities[2],
                _ => &text,
            };
            sheet.write_string_with_format(row, column, content, format)?;
        }
    }
    if !diagnostics.is_empty() {
        let last_column = u16::try_from(COLUMNS.len() - 1).unwrap_or(0);
        sheet.autofilter(1, 0, last, last_column)?;
    }
    sheet.set_freeze_panes(2, 0)?;
    sheet.set_landscape().set_paper_size(9);
    sheet.set_print_fit_to_pages(1, 0);
    let mut annotated = Annotated::new("xlsx");
    annotated.listed = diagnostics.len();
    annotated.bytes = workbook.save_to_buffer()?;
    Ok(annotated)
}
