//! Fingerprints packed into one block of bytes: read in place, nothing is unpacked at the start.
//!
//! Layout (all numbers little-endian): the mark, the counts of versions, articles and clauses; a sorted
//! table of versions (key, first article); a table of articles (number, insertion, clauses); the clauses.

use std::borrow::Cow;

use super::normalise::{self, Start};

/// The first bytes of a block, with the number of the format and of the normalisation.
const MARK: [u8; 8] = *b"dlfp0001";
const HEAD: usize = 8 + 3 * 4;
const VERSION_SIZE: usize = 16;
const ARTICLE_SIZE: usize = 5;
const CLAUSE_SIZE: usize = 4;

/// Bits of a clause's hash that are kept; the other two bits of its word tell how it begins.
///
/// Over the built-in table (1.37 million clauses, 0.85 million of them distinct in a block) a clause that is
/// not there is taken for one that is in 0.03 to 0.05 of 100 cases; with 24 bits it would be 2 to 3.
pub const HASH_BITS: u32 = 30;

/// The kept bits of a hash.
pub fn short(hash: u64) -> u32 {
    // Spread the 61 bits before the cut: texts that differ in one character differ everywhere.
    let mixed = (hash ^ (hash >> 29)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    u32::try_from(mixed >> (64 - HASH_BITS)).unwrap_or(0)
}

/// A clause as kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Print(u32);

impl Print {
    /// The fingerprint of a clause.
    pub fn of(clause: &normalise::Clause) -> Self {
        let start = match clause.start {
            Start::Within => 0,
            Start::Item => 1,
            Start::Paragraph => 2,
            Start::Point => 3,
        };
        Self(short(clause.hash) | (start << HASH_BITS))
    }

    /// Its hash.
    pub fn hash(self) -> u32 {
        self.0 & ((1 << HASH_BITS) - 1)
    }

    /// How it begins.
    pub fn start(self) -> Start {
        match self.0 >> HASH_BITS {
            0 => Start::Within,
            1 => Start::Item,
            2 => Start::Paragraph,
            _ => Start::Point,
        }
    }
}

/// Why a block of bytes is no store.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum StoreError {
    /// Another format, or one of another version of the program.
    #[error("指纹数据的格式不符。请用本程序重新生成。")]
    Format,
    /// The lengths do not fit.
    #[error("指纹数据不完整：应有 {expected} 字节，实有 {found} 字节。请重新生成。")]
    Length {
        /// Bytes by the counts in the head.
        expected: usize,
        /// Bytes there are.
        found: usize,
    },
}

/// Fingerprints of the articles of many versions.
#[derive(Debug, Clone)]
pub struct Store<'b> {
    bytes: Cow<'b, [u8]>,
    /// Where the articles begin.
    articles_at: usize,
    /// Where the clauses begin.
    clauses_at: usize,
}

/// The fingerprint of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ArticlePrint<'b> {
    /// The article.
    pub number: u32,
    /// 之N, 0 where there is none.
    pub insertion: u32,
    /// The position of its first clause in the store.
    pub first: u32,
    clauses: &'b [u8],
}

impl<'b> ArticlePrint<'b> {
    /// Its clauses in order.
    pub fn clauses(&self) -> impl ExactSizeIterator<Item = Print> + 'b {
        self.clauses
            .chunks_exact(CLAUSE_SIZE)
            .map(|bytes| Print(word(bytes)))
    }
}

fn word(bytes: &[u8]) -> u32 {
    bytes.try_into().map_or(0, u32::from_le_bytes)
}

impl<'b> Store<'b> {
    /// The store in `bytes`.
    ///
    /// # Errors
    /// When the bytes are of another format or cut off.
    pub fn new(bytes: impl Into<Cow<'b, [u8]>>) -> Result<Self, StoreError> {
        let bytes = bytes.into();
        let head = bytes
            .get(..HEAD)
            .filter(|head| head.starts_with(&MARK))
            .ok_or(StoreError::Format)?;
        let count = |index: usize| head.get(8 + index * 4..12 + index * 4).map_or(0, word) as usize;
        let articles_at = HEAD + count(0) * VERSION_SIZE;
        let clauses_at = articles_at + count(1) * ARTICLE_SIZE;
        let expected = clauses_at + count(2) * CLAUSE_SIZE;
        if bytes.len() != expected {
            return Err(StoreError::Length {
                expected,
                found: bytes.len(),
            });
        }
        Ok(Self {
            bytes,
            articles_at,
            clauses_at,
        })
    }

