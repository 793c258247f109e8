use rustc_hash::FxHashSet;

use crate::list::{Item, List, Value};
use crate::rule::{Subject, TextPlace, What};
use crate::source::Span;

/// Every text of a list once, in reading order. A text that several items share (a merged cell) is met
/// with the first of them.
pub(super) fn texts<'a, 's>(list: &'a List<'s>) -> Vec<Subject<'a, 's>> {
    let mut texts = Texts {
        list,
        seen: FxHashSet::default(),
        found: Vec::new(),
    };
    texts.add_all(TextPlace::Title, &list.title);
    texts.add_all(TextPlace::Department, &list.department);
    for section in &list.sections {
        texts.add_all(TextPlace::SectionTitle, &section.title);
    }
    for header in &list.headers {
        texts.add(None, TextPlace::Header, &header.value);
    }
    texts.add_all(TextPlace::MainDuties, &list.duties);
    texts.add_all(TextPlace::Boundaries, &list.boundaries);
    texts.add_all(TextPlace::Remarks, &list.remarks);
    for item in &list.items {
        for (field, value) in &item.fields {
            texts.add(Some(item), TextPlace::Field(*field), value);
        }
        for (_, value) in &item.extra {
            texts.add(Some(item), TextPlace::OtherColumn, value);
        }
    }
    for unassigned in &list.unassigned {
        let item = unassigned.item.and_then(|index| list.items.get(index));
        texts.add(item, TextPlace::Unassigned, &unassigned.value);
    }
    texts.found.sort_by_key(|subject| subject.span());
    texts.found
}

struct Texts<'a, 's> {
    list: &'a List<'s>,
    seen: FxHashSet<Span>,
    found: Vec<Subject<'a, 's>>,
}

impl<'a, 's> Texts<'a, 's> {
    fn add_all(&mut self, place: TextPlace, values: impl IntoIterator<Item = &'a Value<'s>>)
    where
        's: 'a,
    {
        for value in values {
            self.add(None, place, value);
        }
    }

    fn add(&mut self, item: Option<&'a Item<'s>>, place: TextPlace, value: &'a Value<'s>) {
        if self.seen.insert(value.span()) {
            self.found.push(Subject {
                list: self.list,
                what: What::Text(item, place, value),
            });
        }
    }
}
