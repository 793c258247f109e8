//! The change report of a list: items added, cancelled, renamed, merged, split, handed down; fields changed.

use std::ops::Range;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::features::Features;
use super::marks::marked;
use super::matching::Matching;
use super::{Column, Content, Snapshot, absorb, levels};
use crate::message::{Language, Message};
use crate::vocabulary::{Field, Vocabulary};

/// The version of the document; it changes when a field is taken away or changes its meaning.
const VERSION: u32 = 1;

/// What became of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(title = "Changes between two states of a list")]
pub struct Changes {
    /// The version of this document's form.
    pub version: u32,
    /// The program that wrote it, with its version.
    pub tool: String,
    /// The list as it was.
    pub old: ListSide,
    /// The list as it is.
    pub new: ListSide,
    /// The figures.
    pub summary: ChangesSummary,
    /// Columns that only the new list has; their values are no changes of items.
    pub columns_added: Vec<String>,
    /// Columns that only the old list had.
    pub columns_dropped: Vec<String>,
    /// The changes: merged, split, added, cancelled, renamed, of another level, changed; each in the order of the list.
    pub changes: Vec<Change>,
}

/// One state of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ListSide {
    /// Its file.
    pub file: String,
    /// Its title.
    pub title: Option<String>,
    /// The department whose list it is.
    pub department: Option<String>,
    /// The number of items, sub-items included.
    pub items: usize,
}

/// The figures of the changes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct ChangesSummary {
    /// Items that are new.
    pub added: usize,
    /// Items that are no more.
    pub cancelled: usize,
    /// Items with another name.
    pub renamed: usize,
    /// Items that others went into.
    pub merged: usize,
    /// Items that others came out of.
    pub split: usize,
    /// Items exercised at a lower level than before.
    pub handed_down: usize,
    /// Items exercised at a higher level than before.
    pub taken_up: usize,
    /// Items exercised at other levels than before, neither only lower nor only higher ones.
    pub level_changed: usize,
    /// Items of which other fields changed.
    pub changed: usize,
    /// Items that say what they said before, but for their number.
    pub unchanged: usize,
    /// Items, changed or not, with another number.
    pub renumbered: usize,
}

/// What became of items.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Change {
    /// What it is; an item may be renamed, handed down and changed at once. The first is the gravest.
    pub kinds: Vec<Kind>,
    /// The items as they were: none of one that was added, several of those merged.
    pub old: Vec<ItemSide>,
    /// The items as they are: none of one that was cancelled, several of one that was split.
    pub new: Vec<ItemSide>,
    /// The fields that changed.
    pub fields: Vec<FieldChange>,
}

/// A kind of change, in the order in which reports tell them.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Several items became one.
    Merged,
    /// One item became several.
    Split,
    /// It is new.
    Added,
    /// It is no more.
    Cancelled,
    /// It has another name.
    Renamed,
    /// It is exercised at a lower level.
    HandedDown,
    /// It is exercised at a higher level.
    TakenUp,
    /// It is exercised at other levels.
    LevelChanged,
    /// Other fields changed.
    Changed,
}

impl Kind {
    /// Every kind, in order.
    pub const ALL: [Self; 9] = [
        Self::Merged,
        Self::Split,
        Self::Added,
        Self::Cancelled,
        Self::Renamed,
        Self::HandedDown,
        Self::TakenUp,
        Self::LevelChanged,
        Self::Changed,
    ];

    /// The word for it.
    pub fn words(self) -> Message {
        let (zh, en) = match self {
            Self::Merged => ("合并", "merged"),
            Self::Split => ("拆分", "split"),
            Self::Added => ("新增", "added"),
            Self::Cancelled => ("取消", "cancelled"),
            Self::Renamed => ("更名", "renamed"),
            Self::HandedDown => ("下放", "handed down"),
            Self::TakenUp => ("上收", "taken up"),
            Self::LevelChanged => ("层级调整", "level changed"),
            Self::Changed => ("内容修改", "changed"),
        };
        Message::new(zh, en)
    }
}

impl ChangesSummary {
    /// The number of items of a kind.
    pub fn of(&self, kind: Kind) -> usize {
        match kind {
            Kind::Merged => self.merged,
            Kind::Split => self.split,
            Kind::Added => self.added,
            Kind::Cancelled => self.cancelled,
            Kind::Renamed => self.renamed,
            Kind::HandedDown => self.handed_down,
            Kind::TakenUp => self.taken_up,
            Kind::LevelChanged => self.level_changed,
            Kind::Changed => self.changed,
        }
    }

