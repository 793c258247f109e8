//! The rule packs in the binary.

use std::borrow::Cow;

use rayon::prelude::*;

use super::brief::without_examples;
use crate::source::Source;

/// The files of `rules/packs`.
#[derive(rust_embed::RustEmbed)]
#[folder = "rules/packs/"]
#[include = "*.yaml"]
struct Packs;

/// The packs without their examples, by name; empty in builds that read their files when they run.
const BRIEF: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/packs.rs"));

/// The files of the built-in rule packs, in the order of their names.
pub fn builtin_packs() -> Vec<Source> {
    sources(str::to_owned)
}

/// The built-in packs as a check needs them: half of their text is examples, which only tests and pages
/// read and which are blank here. All bytes stand where they stand in the files.
pub fn builtin_packs_without_examples() -> Vec<Source> {
    if BRIEF.is_empty() {
        return sources(without_examples);
    }
    BRIEF
        .iter()
        .map(|&(name, text)| Source::new(name, text.to_owned(), "UTF-8"))
        .collect()
}

fn sources(prepare: impl Fn(&str) -> String + Sync) -> Vec<Source> {
    let mut names: Vec<_> = Packs::iter().collect();
    names.sort();
    names
        .par_iter()
        .filter_map(|name| {
            let file = Packs::get(name)?;
            let text = match &file.data {
                Cow::Borrowed(bytes) => simdutf8::basic::from_utf8(bytes).ok()?,
                Cow::Owned(bytes) => simdutf8::basic::from_utf8(bytes).ok()?,
            };
            let name = format!("rules/packs/{name}");
            Some(Source::new(name, prepare(text), "UTF-8"))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::load_rules;
    use crate::vocabulary::Vocabulary;

    #[test]
    fn rules_are_the_same_without_their_examples() {
        let vocabulary = Vocabulary::builtin().unwrap();
        let whole = load_rules(builtin_packs(), &vocabulary).unwrap();
        let brief = load_rules(builtin_packs_without_examples(), &vocabulary).unwrap();
        assert_eq!(whole.rules().len(), brief.rules().len());
        for (whole, brief) in whole.rules().iter().zip(brief.rules()) {
            // A rule ends where its last part ends.
            let brief = format!("{brief:?}")
                .replace(&format!("{:?}", brief.span), &format!("{:?}", whole.span));
            assert_eq!(format!("{whole:?}"), brief);
        }
        let examples = |source: &Source| source.text().matches("    examples:").count();
        assert!(builtin_packs().iter().map(examples).sum::<usize>() > 100);
        assert_eq!(
            builtin_packs_without_examples()
                .iter()
                .map(examples)
                .sum::<usize>(),
            0
        );
    }

    #[test]
    fn bytes_stay_where_they_are() {
        for (whole, brief) in builtin_packs().iter().zip(builtin_packs_without_examples()) {
            assert_eq!(whole.text().len(), brief.text().len(), "{}", whole.name());
            let lines = |text: &str| text.matches('\n').count();
            assert_eq!(lines(whole.text()), lines(brief.text()));
        }
    }
}
