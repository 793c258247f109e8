//! The table of laws: instruments with their versions, dates, replacements and names.

mod alias;
pub mod build;
mod builtin;
mod changes;
mod coverage;
mod describe;
mod examine;
mod gathered;
pub mod index;
mod key;
pub mod own;
mod prints;
mod record;
mod records;
mod repeal;
mod standing;
mod statement;
mod suggest;
#[cfg(test)]
mod tests;
mod texts;
mod titles;

use std::borrow::Cow;
use std::sync::{Arc, LazyLock, OnceLock};

use jiff::civil::Date;
use rustc_hash::FxHashMap;

use titles::Titles;

pub use alias::{Alias, Condition};
pub use coverage::{Coverage, Extent};
pub use examine::{Fault, FaultKind, Gaps};
pub use key::{has_country, key, with_country};
pub use prints::{Prints, VersionPrint};
pub use record::{COLUMNS, RecordError, Version};
pub use records::{Record, Records};
pub use repeal::Repeal;
pub use standing::{Change, ChangeKind, Standing, State};
pub use statement::{Stated, Statement};
pub use suggest::Suggestion;
pub use texts::{ArticleTexts, PackedTexts};

/// An instrument under one title, with all its versions.
#[derive(Debug, Clone, Default)]
pub struct Instrument {
    /// The versions held, oldest first; never empty.
    pub versions: Records<Version>,
}

/// What a title was taken for.
#[derive(Debug, Clone, Copy)]
pub struct Found<'t> {
    /// The instrument.
    pub instrument: &'t Instrument,
    /// By what.
    pub how: How<'t>,
}

/// By what an instrument was found.
#[derive(Debug, Clone, Copy)]
pub enum How<'t> {
    /// Its title, with or without the country's name in front.
    Title,
    /// Its title but for （试行） or the country's name within.
    Nearly,
    /// A short name or former name.
    Alias(&'t Alias),
}

/// The table.
#[derive(Debug, Default, Clone)]
pub struct LawTable {
    /// The day on which its facts were last checked as a whole.
    pub date: Option<Date>,
    instruments: Titles<Instrument>,
    repeals: Titles<Records<Repeal>>,
    aliases: FxHashMap<String, Vec<Alias>>,
    coverage: Vec<coverage::Row>,
    prints: Vec<Arc<Prints>>,
    /// Texts; those added later are looked at first.
    texts: Vec<Arc<texts::Texts>>,
    /// Places of versions by the keys of their fingerprints, made when first needed.
    by_print: OnceLock<FxHashMap<u64, (usize, usize)>>,
    /// Signatures of the keys with their instruments, made when first needed.
    signatures: OnceLock<Vec<(suggest::Signature, usize)>>,
}

