use rustc_hash::FxHashSet;
use serde::Deserialize;

use crate::list::{Item, List, Value};
use crate::rule::{Context, Hit, Kind, Loader, Point, Subject};
use crate::source::Span;
use crate::tree::Problem;
use crate::vocabulary::Field;

/// Stages (and cases) without a mark at their end where their siblings have one: the other ones of the item, or
/// those of the other items.
pub struct StageEnding {
    marks: Vec<char>,
    commas: Vec<char>,
    fields: Vec<Field>,
}

/// Parameters of `stage-ending`.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Params {
    /// The marks that may end a stage; the first is the one that ends the last.
    marks: String,
    /// Marks that end no stage, but stand there by mistake.
    #[serde(default)]
    commas: String,
    /// The fields looked at.
    #[serde(default = "Params::usual_fields")]
    fields: Vec<Field>,
}

impl Params {
    fn usual_fields() -> Vec<Field> {
        vec![Field::Duties]
    }
}

/// The end of a stage.
struct End<'l, 's> {
    value: &'l Value<'s>,
    /// Its byte in the view.
    at: usize,
    last: char,
    /// Whether the text ends there too.
    of_text: bool,
}

impl End<'_, '_> {
    fn mark(&self) -> Span {
        let start = self.at - self.last.len_utf8();
        self.value.view.source_span(start..self.at)
    }
}

/// How the texts of a column end.
#[derive(Default)]
struct Column {
    with: usize,
    without: usize,
    first: Option<Span>,
}

impl Point for StageEnding {
    type Params = Params;

    const NAME: &'static str = "stage-ending";
    const KINDS: &'static [Kind] = &[Kind::List];
    const VALUES: &'static [&'static str] = &["end", "mark", "comma", "count"];
    const VARIANTS: &'static [&'static str] = &["item", "column", "comma"];
    const LABELS: &'static [&'static str] = &["sibling"];

    fn load(params: Params, _: &Loader<'_>) -> Result<Self, Vec<Problem>> {
        Ok(Self {
            marks: params.marks.chars().collect(),
            commas: params.commas.chars().collect(),
            fields: params.fields,
        })
    }

    fn run(&self, subject: &Subject<'_, '_>, _: &Context<'_>, hits: &mut Vec<Hit>) {
        for &field in &self.fields {
            let column = self.column(subject.list, field);
            let mut seen: FxHashSet<Span> = FxHashSet::default();
            for item in &subject.list.items {
                let own: Vec<&Value<'_>> = item
                    .values(field)
                    .filter(|value| seen.insert(value.span()))
                    .collect();
                let stages = item.stages.iter().map(|stage| &stage.value);
                let parts: Vec<&Value<'_>> = match field {
                    Field::Duties if item.stages.len() > 1 && !own.is_empty() => stages.collect(),
                    _ => own.clone(),
                };
                let last = |value: &Value<'_>| {
                    let end = value.span().end();
                    own.iter().any(|own| own.span().end() == end)
                };
                let ends: Vec<End<'_, '_>> = parts
                    .into_iter()
                    .flat_map(|value| ends_of(value, last(value)))
                    .collect();
                self.item(item, field, &ends, &column, hits);
            }
        }
    }
}

impl StageEnding {
    fn column(&self, list: &List<'_>, field: Field) -> Column {
        let mut column = Column::default();
        let mut seen: FxHashSet<Span> = FxHashSet::default();
        for value in list.items.iter().flat_map(|item| item.values(field)) {
            let text = value.as_str();
            if !seen.insert(value.span()) {
                continue;
            }
            let Some(last) = text.chars().next_back() else {
                continue;
            };
            if self.marks.contains(&last) {
                column.with += 1;
                let start = text.len() - last.len_utf8();
                let span = || value.view.source_span(start..text.len());
                column.first.get_or_insert_with(span);
            } else if last.is_alphanumeric() {
                column.without += 1;
            }
        }
        column
    }

    fn item(
        &self,
        item: &Item<'_>,
        field: Field,
        ends: &[End<'_, '_>],
        column: &Column,
        hits: &mut Vec<Hit>,
    ) {
        let ended: Vec<&End<'_, '_>> = ends
            .iter()
            .filter(|end| self.marks.contains(&end.last))
            .collect();
        let open: Vec<&End<'_, '_>> = ends
            .iter()
            .filter(|end| end.last.is_alphanumeric() || self.commas.contains(&end.last))
            .collect();
        // Two with a mark for each without, and two at least.
        let by_item = ended.len() >= 2 && ended.len() >= 2 * open.len();
        // Nine columns of ten end with a mark.
        let by_column = column.with >= 5 && column.with >= 9 * column.without;
        let house_style = column.without > column.with.max(1);
        for end in open {
            let sibling = ended.first().map(|end| end.mark()).or(column.first);
            let told = match end.of_text {
                true => by_column || (by_item && !house_style),
                false => by_item,
            };
            let (true, Some(sibling)) = (told, sibling) else {
                continue;
            };
            let usual = ended.iter().find(|end| !end.of_text).map(|end| end.last);
            let mark = match (end.of_text, usual, self.marks.first()) {
                (false, Some(usual), _) => usual,
                (_, _, Some(&stop)) => stop,
                _ => continue,
            };
            let comma = self.commas.contains(&end.last);
            let span = end.mark();
            let edited = if comma { span } else { Span::empty(span.end()) };
            let mut hit = Hit::at(span)
                .variant(match (comma, by_item) {
                    (true, _) => "comma",
                    (false, true) => "item",
                    (false, false) => "column",
                })
                .value("end", tail(&end.value.as_str()[..end.at]))
                .value("comma", end.last)
                .value("count", column.with.to_string())
                .value("mark", mark)
                .label("sibling", sibling)
                .edit(edited, mark);
            hit.item = Some(item.index);
            hit.field = Some(field);
            hits.push(hit);
        }
    }
}

/// Where the points of a text end: before each number that opens one, and at its end, which is that of the cell
/// where it is the `last`.
fn ends_of<'l, 's>(value: &'l Value<'s>, last: bool) -> Vec<End<'l, 's>> {
    let text = value.as_str();
    let mut places = super::numbering::openings(value);
    places.retain(|&at| at > 0);
    places.push(text.len());
    places.dedup();
    let end = |at: usize| {
        Some(End {
            value,
            at,
            last: text[..at].chars().next_back()?,
            of_text: last && at == text.len(),
        })
    };
    places.into_iter().filter_map(end).collect()
}

/// The last characters, to recognise the place by.
fn tail(text: &str) -> String {
    let start = text.char_indices().rev().nth(9).map_or(0, |(at, _)| at);
    text[start..].to_owned()
}
