//! Web pages (HTML Living Standard): tables wherever they stand, headings and paragraphs outside them.

mod dom;
mod grid;
mod line;
mod parse;
mod table;

use dom::{Dom, Kind, NodeId, ROOT};
use line::Lines;

use super::document::{Block, Document, Note, NoteKind, Paragraph};
use super::markup::BLOCKS;
use crate::message::Message;
use crate::source::Span;

/// Elements whose content is not shown as text.
const UNSEEN: &[&str] = &[
    "head", "script", "style", "template", "noscript", "title", "select", "datalist", "textarea",
    "object", "iframe", "svg", "math", "audio", "video", "canvas", "noframes",
];

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
        in_pre: 0,
    };
    reader.children(ROOT);
    reader.end_paragraph();
}

/// Walks the tree outside tables; [`table`] walks within them.
struct Reader<'a> {
    source: &'a str,
    dom: &'a Dom,
    document: &'a mut Document,
    lines: Lines<'a>,
    heading: u8,
    in_pre: usize,
}

impl Reader<'_> {
    fn children(&mut self, id: NodeId) {
        let dom = self.dom;
        for &child in dom.children(id) {
            self.visit(child);
        }
    }

    fn visit(&mut self, id: NodeId) {
        let dom = self.dom;
        let Some(node) = dom.node(id) else { return };
        if let Kind::Text(segments) = &node.kind {
            for segment in segments {
                if self.in_pre > 0 {
                    self.lines.preformatted(segment);
                } else {
                    self.lines.text(segment);
                }
            }
            return;
        }
        let name = dom.name(id);
        if UNSEEN.contains(&name) {
            return;
        }
        if name == "table" {
            self.end_paragraph();
            table::read(self.source, dom, id, is_hidden(dom, id), self.document);
            return;
        }
        if is_hidden(dom, id) {
            note_hidden(self.source, dom, id, &mut self.document.notes);
            return;
        }
        match name {
            // A heading of two lines is one title; lines of running text are paragraphs of their own.
            "br" if self.heading > 0 || self.in_pre > 0 => self.lines.line_break(node.span),
            "br" => self.end_paragraph(),
            "pre" => {
                self.end_paragraph();
                self.in_pre += 1;
                self.children(id);
                self.in_pre -= 1;
                self.end_paragraph();
            }
            _ if BLOCKS.contains(&name) => {
                self.end_paragraph();
                self.heading = heading(name).unwrap_or(self.heading);
                self.children(id);
                self.end_paragraph();
                if heading(name).is_some() {
                    self.heading = 0;
                }
            }
            _ => self.children(id),
        }
    }

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
