//! For people: miette's excerpts over our own source code, the item, the provision, what to do.

mod excerpt;
mod footer;
mod summary;
mod trouble;
mod view;

use std::fmt::Write as _;
use std::io;

use miette::{GraphicalReportHandler, GraphicalTheme, ThemeCharacters, ThemeStyles};

use super::{FileReport, Report, Style};
use crate::diagnostic::Diagnostic;
use crate::message::Message;

pub use trouble::trouble;

/// Writes the report.
pub(super) fn write(report: &Report, style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    let handler = handler(style);
    let mut page = String::new();
    for file in &report.files {
        if let Err(failure) = &file.outcome {
            page.clear();
            view::failure(&mut page, report, file, failure, &handler, style);
            out.write_all(page.as_bytes())?;
        }
        for diagnostic in file.diagnostics() {
            if !is_shown(diagnostic) {
                continue;
            }
            page.clear();
            one(&mut page, report, file, diagnostic, &handler, style).map_err(io::Error::other)?;
            out.write_all(page.as_bytes())?;
        }
    }
    page.clear();
    summary::write(&mut page, report, style);
    out.write_all(page.as_bytes())
}

/// Folded findings are shown once, suppressed ones not at all.
fn is_shown(diagnostic: &Diagnostic) -> bool {
    diagnostic.suppressed.is_none() && !diagnostic.is_folded_away()
}

/// Renders one finding.
fn one(
    page: &mut String,
    report: &Report,
    file: &FileReport,
    diagnostic: &Diagnostic,
    handler: &GraphicalReportHandler,
    style: &Style,
) -> std::fmt::Result {
    let view = view::FindingView::new(report, file, diagnostic, style);
    handler.render_report(page, &view)?;
    footer::write(page, report, diagnostic, style);
    page.write_char('\n')
}

fn handler(style: &Style) -> GraphicalReportHandler {
    GraphicalReportHandler::new_themed(GraphicalTheme {
        characters: if style.ascii {
            ThemeCharacters::ascii()
        } else {
            ThemeCharacters::unicode()
        },
        styles: if style.color {
            ThemeStyles::ansi()
        } else {
            ThemeStyles::none()
        },
    })
    .with_width(style.width)
    .with_context_lines(0)
    .without_primary_span_start()
    .with_links(false)
    .without_syntax_highlighting()
    .without_cause_chain()
}

/// A word in the language of the report.
fn word(report: &Report, zh: &'static str, en: &'static str) -> &'static str {
    match report.language {
        crate::message::Language::Zh => zh,
        crate::message::Language::En => en,
    }
}

/// A message in the language of the report.
fn text<'m>(report: &Report, message: &'m Message) -> &'m str {
    message.get(report.language)
}

#[cfg(test)]
mod tests;
