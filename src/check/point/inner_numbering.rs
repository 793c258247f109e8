use serde::Deserialize;

use crate::law::numeral;
use crate::rule::{Context, Hit, Kind, Loader, Point, Subject};
use crate::source::View;
use crate::tree::Problem;

/// Numbers of the points within one text that jump, stand twice or step back: 1 2 3 5.
pub struct InnerNumbering;

/// Parameters of `inner-numbering`: none.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Params {}

/// A number in front of a point.
struct Numbered {
    number: u32,
    style: Style,
    start: usize,
    end: usize,
}

/// How numbers are written; each way counts for itself.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Style {
    chinese: bool,
    bracketed: bool,
    circled: bool,
}

impl Point for InnerNumbering {
    type Params = Params;

    const NAME: &'static str = "inner-numbering";
    const KINDS: &'static [Kind] = &[Kind::Text];
    const VALUES: &'static [&'static str] = &["found", "before", "expected"];
    const VARIANTS: &'static [&'static str] = &["gap", "repeat", "back"];
    const LABELS: &'static [&'static str] = &["before"];

    fn load(_: Params, _: &Loader<'_>) -> Result<Self, Vec<Problem>> {
        Ok(Self)
    }

    fn run(&self, subject: &Subject<'_, '_>, _: &Context<'_>, hits: &mut Vec<Hit>) {
        let Some(value) = subject.text() else { return };
        let text = value.as_str();
        let mut last: Vec<Numbered> = Vec::new();
        for found in numbered(&value.view) {
            let place = last.iter().position(|before| before.style == found.style);
            if let Some(before) = place.and_then(|place| last.get(place)) {
                let variant = match found.number {
                    1 => None,
                    number if number == before.number + 1 => None,
                    number if number == before.number => Some("repeat"),
                    number if number < before.number => Some("back"),
                    _ => Some("gap"),
                };
                if let Some(variant) = variant {
                    hits.push(
                        Hit::at(value.view.source_span(found.start..found.end))
                            .variant(variant)
                            .value("found", &text[found.start..found.end])
                            .value("before", &text[before.start..before.end])
                            .value("expected", (before.number + 1).to_string())
                            .label("before", value.view.source_span(before.start..before.end)),
                    );
                }
            }
            match place {
                // A point of an outer numbering begins the inner ones anew.
                Some(place) => {
                    last.truncate(place);
                    last.push(found);
                }
                None => last.push(found),
            }
        }
    }
}

/// The numbers in front of points: at the start of a line, or after a mark that ends a sentence.
fn numbered(view: &View<'_>) -> Vec<Numbered> {
    let text = view.as_str();
    let mut found = Vec::new();
    let mut before = None;
    let mut skip = 0;
    for (at, character) in text.char_indices() {
        let starts =
            at == 0 || view.starts_line(at) || before.is_some_and(|mark| "。；;：:".contains(mark));
        if at >= skip
            && starts
            && (character.is_ascii_digit()
                || "（(一二三四五六七八九十①②③④⑤⑥⑦⑧⑨⑩".contains(character))
            && let Some(numbered) = number_at(text, at)
        {
            skip = numbered.end;
            found.push(numbered);
        }
        before = Some(character);
    }
    found
}

fn number_at(text: &str, start: usize) -> Option<Numbered> {
    let rest = &text[start..];
    let first = rest.chars().next()?;
    if ('①'..='⑳').contains(&first) {
        return Some(Numbered {
            number: u32::from(first) - u32::from('①') + 1,
            style: Style {
                chinese: false,
                bracketed: false,
                circled: true,
            },
            start,
            end: start + first.len_utf8(),
        });
    }
    let bracketed = matches!(first, '（' | '(');
    let inner = if bracketed {
        &rest[first.len_utf8()..]
    } else {
        rest
    };
    let numeral = numeral::prefix(inner)?;
    let number = numeral.value.filter(|number| (1..=60).contains(number))?;
    let chinese = !inner.starts_with(|character: char| character.is_ascii_digit());
    let after = &inner[numeral.len..];
    let mark = after.chars().next()?;
    let fits = match (bracketed, chinese) {
        (true, _) => matches!(mark, '）' | ')'),
        (false, true) => mark == '、',
        // 1.5 is no point, 1.立案 is one.
        (false, false) => {
            matches!(mark, '.' | '．' | '、')
                && !after[mark.len_utf8()..]
                    .starts_with(|character: char| character.is_ascii_digit())
        }
    };
    let end = start + (rest.len() - after.len()) + mark.len_utf8();
    fits.then_some(Numbered {
        number,
        style: Style {
            chinese,
            bracketed,
            circled: false,
        },
        start,
        end,
    })
}
