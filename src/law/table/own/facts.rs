//! From the entries of a file to facts, with all that is wrong in them.

use std::sync::Arc;

use jiff::civil::Date;
use rustc_hash::FxHashMap;

use super::file::{
    CoverageEntry, ExtentWord, LawEntry, LawFact, RepealEntry, VersionEntry, VersionFact,
};
use crate::law::document_number;
use crate::law::table::{
    Alias, ArticleTexts, Condition, Extent, Repeal, Stated, Statement, coverage, key,
};
use crate::law::words::Words;
use crate::source::{Source, Span};
use crate::tree::{Problem, Spanned, nearest};

/// What a file says of an instrument.
pub(super) struct Instrument {
    pub title: String,
    /// Where the title is from.
    pub source: Arc<str>,
    pub replace: bool,
    /// What holds for all its versions.
    pub common: Vec<Stated>,
    pub versions: Vec<OwnVersion>,
    /// What holds for the last of them.
    pub end: Option<Stated>,
    pub aliases: Vec<Alias>,
}

/// What a file says of a version.
pub(super) struct OwnVersion {
    pub adopted: Option<Date>,
    pub source: Arc<str>,
    pub facts: Vec<Stated>,
    pub texts: ArticleTexts,
}

/// Reads entries, and gathers what is wrong.
pub(super) struct Facts<'s> {
    source: &'s Source,
    general: &'s str,
    problems: Vec<Problem>,
}

impl<'s> Facts<'s> {
    /// For the entries of `source`, whose facts are from `general` where they do not say so themselves.
    pub fn new(source: &'s Source, general: Option<&'s str>) -> Self {
        Self {
            source,
            general: general.unwrap_or_default(),
            problems: Vec::new(),
        }
    }

    /// What was wrong.
    pub fn finish(mut self) -> Result<(), Vec<Problem>> {
        if self.problems.is_empty() {
            return Ok(());
        }
        self.problems.sort_by_key(|problem| problem.span);
        Err(self.problems)
    }

    /// Where a fact at `span` is from: in words, with file and line.
    fn origin(&self, stated: Option<&str>, span: Span) -> Arc<str> {
        let words = stated.unwrap_or(self.general).trim();
        let place = format!(
            "{}:{}",
            self.source.name(),
            self.source.position(span.start()).line
        );
        if words.is_empty() {
            place.into()
        } else {
            format!("{words}（{place}）").into()
        }
    }

    /// An instrument.
    pub fn law(&mut self, entry: &LawEntry) -> Instrument {
        let title = self.title(&entry.title);
        let span = entry.title.span;
        let general = entry.source.as_deref();
        let origin = |facts: &Self, fact: LawFact| {
            let own = entry.sources.get(&fact).map(String::as_str);
            facts.origin(own.or(general), span)
        };
        let mut common = Vec::new();
        let mut state = |statement, source| common.push(Stated { statement, source });
        if let Some(class) = &entry.class {
            self.known_class(class);
            state(
                Statement::Kind(class.value.clone()),
                origin(self, LawFact::Class),
            );
        }
        if let Some(region) = &entry.region {
            state(
                Statement::Region(region.clone()),
                origin(self, LawFact::Region),
            );
        }
        if let Some(issuer) = &entry.issuer {
            state(
                Statement::Issuer(issuer.clone()),
                origin(self, LawFact::Issuer),
            );
        }
        if let Some(number) = self.numbers(&entry.numbers) {
            state(Statement::Number(number), origin(self, LawFact::Numbers));
        }
        if let Some(note) = &entry.note {
            state(Statement::Note(note.clone()), self.origin(general, span));
        }
        let end = entry.ended.as_ref().map(|end| Stated {
            statement: Statement::Ended(
                self.day(end.on.as_ref()),
                end.by.clone().unwrap_or_default(),
            ),
            source: origin(self, LawFact::Ended),
        });
        let aliases_from = origin(self, LawFact::Aliases);
        let always = entry
            .aliases
            .iter()
            .map(|name| (&name.value, Condition::Always));
        let mentioned = entry.aliases_where.iter().map(|(name, words)| {
            let words = words.iter().map(|word| word.clone().into()).collect();
            (name, Condition::Mentioned(words))
        });
        let aliases = always
            .chain(mentioned)
            .map(|(name, condition)| Alias {
                name: name.clone().into(),
                title: title.clone().into(),
                condition,
                source: aliases_from.to_string().into(),
            })
            .collect();
        let versions: Vec<OwnVersion> = entry
            .versions
            .iter()
            .map(|version| self.version(version, general, span))
            .collect();
        self.no_version_twice(entry, &versions);
        Instrument {
            source: self.origin(general, span),
            title,
            replace: entry.replace,
            common,
            versions,
            end,
            aliases,
        }
    }

