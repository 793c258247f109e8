use rustc_hash::FxHashSet;
use serde::Deserialize;

use crate::org::Resolution;
use crate::rule::{Context, Hit, Kind, Loader, Point, Subject};
use crate::tree::Problem;
use crate::vocabulary::Field;

/// Units of the department that answer for no item of the list.
pub struct IdleUnit;

/// Parameters of `idle-unit`: none.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Params {}

impl Point for IdleUnit {
    type Params = Params;

    const NAME: &'static str = "idle-unit";
    const KINDS: &'static [Kind] = &[Kind::List];
    const VALUES: &'static [&'static str] = &["unit", "department"];
    const LABELS: &'static [&'static str] = &["declared"];

    fn load(_: Params, _: &Loader<'_>) -> Result<Self, Vec<Problem>> {
        Ok(Self)
    }

    fn run(&self, subject: &Subject<'_, '_>, context: &Context<'_>, hits: &mut Vec<Hit>) {
        let Some(graph) = context.organisation else {
            return;
        };
        let Some(department) = super::unit::department(subject.list, graph, context) else {
            return;
        };
        let mut busy = FxHashSet::default();
        for item in &subject.list.items {
            for value in item.values(Field::Actor).chain(item.values(Field::Unit)) {
                for meant in super::unit::meant(&value.view, graph, Some(department), context) {
                    if let Resolution::Known(unit) | Resolution::Former { unit, .. } =
                        meant.resolution
                    {
                        busy.extend(graph.with_ancestors(unit));
                    }
                }
            }
        }
        for (id, unit) in graph.units() {
            let exists = graph
                .ended(id)
                .is_none_or(|(_, until)| until > context.as_of)
                && unit.since.is_none_or(|since| since <= context.as_of);
            if exists
                && id != department
                && graph.is_under(id, department)
                && !unit.without_powers
                && !busy.contains(&id)
            {
                hits.push(
                    Hit::at(subject.span())
                        .value("unit", unit.name.clone())
                        .value("department", graph.unit(department).name.clone())
                        .label_in("declared", graph.file().clone(), unit.span),
                );
            }
        }
    }
}
