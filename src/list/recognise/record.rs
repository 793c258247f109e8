//! Lists kept as records: YAML, JSON, JSON lines, with Chinese or English keys. The form that list
//! repositories should use is described in `docs/list-format.md`.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::source::{Span, Text};
use crate::tree::{Entry as TreeEntry, Node};
use crate::vocabulary::{Field, HeaderMatch, Key};

use super::super::{Shape, Value};
use super::builder::Builder;
use super::draft::Draft;

/// Different fields that make a mapping an item.
const FIELDS: usize = 2;
/// Rows of members of one sequence are numbered from here, a step an entry.
const ROWS: u32 = 10_000;

/// What keys are, as far as they were met.
#[derive(Default)]
pub(super) struct Keys {
    known: FxHashMap<String, (Option<HeaderMatch>, Option<Key>)>,
    told: FxHashSet<String>,
}

impl Keys {
    fn look_up(
        &mut self,
        key: &str,
        builder: &Builder<'_, '_>,
    ) -> (Option<HeaderMatch>, Option<Key>) {
        if let Some(known) = self.known.get(key) {
            return known.clone();
        }
        let found = (
            builder.vocabulary.header(key),
            builder.vocabulary.words().key(key),
        );
        self.known.insert(key.to_owned(), found.clone());
        found
    }

    fn field(&mut self, key: &str, builder: &Builder<'_, '_>) -> Option<Field> {
        self.look_up(key, builder).0.map(|found| found.field)
    }

    /// Keeps a key as a header the first time it is met.
    fn tell<'s>(&mut self, key: &'s Node, builder: &mut Builder<'s, '_>) {
        let source = builder.source.text();
        let Some(text) = key.scalar() else {
            return;
        };
        if self.told.insert(text.as_str(source).to_owned()) {
            let (found, special) = self.look_up(text.as_str(source), builder);
            let field = found.as_ref().map(|found| found.field);
            if field.is_some() || special.is_none() {
                let right = found.and_then(|found| found.misspelling_of);
                builder.header(text.text(source), field, right);
            }
        }
    }
}

/// Reads the records in `node`.
pub(super) fn read<'s>(node: &'s Node, keys: &mut Keys, builder: &mut Builder<'s, '_>) {
    if node.is_mapping() {
        if is_item(node, keys, builder) {
            item(node, None, keys, builder);
        } else {
            container(node, keys, builder);
        }
    } else if node.is_sequence() {
        for member in node.items() {
            read(member, keys, builder);
        }
    } else if let Some(text) = scalar(node, builder) {
        builder.loose(text);
    }
}

fn scalar<'s>(node: &'s Node, builder: &Builder<'s, '_>) -> Option<Text<'s>> {
    node.scalar()
        .map(|text| text.text(builder.source.text()).trimmed())
        .filter(|text| !text.is_blank())
}

fn key<'s>(entry: &'s TreeEntry, builder: &Builder<'s, '_>) -> &'s str {
    entry.key.as_str(builder.source.text()).unwrap_or_default()
}

/// Whether a mapping is an item: it names some of its fields, and holds no items itself.
fn is_item(node: &Node, keys: &mut Keys, builder: &Builder<'_, '_>) -> bool {
    let source = builder.source.text();
    let mut fields: Vec<Field> = Vec::new();
    for entry in node.entries() {
        let Some(text) = entry.key.as_str(source) else {
            continue;
        };
        let (found, special) = keys.look_up(text, builder);
        let holds_mappings = entry.value.items().first().is_some_and(Node::is_mapping);
        if matches!(special, Some(Key::Items | Key::Sections))
            && (holds_mappings || entry.value.is_mapping())
        {
            return false;
        }
        fields.extend(found.map(|found| found.field));
    }
    fields.sort_unstable();
    fields.dedup();
    let telling = [Field::Name, Field::Type, Field::Duties, Field::Basis]
        .iter()
        .any(|field| fields.contains(field));
    fields.len() >= FIELDS && telling
}