impl LawTable {
    /// The table that comes with the program. Read at the first use (a few milliseconds).
    pub fn builtin() -> &'static Self {
        static TABLE: LazyLock<LawTable> = LazyLock::new(builtin::load);
        &TABLE
    }

    /// Every instrument, in the order of the table.
    pub fn instruments(&self) -> &[Instrument] {
        self.instruments.values()
    }

    /// The instrument with `title`, by title alone: with or without the country's name, brackets, blanks.
    pub fn by_title(&self, title: &str) -> Option<&Instrument> {
        self.instruments.get(&key(title))
    }

    /// The instrument that `title` names. `mentioned` tells whether a word stands in the list around the
    /// citation: some short names mean a law only there.
    pub fn lookup(&self, title: &str, mentioned: &dyn Fn(&str) -> bool) -> Option<Found<'_>> {
        let wanted = key(title);
        let by_key = |wanted: &str| self.instruments.get(wanted);
        if let Some(instrument) = by_key(&wanted) {
            return Some(Found {
                instrument,
                how: How::Title,
            });
        }
        let alias = self.aliases.get(&wanted).and_then(|aliases| {
            aliases
                .iter()
                .find(|alias| alias.condition.holds(mentioned))
        });
        if let Some(alias) = alias
            && let Some(instrument) = by_key(&key(&alias.title))
        {
            return Some(Found {
                instrument,
                how: How::Alias(alias),
            });
        }
        let nearly = key::without_trial(&wanted)
            .map(Cow::Borrowed)
            .into_iter()
            .chain(["试行", "暂行"].map(|trial| Cow::Owned(format!("{wanted}{trial}"))))
            .find_map(|wanted| by_key(&wanted))
            .or_else(|| {
                let inner = key::inner_country(&wanted);
                inner.iter().find_map(|wanted| by_key(wanted))
            });
        nearly.map(|instrument| Found {
            instrument,
            how: How::Nearly,
        })
    }

    /// The statements that end an instrument with `title`.
    pub fn repeals_of(&self, title: &str) -> &[Repeal] {
        self.repeals
            .get(&key(title))
            .map_or(&[], |repeals| repeals.as_slice())
    }

    /// Fingerprints of a version, if there are any.
    pub fn print(&self, version: &Version) -> Option<VersionPrint<'_>> {
        self.prints
            .iter()
            .rev()
            .find_map(|prints| prints.version(version))
    }

    /// The version that `print` is of.
    pub fn version_of_print(&self, print: &VersionPrint<'_>) -> Option<&Version> {
        let places = self.by_print.get_or_init(|| {
            let versions = self
                .instruments()
                .iter()
                .enumerate()
                .flat_map(|(instrument, known)| {
                    known
                        .versions
                        .iter()
                        .enumerate()
                        .map(move |(version, facts)| {
                            (
                                super::fingerprint::version_key(&facts.title, facts.version),
                                (instrument, version),
                            )
                        })
                });
            versions.collect()
        });
        let (instrument, version) = places.get(&print.key())?;
        self.instruments().get(*instrument)?.versions.get(*version)
    }

    /// The blocks of fingerprints.
    pub fn prints(&self) -> &[Arc<Prints>] {
        &self.prints
    }

    /// Adds a version of an instrument, in place of the one with the same title and date.
    pub fn add(&mut self, version: Version) {
        self.by_print = OnceLock::new();
        self.signatures = OnceLock::new();
        if let Some(instrument) = self.instruments.entry(key(&version.title)) {
            instrument.versions.add(version);
        }
    }

    /// Adds a statement that an instrument is repealed.
    pub fn add_repeal(&mut self, repeal: Repeal) {
        if let Some(repeals) = self.repeals.entry(key(&repeal.title)) {
            repeals.add(repeal);
        }
    }

    /// Adds fingerprints; those added later are looked at first.
    pub fn add_prints(&mut self, prints: Prints) {
        self.prints.push(Arc::new(prints));
    }

    /// The versions of the instrument with `title`, to be changed.
    fn versions_mut(&mut self, title: &str) -> Option<&mut Vec<Version>> {
        self.by_print = OnceLock::new();
        self.signatures = OnceLock::new();
        Some(&mut self.instruments.get_mut(&key(title))?.versions)
    }

    /// Adds a short name that comes before those known so far.
    fn put_alias(&mut self, alias: Alias) {
        self.aliases
            .entry(key(&alias.name))
            .or_default()
            .insert(0, alias);
    }

    /// Adds a short name.
    pub fn add_alias(&mut self, alias: Alias) {
        self.aliases
            .entry(key(&alias.name))
            .or_default()
            .push(alias);
    }

    /// How far the table can be trusted to know an instrument with `title`.
    pub fn coverage(&self, title: &str) -> Coverage<'_> {
        coverage::of(&self.coverage, title)
    }
}

impl Instrument {
    /// Its title as of the latest version.
    pub fn title(&self) -> &str {
        self.latest().map_or("", |version| version.title.as_ref())
    }

    /// The latest version held.
    pub fn latest(&self) -> Option<&Version> {
        self.versions.last()
    }

    /// The kind of instrument (法律, 行政法规 …).
    pub fn kind(&self) -> &str {
        self.latest().map_or("", |version| version.kind.as_ref())
    }
}

impl super::Names for LawTable {
    fn ending(&self, text: &str) -> Option<usize> {
        // The longest known name, read from its end; names have at most this many characters.
        const LONGEST: usize = 40;
        let mut starts: Vec<usize> = text
            .char_indices()
            .rev()
            .take(LONGEST)
            .take_while(|(_, character)| {
                super::scan::is_han(*character) || "（）〈〉、".contains(*character)
            })
            .map(|(at, _)| at)
            .collect();
        starts.reverse();
        starts.into_iter().find_map(|at| {
            let name = text.get(at..)?;
            // What only parts the name from the words before is no part of it.
            let begins = name.starts_with(|first| super::scan::is_han(first) || first == '〈');
            // Two characters (宪法, 刑法) need something before them that is no part of a longer name.
            (begins && name.chars().count() >= 3 && self.knows(name)).then(|| text.len() - at)
        })
    }
}

impl LawTable {
    /// Whether `name` is a title or an unconditional short name.
    fn knows(&self, name: &str) -> bool {
        let wanted = key(name);
        self.instruments.contains(&wanted)
            || self.aliases.get(&wanted).is_some_and(|aliases| {
                aliases
                    .iter()
                    .any(|alias| alias.condition == Condition::Always)
            })
    }
}
