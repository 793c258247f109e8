//! Labels of cards and label lines.

use std::sync::Arc;

use crate::source::Text;
use crate::vocabulary::{Field, Vocabulary};

use super::super::Value;

/// Characters a label may have.
const LABEL_CHARACTERS: usize = 20;

/// What a label opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Opens {
    /// A field of an item.
    Field(Field),
    /// The main duties of the department.
    Duties,
    /// The boundaries of its duties.
    Boundaries,
}

impl Opens {
    /// The field its header is told under: the main duties and their boundaries are the department's task.
    pub(super) fn field(&self) -> Option<Field> {
        Some(match self {
            Self::Field(field) => *field,
            Self::Duties | Self::Boundaries => Field::Function,
        })
    }
}

/// A label with what stands after it in the same text.
#[derive(Debug)]
pub(super) struct Label<'s> {
    pub(super) opens: Opens,
    /// The label.
    pub(super) text: Text<'s>,
    pub(super) misspelling_of: Option<Arc<str>>,
    /// What follows a colon.
    pub(super) rest: Option<Text<'s>>,
}

/// Whether `value` is a label. `in_item`: whether an item is being collected, in which 部门职责 is a
/// field; outside it opens the main duties of the department.
pub(super) fn of<'s>(
    value: &Value<'s>,
    in_item: bool,
    vocabulary: &Vocabulary,
) -> Option<Label<'s>> {
    let text = value.as_str();
    // 部门名称：江州市城市管理局 before the items names the department.
    if !in_item && vocabulary.words().department(text).is_some() {
        return None;
    }
    if let Some(found) = whole(text, in_item, vocabulary) {
        return Some(Label {
            opens: found.0,
            text: value.text.clone(),
            misspelling_of: found.1,
            rest: None,
        });
    }
    // 权力类型：行政处罚
    let raw = value.text.as_str();
    let (at, colon) = raw
        .char_indices()
        .take(LABEL_CHARACTERS + 8)
        .find(|(_, c)| matches!(c, '：' | ':'))?;
    let head = value.text.slice(0..at).trimmed();
    let rest = value.text.slice(at + colon.len_utf8()..raw.len()).trimmed();
    let label = Value::new(head);
    let (opens, misspelling_of) = whole(label.as_str(), in_item, vocabulary)?;
    Some(Label {
        opens,
        text: label.text,
        misspelling_of,
        rest: (!rest.is_blank()).then_some(rest),
    })
}

fn whole(text: &str, in_item: bool, vocabulary: &Vocabulary) -> Option<(Opens, Option<Arc<str>>)> {
    if text.is_empty() || text.chars().count() > LABEL_CHARACTERS {
        return None;
    }
    let words = vocabulary.words();
    let field = vocabulary.header(text);
    // 部门职责 is a column of items too.
    let of_item = in_item && field.is_some();
    if words.is_duty_label(text) && !of_item {
        return Some((Opens::Duties, None));
    }
    if words.is_boundary_label(text) && !of_item {
        return Some((Opens::Boundaries, None));
    }
    field.map(|found| (Opens::Field(found.field), found.misspelling_of))
}