    fn count(&mut self, kind: Kind) {
        let count = match kind {
            Kind::Merged => &mut self.merged,
            Kind::Split => &mut self.split,
            Kind::Added => &mut self.added,
            Kind::Cancelled => &mut self.cancelled,
            Kind::Renamed => &mut self.renamed,
            Kind::HandedDown => &mut self.handed_down,
            Kind::TakenUp => &mut self.taken_up,
            Kind::LevelChanged => &mut self.level_changed,
            Kind::Changed => &mut self.changed,
        };
        *count += 1;
    }
}

/// An item in one state of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ItemSide {
    /// Its position in the list, from 0.
    pub index: usize,
    /// Its number as printed, or as inferred where none is printed.
    pub number: Option<String>,
    /// Its item code.
    pub code: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// Its class of power.
    #[serde(rename = "type")]
    pub class: Option<String>,
    /// The name of the main item it is a sub-item of.
    pub parent: Option<String>,
    /// The line of its name, from 1.
    pub line: usize,
    /// The column of its name in characters, from 1.
    pub column: usize,
    /// Its office address.
    pub place: Option<String>,
}

/// A field that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FieldChange {
    /// Its key (`basis`, `duties` …), `parent` for the main item; null for a column that the vocabulary does not know.
    pub field: Option<String>,
    /// What people call it.
    pub name: String,
    /// What stood there, as normalised.
    pub old: String,
    /// What stands there.
    pub new: String,
    /// The characters that differ, in order.
    pub marks: Vec<Mark>,
}

/// Characters of the old text that others took the place of; either may be empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Mark {
    /// In the old text.
    pub old: MarkedRange,
    /// In the new text.
    pub new: MarkedRange,
}

/// A stretch of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MarkedRange {
    /// The first character, counted in characters from 0.
    pub start: usize,
    /// The character after the last.
    pub end: usize,
}

/// The JSON Schema of [`Changes`].
pub fn schema() -> schemars::Schema {
    schemars::schema_for!(Changes)
}

impl Changes {
    /// What became of `old`.
    pub fn between(
        old: &Snapshot,
        new: &Snapshot,
        vocabulary: &Vocabulary,
        language: Language,
    ) -> Self {
        let columns = Columns::of(&old.items, &new.items);
        let features = Features::new(&old.items, &new.items);
        let mut matching = Matching::of(&old.items, &new.items, &columns.both, &features);
        let compared = Compared {
            old,
            new,
            columns: &columns,
            vocabulary,
            language,
        };
        let absorbed = absorb::find(
            &old.items,
            &new.items,
            &features,
            &mut matching,
            |before, after| compared.differ(before, after),
        );
        drop(features);
        let mut summary = ChangesSummary::default();
        let mut changes: Vec<Change> = Vec::new();
        let mut in_group = (FxHashSet::default(), FxHashSet::default());
        for (after, members) in &absorbed.merged {
            in_group.0.extend(members.iter().copied());
            in_group.1.insert(*after);
            changes.push(compared.group(Kind::Merged, members, &[*after], &matching));
        }
        for (before, members) in &absorbed.split {
            in_group.0.insert(*before);
            in_group.1.extend(members.iter().copied());
            changes.push(compared.group(Kind::Split, &[*before], members, &matching));
        }
        for after in matching.added() {
            if !in_group.1.contains(&after) {
                changes.push(compared.group(Kind::Added, &[], &[after], &matching));
            }
        }
        for before in matching.cancelled() {
            if !in_group.0.contains(&before) {
                changes.push(compared.group(Kind::Cancelled, &[before], &[], &matching));
            }
        }
        let pairs: Vec<(usize, usize)> = matching
            .of_new
            .iter()
            .enumerate()
            .filter_map(|(after, before)| Some(((*before)?, after)))
            .collect();
        summary.renumbered = pairs
            .iter()
            .filter(|&&(before, after)| compared.renumbered(before, after))
            .count();
        let changed: Vec<Option<Change>> = pairs
            .par_iter()
            .map(|&(before, after)| compared.pair(before, after))
            .collect();
        for ((before, after), change) in pairs.into_iter().zip(changed) {
            match change {
                None => summary.unchanged += 1,
                // Told with its group already, unless it only moved under a main item.
                Some(_) if in_group.0.contains(&before) && in_group.1.contains(&after) => {}
                Some(change) => changes.push(change),
            }
        }
        changes.sort_by_key(|change| {
            (
                change.kinds.first().copied(),
                change
                    .new
                    .first()
                    .or(change.old.first())
                    .map(|item| item.index),
            )
        });
        for kind in changes.iter().flat_map(|change| &change.kinds) {
            summary.count(*kind);
        }
        Self {
            version: VERSION,
            tool: format!("dutylint {}", env!("CARGO_PKG_VERSION")),
            old: side(old),
            new: side(new),
            summary,
            columns_added: compared.names(&columns.added),
            columns_dropped: compared.names(&columns.dropped),
            changes,
        }
    }

