//! The words the grammar goes by, as data: `rules/laws/words.tsv`.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// The built-in list of words.
const BUILTIN: &str = include_str!("../../rules/laws/words.tsv");

/// Words of the citation grammar, longest first in each group.
#[derive(Debug, Default, Clone)]
pub struct Words {
    /// Ends of titles of forms and certificates.
    pub not_instrument: Vec<String>,
    /// Ends of titles of instruments.
    pub instrument: Vec<String>,
    /// Ends of names of units.
    pub issuer: Vec<String>,
    /// Words between the start of a sentence and a title.
    pub lead_in: Vec<String>,
    /// Words after a number that is part of a sentence.
    pub running: Vec<String>,
    /// A law's word for itself.
    pub own: Vec<String>,
    /// Parts of a title after 》.
    pub suffix: Vec<String>,
    /// Parts of a title before 《.
    pub implementing: Vec<String>,
    /// Verbs of issuing.
    pub promulgating: Vec<String>,
    /// Words that open a short name.
    pub abbreviating: Vec<String>,
    /// Words that mark a note about versions.
    pub version: Vec<String>,
    /// The whole of a bracket that says nothing of versions.
    pub note: Vec<String>,
    /// Words between a title and a number.
    pub link: Vec<String>,
    /// Words between a number and the text.
    pub said: Vec<String>,
    /// Words after the day on which an instrument was made.
    pub made: Vec<String>,
    /// Words after the day on which it was changed.
    pub changed: Vec<String>,
    /// Words after the day on which it took effect.
    pub in_force: Vec<String>,
    /// Words before that day.
    pub since: Vec<String>,
    /// Words for an annex.
    pub annex: Vec<String>,
    /// Rank tags and the kinds of instrument they fit.
    pub rank: FxHashMap<String, Vec<String>>,
}

/// A line of a word list that could not be understood.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("词表第 {line} 行：不认识的用途“{usage}”。请改用文件开头列出的用途之一。")]
pub struct WordsError {
    /// The line, from 1.
    pub line: usize,
    /// The unknown use.
    pub usage: String,
}

impl Words {
    /// The words that come with the program.
    pub fn builtin() -> &'static Self {
        static WORDS: LazyLock<Words> = LazyLock::new(|| {
            let mut words = Words::default();
            // A test holds that the built-in list is without errors.
            let _ = words.extend(BUILTIN);
            words
        });
        &WORDS
    }

    /// Adds the words of `text` (tab-separated: use, word, kinds).
    ///
    /// # Errors
    /// At the first line whose use is not known; the lines before it are kept.
    pub fn extend(&mut self, text: &str) -> Result<(), WordsError> {
        for (number, line) in text.lines().enumerate() {
            if line.starts_with('#') || line.trim().is_empty() {
                continue;
            }
            let mut columns = line.trim_end().split('\t');
            let (usage, word) = (
                columns.next().unwrap_or_default(),
                columns.next().unwrap_or_default(),
            );
            if usage == "rank" {
                self.rank
                    .insert(word.to_owned(), columns.map(str::to_owned).collect());
                continue;
            }
            let group = match usage {
                "not-instrument" => &mut self.not_instrument,
                "instrument" => &mut self.instrument,
                "issuer" => &mut self.issuer,
                "lead-in" => &mut self.lead_in,
                "running" => &mut self.running,
                "self" => &mut self.own,
                "suffix" => &mut self.suffix,
                "implementing" => &mut self.implementing,
                "promulgating" => &mut self.promulgating,
                "abbreviating" => &mut self.abbreviating,
                "version" => &mut self.version,
                "note" => &mut self.note,
                "link" => &mut self.link,
                "said" => &mut self.said,
                "made" => &mut self.made,
                "changed" => &mut self.changed,
                "in-force" => &mut self.in_force,
                "since" => &mut self.since,
                "annex" => &mut self.annex,
                _ => {
                    return Err(WordsError {
                        line: number + 1,
                        usage: usage.to_owned(),
                    });
                }
            };
            if !word.is_empty() {
                group.push(word.to_owned());
            }
        }
        for group in [
            &mut self.not_instrument,
            &mut self.instrument,
            &mut self.issuer,
            &mut self.lead_in,
            &mut self.running,
            &mut self.own,
            &mut self.suffix,
            &mut self.implementing,
            &mut self.promulgating,
            &mut self.abbreviating,
            &mut self.version,
            &mut self.note,
            &mut self.link,
            &mut self.said,
            &mut self.made,
            &mut self.changed,
            &mut self.in_force,
            &mut self.since,
            &mut self.annex,
        ] {
            group.sort_by(|one, other| other.len().cmp(&one.len()).then(one.cmp(other)));
            group.dedup();
        }
        Ok(())
    }
}

/// The longest word of `group` that `text` starts with.
pub fn starts<'w>(text: &str, group: &'w [String]) -> Option<&'w str> {
    group
        .iter()
        .map(String::as_str)
        .find(|word| text.starts_with(word))
}

/// The longest word of `group` that `text` ends with.
pub fn ends<'w>(text: &str, group: &'w [String]) -> Option<&'w str> {
    group
        .iter()
        .map(String::as_str)
        .find(|word| text.ends_with(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_builtin_list_is_right() {
        assert_eq!(Words::default().extend(BUILTIN), Ok(()));
        assert!(Words::builtin().rank.contains_key("法律"));
        assert_eq!(
            ends("实施行政处罚决定书", &Words::builtin().not_instrument),
            Some("决定书")
        );
    }

    #[test]
    fn an_unknown_use_is_named() {
        let error = Words::default().extend("# x\nendng\t法\n").unwrap_err();
        assert_eq!((error.line, error.usage.as_str()), (2, "endng"));
    }
}
