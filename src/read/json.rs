//! JSON and JSON lines: a tree a value. A line that cannot be understood is a note and does not stop the others.

use super::document::Document;
use super::yaml::{add_trees, unreadable};
use crate::tree::{parse_json, parse_json_lines};

/// Reads a JSON text.
pub(super) fn read(text: &str) -> Document {
    let mut document = Document::default();
    match parse_json(text) {
        Ok(node) => add_trees(text, vec![node], &mut document),
        Err(problems) => document.notes.extend(problems.into_iter().map(unreadable)),
    }
    document
}

/// Reads JSON lines.
pub(super) fn read_lines(text: &str) -> Document {
    let mut document = Document::default();
    for result in parse_json_lines(text) {
        match result {
            Ok(node) => add_trees(text, vec![node], &mut document),
            Err(problem) => document.notes.push(unreadable(problem)),
        }
    }
    document
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::NoteKind;
    use crate::read::test_support::{check_document, shown};

    #[test]
    fn values_are_trees_and_mistakes_notes() {
        let text = "{\"甲\": 1}\r\n{\"乙\" 2}\n\n{\"丙\": \"\\ud842\\udfb7\", \"丙\": 3}\n";
        let document = read_lines(text);
        check_document(text, &document);
        assert_eq!(
            shown(text, &document),
            ["Y {\"甲\": 1}", "Y {\"丙\": \"\\ud842\\udfb7\", \"丙\": 3}"]
        );
        let kinds: Vec<_> = document.notes.iter().map(|note| note.kind).collect();
        assert_eq!(kinds, [NoteKind::UnreadablePart, NoteKind::DuplicateKey]);
        let cut = "[{\"甲\": \"乙";
        let document = read(cut);
        check_document(cut, &document);
        assert_eq!(document.notes.len(), 1);
    }
}
