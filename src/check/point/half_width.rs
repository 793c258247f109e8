use std::collections::BTreeMap;

use serde::Deserialize;

use crate::rule::{Context, Hit, Kind, Loader, Point, Subject, near};
use crate::tree::{Problem, Spanned};

/// Punctuation of the wrong width between Chinese characters.
pub struct HalfWidth {
    marks: Vec<(char, String)>,
}

/// Parameters of `half-width`.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Params {
    /// Each mark with the one that takes its place.
    marks: BTreeMap<String, Spanned<String>>,
}

impl Point for HalfWidth {
    type Params = Params;

    const NAME: &'static str = "half-width";
    const KINDS: &'static [Kind] = &[Kind::Text, Kind::Stage, Kind::Post, Kind::Header];
    const VALUES: &'static [&'static str] = &["mark", "right", "near", "count"];

    fn load(params: Params, _: &Loader<'_>) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut marks = Vec::new();
        for (mark, right) in params.marks {
            let mut characters = mark.chars();
            match (characters.next(), characters.next()) {
                (Some(character), None) => marks.push((character, right.value)),
                _ => problems.push(Problem::new(
                    right.span,
                    format!("「{mark}」不是一个标点"),
                    format!("`{mark}` is not a single mark"),
                )),
            }
        }
        if problems.is_empty() {
            Ok(Self { marks })
        } else {
            Err(problems)
        }
    }

    fn literals(&self) -> Vec<String> {
        self.marks
            .iter()
            .map(|(mark, _)| mark.to_string())
            .collect()
    }

    /// One hit a text, at the first mark, with the edits of all: where one is wrong there are many.
    fn run(&self, subject: &Subject<'_, '_>, _: &Context<'_>, hits: &mut Vec<Hit>) {
        let Some(value) = subject.text() else { return };
        let text = value.as_str();
        let mut before: Option<char> = None;
        let mut first: Option<Hit> = None;
        let mut count = 0;
        let mut rest = text.char_indices().peekable();
        while let Some((at, character)) = rest.next() {
            let after = rest.peek().map(|(_, next)| *next);
            let mark = self.marks.iter().find(|(mark, _)| *mark == character);
            if let Some((_, right)) = mark
                && before.is_some_and(is_chinese)
                && after.is_none_or(is_chinese)
            {
                count += 1;
                let span = value.view.source_span(at..at + character.len_utf8());
                let hit = first.take().unwrap_or_else(|| {
                    Hit::at(span)
                        .value("mark", character)
                        .value("right", right.as_str())
                        .value("near", near(text, at))
                });
                first = Some(hit.edit(span, right.as_str()));
            }
            before = Some(character);
        }
        hits.extend(first.map(|hit| hit.value("count", count.to_string())));
    }
}

/// A Chinese character, or punctuation that stands in Chinese text only.
fn is_chinese(character: char) -> bool {
    matches!(character,
        '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{3001}'..='\u{3015}'
        | '\u{FF01}' | '\u{FF08}' | '\u{FF09}' | '\u{FF0C}' | '\u{FF1A}' | '\u{FF1B}' | '\u{FF1F}'
        | '\u{2018}'..='\u{201D}')
}
