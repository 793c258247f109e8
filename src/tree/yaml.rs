use granit_parser::{Event, Parser, ScalarStyle};
use rustc_hash::FxHashMap;

use super::recorded::{self, Recorded};
use super::step::{self, MAX_DEPTH, Step, options};
use super::yaml_error::syntax_problem;
use super::{Entry, Node, Problem, Value, scalar};
use crate::source::Span;

/// Nodes that aliases may copy in one file: a few lines of aliases of aliases would grow without bound.
const MAX_COPIED: usize = 200_000;

/// Reads YAML 1.2: one node a document. Anchors are resolved: an alias is a copy of the node it names,
/// with the spans of that node. Entries of a merge key (`<<`) are added to their mapping. Duplicate keys
/// are kept; [`super::duplicate_keys`] finds them.
///
/// # Errors
/// The first syntax error, an alias without its anchor, or nesting or copies beyond the limits.
pub fn parse_yaml(text: &str) -> Result<Vec<Node>, Vec<Problem>> {
    if let Some(bytes) = recorded::steps_of(text) {
        return read_back(text, bytes);
    }
    let mut builder = Builder::new(text);
    for next in step::steps(text) {
        let (step, range) = next.map_err(|error| vec![syntax_problem(text, &error)])?;
        builder.step(step, range).map_err(|problem| vec![problem])?;
    }
    Ok(builder.documents)
}

/// The tree of `text` from its recorded steps.
pub(super) fn read_back(text: &str, bytes: &[u8]) -> Result<Vec<Node>, Vec<Problem>> {
    let mut builder = Builder::new(text);
    for (step, range) in Recorded::new(text, bytes) {
        builder.step(step, range).map_err(|problem| vec![problem])?;
    }
    Ok(builder.documents)
}

/// A comment of a YAML file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Comment<'s> {
    /// Its bytes, `#` included, line break excluded.
    pub span: Span,
    /// What stands after `#`.
    pub text: &'s str,
}

/// The comments of a YAML text in the order of the file, as far as the text can be read.
pub fn comments(text: &str) -> Vec<Comment<'_>> {
    Parser::new_from_str_with_options(text, options(true))
        .map_while(Result::ok)
        .filter(|(event, _)| matches!(event, Event::Comment(..)))
        .filter_map(|(_, span)| {
            let range = span.byte_range()?;
            let comment = text.get(range.clone())?;
            Some(Comment {
                span: range.into(),
                text: comment.strip_prefix('#').unwrap_or(comment),
            })
        })
        .collect()
}

/// A collection that is still open.
struct Open {
    span: Span,
    anchor: usize,
    /// Levels of nesting below this collection.
    height: usize,
    kind: OpenKind,
}

enum OpenKind {
    Sequence(Vec<Node>),
    Mapping(Vec<Entry>, Option<Node>),
}

/// A node that aliases may name.
struct Anchored {
    node: Node,
    count: usize,
    height: usize,
}

struct Builder<'s> {
    text: &'s str,
    open: Vec<Open>,
    anchors: FxHashMap<usize, Anchored>,
    copied: usize,
    documents: Vec<Node>,
}

impl<'s> Builder<'s> {
    fn new(text: &'s str) -> Self {
        Self {
            text,
            open: Vec::new(),
            anchors: FxHashMap::default(),
            copied: 0,
            documents: Vec::new(),
        }
    }

    fn step(&mut self, step: Step<'_>, range: std::ops::Range<usize>) -> Result<(), Problem> {
        let span = Span::from(range.clone());
        match step {
            Step::Scalar {
                value,
                style,
                anchor,
                is_text,
            } => {
                let plain = style == ScalarStyle::Plain && !is_text;
                // An empty node has no bytes of its own.
                let range = if plain && value == "~" && self.text.get(range.clone()) != Some("~") {
                    range.start..range.start
                } else {
                    range
                };
                let node = self.scalar(&value, style, plain, range);
                self.anchor(anchor, &node, 0);
                self.finish(node, 0)
            }
            Step::Alias(anchor) => self.alias(anchor, span),
            Step::Sequence(anchor) => self.begin(span, anchor, OpenKind::Sequence(Vec::new())),
            Step::Mapping(anchor) => self.begin(span, anchor, OpenKind::Mapping(Vec::new(), None)),
            Step::End => self.end(span),
        }
    }

