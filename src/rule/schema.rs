//! The JSON Schema of rule files, made from the types, the predicates and the extension points.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};
use serde_json::{Map, Value, json};

use super::point::PointDefinition;
use super::predicate;
use super::syntax::{PackSyntax, RuleSyntax};
use crate::vocabulary::Field;

/// The schema of a rule file with these extension points.
pub fn schema(points: &[PointDefinition]) -> Schema {
    let mut generator = SchemaSettings::draft2020_12().into_generator();
    let mut root = Value::from(PackSyntax::json_schema(&mut generator));
    let rule = Value::from(RuleSyntax::json_schema(&mut generator));
    let mut predicates = Map::new();
    for (key, value) in [
        ("all", json!({ "$ref": "#/$defs/condition" })),
        ("any", json!({ "$ref": "#/$defs/condition" })),
        ("not", json!({ "$ref": "#/$defs/condition" })),
        ("use", use_schema()),
    ] {
        predicates.insert(key.to_owned(), value);
    }
    for one in predicate::ALL {
        predicates.insert(one.name.to_owned(), (one.schema)(&mut generator).into());
    }
    let mut detectors = Map::new();
    let mut bare = Vec::new();
    for point in points {
        let params = Value::from((point.schema)(&mut generator));
        let needs_some = params.get("required").is_some();
        if !needs_some {
            bare.push(point.name);
        }
        let value = if needs_some {
            params
        } else {
            json!({ "anyOf": [params, { "type": "null" }] })
        };
        detectors.insert(point.name.to_owned(), value);
    }
    let mut definitions = generator.take_definitions(true);
    definitions.insert("rule".to_owned(), either(rule));
    definitions.insert("parameters".to_owned(), parameters_schema());
    definitions.insert("table".to_owned(), table_schema());
    definitions.insert("condition".to_owned(), condition_schema(predicates));
    definitions.insert("check".to_owned(), check_schema(detectors, &bare));
    definitions.insert("anchor".to_owned(), anchor_schema());
    if let Some(object) = root.as_object_mut() {
        object.insert(
            "$schema".to_owned(),
            json!("https://json-schema.org/draft/2020-12/schema"),
        );
        object.insert("title".to_owned(), json!("Rules of dutylint"));
        object.insert("$defs".to_owned(), Value::Object(definitions));
    }
    fill_slots(&mut root);
    // `root` was an object from the start.
    Schema::try_from(root).unwrap_or_default()
}

/// A rule, or one made from a template with some of its entries said anew.
fn either(rule: Value) -> Value {
    let mut properties = rule.get("properties").cloned().unwrap_or_default();
    if let Some(properties) = properties.as_object_mut() {
        for (key, value) in [
            (
                "template",
                json!({ "type": "string", "description": "The template." }),
            ),
            (
                "with",
                json!({ "type": "object", "description": "The values of its parameters." }),
            ),
        ] {
            properties.insert(key.to_owned(), value);
        }
    }
    json!({
        "anyOf": [
            rule,
            {
                "description": "A rule made from a template; what else stands here takes the place of what the template says.",
                "type": "object",
                "properties": properties,
                "additionalProperties": false,
                "required": ["template"],
            },
        ],
    })
}

fn parameters_schema() -> Value {
    json!({
        "description": "A sequence of names, or a mapping of names to defaults (null where a value must be given).",
        "anyOf": [
            { "type": "array", "items": { "type": "string" } },
            { "type": "object" },
        ],
    })
}

fn table_schema() -> Value {
    let value = json!({ "type": ["string", "number", "boolean", "null"] });
    json!({
        "description": "A reference table: entries, a file beside the pack, or rows.",
        "anyOf": [
            { "type": "array", "items": value },
            {
                "type": "object",
                "properties": { "file": { "type": "string" } },
                "additionalProperties": false,
                "required": ["file"],
            },
            {
                "type": "object",
                "properties": { "rows": {
                    "type": "array",
                    "items": { "type": "object", "additionalProperties": value },
                } },
                "additionalProperties": false,
                "required": ["rows"],
            },
        ],
    })
}

fn condition_schema(predicates: Map<String, Value>) -> Value {
    json!({
        "description": "A mapping whose entries must all hold, or a sequence of conditions that must all hold.",
        "anyOf": [
            {
                "type": "object",
                "properties": predicates,
                "additionalProperties": false,
                "minProperties": 1,
            },
            { "type": "array", "items": { "$ref": "#/$defs/condition" }, "minItems": 1 },
        ],
    })
}

fn use_schema() -> Value {
    json!({
        "description": "A condition by its name, with the values of its parameters where it has any.",
        "anyOf": [
            { "type": "string" },
            { "type": "object", "minProperties": 1, "maxProperties": 1 },
        ],
    })
}

fn check_schema(detectors: Map<String, Value>, bare: &[&str]) -> Value {
    json!({
        "description": "One extension point with its parameters.",
        "anyOf": [
            {
                "type": "object",
                "properties": detectors,
                "additionalProperties": false,
                "minProperties": 1,
                "maxProperties": 1,
            },
            { "type": "string", "enum": bare },
        ],
    })
}

fn anchor_schema() -> Value {
    let fields: Vec<&str> = Field::ALL.iter().map(|field| field.key()).collect();
    let stages = json!({ "anyOf": [
        { "type": "string" },
        { "type": "array", "items": { "type": "string" }, "minItems": 1 },
    ] });
    json!({
        "description": "Where a finding is shown: a field, or the first of some stages, or after the last of some stages.",
        "anyOf": [
            { "type": "string", "enum": fields },
            {
                "type": "object",
                "properties": {
                    "field": { "type": "string", "enum": fields },
                    "stage": stages,
                    "after": stages,
                },
                "additionalProperties": false,
                "minProperties": 1,
            },
        ],
    })
}

/// Puts the schemas of what is loaded from the tree in their places.
fn fill_slots(value: &mut Value) {
    match value {
        Value::Object(object) => {
            if let Some(slot) = object.remove("x-slot")
                && slot != json!("any")
                && let Some(name) = slot.as_str()
            {
                object.insert("$ref".to_owned(), json!(format!("#/$defs/{name}")));
            }
            object.values_mut().for_each(fill_slots);
        }
        Value::Array(items) => items.iter_mut().for_each(fill_slots),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
