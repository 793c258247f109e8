use std::ops::{Deref, DerefMut};
use std::sync::OnceLock;

use super::Version;

/// The versions of an instrument, oldest first. Those of the built-in table are lines until somebody asks
/// for them: a list cites a few dozen of thousands of instruments.
#[derive(Debug, Clone, Default)]
pub struct Versions {
    first: Option<&'static str>,
    more: Vec<&'static str>,
    read: OnceLock<Vec<Version>>,
}

impl Versions {
    /// Adds a line of the built-in table (see [`Version::parse`]).
    pub(super) fn add_line(&mut self, line: &'static str) {
        if self.read.get().is_some() {
            let version = Version::parse(line);
            version.into_iter().for_each(|version| self.add(version));
        } else if self.first.is_none() {
            self.first = Some(line);
        } else {
            self.more.push(line);
        }
    }

    /// Adds a version, in place of the one of the same day.
    pub(super) fn add(&mut self, version: Version) {
        add(self, version);
    }

    /// Lines that are no records are left out; a test of the table holds that there are none.
    fn read(&self) -> Vec<Version> {
        let lines = self.first.iter().chain(&self.more);
        let mut versions = Vec::with_capacity(1 + self.more.len());
        lines
            .filter_map(|line| Version::parse(line).ok())
            .for_each(|version| add(&mut versions, version));
        versions
    }
}

fn add(versions: &mut Vec<Version>, version: Version) {
    match versions.binary_search_by(|known| known.version.cmp(&version.version)) {
        Ok(place) => {
            if let Some(known) = versions.get_mut(place) {
                *known = version;
            }
        }
        Err(place) => versions.insert(place, version),
    }
}

impl Deref for Versions {
    type Target = Vec<Version>;

    fn deref(&self) -> &Vec<Version> {
        self.read.get_or_init(|| self.read())
    }
}

impl DerefMut for Versions {
    fn deref_mut(&mut self) -> &mut Vec<Version> {
        let read = match self.read.take() {
            Some(versions) => versions,
            None => self.read(),
        };
        self.read = OnceLock::from(read);
        // It was put there just now.
        #[expect(clippy::expect_used)]
        self.read.get_mut().expect("versions are read")
    }
}

impl<'v> IntoIterator for &'v Versions {
    type Item = &'v Version;
    type IntoIter = std::slice::Iter<'v, Version>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