    fn scalar(
        &self,
        value: &str,
        style: ScalarStyle,
        plain: bool,
        range: std::ops::Range<usize>,
    ) -> Node {
        let span = Span::from(range.clone());
        let value = if plain && matches!(value, "" | "~" | "null" | "Null" | "NULL") {
            Value::Null
        } else {
            Value::Scalar {
                text: scalar::map(self.text, range, value, style),
                plain,
            }
        };
        Node { span, value }
    }

    fn begin(&mut self, span: Span, anchor: usize, kind: OpenKind) -> Result<(), Problem> {
        self.limit_depth(span, 0)?;
        self.open.push(Open {
            span,
            anchor,
            height: 0,
            kind,
        });
        Ok(())
    }

    fn end(&mut self, span: Span) -> Result<(), Problem> {
        let Some(open) = self.open.pop() else {
            return Ok(());
        };
        let value = match open.kind {
            OpenKind::Sequence(items) => Value::Sequence(items),
            OpenKind::Mapping(entries, _) => {
                Value::Mapping(super::merge::merged(self.text, entries))
            }
        };
        // A block collection ends with its last part, a flow collection with its bracket.
        let closed = self
            .text
            .get(span.range())
            .is_some_and(|end| end == "]" || end == "}");
        let span = if closed {
            open.span.cover(span)
        } else {
            open.span
        };
        let node = Node { span, value };
        let height = open.height + 1;
        self.anchor(open.anchor, &node, height);
        self.finish(node, height)
    }

    fn alias(&mut self, anchor: usize, span: Span) -> Result<(), Problem> {
        let Some(anchored) = self.anchors.get(&anchor) else {
            return Err(Problem::new(
                span,
                "这个引用（*）所指的内容还没有写完，不能引用自身",
                "this alias names a node that is not complete: it would contain itself",
            ));
        };
        let height = anchored.height;
        self.copied += anchored.count;
        let node = anchored.node.clone();
        if self.copied > MAX_COPIED {
            return Err(Problem::new(
                span,
                format!("引用（*）展开后内容过多（超过 {MAX_COPIED} 项），已停止读取"),
                format!("aliases expand to more than {MAX_COPIED} nodes; reading stopped"),
            )
            .with_help(
                "请减少引用，直接写出内容",
                "use fewer aliases and write the content out",
            ));
        }
        self.limit_depth(span, height)?;
        self.finish(node, height)
    }

    fn limit_depth(&self, span: Span, height: usize) -> Result<(), Problem> {
        if self.open.len() + height < MAX_DEPTH {
            return Ok(());
        }
        Err(Problem::new(
            span,
            format!("嵌套超过 {MAX_DEPTH} 层，已停止读取"),
            format!("nested more than {MAX_DEPTH} levels deep; reading stopped"),
        ))
    }

    fn anchor(&mut self, anchor: usize, node: &Node, height: usize) {
        if anchor != 0 {
            let count = count(node);
            let node = node.clone();
            self.anchors.insert(
                anchor,
                Anchored {
                    node,
                    count,
                    height,
                },
            );
        }
    }

    /// Hands a complete node to the collection it stands in.
    fn finish(&mut self, node: Node, height: usize) -> Result<(), Problem> {
        let Some(parent) = self.open.last_mut() else {
            self.documents.push(node);
            return Ok(());
        };
        parent.height = parent.height.max(height);
        // A copy of an anchored node stands elsewhere; a null may stand at the end of the file.
        if node.span.start >= parent.span.start && !node.span.is_empty() {
            parent.span = parent.span.cover(node.span);
        }
        match &mut parent.kind {
            OpenKind::Sequence(items) => items.push(node),
            OpenKind::Mapping(entries, key) => match key.take() {
                None => *key = Some(node),
                Some(key) => entries.push(Entry { key, value: node }),
            },
        }
        Ok(())
    }
}

fn count(node: &Node) -> usize {
    1 + match &node.value {
        Value::Sequence(items) => items.iter().map(count).sum(),
        Value::Mapping(entries) => entries
            .iter()
            .map(|entry| count(&entry.key) + count(&entry.value))
            .sum(),
        _ => 0,
    }
}
