//! The files of `rules/laws` inside the program.

use rust_embed::{Embed, EmbeddedFile};

use super::{Alias, LawTable, Prints, Repeal, coverage};
use crate::law::fingerprint::Store;

#[derive(Embed)]
#[folder = "rules/laws/"]
struct Files;

/// The table of the built-in files. Lines that are no records are left out; a test holds that there are none.
pub fn load() -> LawTable {
    let mut table = LawTable::default();
    for (name, text) in texts() {
        match name.as_str() {
            "repeals.tsv" => records(text)
                .filter_map(Repeal::parse)
                .for_each(|repeal| table.add_repeal(repeal)),
            "aliases.tsv" => records(text)
                .filter_map(Alias::parse)
                .for_each(|alias| table.add_alias(alias)),
            "coverage.tsv" => {
                table.coverage = records(text).filter_map(coverage::Row::parse).collect()
            }
            "date.txt" => table.date = text.trim().parse().ok(),
            _ if name.starts_with("instruments/") => {
                records(text).for_each(|line| table.add_line(line));
            }
            _ => {}
        }
    }
    table.prints = ["fingerprints/national.bin", "fingerprints/local.bin"]
        .into_iter()
        .filter_map(|name| Store::new(bytes(Files::get(name)?)).ok())
        .map(|store| std::sync::Arc::new(Prints::new(store)))
        .collect();
    table
}

/// The lines of a table that hold a record: without the head and remarks.
fn records(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .skip(1)
}

fn texts() -> impl Iterator<Item = (String, &'static str)> {
    Files::iter()
        .filter(|name| name.ends_with(".tsv") || name.ends_with(".txt"))
        .filter_map(|name| {
            Some((
                name.to_string(),
                simdutf8::basic::from_utf8(bytes(Files::get(&name)?)).ok()?,
            ))
        })
}

/// The bytes of a file. In release builds they are part of the program; in debug builds they are read from
/// the folder and kept for the life of the process.
fn bytes(file: EmbeddedFile) -> &'static [u8] {
    match file.data {
        std::borrow::Cow::Borrowed(bytes) => bytes,
        std::borrow::Cow::Owned(bytes) => Vec::leak(bytes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::law::table::Version;

    #[test]
    fn every_line_is_a_record() {
        for (name, text) in texts() {
            for line in records(text) {
                let place = format!("{name}: {line}");
                match name.as_str() {
                    _ if name.starts_with("instruments/") => assert!(
                        Version::parse(line).is_ok(),
                        "{place}: {:?}",
                        Version::parse(line)
                    ),
                    "repeals.tsv" => assert!(Repeal::parse(line).is_some(), "{place}"),
                    "aliases.tsv" => assert!(Alias::parse(line).is_some(), "{place}"),
                    "coverage.tsv" => assert!(coverage::Row::parse(line).is_some(), "{place}"),
                    _ => {}
                }
            }
        }
    }
}
