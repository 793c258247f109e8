use rustc_hash::FxHashSet;
use serde::Deserialize;

use crate::check::telling::{Apart, Pair, pairs, telling};
use crate::list::Item;
use crate::rule::{Context, Hit, Kind, Loader, Point, Subject, shortened};
use crate::tree::Problem;
use crate::vocabulary::Field;

/// Columns that slipped by a row: the text of several items in a row speaks of the item above (or
/// below) and not of their own.
pub struct ShiftedColumn {
    fields: Vec<Field>,
    rows: usize,
}

/// Parameters of `shifted-column`.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Params {
    /// The fields whose texts speak of their item.
    fields: Vec<Field>,
    /// How many rows in a row must have slipped.
    #[serde(default = "Params::usual_rows")]
    rows: usize,
}

impl Params {
    fn usual_rows() -> usize {
        2
    }
}

impl Point for ShiftedColumn {
    type Params = Params;

    const NAME: &'static str = "shifted-column";
    const KINDS: &'static [Kind] = &[Kind::List];
    const VALUES: &'static [&'static str] = &["count", "neighbour", "own"];
    const VARIANTS: &'static [&'static str] = &["above", "below"];
    const LABELS: &'static [&'static str] = &["neighbour"];

    fn load(params: Params, _: &Loader<'_>) -> Result<Self, Vec<Problem>> {
        Ok(Self {
            fields: params.fields,
            rows: params.rows.max(2),
        })
    }

    fn run(&self, subject: &Subject<'_, '_>, _: &Context<'_>, hits: &mut Vec<Hit>) {
        let items = &subject.list.items;
        if items.len() < 4 {
            return;
        }
        let names = telling(items);
        for &field in &self.fields {
            for (variant, step) in [("above", -1isize), ("below", 1)] {
                let slipped: Vec<bool> = (0..items.len())
                    .map(|at| slipped(items, &names, field, at, step))
                    .collect();
                let mut at = 0;
                while at < slipped.len() {
                    let run = slipped[at..].iter().take_while(|slipped| **slipped).count();
                    if run >= self.rows {
                        hits.extend(
                            self.hit(items, field, at, step, run)
                                .map(|hit| hit.variant(variant)),
                        );
                    }
                    at += run.max(1);
                }
            }
        }
    }
}

impl ShiftedColumn {
    fn hit(
        &self,
        items: &[Item<'_>],
        field: Field,
        at: usize,
        step: isize,
        run: usize,
    ) -> Option<Hit> {
        let item = items.get(at)?;
        let value = item.value(field)?;
        let neighbour = items.get(at.checked_add_signed(step)?)?.name()?;
        let mut hit = Hit::at(value.span())
            .value("count", run.to_string())
            .value("neighbour", shortened(neighbour.as_str()))
            .value("own", shortened(item.name()?.as_str()))
            .label("neighbour", neighbour.span());
        hit.item = Some(at);
        hit.field = Some(field);
        hit.confidence = Some(if run > 2 { 0.9 } else { 0.8 });
        Some(hit)
    }
}

/// Whether the text of the item at `at` speaks of its neighbour and not of itself.
fn slipped(
    items: &[Item<'_>],
    names: &[FxHashSet<Pair>],
    field: Field,
    at: usize,
    step: isize,
) -> bool {
    let Some(next) = at.checked_add_signed(step) else {
        return false;
    };
    let (Some(own), Some(other)) = (names.get(at), names.get(next)) else {
        return false;
    };
    let Some(apart) = Apart::of(other, own) else {
        return false;
    };
    let value = items.get(at).and_then(|item| item.value(field));
    value.is_some_and(|value| apart.speaks_of_one(&pairs(value.as_str())))
}
