use std::sync::Arc;

use crate::compare::digest;
use crate::list::List;
use crate::report::ListSummary;
use crate::suppress::ItemRecord;
use crate::vocabulary::Vocabulary;

/// The items of a list as later steps need them.
pub(super) fn records(list: &List<'_>) -> Arc<[ItemRecord]> {
    crate::check::item_refs(list)
        .into_iter()
        .zip(&list.items)
        .map(|(reference, item)| ItemRecord {
            item: reference,
            span: item.origin.span,
            digest: digest(item),
        })
        .collect()
}

/// The list in figures.
pub(super) fn summary(list: &List<'_>, vocabulary: &Vocabulary) -> ListSummary {
    let text = |value: &Option<crate::list::Value<'_>>| {
        value.as_ref().map(|value| value.as_str().to_owned())
    };
    let mut classes: Vec<(String, usize)> = Vec::new();
    for item in &list.items {
        let name = item
            .class
            .and_then(|class| vocabulary.class(class))
            .map(|class| class.zh.to_string())
            .unwrap_or_default();
        match classes.iter_mut().find(|(known, _)| *known == name) {
            Some((_, count)) => *count += 1,
            None => classes.push((name, 1)),
        }
    }
    ListSummary {
        title: text(&list.title),
        department: text(&list.department),
        items: list.items.len(),
        classes,
        duties: list.duties.len(),
        unassigned: list.unassigned.len(),
    }
}
