use rustc_hash::FxHashMap;
use serde::Deserialize;

use crate::list::{Item, Value};
use crate::rule::syntax::{ConditionSlot, Deferred};
use crate::rule::{
    Condition, Context, Fact, Gathered, Hit, Joined, Kind, Loader, Point, Subject, What, shortened,
};
use crate::source::Span;
use crate::tree::Problem;
use crate::vocabulary::Field;

use super::facts::{self, chosen, item_ref, written};

/// Items that say the same in fields that should tell them apart; of one item, what it says twice in a field.
pub struct Unique {
    fields: Vec<Field>,
    within: Vec<Field>,
    chosen: Option<Condition>,
}

/// Parameters of `unique`.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Params {
    /// The fields that together should stand once; of an item, the fields of which each should say everything
    /// once (`duties` has its stages, `unit` its posts).
    fields: Vec<Field>,
    /// Fields that tell groups within which they should stand once; the whole list where none is named.
    #[serde(default)]
    within: Vec<Field>,
    /// The items meant; all where it is not given.
    #[serde(default, rename = "where")]
    #[expect(
        dead_code,
        reason = "conditions are loaded from the tree, the field is for the schema"
    )]
    chosen: Option<Deferred<ConditionSlot>>,
}

impl Unique {
    /// What tells an item apart; `None` where one of the fields is blank.
    fn key(&self, list: &crate::list::List<'_>, item: &crate::list::Item<'_>) -> Option<String> {
        let mut parts = Vec::new();
        for field in &self.fields {
            parts.push(written(list, item, *field)?);
        }
        for field in &self.within {
            parts.push(written(list, item, *field).unwrap_or_default());
        }
        Some(parts.join("\u{1}"))
    }

    /// What one item says twice in a field.
    fn within(&self, item: &Item<'_>, hits: &mut Vec<Hit>) {
        for field in &self.fields {
            let texts: Vec<&Value<'_>> = match field {
                Field::Duties => item.stages.iter().map(|stage| &stage.value).collect(),
                Field::Unit => item.posts.iter().map(|post| &post.value).collect(),
                field => item.values(*field).collect(),
            };
            let mut seen: FxHashMap<&str, (usize, Span)> = FxHashMap::default();
            for value in texts {
                let (count, first) = seen.entry(value.as_str()).or_insert((0, value.span()));
                *count += 1;
                if *count > 1 && *first != value.span() {
                    hits.push(
                        Hit {
                            field: Some(*field),
                            ..Hit::at(value.span())
                        }
                        .value("written", shortened(value.as_str()))
                        .value("count", count.to_string())
                        .label("first", *first),
                    );
                }
            }
        }
    }

    fn first(&self) -> Field {
        // Checked on loading: there is at least one.
        self.fields.first().copied().unwrap_or(Field::Name)
    }
}

impl Point for Unique {
    type Params = Params;

    const NAME: &'static str = "unique";
    const KINDS: &'static [Kind] = &[Kind::Item, Kind::List, Kind::AllLists];
    const VALUES: &'static [&'static str] = &["written", "count"];
    const LABELS: &'static [&'static str] = &["first"];

    fn load(params: Params, loader: &Loader<'_>) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        if params.fields.is_empty() {
            let span = loader.span();
            problems.push(Problem::new(
                span,
                "fields 至少要有一个字段",
                "`fields` needs at least one",
            ));
        }
        let chosen = loader.condition("where", Kind::Item, &mut problems);
        if problems.is_empty() {
            Ok(Self {
                fields: params.fields,
                within: params.within,
                chosen,
            })
        } else {
            Err(problems)
        }
    }

    fn run(&self, subject: &Subject<'_, '_>, context: &Context<'_>, hits: &mut Vec<Hit>) {
        if let What::Item(item) = subject.what {
            return self.within(item, hits);
        }
        let list = subject.list;
        let mut seen: FxHashMap<String, (usize, crate::source::Span)> = FxHashMap::default();
        for item in chosen(list, self.chosen.as_ref(), context) {
            let (Some(key), Some(value)) = (self.key(list, item), item.value(self.first())) else {
                continue;
            };
            match seen.get_mut(&key) {
                // A cell merged over several items is written once.
                Some((_, first)) if *first == value.span() => {}
                Some((count, first)) => {
                    *count += 1;
                    hits.push(
                        Hit {
                            item: Some(item.index),
                            field: Some(self.first()),
                            ..Hit::at(value.span())
                        }
                        .value("written", shortened(value.as_str()))
                        .value("count", count.to_string())
                        .label("first", *first),
                    );
                }
                None => {
                    seen.insert(key, (1, value.span()));
                }
            }
        }
    }

    fn gather(&self, subject: &Subject<'_, '_>, context: &Context<'_>, facts: &mut Vec<Fact>) {
        let list = subject.list;
        for item in chosen(list, self.chosen.as_ref(), context) {
            if let (Some(key), Some(value)) = (self.key(list, item), item.value(self.first())) {
                facts.push(Fact {
                    start: value.span().start,
                    end: value.span().end,
                    item: Some(item_ref(item)),
                    key,
                    values: vec![("value".to_owned(), value.as_str().to_owned())],
                    hashes: Vec::new(),
                });
            }
        }
    }

    /// What stands twice in one list is told by the rule about lists; here in different ones only.
    fn join(&self, lists: &[Gathered<'_>], _: &Context<'_>, hits: &mut Vec<Joined>) {
        let all = facts::numbered(lists);
        let mut seen: FxHashMap<&str, (usize, usize)> = FxHashMap::default();
        for (number, (list, index, fact)) in all.iter().enumerate() {
            let Some((first, count)) = seen.get_mut(fact.key.as_str()) else {
                seen.insert(&fact.key, (number, 1));
                continue;
            };
            let Some(original) = all.get(*first).filter(|(other, _, _)| other != list) else {
                continue;
            };
            *count += 1;
            let value = fact.values.first().map_or("", |(_, value)| value.as_str());
            let mut hit = Hit::at(fact.span())
                .value("written", shortened(value))
                .value("count", count.to_string());
            hit.field = Some(self.first());
            hit.labels.push(facts::label("first", lists, original));
            hits.push(Joined {
                list: *list,
                fact: *index,
                hit,
            });
        }
    }
}
