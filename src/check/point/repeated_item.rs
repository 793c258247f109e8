use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};

use rustc_hash::{FxHashMap, FxHasher};
use serde::Deserialize;

use crate::list::{Item, List};
use crate::message::Message;
use crate::org::{LevelId, Words, key};
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Likeness {
    Row,
    Item,
    Class,
    Unit,
    Level,
}

impl Likeness {
    fn variant(self) -> &'static str {
        match self {
            Self::Row => "row",
            Self::Item => "item",
            Self::Class => "class",
            Self::Unit => "unit",
            Self::Level => "level",
        }
    }
}

/// What items are compared by; hashes, so that a fact stays small.
#[derive(Clone, Debug)]
struct Features {
    name: String,
    class: u64,
    unit: u64,
    level: u64,
    row: u64,
}

impl Features {
    fn of(list: &List<'_>, item: &Item<'_>, headings: &Headings) -> Option<Self> {
        let name = full_name(list, item)?;
        let hashed = |fields: &[Field]| {
            let mut hasher = FxHasher::default();
            for &field in fields {
                for value in item.values(field) {
                    key(value.as_str()).hash(&mut hasher);
                }
            }
            hasher
        };
        let heading = headings.over(item);
        let mut level = hashed(&[Field::Level]);
        heading.hash(&mut level);
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
        heading.hash(&mut hasher);
        Some(Self {
            name,
            class: item.class.map_or_else(
                || hashed(&[Field::Type]).finish(),
                |class| u64::from(class.0),
            ),
            unit: hashed(&[Field::Actor, Field::Unit]).finish(),
            level: level.finish(),
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
            level: hash(3),
        }
    }

    fn likeness(&self, other: &Self) -> Likeness {
        if self.row == other.row {
            Likeness::Row
        } else if self.class != other.class {
            Likeness::Class
        } else if self.unit != other.unit {
            Likeness::Unit
        } else if self.level != other.level {
            Likeness::Level
        } else {
            Likeness::Item
        }
    }
}

/// A heading is no longer than so many characters; a note about levels is.
const HEADING: usize = 20;

/// The levels that headings within a list tell of the items after them (一、省级行政权力).
struct Headings {
    /// Where each heading stands, in bytes of the source, ascending.
    within: Vec<(u32, Vec<LevelId>)>,
    /// The levels that the name of each section tells.
    sections: Vec<Vec<LevelId>>,
}

impl Headings {
    fn of(list: &List<'_>, words: &Words) -> Self {
        let levels = |name: &str| {
            let heading = name.chars().nth(HEADING).is_none();
            if heading {
                words.levels_in(name)
            } else {
                Vec::new()
            }
        };
        let mut within: Vec<_> = list
            .remarks
            .iter()
            .map(|remark| (remark.span().start, levels(remark.as_str())))
            .filter(|(_, levels)| !levels.is_empty())
            .collect();
        within.sort_unstable();
        let sections = list.sections.iter();
        Self {
            within,
            sections: sections
                .map(|section| section.name.as_deref().map_or_else(Vec::new, levels))
                .collect(),
        }
    }

