//! What is wrong in the table itself: contradictions, dead replacements, gaps.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::{Instrument, LawTable, Standing, Version, key};
use crate::message::Message;

/// What is wrong with a fact of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FaultKind {
    /// In force before it was adopted.
    InForceBeforeAdoption,
    /// The last article is not that of the fingerprints.
    ArticleCount,
    /// Chapters overlap, run backwards or go beyond the last article.
    Chapters,
    /// An inserted article stands beyond the last one.
    Inserted,
    /// What replaced it is not known, or is no longer in force and replaced by nothing.
    DeadReplacement,
    /// It is said to be repealed before it was adopted, by every statement there is.
    RepealBeforeAdoption,
    /// A short name of an instrument that is not in the table.
    AliasOfNothing,
    /// A short name that is the title of another instrument, so that it is never looked up.
    AliasIsTitle,
}

impl FaultKind {
    /// The word in `exceptions.tsv`.
    pub fn key(self) -> &'static str {
        match self {
            Self::InForceBeforeAdoption => "in-force-before-adoption",
            Self::ArticleCount => "article-count",
            Self::Chapters => "chapters",
            Self::Inserted => "inserted",
            Self::DeadReplacement => "dead-replacement",
            Self::RepealBeforeAdoption => "repeal-before-adoption",
            Self::AliasOfNothing => "alias-of-nothing",
            Self::AliasIsTitle => "alias-is-title",
        }
    }
}

/// A contradiction or dead end.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// What kind.
    pub kind: FaultKind,
    /// The title of the instrument.
    pub title: String,
    /// The statement.
    pub message: Message,
    /// Where the fact is from.
    pub source: String,
    /// Why it is known and stays (`exceptions.tsv`).
    pub excepted: Option<String>,
}

/// Facts that are not held, by kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Gaps {
    /// Versions.
    pub versions: usize,
    /// Versions without the day on which they took effect.
    pub without_effect: usize,
    /// Versions without articles.
    pub without_articles: usize,
    /// Versions with numbers that the source lost.
    pub with_missing: usize,
    /// Versions without fingerprints.
    pub without_prints: usize,
    /// Versions without a document number, laws left out.
    pub without_number: usize,
    /// Days of changes whose text is not held.
    pub unknown_changes: usize,
}

/// Known faults that stay: kind, title, reason.
const EXCEPTIONS: &str = include_str!("../../../rules/laws/exceptions.tsv");

impl LawTable {
    /// What is wrong in the table, in the order of titles. `as_of` is the day on which replacements must be alive.
    pub fn faults(&self, as_of: Date) -> Vec<Fault> {
        let mut faults = Vec::new();
        for instrument in self.instruments() {
            for version in &instrument.versions {
                self.version_faults(version, &mut faults);
            }
            self.replacement(instrument, as_of, &mut faults);
        }
        self.alias_faults(&mut faults);
        for fault in &mut faults {
            fault.excepted = exception(fault.kind, &fault.title);
        }
        faults.sort();
        faults.dedup();
        faults
    }

    fn version_faults(&self, version: &Version, faults: &mut Vec<Fault>) {
        let mut push = |kind, column: &str, zh: String, en: String| {
            faults.push(Fault {
                kind,
                title: version.title.to_string(),
                message: Message::new(zh, en),
                source: version.source_of(column).to_owned(),
                excepted: None,
            });
        };
        if let (Some(adopted), Some(from)) = (version.version, version.effective)
            && from < adopted
            && version.amended.is_empty()
        {
            push(
                FaultKind::InForceBeforeAdoption,
                "effective",
                format!("{adopted} 通过，却自 {from} 起施行"),
                format!("adopted on {adopted} but in force from {from}"),
            );
        }
        let last = self
            .print(version)
            .and_then(|print| print.articles().map(|article| article.number).max());
        if let Some(last) = last.filter(|&last| version.articles > 0 && last != version.articles) {
            push(
                FaultKind::ArticleCount,
                "articles",
                format!("最后一条写的是 {}，条文到第 {last} 条", version.articles),
                format!(
                    "the last article is said to be {}, the texts end with {last}",
                    version.articles
                ),
            );
        }
        let mut before = 0;
        for (chapter, first, last) in version.chapter_list() {
            let beyond = version.articles > 0 && last > version.articles;
            if first <= before || last < first || beyond {
                push(
                    FaultKind::Chapters,
                    "chapters",
                    format!(
                        "第 {chapter} 章（第 {first} 条至第 {last} 条）与前后不衔接或者超出最后一条"
                    ),
                    format!(
                        "chapter {chapter} ({first} to {last}) overlaps or goes beyond the last article"
                    ),
                );
            }
            before = last;
        }
        let inserted = version
            .inserted
            .split(' ')
            .filter_map(|pair| pair.split_once('-'));
        for number in inserted.filter_map(|(number, _)| number.parse::<u32>().ok()) {
            if number > version.articles {
                push(
                    FaultKind::Inserted,
                    "inserted",
                    format!(
                        "第 {number} 条之下有插入的条，但最后一条是第 {} 条",
                        version.articles
                    ),
                    format!("articles are inserted after {number}, beyond the last"),
                );
            }
        }
    }

