use rustc_hash::{FxHashMap, FxHashSet};

use super::styles::Styles;
use crate::read::ReadError;
use crate::read::office::number_format::chinese;
use crate::read::office::package::Package;
use crate::read::office::xml::Token;

/// Levels of a numbering (§17.9.6).
const LEVELS: usize = 9;

/// The automatic numbering of a document (ISO/IEC 29500-1 §17.9) and how far it has counted.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    abstracts: FxHashMap<u32, Abstract>,
    instances: FxHashMap<u32, Instance>,
    counters: FxHashMap<u32, [Option<u32>; LEVELS]>,
    used: FxHashSet<u32>,
}

#[derive(Debug, Default)]
struct Abstract {
    levels: FxHashMap<usize, Level>,
    /// The numbering style that holds the levels instead.
    link: Option<String>,
}

#[derive(Debug, Clone)]
struct Level {
    start: u32,
    format: String,
    text: String,
    /// All levels in the text are written as Arabic numbers.
    legal: bool,
    /// The level (from 1) after which it starts again; 0 for never.
    restart: Option<usize>,
    style: Option<String>,
}

impl Default for Level {
    fn default() -> Self {
        Self {
            start: 1,
            format: "decimal".to_owned(),
            text: String::new(),
            legal: false,
            restart: None,
            style: None,
        }
    }
}

#[derive(Debug, Default)]
struct Instance {
    definition: u32,
    overrides: FxHashMap<usize, u32>,
    levels: FxHashMap<usize, Level>,
}

impl Numbering {
    /// The number of the next paragraph with the numbering `number` at `level`, or at the level that
    /// belongs to its style; empty where none is shown.
    pub(super) fn next(
        &mut self,
        styles: &Styles,
        number: u32,
        level: Option<u32>,
        style: Option<&str>,
    ) -> String {
        let Some((number, definition)) = self.resolved(styles, number) else {
            return String::new();
        };
        let (Some(instance), Some(abstract_)) =
            (self.instances.get(&number), self.abstracts.get(&definition))
        else {
            return String::new();
        };
        let level_at = |at: usize| {
            instance
                .levels
                .get(&at)
                .or_else(|| abstract_.levels.get(&at))
        };
        let level = level
            .and_then(|level| usize::try_from(level).ok())
            .or_else(|| {
                let style = style?;
                (0..LEVELS).find(|&at| {
                    level_at(at).is_some_and(|level| level.style.as_deref() == Some(style))
                })
            })
            .unwrap_or(0)
            .min(LEVELS - 1);
        let counters = self.counters.entry(definition).or_default();
        if self.used.insert(number) {
            for (&at, &start) in &instance.overrides {
                if let Some(counter) = counters.get_mut(at) {
                    *counter = start.checked_sub(1);
                }
            }
        }
        let Some(own) = level_at(level) else {
            return String::new();
        };
        for (at, counter) in counters.iter_mut().enumerate() {
            let start = level_at(at).map_or(1, |level| level.start);
            if at == level {
                *counter = Some(counter.map_or(start, |count| count.saturating_add(1)));
            } else if at > level {
                let restarts = level_at(at)
                    .and_then(|level| level.restart)
                    .is_none_or(|after| after != 0 && level < after);
                if restarts {
                    *counter = None;
                }
            } else if counter.is_none() {
                *counter = Some(start);
            }
        }
        let mut shown = String::new();
        let mut rest = own.text.as_str();
        while let Some(at) = rest.find('%') {
            let (before, from) = rest.split_at(at);
            shown.push_str(before);
            let digit = from
                .chars()
                .nth(1)
                .and_then(|digit| digit.to_digit(10))
                .and_then(|digit| usize::try_from(digit).ok())
                .and_then(|digit| digit.checked_sub(1))
                .filter(|digit| *digit < LEVELS);
            let Some(referred) = digit else {
                shown.push('%');
                rest = &from[1..];
                continue;
            };
            if let (Some(level), Some(Some(count))) = (level_at(referred), counters.get(referred)) {
                let format = if own.legal { "decimal" } else { &level.format };
                shown.push_str(&formatted(format, *count));
            }
            rest = &from[2..];
        }
        shown.push_str(rest);
        // Bullets are signs of fonts, not numbers.
        if own.format == "bullet" {
            shown.clear();
        }
        shown
    }

    /// The numbering that holds the levels, links through numbering styles followed.
    fn resolved(&self, styles: &Styles, number: u32) -> Option<(u32, u32)> {
        let mut number = number;
        for _ in 0..8 {
            let definition = self.instances.get(&number)?.definition;
            match &self.abstracts.get(&definition)?.link {
                Some(style) => match styles.number_of(style) {
                    Some(linked) if linked != number => number = linked,
                    _ => return Some((number, definition)),
                },
                None => return Some((number, definition)),
            }
        }
        None
    }
}

