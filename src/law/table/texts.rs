//! Texts of articles, where the user has given them.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::sync::{Arc, OnceLock};

use flate2::read::DeflateDecoder;
use rustc_hash::FxHashMap;

use super::{LawTable, Prints, Version};
use crate::law::fingerprint::{Builder, Store, version_key};

/// The texts of one version, by article and insertion.
pub type ArticleTexts = BTreeMap<(u32, u32), String>;

/// Texts of versions by the key of the version ([`version_key`]).
pub type VersionTexts = FxHashMap<u64, ArticleTexts>;

/// Texts as they are packed in an index: key of the version, then article, insertion and text of each article.
pub type PackedTexts = Vec<(u64, Vec<(u32, u32, String)>)>;

/// A block of texts; unpacked when one of them is first needed.
#[derive(Debug, Default)]
pub struct Texts {
    packed: Vec<u8>,
    unpacked: OnceLock<VersionTexts>,
}

impl Texts {
    /// Texts that are at hand.
    pub fn of(texts: VersionTexts) -> Self {
        Self {
            packed: Vec::new(),
            unpacked: OnceLock::from(texts),
        }
    }

    /// Texts packed with deflate, as JSON of [`PackedTexts`].
    pub fn packed(packed: Vec<u8>) -> Self {
        Self {
            packed,
            unpacked: OnceLock::new(),
        }
    }

    /// The text of an article.
    fn get(&self, version: u64, place: (u32, u32)) -> Option<&str> {
        let texts = self.unpacked.get_or_init(|| self.unpack());
        texts.get(&version)?.get(&place).map(String::as_str)
    }

    /// The bytes were summed when the index was read: what is wrong here is not there at all.
    fn unpack(&self) -> VersionTexts {
        let mut json = Vec::new();
        let read = DeflateDecoder::new(self.packed.as_slice()).read_to_end(&mut json);
        let list: PackedTexts = match read {
            Ok(_) => serde_json::from_slice(&json).unwrap_or_default(),
            Err(_) => Vec::new(),
        };
        list.into_iter()
            .map(|(key, articles)| {
                let articles = articles
                    .into_iter()
                    .map(|(number, insertion, text)| ((number, insertion), text));
                (key, articles.collect())
            })
            .collect()
    }
}

impl LawTable {
    /// Adds texts of versions, and their fingerprints.
    pub(super) fn add_texts(&mut self, versions: Vec<(Version, ArticleTexts)>) {
        let mut builder = Builder::default();
        let mut texts = VersionTexts::default();
        for (version, articles) in versions {
            let key = version_key(&version.title, version.version);
            for (&(number, insertion), text) in &articles {
                builder.add(key, number, insertion, text);
            }
            texts.insert(key, articles);
        }
        // Bytes that the builder made are a store.
        if let Ok(store) = Store::new(builder.bytes()) {
            self.add_prints(Prints::new(store));
        }
        self.add_text_block(Texts::of(texts));
    }

    /// Adds a block of texts that comes before those added so far.
    pub(super) fn add_text_block(&mut self, texts: Texts) {
        self.texts.push(Arc::new(texts));
    }

    /// The text of an article of `version`, where it is at hand.
    pub fn text(&self, version: &Version, number: u32, insertion: u32) -> Option<&str> {
        if self.texts.is_empty() {
            return None;
        }
        let key = version_key(&version.title, version.version);
        self.texts
            .iter()
            .rev()
            .find_map(|block| block.get(key, (number, insertion)))
    }
}
