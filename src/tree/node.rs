use super::{Entry, Node, Value};
use crate::source::RawText;

/// Access to the parts of a node. `source` is always the text the node was read from.
impl Node {
    /// The decoded text of a scalar.
    pub fn as_str<'a>(&'a self, source: &'a str) -> Option<&'a str> {
        self.scalar().map(|text| text.as_str(source))
    }

    /// The text of a scalar with its map to the source.
    pub fn scalar(&self) -> Option<&RawText> {
        match &self.value {
            Value::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// The items of a sequence; empty for anything else.
    pub fn items(&self) -> &[Node] {
        match &self.value {
            Value::Sequence(items) => items,
            _ => &[],
        }
    }

    /// The entries of a mapping; empty for anything else.
    pub fn entries(&self) -> &[Entry] {
        match &self.value {
            Value::Mapping(entries) => entries,
            _ => &[],
        }
    }

    /// The value of the first entry with this key.
    pub fn get(&self, source: &str, key: &str) -> Option<&Node> {
        self.entry(source, key).map(|entry| &entry.value)
    }

    /// The first entry with this key.
    pub fn entry(&self, source: &str, key: &str) -> Option<&Entry> {
        self.entries()
            .iter()
            .find(|entry| entry.key.as_str(source) == Some(key))
    }

    /// Whether it is `null`, `~` or nothing.
    pub fn is_null(&self) -> bool {
        matches!(self.value, Value::Null)
    }

    /// Whether it is a sequence.
    pub fn is_sequence(&self) -> bool {
        matches!(self.value, Value::Sequence(_))
    }

    /// Whether it is a mapping.
    pub fn is_mapping(&self) -> bool {
        matches!(self.value, Value::Mapping(_))
    }
}
