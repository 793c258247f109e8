//! The element tree of a web page with the bytes each text came from. The browsers' tree builder makes
//! it, so that unclosed cells and misplaced tags are understood as a browser does.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;

use html5ever::interface::{ElemName, ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::StrTendril;
use html5ever::{Attribute, LocalName, Namespace, QualName};

use crate::source::Span;

/// The number of a node in [`Dom::nodes`].
pub(super) type NodeId = usize;

/// The document node.
pub(super) const ROOT: NodeId = 0;

/// A stretch of text: the bytes it stands for, and the characters where they differ from the bytes.
#[derive(Debug, Clone)]
pub(super) struct Segment {
    pub(super) raw: Span,
    pub(super) decoded: Option<Box<str>>,
}

/// What a node is.
#[derive(Debug)]
pub(super) enum Kind {
    Document,
    Element(QualName, Vec<Attribute>),
    Text(Vec<Segment>),
    Other,
}

/// A node of the tree; its span is its start tag.
#[derive(Debug)]
pub(super) struct DomNode {
    pub(super) kind: Kind,
    pub(super) span: Span,
    pub(super) children: Vec<NodeId>,
    parent: Option<NodeId>,
    /// Elements above it when it was put into the tree.
    depth: usize,
}

/// The tree.
#[derive(Debug)]
pub(super) struct Dom {
    pub(super) nodes: Vec<DomNode>,
}

impl Dom {
    pub(super) fn node(&self, id: NodeId) -> Option<&DomNode> {
        self.nodes.get(id)
    }

    pub(super) fn children(&self, id: NodeId) -> &[NodeId] {
        self.node(id).map_or(&[], |node| &node.children)
    }

    /// The name of an element, nothing for other nodes.
    pub(super) fn name(&self, id: NodeId) -> &str {
        match self.node(id).map(|node| &node.kind) {
            Some(Kind::Element(name, _)) => &name.local,
            _ => "",
        }
    }

    /// The value of an attribute.
    pub(super) fn attribute(&self, id: NodeId, name: &str) -> Option<&str> {
        match self.node(id).map(|node| &node.kind) {
            Some(Kind::Element(_, attributes)) => attributes
                .iter()
                .find(|attribute| &*attribute.name.local == name)
                .map(|attribute| &*attribute.value),
            _ => None,
        }
    }
}

/// Builds the tree for the tree builder.
///
/// The tree builder hands texts on without their place, some of them later than it got them. They keep
/// their order, so that the place is found in the queue of texts that were fed.
pub(super) struct Sink<'s> {
    source: &'s str,
    nodes: RefCell<Vec<DomNode>>,
    /// The tag that is being processed.
    current: Cell<Span>,
    fed: RefCell<VecDeque<Segment>>,
    /// The depth of the node that was put into the tree last.
    depth: Cell<Option<usize>>,
}

/// A name of its own: the tree builder may change the tree while it looks at a name.
#[derive(Debug)]
pub(super) struct OwnedName(QualName);

impl ElemName for OwnedName {
    fn ns(&self) -> &Namespace {
        &self.0.ns
    }

    fn local_name(&self) -> &LocalName {
        &self.0.local
    }
}

impl<'s> Sink<'s> {
    pub(super) fn new(source: &'s str) -> Self {
        let root = DomNode {
            kind: Kind::Document,
            span: Span::default(),
            children: Vec::new(),
            parent: None,
            depth: 0,
        };
        Self {
            source,
            nodes: RefCell::new(vec![root]),
            current: Cell::new(Span::default()),
            fed: RefCell::default(),
            depth: Cell::new(None),
        }
    }

    /// Says which tag comes next.
    pub(super) fn at(&self, span: Span) {
        self.current.set(span);
    }

    /// The depth of the node put into the tree since the last call, if there was one.
    pub(super) fn take_depth(&self) -> Option<usize> {
        self.depth.take()
    }

    /// Says which text comes next.
    pub(super) fn feed(&self, segment: Segment) {
        self.fed.borrow_mut().push_back(segment);
    }

    /// Forgets texts the tree builder has dropped: after a tag it holds none back.
    pub(super) fn settle(&self) {
        self.fed.borrow_mut().clear();
    }

    fn push(&self, kind: Kind) -> NodeId {
        let mut nodes = self.nodes.borrow_mut();
        nodes.push(DomNode {
            kind,
            span: self.current.get(),
            children: Vec::new(),
            parent: None,
            depth: 0,
        });
        nodes.len() - 1
    }