    fn version(&mut self, entry: &VersionEntry, general: Option<&str>, law: Span) -> OwnVersion {
        let span = entry.adopted.as_ref().map_or(law, |adopted| adopted.span);
        let general = entry.source.as_deref().or(general);
        let mut facts = Vec::new();
        let mut state = |facts_of: &Self, fact: VersionFact, statement| {
            let own = entry.sources.get(&fact).map(String::as_str);
            let source = facts_of.origin(own.or(general), span);
            facts.push(Stated { statement, source });
        };
        let adopted = self.day(entry.adopted.as_ref());
        if let Some(adopted) = adopted {
            state(self, VersionFact::Adopted, Statement::Adopted(adopted));
        }
        if let Some(from) = self.day(entry.in_force.as_ref()) {
            state(self, VersionFact::InForce, Statement::InForce(from));
        }
        if let Some(number) = self.numbers(&entry.numbers) {
            state(self, VersionFact::Numbers, Statement::Number(number));
        }
        let last = entry.articles.or_else(|| last_article(entry));
        if let Some(last) = last {
            state(self, VersionFact::Articles, Statement::Articles(last));
        }
        let inserted = self.inserted(&entry.inserted);
        if !inserted.is_empty() {
            state(self, VersionFact::Inserted, Statement::Inserted(inserted));
        }
        let chapters = self.chapters(&entry.chapters, entry.articles);
        if !chapters.is_empty() {
            state(self, VersionFact::Chapters, Statement::Chapters(chapters));
        }
        let source = self.origin(general, span);
        if let Some(note) = &entry.note {
            facts.push(Stated {
                statement: Statement::Note(note.clone()),
                source: Arc::clone(&source),
            });
        }
        OwnVersion {
            adopted,
            source,
            facts,
            texts: self.texts(entry),
        }
    }

    /// A repeal statement.
    pub fn repeal(&mut self, entry: &RepealEntry) -> Option<Repeal> {
        let from = self.day(Some(&entry.from))?;
        Some(Repeal {
            title: self.title(&entry.title).into(),
            by: self.title(&entry.by).into(),
            by_version: None,
            by_article: entry.article,
            from: Some(from),
            source: self
                .origin(entry.source.as_deref(), entry.title.span)
                .to_string()
                .into(),
        })
    }

    /// A line about coverage.
    pub fn coverage(&mut self, entry: &CoverageEntry) -> coverage::Row {
        self.known_class(&entry.class);
        let extent = match entry.extent {
            ExtentWord::Full => Extent::Full,
            ExtentWord::Partial => Extent::Partial,
            ExtentWord::None => Extent::None,
        };
        coverage::Row::new(&entry.class.value, &entry.begins, &entry.ends, extent)
    }

    /// The day written, if it is one.
    pub fn day(&mut self, written: Option<&Spanned<String>>) -> Option<Date> {
        let written = written?;
        let day = written.value.trim().parse().ok();
        if day.is_none() {
            self.problems.push(
                Problem::new(
                    written.span,
                    format!("“{}”不是日期", written.value),
                    format!("{} is no date", written.value),
                )
                .with_help(
                    "请写成 2021-07-15 这样；不知道就不写这一项",
                    "write it like 2021-07-15, or leave it out where it is not known",
                ),
            );
        }
        day
    }

    fn title(&mut self, written: &Spanned<String>) -> String {
        let title = written
            .value
            .trim()
            .trim_start_matches('《')
            .trim_end_matches('》')
            .to_owned();
        if key(&title).is_empty() {
            self.problems.push(
                Problem::new(written.span, "名称是空的", "the title is empty")
                    .with_help("请写全称", "write the whole title"),
            );
        }
        title
    }

    fn known_class(&mut self, written: &Spanned<String>) {
        let mut known: Vec<&str> = Words::builtin()
            .rank
            .values()
            .flatten()
            .map(String::as_str)
            .collect();
        known.sort_unstable();
        known.dedup();
        if known.contains(&written.value.as_str()) {
            return;
        }
        let problem = Problem::new(
            written.span,
            format!("没有“{}”这个类别", written.value),
            format!("there is no class {}", written.value),
        );
        self.problems
            .push(match nearest(&written.value, known.iter().copied()) {
                Some(near) => {
                    problem.with_help(format!("是不是“{near}”？"), format!("did you mean {near}?"))
                }
                None => problem.with_help(
                    format!("可以写：{}", known.join("、")),
                    format!("write one of: {}", known.join(", ")),
                ),
            });
    }

    fn numbers(&mut self, written: &[Spanned<String>]) -> Option<String> {
        for number in written {
            if document_number::find_all(&number.value).is_empty() {
                self.problems.push(
                    Problem::new(
                        number.span,
                        format!("“{}”看不出是文号", number.value),
                        format!("{} is no document number", number.value),
                    )
                    .with_help(
                        "请写成“国办发〔2018〕63号”或者“国务院令第735号”这样",
                        "write it like 国办发〔2018〕63号 or 国务院令第735号",
                    ),
                );
            }
        }
        let list: Vec<&str> = written.iter().map(|number| number.value.trim()).collect();
        (!list.is_empty()).then(|| list.join("；"))
    }

