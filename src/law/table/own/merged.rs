//! Several tables made one file.

use serde_json::{Map, Value};

use super::super::key;
use crate::message::Message;
use crate::source::Source;

/// One table as YAML from several as text, later ones over earlier ones. Remarks (`#`) are not kept.
///
/// # Errors
/// When one of them is no YAML or JSON mapping (an index of texts cannot be merged).
pub fn merged(sources: &[Source]) -> Result<String, Message> {
    let mut whole = Map::new();
    for source in sources {
        let value: Value = serde_yaml::from_str(source.text()).map_err(|error| {
            Message::new(
                format!("{} 不能并入：{error}", source.name()),
                format!("{} cannot be merged: {error}", source.name()),
            )
        })?;
        let Value::Object(table) = value else {
            continue;
        };
        for (name, value) in table {
            match (whole.get_mut(&name), value) {
                (Some(Value::Array(known)), Value::Array(more)) if name == "laws" => {
                    more.into_iter().for_each(|law| put(known, law, "title"));
                }
                (Some(Value::Array(known)), Value::Array(more)) => {
                    for one in more {
                        if !known.contains(&one) {
                            known.push(one);
                        }
                    }
                }
                (_, value) => {
                    whole.insert(name, value);
                }
            }
        }
    }
    serde_yaml::to_string(&Value::Object(whole))
        .map_err(|error| Message::new(error.to_string(), error.to_string()))
}

/// Puts `one` into `list`: over the entry with the same `name`, else at the end.
fn put(list: &mut Vec<Value>, one: Value, name: &str) {
    let of = |value: &Value| value.get(name).and_then(Value::as_str).map(key);
    let wanted = of(&one);
    let replaces = one.get("replace") == Some(&Value::Bool(true));
    match list.iter_mut().find(|known| of(known) == wanted) {
        Some(known) if replaces => *known = one,
        Some(Value::Object(known)) => {
            let Value::Object(more) = one else { return };
            for (field, value) in more {
                match (known.get_mut(&field), value) {
                    (Some(Value::Array(versions)), Value::Array(more)) if field == "versions" => {
                        more.into_iter()
                            .for_each(|version| put(versions, version, "adopted"));
                    }
                    (Some(Value::Object(known)), Value::Object(more)) => known.extend(more),
                    (Some(Value::Array(known)), Value::Array(more)) if field == "aliases" => {
                        known.extend(more);
                    }
                    (_, value) => {
                        known.insert(field, value);
                    }
                }
            }
        }
        _ => list.push(one),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::law::table::LawTable;

    #[test]
    fn the_merged_file_says_what_both_say() {
        let source = |name: &str, text: &str| Source::new(name, text.to_owned(), "UTF-8");
        let one = source(
            "a.yaml",
            "laws:\n- title: 甲办法\n  class: 地方政府规章\n  versions: [{adopted: 2020-01-01, articles: 9}]\n- title: 乙办法\n",
        );
        let two = source(
            "b.yaml",
            "laws:\n- title: 甲办法\n  versions: [{adopted: 2020-01-01, articles: 10}, {adopted: 2024-01-01}]\nrepeals: [{title: 丙办法, by: 甲办法, from: 2024-01-01}]\n",
        );
        let text = merged(&[one, two]).unwrap();
        let mut table = LawTable::default();
        table.add_file(&source("c.yaml", &text)).unwrap();
        let known = table.by_title("甲办法").unwrap();
        assert_eq!(known.versions.len(), 2);
        assert_eq!(
            (known.versions[0].articles, known.kind()),
            (10, "地方政府规章")
        );
        assert!(table.by_title("乙办法").is_some());
        assert_eq!(table.repeals_of("丙办法").len(), 1);
    }
}
