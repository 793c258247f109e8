use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use super::deserialize::NodeDeserializer;
use super::validate::validate;
use super::{Node, Problem, Value, duplicate_keys, parse_json, parse_yaml};
use crate::source::{Source, Span};

/// Reads a file of one document (JSON when its name ends so, YAML otherwise) into a serde type.
///
/// # Errors
/// Syntax errors; or all at once: keys that stand twice, unknown and missing keys, values of the wrong kind, unknown values;
/// else the first error of the type's own checks. Each with its span in `source`.
pub fn load<T: DeserializeOwned + JsonSchema>(source: &Source) -> Result<T, Vec<Problem>> {
    let text = source.text();
    let json = source
        .name()
        .rsplit('.')
        .next()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
    let mut documents = if json {
        vec![parse_json(text)?]
    } else {
        parse_yaml(text)?
    };
    if let Some(second) = documents.get(1) {
        return Err(vec![
            Problem::new(
                second.span,
                "这个文件只能有一份文档，这里是第二份",
                "this file must hold one document; here is a second one",
            )
            .with_help(
                "请删去“---”，或者分成几个文件",
                "remove `---`, or split the file",
            ),
        ]);
    }
    // An empty file is an empty mapping: what is required is then said to be missing.
    let node = documents.pop().unwrap_or(Node {
        span: Span::default(),
        value: Value::Mapping(Vec::new()),
    });
    from_node(&node, text)
}

/// Reads one node of `source` into a serde type, with the checks of [`load`].
///
/// # Errors
/// As [`load`].
pub fn from_node<'de, T: Deserialize<'de> + JsonSchema>(
    node: &'de Node,
    source: &'de str,
) -> Result<T, Vec<Problem>> {
    let problems = duplicate_keys(std::slice::from_ref(node), source);
    read(node, source, problems)
}

/// As [`from_node`] for a part of a tree of which the keys that stand twice were told before: parts within
/// parts would be searched for them again and again.
///
/// # Errors
/// As [`from_node`], but for keys that stand twice.
pub fn from_part<'de, T: Deserialize<'de> + JsonSchema>(
    node: &'de Node,
    source: &'de str,
) -> Result<T, Vec<Problem>> {
    read(node, source, Vec::new())
}

fn read<'de, T: Deserialize<'de> + JsonSchema>(
    node: &'de Node,
    source: &'de str,
    mut problems: Vec<Problem>,
) -> Result<T, Vec<Problem>> {
    let read = T::deserialize(NodeDeserializer { node, source });
    let error = match read {
        Ok(value) if problems.is_empty() => return Ok(value),
        Ok(_) => None,
        Err(error) => Some(error),
    };
    // The schema is made and walked only for what does not fit: hundreds of rules are read at every start.
    let schema = Json::from(schemars::schema_for!(T));
    problems.extend(validate(node, source, &schema));
    if problems.is_empty() {
        problems.extend(error.map(|error| error.problem(node.span)));
    }
    problems.sort_by_key(|problem| (problem.span.start, problem.span.end));
    Err(problems)
}