    fn inserted(&mut self, written: &[Spanned<String>]) -> String {
        let mut list = Vec::new();
        for one in written {
            match pair(&one.value) {
                Some((article, insertion)) => list.push(format!("{article}-{insertion}")),
                None => self.problems.push(
                    Problem::new(
                        one.span,
                        format!("“{}”不是插入的条", one.value),
                        format!("{} is no inserted article", one.value),
                    )
                    .with_help("第十二条之一写成 12-1", "write 12-1 for 第十二条之一"),
                ),
            }
        }
        list.join(" ")
    }

    fn texts(&mut self, entry: &VersionEntry) -> ArticleTexts {
        let mut texts = ArticleTexts::new();
        for (number, text) in &entry.texts {
            match article(&number.value) {
                Some(place) => {
                    texts.insert(place, text.trim().to_owned());
                }
                None => self.problems.push(
                    Problem::new(
                        number.span,
                        format!("“{}”不是条号", number.value),
                        format!("{} is no number of an article", number.value),
                    )
                    .with_help(
                        "第十二条写成 12，第十二条之一写成 12-1",
                        "write 12 for 第十二条, 12-1 for 第十二条之一",
                    ),
                ),
            }
        }
        texts
    }

    fn chapters(&mut self, written: &[Spanned<String>], articles: Option<u32>) -> String {
        let mut list = Vec::new();
        let mut before = 0;
        for (number, one) in (1..).zip(written) {
            let range = pair(&one.value).filter(|(first, last)| first <= last && *first > before);
            let Some((first, last)) = range else {
                self.problems.push(
                    Problem::new(
                        one.span,
                        format!("“{}”不是第 {number} 章的起止条", one.value),
                        format!(
                            "{} does not tell the articles of chapter {number}",
                            one.value
                        ),
                    )
                    .with_help(
                        "从第一章起依次写每章的第一条和最后一条，例如 1-5",
                        "write the first and last article of each chapter in order, like 1-5",
                    ),
                );
                continue;
            };
            if articles.is_some_and(|articles| last > articles) {
                self.problems.push(
                    Problem::new(
                        one.span,
                        format!("第 {number} 章到第 {last} 条，超出了最后一条"),
                        format!("chapter {number} goes beyond the last article"),
                    )
                    .with_help("请核对 articles 和 chapters", "check articles and chapters"),
                );
            }
            before = last;
            list.push(format!("{number}:{first}-{last}"));
        }
        list.join(" ")
    }

    /// An instrument that has two entries is said to be wrong: which of them counts would be a riddle.
    pub fn no_title_twice(&mut self, laws: &[LawEntry]) {
        let mut seen: FxHashMap<String, Span> = FxHashMap::default();
        for entry in laws {
            let key = key(&entry.title.value);
            if let Some(first) = seen.get(&key) {
                let line = self.source.position(first.start()).line;
                self.problems.push(
                    Problem::new(
                        entry.title.span,
                        format!("《{}》在第 {line} 行已经写过", entry.title.value),
                        format!("{} stands in line {line} already", entry.title.value),
                    )
                    .with_help("请合成一项", "make one entry of both"),
                );
            } else {
                seen.insert(key, entry.title.span);
            }
        }
    }

    fn no_version_twice(&mut self, entry: &LawEntry, versions: &[OwnVersion]) {
        for (index, (written, version)) in entry.versions.iter().zip(versions).enumerate() {
            let before = versions.get(..index).unwrap_or_default();
            if before.iter().any(|other| other.adopted == version.adopted) {
                let span = written
                    .adopted
                    .as_ref()
                    .map_or(entry.title.span, |adopted| adopted.span);
                self.problems.push(
                    Problem::new(
                        span,
                        "有两个版本的通过日期（adopted）相同或者都没有写",
                        "two versions have the same day of adoption, or none",
                    )
                    .with_help("请写明各个版本的通过日期", "write the day of each version"),
                );
            }
        }
    }
}

/// The last article of a version whose texts are given.
fn last_article(entry: &VersionEntry) -> Option<u32> {
    let numbers = entry
        .texts
        .keys()
        .filter_map(|number| article(&number.value));
    numbers.map(|(number, _)| number).max()
}

/// The number of an article with its insertion.
fn article(text: &str) -> Option<(u32, u32)> {
    let plain = text.trim().parse().ok().map(|number| (number, 0));
    plain.or_else(|| pair(text))
}

/// Two numbers with a dash between them.
fn pair(text: &str) -> Option<(u32, u32)> {
    let (one, other) = text.split_once(['-', '－', '—'])?;
    Some((one.trim().parse().ok()?, other.trim().parse().ok()?))
}
