use super::Correction;
use crate::diagnostic::Edit;
use crate::read::{Block, Document};
use crate::source::{RawText, Source, Text, is_blank};
use crate::tree::{Node, Value};

/// Where a text stands in the structure of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Position {
    Table,
    Cell([u32; 4]),
    Paragraph(u8),
    Aside,
    Scalar,
    Null,
    Sequence(usize),
    Mapping(usize),
}

/// A text of a document, in reading order; `None` for a position without text.
type Placed<'d> = (Position, Option<&'d RawText>);

fn texts(document: &Document) -> Vec<Placed<'_>> {
    let mut found = Vec::new();
    for block in &document.blocks {
        match block {
            Block::Table(table) => {
                found.push((Position::Table, None));
                found.extend(table.cells.iter().map(|cell| {
                    let place = [cell.row, cell.column, cell.row_span, cell.column_span];
                    (Position::Cell(place), Some(&cell.text))
                }));
            }
            Block::Paragraph(paragraph) => found.push((
                Position::Paragraph(paragraph.heading),
                Some(&paragraph.text),
            )),
            Block::Aside(text) => found.push((Position::Aside, Some(text))),
            Block::Tree(node) => nodes(node, &mut found),
        }
    }
    found
}

fn nodes<'d>(node: &'d Node, found: &mut Vec<Placed<'d>>) {
    match &node.value {
        Value::Null => found.push((Position::Null, None)),
        Value::Scalar { text, .. } => found.push((Position::Scalar, Some(text))),
        Value::Sequence(items) => {
            found.push((Position::Sequence(items.len()), None));
            for item in items {
                nodes(item, found);
            }
        }
        Value::Mapping(entries) => {
            found.push((Position::Mapping(entries.len()), None));
            for entry in entries {
                nodes(&entry.key, found);
                nodes(&entry.value, found);
            }
        }
    }
}

/// A file before its corrections.
pub(super) struct Before<'d> {
    source: &'d Source,
    texts: Vec<Placed<'d>>,
}

impl<'d> Before<'d> {
    pub(super) fn new(source: &'d Source, document: &'d Document) -> Self {
        Self {
            source,
            texts: texts(document),
        }
    }

    /// Whether a file reads as this one with the corrections and nothing else changed. Blanks are not compared:
    /// formats join and drop them.
    pub(super) fn holds(
        &self,
        source: &Source,
        document: &Document,
        corrections: &[&Correction<'_>],
    ) -> bool {
        let after = texts(document);
        let mut edits: Vec<&Edit> = corrections
            .iter()
            .flat_map(|correction| correction.edits.iter().copied())
            .collect();
        edits.sort_by_key(|edit| edit.span);
        self.texts.len() == after.len()
            && self.texts.iter().zip(&after).all(|(before, after)| {
                before.0 == after.0
                    && match (before.1, after.1) {
                        (Some(before), Some(after)) => {
                            let text = before.text(self.source.text());
                            let own = touching(&edits, &text);
                            let after = after.as_str(source.text());
                            if own.is_empty() {
                                text.as_str() == after
                            } else {
                                same_but_blanks(&corrected(&text, own), after)
                            }
                        }
                        (before, after) => before.is_none() && after.is_none(),
                    }
            })
    }
}

/// The edits (in order, apart from each other) that are in the text or at its ends.
fn touching<'e, 'd>(edits: &'e [&'d Edit], text: &Text<'_>) -> &'e [&'d Edit] {
    let span = text.span();
    let first = edits.partition_point(|edit| edit.span.end() < span.start());
    let last = edits.partition_point(|edit| edit.span.start() <= span.end());
    edits.get(first..last).unwrap_or_default()
}

/// The text as it should read with the edits.
fn corrected(text: &Text<'_>, edits: &[&Edit]) -> String {
    let span = text.span();
    let mut out = text.as_str().to_owned();
    for edit in edits.iter().rev() {
        let overlaps = edit.span.start() < span.end() && edit.span.end() > span.start();
        let begins = span.start() <= edit.span.start() && edit.span.start() <= span.end();
        let inserts = begins && edit.span.is_empty();
        if !overlaps && !inserts {
            continue;
        }
        let range = text.value_range(edit.span);
        if out.get(range.clone()).is_some() {
            let new = if begins { edit.text.as_str() } else { "" };
            out.replace_range(range, new);
        }
    }
    out
}

fn same_but_blanks(left: &str, right: &str) -> bool {
    let filled = |text: &'_ str| -> String { text.chars().filter(|c| !is_blank(*c)).collect() };
    filled(left) == filled(right)
}

/// A text that corrections changed.
#[derive(Debug, PartialEq, Eq)]
pub struct TextChange {
    /// The byte in the text of the old file where it begins.
    pub at: usize,
    /// As it was.
    pub before: String,
    /// As it is.
    pub after: String,
}

/// The texts in which two documents of the same structure differ, in reading order.
pub fn changes(before: (&Source, &Document), after: (&Source, &Document)) -> Vec<TextChange> {
    let (old, new) = (texts(before.1), texts(after.1));
    old.iter()
        .zip(&new)
        .filter_map(|((_, old), (_, new))| Some(((*old)?, (*new)?)))
        .filter_map(|(old, new)| {
            let (text, changed) = (old.as_str(before.0.text()), new.as_str(after.0.text()));
            (text != changed).then(|| TextChange {
                at: old.span.start(),
                before: text.to_owned(),
                after: changed.to_owned(),
            })
        })
        .collect()
}
