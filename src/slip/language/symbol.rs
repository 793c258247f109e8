//! Text as the model sees it: a symbol a character, without blanks; runs of digits, numerals and
//! letters are one symbol each.

use rustc_hash::FxHashMap;

/// A character of the alphabet of a model, by its position there.
pub type Symbol = u16;
/// Before the first and after the last character of a text.
pub const EDGE: Symbol = 0;
/// A character that is not in the alphabet.
pub const UNKNOWN: Symbol = 1;

/// A text in symbols.
#[derive(Debug, Default, Clone)]
pub struct Tokens {
    /// What stands at each place; for a run, its first character as the model has it.
    pub characters: Vec<char>,
    /// The bytes of each place.
    pub ranges: Vec<(u32, u32)>,
}

impl Tokens {
    /// The places of `text`.
    pub fn new(text: &str) -> Self {
        let mut tokens = Self::default();
        let mut characters = text.char_indices().peekable();
        while let Some((start, first)) = characters.next() {
            let mut end = start + first.len_utf8();
            let mut seen = normal(first);
            if first.is_whitespace() || seen == '\0' {
                continue;
            }
            let run = run_of(seen);
            let mut length = 1;
            if let Some(run) = run {
                while let Some(&(at, next)) = characters.peek() {
                    if run_of(normal(next)) != Some(run) {
                        break;
                    }
                    end = at + next.len_utf8();
                    length += 1;
                    characters.next();
                }
            }
            seen = match run {
                Some(Run::Letters) => 'a',
                Some(Run::Digits) => '0',
                // 一 is a word of its own in 统一, a number in 第一.
                Some(Run::Numerals) if length > 1 || tokens.characters.last() == Some(&'第') => {
                    '0'
                }
                _ => seen,
            };
            tokens.characters.push(seen);
            let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
            tokens.ranges.push((place(start), place(end)));
        }
        tokens
    }

    /// How many places there are.
    pub fn len(&self) -> usize {
        self.characters.len()
    }
}

/// Characters that are read together.
#[derive(Clone, Copy, PartialEq)]
enum Run {
    Letters,
    Digits,
    Numerals,
}

fn run_of(character: char) -> Option<Run> {
    if character.is_ascii_digit() {
        Some(Run::Digits)
    } else if character.is_ascii_alphabetic() {
        Some(Run::Letters)
    } else if "〇零一二三四五六七八九十百千万".contains(character) {
        Some(Run::Numerals)
    } else {
        None
    }
}

/// A mark as laws write it; letters and digits in their narrow form.
fn normal(character: char) -> char {
    match character {
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => {
            char::from_u32(u32::from(character) - 0xFEE0).unwrap_or(character)
        }
        ',' => '，',
        ';' => '；',
        ':' | '∶' | '︰' => '：',
        '(' | '〔' | '[' | '【' | '﹝' => '（',
        ')' | '〕' | ']' | '】' | '﹞' => '）',
        '.' | '．' | '｡' => '。',
        '?' => '？',
        '!' => '！',
        '〈' | '<' => '《',
        '〉' | '>' => '》',
        '“' | '”' | '"' | '‘' | '’' | '「' | '」' => '“',
        '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}' => '\0',
        _ => character,
    }
}

/// Whether the model may propose to change or write this character: a Chinese one that is no numeral.
pub fn is_word(character: char) -> bool {
    matches!(character, '\u{3400}'..='\u{9FFF}') && run_of(character).is_none()
}

/// The characters a model knows.
#[derive(Debug, Default)]
pub struct Alphabet {
    characters: Vec<char>,
    symbols: FxHashMap<char, Symbol>,
}

impl Alphabet {
    /// The alphabet of `characters` in their order, behind [`EDGE`] and [`UNKNOWN`].
    pub fn new(characters: impl IntoIterator<Item = char>) -> Self {
        let mut all = vec!['\n', '\u{FFFD}'];
        all.extend(characters);
        let symbols = all
            .iter()
            .enumerate()
            .map(|(at, &character)| (character, Symbol::try_from(at).unwrap_or(UNKNOWN)))
            .collect();
        Self {
            characters: all,
            symbols,
        }
    }

    /// The symbol of a character.
    pub fn symbol(&self, character: char) -> Symbol {
        self.symbols.get(&character).copied().unwrap_or(UNKNOWN)
    }

    /// The character of a symbol.
    pub fn character(&self, symbol: Symbol) -> char {
        self.characters
            .get(usize::from(symbol))
            .copied()
            .unwrap_or('\u{FFFD}')
    }

    /// How many symbols there are.
    pub fn len(&self) -> usize {
        self.characters.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_one_place_and_blanks_none() {
        let text = "第三十二条 处2000元,统一ABC";
        let tokens = Tokens::new(text);
        let seen: String = tokens.characters.iter().collect();
        assert_eq!(seen, "第0条处0元，统一a");
        let (start, end) = tokens.ranges[4];
        assert_eq!(&text[start as usize..end as usize], "2000");
    }
}
