use rustc_hash::FxHashMap;
use serde::Deserialize;

use crate::rule::syntax::{ConditionSlot, Deferred};
use crate::rule::{
    Condition, Context, Fact, Gathered, Hit, Joined, Kind, Loader, Point, Subject, shortened,
};
use crate::tree::Problem;
use crate::vocabulary::Field;

use super::facts::{self, chosen, item_ref, written};

/// Items that need a partner: another item that meets a condition and says the same in given fields. Or
/// that may have none.
pub struct Paired {
    of: Option<Condition>,
    with: Option<Condition>,
    by: Vec<Field>,
    forbidden: bool,
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
    /// Whether there must be no such partner.
    #[serde(default)]
    forbidden: bool,
}

/// The first two partners by what they say: one may be the item itself.
type Partners = FxHashMap<String, Vec<usize>>;

fn add(partners: &mut Partners, key: String, index: usize) {
    let same = partners.entry(key).or_default();
    if same.len() < 2 {
        same.push(index);
    }
}

/// A partner that is another item.
fn other(partners: &Partners, key: &str, index: usize) -> Option<usize> {
    let same = partners.get(key)?;
    same.iter().copied().find(|other| *other != index)
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
    const LABELS: &'static [&'static str] = &["partner"];

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
                forbidden: params.forbidden,
            })
        } else {
            Err(problems)
        }
    }

    fn run(&self, subject: &Subject<'_, '_>, context: &Context<'_>, hits: &mut Vec<Hit>) {
        let list = subject.list;
        let mut partners: Partners = FxHashMap::default();
        for item in chosen(list, self.with.as_ref(), context) {
            if let Some(key) = self.key(list, item) {
                add(&mut partners, key, item.index);
            }
        }
        for item in chosen(list, self.of.as_ref(), context) {
            let (Some(key), Some(value)) = (self.key(list, item), item.value(self.first())) else {
                continue;
            };
            let partner = other(&partners, &key, item.index);
            if partner.is_some() != self.forbidden {
                continue;
            }
            let hit = Hit {
                item: Some(item.index),
                field: Some(self.first()),
                ..Hit::at(value.span())
            }
            .value("written", shortened(value.as_str()));
            let place = partner
                .and_then(|index| list.items.get(index))
                .map(|item| item.anchor(self.first()));
            hits.push(match place {
                Some(place) => hit.label("partner", place),
                None => hit,
            });
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
        // The same item gathered in both parts stands in the same place of the same list.
        let place = |number: usize| {
            let (list, _, fact) = all.get(number)?;
            Some((*list, fact.start, fact.item.as_ref().map(|item| item.index)))
        };
        let mut partners: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
        for (number, (_, _, fact)) in all.iter().enumerate() {
            if plays(fact, "with") {
                let same = partners.entry(&fact.key).or_default();
                if same.len() < 2 {
                    same.push(number);
                }
            }
        }
        for (number, (list, index, fact)) in all.iter().enumerate() {
            if !plays(fact, "of") {
                continue;
            }
            let same = partners.get(fact.key.as_str());
            let partner = same
                .into_iter()
                .flatten()
                .find(|other| place(**other) != place(number));
            if partner.is_some() != self.forbidden {
                continue;
            }
            let value = fact.values.get(1).map_or("", |(_, value)| value.as_str());
            let mut hit = Hit::at(fact.span()).value("written", shortened(value));
            hit.field = Some(self.first());
            if let Some(partner) = partner.and_then(|number| all.get(*number)) {
                hit.labels.push(facts::label("partner", lists, partner));
            }
            hits.push(Joined {
                list: *list,
                fact: *index,
                hit,
            });
        }
    }
}