    /// Whether what replaced an ended instrument is known and alive, or replaced in turn.
    fn replacement(&self, instrument: &Instrument, as_of: Date, faults: &mut Vec<Fault>) {
        let mut fault = |kind, zh: String, en: String| {
            let latest = instrument.latest();
            faults.push(Fault {
                kind,
                title: instrument.title().to_owned(),
                message: Message::new(zh, en),
                source: latest
                    .map_or_else(String::new, |version| version.source_of("ended").to_owned()),
                excepted: None,
            });
        };
        let made = instrument
            .versions
            .first()
            .and_then(|first| first.made.or(first.version));
        let statements = self.repeals_of(instrument.title());
        let early = |from: Option<Date>| made.zip(from).is_some_and(|(made, from)| from <= made);
        if !statements.is_empty() && statements.iter().all(|repeal| early(repeal.from)) {
            fault(
                FaultKind::RepealBeforeAdoption,
                "废止声明都早于它的制定日期，可能说的是同名的旧文件".to_owned(),
                "all statements of its repeal are older than itself; an older one of the same title may be meant".to_owned(),
            );
        }
        let Standing::Ended { by: Some(by), .. } = self.state(instrument, as_of).standing else {
            return;
        };
        let mut seen = BTreeSet::from([key(instrument.title())]);
        let mut next = by;
        loop {
            if !seen.insert(key(&next)) {
                fault(
                    FaultKind::DeadReplacement,
                    format!("替代关系绕了一圈，回到《{next}》"),
                    format!("the replacements run in a circle at {next}"),
                );
                return;
            }
            let Some(known) = self.by_title(&next) else {
                fault(
                    FaultKind::DeadReplacement,
                    format!("替代它的《{next}》不在表中"),
                    format!("{next}, which replaced it, is not in the table"),
                );
                return;
            };
            match self.state(known, as_of).standing {
                Standing::Ended { by: Some(by), .. } => next = by,
                Standing::Ended { by: None, .. } => {
                    fault(
                        FaultKind::DeadReplacement,
                        format!("替代它的《{next}》也已失效，没有写明由什么替代"),
                        format!(
                            "{next}, which replaced it, ended too, and nothing is said to replace it"
                        ),
                    );
                    return;
                }
                Standing::InForce | Standing::NotYet { .. } => return,
            }
        }
    }

    fn alias_faults(&self, faults: &mut Vec<Fault>) {
        for alias in self.aliases.values().flatten() {
            let mut push = |kind, zh: String, en: String| {
                faults.push(Fault {
                    kind,
                    title: alias.name.to_string(),
                    message: Message::new(zh, en),
                    source: alias.source.to_string(),
                    excepted: None,
                });
            };
            let title = &alias.title;
            if self.by_title(title).is_none() {
                push(
                    FaultKind::AliasOfNothing,
                    format!("简称所指的《{title}》不在表中"),
                    format!("{title}, for which it stands, is not in the table"),
                );
            }
            if self.by_title(&alias.name).is_some() {
                push(
                    FaultKind::AliasIsTitle,
                    "简称就是一部法律法规的名称，用不上".to_owned(),
                    "it is the title of an instrument, and never looked up".to_owned(),
                );
            }
        }
    }