    /// The changes whose gravest kind is `kind`.
    pub fn of(&self, kind: Kind) -> impl Iterator<Item = &Change> {
        self.changes
            .iter()
            .filter(move |change| change.kinds.first() == Some(&kind))
    }
}

fn side(list: &Snapshot) -> ListSide {
    ListSide {
        file: list.file.clone(),
        title: list.title.clone(),
        department: list.department.clone(),
        items: list.items.len(),
    }
}

/// The columns of two lists.
#[derive(Debug, Default)]
struct Columns {
    /// Compared.
    both: Vec<Column>,
    /// The new list as a whole has them, the old one has not.
    added: Vec<Column>,
    /// The other way round.
    dropped: Vec<Column>,
}

impl Columns {
    fn of(old: &[Content], new: &[Content]) -> Self {
        let counts = |items: &[Content]| {
            let mut counts: FxHashMap<Column, usize> = FxHashMap::default();
            for (column, _) in items.iter().flat_map(|item| &item.columns) {
                *counts.entry(column.clone()).or_default() += 1;
            }
            counts
        };
        let (of_old, of_new) = (counts(old), counts(new));
        let mut all: Vec<&Column> = of_old.keys().chain(of_new.keys()).collect();
        all.sort();
        all.dedup();
        // A value here and there is a change of its item; a column filled in throughout is one of the list.
        let whole = |count: Option<&usize>, items: &[Content]| {
            count.is_some_and(|&count| count > 2 && count * 2 >= items.len())
        };
        let mut columns = Self::default();
        for column in all {
            let (before, after) = (of_old.get(column), of_new.get(column));
            let to = if before.is_none() && !old.is_empty() && whole(after, new) {
                &mut columns.added
            } else if after.is_none() && !new.is_empty() && whole(before, old) {
                &mut columns.dropped
            } else {
                &mut columns.both
            };
            to.push(column.clone());
        }
        columns
    }
}

struct Compared<'c> {
    old: &'c Snapshot,
    new: &'c Snapshot,
    columns: &'c Columns,
    vocabulary: &'c Vocabulary,
    language: Language,
}

