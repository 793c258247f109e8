//! Tables of words that rules name: wrong and right in pairs.

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
pub fn pairs(name: &str) -> Option<Vec<(String, String)>> {
    let file = Tables::get(&format!("{name}.txt"))?;
    let text = std::str::from_utf8(&file.data).ok()?;
    let pairs = text
        .lines()
        .filter(|line| !line.starts_with('#'))
        .flat_map(str::split_whitespace)
        .filter_map(pair)
        .collect();
    Some(pairs)
}

fn pair(entry: &str) -> Option<(String, String)> {
    if let Some((wrong, right)) = entry.split_once('→') {
        return Some((wrong.to_owned(), right.to_owned()));
    }
    let mut characters = entry.chars();
    match (characters.next(), characters.next(), characters.next()) {
        (Some(wrong), Some(right), None) => Some((wrong.into(), right.into())),
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
            let entries = text
                .lines()
                .filter(|line| !line.starts_with('#'))
                .flat_map(str::split_whitespace);
            for entry in entries {
                let (wrong, right) = pair(entry).unwrap_or_else(|| panic!("{name}: {entry}"));
                assert_ne!(wrong, right, "{name}");
                assert!(!wrong.is_empty(), "{name}");
            }
        }
        let traditional = pairs("traditional").unwrap();
        assert!(traditional.contains(&("條".into(), "条".into())));
    }
}
