use jiff::civil::Date;

use crate::law::LawTable;
use crate::message::Message;
use crate::org::{Graph, Words};
use crate::vocabulary::{Field, Vocabulary};

/// What a check is judged by beside the rules: the day, the vocabulary, the laws, the organisation.
#[derive(Debug, Clone, Copy)]
pub struct Context<'c> {
    /// The day whose law applies.
    pub as_of: Date,
    /// The words of the field.
    pub vocabulary: &'c Vocabulary,
    /// The words for units and posts.
    pub unit_words: &'c Words,
    /// The organisation, where a file of it is given.
    pub organisation: Option<&'c Graph>,
    /// The table of laws, where it is not the built-in one alone.
    pub laws: Option<&'c LawTable>,
}

impl<'c> Context<'c> {
    /// The table of laws. The built-in one is read at the first call.
    pub fn laws(&self) -> &'c LawTable {
        match self.laws {
            Some(laws) => laws,
            None => LawTable::builtin(),
        }
    }

    /// The name of `field` in both languages.
    pub fn field_name(&self, field: Field) -> Message {
        self.vocabulary.field(field).map_or_else(
            || Message::new(field.key(), field.key()),
            |words| Message::new(&*words.zh, &*words.en),
        )
    }
}
