//! The change report of a list, and the formats it is written in. A new format is one file and one line in [`CHANGE_FORMATS`].

mod html;
mod human;
mod json;
mod markdown;
mod stretch;

use std::io;

use super::Style;
use crate::compare::Changes;
use crate::message::Language;

/// Writes the change report in one format.
///
/// # Errors
/// Those of the writer.
pub type WriteChanges = fn(&Changes, Language, &Style, &mut dyn io::Write) -> io::Result<()>;

/// The formats of change reports by name; the first is the usual one.
pub const CHANGE_FORMATS: &[(&str, WriteChanges)] = &[
    ("human", human::write),
    ("json", json::write),
    ("markdown", markdown::write),
    ("html", html::write),
];

/// Words of one language.
fn say<'t>(language: Language, zh: &'t str, en: &'t str) -> &'t str {
    match language {
        Language::Zh => zh,
        Language::En => en,
    }
}

/// The figures in one sentence, kinds that do not occur left out.
fn figures(changes: &Changes, language: Language) -> String {
    let summary = &changes.summary;
    let mut parts: Vec<String> = crate::compare::Kind::ALL
        .iter()
        .map(|&kind| (kind, summary.of(kind)))
        .filter(|(_, count)| *count > 0)
        .map(|(kind, count)| match language {
            Language::Zh => format!("{} {count} 项", kind.words().zh),
            Language::En => format!("{count} {}", kind.words().en),
        })
        .collect();
    if parts.is_empty() {
        parts.push(say(language, "没有变动", "no change").to_owned());
    }
    match language {
        Language::Zh => format!(
            "原有事项 {} 项，现有 {} 项：{}；未变 {} 项，序号有变 {} 项。",
            changes.old.items,
            changes.new.items,
            parts.join("，"),
            summary.unchanged,
            summary.renumbered
        ),
        Language::En => format!(
            "{} items before, {} now: {}; {} unchanged, {} with another number.",
            changes.old.items,
            changes.new.items,
            parts.join(", "),
            summary.unchanged,
            summary.renumbered
        ),
    }
}

/// What is to be said of columns, a sentence each.
fn columns(changes: &Changes, language: Language) -> Vec<String> {
    [
        (
            &changes.columns_added,
            "新增栏目（其中的内容不逐项列出）：",
            "new columns, their values not told item by item: ",
        ),
        (
            &changes.columns_dropped,
            "取消栏目：",
            "columns that are no more: ",
        ),
    ]
    .into_iter()
    .filter(|(names, ..)| !names.is_empty())
    .map(|(names, zh, en)| {
        let names = names.join(say(language, "、", ", "));
        format!("{}{names}", say(language, zh, en))
    })
    .collect()
}

#[cfg(test)]
mod tests;
