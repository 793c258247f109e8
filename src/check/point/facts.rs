//! What detectors that compare items share: which items, what is written, where facts came from.

use crate::diagnostic::ItemRef;
use crate::list::{Item, List};
use crate::rule::{Condition, Context, Fact, Gathered, HitLabel, Subject, Values, What};
use crate::vocabulary::Field;

/// The items that meet `condition`; all where there is none.
pub(super) fn chosen<'a, 's>(
    list: &'a List<'s>,
    condition: Option<&Condition>,
    context: &Context<'_>,
) -> Vec<&'a Item<'s>> {
    list.items
        .iter()
        .filter(|item| {
            let subject = Subject {
                list,
                what: What::Item(item),
            };
            condition.is_none_or(|condition| condition.holds(&subject, context))
        })
        .collect()
}

/// What is written in `field`, all its values together; `None` where nothing is.
pub(super) fn written(list: &List<'_>, item: &Item<'_>, field: Field) -> Option<String> {
    let subject = Subject {
        list,
        what: What::Item(item),
    };
    let text: String = subject.values(field).map(|value| value.as_str()).collect();
    (!text.is_empty()).then_some(text)
}

/// What people call an item.
pub(super) fn item_ref(item: &Item<'_>) -> ItemRef {
    let text = |field| item.value(field).map(|value| value.as_str().to_owned());
    ItemRef {
        index: item.index,
        number: item.number().map(str::to_owned),
        code: text(Field::Code),
        name: item.name().map(|name| name.as_str().to_owned()),
        class: text(Field::Type),
    }
}

/// A fact with the positions of its list and of itself in it.
pub(super) type Numbered<'a> = (usize, usize, &'a Fact);

/// All facts in the order of the lists.
pub(super) fn numbered<'a>(lists: &[Gathered<'a>]) -> Vec<Numbered<'a>> {
    lists
        .iter()
        .enumerate()
        .flat_map(|(list, gathered)| {
            let facts = gathered.facts.iter().enumerate();
            facts.map(move |(index, fact)| (list, index, fact))
        })
        .collect()
}

/// A label at the place of a fact, in its file.
pub(super) fn label(name: &'static str, lists: &[Gathered<'_>], fact: &Numbered<'_>) -> HitLabel {
    let (list, _, fact) = fact;
    HitLabel {
        name,
        file: lists.get(*list).map(|gathered| gathered.file.clone()),
        span: fact.span(),
        values: Values::default(),
    }
}
