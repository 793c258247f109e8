//! The Reviewdog Diagnostic Format. Its columns count bytes of UTF-8, from 1.

use std::io;

use serde::Serialize;

use super::{Report, Style};
use crate::diagnostic::{Applicability, Severity};
use crate::source::{Source, Span};

#[derive(Serialize)]
struct Document<'r> {
    source: Tool,
    diagnostics: Vec<Entry<'r>>,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    url: &'static str,
}

#[derive(Serialize)]
struct Entry<'r> {
    message: String,
    location: Location<'r>,
    severity: &'static str,
    code: Code<'r>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suggestions: Vec<Suggestion<'r>>,
}

#[derive(Serialize)]
struct Location<'r> {
    path: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    range: Option<Range>,
}

#[derive(Serialize)]
struct Range {
    start: Position,
    end: Position,
}

#[derive(Serialize)]
struct Position {
    line: usize,
    column: usize,
}

#[derive(Serialize)]
struct Code<'r> {
    value: &'r str,
}

#[derive(Serialize)]
struct Suggestion<'r> {
    range: Range,
    text: &'r str,
}

pub(super) fn write(report: &Report, _: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    let diagnostics = report
        .counted()
        .map(|(file, source, diagnostic)| {
            let place = source.place(diagnostic.span.start());
            let mut message = diagnostic.message.get(report.language).to_owned();
            if let Some(place) = place {
                message = format!("{}: {message}", place.describe(report.language));
            }
            if let Some(help) = &diagnostic.help {
                message.push('\n');
                message.push_str(help.get(report.language));
            }
            let suggestions = diagnostic
                .fix
                .iter()
                // A suggestion is one edit; what an officer must decide is none.
                .filter(|fix| {
                    fix.edits.len() == 1 && fix.applicability != Applicability::Suggestion
                })
                .filter(|_| place.is_none())
                .flat_map(|fix| &fix.edits)
                .map(|edit| Suggestion {
                    range: range(source, edit.span),
                    text: &edit.text,
                })
                .collect();
            Entry {
                message,
                location: Location {
                    path: &file.name,
                    range: place.is_none().then(|| range(source, diagnostic.span)),
                },
                severity: match diagnostic.severity {
                    Severity::Error => "ERROR",
                    Severity::Warning => "WARNING",
                    Severity::Info => "INFO",
                },
                code: Code {
                    value: &diagnostic.rule,
                },
                suggestions,
            }
        })
        .collect();
    let document = Document {
        source: Tool {
            name: env!("CARGO_PKG_NAME"),
            url: env!("CARGO_PKG_REPOSITORY"),
        },
        diagnostics,
    };
    serde_json::to_writer(&mut *out, &document)?;
    out.write_all(b"\n")
}

fn range(source: &Source, span: Span) -> Range {
    Range {
        start: position(source, span.start()),
        end: position(source, span.end()),
    }
}

fn position(source: &Source, offset: usize) -> Position {
    let line = source.position(offset).line;
    let start = source.line_span(line).start();
    Position {
        line,
        column: offset.saturating_sub(start) + 1,
    }
}

#[cfg(test)]
mod tests {
    use crate::report::testing::{sample, written};

    #[test]
    fn columns_count_bytes() {
        let document: serde_json::Value =
            serde_json::from_str(&written("rdjson", &sample())).unwrap();
        let first = &document["diagnostics"][0];
        assert_eq!(first["location"]["path"], "lists/江州.tsv");
        assert_eq!(
            first["location"]["range"],
            serde_json::json!({"start": {"line": 2, "column": 43}, "end": {"line": 2, "column": 61}})
        );
        assert_eq!(document["diagnostics"][1]["suggestions"][0]["text"], "");
        assert_eq!(document["diagnostics"].as_array().unwrap().len(), 2);
    }
}
