use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use crate::law::Citation;
use crate::read::Note;
use crate::source::{Source, Span, Text, View};
use crate::vocabulary::{ClassId, Field, StageId};

/// A list as understood.
#[derive(Debug)]
pub struct List<'s> {
    /// The file.
    pub source: &'s Source,
    /// Its title.
    pub title: Option<Value<'s>>,
    /// The department whose list it is, where the title or a line says so.
    pub department: Option<Value<'s>>,
    /// Sheets, headings or tables that group items, in order.
    pub sections: Vec<Section<'s>>,
    /// Header cells and labels, with what they were taken for.
    pub headers: Vec<Header<'s>>,
    /// The items in reading order; sub-items follow their main item.
    pub items: Vec<Item<'s>>,
    /// The main duties of the department (主体责任), one entry a duty.
    pub duties: Vec<Value<'s>>,
    /// The boundaries of its duties (职责边界).
    pub boundaries: Vec<Value<'s>>,
    /// Rows that repeat another row without being an item of their own.
    pub repeated: Vec<Repeated>,
    /// Note rows (备注：…) and other text that belongs to the list as a whole.
    pub remarks: Vec<Value<'s>>,
    /// What could not be assigned to a field: kept and reported, never dropped.
    pub unassigned: Vec<Unassigned<'s>>,
    /// What the recogniser has to say: no list found, rows read by their content …
    pub notes: Vec<Note>,
    /// The fields that the list has; told once, when it is first asked for.
    pub(crate) fields: OnceLock<BTreeSet<Field>>,
}

impl<'s> List<'s> {
    /// Whether the list has a header or label for the field, or a value somewhere. Items and headers are not to be
    /// changed after this was asked.
    pub fn has_field(&self, field: Field) -> bool {
        let fields = self.fields.get_or_init(|| {
            let headers = self.headers.iter().filter_map(|header| header.field);
            let values = self.items.iter().flat_map(|item| &item.fields);
            headers.chain(values.map(|(field, _)| *field)).collect()
        });
        fields.contains(&field)
    }

    /// The sub-items of the item at `index`: they stand behind it, before the next item of its own level.
    pub fn sub_items(&self, index: usize) -> impl Iterator<Item = &Item<'s>> {
        self.items
            .iter()
            .skip(index + 1)
            .take_while(move |item| item.parent.is_some_and(|parent| parent >= index))
            .filter(move |item| item.parent == Some(index))
    }
}

/// A group of items.
#[derive(Debug)]
pub struct Section<'s> {
    /// Its name: of the sheet, heading or caption.
    pub name: Option<Arc<str>>,
    /// The name's text, where it stands in the source.
    pub title: Option<Value<'s>>,
    /// Counts the section says of itself: 行政处罚（254项）.
    pub declared: Vec<Declared>,
    /// The items of the section.
    pub items: std::ops::Range<usize>,
    /// The whole section.
    pub span: Span,
}

/// A count that a title or sheet name states.
#[derive(Debug, Clone)]
pub struct Declared {
    /// The class it is about, where it names one.
    pub class: Option<ClassId>,
    /// The count.
    pub count: u32,
    /// Where it stands; in a sheet name: the first cell of the sheet.
    pub span: Span,
}

/// A header cell or a card's label.
#[derive(Debug)]
pub struct Header<'s> {
    /// Its text.
    pub value: Value<'s>,
    /// What it was taken for; `None` where it is not known.
    pub field: Option<Field>,
    /// The right word, where it is a misspelling of a known header (权利类型 → 权力类型).
    pub misspelling_of: Option<Arc<str>>,
}

/// The text of one cell (or line) that belongs to a field.
#[derive(Debug, Clone)]
pub struct Value<'s> {
    /// As the reader decoded it.
    pub text: Text<'s>,
    /// As rules match it.
    pub view: View<'s>,
    /// Whether it stands in a cell that an earlier item has too (a cell merged over several items):
    /// what is wrong in it was already found there.
    pub shared: bool,
}

impl<'s> Value<'s> {
    /// The value of `text`.
    pub fn new(text: Text<'s>) -> Self {
        let view = View::new(&text);
        Self {
            text,
            view,
            shared: false,
        }
    }

    /// The normalised text.
    pub fn as_str(&self) -> &str {
        self.view.as_str()
    }

    /// The bytes of the whole value in the source.
    pub fn span(&self) -> Span {
        self.text.span()
    }
}

/// How an item stood in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Shape {
    /// A row of a wide table (with its continuation rows).
    Row,
    /// A card: a table of labels and values.
    Card,
    /// Label lines and value lines.
    Lines,
    /// Cells flattened to paragraphs, told by their content.
    Flattened,
    /// A record of a YAML or JSON list.
    Record,
}

impl Shape {
    /// The word used in extracts.
    pub fn name(self) -> &'static str {
        match self {
            Self::Row => "row",
            Self::Card => "card",
            Self::Lines => "lines",
            Self::Flattened => "flattened",
            Self::Record => "record",
        }
    }
}

