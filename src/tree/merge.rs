use super::{Entry, Node, Value};

/// Resolves merge keys (`<<: *common`, a sequence of mappings too): their entries are added where the
/// mapping has no such key of its own. <https://yaml.org/type/merge.html>
pub(super) fn merged(source: &str, mut entries: Vec<Entry>) -> Vec<Entry> {
    let is_merge = |entry: &Entry| match &entry.key.value {
        Value::Scalar { text, plain: true } => {
            text.as_str(source) == "<<" && only_mappings(&entry.value)
        }
        _ => false,
    };
    if !entries.iter().any(is_merge) {
        return entries;
    }
    let mut added = Vec::new();
    entries.retain_mut(|entry| {
        if !is_merge(entry) {
            return true;
        }
        let value = std::mem::replace(&mut entry.value.value, Value::Null);
        match value {
            Value::Mapping(entries) => added.extend(entries),
            Value::Sequence(items) => {
                for item in items {
                    if let Value::Mapping(entries) = item.value {
                        added.extend(entries);
                    }
                }
            }
            _ => {}
        }
        false
    });
    for entry in added {
        let key = entry.key.as_str(source);
        if key.is_none_or(|key| {
            entries
                .iter()
                .all(|own| own.key.as_str(source) != Some(key))
        }) {
            entries.push(entry);
        }
    }
    entries
}

fn only_mappings(node: &Node) -> bool {
    node.is_mapping() || (node.is_sequence() && node.items().iter().all(Node::is_mapping))
}
