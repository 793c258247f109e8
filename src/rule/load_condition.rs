//! Conditions from the tree: the logic of `all`, `any`, `not`, `use`, and predicates by their key.

use super::condition::{Condition, ConditionKind};
use super::lookup;
use super::named::substitute;
use super::point::Loader;
use super::predicate;
use super::template::Template;
use crate::source::Span;
use crate::tree::{Entry, Node, Problem, Value, to_json};

/// Loads conditions for one rule, noting the placeholders they fill and what is wrong.
pub(super) struct ConditionLoader<'l> {
    pub(super) loader: Loader<'l>,
    pub(super) problems: &'l mut Vec<Problem>,
    /// Placeholders filled by the evidence of the conditions met so far.
    pub(super) values: Vec<String>,
    /// Named conditions being expanded: a name within itself has no end.
    within: Vec<String>,
}

/// The entries of a mapping, or of the mappings of a sequence, that all must hold.
fn meant(node: &Node) -> Vec<&Entry> {
    match &node.value {
        Value::Mapping(entries) => entries.iter().collect(),
        Value::Sequence(items) => items.iter().flat_map(meant).collect(),
        Value::Null | Value::Scalar { .. } => Vec::new(),
    }
}

/// The keys of conditions that are no predicates.
const LOGIC: [&str; 4] = ["all", "any", "not", "use"];

impl<'l> ConditionLoader<'l> {
    pub(super) fn new(loader: Loader<'l>, problems: &'l mut Vec<Problem>) -> Self {
        Self {
            loader,
            problems,
            values: Vec::new(),
            within: Vec::new(),
        }
    }

    /// The condition of `node`: a mapping whose entries must all hold, or a sequence of such.
    pub(super) fn load(&mut self, node: &Node) -> Condition {
        if self.loader.laws.is_some() {
            self.contradictions(node);
        }
        let mut parts = self.parts(node);
        if let [_] = parts.as_slice()
            && let Some(only) = parts.pop()
        {
            return only;
        }
        let condition = Condition::new(node.span, ConditionKind::All(parts));
        if condition
            .classes()
            .is_some_and(|classes| classes.is_empty())
        {
            self.problems.push(Problem::new(
                node.span,
                "这些条件不可能同时成立：没有哪个权力类型全都符合",
                "these conditions never hold together: no class of power meets them all",
            ));
        }
        condition
    }

    /// Entries that all must hold though one says the opposite of another.
    fn contradictions(&mut self, node: &Node) {
        let text = self.loader.text;
        let mut said: Vec<(String, bool)> = Vec::new();
        for whole in meant(node) {
            let entry = whole;
            let key = entry.key.as_str(text).unwrap_or_default();
            let (entry, holds) = match (key, entry.value.entries()) {
                ("not", [within]) => (within, false),
                _ => (entry, true),
            };
            let key = entry.key.as_str(text).unwrap_or_default();
            // What is blank is what is not present.
            let (key, holds) = match key {
                "blank" => ("present", !holds),
                _ => (key, holds),
            };
            let written = format!("{key}: {}", to_json(&entry.value, text));
            if said
                .iter()
                .any(|(other, held)| *other == written && *held != holds)
            {
                self.problems.push(Problem::new(
                    whole.key.span.cover(whole.value.span),
                    "这个条件与前面的相反，两者不可能同时成立",
                    "this is the opposite of a condition before it: they never hold together",
                ));
            }
            said.push((written, holds));
        }
    }

    fn parts(&mut self, node: &Node) -> Vec<Condition> {
        match &node.value {
            Value::Mapping(entries) if !entries.is_empty() => entries
                .iter()
                .filter_map(|entry| self.entry(entry))
                .collect(),
            Value::Sequence(items) if !items.is_empty() => {
                items.iter().map(|item| self.load(item)).collect()
            }
            Value::Null | Value::Scalar { .. } | Value::Mapping(_) | Value::Sequence(_) => {
                self.problems.push(
                    Problem::new(
                        node.span,
                        "这里应当是条件：「谓词: 参数」，或由它们组成的列表",
                        "a condition belongs here: `PREDICATE: PARAMETERS`, or a sequence of them",
                    )
                    .with_help("例如 class: 行政处罚", "for example `class: 行政处罚`"),
                );
                Vec::new()
            }
        }
    }

