//! Walks a node and a JSON Schema together and collects every problem in one run.
//!
//! The schemas are those that `schemars` makes of serde types (draft 2020-12): `$ref` into `$defs`, `type`,
//! `properties`, `required`, `additionalProperties`, `items`, `prefixItems`, `enum`, `const`, bounds, `pattern`,
//! `allOf`, and `oneOf`/`anyOf` as serde's externally tagged enums and `Option` give them.

use serde_json::{Map, Value as Json};

use super::branch::Branches;
use super::deserialize::{boolean, text_span};
use super::suggest::{listed, nearest};
use super::{Node, Problem, Value};
use crate::source::Span;

/// References followed one after another without a step into the node; schemas that refer to themselves stop here.
const MAX_REFERENCES: usize = 32;

/// The problems of `node` under `schema`, in the order of the file.
pub(super) fn validate(node: &Node, source: &str, schema: &Json) -> Vec<Problem> {
    let mut walk = Walk {
        source,
        root: schema,
        problems: Vec::new(),
    };
    walk.check(node, schema);
    let mut problems = walk.problems;
    problems.sort_by_key(|problem| (problem.span.start, problem.span.end));
    problems.dedup();
    problems
}

pub(super) struct Walk<'a> {
    pub(super) source: &'a str,
    root: &'a Json,
    pub(super) problems: Vec<Problem>,
}

impl<'a> Walk<'a> {
    /// The problems of `node` under `schema` alone.
    pub(super) fn trial(&self, node: &Node, schema: &'a Json) -> Vec<Problem> {
        let mut walk = Walk {
            source: self.source,
            root: self.root,
            problems: Vec::new(),
        };
        walk.check(node, schema);
        walk.problems
    }

