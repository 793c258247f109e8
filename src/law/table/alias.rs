//! Short names and former names: lines of `rules/laws/aliases.tsv`.

use std::borrow::Cow;

/// A name under which an instrument is cited besides its title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alias {
    /// The name.
    pub name: Cow<'static, str>,
    /// The title.
    pub title: Cow<'static, str>,
    /// When the name means this instrument.
    pub condition: Condition,
    /// Where it is from.
    pub source: Cow<'static, str>,
}

/// When a short name means an instrument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// Everywhere.
    Always,
    /// Where one of these words stands in the list.
    Mentioned(Vec<Cow<'static, str>>),
}

impl Condition {
    /// Whether it holds where `mentioned` tells which words stand in the list.
    pub fn holds(&self, mentioned: &dyn Fn(&str) -> bool) -> bool {
        match self {
            Self::Always => true,
            Self::Mentioned(words) => words.iter().any(|word| mentioned(word)),
        }
    }
}

impl Alias {
    /// The alias of a line: name, title, words that must be mentioned (parted by blanks) or nothing, source.
    pub fn parse(line: &'static str) -> Option<Self> {
        let mut columns = line.split('\t');
        let (name, title) = (columns.next()?, columns.next()?);
        let words: Vec<_> = columns
            .next()
            .unwrap_or_default()
            .split_whitespace()
            .map(Cow::Borrowed)
            .collect();
        let condition = if words.is_empty() {
            Condition::Always
        } else {
            Condition::Mentioned(words)
        };
        (!name.is_empty() && !title.is_empty()).then_some(Self {
            name: name.into(),
            title: title.into(),
            condition,
            source: columns.next().unwrap_or_default().into(),
        })
    }
}