    fn version_table(&self) -> &[u8] {
        self.bytes.get(HEAD..self.articles_at).unwrap_or_default()
    }

    fn article_table(&self) -> &[u8] {
        self.bytes
            .get(self.articles_at..self.clauses_at)
            .unwrap_or_default()
    }

    fn clause_table(&self) -> &[u8] {
        self.bytes.get(self.clauses_at..).unwrap_or_default()
    }

    /// The number of versions.
    pub fn versions(&self) -> usize {
        self.version_table().len() / VERSION_SIZE
    }

    /// The number of articles.
    pub fn articles(&self) -> usize {
        self.article_table().len() / ARTICLE_SIZE
    }

    /// The number of clauses.
    pub fn clause_count(&self) -> usize {
        self.clause_table().len() / CLAUSE_SIZE
    }

    /// The clause at `position`.
    pub fn clause(&self, position: usize) -> Option<Print> {
        self.clause_table()
            .get(position * CLAUSE_SIZE..(position + 1) * CLAUSE_SIZE)
            .map(|bytes| Print(word(bytes)))
    }

    fn version(&self, index: usize) -> Option<(u64, usize, usize)> {
        let bytes = self
            .version_table()
            .get(index * VERSION_SIZE..(index + 1) * VERSION_SIZE)?;
        let key = u64::from_le_bytes(bytes.get(..8)?.try_into().ok()?);
        Some((
            key,
            word(bytes.get(8..12)?) as usize,
            word(bytes.get(12..16)?) as usize,
        ))
    }

