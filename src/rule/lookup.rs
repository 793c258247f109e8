//! Names in rule files: fields, stages, classes, places of text. A name that is not known is a problem at
//! its place, with the nearest that is.

use jiff::civil::Date;

use super::nearest;
use super::subject::TextPlace;
use crate::source::Span;
use crate::tree::{Problem, Spanned};
use crate::vocabulary::{ClassId, Field, StageId, Vocabulary};

/// The problem of a name that is not known. `what` says what it was to be, in both languages.
pub fn unknown(name: &str, span: Span, what: (&str, &str), known: &[&str]) -> Problem {
    let problem = Problem::new(
        span,
        format!("没有叫「{name}」的{}", what.0),
        format!("there is no {} `{name}`", what.1),
    );
    match nearest(name, known.iter().copied()) {
        Some(near) => problem.with_help(
            format!("是否要写「{near}」？"),
            format!("did you mean `{near}`?"),
        ),
        None if known.is_empty() => problem.with_help(
            format!("这里一个{}也没有", what.0),
            format!("there is no {} at all", what.1),
        ),
        None => {
            let list = known.join("、");
            problem.with_help(
                format!("可用的有：{list}"),
                format!("there are: {}", known.join(", ")),
            )
        }
    }
}

/// The field of a key (`basis`).
pub fn field(name: &str, span: Span, problems: &mut Vec<Problem>) -> Option<Field> {
    let found = Field::from_key(name);
    if found.is_none() {
        let known: Vec<&str> = Field::ALL.iter().map(|field| field.key()).collect();
        problems.push(unknown(name, span, ("字段", "field"), &known));
    }
    found
}

/// The fields of several keys.
pub fn fields<'n>(
    names: impl IntoIterator<Item = &'n Spanned<String>>,
    problems: &mut Vec<Problem>,
) -> Vec<Field> {
    names
        .into_iter()
        .filter_map(|name| field(&name.value, name.span, problems))
        .collect()
}

/// The stage of a Chinese name (告知) or key (`notification`).
pub fn stage(
    name: &str,
    span: Span,
    vocabulary: &Vocabulary,
    problems: &mut Vec<Problem>,
) -> Option<StageId> {
    let found = vocabulary.stage_by_key(name);
    if found.is_none() {
        let known: Vec<&str> = vocabulary
            .stages()
            .iter()
            .flat_map(|stage| [&*stage.zh, &*stage.key])
            .collect();
        problems.push(unknown(name, span, ("环节", "stage"), &known));
    }
    found
}

/// The class of a name as lists write it (行政处罚) or key (`penalty`).
pub fn class(
    name: &str,
    span: Span,
    vocabulary: &Vocabulary,
    problems: &mut Vec<Problem>,
) -> Option<ClassId> {
    let found = vocabulary.class_by_key(name);
    if found.is_none() {
        let known: Vec<&str> = vocabulary
            .classes()
            .iter()
            .flat_map(|class| [&*class.zh, &*class.key])
            .collect();
        problems.push(unknown(name, span, ("权力类型", "class of power"), &known));
    }
    found
}

/// The places of text that are no fields, by their key.
const PLACES: [(&str, TextPlace); 8] = [
    ("other-columns", TextPlace::OtherColumn),
    ("title", TextPlace::Title),
    ("department", TextPlace::Department),
    ("section-titles", TextPlace::SectionTitle),
    ("headers", TextPlace::Header),
    ("main-duties", TextPlace::MainDuties),
    ("boundaries", TextPlace::Boundaries),
    ("remarks", TextPlace::Remarks),
];

/// The place of text of a key: a field, or `title`, `headers` …
pub fn place(name: &str, span: Span, problems: &mut Vec<Problem>) -> Option<TextPlace> {
    if let Some(field) = Field::from_key(name) {
        return Some(TextPlace::Field(field));
    }
    if name == "unassigned" {
        return Some(TextPlace::Unassigned);
    }
    let found = PLACES.iter().find(|(key, _)| *key == name);
    if found.is_none() {
        let known: Vec<&str> = Field::ALL
            .iter()
            .map(|field| field.key())
            .chain(PLACES.iter().map(|(key, _)| *key))
            .chain(["unassigned"])
            .collect();
        problems.push(unknown(name, span, ("文字位置", "place of text"), &known));
    }
    found.map(|(_, place)| *place)
}

/// A day written `YYYY-MM-DD`.
pub fn date(text: &Spanned<String>, problems: &mut Vec<Problem>) -> Option<Date> {
    match text.value.parse() {
        Ok(date) => Some(date),
        Err(_) => {
            problems.push(
                Problem::new(
                    text.span,
                    format!("「{}」不是日期", text.value),
                    format!("`{}` is no date", text.value),
                )
                .with_help("请写成 2021-07-15 的形式", "write it as 2021-07-15"),
            );
            None
        }
    }
}
