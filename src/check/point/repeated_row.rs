use serde::Deserialize;

use crate::rule::{Context, Hit, Kind, Loader, Point, Subject, shortened};
use crate::tree::Problem;

/// Rows that repeat another row without being an item of their own.
pub struct RepeatedRow;

/// `repeated-row` has no parameters.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {}

impl Point for RepeatedRow {
    type Params = Params;

    const NAME: &'static str = "repeated-row";
    const KINDS: &'static [Kind] = &[Kind::List];
    const VALUES: &'static [&'static str] = &["name"];
    const LABELS: &'static [&'static str] = &["original"];

    fn load(_: Params, _: &Loader<'_>) -> Result<Self, Vec<Problem>> {
        Ok(Self)
    }

    fn run(&self, subject: &Subject<'_, '_>, _: &Context<'_>, hits: &mut Vec<Hit>) {
        for repeated in &subject.list.repeated {
            let item = subject.list.items.get(repeated.item);
            let name = item.and_then(|item| item.name());
            hits.push(
                Hit {
                    item: Some(repeated.item),
                    ..Hit::at(repeated.span)
                }
                .value("name", shortened(name.map_or("", |name| name.as_str())))
                .label("original", repeated.original),
            );
        }
    }
}
