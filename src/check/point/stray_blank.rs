use rustc_hash::FxHashMap;
use serde::Deserialize;

use crate::list::{Item, Value};
use crate::rule::{Context, Hit, Kind, Loader, Point, Subject};
use crate::source::Span;
use crate::tree::Problem;
use crate::vocabulary::Field;

/// Blanks inside words: between two characters that stand side by side elsewhere in the list.
pub struct StrayBlank {
    times: u32,
}

/// Parameters of `stray-blank`.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Params {
    /// How often the word must stand unbroken elsewhere.
    #[serde(default = "Params::usual_times")]
    times: u32,
}

impl Params {
    fn usual_times() -> u32 {
        3
    }
}

/// Two characters on each side of a place.
type Around = [char; 4];

impl Point for StrayBlank {
    type Params = Params;

    const NAME: &'static str = "stray-blank";
    const KINDS: &'static [Kind] = &[Kind::List];
    const VALUES: &'static [&'static str] = &["word", "count"];

    fn load(params: Params, _: &Loader<'_>) -> Result<Self, Vec<Problem>> {
        Ok(Self {
            times: params.times.max(1),
        })
    }

    fn run(&self, subject: &Subject<'_, '_>, _: &Context<'_>, hits: &mut Vec<Hit>) {
        let mut broken: Vec<(&Item<'_>, Field, &Value<'_>, usize, Around)> = Vec::new();
        let mut seen: Option<Span> = None;
        for item in &subject.list.items {
            for (field, value) in &item.fields {
                if seen.replace(value.span()) == Some(value.span()) {
                    continue;
                }
                for &at in value.view.blanks() {
                    if let Some(around) = around(value.as_str(), at as usize) {
                        broken.push((item, *field, value, at as usize, around));
                    }
                }
            }
        }
        if broken.is_empty() {
            return;
        }
        let mut whole: FxHashMap<Around, u32> =
            broken.iter().map(|(.., around)| (*around, 0)).collect();
        for item in &subject.list.items {
            for (_, value) in &item.fields {
                count(value, &mut whole);
            }
        }
        for (item, field, value, at, around) in broken {
            let count = whole.get(&around).copied().unwrap_or_default();
            if count < self.times {
                continue;
            }
            let text = value.as_str();
            let before = text[..at].chars().next_back().map_or(0, char::len_utf8);
            let after = text[at..].chars().next().map_or(0, char::len_utf8);
            let (left, right) = (
                value.view.source_span(at - before..at),
                value.view.source_span(at..at + after),
            );
            let mut hit = Hit::at(left.cover(right))
                .value("word", around.iter().collect::<String>())
                .value("count", count.to_string())
                .edit(Span::new(left.end(), right.start()), "");
            hit.item = Some(item.index);
            hit.field = Some(field);
            hits.push(hit);
        }
    }
}

/// The two characters on each side of the byte `at`; nothing where they are not all Chinese.
fn around(text: &str, at: usize) -> Option<Around> {
    let mut before = text[..at].chars().rev();
    let mut after = text[at..].chars();
    let (second, first) = (before.next()?, before.next()?);
    let around = [first, second, after.next()?, after.next()?];
    let chinese = |character: char| character.is_alphabetic() && !character.is_ascii();
    around.into_iter().all(chinese).then_some(around)
}

/// Counts the places of `value` that stand unbroken.
fn count(value: &Value<'_>, whole: &mut FxHashMap<Around, u32>) {
    let text = value.as_str();
    let broken = |at: usize| {
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        value.view.blanks().binary_search(&at).is_ok()
            || value.view.breaks().binary_search(&at).is_ok()
    };
    let mut window: Around = [' '; 4];
    let mut middle = [0usize; 3];
    for (at, character) in text.char_indices() {
        window = [window[1], window[2], window[3], character];
        if let Some(known) = whole.get_mut(&window)
            && !broken(middle[2])
        {
            *known += 1;
        }
        middle = [middle[1], middle[2], at];
    }
}
