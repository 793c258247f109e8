//! What an edit is judged by.

use rustc_hash::FxHashMap;

use super::edit::{Around, Edit, REACH};
use super::model::Model;
use super::symbol::{Symbol, Tokens, is_word};
use crate::slip::Likeness;

/// How many features there are.
pub const FEATURES: usize = NAMES.len();

/// What the features are called in the file of weights, in their order.
pub const NAMES: [&str; 40] = [
    "always",
    "delete",
    "insert",
    "transpose",
    "gain",
    "gain-of-delete",
    "gain-of-insert",
    "gain-of-transpose",
    "gain-squared",
    "lowest-before",
    "lowest-after",
    "mean-before",
    "mean-after",
    "pair-before",
    "pair-after",
    "triple-before-least",
    "triple-before-most",
    "triple-after-least",
    "triple-after-most",
    "four-before-most",
    "four-after-least",
    "four-after-most",
    "recurs",
    "recurs-wide",
    "corrected-recurs",
    "corrected-recurs-wide",
    "same-sound",
    "near-sound",
    "same-shape",
    "doubled",
    "typed-rare",
    "written-frequent",
    "edge-left",
    "edge-right",
    "margin",
    "surprise-around",
    "surprise-of-file",
    "unknown",
    "alike-and-gain",
    "recurs-and-gain",
];

/// How often short stretches stand in the texts of a file, each distinct text once.
#[derive(Debug, Default)]
pub struct Recurrence {
    counts: FxHashMap<u64, u32>,
}

impl Recurrence {
    /// Counts the stretches of a text.
    pub fn add(&mut self, tokens: &Tokens) {
        for length in [3, 5] {
            for stretch in tokens.characters.windows(length) {
                *self.counts.entry(key(stretch)).or_default() += 1;
            }
        }
    }

    /// How often a stretch of three or five characters stands.
    fn count(&self, stretch: &[char]) -> u32 {
        self.counts.get(&key(stretch)).copied().unwrap_or_default()
    }
}

fn key(stretch: &[char]) -> u64 {
    stretch
        .iter()
        .fold(stretch.len() as u64, |key, &character| {
            (key.rotate_left(21) ^ u64::from(u32::from(character)))
                .wrapping_mul(0x9E37_79B9_7F4A_7C15)
        })
}

/// What an edit is judged against.
#[derive(Clone, Copy)]
pub struct Setting<'a> {
    /// The model.
    pub model: &'a Model,
    /// Which characters are taken for each other.
    pub likeness: &'a Likeness,
    /// The text.
    pub tokens: &'a Tokens,
    /// The text in symbols, with three edges before it.
    pub symbols: &'a [Symbol],
    /// The logarithm of the probability of each place.
    pub scores: &'a [f32],
    /// The stretches of the whole file.
    pub recurrence: &'a Recurrence,
    /// The mean of `scores` over the whole file.
    pub mean: f32,
}

