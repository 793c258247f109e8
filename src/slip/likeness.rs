use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

/// Characters by their sounds, a syllable a line.
const SOUNDS: &str = include_str!("../../rules/vocabulary/sounds.txt");
/// Groups of characters of like shape, a group a line.
const SHAPES: &str = include_str!("../../rules/vocabulary/shapes.txt");

/// Which characters are easily taken for each other.
#[derive(Debug, Default)]
pub struct Likeness {
    /// The syllables of a character, by their positions.
    syllables: FxHashMap<char, Vec<u16>>,
    /// The syllable that stands for all that sound nearly like it (zhi and zi).
    near: Vec<u16>,
    /// The characters of each syllable.
    characters: Vec<Vec<char>>,
    shapes: FxHashSet<(char, char)>,
    alike: FxHashMap<char, Vec<char>>,
}

/// The likeness of the characters that come with the program.
pub fn likeness() -> &'static Likeness {
    static LIKENESS: LazyLock<Likeness> = LazyLock::new(|| Likeness::new(SOUNDS, SHAPES));
    &LIKENESS
}

impl Likeness {
    /// Reads a table of sounds (`syllable characters`) and one of shapes (groups of characters);
    /// lines that begin with `#` are remarks.
    pub fn new(sounds: &str, shapes: &str) -> Self {
        let mut likeness = Self::default();
        let mut merged: FxHashMap<String, u16> = FxHashMap::default();
        for line in lines(sounds) {
            let Some((syllable, characters)) = line.split_once(' ') else {
                continue;
            };
            let number = u16::try_from(likeness.characters.len()).unwrap_or(u16::MAX);
            let near = *merged.entry(blurred(syllable)).or_insert(number);
            likeness.near.push(near);
            likeness.characters.push(characters.chars().collect());
            for character in characters.chars() {
                likeness
                    .syllables
                    .entry(character)
                    .or_default()
                    .push(number);
            }
        }
        for group in lines(shapes) {
            for one in group.chars() {
                for other in group.chars().filter(|other| *other != one) {
                    if likeness.shapes.insert((one, other)) {
                        likeness.alike.entry(one).or_default().push(other);
                    }
                }
            }
        }
        likeness
    }

    /// Whether two characters share a reading, tones apart.
    pub fn same_sound(&self, one: char, other: char) -> bool {
        let (one, other) = (self.sounds(one), self.sounds(other));
        one.iter().any(|syllable| other.contains(syllable))
    }

    /// Whether two characters share a reading but for what many speakers do not tell apart (zh and z, in and ing).
    pub fn near_sound(&self, one: char, other: char) -> bool {
        let near = |syllable: &u16| self.near.get(usize::from(*syllable)).copied();
        let others: Vec<_> = self.sounds(other).iter().map(near).collect();
        self.sounds(one)
            .iter()
            .any(|syllable| others.contains(&near(syllable)))
    }

    /// Whether two characters look alike.
    pub fn same_shape(&self, one: char, other: char) -> bool {
        self.shapes.contains(&(one, other))
    }

    /// Whether one is easily typed for the other.
    pub fn alike(&self, one: char, other: char) -> bool {
        one != other && (self.same_sound(one, other) || self.same_shape(one, other))
    }

    /// The characters that share a reading with `character`, itself left out; some may come twice.
    pub fn of_sound(&self, character: char) -> impl Iterator<Item = char> {
        self.sounds(character)
            .iter()
            .filter_map(|&syllable| self.characters.get(usize::from(syllable)))
            .flatten()
            .copied()
            .filter(move |other| *other != character)
    }

    /// The characters that look like `character`.
    pub fn of_shape(&self, character: char) -> &[char] {
        self.alike.get(&character).map_or(&[], Vec::as_slice)
    }

    fn sounds(&self, character: char) -> &[u16] {
        self.syllables.get(&character).map_or(&[], Vec::as_slice)
    }
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// A syllable without what many speakers do not tell apart.
fn blurred(syllable: &str) -> String {
    let start = match syllable.get(..2) {
        Some("zh") => "z",
        Some("ch") => "c",
        Some("sh") => "s",
        _ => "",
    };
    let rest = if start.is_empty() {
        syllable
    } else {
        &syllable[2..]
    };
    let rest = ["ing", "eng", "ang"]
        .iter()
        .find_map(|end| {
            rest.strip_suffix(end)
                .map(|stem| format!("{stem}{}", &end[..2]))
        })
        .unwrap_or_else(|| rest.to_owned());
    format!("{start}{rest}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sounds_and_shapes_are_known() {
        let likeness = likeness();
        assert!(likeness.same_sound('于', '予') && likeness.same_sound('做', '作'));
        assert!(!likeness.same_sound('担', '当') && likeness.near_sound('担', '当'));
        assert!(likeness.same_shape('未', '末') && likeness.same_shape('准', '淮'));
        assert!(!likeness.alike('处', '法') && !likeness.alike('未', '未'));
        assert!(likeness.of_sound('账').any(|other| other == '帐'));
    }
}
