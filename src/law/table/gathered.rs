//! Lines of a table gathered by the key of the title they begin with: the built-in tables are gathered when the
//! program is built (`build.rs` includes this file), so that a start reads none of them.
//!
//! Layout, numbers little-endian: how many titles (4 bytes); where the lines of each begin and the last end, in
//! bytes of the text (4 bytes each); hash of the key and number of the title (8 and 4 bytes each), in the order
//! of hashes; the text. Titles stand in the order of the table, and the lines of each in their order.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hasher as _};

const NUMBER: usize = 4;
const ENTRY: usize = 8 + NUMBER;

/// The lines of a table that hold a record: without the head and remarks.
pub fn records(text: &str) -> impl Iterator<Item = &str> {
    text.lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .skip(1)
}

/// Gathers `lines`, each of which begins with a title and a tab.
#[allow(dead_code)] // The build script does.
pub fn gather<'t>(lines: impl Iterator<Item = &'t str>, key: impl Fn(&str) -> String) -> Vec<u8> {
    let mut numbers: HashMap<String, usize> = HashMap::new();
    let mut gathered: Vec<Vec<&str>> = Vec::new();
    for line in lines {
        let title = line.split('\t').next().unwrap_or_default();
        let number = *numbers.entry(key(title)).or_insert_with(|| {
            gathered.push(Vec::new());
            gathered.len() - 1
        });
        if let Some(of_title) = gathered.get_mut(number) {
            of_title.push(line);
        }
    }
    let number = |value: usize| u32::try_from(value).unwrap_or(u32::MAX).to_le_bytes();
    let mut out = Vec::from(number(gathered.len()));
    let mut text = String::new();
    out.extend(number(0));
    for of_title in gathered {
        for line in of_title {
            text.push_str(line);
            text.push('\n');
        }
        out.extend(number(text.len()));
    }
    let mut hashes: Vec<(u64, usize)> = numbers
        .iter()
        .map(|(key, number)| (hash(key), *number))
        .collect();
    hashes.sort_unstable();
    for (hash, title) in hashes {
        out.extend(hash.to_le_bytes());
        out.extend(number(title));
    }
    out.extend(text.into_bytes());
    out
}

fn hash(key: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(key.as_bytes());
    hasher.finish()
}

/// What [`gather`] wrote. An empty one holds nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Gathered {
    starts: &'static [u8],
    hashes: &'static [u8],
    text: &'static [u8],
}

impl Gathered {
    /// Reads `bytes`; `None` where they are cut off.
    pub fn new(bytes: &'static [u8]) -> Option<Self> {
        let (count, rest) = bytes.split_first_chunk::<NUMBER>()?;
        let count = u32::from_le_bytes(*count) as usize;
        let (starts, rest) = rest.split_at_checked(NUMBER.checked_mul(count + 1)?)?;
        let (hashes, text) = rest.split_at_checked(ENTRY.checked_mul(count)?)?;
        Some(Self {
            starts,
            hashes,
            text,
        })
    }

    /// The lines of each title, as UTF-8.
    pub fn lines(self) -> impl Iterator<Item = &'static [u8]> {
        let starts = self.starts.as_chunks::<NUMBER>().0;
        starts.windows(2).map(move |pair| match pair {
            [from, to] => {
                let at = |bytes: &[u8; NUMBER]| u32::from_le_bytes(*bytes) as usize;
                self.text.get(at(from)..at(to)).unwrap_or_default()
            }
            _ => &[],
        })
    }

    /// The number of the title with `key`. That another key has its hash is as good as impossible, and a test
    /// holds that no two of a table have the same.
    pub fn number(self, key: &str) -> Option<usize> {
        let entries = self.hashes.as_chunks::<ENTRY>().0;
        let of = |entry: &[u8; ENTRY]| {
            entry
                .first_chunk()
                .map_or(0, |hash| u64::from_le_bytes(*hash))
        };
        let found = entries.binary_search_by_key(&hash(key), of).ok()?;
        let number = entries.get(found)?.last_chunk::<NUMBER>()?;
        Some(u32::from_le_bytes(*number) as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_a_title_stand_together() {
        let lines = ["甲法\t1", "乙法\t2", "甲 法\t3"];
        let key = |title: &str| title.replace(' ', "");
        let gathered = Gathered::new(gather(lines.into_iter(), key).leak()).unwrap();
        let texts: Vec<_> = gathered
            .lines()
            .map(|lines| std::str::from_utf8(lines).unwrap())
            .collect();
        assert_eq!(texts, ["甲法\t1\n甲 法\t3\n", "乙法\t2\n"]);
        assert_eq!(gathered.number("乙法"), Some(1));
        assert_eq!(gathered.number("丙法"), None);
        assert_eq!(Gathered::default().number("甲法"), None);
    }

    #[test]
    fn what_is_cut_off_is_refused() {
        let bytes: &[u8] = gather(["甲法\t1"].into_iter(), str::to_owned).leak();
        assert!(Gathered::new(&bytes[..20]).is_none());
        assert!(Gathered::new(&[]).is_none());
    }
}
