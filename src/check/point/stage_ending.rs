use serde::Deserialize;

use crate::list::Value;
use crate::rule::{Context, Hit, Kind, Loader, Point, Subject};
use crate::source::Span;
use crate::tree::Problem;
use crate::vocabulary::Field;

/// Stages without a mark at their end where the other stages of the item have one.
pub struct StageEnding {
    marks: Vec<char>,
}

/// Parameters of `stage-ending`.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Params {
    /// The marks that may end a stage.
    marks: String,
}

impl Point for StageEnding {
    type Params = Params;

    const NAME: &'static str = "stage-ending";
    const KINDS: &'static [Kind] = &[Kind::Item];
    const VALUES: &'static [&'static str] = &["end", "mark"];
    const LABELS: &'static [&'static str] = &["sibling"];

    fn load(params: Params, _: &Loader<'_>) -> Result<Self, Vec<Problem>> {
        Ok(Self {
            marks: params.marks.chars().collect(),
        })
    }

    fn run(&self, subject: &Subject<'_, '_>, _: &Context<'_>, hits: &mut Vec<Hit>) {
        let mut ended: Vec<(Span, char)> = Vec::new();
        let mut open: Vec<(&Value<'_>, usize)> = Vec::new();
        for value in subject.values(Field::Duties) {
            let text = value.as_str();
            for end in ends(value) {
                let Some(last) = text[..end].chars().next_back() else {
                    continue;
                };
                if self.marks.contains(&last) {
                    ended.push((value.view.source_span(end - last.len_utf8()..end), last));
                } else if last.is_alphanumeric() {
                    open.push((value, end));
                }
            }
        }
        // Two with a mark for each without, and two at least.
        let Some(&(sibling, mark)) = ended.first() else {
            return;
        };
        if ended.len() < 2 || ended.len() < 2 * open.len() {
            return;
        }
        for (value, end) in open {
            let text = value.as_str();
            let last = text[..end].chars().next_back().map_or(0, char::len_utf8);
            let span = value.view.source_span(end - last..end);
            let mut hit = Hit::at(span)
                .value("end", tail(&text[..end]))
                .value("mark", mark)
                .label("sibling", sibling)
                .edit(Span::empty(span.end()), mark);
            hit.field = Some(Field::Duties);
            hits.push(hit);
        }
    }
}

/// Where the points of a text end in bytes of its view: before each number that begins a line, and at its end.
fn ends(value: &Value<'_>) -> Vec<usize> {
    let text = value.as_str();
    let mut ends: Vec<usize> = value
        .view
        .breaks()
        .iter()
        .map(|&at| at as usize)
        .filter(|&at| {
            at > 0 && super::odd_phrase::without_number(&text[at..]).len() < text.len() - at
        })
        .collect();
    ends.push(text.len());
    ends
}

/// The last characters, to recognise the place by.
fn tail(text: &str) -> String {
    let start = text.char_indices().rev().nth(9).map_or(0, |(at, _)| at);
    text[start..].to_owned()
}
