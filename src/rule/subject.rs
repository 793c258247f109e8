use serde::{Deserialize, Serialize};

use crate::diagnostic::ItemRef;
use crate::law::Citation;
use crate::law::verify::Verified;
use crate::list::{Header, Item, List, Post, Section, Stage, Value};
use crate::read::Note;
use crate::source::Span;
use crate::vocabulary::{ClassId, Field};

/// The kinds of things a rule can be about (`for:`).
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The list as a whole. 清单
    List,
    /// A sheet, heading or table that groups items. 分组
    Section,
    /// One power or duty. 事项
    Item,
    /// One stage of duty of an item. 环节
    Stage,
    /// One unit or post in charge of an item. 责任单位、岗位
    Post,
    /// One citation of a law in an item. 引用
    Citation,
    /// One text of the fields named by `in`. 文字
    Text,
    /// One header cell or label. 表头
    Header,
    /// One remark of the reader about the file. 读取说明
    Note,
    /// All lists of a run together, by small facts gathered from each. 全部清单
    AllLists,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 10] = [
        Self::List,
        Self::Section,
        Self::Item,
        Self::Stage,
        Self::Post,
        Self::Citation,
        Self::Text,
        Self::Header,
        Self::Note,
        Self::AllLists,
    ];

    /// The word in rule files.
    pub fn key(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Section => "section",
            Self::Item => "item",
            Self::Stage => "stage",
            Self::Post => "post",
            Self::Citation => "citation",
            Self::Text => "text",
            Self::Header => "header",
            Self::Note => "note",
            Self::AllLists => "all-lists",
        }
    }
}

/// Where a text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TextPlace {
    /// In a field of an item.
    Field(Field),
    /// In a column the vocabulary does not know.
    OtherColumn,
    /// The title of the list.
    Title,
    /// The department of the list.
    Department,
    /// The title of a section.
    SectionTitle,
    /// A header cell or label.
    Header,
    /// One of the main duties.
    MainDuties,
    /// One of the boundaries of duties.
    Boundaries,
    /// A remark about the whole list.
    Remarks,
    /// Text that could not be assigned.
    Unassigned,
}

/// One thing a rule is applied to, with the list it belongs to.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a, 's> {
    /// The list.
    pub list: &'a List<'s>,
    /// The thing.
    pub what: What<'a, 's>,
}

/// The thing itself.
#[derive(Debug, Clone, Copy)]
pub enum What<'a, 's> {
    /// The list as a whole.
    List,
    /// A section.
    Section(&'a Section<'s>),
    /// An item.
    Item(&'a Item<'s>),
    /// A stage, with the item it belongs to.
    Stage(&'a Item<'s>, &'a Stage<'s>),
    /// A unit or post, with the item it belongs to.
    Post(&'a Item<'s>, &'a Post<'s>),
    /// A citation, with the item and the field it stands in, and what its verification found once a rule
    /// has asked for it.
    Citation(&'a Item<'s>, Field, &'a Citation, &'a Verified),
    /// A text, with the item it belongs to, if any. A text shared by several items (a merged cell) is
    /// met once, with the first of them.
    Text(Option<&'a Item<'s>>, TextPlace, &'a Value<'s>),
    /// A header cell or label.
    Header(&'a Header<'s>),
    /// A remark of the reader.
    Note(&'a Note),
}

impl<'a, 's> Subject<'a, 's> {
    /// Which kind of thing it is.
    pub fn kind(&self) -> Kind {
        match self.what {
            What::List => Kind::List,
            What::Section(_) => Kind::Section,
            What::Item(_) => Kind::Item,
            What::Stage(..) => Kind::Stage,
            What::Post(..) => Kind::Post,
            What::Citation(..) => Kind::Citation,
            What::Text(..) => Kind::Text,
            What::Header(_) => Kind::Header,
            What::Note(_) => Kind::Note,
        }
    }

    /// The item it is or belongs to.
    pub fn item(&self) -> Option<&'a Item<'s>> {
        match self.what {
            What::Item(item)
            | What::Stage(item, _)
            | What::Post(item, _)
            | What::Citation(item, _, _, _) => Some(item),
            What::Text(item, _, _) => item,
            What::List | What::Section(_) | What::Header(_) | What::Note(_) => None,
        }
    }

    /// The field it stands in.
    pub fn field(&self) -> Option<Field> {
        match self.what {
            What::Stage(..) => Some(Field::Duties),
            What::Post(_, post) => Some(post.field),
            What::Citation(_, field, _, _) | What::Text(_, TextPlace::Field(field), _) => {
                Some(field)
            }
            What::Header(header) => header.field,
            What::Text(..) | What::List | What::Section(_) | What::Item(_) | What::Note(_) => None,
        }
    }

    /// The text of a stage, post, text or header; `None` for the other kinds.
    pub fn text(&self) -> Option<&'a Value<'s>> {
        match self.what {
            What::Stage(_, stage) => Some(&stage.value),
            What::Post(_, post) => Some(&post.value),
            What::Text(_, _, value) => Some(value),
            What::Header(header) => Some(&header.value),
            What::List | What::Section(_) | What::Item(_) | What::Citation(..) | What::Note(_) => {
                None
            }
        }
    }

    /// What is written in `field` for the item it is or belongs to; a sub-item without a value of its own
    /// has that of its main item.
    pub fn values(&self, field: Field) -> impl Iterator<Item = &'a Value<'s>> + use<'a, 's> {
        let item = self.item();
        let owner = match item {
            Some(own) if own.value(field).is_none() => {
                let parent = own.parent.and_then(|index| self.list.items.get(index));
                // The name of a main item is not the name of its sub-item.
                parent.filter(|_| !matches!(field, Field::Name | Field::SubName | Field::Number))
            }
            own => own,
        };
        owner.into_iter().flat_map(move |item| item.values(field))
    }

    /// The first value of `field`, as [`Self::values`] has it.
    pub fn first_value(&self, field: Field) -> Option<&'a Value<'s>> {
        self.values(field).next()
    }

    /// The class of power of the item; a sub-item without one has that of its main item.
    pub fn class(&self) -> Option<ClassId> {
        let item = self.item()?;
        item.class.or_else(|| {
            let parent = item.parent.and_then(|index| self.list.items.get(index))?;
            parent.class
        })
    }

    /// The bytes of the thing in the source: what a finding flags where a rule says nothing narrower.
    pub fn span(&self) -> Span {
        match self.what {
            What::List => self
                .list
                .title
                .as_ref()
                .map_or_else(Span::default, Value::span),
            What::Section(section) => section
                .title
                .as_ref()
                .map_or(Span::empty(section.span.start()), Value::span),
            What::Item(item) => item.anchor(Field::Name),
            What::Stage(_, stage) => stage.value.span(),
            What::Post(_, post) => post.value.span(),
            What::Citation(_, _, citation, _) => citation.span,
            What::Text(_, _, value) => value.span(),
            What::Header(header) => header.value.span(),
            What::Note(note) => note.span,
        }
    }
}

/// How people name `item`.
pub fn item_ref(item: &Item<'_>) -> ItemRef {
    let text = |field| item.value(field).map(|value| value.as_str().to_owned());
    ItemRef {
        index: item.index,
        number: item.number().map(str::to_owned),
        code: text(Field::Code),
        name: item.name().map(|name| name.as_str().to_owned()),
        class: text(Field::Type),
    }
}
