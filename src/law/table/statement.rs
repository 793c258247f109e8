//! Single facts stated of an instrument after its record was made, each with where it is from.

use std::sync::Arc;

use jiff::civil::Date;

use super::Version;

/// A fact about a version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Statement {
    /// The day of its adoption.
    Adopted(Date),
    /// The first day in force.
    InForce(Date),
    /// Its class.
    Kind(String),
    /// The province.
    Region(String),
    /// Who made it.
    Issuer(String),
    /// Document numbers, parted by `；`.
    Number(String),
    /// The number of the last article.
    Articles(u32),
    /// Inserted articles, as in [`Version::inserted`].
    Inserted(String),
    /// Chapters, as in [`Version::chapters`].
    Chapters(String),
    /// When it ended (`None` where not known) and what replaced it (empty where not known).
    Ended(Option<Date>, String),
    /// A remark.
    Note(String),
}

impl Statement {
    /// The column of the record that it fills.
    pub fn column(&self) -> &'static str {
        match self {
            Self::Adopted(_) => "version",
            Self::InForce(_) => "effective",
            Self::Kind(_) => "kind",
            Self::Region(_) => "region",
            Self::Issuer(_) => "issuer",
            Self::Number(_) => "number",
            Self::Articles(_) => "articles",
            Self::Inserted(_) => "inserted",
            Self::Chapters(_) => "chapters",
            Self::Ended(..) => "ended",
            Self::Note(_) => "note",
        }
    }
}

/// A statement with where it is from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated {
    /// The fact.
    pub statement: Statement,
    /// Where it is from, in words.
    pub source: Arc<str>,
}

impl Version {
    /// Takes `stated` for true, in place of what the record says.
    pub fn state(&mut self, stated: &Stated) {
        match &stated.statement {
            Statement::Adopted(day) => self.version = Some(*day),
            Statement::InForce(day) => self.effective = Some(*day),
            Statement::Kind(kind) => self.kind = kind.clone().into(),
            Statement::Region(region) => self.region = region.clone().into(),
            Statement::Issuer(issuer) => self.issuer = issuer.clone().into(),
            Statement::Number(number) => self.number = number.clone().into(),
            Statement::Articles(last) => self.articles = *last,
            Statement::Inserted(list) => self.inserted = list.clone().into(),
            Statement::Chapters(list) => self.chapters = list.clone().into(),
            Statement::Ended(on, by) => {
                self.ended = on.map_or_else(|| "?".into(), |on| on.to_string().into());
                self.ended_by = by.clone().into();
            }
            Statement::Note(note) => self.note = note.clone().into(),
        }
        let column = stated.statement.column();
        self.stated.retain(|(known, _)| *known != column);
        self.stated.push((column, Arc::clone(&stated.source)));
    }

    /// Where the fact in `column` is from: its own source, else that of the record.
    pub fn source_of(&self, column: &str) -> &str {
        let own = self.stated.iter().find(|(known, _)| *known == column);
        own.map_or(&self.source, |(_, source)| source)
    }
}
