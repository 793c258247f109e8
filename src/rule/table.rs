//! Reference tables: rows of named columns that fields of items are compared with.

use super::lookup;
use crate::message::Message;
use crate::source::{Span, Text, View};
use crate::tree::{Node, Problem, Value};

/// A reference table of a pack.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// The names of its columns; one without a name for a plain sequence of entries.
    pub columns: Vec<String>,
    /// Its rows, each as long as there are columns.
    pub rows: Vec<Row>,
}

/// A row of a reference table, normalised as texts of lists are.
pub type Row = Vec<String>;

/// Reads the table at a path that a rule file names.
pub(super) type ReadTable<'t> = dyn Fn(&str, &str) -> Result<Table, Message> + 't;

/// A text as it is compared.
pub fn normalised(text: &str) -> String {
    let whole = Text::verbatim(text, Span::new(0, text.len()));
    View::new(&whole.trimmed()).as_str().to_owned()
}

impl Table {
    /// Makes a table of rows of cells of which the first has the names of the columns.
    pub fn of_rows(rows: impl IntoIterator<Item = Vec<String>>) -> Self {
        let mut rows = rows
            .into_iter()
            .map(|row| row.iter().map(|cell| normalised(cell)).collect::<Row>())
            .filter(|row| row.iter().any(|cell| !cell.is_empty()));
        let columns = rows.next().unwrap_or_default();
        let width = columns.len();
        Self {
            columns,
            rows: rows
                .map(|mut row| {
                    row.resize(width, String::new());
                    row
                })
                .collect(),
        }
    }

    /// Makes a table of records: `[{COLUMN: value}]`.
    pub fn of_records(records: &[Node], text: &str) -> Self {
        let mut table = Self::default();
        for record in records {
            for entry in record.entries() {
                let name = normalised(entry.key.as_str(text).unwrap_or_default());
                if !table.columns.contains(&name) {
                    table.columns.push(name);
                }
            }
        }
        for record in records {
            let mut row = vec![String::new(); table.columns.len()];
            for entry in record.entries() {
                let name = normalised(entry.key.as_str(text).unwrap_or_default());
                let column = table.columns.iter().position(|column| *column == name);
                if let Some(cell) = column.and_then(|column| row.get_mut(column)) {
                    *cell = normalised(entry.value.as_str(text).unwrap_or_default());
                }
            }
            table.rows.push(row);
        }
        table
    }

    /// The position of a column.
    pub fn column(&self, name: &str) -> Option<usize> {
        let name = normalised(name);
        self.columns.iter().position(|column| *column == name)
    }

    /// The table at `node` of the rule file called `file`; what is wrong is added to `problems`.
    pub(super) fn load(
        node: &Node,
        (file, text): (&str, &str),
        read: &ReadTable<'_>,
        problems: &mut Vec<Problem>,
    ) -> Self {
        if let Value::Sequence(entries) = &node.value {
            let entries = entries.iter().filter_map(|entry| entry.as_str(text));
            return Self {
                columns: vec![String::new()],
                rows: entries.map(|entry| vec![normalised(entry)]).collect(),
            };
        }
        match node.entries() {
            [only] if only.key.as_str(text) == Some("rows") => {
                return Self::of_records(only.value.items(), text);
            }
            [only] if only.key.as_str(text) == Some("file") => {
                match read(file, only.value.as_str(text).unwrap_or_default()) {
                    Ok(table) => return table,
                    Err(message) => problems.push(Problem {
                        span: only.value.span,
                        message,
                        help: Some(Message::new(
                            "路径从规则文件所在的文件夹算起；表的第一行是列名",
                            "the path is relative to the folder of the rule file; the first row has the names of the columns",
                        )),
                    }),
                }
            }
            entries => {
                let keys = entries.iter().map(|entry| &entry.key);
                let known = ["file", "rows"];
                let mut told = false;
                for key in keys {
                    let name = key.as_str(text).unwrap_or_default();
                    if !known.contains(&name) {
                        told = true;
                        let what = ("参照表的键", "key of a table");
                        problems.push(lookup::unknown(name, key.span, what, &known));
                    }
                }
                if !told {
                    problems.push(Problem::new(
                        node.span,
                        "参照表应写成一列值、{file: 文件} 或 {rows: [{列: 值}]}",
                        "a table is a sequence of values, `{file: NAME}` or `{rows: [{COLUMN: value}]}`",
                    ));
                }
            }
        }
        Self::default()
    }
}