    /// The exceptions of `exceptions.tsv` that explain none of `faults`.
    pub fn idle_exceptions(faults: &[Fault]) -> Vec<&'static str> {
        exceptions()
            .filter(|(kind, title, _)| {
                !faults
                    .iter()
                    .any(|fault| fault.kind.key() == *kind && fault.title == *title)
            })
            .map(|(_, title, _)| title)
            .collect()
    }

    /// What is not held.
    pub fn gaps(&self) -> Gaps {
        let mut gaps = Gaps::default();
        for instrument in self.instruments() {
            let held: BTreeSet<String> = instrument
                .versions
                .iter()
                .filter_map(|version| version.version.map(|day| day.to_string()))
                .collect();
            let mut changes = BTreeSet::new();
            for version in &instrument.versions {
                gaps.versions += 1;
                gaps.without_effect += usize::from(version.in_force_from().is_none());
                gaps.without_articles += usize::from(version.articles == 0);
                gaps.with_missing += usize::from(!version.missing.is_empty());
                gaps.without_prints += usize::from(self.print(version).is_none());
                let law = version.number.is_empty() && version.kind != "法律";
                gaps.without_number += usize::from(law);
                let days = version.amended.split(' ').filter(|day| !day.is_empty());
                changes.extend(days.map(str::to_owned));
            }
            gaps.unknown_changes += changes.difference(&held).count();
        }
        gaps
    }
}

fn exceptions() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    EXCEPTIONS
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .skip(1)
        .filter_map(|line| {
            let mut columns = line.split('\t');
            Some((columns.next()?, columns.next()?, columns.next()?))
        })
}

fn exception(kind: FaultKind, title: &str) -> Option<String> {
    exceptions()
        .find(|(known, of, _)| *known == kind.key() && *of == title)
        .map(|(_, _, reason)| reason.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Source;
    use jiff::civil::date;

    fn kinds(text: &str) -> Vec<FaultKind> {
        let mut table = LawTable::default();
        let source = Source::new("laws.yaml", text.to_owned(), "UTF-8");
        table.add_file(&source).unwrap();
        let faults = table.faults(date(2026, 1, 1));
        faults.into_iter().map(|fault| fault.kind).collect()
    }

    #[test]
    fn contradictions_are_found() {
        assert_eq!(
            kinds(
                "laws:\n- {title: 甲办法, versions: [{adopted: 2020-01-01, in-force: 2019-01-01}]}\n"
            ),
            [FaultKind::InForceBeforeAdoption]
        );
        assert_eq!(
            kinds(
                "laws:\n- {title: 甲办法, versions: [{adopted: 2020-01-01}], ended: {on: 2021-01-01, by: 乙办法}}\n"
            ),
            [FaultKind::DeadReplacement]
        );
        assert_eq!(
            kinds(
                "laws:\n- {title: 甲办法, versions: [{adopted: 2020-01-01, articles: 3, inserted: ['5-1']}]}\n"
            ),
            [FaultKind::Inserted]
        );
        assert_eq!(
            kinds("laws:\n- {title: 甲办法, aliases: [乙办法]}\n- {title: 乙办法}\n"),
            [FaultKind::AliasIsTitle]
        );
        assert_eq!(
            kinds(
                "laws:\n- {title: 甲办法, versions: [{adopted: 2020-01-01, in-force: 2020-02-01, articles: 2, texts: {'1': 甲, '2': 乙}}]}\n"
            ),
            []
        );
    }

    /// Every fault of the built-in table is known, with a reason; every reason is still needed.
    #[test]
    fn the_builtin_table_is_in_order() {
        let table = LawTable::builtin();
        let faults = table.faults(date(2026, 11, 21));
        let unknown: Vec<String> = faults
            .iter()
            .filter(|fault| fault.excepted.is_none())
            .map(|fault| {
                format!(
                    "{}\t{}\t{}",
                    fault.kind.key(),
                    fault.title,
                    fault.message.zh
                )
            })
            .collect();
        assert!(unknown.is_empty(), "{}", unknown.join("\n"));
        assert_eq!(LawTable::idle_exceptions(&faults), Vec::<&str>::new());
    }
}
