//! Named conditions with parameters: `$name` in them stands for what `use` gives.

use super::lookup;
use crate::source::{Piece, RawText, Span};
use crate::tree::{Entry, Node, Problem, Value};

/// A condition with a name, apart from the file it was read from.
#[derive(Debug, Clone)]
pub(super) struct Named {
    parameters: Vec<String>,
    body: Node,
    file: usize,
}

impl Named {
    /// Keeps a condition of the rule file `file` with its `text`.
    pub(super) fn new(parameters: Vec<String>, body: &Node, file: usize, text: &str) -> Self {
        Self {
            parameters,
            body: detached(body, text),
            file,
        }
    }

    /// The rule file it stands in, by its position.
    pub(super) fn file(&self) -> usize {
        self.file
    }

    /// The parameters that stand nowhere in the body.
    pub(super) fn unused(&self) -> Vec<&str> {
        self.parameters
            .iter()
            .map(String::as_str)
            .filter(|name| !mentions(&self.body, name))
            .collect()
    }
}

/// A copy whose texts need no file.
fn detached(node: &Node, text: &str) -> Node {
    let value = match &node.value {
        Value::Null => Value::Null,
        Value::Scalar { text: raw, plain } => Value::Scalar {
            text: owned(raw.span, raw.as_str(text).to_owned()),
            plain: *plain,
        },
        Value::Sequence(items) => {
            Value::Sequence(items.iter().map(|item| detached(item, text)).collect())
        }
        Value::Mapping(entries) => Value::Mapping(
            entries
                .iter()
                .map(|entry| Entry {
                    key: detached(&entry.key, text),
                    value: detached(&entry.value, text),
                })
                .collect(),
        ),
    };
    Node {
        span: node.span,
        value,
    }
}

fn owned(span: Span, value: String) -> RawText {
    let pieces = vec![Piece {
        at: 0,
        raw: span,
        verbatim: false,
    }];
    RawText::decoded(span, value, pieces)
}

fn mentions(node: &Node, name: &str) -> bool {
    match &node.value {
        Value::Null => false,
        Value::Scalar { text, .. } => text.as_str("").contains(&format!("${name}")),
        Value::Sequence(items) => items.iter().any(|item| mentions(item, name)),
        Value::Mapping(entries) => entries.iter().any(|entry| mentions(&entry.value, name)),
    }
}

/// The body of `named` with the values `given` in place of its parameters; `None` where some are
/// missing or unknown, which is added to `problems`.
pub(super) fn substitute(
    named: &Named,
    given: Option<&Node>,
    used_at: Span,
    text: &str,
    problems: &mut Vec<Problem>,
) -> Option<Node> {
    let before = problems.len();
    let mut values: Vec<(&str, Node)> = Vec::new();
    for entry in given.map_or(&[][..], |node| node.entries()) {
        let key = entry.key.as_str(text).unwrap_or_default();
        match named.parameters.iter().find(|name| *name == key) {
            Some(name) => values.push((name, detached(&entry.value, text))),
            None => {
                let known: Vec<&str> = named.parameters.iter().map(String::as_str).collect();
                let what = ("参数", "parameter");
                problems.push(lookup::unknown(key, entry.key.span, what, &known));
            }
        }
    }
    for name in &named.parameters {
        if !values.iter().any(|(known, _)| known == name) {
            problems.push(Problem::new(
                used_at,
                format!("缺少参数「{name}」"),
                format!("the parameter `{name}` is missing"),
            ));
        }
    }
    if problems.len() > before {
        return None;
    }
    // Longer names first: $words is not $word with an s.
    values.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
    Some(filled(&named.body, &values))
}

fn filled(node: &Node, values: &[(&str, Node)]) -> Node {
    let value = match &node.value {
        Value::Null => Value::Null,
        Value::Scalar { text, plain } => {
            let written = text.as_str("");
            let whole = values
                .iter()
                .find(|(name, _)| written.strip_prefix('$') == Some(*name));
            if let Some((_, value)) = whole {
                return value.clone();
            }
            let mut out = written.to_owned();
            for (name, value) in values {
                if let Some(value) = value.as_str("") {
                    out = out.replace(&format!("${name}"), value);
                }
            }
            Value::Scalar {
                text: owned(text.span, out),
                plain: *plain,
            }
        }
        Value::Sequence(items) => {
            Value::Sequence(items.iter().map(|item| filled(item, values)).collect())
        }
        Value::Mapping(entries) => Value::Mapping(
            entries
                .iter()
                .map(|entry| Entry {
                    key: entry.key.clone(),
                    value: filled(&entry.value, values),
                })
                .collect(),
        ),
    };
    Node {
        span: node.span,
        value,
    }
}
