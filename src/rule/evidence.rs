use super::values::Values;
use crate::message::Message;
use crate::source::Span;
use crate::vocabulary::Field;

/// What a condition saw in a subject: places, values for messages, and words that explain it.
#[derive(Debug, Clone, Default)]
pub struct Evidence {
    /// The places that decided it, the most telling first, with the field they are in.
    pub places: Vec<(Span, Option<Field>)>,
    /// Values that messages can name.
    pub values: Values,
    /// What was seen, one statement each: shown by `explain`.
    pub seen: Vec<Message>,
}

impl Evidence {
    /// Adds a place.
    pub fn place(&mut self, span: Span, field: Option<Field>) {
        self.places.push((span, field));
    }

    /// Adds a statement.
    pub fn saw(&mut self, zh: impl Into<String>, en: impl Into<String>) {
        self.seen.push(Message::new(zh, en));
    }
}

/// A condition as evaluated for one subject: the tree that `explain` shows.
#[derive(Debug, Clone)]
pub struct Trace {
    /// The key in the rule file: `all`, `any`, `not`, `use NAME` or the name of a predicate.
    pub key: String,
    /// Its bytes in the rule file.
    pub span: Span,
    /// Whether it holds.
    pub holds: bool,
    /// What was seen.
    pub seen: Vec<Message>,
    /// The conditions within.
    pub within: Vec<Trace>,
}
