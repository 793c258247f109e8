//! Slips put into sound texts, to learn and to measure by.

use super::symbol::is_word;
use crate::slip::Likeness;

/// A kind of slip.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A character of the same sound.
    Sound,
    /// A character of like shape.
    Shape,
    /// Two neighbours in the wrong order.
    Transposed,
    /// A lost character.
    Lost,
    /// A character twice.
    Doubled,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 5] = [
        Self::Sound,
        Self::Shape,
        Self::Transposed,
        Self::Lost,
        Self::Doubled,
    ];

    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sound => "same sound",
            Self::Shape => "like shape",
            Self::Transposed => "transposed",
            Self::Lost => "lost",
            Self::Doubled => "doubled",
        }
    }
}

/// A sequence of numbers that look random, the same for the same seed (splitmix64).
#[derive(Debug, Clone)]
pub struct Random(pub u64);

impl Random {
    /// The next number below `limit`; 0 where that is 0.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^= mixed >> 31;
        usize::try_from(mixed % (limit.max(1) as u64)).unwrap_or_default()
    }
}

/// A slip that was put into a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Injected {
    /// Its kind.
    pub kind: Kind,
    /// The bytes of the damaged text that are wrong; empty where a character was lost.
    pub range: std::ops::Range<usize>,
    /// What stood there.
    pub right: String,
}

/// Puts one slip of `kind` into `text` at a random place; `frequency` tells how common a character is, so
/// that a wrong character is one that people type. `None` where none fits in a few tries.
pub fn inject(
    text: &str,
    kind: Kind,
    random: &mut Random,
    likeness: &Likeness,
    frequency: &dyn Fn(char) -> f32,
) -> Option<(String, Injected)> {
    let characters: Vec<(usize, char)> = text.char_indices().collect();
    for _ in 0..20 {
        let at = random.below(characters.len());
        let &(start, character) = characters.get(at)?;
        if !is_word(character) {
            continue;
        }
        let next = characters.get(at + 1).map(|&(_, next)| next);
        let before = at
            .checked_sub(1)
            .and_then(|at| characters.get(at))
            .map(|&(_, before)| before);
        let mut end = start + character.len_utf8();
        let (written, right) = match kind {
            Kind::Sound => {
                let alike: Vec<char> = likeness.of_sound(character).collect();
                (
                    chosen(&alike, frequency, random)?.map(String::from),
                    character.to_string(),
                )
            }
            Kind::Shape => {
                let alike = likeness.of_shape(character);
                (
                    chosen(alike, frequency, random)?.map(String::from),
                    character.to_string(),
                )
            }
            Kind::Transposed => {
                let swapped = next.filter(|&next| is_word(next) && next != character);
                end += swapped.map_or(0, char::len_utf8);
                (
                    swapped.map(|next| format!("{next}{character}")),
                    swapped.map_or_else(String::new, |next| format!("{character}{next}")),
                )
            }
            // Of two equal neighbours either may be the lost one.
            Kind::Lost => (
                (before != Some(character) && next != Some(character)).then(String::new),
                character.to_string(),
            ),
            Kind::Doubled => (
                (before != Some(character) && next != Some(character))
                    .then(|| format!("{character}{character}")),
                character.to_string(),
            ),
        };
        let Some(written) = written else { continue };
        let damaged = format!("{}{written}{}", &text[..start], &text[end..]);
        let range = start..start + written.len();
        return Some((damaged, Injected { kind, range, right }));
    }
    None
}

/// One of `characters`, common ones more often; `Some(None)` where there is none.
fn chosen(
    characters: &[char],
    frequency: &dyn Fn(char) -> f32,
    random: &mut Random,
) -> Option<Option<char>> {
    let weights: Vec<f32> = characters
        .iter()
        .map(|&one| frequency(one).max(0.0).sqrt())
        .collect();
    let sum: f32 = weights.iter().sum();
    if sum <= 0.0 {
        return Some(None);
    }
    let mut left = random.below(1 << 20) as f32 / (1 << 20) as f32 * sum;
    for (&character, weight) in characters.iter().zip(weights) {
        left -= weight;
        if left < 0.0 {
            return Some(Some(character));
        }
    }
    Some(characters.last().copied())
}
