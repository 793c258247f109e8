//! Fingerprints of the table's versions, and where a clause occurs.

use std::sync::OnceLock;

use super::Version;
use crate::law::fingerprint::{ArticlePrint, HASH_BITS, Print, Store, version_key};

/// A block of fingerprints with an index of its clauses, made when it is first needed.
#[derive(Debug)]
pub struct Prints {
    store: Store<'static>,
    index: OnceLock<Index>,
}

/// The fingerprints of one version.
#[derive(Debug, Clone, Copy)]
pub struct VersionPrint<'p> {
    store: &'p Store<'static>,
    index: usize,
}

impl<'p> VersionPrint<'p> {
    /// Its articles in order.
    pub fn articles(&self) -> impl Iterator<Item = ArticlePrint<'p>> + use<'p> {
        self.store.articles_of(self.index)
    }

    /// One article.
    pub fn article(&self, number: u32, insertion: u32) -> Option<ArticlePrint<'p>> {
        self.articles()
            .find(|article| article.number == number && article.insertion == insertion)
    }

    /// The key of the version ([`version_key`]).
    pub fn key(&self) -> u64 {
        self.store.key(self.index).unwrap_or(0)
    }
}

/// Positions of clauses by their hash.
#[derive(Debug)]
struct Index {
    /// The bits of a hash below those that choose its bucket.
    shift: u32,
    /// The first position of each bucket in `positions`.
    buckets: Vec<u32>,
    positions: Vec<u32>,
}

/// The most bits of a hash that choose its bucket.
const BUCKET_BITS: u32 = 18;

impl Prints {
    /// The fingerprints in `store`.
    pub fn new(store: Store<'static>) -> Self {
        Self {
            store,
            index: OnceLock::new(),
        }
    }

    /// The store.
    pub fn store(&self) -> &Store<'static> {
        &self.store
    }

    /// The fingerprints of `version`.
    pub fn version(&self, version: &Version) -> Option<VersionPrint<'_>> {
        let index = self
            .store
            .find(version_key(&version.title, version.version))?;
        Some(VersionPrint {
            store: &self.store,
            index,
        })
    }

    /// The positions of clauses with `hash` in the store.
    pub fn occurrences(&self, hash: u32) -> impl Iterator<Item = u32> + '_ {
        let index = self.index.get_or_init(|| Index::of(&self.store));
        let bucket = (hash >> index.shift) as usize;
        let at = |bucket: usize| index.buckets.get(bucket).map_or(0, |&first| first as usize);
        index
            .positions
            .get(at(bucket)..at(bucket + 1))
            .unwrap_or_default()
            .iter()
            .copied()
            .filter(move |&position| {
                self.store.clause(position as usize).map(Print::hash) == Some(hash)
            })
    }

    /// The fingerprints of the version that holds the clause at `position`.
    pub fn version_at(&self, position: u32) -> Option<VersionPrint<'_>> {
        let index = self.store.version_of(position as usize)?;
        Some(VersionPrint {
            store: &self.store,
            index,
        })
    }
}

impl Index {
    /// Counts, then places: linear in the number of clauses.
    fn of(store: &Store<'_>) -> Self {
        let bits = store.clause_count().max(2).ilog2().min(BUCKET_BITS);
        let shift = HASH_BITS - bits;
        let hashes = || {
            (0..store.clause_count())
                .filter_map(|position| store.clause(position))
                .map(Print::hash)
        };
        let mut buckets = vec![0u32; (1 << bits) + 2];
        for hash in hashes() {
            if let Some(count) = buckets.get_mut((hash >> shift) as usize + 2) {
                *count += 1;
            }
        }
        let mut sum = 0;
        for count in &mut buckets {
            sum += *count;
            *count = sum;
        }
        // Now `buckets[b + 1]` is the first place of bucket b, and moves to its end as it fills.
        let mut positions = vec![0u32; store.clause_count()];
        for (position, hash) in hashes().enumerate() {
            if let Some(next) = buckets.get_mut((hash >> shift) as usize + 1) {
                if let Some(place) = positions.get_mut(*next as usize) {
                    *place = u32::try_from(position).unwrap_or(u32::MAX);
                }
                *next += 1;
            }
        }
        Self {
            shift,
            buckets,
            positions,
        }
    }
}
