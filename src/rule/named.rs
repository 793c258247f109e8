//! Parts of rule files with parameters (conditions with a name, templates of rules, rules themselves):
//! `$name` in them stands for the value given.

use super::lookup;
use crate::source::{Piece, RawText, Span};
use crate::tree::{Entry, Node, Problem, Value};

/// A part with parameters, apart from the file it was read from.
#[derive(Debug, Clone)]
pub(crate) struct Named {
    parameters: Vec<Parameter>,
    body: Node,
    file: usize,
}

/// A parameter with the value it has where none is given.
#[derive(Debug, Clone)]
struct Parameter {
    name: String,
    span: Span,
    default: Option<Node>,
}

/// `[NAME, …]`, or `{NAME: default}` where nothing after the colon means that a value must be given.
fn parameters(node: Option<&Node>, text: &str, problems: &mut Vec<Problem>) -> Vec<Parameter> {
    let Some(node) = node else {
        return Vec::new();
    };
    let mut all: Vec<Parameter> = Vec::new();
    let mut add = |key: &Node, default: Option<&Node>| {
        let name = key.as_str(text).unwrap_or_default();
        let well_formed = name.starts_with(|first: char| first.is_ascii_lowercase())
            && name
                .chars()
                .all(|one| one.is_ascii_lowercase() || one.is_ascii_digit() || one == '-');
        if !well_formed {
            problems.push(Problem::new(
                key.span,
                "参数名用小写字母、数字和连字符，如 word",
                "parameters are lower-case words joined by `-`, such as `word`",
            ));
        } else if all.iter().any(|known| known.name == name) {
            problems.push(Problem::new(
                key.span,
                format!("参数「{name}」写了两次"),
                format!("the parameter `{name}` is written twice"),
            ));
        } else {
            all.push(Parameter {
                name: name.to_owned(),
                span: key.span,
                default: default
                    .filter(|value| !value.is_null())
                    .map(|value| detached(value, text)),
            });
        }
    };
    match &node.value {
        Value::Sequence(names) => names.iter().for_each(|name| add(name, None)),
        Value::Mapping(entries) => entries
            .iter()
            .for_each(|entry| add(&entry.key, Some(&entry.value))),
        Value::Null | Value::Scalar { .. } => problems.push(Problem::new(
            node.span,
            "parameters 应写成 [名称, …] 或 {名称: 默认值}",
            "`parameters` is a sequence of names, or a mapping of names to defaults",
        )),
    }
    all
}

impl Named {
    /// Keeps the part `body` of the rule file `file` with its `text`, and the parameters it declares.
    pub(super) fn new(
        declared: Option<&Node>,
        body: &Node,
        file: usize,
        text: &str,
        problems: &mut Vec<Problem>,
    ) -> Self {
        let named = Self {
            parameters: parameters(declared, text, problems),
            body: detached(body, text),
            file,
        };
        for parameter in &named.parameters {
            if !mentions(&named.body, &parameter.name) {
                problems.push(unused(&parameter.name, parameter.span));
            }
        }
        named
    }

    /// The part as it is where nothing is given: with its defaults, `$name` where a parameter has none.
    pub(super) fn alone(&self) -> Node {
        let values = self.parameters.iter().filter_map(|parameter| {
            let default = parameter.default.clone()?;
            Some((parameter.name.as_str(), default))
        });
        fill(&self.body, "", values.collect())
    }

    /// The rule file it stands in, by its position.
    pub(super) fn file(&self) -> usize {
        self.file
    }
}

/// The problem of a parameter that stands nowhere.
pub(super) fn unused(name: &str, span: Span) -> Problem {
    Problem::new(
        span,
        format!("参数「{name}」没有用到：下面没有 ${name}"),
        format!("the parameter `{name}` is not used: there is no ${name} below"),
    )
}

/// A copy whose texts need no file.
pub(super) fn detached(node: &Node, text: &str) -> Node {
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

pub(super) fn mentions(node: &Node, name: &str) -> bool {
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
        match named.parameters.iter().find(|known| known.name == key) {
            Some(known) => values.push((&known.name, detached(&entry.value, text))),
            None => {
                let known = named.parameters.iter().map(|known| known.name.as_str());
                let known: Vec<&str> = known.collect();
                problems.push(unknown_parameter(key, entry.key.span, &known));
            }
        }
    }
    for parameter in &named.parameters {
        let name = parameter.name.as_str();
        if values.iter().any(|(known, _)| *known == name) {
            continue;
        }
        match &parameter.default {
            Some(default) => values.push((name, default.clone())),
            None => problems.push(Problem::new(
                used_at,
                format!("缺少参数「{name}」"),
                format!("the parameter `{name}` is missing"),
            )),
        }
    }
    if problems.len() > before {
        return None;
    }
    Some(fill(&named.body, "", values))
}

/// The problem of a parameter that there is not.
pub(super) fn unknown_parameter(name: &str, span: Span, known: &[&str]) -> Problem {
    lookup::unknown(name, span, ("参数", "parameter"), known)
}

/// `body`, whose texts are of the file `text` or detached, with the values of its parameters (detached).
/// Texts without any parameter stay as they are, with their places.
pub(super) fn fill(body: &Node, text: &str, mut values: Vec<(&str, Node)>) -> Node {
    // Longer names first: $words is not $word with an s.
    values.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
    filled(body, text, &values)
}

fn filled(node: &Node, text: &str, values: &[(&str, Node)]) -> Node {
    let value = match &node.value {
        Value::Null => Value::Null,
        Value::Scalar { text: raw, plain } => {
            let written = raw.as_str(text);
            if !written.contains('$') {
                return node.clone();
            }
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
            if out == written {
                return node.clone();
            }
            Value::Scalar {
                text: owned(raw.span, out),
                plain: *plain,
            }
        }
        Value::Sequence(items) => Value::Sequence(
            items
                .iter()
                .map(|item| filled(item, text, values))
                .collect(),
        ),
        Value::Mapping(entries) => Value::Mapping(
            entries
                .iter()
                .map(|entry| Entry {
                    key: entry.key.clone(),
                    value: filled(&entry.value, text, values),
                })
                .collect(),
        ),
    };
    Node {
        span: node.span,
        value,
    }
}

/// A detached node with all its places moved to `span`: what stands in another file is told where it is
/// used.
pub(super) fn moved(node: &Node, span: Span) -> Node {
    let value = match &node.value {
        Value::Null => Value::Null,
        Value::Scalar { text, plain } => Value::Scalar {
            text: owned(span, text.as_str("").to_owned()),
            plain: *plain,
        },
        Value::Sequence(items) => {
            Value::Sequence(items.iter().map(|item| moved(item, span)).collect())
        }
        Value::Mapping(entries) => Value::Mapping(
            entries
                .iter()
                .map(|entry| Entry {
                    key: moved(&entry.key, span),
                    value: moved(&entry.value, span),
                })
                .collect(),
        ),
    };
    Node { span, value }
}
