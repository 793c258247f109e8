//! Takes the values of an item apart: stages, posts, citations, and which post answers for which stage.

use crate::law::{self, Names};
use crate::vocabulary::{Field, Vocabulary};

use super::super::{Item, Stage, Value};
use super::draft::Entry;
use super::{keyed, posts, stages};

/// Fills the citations of `item`: 第九十四条 at the start of a value goes on from the law cited last in its field.
pub(super) fn cite<'s>(
    item: &mut Item<'s>,
    entries: &[Entry<'s>],
    vocabulary: &Vocabulary,
    laws: &dyn Names,
) {
    for entry in entries {
        let holds = vocabulary
            .field(entry.field)
            .is_some_and(|words| words.citations);
        if !holds {
            continue;
        }
        let inherited = item
            .citations
            .iter()
            .rev()
            .find(|(field, _)| *field == entry.field)
            .map(|(_, citation)| citation);
        let keyed = keyed::rewritten(&entry.value, vocabulary.words());
        let view = keyed.as_ref().unwrap_or(&entry.value.view);
        let found = law::parse_with(view, inherited, laws);
        item.citations
            .extend(found.into_iter().map(|citation| (entry.field, citation)));
    }
}

/// Fills stages and posts of `item` from its values and tells which post answers for which stage.
pub(super) fn take_apart<'s>(item: &mut Item<'s>, entries: &[Entry<'s>], vocabulary: &Vocabulary) {
    let holds = |field: Field| vocabulary.field(field);
    let mut group = 0;
    // (stage, row) and (post, row, column) as they are found.
    let mut stage_rows = Vec::new();
    let mut post_rows = Vec::new();
    let mut duties = 0usize;
    let mut pending: Option<(&Value<'s>, u32)> = None;
    for entry in entries {
        let Some(words) = holds(entry.field) else {
            continue;
        };
        if entry.field == Field::Stage {
            pending = Some((&entry.value, entry.row));
            continue;
        }
        if words.stages && entry.field == Field::Duties {
            duties += 1;
            let label = pending.take().filter(|(_, row)| *row == entry.row);
            let found = match label {
                Some((label, _)) => {
                    let text = entry.value.as_str();
                    let name = label.as_str();
                    vec![Stage {
                        number: None,
                        kinds: vocabulary.stages_named(name, item.class),
                        catch_all: vocabulary.words().is_catch_all(Some(name), text),
                        label: Some(label.clone()),
                        value: entry.value.clone(),
                        post: None,
                    }]
                }
                None => stages::split(&entry.value, vocabulary, item.class),
            };
            for stage in found {
                stage_rows.push(entry.row);
                item.stages.push(stage);
            }
        }
        if words.units {
            let (found, next) = posts::split(entry.field, &entry.value, group, vocabulary);
            group = next;
            for post in found {
                post_rows.push((post.field, entry.row, entry.column));
                item.posts.push(post);
            }
        }
    }
    pair(item, &stage_rows, &post_rows, duties);
}

/// Which post answers for which stage: by row where the stages stand in rows of their own, else by
/// position where there are as many groups of posts as stages.
fn pair(item: &mut Item<'_>, stage_rows: &[u32], post_rows: &[(Field, u32, u32)], duties: usize) {
    let units: Vec<usize> = (0..item.posts.len())
        .filter(|&at| {
            post_rows
                .get(at)
                .is_some_and(|(field, _, _)| *field == Field::Unit)
        })
        .collect();
    if duties > 1 {
        let mut by_row = rustc_hash::FxHashMap::default();
        for &at in &units {
            if let Some((_, row, _)) = post_rows.get(at) {
                by_row.entry(*row).or_insert(at);
            }
        }
        let mut paired = false;
        for (stage, row) in item.stages.iter_mut().zip(stage_rows) {
            stage.post = by_row.get(row).copied();
            paired |= stage.post.is_some();
        }
        if paired {
            return;
        }
    }
    // The column whose groups are as many as the stages.
    let mut columns: Vec<u32> = units
        .iter()
        .filter_map(|&at| post_rows.get(at).map(|(_, _, column)| *column))
        .collect();
    columns.dedup();
    for column in columns {
        let mut firsts: Vec<(u32, usize)> = units
            .iter()
            .filter(|&&at| post_rows.get(at).is_some_and(|(_, _, c)| *c == column))
            .filter_map(|&at| item.posts.get(at).map(|post| (post.group, at)))
            .collect();
        firsts.dedup_by_key(|(group, _)| *group);
        if firsts.len() == item.stages.len() && firsts.len() > 1 {
            for (stage, (_, at)) in item.stages.iter_mut().zip(firsts) {
                stage.post = Some(at);
            }
            return;
        }
    }
}