/// A mapping that holds items: the list, a section, or what somebody put around them.
fn container<'s>(node: &'s Node, keys: &mut Keys, builder: &mut Builder<'s, '_>) {
    let holds_items = node.entries().iter().any(|entry| {
        let special = keys.look_up(key(entry, builder), builder).1;
        special == Some(Key::Items)
    });
    let named =
        builder.list.title.is_some() || !builder.list.items.is_empty() || builder.in_sections();
    for entry in node.entries() {
        let name = key(entry, builder);
        let (found, special) = keys.look_up(name, builder);
        let value = &entry.value;
        let text = scalar(value, builder);
        match (special, text) {
            (_, None) if value.is_null() => {}
            (Some(Key::Title), Some(text)) => title(text, named && holds_items, node.span, builder),
            (Some(Key::Department), Some(text)) => builder.department(text),
            (Some(Key::Duties), text) if !value.is_mapping() => {
                let values = paragraphs(value, text, builder);
                builder.list.duties.extend(values);
            }
            (Some(Key::Boundaries), text) if !value.is_mapping() => {
                let values = paragraphs(value, text, builder);
                builder.list.boundaries.extend(values);
            }
            (_, Some(text))
                if holds_items
                    && found
                        .as_ref()
                        .is_some_and(|found| found.field == Field::Name) =>
            {
                title(text, named, node.span, builder);
            }
            (_, Some(text)) => builder.loose(text),
            (Some(Key::Sections), None) => {
                builder.expect_sections();
                read(value, keys, builder);
            }
            (special, None) => {
                // 行政处罚: [items]: a key that names a class is a section.
                let class = builder.vocabulary.class_of(name).is_some() && special.is_none();
                if class && let Some(text) = entry.key.scalar() {
                    let value = Value::new(text.text(builder.source.text()));
                    builder.section(name.into(), Some(value), entry.key.span);
                }
                read(value, keys, builder);
            }
        }
    }
}

/// The title of the list, or the name of a section.
fn title<'s>(text: Text<'s>, section: bool, span: Span, builder: &mut Builder<'s, '_>) {
    let value = Value::new(text);
    if section {
        builder.section(value.as_str().into(), Some(value), span);
    } else if builder.list.title.is_none() {
        if builder.list.department.is_none() {
            builder.list.department = super::sections::department(&value, builder.vocabulary);
        }
        builder.list.title = Some(value);
    } else {
        builder.list.remarks.push(value);
    }
}

/// The paragraphs of a scalar or of a sequence of scalars.
fn paragraphs<'s>(
    node: &'s Node,
    text: Option<Text<'s>>,
    builder: &Builder<'s, '_>,
) -> Vec<Value<'s>> {
    match text {
        Some(text) => text
            .lines()
            .into_iter()
            .map(|line| line.trimmed())
            .filter(|line| !line.is_blank())
            .map(Value::new)
            .collect(),
        None => node
            .items()
            .iter()
            .filter_map(|member| scalar(member, builder))
            .map(Value::new)
            .collect(),
    }
}

fn item<'s>(node: &'s Node, parent: Option<usize>, keys: &mut Keys, builder: &mut Builder<'s, '_>) {
    let mut draft = Draft::new(Shape::Record);
    draft.parent = parent;
    draft.typed = node
        .entries()
        .iter()
        .any(|entry| keys.field(key(entry, builder), builder) == Some(Field::Type));
    builder.begin(draft);
    let index = builder.next_index().saturating_sub(1);
    // Stages and posts that are lists of one length belong together member by member.
    let length = |field: Field, keys: &mut Keys| {
        node.entries()
            .iter()
            .find(|entry| keys.field(key(entry, builder), builder) == Some(field))
            .map(|entry| entry.value.items().len())
            .filter(|length| *length > 1)
    };
    let duties = length(Field::Duties, keys);
    let together = duties.is_some() && duties == length(Field::Unit, keys);
    let mut below: Vec<&'s Node> = Vec::new();
    for (at, entry) in node.entries().iter().enumerate() {
        keys.tell(&entry.key, builder);
        let name = key(entry, builder);
        let (found, special) = keys.look_up(name, builder);
        let members = entry.value.items().first().is_some_and(Node::is_mapping);
        if members
            && (special == Some(Key::SubItems)
                || found
                    .as_ref()
                    .is_some_and(|found| found.field == Field::SubName))
        {
            below.extend(entry.value.items());
            continue;
        }
        let column = u32::try_from(at).unwrap_or(u32::MAX);
        let field = found.map(|found| found.field);
        let own_rows = if together && matches!(field, Some(Field::Duties | Field::Unit)) {
            0
        } else {
            ROWS.saturating_mul(column + 1)
        };
        place(
            &entry.value,
            field,
            name.into(),
            Place {
                row: own_rows,
                column,
            },
            keys,
            builder,
        );
    }
    for node in below {
        item(node, Some(index), keys, builder);
    }
}

