use serde::Deserialize;

use crate::rule::{Context, Hit, Kind, Loader, Point, Subject, shortened};
use crate::tree::Problem;

/// Rows, or columns, that repeat another without being anything of their own.
pub struct RepeatedRow {
    of: Part,
}

/// Parameters of `repeated-row`.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Params {
    /// What stands twice.
    of: Part,
}

/// A part of a table.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Part {
    /// Rows: one finding each.
    Row,
    /// Columns: one finding for all their cells, at the first.
    Column,
}

impl Point for RepeatedRow {
    type Params = Params;

    const NAME: &'static str = "repeated-row";
    const KINDS: &'static [Kind] = &[Kind::List];
    const VALUES: &'static [&'static str] = &["name", "count"];
    const LABELS: &'static [&'static str] = &["original"];

    fn load(params: Params, _: &Loader<'_>) -> Result<Self, Vec<Problem>> {
        Ok(Self { of: params.of })
    }

    fn run(&self, subject: &Subject<'_, '_>, _: &Context<'_>, hits: &mut Vec<Hit>) {
        let column = self.of == Part::Column;
        let repeated = || {
            subject
                .list
                .repeated
                .iter()
                .filter(|repeated| repeated.column == column)
        };
        let count = repeated().count();
        for repeated in repeated().take(if column { 1 } else { usize::MAX }) {
            let item = subject.list.items.get(repeated.item);
            let name = item.and_then(|item| item.name());
            hits.push(
                Hit {
                    item: Some(repeated.item).filter(|_| !column),
                    ..Hit::at(repeated.span)
                }
                .value("name", shortened(name.map_or("", |name| name.as_str())))
                .value("count", count.to_string())
                .label("original", repeated.original),
            );
        }
    }
}
