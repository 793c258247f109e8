use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};

use rustc_hash::{FxHashMap, FxHasher};
use serde::Deserialize;

use crate::list::{Item, List};
use crate::org::key;
use crate::rule::{Context, Fact, Gathered, Hit, Joined, Kind, Loader, Point, Subject, item_ref};
use crate::tree::Problem;
use crate::vocabulary::Field;

/// Items that stand twice: the same row, the same item, or one name under two classes or two units.
/// One hit a name, however often it stands.
pub struct RepeatedItem;

/// Parameters of `repeated-item`: none.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Params {}

/// What two items of one name have in common, from the gravest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Likeness {
    Row,
    Item,
    Class,
    Unit,
}

impl Likeness {
    fn variant(self) -> &'static str {
        match self {
            Self::Row => "row",
            Self::Item => "item",
            Self::Class => "class",
            Self::Unit => "unit",
        }
    }
}

/// What items are compared by; hashes, so that a fact stays small.
struct Features {
    name: String,
    class: u64,
    unit: u64,
    row: u64,
}

impl Features {
    fn of(list: &List<'_>, item: &Item<'_>) -> Option<Self> {
        let name = full_name(list, item)?;
        let hashed = |fields: &[Field]| {
            let mut hasher = FxHasher::default();
            for &field in fields {
                for value in item.values(field) {
                    key(value.as_str()).hash(&mut hasher);
                }
            }
            hasher.finish()
        };
        let mut hasher = FxHasher::default();
        for (field, value) in &item.fields {
            if !matches!(field, Field::Number | Field::Code) {
                field.hash(&mut hasher);
                key(value.as_str()).hash(&mut hasher);
            }
        }
        for (_, value) in &item.extra {
            key(value.as_str()).hash(&mut hasher);
        }
        Some(Self {
            name,
            class: item
                .class
                .map_or_else(|| hashed(&[Field::Type]), |class| u64::from(class.0)),
            unit: hashed(&[Field::Actor, Field::Unit]),
            row: hasher.finish(),
        })
    }

    fn from_fact(fact: &Fact) -> Self {
        let hash = |index: usize| fact.hashes.get(index).copied().unwrap_or_default();
        Self {
            name: fact.key.clone(),
            class: hash(0),
            unit: hash(1),
            row: hash(2),
        }
    }

    fn likeness(&self, other: &Self) -> Likeness {
        if self.row == other.row {
            Likeness::Row
        } else if self.class != other.class {
            Likeness::Class
        } else if self.unit != other.unit {
            Likeness::Unit
        } else {
            Likeness::Item
        }
    }
}

/// The name of an item with that of its main item: 首次申请 alone names nothing.
fn full_name(list: &List<'_>, item: &Item<'_>) -> Option<String> {
    let mut name = String::new();
    if let Some(parent) = item.parent.and_then(|parent| list.items.get(parent))
        && let Some(value) = parent.value(Field::Name)
    {
        name.push_str(value.as_str());
    }
    for field in [Field::Name, Field::SubName] {
        if let Some(value) = item.value(field) {
            name.push('／');
            name.push_str(value.as_str());
        }
    }
    let name = key(&name);
    (name.chars().count() > 2).then_some(name)
}

/// Of items of one name, the two that are most alike: (earlier, later, how).
fn most_alike(all: &[Features]) -> Option<(usize, usize, Likeness)> {
    // Only with the first and with the one before: enough to find a pair of each kind, linear in the number.
    (1..all.len())
        .flat_map(|later| [0, later - 1].map(|earlier| (earlier, later)))
        .filter_map(|(earlier, later)| {
            Some((earlier, later, all.get(earlier)?.likeness(all.get(later)?)))
        })
        .min_by_key(|&(_, later, likeness)| (likeness, later))
}

impl Point for RepeatedItem {
    type Params = Params;