    /// The schema that `$ref` names, followed to its end.
    pub(super) fn resolve(&self, schema: &'a Json) -> &'a Json {
        let mut schema = schema;
        for _ in 0..MAX_REFERENCES {
            let target = schema
                .get("$ref")
                .and_then(Json::as_str)
                .and_then(|reference| reference.strip_prefix('#'))
                .and_then(|pointer| self.root.pointer(pointer));
            match target {
                Some(target) => schema = target,
                None => break,
            }
        }
        schema
    }

    pub(super) fn check(&mut self, node: &Node, schema: &'a Json) {
        let Some(object) = self.resolve(schema).as_object() else {
            // `true` allows everything; serde types never give `false`.
            return;
        };
        if !self.check_type(node, object) || !self.check_values(node, object) {
            return;
        }
        for keyword in ["oneOf", "anyOf"] {
            if let Some(branches) = object.get(keyword).and_then(Json::as_array) {
                Branches::new(self, branches).check(self, node);
            }
        }
        for part in object
            .get("allOf")
            .and_then(Json::as_array)
            .into_iter()
            .flatten()
        {
            self.check(node, part);
        }
        match &node.value {
            Value::Mapping(_) => self.mapping(node, object),
            Value::Sequence(items) => self.sequence(node, items, object),
            Value::Scalar { .. } => self.scalar(node, object),
            Value::Null => {}
        }
    }

    fn check_type(&mut self, node: &Node, schema: &Map<String, Json>) -> bool {
        let wanted: Vec<&str> = match schema.get("type") {
            Some(Json::String(one)) => vec![one],
            Some(Json::Array(several)) => several.iter().filter_map(Json::as_str).collect(),
            _ => return true,
        };
        if wanted.iter().any(|wanted| self.is_a(node, wanted)) {
            return true;
        }
        self.wrong_type(node, &wanted);
        false
    }

    fn is_a(&self, node: &Node, wanted: &str) -> bool {
        let plain = |accept: fn(&str) -> bool| match &node.value {
            Value::Scalar { text, plain: true } => accept(text.as_str(self.source)),
            _ => false,
        };
        match wanted {
            "null" => node.is_null(),
            "object" => node.is_mapping(),
            "array" => node.is_sequence(),
            // A text may look like a number or a date.
            "string" => node.scalar().is_some(),
            "boolean" => plain(|text| boolean(text).is_some()),
            "integer" => plain(|text| text.parse::<i128>().is_ok()),
            "number" => plain(|text| text.parse::<f64>().is_ok_and(f64::is_finite)),
            _ => true,
        }
    }

    /// Reports that a value of one of the kinds `wanted` should stand here.
    pub(super) fn wrong_type(&mut self, node: &Node, wanted: &[&str]) {
        let wanted: Vec<&str> = wanted
            .iter()
            .copied()
            .filter(|kind| *kind != "null")
            .collect();
        let zh: Vec<&str> = wanted.iter().map(|kind| kind_names(kind).0).collect();
        let en: Vec<&str> = wanted.iter().map(|kind| kind_names(kind).1).collect();
        let (found_zh, found_en) = self.found(node);
        let problem = Problem::new(
            text_span(node),
            format!("这里应当是{}，实际是{found_zh}", listed(&zh, "或")),
            format!("expected {}, found {found_en}", listed(&en, " or ")),
        );
        let text = node.as_str(self.source);
        let colon = text.is_some_and(|text| text.contains('：'));
        self.problems.push(if colon && wanted.contains(&"object") {
            problem.with_help(
                "这里用了全角冒号“：”。键和值之间要用半角冒号加一个空格“: ”",
                "there is a full-width colon `：`; put an ASCII colon and a blank `: ` between key and value",
            )
        } else if wanted == ["boolean"] {
            problem.with_help("请写 true 或 false，不加引号", "write true or false, without quotes")
        } else if wanted == ["array"] && text.is_some() {
            problem.with_help(
                "只有一项时也要写成列表：[…]，或者另起一行以“- ”开头",
                "write a list even for one item: [...], or `- ` on a line of its own",
            )
        } else if matches!(wanted.as_slice(), ["integer"] | ["number"]) {
            problem.with_help("请写数字，不加引号", "write a number, without quotes")
        } else {
            problem
        });
    }

    /// What stands at a node, in words.
    fn found(&self, node: &Node) -> (String, String) {
        match &node.value {
            Value::Null => ("空的".into(), "nothing".into()),
            Value::Sequence(_) => ("列表".into(), "a list".into()),
            Value::Mapping(_) => ("键值对".into(), "a mapping".into()),
            Value::Scalar { text, .. } => {
                let text = excerpt(text.as_str(self.source));
                (format!("“{text}”"), format!("`{text}`"))
            }
        }
    }

    /// `enum` and `const`.
    fn check_values(&mut self, node: &Node, schema: &Map<String, Json>) -> bool {
        let allowed: Vec<&str> = match (schema.get("enum"), schema.get("const")) {
            (Some(Json::Array(values)), _) => values.iter().filter_map(Json::as_str).collect(),
            (_, Some(Json::String(value))) => vec![value],
            _ => return true,
        };
        let Some(text) = node.as_str(self.source) else {
            // `null` may be among the values; the type says whether it is.
            return true;
        };
        if allowed.contains(&text) {
            return true;
        }
        self.wrong_value(node, text, &allowed);
        false
    }

    /// Reports a text that is none of the values `allowed`.
    pub(super) fn wrong_value(&mut self, node: &Node, text: &str, allowed: &[&str]) {
        let text = excerpt(text);
        let problem = Problem::new(
            text_span(node),
            format!("不认识的值“{text}”"),
            format!("unknown value `{text}`"),
        );
        let problem = name_help(problem, &text, allowed);
        self.problems.push(problem);
    }

    fn mapping(&mut self, node: &Node, schema: &'a Map<String, Json>) {
        let none = Map::new();
        let properties = schema.get("properties").and_then(Json::as_object);
        let additional = schema.get("additionalProperties");
        let names: Vec<&str> = properties
            .unwrap_or(&none)
            .keys()
            .map(String::as_str)
            .collect();
        let mut missing: Vec<&str> = schema
            .get("required")
            .and_then(Json::as_array)
            .map(|names| names.iter().filter_map(Json::as_str).collect())
            .unwrap_or_default();
        for entry in node.entries() {
            let Some(key) = entry.key.as_str(self.source) else {
                self.wrong_type(&entry.key, &["string"]);
                continue;
            };
            missing.retain(|name| *name != key);
            if let Some(property) = properties.and_then(|properties| properties.get(key)) {
                self.check(&entry.value, property);
            } else if let Some(pattern) = self.pattern_property(schema, key) {
                self.check(&entry.value, pattern);
            } else {
                match additional {
                    Some(Json::Bool(false)) => self.unknown_key(&entry.key, key, &names),
                    Some(schema) => self.check(&entry.value, schema),
                    None => {}
                }
            }
        }
        if let Some(names) = schema.get("propertyNames") {
            for entry in node.entries() {
                self.check(&entry.key, names);
            }
        }
        for name in missing {
            self.problems.push(
                Problem::new(
                    anchor(node),
                    format!("缺少必填的键“{name}”"),
                    format!("the required key `{name}` is missing"),
                )
                .with_help(format!("请补上“{name}: …”"), format!("add `{name}: ...`")),
            );
        }
        self.bounds(
            node,
            node.entries().len(),
            schema,
            "minProperties",
            "maxProperties",
        );
    }

    fn pattern_property(&self, schema: &'a Map<String, Json>, key: &str) -> Option<&'a Json> {
        let patterns = schema.get("patternProperties")?.as_object()?;
        patterns
            .iter()
            .find(|(pattern, _)| regex::Regex::new(pattern).is_ok_and(|regex| regex.is_match(key)))
            .map(|(_, schema)| schema)
    }

    /// Reports a key that is none of `names`.
    pub(super) fn unknown_key(&mut self, key: &Node, text: &str, names: &[&str]) {
        let text = excerpt(text);
        let problem = Problem::new(
            text_span(key),
            format!("不认识的键“{text}”"),
            format!("unknown key `{text}`"),
        );
        self.problems.push(name_help(problem, &text, names));
    }

    fn sequence(&mut self, node: &Node, items: &[Node], schema: &'a Map<String, Json>) {
        let prefix = schema.get("prefixItems").and_then(Json::as_array);
        let every = schema.get("items");
        for (index, item) in items.iter().enumerate() {
            let schema = prefix.and_then(|prefix| prefix.get(index)).or(every);
            if let Some(schema) = schema {
                self.check(item, schema);
            }
        }
        self.bounds(node, items.len(), schema, "minItems", "maxItems");
    }

    fn scalar(&mut self, node: &Node, schema: &Map<String, Json>) {
        let text = node.as_str(self.source).unwrap_or_default();
        if let Some(pattern) = schema.get("pattern").and_then(Json::as_str)
            && regex::Regex::new(pattern).is_ok_and(|regex| !regex.is_match(text))
        {
            let text = excerpt(text);
            self.problems.push(Problem::new(
                text_span(node),
                format!("“{text}”的写法不对，应当符合 {pattern}"),
                format!("`{text}` does not match {pattern}"),
            ));
        }
        let length = text.chars().count();
        self.bounds(node, length, schema, "minLength", "maxLength");
        if let Value::Scalar { plain: true, .. } = &node.value
            && let Ok(number) = text.parse::<f64>()
        {
            self.range(node, number, schema);
        }
    }

    fn range(&mut self, node: &Node, number: f64, schema: &Map<String, Json>) {
        let bound = |name: &str| schema.get(name).and_then(Json::as_f64);
        if let Some(least) = bound("minimum").filter(|least| number < *least) {
            self.problems.push(Problem::new(
                text_span(node),
                format!("数值不能小于 {least}"),
                format!("the number must be at least {least}"),
            ));
        }
        if let Some(most) = bound("maximum").filter(|most| number > *most) {
            self.problems.push(Problem::new(
                text_span(node),
                format!("数值不能大于 {most}"),
                format!("the number must be at most {most}"),
            ));
        }
    }

    fn bounds(
        &mut self,
        node: &Node,
        count: usize,
        schema: &Map<String, Json>,
        least: &str,
        most: &str,
    ) {
        let bound = |name: &str| {
            let bound = schema.get(name).and_then(Json::as_u64)?;
            usize::try_from(bound).ok()
        };
        if let Some(least) = bound(least).filter(|least| count < *least) {
            let problem = if count == 0 {
                Problem::new(anchor(node), "这里不能为空", "this may not be empty")
            } else {
                Problem::new(
                    anchor(node),
                    format!("内容太少：至少要有 {least}，现有 {count}"),
                    format!("too little: at least {least} needed, {count} found"),
                )
            };
            self.problems.push(problem);
        }
        if let Some(most) = bound(most).filter(|most| count > *most) {
            self.problems.push(Problem::new(
                anchor(node),
                format!("内容太多：最多 {most}，现有 {count}"),
                format!("too much: at most {most} allowed, {count} found"),
            ));
        }
    }
}

/// Where something about the whole node is shown: the first key of a mapping, the text of a scalar.
pub(super) fn anchor(node: &Node) -> Span {
    node.entries()
        .first()
        .map_or_else(|| text_span(node), |entry| entry.key.span)
}

fn name_help(problem: Problem, text: &str, names: &[&str]) -> Problem {
    let (zh_all, en_all) = (listed(names, "、"), listed(names, ", "));
    match (nearest(text, names.iter().copied()), names.is_empty()) {
        (Some(name), _) => problem.with_help(
            format!("是否应为“{name}”？可以写：{zh_all}"),
            format!("did you mean `{name}`? possible: {en_all}"),
        ),
        (None, false) => {
            problem.with_help(format!("可以写：{zh_all}"), format!("possible: {en_all}"))
        }
        (None, true) => problem.with_help("请删去", "remove it"),
    }
}

fn kind_names(kind: &str) -> (&'static str, &'static str) {
    match kind {
        "object" => ("键值对", "a mapping"),
        "array" => ("列表", "a list"),
        "string" => ("文字", "a text"),
        "boolean" => ("true 或 false", "true or false"),
        "integer" => ("整数", "a whole number"),
        "number" => ("数字", "a number"),
        _ => ("空", "nothing"),
    }
}

/// The start of a text, for messages.
fn excerpt(text: &str) -> String {
    const LENGTH: usize = 24;
    let line = text.lines().next().unwrap_or_default();
    let mut short: String = line.chars().take(LENGTH).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}
