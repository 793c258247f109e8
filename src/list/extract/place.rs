use crate::source::{Source, Span};

/// Where a part of the file stands, as people find it: the office address (`Sheet1!F12`), else line and column
/// (`12:5`, columns in characters).
pub(super) fn at(source: &Source, span: Span) -> String {
    match source.place(span.start()) {
        Some(place) => place.to_string(),
        None => {
            let position = source.position(span.start());
            format!("{}:{}", position.line, position.column)
        }
    }
}
