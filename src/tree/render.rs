use super::{Node, Value};

/// The tree as JSON, for a text of its own: values written without quotes that JSON knows as numbers or
/// truths stay so.
pub fn to_json(node: &Node, source: &str) -> String {
    let mut out = String::new();
    write(node, source, &mut out);
    out
}

fn write(node: &Node, source: &str, out: &mut String) {
    match &node.value {
        Value::Null => out.push_str("null"),
        Value::Scalar { text, plain } => {
            let text = text.as_str(source);
            let known = serde_json::from_str::<serde_json::Value>(text);
            if *plain && known.is_ok_and(|value| value.is_number() || value.is_boolean()) {
                out.push_str(text);
            } else {
                string(text, out);
            }
        }
        Value::Sequence(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push_str(", ");
                }
                write(item, source, out);
            }
            out.push(']');
        }
        Value::Mapping(entries) => {
            out.push('{');
            for (index, entry) in entries.iter().enumerate() {
                if index > 0 {
                    out.push_str(", ");
                }
                string(entry.key.as_str(source).unwrap_or_default(), out);
                out.push_str(": ");
                write(&entry.value, source, out);
            }
            out.push('}');
        }
    }
}

fn string(text: &str, out: &mut String) {
    out.push_str(&serde_json::Value::from(text).to_string());
}

#[cfg(test)]
mod tests {
    use super::super::{parse_json, parse_yaml};
    use super::*;

    #[test]
    fn a_tree_written_is_the_same_tree() {
        let yaml = "{name: 对\"骗取\"的处罚, days: 60, quoted: '60', all: [~, true], text: |\n  一\n  二\n}";
        let yaml = yaml.replace("text: |\n  一\n  二\n", "text: \"一\\n二\"");
        let tree = parse_yaml(&yaml).unwrap().remove(0);
        let json = to_json(&tree, &yaml);
        assert_eq!(
            json,
            r#"{"name": "对\"骗取\"的处罚", "days": 60, "quoted": "60", "all": [null, true], "text": "一\n二"}"#
        );
        let again = parse_json(&json).unwrap();
        assert_eq!(to_json(&again, &json), json);
    }
}
