//! One version of an instrument: a line of `rules/laws/instruments/*.tsv`.

use std::borrow::Cow;
use std::sync::Arc;

use jiff::civil::Date;

use super::Record;

/// The columns of a table of instruments, in order.
pub const COLUMNS: [&str; 17] = [
    "title",
    "version",
    "effective",
    "kind",
    "region",
    "issuer",
    "number",
    "made",
    "amended",
    "articles",
    "inserted",
    "missing",
    "chapters",
    "ended",
    "ended-by",
    "source",
    "note",
];

/// Facts of one version of an instrument.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Version {
    /// The whole title.
    pub title: Cow<'static, str>,
    /// The day on which this version was adopted, where known.
    pub version: Option<Date>,
    /// The first day on which this version is in force, where known.
    pub effective: Option<Date>,
    /// 法律, 行政法规, 部门规章, 地方性法规, 司法解释, 规范性文件 …
    pub kind: Cow<'static, str>,
    /// The province of a local instrument, empty for national ones.
    pub region: Cow<'static, str>,
    /// Who made it.
    pub issuer: Cow<'static, str>,
    /// Document numbers, parted by `；`.
    pub number: Cow<'static, str>,
    /// The day on which the first version was adopted.
    pub made: Option<Date>,
    /// The days of all changes up to this version, parted by blanks.
    pub amended: Cow<'static, str>,
    /// The number of the last article, 0 where not known or without articles.
    pub articles: u32,
    /// Inserted articles (`120-1`), parted by blanks.
    pub inserted: Cow<'static, str>,
    /// Numbers that do not occur up to the last article, parted by blanks.
    pub missing: Cow<'static, str>,
    /// The articles of the chapters, `number:first-last`, parted by blanks; `book.number:…` where the law
    /// has books.
    pub chapters: Cow<'static, str>,
    /// The first day on which it is no longer in force, where that is not known from a repeal statement
    /// or a later version; `?` where only the fact is known.
    pub ended: Cow<'static, str>,
    /// What replaced it.
    pub ended_by: Cow<'static, str>,
    /// Where these facts are from.
    pub source: Cow<'static, str>,
    /// Remarks.
    pub note: Cow<'static, str>,
    /// Columns whose fact is from somewhere else, and from where.
    pub stated: Vec<(&'static str, Arc<str>)>,
}

/// Why a line of a table is no record.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum RecordError {
    /// Columns are missing or too many.
    #[error("应有 {expected} 列（以制表符分隔），实有 {found} 列。请对照文件首行补齐。", expected = COLUMNS.len())]
    Columns {
        /// The number of columns found.
        found: usize,
    },
    /// A date is no date.
    #[error("“{column}”列的“{text}”不是日期。请写成 2021-07-15 的形式，不知道就留空。")]
    Date {
        /// The column.
        column: &'static str,
        /// What stands there.
        text: String,
    },
    /// A number is no number.
    #[error("“{column}”列的“{text}”不是数字。")]
    Number {
        /// The column.
        column: &'static str,
        /// What stands there.
        text: String,
    },
}

impl Version {
    /// The record of a line, borrowed from it.
    ///
    /// # Errors
    /// When the line has not the columns of [`COLUMNS`], or a date or number is none.
    pub fn parse(line: &'static str) -> Result<Self, RecordError> {
        let mut columns = line.split('\t');
        let count = line.bytes().filter(|&byte| byte == b'\t').count() + 1;
        if count != COLUMNS.len() {
            return Err(RecordError::Columns { found: count });
        }
        let mut next = || Cow::Borrowed(columns.next().unwrap_or_default());
        Ok(Self {
            title: next(),
            version: date("version", &next())?,
            effective: date("effective", &next())?,
            kind: next(),
            region: next(),
            issuer: next(),
            number: next(),
            made: date("made", &next())?,
            amended: next(),
            articles: number("articles", &next())?,
            inserted: next(),
            missing: next(),
            chapters: next(),
            ended: next(),
            ended_by: next(),
            source: next(),
            note: next(),
            stated: Vec::new(),
        })
    }

    /// The line of this record, without a line break.
    pub fn line(&self) -> String {
        let day = |date: Option<Date>| date.map(|date| date.to_string()).unwrap_or_default();
        let articles = match self.articles {
            0 => String::new(),
            articles => articles.to_string(),
        };
        [
            self.title.as_ref(),
            &day(self.version),
            &day(self.effective),
            &self.kind,
            &self.region,
            &self.issuer,
            &self.number,
            &day(self.made),
            &self.amended,
            &articles,
            &self.inserted,
            &self.missing,
            &self.chapters,
            &self.ended,
            &self.ended_by,
            &self.source,
            &self.note,
        ]
        .join("\t")
    }

