//! YAML and JSON with positions: one tree of nodes for lists, rules, organisation and configuration files.

mod branch;
mod deserialize;
mod duplicate;
mod json;
mod load;
#[cfg(test)]
mod load_tests;
mod merge;
mod node;
mod problem;
mod recorded;
mod render;
mod scalar;
mod spanned;
mod step;
mod suggest;
#[cfg(test)]
mod tests;
mod validate;
mod yaml;
mod yaml_error;

pub use duplicate::duplicate_keys;
pub use json::{parse_json, parse_json_lines};
pub use load::{from_node, from_part, load};
pub use problem::Problem;
pub use render::to_json;
pub use spanned::Spanned;
pub use suggest::nearest;
pub use yaml::{Comment, comments, parse_yaml};

use crate::source::{RawText, Span};

/// A node of the tree.
#[derive(Debug, Clone)]
pub struct Node {
    /// Its bytes.
    pub span: Span,
    /// What it is.
    pub value: Value,
}

/// The value of a node.
#[derive(Debug, Clone)]
pub enum Value {
    /// `null`, `~` or nothing.
    Null,
    /// Anything written as text or number; `plain` when it stands without quotes (so that `2` may be a number).
    Scalar {
        /// The decoded text.
        text: RawText,
        /// Whether it stands without quotes.
        plain: bool,
    },
    /// A sequence.
    Sequence(Vec<Node>),
    /// A mapping, in the order of the file; duplicates kept.
    Mapping(Vec<Entry>),
}

/// A key with its value.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The key.
    pub key: Node,
    /// The value.
    pub value: Node,
}