    /// The levels told above `item`: by the heading before it, else by its section.
    fn over(&self, item: &Item<'_>) -> &[LevelId] {
        let start = item.origin.span.start;
        let after = self.within.partition_point(|(heading, _)| *heading < start);
        let before = after.checked_sub(1).and_then(|at| self.within.get(at));
        before
            .map(|(_, levels)| levels)
            .or_else(|| self.sections.get(item.section?))
            .map_or(&[], Vec::as_slice)
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

/// Items of one name that stand for one finding: the later of the two that are most alike, the others,
/// and how alike.
#[derive(Debug, PartialEq)]
struct Group {
    later: usize,
    others: Vec<usize>,
    likeness: Likeness,
}

/// What there is to say of items of one name: rows that are the same are one group each, and what is
/// left with one row of each is another.
fn groups(all: &[Features]) -> Vec<Group> {
    let mut rows: FxHashMap<u64, usize> = FxHashMap::default();
    let mut copies: Vec<Vec<usize>> = Vec::new();
    for (at, features) in all.iter().enumerate() {
        let next = copies.len();
        let row = *rows.entry(features.row).or_insert(next);
        if row == next {
            copies.push(Vec::new());
        }
        if let Some(places) = copies.get_mut(row) {
            places.push(at);
        }
    }
    let mut found: Vec<Group> = copies
        .iter()
        .filter(|places| places.len() > 1)
        .filter_map(|places| {
            let (&later, others) = places.split_last()?;
            Some(Group {
                later,
                others: others.to_vec(),
                likeness: Likeness::Row,
            })
        })
        .collect();
    let firsts: Vec<usize> = copies
        .iter()
        .filter_map(|places| places.first().copied())
        .collect();
    found.extend(unlike(all, &firsts));
    found
}

/// Of rows that differ, the two that are most alike, with all that are as much alike as they.
fn unlike(all: &[Features], rows: &[usize]) -> Option<Group> {
    let mut known: FxHashMap<(u64, u64, u64), usize> = FxHashMap::default();
    // The earlier row of the same class, unit and level, else the row before: linear in their number.
    let (earlier, later) = rows
        .iter()
        .enumerate()
        .filter_map(|(at, &row)| {
            let features = all.get(row)?;
            let same = (features.class, features.unit, features.level);
            let before = rows.get(at.checked_sub(1)?).copied();
            let first = *known.entry(same).or_insert(row);
            let earlier = if first == row { before? } else { first };
            Some((earlier, row))
        })
        .chain(rows.first().copied().zip(rows.last().copied()))
        .filter(|(earlier, later)| earlier != later)
        .min_by_key(|&(earlier, later)| {
            let likeness = all.get(earlier).zip(all.get(later));
            (likeness.map(|(one, other)| one.likeness(other)), later)
        })?;
    let likeness = all.get(earlier)?.likeness(all.get(later)?);
    let others = rows.iter().copied().filter(|&row| {
        // Of one item only those that are it too; what differs in class or unit is told with all.
        row != later
            && (likeness != Likeness::Item
                || all
                    .get(row)
                    .zip(all.get(later))
                    .is_some_and(|(one, other)| one.likeness(other) == Likeness::Item))
    });
    Some(Group {
        later,
        others: others.collect(),
        likeness,
    })
}

impl Point for RepeatedItem {
    type Params = Params;

    const NAME: &'static str = "repeated-item";
    const KINDS: &'static [Kind] = &[Kind::List, Kind::AllLists];
    const VALUES: &'static [&'static str] = &["name", "count", "columns", "files"];
    const VARIANTS: &'static [&'static str] = &["row", "item", "class", "unit", "level"];
    const LABELS: &'static [&'static str] = &["same"];

    fn load(_: Params, _: &Loader<'_>) -> Result<Self, Vec<Problem>> {
        Ok(Self)
    }

    fn run(&self, subject: &Subject<'_, '_>, context: &Context<'_>, hits: &mut Vec<Hit>) {
        let list = subject.list;
        let headings = Headings::of(list, context.unit_words);
        let mut by_name: FxHashMap<String, Vec<(usize, Features)>> = FxHashMap::default();
        for item in &list.items {
            if let Some(features) = Features::of(list, item, &headings) {
                by_name
                    .entry(features.name.clone())
                    .or_default()
                    .push((item.index, features));
            }
        }
        let mut named: Vec<_> = by_name
            .into_values()
            .filter(|group| group.len() > 1)
            .collect();
        named.sort_by_key(|group| group.first().map(|(index, _)| *index));
        for one_name in named {
            let (places, features): (Vec<usize>, Vec<Features>) = one_name.into_iter().unzip();
            for group in groups(&features) {
                let item = |at: usize| list.items.get(*places.get(at)?);
                let Some(later) = item(group.later) else {
                    continue;
                };
                let mut hit = Hit::at(later.anchor(Field::Name))
                    .variant(group.likeness.variant())
                    .value("count", (group.others.len() + 1).to_string());
                if let Some(name) = later.name() {
                    hit = hit.value("name", name.as_str());
                }
                if let Some(earlier) = group.others.first().and_then(|&at| item(at)) {
                    hit = hit.words("columns", columns(earlier, later, context));
                }
                for other in group.others.iter().take(LABELS).filter_map(|&at| item(at)) {
                    hit = hit.label("same", other.anchor(Field::Name));
                }
                hit.item = Some(later.index);
                hit.field = Some(Field::Name);
                hits.push(hit);
            }
        }
    }

