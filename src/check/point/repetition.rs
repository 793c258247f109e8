use serde::Deserialize;

use crate::rule::{Context, Hit, Kind, Loader, OneOrMany, Point, Subject};
use crate::source::{Span, View};
use crate::tree::Problem;

/// A word typed twice in a row (骗取骗取).
pub struct Repetition {
    shortest: usize,
    longest: usize,
    single: Vec<char>,
    allow: Vec<String>,
}

/// Parameters of `repetition`.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Params {
    /// Characters of the shortest word looked for.
    shortest: usize,
    /// Characters of the longest word looked for.
    longest: usize,
    /// Single characters that are never doubled.
    #[serde(default)]
    single: Option<OneOrMany>,
    /// Words that may stand twice, and longer words in which they do.
    #[serde(default)]
    allow: Option<OneOrMany>,
}

/// Longer words than this are sentences: their repetition is another defect.
const LONGEST: usize = 30;

impl Point for Repetition {
    type Params = Params;

    const NAME: &'static str = "repetition";
    const KINDS: &'static [Kind] = &[Kind::Text, Kind::Stage, Kind::Header];
    const VALUES: &'static [&'static str] = &["word"];

    fn load(params: Params, _: &Loader<'_>) -> Result<Self, Vec<Problem>> {
        let words = |texts: &Option<OneOrMany>| -> Vec<String> {
            let texts = texts.iter().flat_map(OneOrMany::iter);
            texts.map(|text| text.value.clone()).collect()
        };
        let mut problems = Vec::new();
        if params.shortest < 2 || params.longest < params.shortest || params.longest > LONGEST {
            problems.push(Problem::new(
                params
                    .single
                    .iter()
                    .flat_map(OneOrMany::iter)
                    .next()
                    .map_or(Span::default(), |one| one.span),
                format!("shortest 至少为 2，longest 不小于 shortest、不大于 {LONGEST}"),
                format!(
                    "`shortest` is at least 2, `longest` no less than it and at most {LONGEST}"
                ),
            ));
        }
        for one in params.single.iter().flat_map(OneOrMany::iter) {
            if one.value.chars().count() != 1 {
                problems.push(Problem::new(
                    one.span,
                    format!("「{}」不是一个字", one.value),
                    format!("`{}` is not a single character", one.value),
                ));
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        Ok(Self {
            shortest: params.shortest,
            longest: params.longest,
            single: words(&params.single)
                .iter()
                .flat_map(|one| one.chars())
                .collect(),
            allow: words(&params.allow),
        })
    }

    fn run(&self, subject: &Subject<'_, '_>, _: &Context<'_>, hits: &mut Vec<Hit>) {
        let Some(value) = subject.text() else { return };
        let text = value.as_str();
        let characters: Vec<(usize, char)> = text.char_indices().collect();
        let end_of = |index: usize| characters.get(index).map_or(text.len(), |(at, _)| *at);
        let mut index = 0;
        while index < characters.len() {
            let rest = characters.get(index..).unwrap_or_default();
            let found = self.length(rest).filter(|length| {
                let (start, middle, end) = (
                    end_of(index),
                    end_of(index + length),
                    end_of(index + 2 * length),
                );
                !parted(&value.view, start, middle, end) && !self.allowed(text, start..middle, end)
            });
            let Some(length) = found else {
                index += 1;
                continue;
            };
            let (start, middle, end) = (
                end_of(index),
                end_of(index + length),
                end_of(index + 2 * length),
            );
            let hit = Hit::at(value.view.source_span(start..end))
                .value("word", text.get(start..middle).unwrap_or_default())
                .edit(value.view.source_span(middle..end), "");
            hits.push(hit);
            index += 2 * length;
        }
    }
}

impl Repetition {
    /// The length in characters of the word at the start of `rest` that stands there twice.
    fn length(&self, rest: &[(usize, char)]) -> Option<usize> {
        let (&(_, first), after) = rest.split_first()?;
        if !is_han(first) {
            return None;
        }
        let longest = self.longest.min(rest.len() / 2);
        for length in (self.shortest..=longest).rev() {
            let (one, other) = rest.split_at_checked(length)?;
            // Nearly always told by the first character.
            if other.first().is_none_or(|(_, again)| *again != first) {
                continue;
            }
            let twice = one
                .iter()
                .zip(other)
                .all(|((_, one), (_, other))| one == other && is_han(*one));
            // 一一一一 is no word; it is told as a doubled character, where that is wrong.
            let varied = || one.iter().any(|(_, character)| *character != first);
            if twice && varied() {
                return Some(length);
            }
        }
        let (_, second) = after.first()?;
        (*second == first && self.single.contains(&first)).then_some(1)
    }

    /// Whether the word may stand twice, or stands in a longer word that may hold it.
    fn allowed(&self, text: &str, word: std::ops::Range<usize>, end: usize) -> bool {
        let once = text.get(word.clone()).unwrap_or_default();
        self.allow.iter().any(|allowed| {
            allowed == once
                || (allowed.len() > once.len() && around(text, word.start..end, allowed))
        })
    }
}

/// Whether `word` stands in `text` so that it covers the seam of `range`'s two halves.
fn around(text: &str, range: std::ops::Range<usize>, word: &str) -> bool {
    let seam = range.start + range.len() / 2;
    let mut from = seam.saturating_sub(word.len());
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let mut to = (seam + word.len()).min(text.len());
    while !text.is_char_boundary(to) {
        to -= 1;
    }
    let near = text.get(from..to).unwrap_or_default();
    near.match_indices(word)
        .any(|(at, _)| from + at < seam && seam < from + at + word.len())
}

/// Whether the two words are entries of their own, parted by blanks or line breaks: the seam may also
/// stand inside the word that was found (甲乙 甲乙 holds 乙甲 twice over). One line break within a
/// word is only a broken word.
fn parted(view: &View<'_>, start: usize, middle: usize, end: usize) -> bool {
    let inside = |seams: &[u32]| {
        let first = seams.partition_point(|&at| at as usize <= start);
        let after = seams.partition_point(|&at| (at as usize) < end);
        seams.get(first..after).unwrap_or_default().to_vec()
    };
    let breaks = inside(view.breaks());
    !inside(view.blanks()).is_empty()
        || breaks.len() > 1
        || breaks.first().is_some_and(|&at| at as usize == middle)
}

fn is_han(character: char) -> bool {
    matches!(character, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}')
}
