use std::io;

use super::stretch::{StretchKind, shortened};
use super::{columns, figures, say};
use crate::compare::{Change, Changes, ItemSide, Kind};
use crate::message::Language;
use crate::report::Style;

pub(super) fn write(
    changes: &Changes,
    language: Language,
    _: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let title = changes.new.title.as_deref().unwrap_or(&changes.new.file);
    writeln!(
        out,
        "# {}{}\n",
        escaped(title),
        say(language, "调整情况", ": changes")
    )?;
    writeln!(out, "{}\n", figures(changes, language))?;
    for line in columns(changes, language) {
        writeln!(out, "- {}", escaped(&line))?;
    }
    for kind in Kind::ALL {
        let of_kind: Vec<&Change> = changes.of(kind).collect();
        if of_kind.is_empty() {
            continue;
        }
        writeln!(
            out,
            "\n## {}{}\n",
            kind.words().get(language),
            match language {
                Language::Zh => format!("（{} 项）", of_kind.len()),
                Language::En => format!(" ({})", of_kind.len()),
            }
        )?;
        table(&of_kind, language, out)?;
    }
    Ok(())
}

fn table(changes: &[&Change], language: Language, out: &mut dyn io::Write) -> io::Result<()> {
    writeln!(
        out,
        "| {} | {} | {} | {} |",
        say(language, "原事项", "before"),
        say(language, "现事项", "now"),
        say(language, "权力类型", "type"),
        say(language, "变动内容", "what changed")
    )?;
    writeln!(out, "| --- | --- | --- | --- |")?;
    for change in changes {
        let names = |items: &[ItemSide]| -> String {
            let names: Vec<String> = items.iter().map(named).collect();
            names.join("<br>")
        };
        let class = change.new.first().or(change.old.first());
        let mut told: Vec<String> = change
            .kinds
            .iter()
            .skip(1)
            .map(|kind| kind.words().get(language).to_owned())
            .collect();
        told.extend(change.fields.iter().map(|field| {
            let mut text = format!("{}{}", field.name, say(language, "：", ": "));
            for stretch in shortened(field) {
                let inside = escaped(&stretch.text);
                match stretch.kind {
                    StretchKind::Same => text.push_str(&inside),
                    StretchKind::Old => text.push_str(&format!("<del>{inside}</del>")),
                    StretchKind::New => text.push_str(&format!("<ins>{inside}</ins>")),
                }
            }
            text
        }));
        writeln!(
            out,
            "| {} | {} | {} | {} |",
            names(&change.old),
            names(&change.new),
            escaped(
                class
                    .and_then(|item| item.class.as_deref())
                    .unwrap_or_default()
            ),
            told.join("<br>")
        )?;
    }
    Ok(())
}

fn named(item: &ItemSide) -> String {
    let parts = [&item.number, &item.parent, &item.name];
    let parts: Vec<String> = parts
        .into_iter()
        .flatten()
        .map(|part| escaped(part))
        .collect();
    parts.join(" ")
}

/// Text within a cell of a table.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' | '\r' => safe.push_str("<br>"),
            '<' => safe.push_str("&lt;"),
            '&' => safe.push_str("&amp;"),
            '|' | '\\' | '*' | '_' | '`' | '~' | '[' | ']' => {
                safe.push('\\');
                safe.push(character);
            }
            _ => safe.push(character),
        }
    }
    safe
}
