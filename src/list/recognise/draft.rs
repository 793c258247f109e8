//! An item while it is being collected.

use std::sync::Arc;

use crate::source::Span;
use crate::vocabulary::Field;

use super::super::{Shape, Value};

/// A value on its way to an item.
#[derive(Debug)]
pub(super) struct Entry<'s> {
    pub(super) field: Field,
    pub(super) value: Value<'s>,
    /// The row (or step) of the file it came from: stages and posts of one row belong together.
    pub(super) row: u32,
    /// The column it came from.
    pub(super) column: u32,
}

/// An item being collected.
#[derive(Debug)]
pub(super) struct Draft<'s> {
    pub(super) shape: Shape,
    pub(super) entries: Vec<Entry<'s>>,
    pub(super) blank: Vec<(Field, Span)>,
    pub(super) extra: Vec<(Arc<str>, Value<'s>)>,
    pub(super) unassigned: Vec<Value<'s>>,
    pub(super) hidden: bool,
    pub(super) parent: Option<usize>,
    /// Whether the list has a column for the class, so that a blank there is a blank.
    pub(super) typed: bool,
}

impl<'s> Draft<'s> {
    pub(super) fn new(shape: Shape) -> Self {
        Self {
            shape,
            entries: Vec::new(),
            blank: Vec::new(),
            extra: Vec::new(),
            unassigned: Vec::new(),
            hidden: false,
            parent: None,
            typed: true,
        }
    }

    pub(super) fn push(&mut self, field: Field, value: Value<'s>, row: u32, column: u32) {
        self.entries.push(Entry {
            field,
            value,
            row,
            column,
        });
    }

    pub(super) fn has(&self, field: Field) -> bool {
        self.entries.iter().any(|entry| entry.field == field)
    }

    pub(super) fn first(&self, field: Field) -> Option<&Value<'s>> {
        self.entries
            .iter()
            .find(|entry| entry.field == field)
            .map(|entry| &entry.value)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty() && self.extra.is_empty() && self.unassigned.is_empty()
    }

    /// Whether it says anything of a power: a number, a body or a remark alone is no item.
    pub(super) fn is_item(&self) -> bool {
        const TELLING: [Field; 7] = [
            Field::Name,
            Field::SubName,
            Field::Type,
            Field::Code,
            Field::Basis,
            Field::Duties,
            Field::Cases,
        ];
        self.entries
            .iter()
            .any(|entry| !entry.value.shared && TELLING.contains(&entry.field))
    }

    pub(super) fn span(&self) -> Span {
        let own = self
            .entries
            .iter()
            .map(|entry| &entry.value)
            .filter(|value| !value.shared)
            .chain(self.extra.iter().map(|(_, value)| value))
            .map(Value::span);
        own.reduce(Span::cover)
            .or_else(|| self.entries.first().map(|entry| entry.value.span()))
            .unwrap_or_default()
    }
}
