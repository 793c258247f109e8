use serde::Deserialize;

use crate::rule::{Context, Hit, Kind, Loader, Point, Subject, shortened};
use crate::tree::Problem;

/// Text of the list that could not be assigned to a field.
pub struct Unassigned;

/// `unassigned` has no parameters.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {}

impl Point for Unassigned {
    type Params = Params;

    const NAME: &'static str = "unassigned";
    const KINDS: &'static [Kind] = &[Kind::List];
    const VALUES: &'static [&'static str] = &["words"];
    const VARIANTS: &'static [&'static str] = &["in-item", "outside"];

    fn load(_: Params, _: &Loader<'_>) -> Result<Self, Vec<Problem>> {
        Ok(Self)
    }

    fn run(&self, subject: &Subject<'_, '_>, _: &Context<'_>, hits: &mut Vec<Hit>) {
        for unassigned in &subject.list.unassigned {
            let variant = if unassigned.item.is_some() {
                "in-item"
            } else {
                "outside"
            };
            hits.push(
                Hit {
                    item: unassigned.item,
                    ..Hit::at(unassigned.value.span())
                }
                .value("words", shortened(unassigned.value.as_str()))
                .variant(variant),
            );
        }
    }
}