impl Compared<'_> {
    fn items(&self, before: usize, after: usize) -> Option<(&Content, &Content)> {
        Some((self.old.items.get(before)?, self.new.items.get(after)?))
    }

    fn differ(&self, before: usize, after: usize) -> bool {
        let Some((old, new)) = self.items(before, after) else {
            return false;
        };
        let compared = |item: &Content| {
            item.columns
                .iter()
                .filter(|(column, _)| self.columns.both.contains(column))
                .cloned()
                .collect::<Vec<_>>()
        };
        compared(old) != compared(new) || parent(old, self.old) != parent(new, self.new)
    }

    fn renumbered(&self, before: usize, after: usize) -> bool {
        self.items(before, after)
            .is_some_and(|(old, new)| old.item.number != new.item.number)
    }

    /// The change of one item; `None` where it says the same.
    fn pair(&self, before: usize, after: usize) -> Option<Change> {
        let (old, new) = self.items(before, after)?;
        let fields = self.fields(old, new);
        if fields.is_empty() {
            return None;
        }
        let level = levels::change(&old.levels, &new.levels);
        let is_name = |field: &FieldChange| {
            [Field::Name, Field::SubName]
                .iter()
                .any(|name| field.field.as_deref() == Some(name.key()))
        };
        let is_level = |field: &FieldChange| field.field.as_deref() == Some(Field::Level.key());
        let mut kinds = Vec::new();
        if old.name() != new.name() {
            kinds.push(Kind::Renamed);
        }
        kinds.extend(level);
        let rest = fields
            .iter()
            .any(|field| !(is_name(field) || level.is_some() && is_level(field)));
        if rest || kinds.is_empty() {
            kinds.push(Kind::Changed);
        }
        Some(Change {
            kinds,
            old: vec![self.item(old, self.old)],
            new: vec![self.item(new, self.new)],
            fields,
        })
    }

    /// A change of several items; of one that stands on both sides its fields are told.
    fn group(&self, kind: Kind, olds: &[usize], news: &[usize], matching: &Matching) -> Change {
        let sides = |list: &Snapshot, positions: &[usize]| {
            positions
                .iter()
                .filter_map(|&at| Some(self.item(list.items.get(at)?, list)))
                .collect()
        };
        let kept = match (olds, news) {
            (_, [after]) => matching
                .of_new
                .get(*after)
                .copied()
                .flatten()
                .zip(Some(*after)),
            ([before], _) => Some(*before).zip(matching.of_old.get(*before).copied().flatten()),
            _ => None,
        };
        let fields = kept
            .and_then(|(before, after)| self.items(before, after))
            .map(|(old, new)| self.fields(old, new))
            .unwrap_or_default();
        Change {
            kinds: vec![kind],
            old: sides(self.old, olds),
            new: sides(self.new, news),
            fields,
        }
    }

    fn item(&self, item: &Content, list: &Snapshot) -> ItemSide {
        ItemSide {
            index: item.item.index,
            number: item.item.number.clone(),
            code: item.item.code.clone(),
            name: item.item.name.clone(),
            class: item.class_name.clone(),
            parent: parent(item, list).map(str::to_owned),
            line: item.position.0,
            column: item.position.1,
            place: item
                .place
                .as_ref()
                .map(|place| place.describe(self.language)),
        }
    }

    fn fields(&self, old: &Content, new: &Content) -> Vec<FieldChange> {
        let value = |item: &Content, column: &Column| -> String {
            item.columns
                .iter()
                .find(|(known, _)| known == column)
                .map(|(_, value)| value.clone())
                .unwrap_or_default()
        };
        let mut fields: Vec<FieldChange> = self
            .columns
            .both
            .iter()
            .filter_map(|column| {
                let (before, after) = (value(old, column), value(new, column));
                let key = column.field().map(|field| field.key().to_owned());
                (before != after).then(|| field_change(key, self.name(column), before, after))
            })
            .collect();
        let parents = (parent(old, self.old), parent(new, self.new));
        if parents.0 != parents.1 {
            let owned = |name: Option<&str>| name.unwrap_or_default().to_owned();
            let name = Message::new("所属主项", "main item");
            fields.push(field_change(
                Some("parent".to_owned()),
                name.get(self.language).to_owned(),
                owned(parents.0),
                owned(parents.1),
            ));
        }
        fields
    }

    fn name(&self, column: &Column) -> String {
        match column {
            Column::Other(header) => header.to_string(),
            Column::Field(_) => column
                .field()
                .and_then(|field| self.vocabulary.field(field))
                .map(|words| Message::new(&*words.zh, &*words.en))
                .map(|words| words.get(self.language).to_owned())
                .unwrap_or_default(),
        }
    }

    fn names(&self, columns: &[Column]) -> Vec<String> {
        columns.iter().map(|column| self.name(column)).collect()
    }
}

fn parent<'l>(item: &Content, list: &'l Snapshot) -> Option<&'l str> {
    let parent = list.items.get(item.parent?)?;
    Some(parent.name())
}

fn field_change(field: Option<String>, name: String, old: String, new: String) -> FieldChange {
    let marks = marked(&old, &new)
        .into_iter()
        .map(|difference| Mark {
            old: characters(&old, difference.one),
            new: characters(&new, difference.other),
        })
        .collect();
    FieldChange {
        field,
        name,
        old,
        new,
        marks,
    }
}

/// A range of bytes counted in characters.
fn characters(text: &str, bytes: Range<usize>) -> MarkedRange {
    let count = |end: usize| text.get(..end).map_or(0, |before| before.chars().count());
    let start = count(bytes.start);
    let inside = text.get(bytes).map_or(0, |inside| inside.chars().count());
    MarkedRange {
        start,
        end: start + inside,
    }
}
