use std::hash::{Hash as _, Hasher as _};
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHasher};

use super::levels;
use crate::diagnostic::ItemRef;
use crate::list::{Item, List};
use crate::org::{LevelId, Words};
use crate::rule::item_ref;
use crate::source::Place;
use crate::vocabulary::{ClassId, Field, Vocabulary};

/// A list as far as it is compared: owned, so that its file can be let go.
#[derive(Debug, Default)]
pub struct Snapshot {
    /// What reports call the file.
    pub file: String,
    /// The title.
    pub title: Option<String>,
    /// The department whose list it is.
    pub department: Option<String>,
    /// The items in order.
    pub items: Vec<Content>,
}

/// What an item says.
#[derive(Debug, Default)]
pub struct Content {
    /// What people call it.
    pub item: ItemRef,
    /// Its class of power.
    pub class: Option<ClassId>,
    /// The name of its class for people: of the vocabulary, else as written.
    pub class_name: Option<String>,
    /// Line and column where it begins, both from 1, columns in characters.
    pub position: (usize, usize),
    /// Its office address, where the file has such.
    pub place: Option<Place>,
    /// The main item it is a sub-item of.
    pub parent: Option<usize>,
    /// What stands in each column as normalised, several values of one joined by line breaks; the number is left out.
    pub columns: Vec<(Column, String)>,
    /// The levels of government it is exercised at, the highest first.
    pub levels: Vec<LevelId>,
}

/// A column of a list.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Column {
    /// A field of the vocabulary, by its position among the fields.
    Field(usize),
    /// Another column, by its header.
    Other(Arc<str>),
}

impl Column {
    fn of(field: Field) -> Self {
        Self::Field(field.index())
    }

    /// The field of the vocabulary.
    pub fn field(&self) -> Option<Field> {
        match self {
            Self::Field(index) => Field::ALL.get(*index).copied(),
            Self::Other(_) => None,
        }
    }
}

impl Snapshot {
    /// What `list` says; `words` tell levels of government.
    pub fn of(list: &List<'_>, vocabulary: &Vocabulary, words: &Words) -> Self {
        let text = |value: &Option<crate::list::Value<'_>>| {
            value.as_ref().map(|value| value.as_str().to_owned())
        };
        Self {
            file: list.source.name().to_owned(),
            title: text(&list.title),
            department: text(&list.department),
            items: list
                .items
                .iter()
                .map(|item| content(list, item, vocabulary, words))
                .collect(),
        }
    }
}

fn content(list: &List<'_>, item: &Item<'_>, vocabulary: &Vocabulary, words: &Words) -> Content {
    let start = item
        .name()
        .map_or(item.origin.span.start(), |name| name.span().start());
    let position = list.source.position(start);
    let reference = item_ref(item);
    let class_name = item
        .class
        .and_then(|class| vocabulary.class(class))
        .map(|class| class.zh.to_string())
        .or_else(|| reference.class.clone());
    Content {
        class: item.class,
        class_name,
        position: (position.line, position.column),
        place: list.source.place(start).cloned(),
        parent: item.parent,
        columns: columns(item),
        levels: levels::of(item, words),
        item: reference,
    }
}

fn columns(item: &Item<'_>) -> Vec<(Column, String)> {
    let mut columns: Vec<(Column, String)> = Vec::new();
    let mut known: FxHashMap<Column, usize> = FxHashMap::default();
    let values = item
        .fields
        .iter()
        .filter(|(field, _)| *field != Field::Number)
        .map(|(field, value)| (Column::of(*field), value))
        .chain(
            item.extra
                .iter()
                .map(|(header, value)| (Column::Other(header.clone()), value)),
        );
    for (column, value) in values {
        match known.get(&column).and_then(|&at| columns.get_mut(at)) {
            Some((_, text)) => {
                text.push('\n');
                text.push_str(value.as_str());
            }
            None => {
                known.insert(column.clone(), columns.len());
                columns.push((column, value.as_str().to_owned()));
            }
        }
    }
    columns.sort_by(|(one, _), (other, _)| one.cmp(other));
    columns
}

impl Content {
    /// What stands in `field`; empty where nothing does.
    pub fn value(&self, field: Field) -> &str {
        let column = Column::of(field);
        self.columns
            .iter()
            .find(|(known, _)| *known == column)
            .map_or("", |(_, value)| value.as_str())
    }

    /// Its name; empty where it has none.
    pub fn name(&self) -> &str {
        self.item.name.as_deref().unwrap_or_default()
    }
}

/// A hash of what an item says: its fields as normalised, without its number, in any order of columns.
pub fn digest(item: &Item<'_>) -> u64 {
    let mut parts: Vec<(&str, &str)> = item
        .fields
        .iter()
        .filter(|(field, _)| *field != Field::Number)
        .map(|(field, value)| (field.key(), value.as_str()))
        .chain(
            item.extra
                .iter()
                .map(|(header, value)| (&**header, value.as_str())),
        )
        .collect();
    // Columns may have been moved; the values of one field keep their order.
    parts.sort_by_key(|(name, _)| *name);
    let mut hasher = FxHasher::default();
    parts.hash(&mut hasher);
    hasher.finish()
}
