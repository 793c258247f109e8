use rustc_hash::FxHashMap;
use serde::Deserialize;

use crate::list::{Item, Shape, Value};
use crate::rule::{Context, Hit, Kind, Loader, Point, Subject, near};
use crate::source::Span;
use crate::tree::Problem;
use crate::vocabulary::Field;

/// Blanks (or line breaks) inside words: between two characters that stand side by side elsewhere in the list.
pub struct StrayBlank {
    times: u32,
    breaks: bool,
}

/// Parameters of `stray-blank`.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Params {
    /// How often the word must stand unbroken elsewhere.
    #[serde(default = "Params::usual_times")]
    times: u32,
    /// Whether line breaks are looked for in place of blanks.
    #[serde(default)]
    breaks: bool,
}

impl Params {
    fn usual_times() -> u32 {
        3
    }
}

/// Two characters on each side of a place.
type Around = [char; 4];

/// A run of blanks with at most two characters between one and the next (排 放 船 舶 的).
struct Run<'l, 's> {
    item: &'l Item<'s>,
    field: Field,
    value: &'l Value<'s>,
    /// Bytes of the view before which a blank stood, ascending, none twice; at least one.
    places: Vec<usize>,
}

/// The most bytes between two blanks of a run: two Chinese characters.
const NEXT: usize = 6;

impl Point for StrayBlank {
    type Params = Params;

    const NAME: &'static str = "stray-blank";
    const KINDS: &'static [Kind] = &[Kind::List];
    const VALUES: &'static [&'static str] = &["word", "near", "count"];

    fn load(params: Params, _: &Loader<'_>) -> Result<Self, Vec<Problem>> {
        Ok(Self {
            times: params.times.max(1),
            breaks: params.breaks,
        })
    }

    fn run(&self, subject: &Subject<'_, '_>, _: &Context<'_>, hits: &mut Vec<Hit>) {
        let mut runs: Vec<Run<'_, '_>> = Vec::new();
        let mut seen: Option<Span> = None;
        for item in &subject.list.items {
            // Lines of a text are broken by who made the file, not by who wrote the list.
            let lines = matches!(item.origin.shape, Shape::Lines | Shape::Flattened);
            if self.breaks && lines {
                continue;
            }
            for (field, value) in &item.fields {
                if seen.replace(value.span()) != Some(value.span()) {
                    self.runs(item, *field, value, &mut runs);
                }
            }
        }
        if runs.is_empty() {
            return;
        }
        let mut whole: FxHashMap<Around, u32> = FxHashMap::default();
        for run in &runs {
            let text = run.value.as_str();
            whole.extend(
                run.places
                    .iter()
                    .filter_map(|&at| Some((around(text, at)?, 0))),
            );
        }
        for item in &subject.list.items {
            for (_, value) in &item.fields {
                count(value, &mut whole);
            }
        }
        let mut cell: Option<Span> = None;
        for run in &runs {
            let text = run.value.as_str();
            let known = run.places.iter().filter_map(|&at| around(text, at));
            let counts = known.filter_map(|around| whole.get(&around).copied());
            // One blank that breaks a known word tells of all of its run.
            let Some(count) = counts.max().filter(|count| *count >= self.times) else {
                continue;
            };
            let Some(hit) = run.hit(count) else { continue };
            // The line breaks of a cell are one defect: its column was too narrow.
            let same = self.breaks && cell.replace(run.value.span()) == Some(run.value.span());
            match hits.last_mut().filter(|_| same) {
                Some(told) => told.edits.extend(hit.edits),
                None => hits.push(hit),
            }
        }
    }
}

impl StrayBlank {
    /// The runs of a value that hold a place with two Chinese characters on each side.
    fn runs<'l, 's>(
        &self,
        item: &'l Item<'s>,
        field: Field,
        value: &'l Value<'s>,
        runs: &mut Vec<Run<'l, 's>>,
    ) {
        let text = value.as_str();
        let all = match self.breaks {
            true => value.view.breaks(),
            false => value.view.blanks(),
        };
        let mut inside = all
            .iter()
            .map(|&at| at as usize)
            .filter(|&at| within_words(text, at))
            .peekable();
        while let Some(first) = inside.next() {
            let mut places = vec![first];
            let mut last = first;
            while let Some(next) = inside.next_if(|&next| next - last <= NEXT) {
                places.push(next);
                last = next;
            }
            if places.iter().any(|&at| around(text, at).is_some()) {
                runs.push(Run {
                    item,
                    field,
                    value,
                    places,
                });
            }
        }
    }
}

impl Run<'_, '_> {
    /// One hit for the whole run, with the edits of all its blanks. `count` is how often the word stands whole.
    fn hit(&self, count: u32) -> Option<Hit> {
        let (&first, &last) = (self.places.first()?, self.places.last()?);
        let text = self.value.as_str();
        let before = |at: usize| text[..at].chars().next_back().map_or(0, char::len_utf8);
        let after = |at: usize| text[at..].chars().next().map_or(0, char::len_utf8);
        let word = first - before(first)..last + after(last);
        let ends = self.places.iter().copied().chain([word.end]);
        let starts = [word.start].into_iter().chain(self.places.iter().copied());
        let parts: Vec<&str> = starts.zip(ends).map(|(from, to)| &text[from..to]).collect();
        let mut hit = Hit::at(self.value.view.source_span(word))
            .value("word", parts.join(" "))
            .value("near", near(text, first))
            .value("count", count.to_string());
        for &at in &self.places {
            let left = self.value.view.source_span(at - before(at)..at);
            let right = self.value.view.source_span(at..at + after(at));
            hit = hit.edit(Span::new(left.end(), right.start()), "");
        }
        hit.item = Some(self.item.index);
        hit.field = Some(self.field);
        Some(hit)
    }
}

fn is_chinese(character: char) -> bool {
    character.is_alphabetic() && !character.is_ascii()
}

/// Whether a Chinese character stands on both sides of the byte `at`.
fn within_words(text: &str, at: usize) -> bool {
    text[..at].chars().next_back().is_some_and(is_chinese)
        && text[at..].chars().next().is_some_and(is_chinese)
}

/// The two characters on each side of the byte `at`; nothing where they are not all Chinese.
fn around(text: &str, at: usize) -> Option<Around> {
    let mut before = text[..at].chars().rev();
    let mut after = text[at..].chars();
    let (second, first) = (before.next()?, before.next()?);
    let around = [first, second, after.next()?, after.next()?];
    around.into_iter().all(is_chinese).then_some(around)
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
