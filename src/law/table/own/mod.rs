//! Tables of laws of one's own: local regulations, documents, numbers, corrections of the built-in table.

mod facts;
mod file;
mod merged;
#[cfg(test)]
mod tests;

use super::{ArticleTexts, LawTable, Repeal, Version, coverage, key};
use crate::source::Source;
use crate::tree::{Node, Problem};

pub use merged::merged;

use facts::{Facts, Instrument, OwnVersion};
use file::LawsFile;

/// The JSON Schema of a table of laws.
pub fn schema() -> schemars::Schema {
    schemars::schema_for!(LawsFile)
}

impl LawTable {
    /// Adds what the file `source` says, which takes the place of what was known.
    ///
    /// # Errors
    /// Everything that is wrong in the file, by place; the table is then as it was.
    pub fn add_file(&mut self, source: &Source) -> Result<(), Vec<Problem>> {
        self.add_entries(&crate::tree::load(source)?, source)
    }

    /// Adds what a node of `source` says, in the form of these files.
    ///
    /// # Errors
    /// As [`Self::add_file`].
    pub fn add_node(&mut self, node: &Node, source: &Source) -> Result<(), Vec<Problem>> {
        self.add_entries(&crate::tree::from_node(node, source.text())?, source)
    }

    fn add_entries(&mut self, file: &LawsFile, source: &Source) -> Result<(), Vec<Problem>> {
        let mut facts = Facts::new(source, file.source.as_deref());
        let date = facts.day(file.date.as_ref());
        let laws: Vec<Instrument> = file.laws.iter().map(|entry| facts.law(entry)).collect();
        facts.no_title_twice(&file.laws);
        let repeals: Vec<Repeal> = file
            .repeals
            .iter()
            .filter_map(|entry| facts.repeal(entry))
            .collect();
        let rows: Vec<coverage::Row> = file
            .coverage
            .iter()
            .map(|entry| facts.coverage(entry))
            .collect();
        facts.finish()?;
        let mut texts = Vec::new();
        for law in laws {
            self.add_own(law, &mut texts);
        }
        if !texts.is_empty() {
            self.add_texts(texts);
        }
        for repeal in repeals {
            self.add_repeal(repeal);
        }
        // The first row that fits a title counts.
        self.coverage.splice(0..0, rows);
        self.date = self.date.max(date);
        Ok(())
    }

    /// Adds an instrument, or what is said of one that is known; its texts go to `texts`.
    fn add_own(&mut self, own: Instrument, texts: &mut Vec<(Version, ArticleTexts)>) {
        if own.replace {
            self.forget(&own.title);
        }
        let unknown = self
            .by_title(&own.title)
            .is_none_or(|known| known.versions.is_empty());
        if unknown && own.versions.is_empty() {
            self.add(Version {
                title: own.title.clone().into(),
                source: own.source.to_string().into(),
                ..Version::default()
            });
        }
        for stated in &own.versions {
            let version = self.own_version(&own, stated);
            if !stated.texts.is_empty() {
                texts.push((version.clone(), stated.texts.clone()));
            }
            self.add(version);
        }
        if let Some(versions) = self.versions_mut(&own.title) {
            let last = versions.len().saturating_sub(1);
            for (index, version) in versions.iter_mut().enumerate() {
                // A number that is said to be this version's own is more exact.
                let exact = |column| version_says(&own.versions, version, column);
                let stated = own
                    .common
                    .iter()
                    .filter(|stated| !exact(stated.statement.column()));
                for stated in stated.collect::<Vec<_>>() {
                    version.state(stated);
                }
                if let Some(end) = own.end.as_ref().filter(|_| index == last) {
                    version.state(end);
                }
            }
        }
        for alias in own.aliases {
            self.put_alias(alias);
        }
    }

    /// The record of a version: what is known of it or of the instrument, with what the file says.
    fn own_version(&self, own: &Instrument, stated: &OwnVersion) -> Version {
        let known = self.by_title(&own.title);
        let same = known.and_then(|known| match stated.adopted {
            Some(_) => known
                .versions
                .iter()
                .find(|version| version.version == stated.adopted),
            // No day: the latest is meant.
            None => known.latest(),
        });
        let mut version = match (same, known.and_then(|known| known.latest())) {
            (Some(same), _) => same.clone(),
            (None, Some(latest)) => self.next_version(latest, stated),
            (None, None) => Version {
                title: own.title.clone().into(),
                made: stated.adopted,
                source: stated.source.to_string().into(),
                ..Version::default()
            },
        };
        for fact in &stated.facts {
            version.state(fact);
        }
        version
    }

    /// A version that was not known of an instrument that is: of its kind and makers, with nothing of its articles.
    fn next_version(&self, latest: &Version, stated: &OwnVersion) -> Version {
        let known = self.by_title(&latest.title);
        let mut changes: Vec<String> = latest
            .amended
            .split(' ')
            .filter(|day| !day.is_empty())
            .map(str::to_owned)
            .collect();
        let days = known
            .into_iter()
            .flat_map(|known| &known.versions)
            .filter_map(|version| version.version)
            .chain(stated.adopted);
        changes.extend(
            days.filter(|day| latest.made.is_none_or(|made| made < *day))
                .map(|day| day.to_string()),
        );
        changes.retain(|day| {
            let limit = stated.adopted.map(|adopted| adopted.to_string());
            limit.is_none_or(|limit| *day <= limit)
        });
        changes.sort();
        changes.dedup();
        Version {
            title: latest.title.clone(),
            kind: latest.kind.clone(),
            region: latest.region.clone(),
            issuer: latest.issuer.clone(),
            number: latest.number.clone(),
            made: latest.made.or(latest.version),
            amended: changes.join(" ").into(),
            source: stated.source.to_string().into(),
            ..Version::default()
        }
    }
}

/// Whether one of `own` is `version` and says something for `column` itself.
fn version_says(own: &[OwnVersion], version: &Version, column: &str) -> bool {
    own.iter()
        .filter(|own| own.adopted.is_none() || own.adopted == version.version)
        .flat_map(|own| &own.facts)
        .any(|fact| fact.statement.column() == column)
}

impl LawTable {
    /// Forgets what is known of `title`: its versions, short names and repeal statements.
    fn forget(&mut self, title: &str) {
        let wanted = key(title);
        if let Some(repeals) = self.repeals.get_mut(&wanted) {
            repeals.clear();
        }
        for aliases in self.aliases.values_mut() {
            aliases.retain(|alias| key(&alias.title) != wanted);
        }
        if let Some(versions) = self.versions_mut(title) {
            versions.clear();
        }
    }
}
