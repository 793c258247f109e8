//! YAML: a tree a document. A file that cannot be understood is one note at the place of the mistake.

use super::document::{Block, Document, Note, NoteKind};
use crate::message::Message;
use crate::tree::{Node, Problem, duplicate_keys, parse_yaml};

/// Reads a YAML text; documents without content are no blocks.
pub(super) fn read(text: &str) -> Document {
    let mut document = Document::default();
    match parse_yaml(text) {
        Ok(nodes) => add_trees(text, nodes, &mut document),
        Err(problems) => document.notes.extend(problems.into_iter().map(unreadable)),
    }
    document
}

/// Adds trees, and a note for each key that stands twice in one mapping.
pub(super) fn add_trees(text: &str, nodes: Vec<Node>, document: &mut Document) {
    let duplicates = duplicate_keys(&nodes, text);
    document.notes.extend(
        duplicates
            .into_iter()
            .map(|problem| note(NoteKind::DuplicateKey, problem)),
    );
    let trees = nodes.into_iter().filter(|node| !node.is_null());
    document.blocks.extend(trees.map(Block::Tree));
}

/// The note of a text that is not well formed.
pub(super) fn unreadable(problem: Problem) -> Note {
    note(NoteKind::UnreadablePart, problem)
}

/// Statement and advice in one.
fn note(kind: NoteKind, problem: Problem) -> Note {
    let Problem {
        span,
        message,
        help,
    } = problem;
    let message = match help {
        None => message,
        Some(help) => Message::new(
            format!("{}。{}", message.zh, help.zh),
            format!("{}; {}", message.en, help.en),
        ),
    };
    Note {
        kind,
        span,
        message,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::test_support::{check_document, shown};

    #[test]
    fn documents_are_trees_and_mistakes_notes() {
        let text = "单位: 某局\r\n---\r\n---\r\n- 名称: \"甲\\u20BB7\"\r\n  名称: 乙\r\n";
        let document = read(text);
        check_document(text, &document);
        assert_eq!(shown(text, &document)[0], "Y 单位: 某局");
        assert_eq!(document.blocks.len(), 2);
        assert_eq!(document.notes.len(), 1);
        assert_eq!(document.notes[0].kind, NoteKind::DuplicateKey);
        let wrong = "单位: 某局\n名称：甲\n";
        let document = read(wrong);
        assert!(document.blocks.is_empty());
        assert_eq!(document.notes[0].kind, NoteKind::UnreadablePart);
        assert!(
            document.notes[0].message.zh.contains("全角冒号"),
            "{:?}",
            document.notes
        );
        assert_eq!(&wrong[document.notes[0].span.range()], "：");
    }
}
