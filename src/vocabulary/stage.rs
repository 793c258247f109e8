//! Stages of duty: which of them a label names.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::{ClassId, StageId, file::StageEntry};
use crate::tree::Spanned;

/// A stage of duty.
#[derive(Debug, Clone)]
pub struct StageKind {
    /// Its key in rules: `notification`.
    pub key: Arc<str>,
    /// Its Chinese name: 告知.
    pub zh: Arc<str>,
    /// Its English name.
    pub en: Arc<str>,
    /// Words of labels that name it in lists of every class.
    pub words: Vec<String>,
}

/// A word of a label: the stage it names, and the class of power it does so for (none: for all).
type Meaning = (StageId, Option<ClassId>);

#[derive(Debug, Default)]
pub(super) struct Stages {
    pub(super) all: Vec<StageKind>,
    by_key: FxHashMap<Arc<str>, StageId>,
    words: FxHashMap<String, Vec<Meaning>>,
    /// By the first character: the lengths in bytes of words that begin with it, longest first.
    lengths: FxHashMap<char, Vec<usize>>,
}

impl Stages {
    /// Adds an entry; `class_of` finds classes by their keys.
    ///
    /// # Errors
    /// The keys of classes that are not known, with their places.
    pub(super) fn add(
        &mut self,
        entry: StageEntry,
        class_of: impl Fn(&str) -> Option<ClassId>,
    ) -> Vec<Spanned<String>> {
        let id = match self.by_key.get(entry.key.as_str()) {
            Some(id) => *id,
            None => {
                let id = StageId(u16::try_from(self.all.len()).unwrap_or(u16::MAX));
                let key: Arc<str> = entry.key.as_str().into();
                self.by_key.insert(key.clone(), id);
                self.all.push(StageKind {
                    zh: key.clone(),
                    en: key.clone(),
                    key,
                    words: Vec::new(),
                });
                id
            }
        };
        if entry.replace {
            for meanings in self.words.values_mut() {
                meanings.retain(|(known, _)| *known != id);
            }
        }
        let Some(stage) = self.all.get_mut(id.0 as usize) else {
            return Vec::new();
        };
        if entry.replace {
            stage.words.clear();
        }
        if let Some(zh) = entry.zh {
            stage.zh = zh.into();
        }
        if let Some(en) = entry.en {
            stage.en = en.into();
        }
        let name = stage.zh.to_string();
        stage.words.extend(entry.words.iter().cloned());
        for word in std::iter::once(name).chain(entry.words) {
            self.add_word(word, (id, None));
        }
        let mut unknown = Vec::new();
        for own in entry.in_class {
            match class_of(&own.class) {
                Some(class) => {
                    for word in own.words {
                        self.add_word(word, (id, Some(class)));
                    }
                }
                None => unknown.push(own.class),
            }
        }
        unknown
    }

    fn add_word(&mut self, word: String, meaning: Meaning) {
        let Some(first) = word.chars().next() else {
            return;
        };
        let lengths = self.lengths.entry(first).or_default();
        if let Err(at) = lengths.binary_search_by(|known| word.len().cmp(known)) {
            lengths.insert(at, word.len());
        }
        let meanings = self.words.entry(word).or_default();
        if !meanings.contains(&meaning) {
            meanings.push(meaning);
        }
    }

    pub(super) fn by_key(&self, key: &str) -> Option<StageId> {
        self.by_key.get(key).copied().or_else(|| {
            let at = self.all.iter().position(|stage| *stage.zh == *key)?;
            u16::try_from(at).ok().map(StageId)
        })
    }

    pub(super) fn get(&self, id: StageId) -> Option<&StageKind> {
        self.all.get(id.0 as usize)
    }

    /// The stages that `label` names, in order, each once: at every place the longest word, a word
    /// of the class before one of all classes.
    pub(super) fn named(&self, label: &str, class: Option<ClassId>) -> Vec<StageId> {
        let mut found = Vec::new();
        let mut rest = label;
        while let Some(first) = rest.chars().next() {
            let hit = self
                .lengths
                .get(&first)
                .into_iter()
                .flatten()
                .find_map(|&length| {
                    let meanings = self.words.get(rest.get(..length)?)?;
                    let own = meanings.iter().find(|(_, of)| of.is_some() && *of == class);
                    let (stage, _) =
                        own.or_else(|| meanings.iter().find(|(_, of)| of.is_none()))?;
                    Some((*stage, length))
                });
            let skip = match hit {
                Some((stage, length)) => {
                    if !found.contains(&stage) {
                        found.push(stage);
                    }
                    length
                }
                None => first.len_utf8(),
            };
            rest = rest.get(skip..).unwrap_or_default();
        }
        found
    }
}
