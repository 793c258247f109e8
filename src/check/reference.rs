use std::path::{Path, PathBuf};

use crate::message::Message;
use crate::read::{self, Block};
use crate::rule::Table;
use crate::tree::{Node, Value};

/// Reads a reference table of a rule file: a table of any format that lists are read from (the first of
/// the file, its first row naming the columns), or records.
///
/// # Errors
/// Why it cannot be read, in words.
pub(super) fn read_table(rule_file: &str, path: &str) -> Result<Table, Message> {
    let file = table_path(rule_file, path);
    let bytes = std::fs::read(&file).map_err(|error| {
        let reason = crate::trouble::io_reason(&error);
        Message::new(
            format!("无法读取参照表 {}：{}", file.display(), reason.zh),
            format!("cannot read the table {}: {}", file.display(), reason.en),
        )
    })?;
    let (source, document) = read::read(path, bytes)
        .map_err(|error| Message::new(error.to_string(), error.to_string()))?;
    let text = source.text();
    let mut records: Vec<Node> = Vec::new();
    for block in document.blocks {
        match block {
            Block::Table(table) => return Ok(Table::of_rows(rows(&table, text))),
            Block::Tree(Node {
                value: Value::Sequence(items),
                ..
            }) => records.extend(items),
            Block::Tree(node) => records.push(node),
            Block::Paragraph(_) | Block::Aside(_) => {}
        }
    }
    if records.is_empty() {
        return Err(Message::new(
            format!("参照表 {} 里没有表格", file.display()),
            format!("there is no table in {}", file.display()),
        ));
    }
    Ok(Table::of_records(&records, text))
}

/// Where the table is that a rule file names: paths are relative to the rule file.
pub fn table_path(rule_file: &str, path: &str) -> PathBuf {
    let folder = Path::new(rule_file).parent().unwrap_or(Path::new(""));
    folder.join(path)
}

/// The cells by row; a cell merged over several rows is written in each.
fn rows(table: &read::Table, text: &str) -> Vec<Vec<String>> {
    let mut rows: std::collections::BTreeMap<u32, Vec<(u32, String)>> =
        std::collections::BTreeMap::new();
    // A merged area may reach far below the last row that has a cell.
    let last = table.cells.last().map_or(0, |cell| cell.row);
    for cell in &table.cells {
        let written = cell.text.as_str(text);
        let end = cell.row.saturating_add(cell.row_span.max(1));
        for row in cell.row..end.min(last + 1) {
            let cells = rows.entry(row).or_default();
            cells.push((cell.column, written.to_owned()));
        }
    }
    let columns = rows
        .values()
        .flatten()
        .map(|(column, _)| *column as usize + 1)
        .max()
        .unwrap_or(0);
    rows.into_values()
        .map(|cells| {
            let mut row = vec![String::new(); columns];
            for (column, written) in cells {
                if let Some(cell) = row.get_mut(column as usize) {
                    *cell = written;
                }
            }
            row
        })
        .collect()
}
