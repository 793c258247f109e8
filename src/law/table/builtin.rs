//! The files of `rules/laws` inside the program.

use super::gathered::{Gathered, records};
use super::titles::Titles;
use super::{Alias, Instrument, LawTable, Prints, Records, coverage};
use crate::law::fingerprint::Store;

/// Made by `build.rs` of `rules/laws/instruments` and `rules/laws/repeals.tsv`.
static INSTRUMENTS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/instruments.table"));
static REPEALS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/repeals.table"));

static PRINTS: [&[u8]; 2] = [
    include_bytes!("../../../rules/laws/fingerprints/national.bin"),
    include_bytes!("../../../rules/laws/fingerprints/local.bin"),
];

/// The table of the built-in files. Lines that are no records are left out; a test holds that there are none.
pub fn load() -> LawTable {
    let titles = |bytes| -> &'static Gathered {
        // Once in the life of the program.
        Box::leak(Box::new(Gathered::new(bytes).unwrap_or_default()))
    };
    let mut table = LawTable {
        date: include_str!("../../../rules/laws/date.txt")
            .trim()
            .parse()
            .ok(),
        instruments: Titles::new(titles(INSTRUMENTS), |table, number| Instrument {
            versions: Records::of(table, number),
        }),
        repeals: Titles::new(titles(REPEALS), Records::of),
        coverage: records(include_str!("../../../rules/laws/coverage.tsv"))
            .filter_map(coverage::Row::parse)
            .collect(),
        ..LawTable::default()
    };
    records(include_str!("../../../rules/laws/aliases.tsv"))
        .filter_map(Alias::parse)
        .for_each(|alias| table.add_alias(alias));
    table.prints = PRINTS
        .into_iter()
        .filter_map(|bytes| Store::new(bytes).ok())
        .map(|store| std::sync::Arc::new(Prints::new(store)))
        .collect();
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::law::table::{Record as _, Repeal, Version, key};

    fn titles(bytes: &'static [u8]) -> &'static Gathered {
        Box::leak(Box::new(Gathered::new(bytes).unwrap()))
    }

    fn lines(bytes: &'static [u8]) -> impl Iterator<Item = &'static str> {
        let titles = titles(bytes);
        (0..titles.len()).flat_map(|number| titles.lines(number).lines())
    }

    #[test]
    fn every_line_is_a_record() {
        for line in lines(INSTRUMENTS) {
            let version = Version::parse(line);
            assert!(version.is_ok(), "{line}: {version:?}");
        }
        for line in lines(REPEALS) {
            assert!(Repeal::of_line(line).is_some(), "{line}");
        }
        for line in records(include_str!("../../../rules/laws/aliases.tsv")) {
            assert!(Alias::parse(line).is_some(), "{line}");
        }
        for line in records(include_str!("../../../rules/laws/coverage.tsv")) {
            assert!(coverage::Row::parse(line).is_some(), "{line}");
        }
    }

    #[test]
    fn every_title_is_found_at_its_place() {
        for bytes in [INSTRUMENTS, REPEALS] {
            let titles = titles(bytes);
            assert!(titles.len() > 500);
            for number in 0..titles.len() {
                assert!(!titles.lines(number).is_empty());
                for line in titles.lines(number).lines() {
                    let title = line.split('\t').next().unwrap();
                    assert_eq!(titles.number(&key(title)), Some(number), "{title}");
                }
            }
        }
    }
}