    /// The position of the version with `key` ([`version_key`]).
    pub fn find(&self, key: u64) -> Option<usize> {
        let (mut low, mut high) = (0, self.versions());
        while low < high {
            let middle = usize::midpoint(low, high);
            match self.version(middle)?.0.cmp(&key) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return Some(middle),
            }
        }
        None
    }

    /// The key of the version at `index`.
    pub fn key(&self, index: usize) -> Option<u64> {
        self.version(index).map(|(key, ..)| key)
    }

    /// The articles of the version at `index`, in order.
    pub fn articles_of(&self, index: usize) -> impl Iterator<Item = ArticlePrint<'_>> {
        let (first, mut clause) = self
            .version(index)
            .map_or((0, 0), |(_, article, clause)| (article, clause));
        let last = self
            .version(index + 1)
            .map_or(self.articles(), |(_, article, _)| article);
        let articles = self
            .article_table()
            .get(first * ARTICLE_SIZE..last * ARTICLE_SIZE)
            .unwrap_or_default();
        let clauses = self.clause_table();
        articles.chunks_exact(ARTICLE_SIZE).map(move |bytes| {
            let pair = |at: usize| {
                u32::from(bytes.get(at).copied().unwrap_or(0))
                    | (u32::from(bytes.get(at + 1).copied().unwrap_or(0)) << 8)
            };
            let count = pair(3) as usize;
            let from = clause;
            clause += count;
            ArticlePrint {
                number: pair(0),
                insertion: u32::from(bytes.get(2).copied().unwrap_or(0)),
                first: u32::try_from(from).unwrap_or(u32::MAX),
                clauses: clauses
                    .get(from * CLAUSE_SIZE..clause * CLAUSE_SIZE)
                    .unwrap_or_default(),
            }
        })
    }

    /// The version that holds the clause at `position`.
    pub fn version_of(&self, position: usize) -> Option<usize> {
        let (mut low, mut high) = (0, self.versions());
        while low < high {
            let middle = usize::midpoint(low, high);
            if self.version(middle)?.2 <= position {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low.checked_sub(1)
    }
}

/// The key of a version: of its title and date.
pub fn version_key(title: &str, date: Option<jiff::civil::Date>) -> u64 {
    let hash = title.chars().fold(7, normalise::append);
    let day = date.map_or(0, |date| {
        u64::from(date.year().unsigned_abs()) * 10_000
            + u64::from(date.month().unsigned_abs()) * 100
            + u64::from(date.day().unsigned_abs())
    });
    normalise::multiply(hash, 1_000_003).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ day
}

/// The clauses of one article: number, insertion, clauses.
pub type ArticleClauses = (u32, u32, Vec<Print>);

/// Builds a store.
#[derive(Debug, Default)]
pub struct Builder {
    versions: std::collections::BTreeMap<u64, Vec<ArticleClauses>>,
}

impl Builder {
    /// Adds an article of the version with `key`. Articles keep the order in which they are added.
    pub fn add(&mut self, key: u64, number: u32, insertion: u32, text: &str) {
        let clauses = normalise::clauses(text).iter().map(Print::of).collect();
        self.versions
            .entry(key)
            .or_default()
            .push((number, insertion, clauses));
    }

    /// The bytes of the store.
    pub fn bytes(&self) -> Vec<u8> {
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes();
        let articles: usize = self.versions.values().map(Vec::len).sum();
        let clauses: usize = self
            .versions
            .values()
            .flatten()
            .map(|(.., clauses)| clauses.len().min(u16::MAX.into()))
            .sum();
        let mut out = MARK.to_vec();
        for number in [self.versions.len(), articles, clauses] {
            out.extend(count(number));
        }
        let (mut article, mut clause) = (0, 0);
        for (key, list) in &self.versions {
            out.extend(key.to_le_bytes());
            out.extend(count(article));
            out.extend(count(clause));
            article += list.len();
            clause += list
                .iter()
                .map(|(.., clauses)| clauses.len().min(u16::MAX.into()))
                .sum::<usize>();
        }
        for (number, insertion, clauses) in self.versions.values().flatten() {
            out.extend(u16::try_from(*number).unwrap_or(u16::MAX).to_le_bytes());
            out.push(u8::try_from(*insertion).unwrap_or(u8::MAX));
            out.extend(
                u16::try_from(clauses.len())
                    .unwrap_or(u16::MAX)
                    .to_le_bytes(),
            );
        }
        for (.., clauses) in self.versions.values().flatten() {
            for clause in clauses.iter().take(u16::MAX.into()) {
                out.extend(clause.0.to_le_bytes());
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stored_is_found() {
        let date = jiff::civil::date(2020, 1, 2);
        let one = version_key("甲法", Some(date));
        let two = version_key("乙法", None);
        let mut builder = Builder::default();
        builder.add(one, 1, 0, "应当备案，不得迟延。\n（一）甲；");
        builder.add(one, 2, 1, "应当登记。");
        builder.add(two, 1, 0, "可以登记。");
        let bytes = builder.bytes();
        let store = Store::new(&bytes[..]).unwrap();
        assert_eq!(
            (store.versions(), store.articles(), store.clause_count()),
            (2, 3, 5)
        );
        let index = store.find(one).unwrap();
        let articles: Vec<_> = store.articles_of(index).collect();
        assert_eq!((articles[1].number, articles[1].insertion), (2, 1));
        let expected: Vec<_> = normalise::clauses("应当登记。")
            .iter()
            .map(Print::of)
            .collect();
        assert_eq!(articles[1].clauses().collect::<Vec<_>>(), expected);
        assert_eq!(articles[0].clauses().nth(2).unwrap().start(), Start::Item);
        assert_eq!(store.version_of(articles[1].first as usize), Some(index));
        assert_eq!(store.find(3), None);
    }

    #[test]
    fn cut_off_bytes_are_refused() {
        let bytes = Builder::default().bytes();
        assert_eq!(Store::new(&b"dlfp"[..]).unwrap_err(), StoreError::Format);
        let mut longer = bytes.clone();
        longer.push(0);
        assert!(matches!(
            Store::new(&longer[..]),
            Err(StoreError::Length { .. })
        ));
        assert!(Store::new(&bytes[..]).is_ok());
    }
}
