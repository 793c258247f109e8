//! The list as a report shows it: items with their fields as text that still knows its place.

use std::sync::Arc;

use crate::diagnostic::ItemRef;
use crate::list::{Item, List};
use crate::message::Message;
use crate::source::Text;
use crate::vocabulary::{Field, Vocabulary};

/// A list kept for a report that shows the whole of it.
#[derive(Debug, Default)]
pub struct Outline {
    /// The items in reading order.
    pub items: Vec<ItemOutline>,
}

/// One item.
#[derive(Debug)]
pub struct ItemOutline {
    /// What people call it.
    pub reference: ItemRef,
    /// The sheet, heading or caption it stands under.
    pub section: Option<Arc<str>>,
    /// Its class as the vocabulary names it, else as written; empty where there is none.
    pub class: Message,
    /// Its fields in the order of the list.
    pub fields: Vec<FieldOutline>,
    /// The stages of duty it has, as the vocabulary names them, in its order.
    pub stages: Vec<Message>,
}

/// One field of an item.
#[derive(Debug)]
pub struct FieldOutline {
    /// What the vocabulary calls it; for a column it does not know, the header.
    pub name: Message,
    /// The text of each cell.
    pub texts: Vec<Text<'static>>,
}

impl Outline {
    /// The outline of `list`.
    pub fn of(list: &List<'_>, vocabulary: &Vocabulary) -> Self {
        Self {
            items: list
                .items
                .iter()
                .map(|item| ItemOutline::of(list, item, vocabulary))
                .collect(),
        }
    }
}

impl ItemOutline {
    fn of(list: &List<'_>, item: &Item<'_>, vocabulary: &Vocabulary) -> Self {
        let written = |field| item.value(field).map(|value| value.as_str().to_owned());
        let class_written = written(Field::Type);
        let mut fields: Vec<FieldOutline> = Vec::new();
        let known = item.fields.iter().map(|(field, value)| {
            let name = vocabulary.field(*field).map_or_else(
                || Message::new(field.key(), field.key()),
                |words| Message::new(&*words.zh, &*words.en),
            );
            (name, value)
        });
        let extra = item
            .extra
            .iter()
            .map(|(header, value)| (Message::new(&**header, &**header), value));
        for (name, value) in known.chain(extra) {
            let text = value.text.clone().into_owned();
            match fields.last_mut().filter(|field| field.name == name) {
                Some(field) => field.texts.push(text),
                None => fields.push(FieldOutline {
                    name,
                    texts: vec![text],
                }),
            }
        }
        let mut kinds: Vec<_> = item
            .stages
            .iter()
            .flat_map(|stage| stage.kinds.iter().copied())
            .collect();
        kinds.sort_unstable();
        kinds.dedup();
        Self {
            reference: ItemRef {
                index: item.index,
                number: item.number().map(str::to_owned),
                code: written(Field::Code),
                name: item.name().map(|name| name.as_str().to_owned()),
                class: class_written.clone(),
            },
            section: item
                .section
                .and_then(|section| list.sections.get(section))
                .and_then(|section| section.name.clone()),
            class: item
                .class
                .and_then(|class| vocabulary.class(class))
                .map(|class| Message::new(&*class.zh, &*class.en))
                .unwrap_or_else(|| Message::new(class_written.unwrap_or_default(), "")),
            fields,
            stages: kinds
                .into_iter()
                .filter_map(|kind| vocabulary.stage(kind))
                .map(|stage| Message::new(&*stage.zh, &*stage.en))
                .collect(),
        }
    }
}