    /// The segments of the fed queue that `text` came from.
    fn segments(&self, text: &str) -> Vec<Segment> {
        let mut fed = self.fed.borrow_mut();
        let mut segments = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            let Some(front) = fed.pop_front() else {
                // Not fed by us: it has no place of its own.
                segments.push(Segment {
                    raw: Span::empty(self.current.get().start()),
                    decoded: Some(rest.into()),
                });
                break;
            };
            let value = match &front.decoded {
                Some(decoded) => decoded,
                None => self.source.get(front.raw.range()).unwrap_or_default(),
            };
            if let Some(after) = rest.strip_prefix(value) {
                rest = after;
                segments.push(front);
            } else if value.starts_with(rest) {
                let (taken, left) = split(&front, rest.len());
                segments.push(taken);
                fed.push_front(left);
                rest = "";
            } else if let Some(first) = value.chars().next() {
                // The tree builder has dropped this character (white space between parts of a page).
                let (_, left) = split(&front, first.len_utf8());
                let blank =
                    left.decoded.as_deref().is_some_and(str::is_empty) || left.raw.is_empty();
                if !blank {
                    fed.push_front(left);
                }
            }
        }
        segments
    }

    fn attach(&self, parent: NodeId, at: Option<usize>, child: NodeOrText<NodeId>) {
        match child {
            NodeOrText::AppendNode(child) => {
                let mut nodes = self.nodes.borrow_mut();
                let depth = nodes.get(parent).map_or(0, |parent| parent.depth + 1);
                if let Some(node) = nodes.get_mut(child) {
                    node.parent = Some(parent);
                    node.depth = depth;
                    self.depth.set(Some(depth));
                }
                if let Some(parent) = nodes.get_mut(parent) {
                    let at = at
                        .unwrap_or(parent.children.len())
                        .min(parent.children.len());
                    parent.children.insert(at, child);
                }
            }
            NodeOrText::AppendText(text) => {
                let segments = self.segments(&text);
                let count = self
                    .nodes
                    .borrow()
                    .get(parent)
                    .map_or(0, |parent| parent.children.len());
                let at = at.unwrap_or(count);
                let before = self
                    .nodes
                    .borrow()
                    .get(parent)
                    .and_then(|parent| parent.children.get(at.checked_sub(1)?).copied());
                if let Some(before) = before
                    && let Some(DomNode {
                        kind: Kind::Text(text),
                        ..
                    }) = self.nodes.borrow_mut().get_mut(before)
                {
                    text.extend(segments);
                    return;
                }
                let child = self.push(Kind::Text(segments));
                self.attach(parent, Some(at), NodeOrText::AppendNode(child));
            }
        }
    }
}

/// A segment in two; a decoded one keeps its bytes on both sides.
fn split(segment: &Segment, length: usize) -> (Segment, Segment) {
    match &segment.decoded {
        Some(decoded) => {
            let part = |text: Option<&str>| Segment {
                raw: segment.raw,
                decoded: Some(text.unwrap_or_default().into()),
            };
            (part(decoded.get(..length)), part(decoded.get(length..)))
        }
        None => {
            let at = segment.raw.start() + length;
            let part = |start, end| Segment {
                raw: Span::new(start, end),
                decoded: None,
            };
            (part(segment.raw.start(), at), part(at, segment.raw.end()))
        }
    }
}

impl TreeSink for Sink<'_> {
    type Handle = NodeId;
    type Output = Dom;
    type ElemName<'a>
        = OwnedName
    where
        Self: 'a;

    fn finish(self) -> Dom {
        Dom {
            nodes: self.nodes.into_inner(),
        }
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> NodeId {
        ROOT
    }

    fn elem_name<'a>(&'a self, target: &'a NodeId) -> OwnedName {
        let nodes = self.nodes.borrow();
        OwnedName(match nodes.get(*target).map(|node| &node.kind) {
            Some(Kind::Element(name, _)) => name.clone(),
            // Only elements are asked for.
            _ => QualName::new(None, html5ever::ns!(), LocalName::default()),
        })
    }

    fn create_element(
        &self,
        name: QualName,
        attributes: Vec<Attribute>,
        _: ElementFlags,
    ) -> NodeId {
        self.push(Kind::Element(name, attributes))
    }

    fn create_comment(&self, _: StrTendril) -> NodeId {
        self.push(Kind::Other)
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> NodeId {
        self.push(Kind::Other)
    }

    fn append(&self, parent: &NodeId, child: NodeOrText<NodeId>) {
        if let NodeOrText::AppendNode(child) = &child {
            self.remove_from_parent(child);
        }
        self.attach(*parent, None, child);
    }

    fn append_based_on_parent_node(
        &self,
        element: &NodeId,
        previous: &NodeId,
        child: NodeOrText<NodeId>,
    ) {
        let has_parent = self
            .nodes
            .borrow()
            .get(*element)
            .is_some_and(|node| node.parent.is_some());
        if has_parent {
            self.append_before_sibling(element, child);
        } else {
            self.append(previous, child);
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    fn get_template_contents(&self, target: &NodeId) -> NodeId {
        *target
    }

    fn same_node(&self, left: &NodeId, right: &NodeId) -> bool {
        left == right
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &NodeId, child: NodeOrText<NodeId>) {
        if let NodeOrText::AppendNode(child) = &child {
            self.remove_from_parent(child);
        }
        let place = {
            let nodes = self.nodes.borrow();
            nodes.get(*sibling).and_then(|node| {
                let parent = node.parent?;
                // Mostly the last child: a table that text is put before.
                let at = nodes
                    .get(parent)?
                    .children
                    .iter()
                    .rposition(|child| child == sibling)?;
                Some((parent, at))
            })
        };
        if let Some((parent, at)) = place {
            self.attach(parent, Some(at), child);
        }
    }

    fn add_attrs_if_missing(&self, _: &NodeId, _: Vec<Attribute>) {}

    fn remove_from_parent(&self, target: &NodeId) {
        let mut nodes = self.nodes.borrow_mut();
        let Some(parent) = nodes.get_mut(*target).and_then(|node| node.parent.take()) else {
            return;
        };
        if let Some(parent) = nodes.get_mut(parent)
            && let Some(at) = parent.children.iter().rposition(|child| child == target)
        {
            parent.children.remove(at);
        }
    }

    fn reparent_children(&self, from: &NodeId, to: &NodeId) {
        let mut nodes = self.nodes.borrow_mut();
        let Some(children) = nodes
            .get_mut(*from)
            .map(|node| std::mem::take(&mut node.children))
        else {
            return;
        };
        for child in &children {
            if let Some(child) = nodes.get_mut(*child) {
                child.parent = Some(*to);
            }
        }
        if let Some(to) = nodes.get_mut(*to) {
            to.children.extend(children);
        }
    }
}