    const NAME: &'static str = "repeated-item";
    const KINDS: &'static [Kind] = &[Kind::List, Kind::AllLists];
    const VALUES: &'static [&'static str] = &["name", "count", "files"];
    const VARIANTS: &'static [&'static str] = &["row", "item", "class", "unit"];
    const LABELS: &'static [&'static str] = &["same"];

    fn load(_: Params, _: &Loader<'_>) -> Result<Self, Vec<Problem>> {
        Ok(Self)
    }

    fn run(&self, subject: &Subject<'_, '_>, _: &Context<'_>, hits: &mut Vec<Hit>) {
        let list = subject.list;
        let mut by_name: FxHashMap<String, Vec<(usize, Features)>> = FxHashMap::default();
        for item in &list.items {
            if let Some(features) = Features::of(list, item) {
                by_name
                    .entry(features.name.clone())
                    .or_default()
                    .push((item.index, features));
            }
        }
        let mut groups: Vec<_> = by_name
            .into_values()
            .filter(|group| group.len() > 1)
            .collect();
        groups.sort_by_key(|group| group.first().map(|(index, _)| *index));
        for group in groups {
            let (places, features): (Vec<usize>, Vec<Features>) = group.into_iter().unzip();
            let Some((_, later, likeness)) = most_alike(&features) else {
                continue;
            };
            let anchor = |place: usize| list.items.get(place).map(|item| item.anchor(Field::Name));
            let Some((item, span)) = places
                .get(later)
                .and_then(|&place| Some((place, anchor(place)?)))
            else {
                continue;
            };
            let mut hit = Hit::at(span)
                .variant(likeness.variant())
                .value("count", places.len().to_string());
            if let Some(name) = list.items.get(item).and_then(Item::name) {
                hit = hit.value("name", name.as_str());
            }
            for &place in places.iter().filter(|&&place| place != item).take(LABELS) {
                if let Some(span) = anchor(place) {
                    hit = hit.label("same", span);
                }
            }
            hit.item = Some(item);
            hit.field = Some(Field::Name);
            hits.push(hit);
        }
    }

    fn gather(&self, subject: &Subject<'_, '_>, context: &Context<'_>, facts: &mut Vec<Fact>) {
        let list = subject.list;
        for item in &list.items {
            let Some(features) = Features::of(list, item) else {
                continue;
            };
            let span = item.anchor(Field::Name);
            facts.push(Fact {
                start: span.start,
                end: span.end,
                item: Some(item_ref(item)),
                key: features.name,
                values: vec![("place".to_owned(), place_of(list, context))],
                hashes: vec![features.class, features.unit, features.row],
            });
        }
    }

    /// Across lists only what one place publishes twice: every county has the items of every other.
    fn join(&self, lists: &[Gathered<'_>], _: &Context<'_>, hits: &mut Vec<Joined>) {
        let mut by_name: BTreeMap<(&str, &str), Vec<(usize, usize)>> = BTreeMap::new();
        for (list, gathered) in lists.iter().enumerate() {
            for (index, fact) in gathered.facts.iter().enumerate() {
                let place = fact.values.first().map_or("", |(_, place)| place.as_str());
                if !place.is_empty() {
                    by_name
                        .entry((&fact.key, place))
                        .or_default()
                        .push((list, index));
                }
            }
        }
        for places in by_name.into_values() {
            // Within one list the rule about lists tells.
            let mut firsts = places;
            firsts.dedup_by_key(|(list, _)| *list);
            if firsts.len() < 2 {
                continue;
            }
            let fact = |&(list, index): &(usize, usize)| {
                Some((lists.get(list)?, lists.get(list)?.facts.get(index)?))
            };
            let features: Vec<Features> = firsts
                .iter()
                .filter_map(fact)
                .map(|(_, fact)| Features::from_fact(fact))
                .collect();
            let Some((_, later, likeness)) = most_alike(&features) else {
                continue;
            };
            let Some(&(list, index)) = firsts.get(later) else {
                continue;
            };
            let files: Vec<&str> = firsts
                .iter()
                .filter_map(fact)
                .map(|(gathered, _)| &**gathered.file)
                .collect();
            let mut hit = Hit::default()
                .variant(likeness.variant())
                .value("count", firsts.len().to_string())
                .value("files", files.join("、"));
            hit.field = Some(Field::Name);
            for (gathered, other) in firsts
                .iter()
                .filter(|place| **place != (list, index))
                .filter_map(fact)
                .take(LABELS)
            {
                hit = hit.label_in("same", gathered.file.clone(), other.span());
            }
            hits.push(Joined {
                list,
                fact: index,
                hit,
            });
        }
    }
}

/// The most places a finding points at.
const LABELS: usize = 12;

/// The department or, where it is not told, the division a list is of; empty where neither is known.
fn place_of(list: &List<'_>, context: &Context<'_>) -> String {
    let name = list.department.as_ref().or(list.title.as_ref());
    name.and_then(|name| {
        let (_, division) = context.unit_words.level_of_name(name.as_str())?;
        name.as_str().get(division).map(key)
    })
    .unwrap_or_default()
}
