//! Fingerprints of legal texts: hashes of normalised clauses, in order. Figures only; no text can be
//! read back from them.

mod normalise;
mod number;
mod store;

pub use normalise::{BASE, Clause, MODULUS, Placed, Start, append, characters, clauses, multiply};
pub use store::{ArticlePrint, Builder, HASH_BITS, Print, Store, StoreError, short, version_key};
