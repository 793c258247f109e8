use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use serde::Deserialize;

use super::Test;
use crate::rule::context::Context;
use crate::rule::evidence::Evidence;
use crate::rule::point::Loader;
use crate::rule::subject::{Kind, Subject};
use crate::rule::table::{Row, Table};
use crate::rule::texts::Fields;
use crate::rule::{OneOrMany, lookup, shortened};
use crate::source::Span;
use crate::tree::{Problem, Spanned};
use crate::vocabulary::Field;

/// `listed: {field, table, column, with}`: each of the texts stands in a column of a reference table, in a
/// row that says of other fields what the item says.
pub(super) struct Listed {
    fields: Fields,
    column: usize,
    rows: Vec<Row>,
    /// The rows by what stands in the column.
    known: FxHashMap<String, Vec<usize>>,
    /// Other fields, with their columns.
    with: Vec<(Field, usize)>,
}

/// Parameters of `listed`.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Params {
    /// The fields; the subject's own text where none is named.
    #[serde(default)]
    field: Option<OneOrMany>,
    /// The table, by its name under `tables`.
    table: Spanned<String>,
    /// The column; the first where none is named.
    #[serde(default)]
    column: Option<Spanned<String>>,
    /// Other fields, with the columns of the same row that say what must be written in them.
    #[serde(default)]
    with: BTreeMap<Field, Spanned<String>>,
}

impl Listed {
    /// Whether a row for `text` says of the other fields what the item does.
    fn has(&self, text: &str, subject: &Subject<'_, '_>) -> bool {
        let rows = self.known.get(text);
        rows.into_iter().flatten().any(|index| {
            self.with
                .iter()
                .all(|(field, column)| self.cell(*index, *column) == written(subject, *field))
        })
    }

    fn cell(&self, row: usize, column: usize) -> &str {
        let row = self.rows.get(row);
        row.and_then(|row| row.get(column))
            .map_or("", String::as_str)
    }

    fn nearest(&self, text: &str) -> &str {
        let entries = (0..self.rows.len()).map(|row| self.cell(row, self.column));
        crate::rule::nearest(text, entries).unwrap_or_default()
    }
}

fn written(subject: &Subject<'_, '_>, field: Field) -> String {
    subject.values(field).map(|value| value.as_str()).collect()
}

impl Test for Listed {
    type Params = Params;

    const NAME: &'static str = "listed";
    const KINDS: &'static [Kind] = super::OF_TEXTS;
    const VALUES: &'static [&'static str] = &["nearest", "written", "expected"];

    fn load(params: Params, span: Span, loader: &Loader<'_>) -> Result<Self, Vec<Problem>> {
        let (fields, mut problems) = super::texts(params.field.as_ref(), span, loader);
        let name = &params.table;
        let Some(table) = loader.tables.get(&name.value) else {
            let known: Vec<&str> = loader.tables.keys().map(String::as_str).collect();
            let what = ("参照表", "table");
            problems.push(lookup::unknown(&name.value, name.span, what, &known));
            return Err(problems);
        };
        let mut column = |name: &Spanned<String>| of_column(table, name, &mut problems);
        let own = params.column.as_ref().map_or(0, &mut column);
        let with = params.with.iter();
        let with = with.map(|(field, name)| (*field, column(name))).collect();
        let mut known: FxHashMap<String, Vec<usize>> = FxHashMap::default();
        for (index, row) in table.rows.iter().enumerate() {
            if let Some(cell) = row.get(own).filter(|cell| !cell.is_empty()) {
                known.entry(cell.clone()).or_default().push(index);
            }
        }
        super::checked(
            Self {
                fields,
                column: own,
                rows: table.rows.clone(),
                known,
                with,
            },
            problems,
        )
    }

    fn holds(&self, subject: &Subject<'_, '_>, _: &Context<'_>) -> bool {
        self.fields
            .values(subject)
            .iter()
            .all(|(value, _)| self.has(value.as_str(), subject))
    }

    fn evidence(
        &self,
        subject: &Subject<'_, '_>,
        context: &Context<'_>,
        held: bool,
        evidence: &mut Evidence,
    ) {
        if held {
            return self.fields.describe(subject, context, evidence);
        }
        for (value, field) in self.fields.values(subject) {
            let text = value.as_str();
            if self.has(text, subject) {
                continue;
            }
            let shown = shortened(text);
            evidence.values.text("written", shown.clone());
            let Some(row) = self.known.get(text).and_then(|rows| rows.first()) else {
                evidence.place(value.span(), field);
                evidence.values.text("nearest", self.nearest(text));
                evidence.saw(
                    format!("表里没有「{shown}」"),
                    format!("`{shown}` is not in the table"),
                );
                continue;
            };
            for (other, column) in &self.with {
                let expected = self.cell(*row, *column);
                let found = written(subject, *other);
                if expected != found {
                    if let Some(item) = subject.item() {
                        evidence.place(item.anchor(*other), Some(*other));
                    }
                    evidence.values.text("expected", expected);
                    let name = context.field_name(*other);
                    let found = shortened(&found);
                    evidence.saw(
                        format!(
                            "按表「{shown}」的{}应是「{expected}」，写的是「{found}」",
                            name.zh
                        ),
                        format!(
                            "the table has `{expected}` as {} of `{shown}`, here it is `{found}`",
                            name.en
                        ),
                    );
                }
            }
        }
    }
}

fn of_column(table: &Table, name: &Spanned<String>, problems: &mut Vec<Problem>) -> usize {
    table.column(&name.value).unwrap_or_else(|| {
        let known: Vec<&str> = table.columns.iter().map(String::as_str).collect();
        let what = ("列", "column");
        problems.push(lookup::unknown(&name.value, name.span, what, &known));
        0
    })
}