/// The features of `edit`; `margin` tells how much likelier it makes the text than the next best edit.
pub fn features(setting: &Setting<'_>, edit: Edit, margin: f32) -> Option<[f32; FEATURES]> {
    let around = Around::new(edit, setting.symbols)?;
    let (old, new) = around.log_probabilities(setting.model);
    let gain = (new.iter().sum::<f32>() - old.iter().sum::<f32>()).clamp(-10.0, 40.0) / 10.0;
    let lowest = |all: &[f32]| all.iter().copied().fold(0.0, f32::min) / 10.0;
    let mean = |all: &[f32]| all.iter().sum::<f32>() / all.len().max(1) as f32 / 10.0;
    let kind = |is: bool| if is { 1.0 } else { 0.0 };
    let (delete, insert, transpose) = (
        kind(matches!(edit, Edit::Delete(_))),
        kind(matches!(edit, Edit::Insert(..))),
        kind(matches!(edit, Edit::Transpose(_))),
    );
    let levels = |symbols: &[Symbol], changed: usize, length: usize| -> (f32, f32) {
        let (start, end) = (REACH, REACH + changed);
        let mut least = f32::MAX;
        let mut most = 0.0_f32;
        for (at, gram) in symbols.windows(length).enumerate() {
            if at < end && at + length > start {
                let level = f32::from(setting.model.level(gram)) / 10.0;
                least = least.min(level);
                most = most.max(level);
            }
        }
        (if least == f32::MAX { 0.0 } else { least }, most)
    };
    let before = |length| levels(&around.old, around.removed, length);
    let after = |length| levels(&around.new, around.added, length);
    let (pair_before, _) = before(2);
    let (pair_after, _) = after(2);
    let (triple_before, triple_before_most) = before(3);
    let (triple_after, triple_after_most) = after(3);
    let (_, four_before_most) = before(4);
    let (four_after, four_after_most) = after(4);

    let replaced = edit.replaced();
    let written: Vec<char> = edit
        .written(setting.tokens, &setting.model.alphabet)
        .chars()
        .collect();
    let characters = &setting.tokens.characters;
    let at = |place: Option<usize>| place.and_then(|at| characters.get(at)).copied();
    let left = at(replaced.start.checked_sub(1));
    let right = at(Some(replaced.end));
    let typed = at(Some(replaced.start));
    let recurs = |written: Option<&[char]>| recurring(setting, &replaced, written);
    let (odd, odd_wide) = recurs(None);
    let (corrected, corrected_wide) = recurs(Some(&written));
    let (odd, odd_wide) = ((odd - 1.0).max(0.0), (odd_wide - 1.0).max(0.0));
    let (mut same_sound, mut near_sound, mut same_shape) = (0.0, 0.0, 0.0);
    let (mut typed_rare, mut written_frequent) = (0.0, 0.0);
    let mut unknown = 0.0;
    let single = |character: char| {
        f32::from(
            setting
                .model
                .single_level(setting.model.alphabet.symbol(character)),
        ) / 10.0
    };
    if let (Edit::Substitute(..), Some(typed), Some(&meant)) = (edit, typed, written.first()) {
        same_sound = kind(setting.likeness.same_sound(typed, meant));
        near_sound = kind(setting.likeness.near_sound(typed, meant));
        same_shape = kind(setting.likeness.same_shape(typed, meant));
    }
    if let (true, Some(typed)) = (replaced.len() == 1, typed) {
        typed_rare = (3.0 - single(typed)).max(0.0);
        unknown = kind(single(typed) == 0.0);
    }
    if let (1, Some(&meant)) = (written.len(), written.first()) {
        written_frequent = single(meant);
    }
    let doubled = match edit {
        Edit::Delete(_) => kind(left == typed || right == typed),
        _ => 0.0,
    };
    let edge = |side: Option<char>| kind(!side.is_some_and(is_word));
    let alike = f32::max(near_sound, same_shape);
    Some([
        1.0,
        delete,
        insert,
        transpose,
        gain,
        gain * delete,
        gain * insert,
        gain * transpose,
        gain * gain / 4.0,
        lowest(&old),
        lowest(&new),
        mean(&old),
        mean(&new),
        pair_before,
        pair_after,
        triple_before,
        triple_before_most,
        triple_after,
        triple_after_most,
        four_before_most,
        four_after,
        four_after_most,
        odd.min(3.0),
        odd_wide.min(3.0),
        corrected.ln_1p(),
        corrected_wide.ln_1p(),
        same_sound,
        near_sound,
        same_shape,
        doubled,
        typed_rare,
        written_frequent,
        edge(left),
        edge(right),
        margin.clamp(0.0, 20.0) / 10.0,
        around_it(setting, &replaced) / 10.0,
        setting.mean / 10.0,
        unknown,
        alike * gain,
        odd.min(2.0) * gain,
    ])
}

/// How often what stands around `replaced` stands in the file: of three and of five characters.
fn recurring(
    setting: &Setting<'_>,
    replaced: &std::ops::Range<usize>,
    written: Option<&[char]>,
) -> (f32, f32) {
    let characters = &setting.tokens.characters;
    let own: Vec<char> = match written {
        Some(written) => written.to_vec(),
        None => characters
            .get(replaced.clone())
            .unwrap_or_default()
            .to_vec(),
    };
    let stretch = |length: usize| {
        let missing = length.saturating_sub(own.len());
        let left = missing / 2 + missing % 2;
        let before = characters
            .get(replaced.start.saturating_sub(left)..replaced.start)
            .unwrap_or_default();
        let end =
            (replaced.end + length.saturating_sub(own.len() + before.len())).min(characters.len());
        let after = characters.get(replaced.end..end).unwrap_or_default();
        let all = [before, &own, after].concat();
        if all.len() == length {
            setting.recurrence.count(&all) as f32
        } else {
            0.0
        }
    };
    (stretch(3), stretch(5))
}

/// The mean surprise of the places near `replaced` that it does not concern.
fn around_it(setting: &Setting<'_>, replaced: &std::ops::Range<usize>) -> f32 {
    let before = replaced.start.saturating_sub(6)..replaced.start;
    let length = setting.tokens.len();
    let behind = (replaced.end + REACH).min(length);
    let after = behind..(behind + 6).min(length);
    let near = setting
        .scores
        .get(before)
        .into_iter()
        .chain(setting.scores.get(after))
        .flatten();
    let (sum, count) = near.fold((0.0, 0), |(sum, count), score| (sum + score, count + 1));
    if count == 0 {
        setting.mean
    } else {
        sum / count as f32
    }
}
