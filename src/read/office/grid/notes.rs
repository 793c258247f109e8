use std::collections::BTreeSet;

use super::{Area, Grid, within};
use crate::message::Message;
use crate::read::{Cell, Document, Note, NoteKind, Table};
use crate::source::Span;

impl Grid {
    /// Tells what is hidden in the sheet, covered, or could not be read.
    pub(super) fn notes(
        &self,
        name: &str,
        table: &Table,
        concealed: &[(Area, u32, u32)],
        overlapping: usize,
        document: &mut Document,
    ) {
        let mut note = |kind, span, zh: String, en: String| {
            document.notes.push(Note {
                kind,
                span,
                message: Message::new(zh, en),
            });
        };
        let filled = |cell: &&Cell| !cell.text.span.is_empty();
        if let Some((span, zh, en)) = self.hidden_note(name, table) {
            note(NoteKind::Hidden, span, zh, en);
        }
        for &(row, column) in &self.errors {
            if let Some(cell) = find(table, row, column).filter(filled) {
                let place = address(name, row, column);
                note(
                    NoteKind::ErrorValue,
                    cell.text.span,
                    format!("{place} 是错误值，公式算不出结果。请改正公式或直接填写内容。"),
                    format!("{place} is an error value: mend the formula or type the content"),
                );
            }
        }
        if let (Some(&(row, column)), count) = (self.uncalculated.first(), self.uncalculated.len())
        {
            let place = address(name, row, column);
            note(
                NoteKind::UnreadablePart,
                table.name_span,
                format!(
                    "工作表“{name}”有 {count} 个公式没有保存结果（如 {place}），读不到内容。请用 Excel 或 WPS 打开并保存一次后再检查。"
                ),
                format!(
                    "sheet “{name}” has {count} formulas without a stored result (such as {place}): open and save it in a spreadsheet program"
                ),
            );
        }
        if let (Some((area, row, column)), count) = (concealed.first(), concealed.len()) {
            let place = address(name, *row, *column);
            let span = find(table, area.top, area.left).map_or(table.name_span, |c| c.text.span);
            note(
                NoteKind::Hidden,
                span,
                format!(
                    "工作表“{name}”有 {count} 个单元格被合并区域盖住而仍有文字（如 {place}），页面上看不见，未检查。请取消合并后核对。"
                ),
                format!(
                    "sheet “{name}” has {count} cells with text beneath merged areas (such as {place}), invisible and not checked: unmerge and compare"
                ),
            );
        }
        if overlapping > 0 {
            note(
                NoteKind::UnreadablePart,
                table.name_span,
                format!("工作表“{name}”有 {overlapping} 个合并区域与别的合并区域重叠，已忽略。"),
                format!(
                    "sheet “{name}” has {overlapping} merged areas that overlap others, ignored"
                ),
            );
        }
    }

    fn hidden_note(&self, name: &str, table: &Table) -> Option<(Span, String, String)> {
        let filled = |cell: &&Cell| !cell.text.span.is_empty();
        if self.hidden {
            table.cells.iter().find(filled)?;
            return Some((
                table.name_span,
                format!("工作表“{name}”整张隐藏，已一并检查。发布前请确认是否删除。"),
                format!("sheet “{name}” is hidden; it was checked: delete it before publishing?"),
            ));
        }
        let hidden = || table.cells.iter().filter(filled).filter(|cell| cell.hidden);
        let first = hidden().next()?;
        let mut rows: Vec<u32> = hidden()
            .filter(|cell| within(&self.hidden_rows, cell.row, cell.row))
            .map(|cell| cell.row)
            .collect();
        rows.dedup();
        let columns: BTreeSet<u32> = hidden()
            .filter(|cell| within(&self.hidden_columns, cell.column, cell.column))
            .map(|cell| cell.column)
            .collect();
        let row_names = named(&rows, |row| (row + 1).to_string());
        let columns: Vec<u32> = columns.into_iter().collect();
        let column_names = named(&columns, crate::source::column_letters);
        let mut zh = Vec::new();
        let mut en = Vec::new();
        if !rows.is_empty() {
            zh.push(format!("第 {row_names} 行"));
            en.push(format!("rows {row_names}"));
        }
        if !columns.is_empty() {
            zh.push(format!("{column_names} 列"));
            en.push(format!("columns {column_names}"));
        }
        Some((
            first.text.span,
            format!(
                "工作表“{name}”的{}隐藏着，已一并检查。发布前请确认是否删除。",
                zh.join("、")
            ),
            format!(
                "{} of sheet “{name}” are hidden; they were checked: delete them before publishing?",
                en.join(" and ")
            ),
        ))
    }
}

/// Numbers as people write them: `4–6、9`, cut after five runs.
fn named(numbers: &[u32], name: impl Fn(u32) -> String) -> String {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for &number in numbers {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == number => *last = number,
            _ => runs.push((number, number)),
        }
    }
    let more = if runs.len() > 5 { "…" } else { "" };
    let names: Vec<String> = runs
        .iter()
        .take(5)
        .map(|&(first, last)| match first == last {
            true => name(first),
            false => format!("{}–{}", name(first), name(last)),
        })
        .collect();
    format!("{}{more}", names.join("、"))
}

fn address(sheet: &str, row: u32, column: u32) -> String {
    format!(
        "{sheet}!{}{}",
        crate::source::column_letters(column),
        row + 1
    )
}

/// The cell whose upper left corner is at the position.
fn find(table: &Table, row: u32, column: u32) -> Option<&Cell> {
    let index = table
        .cells
        .binary_search_by_key(&(row, column), |cell| (cell.row, cell.column))
        .ok()?;
    table.cells.get(index)
}
