//! Notes about versions after a title: （2014年修正）, （2010年10月28日通过，2018年12月29日修正）.

use super::words::{self, Words};

/// What a note says of the versions of an instrument.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VersionNote {
    /// The dates of adoption, promulgation and change, in the order of the note.
    pub dates: Vec<(PartialDate, Event)>,
    /// Whether it says that the text was changed, without a day.
    pub changed: bool,
}

/// A date of which month and day may be missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartialDate {
    /// The year.
    pub year: u16,
    /// The month, 0 where none is written.
    pub month: u8,
    /// The day, 0 where none is written.
    pub day: u8,
}

/// What happened on a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Event {
    /// 通过, 公布, 发布, 颁布, 批准, or not said.
    Made,
    /// 修正, 修订, 修改
    Changed,
    /// 施行, 实施, 生效
    InForce,
}

impl VersionNote {
    /// The note `text` (blanks dropped). Notes without a year give no dates.
    pub fn parse(text: &str) -> Self {
        let words = Words::builtin();
        let starts: Vec<(usize, PartialDate, usize)> = dates(text);
        let mut dates = Vec::new();
        for (index, (start, date, end)) in starts.iter().enumerate() {
            let until = starts.get(index + 1).map_or(text.len(), |(next, ..)| *next);
            let after = text.get(*end..until).unwrap_or_default();
            let before = text.get(..*start).unwrap_or_default();
            let event = match event(after, words) {
                Some(event) => event,
                None if words::ends(before, &words.since).is_some() => Event::InForce,
                // 1999年12月25日通过、2005年3月25日…会议关于修改…的决定修正: found above; a date alone was made then.
                None => Event::Made,
            };
            dates.push((*date, event));
        }
        let changed = dates.is_empty()
            && words
                .changed
                .iter()
                .any(|word| text.contains(word.as_str()));
        Self { dates, changed }
    }

    /// The latest date on which the text was made or changed: the version that the note states.
    pub fn latest(&self) -> Option<PartialDate> {
        self.dates
            .iter()
            .filter(|(_, event)| *event != Event::InForce)
            .map(|(date, _)| *date)
            .max()
    }

    /// Whether it tells of a change: then the note states a version, not only the first text.
    pub fn states_a_change(&self) -> bool {
        self.changed || self.dates.iter().any(|(_, event)| *event == Event::Changed)
    }
}

/// What the words after a date tell; the nearest decides.
fn event(after: &str, words: &Words) -> Option<Event> {
    let groups = [
        (&words.changed, Event::Changed),
        (&words.made, Event::Made),
        (&words.in_force, Event::InForce),
    ];
    groups
        .into_iter()
        .flat_map(|(group, event)| group.iter().map(move |word| (word, event)))
        .filter_map(|(word, event)| after.find(word.as_str()).map(|at| (at, event)))
        .min_by_key(|(at, _)| *at)
        .map(|(_, event)| event)
}

/// The dates in `text`: start, date, end.
fn dates(text: &str) -> Vec<(usize, PartialDate, usize)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(offset) = text
        .get(at..)
        .and_then(|rest| rest.find(|c: char| c.is_ascii_digit()))
    {
        let start = at + offset;
        let (year, after) = number(text, start);
        let mut end = after;
        let rest = text.get(after..).unwrap_or_default();
        let separated = rest.starts_with(['年', '.', '-', '/']);
        let follows = separated || rest.is_empty() || rest.starts_with(['修', '版']);
        if !(1949..2100).contains(&year) || after - start != 4 || !follows {
            at = after;
            continue;
        }
        let mut date = PartialDate {
            year: u16::try_from(year).unwrap_or(0),
            month: 0,
            day: 0,
        };
        if separated {
            end += rest.chars().next().map_or(0, char::len_utf8);
            let (month, after) = number(text, end);
            if after > end
                && (1..=12).contains(&month)
                && text
                    .get(after..)
                    .is_some_and(|rest| rest.starts_with(['月', '.', '-', '/']))
            {
                date.month = u8::try_from(month).unwrap_or(0);
                end = after
                    + text
                        .get(after..)
                        .and_then(|rest| rest.chars().next())
                        .map_or(0, char::len_utf8);
                let (day, after) = number(text, end);
                if after > end && (1..=31).contains(&day) {
                    date.day = u8::try_from(day).unwrap_or(0);
                    end = after;
                    if text.get(end..).is_some_and(|rest| rest.starts_with('日')) {
                        end += '日'.len_utf8();
                    }
                }
            } else if after > end {
                // 2017年第7号 and 2018.3: no month.
                end = after;
            }
        }
        found.push((start, date, end));
        at = end.max(after);
    }
    found
}

/// The run of ASCII digits at `at`: its value and the byte after it.
fn number(text: &str, at: usize) -> (u32, usize) {
    let run = text.get(at..).unwrap_or_default();
    let len = run.bytes().take_while(u8::is_ascii_digit).count();
    (
        run.get(..len).and_then(|run| run.parse().ok()).unwrap_or(0),
        at + len,
    )
}

impl PartialDate {
    /// Whether this date, as far as it is written, is before `other`.
    pub fn before(self, other: Self) -> bool {
        if self.year != other.year || self.month == 0 || other.month == 0 {
            return self.year < other.year;
        }
        if self.month != other.month || self.day == 0 || other.day == 0 {
            return self.month < other.month;
        }
        self.day < other.day
    }

    /// The date of `YYYY-MM-DD` or a part of it.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '-');
        Some(Self {
            year: parts.next()?.parse().ok()?,
            month: parts.next().and_then(|part| part.parse().ok()).unwrap_or(0),
            day: parts.next().and_then(|part| part.parse().ok()).unwrap_or(0),
        })
    }
}

impl std::fmt::Display for PartialDate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.month, self.day) {
            (0, _) => write!(f, "{:04}", self.year),
            (month, 0) => write!(f, "{:04}-{month:02}", self.year),
            (month, day) => write!(f, "{:04}-{month:02}-{day:02}", self.year),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn latest(text: &str) -> String {
        VersionNote::parse(text)
            .latest()
            .map(|date| date.to_string())
            .unwrap_or_default()
    }

    #[test]
    fn notes_in_use() {
        for (note, date) in [
            ("2014年修正", "2014"),
            ("2017修正", "2017"),
            ("2010年10月28日通过", "2010-10-28"),
            ("2003年主席令第七号公布", "2003"),
            (
                "国务院令第439号公布，2020年11月29日国务院令第732号第四次修订",
                "2020-11-29",
            ),
            ("自2021年7月15日起施行", ""),
            (
                "2007年9月28日自治区人大常委会第三十三次会议通过，自2008年1月1日起施行",
                "2007-09-28",
            ),
            (
                "2004年11月8日商务部令2004年第19号公布，自2005年1月1日起施行",
                "2004-11-08",
            ),
            ("2018.12.29修正", "2018-12-29"),
            ("试行", ""),
        ] {
            assert_eq!(latest(note), date, "{note}");
        }
        assert!(VersionNote::parse("2014年修正").states_a_change());
        assert!(!VersionNote::parse("2014年通过").states_a_change());
        assert!(VersionNote::parse("国务院令第30号修订").states_a_change());
    }

    #[test]
    fn dates_compare_as_far_as_written() {
        let date = |text| PartialDate::parse(text).unwrap();
        assert!(date("2014").before(date("2015-03-01")));
        assert!(!date("2015").before(date("2015-03-01")));
        assert!(date("2015-02").before(date("2015-03-01")));
    }
}
