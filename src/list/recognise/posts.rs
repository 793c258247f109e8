//! Takes cells of units and posts apart.

use crate::vocabulary::{Field, Vocabulary};

use super::super::{Post, Value};
use super::enumerator;

/// The units and posts in `value`; groups count from `group`. Gives the first free group too.
///
/// Separators outside brackets part the members of a group; a line break or blank parts groups, if
/// what stands before it is a whole name (real workbooks break words over lines).
pub(super) fn split<'s>(
    field: Field,
    value: &Value<'s>,
    group: u32,
    vocabulary: &Vocabulary,
) -> (Vec<Post<'s>>, u32) {
    let view = &value.view;
    let text = view.as_str();
    let words = vocabulary.words();
    let mut posts = Vec::new();
    let mut group = group;
    let mut start = 0;
    let mut depth = 0usize;
    let gap = |at: usize| {
        u32::try_from(at).is_ok_and(|at| {
            view.breaks().binary_search(&at).is_ok() || view.blanks().binary_search(&at).is_ok()
        })
    };
    let mut push = |from: usize, to: usize, group: u32| {
        let part = text.get(from..to).unwrap_or_default();
        let skipped = enumerator::at_start(part, false).map_or(0, |found| found.length);
        let name = part
            .get(skipped..)
            .unwrap_or_default()
            .trim_end_matches(['。', '.', '；', ';', '，', ',']);
        if !name.is_empty() {
            let begin = from + skipped;
            posts.push(Post {
                field,
                value: Value::new(view.text().slice(begin..begin + name.len())),
                group,
            });
        }
    };
    for (at, character) in text.char_indices() {
        if depth == 0 && at > start && gap(at) {
            let left = text.get(start..at).unwrap_or_default();
            let rest = text.get(at..).unwrap_or_default();
            let right_end = rest
                .char_indices()
                .find(|(offset, c)| *offset > 0 && (is_separator(*c) || gap(at + offset)))
                .map_or(rest.len(), |(offset, _)| offset);
            let right = rest.get(..right_end).unwrap_or_default();
            let whole = words.ends_as_post(left) && left.chars().count() >= 2;
            let apart = words.ends_as_post(right) && !words.is_rank(right)
                || right.chars().count() >= 4 && !words.is_rank(right);
            if whole && apart || enumerator::at_start(rest, false).is_some() {
                push(start, at, group);
                group += 1;
                start = at;
            }
        }
        match character {
            '（' | '(' | '【' | '[' => depth += 1,
            '）' | ')' | '】' | ']' => depth = depth.saturating_sub(1),
            _ if depth == 0 && is_separator(character) => {
                push(start, at, group);
                start = at + character.len_utf8();
            }
            _ => {}
        }
    }
    push(start, text.len(), group);
    (posts, group + 1)
}

fn is_separator(character: char) -> bool {
    matches!(character, '、' | '/' | '／' | '；' | ';' | '，' | ',' | '|')
}
