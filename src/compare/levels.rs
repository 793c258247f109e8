//! The levels of government an item is exercised at, and whether it was handed down.

use crate::list::Item;
use crate::org::{LevelId, Words};
use crate::vocabulary::Field;

use super::Kind;

/// The levels named in the column for them; where there is none, those that the names of the actors tell.
pub fn of(item: &Item<'_>, words: &Words) -> Vec<LevelId> {
    let mut levels: Vec<LevelId> = item
        .values(Field::Level)
        .flat_map(|value| written(value.as_str(), words))
        .collect();
    if levels.is_empty() {
        levels = item
            .values(Field::Actor)
            .flat_map(|value| value.as_str().split(|c: char| words.is_separator(c)))
            .filter_map(|name| words.level_of_name(name.trim()))
            .map(|(level, _)| level)
            .collect();
    }
    levels.sort_unstable();
    levels.dedup();
    levels
}

fn written<'t>(text: &'t str, words: &'t Words) -> impl Iterator<Item = LevelId> + 't {
    text.split(|c: char| words.is_separator(c) || c.is_whitespace())
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .filter_map(|part| {
            words
                .level(part)
                .or_else(|| words.level_of_name(part).map(|(level, _)| level))
        })
}

/// What became of the level, both sides sorted from the highest; `None` where nothing did or one side says nothing.
pub fn change(old: &[LevelId], new: &[LevelId]) -> Option<Kind> {
    let ends = |levels: &[LevelId]| Some((*levels.first()?, *levels.last()?));
    let ((old_high, old_low), (new_high, new_low)) = (ends(old)?, ends(new)?);
    if old == new {
        return None;
    }
    // A smaller number is a higher level.
    Some(match (new_high.cmp(&old_high), new_low.cmp(&old_low)) {
        (high, low) if high.is_ge() && low.is_ge() && (high.is_gt() || low.is_gt()) => {
            Kind::HandedDown
        }
        (high, low) if high.is_le() && low.is_le() && (high.is_lt() || low.is_lt()) => {
            Kind::TakenUp
        }
        _ => Kind::LevelChanged,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn down_up_and_otherwise() {
        let levels = |numbers: &[u16]| numbers.iter().map(|&n| LevelId(n)).collect::<Vec<_>>();
        for (old, new, kind) in [
            (&[1][..], &[2][..], Some(Kind::HandedDown)),
            (&[1], &[1, 2], Some(Kind::HandedDown)),
            (&[2, 3], &[2], Some(Kind::TakenUp)),
            (&[3], &[2, 3], Some(Kind::TakenUp)),
            (&[2], &[1, 3], Some(Kind::LevelChanged)),
            (&[2], &[2], None),
            (&[], &[2], None),
        ] {
            assert_eq!(change(&levels(old), &levels(new)), kind, "{old:?} {new:?}");
        }
    }

    #[test]
    fn levels_are_told_in_the_words_of_the_field() {
        let words = Words::builtin().unwrap();
        let named = |text: &str| {
            let mut levels: Vec<_> = written(text, words).collect();
            levels.sort();
            levels
        };
        assert_eq!(named("市级、县级").len(), 2);
        assert!(named("省级") < named("市级"));
        assert!(named("市级") < named("县（市、区）级"));
    }
}
