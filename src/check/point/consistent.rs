use std::collections::BTreeMap;

use serde::Deserialize;

use crate::list::Item;
use crate::rule::syntax::{ConditionSlot, Deferred};
use crate::rule::{
    Condition, Context, Fact, Gathered, Hit, Joined, Kind, Loader, Point, Subject, shortened,
};
use crate::tree::Problem;
use crate::vocabulary::Field;

use super::facts::{self, chosen, item_ref, written};

/// A field that should say the same in all items (of a group): what a minority says is flagged.
pub struct Consistent {
    field: Field,
    by: Vec<Field>,
    share: f64,
    at_least: usize,
    chosen: Option<Condition>,
}

/// Parameters of `consistent`.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Params {
    /// The field that should say the same.
    field: Field,
    /// Fields that tell groups: items that say the same in all of them belong together; all items where
    /// none is named.
    #[serde(default)]
    by: Vec<Field>,
    /// The share that the usual value must have in its group, from 0 to 1; else nothing is usual.
    #[serde(default = "most")]
    share: f64,
    /// The least number of items that say what is usual.
    #[serde(default = "some")]
    at_least: usize,
    /// The items meant; all where it is not given.
    #[serde(default, rename = "where")]
    #[expect(
        dead_code,
        reason = "conditions are loaded from the tree, the field is for the schema"
    )]
    chosen: Option<Deferred<ConditionSlot>>,
}

fn most() -> f64 {
    0.7
}

fn some() -> usize {
    2
}

/// One value of a group: what is written, and which members say it.
type Values = BTreeMap<String, Vec<usize>>;

impl Consistent {
    /// The groups whose members differ: the usual value with its members, and the others.
    fn minorities<'v>(&self, values: &'v Values) -> Option<(&'v str, &'v [usize], usize)> {
        let total: usize = values.values().map(Vec::len).sum();
        let (usual, members) = values
            .iter()
            // The first of equals, so that the order of the file decides nothing.
            .max_by(|(_, one), (_, other)| one.len().cmp(&other.len()))?;
        #[expect(clippy::cast_precision_loss, reason = "a share needs no more")]
        let share = members.len() as f64 / total as f64;
        (values.len() > 1 && members.len() >= self.at_least && share >= self.share).then_some((
            usual,
            members.as_slice(),
            total,
        ))
    }

    fn key(&self, list: &crate::list::List<'_>, item: &Item<'_>) -> String {
        let parts: Vec<String> = self
            .by
            .iter()
            .map(|field| written(list, item, *field).unwrap_or_default())
            .collect();
        parts.join("\u{1}")
    }
}

impl Point for Consistent {
    type Params = Params;

    const NAME: &'static str = "consistent";
    const KINDS: &'static [Kind] = &[Kind::List, Kind::AllLists];
    const VALUES: &'static [&'static str] = &["written", "usual", "count", "total"];
    const LABELS: &'static [&'static str] = &["usual"];

    fn load(params: Params, loader: &Loader<'_>) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let chosen = loader.condition("where", Kind::Item, &mut problems);
        if problems.is_empty() {
            Ok(Self {
                field: params.field,
                by: params.by,
                share: params.share,
                at_least: params.at_least,
                chosen,
            })
        } else {
            Err(problems)
        }
    }

    fn run(&self, subject: &Subject<'_, '_>, context: &Context<'_>, hits: &mut Vec<Hit>) {
        let list = subject.list;
        let mut groups: BTreeMap<String, Values> = BTreeMap::new();
        for item in chosen(list, self.chosen.as_ref(), context) {
            if let Some(value) = written(list, item, self.field) {
                let group = groups.entry(self.key(list, item)).or_default();
                group.entry(value).or_default().push(item.index);
            }
        }
        let first = hits.len();
        for values in groups.values() {
            let Some((usual, members, total)) = self.minorities(values) else {
                continue;
            };
            let span_of = |index: &usize| {
                let item = list.items.get(*index)?;
                item.value(self.field).map(|value| value.span())
            };
            let example = members.first().and_then(span_of);
            for (value, others) in values.iter().filter(|(value, _)| *value != usual) {
                for index in others {
                    let Some(span) = span_of(index) else { continue };
                    let hit = Hit {
                        item: Some(*index),
                        field: Some(self.field),
                        ..Hit::at(span)
                    }
                    .value("written", shortened(value))
                    .value("usual", shortened(usual))
                    .value("count", members.len().to_string())
                    .value("total", total.to_string());
                    hits.push(match example {
                        Some(example) => hit.label("usual", example),
                        None => hit,
                    });
                }
            }
        }
        if let Some(own) = hits.get_mut(first..) {
            own.sort_by_key(|hit| hit.span);
        }
    }

    fn gather(&self, subject: &Subject<'_, '_>, context: &Context<'_>, facts: &mut Vec<Fact>) {
        let list = subject.list;
        for item in chosen(list, self.chosen.as_ref(), context) {
            if let (Some(value), Some(place)) =
                (written(list, item, self.field), item.value(self.field))
            {
                facts.push(Fact {
                    start: place.span().start,
                    end: place.span().end,
                    item: Some(item_ref(item)),
                    key: self.key(list, item),
                    values: vec![("value".to_owned(), value)],
                    hashes: Vec::new(),
                });
            }
        }
    }

    fn join(&self, lists: &[Gathered<'_>], _: &Context<'_>, hits: &mut Vec<Joined>) {
        let all = facts::numbered(lists);
        let mut groups: BTreeMap<&str, Values> = BTreeMap::new();
        for (number, (_, _, fact)) in all.iter().enumerate() {
            if let Some((_, value)) = fact.values.first() {
                let group = groups.entry(&fact.key).or_default();
                group.entry(value.clone()).or_default().push(number);
            }
        }
        for values in groups.values() {
            let Some((usual, members, total)) = self.minorities(values) else {
                continue;
            };
            for (value, others) in values.iter().filter(|(value, _)| *value != usual) {
                for number in others {
                    let Some((list, fact, of)) = all.get(*number) else {
                        continue;
                    };
                    let mut hit = Hit::at(of.span())
                        .value("written", shortened(value))
                        .value("usual", shortened(usual))
                        .value("count", members.len().to_string())
                        .value("total", total.to_string());
                    hit.field = Some(self.field);
                    if let Some(example) = members.first().and_then(|number| all.get(*number)) {
                        hit.labels.push(facts::label("usual", lists, example));
                    }
                    hits.push(Joined {
                        list: *list,
                        fact: *fact,
                        hit,
                    });
                }
            }
        }
    }
}
