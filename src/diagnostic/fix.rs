use serde::{Deserialize, Serialize};

use crate::message::Message;
use crate::source::Span;

/// Whether a fix may be applied without asking.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Applicability {
    /// Only shown: an officer decides and types.
    Suggestion,
    /// Applied when asked for by name: it may change the meaning.
    Unsafe,
    /// Applied by `fix`: it cannot change the meaning.
    Safe,
}

/// The replacement of a stretch of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The bytes to replace; empty to insert.
    pub span: Span,
    /// The new text, not yet escaped for the format.
    pub text: String,
}

/// A correction: edits that are applied together or not at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What it does.
    pub title: Message,
    /// Whether it may be applied without asking.
    pub applicability: Applicability,
    /// The edits, in order, without overlap.
    pub edits: Vec<Edit>,
}
