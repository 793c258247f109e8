use std::io;

use super::stretch::{StretchKind, shortened};
use super::{columns, figures, say};
use crate::compare::{Change, Changes, ItemSide, Kind};
use crate::message::Language;
use crate::report::Style;

pub(super) fn write(
    changes: &Changes,
    language: Language,
    style: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    for (side, zh, en) in [
        (&changes.old, "原：", "old: "),
        (&changes.new, "现：", "new: "),
    ] {
        let title = side.title.as_deref().unwrap_or_default();
        writeln!(out, "{}{} {title}", say(language, zh, en), side.file)?;
    }
    writeln!(out)?;
    for kind in Kind::ALL {
        let count = changes.of(kind).count();
        if count == 0 {
            continue;
        }
        let heading = format!("{} {count}", kind.words().get(language));
        writeln!(out, "{}", painted("1", &heading, style))?;
        for change in changes.of(kind) {
            one(change, language, style, out)?;
        }
        writeln!(out)?;
    }
    for line in columns(changes, language) {
        writeln!(out, "{line}")?;
    }
    writeln!(out, "{}", figures(changes, language))
}

fn one(
    change: &Change,
    language: Language,
    style: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let further: Vec<String> = change
        .kinds
        .iter()
        .skip(1)
        .map(|kind| kind.words().get(language).to_owned())
        .collect();
    let further = if further.is_empty() {
        String::new()
    } else {
        format!("（{}）", further.join("、"))
    };
    let several = change.old.len() > 1 || change.new.len() > 1;
    if several {
        for item in &change.old {
            writeln!(out, "  - {}", painted("31", &named(item, language), style))?;
        }
        for item in &change.new {
            writeln!(out, "  + {}", painted("32", &named(item, language), style))?;
        }
    } else {
        let (mark, color) = match (change.old.is_empty(), change.new.is_empty()) {
            (true, _) => ("+", "32"),
            (_, true) => ("-", "31"),
            _ => ("~", "33"),
        };
        let item = change.new.first().or(change.old.first());
        let name = item.map(|item| named(item, language)).unwrap_or_default();
        writeln!(out, "  {} {name}{further}", painted(color, mark, style))?;
    }
    for field in &change.fields {
        let mut line = format!("      {}{}", field.name, say(language, "：", ": "));
        for stretch in shortened(field) {
            match stretch.kind {
                StretchKind::Same => line.push_str(&stretch.text),
                StretchKind::Old if style.color => {
                    line.push_str(&painted("31;9", &stretch.text, style));
                }
                StretchKind::New if style.color => {
                    line.push_str(&painted("32", &stretch.text, style));
                }
                // The notation of word differences: [-old-]{+new+}.
                StretchKind::Old => line.push_str(&format!("[-{}-]", stretch.text)),
                StretchKind::New => line.push_str(&format!("{{+{}+}}", stretch.text)),
            }
        }
        writeln!(out, "{}", line.replace('\n', "⏎"))?;
    }
    Ok(())
}

/// Number, name, class and place of an item.
fn named(item: &ItemSide, language: Language) -> String {
    let mut text = String::new();
    if let Some(number) = &item.number {
        text.push_str(number);
        text.push(' ');
    }
    if let Some(parent) = &item.parent {
        text.push_str(parent);
        text.push_str(" / ");
    }
    text.push_str(
        item.name
            .as_deref()
            .unwrap_or(say(language, "（无名称）", "(no name)")),
    );
    if let Some(class) = &item.class {
        text.push_str(&format!(" [{class}]"));
    }
    match &item.place {
        Some(place) => text.push_str(&format!("  {place}")),
        None => text.push_str(&format!("  {}:{}", item.line, item.column)),
    }
    text
}

fn painted(code: &str, text: &str, style: &Style) -> String {
    if style.color {
        format!("\u{1b}[{code}m{text}\u{1b}[0m")
    } else {
        text.to_owned()
    }
}
