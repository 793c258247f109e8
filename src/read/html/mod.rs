//! Web pages (HTML Living Standard): tables wherever they stand, headings and paragraphs outside them.

mod dom;
mod grid;
mod line;
mod parse;
mod table;
mod walk;

use dom::{Dom, Kind, NodeId, ROOT};
use line::Lines;
use walk::{UNSEEN, Visitor, walk};

use super::document::{Block, Document, Note, NoteKind, Paragraph};
use crate::message::Message;
use crate::source::Span;

/// Reads a web page.
pub(super) fn read(text: &str) -> Document {
    let mut document = Document::default();
    read_part(text, Span::new(0, text.len()), &mut document);
    document
}

/// Reads the bytes `part` of `source`, which are HTML, and adds to `document`.
pub(super) fn read_part(source: &str, part: Span, document: &mut Document) {
    let (dom, too_deep) = parse::parse(source, part);
    if let Some(span) = too_deep {
        document.notes.push(Note {
            kind: NoteKind::UnreadablePart,
            span,
            message: Message::new(
                "标签嵌套过深，从这里起更深的标签没有理会，文字仍然读入",
                "tags nest too deep; deeper tags from here on were ignored, their text was kept",
            ),
        });
    }
    let mut reader = Reader {
        source,
        dom: &dom,
        document,
        lines: Lines::new(source),
        heading: 0,
    };
    walk(&dom, ROOT, &mut reader);
    reader.end_paragraph();
}

/// Takes what stands outside tables; [`table`] takes what is within them.
struct Reader<'a> {
    source: &'a str,
    dom: &'a Dom,
    document: &'a mut Document,
    lines: Lines<'a>,
    heading: u8,
}

impl<'a> Visitor<'a> for Reader<'a> {
    fn lines(&mut self) -> &mut Lines<'a> {
        &mut self.lines
    }

    fn table(&mut self, id: NodeId, _: Span) {
        self.end_paragraph();
        let hidden = is_hidden(self.dom, id);
        table::read(self.source, self.dom, id, hidden, self.document);
    }

    fn hidden(&mut self, id: NodeId) {
        note_hidden(self.source, self.dom, id, &mut self.document.notes);
    }

    fn line_break(&mut self, at: Span, in_pre: bool) {
        // A heading of two lines is one title; lines of running text are paragraphs of their own.
        if self.heading > 0 || in_pre {
            self.lines.line_break(at);
        } else {
            self.end_paragraph();
        }
    }

    fn begin(&mut self, name: &str, _: Span) {
        self.end_paragraph();
        self.heading = heading(name).unwrap_or(self.heading);
    }

    fn end(&mut self, name: &str, _: Span) {
        self.end_paragraph();
        if heading(name).is_some() {
            self.heading = 0;
        }
    }
}

impl Reader<'_> {
    /// The text so far becomes a paragraph.
    fn end_paragraph(&mut self) {
        let lines = std::mem::replace(&mut self.lines, Lines::new(self.source));
        if lines.is_empty() {
            return;
        }
        let text = lines.finish(0);
        if !text.text(self.source).is_blank() {
            self.document.blocks.push(Block::Paragraph(Paragraph {
                text,
                heading: self.heading,
            }));
        }
    }
}

fn heading(name: &str) -> Option<u8> {
    match name.as_bytes() {
        [b'h', level @ b'1'..=b'6'] => Some(level - b'0'),
        _ => None,
    }
}

/// Whether an element is not shown: `hidden`, `display: none`, or Word's `mso-hide: all`.
fn is_hidden(dom: &Dom, id: NodeId) -> bool {
    if dom.attribute(id, "hidden").is_some() {
        return true;
    }
    dom.attribute(id, "style").is_some_and(|style| {
        let style: String = style
            .chars()
            .filter(|c| !c.is_whitespace())
            .map(|c| c.to_ascii_lowercase())
            .collect();
        style.contains("display:none") || style.contains("mso-hide:all")
    })
}

/// Notes a hidden element, when there is text in it.
fn note_hidden(source: &str, dom: &Dom, id: NodeId, notes: &mut Vec<Note>) {
    let Some(node) = dom.node(id) else { return };
    if has_text(source, dom, id) {
        notes.push(Note {
            kind: NoteKind::Hidden,
            span: node.span,
            message: Message::new(
                "这里有隐藏的文字，页面上看不到，没有参与检查。不需要的请删去",
                "there is hidden text here, which the page does not show and which was not checked; remove what is not needed",
            ),
        });
    }
}

fn has_text(source: &str, dom: &Dom, id: NodeId) -> bool {
    let Some(node) = dom.node(id) else {
        return false;
    };
    match &node.kind {
        Kind::Text(segments) => segments.iter().any(|segment| {
            let text = match &segment.decoded {
                Some(decoded) => decoded,
                None => source.get(segment.raw.range()).unwrap_or_default(),
            };
            text.chars().any(|c| !c.is_whitespace())
        }),
        _ => {
            !UNSEEN.contains(&dom.name(id))
                && node
                    .children
                    .iter()
                    .any(|&child| has_text(source, dom, child))
        }
    }
}

#[cfg(test)]
mod tests;
