use std::io;

use minijinja::context;

use super::stretch::stretches;
use super::{columns, figures, say};
use crate::compare::{Change, Changes, Kind};
use crate::message::Language;
use crate::report::Style;
use crate::report::template::{self, serialized};

const TEMPLATE: &str = include_str!("page.html");

pub(super) fn write(
    changes: &Changes,
    language: Language,
    _: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let groups: Vec<_> = Kind::ALL
        .iter()
        .filter(|&&kind| changes.of(kind).next().is_some())
        .map(|&kind| {
            let changes: Vec<_> = changes.of(kind).map(|one| change(one, language)).collect();
            context! {
                word => kind.words().get(language),
                count => changes.len(),
                changes,
            }
        })
        .collect();
    let page = template::page(
        TEMPLATE,
        context! {
            lang => say(language, "zh-CN", "en"),
            heading => say(language, "权责清单调整情况", "Changes of a list of powers and duties"),
            before => say(language, "原清单", "before"),
            now => say(language, "现清单", "now"),
            what => say(language, "变动内容", "what changed"),
            old => serialized(&changes.old),
            new => serialized(&changes.new),
            tool => &changes.tool,
            figures => figures(changes, language),
            columns => columns(changes, language),
            groups,
        },
    )?;
    out.write_all(page.as_bytes())?;
    writeln!(out)
}

fn change(change: &Change, language: Language) -> minijinja::Value {
    let further: Vec<_> = change
        .kinds
        .iter()
        .skip(1)
        .map(|kind| kind.words().get(language).to_owned())
        .collect();
    let fields: Vec<_> = change
        .fields
        .iter()
        .map(|field| {
            context! {
                name => &field.name,
                stretches => serialized(stretches(field)),
            }
        })
        .collect();
    context! {
        old => serialized(&change.old),
        new => serialized(&change.new),
        further,
        fields,
    }
}