    fn gather(&self, subject: &Subject<'_, '_>, context: &Context<'_>, facts: &mut Vec<Fact>) {
        let list = subject.list;
        let headings = Headings::of(list, context.unit_words);
        for item in &list.items {
            let Some(features) = Features::of(list, item, &headings) else {
                continue;
            };
            let span = item.anchor(Field::Name);
            facts.push(Fact {
                start: span.start,
                end: span.end,
                item: Some(item_ref(item)),
                key: features.name,
                values: vec![("place".to_owned(), place_of(list, context))],
                hashes: vec![features.class, features.unit, features.row, features.level],
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
            // One finding a name: how alike the two most alike are.
            let Some(Group {
                later, likeness, ..
            }) = groups(&features)
                .into_iter()
                .min_by_key(|group| group.likeness)
            else {
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

/// The columns in which two items differ, in words; numbers and codes always do.
fn columns(one: &Item<'_>, other: &Item<'_>, context: &Context<'_>) -> Message {
    let text = |item: &Item<'_>, field: Field| -> Vec<String> {
        item.values(field)
            .map(|value| key(value.as_str()))
            .collect()
    };
    let extra = |item: &Item<'_>, header: &str| -> Vec<String> {
        let of_header = item.extra.iter().filter(|(known, _)| &**known == header);
        of_header.map(|(_, value)| key(value.as_str())).collect()
    };
    let mut differ: Vec<Message> = Field::ALL
        .iter()
        .filter(|field| !matches!(field, Field::Number | Field::Code))
        .filter(|&&field| text(one, field) != text(other, field))
        .map(|&field| context.field_name(field))
        .collect();
    let mut headers: Vec<&str> = one
        .extra
        .iter()
        .chain(&other.extra)
        .map(|(header, _)| &**header)
        .filter(|header| extra(one, header) != extra(other, header))
        .collect();
    headers.sort_unstable();
    headers.dedup();
    differ.extend(
        headers
            .into_iter()
            .map(|header| Message::new(header, header)),
    );
    let zh: Vec<&str> = differ.iter().map(|field| &*field.zh).collect();
    let en: Vec<&str> = differ.iter().map(|field| &*field.en).collect();
    Message::new(zh.join("、"), en.join(", "))
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

#[cfg(test)]
mod tests {
    use super::*;

    fn features(class: u64, unit: u64, level: u64, row: u64) -> Features {
        Features {
            name: "甲的认定".to_owned(),
            class,
            unit,
            level,
            row,
        }
    }

    #[test]
    fn copies_are_counted_apart_from_other_rows_of_the_name() {
        let all = [
            features(1, 1, 1, 10),
            features(1, 1, 1, 10),
            features(2, 1, 1, 20),
            features(1, 1, 1, 10),
        ];
        let told = groups(&all);
        assert_eq!(
            told,
            [
                Group {
                    later: 3,
                    others: vec![0, 1],
                    likeness: Likeness::Row
                },
                Group {
                    later: 2,
                    others: vec![0],
                    likeness: Likeness::Class
                },
            ]
        );
    }

    #[test]
    fn the_gravest_likeness_of_rows_that_differ_is_told() {
        let all = [
            features(1, 1, 1, 1),
            features(2, 1, 1, 2),
            features(1, 2, 1, 3),
            features(1, 1, 1, 4),
        ];
        let told = groups(&all);
        assert_eq!(told.len(), 1);
        assert_eq!((told[0].later, told[0].likeness), (3, Likeness::Item));
        assert_eq!(told[0].others, [0]);
        let by_level = [features(1, 1, 1, 1), features(1, 1, 2, 2)];
        assert_eq!(groups(&by_level)[0].likeness, Likeness::Level);
    }
}
