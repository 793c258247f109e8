//! Headers of columns and labels of cards: the field they name.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    Field,
    file::{FieldEntry, Holds, SpreadEntry},
    spelling,
};

/// What is known of a field.
#[derive(Debug, Clone)]
pub struct FieldWords {
    /// Its Chinese name.
    pub zh: Arc<str>,
    /// Its English name.
    pub en: Arc<str>,
    /// Headers it goes by, the usual one first.
    pub headers: Vec<String>,
    /// Whether citations of laws stand in it.
    pub citations: bool,
    /// Whether units and posts stand in it.
    pub units: bool,
    /// Whether stages of duty stand in it.
    pub stages: bool,
}

/// What a header was taken for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderMatch {
    /// The field; of a header over several columns the first.
    pub field: Field,
    /// The fields of the columns it is spread over, where it is such a header; else empty.
    pub spread: Vec<Field>,
    /// The right word, where it is a misspelling.
    pub misspelling_of: Option<Arc<str>>,
}

#[derive(Debug)]
pub(super) struct Headers {
    words: Vec<FieldWords>,
    exact: FxHashMap<String, Field>,
    misspellings: FxHashMap<String, (Field, Arc<str>)>,
    spread: FxHashMap<String, Vec<Field>>,
    others: FxHashSet<String>,
    /// Chinese headers of four characters and more, to find misspellings among.
    long: Vec<(String, Arc<str>, Field)>,
}

impl Default for Headers {
    fn default() -> Self {
        let words = Field::ALL
            .iter()
            .map(|field| FieldWords {
                zh: field.key().into(),
                en: field.key().into(),
                headers: Vec::new(),
                citations: false,
                units: false,
                stages: false,
            })
            .collect();
        Self {
            words,
            exact: FxHashMap::default(),
            misspellings: FxHashMap::default(),
            spread: FxHashMap::default(),
            others: FxHashSet::default(),
            long: Vec::new(),
        }
    }
}

impl Headers {
    pub(super) fn add(&mut self, entry: FieldEntry) {
        let field = entry.key;
        let Some(words) = self.words.get_mut(field.index()) else {
            return;
        };
        if entry.replace {
            words.headers.clear();
            self.exact.retain(|_, known| *known != field);
            self.long.retain(|(_, _, known)| *known != field);
        }
        if let Some(zh) = entry.zh {
            words.zh = zh.into();
        }
        if let Some(en) = entry.en {
            words.en = en.into();
        }
        words.citations |= entry.holds.contains(&Holds::Citations);
        words.units |= entry.holds.contains(&Holds::Units);
        words.stages |= entry.holds.contains(&Holds::Stages);
        for header in std::iter::once(field.key().to_owned()).chain(entry.headers) {
            let plain = spelling::plain(&header);
            if !header.is_ascii() {
                words.headers.push(header.clone());
                if plain.chars().count() >= 4 {
                    self.long
                        .push((plain.clone(), header.as_str().into(), field));
                }
            }
            self.exact.insert(plain, field);
        }
        for (wrong, right) in entry.misspellings {
            self.misspellings
                .insert(spelling::plain(&wrong), (field, right.into()));
        }
    }

    pub(super) fn add_spread(&mut self, entry: SpreadEntry) {
        for header in entry.headers {
            self.spread
                .insert(spelling::plain(&header), entry.fields.clone());
        }
    }

    pub(super) fn add_others(&mut self, others: Vec<String>) {
        self.others
            .extend(others.iter().map(|other| spelling::plain(other)));
    }

    pub(super) fn words(&self, field: Field) -> Option<&FieldWords> {
        self.words.get(field.index())
    }

    /// The field of `header` by its exact words, without what stands in brackets where need be.
    pub(super) fn exact(&self, header: &str) -> Option<HeaderMatch> {
        let known = |plain: &str| {
            let of = |field: Field, misspelling_of| HeaderMatch {
                field,
                spread: Vec::new(),
                misspelling_of,
            };
            if let Some(spread) = self.spread.get(plain) {
                return Some(HeaderMatch {
                    field: *spread.first()?,
                    spread: spread.clone(),
                    misspelling_of: None,
                });
            }
            if let Some(field) = self.exact.get(plain) {
                return Some(of(*field, None));
            }
            let (field, right) = self.misspellings.get(plain)?;
            Some(of(*field, Some(right.clone())))
        };
        known(&spelling::plain(header)).or_else(|| {
            let bare = spelling::plain(&spelling::without_brackets(header));
            (!bare.is_empty()).then(|| known(&bare)).flatten()
        })
    }

    /// The field of `header`, misspellings within one character of four understood.
    pub(super) fn find(&self, header: &str) -> Option<HeaderMatch> {
        if let Some(found) = self.exact(header) {
            return Some(found);
        }
        let plain = spelling::plain(&spelling::without_brackets(header));
        let length = plain.chars().count();
        if !(4..=12).contains(&length) || plain.is_ascii() || self.others.contains(&plain) {
            return None;
        }
        let mut near = self.long.iter().filter(|(known, _, _)| {
            known.chars().count() == length
                && known
                    .chars()
                    .zip(plain.chars())
                    .filter(|(a, b)| a != b)
                    .count()
                    == 1
        });
        let (_, right, field) = near.next()?;
        // Two fields equally near: not told.
        near.all(|(_, _, other)| other == field)
            .then(|| HeaderMatch {
                field: *field,
                spread: Vec::new(),
                misspelling_of: Some(right.clone()),
            })
    }
}
