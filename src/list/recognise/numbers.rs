//! Numbers of items that print none, inferred from their neighbours.

use super::super::{Item, List, Value};
use super::enumerator;
use crate::vocabulary::Field;

/// Infers the numbers of items that print none: between two printed numbers where the items are as
/// many as the numbers left out (or all of them parts of the one number left out), and after the last.
/// Then gives the parts of one number the accountability that stands once for all of them.
pub(super) fn infer(list: &mut List<'_>) {
    let mut start = 0;
    while start < list.items.len() {
        let section = list.items.get(start).and_then(|item| item.section);
        let length = list
            .items
            .get(start..)
            .unwrap_or_default()
            .iter()
            .take_while(|item| item.section == section)
            .count();
        if let Some(items) = list.items.get_mut(start..start + length) {
            infer_section(items);
            share_accountability(items);
        }
        start += length.max(1);
    }
}

fn printed(item: &Item<'_>) -> Option<u32> {
    item.value(Field::Number)
        .and_then(|value| enumerator::whole(value.as_str()))
}

fn infer_section(items: &mut [Item<'_>]) {
    let numbers: Vec<Option<u32>> = items.iter().map(printed).collect();
    if numbers.iter().all(Option::is_none) {
        return;
    }
    let mut last: Option<u32> = None;
    let mut at = 0;
    while at < items.len() {
        if let Some(number) = numbers.get(at).copied().flatten() {
            last = Some(number);
            at += 1;
            continue;
        }
        let gap = numbers
            .get(at..)
            .unwrap_or_default()
            .iter()
            .take_while(|number| number.is_none())
            .count();
        let next = numbers.get(at + gap).copied().flatten();
        let missing = gap_items(items, at, gap);
        let count = u32::try_from(missing.len()).unwrap_or(u32::MAX);
        let from = last.unwrap_or(0);
        let between = next.map(|next| next.saturating_sub(from).saturating_sub(1));
        for (offset, index) in missing.iter().enumerate() {
            let offset = u32::try_from(offset).unwrap_or(0);
            let number = match between {
                Some(between) if between == count => Some(from + 1 + offset),
                Some(1) => Some(from + 1),
                Some(_) => None,
                None => Some(from + 1 + offset),
            };
            if let Some(item) = items.get_mut(*index) {
                item.inferred_number = number.map(|number| number.to_string());
            }
        }
        if let (None, Some(last_number)) = (between, &mut last) {
            *last_number += count;
        }
        at += gap;
    }
}

/// The items of a gap that would have a number: sub-items have that of their main item.
fn gap_items(items: &[Item<'_>], at: usize, gap: usize) -> Vec<usize> {
    (at..at + gap)
        .filter(|&index| {
            items
                .get(index)
                .is_some_and(|item| item.value(Field::Number).is_none() && item.parent.is_none())
        })
        .collect()
}

/// Parts of one number of which one has the cases and the basis of accountability: the cells were
/// merged over all of them.
fn share_accountability(items: &mut [Item<'_>]) {
    let mut start = 0;
    while start < items.len() {
        let number = items
            .get(start)
            .and_then(|item| item.inferred_number.clone());
        let length = items
            .get(start..)
            .unwrap_or_default()
            .iter()
            .take_while(|item| item.inferred_number == number)
            .count()
            .max(1);
        if number.is_some()
            && length > 1
            && let Some(parts) = items.get_mut(start..start + length)
        {
            for field in [Field::Cases, Field::AccountabilityBasis] {
                share(parts, field);
            }
        }
        start += length;
    }
}

fn share<'s>(parts: &mut [Item<'s>], field: Field) {
    let mut owners = parts
        .iter()
        .enumerate()
        .filter(|(_, item)| item.value(field).is_some());
    let (Some((owner, _)), None) = (owners.next(), owners.next()) else {
        return;
    };
    let values: Vec<Value<'s>> = parts
        .get(owner)
        .map(|item| {
            item.values(field)
                .map(|value| Value {
                    shared: true,
                    ..value.clone()
                })
                .collect()
        })
        .unwrap_or_default();
    for (index, item) in parts.iter_mut().enumerate() {
        if index != owner {
            item.fields
                .extend(values.iter().map(|value| (field, value.clone())));
        }
    }
}
