use rustc_hash::FxHashSet;
use serde::Deserialize;

use crate::rule::syntax::{ConditionSlot, Deferred};
use crate::rule::{
    Condition, Context, Fact, Gathered, Hit, Joined, Kind, Loader, Point, Subject, shortened,
};
use crate::tree::Problem;
use crate::vocabulary::Field;

use super::facts::{self, chosen, item_ref, written};

/// Items that need a partner: another item that meets a condition and says the same in given fields.
pub struct Paired {
    of: Option<Condition>,
    with: Option<Condition>,
    by: Vec<Field>,
}

/// Parameters of `paired`.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[expect(
    dead_code,
    reason = "conditions are loaded from the tree, the fields are for the schema"
)]
pub struct Params {
    /// The items that need a partner; all where it is not given.
    #[serde(default)]
    of: Option<Deferred<ConditionSlot>>,
    /// What the partner meets.
    with: Deferred<ConditionSlot>,
    /// The fields in which both say the same.
    by: Vec<Field>,
}

impl Paired {
    fn key(&self, list: &crate::list::List<'_>, item: &crate::list::Item<'_>) -> Option<String> {
        let parts: Option<Vec<String>> = self
            .by
            .iter()
            .map(|field| written(list, item, *field))
            .collect();
        parts.map(|parts| parts.join("\u{1}"))
    }

    fn first(&self) -> Field {
        self.by.first().copied().unwrap_or(Field::Name)
    }
}

impl Point for Paired {
    type Params = Params;

    const NAME: &'static str = "paired";
    const KINDS: &'static [Kind] = &[Kind::List, Kind::AllLists];
    const VALUES: &'static [&'static str] = &["written"];

    fn load(params: Params, loader: &Loader<'_>) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        if params.by.is_empty() {
            problems.push(Problem::new(
                loader.span(),
                "by 至少要有一个字段",
                "`by` needs at least one field",
            ));
        }
        let of = loader.condition("of", Kind::Item, &mut problems);
        let with = loader.condition("with", Kind::Item, &mut problems);
        if problems.is_empty() {
            Ok(Self {
                of,
                with,
                by: params.by,
            })
        } else {
            Err(problems)
        }
    }

    fn run(&self, subject: &Subject<'_, '_>, context: &Context<'_>, hits: &mut Vec<Hit>) {
        let list = subject.list;
        let partners: FxHashSet<String> = chosen(list, self.with.as_ref(), context)
            .iter()
            .filter_map(|item| self.key(list, item))
            .collect();
        for item in chosen(list, self.of.as_ref(), context) {
            let (Some(key), Some(value)) = (self.key(list, item), item.value(self.first())) else {
                continue;
            };
            if !partners.contains(&key) {
                hits.push(
                    Hit {
                        item: Some(item.index),
                        field: Some(self.first()),
                        ..Hit::at(value.span())
                    }
                    .value("written", shortened(value.as_str())),
                );
            }
        }
    }

    fn gather(&self, subject: &Subject<'_, '_>, context: &Context<'_>, facts: &mut Vec<Fact>) {
        let list = subject.list;
        for (role, condition) in [("of", &self.of), ("with", &self.with)] {
            for item in chosen(list, condition.as_ref(), context) {
                if let (Some(key), Some(value)) = (self.key(list, item), item.value(self.first())) {
                    facts.push(Fact {
                        start: value.span().start,
                        end: value.span().end,
                        item: Some(item_ref(item)),
                        key,
                        values: vec![
                            ("role".to_owned(), role.to_owned()),
                            ("value".to_owned(), value.as_str().to_owned()),
                        ],
                        hashes: Vec::new(),
                    });
                }
            }
        }
    }

    fn join(&self, lists: &[Gathered<'_>], _: &Context<'_>, hits: &mut Vec<Joined>) {
        let all = facts::numbered(lists);
        let plays = |fact: &Fact, role: &str| {
            let first = fact.values.first();
            first.is_some_and(|(_, written)| written == role)
        };
        let partners: FxHashSet<&str> = all
            .iter()
            .filter(|(_, _, fact)| plays(fact, "with"))
            .map(|(_, _, fact)| fact.key.as_str())
            .collect();
        for (list, index, fact) in &all {
            if plays(fact, "of") && !partners.contains(fact.key.as_str()) {
                let value = fact.values.get(1).map_or("", |(_, value)| value.as_str());
                let mut hit = Hit::at(fact.span()).value("written", shortened(value));
                hit.field = Some(self.first());
                hits.push(Joined {
                    list: *list,
                    fact: *index,
                    hit,
                });
            }
        }
    }
}
