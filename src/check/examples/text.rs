use std::sync::Arc;

use crate::law;
use crate::list::{Header, Item, List, Origin, Post, Shape, Stage, Unassigned, Value};
use crate::rule::{Kind, Rule, TextPlace};
use crate::source::{Source, Span};
use crate::vocabulary::{Field, Vocabulary};

/// A list that holds one text where the rule looks first.
pub(super) fn list_of_text<'s>(
    value: Value<'s>,
    rule: &Rule,
    source: &'s Source,
    vocabulary: &Vocabulary,
) -> List<'s> {
    let place = match (rule.kind, rule.places.first()) {
        (Kind::Text, Some(place)) => *place,
        (Kind::Header, _) => TextPlace::Header,
        (Kind::Citation, _) => TextPlace::Field(Field::Basis),
        (Kind::Post, _) => TextPlace::Field(Field::Unit),
        _ => TextPlace::Field(Field::Duties),
    };
    let mut list = empty(source);
    match place {
        TextPlace::Title => list.title = Some(value),
        TextPlace::Department => list.department = Some(value),
        TextPlace::Header | TextPlace::SectionTitle => {
            let known = vocabulary.header(value.as_str());
            list.headers.push(Header {
                field: known.as_ref().map(|known| known.field),
                misspelling_of: known.and_then(|known| known.misspelling_of),
                value,
            });
        }
        TextPlace::MainDuties => list.duties.push(value),
        TextPlace::Boundaries => list.boundaries.push(value),
        TextPlace::Remarks => list.remarks.push(value),
        TextPlace::Unassigned => list.unassigned.push(Unassigned { value, item: None }),
        TextPlace::OtherColumn => {
            let mut item = item_at(value.span());
            item.extra.push((Arc::from(""), value));
            list.items.push(item);
        }
        TextPlace::Field(field) => {
            let mut item = item_at(value.span());
            item.citations = law::parse(&value.view, None)
                .into_iter()
                .map(|citation| (field, citation))
                .collect();
            item.stages.push(Stage {
                number: None,
                label: None,
                kinds: Vec::new(),
                catch_all: false,
                value: value.clone(),
                post: None,
            });
            item.posts.push(Post {
                field: Field::Unit,
                value: value.clone(),
                group: 0,
            });
            item.fields.push((field, value));
            list.items.push(item);
        }
    }
    list
}

fn empty(source: &Source) -> List<'_> {
    List {
        source,
        title: None,
        department: None,
        sections: Vec::new(),
        headers: Vec::new(),
        items: Vec::new(),
        duties: Vec::new(),
        boundaries: Vec::new(),
        repeated: Vec::new(),
        remarks: Vec::new(),
        unassigned: Vec::new(),
        notes: Vec::new(),
        fields: std::sync::OnceLock::new(),
    }
}

fn item_at<'s>(span: Span) -> Item<'s> {
    Item {
        index: 0,
        parent: None,
        section: None,
        inferred_number: None,
        class: None,
        sub_class: None,
        fields: Vec::new(),
        blank_cells: Vec::new(),
        extra: Vec::new(),
        stages: Vec::new(),
        posts: Vec::new(),
        citations: Vec::new(),
        origin: Origin {
            shape: Shape::Record,
            span,
            hidden: false,
        },
    }
}
