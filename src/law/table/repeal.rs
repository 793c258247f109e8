//! Statements of one instrument that another is no longer in force: lines of `rules/laws/repeals.tsv`.

use std::borrow::Cow;

use jiff::civil::Date;

use super::Record;

/// A repeal statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repeal {
    /// The title of what is repealed.
    pub title: Cow<'static, str>,
    /// The title of what repeals it.
    pub by: Cow<'static, str>,
    /// The day on which the version that says so was adopted.
    pub by_version: Option<Date>,
    /// The article that says so.
    pub by_article: Option<u32>,
    /// The first day on which it is no longer in force.
    pub from: Option<Date>,
    /// Where this is from.
    pub source: Cow<'static, str>,
}

impl Record for Repeal {
    /// The statement of a line: title, by, version, article, from, source.
    fn of_line(line: &'static str) -> Option<Self> {
        let mut columns = line.split('\t');
        let (title, by) = (columns.next()?, columns.next()?);
        Some(Self {
            title: title.into(),
            by: by.into(),
            by_version: columns.next().and_then(|text| text.parse().ok()),
            by_article: columns.next().and_then(|text| text.parse().ok()),
            from: columns.next().and_then(|text| text.parse().ok()),
            source: columns.next().unwrap_or_default().into(),
        })
    }
    fn put(self, among: &mut Vec<Self>) {
        among.push(self);
    }
}
