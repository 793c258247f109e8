//! Tables of words that rules name: wrong and right in pairs.

use std::borrow::Cow;

/// The tables in the binary.
#[derive(rust_embed::RustEmbed)]
#[folder = "rules/tables/"]
#[include = "*.txt"]
struct Tables;

/// The names of the tables.
pub fn names() -> Vec<String> {
    let mut names: Vec<String> = Tables::iter()
        .map(|name| name.trim_end_matches(".txt").to_owned())
        .collect();
    names.sort();
    names
}

/// The pairs of a table: entries parted by blanks, each two characters (wrong, right) or two words
/// joined by `→`. Lines that begin with `#` are remarks.
pub fn pairs(name: &str) -> Option<Vec<(Cow<'static, str>, Cow<'static, str>)>> {
    let file = Tables::get(&format!("{name}.txt"))?;
    let pairs = match file.data {
        Cow::Borrowed(data) => {
            let text = std::str::from_utf8(data).ok()?;
            let pairs = entries(text).filter_map(pair);
            pairs
                .map(|(wrong, right)| (wrong.into(), right.into()))
                .collect()
        }
        Cow::Owned(data) => {
            let text = String::from_utf8(data).ok()?;
            let pairs = entries(&text).filter_map(pair);
            pairs
                .map(|(wrong, right)| (wrong.to_owned().into(), right.to_owned().into()))
                .collect()
        }
    };
    Some(pairs)
}

fn entries(text: &str) -> impl Iterator<Item = &str> {
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .flat_map(str::split_whitespace)
}

fn pair(entry: &str) -> Option<(&str, &str)> {
    if let Some(pair) = entry.split_once('→') {
        return Some(pair);
    }
    let mut characters = entry.chars();
    match (characters.next(), characters.next(), characters.next()) {
        (Some(wrong), Some(_), None) => entry.split_at_checked(wrong.len_utf8()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_of_every_table_is_a_pair_that_changes_something() {
        for name in names() {
            let file = Tables::get(&format!("{name}.txt")).unwrap();
            let text = std::str::from_utf8(&file.data).unwrap();
            for entry in entries(text) {
                let (wrong, right) = pair(entry).unwrap_or_else(|| panic!("{name}: {entry}"));
                assert_ne!(wrong, right, "{name}");
                assert!(!wrong.is_empty(), "{name}");
            }
        }
        let traditional = pairs("traditional").unwrap();
        assert!(traditional.contains(&("條".into(), "条".into())));
    }
}
