//! `oneOf` and `anyOf`: finds the branch that was meant, so that its problems are told and not those of
//! all the others.

use serde_json::Value as Json;

use super::validate::{Walk, anchor};
use super::{Node, Problem, Value};

/// The branches of one `oneOf` or `anyOf`, sorted by what they accept.
pub(super) struct Branches<'a> {
    all: Vec<&'a Json>,
    /// Fixed texts: unit variants of an enum.
    texts: Vec<&'a str>,
    /// Variants with content: a mapping with this one key.
    variants: Vec<(&'a str, &'a Json)>,
    /// Everything else.
    others: Vec<&'a Json>,
}

impl<'a> Branches<'a> {
    pub(super) fn new(walk: &Walk<'a>, branches: &'a [Json]) -> Self {
        let mut sorted = Self {
            all: branches.iter().collect(),
            texts: Vec::new(),
            variants: Vec::new(),
            others: Vec::new(),
        };
        sorted.sort(walk, branches, 0);
        sorted
    }

    /// A branch may itself be a choice (an optional enum): its branches are looked into.
    fn sort(&mut self, walk: &Walk<'a>, branches: &'a [Json], level: usize) {
        for branch in branches {
            let schema = walk.resolve(branch);
            if let Some(texts) = fixed_texts(schema) {
                self.texts.extend(texts);
            } else if let Some(variant) = variant(schema) {
                self.variants.push(variant);
            } else if let Some(inner) = choice(schema).filter(|_| level < 4) {
                self.sort(walk, inner, level + 1);
            } else {
                self.others.push(branch);
            }
        }
    }

    pub(super) fn check(&self, walk: &mut Walk<'a>, node: &Node) {
        match &node.value {
            Value::Scalar { .. } if !self.texts.is_empty() || !self.variants.is_empty() => {
                self.text(walk, node);
            }
            Value::Mapping(_) if !self.variants.is_empty() => self.mapping(walk, node),
            _ => self.best(walk, node, &self.all),
        }
    }

    fn text(&self, walk: &mut Walk<'a>, node: &Node) {
        let text = node.as_str(walk.source).unwrap_or_default();
        if self.texts.contains(&text) {
            return;
        }
        if self
            .others
            .iter()
            .any(|branch| walk.trial(node, branch).is_empty())
        {
            return;
        }
        if let Some((name, _)) = self.variants.iter().find(|(name, _)| *name == text) {
            walk.problems.push(
                Problem::new(
                    anchor(node),
                    format!("“{name}”后面缺少内容"),
                    format!("`{name}` needs content"),
                )
                .with_help(format!("请写成“{name}: …”"), format!("write `{name}: ...`")),
            );
        } else if self.texts.is_empty() {
            walk.wrong_type(node, &["object"]);
        } else {
            walk.wrong_value(node, text, &self.texts);
        }
    }

    /// A mapping with one key that names the variant.
    fn mapping(&self, walk: &mut Walk<'a>, node: &Node) {
        if self
            .others
            .iter()
            .any(|branch| walk.trial(node, branch).is_empty())
        {
            return;
        }
        let names: Vec<&str> = self.variants.iter().map(|(name, _)| *name).collect();
        let mut known = 0;
        for entry in node.entries() {
            let key = entry.key.as_str(walk.source).unwrap_or_default();
            match self.variants.iter().find(|(name, _)| *name == key) {
                Some((_, schema)) => {
                    known += 1;
                    walk.check(&entry.value, schema);
                    if known > 1 {
                        walk.problems.push(
                            Problem::new(
                                entry.key.span,
                                format!("这里只能写一个键，“{key}”是多余的"),
                                format!("only one key may stand here; `{key}` is one too many"),
                            )
                            .with_help("请把它们分成几项来写", "write them as separate items"),
                        );
                    }
                }
                None if self.texts.contains(&key) && entry.value.is_null() => known += 1,
                None => walk.unknown_key(&entry.key, key, &names),
            }
        }
        if node.entries().is_empty() {
            walk.problems.push(Problem::new(
                node.span,
                format!("这里不能为空，可以写：{}", names.join("、")),
                format!("this may not be empty; possible: {}", names.join(", ")),
            ));
        }
    }

    /// No name tells the branch: of those of the node's kind, the one with the fewest problems was meant.
    fn best(&self, walk: &mut Walk<'a>, node: &Node, branches: &[&'a Json]) {
        let mut best: Option<((bool, usize), Vec<Problem>)> = None;
        for &branch in branches {
            let problems = walk.trial(node, branch);
            if problems.is_empty() {
                return;
            }
            let rank = (!same_kind(node, walk.resolve(branch)), problems.len());
            if best.as_ref().is_none_or(|(least, _)| rank < *least) {
                best = Some((rank, problems));
            }
        }
        walk.problems
            .extend(best.map(|(_, problems)| problems).unwrap_or_default());
    }
}

fn same_kind(node: &Node, schema: &Json) -> bool {
    let kind = match &node.value {
        Value::Null => "null",
        Value::Sequence(_) => "array",
        Value::Mapping(_) => "object",
        Value::Scalar { .. } => "string",
    };
    match schema.get("type") {
        Some(Json::String(one)) => one == kind,
        Some(Json::Array(several)) => several.iter().any(|one| one == kind),
        _ => true,
    }
}

fn choice(schema: &Json) -> Option<&Vec<Json>> {
    let object = schema.as_object()?;
    ["oneOf", "anyOf"]
        .iter()
        .find_map(|keyword| object.get(*keyword).and_then(Json::as_array))
}

/// The texts of a branch that allows only fixed texts.
fn fixed_texts(schema: &Json) -> Option<Vec<&str>> {
    match (schema.get("enum"), schema.get("const")) {
        (Some(Json::Array(values)), _) => Some(values.iter().filter_map(Json::as_str).collect()),
        (_, Some(Json::String(value))) => Some(vec![value]),
        _ => None,
    }
}

/// The name and the content of a branch that is a variant: one required property and no other.
fn variant(schema: &Json) -> Option<(&str, &Json)> {
    let closed = schema.get("additionalProperties") == Some(&Json::Bool(false));
    let properties = schema.get("properties")?.as_object()?;
    let required = schema.get("required")?.as_array()?;
    match (properties.len(), required.as_slice()) {
        (1, [Json::String(name)]) if closed => Some((name, properties.get(name)?)),
        _ => None,
    }
}