/// Reads the numbering definitions; a document without them has none.
pub(super) fn numbering(
    package: &mut Package<'_>,
    part: Option<&str>,
) -> Result<Numbering, ReadError> {
    let mut numbering = Numbering::default();
    let Some(part) = part else {
        return Ok(numbering);
    };
    let Some(mut xml) = package.xml(part)? else {
        return Ok(numbering);
    };
    let mut definition: Option<u32> = None;
    let mut instance: Option<u32> = None;
    let mut at = 0usize;
    loop {
        let element = match xml.next()? {
            Token::Open(element) => element,
            Token::Close(element) => {
                match element.local() {
                    "abstractNum" => definition = None,
                    "num" => instance = None,
                    _ => {}
                }
                continue;
            }
            Token::End => return Ok(numbering),
            _ => continue,
        };
        let value = || element.attribute("val").unwrap_or_default().into_owned();
        match element.local() {
            "abstractNum" => definition = element.number("abstractNumId"),
            "num" => {
                instance = element.number("numId");
                if let Some(id) = instance {
                    numbering.instances.entry(id).or_default();
                }
            }
            "abstractNumId" => {
                if let (Some(instance), Some(definition)) = (
                    instance.and_then(|id| numbering.instances.get_mut(&id)),
                    element.number("val"),
                ) {
                    instance.definition = definition;
                }
            }
            "numStyleLink" => {
                if let Some(definition) = definition {
                    numbering.abstracts.entry(definition).or_default().link = Some(value());
                }
            }
            "lvlOverride" => at = element.number("ilvl").unwrap_or(0),
            "startOverride" => {
                if let (Some(instance), Some(start)) = (
                    instance.and_then(|id| numbering.instances.get_mut(&id)),
                    element.number("val"),
                ) {
                    instance.overrides.insert(at, start);
                }
            }
            name => {
                if name == "lvl" {
                    at = element.number("ilvl").unwrap_or(0);
                }
                let levels = match (definition, instance) {
                    (Some(definition), _) => {
                        &mut numbering.abstracts.entry(definition).or_default().levels
                    }
                    (None, Some(instance)) => {
                        &mut numbering.instances.entry(instance).or_default().levels
                    }
                    (None, None) => continue,
                };
                if name == "lvl" {
                    levels.insert(at, Level::default());
                    continue;
                }
                let Some(level) = levels.get_mut(&at) else {
                    continue;
                };
                match name {
                    "start" => level.start = element.number("val").unwrap_or(1),
                    "numFmt" => level.format = value(),
                    "lvlText" => level.text = value(),
                    "isLgl" => level.legal = super::styles::is_on(&element),
                    "lvlRestart" => level.restart = element.number("val"),
                    "pStyle" => level.style = Some(value()),
                    _ => {}
                }
            }
        }
    }
}

/// A number in one of the formats of §17.18.59.
fn formatted(format: &str, number: u32) -> String {
    let sign = |first: u32, last: u32| {
        (1..=last)
            .contains(&number)
            .then(|| char::from_u32(first + number - 1))
            .flatten()
            .map_or_else(|| number.to_string(), String::from)
    };
    let one_of = |signs: &str| {
        number
            .checked_sub(1)
            .and_then(|index| signs.chars().nth(index as usize))
            .map_or_else(|| number.to_string(), String::from)
    };
    match format {
        "chineseCounting"
        | "chineseCountingThousand"
        | "taiwaneseCounting"
        | "taiwaneseCountingThousand"
        | "japaneseCounting"
        | "koreanCounting" => chinese(number, false),
        "chineseLegalSimplified" | "ideographLegalTraditional" | "japaneseLegal" => {
            chinese(number, true)
        }
        "ideographDigital" | "taiwaneseDigital" | "japaneseDigitalTenThousand" => number
            .to_string()
            .chars()
            .filter_map(|digit| {
                "〇一二三四五六七八九"
                    .chars()
                    .nth(digit.to_digit(10)? as usize)
            })
            .collect(),
        "ideographTraditional" => one_of("甲乙丙丁戊己庚辛壬癸"),
        "ideographZodiac" => one_of("子丑寅卯辰巳午未申酉戌亥"),
        "ideographEnclosedCircle" => sign(0x3220, 10),
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => sign(0x2460, 20),
        "decimalEnclosedParen" => sign(0x2474, 20),
        "decimalEnclosedFullstop" => sign(0x2488, 20),
        "decimalFullWidth" | "decimalFullWidth2" => number
            .to_string()
            .chars()
            .filter_map(|digit| char::from_u32(0xFF10 + digit.to_digit(10)?))
            .collect(),
        "decimalZero" => format!("{number:02}"),
        "upperRoman" => roman(number),
        "lowerRoman" => roman(number).to_lowercase(),
        "upperLetter" => letters(number),
        "lowerLetter" => letters(number).to_lowercase(),
        "none" | "bullet" => String::new(),
        _ => number.to_string(),
    }
}

fn roman(number: u32) -> String {
    if number > 3999 {
        return number.to_string();
    }
    let mut rest = number;
    let mut out = String::new();
    for (value, sign) in [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ] {
        while rest >= value {
            out.push_str(sign);
            rest -= value;
        }
    }
    out
}

/// A, B, … Z, AA, BB, … (§17.18.59): the letter is repeated.
fn letters(number: u32) -> String {
    let Some(index) = number.checked_sub(1) else {
        return String::new();
    };
    let letter = char::from_u32(u32::from(b'A') + index % 26).unwrap_or('A');
    let count = usize::try_from(index / 26).unwrap_or(0).min(10) + 1;
    std::iter::repeat_n(letter, count).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats() {
        for (format, number, text) in [
            ("chineseCounting", 21, "二十一"),
            ("chineseCountingThousand", 110, "一百一十"),
            ("ideographDigital", 20, "二〇"),
            ("decimalEnclosedCircle", 3, "③"),
            ("decimalEnclosedCircle", 30, "30"),
            ("ideographTraditional", 2, "乙"),
            ("upperRoman", 1994, "MCMXCIV"),
            ("lowerLetter", 28, "bb"),
            ("decimalZero", 7, "07"),
        ] {
            assert_eq!(formatted(format, number), text, "{format}");
        }
    }
}