    fn entry(&mut self, entry: &Entry) -> Option<Condition> {
        let key = entry.key.as_str(self.loader.text).unwrap_or_default();
        let span = entry.key.span.cover(entry.value.span);
        let kind = match key {
            "all" => return Some(self.load(&entry.value)),
            "any" => ConditionKind::Any(self.parts(&entry.value)),
            "not" => ConditionKind::Not(Box::new(self.load(&entry.value))),
            "use" => return self.named(&entry.value),
            _ => return self.predicate(key, entry, span),
        };
        Some(Condition::new(span, kind))
    }

    fn predicate(&mut self, key: &str, entry: &Entry, span: Span) -> Option<Condition> {
        let Some(definition) = predicate::ALL.iter().find(|one| one.name == key) else {
            let known: Vec<&str> = LOGIC
                .into_iter()
                .chain(predicate::ALL.iter().map(|one| one.name))
                .collect();
            let what = ("条件谓词", "predicate");
            self.problems
                .push(lookup::unknown(key, entry.key.span, what, &known));
            self.values.push(Template::ANY.to_owned());
            return None;
        };
        if !definition.kinds.contains(&self.loader.kind) {
            let kinds: Vec<&str> = definition.kinds.iter().map(|kind| kind.key()).collect();
            self.problems.push(
                Problem::new(
                    entry.key.span,
                    format!("「{key}」不能用于 for: {} 的规则", self.loader.kind.key()),
                    format!("`{key}` says nothing of a {}", self.loader.kind.key()),
                )
                .with_help(
                    format!("它可用于 for: {}", kinds.join("、")),
                    format!("it can be used with `for:` {}", kinds.join(", ")),
                ),
            );
            return None;
        }
        match (definition.load)(&entry.value, &self.loader) {
            Ok(loaded) => {
                self.values
                    .extend(definition.values.iter().map(|name| (*name).to_owned()));
                self.values.extend(loaded.captures());
                let kind = ConditionKind::Predicate(definition.name, loaded);
                Some(Condition::new(span, kind))
            }
            Err(found) => {
                self.problems.extend(found);
                // What it would have filled is not known in full: messages are not blamed for it.
                self.values.push(Template::ANY.to_owned());
                None
            }
        }
    }

    /// `use: NAME`, or `use: {NAME: {parameter: value}}`.
    fn named(&mut self, node: &Node) -> Option<Condition> {
        let (name_node, given) = match &node.value {
            Value::Mapping(entries) => match entries.as_slice() {
                [only] => (&only.key, Some(&only.value)),
                _ => {
                    self.problems.push(Problem::new(
                        node.span,
                        "use 一次只用一个条件",
                        "`use` takes one condition at a time",
                    ));
                    return None;
                }
            },
            _ => (node, None),
        };
        let name = name_node.as_str(self.loader.text).unwrap_or_default();
        let Some(named) = self.loader.conditions.get(name) else {
            let known: Vec<&str> = self.loader.conditions.keys().map(String::as_str).collect();
            let what = ("具名条件", "condition named");
            self.problems
                .push(lookup::unknown(name, name_node.span, what, &known));
            return None;
        };
        if self.within.iter().any(|outer| outer == name) {
            self.problems.push(Problem::new(
                name_node.span,
                format!("条件「{name}」用到了它自己"),
                format!("the condition `{name}` uses itself"),
            ));
            return None;
        }
        let body = substitute(
            named,
            given,
            name_node.span,
            self.loader.text,
            self.problems,
        )?;
        self.within.push(name.to_owned());
        let before = self.problems.len();
        let loaded = self.load(&body);
        self.within.pop();
        // The condition may stand in another file: its problems are told where it is used.
        if named.file() != self.loader.file {
            for problem in self.problems.iter_mut().skip(before) {
                problem.span = name_node.span;
            }
        }
        let kind = ConditionKind::Named(name.to_owned(), Box::new(loaded));
        Some(Condition::new(node.span, kind))
    }
}