/// Where an item came from.
#[derive(Debug, Clone)]
pub struct Origin {
    /// The shape it was recognised in.
    pub shape: Shape,
    /// From its first to its last byte.
    pub span: Span,
    /// Whether any of it is in hidden rows, columns or sheets.
    pub hidden: bool,
}

/// One power or duty.
#[derive(Debug)]
pub struct Item<'s> {
    /// Its position in [`List::items`].
    pub index: usize,
    /// The main item it is a sub-item of.
    pub parent: Option<usize>,
    /// Its position in [`List::sections`].
    pub section: Option<usize>,
    /// Its number as inferred from its neighbours, where none is printed.
    pub inferred_number: Option<String>,
    /// Its class of power: what is written in its type names one of the vocabulary; where the list has no such
    /// column, what its section is called.
    pub class: Option<ClassId>,
    /// Its sub-class (审核转报 of 其他行政权力（审核转报）): the word of the vocabulary, else as written in the brackets.
    pub sub_class: Option<Arc<str>>,
    /// What is written in each field, in the order of the file; a field may have several values
    /// (continuation rows, repeated columns), blank cells are not kept.
    pub fields: Vec<(Field, Value<'s>)>,
    /// Cells that exist for a field but are blank: where a missing value is pointed at.
    pub blank_cells: Vec<(Field, Span)>,
    /// Values of columns the vocabulary does not know, with their header.
    pub extra: Vec<(Arc<str>, Value<'s>)>,
    /// The stages of duty in order.
    pub stages: Vec<Stage<'s>>,
    /// Posts and units in charge, one a line or a list member, in order.
    pub posts: Vec<Post<'s>>,
    /// Citations, in the order of the file, with the field they stand in.
    pub citations: Vec<(Field, Citation)>,
    /// Where it came from.
    pub origin: Origin,
}

/// One stage of duty (立案责任：…).
#[derive(Debug, Clone)]
pub struct Stage<'s> {
    /// The number before it, where one is written.
    pub number: Option<u32>,
    /// The label as written (`告知送达阶段责任`); `None` for text without a label.
    pub label: Option<Value<'s>>,
    /// The stages of the vocabulary that the label names (告知 and 送达).
    pub kinds: Vec<StageId>,
    /// Whether it is the catch-all (其他法律法规规章文件规定应履行的责任).
    pub catch_all: bool,
    /// The whole stage, label included.
    pub value: Value<'s>,
    /// The index in [`Item::posts`] of the post that answers for it, told by position.
    pub post: Option<usize>,
}

/// A unit or post in charge.
#[derive(Debug, Clone)]
pub struct Post<'s> {
    /// The field it stands in.
    pub field: Field,
    /// As written.
    pub value: Value<'s>,
    /// The line or member of the cell (or the row) it stands in, from 0: posts of one group answer together.
    pub group: u32,
}

/// A row or block that repeats another.
#[derive(Debug, Clone)]
pub struct Repeated {
    /// The bytes of the copy.
    pub span: Span,
    /// The item whose row it repeats.
    pub item: usize,
    /// The bytes of the text it repeats.
    pub original: Span,
    /// Whether it is a cell of a column that stands twice in the table, not a row.
    pub column: bool,
}

/// Text that could not be assigned.
#[derive(Debug)]
pub struct Unassigned<'s> {
    /// The text.
    pub value: Value<'s>,
    /// The item it stands in or after, where there is one.
    pub item: Option<usize>,
}

impl<'s> Item<'s> {
    /// The values of `field`, in order.
    pub fn values(&self, field: Field) -> impl Iterator<Item = &Value<'s>> {
        self.fields
            .iter()
            .filter(move |(known, _)| *known == field)
            .map(|(_, value)| value)
    }

    /// The first value of `field`.
    pub fn value(&self, field: Field) -> Option<&Value<'s>> {
        self.values(field).next()
    }

    /// The name, else nothing.
    pub fn name(&self) -> Option<&Value<'s>> {
        self.value(Field::SubName)
            .or_else(|| self.value(Field::Name))
    }

    /// The number as printed, else as inferred.
    pub fn number(&self) -> Option<&str> {
        self.value(Field::Number)
            .map(Value::as_str)
            .or(self.inferred_number.as_deref())
    }

    /// Where a finding about something missing is anchored: the field's blank cell, else the item's
    /// name, else its first value, else where it began.
    pub fn anchor(&self, field: Field) -> Span {
        self.value(field)
            .map(Value::span)
            .or_else(|| {
                self.blank_cells
                    .iter()
                    .find(|(known, _)| *known == field)
                    .map(|(_, span)| *span)
            })
            .or_else(|| self.name().map(Value::span))
            .or_else(|| self.fields.first().map(|(_, value)| value.span()))
            .unwrap_or(self.origin.span)
    }
}
