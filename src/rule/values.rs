use std::borrow::Cow;

use crate::message::Message;

/// Values of placeholders, in both languages (an empty English text means the same as the Chinese).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Values(Vec<(Cow<'static, str>, Message)>);

impl Values {
    /// Sets `name`; a later value replaces an earlier one.
    pub fn set(&mut self, name: impl Into<Cow<'static, str>>, value: Message) {
        let name = name.into();
        match self.0.iter_mut().find(|(known, _)| *known == name) {
            Some((_, old)) => *old = value,
            None => self.0.push((name, value)),
        }
    }

    /// Sets `name` to a text that is the same in both languages.
    pub fn text(&mut self, name: impl Into<Cow<'static, str>>, value: impl Into<String>) {
        self.set(name, Message::new(value, ""));
    }

    /// The value of `name`.
    pub fn get(&self, name: &str) -> Option<&Message> {
        self.0
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value)
    }

    /// Takes over the values of `other`.
    pub fn extend(&mut self, other: &Self) {
        for (name, value) in &other.0 {
            self.set(name.clone(), value.clone());
        }
    }
}