/// Where values of an entry stand.
#[derive(Clone, Copy)]
struct Place {
    row: u32,
    column: u32,
}

/// Gives the values in `node` to the item being collected.
fn place<'s>(
    node: &'s Node,
    field: Option<Field>,
    header: Arc<str>,
    at: Place,
    keys: &mut Keys,
    builder: &mut Builder<'s, '_>,
) {
    if let Some(text) = scalar(node, builder) {
        let value = Value::new(text);
        let nothing =
            field == Some(Field::SubName) && builder.vocabulary.words().is_nothing(value.as_str());
        if let Some(draft) = &mut builder.draft {
            match field {
                Some(field) if !nothing => draft.push(field, value, at.row, at.column),
                _ => draft.extra.push((header, value)),
            }
        }
    } else if node.is_sequence() {
        for (member, row) in node.items().iter().zip(at.row..) {
            place(
                member,
                field,
                header.clone(),
                Place { row, ..at },
                keys,
                builder,
            );
        }
    } else if node.is_mapping() {
        mapping(node, field, &header, at, keys, builder);
    } else if let (Some(draft), Some(field)) = (&mut builder.draft, field) {
        draft.blank.push((field, node.span));
    }
}

/// A stage or citation written as a mapping: {stage: 立案, text: …, unit: …}, or stages by name: {立案: …}.
fn mapping<'s>(
    node: &'s Node,
    field: Option<Field>,
    header: &str,
    at: Place,
    keys: &mut Keys,
    builder: &mut Builder<'s, '_>,
) {
    let mut entries: Vec<(&'s TreeEntry, Option<Field>)> = Vec::new();
    let mut by_name = 0;
    for entry in node.entries() {
        let name = key(entry, builder);
        let (found, special) = keys.look_up(name, builder);
        let own = match (special, found) {
            (Some(Key::Text), _) => field,
            (_, Some(found)) => Some(found.field),
            (_, None)
                if field.is_some_and(|field| {
                    builder
                        .vocabulary
                        .field(field)
                        .is_some_and(|words| words.citations && !words.stages)
                }) =>
            {
                field
            }
            _ => None,
        };
        by_name +=
            usize::from(own.is_none() && !builder.vocabulary.stages_named(name, None).is_empty());
        entries.push((entry, own));
    }
    let stages_by_name = field == Some(Field::Duties) && by_name * 2 > entries.len();
    // The label of a stage stands before its text.
    entries.sort_by_key(|(_, own)| *own != Some(Field::Stage));
    for (offset, (entry, own)) in entries.into_iter().enumerate() {
        let name = key(entry, builder);
        if stages_by_name && own.is_none() {
            let row = at.row.saturating_add(u32::try_from(offset).unwrap_or(0));
            let label = entry
                .key
                .scalar()
                .map(|text| Value::new(text.text(builder.source.text())));
            if let (Some(draft), Some(label)) = (&mut builder.draft, label) {
                draft.push(Field::Stage, label, row, at.column);
            }
            place(
                &entry.value,
                field,
                name.into(),
                Place { row, ..at },
                keys,
                builder,
            );
            continue;
        }
        keys.tell(&entry.key, builder);
        let inner: Arc<str> = if own.is_some() {
            name.into()
        } else {
            format!("{header}.{name}").into()
        };
        let column = at.column;
        place(
            &entry.value,
            own,
            inner,
            Place {
                row: at.row,
                column,
            },
            keys,
            builder,
        );
    }
}
