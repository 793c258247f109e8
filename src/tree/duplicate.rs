use rustc_hash::FxHashSet;

use super::{Node, Problem, Value};

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
            let mut seen = Seen::default();
            for entry in entries {
                if let Some(key) = entry.key.as_str(source)
                    && !seen.add(key)
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

/// The keys of a mapping met so far: the first few in a row, which for most mappings is all.
#[derive(Default)]
struct Seen<'k> {
    few: Vec<&'k str>,
    many: FxHashSet<&'k str>,
}

impl<'k> Seen<'k> {
    const FEW: usize = 12;

    /// Adds a key; tells whether it is new.
    fn add(&mut self, key: &'k str) -> bool {
        if self.few.contains(&key) {
            return false;
        }
        if self.few.len() < Self::FEW {
            self.few.push(key);
            return true;
        }
        self.many.insert(key)
    }
}
