use rustc_hash::FxHashMap;

use super::{Node, Problem, Value};
use crate::source::Span;

/// Keys that stand twice in one mapping, anywhere in `nodes`, each at its second place.
pub fn duplicate_keys(nodes: &[Node], source: &str) -> Vec<Problem> {
    let mut problems = Vec::new();
    for node in nodes {
        visit(node, source, &mut problems);
    }
    // An anchored node is met once for each of its aliases.
    problems.dedup();
    problems
}

fn visit(node: &Node, source: &str, problems: &mut Vec<Problem>) {
    match &node.value {
        Value::Sequence(items) => items.iter().for_each(|item| visit(item, source, problems)),
        Value::Mapping(entries) => {
            let mut seen: FxHashMap<&str, Span> = FxHashMap::default();
            for entry in entries {
                if let Some(key) = entry.key.as_str(source)
                    && seen.insert(key, entry.key.span).is_some()
                {
                    problems.push(
                        Problem::new(
                            entry.key.span,
                            format!("键“{key}”重复出现"),
                            format!("the key `{key}` stands twice"),
                        )
                        .with_help(
                            "请删去其中一个，或者合并它们的内容",
                            "remove one of them, or join their contents",
                        ),
                    );
                }
                visit(&entry.value, source, problems);
            }
        }
        _ => {}
    }
}
