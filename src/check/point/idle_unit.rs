use jiff::civil::Date;
use rustc_hash::FxHashSet;
use serde::Deserialize;

use crate::org::{Graph, Resolution, UnitId};
use crate::rule::{Context, Fact, Gathered, Hit, Joined, Kind, Loader, Point, Subject};
use crate::tree::Problem;
use crate::vocabulary::Field;

/// Units of the department that answer for no item of the list; over all lists, departments that do so in none.
pub struct IdleUnit;

/// Parameters of `idle-unit`: none.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Params {}

impl Point for IdleUnit {
    type Params = Params;

    const NAME: &'static str = "idle-unit";
    const KINDS: &'static [Kind] = &[Kind::List, Kind::AllLists];
    const VALUES: &'static [&'static str] = &["unit", "department", "count"];
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
        let busy = busy(subject, graph, Some(department), context);
        for (id, unit) in graph.units() {
            if exists(graph, id, context.as_of)
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

    fn gather(&self, subject: &Subject<'_, '_>, context: &Context<'_>, facts: &mut Vec<Fact>) {
        let Some(graph) = context.organisation else {
            return;
        };
        let department = super::unit::department(subject.list, graph, context);
        let mut busy = busy(subject, graph, department, context);
        busy.extend(department);
        let mut hashes: Vec<u64> = busy
            .into_iter()
            .filter(|unit| graph.is_department(*unit, context.unit_words))
            .map(|unit| u64::from(graph.unit(unit).span.start))
            .collect();
        hashes.sort_unstable();
        let span = subject.list.title.as_ref().map_or(
            crate::source::Span { start: 0, end: 0 },
            crate::list::Value::span,
        );
        facts.push(Fact {
            start: span.start,
            end: span.end,
            item: None,
            key: department.map_or_else(String::new, |unit| graph.unit(unit).name.clone()),
            values: Vec::new(),
            hashes,
        });
    }

    /// Only where the organisation is of several departments and lists of at least two of them are at hand:
    /// with one list nearly every other department would be told.
    fn join(&self, lists: &[Gathered<'_>], context: &Context<'_>, hits: &mut Vec<Joined>) {
        let Some(graph) = context
            .organisation
            .filter(|graph| graph.department().is_none())
        else {
            return;
        };
        let facts = || lists.iter().flat_map(|gathered| gathered.facts);
        let listed: FxHashSet<&str> = facts()
            .map(|fact| fact.key.as_str())
            .filter(|key| !key.is_empty())
            .collect();
        let Some(list) = lists.iter().position(|gathered| !gathered.facts.is_empty()) else {
            return;
        };
        if listed.len() < 2 {
            return;
        }
        let busy: FxHashSet<u64> = facts()
            .flat_map(|fact| fact.hashes.iter().copied())
            .collect();
        let words = context.unit_words;
        for (id, unit) in graph.units() {
            let over_departments = || {
                let mut below = graph.children(id).into_iter();
                below.any(|child| graph.is_department(child, words))
            };
            if graph.is_department(id, words)
                && exists(graph, id, context.as_of)
                && !unit.without_powers
                && !busy.contains(&u64::from(unit.span.start))
                && !over_departments()
            {
                let hit = Hit::default()
                    .value("unit", unit.name.clone())
                    .value("count", lists.len().to_string())
                    .label_in("declared", graph.file().clone(), unit.span);
                hits.push(Joined { list, fact: 0, hit });
            }
        }
    }
}

/// The units that the items of a list name as actor or in charge, with what they belong to.
fn busy(
    subject: &Subject<'_, '_>,
    graph: &Graph,
    department: Option<UnitId>,
    context: &Context<'_>,
) -> FxHashSet<UnitId> {
    let mut busy = FxHashSet::default();
    for item in &subject.list.items {
        for value in item.values(Field::Actor).chain(item.values(Field::Unit)) {
            for meant in super::unit::meant(&value.view, graph, department, context) {
                if let Resolution::Known(unit) | Resolution::Former { unit, .. } = meant.resolution
                {
                    busy.extend(graph.with_ancestors(unit));
                }
            }
        }
    }
    busy
}

/// Whether `unit` exists on the day.
fn exists(graph: &Graph, unit: UnitId, on: Date) -> bool {
    graph.ended(unit).is_none_or(|(_, until)| until > on)
        && graph.unit(unit).since.is_none_or(|since| since <= on)
}
