//! The one walk over what a page shows: the body and the cells of tables differ only in what becomes of it.

use super::dom::{Dom, Kind, NodeId};
use super::is_hidden;
use super::line::Lines;
use crate::read::markup::BLOCKS;
use crate::source::Span;

/// Elements whose content is not shown as text.
pub(super) const UNSEEN: &[&str] = &[
    "head", "script", "style", "template", "noscript", "title", "select", "datalist", "textarea",
    "object", "iframe", "svg", "math", "audio", "video", "canvas", "noframes",
];

/// Takes what the walk meets, in the order of the page.
pub(super) trait Visitor<'a> {
    /// Where text goes.
    fn lines(&mut self) -> &mut Lines<'a>;

    /// A table, hidden or not, whose tags begin at `at`; the walk does not go into it.
    fn table(&mut self, id: NodeId, at: Span);

    /// An element that is not shown; the walk does not go into it.
    fn hidden(&mut self, id: NodeId);

    /// `<br>`, within `<pre>` or not.
    fn line_break(&mut self, at: Span, in_pre: bool);

    /// The start of the block `name`.
    fn begin(&mut self, name: &str, at: Span);

    /// Its end.
    fn end(&mut self, name: &str, at: Span);
}

/// Walks over what is in the element `id`.
pub(super) fn walk<'a>(dom: &'a Dom, id: NodeId, visitor: &mut impl Visitor<'a>) {
    children(dom, id, false, visitor);
}

fn children<'a>(dom: &'a Dom, id: NodeId, in_pre: bool, visitor: &mut impl Visitor<'a>) {
    for &child in dom.children(id) {
        visit(dom, child, in_pre, visitor);
    }
}

fn visit<'a>(dom: &'a Dom, id: NodeId, in_pre: bool, visitor: &mut impl Visitor<'a>) {
    let Some(node) = dom.node(id) else { return };
    if let Kind::Text(segments) = &node.kind {
        for segment in segments {
            if in_pre {
                visitor.lines().preformatted(segment);
            } else {
                visitor.lines().text(segment);
            }
        }
        return;
    }
    match dom.name(id) {
        name if UNSEEN.contains(&name) => {}
        "table" => visitor.table(id, node.span),
        _ if is_hidden(dom, id) => visitor.hidden(id),
        "br" => visitor.line_break(node.span, in_pre),
        name if BLOCKS.contains(&name) => {
            visitor.begin(name, node.span);
            children(dom, id, in_pre || name == "pre", visitor);
            visitor.end(name, Span::empty(node.span.end()));
        }
        _ => children(dom, id, in_pre, visitor),
    }
}