    /// The first day on which this version is in force: as stated, else the day of its adoption.
    pub fn in_force_from(&self) -> Option<Date> {
        self.effective.or(self.version)
    }

    /// Whether article `number` with insertion `insertion` exists; `None` where the articles are not known.
    pub fn has_article(&self, number: u32, insertion: u32) -> Option<bool> {
        if self.articles == 0 {
            return None;
        }
        if insertion > 0 {
            return Some(
                self.inserted
                    .split(' ')
                    .filter_map(|pair| pair.split_once('-'))
                    .any(|(main, sub)| main.parse() == Ok(number) && sub.parse() == Ok(insertion)),
            );
        }
        // A number that the source lost is not known to be absent.
        Some((1..=self.articles).contains(&number))
    }

    /// The first and last article of chapter `number`; `None` where chapters are not known, or their
    /// numbers start anew in each book.
    pub fn chapter(&self, number: u32) -> Option<(u32, u32)> {
        self.chapter_list()
            .find(|(chapter, ..)| *chapter == number)
            .map(|(_, first, last)| (first, last))
    }

    /// The number of the last chapter; `None` as for [`chapter`](Self::chapter).
    pub fn last_chapter(&self) -> Option<u32> {
        self.chapter_list().map(|(chapter, ..)| chapter).max()
    }

    /// The chapter that holds article `article`.
    pub fn chapter_of(&self, article: u32) -> Option<u32> {
        self.chapter_list()
            .find(|(_, first, last)| (*first..=*last).contains(&article))
            .map(|(chapter, ..)| chapter)
    }

    /// Chapters with their first and last article; nothing where their numbers start anew in each book.
    pub(super) fn chapter_list(&self) -> impl Iterator<Item = (u32, u32, u32)> + '_ {
        let books = self.chapters.contains('.');
        self.chapters
            .split(' ')
            .filter(move |_| !books)
            .filter_map(|part| {
                let (chapter, range) = part.split_once(':')?;
                let (first, last) = range.split_once('-')?;
                Some((
                    chapter.parse().ok()?,
                    first.parse().ok()?,
                    last.parse().ok()?,
                ))
            })
    }
}

impl Record for Version {
    fn of_line(line: &'static str) -> Option<Self> {
        Self::parse(line).ok()
    }

    /// In the order of their days, in place of the one of the same day.
    fn put(self, among: &mut Vec<Self>) {
        match among.binary_search_by(|known| known.version.cmp(&self.version)) {
            Ok(place) => {
                if let Some(known) = among.get_mut(place) {
                    *known = self;
                }
            }
            Err(place) => among.insert(place, self),
        }
    }
}

fn date(column: &'static str, text: &str) -> Result<Option<Date>, RecordError> {
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|_| RecordError::Date {
        column,
        text: text.to_owned(),
    })
}

fn number(column: &'static str, text: &str) -> Result<u32, RecordError> {
    if text.is_empty() {
        return Ok(0);
    }
    text.parse().map_err(|_| RecordError::Number {
        column,
        text: text.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = "甲法\t2018-10-26\t\t法律\t\t某机关\t主席令第7号\t2006-04-29\t2018-10-26\t56\t12-1 12-2\t\t1:1-8 2:9-56\t\t\tmanual\t";

    #[test]
    fn lines_read_back() {
        let version = Version::parse(LINE).unwrap();
        assert_eq!(version.line(), LINE);
        assert_eq!(version.has_article(56, 0), Some(true));
        assert_eq!(version.has_article(57, 0), Some(false));
        assert_eq!(version.has_article(12, 2), Some(true));
        assert_eq!(version.has_article(12, 3), Some(false));
        assert_eq!(version.chapter(2), Some((9, 56)));
        assert_eq!(version.chapter_of(3), Some(1));
    }

    #[test]
    fn errors_say_what_to_write() {
        assert_eq!(
            Version::parse("甲法\t").unwrap_err(),
            RecordError::Columns { found: 2 }
        );
        let broken: &'static str = Box::leak(
            LINE.replace("2018-10-26\t\t", "2018年\t\t")
                .into_boxed_str(),
        );
        assert!(
            Version::parse(broken)
                .unwrap_err()
                .to_string()
                .contains("2018年")
        );
    }
}
