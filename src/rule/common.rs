//! The placeholders every message can name, by what the rule is about.

use super::context::Context;
use super::subject::{Kind, Subject, What};
use crate::message::Message;
use crate::source::{Span, Text, View, is_blank};
use crate::vocabulary::Field;

/// Characters of a value shown in a message.
const SHOWN: usize = 40;

/// The names of the placeholders filled for subjects of `kind`.
pub(super) fn names(kind: Kind) -> Vec<String> {
    let mut names: Vec<&str> = vec!["text", "list", "field"];
    if !matches!(
        kind,
        Kind::List | Kind::Section | Kind::Header | Kind::Note | Kind::AllLists
    ) {
        names.extend(["class", "stages"]);
        names.extend(Field::ALL.iter().map(|field| field.key()));
    }
    names.extend(match kind {
        Kind::Section => &["section"][..],
        Kind::Stage => &["stage"],
        Kind::Header => &["header", "right"],
        Kind::Note => &["note"],
        Kind::Citation => &["law"],
        _ => &[],
    });
    names.into_iter().map(str::to_owned).collect()
}

/// The value of `name` for a finding of `subject` that flags `span` in `field`.
pub fn value(
    name: &str,
    subject: &Subject<'_, '_>,
    context: &Context<'_>,
    span: Span,
    field: Option<Field>,
) -> Option<Message> {
    let same = |text: &str| Some(Message::new(shortened(text), ""));
    match name {
        "text" => {
            let source = subject.list.source;
            same(View::new(&Text::verbatim(source.text(), span)).as_str())
        }
        "list" => {
            let title = subject.list.title.as_ref();
            same(title.map_or(subject.list.source.name(), |title| title.as_str()))
        }
        "field" => field.map(|field| context.field_name(field)),
        "class" => {
            let class = subject.class();
            match class.and_then(|id| context.vocabulary.class(id)) {
                Some(class) => Some(Message::new(&*class.zh, &*class.en)),
                None => same(subject.first_value(Field::Type)?.as_str()),
            }
        }
        "stages" => Some(stages(subject, context)),
        "section" => match subject.what {
            What::Section(section) => same(section.name.as_deref().unwrap_or_default()),
            _ => None,
        },
        "stage" => match subject.what {
            What::Stage(_, stage) => match &stage.label {
                Some(label) => same(label.as_str()),
                None => same(stage.value.as_str()),
            },
            _ => None,
        },
        "header" => match subject.what {
            What::Header(header) => same(header.value.as_str()),
            _ => None,
        },
        "right" => match subject.what {
            What::Header(header) => same(header.misspelling_of.as_deref().unwrap_or_default()),
            _ => None,
        },
        "note" => match subject.what {
            What::Note(note) => Some(note.message.clone()),
            _ => None,
        },
        "law" => match subject.what {
            What::Citation(_, _, citation, _) => same(&citation.title),
            _ => None,
        },
        "number" => subject.item()?.number().and_then(same),
        "name" => same(subject.item()?.name()?.as_str()),
        _ => Field::from_key(name).and_then(|field| same(subject.first_value(field)?.as_str())),
    }
}

/// The stages of the item by name, in order.
pub(super) fn stages(subject: &Subject<'_, '_>, context: &Context<'_>) -> Message {
    let mut zh: Vec<String> = Vec::new();
    let mut en: Vec<String> = Vec::new();
    for stage in subject.item().map_or(&[][..], |item| &item.stages) {
        if stage.kinds.is_empty()
            && let Some(label) = &stage.label
        {
            zh.push(label.as_str().to_owned());
            en.push(label.as_str().to_owned());
        }
        for kind in stage
            .kinds
            .iter()
            .filter_map(|id| context.vocabulary.stage(*id))
        {
            zh.push(kind.zh.to_string());
            en.push(kind.en.to_string());
        }
    }
    Message::new(zh.join("、"), en.join(", "))
}

/// A text of at most [`SHOWN`] characters, without blanks at its ends.
pub fn shortened(text: &str) -> String {
    let text = text.trim_matches(is_blank);
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// A few characters around the byte `at`, to recognise the place by.
pub fn near(text: &str, at: usize) -> String {
    let before: Vec<char> = text
        .get(..at)
        .unwrap_or_default()
        .chars()
        .rev()
        .take(6)
        .collect();
    let after = text.get(at..).unwrap_or_default().chars().take(9);
    before.into_iter().rev().chain(after).collect()
}
